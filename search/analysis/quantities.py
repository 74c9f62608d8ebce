"""Letters and digits beside each other, and units: one wording for all ways to write them.

Works on *folded* text, as ``regions`` does, and for words alone: ``iso 9001`` and ``gpt-4`` become ``iso9001`` and
``gpt4``, whose pieces are words as well (``characters.latin_words``); ``5kg`` becomes ``5公斤``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.numerals import in_han, value_of
from wenxun.analysis.replacing import Replacement
from wenxun.analysis.variants import data_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BORDER", "glued", "in_other_units", "is_quantity", "letters_and_numbers", "names_generation"]

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
    "km/h": "公里每小时",
    "m/s": "米每秒",
    "l": "升",
    "ha": "公顷",
    "hz": "赫兹",
    "khz": "千赫",
    "mhz": "兆赫",
    "kv": "千伏",
    "mw": "兆瓦",
    "gw": "吉瓦",
    "kpa": "千帕",
    "mpa": "兆帕",
    "kj": "千焦",
    "kcal": "千卡",
    "db": "分贝",
    "ms": "毫秒",
    "dm": "分米",
    "°f": "华氏度",
}
_UNIT = re.compile(
    rf"(?<=[0-9])[ -]?(°(?=[0-9])|(?:{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?![0-9a-z]))"
)
"""A unit behind a number; 30°15′ has one within it."""

_FIRST_HAN = "\u3400"
_WAYS_TO_SPACE = (("", ""), (" ", ""), (" ", " "), ("", " "))
"""What stands before the sign of a unit, and behind it where Chinese follows."""

BORDER = re.compile(r"(?<=[a-z])[ -]?(?=\d)|(?<=\d)[ -]?(?=[a-z])")
"""Where letters and digits meet, with what may stand between them."""

_GENERATION = re.compile("(?<![0-9.])[2-6]G(?![0-9A-Za-z])")
_FOLDED_GENERATION = re.compile("(?<![0-9.])[2-6]g(?![0-9a-z])")
_ONE_DIGIT = re.compile("(?<![0-9.])[0-9]")
_PIECES = re.compile(r"[a-z]+|\d[\d.]*")
_SEPARATORS = " -"
_DECIMALS = "0123456789"
_NUMBER_SIGNS = _DECIMALS + "."
_NUMERALS = "一二两三四五六七八九十百千零〇"
_NUMERAL = re.compile(f"[{_NUMERALS}]")
_PLAIN_NAMES = "米克升吨"
_NOUGHT, _DEGREE = np.uint32(ord("0")), ord("°")
_DIGIT = re.compile("[0-9]")
_MEETING = re.compile(r"(?<=[0-9])(?=[a-z°])|(?<=[0-9])[ -](?=[a-z°])|(?<=[a-z])[ -](?=[0-9])")
"""Where a digit touches a letter behind it, or a sign stands between the two."""


def glued(text: str, points: NDArray[np.uint32] | None = None) -> list[Replacement]:
    """Return what to change so that letters and digits stand together, and units have one name; in order.

    Args:
        text: a text in canonical wording.
        points: its code points, if they are known already.
    """
    if points is not None:
        places = _meetings(points)
    else:
        places = [match.start() for match in _MEETING.finditer(text)] if _DIGIT.search(text) else []
    found: list[Replacement] = []
    done = 0
    for place in places:
        unit = _UNIT.match(text, place)
        if unit and not (unit[1] == "g" and _ONE_DIGIT.match(text, place - 1)):  # 5g is a network as well
            is_before_han = text[unit.end() : unit.end() + 1] >= _FIRST_HAN
            found.append((place, unit.end(), _UNITS[unit[1]] + " " * is_before_han))
            done = unit.end()
        elif text[place] in _SEPARATORS:
            start = _run_start(text, place)
            pair = _PAIR.match(text, start) if start >= done else None
            if pair:
                found.append((place, place + 1, ""))
                done = pair.end()
    return found


def in_other_units(text: str) -> list[str]:
    """Return a folded text with its units by each of their signs and names, with a blank beside them and without.

    The number before a unit is in digits, and in Chinese numerals where that has a Chinese name: 五十公斤.
    """
    text = _in_digits(text)
    if not _DIGIT.search(text):
        return []
    groups, any_unit = _units()
    pieces = any_unit.split(text)  # what stands between units, and units, in turn
    units = pieces[1::2]
    if not units:
        return []
    between, rest = pieces[::2], [piece[:1] for piece in pieces[2::2]]
    forms: list[str] = []
    for number in range(max(len(groups[unit]) for unit in units)):
        names = [groups[unit][min(number, len(groups[unit]) - 1)] for unit in units]
        for before, behind in _WAYS_TO_SPACE if names[0][0] < _FIRST_HAN else _WAYS_TO_SPACE[:2]:
            spaced = [
                before + name + (behind if following >= _FIRST_HAN else "")
                for name, following in zip(names, rest, strict=True)
            ]
            forms.append("".join(map("".join, zip(between, (*spaced, ""), strict=True))))
    if not _FOLDED_GENERATION.search(text):
        forms = [form for form in forms if not _FOLDED_GENERATION.search(form)]
    return [*forms, *dict.fromkeys(in_words for form in forms if (in_words := _in_han(form)) != form)]


def _in_digits(text: str) -> str:
    """The text with the Chinese numerals before units in digits."""
    if not _NUMERAL.search(text):
        return text

    def digits(match: re.Match[str]) -> str:
        value = value_of(match[1])
        return match[0] if value is None else f"{value}{match[2]}"

    return _measured()[0].sub(digits, text)


def _in_han(text: str) -> str:
    """The text with the whole numbers before Chinese names of units in Chinese numerals."""
    return _measured()[1].sub(lambda match: "两" if match[0] == "2" else in_han(int(match[0])), text)


@lru_cache(maxsize=1)
def _measured() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A Chinese numeral before the Chinese name of a unit, and digits before one.

    The numeral is as short as can be, for 三千克 are three kilograms. Of names of one character only those are meant
    that count nothing else: 一度 and 三伏 are no quantities.
    """
    names = sorted(
        (name for name in _units()[0] if name >= _FIRST_HAN and (len(name) > 1 or name in _PLAIN_NAMES)),
        key=len,
        reverse=True,
    )
    any_name = "|".join(map(re.escape, names))
    return (
        re.compile(rf"(?<![{_NUMERALS}0-9几数第点.])(?![百千])([{_NUMERALS}]{{1,7}}?)({any_name})"),
        re.compile(rf"(?<![0-9.])[1-9][0-9]{{0,3}}(?=(?:{any_name}))"),
    )


