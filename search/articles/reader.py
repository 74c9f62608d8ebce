"""A file, or bytes, to articles."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft
from wenxun.articles.dump import Dump, is_dump, read_dump
from wenxun.articles.encodings import decode
from wenxun.articles.formats import SUFFIXES
from wenxun.articles.jsonl import is_record, looks_like_jsonl, read_json_lines, read_record
from wenxun.articles.readers import read_text_of
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

__all__ = ["DEFAULT_MAX_BYTES", "article_id", "read_bytes", "read_file"]

DEFAULT_MAX_BYTES = 64 << 20
_HEAD_BYTES = 1 << 16
_UNDECODED = re.compile("[\udc80-\udcff]")  # what os.fsdecode makes of bytes that are no UTF-8


def read_file(
    path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES, root: Path | None = None
) -> Iterator[Article | SkippedInput]:
    """Yield the articles of the file at ``path``: one, or one a record for JSON Lines, one a page for dumps.

    Args:
        path: the file.
        max_bytes: largest file, or largest line of a JSON Lines file, or longest page of a dump, that is
            read. Such a file itself may be of any size: it is read a line or page at a time, in bounded
            memory.
        root: the folder that is being indexed; ids are relative to it.

    Yields:
        Articles, and for records of JSON Lines that cannot be read a ``SkippedInput`` with ``file:line``.

    Raises:
        ArticleError: when the first article is asked for and the file as a whole cannot be read. Reasons:
            ``empty``, ``binary``, ``not-text``, ``unreadable``, ``not-a-file``, ``too-large``, ``too-complex``,
            ``bad-json``.
    """
    identifier = article_id(path, root=root)
    source = os.fspath(path)
    try:
        with _open_without_waiting(path) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ArticleError("not-a-file", "it is not a regular file")
            head = file.read(_HEAD_BYTES)
            if is_dump(path, head):
                dump = Dump(path, max_bytes=max_bytes, fallback_name=identifier)
                yield from read_dump(dump.pages(), source)
                return
            if looks_like_jsonl(head, path.suffix.lower()):
                file.seek(0)
                yield from read_json_lines(file, path=source, fallback_id=identifier, max_bytes=max_bytes)
                return
            if status.st_size > max_bytes:
                raise ArticleError("too-large", f"it holds {status.st_size} bytes, more than the limit of {max_bytes}")
            data = head + file.read(max_bytes + 1 - len(head))
    except OSError as error:
        raise ArticleError("unreadable", f"it cannot be read: {error.strerror or error}") from error
    yield from _read_whole(data, name=path.name, identifier=identifier, source=source)


def read_bytes(data: bytes, name: str) -> Article:
    """The article that ``data`` holds; ``name`` (a file name or relative path) gives its id.

    Raises:
        ArticleError: as ``read_file``; ``bad-json`` also when ``data`` holds several records.
    """
    identifier = article_id(PurePosixPath(name))
    if looks_like_jsonl(data[:_HEAD_BYTES], PurePosixPath(name).suffix.lower()):
        found = read_json_lines(BytesIO(data), path=name, fallback_id=identifier, max_bytes=len(data))
    else:
        found = _read_whole(data, name=name, identifier=identifier, source=name)
    first = next(found, None)
    if isinstance(first, SkippedInput):
        raise ArticleError(first.reason, first.detail)
    if first is None or next(found, None) is not None:
        raise ArticleError("bad-json", "it holds several records, or none; read it with read_file")
    return first


def article_id(path: PurePosixPath | Path, *, root: Path | None = None) -> str:
    """The id of the article in the file at ``path``.

    It is the path below ``root`` (without one, the file name), with ``/`` between folders, in NFC, without
    the suffix of a known format. The suffix stays where another file of the same stem stands beside it, so
    that ``a.md`` and ``a.txt`` get different ids. Controls and noncharacters are written ``%0A``. It may hold any
    other character, so quote it in URLs.
    """
    relative = PurePosixPath(path.name)
    if isinstance(path, Path) and root is not None:
        with contextlib.suppress(ValueError):
            relative = PurePosixPath(path.relative_to(root).as_posix())
    elif not isinstance(path, Path):
        relative = path
    name = str(relative)
    if relative.suffix.lower() in SUFFIXES and not _has_twin(path):
        name = name[: -len(relative.suffix)]
    name = unicodedata.normalize("NFC", _readable(name))
    return "".join(f"%{ord(c):02X}" if _is_unshown(c) else c for c in name)


def _readable(name: str) -> str:
    """A file's name with the bytes in it that are no UTF-8 written ``\\xc4``."""
    shown = _UNDECODED.sub(lambda found: f"\\x{ord(found.group()) & 0xFF:02x}", name)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_unshown(character: str) -> bool:
    """Whether a character is a control, or a noncharacter."""
    code_point = ord(character)
    is_noncharacter = code_point & 0xFFFE == 0xFFFE or 0xFDD0 <= code_point <= 0xFDEF
    return is_noncharacter or unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")


def _has_twin(path: PurePosixPath | Path) -> bool:
    """Whether a file of the same stem and another known suffix stands beside it."""
    if not isinstance(path, Path):
        return False
    return any(_is_there(path.with_suffix(s)) for s in SUFFIXES if s != path.suffix.lower())


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such a name would be too long
        return False


def _open_without_waiting(path: Path) -> BinaryIO:
    """Open a file; a pipe that nobody writes to must not hold up the run."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _read_whole(data: bytes, *, name: str, identifier: str, source: str) -> Iterator[Article | SkippedInput]:
    if not data.strip():
        raise ArticleError("empty", "it holds no text")
    decoded = decode(data)
    draft = Draft()
    draft.tally["damaged-bytes"] += decoded.damaged
    text = tidy_characters(decoded.text, draft.tally)
    if not text.strip():
        raise ArticleError("empty", "it holds no text")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".json" or text.lstrip()[:1] in ("{", "["):
        records = _json_records(text, is_json=suffix == ".json")
        if records is not None:
            yield from _read_records(records, identifier, source)
            return
    found = read_text_of(draft, text, suffix)
    file_title = _file_title(name) or identifier
    yield draft.finish(article_id=identifier, file_title=file_title, format_name=found, source=source)


def _file_title(name: str) -> str:
    path = PurePosixPath(tidy_characters(_readable(name), Counter()))
    stem = path.stem if path.suffix.lower() in SUFFIXES else path.name
    return " ".join(stem.replace("_", " ").split()) or path.name


def _json_records(text: str, *, is_json: bool) -> list[Any] | None:
    """The records of a JSON document; ``None`` when the text is not JSON and was not said to be."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        if is_json:
            raise ArticleError("too-complex", "its JSON is nested too deep to be read") from error
        return None
    except ValueError as error:
        if is_json:
            raise ArticleError("bad-json", f"it is not valid JSON: {error}") from error
        return None
    records = value if isinstance(value, list) else [value]
    if any(map(is_record, records)):
        return records
    if is_json:
        raise ArticleError("bad-json", 'it holds no object with a string "text", or with "sections" that have one')
    return None


def _read_records(records: list[Any], identifier: str, source: str) -> Iterator[Article | SkippedInput]:
    for number, record in enumerate(records, 1):
        fallback = identifier if len(records) == 1 else f"{identifier}/{number}"
        try:
            yield read_record(record, draft=Draft(), fallback_id=fallback, source=source)
        except ArticleError as error:
            if len(records) == 1:
                raise
            yield SkippedInput(f"{source}:{number}", error.reason, str(error))
