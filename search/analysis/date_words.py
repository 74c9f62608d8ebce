"""The words and signs that dates are made of: digits, what parts two dates, what stands before a year, numerals.

All are *folded* (``wenxun.analysis.folding``): one script, narrow digits.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wenxun.analysis.date_eras import ERAS

__all__ = [
    "BEFORE_BY_END",
    "BEFORE_COMMON_ERA",
    "COMMON_ERA",
    "DIGITS",
    "DIGITS_IN_ORDER",
    "FROM_TEXT",
    "FROM_WRITER",
    "HAN",
    "LINK",
    "NOUGHTS",
    "RANGE",
    "UNITS",
    "number_of",
    "two_in_one",
]

DIGITS = "0123456789"
NOUGHTS = "0o〇○零"
"""Ways of writing nought among Chinese numerals; the letter and the digit where nothing better was at hand."""

DIGITS_IN_ORDER = NOUGHTS + "一二三四五六七八九"
"""All digits, as they are written among Chinese numerals."""

HAN = DIGITS_IN_ORDER[1:] + "十百廿卅"
UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS_IN_ONE = {"廿": 20, "卅": 30, "卌": 40}
FROM_TEXT, FROM_WRITER = "同次翌是该当隔", "去前今明后本"
RANGE = "-–—~至到"
"""Signs and words between the two ends of a range."""

LINK = RANGE + "、和及与"
"""Signs and words between the dates of a range or a list."""

COMMON_ERA = ("公元", "西元", "纪元", "公历", "西历", "ad", "a.d.")
"""What stands before a year of the common era."""

BEFORE_COMMON_ERA = ("公元前", "西元前", "纪元前", "bc", "b.c.", "bce")
"""What stands before a year, or a century, before the common era."""

_BEFORE = (*BEFORE_COMMON_ERA, *COMMON_ERA, "民国前", "民前", "前", "上世纪", "上个世纪", "本世纪", *ERAS)
BEFORE_BY_END: dict[str, list[str]] = {}
for _name in sorted(_BEFORE, key=len, reverse=True):
    BEFORE_BY_END.setdefault(_name[-1], []).append(_name)


_TWO_IN_ONE = re.compile("(.*十|)(一二|[二两]三|三四|四五|五六|六七|七八|八九)")


def two_in_one(text: str) -> tuple[int, int] | None:
    """Return both numbers that are written as one, as 三十七八 is 37 and 38; ``None`` for any other number."""
    both = _TWO_IN_ONE.fullmatch(text)
    if both is None:
        return None
    first, last = (number_of(both[1] + digit) for digit in both[2])
    return first, last


@lru_cache(maxsize=4096)
def number_of(text: str) -> int:
    """Return the value of a number in digits or Chinese numerals; -1 for what is none."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    text = text.replace("有", "").replace("又", "")  # 十有七
    last_nought = len(NOUGHTS) - 1
    digits = [max(DIGITS_IN_ORDER.find(character.replace("两", "二")) - last_nought, 0) for character in text]
    if all(character in DIGITS_IN_ORDER for character in text):
        return int("".join(map(str, digits)))
    total, digit = 0, -1
    for character, value in zip(text, digits, strict=True):
        if character in NOUGHTS:  # 零二十, 二千零一十八
            continue
        if character in UNITS:
            total += (1 if digit < 0 else digit) * UNITS[character]
            digit = -1
        elif character in _TENS_IN_ONE:
            total += _TENS_IN_ONE[character]
        elif digit > 0:
            return -1
        else:
            digit = value
    return total + max(digit, 0)