@lru_cache(maxsize=1)
def _units() -> tuple[Mapping[str, Sequence[str]], re.Pattern[str]]:
    """Each sign and name of a unit with all that mean the same; and what finds one behind a number."""
    groups = {name: line.split() for line in reversed([*data_lines("units.txt")]) for name in line.split()}
    signs, names = (
        "|".join(
            map(re.escape, sorted((name for name in groups if (name < _FIRST_HAN) == is_sign), key=len, reverse=True))
        )
        for is_sign in (True, False)
    )
    return groups, re.compile(rf"(?<=[0-9])[ -]?((?:{signs})(?![0-9a-z])|(?:{names})(?!元))")


def names_generation(text: str) -> bool:
    """Return whether a text as it was typed names a network, and no weight: 5G."""
    return _GENERATION.search(text) is not None


def is_quantity(text: str) -> bool:
    """Return whether a folded text is a number, a blank and a unit; Chinese may follow the sign of one."""
    found = _units()[1].search(text)
    if found is None or text[found.start()] != " " or not set(text[: found.start()]) <= set(_NUMBER_SIGNS):
        return False
    return found.end() == len(text) or (found[1] < _FIRST_HAN and text[found.end()] >= _FIRST_HAN)


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


def letters_and_numbers(word: str) -> list[str]:
    """Return the pieces of a word of letters and digits; of any other word nothing."""
    return _PIECES.findall(word) if BORDER.search(word) else []


def _meetings(points: NDArray[np.uint32]) -> list[int]:
    """The places that ``_MEETING`` finds, in order."""
    digits = (points - _NOUGHT < len(_DECIMALS)).nonzero()[0]  # the difference of anything before them is huge
    if not len(digits):
        return []
    around = np.zeros(len(points) + 4, points.dtype)  # so that around[p + 2] is the character at p
    around[2:-2] = points
    behind, next_behind = around[digits + 3], around[digits + 4]
    touching = digits[_is_letter(behind) | (behind == _DEGREE)] + 1
    parted = digits[_is_separator(behind) & (_is_letter(next_behind) | (next_behind == _DEGREE))] + 1
    joined = digits[_is_separator(around[digits + 1]) & _is_letter(around[digits])] - 1
    places: list[int] = np.sort(np.concatenate((touching, parted, joined))).tolist()
    return places


def _is_letter(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (points >= ord("a")) & (points <= ord("z"))


def _is_separator(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    is_separator: NDArray[np.bool_] = (points == ord(" ")) | (points == ord("-"))
    return is_separator
