"""How a query is answered, on every back end: the rules of ranking, over what a back end can look up.

1. Words and bigrams rank; single characters rank only where the query has nothing else.
2. *Full matches* (sections with all that was typed) come first. Of a short query that has any, they are all there is.
   Then come *partial matches*, which have some of the ranking terms.
3. The best ``Ranking.window`` sections of each kind, and the sections of articles whose names are in the query, are
   scored by their characters too.
4. An article has the score of its best section. A name of it in the query adds to that.
5. Articles are ordered by (-score, id), sections of an article by (-score, number).
6. Articles sorted by a field are full matches alone, if there are any: what has most of the query would stand anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from typing import Any, NamedTuple

from wenxun.backends import ArticleSection, Backend, Counted, Scored
from wenxun.models import Article
from wenxun.query.tree import Node, Order, Query
from wenxun.ranking import UNIT

__all__ = ["ArticleMatch", "FacetCounts", "Retrieval", "SectionMatch"]

_SHORT_QUERY_CHARACTERS = 4
_GROWTH = 2
_NO_FILTERS: Mapping[str, Node] = {}


class ArticleMatch(NamedTuple):
    """An article that matches: its score, and the back end's own handle of it."""

    score: float
    key: Any


class SectionMatch(NamedTuple):
    """A section that matches: its place in the article, its score, and the back end's own handle of it."""

    number: int
    heading: str
    path: tuple[str, ...]
    score: float
    key: Any


class FacetCounts(NamedTuple):
    """How all that was found divides.

    Attributes:
        keywords: by field: folded value, handle of an article that has it, number of articles; largest first.
        dates: by field: year and number of articles; by year.
        years: year and number of articles with a section found that names a date in it; by year.
        articles: id, title and number of sections found; largest first, level ones by id. Of articles that are
            level with each other either all are there or none.
    """

    keywords: Mapping[str, tuple[tuple[str, Any, int], ...]] = {}
    dates: Mapping[str, tuple[tuple[int, int], ...]] = {}
    years: tuple[tuple[int, int], ...] = ()
    articles: tuple[tuple[str, str, int], ...] = ()


