"""Where dates stand in a text, and in which form: the patterns; ``date_reading`` says what they mean.

All texts are *folded* (``wenxun.analysis.folding``): one script, narrow digits. numpy finds the numbers and words with
which a date may start, and one pattern is matched there alone, so that a text without dates costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from wenxun.analysis.date_eras import BRANCHES, STEMS
from wenxun.analysis.date_formal import with_plain_numerals
from wenxun.analysis.date_starts import date_starts
from wenxun.analysis.date_words import BEFORE_BY_END, FROM_TEXT, FROM_WRITER, HAN, LINK, RANGE
from wenxun.analysis.folding import fold_string

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ENGLISH_MONTHS", "Form", "forms"]

_MONTH = "[0-9]{1,2}|[〇○零]?(?:[一二三四五六七八九十]{1,2}|一十[一二])"
_DAY = "[0-9]{1,2}|[〇○零]?[一二三四五六七八九十廿卅]{1,4}"
_DAY_UNIT = "(?:日|号(?![线楼院馆厅机井炉坑]))"
_TO = f"[{LINK}]"
_CENTURY = "[0-9]{1,2}|[一二三四五六七八九十廿]{1,3}"
_TENS = "[0-9]0|[一二三四五六七八九][〇○零]|[一二三四五六七八九]{1,3}十"
_LONG_NUMBER = f"[一二两]千[{HAN}]{{2,7}}"
_YEAR_NUMBER = f"[0-9]{{1,4}}|[二三四]?十[有又][一二三四五六七八九]|[{HAN}卌]{{1,5}}|元"
_OF = "(?:学|财|财政|会计)"
_CLOSING = r",。;:!?)」』”\n"
_ALONE = r"(?! ?[0-9〇○零一二三四五六七八九十百千万亿多余几个年月世载%]|\.[0-9])"
_STOPS = rf"(?=[(（{_CLOSING}]|\.?\Z|\.[ \n])"
"""What follows a number that stands alone."""


_BEFORE_TIME = ":(?=[0-9]{2}:[0-9]{2}[ ][0-9]{2}:)"
"""The sign after the year in 2018:05:26 10:03:12, as cameras write it."""

_TIME = "[0-9]{2}(?::[0-9]{2}){1,2} (?:[ ](?:[a-z]{3,5}|[+-][0-9]{4}))?"


def _month_and_day(group: str, stops: str = "") -> str:
    """A pattern for a month, and the day or two that follow; they are groups whose names start with ``group``.

    Args:
        group: one letter.
        stops: pattern of what a day without 日 stands before; by default every day has it.
    """
    days = (
        rf"(?P<{group}d>{_DAY}) (?P<{group}ds>(?:、(?:{_DAY})){{0,30}}) (?: ?{_TO}{{1,2}} ?(?P<{group}d2>{_DAY}) )?"
        rf" (?: ?{_DAY_UNIT} {stops and '|(?<=[0-9])' + stops} )"
    )
    part = "底|末|初(?![一二三四五六七八九十])|[上中下]旬"
    first = rf"(?: (?P<{group}ms>(?:{_MONTH})(?:、(?:{_MONTH})){{0,11}}) ?月? ?{_TO}{{1,2}} ?)?"
    return rf"{first} (?P<{group}m>{_MONTH}) ?月(?: ?{days} | {part} )?"


def _pattern(verbose: str) -> re.Pattern[str]:
    """A pattern in which spaces only part what belongs apart, but for `` ?``: one space or none."""
    return re.compile(verbose.replace(" ?", "[ ]?"), re.VERBOSE)


def _signed(group: str) -> str:
    """A pattern for a day in digits, year first, parted by one sign throughout."""
    return (
        rf"(?P<{group}y>[0-9]{{4}}) (?P<{group}sep>[-/·]|[.][ ]?|{_BEFORE_TIME}) (?P<{group}m>[0-9]{{1,2}}) "
        rf"(?P={group}sep) "
        rf"(?P<{group}d>[0-9]{{1,2}})"
    )


_CITED = (
    r"(?<=[(〔\[,])[0-9]{4}(?=[)〕\]]|[a-c]\)) | (?<=,[ ])[0-9]{4}(?=\)|[a-c]\))"
    r"| (?:(?<=[社局馆店],)|(?<=[社局馆店],[ ]))[0-9]{4}(?=[,.;:。)\n]|[ ](?![0-9])|\Z)"
    r"| (?:(?<=,)|(?<=,[ ]))[0-9]{4}(?=[ ]?(?:,[ ]?[0-9]{1,4}[ ]?)?\([0-9]{1,2}\)[ ]?[:.,][ ]?[0-9])"
    r"| (?<=[a-z.,;)\u3400-\u9fff ]) [0-9]{4}(?=[ ]?;[ ]?[0-9]{1,4}[ ]?(?:\([^()\n]{1,12}\)[ ]?)?:[ ]?[a-z]?[0-9])"
)
_NEXT_YEAR = rf" ?{_TO}{{1,2}} ?(?:(?:公元|西元|纪元|民国)?前?|民国|公元|西元) ?(?:{_YEAR_NUMBER})"
_DATE = _pattern(
    rf"""
    (?P<year> (?<!第)(?<![0-9abe-z]\.) (?![一1]年(?<=[^元国民][上前下后][一1]年))
          (?: (?P<from>[0-9]{{4}}) ?[{RANGE}]{{1,2}} ?(?![0-9]+ ?(?:会计|财政)?年度) )?
          (?P<y>{_LONG_NUMBER}|[一二][{HAN}0]{{3}}|{_YEAR_NUMBER}) ?{_OF}?(?P<unit>年(?!代)|载)
          (?: ?(?:(?<=[0-9]{{4}}年)的)? ?{_month_and_day("y", _STOPS)} | [底末] | 初(?![一二三四五六七八九十]) )? )
    | (?P<month> (?<![第个./]) {_month_and_day("m")} )
    | (?P<iso> (?<![0-9A-Za-z./-]) {_signed("i")}
          (?: ?[{RANGE}] ?{_signed("j")}
            | ?(?!(?P=isep))[{RANGE}] ?(?: (?P<km>[0-9]{{1,2}}) (?P=isep) )? (?P<kd>[0-9]{{1,2}}) )?
          日?(?![0-9/-]|\.[0-9]) )
    | (?P<counted> (?P<cy>[0-9]{{1,3}}) (?P<csep>[-/.]) (?P<cm>[0-9]{{1,2}}) (?P=csep) (?P<cd>[0-9]{{1,2}})
          (?![0-9/-]|\.[0-9]) )
    | (?P<months> (?<![0-9A-Za-z./-]) (?P<ay>[0-9]{{4}}) (?P<sep>[-/.]) (?P<am>[0-9]{{1,2}}) ?[{RANGE}]{{1,2}} ?
          (?: (?P<by>[0-9]{{4}}) (?P=sep) (?P<bm>[0-9]{{1,2}}) | 今 | 现在 ) (?![0-9/.-]) )
    | (?P<season> (?<![0-9/.-]) (?P<shorty>[0-9]{{2}}) ?[/-] ?(?P<shortnext>[0-9]{{2}}) ?年?度?[赛球雪]季
          | (?P<sy>[0-9]{{4}}) (?: ?[{RANGE}/]{{1,2}} ?(?P<next>[0-9]{{4}}|[0-9]{{2}})
          ?(?:[赛球雪]季|财年|(?:会计|财政)?年度|(?<=/[0-9]{{2}})学年|(?<=/[0-9]{{4}})学年)
            | ?[赛球雪]季 | ?-?(?:q[1-4]|h[12])(?![0-9a-z])) )
    | (?P<span> (?<=[(,;:~ 约]) (?P<first>[0-9]{{3,4}}) ?[-–—~－]{{1,2}} ?
          (?P<last>[0-9]{{3,4}}|至?今|现在|\?)? ?(?=[),;]) | (?<=\(\?[-–—~]) (?P<end>[0-9]{{3,4}}) (?=\)) )
    | (?P<cited> {_CITED} )
    | (?P<listed> (?P<list>(?:{_YEAR_NUMBER})(?: ?、 ?(?:{_YEAR_NUMBER})){{0,30}})
          (?={_NEXT_YEAR} ?{_OF}?(?:年(?!代)|载)) )
    | (?P<cycle> [{STEMS}][{BRANCHES}] (?:[年岁](?!代))? )
    | (?P<relative> (?P<which>[{FROM_TEXT}{FROM_WRITER}])年 (?: 的? ?{_month_and_day("r")} )? )
    | (?P<samemonth> (?P<whichmonth>[同当该次翌])月 (?: ?(?P<sd>{_DAY}) ?[日号] )? )
    | (?P<relativeday> (?:[当同次翌隔]|(?<=第)二|(?<=前)一)[日天] )
    | (?P<decade> (?: (?P<century>{_CENTURY}) ?世纪 ?)?
          (?: (?P<tens1>{_TENS}|[一二三四五六七八九]) (?:年代)? ?{_TO} ?)? (?P<tens>{_TENS}) ?年代 )
    | (?P<tenyears> (?:(?P<tenfrom>[0-9]{{2,3}}0) ?(?:年代)? ?{_TO}{{1,2}} ?)?
          (?P<ten>[0-9]{{3}}0|[1-9][0-9]0(?=[ ]?年代)|[{HAN}]{{4}}|(?<=[{LINK} 代])[0-9]0)
          (?: ?年代 | (?<=[0-9])['’]?s(?![0-9a-z]) ) )
    | (?P<hundred> (?P<h>{_CENTURY}) ?世纪 )
    | (?P<bare> (?P<bare1>[0-9]{{1,4}}|[{HAN}]{{1,5}}) (?![^{_CLOSING}]{{0,8}}世纪) (?: ?[{RANGE}]{{1,2}}
          ?(?P<nextbefore>(?:[公西纪]元)?前?) (?P<bare2>[0-9]{{1,4}}|[{HAN}]{{1,5}}) {_ALONE} )? {_ALONE} )
    """
)
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The first letters of English months, folded, in order."""

_ENGLISH = _pattern(
    rf"""
    (?<![0-9a-z-]) (?P<english> (?:q[1-4]|h[12]|fy) [ ]?(?P<part>[0-9]{{4}})
        | (?: (?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?[ /-](?:of[ ])? )?
        (?P<em>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?
            |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?) \.?,?
        (?: [ ](?P<ed2>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?:[ ]{_TIME})? )?
        (?:[ ]|(?<=[a-z])[/-]) (?P<ey>[0-9]{{4}}) ) (?![0-9a-z])
    """
)
_LONGEST_ENGLISH = 34
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
_NEED_MORE = ("bare", "relativeday", "cited")
_WEEKDAY = fold_string("(?:星期|周|礼拜)[一二三四五六日天]")
_ONE_MORE_DAY = _pattern(rf"(?P<more> (?: ?\({_WEEKDAY}\))? ?(?:{_TO}|,) ?(?P<od>{_DAY}) ?{_DAY_UNIT} )")


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
    folded, points = with_plain_numerals(folded, points)
    end = 0
    for number in date_starts(points):
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
        if before and start >= end and match.lastgroup == "bare":
            return Form(start, before, match)
    if folded[number - 1 : number] in ("/", ".", "-"):
        first = _DAY_AND_MONTH.search(folded, max(number - _LONGEST_DAY_AND_MONTH, end), number)
        match = None if first is None else _YEAR_LAST.match(folded, first.start())
        if match is not None:
            return Form(match.start(), "", match)
    english = _ENGLISH.search(folded, max(number - _LONGEST_ENGLISH, end), number + 5)
    if english is not None and english.end() == number + 4:
        return Form(english.start(), "", english)
    if match is not None and match.lastgroup == "cited":
        return Form(number, "", match)
    latin = _LATIN_ERA.match(folded, number)
    return None if latin is None else Form(number, "", latin)


def _before(folded: str, number: int) -> tuple[int, str]:
    """What belongs to a year and stands before its number, and where that starts."""
    space = 1 if folded[number - 1 : number] == " " else 0
    end = number - space
    for name in BEFORE_BY_END.get(folded[end - 1 : end], ()):
        if folded.endswith(name, 0, end) and (name != "前" or not space) and _BEGINS.match(folded, end - len(name)):
            return end - len(name), name
    return number, ""
