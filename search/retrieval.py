"""How a query is answered, on every back end: the rules of ranking, over what a back end can look up.

1. Words and bigrams rank; single characters rank only where the query has nothing else.
2. *Full matches* (sections with all that was typed) come first: those that have each text as one run, then those that
   have a text in words that stand apart. Of a short query that has any, and of a sentence that stands in a section as
   it is, they are all there is. Then come *partial matches*, which have some of the ranking terms.
3. The best ``Ranking.window`` sections of each kind, and the sections of articles whose names are in the query, are
   scored by their characters too.
4. An article has the score of its best section. A name of it in the query adds to that.
5. Articles are ordered by score. Of some that are level, those come first that have more of what was typed in the
   characters in which it was typed, then those with the lower id. So are the sections of an article, with their number.
6. Articles sorted by a field are full matches alone, if there are any: what has most of the query would stand anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import groupby, islice, repeat
from typing import Any, NamedTuple

from wenxun.analysis.code_spans import CodeSpan
from wenxun.backends import ArticleSection, BackendReader, Counted, MatchKind, Scored
from wenxun.budget import Budget
from wenxun.level_order import LevelOrder
from wenxun.models import Article
from wenxun.query.tree import InArticle, Node, Order, Query
from wenxun.ranking import DEFAULT_RANKING, UNIT, Ranking

__all__ = ["ArticleMatch", "FacetCounts", "Retrieval", "SectionMatch"]

_SHORT_QUERY_CHARACTERS = 4
_SENTENCE_CHARACTERS = 12
"""Of these, in Chinese ones, whoever typed them has copied what holds them; a title may be as long as one less."""
_GROWTH = 2
_READ_TOGETHER = 50
"""Articles of a page whose values are looked up together; of a longer one no more are held ahead."""
_BY_TITLE = Order("title", "title")
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
        ranking: parameters of the ranking, those that the index scores by.
        budget: the time for it.
    """

    def __init__(
        self,
        backend: BackendReader,
        query: Query,
        *,
        offset: int,
        limit: int,
        filters: Mapping[str, Node] = _NO_FILTERS,
        order: Order | None = None,
        ranking: Ranking = DEFAULT_RANKING,
        budget: Budget | None = None,
    ) -> None:
        self.budget = budget or Budget()
        self._backend, self._asked, self._filters, self._order = backend, query, filters, order
        if filters:
            query = replace(query, required=(*query.required, *filters.values()))
        terms = query.scored_terms()
        ranking_terms = [term for term in terms if term.stream != "character"]
        characters = [term for term in terms if term.stream == "character"]
        if not ranking_terms:
            ranking_terms, characters = characters, []
        self._query = query
        self._known: dict[Any, Article] = {}
        self._described: dict[Any, tuple[str, str]] = {}
        self._offset, self._limit = offset, limit
        self._ranking = ranking
        self._first_count = ranking.window if characters else offset + limit
        self._sections: dict[Any, tuple[SectionMatch, ...]] = {}
        self._looked_at: dict[MatchKind, Scored] = {}
        lone = query.texts[0] if len(query.texts) == 1 else None
        length = 0 if lone is None else len(lone.folded)
        self._is_short = 0 < length <= _SHORT_QUERY_CHARACTERS
        self._is_sentence = lone is not None and _is_sentence(lone.folded)
        may_stand_apart = lone is not None and any(way.is_apart for way in lone.full_matches)
        self._full_kinds = (MatchKind.RUN, MatchKind.APART) if may_stand_apart else (MatchKind.RUN,)
        needs_both = bool(query.texts) and not self._is_short
        self._opened = partial(
            backend.candidates,
            ranking_terms=ranking_terms,
            window_terms=characters,
            needs_both=needs_both,
            budget=self.budget,
        )
        self._candidates = self._opened(query)
        self._level_order = LevelOrder(self._candidates, query)

    # --- the page ---------------------------------------------------------------------------------

    @cached_property
    def articles(self) -> tuple[ArticleMatch, ...]:
        """The articles of the page, by (-score, id)."""
        need = self._offset + self._limit
        if self._order is not None:
            return self._in_order(self._order, need)
        found: dict[Any, int] = {}
        for kind in self._full_kinds:
            if len(found) < need:
                self._extend(found, need, kind)
        if len(found) < need and not self._full_only:
            self._extend(found, need, MatchKind.PARTIAL)
        page = islice(found.items(), self._offset, need)
        return tuple(ArticleMatch(score / UNIT, article) for article, score in page)

    def _in_order(self, order: Order, need: int) -> tuple[ArticleMatch, ...]:
        """The articles of the page, by their values in a field."""
        keys = self._candidates.ordered(order, need, full_only=self._full_only)[self._offset :]
        scores = dict.fromkeys(keys, 0)
        for section in self._candidates.sections_of(keys, full_only=self._full_only):
            scores[section.article] = max(scores[section.article], section.score + self._bonuses[section.kind])
        return tuple(ArticleMatch(scores[key] / UNIT, key) for key in keys)

    @cached_property
    def _full_only(self) -> bool:
        """Whether full matches are all there is to find."""
        if self._is_sentence:
            return bool(self._first_best(MatchKind.RUN).rows)
        full_suffice = self._is_short or self._order is not None
        return not self._query.texts or (full_suffice and self._has_full_match)

    @cached_property
    def _has_full_match(self) -> bool:
        return any(self._first_best(kind).rows for kind in self._full_kinds)

    def _first_best(self, kind: MatchKind) -> Scored:
        """The best matches of a kind, as many as are looked at first, scored by their characters too.

        They are a window, if characters or names reorder it, and else as many as the page needs.
        """
        if kind not in self._looked_at:
            best = self._candidates.best(self._first_count, kind, is_window=True)
            if best.named and self._first_count != self._ranking.window:
                self._first_count = self._ranking.window
                best = self._candidates.best(self._first_count, kind, is_window=True)
            if best.character_scores:
                scores = [score + more for score, more in zip(best.scores, best.character_scores, strict=True)]
                best = best._replace(scores=scores)
            self._looked_at[kind] = best
        return self._looked_at[kind]

    @property
    def relaxed(self) -> bool:
        """Whether no section matches fully, so that the best partial matches are given."""
        return bool(self._query.texts and self.articles) and not self._has_full_match

    @cached_property
    def _bonuses(self) -> Mapping[MatchKind, int]:
        """What is added to the score of a match of each kind."""
        if not self._query.texts:
            return dict.fromkeys(MatchKind, 0)
        apart, run = self._ranking.full_match_bonus, self._ranking.full_match_bonus + self._ranking.run_bonus
        return {MatchKind.PARTIAL: 0, MatchKind.APART: round(UNIT * apart), MatchKind.RUN: round(UNIT * run)}

    def _extend(self, found: dict[Any, int], need: int, kind: MatchKind) -> None:
        """Add articles and their scores to ``found`` in order, until there are ``need`` or no more of the kind."""
        best, bonus = self._first_best(kind), self._bonuses[kind]
        k = self._first_count
        while True:
            for article, score in islice(self._ordered(self._by_article(best), best, need), need + len(found)):
                found.setdefault(article, score + bonus)
            if len(found) >= need or len(best.rows) < k:
                break
            k = max(k * _GROWTH, need)
            best = self._candidates.best(k, kind)

    def _by_article(self, sections: Scored) -> dict[Any, int]:
        """The score of each article: that of its best section, and what its longest name in the query adds."""
        best: dict[Any, int] = dict(zip(sections.articles, sections.scores, strict=True))
        if len(best) < len(sections.rows):
            for article, score in zip(sections.articles, sections.scores, strict=True):
                best[article] = max(score, best[article])
        for article, length in sections.named.items():
            if article in best:
                exact = self._ranking.exact_title_bonus if length == len(self._query.canonical) else 0.0
                best[article] += round(UNIT * (self._ranking.title_bonus * length + exact))
        return best

    def _ordered(self, scores: Mapping[Any, int], sections: Scored, need: int) -> Iterator[tuple[Any, int]]:
        """At least the first ``need`` articles, best first."""
        by_score = sorted(scores, key=scores.__getitem__, reverse=True)
        rows: Mapping[Any, Sequence[Any]] = {}
        given = 0
        for score, group in groupby(by_score, key=scores.__getitem__):
            level = list(group)
            if len(level) > 1:  # ids and texts are read only where scores are level
                rows = rows or _best_rows(sections)
                level = self._level_order.of_articles(level, rows)
            yield from zip(level, repeat(score))
            given += len(level)
            if given >= need:
                return

    def together(self, match: ArticleMatch) -> Sequence[ArticleMatch]:
        """Return the articles of the page whose values are looked up with those of one: that costs little more."""
        start = self._places[match.key] // _READ_TOGETHER * _READ_TOGETHER
        return self.articles[start : start + _READ_TOGETHER]

    @cached_property
    def _places(self) -> Mapping[Any, int]:
        """The place of each article on the page."""
        return {match.key: place for place, match in enumerate(self.articles)}

    def describe(self, match: ArticleMatch) -> tuple[str, str]:
        """Return the id and the title of an article."""
        if match.key not in self._described:
            keys = [each.key for each in self.together(match)]
            ids, titles = self._candidates.values("id", keys), self._candidates.values("title", keys)
            self._described.update(zip(keys, zip(ids, titles, strict=True), strict=True))
        return self._described[match.key]

    def article(self, match: ArticleMatch) -> Article:
        """Return what is known of an article of the page besides its sections."""
        if match.key not in self._known:
            self.known([each.key for each in self.together(match)])
        return self._known[match.key]

    def known(self, keys: Sequence[Any]) -> list[Article]:
        """Return what is known of articles besides their sections; keys are the back end's own handles of them."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._known]
        self._known.update(zip(missing, self._candidates.values("article", missing), strict=True))
        return [self._known[key] for key in keys]

    # --- sections ---------------------------------------------------------------------------------

    def sections(self, match: ArticleMatch) -> tuple[SectionMatch, ...]:
        """Return all matching sections of an article of the page, best first."""
        if match.key not in self._sections:
            self._find_sections([each.key for each in self.together(match)])
        return self._sections[match.key]

    def _find_sections(self, keys: Sequence[Any]) -> None:
        """Look up the matching sections of articles, in order."""
        found: dict[Any, list[ArticleSection]] = {key: [] for key in keys}
        for section in self._candidates.sections_of(keys, full_only=self._full_only):
            found[section.article].append(section)
        ordered = {key: list(self._in_their_order(found[key])) for key in keys}
        rows = [section.row for sections in ordered.values() for section, _ in sections]
        paths = dict(zip(rows, self._candidates.values("path", rows), strict=True))
        for key, sections in ordered.items():
            self._sections[key] = tuple(
                SectionMatch(section.number, path[-1] if path else "", path, score / UNIT, section.row)
                for section, score in sections
                for path in (paths[section.row],)
            )

    def _in_their_order(self, sections: Sequence[ArticleSection]) -> Iterator[tuple[ArticleSection, int]]:
        """The sections of an article with their scores, best first."""
        scored = [(found.score + self._bonuses[found.kind], found) for found in sections]
        if len(scored) == 1:
            yield scored[0][::-1]
            return
        scored.sort(key=lambda each: (-each[0], each[1].number))
        for score, group in groupby(scored, key=lambda each: each[0]):
            level = [found for _, found in group]
            agreement = self._level_order.agreement([found.row for found in level])
            if agreement:
                level.sort(key=lambda found: agreement[found.row], reverse=True)
            yield from ((found, score) for found in level)

    def texts(self, sections: Sequence[SectionMatch]) -> list[str]:
        """Return the stored text of each section."""
        known = self._level_order.texts
        keys = [section.key for section in sections]
        missing = [key for key in keys if key not in known]
        read = dict(zip(missing, self._candidates.values("text", missing), strict=True))
        return [read[key] if key in read else known[key] for key in keys]

    def code(self, sections: Sequence[SectionMatch]) -> Sequence[tuple[CodeSpan, ...]]:
        """Return where code stands in each section."""
        return self._candidates.values("code", [section.key for section in sections])

    def dates(self, sections: Sequence[SectionMatch]) -> Sequence[tuple[int, ...]]:
        """Return the dates that each section names, as numbers (``wenxun.analysis.date_codes``), increasing."""
        return self._candidates.values("dates", [section.key for section in sections])

    def includes(self, article_id: str, number: int, *, full_only: bool = False) -> bool:
        """Return whether a section is among the matches, on whatever page.

        Args:
            article_id: id of its article.
            number: its place in the article.
            full_only: among the full ones.
        """
        if self._query.is_empty:
            return False
        full_only = full_only or self._full_only
        query = replace(self._query, required=(*self._query.required, InArticle(article_id)))
        candidates = self._opened(query)
        kinds = self._full_kinds if full_only else (*self._full_kinds, MatchKind.PARTIAL)
        best = (candidates.best(1, kind) for kind in kinds)
        article = next((found.articles[:1] for found in best if found.articles), ())
        return any(each.number == number for each in candidates.sections_of(article, full_only=full_only))

    # --- all that matches -------------------------------------------------------------------------

    def total(self) -> int:
        """Return the number of articles found, over all pages."""
        return self._candidates.count(Counted(total=True), full_only=self._full_only).total

    def full_ids(self) -> tuple[str, ...]:
        """Return the ids of all articles with a full match, by title."""
        count = self._candidates.count(Counted(total=True), full_only=True).total
        found = self._candidates.ordered(_BY_TITLE, count, full_only=True) if count else ()
        return tuple(self._candidates.values("id", found))

    def without_filter(self, field: str) -> Retrieval:
        """Return the answer without the filter of a field: itself, if there is none."""
        if field not in self._filters:
            return self
        left = {name: node for name, node in self._filters.items() if name != field}
        return Retrieval(
            self._backend,
            self._asked,
            offset=0,
            limit=1,
            filters=left,
            order=self._order,
            ranking=self._ranking,
            budget=self.budget,
        )

    def facets(self, limit: int, keywords: Sequence[str] = (), dates: Sequence[str] = ()) -> FacetCounts:
        """Return how all that matches divides.

        Args:
            limit: most values of each field, and most articles.
            keywords: fields of keywords.
            dates: fields of dates.
        """
        wanted = Counted(most=limit + 1, keywords=keywords, dates=dates)
        counts = self._candidates.count(wanted, full_only=self._full_only)
        return FacetCounts(
            {field: tuple(values[:limit]) for field, values in counts.keywords.items()},
            {field: tuple(values) for field, values in counts.dates.items()},
            tuple(counts.years),
            self._most_sections(counts.articles, limit),
        )

    def _most_sections(self, counts: Sequence[tuple[Any, int]], limit: int) -> tuple[tuple[str, str, int], ...]:
        """The articles with the most sections; of those level with each other all, or none if they are too many."""
        level = counts[limit][1] if len(counts) > limit else 0
        found = {article: n for article, n in counts if n > level}
        ids, titles = (self._candidates.values(name, list(found)) for name in ("id", "title"))
        return tuple(sorted(zip(ids, titles, found.values(), strict=True), key=lambda each: (-each[2], each[0])))

    def count_periods(self, periods: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Return for each period, given as first and last year, the number of articles found that name a date in it.

        The date must stand in a section that was found.
        """
        return tuple(self._candidates.count(Counted(periods=periods), full_only=self._full_only).periods)


def _best_rows(sections: Scored) -> Mapping[Any, Sequence[Any]]:
    """The rows of each article that have its best score."""
    lone: dict[Any, Sequence[Any]] = dict(zip(sections.articles, zip(sections.rows, strict=True), strict=True))
    if len(lone) == len(sections.rows):
        return lone
    best: dict[Any, int] = {}
    rows: dict[Any, list[Any]] = {}
    for row, article, score in zip(sections.rows, sections.articles, sections.scores, strict=True):
        if score > best.get(article, -1):
            best[article], rows[article] = score, [row]
        elif score == best[article]:
            rows[article].append(row)
    return rows


def _is_sentence(folded: str) -> bool:
    return len(folded) - len(folded.encode("ascii", "ignore")) >= _SENTENCE_CHARACTERS
