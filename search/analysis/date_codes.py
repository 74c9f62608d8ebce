"""Dates as numbers: what the index stores of a date, and which numbers a range of dates takes in.

::

    year + 10,000 (0: not known) | month (4 bits, 0: none) | day (5 bits, 0: none)

A decade is a year that the decade starts with, without a month, and a day of 1; a century has a day of 2 (the 19th
starts with 1801). So the numbers are in the order in which the dates begin, and a larger unit stands right before what
it is made of. Years before the common era are negative; there is no year 0, and years of Julian and of Gregorian
calendars are not told apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenxun.models import TextDate

__all__ = [
    "CENTURY",
    "CODE_BITS",
    "DECADE",
    "FIRST_KNOWN",
    "LAST_YEAR",
    "YEAR_BITS",
    "YEAR_ORIGIN",
    "century_code",
    "century_start",
    "code",
    "codes_between",
    "date_of",
    "day_before",
    "decade_code",
    "is_day",
    "later_year",
    "lies_within",
    "next_day",
    "year_of",
]

YEAR_BITS = 9
"""Bits below the year."""

CODE_BITS = 24
"""Bits of a number."""

YEAR_ORIGIN = 10_000
"""What is added to a year."""

DECADE = 1
"""The bits below the year of a decade."""

CENTURY = 2
"""The bits below the year of a century."""

LAST_YEAR = 9_999
"""The largest year that has a number; the smallest is its negative."""

FIRST_KNOWN = 1 << YEAR_BITS
"""Numbers below are of dates whose year is not known."""

_MONTH_SHIFT = 5
_DECADE_YEARS = 10
_CENTURY_YEARS = 100
_GREGORIAN_SINCE = 1583
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_CODE = ((LAST_YEAR + YEAR_ORIGIN + 1) << YEAR_BITS) - 1


def is_day(month: int, day: int, year: int | None = None) -> bool:
    """Return whether there is such a day in a year, or in some year where it is not known.

    Args:
        month: 1 to 12; any other number is no month.
        day: of the month, from 1.
        year: ``None``: not known.
    """
    last = _MONTH_DAYS[month - 1] if 1 <= month <= len(_MONTH_DAYS) else 0
    return 1 <= day <= last and (month != 2 or day < last or year is None or year < 0 or _is_leap(year))


def later_year(year: int | None, step: int) -> int | None:
    """Return the year some years later; there is no year 0.

    Args:
        year: negative before the common era; ``None`` stays so.
        step: years to go on; negative: back.
    """
    if year is None or not step:
        return year
    later = year + step
    return later + 1 if year < 0 <= later else later - 1 if year > 0 >= later else later


def next_day(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return year, month and day of the day after one.

    Args:
        year: negative before the common era.
        month: 1 to 12.
        day: of the month, from 1.
    """
    if is_day(month, day + 1, year):
        return year, month, day + 1
    if month < len(_MONTH_DAYS):
        return year, month + 1, 1
    return (year + 1 if year != -1 else 1), 1, 1


