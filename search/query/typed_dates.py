"""What one date means that was typed: 2018, 2018-05-26, 20180526, 1990s, -221, 618年, 19世纪, 民国107年, 26 May 2018.

Quarters and halves of a year (2018Q1, 民国107年第一季度, 去年上半年) are some of its months, dynasties and reigns
(唐代, 康熙年间) their years, and what is told from today (去年5月, 近三年, 上周五) is what it is today. Years of a
count may be written without 年 (民国107), and what no date needs is left out: an hour, a part of a century.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TypeAlias

from wenxun.analysis.date_codes import FIRST_KNOWN, LAST_YEAR, date_of, is_day
from wenxun.analysis.date_eras import ERAS
from wenxun.analysis.date_words import LINK, number_of
from wenxun.analysis.dates import WrittenDate, written_dates
from wenxun.analysis.folding import fold_string
from wenxun.models import TextDate
from wenxun.query.date_periods import named_period
from wenxun.query.dates_from_today import period_from_today, with_year_of_today

__all__ = ["Period", "is_in_digits", "of_every_year", "plain", "typed_period"]

Period: TypeAlias = "tuple[TextDate, TextDate]"
"""Where a time starts, and where it ends: the same date twice, where it is one."""

_HAN_DIGITS = "〇○零一二三四五六七八九"
_HOURS = (
    "(?:凌晨|清晨|早[上晨]?|上午|中午|正午|下午|傍晚|晚[上间]?|夜[里间晚]?|深夜|午夜)"
    "?(?:[0-9一二三四五六七八九十]{1,3}[时点].*)?"
)
_UNNEEDED = re.compile(
    r"(?<=[日号0-9]) ?\(?(?:星期|周|礼拜)[一二三四五六日天]\)?$"
    r"|(?<=[0-9])t[0-9]{2}:[0-9:.]+(?:z|[+-][0-9:]+)?$| ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$"
    r"|(?<=世纪)(?:[末初]期?|中[叶期]|[前中后晚早]期|[上下前后]半[叶期]?|之交|[末初]叶|以?来?间)$"
    r"|(?<=年代)(?:[末初中]期?|[前中后晚早]期|[上下前后]半期?|间)$"
    r"|(?<=年)(?:年?[底末初终]|年中|中期?|[春夏秋冬][天季]?|全年|整年|前后|左右|份)$|(?<=[0-9])全年$"
    r"|(?<=[0-9]{4}年)度$|(?<=[去今前明本上]年)度$"
    r"|(?<=[0-9〇○零一二三四五六七八九十元前去今明后本上]年)(?:[内间里]|期间)$"
    rf"|(?<=月)(?:份?[底末初中]?|[上中下]旬|份?[内间里]|期间)$|(?<=[日号]){_HOURS}$"
)
_QUARTER_FIRST = re.compile("(q[1-4]|h[12]) ?([0-9]{4})")
_CENTURY_IN_ENGLISH = re.compile("([0-9]{1,2})(?:st|nd|rd|th)? ?c(?:entury|ent[.]?|[.])?")
_MONTH_GLUED = re.compile("(?<=[a-z])(?=[0-9]{4}$)|(?<=[0-9])(?=[a-z]{3,9} ?[0-9]{4}$)")
_MONTH_AND_DAY = re.compile(r"(?<![0-9./-])([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9./-]|年|月|世纪|[赛球雪]季)")
_HAN_YEAR = re.compile(f"[一二][{_HAN_DIGITS}]{{3}}")
_ERA_YEAR = re.compile(rf"(\D{{1,6}}?)([0-9]{{1,3}}|[{_HAN_DIGITS}十百廿卅]{{1,5}}|元)")
_DIGITS_ALONE = re.compile(r"[0-9]{4}年[0-9]{1,2}(?:月(?:[0-9]{1,2}[日号]?)?)?")
_BETWEEN_DIGITS = re.compile("[年月](?=[0-9])")
_PARTS = re.compile(r"(-?[0-9]{1,4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_YEAR = re.compile(r"([1-9][0-9]{0,3})年")
_DECADE = re.compile(r"(?:([0-9]{0,2})([0-9]0))'?s")
_PART_OF_YEAR = re.compile(
    r"(.*?)-?(?:q([1-4])|第?([1-4一二三四])季(?:度)?|([上下])半年|h([12])|前([23二两三])个?季度)"
)
_DAY_OF_EVERY_YEAR = re.compile(
    r"([0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:([0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4})[日号]?)?"
)
_MONTHS = 12


def plain(typed: str) -> str:
    """Return what was typed, folded, and without what no date needs.

    Args:
        typed: a date, or an end of a range.
    """
    text = _UNNEEDED.sub("", " ".join(fold_string(typed).split()))
    text = _QUARTER_FIRST.sub(r"\2\1", text) if _QUARTER_FIRST.fullmatch(text) else text
    text = _CENTURY_IN_ENGLISH.sub(r"\1世纪", text) if _CENTURY_IN_ENGLISH.fullmatch(text) else text
    text = _MONTH_AND_DAY.sub(r"\1月\2日", text)
    text = re.sub("^(bc|ad)(?=[0-9])", r"\1 ", text)
    return f"{text}年" if _HAN_YEAR.fullmatch(text) else text


def typed_period(text: str) -> Period | None:
    """Return the time that a date means; ``None`` where it is none.

    Args:
        text: a date in its plain form (``plain``).
    """
    period = period_from_today(text.replace(" ", "")) or named_period(text.replace(" ", ""))
    if period is not None:
        return period
    dated = with_year_of_today(text)
    spaceless = dated.replace(" ", "")
    part = _PART_OF_YEAR.fullmatch(spaceless)
    if part is not None:
        return _part_of_year(*part.groups())
    if is_in_digits(spaceless):
        found = _in_digits(spaceless)
        return None if found is None else (found, found)
    return _written(dated) or _written(spaceless)


def of_every_year(text: str) -> Period | None:
    """Return a day or month of every year, as 5月26日 is; ``None`` where it is none.

    Args:
        text: a date in its plain form (``plain``).
    """
    found = _DAY_OF_EVERY_YEAR.fullmatch(text.replace(" ", ""))
    if found is None:
        return None
    month, day = number_of(found[1]), number_of(found[2]) if found[2] else None
    each = TextDate(None, month, day)
    return (each, each) if is_day(month, 1 if day is None else day) else None


def is_in_digits(text: str) -> bool:
    """Return whether a date consists of digits and signs alone, but for 年, 月, 日 and an s.

    Args:
        text: a date in its plain form (``plain``), without blanks.
    """
    return any(form.fullmatch(text) for form in (_DECADE, _YEAR, _DIGITS_ALONE, _PARTS, _TOGETHER))


def _in_digits(text: str) -> TextDate | None:
    decade = _DECADE.fullmatch(text)
    if decade is not None:
        hundred = int(decade[1]) if decade[1] else 20 if int(decade[2]) <= 10 else 19  # 90s, 00s
        start = 100 * hundred + int(decade[2])
        return TextDate(start, is_decade=True) if start else None
    text = _BETWEEN_DIGITS.sub("-", text).rstrip("年月日号")
    parts = _PARTS.fullmatch(text) or _TOGETHER.fullmatch(text)
    year, month, day = (int(part) if part else None for part in parts.groups()) if parts else (0, None, None)
    is_date = year and abs(year) <= LAST_YEAR
    if not is_date or not is_day(1 if month is None else month, 1 if day is None else day, year):
        return None
    return TextDate(year, month, day)


def _part_of_year(written: str, by_letter: str, quarter: str, half: str, half_number: str, until: str) -> Period | None:
    """Some months of a year, which is this one where nothing says so."""
    period = typed_period(written or "今年") or typed_period(f"{written}年")
    if period is None or period[0] != period[1] or period[0] != TextDate(period[0].year):
        return None
    year = period[0].year
    if until:
        return TextDate(year, 1), TextDate(year, 3 * number_of(until.replace("两", "二")))
    if half or half_number:
        first = 1 if half == "上" or half_number == "1" else 7
        return TextDate(year, first), TextDate(year, first + 5)
    first = 3 * int(by_letter or "1234"["1234一二三四".index(quarter) % 4]) - 2
    return TextDate(year, first), TextDate(year, first + 2)


def _written(text: str) -> Period | None:
    """The time from the first to the last of the dates that a text consists of, as texts are read."""
    era = _ERA_YEAR.fullmatch(text)
    if era is not None and ("民国" if era[1] == "民" else era[1]) in ERAS:
        text = f"{'民国' if era[1] == '民' else era[1]}{era[2]}年"
    for form in dict.fromkeys((text, _MONTH_GLUED.sub(" ", text))):
        written = list(written_dates(form))
        if written and _is_all(form, written):
            codes = sorted(each.code for each in written)
            return (date_of(codes[0]), date_of(codes[-1])) if codes[0] >= FIRST_KNOWN else None
    return None


def _is_all(text: str, written: list[WrittenDate]) -> bool:
    """Whether a text is nothing but dates, what stands between and beside them, and whose reign it was."""
    before, behind = text[: written[0].start], text[written[-1].end :]
    is_reign = before.isalpha() and any(name in ERAS for name in _starts_of(text[written[0].start :]))
    gaps = (text[one.end : other.start] for one, other in pairwise(written))
    is_alone = behind in ("", "度") and (before in ("", "'", "’") or is_reign)
    return is_alone and not any(gap.strip(f" {LINK}") for gap in gaps)


def _starts_of(text: str) -> list[str]:
    return [text[:end] for end in range(1, min(len(text), 6) + 1)]
