"""MediaWiki exports (dumps) and how they are packed: recognised, and unpacked as they are read, in bounded memory."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import zlib
from typing import BinaryIO

from wenxun.articles.containers import Pieces
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.extras import install_command

__all__ = ["UNPACKING_ERRORS", "open_unpacked", "sniff"]

_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
_COMMENT = rb"<!--(?:(?!-->).)*-->"  # never past its end, or many of them would be matched in exponentially many ways
_DOCTYPE = rb"<!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>"  # no export has one, and reading it refuses it by name
_EXPORT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?:%b|%b)\s*)*<mediawiki[\s>]" % (_COMMENT, _DOCTYPE), re.DOTALL)
_SNIFFED_BYTES = 1 << 12
_BZIP2_BLOCK_BYTES = 1 << 21  # nothing comes out of a bzip2 file before its first block of 900 kB is complete

UNPACKING_ERRORS = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)
"""What the unpackers raise on bytes that are damaged or end too early."""


def open_unpacked(file: BinaryIO, head: bytes) -> BinaryIO:
    """Return the unpacked bytes of ``file``, which begins with ``head``; closing them leaves the file open.

    Raises:
        ArticleError: ``needs-zstandard`` for a zstd file where the package that reads it is not installed.
    """
    if head.startswith(_BZIP2):
        return bz2.BZ2File(file)  # type: ignore[return-value]  # one file may hold many streams, one after the other
    if head.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if head.startswith(_XZ):
        return lzma.LZMAFile(file)  # type: ignore[return-value]
    if head.startswith(_ZSTD):
        return _open_zstd(file)
    return file


def _open_zstd(file: BinaryIO) -> BinaryIO:
    try:
        import zstandard
    except ImportError as error:
        raise ArticleError(
            "needs-zstandard", f"it is packed with zstd; to read it: {install_command('dumps')}"
        ) from error
    reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, read_size=1 << 18, closefd=False)
    return io.BufferedReader(_ZstdErrors(reader, zstandard.ZstdError))


class _ZstdErrors(io.RawIOBase):
    """Turns the errors of zstandard into those of any other damaged file."""

    def __init__(self, reader: BinaryIO, error: type[Exception]) -> None:
        self._reader = reader
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._reader.read(len(buffer))
        except self._error as error:
            raise OSError(str(error)) from error
        buffer[: len(data)] = data
        return len(data)


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
    if not file.head.startswith((_GZIP, _BZIP2, _XZ, _ZSTD)):
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
