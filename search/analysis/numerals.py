"""Numbers of chapters and the like in digits and in all Chinese numerals: 第28回, 第二十八回, 第廿八回, 卷十二.

Works on *folded* text. In titles and headings the index has them in digits; whoever types one finds each of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wenxun.analysis.folding import fold_string
from wenxun.analysis.replacing import Replacement

__all__ = ["numbered_otherwise", "ordinals", "with_ordinals"]

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ORDINAL = re.compile(r"第([〇零一二两三四五六七八九十百千]{1,7})(?=[章回节条卷篇讲课集部册届次期季话幕页号编段])")
_PLAIN_SIGNS = "〇零一二三四五六七八九十百千廿卅"
_ANY_ORDINAL = re.compile(
    rf"(?:(?<=第)(?=[^\n]{{1,7}}[\u3400-\u9fff])|(?<=卷)"
    rf"|(?<![0-9.月{_PLAIN_SIGNS}])(?=(?:[0-9]{{1,3}}|[{_PLAIN_SIGNS}]{{1,4}})号))"
    rf"([0-9]{{1,4}}(?![0-9])|[{_PLAIN_SIGNS}壹贰叁肆伍陆柒捌玖拾佰仟]{{1,7}})"
)
"""The number behind 第, if something is counted, or behind 卷, or before 号 (嫦娥五号), where that is no day."""

_PLAIN, _FORMAL = "一二三四五六七八九十百千", fold_string("壹贰叁肆伍陆柒捌玖拾佰仟")
_FORMAL_NUMERALS = str.maketrans(_PLAIN, _FORMAL)
_PLAIN_NUMERALS = str.maketrans({**dict(zip(_FORMAL, _PLAIN, strict=True)), "廿": "二十", "卅": "三十"})
_LEAST_TOO_LARGE, _LARGEST_WITH_TENS = 10_000, 99


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
    pieces: list[str] = []
    place = 0
    for start, end, digits in ordinals(text):
        pieces += (text[place:start], digits)
        place = end
    return "".join((*pieces, text[place:])) if pieces else text


def numbered_otherwise(text: str) -> Iterator[str]:
    """Yield a text, and it with its ordinals in other numerals: 第28回 as 第二十八回, 第廿八回; 第3章 as 第03章."""
    yield text
    pieces = _ANY_ORDINAL.split(text)  # what stands between numbers, and numbers, in turn
    written = [_written(value) for value in map(_ordinal_value, pieces[1::2]) if value is not None]
    if not written or len(written) * 2 + 1 < len(pieces):
        return
    for numbers in zip(*written, strict=True):
        yield "".join(map("".join, zip(pieces[::2], (*numbers, ""), strict=True)))


def _ordinal_value(number: str) -> int | None:
    value = int(number) if number.isdecimal() else _value(number.translate(_PLAIN_NUMERALS))
    return value if value is not None and 0 < value < _LEAST_TOO_LARGE else None


def _written(value: int) -> tuple[str, ...]:
    """Ways to write a number: always as many, so that two numbers of a text are written alike."""
    han = _in_han(value)
    if value > _LARGEST_WITH_TENS:
        short = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
    else:
        short = re.sub("^三十(?=.)", "卅", re.sub("^二十(?=.)", "廿", han))
    return str(value), f"{value:02}", han, short, han.translate(_FORMAL_NUMERALS)


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
