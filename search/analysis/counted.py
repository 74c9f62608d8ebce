"""The numbers of a query in every way in which people write them: 第28回 as 第二十八回, 2008年 as 二〇〇八年.

Works on *folded* text, on the side of the query alone. Only a number of which the text says what it counts has other
forms: 三 in 三国 and 5 in 5.26 have none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from wenxun.analysis.folding import fold_string
from wenxun.analysis.numerals import in_han, value_of
from wenxun.analysis.replacing import replace

__all__ = ["numbered_otherwise"]

Forms: TypeAlias = "tuple[str, str, str, str, str, str]"
"""A number in digits (two ways), in Chinese numerals (three), in Roman ones; one of the others where there is none."""

_HAN = "[\u3400-\u9fff]"
_PLAIN_SIGNS = "〇零一二三四五六七八九十百千廿卅"
_PLAIN, _FORMAL = "一二三四五六七八九十百千", fold_string("壹贰叁肆伍陆柒捌玖拾佰仟")
_SIGNS = _PLAIN_SIGNS + _FORMAL
_FORMAL_NUMERALS = str.maketrans(_PLAIN, _FORMAL)
_PLAIN_NUMERALS = str.maketrans({**dict(zip(_FORMAL, _PLAIN, strict=True)), "廿": "二十", "卅": "三十", "○": "〇"})
_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]
_ROMAN_VALUES = {numeral: value for value, numeral in enumerate(_ROMAN, 1)}
_ANY_ROMAN = "|".join(sorted(_ROMAN, key=len, reverse=True))
_LONG_ROMAN = "|".join(sorted((numeral for numeral in _ROMAN if len(numeral) > 1), key=len, reverse=True))
_LEAST_TOO_LARGE, _LARGEST_WITH_TENS = 10_000, 99

_ORDINAL = re.compile(
    rf"(?:(?<=第)(?=[^\n]{{1,7}}{_HAN})|(?<=卷)"
    rf"|(?<![0-9.月{_PLAIN_SIGNS}])(?=(?:[0-9]{{1,3}}|[{_PLAIN_SIGNS}]{{1,4}})号))"
    rf"([0-9]{{1,4}}(?![0-9])|[{_SIGNS}]{{1,7}}|(?:{_ANY_ROMAN})(?![0-9a-z]))"
)
"""The number behind 第, if something is counted, or behind 卷, or before 号 (嫦娥五号), where that is no day."""

_SERIES = re.compile(
    rf"(?<={_HAN})(?:{_LONG_ROMAN})(?![0-9a-z])|(?<=[\u4e00-\u9fff])(?<![{_PLAIN_SIGNS}月年])[0-9]{{1,2}}$"
    rf"|(?<![0-9a-z{_PLAIN_SIGNS}])(?:i|{_LONG_ROMAN})(?=[级型期类代世])"
    rf"|(?<={_HAN})(?<![{_PLAIN_SIGNS}月年第])[二三四五六七八九]?十[一二三四五六七八九]$"
)
"""What tells one of a series from the others: 三体3, 最终幻想vii, iv型, 路易十四."""

_DECADE = re.compile(rf"(?:上个?世纪|20世纪|二十世纪)(?=(?:[0-9]0|[{_PLAIN_SIGNS}]{{1,3}})年代)")
_YEAR = re.compile("(?<![0-9])[12][0-9]{3}(?= ?年)|[一二][〇零○一二三四五六七八九]{3}(?=年)")
_NUMBERED = "世纪|年代|年级|号线|中全会|大(?=以来|报告|精神|召开|代表|$)|[月日号届世班代部集季环维]"
_MEASURED = "周年|周岁|个月|小时|分钟|公里|公斤|百分点|平方|立方|[年岁个人天次层楼倍名位条项米吨元块]"
_COUNT = rf"[0-9]{{1,4}}|(?![百千])[{_PLAIN_SIGNS}]{{1,7}}"
_COUNTED = re.compile(
    rf"(?<![0-9.,第点几数哪{_SIGNS}两a-z-])(?:(?:{_COUNT})(?= ?(?:(?P<rank>[级型期类世])|{_NUMBERED}))"
    rf"|(?:{_COUNT}|(?![百千])[{_PLAIN_SIGNS}两]{{1,7}})(?= ?(?P<measure>{_MEASURED})))"
)
"""两 measures and does not number: 两级 is not 二级."""

_LONG = re.compile(
    rf"(?<![0-9.,:/第点几数a-z{_SIGNS}两-])(?:(?!(?:19|20)[0-9][0-9])[1-9][0-9]{{1,3}}"
    rf"|(?![百千十])(?=[{_PLAIN_SIGNS}]*[十百千])[{_PLAIN_SIGNS}]{{2,7}}|十[一二三四五六七八九])(?={_HAN})(?![{_PLAIN_SIGNS}万亿余多几来点分月日])"
)
"""A number of two digits and more before whatever it counts: 三十六计, 108将."""

_DECIMAL = r"[0-9]{1,4}(?:\.[0-9]{1,4})?"
_PERCENT = re.compile(
    rf"([百千])分之(?P<behind>{_DECIMAL}|[{_PLAIN_SIGNS}点]{{1,9}})|(?<![0-9.])(?P<before>{_DECIMAL}) ?([%‰])"
)
_FRACTION = re.compile(
    rf"(?<![0-9.{_PLAIN_SIGNS}/])(?:(?P<below>[二三四五六七八九十]{{1,3}}|[0-9]{{1,2}})分之(?P<above>[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}})"
    rf"|(?P<first>[1-9][0-9]?)/(?P<second>[1-9][0-9]?))(?![0-9./{_PLAIN_SIGNS}])"
)
_LARGE = re.compile(
    rf"(?<![0-9.{_PLAIN_SIGNS}])(?:(?P<tens>[0-9]{{1,4}})万(?P<thousands>[1-9])千(?![{_PLAIN_SIGNS}0-9万亿])|(?P<count>[0-9]{{1,5}}(?:\.[0-9]{{1,4}})?|[{_PLAIN_SIGNS}两]{{1,7}})(?P<unit>[万亿])"
    rf"(?![{_PLAIN_SIGNS}0-9万亿])|(?P<digits>[1-9][0-9]{{1,8}}000)(?![0-9.]))"
)
_MAY_COUNT = re.compile(rf"[0-9{_SIGNS}两○ivx]")
_NOUGHTS = "0〇零"
_BEFORE_YEAR = re.compile(" ?年")
_ONES = "零一二三四五六七八九"
_MOST_DECIMALS = 4
_DIGITS_OF_UNITS = {"万": 4, "亿": 8}
_UNITS = {"万": 10_000, "亿": 100_000_000}
_PER = {"百": "%", "千": "‰"}


def numbered_otherwise(text: str) -> Iterator[str]:
    """Yield a text, and it with its numbers as others write them; where it has several, all are written in one way."""
    yield text
    if not _MAY_COUNT.search(text):
        return
    found: list[tuple[int, int, Forms]] = []
    for pattern, written in _KINDS:
        for match in pattern.finditer(text):
            forms = written(match)
            if forms and all(match.end() <= start or end <= match.start() for start, end, _ in found):
                found.append((*match.span(), forms))
    if not found:
        return
    found.sort()
    for numbers in zip(*(forms for _, _, forms in found), strict=True):
        yield replace(text, [(start, end, number) for (start, end, _), number in zip(found, numbers, strict=True)])


def _value(number: str) -> int | None:
    if number.isdecimal():
        return int(number)
    return _ROMAN_VALUES.get(number) or value_of(number.translate(_PLAIN_NUMERALS))


def _ordinal(match: re.Match[str]) -> Forms | None:
    value = _value(match[1])
    if value is None or value >= _LEAST_TOO_LARGE:
        return None
    han = in_han(value)
    if value > _LARGEST_WITH_TENS or not value:
        short = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(value))
    else:
        short = re.sub("^三十(?=.)", "卅", re.sub("^二十(?=.)", "廿", han))
    return str(value), f"{value:02}", han, short, han.translate(_FORMAL_NUMERALS), _roman(value)


def _roman(value: int) -> str:
    return _ROMAN[value - 1] if 0 < value <= len(_ROMAN) else str(value)


def _of_series(match: re.Match[str]) -> Forms | None:
    value = _value(match[0])
    if not value:
        return None
    digits, han = str(value), in_han(value)
    return digits, digits, han, han, digits, _roman(value)


def _year(match: re.Match[str]) -> Forms | None:
    digits = "".join(str(_value(sign)) for sign in match[0])
    first, second, third = (
        digits.translate(str.maketrans("0123456789", nought + "一二三四五六七八九")) for nought in "〇零○"
    )
    return digits, digits, first, second, third, digits


def _decade(match: re.Match[str]) -> Forms:
    return "20世纪", "上世纪", "二十世纪", "上世纪", "上个世纪", "上个世纪"


def _counted(match: re.Match[str]) -> Forms | None:
    if match[0][0] in _NOUGHTS and _BEFORE_YEAR.match(match.string, match.end()):
        return _short_year(match[0])
    value = _value(match[0])
    if value is None or value >= _LEAST_TOO_LARGE:
        return None
    groups, digits, han = match.groupdict(), str(value), in_han(value)
    pair = re.sub("^二(?=[百千]|$)", "两", han) if groups.get("measure") else han
    rank = _roman(value) if groups.get("rank") else digits
    return digits, digits, han, pair, re.sub("^二十(?=.)", "廿", han), digits if rank in "vx" else rank


def _short_year(number: str) -> Forms | None:
    """零七年 is the year 2007 or 1907, and never seven years."""
    values = [_value(sign) for sign in number.translate(_PLAIN_NUMERALS)]
    if any(value is None or value > 9 for value in values):
        return None
    digits = "".join(map(str, values))
    han = "".join(_ONES[int(digit)] for digit in digits)
    with_circles = han.replace("零", "〇")
    return digits, digits, han, with_circles, han, digits


def _percent(match: re.Match[str]) -> Forms | None:
    written = match["behind"] or match["before"]
    share = written if written[0].isdecimal() else _decimal_of(written)
    if share is None:
        return None
    sign = match[4] or _PER[match[1]]
    per = "百" if sign == "%" else "千"
    in_words = f"{per}分之{_decimal_in_han(share)}"
    return f"{share}{sign}", f"{share} {sign}", in_words, f"{per}分之{share}", in_words, in_words


def _decimal_of(numeral: str) -> str | None:
    """``三点五`` in digits."""
    whole, point, rest = numeral.partition("点")
    value = _value(whole) if whole else None
    if value is None or (point and (not rest or any(sign not in _ONES for sign in rest))):
        return None
    return f"{value}{'.' if point else ''}{''.join(str(_value(sign)) for sign in rest)}"


def _fraction(match: re.Match[str]) -> Forms | None:
    above, below = (_value(match[one] or match[other]) for one, other in (("above", "first"), ("below", "second")))
    if not above or not below or above >= below:
        return None
    digits, han = f"{above}/{below}", f"{in_han(below)}分之{in_han(above)}"
    return digits, f"{below}分之{above}", han, han, han, digits


def _decimal_in_han(digits: str) -> str:
    whole, point, rest = digits.partition(".")
    return in_han(int(whole)) + ("点" if point else "") + "".join(_ONES[int(digit)] for digit in rest)


def _large(match: re.Match[str]) -> Forms | None:
    if match["digits"]:
        unit = "亿" if len(match["digits"]) > _DIGITS_OF_UNITS["亿"] else "万"
        count = f"{(Decimal(match['digits']) / _UNITS[unit]).normalize():f}"
    elif match["tens"]:
        unit, count = "万", f"{match['tens']}.{match['thousands']}"
    else:
        unit, value = match["unit"], match["count"]
        count = value if value[0].isdecimal() else str(_value(value) or "")
    if not count or len(count.partition(".")[2]) > _MOST_DECIMALS:
        return None
    digits = f"{Decimal(count) * _UNITS[unit]:f}".partition(".")[0]
    is_whole = count.isdecimal() and int(count) < _LEAST_TOO_LARGE
    han = in_han(int(count)) if is_whole else count
    whole, _, tenths = count.partition(".")
    by_units = f"{whole}万{tenths}千" if unit == "万" and len(tenths) == 1 else digits
    return digits, count + unit, han + unit, re.sub("^二(?=[百千]|$)", "两", han) + unit, by_units, digits


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Forms | None]], ...] = (
    (_PERCENT, _percent),
    (_FRACTION, _fraction),
    (_LARGE, _large),
    (_ORDINAL, _ordinal),
    (_YEAR, _year),
    (_DECADE, _decade),
    (_COUNTED, _counted),
    (_LONG, _counted),
    (_SERIES, _of_series),
)
