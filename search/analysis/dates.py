"""Reads the dates that a text names: 2018年9月18日, 二〇一八年, 民国107年, 同年5月, 1990年代, 2018-09-18.

All texts are *folded* (``wenxun.analysis.folding``): one script, narrow digits. A date without a year gets that of the
nearest earlier date of its section; failing that, the one year that the headings name, or else the title; failing
that, the year that the section before it ended with. Where all that says nothing the year stays unknown.

======================  ==========================================================================
2018年9月18日            also 2018 年, 号 for 日, 二〇一八年九月十八日; ``2018-09-18`` and ``2018/9/18``
960年2月                 years of three digits with a month, in brackets (618年) or behind 公元
公元前221年              before the common era; 前221年 with three digits or more
民国107年                also 昭和, 大正, 明治, 平成, 令和; after one, 107年5月23日 counts as it does
5月26日, 9月             from the context; months in Chinese numerals only with a day (not 十月革命)
同年5月, 次年, 翌年       from the context; also 是年, 该年, and 当年 with a month; 同月3日
至28日, 、28日           right behind another day
1990年代, 20世纪90年代   a decade
======================  ==========================================================================

Left out, because what they mean cannot be read off them: 去年 (with a month: the year is unknown), 90年代, centuries,
lunar dates, reigns of emperors, years of two digits, and round numbers that are spans of time (近2000年, 2000年来).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wenxun.analysis.characters import code_points
from wenxun.analysis.date_codes import CODE_BITS, code, decade_code, is_day
from wenxun.analysis.terms import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["WrittenDate", "dates_of_sections", "written_dates"]


class WrittenDate(NamedTuple):
    """``[start, end)`` of a date in the folded text, and its number (``wenxun.analysis.date_codes``)."""

    start: int
    end: int
    code: int


# --- where dates stand ----------------------------------------------------------------------------

_DIGITS = "0123456789"
_POSITIONAL = "〇○零一二三四五六七八九"
_HAN = _POSITIONAL + "十百廿卅"
_SEEN_FROM_TEXT, _SEEN_FROM_WRITER = "同次翌是该当", "去前今明后本来"
_RANGE = "-–—~至到"
_ERAS = {"民国": (1911, 130), "昭和": (1925, 64), "大正": (1911, 15), "明治": (1867, 45), "平成": (1988, 31)}
_ERAS["令和"] = (2018, 99)
"""Name of an era to the year before its first, and its last year."""

_BEFORE_YEAR = ("公元前", "西元前", "公元", "西元", *_ERAS, "前")
_BEFORE_BY_END = {
    end: [name for name in _BEFORE_YEAR if name[-1] == end] for end in {name[-1] for name in _BEFORE_YEAR}
}
_MONTH = "[0-9]{1,2}|[一二三四五六七八九十]{1,2}"
_DAY = "[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,4}"
_TO = f"[{_RANGE}、和及与]"


def _month_and_day(group: str) -> str:
    """A pattern for a month, and the day or two that follow; they are groups whose names start with ``group``."""
    days = rf"(?P<{group}d>{_DAY}) (?: ?{_TO} ?(?P<{group}d2>{_DAY}) )? ?[日号]"
    return rf"(?P<{group}m>{_MONTH}) ?月(?!初) (?: ?{days} )?"


def _pattern(verbose: str) -> re.Pattern[str]:
    """A pattern in which spaces only part what belongs apart, but for `` ?``: one space or none."""
    return re.compile(verbose.replace(" ?", "[ ]?"), re.VERBOSE)


_DATE = _pattern(
    rf"""
    (?P<year> (?<![第.]) (?: (?P<before>{"|".join(_BEFORE_YEAR)}) ?)? (?: (?P<from>[0-9]{{4}}) ?[{_RANGE}] ?)?
          (?P<y>[0-9]{{1,4}}|[{_HAN}]{{1,5}}|元) ?年(?!代) (?: ?{_month_and_day("y")} )? )
    | (?P<month> (?<![第个./]) (?<![农旧阴夏]历|每年) {_month_and_day("m")} )
    | (?P<relative> (?P<which>[{_SEEN_FROM_TEXT}{_SEEN_FROM_WRITER}])年 (?: ?{_month_and_day("r")} )? )
    | (?P<samemonth> [同当该]月 ?(?P<sd>{_DAY}) ?[日号] )
    | (?P<decade> (?: (?P<century>[0-9]{{1,2}}|[一二十]{{1,3}}) 世纪 (?P<tens>[0-9]0|[一二三四五六七八九]十)
          | (?P<tenyears>[0-9]{{3}}0|[{_POSITIONAL}]{{4}}) ) ?年代 )
    | (?P<iso> (?<![/-]) (?P<iy>[0-9]{{4}}) (?P<sep>[-/]) (?P<im>[0-9]{{1,2}}) (?P=sep) (?P<id>[0-9]{{1,2}})
          (?![0-9/-]) )
    """
)
_ONE_MORE_DAY = _pattern(rf"(?P<more> ?{_TO} ?(?P<od>{_DAY}) ?[日号] )")

_NUMBER, _WORD, _END_OF_ERA = 1, 2, 3
_kinds = np.zeros(0x110000, np.uint8)
_kinds[[ord(character) for character in _DIGITS + _HAN]] = _NUMBER
_kinds[[ord(character) for character in _SEEN_FROM_TEXT + _SEEN_FROM_WRITER]] = _WORD
_kinds[[ord(name[-1]) for name in _BEFORE_YEAR if name != "前"]] = _END_OF_ERA
_after_number = np.zeros(0x110000, bool)
_after_number[[ord(character) for character in "年月世"]] = True
_after_four_digits = _after_number.copy()
_after_four_digits[[ord(character) for character in _RANGE + "/"]] = True


def _starts(points: NDArray[np.uint32]) -> list[int]:
    """Where a date may start, increasing: at a number, or at one of the words that stand for one."""
    kinds = np.zeros(len(points) + 4, np.uint8)  # so that kinds[p + 1] is that of the character at p
    kinds[1:-3] = _kinds[points]
    padded = np.append(points, np.zeros(3, points.dtype))
    edges = np.flatnonzero(np.diff((kinds == _NUMBER).view(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    before = kinds[starts]
    signs = ends + (padded[ends] == ord(" "))
    after = padded[signs]
    long = ends - starts > 2
    dated = before >= _WORD
    dated |= long
    dated |= (kinds[signs + 2] == _NUMBER) | (kinds[signs + 3] == _NUMBER) | (after != ord("年"))
    dated &= np.where(ends - starts == 4, _after_four_digits[after], _after_number[after])
    words = np.flatnonzero(kinds >= _WORD) - 1
    named = padded[words + 1]
    words = words[(named == ord("年")) | (named == ord("月"))]
    found: list[int] = np.sort(np.concatenate((starts[dated], words))).tolist()
    return found


def _matches(folded: str, points: NDArray[np.uint32]) -> Iterator[re.Match[str]]:
    """What looks like a date, in order."""
    end = 0
    for start in _starts(points):
        if start < end:
            continue
        match = _DATE.match(folded, max(end, start - _length_before(folded, start)))
        while match is not None:
            yield match
            end = match.end()
            match = _ONE_MORE_DAY.match(folded, end)


def _length_before(folded: str, start: int) -> int:
    """How many characters before a number belong to its year, as 公元前 does."""
    space = 1 if folded[start - 1 : start] == " " else 0
    for name in _BEFORE_BY_END.get(folded[start - 1 - space : start - space], ()):
        if folded.endswith(name, 0, start - space) and (name != "前" or not space):
            return len(name) + space
    return 0


# --- what they say --------------------------------------------------------------------------------

_LONGEST_ERA = max(last for _, last in _ERAS.values())
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
_BEFORE_NOT_BC = tuple("之以此目先从日月年天生提")
_SPAN_BEFORE = tuple("近逾达过超约")
_SPAN_AFTER = ("来", "前", "以前", "之前", "以来", "间", "历史", "的历史", "之久", "文明")
_RELATIVE = {"同": 0, "是": 0, "该": 0, "当": 0, "次": 1, "翌": 1}
_UNITS = {"十": 10, "百": 100}
_TENS = {"廿": 20, "卅": 30}


@lru_cache(maxsize=4096)
def _number(text: str) -> int:
    """The value of a number as it is written; -1 for what is none."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    digits = [0 if character in "〇○零" else _POSITIONAL.find(character) - 2 for character in text]
    if all(character in _POSITIONAL for character in text):
        return int("".join(map(str, digits)))
    total, digit = 0, -1
    for character, value in zip(text, digits, strict=True):
        if character in _UNITS:
            total += (1 if digit < 0 else digit) * _UNITS[character]
            digit = -1
        elif character in _TENS:
            total += _TENS[character]
        elif digit > 0:
            return -1
        else:
            digit = value
    return total + max(digit, 0)


