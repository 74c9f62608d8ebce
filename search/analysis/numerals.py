"""Chinese numerals: those of chapters and the like, which the index has in digits in titles and headings (第二十八回).

Works on *folded* text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wenxun.analysis.replacing import Replacement

__all__ = ["in_han", "ordinals", "value_of", "with_ordinals"]

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ORDINAL = re.compile(r"第([〇零一二两三四五六七八九十百千]{1,7})(?=[章回节条卷篇讲课集部册届次期季话幕页号编段])")


def ordinals(text: str, starts: Iterable[int] | None = None) -> Iterator[Replacement]:
    """Yield the Chinese numerals of chapters and the like, and their digits.

    Args:
        text: a folded text.
        starts: places of 第 to look at; by default all.
    """
    if starts is None:
        matches = _ORDINAL.finditer(text)
    else:
        matches = (match for start in starts if (match := _ORDINAL.match(text, start)))
    for match in matches:
        value = value_of(match[1])
        if value is not None:
            yield match.start(1), match.end(1), str(value)


def with_ordinals(text: str) -> str:
    """Return the text with its numerals of chapters in digits."""
    pieces: list[str] = []
    place = 0
    for start, end, digits in ordinals(text):
        pieces += (text[place:start], digits)
        place = end
    return "".join((*pieces, text[place:])) if pieces else text


def in_han(value: int) -> str:
    """Return a number from 0 to 9999 in Chinese numerals."""
    signs = "零一二三四五六七八九"
    pieces = [signs[int(digit)] + unit for digit, unit in zip(f"{value:04}", ("千", "百", "十", ""), strict=True)]
    text = re.sub("零+", "零", "".join(re.sub("零[千百十]", "零", piece) for piece in pieces)).strip("零") or "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def value_of(numeral: str) -> int | None:
    """Return the value of a numeral up to 9999; ``None`` for what is none."""
    if not any(sign in _TENS for sign in numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, digit, least = 0, None, 10_000
    for sign in numeral:
        if sign in _TENS:
            unit = _TENS[sign]
            if unit >= least:
                return None
            total += (1 if digit is None else digit) * unit
            digit, least = None, unit
        elif _DIGITS[sign] == 0:
            digit = None
        elif digit is None:
            digit = _DIGITS[sign]
        else:
            return None
    return total + (digit or 0)
