"""The analysed query: what crosses the seam to a back end. Back ends never see query syntax or raw text.

A query is flat on purpose. ``texts`` are the unquoted runs: a section that has all of them comes before
one that has most of them. ``required`` nodes must each match; ``excluded`` ones must not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from wenxun.analysis.terms import Field, Stream
from wenxun.models import AddedForm

__all__ = [
    "EVERYTHING",
    "AllOf",
    "AnyOf",
    "Code",
    "Dates",
    "Field",
    "FullMatch",
    "InArticle",
    "Keyword",
    "LinkedName",
    "Node",
    "Numbers",
    "Order",
    "Phrase",
    "Prefix",
    "Query",
    "Stream",
    "Term",
    "Text",
    "date_intervals",
    "keywords_asked",
]


class Term(NamedTuple):
    """One term of one stream. The same text in two streams is two terms."""

    stream: Stream
    text: str


class FullMatch(NamedTuple):
    """One way to match a run of text in full.

    Attributes:
        terms: all of them must be there; not empty.
        run: must be a substring of the folded text of one field besides; ``""`` where the terms say as much.
        is_apart: whether the terms are words that need not stand side by side.
    """

    terms: tuple[Term, ...]
    run: str = ""
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """An unquoted run of text.

    Attributes:
        folded: the run after folding.
        terms: the terms that score, each once.
        full_matches: ways to match the whole run in full; one is enough.
        field: the one field to look in, or ``None`` for all.
    """

    folded: str
    terms: tuple[Term, ...]
    full_matches: tuple[FullMatch, ...]
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted run: matches where ``folded`` is a substring of the folded text of one field, and the section has
    every term.

    A Latin word at its edge may so be part of a longer one: ``hone手机`` stands in iPhone手机. But where nothing else
    stands in the phrase, its words are terms: ``iph`` is that word, and does not stand in iPhone.

    Attributes:
        terms: terms that a section must have; they narrow and score.
    """

    folded: str
    terms: tuple[Term, ...]
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """``prefix*``: matches sections that have a word starting with ``folded``."""

    folded: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Keyword:
    """``tag:value``: matches articles with a value in a field (``wenxun.fields``) that contains ``folded``.

    Attributes:
        field: name of the field.
        whole: the folded value must be ``folded``.
    """

    field: str
    folded: str
    whole: bool = False

    def names(self, folded: str) -> bool:
        """Return whether this folded value is meant."""
        return self.folded == folded if self.whole else self.folded in folded


@dataclass(frozen=True, slots=True)
class Numbers:
    """``price:10..20``, ``published:2020``: matches articles whose number in a field is in one of the intervals.

    Attributes:
        field: name of the field.
        intervals: smallest and largest number of each, inclusive; those of dates as in
            ``wenxun.analysis.field_values``.
    """

    field: str
    intervals: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """``code:run``: matches sections of which a stretch of code contains ``folded``.

    Attributes:
        folded: the run, as ``wenxun.analysis.code_spans.folded_code`` gives it; any characters.
        terms: terms that score.
        needed: terms that every section with the run has; they narrow.
    """

    folded: str
    terms: tuple[Term, ...] = ()
    needed: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class InArticle:
    """``in:id``: matches the sections of one article."""

    article_id: str


@dataclass(frozen=True, slots=True)
class Dates:
    """``date:range``: matches sections that name a date within a range, and those of articles published then.

    Attributes:
        intervals: the numbers of such dates, inclusive, increasing; what lies within one of them is said by
            ``wenxun.analysis.date_codes.lies_within``.
    """

    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a OR b``: matches where one of ``nodes`` does (a ``Text`` matches where it is matched in full)."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """``(a b -c)``: matches where all of ``nodes`` do (everywhere, if there are none) and none of ``excluded``."""

    nodes: tuple[Node, ...]
    excluded: tuple[Node, ...] = ()


EVERYTHING = AllOf(())
"""Matches everywhere."""


Leaf: TypeAlias = "Text | Phrase | Prefix | Code | Keyword | Numbers | InArticle | Dates"
Node: TypeAlias = "Leaf | AnyOf | AllOf"


class Order(NamedTuple):
    """An order of articles by their values in a field.

    Attributes:
        field: name of the field (``wenxun.fields.ArticleField.sorted_by``).
        kind: numbers are ordered by their size; titles and keywords, the first of several, by
            ``wenxun.analysis.field_values.sort_key``.
        descending: largest first.
    """

    field: str
    kind: Literal["title", "keyword", "number"]
    descending: bool = False


class LinkedName(NamedTuple):
    """An article, and a text by which others link to it (``wenxun.analysis.link_names``)."""

    article_id: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Query:
    """An analysed query.

    Attributes:
        typed: what the reader typed.
        folded: the typed text that is to be found, folded, without operators and excluded parts.
        canonical: ``folded`` with regional wording in its one form; titles are looked for in it.
        added: wordings searched besides the typed ones.
        written: the texts that are to be found, as typed.
        linked: articles that are called by a text of the query where others link to them.
    """

    typed: str
    folded: str
    canonical: str = ""
    texts: tuple[Text, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    added: tuple[AddedForm, ...] = ()
    written: tuple[str, ...] = ()
    linked: tuple[LinkedName, ...] = ()

    @property
    def linked_lengths(self) -> dict[str, int]:
        """Ids of the articles that are called as a text of the query is, with the characters of that text."""
        return {each.article_id: len(each.anchor) for each in sorted(self.linked, key=lambda each: len(each.anchor))}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.texts or self.required)

    @property
    def asks_for_dates(self) -> bool:
        """Whether dates are to be found."""
        return any(True for _ in date_intervals(self.required))

    def scored_terms(self) -> tuple[Term, ...]:
        """Return every term that adds to the score, each once, in the order of the query."""
        return tuple(dict.fromkeys(_terms((*self.texts, *self.required))))


def date_intervals(nodes: tuple[Node, ...]) -> Iterator[tuple[int, int]]:
    """Return the intervals of all dates that ``nodes`` look for; some may come more than once."""
    for node in _leaves(nodes):
        if isinstance(node, Dates):
            yield from node.intervals


def keywords_asked(nodes: tuple[Node, ...]) -> Iterator[Keyword]:
    """Return the values of articles that ``nodes`` look for."""
    return (node for node in _leaves(nodes) if isinstance(node, Keyword))


def _terms(nodes: tuple[Node, ...]) -> Iterator[Term]:
    for node in _leaves(nodes):
        if isinstance(node, (Text, Phrase, Code)):
            yield from node.terms


def _leaves(nodes: tuple[Node, ...]) -> Iterator[Leaf]:
    for node in nodes:
        if isinstance(node, (AnyOf, AllOf)):
            yield from _leaves(node.nodes)
        else:
            yield node
