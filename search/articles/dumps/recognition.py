"""Dumps of MediaWiki and of its search engine, recognised by their beginning, packed or not."""

from __future__ import annotations

import codecs
import io
import re

from wenxun.articles.containers import Pieces
from wenxun.articles.dumps.stream import UNPACKING_ERRORS, open_unpacked
from wenxun.articles.first_bytes import PACKED
from wenxun.articles.source_file import SourceFile

__all__ = ["sniff"]

_COMMENT = rb"<!--(?:(?!-->).)*-->"  # never past its end, or many of them would be matched in exponentially many ways
_DOCTYPE = rb"<!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>"  # no export has one, and reading it refuses it by name
_EXPORT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?:%b|%b)\s*)*<mediawiki[\s>]" % (_COMMENT, _DOCTYPE), re.DOTALL)
_CIRRUS_ACTION = re.compile(rb'\s*\{\s*"(?:index|create)"\s*:\s*\{[^{}\n]*\}\s*\}\s*\n\s*\{')
_CIRRUS_FIELD = re.compile(
    rb'"(?:namespace|wiki|content_model|opening_text|auxiliary_text|source_text|outgoing_link|text_bytes)"\s*:'
)
_SNIFFED_BYTES = 1 << 16
_SNIFFED_STEP_BYTES = 1 << 12
_BZIP2_BLOCK_BYTES = 1 << 21  # nothing comes out of a bzip2 file before its first block of 900 kB is complete


def sniff(file: SourceFile) -> Pieces | None:
    """By the beginning of what it holds, packed or not.

    Raises:
        OSError: if it cannot be read.
        ArticleError: as ``open_unpacked``.
    """
    head = _unpacked_head(file)
    if _is_export(head) or (not head and ".xml." in file.origin.name):  # or cut off before anything comes out of it
        from wenxun.articles.dumps.dump import split as split_export  # loads SQLite and a parser of XML

        return Pieces(split_export)
    if _CIRRUS_ACTION.match(head) and _CIRRUS_FIELD.search(head):
        from wenxun.articles.dumps.cirrus import split as split_cirrus

        return Pieces(split_cirrus)
    return None


def _unpacked_head(file: SourceFile) -> bytes:
    """What a file begins with when it is unpacked; less of it, or nothing, where it is damaged."""
    if not file.head.startswith(PACKED):
        return file.head[:_SNIFFED_BYTES]
    file.stream.seek(0)
    start = io.BytesIO(file.stream.read(_BZIP2_BLOCK_BYTES))
    head = b""
    try:
        unpacked = open_unpacked(start, file.head)
        while len(head) < _SNIFFED_BYTES and (data := unpacked.read(_SNIFFED_STEP_BYTES)):
            head += data
    except UNPACKING_ERRORS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
    return head


def _is_export(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return _EXPORT.match(head.removeprefix(codecs.BOM_UTF8)[:_SNIFFED_STEP_BYTES]) is not None
