"""Signs that stand in a wikitext for what is settled already: noncharacters, which no input holds any more by then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from wenxun.articles.richtext import RichText
from wenxun.models import ElementKind

__all__ = [
    "ALL_SIGNS",
    "CLOSES",
    "ELEMENT_CODES",
    "NOTE",
    "OPENS",
    "SET_ASIDE",
    "SOFT_LINE",
    "UNNAMED",
    "Image",
    "Infobox",
    "Note",
    "PartSetAside",
    "PartsSetAside",
    "Verbatim",
]

_START, _END = "\ufddb", "\ufddc"
SET_ASIDE = re.compile(f"{_START}([0-9]+){_END}")
"""Stands for a part of `PartsSetAside`, by its number."""

OPENS, CLOSES = "\ufde0", "\ufde1"
"""Stand, before a code of `ELEMENT_CODES`, where an element begins and ends."""

NOTE = "\ufddd"
"""Name of the template that a footnote is until templates are expanded."""

UNNAMED = "\ufddf"
"""Stands before a parameter whose equals sign came out of a template, and so ends no name."""

SOFT_LINE = "\ufdde"
"""A line end inside a link, which ends neither a list item nor a table cell."""

ELEMENT_CODES: dict[str, ElementKind] = {
    "b": "bold",
    "i": "italic",
    "s": "struck",
    "h": "highlight",
    "q": "quote",
    "v": "verse",
    "r": "ruby",
    "n": "footnote",
}

ALL_SIGNS = re.compile(f"{SET_ASIDE.pattern}|[{OPENS}{CLOSES}].|[\ufdd0-\ufdef]", re.DOTALL)
"""None of them has a place in a name."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text in which nothing is markup; ``kind``, ``value`` and ``level`` as in ``Element``, "" for no element."""

    text: str
    kind: ElementKind | None = None
    value: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a gallery; its caption stands behind it."""

    name: str


@dataclass(frozen=True, slots=True)
class Infobox:
    """Names and values of an infobox; a value is wikitext."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The mark of a footnote; its text stands elsewhere."""

    label: str


PartSetAside: TypeAlias = str | Verbatim | Image | Infobox | Note | RichText
"""A part that is settled: the source between ``[[`` and ``]]``, or a nested table, or one of the classes above."""


class PartsSetAside:
    """The settled parts of one article, by number."""

    def __init__(self) -> None:
        self._parts: list[PartSetAside] = []

    def set_aside(self, part: PartSetAside) -> str:
        """Keep ``part``, and return the sign that stands for it."""
        self._parts.append(part)
        return f"{_START}{len(self._parts) - 1}{_END}"

    def __getitem__(self, number: int) -> PartSetAside:
        return self._parts[number]

    def written(self, text: str) -> str:
        """Return a text with links and verbatim parts written out, to look for letters in it."""
        if _START not in text:
            return text
        return SET_ASIDE.sub(self._written, text)

    def _written(self, found: re.Match[str]) -> str:
        part = self._parts[int(found[1])]
        if isinstance(part, str):
            return SET_ASIDE.sub("", part.rpartition("|")[2])
        return part.text if isinstance(part, Verbatim) else ""
