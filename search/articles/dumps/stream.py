"""Packed files, unpacked as they are read, in bounded memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from wenxun.articles.first_bytes import BZIP2, GZIP, XZ, ZSTD
from wenxun.errors import ArticleError
from wenxun.extras import install_command
from wenxun.notices import Notice, reason_of

__all__ = ["UNPACKING_ERRORS", "open_unpacked", "unpacking_errors"]

UNPACKING_ERRORS = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)
"""What the unpackers raise on bytes that are damaged or end too early."""


def open_unpacked(file: BinaryIO, head: bytes) -> BinaryIO:
    """Return the unpacked bytes of a file; closing them leaves the file open.

    Args:
        file: the file, at its start.
        head: its first bytes, which tell how it is packed.

    Raises:
        ArticleError: ``needs-zstandard`` for a zstd file where the package that reads it is not installed.
    """
    if head.startswith(BZIP2):
        return bz2.BZ2File(file)  # type: ignore[return-value]  # one file may hold many streams, one after the other
    if head.startswith(GZIP):
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if head.startswith(XZ):
        return lzma.LZMAFile(file)  # type: ignore[return-value]
    if head.startswith(ZSTD):
        return _open_zstd(file)
    return file


def _open_zstd(file: BinaryIO) -> BinaryIO:
    try:
        import zstandard
    except ImportError as error:
        raise ArticleError(
            "needs-zstandard",
            Notice("it is packed with zstd; to read it: {command}", command=install_command("dumps")),
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
            raise ArticleError("unreadable", Notice("it cannot be read: {reason}", reason=reason_of(error))) from error
        raise ArticleError("damaged-dump", Notice("it is damaged or not complete: {error}", error=error)) from error