class _Reading:
    """Reads dates in order, and keeps what later ones refer to.

    Attributes:
        year, month: those of the last date.
        era: the year before the first of the era that the last year was counted in.
    """

    __slots__ = ("_end", "era", "month", "year")

    def __init__(self, year: int | None = None, month: int | None = None, era: int | None = None) -> None:
        self.year = year
        self.month = month
        self.era = era
        self._end = -1

    def codes(self, match: re.Match[str]) -> list[int]:
        """The numbers of the dates that a match names; none where it only looks like one."""
        kind = match.lastgroup
        if kind == "year":
            codes = self._year(match)
        elif kind == "month":
            codes = self._month(match)
        elif kind == "more":
            codes = self._day(match["od"]) if match.start() == self._end else []
        elif kind == "relative":
            codes = self._relative(match)
        elif kind == "samemonth":
            codes = self._day(match["sd"])
        elif kind == "decade":
            codes = _decade(match)
        else:
            codes = self._iso(match)
        if codes:
            self._end = match.end()
        return codes

    def _year(self, match: re.Match[str]) -> list[int]:
        month, days = _month_and_days(match, "y")
        year, era = self._year_and_era(match, month, days)
        if year is None:
            return []
        codes = self._at(year, month, days, era)
        if match["from"] and _FIRST_YEAR <= int(match["from"]) < year:
            codes.append(code(int(match["from"])))
        return codes

    def _year_and_era(
        self, match: re.Match[str], month: int | None, days: tuple[int, ...]
    ) -> tuple[int | None, int | None]:
        """The year of a match, ``None`` where its number is not one, and its era."""
        before, written = match["before"], match["y"]
        number = _number(written)
        if before in _ERAS:
            era, last = _ERAS[before]
            return (era + number, era) if 1 <= number <= last else (None, None)
        if before == "前" and _char_before(match) not in _BEFORE_NOT_BC:
            return -number if 100 <= number <= _LAST_YEAR else None, None
        if before and before != "前":
            valid = 1 <= number <= _LAST_YEAR
            return (-number if before.endswith("前") else number) if valid else None, None
        if len(written) == 4 and "十" not in written and "百" not in written:
            is_year = _FIRST_YEAR <= number <= _LAST_YEAR and (month or number % 100 or not _is_span(match))
            return number if is_year else None, None
        if 1 <= number <= _LONGEST_ERA and self.era is not None and days:
            return self.era + number, self.era
        named = month is not None or _char_before(match) == "(" or self._goes_on(match)
        is_year = written.isdecimal() and _LONGEST_ERA < number < _FIRST_YEAR and named
        return number if is_year else None, None

    def _goes_on(self, match: re.Match[str]) -> bool:
        """Whether a range that another date begins ends with this one."""
        return match.start() == self._end + 1 and _char_before(match) in tuple(_RANGE)

    def _month(self, match: re.Match[str]) -> list[int]:
        month, days = _month_and_days(match, "m")
        if month is None or not (days or match["mm"].isdecimal()):
            return []
        return self._at(self.year, month, days, self.era)

    def _relative(self, match: re.Match[str]) -> list[int]:
        month, days = _month_and_days(match, "r")
        step = _RELATIVE.get(match["which"])
        if step is None:  # a year as seen by the writer, of whom nothing is known
            return self._at(None, month, days, self.era)
        if month is None and match["which"] == "当":
            return []
        return self._at(_later(self.year, step), month, days, self.era)

    def _day(self, written: str) -> list[int]:
        day = _number(written)
        return [code(self.year, self.month, day)] if self.month is not None and is_day(self.month, day) else []

    def _iso(self, match: re.Match[str]) -> list[int]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
        if not (_FIRST_YEAR <= year <= _LAST_YEAR and is_day(month, day)):
            return []
        return self._at(year, month, (day,), self.era)

    def _at(self, year: int | None, month: int | None, days: tuple[int, ...], era: int | None) -> list[int]:
        """The numbers of a date that later ones may refer to."""
        self.year, self.month, self.era = year, month, era
        if year is None and month is None:
            return []
        return [code(year, month, day) for day in days] if days else [code(year, month)]


