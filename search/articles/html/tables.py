"""Tables of an HTML page: rows of data, or a frame in which the page is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wenxun.articles.html.frames import Block, Frame
from wenxun.articles.richtext import Mark, RichText, new_mark, shifted

__all__ = ["Table"]

_BAR = " | "
_CELL_CHARS = 600  # a longer cell is a column of a layout
_CELL_BLOCKS = 6


@dataclass(slots=True)
class _Cell:
    frame: Frame
    is_head: bool
    columns: int
    align: str


@dataclass(slots=True)
class Table:
    """Rows of cells."""

    container: int
    caption: RichText | None = None
    _rows: list[list[_Cell]] = field(default_factory=list)

    def add_caption(self, frame: Frame) -> None:
        """Set the caption; of several, all are kept."""
        captions = [self.caption] if self.caption is not None else []
        self.caption = RichText.joined(
            [*captions, *(_on_one_line(block.rich) for block in frame.blocks)], " "
        ).stripped()

    def begin_row(self) -> None:
        """Begin a row."""
        self._rows.append([])

    def add_cell(self, frame: Frame, attributes: Mapping[str, str | None], *, is_head: bool) -> None:
        """Append a cell to the last row.

        Args:
            frame: what the cell holds.
            attributes: those of its element.
            is_head: whether it is the head of a row or column.
        """
        frame.finish()
        span = attributes.get("colspan") or ""
        columns = int(span) if span.isascii() and span.isdigit() and len(span) < 4 else 0
        align = (attributes.get("align") or "").lower()
        if "text-align" in (attributes.get("style") or ""):
            style = (attributes.get("style") or "").split("text-align", 1)[1]
            align = style.lstrip(" :").split(";")[0].strip().lower()
        if not self._rows:
            self._rows.append([])
        value = align if align in ("left", "right", "center") else ""
        self._rows[-1].append(_Cell(frame, is_head, columns if columns > 1 else 0, value))

    def blocks(self) -> Iterator[Block]:
        """Yield the table as one block, a line for each row; rows that lay out the page as blocks of their cells."""
        is_layout = all(sum(bool(cell.frame.blocks) for cell in row) < 2 for row in self._rows)
        if is_layout:
            yield from self._caption_block()
        rows: list[list[_Cell]] = []
        for row in self._rows:
            if not is_layout and not any(map(_is_complex, row)):
                rows.append(row)
                continue
            if rows:
                yield self._block(rows)
                rows = []
            yield from self._caption_block()
            for cell in row:
                yield from cell.frame.blocks
        if rows:
            yield self._block(rows)

    def _caption_block(self) -> Iterator[Block]:
        if self.caption is not None and self.caption.text:
            yield Block(self.caption, 0, self.container, 0)
        self.caption = None

    def _block(self, rows: list[list[_Cell]]) -> Block:
        lines: list[RichText] = []
        link_chars = 0
        if self.caption is not None and self.caption.text:
            lines.append(self.caption)
        for row in rows:
            blocks = [block for cell in row for block in cell.frame.blocks]
            link_chars += sum(block.link_chars for block in blocks)
            if any(block.rich.text for block in blocks):
                lines.append(_row(row))
        rich = RichText.joined(lines, "\n").marked("table", self.caption.text if self.caption else "")
        self.caption = None
        return Block(rich, 0, self.container, link_chars)


def _is_complex(cell: _Cell) -> bool:
    blocks = cell.frame.blocks
    chars = 0
    for block in blocks:
        chars += len(block.rich.text)
        if block.level or block.is_aside or "table" in [mark[0] for mark in block.rich.marks]:
            return True
    return len(blocks) > _CELL_BLOCKS or chars > _CELL_CHARS


def _row(row: list[_Cell]) -> RichText:
    """A row on one line; its cells are parted by bars, an empty cell shows nothing."""
    parts: list[str] = []
    cells: list[Mark] = []
    inner: list[Mark] = []
    at = 0
    for cell in row:
        text, marks = RichText.joined([_on_one_line(block.rich) for block in cell.frame.blocks], "\n\n").stripped()
        start = at
        if text:
            if parts:
                start += len(_BAR)
            parts.append(text)
            inner += shifted(marks, start)
            at = start + len(text)
        cells.append(new_mark(("cell", start, at, cell.align, cell.columns)))
    is_head = all(cell.is_head for cell in row)
    return RichText(_BAR.join(parts), (Mark("row", 0, at, "head" if is_head else ""), *cells, *inner))


def _on_one_line(rich: RichText) -> RichText:
    """A block of a cell whose line ends are blanks, for each row has a line; lists and code keep theirs."""
    has_lines = (mark.kind in ("list_item", "table") or (mark.kind == "code" and mark.level) for mark in rich.marks)
    if "\n" not in rich.text or any(has_lines):
        return rich
    return RichText(rich.text.replace("\n", " "), tuple(mark for mark in rich.marks if mark.kind != "verse"))
