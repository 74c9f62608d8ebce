"""Reads what stands behind ``date:``: one date (``typed_dates``), or a range of them.

The two ends of a range are parted by ``..`` (also … ~ 至 到 and a dash); either may be left out. ``>=2018``,
``<2018-05``, 2018年以前, 自2018年起 and 截至2018年 are ranges, too; those in words hold the year itself.

A day or month without a year (5月26日, 五月, 12月20日..1月5日) is that of every year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from wenxun.analysis.date_codes import LAST_YEAR, codes_between
from wenxun.analysis.date_words import number_of
from wenxun.errors import DateError
from wenxun.models import TextDate
from wenxun.notices import Notice
from wenxun.query.typed_dates import Period, is_in_digits, of_every_year, plain, typed_period

__all__ = ["read_range"]

_COMPARED = re.compile(
    r"(?P<sign>>=|<=|[<>≥≤≧≦]|早于|晚于)\s*(?P<sole>[^<>=].*)"
    r"|(?P<first>截[至止]到?|直?[至到]|不[晚迟早先]于|自从?|从|起[自于])(?P<end>.+?)"
    r"(?:[之以]?[前后]|以来|[起止]|开始|为止|至今)?"
    r"|(?P<date>.+?)(?P<word>[以之]?[前后]|以来|[起止]|开始|为止)"
)
_SIGNS = {"≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "早于": "<", "晚于": ">"}
_AFTER = frozenset(
    (">", ">=", "以后", "之后", "后", "以来", "起", "开始", "自", "自从", "从", "起自", "起于", "不早于", "不先于")
)
_FROM = re.compile("^(?:自从?|从|在|于)")
_BETWEEN = re.compile(
    r"\.{2,}|[…‥~–—至到]+|--+| - |[、和与及]|(?<=前[0-9])-"
    r"|(?<=[年月日号代纪初末度])-|(?<=q[1-4])-|(?<=h[12])-|(?<=[0-9])-(?=今$|现在$)"
    r"|(?<=[0-9][./][0-9])-|(?<=[0-9][./][0-9]{2})-|(?<=^[0-9]{4}-[0-9]{2})-(?=[0-9]{4}-)"
    r"|(?<=^[0-9]{4})-(?=[0-9]{4}年?$)|(?<=^[0-9]{6})-(?=[0-9]{6}$)|(?<=^[0-9]{8})-(?=[0-9]{8}$)"
    r"|(?<=^[0-9])-(?=[0-9]{1,2}(?:月|世纪|年代))|(?<=^[0-9]{2})-(?=[0-9]{1,2}(?:月|世纪|年代))"
)
_OF_ONE_UNIT = re.compile(r"^([^.年]+)\.\.([^.年]+年度?)$")
"""Years of which only the last one says so, as in 民国100..107年."""

_EDGE = re.compile("(?:起|开始|止|为止|之间|之?间)$")
_BARE = re.compile("((?:公元|西元|纪元)?前)?([0-9]{1,3}|[一二三四五六七八九十]{1,3})")
_PART_OF_YEAR = re.compile("第?[1-4一二三四]季|[上下]半年|q[1-4]|h[12]")
_YEAR_OF_PART = re.compile("[^年]+年|[0-9]{4}")
_UNIT = re.compile("(?:世纪|年代|月|年|日|号)$")
_UNTIL_NOW = ("今", "现在")
_OF_EVERY_YEAR = "date"
"""The field that may be asked for a day of any year; an article's own date is a moment."""

_FORMS = Notice(
    "Write a day, a month or a year, as in date:2018-05-26, date:2018-05 and date:2018, "
    "or a range of them, as in date:2018-05..2018-09, date:2018.. and date:..1999."
)


def read_range(typed: str, name: str = "date") -> tuple[tuple[int, int], ...]:
    """Return the numbers of the dates within a range that was typed (``wenxun.analysis.date_codes.codes_between``).

    Args:
        typed: what stands behind the colon.
        name: what stands before it.

    Raises:
        DateError: if it is no date, or ends before it starts.
    """
    text = plain(typed)
    whole = _period(text, name) or typed_period(_OF_ONE_UNIT.sub(r"\1至\2", text))
    if whole is not None:
        return codes_between(*whole)
    first, last = _compared(text) or _between(text, typed, name)
    intervals = codes_between(first, last)
    if not intervals:
        raise DateError(
            Notice(
                "{name}:{typed} ends before it starts. Exchange the two: {name}:{low}..{high}",
                name=name,
                typed=typed,
                low=last,
                high=first,
            )
        )
    return intervals


