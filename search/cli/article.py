"""An article for people: headings as in Markdown, its light structure in plain signs, marks where a query stands."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain

from click import unstyle

from wenxun.cli.common import write
from wenxun.cli.language import told
from wenxun.cli.pager import page
from wenxun.cli.terminal import Painter, clean, display_width, painter
from wenxun.models import Article, Piece
from wenxun.structure import Node, tree_of
from wenxun.variants import Variant, convert

__all__ = ["open_article", "write_article"]

_INDENT = "    "
_MOST_COLUMN = 40
"""Columns of a table to which its cells are filled; a longer cell moves what stands behind it."""


def write_article(
    article: Article, *, linked: Mapping[str, str], section: int | None, variant: Variant = "orig"
) -> None:
    """Print an article and which indexed articles it leads to, or one section of it.

    Args:
        article: the article.
        linked: target of a link to the id of the article that it leads to.
        section: number of the only section to print.
        variant: writing to show it in.
    """
    shown = _Shown(article, [(Piece(each.text, match=False),) for each in article.sections], variant)
    for line in shown.lines() if section is None else shown.section(section, alone=True):
        write(line)
    ids = list(dict.fromkeys(linked.values()))
    if ids and section is None:
        write(painter(sys.stdout)(told("leads to: {ids}", ids=clean(told(", ").join(ids))), "dim"))


def open_article(
    article: Article, marked: Sequence[Sequence[Piece]], *, section: int, variant: Variant = "orig"
) -> None:
    """Show an article in the reader's pager, from a section on; print it where there is no terminal.

    Args:
        article: the article.
        marked: the text of each section, cut where marks start and end.
        section: number of the section to begin at.
        variant: writing to show it in.
    """
    shown = _Shown(article, marked, variant)
    page(list(shown.lines()), first=sum(1 for _ in shown.lines(before=section)))


class _Shown:
    """The lines of an article in a writing."""

    def __init__(self, article: Article, marked: Sequence[Sequence[Piece]], variant: Variant) -> None:
        self._article = article
        self._marked = marked
        self._variant = variant
        self._context = "" if variant == "orig" else article.text
        self._paint: Painter = painter(sys.stdout)

    def lines(self, *, before: int | None = None) -> Iterator[str]:
        """All lines, or those that stand before a section."""
        yield self._paint(f"# {self._written(self._article.title)}", "title")
        if self._article.categories:
            yield self._paint(
                told("categories: {names}", names=clean(told(", ").join(self._article.categories))), "dim"
            )
        yield ""
        for number in range(len(self._article.sections) if before is None else before):
            yield from self.section(number)

    def section(self, number: int, *, alone: bool = False) -> Iterator[str]:
        """Lines of a section, headed where it is not the next part of one that was cut, or is shown ``alone``."""
        section = self._article.sections[number]
        path = section.path
        if path and (alone or number == 0 or path != self._article.sections[number - 1].path):
            yield self._paint(f"{'#' * (len(path) + 1)} {self._written(path[-1])}", "title")
            yield ""
        written = convert(section.text, self._variant, context=self._context, rules=self._article.variants)
        if not written.text:
            return
        stretches = [Node(each.kind, written.image(each.span), each.value, each.level) for each in section.elements]
        printed = _Printer(written.text, written.pieces(self._marked[number]), self._paint)
        yield from printed.lines(tree_of(written.text, stretches))
        yield ""

    def _written(self, text: str) -> str:
        return clean(convert(text, self._variant, context=self._context, rules=self._article.variants).text)


class _Printer:
    """Prints the tree of one text; what has no structure stays as it is."""

    def __init__(self, text: str, pieces: Iterable[Piece], paint: Painter) -> None:
        self._text = text
        self._paint = paint
        self._pieces = list(pieces)
        self._starts = list(accumulate((len(piece.text) for piece in self._pieces), initial=0))

    def lines(self, node: Node) -> list[str]:
        """Lines of a node."""
        if node.kind == "list_item":
            return _headed(self._flow(node), f"{clean(node.value) or '-'} ")
        if node.kind == "footnote":
            return _headed(self._flow(node), f"[{clean(node.value)}] ")
        if node.kind in ("quote", "note"):
            return [f"> {line}".rstrip() for line in self._flow(node)]
        if node.kind == "table":
            return self._table(node)
        if node.kind in ("root", "list", "cell"):
            return self._flow(node)
        indent = _INDENT if node.kind == "verse" or (node.kind in ("code", "formula") and node.level) else ""
        return [f"{indent}{line}".rstrip() if indent else line for line in self._inline(node)]

    def _flow(self, node: Node) -> list[str]:
        """Lines of what stands one below the other; blank lines stay."""
        lines: list[str] = []
        for child in node.children:
            if child.kind == "space":
                lines += [""] * (self._text.count("\n", child.span.start, child.span.end) - 1)
            else:
                lines += self.lines(child)
        return lines

    def _table(self, node: Node) -> list[str]:
        """A line for each row, its cells filled to the width of their columns, and a rule under heading rows."""
        rows = {id(row): self._cells(row) for row in node.children if row.kind == "row"}
        widths: dict[int, int] = {}
        for column, cell, text in chain.from_iterable(rows.values()):
            if cell.level <= 1 and _width(text) <= _MOST_COLUMN:
                widths[column] = max(widths.get(column, 0), _width(text))
        lines: list[str] = []
        for child in node.children:
            if child.kind == "row":
                shown = [_filled(text, widths.get(column, 0), cell) for column, cell, text in rows[id(child)]]
                lines.append(" | ".join(shown).rstrip())
                if child.value == "head":
                    lines.append("-+-".join("-" * _width(each) for each in shown))
            elif child.kind != "space":
                lines += self._inline(child)
        return lines

    def _cells(self, row: Node) -> list[tuple[int, Node, str]]:
        """The cells of a row, each with its column and its text on one line."""
        column = 0
        cells: list[tuple[int, Node, str]] = []
        for cell in row.children:
            if cell.kind == "cell":
                cells.append((column, cell, " ".join(filter(None, map(str.strip, self.lines(cell))))))
                column += max(1, cell.level)
        return cells

    def _inline(self, node: Node) -> list[str]:
        """What stands in lines of its own, with its marks."""
        lines: list[list[Piece]] = [[]]
        for piece in self._runs(node):
            first, *more = clean(piece.text).split("\n")
            lines[-1].append(Piece(first, piece.match))
            lines += [[Piece(each, piece.match)] for each in more]
        return [self._paint.pieces(piece for piece in line if piece.text) for line in lines]

    def _runs(self, node: Node) -> Iterator[Piece]:
        if node.kind == "text":
            place = node.span.start
            for number in range(bisect_right(self._starts, place) - 1, len(self._pieces)):
                end = min(node.span.end, self._starts[number + 1])
                if place < end:
                    yield Piece(self._text[place:end], self._pieces[number].match)
                    place = end
                if place == node.span.end:
                    break
            return
        before, after = ("![", f"]({node.value})") if node.kind == "image" else ("", "")
        if node.kind == "footnote_mark" and not node.children:
            before = f"[{node.value}]"
        yield Piece(before, match=False)
        for child in node.children:
            yield from self._runs(child)
        yield Piece(after, match=False)


def _headed(lines: Iterable[str], head: str) -> list[str]:
    """Lines with a head before the first; the others stand below its text."""
    first, *more = lines or [""]
    below = " " * display_width(head)
    return [(head + first).rstrip(), *((below + line).rstrip() for line in more)]


def _width(shown: str) -> int:
    return display_width(unstyle(shown))


def _filled(text: str, width: int, cell: Node) -> str:
    space = " " * (width - _width(text)) if cell.level <= 1 else ""
    return space + text if cell.value == "right" else text + space
