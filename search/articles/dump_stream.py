"""The bytes of a dump, unpacked as they are read; memory does not grow with the file."""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import os
import re
import zlib
from pathlib import Path
from typing import BinaryIO

from wenxun.errors import ArticleError

__all__ = ["UNPACKING_ERRORS", "CountedFile", "is_dump", "open_unpacked"]

_GZIP, _BZIP2, _ZSTD = b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd"
_COMMENT = rb"<!--(?:(?!-->).)*-->"  # never past its end, or many of them would be matched in exponentially many ways
_DOCTYPE = rb"<!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>"  # no export has one, and reading it refuses it by name
_EXPORT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?:%b|%b)\s*)*<mediawiki[\s>]" % (_COMMENT, _DOCTYPE), re.DOTALL)
_SNIFFED_BYTES = 1 << 12
_BZIP2_BLOCK_BYTES = 1 << 21  # nothing comes out of a bzip2 file before its first block of 900 kB is complete

UNPACKING_ERRORS = (EOFError, OSError, zlib.error, ValueError)
"""What the unpackers raise on bytes that are damaged or end too early."""


class CountedFile(io.RawIOBase):
    """A file that is read once from its start, counted and digested on the way.

    Attributes:
        bytes_read: bytes read so far.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.bytes_read = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` as far as the file goes."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._digest.update(data)
        self.bytes_read += len(data)
        return len(data)

    def hexdigest(self) -> str:
        """SHA-256 of what was read so far."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file under it too."""
        self._file.close()
        super().close()


def open_unpacked(file: CountedFile, head: bytes) -> BinaryIO:
    """The unpacked bytes of ``file``, which begins with ``head``.

    Raises:
        ArticleError: ``needs-zstandard`` for a zstd file where the package that reads it is not installed.
    """
    buffered = io.BufferedReader(file, 1 << 18)
    if head.startswith(_BZIP2):
        return bz2.BZ2File(buffered)  # type: ignore[return-value]  # one file may hold many streams, one after the other
    if head.startswith(_GZIP):
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    if head.startswith(_ZSTD):
        return _open_zstd(buffered)
    return buffered


def _open_zstd(file: BinaryIO) -> BinaryIO:
    try:
        import zstandard
    except ImportError as error:
        raise ArticleError(
            "needs-zstandard", 'it is packed with zstd; to read it: pip install "wenxun[dumps]"'
        ) from error
    reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, read_size=1 << 18)
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


def is_dump(path: Path, head: bytes) -> bool:
    """Whether the file at ``path``, which begins with ``head``, is a MediaWiki export, packed or not.

    Raises:
        OSError: if it cannot be read.
        ArticleError: as ``open_unpacked``.
    """
    if not head.startswith((_GZIP, _BZIP2, _ZSTD)):
        return _is_export(head[:_SNIFFED_BYTES])
    with path.open("rb") as file:
        start = io.BytesIO(file.read(_BZIP2_BLOCK_BYTES))
        try:
            unpacked = open_unpacked(CountedFile(start), head)
            return _is_export(unpacked.read(_SNIFFED_BYTES))
        except UNPACKING_ERRORS as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            return ".xml." in os.fsdecode(path)  # cut off so early that only the name is left to go by


def _is_export(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return _EXPORT.match(head.removeprefix(codecs.BOM_UTF8)) is not None
