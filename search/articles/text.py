"""Plain text: paragraphs, and a title when the first line looks like one. Nothing is cleaned away."""

from __future__ import annotations

import itertools
import re

from wenxun.articles.draft import Draft
from wenxun.articles.richtext import Mark, RichText

__all__ = ["read_code_into", "read_text_into"]

_BLANK_LINES = re.compile(r"\n[ \t\u3000]*\n\s*")
_TITLE_CHARS = 40
_SENTENCE_MARK = re.compile(r"[。！？；，：!?;,:…]")
_WRAP_COLUMNS = range(50, 121)  # narrower lines are verse, lists or tables; wider ones are whole paragraphs
_WRAP_SLACK_COLUMNS = 4  # a line that had no room for its next character is this near to the full width
_ENDS = tuple("。！？；：:︰…!?;」』”")
_LIST_MARK = re.compile(
    r"\s*(?:[（(]?[0-9０-９一二三四五六七八九十]{1,4}[)）、.．]|第[0-9一二三四五六七八九十百千]{1,6}[条條章节節款项項]|[-•·*＊○●■□◆◇※])"
)
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")


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
    width = _wrap_width(paragraphs)
    for paragraph in paragraphs:
        if width and "\n" in paragraph:
            paragraph = _unwrapped(paragraph, width, draft)
        draft.add_paragraph(RichText(paragraph))


def read_code_into(draft: Draft, text: str, language: str) -> None:
    """Append the source code ``text`` to ``draft``."""
    text = text.strip("\n")
    draft.add_paragraph(RichText(text, (Mark("code", 0, len(text), language, 1),)))


def _wrap_width(paragraphs: list[str]) -> int:
    """The columns to which an editor broke all lines of a text; 0 when none did."""
    longest = 0
    for paragraph in paragraphs:
        for line in paragraph.split("\n"):
            if len(line) >= _WRAP_COLUMNS.stop:
                return 0
            if 2 * len(line) > longest:
                longest = max(longest, _columns(line.rstrip()))
                if longest not in _WRAP_COLUMNS and longest > _WRAP_COLUMNS.start:
                    return 0
    return longest if longest in _WRAP_COLUMNS else 0


def _unwrapped(paragraph: str, width: int, draft: Draft) -> str:
    """The paragraph with those lines joined that end at the full width inside a sentence."""
    lines = [line.rstrip() for line in paragraph.split("\n")]
    pieces = [lines[0]]
    for before, line in itertools.pairwise(lines):
        full = _columns(before) >= width - _WRAP_SLACK_COLUMNS
        if full and line and not before.endswith(_ENDS) and not _LIST_MARK.match(line):
            draft.tally["joined-lines"] += 1
            line = line.lstrip()
            pieces.append("" if _WIDE.match(before[-1]) or _WIDE.match(line) else " ")
        else:
            pieces.append("\n")
        pieces.append(line)
    return "".join(pieces)


def _columns(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))
