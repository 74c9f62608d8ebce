"""What a written date means: which day, month, year, decade or century, by its form and by what stands around it.

What cannot be told stays unknown, or is no date at all; a wrong year would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wenxun.analysis.date_cited import cited_year
from wenxun.analysis.date_codes import code, day_before, is_day, later_year, next_day
from wenxun.analysis.date_digits import FIRST_YEAR, LAST_YEAR, days_in_digits, season_years
from wenxun.analysis.date_eras import ERAS, Era, cyclic_year, era_of
from wenxun.analysis.date_forms import Form
from wenxun.analysis.date_long_times import long_times
from wenxun.analysis.date_surroundings import (
    comes_every_year,
    is_compared,
    is_life_span,
    is_no_month,
    is_of_a_rule,
    next_to,
    refers_back,
    text_before,
)
from wenxun.analysis.date_words import BEFORE_COMMON_ERA, COMMON_ERA, LINK, number_of, two_in_one
from wenxun.analysis.date_years import (
    LAST_YEAR_BC,
    LONGEST_BETWEEN,
    WrittenYear,
    goes_on,
    year_of_number,
)

__all__ = ["Reading"]

_DAY_BITS, _MONTH_BITS, _MONTHS = 31, 15 << 5, 12
_FIRST_GREGORIAN_YEAR = 1912
"""China's first year whose months in Chinese numerals are those of the Gregorian calendar."""

_FIRST_GREGORIAN_DAYS = 1840
"""The first year whose days in digits are Gregorian behind a reign and a year in brackets: 光绪三十年(1904年)2月."""

_LUNAR_BEFORE = re.compile("[农旧阴夏]历的?$")
_EACH_DAY = re.compile("[^、]+")
_RELATIVE = {"同": 0, "是": 0, "该": 0, "当": 0, "次": 1, "翌": 1, "隔": 1}
_YEAR_BEFORE = re.compile(
    r"(?:(隔年|转年|来年|下一?年|[其此之]后一年)|([前上]一年|上年)|第([二三四五六七八九十]|[2-9])年"
    r"|([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年[之以]?后)的?,? ?$"
)
_YEAR_BEHIND = re.compile("(?:,|,?即|\\(|\\(即)[0-9]{3,4}年")
_LUNAR_DAY = re.compile(" ?(?:初[一二三四五六七八九十]|(?:十|廿|二十)[一二三四五六七八九]?|三十)(?![日号余多])")
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "‘": "’", "《": "》"}


