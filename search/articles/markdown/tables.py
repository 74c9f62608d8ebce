"""Tables of Markdown: made even before they are parsed, then text with marks, a line a row, its cells between bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import zip_longest

from wenxun.articles.richtext import Mark, RichText, new_mark, shifted

__all__ = ["even_tables", "joined_rows"]

_RULE = re.compile(r"\n[ \t>]*(\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?)[ \t]*(?=\n|\Z)")
_CELL_BAR = re.compile(r"(?<!\\)\|")
_CODE_WITH_BAR = re.compile(r"(?<!`)`(?!`)[^`\n]*?(?<!\\)\|[^`\n]*`(?!`)")
_BEFORE_ROW = re.compile(r"\A[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_MOST_COLUMNS = 100

_BAR = " | "
_NO_MARK = Mark("row", 0, 0)  # until its end is known


def even_tables(text: str) -> str:
    """Return ``text`` with tables whose head and the rule under it have as many cells as the longest row.

    A parser leaves out what stands behind the last column, and takes no table whose rule has another number of cells
    than its head. A bar within code is one of the code where its row would else be too long.
    """
    if "|" not in text:
        return text
    pieces: list[str] = []
    done = 0
    rules = list(_RULE.finditer(text))
    for rule, following in zip_longest(rules, rules[1:]):
        start = text.rfind("\n", 0, rule.start()) + 1
        columns = _cells(head := text[start : rule.start()])
        if "|" not in rule[1] or columns < 2 or start < done:
            continue
        last = following.start() if following is not None else len(text)
        end = text.find("\n\n", rule.end(), last)
        rows = text[rule.end() : end if end >= 0 else last]
        width = _width(rows, columns)
        if width > columns:
            rows = _CODE_WITH_BAR.sub(lambda code: _CELL_BAR.sub(r"\\|", code[0]), rows)
            width = _width(rows, columns)
        ruled = _cells(rule[1])
        if ruled == width == columns and rows == text[rule.end() : rule.end() + len(rows)]:
            continue
        kept = "|".join(rule[1].strip().removeprefix("|").removesuffix("|").split("|")[:width])
        line = rule[0][: rule.start(1) - rule.start()] + f"|{kept}|" + "---|" * (width - ruled)
        pieces += (text[done:start], head.rstrip().removesuffix("|"), "|" * (width - columns + 1), line, rows)
        done = end if end >= 0 else last
    return "".join((*pieces, text[done:])) if pieces else text


def _cells(line: str) -> int:
    bare = _BEFORE_ROW.sub("", line, 1).rstrip(" \t").removeprefix("|").removesuffix("|")
    return len(_CELL_BAR.findall(bare)) + 1 if "|" in line else 0


def _width(rows: str, columns: int) -> int:
    """The cells of the longest row, if it has more than ``columns``."""
    at = 0
    while columns < _MOST_COLUMNS and (longer := _longer(columns).search(rows, at)) is not None:
        end = rows.find("\n", longer.end())
        columns = min(
            _MOST_COLUMNS, max(columns + 1, _cells(rows[longer.start() + 1 : end if end >= 0 else len(rows)]))
        )
        at = longer.start() + 1
    return columns


@lru_cache(maxsize=128)
def _longer(columns: int) -> re.Pattern[str]:
    """Finds a row that has something behind so many cells."""
    return re.compile(rf"\n(?:[ \t>]*\||(?![ \t>]*\|))(?:(?:[^|\n\\]|\\.)*\|){{{columns}}}[ \t|]*[^|\s]")


def joined_rows(alignments: Sequence[str], rows: Iterable[tuple[bool, Sequence[RichText]]]) -> RichText:
    """Return the table. An empty cell leaves no bar, only a mark without text; an empty row leaves nothing.

    Args:
        alignments: how the columns are aligned: ``"Left"``, ``"Right"``, ``"Center"`` or ``"None"``.
        rows: whether each row is a head, and its cells, each on one line and without white space at its ends.
    """
    stated = ["" if each == "None" else each.lower() for each in alignments]
    pieces: list[str] = []
    marks: list[Mark] = []
    at = 0
    for is_head, cells in rows:
        if not any(rich[0] for rich in cells):
            continue
        if pieces:
            pieces.append("\n")
            at += 1
        if len(stated) < len(cells):
            stated += [""] * (len(cells) - len(stated))
        start = at
        row = len(marks)
        marks.append(_NO_MARK)
        for (text, inner), alignment in zip(cells, stated, strict=False):
            if text and at > start:
                pieces.append(_BAR)
                at += 3
            end = at + len(text)
            marks.append(new_mark(("cell", at, end, alignment, 0)))
            if inner:
                marks += shifted(inner, at)
            pieces.append(text)
            at = end
        marks[row] = new_mark(("row", start, at, "head" if is_head else "", 0))
    return RichText("".join(pieces), (Mark("table", 0, at), *marks))
