"""Notes that Anki exports as text: a section for each, headed by its front."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import add_html
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text, finished
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_STATEMENT = re.compile(r"#(?P<name>[a-z ]+):(?P<value>.*)")
_SIGNS = {"tab": "\t", "comma": ",", "semicolon": ";", "colon": ":", "pipe": "|", "space": " "}
_OF_PROGRAM = ("guid", "notetype", "deck")  # columns that say where a note belongs, and are no text
_SOUND = re.compile(r"\[(?:sound|anki):[^\]]*\]")
_GAP = re.compile(r"\{\{c\d+::(.*?)(?:::[^{}]*)?\}\}", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_MOST_CELL_CHARS = 1 << 30
_MOST_DIGITS = 4


def sniff(file: SourceFile) -> Whole | None:
    """By its first line."""
    return Whole(read) if file.text_head.startswith(b"#separator:") else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: as for a text; ``bad-table``.
    """
    draft = Draft(may_first_heading_be_title=False)
    lines = decoded_text(file, draft).split("\n")
    head: dict[str, str] = {}
    while lines and (found := _STATEMENT.fullmatch(lines[0])):
        head[found["name"]] = found["value"].strip()
        del lines[0]
    sign = _SIGNS.get(head.get("separator", "").lower(), head.get("separator", ""))[:1] or "\t"
    csv.field_size_limit(_MOST_CELL_CHARS)
    try:
        rows = list(csv.reader((f"{line}\n" for line in lines), delimiter=sign))
    except csv.Error as error:
        raise ArticleError("bad-table", Notice("its rows cannot be told apart: {error}", error=error)) from error
    tags = _column(head, "tags")
    left_out = {tags, *(_column(head, name) for name in _OF_PROGRAM)}
    for row in rows:
        if 0 <= tags < len(row):
            draft.tags.update(dict.fromkeys(row[tags].split()))
        cells = [_shown(cell, head) for place, cell in enumerate(row) if place not in left_out]
        cells = [cell for cell in cells if cell.strip()]
        if cells:
            front = " ".join(unescape(_TAG.sub(" ", cells[0])).split())
            back = "".join(f"<div>{cell}</div>" for cell in cells[1:])
            add_html(draft, f"<h1>{escape(front)}</h1>{back}")
    yield finished(file, draft, "table")


def _column(head: Mapping[str, str], name: str) -> int:
    """The place of the column of a name, from 0; -1 for none."""
    written = head.get(f"{name} column", "")
    return int(written) - 1 if written.isascii() and written.isdigit() and len(written) < _MOST_DIGITS else -1


def _shown(cell: str, head: Mapping[str, str]) -> str:
    """A field as HTML, without what is played, and with its gaps filled."""
    text = _GAP.sub(r"\1", _SOUND.sub("", cell))
    return text if head.get("html", "").lower() == "true" else escape(text).replace("\n", "<br>")
