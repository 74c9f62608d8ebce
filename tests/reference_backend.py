"""A back end to copy: everything in memory, and every section looked at for every query.

It is the plainest that passes the shared cases, and what the embedded one is compared with. What matches, and with
which score, is ``tests/brute_force.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

from brute_force import ReferenceIndex, ReferenceSection, sections_of_batch

from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.code_spans import code_spans
from wenxun.analysis.date_codes import codes_between, year_of
from wenxun.analysis.field_values import year as year_of_moment
from wenxun.analysis.link_names import anchor_prefix
from wenxun.backends import (
    ArticleSection,
    Backend,
    BackendStats,
    BackendWriter,
    Counted,
    Exclusions,
    Generation,
    InputStamp,
    MatchKind,
    Problem,
    Scored,
    StoredValue,
    Value,
    ValueCounts,
)
from wenxun.link_targets import is_name
from wenxun.models import NameKind, TextDate
from wenxun.name_table import NameTable
from wenxun.query.tree import Dates, Order, Query, Term
from wenxun.ranking import DEFAULT_RANKING, NAME_CHARS, Ranking

Rows = Sequence[ReferenceSection]
Stored = dict[str, tuple[Rows, InputStamp | None]]
"""By id: the sections of an article, and the stamp of its file."""


class ReferenceCandidates:
    """``Candidates``: a row is a section, an article its id."""

    def __init__(self, index: ReferenceIndex, query: Query, ranking: Sequence[Term], window: Sequence[Term]) -> None:
        self._index, self._query, self._ranking, self._window = index, query, ranking, window
        self._articles = {each.article.id: each.article for each in index.sections}
        self._matches: dict[MatchKind, list[ReferenceSection]] = {kind: [] for kind in MatchKind}
        for each in index.sections:
            if all(map(each.matches, query.required)) and not any(map(each.matches, query.excluded)):
                kind = each.kind(query.texts)
                if kind or self._score(each):
                    self._matches[kind].append(each)

    def _score(self, row: ReferenceSection) -> int:
        return self._index.score(self._ranking, row)

    def _character_score(self, row: ReferenceSection) -> int:
        return self._index.score(self._window, row)

    def _found(self, *, full_only: bool) -> Rows:
        return [row for kind in MatchKind if kind or not full_only for row in self._matches[kind]]

    @cached_property
    def _named(self) -> dict[str, int]:
        """Articles with a name that stands in the query, and the characters of the longest."""
        named = dict(self._query.linked_lengths)
        for row in self._index.sections:
            for name in row.names:
                if len(name) in NAME_CHARS and name in self._query.canonical:
                    named[row.article.id] = max(len(name), named.get(row.article.id, 0))
        return named

    def best(self, k: int, kind: MatchKind, *, is_window: bool = False) -> Scored:
        rows = sorted(self._matches[kind], key=self._score, reverse=True)
        rest = [row for row in rows[k:] if self._score(row) < self._score(rows[k - 1])]
        rows = rows[: len(rows) - len(rest)]
        characters: list[int] = []
        if is_window:
            named = [row for row in rest if row.article.id in self._named]
            rows += named if len(named) <= self._index.ranking.title_sharers else []
            characters = list(map(self._character_score, rows))
        articles, scores = [row.article.id for row in rows], list(map(self._score, rows))
        return Scored(rows, articles, scores, characters, self._named if is_window else {})

    def sections_of(self, articles: Sequence[str], *, full_only: bool) -> Iterator[ArticleSection]:
        for kind, rows in self._matches.items():
            for row in rows:
                if row.article.id in articles and (kind or not full_only):
                    score = self._score(row) + self._character_score(row)
                    yield ArticleSection(row.article.id, row, row.number, score, kind)

    def ordered(self, order: Order, k: int, *, full_only: bool) -> list[str]:
        best: dict[str, tuple[bool, int]] = {}
        for each in self.sections_of(list(self._articles), full_only=full_only):
            score = (each.kind is not MatchKind.PARTIAL, each.score)
            best[each.article] = max(score, best.get(each.article, score))
        places = {row.article.id: row.place(order) for row in self._found(full_only=full_only)}
        found = sorted(sorted(best), key=best.__getitem__, reverse=True)  # level ones stay in their order
        valued = [each for each in found if places[each] is not None]
        valued.sort(key=places.__getitem__, reverse=order.descending)
        return (valued + [each for each in found if places[each] is None])[:k]

    def _first_with(self, name: str, value: str) -> str:
        """The first of all articles that has a value."""
        return next(row.article.id for row in self._index.sections if value in row.values(name))

    def count(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        rows = self._found(full_only=full_only)
        articles = {row.article.id: row for row in rows}
        keywords: dict[str, list[tuple[str, str, int]]] = {}
        for name in counted.keywords:
            holders = [(value, each) for each, row in articles.items() for value in row.values(name)]
            counts = Counter(value for value, _ in holders)
            largest = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[: counted.most]
            keywords[name] = [(value, self._first_with(name, value), n) for value, n in largest]
        years = {(year_of(date), row.article.id) for row in rows for date in (*row.dates, *row.own_date)}
        periods = [Dates(codes_between(TextDate(first), TextDate(last))) for first, last in counted.periods]
        return ValueCounts(
            total=len(articles),
            keywords=keywords,
            dates={
                name: _by_year(year_of_moment(row.numbers[name]) for row in articles.values() if name in row.numbers)
                for name in counted.dates
            },
            years=_by_year(year for year, _ in years),
            articles=Counter(row.article.id for row in rows).most_common(counted.most),
            periods=[len({row.article.id for row in rows if row.matches(period)}) for period in periods],
        )

    def values(self, name: Value, handles: Sequence[Any]) -> list[Any]:
        if name == "id":
            return list(handles)
        if name in ("title", "article"):
            articles = [replace(self._articles[each], sections=()) for each in handles]
            return articles if name == "article" else [each.title for each in articles]
        if name == "code":
            return [code_spans(row.section) for row in handles]
        return [row.dates if name == "dates" else getattr(row.section, name) for row in handles]


def _by_year(years: Iterable[int | None]) -> list[tuple[int, int]]:
    return sorted(Counter(year for year in years if year is not None).items())


class ReferenceWriter(BackendWriter):
    """``BackendWriter``: changes a copy, which the back end takes when all went well."""

    def __init__(self, articles: Stored, exclusions: Exclusions) -> None:
        self.articles, self.exclusions = articles, exclusions

    def put(self, batch: Any, stamps: Sequence[InputStamp | None], left_out: Collection[int] = ()) -> frozenset[str]:
        prepared = sections_of_batch(batch) if isinstance(batch, IndexBatch) else batch
        rows_and_stamps = enumerate(zip(prepared, stamps, strict=True))
        given = {rows[0].article.id: (rows, stamp) for at, (rows, stamp) in rows_and_stamps if at not in left_out}
        replaced = frozenset(self.articles.keys() & given.keys())
        self.articles.update(given)
        return replaced

    def complete(self, stamp: InputStamp) -> None:
        last = next(reversed(self.articles))
        self.articles[last] = self.articles[last][0], stamp

    def delete(self, article_ids: Collection[str]) -> int:
        return sum(self.articles.pop(each, None) is not None for each in set(article_ids))


class Reference(Backend):
    """``Backend``: an index in memory, of which there is one as long as the object lives."""

    def __init__(self, ranking: Ranking = DEFAULT_RANKING) -> None:
        self._ranking = ranking
        self._number = 0
        self._articles: Stored = {}
        self._exclusions = Exclusions()

    @cached_property
    def _index(self) -> ReferenceIndex:
        return ReferenceIndex([row for rows, _ in self._articles.values() for row in rows], self._ranking)

    def candidates(
        self, query: Query, ranking_terms: Sequence[Term], window_terms: Sequence[Term], **_: Any
    ) -> ReferenceCandidates:
        return ReferenceCandidates(self._index, query, ranking_terms, window_terms)

    def stored(
        self, *values: StoredValue, ids: Collection[str] | None = None, damage: list[Problem] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        for article_id, (rows, stamp) in self._articles.items():
            if ids is None or article_id in ids:
                known = {"article": rows[0].article, "stamp": stamp, "section_count": len(rows)}
                yield tuple(known[name] if name in known else getattr(rows[0].article, name) for name in values)

    def name_table(self) -> NameTable:
        return NameTable.of(self._names())

    def _names(self) -> Iterator[tuple[NameKind, str]]:
        for (article,) in self.stored("article"):
            yield from (("title", name) for name in (article.title, *article.aliases))
            for section in article.sections:
                yield from (("heading", name) for name in section.path[-1:])
                yield from (("link", link.target) for link in section.links if is_name(link.target))

    def titled(self, names: Sequence[str]) -> dict[str, str]:
        called = {name: row.article.id for row in reversed(self._index.sections) for name in row.names}
        return {name: called[name] for name in names if name in called}

    def linked(self, anchors: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        keywords = [keyword for rows, _ in self._articles.values() for keyword in rows[0].keywords]
        prefixes = {anchor: anchor_prefix(anchor) for anchor in anchors}
        return {
            anchor: Counter(each[len(prefix) :] for each in keywords if each.startswith(prefix))
            for anchor, prefix in prefixes.items()
        }

    def counts(self, terms: Sequence[Term]) -> list[int]:
        return [self._index.df[term] for term in terms]

    def generation(self) -> Generation:
        return Generation(self._number, f"{id(self)}-{self._number}", {}, self._exclusions)

    def stats(self) -> BackendStats:
        return BackendStats(len(self._articles), len(self._index.sections), generation=self._number)

    def refresh(self) -> bool:
        return False

    @property
    def prepare(self) -> Any:
        return sections_of_batch

    @contextmanager
    def writer(
        self, *, wait_seconds: float = 0.0, create: bool = False, fresh: bool = False
    ) -> Iterator[ReferenceWriter]:
        writer = ReferenceWriter({} if fresh else dict(self._articles), self._exclusions.copy())
        yield writer
        self._articles, self._exclusions = writer.articles, writer.exclusions
        self.__dict__.pop("_index", None)
        self._number += 1
