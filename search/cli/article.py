"""An article for people: its headings as in Markdown, and marks where a query stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from wenxun.cli.common import write
from wenxun.cli.pager import page
from wenxun.cli.terminal import Painter, clean, painter
from wenxun.models import Article, Piece
from wenxun.variants import Variant, convert, convert_pieces

__all__ = ["open_article", "write_article"]


def write_article(article: Article, *, section: int | None, variant: Variant = "orig") -> None:
    """Print an article, or one section of it."""
    shown = _Shown(article, [(Piece(each.text, match=False),) for each in article.sections], variant)
    for line in shown.lines() if section is None else shown.section(section, alone=True):
        write(line)


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
            yield self._paint("categories: " + clean(", ".join(self._article.categories)), "dim")
        yield ""
        for number in range(len(self._article.sections) if before is None else before):
            yield from self.section(number)

    def section(self, number: int, *, alone: bool = False) -> Iterator[str]:
        """Lines of a section, headed where it is not the next part of one that was cut, or is shown ``alone``."""
        path = self._article.sections[number].path
        if path and (alone or number == 0 or path != self._article.sections[number - 1].path):
            yield self._paint(f"{'#' * (len(path) + 1)} {self._written(path[-1])}", "title")
            yield ""
        pieces = convert_pieces(
            self._marked[number], self._variant, context=self._context, rules=self._article.variants
        )
        if pieces:
            text = self._paint.pieces(Piece(clean(piece.text), piece.match) for piece in pieces)
            yield from text.split("\n")
            yield ""

    def _written(self, text: str) -> str:
        return clean(convert(text, self._variant, context=self._context, rules=self._article.variants).text)
