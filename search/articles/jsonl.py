"""JSON Lines: one article a line (see `records`). A line that cannot be read is named and skipped."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import ClassVar

from wenxun.articles.containers import Found, Pieces, skipped_for
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.records import is_record, json_value, read_record
from wenxun.articles.source_file import Origin, SourceFile, skip_line
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput

__all__ = ["Lines", "sniff", "split"]

_PIECE_BYTES = 1 << 18
_SUFFIXES = (".jsonl", ".ndjson")
_BEGIN = re.compile(rb'\{\s*"')
_SOME_TEXT = re.compile(rb'"(?:text|content|body|article|html|markdown)"')


def sniff(file: SourceFile) -> Pieces | None:
    """By the first line, which must be a record; where it goes on past the head, it must begin like one.

    The suffix helps only a file whose first record is damaged.
    """
    head, suffix = file.text_head, file.origin.suffix
    line, end, _ = head.partition(b"\n")
    if suffix in _SUFFIXES:
        found = head.startswith(b"{") or b"\n{" in head
    elif not end and file.size_bytes > len(file.head):
        found = head.startswith(b"{") and _SOME_TEXT.search(line) is not None
    else:
        found = _is_record_line(line)
    return Pieces(split) if found else None


def _is_record_line(line: bytes) -> bool:
    if not _BEGIN.match(line):
        return False
    try:
        return is_record(json.loads(_decoded(line)[0]))
    except (ArticleError, ValueError, RecursionError):
        return False


def _decoded(line: bytes, around: bytes = b"") -> tuple[str, int]:
    """The text of a line, and how many bytes of it are damaged; the lines around it help to tell the encoding."""
    encoding = _encoding_of(around)
    with suppress(UnicodeDecodeError):
        return line.decode(encoding), 0
    decoded = decode(line, stated=encoding)
    return decoded.text, decoded.damaged


@lru_cache(maxsize=1)
def _encoding_of(lines: bytes) -> str:
    """The encoding that all lines are in, UTF-8 if there is no such."""
    with suppress(ArticleError):
        encoding = decode(lines).encoding
        return encoding if _is_one(encoding) else "utf-8"
    return "utf-8"


def _is_one(encoding: str) -> bool:
    """Whether Python has an encoding of this name; not for several one after the other."""
    try:
        return bool(codecs.lookup(encoding))
    except LookupError:
        return False


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a file.

    Attributes:
        origin: the file.
        first_line: number of the first of them, from 1.
        data: the lines.
    """

    article_id: ClassVar[str] = ""
    origin: Origin
    first_line: int
    data: bytes

    @property
    def size_bytes(self) -> int:
        """Of all lines."""
        return len(self.data)

    def read(self, *, max_bytes: int) -> Iterator[Found]:
        """Yield the article of each line; those that cannot be read are named as ``file:line``."""
        for number, line in enumerate(BytesIO(self.data), self.first_line):
            if not line.strip():
                continue
            place = f"{self.origin.place}:{number}"
            try:
                yield _read_line(line, self, number, place)
            except Exception as error:  # no record may end the run of millions of others
                yield skipped_for(error, place)


def split(file: SourceFile) -> Iterator[Lines | SkippedInput]:
    """Yield the lines, some together; memory is bounded by the longest line that is read."""
    stream = file.utf8_stream()
    lines: list[bytes] = []
    size = 0
    number = 0
    while line := stream.readline(file.max_bytes + 1):
        number += 1
        is_too_long = len(line) > file.max_bytes and not line.endswith(b"\n")
        if lines and (is_too_long or size >= _PIECE_BYTES):
            yield Lines(file.origin, number - len(lines), b"".join(lines))
            lines, size = [], 0
        if is_too_long:
            skip_line(stream)
            detail = f"the line is longer than {file.max_bytes} bytes"
            yield SkippedInput(f"{file.origin.place}:{number}", "too-large", detail)
            continue
        lines.append(line)
        size += len(line)
    if lines:
        yield Lines(file.origin, number + 1 - len(lines), b"".join(lines))


def _read_line(line: bytes, lines: Lines, number: int, place: str) -> Article:
    draft = Draft(takes_drafts=lines.origin.takes_drafts)
    text, draft.tally["damaged-bytes"] = _decoded(line, lines.data)
    fallback = f"{lines.origin.article_id}/{number}"
    return read_record(json_value(text), draft=draft, fallback_id=fallback, source=place, path=lines.origin.path)
