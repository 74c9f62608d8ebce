"""Reads what stands behind ``date:``: 2018, 2018-05-26, 20180526, 1990s, -221, 618年, 19世纪, 民国107年, 26 May 2018.

Quarters and halves of a year (2018Q1, 2018年第一季度, 2018年上半年) are ranges of months.

A day or month without a year (5月26日, 五月, 12月20日..1月5日) is that of every year.

What is told from today (去年, 去年5月, 上个月, 昨天) gets its year.

And ranges: the two ends are parted by ``..`` (also … ~ 至 到 and a dash); either may be left out. ``>=2018`` and
``<2018-05`` are ranges, too, and so are 2018年以前 and 2018年以来, which hold the year itself.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from wenxun.analysis.date_codes import FIRST_KNOWN, LAST_YEAR, codes_between, date_of, is_day
from wenxun.analysis.date_eras import ERAS
from wenxun.analysis.date_words import LINK, number_of
from wenxun.analysis.dates import written_dates
from wenxun.analysis.folding import fold_string
from wenxun.errors import DateError
from wenxun.models import TextDate
from wenxun.notices import Notice

__all__ = ["end_of_spaced_date", "read_range"]

_MONTHS = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_ENGLISH = (
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)? +(?:of +)?)?{_MONTHS}\.?,?(?: +[0-9]{{1,2}}(?:st|nd|rd|th)?,?)? +[0-9]{{4}}"
)
_CHINESE = r"(?:[\w]{1,7} *年(?: *\w{1,2} *月(?: *\w{1,3} *[日号號])?)?|\w{1,2} *月 *\w{1,3} *[日号號])"
_AFTER_SIGN = "(?:公元前?|西元前?|bc|ad) +[0-9]{1,4}(?: *年)?"
_ONE_DATE = rf"(?:{_ENGLISH}|{_AFTER_SIGN}|{_CHINESE}|[0-9]{{4}}(?:[-/.][0-9]{{1,2}}){{0,2}})"
_SPACED = re.compile(rf"{_ONE_DATE}(?: *(?:\.\.|[…‥~～至到–—-]) *{_ONE_DATE})?(?![^\s|｜)）])", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?P<sign>>=|<=|[<>≥≤≧≦])\s*(?P<sole>[^<>=].*)"
    r"|(?P<date>[0-9〇零一二三四五六七八九]{3}.*?|.*(?:年代|世纪).*?|[^.]+[年月日号](?=[以之为起开]))"
    r"(?P<word>[以之]?[前后]|以来|起|开始|为止|止)"
)
_AFTER = frozenset((">", ">=", "≥", "≧", "以后", "之后", "后", "以来", "起", "开始"))
_BETWEEN = re.compile(
    r"\.{2,}|[…‥~–—至到]+"
    r"|(?<=[年月日号代纪])-|(?<=[0-9][./][0-9])-|(?<=[0-9][./][0-9]{2})-|(?<=^[0-9]{4})-(?=[0-9]{4}$)"
)
_BETWEEN_DIGITS = re.compile("[年月](?=[0-9])")
_DIGITS_ALONE = re.compile(r"[0-9]{4}年[0-9]{1,2}(?:月(?:[0-9]{1,2}[日号]?)?)?")
_PARTS = re.compile(r"(-?[0-9]{1,4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_YEAR = re.compile(r"([1-9][0-9]{0,3})年")
_DECADE = re.compile(r"([0-9]{1,3}0)s")
_PART_OF_YEAR = re.compile(
    r"([0-9]{4})(?:年|-)?(?:q([1-4])|第?([1-4一二三四])季(?:度)?|([上下])半年|h([12]))", re.IGNORECASE
)
_ANY_YEAR = re.compile(
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:([0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4})[日号]?)?份?"
)
_UNNEEDED = re.compile(
    r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
    r"|(?<=[0-9])t[0-9]{2}:[0-9:.]+(?:z|[+-][0-9:]+)?$| ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$"
    r"|(?<=世纪)(?:[末初]期?|中[叶期]|[前中后晚早]期|[上下前后]半[叶期]?)|(?<=年代)(?:[末初中]期?|[前中后晚早]期)"
    r"|(?<=年)[春夏秋冬][天季]?$"
)
_WEEK = re.compile("^([上本这下])个?(?:星期|周|礼拜)$")
_MONTH_AND_DAY = re.compile(r"(?<![0-9./-])([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9./-]|年|月)")
_HAN_YEAR = re.compile("^[一二][〇○零一二三四五六七八九]{3}$")
_REIGN = re.compile("(.+?)(?:年间|时期|朝)?")
_UNTIL_NOW = ("今", "现在")
_SINCE_TODAY = re.compile(r"(?:([前去今本明后])年|([上本这下])个?月|([前昨今明后])[天日])")
_STEPS = {"前": -2, "去": -1, "昨": -1, "上": -1, "今": 0, "本": 0, "这": 0, "明": 1, "下": 1, "后": 2}
_OF_ANY_YEAR = "date"
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
    text = _spelled_out(typed)
    compared = _COMPARED.fullmatch(text)
    if compared is not None:
        return _compared(compared["sign"] or compared["word"], compared["sole"] or compared["date"], name, typed)
    together = _written_together(text)
    if together is not None:
        return codes_between(*together)
    written = [_of_today(end.strip()) for end in _BETWEEN.split(text, maxsplit=1)]
    if len(written) > 1:
        written[1] = "" if written[1] in _UNTIL_NOW else _what_goes_without_saying(*written) + written[1]
    if len(written) == 1:
        written *= 2
    days = [_any_year(end) for end in written] if name == _OF_ANY_YEAR else [None]
    if all(days):
        return codes_between(days[0], days[-1])
    ends = [_end(end, f"{name}:{typed}", is_last=place == 1) if end else None for place, end in enumerate(written)]
    if not any(ends):
        raise DateError(Notice("{name}:{typed} names no date. {forms}", name=name, typed=typed, forms=_FORMS))
    intervals = codes_between(ends[0], ends[-1])
    if not intervals:
        raise DateError(
            Notice(
                "{name}:{typed} ends before it starts. Exchange the two: {name}:{low}..{high}",
                name=name,
                typed=typed,
                low=ends[-1],
                high=ends[0],
            )
        )
    return intervals


def _compared(sign: str, written: str, name: str, typed: str) -> tuple[tuple[int, int], ...]:
    """What comes before or after a date; the date itself belongs to it but for ``<`` and ``>``."""
    is_after = sign in _AFTER
    end = _end(_of_today(written.strip()), f"{name}:{typed}", is_last=is_after)
    if sign in ("<", ">"):
        end = _next_to(end, 1 if is_after else -1)
    return codes_between(end, None) if is_after else codes_between(None, end)


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


def _spelled_out(typed: str) -> str:
    """A range with what may be left out, and without what no date needs: an hour, a weekday, a part of a century."""
    text = _UNNEEDED.sub("", " ".join(fold_string(typed).split()))
    text = _WEEK.sub(_week, text)
    text = _MONTH_AND_DAY.sub(r"\1月\2日", text)
    return re.sub("^(bc|ad)(?=[0-9])", r"\1 ", _HAN_YEAR.sub(r"\g<0>年", text))


def _week(told: re.Match[str]) -> str:
    """The days of a week, as seen from today."""
    today = date.today()
    monday = today + timedelta(days=7 * _STEPS[told[1]] - today.weekday())
    return f"{monday}..{monday + timedelta(days=6)}"


def _written_together(text: str) -> tuple[TextDate, TextDate] | None:
    """Both ends of a reign, or of a range whose dates share what they are written with, as in 1998-99年."""
    name = _REIGN.fullmatch(text)
    if name is not None and name[1] in ERAS and len(ERAS[name[1]][0]) == 1:
        (era,) = ERAS[name[1]][0]
        return TextDate(era.first), TextDate(era.last)
    written = list(written_dates(text))
    codes = sorted(each.code for each in written)
    if len(codes) < 2 or codes[0] < FIRST_KNOWN or (written[0].start, written[-1].end) != (0, len(text)):
        return None
    gaps = (text[one.end : other.start] for one, other in pairwise(written))
    return (date_of(codes[0]), date_of(codes[-1])) if not any(gap.strip(f" {LINK}") for gap in gaps) else None


def _any_year(written: str) -> TextDate | None:
    """A day or month of every year, if it is one."""
    found = _ANY_YEAR.fullmatch(written.replace(" ", ""))
    if found is None:
        return None
    month, day = number_of(found[1]), number_of(found[2]) if found[2] else None
    return TextDate(None, month, day) if is_day(month, 1 if day is None else day) else None


def _of_today(written: str) -> str:
    """A date that is told from today, as 去年5月, 上个月 or 昨天, with its year."""
    told = _SINCE_TODAY.match(written)
    if told is None:
        return written
    today, step, rest = date.today(), _STEPS[told[told.lastindex or 0]], written[told.end() :]
    if told[1]:
        return f"{today.year + step}年{rest}"
    if told[2]:
        years, month = divmod(today.month - 1 + step, 12)
        return f"{today.year + years}年{month + 1}月{rest}"
    day = today + timedelta(days=step)
    return f"{day.year}年{day.month}月{day.day}日{rest}"


def _what_goes_without_saying(first: str, last: str) -> str:
    """The year, and the month, that the end of a range leaves out and its start has, as in 2018年5月至9月."""
    if "年" in last or not last.endswith(("月", "日", "号", "初", "底", "末")):
        return ""
    unit = "年" if "月" in last or "月" not in first else "月"
    return first[: first.index(unit) + 1] if unit in first else ""


def end_of_spaced_date(typed: str, start: int) -> int:
    """Return where a date with blanks (``26 May 2018``, ``2018年 5月``) ends; 0 where there is none.

    Args:
        typed: what was typed.
        start: where the date starts in it.
    """
    found = _SPACED.match(typed, start)
    return found.end() if found is not None and " " in found[0] else 0


def _end(spaced: str, typed: str, *, is_last: bool) -> TextDate:
    """An end of a range: of a quarter or half of a year its first or its last month."""
    part = _PART_OF_YEAR.fullmatch(spaced.replace(" ", ""))
    if part is None:
        return _read(spaced, typed)
    year, by_letter, quarter, half, half_number = part.groups()
    half = "上下".index(half) + 1 if half else half_number
    length = 6 if half else 3
    number = int(half) - 1 if half else int(by_letter or "1234"["1234一二三四".index(quarter) % 4]) - 1
    return _read(f"{year}-{number * length + (length if is_last else 1):02}", typed)


def _read(spaced: str, typed: str) -> TextDate:
    text = spaced.replace(" ", "")
    decade = _DECADE.fullmatch(text)
    if decade is not None and int(decade[1]):
        return TextDate(int(decade[1]), is_decade=True)
    year_alone = _YEAR.fullmatch(text)
    if _DIGITS_ALONE.fullmatch(text):
        text = _BETWEEN_DIGITS.sub("-", text).rstrip("月日号")
    parts = _PARTS.fullmatch(year_alone[1] if year_alone else text) or _TOGETHER.fullmatch(text)
    if parts is not None:
        year, month, day = (int(part) if part else None for part in parts.groups())
        if year and abs(year) <= LAST_YEAR and is_day(1 if month is None else month, 1 if day is None else day, year):
            return TextDate(year, month, day)
        raise DateError(Notice("{typed} names no day of the calendar. {forms}", typed=typed, forms=_FORMS))
    for form in (text, spaced):  # English needs its blanks
        written = list(written_dates(form))
        if (
            len(written) == 1
            and (written[0].start, written[0].end) == (0, len(form))
            and written[0].code >= FIRST_KNOWN
        ):
            return date_of(written[0].code)
    raise DateError(Notice("{typed} cannot be read as a date. {forms}", typed=typed, forms=_FORMS))
