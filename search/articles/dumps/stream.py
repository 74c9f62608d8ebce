"""Dumps of MediaWiki and of its search engine: recognised, and unpacked as they are read, in bounded memory."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from wenxun.articles.containers import Pieces
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError

__all__ = ["UNPACKING_ERRORS", "open_unpacked", "sniff", "unpacking_errors"]

_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
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
            "needs-zstandard", 'it is packed with zstd; to read it: pip install "wenxun[dumps]"'
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


@contextmanager
def unpacking_errors() -> Iterator[None]:
    """Turn errors of unpacking into those of a file that is damaged or cannot be read.

    Raises:
        ArticleError: ``damaged-dump``, ``unreadable``.
    """
    try:
        yield
    except UNPACKING_ERRORS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise ArticleError("unreadable", f"it cannot be read: {error.strerror}") from error
        raise ArticleError("damaged-dump", f"it is damaged or not complete: {error}") from error


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
    if not file.head.startswith((_GZIP, _BZIP2, _XZ, _ZSTD)):
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