def _decade(match: re.Match[str]) -> list[int]:
    if match["century"]:
        year = (_number(match["century"]) - 1) * 100 + _number(match["tens"])
    else:
        year = _number(match["tenyears"])
    return [decade_code(year)] if year % 10 == 0 and _FIRST_YEAR <= year <= _LAST_YEAR else []


def _later(year: int | None, step: int) -> int | None:
    """A year some years later; there is no year 0."""
    if year is None or not step:
        return year
    return 1 if year == -1 else year + step


def _month_and_days(match: re.Match[str], group: str) -> tuple[int | None, tuple[int, ...]]:
    """Month and days of a match, as far as there are such."""
    written = match[f"{group}m"]
    if not written:
        return None, ()
    month = _number(written)
    if not 1 <= month <= 12:
        return None, ()
    days = match[f"{group}d"], match[f"{group}d2"]
    return month, tuple(day for text in days if text and is_day(month, day := _number(text)))


def _is_span(match: re.Match[str]) -> bool:
    """Whether a round number of years is rather a span of time, by what stands around it."""
    return _char_before(match) in _SPAN_BEFORE or match.string.startswith(_SPAN_AFTER, match.end())


def _char_before(match: re.Match[str]) -> str:
    return match.string[max(match.start() - 1, 0) : match.start()]


