"""The sections in a cluster that can answer one query, fetched in few requests.

The cluster finds sections that it scores nearly as ``wenxun.ranking`` says, four times as many as are wanted; these are
then scored exactly. The best are missed only where more sections than that lie between. A page takes two or three
requests, and one each for the sections and the texts that are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from typing import Any, TypeAlias

from wenxun.analysis.date_codes import codes_between
from wenxun.backends import ArticleSection, Counted, MatchKind, Scored, Value, ValueCounts
from wenxun.backends.opensearch.catalogue import Catalogue
from wenxun.backends.opensearch.counting import count_values
from wenxun.backends.opensearch.documents import document_id
from wenxun.backends.opensearch.exact_scores import ExactScores, TermCounts
from wenxun.backends.opensearch.mapping import DATES, NUMBERS, ORDERS
from wenxun.backends.opensearch.plan import APART, RUN, Plan
from wenxun.backends.opensearch.queries import Clause, any_of, matching
from wenxun.backends.opensearch.reading import Hit, Reader, StoredText
from wenxun.models import Article, TextDate
from wenxun.query.tree import Dates, Order, Query, Term
from wenxun.ranking import Ranking

__all__ = ["ClusterCandidates"]

_Row: TypeAlias = "tuple[str, int]"
_SHOWN = ["article", "number", "title", "names"]
_CANDIDATES = 4  # of them are looked at for each that is wanted
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
_ARTICLES = {"cardinality": {"field": "key", "precision_threshold": 40_000}}


@dataclass
class _Fetched:
    """Matches of one kind, as far as they have been fetched.

    Attributes:
        hits: the best, by (-score, article, number).
        named: those whose names are in the query; none if they are too many.
        is_all: whether there are no more than ``hits``.
        rest: gives all of them, nearly from the best on, once ``hits`` is not enough.
        scored: gives sections their scores.
    """

    hits: list[Hit]
    named: list[Hit]
    is_all: bool
    rest: Callable[[], Iterator[Hit]]
    scored: Callable[[list[Hit]], list[Hit]]
    _more: Iterator[Hit] | None = field(default=None, init=False)

    def best(self, k: int) -> list[Hit]:
        """The best ``k`` and those level with the last, but at most three times as many."""
        if not self.is_all and len(self.hits) < k * _CANDIDATES:
            self._fetch(k * _CANDIDATES)
        least = self.hits[k - 1].score if len(self.hits) >= k else 0
        return [hit for hit in self.hits[: k * _LEVEL_FACTOR] if hit.score >= least]

    def _fetch(self, count: int) -> None:
        if self._more is None:
            self._more, self.hits = self.rest(), []
        wanted = count - len(self.hits)
        more = list(islice(self._more, wanted))
        self.is_all = len(more) < wanted
        self.hits = _in_order([*self.hits, *self.scored(more)])


class ClusterCandidates:
    """See ``wenxun.backends.Candidates``; an article is its id, a row that and the section's number."""

    def __init__(
        self,
        reader: Reader,
        query: Query,
        ranking: Ranking,
        ranking_terms: Sequence[Term],
        window_terms: Sequence[Term],
        *,
        needs_both: bool,
        counts: TermCounts,
    ) -> None:
        self._reader, self._query = reader, query
        self._ranking = ranking
        self._needs_both = needs_both
        self._has_partial = bool(query.texts)
        self._ranking_terms, self._window_terms = ranking_terms, window_terms
        self._plan = Plan(query, ranking, ranking_terms, self._ids_of)
        self._scores = ExactScores(reader, ranking, counts, [*ranking_terms, *window_terms])
        self._titles: dict[str, str] = {}
        self._articles: dict[str, Article] = {}
        self._character_scores: dict[_Row, int] = {}
        self._paths: dict[_Row, tuple[str, ...]] = {}
        self._dates: dict[_Row, tuple[int, ...]] = {}
        self._texts: dict[_Row, StoredText] = {}
        self._best_rows: dict[str, list[_Row]] = {}

    def _ids_of(self, clause: Clause) -> list[str]:
        return [hit.id for hit in self._reader.scan({"query": {"bool": {"filter": [clause]}}, "_source": False})]

    # --- the best ---------------------------------------------------------------------------------

    @cached_property
    def _fetched(self) -> dict[MatchKind, _Fetched]:
        """Full matches, and partial ones if they are wanted."""
        full = (MatchKind.RUN, MatchKind.APART) if self._plan.may_stand_apart else (MatchKind.RUN,)
        if self._needs_both:
            return self._fetch((*full, MatchKind.PARTIAL))
        found = self._fetch(full)
        if self._has_partial and not any(each.hits for each in found.values()):
            found |= self._fetch((MatchKind.PARTIAL,))
        return found

    def _fetch(self, kinds: Sequence[MatchKind]) -> dict[MatchKind, _Fetched]:
        """The best sections of each kind, and those whose names are in the query."""
        size, sharers, stretches = self._ranking.window * _CANDIDATES, self._ranking.title_sharers, self._plan.titles
        called = any_of(({"terms": {"names": stretches}}, {"terms": {"article": list(self._query.linked_lengths)}}))
        clauses = {kind: partial(self._plan.kind, kind) for kind in kinds}
        bodies = []
        for clause in clauses.values():
            bodies.append(_by_score(clause()) | {"size": size})
            if stretches:
                named = _by_score(clause(called))
                bodies.append(named | {"size": sharers, "track_total_hits": sharers + 1})
        questions = self._scores.questions()
        answers = iter(self._reader.search([*questions, *bodies]))
        self._scores.learn(list(islice(answers, len(questions))))
        found = {}
        for kind, clause in clauses.items():
            hits, named_hits = self._reader.hits(next(answers)), []
            if stretches:
                answer = next(answers)
                if answer["hits"]["total"]["value"] <= sharers:
                    named_hits = self._reader.hits(answer)
            rest = partial(self._reader.scan, _by_score(clause()))
            found[kind] = _Fetched(hits, named_hits, len(hits) < size, rest, self._scored_hits)
        self._score_all(found.values())
        return found

    def _score_all(self, kinds: Collection[_Fetched]) -> None:
        """Score what was fetched, by the terms for the window too, in one request."""
        row_of = {hit.id: _row(hit) for each in kinds for hit in (*each.hits, *each.named)}
        scores, more = self._scores.scores(list(row_of), self._ranking_terms, self._window_terms)
        self._character_scores = {row: more.get(each, 0) for each, row in row_of.items()}
        for each in kinds:
            each.hits = _in_order(hit._replace(score=scores.get(hit.id, 0)) for hit in each.hits)
            each.named = [hit._replace(score=scores.get(hit.id, 0)) for hit in each.named]

    def _scored_hits(self, hits: list[Hit]) -> list[Hit]:
        (scores,) = self._scores.scores([hit.id for hit in hits], self._ranking_terms)
        return [hit._replace(score=scores.get(hit.id, 0)) for hit in hits]

    def best(self, k: int, kind: MatchKind, *, is_window: bool = False) -> Scored:
        """Return the best ``k`` matches of a kind, and up to twice as many that are level with the last.

        Args:
            k: how many are wanted.
            kind: how they match.
            is_window: whether characters and names order them.
        """
        hits = self._fetched[kind].best(k)
        if is_window:
            known = set(map(_row, hits))
            named = [hit for hit in self._fetched[kind].named if _row(hit) not in known]
            hits += named if len(named) <= self._ranking.title_sharers else []
        self._titles.update((hit.article, hit.title) for hit in hits)
        rows = list(map(_row, hits))
        found = Scored(rows, [hit.article for hit in hits], [round(hit.score) for hit in hits])
        if is_window:
            found = found._replace(character_scores=self._scores_of_characters(rows), named=self._named_articles)
        return found

    @cached_property
    def _named_articles(self) -> dict[str, int]:
        """Articles with a name that stands in the query: id and characters of the longest such name."""
        stretches = frozenset(self._plan.titles)
        hits = (hit for each in self._fetched.values() for hit in (*each.hits, *each.named))
        lengths = ((hit.article, [len(name) for name in hit.names if name in stretches]) for hit in hits)
        named = {article: max(found) for article, found in lengths if found}
        linked = self._query.linked_lengths
        return named | {article: max(length, named.get(article, 0)) for article, length in linked.items()}

    def _scores_of_characters(self, rows: Sequence[_Row]) -> list[int]:
        """What the terms for the window add to the score of each row."""
        missing = {document_id(*row): row for row in rows if row not in self._character_scores}
        (scores,) = self._scores.scores(list(missing), self._window_terms)
        self._character_scores.update((row, scores.get(each, 0)) for each, row in missing.items())
        return [self._character_scores[row] for row in rows]

    # --- articles and sections --------------------------------------------------------------------

    def _without_text(self, articles: Collection[str]) -> None:
        """Fetch what is known of articles besides their sections."""
        missing = [each for each in articles if each not in self._articles]
        if missing:
            self._articles.update(Catalogue(self._reader).without_text(missing))

    def sections_of(self, articles: Sequence[str], *, full_only: bool) -> list[ArticleSection]:
        """Return the matches in some articles.

        Args:
            articles: their ids.
            full_only: leave out partial matches.
        """
        terms = [*self._ranking_terms, *self._window_terms]
        scores, rest = self._scores.clauses(terms), self._scores.rest(terms)
        query = self._plan.matched({"terms": {"article": list(articles)}}, full_only=full_only, scores=scores)
        body = {"query": query, "docvalue_fields": ["article", "number", DATES], "_source": ["path"]}
        hits = list(self._reader.scan(body))
        (more,) = self._scores.scores([hit.id for hit in hits], rest)
        found: list[ArticleSection] = []
        for hit in hits:
            row, score = _row(hit), round(hit.score) + more.get(hit.id, 0)
            self._paths[row], self._dates[row] = hit.path, hit.dates
            found.append(ArticleSection(hit.article, row, hit.number, score, _kind(hit)))
        self._best_rows = {article: [] for article in articles}
        for section in sorted(found, key=lambda each: (-each.kind, -each.score, each.number)):
            self._best_rows[section.article].append(section.row)
        return found

    def values(self, name: Value, handles: Sequence[Any]) -> list[Any]:
        """Return a stored value of each of some articles or sections that were given out.

        Texts are empty, and of articles nothing is known, if these have been deleted since they were found.

        Args:
            name: which value.
            handles: the ids of the articles, or the rows of the sections.
        """
        if name == "id":
            return list(handles)
        if name == "article":
            self._without_text([*handles, *self._best_rows])
            return [self._articles.get(each) or Article(each, "", ()) for each in handles]
        known: Mapping[str, Mapping[Any, Any]] = {"title": self._titles, "path": self._paths, "dates": self._dates}
        if name in known and (name != "path" or all(each in self._paths for each in handles)):
            return [known[name][each] for each in handles]
        missing = [row for row in handles if row not in self._texts]
        if missing:
            self._texts.update(self._reader.texts(self._likely_rows(*missing)))
        return [getattr(self._texts[row], name) for row in handles]

    def _likely_rows(self, *wanted: _Row) -> list[_Row]:
        """Sections, and those that will be looked at with a single one."""
        if len(wanted) > 1:
            return list(wanted)
        (first,) = wanted
        best = [row for rows in self._best_rows.values() for row in rows[:_BEST_SECTIONS]]
        if first not in best:
            rows = self._best_rows.get(first[0], [])
            start = rows.index(first) if first in rows else 0
            best = rows[start : start + _TEXTS_AT_ONCE]
        return list(dict.fromkeys((first, *best)))

    # --- all that matches -------------------------------------------------------------------------

    def _all_matches(self, *, full_only: bool) -> dict[str, Any]:
        """A search for every section that matches, of which none is fetched."""
        return {"query": {"bool": {"filter": [self._plan.matched(full_only=full_only)]}}, "size": 0}

    def _count_articles(self, *, full_only: bool) -> int:
        """The number of articles with a match.

        Exact up to a million matching sections in a shard; an estimate within a few percent beyond.
        """
        kinds = [each for kind, each in self._fetched.items() if kind or not full_only]
        if all(kind.is_all for kind in kinds):
            return len({hit.article for kind in kinds for hit in kind.hits})
        body = self._all_matches(full_only=full_only)
        counted = {"terminate_after": _EXACT_SECTIONS, "aggs": {"articles": _COUNT_ARTICLES}}
        (answer,) = self._reader.search([body | counted])
        if answer.get("terminated_early"):
            (answer,) = self._reader.search([body | {"aggs": {"articles": _ARTICLES}}])
        return int(answer["aggregations"]["articles"]["value"] or 0)

    def ordered(self, order: Order, k: int, *, full_only: bool) -> list[str]:
        """Return the first ``k`` articles with a match in an order.

        Of many that are level with the last, those are looked at that the cluster scores best.

        Args:
            order: the field, and the direction.
            k: how many are wanted.
            full_only: leave out partial matches.
        """
        hits, values = self._in_order(order, k, full_only=full_only)
        (scores,) = self._scores.scores([hit.id for hit in hits], [*self._ranking_terms, *self._window_terms])
        best: dict[str, int] = {}
        for hit in hits:
            best[hit.article] = max(best.get(hit.article, 0), scores.get(hit.id, 0))
        self._titles.update((hit.article, hit.title) for hit in hits)
        return sorted(best, key=lambda each: (values[each], -best[each], each))[:k]

    def _in_order(self, order: Order, k: int, *, full_only: bool) -> tuple[list[Hit], dict[str, int]]:
        """The matches in the first articles, and for each article the place of its value among the values."""
        name = f"{NUMBERS if order.kind == 'number' else ORDERS}.{order.field}"
        by_value = {
            "order": "desc" if order.descending else "asc",
            "missing": "_last",
            "unmapped_type": "double" if order.kind == "number" else "keyword",
        }
        assert self._fetched  # what scores need has been asked
        query = self._plan.matched(full_only=full_only, scores=self._plan.scores)
        body = _by_score(query)
        body["sort"] = [{name: by_value}, *body["sort"]]
        hits: list[Hit] = []
        values: dict[str, int] = {}
        place, last = 0, None
        for hit in self._reader.scan(body):
            if hit.sort[0] != last:
                if len(values) >= k:
                    break
                place, last = place + 1, hit.sort[0]
            elif len(values) >= k * _CANDIDATES:
                break
            values.setdefault(hit.article, place)
            hits.append(hit)
        return hits, values

    def count(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        """Return how many articles have a match, and how all matches divide; see `count_values`.

        Args:
            counted: what is to be counted.
            full_only: leave out partial matches.
        """
        total = self._count_articles(full_only=full_only) if counted.total else 0
        periods = self._count_periods(counted.periods, full_only=full_only)
        if not counted.most:
            return ValueCounts(total, periods=periods)
        counts, titles = count_values(self._reader, self._all_matches(full_only=full_only), counted)
        self._titles.update(titles)
        self._without_text({article for values in counts.keywords.values() for _, article, _ in values})
        return counts._replace(total=total, periods=periods)

    def _count_periods(self, periods: Sequence[tuple[int, int]], *, full_only: bool) -> tuple[int, ...]:
        """The number of articles with a match that names a date in each period."""
        if not periods:
            return ()
        dates = [Dates(codes_between(TextDate(first), TextDate(last))) for first, last in periods]
        counted = {"filters": {"filters": list(map(matching, dates))}, "aggs": {"articles": _ARTICLES}}
        body = self._all_matches(full_only=full_only) | {"aggs": {"periods": counted}}
        (answer,) = self._reader.search([body])
        return tuple(b["articles"]["value"] for b in answer["aggregations"]["periods"]["buckets"])


def _kind(hit: Hit) -> MatchKind:
    """How a section matches, by the clauses that it matches."""
    if RUN in hit.named:
        return MatchKind.RUN
    return MatchKind.APART if APART in hit.named else MatchKind.PARTIAL


def _row(hit: Hit) -> _Row:
    return hit.article, hit.number


def _in_order(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.article, hit.number))


def _by_score(query: Clause) -> dict[str, Any]:
    """A search for sections, best first, level ones by article and number."""
    return {
        "query": query,
        "sort": [{"_score": "desc"}, {"article": "asc"}, {"number": "asc"}],
        "docvalue_fields": _SHOWN,
        "_source": False,
    }
