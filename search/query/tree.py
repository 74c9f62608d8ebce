"""The analysed query: what crosses the seam to a back end. Back ends never see query syntax or raw text.

A query is flat on purpose. ``texts`` are the unquoted runs: a section that holds all of them comes before
one that holds most of them. ``required`` nodes must each match; ``excluded`` ones must not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from wenxun.analysis.terms import Field, Stream
from wenxun.models import AddedForm

__all__ = [
    "AnyOf",
    "Category",
    "Dates",
    "Field",
    "Holding",
    "Node",
    "Phrase",
    "Prefix",
    "Query",
    "Stream",
    "Term",
    "Text",
    "categories_asked",
    "date_intervals",
]


class Term(NamedTuple):
    """One term of one stream. The same text in two streams is two terms."""

    stream: Stream
    text: str


class Holding(NamedTuple):
    """One way to hold a run of text.

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
        holdings: ways to hold the whole run; one is enough.
        field: the one field to look in, or ``None`` for all.
    """

    folded: str
    terms: tuple[Term, ...]
    holdings: tuple[Holding, ...]
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
class Category:
    """``category:name``: matches articles with a category whose folded name contains ``folded``.

    Attributes:
        whole: the folded name must be ``folded``.
    """

    folded: str
    whole: bool = False

    def names(self, folded: str) -> bool:
        """Return whether a category with this folded name is meant."""
        return self.folded == folded if self.whole else self.folded in folded


@dataclass(frozen=True, slots=True)
class Dates:
    """``date:range``: matches sections that name a date within a range.

    Attributes:
        intervals: the numbers of such dates (``wenxun.analysis.date_codes``), inclusive, increasing.
    """

    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a OR b``: matches where one of ``nodes`` does (a ``Text`` matches where it is held)."""

    nodes: tuple[Node, ...]


Node: TypeAlias = "Text | Phrase | Prefix | Category | Dates | AnyOf"


@dataclass(frozen=True, slots=True)
class Query:
    """An analysed query.

    Attributes:
        typed: what the reader typed.
        folded: the typed text that is to be found, folded, without operators and excluded parts.
        canonical: ``folded`` with regional wording in its one form; titles are looked for in it.
        added: wordings searched besides the typed ones.
        written: the texts that are to be found, as typed.
    """

    typed: str
    folded: str
    canonical: str = ""
    texts: tuple[Text, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    added: tuple[AddedForm, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.texts or self.required)

    @property
    def asks_for_dates(self) -> bool:
        """Whether dates are to be found."""
        return any(True for _ in date_intervals(self.required))

    def scored_terms(self) -> tuple[Term, ...]:
        """Every term that adds to the score, each once, in the order of the query."""
        return tuple(dict.fromkeys(_terms((*self.texts, *self.required))))


def date_intervals(nodes: tuple[Node, ...]) -> Iterator[tuple[int, int]]:
    """The intervals of all dates that ``nodes`` look for; some may come more than once."""
    for node in _leaves(nodes):
        if isinstance(node, Dates):
            yield from node.intervals


def categories_asked(nodes: tuple[Node, ...]) -> Iterator[Category]:
    """The categories that ``nodes`` look for."""
    return (node for node in _leaves(nodes) if isinstance(node, Category))


def _terms(nodes: tuple[Node, ...]) -> Iterator[Term]:
    for node in _leaves(nodes):
        if isinstance(node, (Text, Phrase)):
            yield from node.terms


def _leaves(nodes: tuple[Node, ...]) -> Iterator[Text | Phrase | Prefix | Category | Dates]:
    for node in nodes:
        if isinstance(node, AnyOf):
            yield from _leaves(node.nodes)
        else:
            yield node
