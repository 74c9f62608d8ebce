"""A back end to copy: everything in memory, and every section looked at for every query.

It is the plainest that passes the shared cases, and what the embedded one is compared with. ``Reference`` implements
``wenxun.backends.Backend``, ``ReferenceCandidates`` implements ``Candidates``, ``ReferenceWriter`` ``BackendWriter``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.code_spans import code_spans, folded_code_in
from wenxun.analysis.date_codes import codes_between, year_of
from wenxun.analysis.field_values import DAY_SECONDS, sort_key
from wenxun.analysis.field_values import year as year_of_moment
from wenxun.analysis.link_names import anchor_prefix
from wenxun.analysis.terms import STREAMS
from wenxun.backends import (
    ArticleSection,
    BackendStats,
    Counted,
    Exclusions,
    InputStamp,
    MatchKind,
    Problem,
    Refusal,
    Scored,
    Value,
    ValueCounts,
)
from wenxun.budget import Budget
from wenxun.fields import OWN_DATE, keyword_term
from wenxun.link_targets import is_name
from wenxun.models import Article, ArticleRecord, NameKind, TextDate
from wenxun.name_table import NameTable
from wenxun.query.tree import (
    AnyOf,
    Code,
    Dates,
    Field,
    Holding,
    InArticle,
    Keyword,
    Node,
    Numbers,
    Order,
    Phrase,
    Prefix,
    Query,
    Term,
    Text,
)
from wenxun.ranking import DEFAULT_RANKING, NAME_CHARS, UNIT, Ranking

CAPS = (3, 3, 15)  # occurrences that count in title, heading and body


@dataclass(eq=False)
class ReferenceSection:
    """A section as a bag of counted terms.

    Attributes:
        names: what its article is called, folded and in canonical wording.
        keywords: terms of the article's keywords.
        numbers: the article's numbers and dates, by field.
        folded: the folded title, heading path and body.
        counts: how often each term occurs in title, heading path and body.
        lengths: terms of the body, by stream.
        dates: the dates that it names, as numbers.
        own_date: that of its article, in a tuple; empty where that has none.
    """

    article: Article
    number: int
    names: tuple[str, ...]
    keywords: tuple[str, ...]
    numbers: Mapping[str, float]
    folded: Sequence[str]
    counts: dict[Term, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    lengths: Counter[str] = field(default_factory=Counter)
    dates: tuple[int, ...] = ()

    @property
    def own_date(self) -> tuple[int, ...]:
        return tuple(int(self.numbers[name] // DAY_SECONDS) for name in [OWN_DATE] if name in self.numbers)

    def add(self, term: Term, place: int) -> None:
        """Count one occurrence of a term in a field."""
        self.counts[term][place] += 1
        self.lengths[term.stream] += place == Field.BODY

    def has(self, term: Term, field: Field | None) -> bool:
        """Whether a term occurs in a field, or in any."""
        if term.stream == "keyword":
            return term.text in self.keywords
        if term.stream == "article":
            return term.text == self.article.id
        return term in self.counts and (field is None or self.counts[term][field] > 0)

    def reads(self, run: str, field: Field | None) -> bool:
        """Whether a run of characters stands in a field, or in any."""
        return any(run in self.folded[each] for each in (list(Field) if field is None else [field]))

    def holds(self, holding: Holding, field: Field | None) -> bool:
        """Whether a text is held in one of its ways."""
        return self.reads(holding.run, field) and all(self.has(term, field) for term in holding.terms)

    def kind(self, texts: Sequence[Text]) -> MatchKind:
        """How the section has the texts of a query."""
        if not all(map(self.matches, texts)):
            return MatchKind.PARTIAL
        runs = (any(self.holds(each, text.field) for each in text.holdings if not each.is_apart) for text in texts)
        return MatchKind.RUN if all(runs) else MatchKind.APART

    def matches(self, node: Node) -> bool:
        """Whether a node of a query matches; a text does where it is held."""
        if isinstance(node, Text):
            return any(self.holds(each, node.field) for each in node.holdings)
        if isinstance(node, Phrase):
            latin = all(term.stream == "word" for term in node.terms)
            if latin and not all(self.has(term, node.field) for term in node.terms):
                return False  # Latin words stand for themselves, whole
            return self.reads(node.folded, node.field)
        if isinstance(node, Prefix):
            words = (term for term in self.counts if term.stream == "word" and term.text.startswith(node.folded))
            return any(self.has(term, node.field) for term in words)
        if isinstance(node, Code):
            section = self.article.sections[self.number]
            return node.folded in folded_code_in(section.text, code_spans(section))
        if isinstance(node, Keyword):
            values = self.values(node.field)
            return node.folded in values if node.whole else any(node.folded in value for value in values)
        if isinstance(node, Numbers):
            number = self.numbers.get(node.field)
            return number is not None and any(low <= number <= high for low, high in node.intervals)
        if isinstance(node, InArticle):
            return self.article.id == node.article_id
        if isinstance(node, Dates):
            dates = (*self.dates, *self.own_date)
            return any(low <= date <= high for date in dates for low, high in node.intervals)
        if isinstance(node, AnyOf):
            return any(map(self.matches, node.nodes))
        return all(map(self.matches, node.nodes)) and not any(map(self.matches, node.excluded))

    def values(self, field: str) -> list[str]:
        """The folded values of a keyword field."""
        prefix = keyword_term(field, "")
        return [each[len(prefix) :] for each in self.keywords if each.startswith(prefix)]

    def place(self, order: Order) -> str | float | None:
        """What its article is ordered by; ``None`` where it has no value."""
        if order.kind == "number":
            return self.numbers.get(order.field)
        texts = [self.article.title] if order.kind == "title" else self.values(order.field)
        return min((sort_key(text) for text in texts if text), default=None)


class ReferenceIndex:
    """Sections, and the formula of ``wenxun.ranking`` over them."""

    def __init__(self, sections: Sequence[ReferenceSection], ranking: Ranking = DEFAULT_RANKING) -> None:
        self.sections = sections
        self.ranking = ranking
        self.df = Counter(term for each in sections for term in each.counts)
        squares: Counter[str] = Counter()
        for each in sections:
            squares.update({stream: length**2 for stream, length in each.lengths.items()})
        self.typical = {s: max(math.sqrt(squares[s] / max(len(sections), 1)), 1e-9) for s in ranking.streams}

    def contribution(self, term: Term, section: ReferenceSection) -> int:
        """What a term adds to the score of a section."""
        if term not in section.counts:
            return 0
        weights = self.ranking.streams[term.stream]
        title, heading, body = (min(n, cap) for n, cap in zip(section.counts[term], CAPS, strict=True))
        norm = 1 - weights.b + weights.b * section.lengths[term.stream] / self.typical[term.stream]
        tf = self.ranking.title_weight * title + self.ranking.heading_weight * heading + body / norm
        idf = math.log(1 + (len(self.sections) - self.df[term] + 0.5) / (self.df[term] + 0.5))
        weight = weights.weight
        if term.stream == "word" and len(term.text) == 2:
            weight += self.ranking.streams["bigram"].weight
        return max(1, round(UNIT * weight * idf * tf * (weights.k1 + 1) / (tf + weights.k1)))

    def score(self, terms: Iterable[Term], section: ReferenceSection) -> int:
        """The sum of the contributions of some terms."""
        return sum(self.contribution(term, section) for term in terms)


class ReferenceCandidates:
    """A row is a section, an article its id."""

    def __init__(
        self, index: ReferenceIndex, query: Query, ranking_terms: Sequence[Term], window_terms: Sequence[Term]
    ) -> None:
        self._index, self._query, self._window_terms = index, query, window_terms
        self._articles = {each.article.id: each.article for each in index.sections}
        self._scores = {id(each): index.score(ranking_terms, each) for each in index.sections}
        allowed = [
            each
            for each in index.sections
            if all(map(each.matches, query.required)) and not any(map(each.matches, query.excluded))
        ]
        self._matches: dict[MatchKind, list[ReferenceSection]] = {kind: [] for kind in MatchKind}
        for each in allowed:
            kind = each.kind(query.texts)
            if kind or self._scores[id(each)]:
                self._matches[kind].append(each)

    def _found(self, *, full_only: bool) -> list[ReferenceSection]:
        return [row for kind in MatchKind if kind or not full_only for row in self._matches[kind]]

    def _scored(self, rows: list[ReferenceSection]) -> Scored:
        return Scored(rows, [row.article.id for row in rows], [self._scores[id(row)] for row in rows])

    @cached_property
    def named_articles(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for each in self._index.sections:
            lengths = [len(name) for name in each.names if len(name) in NAME_CHARS and name in self._query.canonical]
            if lengths:
                found[each.article.id] = max(lengths)
        return found | dict.fromkeys(self._query.linked_whole, len(self._query.canonical))

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
        return [self._index.score(self._window_terms, row) for row in rows]

    def texts(self, rows: Sequence[ReferenceSection]) -> list[str]:
        return [row.article.sections[row.number].text for row in rows]

    def find_article(self, article_id: str) -> str | None:
        return article_id if article_id in self._articles else None

    def sections_of(self, articles: Sequence[str], *, full_only: bool) -> Iterator[ArticleSection]:
        for kind, rows in self._matches.items():
            for row in rows:
                if row.article.id in articles and (kind or not full_only):
                    score = self._scores[id(row)] + self._index.score(self._window_terms, row)
                    yield ArticleSection(row.article.id, row, row.number, score, kind)

    def value(self, name: Value, handle: Any) -> Any:
        if name == "id":
            return handle
        if name == "title":
            return self._articles[handle].title
        if name == "article":
            return replace(self._articles[handle], sections=())
        section = handle.article.sections[handle.number]
        if name == "code":
            return code_spans(section)
        return handle.dates if name == "dates" else getattr(section, name)

    def count_articles(self, *, full_only: bool) -> int:
        return len({row.article.id for row in self._found(full_only=full_only)})

    def ordered(self, order: Order, k: int, *, full_only: bool) -> list[str]:
        best: dict[str, tuple[bool, int]] = {}
        places: dict[str, Any] = {}
        for kind in MatchKind:
            if kind is MatchKind.PARTIAL and full_only:
                continue
            for row in self._matches[kind]:
                score = (
                    kind is not MatchKind.PARTIAL,
                    self._scores[id(row)] + self._index.score(self._window_terms, row),
                )
                best[row.article.id] = max(score, best.get(row.article.id, score))
                places[row.article.id] = row.place(order)
        found = sorted(best, key=lambda each: (-best[each][0], -best[each][1], each))
        valued = sorted((each for each in found if places[each] is not None), key=places.__getitem__)
        if order.descending:  # level ones stay in their order
            valued = sorted((each for each in found if places[each] is not None), key=places.__getitem__, reverse=True)
        return (valued + [each for each in found if places[each] is None])[:k]

    def count_values(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        rows = self._found(full_only=full_only)
        articles = {row.article.id: row for row in rows}
        years = {(year_of(date), row.article.id) for row in rows for date in (*row.dates, *row.own_date)}
        keywords: dict[str, list[tuple[str, str, int]]] = {}
        for name in counted.keywords:
            example = {value: each for each, row in articles.items() for value in row.values(name)}
            counts = Counter(value for row in articles.values() for value in row.values(name))
            largest = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[: counted.most]
            keywords[name] = [(value, example[value], n) for value, n in largest]
        dates: dict[str, list[tuple[int, int]]] = {}
        for name in counted.dates:
            own = Counter(year_of_moment(row.numbers[name]) for row in articles.values() if name in row.numbers)
            dates[name] = sorted((each, n) for each, n in own.items() if each is not None)
        return ValueCounts(
            keywords,
            dates,
            sorted(Counter(year for year, _ in years if year is not None).items()),
            Counter(row.article.id for row in rows).most_common(counted.most),
        )

    def count_periods(self, periods: Sequence[tuple[int, int]], *, full_only: bool) -> tuple[int, ...]:
        nodes = [Dates(codes_between(TextDate(first), TextDate(last))) for first, last in periods]
        rows = self._found(full_only=full_only)
        return tuple(len({row.article.id for row in rows if row.matches(node)}) for node in nodes)


class ReferenceWriter:
    """One transaction: changes a copy, which the back end takes when all went well."""

    def __init__(
        self, articles: dict[str, tuple[list[ReferenceSection], InputStamp | None]], exclusions: Exclusions
    ) -> None:
        self.articles = articles
        self.exclusions = exclusions
        self.refused: list[Refusal] = []

    def put(self, batch: IndexBatch, stamps: Sequence[InputStamp | None]) -> None:
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


def sections_of_batch(batch: IndexBatch) -> list[list[ReferenceSection]]:
    """The sections of each article of a batch. ``slot = row * 3 + field``; see ``IndexBatch``."""
    rows: list[ReferenceSection] = []
    articles: list[list[ReferenceSection]] = []
    parts = zip(batch.articles, batch.names, batch.keywords, map(dict, batch.numbers), strict=True)
    for article, names, keywords, numbers in parts:
        start = len(rows)
        for number in range(len(article.sections)):
            folded = batch.folded[len(rows) * len(Field) : (len(rows) + 1) * len(Field)]
            dates = tuple(batch.dates[batch.date_rows == len(rows)].tolist())
            rows.append(ReferenceSection(article, number, names, keywords, numbers, folded, dates=dates))
        articles.append(rows[start:])
    words = (batch.vocabulary[i] for i in batch.word_ids.tolist())
    bigrams = (chr(key >> 21) + chr(key & 0x1FFFFF) for key in batch.bigram_keys.tolist())
    characters = map(chr, batch.characters.tolist())
    slots = (batch.word_slots, batch.bigram_slots, batch.character_slots)
    for stream, texts, places in zip(STREAMS, (words, bigrams, characters), slots, strict=True):
        for text, slot in zip(texts, places.tolist(), strict=True):
            rows[slot // len(Field)].add(Term(stream, text), slot % len(Field))
    return articles


class Reference:
    """An index in memory, of which there is one as long as the object lives."""

    def __init__(self, ranking: Ranking = DEFAULT_RANKING) -> None:
        self.ranking = ranking
        self.generation = 0
        self._articles: dict[str, tuple[list[ReferenceSection], InputStamp | None]] = {}
        self._exclusions = Exclusions()

    @cached_property
    def _index(self) -> ReferenceIndex:
        return ReferenceIndex([each for sections, _ in self._articles.values() for each in sections], self.ranking)

    def candidates(
        self,
        query: Query,
        ranking_terms: Sequence[Term],
        window_terms: Sequence[Term],
        *,
        needs_both: bool,
        budget: Budget | None = None,
    ) -> ReferenceCandidates:
        return ReferenceCandidates(self._index, query, ranking_terms, window_terms)

    def _all(self) -> list[Article]:
        return [sections[0].article for _, (sections, _) in sorted(self._articles.items())]

    def article(self, article_id: str) -> Article | None:
        found = self._articles.get(article_id)
        return None if found is None else found[0][0].article

    def stored(self, damage: list[Problem] | None = None) -> Iterator[tuple[Article, InputStamp | None]]:
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

    def check(self) -> list[Problem]:
        return []

    def refresh(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""
