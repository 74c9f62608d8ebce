"""A back end to copy: everything in memory, and every section looked at for every query.

It is the plainest that passes the shared cases, and what the embedded one is compared with. ``Reference`` implements
``wenxun.backends.Backend``, ``ReferenceCandidates`` implements ``Candidates``, ``ReferenceWriter`` ``BackendWriter``.
What matches, and with which score, is ``tests/brute_force.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

from brute_force import ReferenceIndex, ReferenceSection, sections_of_batch

from wenxun.analysis.code_spans import code_spans
from wenxun.analysis.date_codes import codes_between, year_of
from wenxun.analysis.field_values import year as year_of_moment
from wenxun.analysis.link_names import anchor_prefix
from wenxun.backends import (
    ArticleSection,
    BackendStats,
    Counted,
    Exclusions,
    InputStamp,
    MatchKind,
    Refusal,
    Scored,
    Value,
    ValueCounts,
)
from wenxun.link_targets import is_name
from wenxun.models import Article, ArticleRecord, NameKind, TextDate
from wenxun.name_table import NameTable
from wenxun.query.tree import Dates, Order, Query, Term
from wenxun.ranking import DEFAULT_RANKING, NAME_CHARS, Ranking

Stored = dict[str, tuple[list[ReferenceSection], InputStamp | None]]
"""By id: the sections of an article, and the stamp of its file."""


class ReferenceCandidates:
    """A row is a section, an article its id."""

    def __init__(self, index: ReferenceIndex, query: Query, ranking: Sequence[Term], window: Sequence[Term]) -> None:
        self._articles = {each.article.id: each.article for each in index.sections}
        self._scores = {id(each): index.score(ranking, each) for each in index.sections}
        self._index, self._window = index, window
        self._matches: dict[MatchKind, list[ReferenceSection]] = {kind: [] for kind in MatchKind}
        self.named_articles = dict(query.linked_lengths)
        for each in index.sections:
            if all(map(each.matches, query.required)) and not any(map(each.matches, query.excluded)):
                kind = each.kind(query.texts)
                if kind or self._scores[id(each)]:
                    self._matches[kind].append(each)
            lengths = [len(name) for name in each.names if len(name) in NAME_CHARS and name in query.canonical]
            if lengths:
                linked = query.linked_lengths.get(each.article.id, 0)
                self.named_articles[each.article.id] = max(*lengths, linked)

    def _found(self, *, full_only: bool) -> list[ReferenceSection]:
        return [row for kind in MatchKind if kind or not full_only for row in self._matches[kind]]

    def _scored(self, rows: list[ReferenceSection]) -> Scored:
        return Scored(rows, [row.article.id for row in rows], [self._scores[id(row)] for row in rows])

    def best(self, k: int, kind: MatchKind) -> Scored:
        rows = self._matches[kind]
        if len(rows) > k:
            least = sorted((self._scores[id(row)] for row in rows), reverse=True)[k - 1]
            rows = [row for row in rows if self._scores[id(row)] >= least]
        return self._scored(rows)

    def named(self, known: Sequence[ReferenceSection], kind: MatchKind, *, most: int) -> Scored:
        left_out = set(map(id, known))
        rows = [row for row in self._matches[kind] if row.article.id in self.named_articles and id(row) not in left_out]
        return self._scored(rows if len(rows) <= most else [])

    def character_scores(self, rows: Sequence[ReferenceSection]) -> list[int]:
        return [self._index.score(self._window, row) for row in rows]

    def find_article(self, article_id: str) -> str | None:
        return article_id if article_id in self._articles else None

    def sections_of(self, articles: Sequence[str], *, full_only: bool) -> Iterator[ArticleSection]:
        for kind, rows in self._matches.items():
            for row in rows:
                if row.article.id in articles and (kind or not full_only):
                    score = self._scores[id(row)] + self._index.score(self._window, row)
                    yield ArticleSection(row.article.id, row, row.number, score, kind)

    def values(self, name: Value, handles: Sequence[Any]) -> list[Any]:
        return [self._value(name, handle) for handle in handles]

    def _value(self, name: Value, handle: Any) -> Any:
        if name in ("id", "title", "article"):
            article = self._articles[handle]
            return replace(article, sections=()) if name == "article" else getattr(article, name)
        if name == "code":
            return code_spans(handle.section)
        return handle.dates if name == "dates" else getattr(handle.section, name)

    def count_articles(self, *, full_only: bool) -> int:
        return len({row.article.id for row in self._found(full_only=full_only)})

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

    def count(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        rows = self._found(full_only=full_only)
        articles = {row.article.id: row for row in rows}
        years = {(year_of(date), row.article.id) for row in rows for date in (*row.dates, *row.own_date)}
        keywords: dict[str, list[tuple[str, str, int]]] = {}
        for name in counted.keywords:
            holders = [(value, each) for each, row in articles.items() for value in row.values(name)]
            example, counts = dict(holders), Counter(value for value, _ in holders)
            largest = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[: counted.most]
            keywords[name] = [(value, example[value], n) for value, n in largest]
        dates: dict[str, list[tuple[int, int]]] = {}
        for name in counted.dates:
            own = Counter(year_of_moment(row.numbers[name]) for row in articles.values() if name in row.numbers)
            dates[name] = sorted((each, n) for each, n in own.items() if each is not None)
        periods = [Dates(codes_between(TextDate(first), TextDate(last))) for first, last in counted.periods]
        return ValueCounts(
            keywords,
            dates,
            sorted(Counter(year for year, _ in years if year is not None).items()),
            Counter(row.article.id for row in rows).most_common(counted.most),
            [len({row.article.id for row in rows if row.matches(period)}) for period in periods],
        )


class ReferenceWriter:
    """One transaction: changes a copy, which the back end takes when all went well."""

    def __init__(self, articles: Stored, exclusions: Exclusions) -> None:
        self.articles, self.exclusions = articles, exclusions
        self.refused: list[Refusal] = []

    def put(self, batch: Any, stamps: Sequence[InputStamp | None]) -> None:
        self.put_prepared(sections_of_batch(batch), stamps)

    def put_prepared(self, prepared: Any, stamps: Sequence[InputStamp | None], left_out: Collection[int] = ()) -> None:
        for place, (sections, stamp) in enumerate(zip(prepared, stamps, strict=True)):
            if place not in left_out:
                self.articles[sections[0].article.id] = sections, stamp

    def complete(self, stamp: InputStamp) -> None:
        last = next(reversed(self.articles))
        self.articles[last] = self.articles[last][0], stamp

    def delete(self, article_ids: Collection[str]) -> int:
        return sum(self.articles.pop(each, None) is not None for each in set(article_ids))

    def existing(self, article_ids: Collection[str]) -> frozenset[str]:
        return frozenset(self.articles.keys() & set(article_ids))


class Reference:
    """An index in memory, of which there is one as long as the object lives."""

    def __init__(self, ranking: Ranking = DEFAULT_RANKING) -> None:
        self.ranking = ranking
        self.generation = 0
        self._articles: Stored = {}
        self._exclusions = Exclusions()

    @cached_property
    def _index(self) -> ReferenceIndex:
        return ReferenceIndex([each for sections, _ in self._articles.values() for each in sections], self.ranking)

    def candidates(
        self, query: Query, ranking_terms: Sequence[Term], window_terms: Sequence[Term], **_: Any
    ) -> ReferenceCandidates:
        return ReferenceCandidates(self._index, query, ranking_terms, window_terms)

    def _all(self) -> list[Article]:
        return [sections[0].article for _, (sections, _) in sorted(self._articles.items())]

    def article(self, article_id: str) -> Article | None:
        found = self._articles.get(article_id)
        return None if found is None else found[0][0].article

    def stored(self, damage: Any = None) -> Iterator[tuple[Article, InputStamp | None]]:
        for rows, stamp in self._articles.values():
            yield rows[0].article, stamp

    def records(self) -> list[ArticleRecord]:
        return [ArticleRecord(each.id, each.title, len(each.sections), each.source) for each in self._all()]

    def names(self) -> Iterator[tuple[NameKind, str]]:
        for article in self._all():
            yield from (("title", name) for name in (article.title, *article.aliases))
            for section in article.sections:
                yield from (("heading", name) for name in section.path[-1:])
                yield from (("link", link.target) for link in section.links if is_name(link.target))

    def name_table(self) -> NameTable:
        return NameTable.of(self.names())

    def titled(self, names: Sequence[str]) -> dict[str, str]:
        called = {name: row.article.id for row in reversed(self._index.sections) for name in row.names}
        return {name: called[name] for name in names if name in called}

    def linked(self, anchor: str) -> Mapping[str, int]:
        prefix = anchor_prefix(anchor)
        firsts = (sections[0] for sections, _ in self._articles.values())
        found = (keyword for first in firsts for keyword in first.keywords if keyword.startswith(prefix))
        return Counter(keyword[len(prefix) :] for keyword in found)

    def counts(self, terms: Sequence[Term]) -> list[int]:
        return [self._index.df[term] for term in terms]

    @property
    def made_with(self) -> Mapping[str, str]:
        return {}

    @property
    def edition(self) -> str:
        return f"{id(self)}-{self.generation}"

    def inputs(self) -> Mapping[InputStamp, tuple[str, ...]]:
        found: dict[InputStamp, tuple[str, ...]] = {}
        for article_id, (_, stamp) in self._articles.items():
            if stamp is not None:
                found[stamp] = (*found.get(stamp, ()), article_id)
        return found

    def exclusions(self) -> Exclusions:
        return self._exclusions

    def exists(self) -> bool:
        return True

    def create(self) -> None:
        """There always is an index."""

    @property
    def prepare(self) -> Any:
        return sections_of_batch

    @contextmanager
    def writer(self, *, wait_seconds: float = 0.0, fresh: bool = False) -> Iterator[ReferenceWriter]:
        writer = ReferenceWriter({} if fresh else dict(self._articles), self._exclusions.copy())
        yield writer
        self._articles, self._exclusions = writer.articles, writer.exclusions
        self.__dict__.pop("_index", None)
        self.generation += 1

    def stats(self) -> BackendStats:
        return BackendStats(len(self._articles), len(self._index.sections), 1, 0, self.generation, 0, 0, 0, 0)

    def check(self) -> list[Any]:
        return []

    def refresh(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""
