"""Narrowing a typed query down to a time, and widening it again.

What a reader sees of such a filter is what stands in the search box: ``date:2018``; also ``category:"围棋"``, if typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wenxun.errors import QueryError
from wenxun.query.language import parse
from wenxun.query.syntax import Condition

__all__ = ["Filter", "Narrowing"]

_BEFORE = re.compile(r"(?:^|(?<=\s))[^\W\d_]+[:：](?P<quote>[\"“”＂〝「『﹁﹃‘«'])?$")
_A_FILTER = "category:1"
"""Stands where a date will: what takes one in takes in the other, and reading a date costs ten times as much."""


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


class Narrowing:
    """A typed query, to be narrowed down in many ways; it is read once.

    Attributes:
        filters: the filters of the query, in the order typed; none that is excluded, or an alternative to something.

    Raises:
        QueryError: as ``wenxun.query.language.parse``.
    """

    def __init__(self, typed: str) -> None:
        self.filters = _filters(typed)
        self._typed = typed.strip()

    @cached_property
    def without_dates(self) -> str:
        """The query without its filters by date."""
        return _without(self._typed, {"date"}) if any(each.kind == "date" for each in self.filters) else self._typed

    @cached_property
    def without_filters(self) -> str:
        """The query without any of its filters."""
        return _without(self._typed, {"category", "date"})

    @cached_property
    def _date_frame(self) -> tuple[str, str]:
        return _date_frame(self.without_dates)

    def within(self, date: str) -> str:
        """Return the query narrowed down to a date or a range of dates, in place of those that it had."""
        before, after = self._date_frame
        return f"{before}date:{date}{after}"


def _filters(typed: str) -> tuple[Filter, ...]:
    found = []
    for clause in parse(typed).wanted:
        if isinstance(clause, Condition) and clause.article_field.name in ("category", "date"):
            before = _BEFORE.search(typed[: clause.span.start])
            end = clause.span.end + (before is not None and before["quote"] is not None)
            if before is not None and (end >= len(typed) or typed[end].isspace()):
                parts = (typed[: before.start()], typed[end:])
                without = " ".join(part.strip() for part in parts if part.strip())
                found.append(
                    Filter("category" if clause.article_field.name == "category" else "date", clause.text, without)
                )
    return tuple(found)


def _without(typed: str, kinds: set[str]) -> str:
    while found := [each for each in _filters(typed) if each.kind in kinds]:
        typed = found[0].without
    return typed


def _date_frame(typed: str) -> tuple[str, str]:
    """What stands before and behind a date: that is put last, or first where all else would take it in."""
    frames = ((f"{typed} ".lstrip(), ""), ("", f" {typed}"))
    try:
        return next((each for each in frames if _narrows(typed, _A_FILTER.join(each))), ("", f" AND {typed}"))
    except QueryError:  # there is no room for one more; who asks for it all the same is told so
        return frames[0]


def _narrows(typed: str, with_filter: str) -> bool:
    """Whether the filter is one in a query that was put together with it."""
    return any(f"{each.kind}:{each.text}" == _A_FILTER and each.without == typed for each in _filters(with_filter))
