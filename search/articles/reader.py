"""A file, or bytes, to articles, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath

from wenxun.articles.containers import Found, LeftOut, StillReading, Whole, find_reader
from wenxun.articles.file_names import FileNames, origin_of_bytes
from wenxun.articles.source_file import Origin, SourceFile, open_source
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice, reason_of

__all__ = ["DEFAULT_MAX_BYTES", "read_bytes", "read_file", "read_given"]

DEFAULT_MAX_BYTES = 64 << 20


def read_file(
    path: Path,
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    root: Path | None = None,
    names: FileNames | None = None,
) -> Iterator[Found]:
    """Yield the articles of the file at ``path``: one, or one a record for JSON Lines, one a page for dumps.

    Args:
        path: the file.
        max_bytes: largest file, or largest line of a JSON Lines file, or longest page of a dump, that is
            read. Such a file itself may be of any size: it is read a line or page at a time, in bounded
            memory.
        root: the folder that is being indexed; ids are relative to it.
        names: gives ids; give the same to many calls, or the folder is listed for each.

    Yields:
        Articles, and for records that cannot be read a ``SkippedInput`` with ``file:line``.

    Raises:
        ArticleError: when the first article is asked for and the file as a whole cannot be read. Reasons:
            ``empty``, ``binary``, ``not-text``, ``unreadable``, ``not-a-file``, ``too-large``, ``too-complex``,
            ``bad-json``, ``redirect``, and those of single containers.
    """
    try:
        with open_source(path, (names or FileNames()).origin(path, root=root), max_bytes=max_bytes) as file:
            yield from _read(file)
    except OSError as error:
        raise ArticleError("unreadable", Notice("it cannot be read: {reason}", reason=reason_of(error))) from error


def read_bytes(data: bytes, name: str) -> Article:
    """Return the article that some bytes hold.

    Args:
        data: the content of a file.
        name: its name or relative path, which gives the article's id.

    Raises:
        ArticleError: as ``read_file``; ``bad-json`` also when ``data`` holds several records.
    """
    found = _read_bytes(data, origin_of_bytes(name))
    first = next(found, None)
    if isinstance(first, SkippedInput):
        raise ArticleError(first.reason, first.detail)
    if first is None or next(found, None) is not None:
        raise ArticleError("bad-json", Notice("it holds several records, or none; read it with read_file"))
    return first


def read_given(data: bytes, article_id: str) -> Iterator[Found]:
    """Yield the articles that some bytes hold, which are of no file.

    Args:
        data: the bytes.
        article_id: id of the article, if there is only one.

    Raises:
        ArticleError: as ``read_file``.
    """
    for found in _read_bytes(data, Origin(article_id, PurePosixPath(article_id).name, article_id, "")):
        yield replace(found, source="", path="") if isinstance(found, Article) else found


def _read_bytes(data: bytes, origin: Origin) -> Iterator[Found]:
    limit = max(2 * len(data), DEFAULT_MAX_BYTES)  # lines of UTF-16 are longer in UTF-8, and packed text unpacked
    return _read(SourceFile(origin, BytesIO(data), size_bytes=len(data), max_bytes=limit))


def _read(file: SourceFile) -> Iterator[Found]:
    reader = find_reader(file)
    if isinstance(reader, Whole):
        yield from reader.read(file)
        return
    for part in reader.split(file):
        if isinstance(part, Article | SkippedInput):
            yield part
        elif not isinstance(part, StillReading | LeftOut):
            yield from part.read(max_bytes=file.max_bytes)
