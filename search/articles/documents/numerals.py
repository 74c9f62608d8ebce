"""How numbers before headings and items are written: 三, 叁, 丙, iii, ③."""

from __future__ import annotations

import re

__all__ = ["NUMBER_IN_WORDS", "numeral"]

NUMBER_IN_WORDS = re.compile(
    r"[\u4e00-\u9fff]|(?<![A-Za-z])(?!(?:[IVXLCDM]+|[ivxlcdm]+|([A-Za-z])\1+)(?![A-Za-z]))[A-Za-z]{2}"
)
"""Is found in a number that no list of ours writes: 第三条, Article 3; but not in III or aa."""

_MOST_NUMBER = 9_999
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_COUNTED = frozenset((
    "chineseCounting", "chineseCountingThousand", "ideographTraditionalCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "japaneseCounting",
))  # fmt: skip


def numeral(number: int, form: str) -> str:
    """Return a number in a form; digits where the form is a rare one.

    Args:
        number: what is written.
        form: as Word's documents call it: ``decimal``, ``chineseCounting``, ``upperRoman``.
    """
    if not 0 < number <= _MOST_NUMBER:
        return str(number)
    if form in _COUNTED:
        return _counted(number, _DIGITS, "十百千")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _counted(number, _FORMAL if form.endswith("Simplified") else _FORMAL_TRADITIONAL, "拾佰仟")
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("ideographTraditional", "ideographZodiac"):
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.lower() if form == "lowerRoman" else roman
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(0x2460 + number - 1)
    return f"{number:02}" if form == "decimalZero" else "" if form in ("none", "bullet") else str(number)


def _counted(number: int, digits: str, units: str) -> str:
    """A number below ten thousand as it is said: 十二, 一百零三."""
    text = ""
    zero = "零"
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + (units[place - 1] if place else "")
        elif text and not text.endswith(zero) and number % 10**place:
            text += zero
    is_plain = digits == _DIGITS
    return text.removeprefix("一") if is_plain and 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text
