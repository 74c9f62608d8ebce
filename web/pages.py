"""The pages for people: search, results, articles. Whole without JavaScript; all state is in the URL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from search import Article, Piece, QueryError, SearchResults
from search.presentation import article_url
from web.current import current_engine

__all__ = ["blueprint", "render"]

_HITS_A_PAGE = 10
_LAST_PAGE = 1000
_PAGES_AROUND = 2
_FOLDED_SECTIONS = 5
_QUOTES = '"“”「」『』＂'
_HINTED_WORDS = 5
_OPERATORS = {"OR", "AND", "NOT", "|"}

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article's section, cut where marks start and end."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the article's page shows it.

    Attributes:
        number: its number, of which the page makes the anchor.
        headings: (level from 2, text) of the headings that come before its text.
        paragraphs: its text.
    """

    number: int
    headings: tuple[tuple[int, str], ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """Queries that may find more than one that found nothing.

    Attributes:
        unquoted: the query without its quotes; empty when it has none.
        words: its words, one by one; empty when there is only one.
    """

    unquoted: str
    words: tuple[str, ...]


def render(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. Characters that no encoding holds (lone surrogates) are shown as question marks."""
    return Response(
        render_template(template, **values).encode("utf-8", "replace"), status, mimetype="text/html"
    )


@blueprint.get("/")
def home() -> Response:
    """The search page; with ``q`` and ``page``, the results."""
    typed = request.args.get("q", "")
    engine = current_engine()
    if not typed.strip():
        return render("welcome.html", typed="", stats=engine.stats())
    page = _page_number(request.args.get("page", "1"))
    results = engine.search(typed, limit=_HITS_A_PAGE, offset=(page - 1) * _HITS_A_PAGE)
    last_page = min(_LAST_PAGE, -(-results.total // _HITS_A_PAGE))
    return render(
        "results.html",
        typed=typed,
        results=results,
        page=page,
        last_page=last_page,
        pages=_pages_shown(page, last_page),
        page_url=lambda number: _results_url(typed, number),
        article_url=article_url,
        folded_sections=_FOLDED_SECTIONS,
        hints=_hints(typed) if not results.total else None,
        notice=_notice(results),
    )


@blueprint.get("/articles/<article_id:article_id>")
def article(article_id: str) -> Response:
    """An article; with ``q``, what it finds is marked."""
    engine = current_engine()
    found = engine.get(article_id)
    if found is None:
        raise NotFound(f"There is no article {article_id!r}.")
    typed = request.args.get("q", "").strip()
    marked: list[tuple[Piece, ...]] = [(Piece(section.text, match=False),) for section in found.sections]
    if typed:
        try:
            marked = engine.mark(found, typed)
        except QueryError:
            typed = ""  # the text is what was asked for, and it can be shown
    sections = list(_shown_sections(found, marked))
    return render(
        "article.html",
        typed=typed,
        article=found,
        sections=sections,
        has_contents=sum(bool(section.headings) for section in sections) > 1,
        mark_count=sum(piece.match for pieces in marked for piece in pieces),
        back_url=_results_url(typed, 1),
    )


def _results_url(typed: str, page: int) -> str:
    return url_for("pages.home", q=typed, page=page if page > 1 else None)


def _page_number(given: str) -> int:
    """The page asked for; whatever is no number is the first page."""
    if not (given.isascii() and given.isdigit()):
        return 1
    return min(max(1, int(given[:9])), _LAST_PAGE)


def _pages_shown(page: int, last_page: int) -> list[int | None]:
    """Numbers to link to; ``None`` stands where some are left out."""
    near = {1, last_page, *range(page - _PAGES_AROUND, page + _PAGES_AROUND + 1)}
    numbers = [number for number in sorted(near) if 1 <= number <= last_page]
    shown: list[int | None] = []
    for number in numbers:
        if shown and shown[-1] is not None and number - shown[-1] > 1:
            shown.append(None)
        shown.append(number)
    return shown


def _notice(results: SearchResults) -> str:
    """Which notice stands above the hits: the name of a text, or nothing."""
    if results.total and not results.hits:
        return "page_past_end"
    return "relaxed" if results.relaxed and results.hits else ""


def _hints(typed: str) -> Hints:
    unquoted = "".join(" " if character in _QUOTES else character for character in typed)
    words = [word for word in unquoted.split() if word not in _OPERATORS and word[0] not in "-－"]
    return Hints(
        unquoted=" ".join(words) if unquoted != typed else "",
        words=tuple(dict.fromkeys(words))[:_HINTED_WORDS] if len(words) > 1 else (),
    )


def _shown_sections(found: Article, marked: Sequence[Sequence[Piece]]) -> Iterator[ShownSection]:
    previous: tuple[str, ...] = ()
    for section, pieces in zip(found.sections, marked, strict=True):
        known = 0
        while known < min(len(previous), len(section.path)) and previous[known] == section.path[known]:
            known += 1
        headings = [(min(level + 2, 6), section.path[level]) for level in range(known, len(section.path))]
        previous = section.path
        yield ShownSection(section.number, tuple(headings), tuple(_paragraphs(pieces)))


def _paragraphs(pieces: Sequence[Piece]) -> Iterator[Paragraph]:
    """The pieces, parted at blank lines."""
    parts: list[tuple[int, Piece]] = []
    number = 0
    for piece in pieces:
        for position, text in enumerate(piece.text.split("\n\n")):
            number += position > 0
            if text:
                parts.append((number, Piece(text, piece.match)))
    for _, group in groupby(parts, key=lambda part: part[0]):
        yield Paragraph(tuple(piece for _, piece in group))