class _Section:
    """Reads the dates of a section: its title, its headings, then its text."""

    def __init__(self, row: int, before: _Reading) -> None:
        """Begin.

        Args:
            row: number of the section.
            before: the reading of the nearest section before it that has dates.
        """
        self.row = row
        self._before = before
        self._readings: list[_Reading | None] = [None] * len(Field)
        self._years: list[set[int]] = [set() for _ in Field]

    @property
    def last(self) -> _Reading:
        """What this section leaves to the next one."""
        return self._readings[Field.BODY] or self._before

    def codes(self, match: re.Match[str], field: int) -> list[int]:
        """The numbers of the dates that the next match names, which stands in a field."""
        reading = self._readings[field]
        if reading is None:
            reading = self._readings[field] = self._begun(field)
        codes = reading.codes(match)
        if field != Field.BODY and reading.year is not None:
            self._years[field].add(reading.year)
        return codes

    def _begun(self, field: int) -> _Reading:
        """A reading that knows what the first date of a field may refer to."""
        for above in range(field - 1, -1, -1):
            if len(self._years[above]) == 1:
                return _Reading(next(iter(self._years[above])))
        before = self._before
        return _Reading() if field == Field.TITLE else _Reading(before.year, before.month, before.era)


# --- texts ----------------------------------------------------------------------------------------


def written_dates(folded: str) -> Iterator[WrittenDate]:
    """Every date in a folded text, in order; years that the text does not say are unknown."""
    reading = _Reading()
    for match in _matches(folded, code_points(folded)):
        for number in reading.codes(match):
            yield WrittenDate(match.start(), match.end(), number)


def dates_of_sections(
    folded: str, points: NDArray[np.uint32], starts: NDArray[np.int64], section_rows: Sequence[int]
) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
    """The dates of many sections.

    Args:
        folded: title, headings and text of each section, folded, all joined by newlines.
        points: its code points.
        starts: where each of those texts starts.
        section_rows: for each article the number of its first section, then the number of sections.

    Returns:
        rows and numbers of the dates, in the order of both, each pair once.
    """
    text_starts = starts.tolist()
    found: list[int] = []
    article, section = -1, _Section(-1, _Reading())
    for match in _matches(folded, points):
        row, field = divmod(bisect_right(text_starts, match.start()) - 1, len(Field))
        if row != section.row:
            previous, article = article, bisect_right(section_rows, row) - 1
            section = _Section(row, section.last if article == previous else _Reading())
        found += [row << CODE_BITS | number for number in section.codes(match, field)]
    pairs = np.unique(np.array(found, np.int64))
    return (pairs >> CODE_BITS).astype(np.int32), (pairs & ((1 << CODE_BITS) - 1)).astype(np.uint32)
