"""Dates with blanks behind ``date:``: >= 2018, 26 May 2018, 2018 年 5 月, 民國 107 年, Q1 2018, 1998 - 2003."""

from __future__ import annotations

import re

__all__ = ["end_of_spaced_date"]

_MONTHS = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_ENGLISH = (
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)? +(?:of +)?)?{_MONTHS}\.?,?(?: +[0-9]{{1,2}}(?:st|nd|rd|th)?,?)? +[0-9]{{4}}"
)
_NUMBER = "[0-9〇○零一二三四五六七八九十百廿卅元]{1,7}"
_COMPLETE = "(?<![a-z年月日天周期代季度来纪紀间間朝号號初末底])"
_ERA = rf"(?:[^\W\d]{{1,5}}{_COMPLETE} +)?"
_CHINESE = (
    rf"(?:{_ERA}\w{{1,7}}{_COMPLETE} *年(?: *\w{{1,2}} *月(?: *\w{{1,3}} *[日号號])?)?"
    rf"|\w{{1,2}} *月(?: *\w{{1,3}} *[日号號])?"
    rf"|(?:\w{{0,4}}{_NUMBER} *世[纪紀] *)?(?:{_NUMBER} *年代|(?<=[纪紀])))"
)
_AFTER_SIGN = "(?:公元前?|西元前?|bc|ad) +[0-9]{1,4}(?: *年)?"
_BEFORE_SIGN = "[0-9]{1,4} +(?:bce?|ad|ce)|[0-9]{1,2}(?:st|nd|rd|th) +century"
_QUARTER = "Q[1-4] +[0-9]{4}|[0-9]{4} +(?:Q[1-4]|H[12])"
_DIGITS = "[0-9]{4}(?:[-/.][0-9]{1,2}){0,2}(?: +[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_ONE_DATE = rf"(?:{_ENGLISH}|{_AFTER_SIGN}|{_BEFORE_SIGN}|{_QUARTER}|{_CHINESE}|{_DIGITS})"
_SPACED = re.compile(
    rf"(?:(?:[<>]=?|[≥≤≧≦]) *)?{_ONE_DATE}"
    rf"(?:(?: *(?:\.\.|[…‥~～至到–—]) *| +- +|-){_ONE_DATE})?(?![^\s|｜)）])",
    re.IGNORECASE,
)


def end_of_spaced_date(typed: str, start: int) -> int:
    """Return where a date with blanks (``26 May 2018``, ``2018年 5月``) ends; 0 where there is none.

    Args:
        typed: what was typed.
        start: where the date starts in it.
    """
    found = _SPACED.match(typed, start)
    return found.end() if found is not None and " " in found[0] else 0
