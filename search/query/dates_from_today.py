"""Dates that are told from today: 去年5月, 上个月, 昨天, 上周五, 本季度, 近三年, 三天前, 本世纪."""

from __future__ import annotations

import re
from datetime import date, timedelta

from wenxun.analysis.date_codes import century_start
from wenxun.analysis.date_words import number_of, two_in_one
from wenxun.models import TextDate

__all__ = ["period_from_today", "with_year_of_today"]

_STEPS = {
    "大前": -3, "上上": -2, "前": -2, "去": -1, "昨": -1, "上": -1, "今": 0, "本": 0, "这": 0, "当": 0, "": 0,
    "明": 1, "下": 1, "后": 2, "下下": 2, "大后": 3,
}  # fmt: skip
_NUMBER = "[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|半"
_YEAR_OR_MONTH = re.compile("(?:(大?[前后]|[去今本明上下当])年度?|(上上|下下|[上本这下当])个?月份?)")
_DAY = re.compile("(大?[前后]|[昨今明])[天日]|(today|yesterday|tomorrow)")
_WEEK = re.compile(
    "(上上|下下|[上本这下])个?(?:星期|周|礼拜)([一二三四五六日天])?|(?:星期|周|礼拜)([一二三四五六日天])"
)
_QUARTER = re.compile("([上本这下当])个?季度?")
_CENTURY = re.compile("([上本这])个?世纪|新世纪")
_SPAN = re.compile(
    rf"(?:最?近|过去|前|[这此]|最近)({_NUMBER})个?(年|季度?|月|周|星期|礼拜|[天日])(?:[来内间]|以[来内])?"
)
_AGO = re.compile(rf"({_NUMBER})个?(年|月|周|星期|礼拜|[天日])[以之]?前")
_WEEKDAYS = "一二三四五六日天"
_ENGLISH_DAYS = {"yesterday": "昨", "today": "今", "tomorrow": "明"}
_MONTHS = 12
_MOST_YEARS = 99
"""What names more years is a year: 221年前, 前221年."""


def with_year_of_today(text: str) -> str:
    """Return what begins with 去年 or 上个月 with the year, and the month, that this is.

    Args:
        text: what was typed, folded.
    """
    told, today = _YEAR_OR_MONTH.match(text), date.today()
    if told is None:
        return text
    if told[1]:
        return f"{today.year + _STEPS[told[1]]}年{text[told.end() :]}"
    year, month = _months_later(today, _STEPS[told[2]])
    return f"{year}年{month}月{text[told.end() :]}"


def period_from_today(text: str) -> tuple[TextDate, TextDate] | None:
    """Return the first and the last day, month or year of a time that is told from today; ``None`` for any other.

    Args:
        text: what was typed, folded.
    """
    today = date.today()
    if told := _DAY.fullmatch(text):
        return _days(today, _STEPS[told[1] or _ENGLISH_DAYS[told[2]]])
    if told := _WEEK.fullmatch(text):
        monday = 7 * _STEPS[told[1] or ""] - today.weekday()
        weekday = told[2] or told[3]
        return _days(today, monday + min(_WEEKDAYS.index(weekday), 6)) if weekday else _days(today, monday, monday + 6)
    if told := _QUARTER.fullmatch(text):
        first = (today.month - 1) // 3 * 3 + 1 - today.month + 3 * _STEPS[told[1]]
        return TextDate(*_months_later(today, first)), TextDate(*_months_later(today, first + 2))
    if told := _CENTURY.fullmatch(text):
        century = TextDate(century_start((today.year - 1) // 100 + 1 + _STEPS[told[1] or ""]), is_century=True)
        return century, century
    if told := _SPAN.fullmatch(text):
        return _since(today, told[1], told[2])
    if (told := _AGO.fullmatch(text)) and (since := _since(today, told[1], told[2])):
        return since[0], since[0]
    return None


def _since(today: date, written: str, unit: str) -> tuple[TextDate, TextDate] | None:
    """From so many days, months or years ago until now; the month, or year, of today belongs to it whole."""
    both, is_half = two_in_one(written), written == "半"
    number = 1 if is_half else both[1] if both else number_of(written)
    if number < 1 or (unit == "年" and number > _MOST_YEARS):
        return None
    if unit == "年" and not is_half:
        return TextDate(today.year - number), TextDate(today.year)
    if unit in ("年", "月", "季", "季度") and not (unit == "月" and is_half):
        months = 6 if is_half else number * (1 if unit == "月" else 3)
        return TextDate(*_months_later(today, -months)), TextDate(today.year, today.month)
    days = 15 if is_half else number * (1 if unit in "天日" else 7)
    return _days(today, -days, 0)


def _days(today: date, first: int, last: int | None = None) -> tuple[TextDate, TextDate]:
    """The days so many days from today."""
    ends = (today + timedelta(days=step) for step in (first, first if last is None else last))
    begin, end = (TextDate(day.year, day.month, day.day) for day in ends)
    return begin, end


def _months_later(today: date, step: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + step, _MONTHS)
    return today.year + years, month + 1
