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

Forms: TypeAlias = "tuple[str, ...]"
"""A number in digits, in Chinese numerals, in Roman ones; the last one stands for all that follow."""

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
_LEAST_TOO_LARGE, _LARGEST_WITH_TENS, _LEAST_WITHOUT_NOUGHT = 10_000, 99, 1000
_DIGITS_WITH_TENS = 2
_MONTHS, _DAYS, _HOURS, _HALF = 12, 31, 24, 30

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
_PIECES = fold_string(
    "[件种家所台辆匹架艘座栋间套张份册篇幅颗粒棵株组批场局轮遍趟杯瓶碗桶箱袋盒罐斤亩枚例笔票席折支枝处起头路]"
)
_COUNT = rf"[0-9]{{1,4}}|(?![百千])[{_PLAIN_SIGNS}]{{1,7}}"
_COUNTED = re.compile(
    rf"(?<![0-9.,第点几数哪{_SIGNS}两a-z-])(?:(?:{_COUNT})(?= ?(?:(?P<rank>[级型期类世])|{_NUMBERED}))"
    rf"|(?:{_COUNT}|(?![百千])[{_PLAIN_SIGNS}两]{{1,7}})(?= ?(?P<measure>{_MEASURED}))"
    rf"|[2-9二两三四五六七八九](?= ?(?P<pieces>{_PIECES})))"
)
"""两 measures and does not number: 两级 is not 二级. One of a kind, 一起 and 一种, is a word rather than a number."""

_ABOUT = re.compile(
    rf"(?<![0-9.,第{_SIGNS}两a-z-])(?:[1-9][0-9]{{0,2}}0|(?![百千])[{_PLAIN_SIGNS}两]{{0,6}}[十百千])"
    "(?= ?(?P<measure>[余多]))"
)
"""A round number and more: 30余人, 一百多年."""

_CLOCK = re.compile(
    rf"(?<![0-9.:/{_SIGNS}])(?:(?P<hour>[01]?[0-9]|2[0-4])(?::(?P<minute>[0-5][0-9])(?![0-9:])|[点时](?P<written>[0-5][0-9]分?|半)(?![0-9]))"
    rf"|(?P<han>[一二两三四五六七八九十]{{1,3}})[点时](?:(?P<han_minute>[〇零一二三四五六七八九十]{{1,3}})分|半))"
)
_BELOW_ZERO = re.compile(
    rf"(?:零下|(?<![0-9a-z])-)([0-9]{{1,3}}(?:\.[0-9]{{1,2}})?|[{_PLAIN_SIGNS}点]{{1,6}}) ?(?:°c|摄氏度|度)"
)
_TENS_OF_YEARS = re.compile(
    rf"(?<![0-9{_SIGNS}])(?:[0-9]0|[二三四五六七八九]十|[〇零二三四五六七八九][〇零])(?= ?(?:后|年代))"
)
"""The ten years of a generation or a decade: 90后, 九〇年代."""

_BY_DIGITS = re.compile(
    rf"(?<![{_SIGNS}0-9第])[一二三四五六七八九][〇零一二三四五六七八九]{{2,4}}(?![{_SIGNS}两0-9万亿月日年·])|^[1-9][0-9]{{2,4}}$"
)
"""A number that is told digit by digit: 九八五高校, 一二三四五热线; not several in a row (一二三产业)."""

_ALONE = re.compile(rf"^(?![百千])(?=.*[十百千])[{_PLAIN_SIGNS}]{{3,7}}$")

_DAY_IN_NAME = re.compile(
    rf"(?<![0-9.·/{_SIGNS}第月-])([0-9]{{1,2}}[·./-][0-9]{{1,2}}|[0-9]{{2,4}}|[一二三四五六七八九][〇零一二三四五六七八九]?·?[〇零一二三四五六七八九]{{1,2}})"
    r"(?=(?:事件|事变|晚会|运动|惨案|起义|空难|政变|兵变|暴动|屠杀|大屠杀|指示|讲话|劳动节|妇女节|儿童节|建军节|青年节|国庆"
    r"|\w{0,2}(?:地震|爆炸|火灾|坠机|起义|动车)))"
)
"""The month and day by which an event is called: 9·11事件, 一二·九运动."""

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
    rf"(?<![0-9.{_PLAIN_SIGNS}])(?:(?P<tens>[0-9]{{1,4}})万(?P<thousands>[1-9])千(?![{_PLAIN_SIGNS}0-9万亿])"
    rf"|(?P<above>[{_PLAIN_SIGNS}两]{{1,7}})万(?P<below>[{_PLAIN_SIGNS}两]{{2,8}})(?![{_PLAIN_SIGNS}0-9万亿])|(?P<count>[0-9]{{1,5}}(?:\.[0-9]{{1,4}})?|[{_PLAIN_SIGNS}两]{{1,7}})(?P<unit>[万亿])"
    rf"(?![{_PLAIN_SIGNS}0-9万亿])|(?P<digits>[1-9][0-9]{{2,8}}00)(?![0-9.]))"
)
_MAY_COUNT = re.compile(rf"[0-9{_SIGNS}两○ivx]")
_NOUGHTS = "0〇零"
_DECIMALS, _IN_A_ROW = "0123456789", "123456789"
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
    for way in range(max(len(forms) for _, _, forms in found)):
        yield replace(text, [(start, end, forms[min(way, len(forms) - 1)]) for start, end, forms in found])


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
    pair = re.sub("^二(?=[百千]|$)", "两", han) if groups.get("measure") or groups.get("pieces") else han
    rank = _roman(value) if groups.get("rank") else digits
    short = re.sub("^二十(?=.)", "廿", han)
    if len(digits) > _DIGITS_WITH_TENS and not digits.endswith("00") and digits not in _IN_A_ROW:
        short = _digit_by_digit(digits)
    return digits, digits, han, pair, short, digits if rank in "vx" else rank


