"""Reads the dates that a text names: 2018年9月18日, 二〇一八年, 民国107年, 康熙三十二年, 同年5月, 1990年代, 19世纪.

All texts are *folded* (``wenxun.analysis.folding``): one script, narrow digits. A date without a year gets that of the
nearest earlier date of its section; failing that, the one year that the headings name, or else the title; failing
that, the year that the section before it ended with, or in which the article was published. Where all that says nothing
the year stays unknown.

======================  ==========================================================================
2018年9月18日            also 2018 年, 号 for 日, 二〇一八年九月十八日, 一千九百四十九年; 5月初, 年底; 2018年5月26,
                        贰零壹捌年零伍月贰拾陆日
2018-09-18              also / . · between the numbers; both ends of 2018/1/10-2018/7/10
26.5.2018               the day first; 25/12/2018 as the numbers allow, of 10/1/2018 only the year
960年2月, 618年          years of three digits with a month, in brackets, or where a clause begins
公元前221年              before the common era; 前221年 with three digits or more; both ends of 公元前221－206年
公元618, AD 79          the sign before tells that it is a year; also 221 BC, 西元, 公历
民国107年                also 昭和, 檀纪, 佛历 and all of ``search/data/reign_years*.txt``, where only one count had it;
                        also 天宝十四载, 民国107.5.26
康熙甲子                 a year of the cycle, if the reign had it once
光绪二十七八年            both years, also 同治五六年; not 民国六七年, which may be the 67th
08年, 九七年              years in two digits where they begin with nought, or with five and more in Chinese
2015.09-2019.06         both months; the first of 2019.09-至今
《活着》(1993)          the year of a work, a source or a document: 毛宗武(2004), (Shine, 1991), 法释〔2004〕12号
1998、1999年, 1998-99年  all years of a list, both ends of a range, also 康熙三十二至三十五年
(1881-1936)             both ends, in brackets; (701-762) behind a name; (前551-前479), (?-1644)
5月26日, 9月             from the context; months in Chinese numerals only with a day (not 十月革命)
同年5月, 次年, 翌年       from the context; also 是年, 该年, 隔年, 第二年3月, 前一年12月, 两年后的5月, 次月, 同月3日
至28日, 、28日           right behind another day; all months of 2018年1、3、5月, both of 1月至5月
次日, 翌日, 当日          from the day before them in the paragraph; also 第二天, 前一天
1990年代, 20世纪90年代   a decade, also 1990s; 90年代 and 五六十年代 in the hundred years of the context
19世纪                   a century, 1801 to 1900; both of 十七八世纪 and 十八、九世纪
======================  ==========================================================================

*No date, or only a year:* what comes every year (每年5月1日, 10月至次年3月, 花期3月), 三月三日 without a year,
lunar months and days (农历五月初五; in Chinese numerals after a reign, or after a year before 1912 in
digits: 1644年三月十九日 is 1644), days that no calendar has, spans of time (近2000年, 2000年来), and years of calendars
that begin elsewhere (回历1439年). *A year that nothing tells:* 去年5月, and a day that is only quoted (“5月4日”).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wenxun.analysis.characters import code_points
from wenxun.analysis.date_codes import CODE_BITS
from wenxun.analysis.date_forms import Form, forms
from wenxun.analysis.date_reading import Reading
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


class _Section:
    """Reads the dates of a section: its title, its headings, then its text."""

    def __init__(self, row: int, before: Reading, year: int | None) -> None:
        """Begin.

        Args:
            row: number of the section.
            before: the reading of the nearest section before it that has dates.
            year: that in which the article was published, if it is known.
        """
        self.row = row
        self._before = before
        self._year = year
        self._readings: list[Reading | None] = [None] * len(Field)
        self._years: list[set[int]] = [set() for _ in Field]

    @property
    def last(self) -> Reading:
        """What this section leaves to the next one."""
        return self._readings[Field.BODY] or self._before

    def codes(self, form: Form, field: int) -> list[int]:
        """The numbers of the dates that the next form names, which stands in a field."""
        reading = self._readings[field]
        if reading is None:
            reading = self._readings[field] = self._begun(field)
        codes = reading.codes(form)
        if field != Field.BODY and reading.year is not None:
            self._years[field].add(reading.year)
        return codes

    def _begun(self, field: int) -> Reading:
        """A reading that knows what the first date of a field may refer to."""
        for above in range(field - 1, -1, -1):
            if len(self._years[above]) == 1:
                return Reading(year=next(iter(self._years[above])))
        return Reading(year=self._year) if field == Field.TITLE else Reading(self._before)


# --- texts ----------------------------------------------------------------------------------------


def written_dates(folded: str) -> Iterator[WrittenDate]:
    """Return every date in a folded text, in order; years that the text does not say are unknown."""
    reading = Reading()
    for form in forms(folded, code_points(folded)):
        for number in reading.codes(form):
            yield WrittenDate(form.start, form.end, number)


def dates_of_sections(
    folded: str,
    points: NDArray[np.uint32],
    starts: NDArray[np.int64],
    section_rows: Sequence[int],
    years: Sequence[int | None],
) -> tuple[NDArray[np.int32], NDArray[np.uint32]]:
    """Return the dates of many sections.

    Args:
        folded: title, headings and text of each section, folded, all joined by newlines.
        points: its code points.
        starts: where each of those texts starts.
        section_rows: for each article the number of its first section, then the number of sections.
        years: of each article the year in which it was published, the last resort of a date without one.

    Returns:
        rows and numbers of the dates, in the order of both, each pair once.
    """
    text_starts = starts.tolist()
    found: list[int] = []
    article, section = -1, _Section(-1, Reading(), None)
    for form in forms(folded, points):
        row, field = divmod(bisect_right(text_starts, form.start) - 1, len(Field))
        if row != section.row:
            previous, article = article, bisect_right(section_rows, row) - 1
            before = section.last if article == previous else Reading(year=years[article])
            section = _Section(row, before, years[article])
        found += [row << CODE_BITS | number for number in section.codes(form, field)]
    pairs = np.unique(np.array(found, np.int64))
    return (pairs >> CODE_BITS).astype(np.int32), (pairs & ((1 << CODE_BITS) - 1)).astype(np.uint32)
