"""Plain text: paragraphs, and a title when the first line looks like one. Nothing is cleaned away."""

from __future__ import annotations

import re
import unicodedata

from search.articles.cleaning import join_lines
from search.articles.draft import Draft
from search.articles.richtext import RichText

__all__ = ["read_text_into"]

_BLANK_LINES = re.compile(r"\n[ \t\u3000]*\n\s*")
_TITLE_CHARS = 40
_SENTENCE_MARK = re.compile(r"[。！？；，：!?;,:…]")
_WRAPPED_COLUMNS = 50  # shorter lines are verse, lists or tables, not prose that was wrapped
_WRAP_SLACK_COLUMNS = 8
_LINE_ENDS = tuple("。！？；：:…!?;」』”’）)》")


def read_text_into(draft: Draft, text: str) -> None:
    """Append the plain ``text`` to ``draft``."""
    paragraphs = [p for p in _BLANK_LINES.split(text.strip("\n")) if p.strip()]
    if not draft.title and paragraphs:
        first, _, rest = paragraphs[0].partition("\n")
        title = first.strip()
        if 0 < len(title) <= _TITLE_CHARS and not _SENTENCE_MARK.search(title):
            draft.title = " ".join(title.split())
            remaining = [p for p in (rest, *paragraphs[1:]) if p.strip()]
            paragraphs = remaining or paragraphs  # a lone line is the text as well
    for paragraph in paragraphs:
        rich = RichText(paragraph)
        if "\n" in paragraph and _is_wrapped(paragraph):
            rich = join_lines(rich, draft.tally)
        draft.add_paragraph(rich)


def _is_wrapped(paragraph: str) -> bool:
    """Whether an editor broke the lines: all but the last are of nearly one width, and end inside sentences."""
    lines = paragraph.rstrip().split("\n")[:50]
    widths = [_columns(line.rstrip()) for line in lines[:-1]]
    inside = sum(not line.rstrip().endswith(_LINE_ENDS) for line in lines[:-1])
    return (
        min(widths) >= _WRAPPED_COLUMNS
        and max(widths) - min(widths) <= _WRAP_SLACK_COLUMNS
        and inside * 2 > len(widths)
        and _columns(lines[-1].strip()) <= max(widths)
    )


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
