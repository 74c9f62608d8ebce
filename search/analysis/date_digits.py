"""Dates that are written in digits and signs: 2018-05-26, 2018.5.6-6.8, 26.5.2018, 10/1/2018, 民国107.5.26.

Where the year comes last, Europe writes the day first and America the month. Points are Europe's; a number above 12 is
a day; two equal ones leave no choice. Otherwise only the year is read, which both have in common.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from wenxun.analysis.date_codes import code, is_day
from wenxun.analysis.date_eras import ERAS, era_of
from wenxun.analysis.date_forms import ENGLISH_MONTHS, Form
from wenxun.analysis.date_surroundings import text_before

__all__ = ["FIRST_SHORT_YEAR", "FIRST_YEAR", "LAST_YEAR", "WrittenDay", "days_in_digits", "season_years"]

WrittenDay: TypeAlias = "tuple[int, int | None, int]"
"""Year, month and day; 0 where it is not written."""

FIRST_YEAR, LAST_YEAR = 1000, 2199
"""Years in four digits that are read."""

FIRST_SHORT_YEAR = 50
"""Of the years that are written in two digits, those before are of this century."""

_THIS_CENTURY, _LAST_CENTURY = 2000, 1900
_FIRST_SIGNED_YEAR = 1600
"""Earlier days are not written as 1234/5/6; that is a type of a machine."""

_LATIN_YEARS = range(100, 1900)
"""Other numbers before ad or ce count something else as likely as not."""

_CODE_BEFORE = re.compile("(?:版本?|型号|编号|文号|案号|比分|电话|传真|号码)[:为是]? ?$")
_MONTHS = 12


def days_in_digits(form: Form) -> list[WrittenDay]:
    """Return the dates of a form of digits and signs, or of English; none where it is no date.

    Args:
        form: one of the names ``iso``, ``counted``, ``yearlast``, ``months``, ``english`` and ``latin``.
    """
    if form.match.lastgroup == "english":
        return _english(form.match)
    if form.match.lastgroup == "latin":
        return _latin_era(form.match)
    if _CODE_BEFORE.search(text_before(form)):
        return []
    match form.match.lastgroup:
        case "iso":
            return _year_first(form.match)
        case "counted":
            return _counted(form)
        case "yearlast":
            return _year_last(form.match)
        case _:
            return _months(form.match)


def season_years(form: Form) -> list[int]:
    """Return both years of 2018-19赛季, 18/19赛季 and 2018/19学年, or the one of 2018赛季; none of 18/20.

    Args:
        form: ``season``.
    """
    match = form.match
    written, last = match["shorty"] or match["sy"], match["shortnext"] or match["next"]
    first = int(written)
    if match["shorty"]:
        first += _LAST_CENTURY if first >= FIRST_SHORT_YEAR else _THIS_CENTURY
    if not FIRST_YEAR <= first <= LAST_YEAR:
        return []
    if not last:
        return [first]
    return [first, first + 1] if last == str(first + 1)[-len(last) :] else []


def _english(match: re.Match[str]) -> list[WrittenDay]:
    if match["part"]:
        year = int(match["part"])
        return [(year, None, 0)] if FIRST_YEAR <= year <= LAST_YEAR else []
    year, month = int(match["ey"]), ENGLISH_MONTHS.index(match["em"][:3]) + 1
    written = match["ed"] or match["ed2"]
    day = int(written) if written else 0
    if not FIRST_YEAR <= year <= LAST_YEAR or (written and not is_day(month, day, year)):
        return []
    return [(year, month, day)]


def _latin_era(match: re.Match[str]) -> list[WrittenDay]:
    """A year before bc, ad or ce."""
    number = int(match["n"])
    if match["era"].startswith("b"):
        return [(-number, None, 0)] if number else []
    return [(number, None, 0)] if number in _LATIN_YEARS else []


def _year_first(match: re.Match[str]) -> list[WrittenDay]:
    """One day, both ends of a range, or the end that leaves out what its start has: 2018/5/6-8 and 2018.5.6-6.8."""
    days: list[WrittenDay] = []
    for group in "ij":
        if match[f"{group}y"]:
            year, month, day = (int(match[group + part]) for part in "ymd")
            first = FIRST_YEAR if len(match[f"{group}m"]) == len(match[f"{group}d"]) == 2 else _FIRST_SIGNED_YEAR
            if first <= year <= LAST_YEAR and is_day(month, day, year):
                days.append((year, month, day))
    if days and match["kd"]:
        year, month, day = int(match["iy"]), int(match["km"] or match["im"]), int(match["kd"])
        if is_day(month, day, year) and code(year, month, day) > code(*days[0]):
            days.append((year, month, day))
    return days


def _counted(form: Form) -> list[WrittenDay]:
    """A day of a count of years whose months are Gregorian."""
    number, month, day = (int(form.match[f"c{part}"]) for part in "ymd")
    era = era_of(form.before, number) if form.before in ERAS else None
    year = 0 if era is None else era.origin + number
    is_known = era is not None and year >= era.gregorian_from and is_day(month, day, year)
    return [(year, month, day)] if is_known else []


def _year_last(match: re.Match[str]) -> list[WrittenDay]:
    written = [tuple(int(match[group + part]) for part in "12y") for group in "ab" if match[f"{group}y"]]
    orders = [
        [(year, month, day) for year, month, day in order if is_day(month, day, year)]
        for order in (
            [(year, second, first) for first, second, year in written],
            [(year, first, second) for first, second, year in written],
        )
    ]
    years = [year for _, _, year in written]
    if not all(_FIRST_SIGNED_YEAR <= year <= LAST_YEAR for year in years):
        return []
    day_first, month_first = (days if len(days) == len(written) else None for days in orders)
    if day_first and (match["asep"] == "." or not month_first or day_first == month_first):
        return list(day_first)
    if month_first and match["asep"] != "." and not day_first:
        return list(month_first)
    return [(year, None, 0) for year in dict.fromkeys(years)] if day_first and month_first else []


def _months(match: re.Match[str]) -> list[WrittenDay]:
    """Both ends of 2015.09-2019.06, or the start of 2019.09-今."""
    ends = [(int(match[f"{group}y"]), int(match[f"{group}m"])) for group in "ab" if match[f"{group}y"]]
    are_months = all(_FIRST_SIGNED_YEAR <= year <= LAST_YEAR and 1 <= month <= _MONTHS for year, month in ends)
    return [(*end, 0) for end in ends] if are_months and ends == sorted(ends) else []
