"""A file that is being read: opened once, with its first bytes at hand."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["Origin", "SourceFile", "open_source", "skip_line", "too_large"]

_HEAD_BYTES = 1 << 16
_READ_BYTES = 1 << 16
_DIGESTED_BYTES = 1 << 20
_BOM_ENCODINGS = (  # the longer ones first: that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Which file articles come from, and what they are called after.

    Attributes:
        place: the file, as ``Article.source`` names it.
        name: the file's own name.
        article_id: id of its article; where it holds many, their ids begin with it.
        path: as in ``Article``.
        title: what the navigation of its site calls it; "" if there is none.
        aliases: other names that other files give its article.
        takes_drafts: whether articles that their owners mark as drafts are read, too.
    """

    place: str
    name: str
    article_id: str
    path: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    takes_drafts: bool = False

    @property
    def suffix(self) -> str:
        """The suffix of the file's name in lower case, with its dot."""
        name = self.name.rstrip()
        dot = name.rfind(".")
        return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


class SourceFile:
    """An open file.

    Args:
        origin: which file it is.
        stream: its content; it must be able to seek.
        size_bytes: how long it is.
        max_bytes: longest content, line or page that is read at once.
        modified_ns: when it was changed, as the file system says.

    Attributes:
        head: its first 64 KiB.
    """

    def __init__(
        self, origin: Origin, stream: BinaryIO, *, size_bytes: int, max_bytes: int, modified_ns: int = 0
    ) -> None:
        self.origin = origin
        self.stream = stream
        self.size_bytes = size_bytes
        self.max_bytes = max_bytes
        self.modified_ns = modified_ns
        self.head = stream.read(_HEAD_BYTES)
        stream.seek(0)

    @cached_property
    def text_head(self) -> bytes:
        """The head in UTF-8, from the first character on that is neither a byte order mark nor a blank."""
        encoding = self._bom_encoding
        head = self.head.decode(encoding, "ignore").encode("utf-8", "ignore") if encoding else self.head
        return head.removeprefix(codecs.BOM_UTF8).lstrip()

    def content(self) -> bytes:
        """Return the whole content.

        Raises:
            ArticleError: ``too-large`` when it is longer than ``max_bytes``.
        """
        self.stream.seek(0)
        content = self.stream.read(self.max_bytes + 1)
        self.stream.seek(0)
        if max(len(content), self.size_bytes) > self.max_bytes:
            size = max(len(content), self.size_bytes)
            raise too_large(size, self.max_bytes)
        return content

    def utf8_stream(self) -> BinaryIO:
        """Return the content from its start on, in UTF-8 where its byte order mark says UTF-16 or UTF-32.

        Other encodings are left as they are; there is no byte order mark in what it gives.
        """
        self.stream.seek(0)
        if self._bom_encoding:
            return io.BufferedReader(_Utf8(self.stream, self._bom_encoding))
        if self.head.startswith(codecs.BOM_UTF8):
            self.stream.seek(len(codecs.BOM_UTF8))
        return self.stream

    def sha256(self) -> str:
        """Return the digest of the content, which is read a piece at a time."""
        self.stream.seek(0)
        digest = hashlib.sha256()
        while data := self.stream.read(_DIGESTED_BYTES):
            digest.update(data)
        self.stream.seek(0)
        return digest.hexdigest()

    @cached_property
    def _bom_encoding(self) -> str:
        return next((encoding for bom, encoding in _BOM_ENCODINGS if self.head.startswith(bom)), "")


class _Utf8(io.RawIOBase):
    """Text in another encoding as bytes of UTF-8; what it does not decode becomes U+FFFD."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            data = self._stream.read(_READ_BYTES)
            self._rest = self._decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data:
                break
        given = self._rest[: len(buffer)]
        self._rest = self._rest[len(given) :]
        buffer[: len(given)] = given
        return len(given)


@contextmanager
def open_source(path: Path, origin: Origin, *, max_bytes: int) -> Iterator[SourceFile]:
    """Open a file; a pipe that nobody writes to does not hold up the run.

    Args:
        path: the file.
        origin: where it comes from, for ids and paths of its articles.
        max_bytes: a larger one is not read whole.

    Returns:
        The file, which is closed at the end of the ``with``.

    Raises:
        ArticleError: ``not-a-file`` when there is something else than a regular file.
        OSError: if it cannot be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError("not-a-file", Notice("it is not a regular file"))
        yield SourceFile(origin, stream, size_bytes=status.st_size, max_bytes=max_bytes, modified_ns=status.st_mtime_ns)


def too_large(size_bytes: int, max_bytes: int) -> ArticleError:
    """Return the error for what is larger than the limit; it says which setting that is.

    Args:
        size_bytes: its size.
        max_bytes: the limit.
    """
    return ArticleError(
        "too-large",
        Notice(
            "it holds {size}, more than the limit of {most} (setting max_file_mb)",
            size=_size(size_bytes),
            most=_size(max_bytes),
        ),
    )


def _size(size_bytes: int) -> str:
    if size_bytes >= 1 << 20:
        return f"{size_bytes / (1 << 20):,.1f} MB"
    return Notice("{size_bytes:,} bytes", size_bytes=size_bytes)


def skip_line(stream: BinaryIO) -> None:
    """Read on to the end of a line, in bounded memory."""
    while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass
