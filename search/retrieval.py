"""How a query is answered, on every back end: the rules of ranking, over what a back end can look up.

1. Words and bigrams rank; single characters rank only where the query has nothing else.
2. *Full matches* (sections with all that was typed) come first. Of a short query that has any, they are all there is.
   Then come *partial matches*, which have some of the ranking terms.
3. The best ``Ranking.window`` sections of each kind, and the sections of articles whose names are in the query, are
   scored by their characters too.
4. An article has the score of its best section. A name of it in the query adds to that.
5. Articles are ordered by (-score, id), sections of an article by (-score, number).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Any, NamedTuple

from wenxun.backends import ArticleSection, Backend, Scored
from wenxun.query.tree import Query
from wenxun.ranking import UNIT

__all__ = ["ArticleMatch", "FacetCounts", "Retrieval", "SectionMatch"]

_SHORT_QUERY_CHARACTERS = 4
_GROWTH = 2


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
        categories: folded name, id of an article that has it, number of articles; largest first.
        years: year and number of articles with a section found that names a date in it; by year.
        articles: id, title and number of sections found; largest first, level ones by id. Of articles that are
            level with each other either all are there or none.
    """

    categories: tuple[tuple[str, str, int], ...] = ()
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
    """

    def __init__(self, backend: Backend, query: Query, *, offset: int, limit: int) -> None:
        terms = query.scored_terms()
        ranking_terms = [term for term in terms if term.stream != "character"]
        characters = [term for term in terms if term.stream == "character"]
        if not ranking_terms:
            ranking_terms, characters = characters, []
        self._query = query
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
        found: dict[Any, int] = {}
        self._extend(found, need, full=True)
        if len(found) < need and not self._full_only:
            self._extend(found, need, full=False)
        page = islice(found.items(), self._offset, need)
        return tuple(ArticleMatch(score / UNIT, article) for article, score in page)

    @cached_property
    def _full_only(self) -> bool:
        """Whether full matches are all there is to find."""
        return not self._query.texts or (self._is_short and self._has_full_match)

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

    def categories(self, article_id: str) -> tuple[str, ...]:
        """Return the names of an article's categories; none if there is no such article."""
        article = self._candidates.find_article(article_id)
        return () if article is None else tuple(self._candidates.value("categories", article))

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

    def includes(self, article_id: str, number: int, *, full_only: bool = False) -> bool:
        """Return whether a section is among the matches, or among the full ones, on whatever page."""
        article = self._candidates.find_article(article_id)
        if article is None:
            return False
        found = self._candidates.sections_of([article], full_only=full_only or self._full_only)
        return any(section.number == number for section in found)

    # --- all that matches -------------------------------------------------------------------------

    def total(self) -> int:
        """Return the number of articles found, over all pages."""
        return self._candidates.count_articles(full_only=self._full_only)

    def facets(self, limit: int) -> FacetCounts:
        """Return how all that matches divides, with at most ``limit`` categories and articles."""
        counts = self._candidates.count_values(limit + 1, full_only=self._full_only)
        return FacetCounts(
            tuple((name, self._candidates.value("id", each), n) for name, each, n in counts.categories[:limit]),
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