def _period(text: str, name: str) -> Period | None:
    return typed_period(text) or (of_every_year(text) if name == _OF_EVERY_YEAR else None)


def _compared(text: str) -> tuple[TextDate | None, TextDate | None] | None:
    """What comes before or after a date; the date itself belongs to it but for ``<`` and ``>``."""
    compared = _COMPARED.fullmatch(text)
    if compared is None:
        return None
    period = typed_period(plain(compared["sole"] or compared["end"] or compared["date"]))
    if period is None:
        return None
    if compared["first"] and period[0] != period[1]:
        return period  # 从1998年到2003年
    told = compared["sign"] or compared["first"] or compared["word"]
    sign = _SIGNS.get(told, told)
    if sign in _AFTER:
        return (_next_to(period[1], 1) if sign == ">" else period[0]), None
    return None, (_next_to(period[0], -1) if sign == "<" else period[1])


def _between(text: str, typed: str, name: str) -> tuple[TextDate | None, TextDate | None]:
    """Both ends of a range."""
    written = [plain(_EDGE.sub("", end.strip())) for end in _BETWEEN.split(_FROM.sub("", text), maxsplit=1)]
    if len(written) > 1:
        written = _completed(*written)
    periods = [_period(end, name) if end else None for end in written]
    if not any(written):
        raise DateError(Notice("{name}:{typed} names no date. {forms}", name=name, typed=typed, forms=_FORMS))
    for end, period in zip(written, periods, strict=True):
        if end and period is None:
            raise _no_date(end, f"{name}:{typed}")
    first, last = (period and period[place] for period, place in zip((periods[0], periods[-1]), (0, 1), strict=True))
    years = {date.year is None for date in (first, last) if date is not None}
    if years == {True, False} or (True in years and None in (first, last)):  # of every year, and of one
        raise _no_date(written[-1] or written[0], f"{name}:{typed}")
    return first, last


def _completed(first: str, last: str) -> list[str]:
    """Both ends of a range, each with what only the other one says."""
    if last in _UNTIL_NOW:
        return [first, ""]
    unit, bare = _UNIT.search(last), _BARE.fullmatch(first)
    if unit is not None and bare is not None:  # 18至19世纪
        first += unit[0]
        is_later_bc = bare[1] and unit[0] == "世纪" and 0 < number_of(last[: unit.start()]) < number_of(bare[2])
        return [first, bare[1] + last if is_later_bc else last]
    if last.isdecimal() and first.endswith(("日", "号")):
        last += "日"
    year = _YEAR_OF_PART.match(first) if _PART_OF_YEAR.match(last) else None
    return [first, (_what_goes_without_saying(first, last) if year is None else year[0]) + last]


def _no_date(text: str, typed: str) -> DateError:
    if is_in_digits(text.replace(" ", "")):
        return DateError(Notice("{typed} names no day of the calendar. {forms}", typed=typed, forms=_FORMS))
    return DateError(Notice("{typed} cannot be read as a date. {forms}", typed=typed, forms=_FORMS))


def _next_to(end: TextDate, step: int) -> TextDate:
    """The year, month or day before or after a date, whichever the date is."""
    year, month, day = end.year or 1, end.month, end.day
    if month is None:
        span = 100 if end.is_century else 10 if end.is_decade else 1
        year = year + (span if step > 0 else -1) or step
        return TextDate(year) if abs(year) <= LAST_YEAR else end
    if day is None:
        years, month = divmod(month - 1 + step, 12)
        return TextDate(year + years or step, month + 1)
    try:
        there = date(year, month, day) + timedelta(days=step)
    except (ValueError, OverflowError):  # of a year that Python's calendar does not have
        return end
    return TextDate(there.year, there.month, there.day)


def _what_goes_without_saying(first: str, last: str) -> str:
    """The year, and the month, that the end of a range leaves out and its start has, as in 2018年5月至9月."""
    if "年" in last or not last.endswith(("月", "日", "号", "初", "底", "末")):
        return ""
    unit = "年" if "月" in last or "月" not in first else "月"
    return first[: first.index(unit) + 1] if unit in first else ""
