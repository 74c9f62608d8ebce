"""Matches as hits: what is shown of them is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.code_spans import CodeSpan, code_spans
from wenxun.analysis.date_codes import date_of
from wenxun.analysis.folding import FoldedText, fold_all, fold_string
from wenxun.analysis.link_names import as_anchor
from wenxun.analysis.regions import canonical_string
from wenxun.fields import keyword_term
from wenxun.models import AddedForm, Article, Facets, FoundIn, Hit, Piece, SectionHit, Snippet, TextDate
from wenxun.passages import marked_passage
from wenxun.query.tree import Field, Query, keywords_asked
from wenxun.retrieval import ArticleMatch, Retrieval, SectionMatch
from wenxun.snippets import Marker

__all__ = ["ShownMatches", "marked_sections"]

_LONGEST_FOLDED_AHEAD = 20_000
"""Longer texts are not folded before their snippets are asked for; these are in the time of one of them."""
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
        snippet_chars: int,
        sentences_around: int,
    ) -> None:
        self._get_article = get_article
        self._analyzer = analyzer
        self._snippet_chars = snippet_chars
        self._sentences_around = sentences_around
        self._query = query
        self._matches = matches
        self._folded: dict[Any, FoldedText] = {}

    @cached_property
    def _marker(self) -> Marker:
        return Marker(self._query)

    @cached_property
    def _name_markers(self) -> tuple[Marker, Marker]:
        """What marks titles, and headings."""
        return Marker(self._query, field=Field.TITLE), Marker(self._query, field=Field.HEADING)

    def hit(self, rank: int, match: ArticleMatch) -> Hit:
        """An article that matches, at its rank from 1 on."""
        article_id, title = self._matches.describe(match)
        make = partial(self._of_hit, match)
        return Hit.deferred(make, rank=rank, id=article_id, title=title, score=match.score)

    def _of_hit(self, match: ArticleMatch, hit: Hit, name: str) -> Any:
        """An attribute of a hit."""
        if name == "sections":
            return self._sections(hit, match)
        if name == "about":
            return self._matches.article(match.key)
        return self._why(match, hit.title) if name == "why" else self._found_outside(hit, match)

    def facets(self) -> Facets:
        """How all matches divide."""
        from wenxun.facets import make_facets  # of use where they are asked for alone

        return make_facets(self._matches, self._query, self._analyzer.fields)

    def _sections(self, hit: Hit, match: ArticleMatch) -> tuple[SectionHit, ...]:
        return tuple(self._section(hit, place, found) for place, found in enumerate(self._matches.sections(match)))

    def _section(self, hit: Hit, place: int, found: SectionMatch) -> SectionHit:
        return SectionHit.deferred(
            partial(self._of_section, hit, place, found),
            number=found.number,
            heading=found.heading,
            path=found.path,
            score=found.score,
        )

    def _of_section(self, hit: Hit, place: int, found: SectionMatch, shown: SectionHit, name: str) -> Any:
        """An attribute of a section."""
        if name == "snippet":
            return self._snippet(place, found)
        return self._dates(found) if name == "dates" else self._page(hit, shown)

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

    def _snippet(self, place: int, section: SectionMatch) -> Snippet:
        dates = self._matches.dates(section) if self._query.asks_for_dates else ()
        text, code = self._matches.text(section), self._matches.code(section)
        if len(text) > _LONGEST_FOLDED_AHEAD:
            return self._marked(text, dates, code, None)
        if section.key not in self._folded:
            self._fold_all_at(place)
        return self._marked(text, dates, code, self._folded[section.key])

    def _marked(self, text: str, dates: Sequence[int], code: Sequence[CodeSpan], folded: FoldedText | None) -> Snippet:
        return self._marker.snippet(
            text,
            dates,
            code,
            snippet_chars=self._snippet_chars,
            sentences_around=self._sentences_around,
            folded=folded,
        )

    def _fold_all_at(self, place: int) -> None:
        """Fold the section at one place of every article of the page: together they cost little more than one."""
        each = map(self._matches.sections, self._matches.articles)
        texts = {found[place].key: self._matches.text(found[place]) for found in each if len(found) > place}
        short = {key: text for key, text in texts.items() if len(text) <= _LONGEST_FOLDED_AHEAD}
        self._folded.update(zip(short, fold_all(list(short.values())), strict=True))

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
        in_title, in_headings = self._name_markers
        if in_title.stands_in(hit.title):
            yield FoundIn("title", hit.title)
        for name in hit.about.aliases:
            if in_title.stands_in(name):
                yield FoundIn("name", name)
        for linked in self._query.linked:
            if linked.article_id == hit.id:
                typed = (each for each in self._query.written if as_anchor(each) == linked.anchor)
                yield FoundIn("anchor", next(typed, linked.anchor))
        for heading in self._matches.sections(match)[0].path:
            if in_headings.stands_in(heading):
                yield FoundIn("heading", heading)

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
    """The text of each section of an article, cut where matches of ``query`` start and end."""
    marker = Marker(query)
    dates: list[tuple[int, ...]] = [()] * len(article.sections)
    if query.asks_for_dates:
        from wenxun.analysis.batch import section_dates  # of no use to most searches

        dates = section_dates(article)
    code = map(code_spans, article.sections)
    parts = zip(article.sections, dates, code, strict=True)
    return [marker.pieces(section.text, named, spans) for section, named, spans in parts]
