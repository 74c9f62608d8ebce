"""A table of Markdown as text with marks: a line a row, its cells between bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wenxun.articles.richtext import Mark, RichText, new_mark, shifted

__all__ = ["joined_rows"]

_BAR = " | "
_NO_MARK = Mark("row", 0, 0)  # until its end is known


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
