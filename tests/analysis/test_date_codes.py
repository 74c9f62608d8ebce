"""A range takes in exactly the dates that lie wholly within it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.date_codes import (
    CODE_BITS,
    century_code,
    century_start,
    code,
    codes_between,
    date_of,
    decade_code,
    lies_within,
    year_of,
)
from wenxun.models import TextDate

YEARS = st.one_of(st.integers(-12, -1), st.integers(1, 45), st.integers(1985, 2012))
CENTURIES = st.sampled_from((-2, -1, 1, 2, 19, 20, 21))


@st.composite
def dates(draw: st.DrawFn) -> TextDate:
    if draw(st.integers(0, 4)) == 0:
        return TextDate(century_start(draw(CENTURIES)), is_century=True)
    year = draw(YEARS)
    if draw(st.booleans()) and year > 0:
        return TextDate(max(year // 10 * 10, 10), is_decade=True)
    month = draw(st.one_of(st.none(), st.integers(1, 12)))
    day = draw(st.one_of(st.none(), st.integers(1, days_of(year, month)))) if month else None
    return TextDate(year, month, day)


def days_of(year: int, month: int) -> int:
    return monthrange(year if year > 0 else year + 2000, month)[1]


def first_day(date: TextDate) -> tuple[int, int, int]:
    assert date.year is not None
    return date.year, date.month or 1, date.day or 1


def last_day(date: TextDate) -> tuple[int, int, int]:
    assert date.year is not None
    if date.month is None:
        return date.year + 9 * date.is_decade + 99 * date.is_century, 12, 31
    return date.year, date.month, date.day or days_of(date.year, date.month)


def number(date: TextDate) -> int:
    if date.century is not None:
        return century_code(date.century)
    if date.is_decade:
        assert date.year is not None
        return decade_code(date.year)
    return code(date.year, date.month, date.day)


def holds(first: TextDate | None, last: TextDate | None, date: TextDate) -> bool:
    return lies_within(number(date), codes_between(first, last))


@given(st.one_of(st.none(), dates()), st.one_of(st.none(), dates()), dates())
def test_a_range_holds_the_dates_that_start_and_end_in_it(
    first: TextDate | None, last: TextDate | None, date: TextDate
) -> None:
    inside = first is None or first_day(first) <= first_day(date)
    inside = inside and (last is None or last_day(date) <= last_day(last))
    assert holds(first, last, date) == inside


@given(dates())
def test_a_date_is_within_itself_and_comes_back_from_its_number(date: TextDate) -> None:
    assert holds(date, date, date)
    assert date_of(number(date)) == date
    assert number(date) < 1 << CODE_BITS
    assert year_of(number(date)) == (None if date.is_decade or date.is_century else date.year)


@given(st.one_of(st.none(), dates()), st.one_of(st.none(), dates()), st.integers(1, 12), st.integers(0, 28))
def test_no_range_holds_a_date_of_unknown_year(
    first: TextDate | None, last: TextDate | None, month: int, day: int
) -> None:
    unknown = TextDate(None, month, day or None)
    assert not holds(first, last, unknown)
    assert date_of(number(unknown)) == unknown


@st.composite
def days_of_any_year(draw: st.DrawFn) -> TextDate:
    month = draw(st.integers(1, 12))
    return TextDate(None, month, draw(st.one_of(st.none(), st.integers(1, days_of(2000, month)))))


@given(days_of_any_year(), days_of_any_year(), dates())
def test_a_range_without_years_holds_its_days_and_months_in_every_year(
    first: TextDate, last: TextDate, date: TextDate
) -> None:
    low, high = (first.month, first.day or 1), (last.month, last.day or days_of(2000, last.month or 1))
    in_year = replace(date, year=None)
    if date.month is None:
        assert not holds(first, last, date)
        return
    begins, ends = (date.month, date.day or 1), (date.month, date.day or days_of(2000, date.month))
    inside = low <= begins and ends <= high if low <= high else low <= begins or ends <= high
    assert holds(first, last, date) == inside
    assert holds(first, last, in_year) == inside


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (TextDate(2018, 5, 6), "2018-05-06"),
        (TextDate(2018, 5), "2018-05"),
        (TextDate(-221), "-221"),
        (TextDate(1990, is_decade=True), "1990s"),
        (TextDate(1801, is_century=True), "19世纪"),
        (TextDate(-500, is_century=True), "公元前5世纪"),
        (TextDate(None, 5, 26), "?-05-26"),
    ],
)
def test_a_date_is_shown_as_it_is_typed(date: TextDate, shown: str) -> None:
    assert str(date) == shown
