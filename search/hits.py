"""Matches as hits: what is shown of them is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.code_spans import CodeSpan, code_spans
from wenxun.analysis.date_codes import date_of
from wenxun.analysis.folding import FoldedText, fold_all, fold_string
from wenxun.analysis.link_names import as_anchor
from wenxun.analysis.regions import canonical_string
from wenxun.fields import keyword_term
from wenxun.models import AddedForm, Article, Facets, FoundIn, Hit, Piece, SectionHit, Snippet
from wenxun.passages import marked_passage
from wenxun.query.tree import Field, Query, keywords_asked
from wenxun.retrieval import ArticleMatch, Retrieval, SectionMatch
from wenxun.snippets import Marker

__all__ = ["ShownMatches", "marked_sections"]

T = TypeVar("T")
_LONGEST_FOLDED_AHEAD = 20_000
"""Longer texts are not folded before their snippets are asked for; these are in the time of one of them."""
_WITH_PAGES = ("pdf",)


class _StoredText(NamedTuple):
    """The text of a section, the dates that it names if these are asked for, its code; and it folded, if not long."""

    text: str
    dates: Sequence[int]
    code: Sequence[CodeSpan]
    folded: FoldedText | None


class ShownMatches:
    """Makes what is shown of a match, when it is asked for."""

    def __init__(
        self,
        analyzer: Analyzer,
        query: Query,
        matches: Retrieval,
        *,
        get_article: Callable[[str], Article | None],
        snippet_chars: int,
        sentences_around: int,
    ) -> None:
        self._get_article = get_article
        self._analyzer = analyzer
        self._snippet_chars = snippet_chars
        self._sentences_around = sentences_around
        self._query = query
        self._matches = matches
        self._texts: dict[int, dict[Any, _StoredText]] = {}
        self._dates: dict[int, dict[Any, Sequence[int]]] = {}

    @cached_property
    def _marker(self) -> Marker:
        return Marker(self._query)

    @cached_property
    def _name_markers(self) -> tuple[Marker, Marker]:
        """What marks titles, and headings."""
        return Marker(self._query, field=Field.TITLE), Marker(self._query, field=Field.HEADING)

    def hit(self, rank: int, match: ArticleMatch) -> Hit:
        """Return an article that matches.

        Args:
            rank: its place among all, from 1 on.
            match: the article.
        """
        article_id, title = self._matches.describe(match)
        make = partial(self._of_hit, match)
        return Hit.deferred(make, rank=rank, id=article_id, title=title, score=match.score)

    def _of_hit(self, match: ArticleMatch, hit: Hit, name: str) -> Any:
        """An attribute of a hit."""
        if name == "sections":
            return self._sections(match)
        if name == "about":
            return self._matches.article(match)
        return self._why(match, hit.title) if name == "why" else self._found_outside(hit, match)

    def facets(self) -> Facets:
        """Return how all matches divide."""
        from wenxun.facets import make_facets  # of use where they are asked for alone

        return make_facets(self._matches, self._query, self._analyzer.fields)

    def _sections(self, match: ArticleMatch) -> tuple[SectionHit, ...]:
        return tuple(
            SectionHit.deferred(
                partial(self._of_section, match, place),
                number=found.number,
                heading=found.heading,
                path=found.path,
                score=found.score,
            )
            for place, found in enumerate(self._matches.sections(match))
        )

    def _of_section(self, match: ArticleMatch, place: int, shown: SectionHit, name: str) -> Any:
        """An attribute of a section. It is not told of its hit, which holds it: that would be a cycle."""
        if name == "page":
            return self._page(match, shown)
        if name == "dates":
            dates = self._at(match, place, self._dates, self._matches.dates)
            return tuple(map(date_of, dates))
        return self._snippet(self._at(match, place, self._texts, self._read_texts))

    def _page(self, match: ArticleMatch, shown: SectionHit) -> int | None:
        """The page that the first mark stands on. Few formats have pages, and elements come with a whole article."""
        has_pages = self._matches.article(match).format in _WITH_PAGES
        article = self._get_article(self._matches.describe(match)[0]) if has_pages else None
        if article is None or shown.number >= len(article.sections):
            return None
        section = article.sections[shown.number]
        passage, offset = marked_passage(shown.snippet)
        place = max(0, section.text.find(passage)) + offset
        pages = (each for each in section.elements if each.kind == "page" and each.span.start <= place < each.span.end)
        return next((int(each.value) for each in pages if each.value.isdecimal()), None)

    def _snippet(self, section: _StoredText) -> Snippet:
        return self._marker.snippet(
            section.text,
            section.dates,
            section.code,
            snippet_chars=self._snippet_chars,
            sentences_around=self._sentences_around,
            folded=section.folded,
        )

    def _at(
        self,
        match: ArticleMatch,
        place: int,
        read: dict[int, dict[Any, T]],
        values_of: Callable[[Sequence[SectionMatch]], Sequence[T]],
    ) -> T:
        """What is stored of the section at a place of an article.

        What is stored of the sections at this place of the articles around is read with it, which costs little more.
        """
        key = self._matches.sections(match)[place].key
        known = read.get(place, {})
        if key not in known:
            each = map(self._matches.sections, self._matches.together(match))
            sections = [found[place] for found in each if len(found) > place]
            known = read[place] = dict(zip((section.key for section in sections), values_of(sections), strict=True))
        return known[key]

    def _read_texts(self, sections: Sequence[SectionMatch]) -> list[_StoredText]:
        """Read and fold the texts of sections."""
        texts, code = self._matches.texts(sections), self._matches.code(sections)
        dates = self._matches.dates(sections) if self._query.asks_for_dates else [()] * len(sections)
        folded = iter(fold_all([text for text in texts if len(text) <= _LONGEST_FOLDED_AHEAD]))
        return [
            _StoredText(text, named, spans, next(folded) if len(text) <= _LONGEST_FOLDED_AHEAD else None)
            for text, named, spans in zip(texts, dates, code, strict=True)
        ]

    def _why(self, match: ArticleMatch, title: str) -> tuple[AddedForm, ...]:
        if not self._query.added:
            return ()
        text = canonical_string(fold_string(f"{title}\n{self._at(match, 0, self._texts, self._read_texts).text}"))
        return tuple(form for form in self._query.added if form.added in text)

    def _found_outside(self, hit: Hit, match: ArticleMatch) -> tuple[FoundIn, ...]:
        if any(piece.match for section in hit.sections[:1] for piece in section.snippet.pieces):
            return ()
        return (*self._found_in_names(hit, match), *self._found_in_fields(hit.about))

    def _found_in_names(self, hit: Hit, match: ArticleMatch) -> Iterator[FoundIn]:
        in_title, in_headings = self._name_markers
        if in_title.stands_in(hit.title):
            yield FoundIn("title", hit.title)
        for name in hit.about.aliases:
            if in_title.stands_in(name):
                yield FoundIn("name", name)
        for linked in self._query.linked:
            if linked.article_id == hit.id:
                yield FoundIn("anchor", next(self._written_as(linked.anchor), linked.anchor))
        for heading in self._matches.sections(match)[0].path:
            if in_headings.stands_in(heading):
                yield FoundIn("heading", heading)

    def _written_as(self, anchor: str) -> Iterator[str]:
        """A text of a link as it was typed, by itself or within a run."""
        size = len(anchor)
        for text in self._query.written:
            stretches = (text[start : start + size] for start in range(len(text) - size + 1))
            yield from (each for each in (text, *stretches) if as_anchor(each) == anchor)

    def _found_in_fields(self, about: Article) -> Iterator[FoundIn]:
        asked = list(keywords_asked(self._query.required))
        typed = {term.text for text in self._query.texts for way in text.full_matches for term in way.terms}
        for field in self._analyzer.fields.of_kind("keyword"):
            nodes = [node for node in asked if node.field == field.name]
            for value in map(str, field.values(about)) if nodes or field.is_plain else ():
                folded = fold_string(value)
                if any(node.names(folded) for node in nodes) or keyword_term(field.name, folded) in typed:
                    yield FoundIn(field.name, value)


def marked_sections(article: Article, query: Query) -> list[tuple[Piece, ...]]:
    """Return the text of each section of an article, cut where matches start and end.

    Args:
        article: the article.
        query: what matches.
    """
    marker = Marker(query)
    dates: list[tuple[int, ...]] = [()] * len(article.sections)
    if query.asks_for_dates:
        from wenxun.analysis.batch import section_dates  # of no use to most searches

        dates = section_dates(article)
    code = map(code_spans, article.sections)
    parts = zip(article.sections, dates, code, strict=True)
    return [marker.pieces(section.text, named, spans) for section, named, spans in parts]
