"""What matches a query and with which score, by looking at every section: slow, plain, and by rules of its own.

It shares no code with the back ends that are compared with it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.code_spans import code_spans, folded_code_in
from wenxun.analysis.field_values import DAY_SECONDS, sort_key
from wenxun.analysis.terms import STREAMS
from wenxun.backends import MatchKind
from wenxun.fields import OWN_DATE, keyword_term
from wenxun.models import Article, Section
from wenxun.query.tree import (
    AnyOf,
    Code,
    Dates,
    Field,
    FullMatch,
    InArticle,
    Keyword,
    Node,
    Numbers,
    Order,
    Phrase,
    Prefix,
    Term,
    Text,
)
from wenxun.ranking import DEFAULT_RANKING, UNIT, Ranking

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
    def section(self) -> Section:
        """The section itself, with its text."""
        return self.article.sections[self.number]

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

    def matches_in_full(self, way: FullMatch, field: Field | None) -> bool:
        """Whether a text is matched in full in one of its ways."""
        return self.reads(way.run, field) and all(self.has(term, field) for term in way.terms)

    def kind(self, texts: Sequence[Text]) -> MatchKind:
        """How the section has the texts of a query."""
        if not all(map(self.matches, texts)):
            return MatchKind.PARTIAL
        runs = (
            any(self.matches_in_full(each, text.field) for each in text.full_matches if not each.is_apart)
            for text in texts
        )
        return MatchKind.RUN if all(runs) else MatchKind.APART

    def matches(self, node: Node) -> bool:
        """Whether a node of a query matches; a text does where it is held."""
        if isinstance(node, Text):
            return any(self.matches_in_full(each, node.field) for each in node.full_matches)
        if isinstance(node, Phrase):
            latin = all(term.stream == "word" for term in node.terms)
            if latin and not all(self.has(term, node.field) for term in node.terms):
                return False  # Latin words stand for themselves, whole
            return self.reads(node.folded, node.field)
        if isinstance(node, Prefix):
            words = (term for term in self.counts if term.stream == "word" and term.text.startswith(node.folded))
            return any(self.has(term, node.field) for term in words)
        if isinstance(node, Code):
            return node.folded in folded_code_in(self.section.text, code_spans(self.section))
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
            days = [date % 512 for date in dates]  # of whatever year, or of none
            return any(
                low <= number <= high for low, high in node.intervals for number in (days if high < 512 else dates)
            )
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
