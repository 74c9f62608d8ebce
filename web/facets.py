"""What stands beside the results: times, categories and articles of everything found, each a link that narrows down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from wenxun import Hit, PeriodCount, QueryError, TextDate
from wenxun.facets import dates_named
from wenxun.query.narrowing import Narrowing
from wenxun.web.preferences import current_texts

__all__ = ["Bar", "bars", "date_chips", "shown_date", "shown_period", "shown_year", "with_chosen_years"]

_CHART_HEIGHT = 56
_BAR_STEP = 10
_LEAST_HEIGHT = 2.0
_DATES_SHOWN = 3
_LONGEST_YEAR = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in the chart: an upright bar in a drawing that is 10 units a bar wide, and 56 high.

    Attributes:
        period: the years, and how many articles name them.
        x: where its room starts.
        height: of the bar.
    """

    period: PeriodCount
    x: int
    height: float


def bars(periods: tuple[PeriodCount, ...]) -> list[Bar]:
    """The chart of some periods, without those that no article names."""
    largest = max(period.article_count for period in periods)
    return [
        Bar(period, number * _BAR_STEP, round(max(_LEAST_HEIGHT, period.article_count / largest * _CHART_HEIGHT), 1))
        for number, period in enumerate(periods)
        if period.article_count
    ]


def with_chosen_years(typed: str) -> str:
    """The query with the years that the form gave in place of those that it had; without any, where it gave none.

    A year that is left out leaves the range open; two in the wrong order are exchanged.
    """
    first, last = (_year(request.args.get(name, "")) for name in ("from", "to"))
    if first is not None and last is not None and first > last:
        first, last = last, first
    try:
        query = Narrowing(typed)
    except QueryError:  # the page of results will say what is wrong with it
        return typed
    if first is None and last is None:
        return query.without_dates
    ends = ("" if year is None else str(year) for year in (first, last))
    return query.within(str(first) if first == last else "..".join(ends))


def _year(given: str) -> int | None:
    digits = given.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < _LONGEST_YEAR and int(digits)):
        return None
    return int(given)


def date_chips(hit: Hit) -> tuple[tuple[TextDate, ...], int]:
    """Dates that an article's best section names, those of its passages first, and how many more there are.

    A month or year is left out where the section also names a part of it.
    """
    if not hit.sections or not hit.sections[0].dates:
        return (), 0
    section = hit.sections[0]
    by_time = sorted(section.dates, key=lambda date: date.year is None)  # stable, so that the earliest come first
    named = dict.fromkeys((*dates_named(section.snippet.to_text(), section.dates), *by_time))
    months = {replace(date, day=None) for date in named if date.day}
    wholes = months | {replace(date, month=None, day=None) for date in named if date.month}
    ordered = [date for date in named if date not in wholes]
    return tuple(ordered)[:_DATES_SHOWN], max(0, len(ordered) - _DATES_SHOWN)


def shown_date(date: TextDate) -> str:
    """A date in the language of the page."""
    forms: dict[str, Any] = current_texts()["dates"]
    if date.century is not None:
        form = "century_bce" if date.century < 0 else "century"
        return str(forms[form].format(century=abs(date.century)))
    form = "decade" if date.is_decade else "year" if date.month is None else "month" if date.day is None else "day"
    values = {
        "year": "" if date.year is None else shown_year(date.year),
        "month": "" if date.month is None else forms["months"][date.month - 1],
        "day": date.day,
    }
    if date.year is None:
        return str(forms["unknown"].format(date=forms[f"{form}_of_year"].format(**values)))
    return str(forms[form].format(**values))


def shown_period(period: PeriodCount) -> str:
    """A stretch of time in the language of the page."""
    forms = current_texts()["dates"]
    if period.first == period.last:
        return str(forms["year"].format(year=shown_year(period.first)))
    return str(forms["period"].format(first=shown_year(period.first), last=shown_year(period.last)))


def shown_year(year: int) -> str:
    """A year in the language of the page, without the word for year."""
    return str(year) if year > 0 else str(current_texts()["dates"]["bce"].format(year=-year))
