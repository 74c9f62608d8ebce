"""Tables of a wikitext, line by line as MediaWiki reads them, and the lines that they show."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wenxun.articles.characters import HAN
from wenxun.articles.richtext import RichBuilder, RichText
from wenxun.articles.wikitext.signs import SET_ASIDE

__all__ = ["Cell", "Table", "closed_tables", "shown_rows", "table_start", "with_starts"]

_START = re.compile(r"[ \t:*#]{0,20}\{\|")
_HEAD_CELLS = re.compile(r"!!|\|\|")
_SPAN = re.compile(r"""colspan\s*=\s*["']?\s*([0-9]{1,3})""")
_ALIGNED = re.compile(r"""(?:text-align\s*:|\balign\s*=\s*["']?)\s*(left|right|center)""")
_BARE_ATTRIBUTES = re.compile(
    r"""(?:\s*(?:rowspan|colspan|style|class|align|width|bgcolor|data-sort-value|scope)\s*=\s*(?:"[^"]*"|'[^']*'|\w+)(?:\s|$))+""",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Cell:
    """A cell: its lines, how it is aligned, and over how many columns it goes."""

    lines: list[str]
    is_head: bool = False
    alignment: str = ""
    columns: int = 0


@dataclass(slots=True)
class Table:
    """A table that is being read.

    Attributes:
        rows: cells of each row.
        loose: captions, and text that stands in no cell.
    """

    rows: list[list[Cell]] = field(default_factory=lambda: [[]])
    loose: list[str] = field(default_factory=list)
    _lines: list[str] | None = None  # those of the cell that is open

    def take(self, line: str) -> bool:
        """Take a line; False when it ends the table."""
        shown = line.strip()
        first = shown[:1]
        if first == "|":
            second = shown[1:2]
            if second == "}":
                return False
            if second == "-":
                self.rows.append([])
                self._lines = None
            elif second == "+":
                self.loose.append(_without_attributes(shown[2:])[1])
                self._lines = None
            else:
                self._add_cells(shown[1:].split("||"), is_head=False)
        elif first == "!":
            self._add_cells(_HEAD_CELLS.split(shown[1:]), is_head=True)
        elif self._lines is not None:
            self._lines.append(line)
        elif shown:
            self.loose.append(shown)
        return True

    def add_text(self, text: str) -> None:
        """Put a line into the open cell."""
        if self._lines is not None:
            self._lines.append(text)
        else:
            self.loose.append(text)

    def _add_cells(self, sources: Sequence[str], *, is_head: bool) -> None:
        row = self.rows[-1]
        cell: Cell | None = None
        for source in sources:
            has_attributes = "|" in source or "=" in source
            attributes, text = _without_attributes(source) if has_attributes else ("", source)
            cell = Cell([text], is_head)
            if attributes:
                named = attributes.lower()
                if "colspan" in named and (found := _SPAN.search(named)):
                    cell.columns = int(found[1])
                if "align" in named and (found := _ALIGNED.search(named)):
                    cell.alignment = found[1]
                if "=" not in attributes and HAN.search(attributes):
                    row.append(Cell([attributes], is_head))  # a bar where two were meant
            row.append(cell)
        if cell is not None:
            self._lines = cell.lines


def table_start(line: str) -> int:
    """Return where the attributes of a table begin if ``line`` begins one, else 0."""
    found = _START.match(line)
    return found.end() if found else 0


def with_starts(lines: Sequence[str]) -> list[str]:
    """Return lines with the starts of the tables that templates begin, and whose rows are written in the page.

    Args:
        lines: of a page, without its templates.
    """
    whole: list[str] = []
    depth = 0
    first = -1  # of the lines just before that could be of such a table
    for line, behind in zip(lines, (*lines[1:], ""), strict=True):
        sign = line.lstrip(" \t")[:2]
        if "{|" in line and table_start(line):
            depth += 1
        elif sign == "|}":
            depth = max(0, depth - 1)
        elif not depth and sign == "|-":
            if behind.lstrip(" \t").startswith(("|", "!")):
                whole.insert(first if first >= 0 else len(whole), "{|")
                depth = 1
            elif not line.strip("|- \t"):
                line = ""  # between rows that templates show
        first = (first if first >= 0 else len(whole)) if not depth and sign[:1] in ("|", "!") else -1
        whole.append(line)
    return whole


def closed_tables(lines: Sequence[str]) -> set[int]:
    """Return the numbers of the lines that begin a table which is closed later."""
    opened: list[int] = []
    closed: set[int] = set()
    for number, line in enumerate(lines):
        if "{|" in line and table_start(line):
            opened.append(number)
        elif opened and line.lstrip(" \t").startswith("|}"):
            closed.add(opened.pop())
    return closed


def shown_rows(table: Table, read_cell: Callable[[str], RichText]) -> RichText:
    """Return one line for each row, marked; cells without text take no place in it.

    Args:
        table: the table.
        read_cell: gives the text of a cell.
    """
    out = RichBuilder()
    captions = [rich for text in table.loose if (rich := read_cell(text)).text]
    for rich in captions:
        out.add_rich(rich)
        out.add("\n")
    for row in table.rows:
        start = end = out.length
        before = out.mark_count
        is_head = True
        for cell in row:
            is_head = is_head and cell.is_head
            rich = read_cell(cell.lines[0] if len(cell.lines) == 1 else "\n".join(cell.lines))
            if rich.text:
                if end > start:
                    out.add(" | ")
                at = out.length
                end = at + len(rich.text)
                out.mark("cell", at, end, cell.alignment, cell.columns)
                out.add_rich(rich)
            else:
                out.mark("cell", end, end, cell.alignment, cell.columns)
        if end == start:
            out.unmark(before)  # its cells are all empty
            continue
        out.mark_around("row", start, "head" if is_head else "", before=before)
        out.add("\n")
    if not out.length:
        return RichText("")
    caption = captions[0].text if captions else ""
    out.mark_around("table", 0, caption, before=0)
    return out.take().stripped()


def _without_attributes(source: str) -> tuple[str, str]:
    """Attributes of a cell and its text; a bar behind a link is part of the text."""
    attributes, bar, text = source.partition("|")
    if not bar and "=" in source and (found := _BARE_ATTRIBUTES.match(source)):
        return found.group().strip(), source[found.end() :]  # the bar was in the template that fills the cell
    if not bar or SET_ASIDE.search(attributes):
        return "", source
    return attributes.strip(), text