class Reading:
    """Reads dates in order, and keeps what later ones refer to.

    Attributes:
        year, month, day: those of the last date; a day is not kept beyond its text.
    """

    # _era is the count of years that the last date was written in; _anchor the last year, decade or century;
    # _reign_end is where a year of a reign with lunar months ends, or the year of the common era behind it in brackets;
    # _is_gregorian says whether 三月 is a month of the Gregorian calendar, as the last year was written.

    __slots__ = (
        "_anchor",
        "_day_end",
        "_end",
        "_era",
        "_is_gregorian",
        "_no_date_end",
        "_reign_end",
        "day",
        "month",
        "year",
    )

    def __init__(self, before: Reading | None = None, *, year: int | None = None) -> None:
        """Begin.

        Args:
            before: what was read before; it is not changed.
            year: the year that the first dates may refer to.
        """
        self.year: int | None = before.year if before else year
        self.month: int | None = before.month if before else None
        self.day: int | None = None
        self._era: Era | None = before._era if before else None
        self._is_gregorian: bool = before._is_gregorian if before else True
        self._anchor: int | None = before._anchor if before else year
        self._end = self._no_date_end = self._day_end = self._reign_end = -1

    def codes(self, form: Form) -> list[int]:
        """Return the numbers of the dates that a form names; none where it only looks like one."""
        codes = _READERS[form.match.lastgroup or ""](self, form)
        if codes:
            self._end = form.end
            self.day = codes[-1] & _DAY_BITS if codes[-1] & _MONTH_BITS else None
            self._day_end = form.end
        return codes

    # --- years ------------------------------------------------------------------------------------

    def _year(self, form: Form) -> list[int]:
        match, written = form.match, form.match["y"]
        known = self.year, self.month, self._era
        both = two_in_one(written)
        if both is not None and form.before in ERAS:
            return self._one_of_two_years(form, both, is_counted="十" in written)
        month = _written_month(match, "y")
        found = self._year_of(form, written, is_dated=bool(match["ym"]), is_day=bool(match["yd"]))
        if form.before in ERAS and (found is None or found.era is None or found.era.gregorian_from > found.year):
            self._reign_end = form.end
        if found is None:
            return []
        year, era = found
        is_gloss = form.char_before == "(" and self._reign_end == form.start - 1
        if is_gloss and year < _FIRST_GREGORIAN_DAYS and not match["ym"]:
            self._reign_end = form.end + 1  # 元和4年(1618年)8月10日: the day is that of the reign
        self._is_gregorian = year >= (_FIRST_GREGORIAN_YEAR if era is None else era.gregorian_from)
        if era is None and not written.isdecimal():
            self._is_gregorian = True  # 一八四〇年六月: the calendar of the year
        codes = self._at(year, *self._month_and_days(form, "y", year, month), era)
        codes = self._with_listed_months(codes, match["yms"])
        if match["from"]:
            first = int(match["from"]) if year > 0 else -int(match["from"])
            if first < year and first >= (FIRST_YEAR if year > 0 else -LAST_YEAR_BC):
                codes.append(code(first))
        if is_compared(form):
            self.year, self.month, self._era = known
        return codes

    def _one_of_two_years(self, form: Form, both: tuple[int, int], *, is_counted: bool) -> list[int]:
        """Both years of 光绪二十七八年; 民国六七年 may be the 67th as well, so it is none."""
        eras = [era_of(form.before, number) for number in both]
        years = [era.origin + number for era, number in zip(eras, both, strict=True) if era is not None]
        if len(years) < len(both) or not (is_counted or all(era and era.gregorian_from > LAST_YEAR for era in eras)):
            return []
        return [number for year in years for number in self._at(year, None, (), eras[-1])]

    def _year_of(self, form: Form, written: str, *, is_dated: bool = False, is_day: bool = False) -> WrittenYear | None:
        """The year that a number is, by what was read before it."""
        if form.match["from"] and len(written) == 2 and written.isdecimal():
            first = int(form.match["from"])  # 1998-99年, 1999-00年
            year = first - first % 100 + int(written) + (100 if written == "00" else 0)
            return WrittenYear(year) if FIRST_YEAR <= first < year else None
        is_next = form.start - self._end < LONGEST_BETWEEN and self.year is not None and goes_on(form, self._end)
        after = WrittenYear(self.year or 0, self._era) if is_next else None
        era = self._era if is_next or is_day else None
        unit = form.match["unit"] or "年"
        return year_of_number(form, written, unit=unit, is_dated=is_dated, after=after, era=era, known=self.year)

    def _listed_years(self, form: Form) -> list[int]:
        """The years before the last one of a list or range that ends in 年, as in 1998、1999年 and 民国87至92年."""
        codes = []
        for written in form.match["list"].split("、"):
            found = self._year_of(form, written.strip())
            is_year = found is not None and (
                form.before or found.era or (len(written.strip()) == 4 and found.year % 100)
            )
            if found is None or not is_year:
                return []
            codes += self._at(found.year, None, (), found.era)
        return codes

    def _bare_years(self, form: Form) -> list[int]:
        """A year that a sign before it tells, or both of a range, as in 公元618 and (前551-前479)."""
        match = form.match
        is_machine = form.before.isascii() and match.string[match.start() - 1] not in " ."  # ad620
        is_named = form.before in (*COMMON_ERA, *BEFORE_COMMON_ERA) and not is_machine
        is_range = form.before == "前" and (match["nextbefore"] or "").endswith("前")
        found = self._year_of(form, match["bare1"]) if is_named or is_range else None
        if found is None:
            return []
        codes = self._at(found.year, None, (), None)
        if match["bare2"]:
            number = number_of(match["bare2"])
            is_bc = match["nextbefore"].endswith("前") or (not match["nextbefore"] and 100 <= number < -found.year)
            last = -number if is_bc else number
            if found.year < last and number <= LAST_YEAR:
                codes += self._at(last, None, (), None)
        return codes

    def _cycle(self, form: Form) -> list[int]:
        """The year that a reign and two signs of the cycle name, as in 康熙甲子."""
        year = cyclic_year(form.before, form.match[0]) if form.before in ERAS else None
        if year is None:
            return []
        self._is_gregorian = False
        return self._at(year, None, (), None)

    # --- months and days --------------------------------------------------------------------------

    def _month(self, form: Form) -> list[int]:
        match, string = form.match, form.match.string
        month, days = self._month_and_days(form, "m", self.year, _written_month(match, "m"))
        looks_like_one = bool(days) or match["mm"].isdecimal()
        if month is None or not looks_like_one or (not days and is_no_month(form)):
            return []
        before = text_before(form)
        continues = self._goes_on_with_none(form)
        first = number_of(match["mms"].split("、")[0]) if match["mms"] else month
        if continues or self._reign_end == form.start or first > month or comes_every_year(form, month):
            self._no_date_end = form.end
            return []
        closing = _QUOTES.get(form.char_before)
        if closing is not None and string.startswith(closing, form.end):
            return [code(None, month, day) for day in days or (0,)]
        if _YEAR_BEFORE.search(before) and is_of_a_rule(form):
            self._no_date_end = form.end
            return []
        year = self._year_told(before)
        if year is None and not match["mm"].isdecimal():
            return []  # 三月三日 is lunar as likely as not
        return self._with_listed_months(self._at(year, month, days, self._era), match["mms"])

    def _goes_on_with_none(self, form: Form) -> bool:
        """Whether a range or list goes on that began with the month or day of no year, as in 1月1日起至12月31日."""
        return form.match.string[self._no_date_end : form.start].removeprefix("起") in tuple(LINK)

    def _with_listed_months(self, codes: list[int], written: str | None) -> list[int]:
        """The numbers of a month, and before them those of the months that a list or range begins with.

        A range that ends with an earlier month does so in the next year, of which nothing is said.
        """
        months = [number_of(month) for month in written.split("、")] if written and codes else []
        if not months or self.month is None or not all(1 <= month <= _MONTHS for month in months):
            return codes
        listed = [code(self.year, month) for month in months]
        return listed if self.month < months[-1] else [*listed, *codes]

    def _year_told(self, before: str) -> int | None:
        """The year of a month without one, by the words before it, as in 第二年3月, or else that of the context."""
        told = _YEAR_BEFORE.search(before)
        if told is None:
            return self.year
        if told[1]:
            return later_year(self.year, 1)
        return later_year(self.year, -1 if told[2] else number_of(told[3]) - 1 if told[3] else number_of(told[4]))

    def _relative(self, form: Form) -> list[int]:
        match, which = form.match, form.match["which"]
        continues = self._goes_on_with_none(form)
        if continues or (which == "隔" and (form.char_before in ("每", "相", "间") or next_to(form, "级轻龄"))):
            return []
        if is_of_a_rule(form):
            self._no_date_end = form.end
            return []
        step = _RELATIVE.get(which)
        year = None if step is None else later_year(self.year, step)
        month, days = self._month_and_days(form, "r", year, _written_month(match, "r"))
        if step is None:  # a year as seen by the writer, of whom nothing is known; 本年度 alone tells nothing new
            if month is None:
                return []
            year = None
        elif month is None and (which == "当" or _YEAR_BEHIND.match(match.string, form.end)):
            return []  # 次年,404年: the year itself follows
        elif year is None and month is not None and not match["rm"].isdecimal():
            return []  # 同年十一月 is lunar as likely as not
        return self._with_listed_months(self._at(year, month, days, self._era), match["rms"])

    def _same_month(self, form: Form) -> list[int]:
        if self.month is None:
            return []
        if form.match["whichmonth"] in "次翌":
            year, month = (later_year(self.year, 1), 1) if self.month == 12 else (self.year, self.month + 1)
            day = number_of(form.match["sd"]) if form.match["sd"] else 0
            return self._at(year, month, (day,) if is_day(month, day, year) else (), self._era)
        return self._day(form.match["sd"]) if form.match["sd"] else []

    def _relative_day(self, form: Form) -> list[int]:
        if self.year is None or not self.month or not self.day or not refers_back(form, self._day_end):
            return []
        known = self.year, self.month, self.day
        match form.match.string[form.start]:
            case "当" | "同":
                year, month, day = known
            case "前":
                year, month, day = day_before(*known)
            case _:
                year, month, day = next_day(*known)
        return self._at(year, month, (day,), self._era)

    def _one_more_day(self, form: Form) -> list[int]:
        return self._day(form.match["od"]) if form.start == self._end else []

    def _day(self, written: str) -> list[int]:
        day = number_of(written)
        is_known = self.month is not None and is_day(self.month, day, self.year)
        return [code(self.year, self.month, day)] if is_known else []

    def _month_and_days(
        self, form: Form, group: str, year: int | None, month: int | None
    ) -> tuple[int | None, tuple[int, ...]]:
        """Month and days of a form, as far as there are such in the Gregorian calendar."""
        match = form.match
        if month is None or (group == "y" and _LUNAR_BEFORE.search(text_before(form))):
            return None, ()
        listed = _EACH_DAY.findall(match[f"{group}ds"] or "")
        written = match[f"{group}m"], match[f"{group}d"], *listed, match[f"{group}d2"]
        in_han = form.before in ERAS or not all(text.isdecimal() for text in written if text)
        if in_han and year is not None and not self._is_gregorian:
            return None, ()
        if not written[1]:
            is_lunar = not written[0].isdecimal() and _LUNAR_DAY.match(match.string, form.end)
            return (None if is_lunar else month), ()
        if not is_day(month, number_of(written[1]), year):
            return None, ()
        return month, tuple(day for text in written[1:] if text and is_day(month, day := number_of(text), year))

    def _in_digits(self, form: Form) -> list[int]:
        era = None if form.match.lastgroup in ("english", "latin") else self._era
        return [
            number
            for year, month, day in days_in_digits(form)
            for number in self._at(year, month, (day,) if day else (), era)
        ]

    def _season(self, form: Form) -> list[int]:
        """Both years of 2018-19赛季, or the one of 2018赛季."""
        return [number for year in season_years(form) for number in self._at(year, None, (), self._era)]

    def _at(self, year: int | None, month: int | None, days: tuple[int, ...], era: Era | None) -> list[int]:
        """The numbers of a date that later ones may refer to."""
        self.year, self.month, self._era = year, month, era
        if year is not None:
            self._anchor = year
        if year is None and month is None:
            return []
        return [code(year, month, day) for day in days] if days else [code(year, month)]

    def _life_span(self, form: Form) -> list[int]:
        """Both ends of (1881-1936), or the start of (1954-)."""
        match, string = form.match, form.match.string
        if match["end"]:  # (?-1644)
            return [code(int(match["end"]))] if int(match["end"]) <= LAST_YEAR else []
        first, last = int(match["first"]), int(match["last"]) if (match["last"] or "").isdecimal() else 0
        if first < FIRST_YEAR:
            return [code(first), code(last)] if is_life_span(form, first, last) else []
        in_brackets = form.char_before == "(" or string.startswith(")", form.end)
        are_round = not first % 100 and not last % 100
        if not in_brackets or are_round or not FIRST_YEAR <= first <= LAST_YEAR or last > LAST_YEAR:
            return []
        if not last:
            return [code(first)] if form.char_before == "(" and string.startswith(")", form.end) else []
        return [code(first), code(last)] if first < last else []

    def _cited(self, form: Form) -> list[int]:
        """The year of a work or a source; what follows goes on with another one."""
        year = cited_year(form)
        return [] if year is None else [code(year)]

    # --- decades and centuries --------------------------------------------------------------------

    def _long_time(self, form: Form) -> list[int]:
        codes, self._anchor = long_times(form, self._anchor)
        return codes


_READERS: Mapping[str, Callable[[Reading, Form], list[int]]] = {
    "year": Reading._year,
    "month": Reading._month,
    "relative": Reading._relative,
    "samemonth": Reading._same_month,
    "decade": Reading._long_time,
    "tenyears": Reading._long_time,
    "hundred": Reading._long_time,
    "listed": Reading._listed_years,
    "bare": Reading._bare_years,
    "cycle": Reading._cycle,
    "latin": Reading._in_digits,
    "iso": Reading._in_digits,
    "counted": Reading._in_digits,
    "yearlast": Reading._in_digits,
    "months": Reading._in_digits,
    "english": Reading._in_digits,
    "season": Reading._season,
    "span": Reading._life_span,
    "cited": Reading._cited,
    "more": Reading._one_more_day,
    "relativeday": Reading._relative_day,
}


def _written_month(match: re.Match[str], group: str) -> int | None:
    """The month of a match, if there is one."""
    written = match[f"{group}m"]
    return month if written and 1 <= (month := number_of(written)) <= 12 else None
