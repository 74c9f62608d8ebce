"""Narrowing a typed query down by a category or a time, and widening it again.

What a reader sees of a filter is what stands in the search box: ``date:2018``, ``category:"围棋"``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from search.query.language import CategoryName, DateRange, parse

__all__ = ["Filter", "filters", "in_category", "within"]

_BEFORE = re.compile(r"(?:^|(?<=\s))[^\W\d_]+[:：](?P<quote>[\"“”＂〝「『﹁﹃])?$")
_QUOTES = (('"', '"'), ("“", "”"), ("「", "」"), ("『", "』"))


@dataclass(frozen=True, slots=True)
class Filter:
    """A part of a query that narrows it down and can be taken away.

    Attributes:
        kind: what it narrows down by.
        text: the name of the category, or the range of time, as typed.
        without: the query without it.
    """

    kind: Literal["category", "date"]
    text: str
    without: str


def filters(typed: str) -> tuple[Filter, ...]:
    """The filters of a query, in the order typed; none that is excluded, or an alternative to something.

    Raises:
        QueryError: as ``search.query.language.parse``.
    """
    found = []
    for clause in parse(typed).wanted:
        if isinstance(clause, (CategoryName, DateRange)):
            before = _BEFORE.search(typed[: clause.span.start])
            end = clause.span.end + (before is not None and before["quote"] is not None)
            if before is not None and (end >= len(typed) or typed[end].isspace()):
                parts = (typed[: before.start()], typed[end:])
                without = " ".join(part.strip() for part in parts if part.strip())
                found.append(Filter("category" if isinstance(clause, CategoryName) else "date", clause.text, without))
    return tuple(found)


def within(typed: str, date: str) -> str:
    """The query narrowed down to a date or a range of dates, in place of those that it had.

    Raises:
        QueryError: as ``search.query.language.parse``.
    """
    while dates := [each for each in filters(typed) if each.kind == "date"]:
        typed = dates[0].without
    return _and(typed, f"date:{date}")


def in_category(typed: str, name: str) -> str:
    """The query narrowed down to the category of exactly this name.

    Raises:
        QueryError: as ``search.query.language.parse``.
    """
    opening, closing = next((quotes for quotes in _QUOTES if not set(quotes) & set(name)), _QUOTES[0])
    return _and(typed, f"category:{opening}{name}{closing}")


def _and(typed: str, clause: str) -> str:
    """The query with one more clause: behind it, or before it where an operator or an open quote would take it in."""
    typed, count = typed.strip(), len(filters(typed))
    tried = (f"{typed} {clause}".strip(), f"{clause} {typed}")
    return next((each for each in tried if len(filters(each)) > count), f"{clause} AND {typed}")
