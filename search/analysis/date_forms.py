"""Where dates stand in a text, and in which form: the patterns; ``date_reading`` says what they mean.

All texts are *folded* (``wenxun.analysis.folding``): one script, narrow digits. numpy finds the numbers and words with
which a date may start, and one pattern is matched there alone, so that a text without dates costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wenxun.analysis.date_eras import BRANCHES, ERAS, STEMS
from wenxun.analysis.folding import fold_string

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BEFORE_COMMON_ERA",
    "COMMON_ERA",
    "DIGITS_IN_ORDER",
    "ENGLISH_MONTHS",
    "LINK",
    "NOUGHTS",
    "RANGE",
    "UNITS",
    "Form",
    "forms",
    "number_of",
]

_DIGITS = "0123456789"
NOUGHTS = "0o〇○零"
"""Ways of writing nought among Chinese numerals; the letter and the digit where nothing better was at hand."""

DIGITS_IN_ORDER = NOUGHTS + "一二三四五六七八九"
"""All digits, as they are written among Chinese numerals."""

_HAN = DIGITS_IN_ORDER[1:] + "十百廿卅"
UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS_IN_ONE = {"廿": 20, "卅": 30, "卌": 40}
_FROM_TEXT, _FROM_WRITER = "同次翌是该当隔", "去前今明后本"
RANGE = "-–—~至到"
"""Signs and words between the two ends of a range."""

LINK = RANGE + "、和及与"
"""Signs and words between the dates of a range or a list."""

COMMON_ERA = ("公元", "西元", "纪元", "公历", "西历", "ad", "a.d.")
"""What stands before a year of the common era."""

BEFORE_COMMON_ERA = ("公元前", "西元前", "纪元前", "bc", "b.c.", "bce")
"""What stands before a year, or a century, before the common era."""

_BEFORE = (*BEFORE_COMMON_ERA, *COMMON_ERA, "民国前", "民前", "前", "上世纪", "上个世纪", "本世纪", *ERAS)
_BEFORE_BY_END: dict[str, list[str]] = {}
for _name in sorted(_BEFORE, key=len, reverse=True):
    _BEFORE_BY_END.setdefault(_name[-1], []).append(_name)

_MONTH = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_DAY = "[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4}"
_TO = f"[{LINK}]"
_CENTURY = "[0-9]{1,2}|[一二三四五六七八九十廿]{1,3}"
_TENS = "[0-9]0|[一二三四五六七八九][〇○零]|[一二三四五六七八九]{1,3}十"
_LONG_NUMBER = f"[一二两]千[{_HAN}]{{2,7}}"
_YEAR_NUMBER = f"[0-9]{{1,4}}|[二三四]?十[有又][一二三四五六七八九]|[{_HAN}卌]{{1,5}}|元"
_CLOSING = r",。;:!?)」』”\n"
_ALONE = r"(?! ?[0-9〇○零一二三四五六七八九十百千万亿多余几个年月世载%]|\.[0-9])"
_STOPS = rf"(?=[(（{_CLOSING}]|\.?\Z|\.[ \n])"
"""What follows a number that stands alone."""


def _month_and_day(group: str, stops: str = "") -> str:
    """A pattern for a month, and the day or two that follow; they are groups whose names start with ``group``.

    Args:
        group: one letter.
        stops: pattern of what a day without 日 stands before; by default every day has it.
    """
    days = (
        rf"(?P<{group}d>{_DAY}) (?P<{group}ds>(?:、(?:{_DAY}))*) (?: ?{_TO}{{1,2}} ?(?P<{group}d2>{_DAY}) )?"
        rf" (?: ?[日号] {stops and '|(?<=[0-9])' + stops} )"
    )
    part = "底|末|初(?![一二三四五六七八九十])|[上中下]旬"
    first = rf"(?: (?P<{group}ms>(?:{_MONTH})(?:、(?:{_MONTH}))*) ?月? ?{_TO}{{1,2}} ?)?"
    return rf"{first} (?P<{group}m>{_MONTH}) ?月(?: ?{days} | {part} )?"


def _pattern(verbose: str) -> re.Pattern[str]:
    """A pattern in which spaces only part what belongs apart, but for `` ?``: one space or none."""
    return re.compile(verbose.replace(" ?", "[ ]?"), re.VERBOSE)


def _signed(group: str) -> str:
    """A pattern for a day in digits, year first, parted by one sign throughout."""
    return (
        rf"(?P<{group}y>[0-9]{{4}}) (?P<{group}sep>[-/·]|[.][ ]?) (?P<{group}m>[0-9]{{1,2}}) (?P={group}sep) "
        rf"(?P<{group}d>[0-9]{{1,2}})"
    )


_NEXT_YEAR = rf" ?{_TO}{{1,2}} ?(?:(?:公元|西元|纪元|民国)?前?|民国|公元|西元) ?(?:{_YEAR_NUMBER})"
_DATE = _pattern(
    rf"""
    (?P<iso> (?<![0-9A-Za-z./-]) {_signed("i")}
          (?: ?[{RANGE}] ?{_signed("j")}
            | ?(?!(?P=isep))[{RANGE}] ?(?: (?P<km>[0-9]{{1,2}}) (?P=isep) )? (?P<kd>[0-9]{{1,2}}) )?
          日?(?![0-9/-]|\.[0-9]) )
    | (?P<counted> (?P<cy>[0-9]{{1,3}}) (?P<csep>[-/.]) (?P<cm>[0-9]{{1,2}}) (?P=csep) (?P<cd>[0-9]{{1,2}})
          (?![0-9/-]|\.[0-9]) )
    | (?P<months> (?<![0-9A-Za-z./-]) (?P<ay>[0-9]{{4}}) (?P<sep>[-/.]) (?P<am>[0-9]{{1,2}}) ?[{RANGE}]{{1,2}} ?
          (?: (?P<by>[0-9]{{4}}) (?P=sep) (?P<bm>[0-9]{{1,2}}) | 今 | 现在 ) (?![0-9/.-]) )
    | (?P<season> (?P<sy>[0-9]{{4}}) (?: ?[{RANGE}/]{{1,2}} ?(?P<next>[0-9]{{4}}|[0-9]{{2}})
          ?(?:[赛球雪]季|财年|(?:会计)?年度|(?<=/[0-9]{{2}})学年|(?<=/[0-9]{{4}})学年) | ?[赛球雪]季) )
    | (?P<span> (?<=[(,;:~ 约]) (?P<first>[0-9]{{3,4}}) ?[-–—~－]{{1,2}} ?
          (?P<last>[0-9]{{3,4}}|至?今|现在|\?)? ?(?=[),;]) | (?<=\(\?[-–—~]) (?P<end>[0-9]{{3,4}}) (?=\)) )
    | (?P<year> (?<!第)(?<!(?<![cd])\.) (?![一1]年(?<=[^元国民][上前下][一1]年))
          (?: (?P<from>[0-9]{{4}}) ?[{RANGE}]{{1,2}} ?)?
          (?P<y>{_LONG_NUMBER}|[一二][{_HAN}0]{{3}}|{_YEAR_NUMBER}) ?(?:学|财|会计)?(?P<unit>年(?!代)|载)
          (?: ?(?:(?<=[0-9]{{4}}年)的)? ?{_month_and_day("y", _STOPS)} | [底末] | 初(?![一二三四五六七八九十]) )? )
    | (?P<listed> (?P<list>(?:{_YEAR_NUMBER})(?: ?、 ?(?:{_YEAR_NUMBER}))*) (?={_NEXT_YEAR} ?(?:年(?!代)|载)) )
    | (?P<cycle> [{STEMS}][{BRANCHES}] (?:[年岁](?!代))? )
    | (?P<month> (?<![第个./]) {_month_and_day("m")} )
    | (?P<relative> (?P<which>[{_FROM_TEXT}{_FROM_WRITER}])年 (?: 的? ?{_month_and_day("r")} )? )
    | (?P<samemonth> (?P<whichmonth>[同当该次翌])月 (?: ?(?P<sd>{_DAY}) ?[日号] )? )
    | (?P<relativeday> (?:[当同次翌隔]|(?<=第)二|(?<=前)一)[日天] )
    | (?P<decade> (?: (?P<century>{_CENTURY}) ?世纪 ?)?
          (?: (?P<tens1>{_TENS}|[一二三四五六七八九]) (?:年代)? ?{_TO} ?)? (?P<tens>{_TENS}) ?年代 )
    | (?P<tenyears> (?:(?P<tenfrom>[0-9]{{3}}0) ?(?:年代)? ?{_TO}{{1,2}} ?)?
          (?P<ten>[0-9]{{3}}0|[{_HAN}]{{4}}|(?<=[{LINK} 代])[0-9]0) (?: ?年代 | (?<=[0-9])['’]?s(?![0-9a-z]) ) )
    | (?P<hundred> (?P<h>{_CENTURY}) ?世纪 )
    | (?P<bare> (?P<bare1>[0-9]{{1,4}}|[{_HAN}]{{1,5}}) (?![^{_CLOSING}]{{0,8}}世纪) (?: ?[{RANGE}]{{1,2}}
          ?(?P<nextbefore>(?:[公西纪]元)?前?) (?P<bare2>[0-9]{{1,4}}|[{_HAN}]{{1,5}}) {_ALONE} )? {_ALONE} )
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
_BEGINS = re.compile("(?<![0-9a-z.])[a-z]|[^a-z]")
"""Whether a name is not the end of another one of Latin letters."""

_DAY_AND_MONTH = re.compile(r"(?<![0-9A-Za-z./-])[0-9]{1,2}([-/.])[0-9]{1,2}\1\Z")
_LONGEST_DAY_AND_MONTH = 6


def _year_last(group: str) -> str:
    """A pattern for a day in digits with the year at its end."""
    return (
        rf"(?P<{group}1>[0-9]{{1,2}}) (?P<{group}sep>[-/.]) (?P<{group}2>[0-9]{{1,2}}) (?P={group}sep) "
        rf"(?P<{group}y>[0-9]{{4}})"
    )


_YEAR_LAST = _pattern(
    rf"(?P<yearlast> {_year_last('a')} (?: ?[{RANGE}] ?{_year_last('b')} )? ) (?![0-9A-Za-z/-]|\.[0-9])"
)
_LATIN_ERA = _pattern(
    r"(?<![0-9a-z.-]) (?P<latin> (?P<n>[0-9]{1,4}) ?(?P<era>b\.?c\.?(?:e\.?)?|a\.?d\.?|c\.?e\.?) ) (?![0-9a-z])"
)
_NEED_MORE = ("bare", "relativeday")
_WEEKDAY = fold_string("(?:星期|周|礼拜)[一二三四五六日天]")
_ONE_MORE_DAY = _pattern(rf"(?P<more> (?: ?\({_WEEKDAY}\))? ?(?:{_TO}|,) ?(?P<od>{_DAY}) ?(?:日|号(?![线楼院馆])) )")

_NUMBER, _STEM, _LETTER_O, _WORD, _END_OF_NAME = 1, 2, 3, 4, 5


def _table(kinds: Mapping[int, str]) -> NDArray[np.uint8]:
    """A table from code point to kind; of a character with several it is the last."""
    table = np.zeros(0x110000, np.uint8)
    for kind, characters in kinds.items():
        table[[ord(character) for character in characters]] = kind
    return table


_kinds = _table(
    {
        _STEM: STEMS,
        _LETTER_O: "o",
        _WORD: _FROM_TEXT + _FROM_WRITER,
        _END_OF_NAME: "".join(end for end in _BEFORE_BY_END if end not in "前.cde" + _HAN),
        _NUMBER: _DIGITS + _HAN.replace("o", "") + "卌千两",
    }
)
_after_number = _table({1: "年月世学载"}).astype(bool)
_after_four_digits = _after_number | _table({1: LINK + "财会赛球雪/.s'’·"}).astype(bool)
_COMMON, _LINKED, _DASHED, _SIGNED, _LATIN, _APART, _COUNTED, _ORDINAL = (1 << place for place in range(8))
_AFTER_NUMBER = _LATIN | _APART | _COUNTED
_around = np.zeros(0x110000, np.uint8)
"""What may make a number without 年 one of a date, by the character beside it."""

for _bit, _characters in (
    (_COMMON, "元历纪前"), (_LINKED, LINK), (_DASHED, "-–—~"), (_SIGNED, "/.-"), (_LATIN, "abcde."), (_APART, " "),
    (_COUNTED, "有又"), (_ORDINAL, "第前"),
):  # fmt: skip
    _around[[ord(character) for character in _characters]] |= _bit
_short_first, _short_next = (
    _table({1: digits}).astype(bool) for digits in ("0〇○零五六七八九", _DIGITS + DIGITS_IN_ORDER)
)
"""Of years in two digits, as in 08年, 零八年 and 九七年."""

_before_english_year = _table({1: ",.abcdefghijklmnopqrstuvwxyz"}).astype(bool)
_is_branch = _table({1: BRANCHES}).astype(bool)

_ASCII = 128


def _starts(points: NDArray[np.uint32]) -> list[int]:
    """Where a date may start, increasing: at a number, or at one of the words that stand for one."""
    kinds = np.zeros(len(points) + 4, np.uint8)  # so that kinds[p + 1] is that of the character at p
    kinds[1:-3] = _kinds.take(points)
    padded = np.append(points, np.zeros(3, points.dtype))
    words = np.flatnonzero(kinds > _NUMBER)
    words_kinds = kinds[words]
    letters = words[words_kinds == _LETTER_O]
    for _ in "oo":  # 二o一八, 二oo八
        letters = letters[kinds[letters - 1] == _NUMBER]
        kinds[letters] = _NUMBER
        letters = letters + 1
        letters = letters[kinds[letters] == _LETTER_O]
    is_number = kinds == _NUMBER
    edges = np.flatnonzero(is_number[1:] != is_number[:-1])
    starts, ends = edges[::2], edges[1::2]
    before = kinds[starts]
    signs = ends + (padded[ends] == ord(" "))
    after = padded[signs]
    lengths = ends - starts
    dated = (before >= _WORD) | (lengths > 2)
    dated |= (kinds[signs + 2] == _NUMBER) | (kinds[signs + 3] == _NUMBER)
    dated |= (after != ord("年")) | (padded[np.minimum(signs + 1, len(padded) - 1)] == ord("代"))
    dated &= np.where(lengths == 4, _after_four_digits[after], _after_number[after])
    two = np.flatnonzero((lengths == 2) & (after == ord("年")))
    dated[two[_short_first[padded[starts[two]]] & _short_next[padded[starts[two] + 1]]]] = True
    in_brackets = np.flatnonzero((lengths == 3) & _after_four_digits[after])
    dated[in_brackets[padded[starts[in_brackets] - 1] == ord("(")]] = True
    four = np.flatnonzero(lengths == 4)
    four = four[padded[starts[four] - 1] == ord(" ")]
    dated[four[_before_english_year[padded[starts[four] - 2]]]] = True
    beside = _around[padded[starts - 1]] | (_around[padded[ends]] & _AFTER_NUMBER)
    few = np.flatnonzero(beside | (before == _END_OF_NAME))
    dated[few[_stand_alone(kinds, padded, starts[few], ends[few])]] = True
    stems = words[words_kinds == _STEM] - 1
    stems = stems[(kinds[stems] == _END_OF_NAME) & _is_branch[padded[stems + 1]]]
    words = words[words_kinds >= _WORD] - 1
    named = padded[words + 1]
    words = words[(named == ord("年")) | (named == ord("月")) | (named == ord("日")) | (named == ord("天"))]
    found: list[int] = np.sort(np.concatenate((starts[dated], words, stems))).tolist()
    return found


def _stand_alone(
    kinds: NDArray[np.uint8], padded: NDArray[np.uint32], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Which numbers may be of a date by what stands around them: in 公元618, (前551-前479), 民国87至92年, 第二天."""
    lengths, before, after = ends - starts, padded[starts - 1], padded[ends]
    around_before, around_after = _around[before], _around[after]
    sign = starts - 1 - (before == ord(" "))
    next_sign = ends + (after == ord(" "))
    next_number = kinds[starts - 1] == _NUMBER
    alone: NDArray[np.bool_] = (kinds[starts] == _END_OF_NAME) & (around_after & (_LINKED | _SIGNED) > 0)
    alone |= (_around[padded[sign]] & _COMMON > 0) & (lengths > (padded[sign] == ord("前")))
    alone |= (lengths == 4) & (around_before & _SIGNED > 0) & next_number
    alone |= (lengths == 4) & (around_before & _DASHED > 0) & (after == ord(")"))
    alone |= (after == ord("年")) & (around_before & _LINKED > 0) & (next_number | (padded[starts - 2] == ord("年")))
    alone |= (around_after & _COUNTED > 0) & (kinds[ends + 2] == _NUMBER)
    alone |= (around_before & _ORDINAL > 0) & (lengths == 1) & ((after == ord("天")) | (after == ord("日")))
    latin = (_around[padded[next_sign]] & _around[padded[next_sign + 1]]) | (
        _around[padded[sign]] & _around[padded[sign - 1]]
    )
    alone |= (latin & _LATIN > 0) & (padded[starts] < _ASCII)
    return alone


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
        if match is None or match.lastgroup in _NEED_MORE:
            form = _special_form(folded, number, end, match)
            if form is None:
                continue
            match = form.match
            yield form
        else:
            start, before = _before(folded, number)
            yield Form(start, before, match) if start >= end else Form(number, "", match)
        while match is not None:
            end = match.end()
            match = _ONE_MORE_DAY.match(folded, end)
            if match is not None:
                yield Form(end, "", match)


def _special_form(folded: str, number: int, end: int, match: re.Match[str] | None) -> Form | None:
    """What looks like a date by what stands before its number, and starts behind another one's end."""
    if match is not None:
        if match.lastgroup == "relativeday":
            return Form(number - (match[0][0] in "一二"), "", match)
        start, before = _before(folded, number)
        if before and start >= end:
            return Form(start, before, match)
    if folded[number - 1 : number] in ("/", ".", "-"):
        first = _DAY_AND_MONTH.search(folded, max(number - _LONGEST_DAY_AND_MONTH, end), number)
        match = None if first is None else _YEAR_LAST.match(folded, first.start())
        if match is not None:
            return Form(match.start(), "", match)
    english = _ENGLISH.search(folded, max(number - _LONGEST_ENGLISH, end), number + 5)
    if english is not None and english.end() == number + 4:
        return Form(english.start(), "", english)
    latin = _LATIN_ERA.match(folded, number)
    return None if latin is None else Form(number, "", latin)


def _before(folded: str, number: int) -> tuple[int, str]:
    """What belongs to a year and stands before its number, and where that starts."""
    space = 1 if folded[number - 1 : number] == " " else 0
    end = number - space
    for name in _BEFORE_BY_END.get(folded[end - 1 : end], ()):
        if folded.endswith(name, 0, end) and (name != "前" or not space) and _BEGINS.match(folded, end - len(name)):
            return end - len(name), name
    return number, ""
