"""Letters and digits beside each other, units, and numbers of chapters: one wording for all ways to write them.

Works on *folded* text, as ``regions`` does, and for words alone: ``iso 9001`` and ``gpt-4`` become ``iso9001`` and
``gpt4``, whose pieces are words as well (``characters.latin_pieces``); ``5kg`` becomes ``5公斤``; in titles and
headings ``第二十八回`` becomes ``第28回``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.folding import fold_string
from wenxun.analysis.replacing import Replacement

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["glued", "in_other_units", "is_quantity", "letters_and_numbers", "ordinals", "spellings", "with_ordinals"]

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
    "μm": "微米",
    "dm": "分米",
    "°f": "华氏度",
}
_UNIT = re.compile(
    r"(?<=[0-9])[ -]?(" + "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True))) + r")(?![0-9a-z])"
)
_SIGNS_OF_UNITS = {name: sign for sign, name in reversed(_UNITS.items())}
_ANY_UNIT = re.compile(
    rf"(?<=[0-9])[ -]?((?:{'|'.join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))})(?![0-9a-z])"
    rf"|{'|'.join(sorted(_SIGNS_OF_UNITS, key=len, reverse=True))})"
)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ORDINAL = re.compile(r"第([〇零一二两三四五六七八九十百千]{1,7})(?=[章回节条卷篇讲课集部册届次期季话幕页号编段])")
_ANY_ORDINAL = re.compile(
    r"(?<=第)(?:[0-9]{1,4}|[〇零一二三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰仟]{1,7})(?=[\u3400-\u9fff])"
    r"|(?<=卷)(?:[0-9]{1,3}|[〇零一二三四五六七八九十百廿卅]{1,5})(?![0-9\u3400-\u9fff])"
)
"""The number behind 第, whatever is counted, or behind 卷."""

_PLAIN, _FORMAL = "一二三四五六七八九十百千", fold_string("壹贰叁肆伍陆柒捌玖拾佰仟")
_FORMAL_NUMERALS = str.maketrans(_PLAIN, _FORMAL)
_PLAIN_NUMERALS = str.maketrans({**dict(zip(_FORMAL, _PLAIN, strict=True)), "廿": "二十", "卅": "三十"})
_LEAST_TOO_LARGE, _LARGEST_WITH_TENS = 10_000, 99
_BORDER = re.compile(r"(?<=[a-z])[ -]?(?=\d)|(?<=\d)[ -]?(?=[a-z])")
_HAN = "[\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\U00020000-\U0003fffd]"
_BESIDE_HAN = re.compile(rf"(?<={_HAN})[ ]?(?=\.?[0-9a-zα-ω])|(?<=[0-9a-zα-ω+#%°])[ ]?(?={_HAN})")
_FEW_BORDERS, _MOST_SPELLINGS = 2, 24
_PIECES = re.compile(r"[a-z]+|\d[\d.]*")
_SEPARATORS = " -"
_DECIMALS = "0123456789"
_NUMBER_SIGNS = _DECIMALS + "."
_MEETING = re.compile(r"(?<=[0-9])(?=[a-z°])|(?<=[0-9])[ -](?=[a-z°])|(?<=[a-z])[ -](?=[0-9])")
"""Where a digit touches a letter behind it, or a sign stands between the two."""


def glued(text: str, points: NDArray[np.uint32] | None = None) -> list[Replacement]:
    """Return what to change so that letters and digits stand together, and units have one name; in order.

    Args:
        points: the code points of ``text``, if they are known already.
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


def in_other_units(text: str) -> list[str]:
    """Return a folded text with each unit behind a number as a sign or as a word, with a blank before it and without."""
    if not _ANY_UNIT.search(text):
        return []
    return [
        _ANY_UNIT.sub(lambda found, names=names, blank=blank: blank + names.get(found[1], found[1]), text)
        for names in (_UNITS, _SIGNS_OF_UNITS)
        for blank in ("", " ")
    ]


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
    """Return a text as it is, and as people write it: with letters and digits together, apart, and with a hyphen between
    them; with a blank between Chinese and what is written in letters or digits, and without; with the numbers of
    chapters and the like in other numerals.
    """
    forms = _numbered_otherwise(text) if _ANY_ORDINAL.search(text) else (text,)
    if _BORDER.search(text):
        forms = (spaced for form in forms for spaced in _spaced(form, _BORDER, ("", " ", "-")))
    if _BESIDE_HAN.search(text):
        forms = (spaced for form in forms for spaced in _spaced(form, _BESIDE_HAN, ("", " ")))
    return list(islice(dict.fromkeys(forms), _MOST_SPELLINGS))


def _spaced(text: str, border: re.Pattern[str], signs: Sequence[str]) -> Iterator[str]:
    """A text, and with one of the signs at all borders; at some, too, where there are only two of them."""
    yield text
    count = len(border.findall(text))
    few = product(signs, repeat=count) if 1 < count <= _FEW_BORDERS else ()
    for between in (*((sign,) * count for sign in signs), *few):
        left = iter(between)
        yield border.sub(lambda _, left=left: next(left), text)


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
    pieces: list[str] = []
    place = 0
    for start, end, digits in ordinals(text):
        pieces += (text[place:start], digits)
        place = end
    return "".join((*pieces, text[place:])) if pieces else text


def _numbered_otherwise(text: str) -> Iterator[str]:
    """A text, and with its ordinal numbers written otherwise: 第28回 as 第二十八回, 第廿八回, 第贰拾捌回; 第3章 as 第03章."""
    yield text
    values = [_ordinal_value(match[0]) for match in _ANY_ORDINAL.finditer(text)]
    if not values or None in values:
        return
    for written in zip(*(_written_numbers(value) for value in values if value is not None), strict=False):
        numbers = iter(written)
        yield _ANY_ORDINAL.sub(lambda _, numbers=numbers: next(numbers), text)


def _ordinal_value(number: str) -> int | None:
    value = int(number) if number.isdecimal() else _value(number.translate(_PLAIN_NUMERALS))
    return value if value is not None and 0 < value < _LEAST_TOO_LARGE else None


def _written_numbers(value: int) -> Iterator[str]:
    """Ways to write a number: always as many, so that two numbers of a text are written alike."""
    plain = _in_han(value)
    yield str(value)
    yield f"{value:02}"
    yield plain
    yield (
        "".join(map("〇一二三四五六七八九".__getitem__, map(int, str(value)))) if value > _LARGEST_WITH_TENS else plain
    )
    yield re.sub("^三十(?=.)", "卅", re.sub("^二十(?=.)", "廿", plain)) if value <= _LARGEST_WITH_TENS else plain
    yield plain.translate(_FORMAL_NUMERALS)


def _in_han(value: int) -> str:
    """A number up to 9999 in Chinese numerals."""
    signs = "零一二三四五六七八九"
    pieces = [signs[int(digit)] + unit for digit, unit in zip(f"{value:04}", ("千", "百", "十", ""), strict=True)]
    text = re.sub("零+", "零", "".join(re.sub("零[千百十]", "零", piece) for piece in pieces)).strip("零")
    return text.removeprefix("一") if text.startswith("一十") else text


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
