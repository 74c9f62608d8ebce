"""A query as it was typed, taken apart: what ``language`` reads, and ``expansion`` analyses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from wenxun.fields import ArticleField
from wenxun.models import Span
from wenxun.query.tree import Field, Node

__all__ = [
    "Alternatives",
    "Clause",
    "Condition",
    "Group",
    "Leaf",
    "Quoted",
    "Syntax",
    "Word",
    "WordStart",
]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of unquoted text.

    Attributes:
        text: the run as typed, without control characters.
        span: where it stands in the typed query.
        field: the one field to look in, or ``None`` for all.
    """

    text: str
    span: Span
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted phrase; ``text`` and ``span`` are what stands inside the quotes."""

    text: str
    span: Span
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class WordStart:
    """``prefix*``; ``text`` and ``span`` without the star."""

    text: str
    span: Span
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """``tag:value``, ``date:range``; ``text`` and ``span`` of the value alone.

    Attributes:
        article_field: the field that must have the value.
        node: what the value asks for; ``None``: nothing.
        whole: the value is given whole, in quotes.
    """

    text: str
    span: Span
    article_field: ArticleField
    node: Node | None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Alternatives:
    """``a OR b OR c``: two clauses or more."""

    options: tuple[Clause, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses in brackets, as an alternative to others or left out as a whole; as ``Syntax``."""

    wanted: tuple[Clause, ...]
    excluded: tuple[Clause, ...]
    span: Span


Leaf: TypeAlias = "Word | Quoted | WordStart | Condition"
Clause: TypeAlias = "Leaf | Alternatives | Group"


@dataclass(frozen=True, slots=True)
class Syntax:
    """A query as it was typed, taken apart.

    Attributes:
        typed: what the reader typed; all spans count in it.
        wanted: what is to be found, in the order typed.
        excluded: what must not be there, in the order typed.
        unknown: names before a colon that are no field.
    """

    typed: str
    wanted: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    unknown: tuple[str, ...] = ()
