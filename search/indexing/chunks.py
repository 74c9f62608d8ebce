"""Pieces of reading work, small enough to travel between processes: paths and places rather than articles.

A chunk is read wherever it arrives, and what it gives does not depend on where that is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, cast

from wenxun.articles import read_file
from wenxun.articles.dump import DumpPage, read_dump
from wenxun.articles.jsonl import read_json_lines
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

__all__ = ["ArticlesChunk", "Chunk", "ContentDigest", "FileTask", "FilesChunk", "LinesChunk", "PagesChunk", "digest_of"]


@dataclass(frozen=True, slots=True)
class ContentDigest:
    """SHA-256 of a file's content, and whether it is what the index holds already."""

    sha256: str
    is_known: bool


Item: TypeAlias = Article | SkippedInput | ContentDigest


class Chunk(Protocol):
    """A piece of reading work.

    Attributes:
        finishes: numbers of the inputs that end with this chunk.
    """

    @property
    def finishes(self) -> tuple[int, ...]: ...

    def read(self, *, max_bytes: int) -> Iterator[tuple[int, Item]]:
        """Yield what the chunk holds, each with the number of its input."""


@dataclass(frozen=True, slots=True)
class FileTask:
    """A whole file to read.

    Attributes:
        number: number of the input.
        path: where it is.
        root: the folder that ids are counted from.
        known_sha256: digest of what the index holds of it; empty for none.
    """

    number: int
    path: str
    root: str
    known_sha256: str


@dataclass(frozen=True, slots=True)
class FilesChunk:
    """Whole files."""

    files: tuple[FileTask, ...]

    @property
    def finishes(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(task.number for task in self.files)

    def read(self, *, max_bytes: int) -> Iterator[tuple[int, Item]]:
        """For each file its digest and, unless that is known, what it holds."""
        for task in self.files:
            try:
                for item in _read_file(task, max_bytes):
                    yield task.number, item
            except ArticleError as error:
                yield task.number, SkippedInput(task.path, error.reason, str(error))
            except OSError as error:
                detail = f"it cannot be read: {error.strerror or error}"
                yield task.number, SkippedInput(task.path, "unreadable", detail)
            except Exception as error:  # no file may end the run of all others
                detail = f"reading it failed ({type(error).__name__}: {error}); please report this"
                yield task.number, SkippedInput(task.path, "failed", detail)


def _read_file(task: FileTask, max_bytes: int) -> Iterator[Item]:
    path = Path(task.path)
    if path.stat().st_size <= max_bytes:
        digest = digest_of(path)
        yield ContentDigest(digest, digest == task.known_sha256)
        if digest == task.known_sha256:
            return
    yield from read_file(path, max_bytes=max_bytes, root=Path(task.root))


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, read a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class LinesChunk:
    """Some lines of a JSON Lines file.

    Attributes:
        number: number of the input.
        path: where it is.
        fallback_id: records without an id get this and their line's number.
        offset_bytes, size_bytes: where the lines stand in the file.
        first_line: number of the first of them.
        is_last: whether the file ends with them.
    """

    number: int
    path: str
    fallback_id: str
    offset_bytes: int
    size_bytes: int
    first_line: int
    is_last: bool

    @property
    def finishes(self) -> tuple[int, ...]:
        """The file, with its last lines."""
        return (self.number,) if self.is_last else ()

    def read(self, *, max_bytes: int) -> Iterator[tuple[int, Item]]:
        """The records of the lines."""
        try:
            with Path(self.path).open("rb") as file:
                file.seek(self.offset_bytes)
                window = cast("BinaryIO", _Window(file, self.size_bytes))
                for item in read_json_lines(
                    window,
                    path=self.path,
                    fallback_id=self.fallback_id,
                    max_bytes=max_bytes,
                    first_line=self.first_line,
                ):
                    yield self.number, item
        except OSError as error:
            place = f"{self.path}:{self.first_line}"
            yield self.number, SkippedInput(place, "unreadable", f"it cannot be read: {error.strerror or error}")


class _Window:
    """So many bytes of a file, read by lines."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self._file = file
        self._left = size_bytes

    def readline(self, limit: int) -> bytes:
        line = self._file.readline(min(limit, self._left))
        self._left -= len(line)
        return line


@dataclass(frozen=True, slots=True)
class PagesChunk:
    """Some pages of a dump, which had to be unpacked to be found."""

    number: int
    path: str
    pages: tuple[DumpPage, ...]
    is_last: bool

    @property
    def finishes(self) -> tuple[int, ...]:
        """The dump, with its last pages."""
        return (self.number,) if self.is_last else ()

    def read(self, *, max_bytes: int) -> Iterator[tuple[int, Item]]:
        """The articles of the pages; those too long were found out before."""
        for item in read_dump(self.pages, self.path):
            yield self.number, item


@dataclass(frozen=True, slots=True)
class ArticlesChunk:
    """Articles that were made in memory; the first has number ``first``."""

    first: int
    articles: tuple[Article, ...]

    @property
    def finishes(self) -> tuple[int, ...]:
        """All of them."""
        return tuple(range(self.first, self.first + len(self.articles)))

    def read(self, *, max_bytes: int) -> Iterator[tuple[int, Item]]:
        """The articles."""
        yield from enumerate(self.articles, self.first)