def day_before(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Return year, month and day of the day before one.

    Args:
        year: negative before the common era.
        month: 1 to 12.
        day: of the month, from 1.
    """
    if day > 1:
        return year, month, day - 1
    if month > 1:
        return year, month - 1, _last_day(year, month - 1)
    return (year - 1 if year != 1 else -1), len(_MONTH_DAYS), _MONTH_DAYS[-1]


def code(year: int | None, month: int | None = None, day: int | None = None) -> int:
    """Return the number of a day, month or year.

    Args:
        year: negative before the common era; ``None``: not known.
        month: ``None``: the whole year.
        day: ``None``: the whole month.
    """
    return (0 if year is None else year + YEAR_ORIGIN) << YEAR_BITS | (month or 0) << _MONTH_SHIFT | (day or 0)


def decade_code(year: int) -> int:
    """Return the number of the decade that starts with a year."""
    return code(year) | DECADE


def century_start(century: int) -> int:
    """Return the first year of a century: 1801 of the 19th, -500 of the 5th before the common era (-5)."""
    return (century - 1) * _CENTURY_YEARS + 1 if century > 0 else century * _CENTURY_YEARS


def century_code(century: int) -> int:
    """Return the number of a century; those before the common era are negative."""
    return code(century_start(century)) | CENTURY


def date_of(number: int) -> TextDate:
    """Return the date that has a number."""
    year, month, day = number >> YEAR_BITS, number >> _MONTH_SHIFT & 15, number & 31
    known = year - YEAR_ORIGIN if year else None
    if not month:
        return TextDate(known, is_decade=day == DECADE, is_century=day == CENTURY)
    return TextDate(known, month, day or None)


def year_of(number: int) -> int | None:
    """Return the year of a day, month or year; ``None`` where it is not known, and for decades and centuries."""
    is_counted = number >= FIRST_KNOWN and number % FIRST_KNOWN not in (DECADE, CENTURY)
    return (number >> YEAR_BITS) - YEAR_ORIGIN if is_counted else None


def codes_between(first: TextDate | None, last: TextDate | None) -> tuple[tuple[int, int], ...]:
    """Return the numbers of all dates that lie wholly within a range.

    A month lies in its year, a year in its decade and in its century; none of them lies within a range that ends, or
    starts, inside it. A range of days or months without a year is that of every year (``lies_within``).

    Args:
        first, last: the range starts where ``first`` does and ends where ``last`` does; ``None``: it has no such end.
            Both or none of them have a year.

    Returns:
        intervals ``(smallest, largest)``, inclusive, increasing; none when ``last`` ends before ``first`` starts.
    """
    low = FIRST_KNOWN if first is None else _start(first)
    if last is None:
        return ((low, _LAST_CODE),)
    high, ends_later = _end(last)
    if last.year is None and low > high:  # it goes on after the end of the year
        return (*_without(code(None, 1), high, ends_later), (low, FIRST_KNOWN - 1))
    return _without(low, high, ends_later)


def _without(low: int, high: int, ends_later: list[int]) -> tuple[tuple[int, int], ...]:
    """An interval without some numbers, increasing."""
    found = []
    for number in ends_later:
        if low <= number:
            if low < number:
                found.append((low, number - 1))
            low = number + 1
    return (*found, (low, high)) if low <= high else tuple(found)


def lies_within(number: int, intervals: Sequence[tuple[int, int]]) -> bool:
    """Return whether a date is in one of some intervals.

    An interval that ends before ``FIRST_KNOWN`` is one of days and months of any year.

    Args:
        number: of the date.
        intervals: smallest and largest number of each, inclusive.
    """
    day = number % FIRST_KNOWN
    return any(low <= (day if high < FIRST_KNOWN else number) <= high for low, high in intervals)


def _start(first: TextDate) -> int:
    """The number of the largest unit that starts where ``first`` does; decades have larger numbers than their years."""
    day = None if first.day == 1 else first.day
    month = None if first.month == 1 and day is None and first.year is not None else first.month
    return code(first.year, month, day)


def _end(last: TextDate) -> tuple[int, list[int]]:
    """The largest number that ends by the end of ``last``, and smaller ones of units that end later, increasing."""
    if last.year is None:
        assert last.month is not None
        ends_in = None if last.day == _MONTH_DAYS[last.month - 1] else last.day
        return code(None, last.month, last.day or 31), [code(None, last.month)] if ends_in else []
    year = last.year + (_DECADE_YEARS - 1) * last.is_decade + (_CENTURY_YEARS - 1) * last.is_century
    month, day = last.month, last.day
    if month and day and day == _last_day(year, month):
        day = None
    if month == len(_MONTH_DAYS) and day is None:
        month = None
    later = []
    if year > 0 and (month or year % _DECADE_YEARS != _DECADE_YEARS - 1):
        later.append(decade_code(year - year % _DECADE_YEARS))
    century = (year - 1) // _CENTURY_YEARS + 1 if year > 0 else year // _CENTURY_YEARS
    if month or year != century_start(century) + _CENTURY_YEARS - 1:
        later.append(century_code(century))
    if month:
        later.append(code(year))
        if day:
            later.append(code(year, month))
    high = (year + YEAR_ORIGIN) << YEAR_BITS | (month or 15) << _MONTH_SHIFT | (day or 31)
    return high, sorted(later)


def _last_day(year: int, month: int) -> int:
    if month != 2:
        return _MONTH_DAYS[month - 1]
    return 29 if _is_leap(year) else 28


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year < _GREGORIAN_SINCE or year % 100 != 0 or year % 400 == 0)
