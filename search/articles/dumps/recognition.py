"""MediaWiki exports (dumps), recognised by their beginning, packed or not."""

from __future__ import annotations

import codecs
import io
import re

from wenxun.articles.containers import Pieces
from wenxun.articles.dumps.stream import PACKED, UNPACKING_ERRORS, open_unpacked
from wenxun.articles.source_file import SourceFile

__all__ = ["sniff"]

_COMMENT = rb"<!--(?:(?!-->).)*-->"  # never past its end, or many of them would be matched in exponentially many ways
_DOCTYPE = rb"<!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>"  # no export has one, and reading it refuses it by name
_EXPORT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?:%b|%b)\s*)*<mediawiki[\s>]" % (_COMMENT, _DOCTYPE), re.DOTALL)
_SNIFFED_BYTES = 1 << 12
_BZIP2_BLOCK_BYTES = 1 << 21  # nothing comes out of a bzip2 file before its first block of 900 kB is complete


def sniff(file: SourceFile) -> Pieces | None:
    """By the beginning of what it holds, packed or not.

    Raises:
        OSError: if it cannot be read.
        ArticleError: as ``open_unpacked``.
    """
    if not _begins_like_export(file):
        return None
    from wenxun.articles.dumps.dump import split  # loads SQLite and a parser of XML

    return Pieces(split)


def _begins_like_export(file: SourceFile) -> bool:
    if not file.head.startswith(PACKED):
        return _is_export(file.head[:_SNIFFED_BYTES])
    file.stream.seek(0)
    start = io.BytesIO(file.stream.read(_BZIP2_BLOCK_BYTES))
    try:
        return _is_export(open_unpacked(start, file.head).read(_SNIFFED_BYTES))
    except UNPACKING_ERRORS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        return ".xml." in file.origin.name  # cut off so early that only the name is left to go by


def _is_export(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return _EXPORT.match(head.removeprefix(codecs.BOM_UTF8)) is not None
