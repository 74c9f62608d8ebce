"""Where a hit stands on the disk: its file, and the line and column of its passage."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from wenxun.models import Hit, SectionHit
from wenxun.passages import marked_passage

__all__ = ["WITHOUT_LINES", "FilePlace", "add_places", "file_of", "place_of"]

WITHOUT_LINES = frozenset(("pdf", "epub", "docx", "pptx", "xlsx", "odt", "odp", "ods", "rtf", "mhtml"))
_MOST_BYTES = 32 << 20
_CONTEXTS = (12, 4, 0)
"""Characters on each side of a mark that must stand around it in the file; markup between them makes the first fail."""

_FEW_LETTERS = 4
_LETTERS = re.compile(r"[^\W_]")
_BETWEEN = r"(?:<[^<>]{0,200}>|\]\([^()\s]{0,300}\)|\[\[[^\[\]|\n]{0,100}\||&\w{2,8};|[\W_]){0,20}?"
"""What may stand in a file between two characters of a text: signs, blanks, tags, entities, where links lead."""


class FilePlace(NamedTuple):
    """A line and a column of a file, both from 1."""

    line: int
    column: int


def file_of(source: str) -> str:
    """Return the path of the file that an article was read from; "" if it is not there.

    Args:
        source: as ``Article.source``: the path, which a number may follow.
    """
    names = (source, re.sub(r":\d+$", "", source))
    return next(filter(os.path.isfile, names), "")  # never raises, whatever a program calls its source


def add_places(hits: Iterable[Hit], bodies: Iterable[Any]) -> None:
    """Give the bodies of hits the ``file``, and the bodies of their sections the ``line``, where they are known.

    Args:
        hits: the hits.
        bodies: that of each (``presentation.HitBody``).
    """
    for hit, body in zip(hits, bodies, strict=True):
        if file := file_of(hit.file):
            body["file"] = file
            for section, section_body in zip(hit.sections, body["sections"], strict=False):
                if place := place_of(hit, section):
                    section_body["line"] = place.line


def place_of(hit: Hit, section: SectionHit) -> FilePlace | None:
    """Return where the first mark of a section stands in the file of its article; ``None`` if it is not found there.

    Args:
        hit: the article.
        section: its section.
    """
    file = file_of(hit.file)
    if hit.about.format == "jsonl" and file != hit.file:
        return FilePlace(int(hit.file.rpartition(":")[2]), 1)
    text = "" if not file or hit.about.format in WITHOUT_LINES else _text_of(file, Path(file).stat().st_mtime_ns)
    passage, offset = marked_passage(section.snippet)
    found = _first(text, passage, offset, _place_of_heading(text, section.heading)) if text and passage else None
    if found is None:
        return None
    return FilePlace(text.count("\n", 0, found) + 1, found - (text.rfind("\n", 0, found) + 1) + 1)


def _place_of_heading(text: str, heading: str) -> int:
    """Where a section's heading stands on a line of its own, or nearly so; 0 if it does not."""
    letters = _LETTERS.findall(heading)
    if not letters:
        return 0
    written = _BETWEEN.join(map(re.escape, letters))
    found = re.search(rf"^[\W\d_]*(?:<[^>\n]*>)?[\W\d_]*{written}", text, re.MULTILINE)
    return found.start() if found else 0


def _first(text: str, passage: str, offset: int, start: int) -> int | None:
    """The first place from ``start`` on, or else of all, where the passage at ``offset`` stands, markup passed over.

    A few characters alone must stand once in the file: which of several places is meant, nobody could say.
    """
    before, after = _LETTERS.findall(passage[:offset]), _LETTERS.findall(passage[offset:])
    for count in _CONTEXTS:
        ahead = _BETWEEN.join(map(re.escape, before[len(before) - min(count, len(before)) :]))
        mark = _BETWEEN.join(map(re.escape, after[: max(count, _FEW_LETTERS)]))
        written = re.compile(f"{ahead}{_BETWEEN if ahead else ''}(?P<mark>{mark})")
        found = [each.start("mark") for each in islice(written.finditer(text, start), 2)] if mark else []
        found = found or [each.start("mark") for each in islice(written.finditer(text), 2) if mark]
        if found and (count or len(found) == 1):
            return found[0]
    return None


@lru_cache(maxsize=4)
def _text_of(file: str, modified_ns: int) -> str:
    """The text of a file; "" where it cannot be read, or is too large to look through."""
    try:
        if Path(file).stat().st_size > _MOST_BYTES:
            return ""
        data = Path(file).read_bytes()
    except OSError:
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from wenxun.articles.encodings import decode  # many files need it not
        from wenxun.errors import ArticleError

        try:
            return decode(data).text
        except (ArticleError, UnicodeDecodeError):
            return ""
