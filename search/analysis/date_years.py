"""Which year the number of a written year is: 2018, 公元前221, 民国107, 康熙三十二, 零八, and what a list begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from wenxun.analysis.date_digits import FIRST_SHORT_YEAR, FIRST_YEAR, LAST_YEAR
from wenxun.analysis.date_eras import ERAS, Era, era_of
from wenxun.analysis.date_forms import Form
from wenxun.analysis.date_surroundings import is_span, stands_as_year
from wenxun.analysis.date_words import BEFORE_COMMON_ERA, COMMON_ERA, DIGITS_IN_ORDER, LINK, NOUGHTS, UNITS, number_of

__all__ = ["LAST_YEAR_BC", "LONGEST_BETWEEN", "WrittenYear", "goes_on", "tens_of", "year_of_number"]

_LONGEST_CONTINUED = 130
"""After 民国107年, a lone 108年 counts in the same way up to here; larger numbers are years of the common era."""

LAST_YEAR_BC = 9999
"""The earliest year before the common era that is read."""

_FIRST_OF_REPUBLIC = 1912
_REPUBLIC = ERAS["民国"][0][0]
_YEAR_OF_SCHOOLS = re.compile(f"(?: ?[{LINK}]{{1,2}} ?[0-9{DIGITS_IN_ORDER}十百]{{2,5}} ?(?:学|财|财政|会计)?年)?度")
_YEARS_OF_THE_REPUBLIC = range(100, 131)
"""Such a number before 年度 counts from the republic on: schools and taxes have no years of three digits elsewhere."""

_LONGEST_STEP_BC = 60
_FIRST_PLAIN_BC = 100
"""Before the common era, a year with 前 alone, or with nothing in a range, is none before here; but one may be near."""

_YEARS_CALLED_ZAI = range(744, 759)
"""For so long years were called 载."""

_BEFORE_NOT_BC = tuple("之以此目先从日月年天生提")
_BETWEEN = re.compile(f" ?[{LINK}]{{1,2}} ?")
LONGEST_BETWEEN = 4
"""So many characters stand between two dates of a range or list, at most."""

_TEN = 10
_THIS_CENTURY = 2000


class WrittenYear(NamedTuple):
    """A year, and the count of years that it was written in, if that is not the common era."""

    year: int
    era: Era | None = None


def goes_on(form: Form, end: int) -> bool:
    """Return whether a range or a list that another date begins goes on with a form.

    Args:
        form: what looks like a date.
        end: place where the date before it ends; -1: there is none.
    """
    return 0 <= end < form.start and _BETWEEN.fullmatch(form.match.string, end, form.start) is not None


def year_of_number(
    form: Form,
    written: str,
    *,
    unit: str,
    is_dated: bool,
    after: WrittenYear | None,
    era: Era | None,
    known: int | None = None,
) -> WrittenYear | None:
    """Return the year that a number is, ``None`` where it is none.

    Args:
        form: what looks like a year.
        written: the number.
        unit: 年 or 载.
        is_dated: a month follows.
        after: the year before it in a range or list that it goes on with.
        era: the count of years in which a lone number counts.
        known: the year that was named before.
    """
    prefix, number = form.before, number_of(written)
    if prefix in ERAS:
        own = era_of(prefix, number, None if unit == "年" else _YEARS_CALLED_ZAI)
        if own is not None:
            return WrittenYear(own.origin + number, own)
        if not any(ERAS[prefix]) or number < FIRST_YEAR or not written.isdecimal():
            return None
        prefix = ""  # the end of a name, as in 王天成1992年
    if unit != "年":
        return None
    if prefix == "前" and form.char_before not in _BEFORE_NOT_BC:
        is_next = after is not None and after.year < 0
        is_near = known is not None and known < 0 and abs(known + number) <= _LONGEST_STEP_BC
        least = 1 if is_next or is_near else _FIRST_PLAIN_BC
        return WrittenYear(-number) if least <= number <= LAST_YEAR_BC else None
    if prefix in ("民国前", "民前"):
        return WrittenYear(_FIRST_OF_REPUBLIC - number) if 1 <= number <= _LONGEST_CONTINUED else None
    if prefix in COMMON_ERA:
        return WrittenYear(number) if 1 <= number <= LAST_YEAR else None
    if prefix in BEFORE_COMMON_ERA:
        return WrittenYear(-number) if 1 <= number <= LAST_YEAR_BC else None
    if after is not None and _FIRST_PLAIN_BC <= number < -after.year:
        return WrittenYear(-number)  # 公元前221至206年
    if (len(written) == 4 and not set(written) & UNITS.keys()) or "千" in written:
        is_year = FIRST_YEAR <= number <= LAST_YEAR and (is_dated or number % 100 or not is_span(form, number))
        return WrittenYear(number) if is_year and (is_dated or number % 10 or "千" not in written) else None
    if number in _YEARS_OF_THE_REPUBLIC and _YEAR_OF_SCHOOLS.match(form.match.string, form.end):
        return WrittenYear(_REPUBLIC.origin + number, _REPUBLIC)
    short = _short_year(form, written, is_dated=is_dated)
    if short is not None:
        return WrittenYear(short)
    if era is not None and 1 <= number <= _LONGEST_CONTINUED:
        last = 0 if after is None else after.year - era.origin
        if number < _TEN <= last and last % _TEN < number:
            number += last - last % _TEN  # 三十七、八年
        return WrittenYear(era.origin + number, era)
    is_plain = written.isdecimal() or (len(written) == 3 and not set(written) - set(DIGITS_IN_ORDER))
    is_year = is_plain and _LONGEST_CONTINUED < number < FIRST_YEAR
    named = is_dated or form.char_before == "(" or after is not None or stands_as_year(form, number, known)
    return WrittenYear(number) if is_year and named else None


def _short_year(form: Form, written: str, *, is_dated: bool) -> int | None:
    """The year of 08年, 零八年 and 九七年; not of 六七年, which is six or seven."""
    leaves_out = form.char_before in ("'", "’")
    is_plain = not written.isdecimal() or written[0] == "0" or leaves_out
    if len(written) != 2 or set(written) & UNITS.keys() or not is_plain:
        return None
    number = number_of(written)
    if number < 10:
        return _THIS_CENTURY + number
    is_about = number % 10 == number // 10 + 1 or is_span(form, number)
    return 1900 + number if number >= FIRST_SHORT_YEAR and (is_dated or not is_about) else None


def tens_of(written: str) -> list[int]:
    """Return the tens of 90, 九十 and 九零, and of 五六十 both.

    Args:
        written: the number of a decade.
    """
    if written.isdecimal():
        return [int(written)]
    if written[-1] in NOUGHTS:  # 八零年代
        return [number_of(written)]
    return [number_of(digit) * 10 for digit in written.removesuffix("十")]