def _digit_by_digit(digits: str, nought: str = "〇") -> str:
    return digits.translate(str.maketrans("0123456789", nought + _ONES[1:]))


def _clock(match: re.Match[str]) -> Forms | None:
    hour = _value(match["hour"] or match["han"])
    written = match["minute"] or match["written"] or match["han_minute"] or "半"
    minute = _HALF if written == "半" else _value(written.removesuffix("分"))
    if hour is None or minute is None or hour > _HOURS or minute >= 2 * _HALF:
        return None
    in_words = f"{'两' if hour == 2 else in_han(hour)}点{'零' * (minute < 10)}{in_han(minute)}分"
    forms = (
        f"{hour}:{minute:02}",
        f"{hour:02}:{minute:02}",
        f"{hour}点{minute:02}分",
        f"{hour}时{minute:02}分",
        in_words,
    )
    return (
        (*forms, f"{hour}点半", f"{in_words.partition('点')[0]}点半")
        if minute == _HALF
        else (*forms, f"{hour}点{minute:02}")
    )


def _below_zero(match: re.Match[str]) -> Forms | None:
    degrees = match[1] if match[1][0] in _DECIMALS else _decimal_of(match[1])
    if degrees is None:
        return None
    signs = (f"{sign}{degrees}{unit}" for sign in ("零下", "-") for unit in ("度", "°c", "摄氏度", " °c"))
    return (*signs, *(f"零下{_decimal_in_han(degrees)}{unit}" for unit in ("度", "摄氏度")))


def _tens_of_years(match: re.Match[str]) -> Forms | None:
    digit = str(_value(match[0][0]) or 0) if match[0][0] not in _NOUGHTS else "0"
    digits = f"{digit}0"
    by_digits = _digit_by_digit(digits, "零")
    han = by_digits if digit == "0" else in_han(int(digits))
    return digits, digits, han, han, digits, han, by_digits, _digit_by_digit(digits)


def _by_digits(match: re.Match[str]) -> Forms | None:
    digits = "".join(str(_value(sign)) for sign in match[0])
    if digits in _IN_A_ROW:
        return None
    forms = digits, _digit_by_digit(digits), _digit_by_digit(digits, "零")
    return forms if match[0][0] not in _DECIMALS or int(digits) >= _LEAST_TOO_LARGE else (*forms, in_han(int(digits)))


def _day_in_name(match: re.Match[str]) -> Forms | None:
    month, _, day = re.sub("[./-]", "·", match[1]).partition("·")
    digits = "".join(str(_value(sign)) for sign in month + day)
    places = [len(month)] if day else range(1, len(digits))
    days = [(digits[:place], digits[place:]) for place in places]
    days = [
        day for day in days if "0" not in (day[0][0], day[1][0]) and int(day[0]) <= _MONTHS and int(day[1]) <= _DAYS
    ]
    if not days:
        return None
    return (
        digits,
        *(f"{month}{sign}{day}" for sign in "·./-" for month, day in days),
        _digit_by_digit(digits),
        *(f"{_digit_by_digit(month)}·{_digit_by_digit(day)}" for month, day in days),
    )


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
    if match["above"]:
        above, below = _value(match["above"]), _value(match["below"])
        if not above or not below or below >= _LEAST_TOO_LARGE or not set(match["below"]) & set("十百千"):
            return None
        unit, count = "万", f"{Decimal(above * _UNITS['万'] + below) / _UNITS['万']:f}"
    elif match["digits"]:
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
    in_full = _in_full(int(digits))
    return (
        digits,
        count + unit,
        han + unit,
        re.sub("^二(?=[百千]|$)", "两", han) + unit,
        by_units,
        in_full,
        re.sub("^二(?=[百千万亿])", "两", in_full),
    )


def _in_full(value: int) -> str:
    """A number below 10^12 in Chinese numerals: 一万五千, 三亿零五百万."""
    pieces: list[str] = []
    for unit, size in (("亿", _UNITS["亿"]), ("万", _UNITS["万"]), ("", 1)):
        part, value = divmod(value, size)
        if part:
            nought = "零" if pieces and part < _LEAST_WITHOUT_NOUGHT else ""
            pieces.append(f"{nought}{re.sub('^十', '一十' if pieces else '十', in_han(part % _LEAST_TOO_LARGE))}{unit}")
    return "".join(pieces)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Forms | None]], ...] = (
    (_DAY_IN_NAME, _day_in_name),
    (_BELOW_ZERO, _below_zero),
    (_PERCENT, _percent),
    (_CLOCK, _clock),
    (_FRACTION, _fraction),
    (_LARGE, _large),
    (_ORDINAL, _ordinal),
    (_YEAR, _year),
    (_DECADE, _decade),
    (_TENS_OF_YEARS, _tens_of_years),
    (_ABOUT, _counted),
    (_BY_DIGITS, _by_digits),
    (_ALONE, _counted),
    (_COUNTED, _counted),
    (_LONG, _counted),
    (_SERIES, _of_series),
)
