"""Matches as hits: what is shown of them is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.date_codes import date_of
from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.fields import keyword_term
from wenxun.models import AddedForm, Article, Facets, FoundIn, Hit, Piece, SectionHit, Snippet, TextDate
from wenxun.query.tree import Field, Query, keywords_asked
from wenxun.retrieval import ArticleMatch, Retrieval, SectionMatch
from wenxun.snippets import Marker, marked_passage

__all__ = ["ShownMatches", "marked_sections"]

_WITH_PAGES = ("pdf",)


class ShownMatches:
    """Makes what is shown of a match, when it is asked for."""

    def __init__(
        self,
        analyzer: Analyzer,
        query: Query,
        matches: Retrieval,
        *,
        get_article: Callable[[str], Article | None],
        sentences_around: int = 0,
    ) -> None:
        self._get_article = get_article
        self._analyzer = analyzer
        self._sentences_around = sentences_around
        self._query = query
        self._matches = matches

    @cached_property
    def _marker(self) -> Marker:
        return Marker(self._query)

    def hit(self, rank: int, match: ArticleMatch) -> Hit:
        """An article that matches, at its rank from 1 on."""
        article_id, title = self._matches.describe(match)
        hit: Hit
        makers: dict[str, Callable[[], Any]] = {
            "sections": lambda: self._sections(hit, match),
            "why": partial(self._why, match, title),
            "found_in": lambda: self._found_outside(hit, match),
            "about": partial(self._matches.article, match.key),
        }
        hit = Hit.deferred(makers, rank=rank, id=article_id, title=title, score=match.score)
        return hit

    def facets(self) -> Facets:
        """How all matches divide."""
        from wenxun.facets import make_facets  # of use where they are asked for alone

        return make_facets(self._matches, self._query, self._analyzer.fields)

    def _sections(self, hit: Hit, match: ArticleMatch) -> tuple[SectionHit, ...]:
        return tuple(self._section(hit, found) for found in self._matches.sections(match))

    def _section(self, hit: Hit, found: SectionMatch) -> SectionHit:
        section: SectionHit
        makers: dict[str, Callable[[], Any]] = {
            "snippet": partial(self._snippet, found),
            "dates": partial(self._dates, found),
            "page": lambda: self._page(hit, section),
        }
        shown = {"number": found.number, "heading": found.heading, "path": found.path, "score": found.score}
        section = SectionHit.deferred(makers, **shown)
        return section

    def _page(self, hit: Hit, shown: SectionHit) -> int | None:
        """The page that the first mark stands on. Few formats have pages, and elements come with a whole article."""
        article = self._get_article(hit.id) if hit.about.format in _WITH_PAGES else None
        if article is None or shown.number >= len(article.sections):
            return None
        section = article.sections[shown.number]
        passage, offset = marked_passage(shown.snippet)
        place = max(0, section.text.find(passage)) + offset
        pages = (each for each in section.elements if each.kind == "page" and each.span.start <= place < each.span.end)
        return next((int(each.value) for each in pages if each.value.isdecimal()), None)

    def _snippet(self, section: SectionMatch) -> Snippet:
        dates = self._matches.dates(section) if self._query.asks_for_dates else ()
        return self._marker.snippet(self._matches.text(section), dates, sentences_around=self._sentences_around)

    def _dates(self, section: SectionMatch) -> tuple[TextDate, ...]:
        return tuple(map(date_of, self._matches.dates(section)))

    def _why(self, match: ArticleMatch, title: str) -> tuple[AddedForm, ...]:
        if not self._query.added:
            return ()
        best = self._matches.sections(match)[0]
        text = canonical_string(fold_string(f"{title}\n{self._matches.text(best)}"))
        return tuple(form for form in self._query.added if form.added in text)

    def _found_outside(self, hit: Hit, match: ArticleMatch) -> tuple[FoundIn, ...]:
        if any(piece.match for section in hit.sections[:1] for piece in section.snippet.pieces):
            return ()
        return (*self._found_in_names(hit, match), *self._found_in_fields(hit.about))

    def _found_in_names(self, hit: Hit, match: ArticleMatch) -> Iterator[FoundIn]:
        in_title, in_headings = (Marker(self._query, field=field) for field in (Field.TITLE, Field.HEADING))
        if in_title.stands_in(hit.title):
            yield FoundIn("title", hit.title)
        for name in hit.about.aliases:
            if in_title.stands_in(name):
                yield FoundIn("name", name)
        for heading in self._matches.sections(match)[0].path:
            if in_headings.stands_in(heading):
                yield FoundIn("heading", heading)

    def _found_in_fields(self, about: Article) -> Iterator[FoundIn]:
        asked = list(keywords_asked(self._query.required))
        typed = {term.text for text in self._query.texts for way in text.holdings for term in way.terms}
        for field in self._analyzer.fields.of_kind("keyword"):
            nodes = [node for node in asked if node.field == field.name]
            for value in map(str, field.values(about)) if nodes or field.is_plain else ():
                folded = fold_string(value)
                if any(node.names(folded) for node in nodes) or keyword_term(field.name, folded) in typed:
                    yield FoundIn(field.name, value)


def marked_sections(article: Article, query: Query) -> list[tuple[Piece, ...]]:
    """The text of each section of an article, cut where matches of ``query`` start and end."""
    marker = Marker(query)
    dates: list[tuple[int, ...]] = [()] * len(article.sections)
    if query.asks_for_dates:
        from wenxun.analysis.batch import section_dates  # of no use to most searches

        dates = section_dates(article)
    return [marker.pieces(section.text, named) for section, named in zip(article.sections, dates, strict=True)]
