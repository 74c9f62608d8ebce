"""One query against the cluster: which articles, in which order, with which sections.

The steps are those of the embedded back end: holders first, the best ``window`` of each kind by words and
bigrams, those then scored by characters and titles, articles ranked by their best section. The cluster finds
and scores sections; they are grouped here, because a window, a bonus for titles and order by id at level
scores are more than its own grouping can say. A page takes two or three requests, and one each for the
sections and the texts that are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from wenxun.analysis.date_codes import codes_between
from wenxun.backends import ArticleMatch, FacetCounts, SectionMatch
from wenxun.backends.opensearch.documents import document_id
from wenxun.backends.opensearch.mapping import CATEGORY_NAMES, DATES, YEARS
from wenxun.backends.opensearch.plan import HELD, Plan
from wenxun.backends.opensearch.queries import Clause, matching
from wenxun.backends.opensearch.reading import Hit, Reader
from wenxun.models import TextDate
from wenxun.query.tree import Dates, Query
from wenxun.ranking import UNIT, Ranking

__all__ = ["Retrieval"]

_SHOWN = ["article", "number", "title", "names"]
_LEVEL_FACTOR = 3
_TEXTS_AT_ONCE = 10
_BEST_SECTIONS = 3
_EXACT_SECTIONS = 1_000_000
_COUNT_ARTICLES = {
    "scripted_metric": {
        "init_script": "state.keys = new HashSet();",
        "map_script": "state.keys.add(doc['key'].value);",
        "combine_script": "return state.keys.size();",
        "reduce_script": "long sum = 0; for (each in states) { sum += each } return sum;",
    }
}
_MOST_YEARS = 20_000
_ARTICLES = {"cardinality": {"field": "key", "precision_threshold": 40_000}}


class _Key(NamedTuple):
    """The handle of an article."""

    id: str
    title: str


@dataclass(frozen=True)
class _Kind:
    """Holders, or the others.

    Attributes:
        clause: scores them, given more conditions.
        hits: the window: the best by words and bigrams, and those whose titles are in the query.
        is_all: whether there are no more of this kind.
        bonus: what each scores besides.
    """

    clause: Callable[..., Clause]
    hits: list[Hit]
    is_all: bool
    bonus: float


class Retrieval:
    """The answer to one query; what is not asked for is not computed."""

    def __init__(self, reader: Reader, query: Query, ranking: Ranking, *, offset: int, limit: int) -> None:
        self._reader = reader
        self._query = query
        self._ranking = ranking
        self._page = slice(offset, offset + limit)
        self._plan = Plan(query, ranking, self._ids_of)
        self._titles: dict[str, str] = {}
        self._texts: dict[tuple[str, int], str] = {}
        self._dates: dict[tuple[str, int], tuple[int, ...]] = {}

    def _ids_of(self, clause: Clause) -> list[str]:
        return [hit.id for hit in self._reader.scan({"query": {"bool": {"filter": [clause]}}, "_source": False})]

    # --- the window -------------------------------------------------------------------------------

    @cached_property
    def _kinds(self) -> tuple[_Kind, ...]:
        """The windows of the holders and of the others, as far as they are wanted."""
        plan = self._plan
        bonus = self._ranking.holder_bonus if plan.has_others else 0.0
        if not plan.has_others:
            found = self._windows([plan.holders])
        elif plan.is_short:
            found = self._windows([plan.holders])
            if not found[0][0]:
                found += self._windows([plan.others])
        else:
            found = self._windows([plan.holders, plan.others])
        scores = self._character_scores([hit.id for hits, _ in found for hit in hits])
        return tuple(
            _Kind(
                clause,
                [hit._replace(score=hit.score + scores.get(hit.id, 0.0)) for hit in hits],
                is_all,
                more,
            )
            for (hits, is_all), clause, more in zip(found, (plan.holders, plan.others), (bonus, 0.0), strict=False)
        )

    def _windows(self, clauses: Sequence[Callable[..., Clause]]) -> list[tuple[list[Hit], bool]]:
        """The best sections of each kind by words and bigrams, and whether they are all of that kind."""
        window, sharers = self._ranking.window, self._ranking.title_sharers
        titles = self._plan.titles
        bodies = []
        for clause in clauses:
            bodies.append(_by_score(clause()) | {"size": window * _LEVEL_FACTOR})
            if titles:
                titled = _by_score(clause({"terms": {"names": titles}}))
                bodies.append(titled | {"size": sharers, "track_total_hits": sharers + 1})
        answers = iter(self._reader.search(bodies))
        found = []
        for _ in clauses:
            hits = self._reader.hits(next(answers))
            kept = [hit for hit in hits if len(hits) <= window or hit.score >= hits[window - 1].score]
            is_all = len(kept) == len(hits) < window * _LEVEL_FACTOR
            if titles:
                answer = next(answers)
                if answer["hits"]["total"]["value"] <= sharers:
                    kept = list({hit.id: hit for hit in (*kept, *self._reader.hits(answer))}.values())
            found.append((kept, is_all))
        return found

    def _character_scores(self, ids: Sequence[str]) -> dict[str, float]:
        scores = self._plan.character_scores
        if not ids or not scores:
            return {}
        query = {"bool": {"filter": [{"ids": {"values": list(ids)}}], "should": scores}}
        (answer,) = self._reader.search([{"query": query, "size": len(ids), "_source": False}])
        return {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}

    # --- the page ---------------------------------------------------------------------------------

    @cached_property
    def articles(self) -> tuple[ArticleMatch, ...]:
        """The articles from ``offset`` on, at most ``limit``."""
        found: dict[str, float] = {}
        need = self._page.stop
        for kind in self._kinds:
            if len(found) < need:
                self._extend(found, need, kind)
        page = list(found.items())[self._page]
        return tuple(ArticleMatch(score, _Key(article, self._titles[article])) for article, score in page)

    def _extend(self, found: dict[str, float], need: int, kind: _Kind) -> None:
        """Add articles to ``found`` in order, the window first, until there are ``need`` or no more."""
        best: dict[str, float] = {}
        for hit in kind.hits:
            self._titles[hit.article] = hit.title
            score = hit.score + kind.bonus + self._title_bonus(hit.names)
            best[hit.article] = max(best.get(hit.article, score), score)
        for article in sorted(best, key=lambda each: (-best[each], each)):
            found.setdefault(article, best[article])
        if kind.is_all or len(found) >= need:
            return
        for hit in self._reader.scan(_by_score(kind.clause())):
            self._titles.setdefault(hit.article, hit.title)
            found.setdefault(hit.article, hit.score + kind.bonus)
            if len(found) >= need:
                break

    def _title_bonus(self, names: Sequence[str]) -> float:
        """What an article earns for a title that is written out in the query."""
        lengths = [len(name) for name in names if name in self._title_set]
        if not lengths:
            return 0.0
        exact = self._ranking.exact_title_bonus if max(lengths) == len(self._query.canonical) else 0.0
        return round(UNIT * (exact + self._ranking.title_bonus * max(lengths))) / UNIT

    @cached_property
    def _title_set(self) -> frozenset[str]:
        return frozenset(self._plan.titles)

    def describe(self, match: ArticleMatch) -> tuple[str, str]:
        """Id and title of an article."""
        key: _Key = match.key
        return key.id, key.title

    @property
    def relaxed(self) -> bool:
        """Whether no section holds all texts whole, so that those with most of them are given."""
        return bool(self._plan.has_others and self.articles) and not self._kinds[0].hits

    # --- all that matches -------------------------------------------------------------------------

    def _matched(self, *conditions: Clause) -> Clause:
        """Matches every section that is found, on whatever page."""
        plan = self._plan
        others = plan.has_others and not (plan.is_short and self._kinds[0].hits)
        return plan.matched(*conditions, others=others)

    def total(self) -> int:
        """Number of articles found, over all pages.

        Exact up to a million matching sections in a shard; an estimate within a few percent beyond.
        """
        if all(kind.is_all for kind in self._kinds):
            return len({hit.article for kind in self._kinds for hit in kind.hits})
        body = {"query": {"bool": {"filter": [self._matched()]}}, "size": 0}
        counted = {"terminate_after": _EXACT_SECTIONS, "aggs": {"articles": _COUNT_ARTICLES}}
        (answer,) = self._reader.search([body | counted])
        if answer.get("terminated_early"):
            estimated = {"cardinality": {"field": "key", "precision_threshold": 40_000}}
            (answer,) = self._reader.search([body | {"aggs": {"articles": estimated}}])
        return int(answer["aggregations"]["articles"]["value"] or 0)

    def includes(self, article_id: str, number: int) -> bool:
        """Whether a section is among the matches, on whatever page."""
        place = {"ids": {"values": [document_id(article_id, number)]}}
        (answer,) = self._reader.search([{"query": self._matched(place), "size": 0, "track_total_hits": 1}])
        return bool(answer["hits"]["total"]["value"])

    def facets(self, limit: int) -> FacetCounts:
        """How all that matches divides, with at most ``limit`` categories and articles.

        Articles are counted exactly up to some ten thousand a category or year, and within a few percent beyond. Of an
        index in several shards, each shard names its largest categories and articles.
        """
        by_articles = [{"articles": "desc"}, {"_key": "asc"}]
        first = {"terms": {"field": "article", "size": 1, "order": {"_key": "asc"}}}
        title = {"terms": {"field": "title", "size": 1}}
        by_sections = [{"_count": "desc"}, {"_key": "asc"}]
        body = {
            "query": {"bool": {"filter": [self._matched()]}},
            "size": 0,
            "aggs": {
                "categories": {
                    "terms": {"field": CATEGORY_NAMES, "size": limit, "order": by_articles},
                    "aggs": {"articles": _ARTICLES, "first": first},
                },
                "years": {
                    "terms": {"field": YEARS, "size": _MOST_YEARS, "order": {"_key": "asc"}},
                    "aggs": {"articles": _ARTICLES},
                },
                "articles": {
                    "terms": {"field": "article", "size": limit + 1, "order": by_sections},
                    "aggs": {"title": title},
                },
            },
        }
        (answer,) = self._reader.search([body])
        found = {name: each["buckets"] for name, each in answer["aggregations"].items()}
        level = found["articles"][limit]["doc_count"] if len(found["articles"]) > limit else 0
        return FacetCounts(
            tuple((b["key"], b["first"]["buckets"][0]["key"], b["articles"]["value"]) for b in found["categories"]),
            tuple((b["key"], b["articles"]["value"]) for b in found["years"]),
            tuple(
                (b["key"], b["title"]["buckets"][0]["key"] if b["title"]["buckets"] else "", b["doc_count"])
                for b in found["articles"]
                if b["doc_count"] > level
            ),
        )

    def count_periods(self, periods: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Number of articles with a section found that names a date from one year to another, for each such period."""
        dates = [Dates(codes_between(TextDate(first), TextDate(last))) for first, last in periods]
        counted = {"filters": {"filters": list(map(matching, dates))}, "aggs": {"articles": _ARTICLES}}
        body = {"query": {"bool": {"filter": [self._matched()]}}, "size": 0, "aggs": {"periods": counted}}
        (answer,) = self._reader.search([body])
        return tuple(b["articles"]["value"] for b in answer["aggregations"]["periods"]["buckets"])

    # --- sections and texts -----------------------------------------------------------------------

    @cached_property
    def _sections(self) -> dict[str, tuple[SectionMatch, ...]]:
        """The matching sections of all articles of the page."""
        ids = [match.key.id for match in self.articles]
        query = self._matched({"terms": {"article": ids}})
        bonus = self._kinds[0].bonus
        found: dict[str, list[SectionMatch]] = {article: [] for article in ids}
        body = {"query": query, "docvalue_fields": ["article", "number", DATES], "_source": ["path"]}
        for hit in self._reader.scan(body):
            self._dates[hit.article, hit.number] = hit.dates
            score = hit.score + (bonus if HELD in hit.named else 0.0)
            heading = hit.path[-1] if hit.path else ""
            found[hit.article].append(SectionMatch(hit.number, heading, hit.path, score))
        return {
            article: tuple(sorted(sections, key=lambda each: (-each.score, each.number)))
            for article, sections in found.items()
        }

    def sections(self, match: ArticleMatch) -> tuple[SectionMatch, ...]:
        """All matching sections of an article, best first (equal scores: by number)."""
        return self._sections[match.key.id]

    def text(self, match: ArticleMatch, number: int) -> str:
        """The stored text of one section of a match; empty if it has been deleted since it was found."""
        place = (match.key.id, number)
        if place not in self._texts:
            self._texts.update(self._reader.texts(self._likely_places(place)))
        return self._texts[place]

    def dates(self, match: ArticleMatch, number: int) -> tuple[int, ...]:
        """The dates that one section of a match names, as numbers, increasing."""
        self.sections(match)
        return self._dates.get((match.key.id, number), ())

    def _likely_places(self, first: tuple[str, int]) -> list[tuple[str, int]]:
        """A section and those that will be looked at with it."""
        best = {
            (article, section.number): None
            for article, sections in self._sections.items()
            for section in sections[:_BEST_SECTIONS]
        }
        if first not in best:
            numbers = [section.number for section in self._sections.get(first[0], ())]
            start = numbers.index(first[1]) if first[1] in numbers else 0
            best = {(first[0], number): None for number in numbers[start : start + _TEXTS_AT_ONCE]}
        return list({first: None, **best})


def _by_score(query: Clause) -> dict[str, Any]:
    """A search for sections, best first, level ones by article and number."""
    return {
        "query": query,
        "sort": [{"_score": "desc"}, {"article": "asc"}, {"number": "asc"}],
        "docvalue_fields": _SHOWN,
        "_source": False,
    }
