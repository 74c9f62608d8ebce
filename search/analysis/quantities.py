"""Letters and digits beside each other, units, and numbers of chapters: one wording for all ways to write them.

Works on *folded* text, as ``regions`` does, and for words alone: ``iso 9001`` and ``gpt-4`` become ``iso9001`` and
``gpt4``, whose pieces are words as well (``characters.latin_pieces``); ``5kg`` becomes ``5公斤``; in titles and
headings ``第二十八回`` becomes ``第28回``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.replacing import Replacement

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["glued", "is_quantity", "letters_and_numbers", "ordinals", "spellings", "with_ordinals"]

_PAIR = re.compile(r"(?<![0-9a-z])(?:[a-z]+([ -])[0-9][0-9.]*|[0-9][0-9.]*([ -])(?=[a-z]{1,3}(?![0-9a-z+#])))")
"""A word and a number, or a number and a short word, with a blank or hyphen between them."""

_UNITS = {
    "kg": "公斤",
    "mg": "毫克",
    "g": "克",
    "km": "公里",
    "cm": "厘米",
    "mm": "毫米",
    "nm": "纳米",
    "m": "米",
    "km2": "平方公里",
    "m2": "平方米",
    "m3": "立方米",
    "ml": "毫升",
    "kw": "千瓦",
    "kwh": "千瓦时",
    "°c": "度",
    "°": "度",
    "mph": "英里每小时",
}
_UNIT = re.compile(
    r"(?<=[0-9])[ -]?(" + "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True))) + r")(?![0-9a-z])"
)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ORDINAL = re.compile(r"第([〇零一二两三四五六七八九十百千]{1,7})(?=[章回节条卷篇讲课集部册届次期季话幕页号编段])")
_BORDER = re.compile(r"(?<=[a-z])[ -]?(?=\d)|(?<=\d)[ -]?(?=[a-z])")
_PIECES = re.compile(r"[a-z]+|\d[\d.]*")
_SEPARATORS = " -"
_DECIMALS = "0123456789"
_NUMBER_SIGNS = _DECIMALS + "."
_MEETING = re.compile(r"(?<=[0-9])(?=[a-z°])|(?<=[0-9])[ -](?=[a-z°])|(?<=[a-z])[ -](?=[0-9])")
"""Where a digit touches a letter behind it, or a sign stands between the two."""


def glued(text: str, points: NDArray[np.uint32] | None = None) -> list[Replacement]:
    """Return what to change so that letters and digits stand together, and units have one name; in order.

    Args:
        text: a text in canonical wording.
        points: its code points, if they are known already.
    """
    places = _meetings(points) if points is not None else [match.start() for match in _MEETING.finditer(text)]
    found: list[Replacement] = []
    done = 0
    for place in places:
        unit = _UNIT.match(text, place)
        if unit:
            found.append((place, unit.end(), _UNITS[unit[1]]))
            done = unit.end()
        elif text[place] in _SEPARATORS:
            start = _run_start(text, place)
            pair = _PAIR.match(text, start) if start >= done else None
            if pair:
                found.append((place, place + 1, ""))
                done = pair.end()
    return found


def is_quantity(text: str) -> bool:
    """Return whether a folded text is a number, a blank and a unit."""
    number, blank, unit = text.partition(" ")
    return unit in _UNITS and bool(blank) and number[-1:].isdecimal() and set(number) <= set(_NUMBER_SIGNS)


def _run_start(text: str, place: int) -> int:
    """Where the letters, or the digits with their dots, start that end at a place."""
    start = place
    if text[place - 1] in _DECIMALS:
        while start and text[start - 1] in _NUMBER_SIGNS:
            start -= 1
        while text[start] == ".":
            start += 1
    else:
        while start and "a" <= text[start - 1] <= "z":
            start -= 1
    return start


def spellings(text: str) -> list[str]:
    """Return a text as it is, and with its letters and digits together, apart, and with a hyphen between them."""
    if not _BORDER.search(text):
        return [text]
    return list(dict.fromkeys((text, *(_BORDER.sub(between, text) for between in ("", " ", "-")))))


def letters_and_numbers(word: str) -> list[str]:
    """Return the pieces of a word of letters and digits; of any other word nothing."""
    return _PIECES.findall(word) if _BORDER.search(word) else []


def _meetings(points: NDArray[np.uint32]) -> list[int]:
    """The places that ``_MEETING`` finds, in order."""
    digit = (points >= ord("0")) & (points <= ord("9"))
    if not digit.any():
        return []
    letter = ((points >= ord("a")) & (points <= ord("z"))) | (points == ord("°"))
    touching = np.flatnonzero(digit[:-1] & letter[1:]) + 1
    separators = np.flatnonzero((points == ord(" ")) | (points == ord("-")))
    separators = separators[(separators > 0) & (separators < len(points) - 1)]
    before, after = separators - 1, separators + 1
    parted = separators[
        (digit[before] & letter[after]) | (letter[before] & digit[after] & (points[before] != ord("°")))
    ]
    places: list[int] = np.sort(np.concatenate((touching, parted))).tolist()
    return places


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
        value = _value(match[1])
        if value is not None:
            yield match.start(1), match.end(1), str(value)


def with_ordinals(text: str) -> str:
    """Return the text with its numerals of chapters in digits."""
    if "第" not in text:
        return text
    pieces: list[str] = []
    place = 0
    for start, end, digits in ordinals(text):
        pieces += (text[place:start], digits)
        place = end
    return "".join((*pieces, text[place:])) if pieces else text


def _value(numeral: str) -> int | None:
    """The value of a numeral up to 9999; ``None`` for what is none."""
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
