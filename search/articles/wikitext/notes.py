"""Footnotes of a wikitext that explain, and hold no source: those of a group, and those of templates for notes.

Sources are left out. A note's mark stands at its place; its text stands where the page lists the notes, or at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from wenxun.articles.wikitext.signs import CLOSES, NOTE, OPENS, Note, PartsSetAside

__all__ = ["NOTE_TAG", "Notes", "is_of_notes", "note_source"]

NOTE_TAG = "#tag:ref"
"""A footnote that is written as a parser function, in which others may stand."""

_GROUP = re.compile(r"""\bgroup\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'/>]+))""", re.IGNORECASE)
_SOURCES = re.compile(r"參|参|引|文[献獻]|[资資]料|[书書]目|[来來]源|出[处處]|ref|cit|source|bib", re.IGNORECASE)
_NOTE_TEMPLATES = frozenset(("efn", "notetag", "note tag", "refn", "註釋", "注释", "footnote", "脚注", "腳註"))
_LIST_TEMPLATES = frozenset(("notelist", "noteslist", "notefoot", "note foot", "notes", "註釋列表", "注释列表"))


def is_of_notes(attributes: str) -> bool:
    """Return whether a ``<ref>`` or ``<references>`` is of a group of notes, and not of sources.

    Args:
        attributes: of the tag, as written.
    """
    found = _GROUP.search(attributes)
    group = next(filter(None, found.groups()), "") if found else ""
    return bool(group) and _SOURCES.search(group) is None


def note_source(text: str) -> str:
    """Return the wikitext that stands for a note until templates are expanded.

    Args:
        text: of the note.
    """
    return f"{{{{{NOTE}|{text}}}}}" if text.strip() else ""


@lru_cache(maxsize=4096)
def _kind(name: str) -> Literal["tag", "note", "list", "perhaps list", ""]:
    """What a template of this name is: a note, their list, or a list of sources that may be one of notes."""
    if name == NOTE:
        return "tag"
    if name in _NOTE_TEMPLATES or name == NOTE_TAG or name.startswith("efn-"):
        return "note"
    if name in _LIST_TEMPLATES or name.startswith("notelist"):
        return "list"
    return "perhaps list" if name.startswith("reflist") else ""


class Notes:
    """The notes of one page.

    Args:
        aside: gets their marks.
    """

    def __init__(self, aside: PartsSetAside) -> None:
        self._aside = aside
        self._waiting: list[str] = []
        self._count = 0

    def shown(self, name: str, parameters: Sequence[str], named: dict[str, str]) -> str | None:
        """Return what a template shows if it is a note, or the list of them; ``None`` for all others.

        Args:
            name: from `template_name`.
            parameters: as written.
            named: the same by name or number.
        """
        kind = _kind(name)
        if not kind:
            return None
        if kind == "tag":
            return self._mark("|".join(parameters))
        if kind == "note":
            return self._mark(named.get("1") or named.get("content") or named.get("text", ""))
        if kind == "list" or is_of_notes(f"group={named.get('group') or named.get('1', '')}"):
            return self.rest()
        return None

    def rest(self) -> str:
        """Return the notes that were not listed yet, each a paragraph; they are numbered in this order."""
        listed = "".join(f"\n\n{OPENS}n{text}{CLOSES}n\n\n" for text in self._waiting)
        self._waiting.clear()
        return listed

    def _mark(self, text: str) -> str:
        if not text.strip():
            return ""
        self._count += 1
        self._waiting.append(text.strip())
        return self._aside.set_aside(Note(str(self._count)))