class Retrieval:
    """The answer to one query, from the generation that was open when it was asked.

    What is not asked for is not computed.

    Args:
        backend: the index.
        query: what is asked.
        offset: how many of the best articles to leave out.
        limit: most articles of the page.
        filters: for fields what an article must have in them besides.
        order: how the articles are listed; ``None``: best first.
    """

    def __init__(
        self,
        backend: Backend,
        query: Query,
        *,
        offset: int,
        limit: int,
        filters: Mapping[str, Node] = _NO_FILTERS,
        order: Order | None = None,
    ) -> None:
        self._backend, self._asked, self._filters, self._order = backend, query, filters, order
        if filters:
            query = replace(query, required=(*query.required, *filters.values()))
        terms = query.scored_terms()
        ranking_terms = [term for term in terms if term.stream != "character"]
        characters = [term for term in terms if term.stream == "character"]
        if not ranking_terms:
            ranking_terms, characters = characters, []
        self._query = query
        self._articles: dict[Any, Article] = {}
        self._offset, self._limit = offset, limit
        self._ranking = backend.ranking
        self._has_characters = bool(characters)
        self._is_short = len(query.texts) == 1 and len(query.texts[0].folded) <= _SHORT_QUERY_CHARACTERS
        self._full_bonus = round(UNIT * self._ranking.full_match_bonus) if query.texts else 0
        needs_both = bool(query.texts) and not self._is_short
        self._candidates = backend.candidates(query, ranking_terms, characters, needs_both=needs_both)

    # --- the page ---------------------------------------------------------------------------------

    @cached_property
    def articles(self) -> tuple[ArticleMatch, ...]:
        """The articles of the page, by (-score, id)."""
        need = self._offset + self._limit
        if self._order is not None:
            return self._in_order(self._order, need)
        found: dict[Any, int] = {}
        self._extend(found, need, full=True)
        if len(found) < need and not self._full_only:
            self._extend(found, need, full=False)
        page = islice(found.items(), self._offset, need)
        return tuple(ArticleMatch(score / UNIT, article) for article, score in page)

    def _in_order(self, order: Order, need: int) -> tuple[ArticleMatch, ...]:
        """The articles of the page, by their values in a field."""
        keys = self._candidates.ordered(order, need, full_only=self._full_only)[self._offset :]
        scores = dict.fromkeys(keys, 0)
        for section in self._candidates.sections_of(keys, full_only=self._full_only):
            scores[section.article] = max(scores[section.article], section.score + self._full_bonus * section.is_full)
        return tuple(ArticleMatch(scores[key] / UNIT, key) for key in keys)

    @cached_property
    def _full_only(self) -> bool:
        """Whether full matches are all there is to find."""
        full_suffice = self._is_short or self._order is not None
        return not self._query.texts or (full_suffice and self._has_full_match)

    @cached_property
    def _has_full_match(self) -> bool:
        return bool(self._best_full.rows)

    @cached_property
    def _best_full(self) -> Scored:
        """The best full matches, as many as are looked at first."""
        return self._candidates.best(self._first_count, full=True)

    @cached_property
    def _first_count(self) -> int:
        """How many sections of a kind are looked at first: a window, if there is anything to reorder it by."""
        has_window = self._has_characters or self._candidates.named_articles
        return self._ranking.window if has_window else self._offset + self._limit

    @property
    def relaxed(self) -> bool:
        """Whether no section matches fully, so that the best partial matches are given."""
        return bool(self._query.texts and self.articles) and not self._has_full_match

    def _extend(self, found: dict[Any, int], need: int, *, full: bool) -> None:
        """Add articles and their scores to ``found`` in order, until there are ``need`` or no more of the kind."""
        k = self._first_count
        while len(found) < need:
            is_first = k == self._first_count
            best = self._best_full if full and is_first else self._candidates.best(k, full=full)
            exhausted = len(best.rows) < k
            name_lengths: Mapping[Any, int] = {}
            if k == self._ranking.window:
                best = self._rescored(best, full=full)
                name_lengths = self._candidates.named_articles
            bonus = self._full_bonus if full else 0
            for article, score in self._ordered(self._by_article(best, name_lengths), need):
                found.setdefault(article, score + bonus)
            if exhausted:
                break
            k = max(k * _GROWTH, need)

    def _rescored(self, window: Scored, *, full: bool) -> Scored:
        """The window with the sections of the articles named in the query, all scored by characters too."""
        rows, articles, scores = window
        if self._candidates.named_articles:
            named = self._candidates.named(rows, full=full, most=self._ranking.title_sharers)
            rows, articles, scores = rows + named.rows, articles + named.articles, scores + named.scores
        if self._has_characters and rows:
            more = self._candidates.character_scores(rows)
            scores = [score + each for score, each in zip(scores, more, strict=True)]
        return Scored(rows, articles, scores)

    def _by_article(self, sections: Scored, name_lengths: Mapping[Any, int]) -> dict[Any, int]:
        """The score of each article: that of its best section, and what its longest name in the query adds."""
        best: dict[Any, int] = {}
        for article, score in zip(sections.articles, sections.scores, strict=True):
            if score > best.get(article, -1):
                best[article] = score
        for article, length in name_lengths.items():
            if article in best:
                exact = self._ranking.exact_title_bonus if length == len(self._query.canonical) else 0.0
                best[article] += round(UNIT * (self._ranking.title_bonus * length + exact))
        return best

    def _ordered(self, scores: Mapping[Any, int], need: int) -> Iterator[tuple[Any, int]]:
        """At least the first ``need`` articles, by (-score, id)."""
        by_score = sorted(scores, key=scores.__getitem__, reverse=True)
        start = 0
        for end in range(1, len(by_score) + 1):
            if end == len(by_score) or scores[by_score[end]] != scores[by_score[start]]:
                level = by_score[start:end]
                if len(level) > 1:  # ids are read only where scores are level
                    level.sort(key=partial(self._candidates.value, "id"))
                yield from ((article, scores[article]) for article in level)
                start = end
                if start >= need:
                    return

    def describe(self, match: ArticleMatch) -> tuple[str, str]:
        """Return the id and the title of an article."""
        return self._candidates.value("id", match.key), self._candidates.value("title", match.key)

    def article(self, key: Any) -> Article:
        """Return what is known of an article besides its sections; ``key`` is the back end's own handle of it."""
        if key not in self._articles:
            self._articles[key] = self._candidates.value("article", key)
        return self._articles[key]

    # --- sections ---------------------------------------------------------------------------------

    @cached_property
    def _page_sections(self) -> dict[Any, list[ArticleSection]]:
        """The matching sections of each article of the page: looked up together, as it costs no more."""
        keys = [match.key for match in self.articles]
        found: dict[Any, list[ArticleSection]] = {key: [] for key in keys}
        for section in self._candidates.sections_of(keys, full_only=self._full_only):
            found[section.article].append(section)
        return found

    def sections(self, match: ArticleMatch) -> tuple[SectionMatch, ...]:
        """Return all matching sections of an article of the page, by (-score, number)."""
        scored = sorted(
            (-(found.score + self._full_bonus * found.is_full), found.number, found.row)
            for found in self._page_sections[match.key]
        )
        return tuple(self._section(number, row, -score / UNIT) for score, number, row in scored)

    def _section(self, number: int, row: Any, score: float) -> SectionMatch:
        path = self._candidates.value("path", row)
        return SectionMatch(number, path[-1] if path else "", path, score, row)

    def text(self, section: SectionMatch) -> str:
        """Return the stored text of a section."""
        return str(self._candidates.value("text", section.key))

    def dates(self, section: SectionMatch) -> tuple[int, ...]:
        """Return the dates that a section names, as numbers (``wenxun.analysis.date_codes``), increasing."""
        return tuple(self._candidates.value("dates", section.key))

    def includes(self, article_id: str, number: int) -> bool:
        """Return whether a section is among the matches, on whatever page."""
        article = self._candidates.find_article(article_id)
        if article is None:
            return False
        found = self._candidates.sections_of([article], full_only=self._full_only)
        return any(section.number == number for section in found)

    # --- all that matches -------------------------------------------------------------------------

    def total(self) -> int:
        """Return the number of articles found, over all pages."""
        return self._candidates.count_articles(full_only=self._full_only)

    def without_filter(self, field: str) -> Retrieval:
        """Return the answer without the filter of a field: itself, if there is none."""
        if field not in self._filters:
            return self
        left = {name: node for name, node in self._filters.items() if name != field}
        return Retrieval(self._backend, self._asked, offset=0, limit=1, filters=left, order=self._order)

    def facets(self, limit: int, keywords: Sequence[str] = (), dates: Sequence[str] = ()) -> FacetCounts:
        """Return how all that matches divides, with at most ``limit`` values of each field, and articles."""
        counts = self._candidates.count_values(Counted(limit + 1, keywords, dates), full_only=self._full_only)
        return FacetCounts(
            {field: tuple(values[:limit]) for field, values in counts.keywords.items()},
            {field: tuple(values) for field, values in counts.dates.items()},
            tuple(counts.years),
            self._most_sections(counts.articles, limit),
        )

    def _most_sections(self, counts: Sequence[tuple[Any, int]], limit: int) -> tuple[tuple[str, str, int], ...]:
        """The articles with the most sections; of those level with each other all, or none if they are too many."""
        level = counts[limit][1] if len(counts) > limit else 0
        value = self._candidates.value
        found = [(value("id", each), value("title", each), n) for each, n in counts if n > level]
        return tuple(sorted(found, key=lambda each: (-each[2], each[0])))

    def count_periods(self, periods: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Return for each period, given as first and last year, the number of articles found that name a date in it.

        The date must stand in a section that was found.
        """
        return self._candidates.count_periods(periods, full_only=self._full_only)
