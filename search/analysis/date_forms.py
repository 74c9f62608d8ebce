"""Where dates stand in a text, and in which form: the patterns; ``date_reading`` says what they mean.

All texts are *folded* (``wenxun.analysis.folding``): one script, narrow digits. numpy finds the numbers and words with
which a date may start, and one pattern is matched there alone, so that a text without dates costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wenxun.analysis.folding import fold_string
from wenxun.analysis.variants import data_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DIGITS_IN_ORDER", "ENGLISH_MONTHS", "ERAS", "RANGE", "UNITS", "Era", "Form", "forms", "number_of"]


class Era(NamedTuple):
    """A count of years: its first and last year, and the year from which on its months are Gregorian."""

    first: int
    last: int
    gregorian_from: int


_LUNAR = 10_000


def _eras() -> dict[str, list[Era]]:
    eras: dict[str, list[Era]] = {}
    for line in data_lines("reign_years.txt"):
        name, first, last, *solar = line.split()
        eras.setdefault(fold_string(name), []).append(Era(int(first), int(last), int(solar[0]) if solar else _LUNAR))
    return eras


ERAS = _eras()
"""Folded name to all counts of years under that name."""

_DIGITS = "0123456789"
DIGITS_IN_ORDER = "〇○零一二三四五六七八九"
"""Three ways of writing nought, then one to nine."""

_HAN = DIGITS_IN_ORDER + "十百廿卅"
UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS_IN_ONE = {"廿": 20, "卅": 30}
_FROM_TEXT, _FROM_WRITER = "同次翌是该当隔", "去前今明后本"
RANGE = "-–—~至到"
"""Signs and words between the two ends of a range."""

_BEFORE = ("公元前", "西元前", "公元", "西元", "民国前", "民前", "前", "上世纪", "上个世纪", "本世纪", *ERAS)
_BEFORE_BY_END: dict[str, list[str]] = {}
for _name in sorted(_BEFORE, key=len, reverse=True):
    _BEFORE_BY_END.setdefault(_name[-1], []).append(_name)

_MONTH = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_DAY = "[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4}"
_TO = f"[{RANGE}、和及与]"
_CENTURY = "[0-9]{1,2}|[一二三四五六七八九十廿]{1,3}"
_TENS = "[0-9]0|[一二三四五六七八九][〇○零]|[一二三四五六七八九]{1,3}十"
_LONG_NUMBER = f"[一二两]千[{_HAN}]{{2,7}}"


def _month_and_day(group: str) -> str:
    """A pattern for a month, and the day or two that follow; they are groups whose names start with ``group``."""
    days = rf"(?P<{group}d>{_DAY}) (?P<{group}ds>(?:、(?:{_DAY}))*) (?: ?{_TO}{{1,2}} ?(?P<{group}d2>{_DAY}) )? ?[日号]"
    part = "底|末|初(?![一二三四五六七八九十])|[上中下]旬"
    return rf"(?: (?P<{group}m0>{_MONTH}) ?{_TO}{{1,2}} ?)? (?P<{group}m>{_MONTH}) ?月(?: ?{days} | {part} )?"


def _pattern(verbose: str) -> re.Pattern[str]:
    """A pattern in which spaces only part what belongs apart, but for `` ?``: one space or none."""
    return re.compile(verbose.replace(" ?", "[ ]?"), re.VERBOSE)


def _signed(group: str) -> str:
    """A pattern for a day in digits, year first, parted by one sign throughout."""
    return (
        rf"(?P<{group}y>[0-9]{{4}}) (?P<{group}sep>[-/.]) (?P<{group}m>[0-9]{{1,2}}) (?P={group}sep) "
        rf"(?P<{group}d>[0-9]{{1,2}})"
    )


_DATE = _pattern(
    rf"""
    (?P<iso> (?<![0-9A-Za-z./-]) {_signed("i")}
          (?: ?[{RANGE}] ?{_signed("j")}
            | ?(?!(?P=isep))[{RANGE}] ?(?: (?P<km>[0-9]{{1,2}}) (?P=isep) )? (?P<kd>[0-9]{{1,2}}) )?
          (?![0-9/-]|\.[0-9]|日) )
    | (?P<months> (?<![0-9A-Za-z./-]) (?P<ay>[0-9]{{4}}) (?P<sep>[-/.]) (?P<am>[0-9]{{1,2}}) ?[{RANGE}]{{1,2}} ?
          (?: (?P<by>[0-9]{{4}}) (?P=sep) (?P<bm>[0-9]{{1,2}}) | 今 | 现在 ) (?![0-9/.-]) )
    | (?P<season> (?P<sy>[0-9]{{4}}) ?[{RANGE}/]{{1,2}} ?(?P<next>[0-9]{{4}}|[0-9]{{2}}) ?(?:[赛球]季|财年|年度) )
    | (?P<span> (?<=[(,;:~ ]) (?P<first>[0-9]{{3,4}}) ?[-–—~－]{{1,2}} ?
          (?P<last>[0-9]{{3,4}}|至?今|现在)? ?(?=[),;]) )
    | (?P<year> (?<![第.]) (?![一1]年(?<=[^元国民][上前下][一1]年))
          (?: (?P<from>[0-9]{{4}}) ?[{RANGE}] ?)?
          (?P<y>[0-9]{{1,4}}|{_LONG_NUMBER}|[{_HAN}]{{1,5}}|元) ?学?年(?!代)
          (?: ?{_month_and_day("y")} | [底末] | 初(?![一二三四五六七八九十]) )? )
    | (?P<month> (?<![第个./]) {_month_and_day("m")} )
    | (?P<relative> (?P<which>[{_FROM_TEXT}{_FROM_WRITER}])年 (?: 的? ?{_month_and_day("r")} )? )
    | (?P<samemonth> (?P<whichmonth>[同当该次翌])月 (?: ?(?P<sd>{_DAY}) ?[日号] )? )
    | (?P<relativeday> (?P<whichday>[当同次翌隔])[日天] )
    | (?P<decade> (?: (?P<century>{_CENTURY}) ?世纪 ?)?
          (?: (?P<tens1>{_TENS}|[一二三四五六七八九]) (?:年代)? ?{_TO} ?)? (?P<tens>{_TENS}) ?年代 )
    | (?P<tenyears> (?P<ty>[0-9]{{3}}0|[{DIGITS_IN_ORDER}]{{4}}) (?: ?年代 | (?<=[0-9])['’]?s(?![0-9a-z]) ) )
    | (?P<hundred> (?P<h>{_CENTURY}) ?世纪 )
    """
)
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The first letters of English months, folded, in order."""

_ENGLISH = _pattern(
    r"""
    (?<![0-9a-z]) (?P<english> (?: (?P<ed>[0-9]{1,2})(?:st|nd|rd|th)?[ ](?:of[ ])? )?
        (?P<em>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?
            |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) \.?,?
        (?: [ ](?P<ed2>[0-9]{1,2})(?:st|nd|rd|th)?,? )? [ ](?P<ey>[0-9]{4}) ) (?![0-9a-z])
    """
)
_LONGEST_ENGLISH = 26
_ENGLISH_ENDS = [ord(","), ord(".")]
_WEEKDAY = fold_string("(?:星期|周|礼拜)[一二三四五六日天]")
_ONE_MORE_DAY = _pattern(rf"(?P<more> (?: ?\({_WEEKDAY}\))? ?(?:{_TO}|,) ?(?P<od>{_DAY}) ?(?:日|号(?![线楼院馆])) )")

_NUMBER, _WORD, _END_OF_NAME = 1, 2, 3
_kinds = np.zeros(0x110000, np.uint8)
_kinds[[ord(character) for character in _DIGITS + _HAN + "千两"]] = _NUMBER
_kinds[[ord(character) for character in _FROM_TEXT + _FROM_WRITER]] = _WORD
_kinds[[ord(end) for end in _BEFORE_BY_END if end != "前" and end not in _HAN]] = _END_OF_NAME
_SHORT_FIRST, _SHORT_NEXT = (
    [ord(digit) for digit in digits] for digits in ("0〇○零五六七八九", _DIGITS + DIGITS_IN_ORDER)
)
"""Of years in two digits, as in 08年, 零八年 and 九七年."""

_after_number = np.zeros(0x110000, bool)
_after_number[[ord(character) for character in "年月世学"]] = True
_after_four_digits = _after_number.copy()
_after_four_digits[[ord(character) for character in RANGE + "/.s'’"]] = True


def _starts(points: NDArray[np.uint32]) -> list[int]:
    """Where a date may start, increasing: at a number, or at one of the words that stand for one."""
    kinds = np.zeros(len(points) + 4, np.uint8)  # so that kinds[p + 1] is that of the character at p
    kinds[1:-3] = _kinds.take(points)
    padded = np.append(points, np.zeros(3, points.dtype))
    is_number = kinds == _NUMBER
    edges = np.flatnonzero(is_number[1:] != is_number[:-1])
    starts, ends = edges[::2], edges[1::2]
    before = kinds[starts]
    signs = ends + (padded[ends] == ord(" "))
    after = padded[signs]
    dated = (before >= _WORD) | (ends - starts > 2)
    dated |= (kinds[signs + 2] == _NUMBER) | (kinds[signs + 3] == _NUMBER)
    dated |= (after != ord("年")) | (padded[np.minimum(signs + 1, len(padded) - 1)] == ord("代"))
    dated &= np.where(ends - starts == 4, _after_four_digits[after], _after_number[after])
    lengths = ends - starts
    two = np.flatnonzero((lengths == 2) & (after == ord("年")))
    dated[two[np.isin(padded[starts[two]], _SHORT_FIRST) & np.isin(padded[starts[two] + 1], _SHORT_NEXT)]] = True
    in_brackets = np.flatnonzero((lengths == 3) & _after_four_digits[after])
    dated[in_brackets[padded[starts[in_brackets] - 1] == ord("(")]] = True
    four = np.flatnonzero(lengths == 4)
    four = four[padded[starts[four] - 1] == ord(" ")]
    latin = padded[starts[four] - 2]
    dated[four[np.isin(latin, _ENGLISH_ENDS) | ((latin >= ord("a")) & (latin <= ord("z")))]] = True
    words = np.flatnonzero(kinds >= _WORD) - 1
    named = padded[words + 1]
    words = words[(named == ord("年")) | (named == ord("月")) | (named == ord("日")) | (named == ord("天"))]
    found: list[int] = np.sort(np.concatenate((starts[dated], words))).tolist()
    return found


@lru_cache(maxsize=4096)
def number_of(text: str) -> int:
    """Return the value of a number in digits or Chinese numerals; -1 for what is none."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    digits = [max(DIGITS_IN_ORDER.find(character.replace("两", "二")) - 2, 0) for character in text]
    if all(character in DIGITS_IN_ORDER for character in text):
        return int("".join(map(str, digits)))
    total, digit = 0, -1
    for character, value in zip(text, digits, strict=True):
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


class Form(NamedTuple):
    """What looks like a date.

    Attributes:
        start: where it starts, with what belongs to its year.
        before: what belongs to its year and stands before its number: 公元前, 上世纪, the name of an era, or nothing.
        match: the rest; ``lastgroup`` names the form.
    """

    start: int
    before: str
    match: re.Match[str]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.match.end()

    @property
    def char_before(self) -> str:
        """The character before it; nothing at the start of the text."""
        return self.match.string[max(self.start - 1, 0) : self.start]


def forms(folded: str, points: NDArray[np.uint32]) -> Iterator[Form]:
    """Yield what looks like a date in a folded text, in order.

    Args:
        folded: the text.
        points: its code points.
    """
    end = 0
    for number in _starts(points):
        if number < end:
            continue
        match = _DATE.match(folded, number)
        if match is None:
            english = _ENGLISH.search(folded, max(number - _LONGEST_ENGLISH, end), number + 5)
            if english is not None and english.end() == number + 4:
                end = english.end()
                yield Form(english.start(), "", english)
        else:
            start, before = _before(folded, number)
            yield Form(start, before, match) if start >= end else Form(number, "", match)
        while match is not None:
            end = match.end()
            match = _ONE_MORE_DAY.match(folded, end)
            if match is not None:
                yield Form(end, "", match)


def _before(folded: str, number: int) -> tuple[int, str]:
    """What belongs to a year and stands before its number, and where that starts."""
    space = 1 if folded[number - 1 : number] == " " else 0
    end = number - space
    for name in _BEFORE_BY_END.get(folded[end - 1 : end], ()):
        if folded.endswith(name, 0, end) and (name != "前" or not space):
            return end - len(name), name
    return number, ""
