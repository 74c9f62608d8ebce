"""Puts what stands in a query together: clauses and the operators between them make a ``Syntax``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from wenxun.models import Span
from wenxun.query.syntax import Alternatives, Clause, Group, Leaf, Syntax, Word

__all__ = ["Between", "Found", "assembled"]


@dataclass(frozen=True, slots=True)
class Found:
    """A clause, and whether it is to be left out."""

    leaf: Leaf | Group
    excluded: bool


@dataclass(frozen=True, slots=True)
class Between:
    """An operator between clauses; ``word`` is set when it was written as a word and may be meant as text."""

    kind: Literal["or", "and"]
    word: Word | None


def assembled(typed: str, items: Sequence[Found | Between]) -> Syntax:
    """Return what the items of a query say together.

    Args:
        typed: the query, as typed.
        items: the clauses and the operators between them, in their order.
    """
    wanted: list[Clause] = []
    excluded: list[Clause] = []
    joined = False  # whether the next clause is an alternative to the last one
    for index, item in enumerate(items):
        if isinstance(item, Found):
            if item.excluded:
                excluded.append(item.leaf)
            elif joined:
                wanted[-1] = _either(wanted[-1], item.leaf)
            else:
                wanted.append(item.leaf)
            joined = False
            continue
        before = items[index - 1] if index else None
        after = next((other for other in items[index + 1 :] if isinstance(other, Found)), None)
        if item.kind == "or":
            open_before = joined or (isinstance(before, Found) and not before.excluded)
            joined = open_before and after is not None and not after.excluded
        if item.word is not None and (before is None or after is None):
            wanted.append(item.word)  # an operator word with nothing to stand between is text
    if not wanted and len(excluded) == 1 and _is_negative_number(excluded[0], typed):
        return Syntax(typed, tuple(excluded), ())  # nobody wants all but 40 °C: -40 °C is a number
    for each in wanted:
        excluded += each.excluded if isinstance(each, Group) else ()
    open_groups = (each.wanted if isinstance(each, Group) else (each,) for each in wanted)
    return Syntax(typed, tuple(chain.from_iterable(open_groups)), tuple(map(_alone, excluded)))


def _is_negative_number(clause: Clause, typed: str) -> bool:
    """Whether a digit stands right behind the sign that excludes: NOT 40 and -title:40 are none."""
    is_number = isinstance(clause, Word) and clause.field is None and clause.text[0].isdecimal()
    return is_number and not typed[clause.span.start - 1].isspace()


def _alone(clause: Clause) -> Clause:
    """What stands in a group, if that is one clause."""
    return clause.wanted[0] if isinstance(clause, Group) and len(clause.wanted) == 1 and not clause.excluded else clause


def _either(first: Clause, second: Clause) -> Alternatives:
    both = (_alone(first), _alone(second))
    options = chain.from_iterable(each.options if isinstance(each, Alternatives) else (each,) for each in both)
    return Alternatives(tuple(options), Span(first.span.start, second.span.end))
