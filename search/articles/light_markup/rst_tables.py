"""Tables of reStructuredText: between rulers, as nested lists, and as comma-separated values."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence

__all__ = ["GRID_RULER", "SIMPLE_RULER", "csv_rows", "list_rows", "ruled_rows"]

SIMPLE_RULER = re.compile(r"[ \t]*=+(?:[ \t]+=+)+[ \t]*")
GRID_RULER = re.compile(r"[ \t]*\+(?:[-=]+\+)+[ \t]*")
_UNDERLINE = re.compile(r"[ \t]*-+(?:[ \t]+-+)*[ \t]*")
_COLUMN = re.compile("=+")
_ROW, _CELL = re.compile(r"\*(?:[ \t]+-(?:[ \t]+(.*))?)?"), re.compile(r"-(?:[ \t]+(.*))?")


def ruled_rows(lines: Sequence[str]) -> tuple[list[list[str]], int]:
    """Return the rows of a table of rulers, and how many of them are its head.

    Args:
        lines: the table; its first line is a ruler.
    """
    is_grid = lines[0].lstrip().startswith("+")
    ruler = GRID_RULER if is_grid else SIMPLE_RULER
    columns = [found.start() for found in _COLUMN.finditer(lines[0])]
    rows: list[list[str]] = []
    head_rows = 0
    is_new = True
    for place, line in enumerate(lines):
        if ruler.fullmatch(line) or _UNDERLINE.fullmatch(line):
            if rows and not head_rows and "=" in line and place < len(lines) - 1:
                head_rows = len(rows)
            is_new = True
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if is_grid else _cut(line, columns)
        goes_on = not is_new if is_grid else not cells[0]
        if goes_on and rows and len(rows[-1]) == len(cells):
            rows[-1] = [f"{above}\n{cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        is_new = False
    return rows, head_rows


def _cut(line: str, columns: Sequence[int]) -> list[str]:
    """The cells of a simple table's line, by its columns; a Han character takes two, and not all authors know."""
    between_blanks = re.split(r"\s{2,}", line.strip())
    cells: list[str] = [""]
    width = 0
    for place, character in enumerate(line):
        if len(cells) < len(columns) and width >= columns[len(cells)]:
            if not line[place - 1].isspace():
                return between_blanks
            cells.append("")
        cells[-1] += character
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    if len(cells) < len(columns) == len(between_blanks):
        return between_blanks
    return [cell.strip() for cell in cells] + [""] * (len(columns) - len(cells))


def list_rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows of a list of lists: ``* -`` begins a row, ``-`` one of its other cells.

    Args:
        lines: without the indent that all of them have.
    """
    row: list[str] = []
    indent = 0
    for line in lines:
        if found := _ROW.fullmatch(line):
            if row:
                yield row
            row, indent = [found[1] or ""], line.find("-")
        elif row and line.startswith("-", indent) and line[:indent].isspace() and (found := _CELL.match(line[indent:])):
            row.append(found[1] or "")
        elif row:
            row[-1] += f"\n{line.strip()}"
    if row:
        yield row


def csv_rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield rows of comma-separated values."""
    yield from csv.reader(lines, skipinitialspace=True)
