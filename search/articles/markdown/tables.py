"""A table of Markdown as text with marks: a line a row, its cells between bars."""

from __future__ import annotations

from collections.abc import Sequence

from wenxun.articles.richtext import Mark, RichText, new_mark, shifted

__all__ = ["Table"]

_BAR = " | "
_NO_MARK = Mark("row", 0, 0)  # until its end is known


class Table:
    """Collects the rows of a table."""

    def __init__(self, alignments: Sequence[str]) -> None:
        """Begin a table whose columns are aligned ``"Left"``, ``"Right"``, ``"Center"`` or ``"None"``."""
        self._alignments = ["" if each == "None" else each.lower() for each in alignments]
        self._rows: list[tuple[bool, list[tuple[str, Sequence[Mark]]]]] = []

    def start_row(self, *, is_head: bool) -> None:
        """Begin a row."""
        self._rows.append((is_head, []))

    def add_cell(self, text: str, marks: Sequence[Mark]) -> None:
        """Add a cell to the row: its text, on one line, and the marks on it; an empty one counts."""
        self._rows[-1][1].append((text, marks))

    def rich(self) -> RichText:
        """The table. An empty cell leaves no bar, only a mark without text; an empty row leaves nothing."""
        pieces: list[str] = []
        marks: list[Mark] = []
        alignments = [*self._alignments]
        at = 0
        for is_head, cells in self._rows:
            if not any(text for text, _ in cells):
                continue
            if pieces:
                pieces.append("\n")
                at += 1
            alignments += [""] * (len(cells) - len(alignments))
            start = at
            row = len(marks)
            marks.append(_NO_MARK)
            for (text, inner), alignment in zip(cells, alignments, strict=False):
                if not text:
                    marks.append(new_mark(("cell", at, at, alignment, 0)))
                    marks += shifted(inner, at)
                    continue
                if at > start:
                    pieces.append(_BAR)
                    at += len(_BAR)
                end = at + len(text)
                marks.append(new_mark(("cell", at, end, alignment, 0)))
                if inner:
                    marks += shifted(inner, at)
                pieces.append(text)
                at = end
            marks[row] = new_mark(("row", start, at, "head" if is_head else "", 0))
        return RichText("".join(pieces), (Mark("table", 0, at), *marks))
