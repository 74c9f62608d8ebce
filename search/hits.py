"""Matches as hits: what is shown of them is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.date_codes import date_of
from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.models import AddedForm, Article, Facets, FoundIn, Hit, Piece, SectionHit, Snippet, TextDate
from wenxun.query.tree import Field, Query, categories_asked
from wenxun.retrieval import ArticleMatch, Retrieval, SectionMatch
from wenxun.snippets import Marker

__all__ = ["ShownMatches", "marked_sections"]


class ShownMatches:
    """Makes what is shown of a match, when it is asked for."""

    def __init__(self, analyzer: Analyzer, query: Query, matches: Retrieval) -> None:
        self._analyzer = analyzer
        self._query = query
        self._matches = matches

    @cached_property
    def _marker(self) -> Marker:
        return Marker(self._query)

    def hit(self, rank: int, match: ArticleMatch) -> Hit:
        """An article that matches, at its rank from 1 on."""
        article_id, title = self._matches.describe(match)
        return Hit(
            rank,
            article_id,
            title,
            match.score,
            lambda: self._sections(match),
            lambda: self._why(match, title),
            lambda: tuple(self._found_in(match, title)),
        )

    def facets(self) -> Facets:
        """How all matches divide."""
        from wenxun.facets import make_facets  # of use where they are asked for alone

        return make_facets(self._matches, self._query)

    def _sections(self, match: ArticleMatch) -> tuple[SectionHit, ...]:
        return tuple(
            SectionHit(
                found.number,
                found.heading,
                found.path,
                found.score,
                self._snippet(found),
                self._dates(found),
            )
            for found in self._matches.sections(match)
        )

    def _snippet(self, section: SectionMatch) -> Callable[[int], Snippet]:
        def snippet(around: int) -> Snippet:
            dates = self._matches.dates(section) if self._query.asks_for_dates else ()
            return self._marker.snippet(self._matches.text(section), dates, sentences_around=around)

        return snippet

    def _dates(self, section: SectionMatch) -> Callable[[], tuple[TextDate, ...]]:
        return lambda: tuple(map(date_of, self._matches.dates(section)))

    def _why(self, match: ArticleMatch, title: str) -> tuple[AddedForm, ...]:
        if not self._query.added:
            return ()
        best = self._matches.sections(match)[0]
        text = canonical_string(fold_string(f"{title}\n{self._matches.text(best)}"))
        return tuple(form for form in self._query.added if form.added in text)

    def _found_in(self, match: ArticleMatch, title: str) -> Iterator[FoundIn]:
        in_title, in_headings = (Marker(self._query, field=field) for field in (Field.TITLE, Field.HEADING))
        if in_title.stands_in(title):
            yield FoundIn("title", title)
        for name in self._matches.aliases(match):
            if in_title.stands_in(name):
                yield FoundIn("name", name)
        for heading in self._matches.sections(match)[0].path:
            if in_headings.stands_in(heading):
                yield FoundIn("heading", heading)
        asked = list(categories_asked(self._query.required))
        for name in self._matches.categories_of(match) if asked else ():
            if any(node.names(fold_string(name)) for node in asked):
                yield FoundIn("category", name)


def marked_sections(article: Article, query: Query) -> list[tuple[Piece, ...]]:
    """The text of each section of an article, cut where matches of ``query`` start and end."""
    marker = Marker(query)
    dates: list[tuple[int, ...]] = [()] * len(article.sections)
    if query.asks_for_dates:
        from wenxun.analysis.batch import section_dates  # of no use to most searches

        dates = section_dates(article)
    return [marker.pieces(section.text, named) for section, named in zip(article.sections, dates, strict=True)]
