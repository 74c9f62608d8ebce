"""What a written date means: which day, month, year, decade or century, by its form and by what stands around it.

What cannot be told stays unknown, or is no date at all; a wrong year would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wenxun.analysis.date_codes import century_code, code, decade_code, is_day, later_year, next_day
from wenxun.analysis.date_forms import DIGITS_IN_ORDER, ENGLISH_MONTHS, ERAS, RANGE, UNITS, Form, number_of
from wenxun.analysis.date_surroundings import (
    SPAN_BEFORE,
    comes_every_year,
    is_life_span,
    is_no_month,
    is_span,
    next_to,
    refers_back,
    stands_as_year,
    text_before,
)

__all__ = ["Reading"]

_LONGEST_CONTINUED = 130
"""After 民国107年, a lone 108年 counts in the same way up to here; larger numbers are years of the common era."""

_FIRST_YEAR, _LAST_YEAR, _LAST_YEAR_BC = 1000, 2199, 9999
_DAY_BITS, _MONTH_BITS = 31, 15 << 5
_FIRST_SIGNED_YEAR = 1600
"""Earlier days are not written as 1234/5/6; that is a type of a machine."""

_FIRST_GREGORIAN_YEAR = 1912
"""China's first year whose months in Chinese numerals are those of the Gregorian calendar."""

_FIRST_OF_REPUBLIC = 1912
_LUNAR_BEFORE = re.compile("[农旧阴夏]历的?$")
_EACH_DAY = re.compile("[^、]+")
_BEFORE_NOT_BC = tuple("之以此目先从日月年天生提")
_RELATIVE = {"同": 0, "是": 0, "该": 0, "当": 0, "次": 1, "翌": 1, "隔": 1}
_LINKS = (*RANGE, *"、和及与")
_LINK = f"[{''.join(_LINKS)}]"
_YEAR_BEFORE = re.compile(
    r"(?:(第二年|隔年|转年|来年|下一?年)|([前上]一年)|([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年[之以]?后)的?,? ?$"
)
_LUNAR_DAY = re.compile(" ?(?:初[一二三四五六七八九十]|(?:十|廿|二十)[一二三四五六七八九]?|三十)(?![日号余多])")
_CODE_BEFORE = re.compile("(?:版本?|型号|编号|文号|案号|比分|电话|传真|号码)[:为是]? ?$")
_DECADE_BEFORE = re.compile(rf"(?<![0-9])([0-9]{{2}})?([0-9]0|[一二三四五六七八九]十?) ?{_LINK} ?$")
_CENTURY_BEFORE = re.compile(rf"(?<![0-9])([0-9]{{1,2}}|[二三四五六七八九十]{{1,3}}) ?{_LINK} ?$")
_THIS_CENTURY = 2000
_NOUGHTS = "〇○零"
_FIRST_SHORT_YEAR = 50
"""Of the years that are written in two digits, those before are of this century."""

_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "‘": "’", "《": "》"}


class Reading:
    """Reads dates in order, and keeps what later ones refer to.

    Attributes:
        year, month, day: those of the last date; a day is not kept beyond its text.
    """

    # _era is the year before the first of the era of the last date; _anchor the last year, decade or century;
    # _is_gregorian says whether 三月 is a month of the Gregorian calendar, as the last year was written.

    __slots__ = ("_anchor", "_day_end", "_end", "_era", "_is_gregorian", "_no_date_end", "day", "month", "year")

    def __init__(self, before: Reading | None = None, *, year: int | None = None) -> None:
        """Begin.

        Args:
            before: what was read before; it is not changed.
            year: the year that the first dates may refer to.
        """
        self.year: int | None = before.year if before else year
        self.month: int | None = before.month if before else None
        self.day: int | None = None
        self._era: int | None = before._era if before else None
        self._is_gregorian: bool = before._is_gregorian if before else True
        self._anchor: int | None = before._anchor if before else year
        self._end = self._no_date_end = self._day_end = -1

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
        month = _written_month(match, "y")
        year, era, gregorian_from = self._year_and_era(form, is_dated=bool(match["ym"]))
        if year is None:
            return []
        is_digits = written.isdecimal() and form.before not in ERAS
        self._is_gregorian = year >= (_FIRST_GREGORIAN_YEAR if is_digits else gregorian_from)
        if form.before not in ERAS and not written.isdecimal():
            self._is_gregorian = True  # 一八四〇年六月: the calendar of the year
        codes = self._at(year, *self._month_and_days(form, "y", year, month), era)
        first_month = number_of(match["ym0"]) if match["ym0"] and codes and self.month else 0
        if 1 <= first_month <= 12:
            codes.insert(0, code(year, first_month))
        if match["from"] and _FIRST_YEAR <= int(match["from"]) < year:
            codes.append(code(int(match["from"])))
        return codes

    def _year_and_era(self, form: Form, *, is_dated: bool) -> tuple[int | None, int | None, int]:
        """The year of a form, ``None`` where its number is not one, its era, and since when months are Gregorian."""
        before, written = form.before, form.match["y"]
        number = number_of(written)
        none = None, None, 0
        if before in ERAS and written.isdecimal() and number >= _FIRST_YEAR:
            before = ""  # the end of a name, as in 王天成1992年
        if before in ERAS:
            eras = [era for era in ERAS[before] if 1 <= number <= era.last - era.first + 1]
            if len(eras) != 1:
                return none
            origin = eras[0].first - 1
            return origin + number, origin, eras[0].gregorian_from
        if before == "前" and form.char_before not in _BEFORE_NOT_BC:
            return (-number, None, 0) if 100 <= number <= _LAST_YEAR_BC else none
        if before in ("民国前", "民前"):
            return (_FIRST_OF_REPUBLIC - number, None, 0) if 1 <= number <= _LONGEST_CONTINUED else none
        if before.endswith("元"):
            return (number, None, 0) if 1 <= number <= _LAST_YEAR else none
        if before.endswith("元前"):
            return (-number, None, 0) if 1 <= number <= _LAST_YEAR_BC else none
        if (len(written) == 4 and not set(written) & UNITS.keys()) or "千" in written:
            is_year = _FIRST_YEAR <= number <= _LAST_YEAR and (is_dated or number % 100 or not is_span(form))
            return (number, None, 0) if is_year and (number % 10 or "千" not in written) else none
        short = _short_year(form, is_dated=is_dated)
        if short is not None:
            return short, None, 0
        if 1 <= number <= _LONGEST_CONTINUED and self._era is not None and form.match["yd"]:
            return self._era + number, self._era, 0
        is_plain = written.isdecimal() or (len(written) == 3 and not set(written) - set(DIGITS_IN_ORDER))
        is_year = is_plain and _LONGEST_CONTINUED < number < _FIRST_YEAR
        named = is_dated or form.char_before == "(" or self._goes_on(form) or stands_as_year(form, number)
        return (number, None, 0) if is_year and named else none

    def _goes_on(self, form: Form) -> bool:
        """Whether a range or a list that another date begins goes on with this one."""
        return form.start == self._end + 1 and form.char_before in _LINKS

    # --- months and days --------------------------------------------------------------------------

    def _month(self, form: Form) -> list[int]:
        match, string = form.match, form.match.string
        month, days = self._month_and_days(form, "m", self.year, _written_month(match, "m"))
        looks_like_one = bool(days) or match["mm"].isdecimal()
        if month is None or not looks_like_one or (not days and is_no_month(form)):
            return []
        before = text_before(form)
        continues = form.char_before in _LINKS and self._no_date_end == form.start - 1
        if continues or comes_every_year(form, month):
            self._no_date_end = form.end
            return []
        closing = _QUOTES.get(form.char_before)
        if closing is not None and string.startswith(closing, form.end):
            return [code(None, month, day) for day in days or (0,)]
        year = self._year_told(before)
        if year is None and not match["mm"].isdecimal():
            return []  # 三月三日 is lunar as likely as not
        return self._at(year, month, days, self._era)

    def _year_told(self, before: str) -> int | None:
        """The year of a month without one, by the words before it, as in 第二年3月, or else that of the context."""
        told = _YEAR_BEFORE.search(before)
        if told is None:
            return self.year
        if told[1]:
            return later_year(self.year, 1)
        return later_year(self.year, -1 if told[2] else number_of(told[3]))

    def _relative(self, form: Form) -> list[int]:
        match, which = form.match, form.match["which"]
        continues = form.char_before in _LINKS and self._no_date_end == form.start - 1
        if continues or (which == "隔" and (form.char_before in ("每", "相", "间") or next_to(form, "级轻龄"))):
            return []
        step = _RELATIVE.get(which)
        year = None if step is None else later_year(self.year, step)
        month, days = self._month_and_days(form, "r", year, _written_month(match, "r"))
        if step is None:  # a year as seen by the writer, of whom nothing is known; 本年度 alone tells nothing new
            if month is None:
                return []
            return self._at(None, month, days, self._era)
        if month is None and which == "当":
            return []
        return self._at(year, month, days, self._era)

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
        year, month, day = known if form.match["whichday"] in "当同" else next_day(*known)
        return self._at(year, month, (day,), self._era)

    def _english(self, form: Form) -> list[int]:
        match = form.match
        year, month = int(match["ey"]), ENGLISH_MONTHS.index(match["em"][:3]) + 1
        written = match["ed"] or match["ed2"]
        day = int(written) if written else 0
        if not _FIRST_YEAR <= year <= _LAST_YEAR or (written and not is_day(month, day, year)):
            return []
        return self._at(year, month, (day,) if day else (), None)

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
        in_han = not all(text.isdecimal() for text in written if text)
        if in_han and year is not None and not self._is_gregorian:
            return None, ()
        if not written[1]:
            is_lunar = not written[0].isdecimal() and _LUNAR_DAY.match(match.string, form.end)
            return (None if is_lunar else month), ()
        if not is_day(month, number_of(written[1]), year):
            return None, ()
        return month, tuple(day for text in written[1:] if text and is_day(month, day := number_of(text), year))

    def _signed(self, form: Form) -> list[int]:
        match = form.match
        if _CODE_BEFORE.search(text_before(form)):
            return []
        codes: list[int] = []
        for group in "ij":
            if not match[f"{group}y"]:
                continue
            year, month, day = (int(match[group + part]) for part in "ymd")
            first = _FIRST_YEAR if len(match[f"{group}m"]) == len(match[f"{group}d"]) == 2 else _FIRST_SIGNED_YEAR
            if first <= year <= _LAST_YEAR and is_day(month, day, year):
                codes += self._at(year, month, (day,), self._era)
        return codes + self._last_day(match, codes[0]) if codes and match["kd"] else codes

    def _last_day(self, match: re.Match[str], first: int) -> list[int]:
        """The end of 2018/5/6-8 and 2018.5.6-6.8."""
        year, month, day = int(match["iy"]), int(match["km"] or match["im"]), int(match["kd"])
        is_later = is_day(month, day, year) and code(year, month, day) > first
        return self._at(year, month, (day,), self._era) if is_later else []

    def _season(self, form: Form) -> list[int]:
        """Both years of 2018-19赛季."""
        first, written = int(form.match["sy"]), form.match["next"]
        year = first + 1
        if not _FIRST_YEAR <= first <= _LAST_YEAR or written != str(year)[-len(written) :]:
            return []
        return [code(first), *self._at(year, None, (), self._era)]

    def _month_range(self, form: Form) -> list[int]:
        """Both ends of 2015.09-2019.06, or the start of 2019.09-今."""
        match = form.match
        ends = [(int(match[f"{group}y"]), int(match[f"{group}m"])) for group in "ab" if match[f"{group}y"]]
        are_months = all(_FIRST_SIGNED_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 for year, month in ends)
        if not are_months or ends != sorted(ends) or _CODE_BEFORE.search(text_before(form)):
            return []
        return [number for end in ends for number in self._at(*end, (), None)]

    def _at(self, year: int | None, month: int | None, days: tuple[int, ...], era: int | None) -> list[int]:
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
        first, last = int(match["first"]), int(match["last"]) if (match["last"] or "").isdecimal() else 0
        if first < _FIRST_YEAR:
            return [code(first), code(last)] if is_life_span(form, first, last) else []
        in_brackets = form.char_before == "(" or string.startswith(")", form.end)
        are_round = not first % 100 and not last % 100
        if not in_brackets or are_round or not _FIRST_YEAR <= first <= _LAST_YEAR or last > _LAST_YEAR:
            return []
        if not last:
            return [code(first)] if form.char_before == "(" and string.startswith(")", form.end) else []
        return [code(first), code(last)] if first < last else []

    # --- decades and centuries --------------------------------------------------------------------

    def _decades(self, form: Form) -> list[int]:
        match = form.match
        century = number_of(match["century"]) if match["century"] else None
        if form.before == "本世纪":
            if self._anchor is None or self._anchor < _THIS_CENTURY:
                return []  # of whoever wrote it
            century = 21
        elif form.before.endswith("世纪"):
            century = 20
        starts = [ten for group in ("tens1", "tens") if match[group] for ten in _tens(match[group])]
        if century is None and (other := _DECADE_BEFORE.search(text_before(form))):
            starts = [*_tens(other[2]), *starts]
            century = int(other[1]) + 1 if other[1] else None
        codes = []
        for tens in starts:
            hundred = self._hundred_of(tens) if century is None else (century - 1) * 100
            least = _FIRST_YEAR if century is None else 1
            if hundred is not None and least <= hundred + tens <= _LAST_YEAR:
                self._anchor = hundred + tens
                codes.append(decade_code(self._anchor))
        return codes

    def _hundred_of(self, tens: int) -> int | None:
        """The first year of the hundred that a decade without a century belongs to: that of the context, or 1900."""
        hundred = 1900 if self._anchor is None or self._anchor < _FIRST_YEAR else self._anchor // 100 * 100
        if hundred == 2000:
            hundred = 2000 if 10 <= tens <= 20 and self._anchor is not None else 1900
        return None if tens < 20 and self._anchor is None else hundred

    def _ten_years(self, form: Form) -> list[int]:
        year = number_of(form.match["ty"])
        if year % 10 or not _FIRST_YEAR <= year <= _LAST_YEAR:
            return []
        self._anchor = year
        return [decade_code(year)]

    def _centuries(self, form: Form) -> list[int]:
        """A century, and the one before it in 17、18世纪."""
        written = form.match["h"]
        century, other = number_of(written), _CENTURY_BEFORE.search(text_before(form))
        before = number_of(other[1]) if other is not None else 0
        if len(written) == 2 and not UNITS.keys() & set(written) and century == 11 * (century // 10) + 1:
            before, century = divmod(century, 10)  # 八九世纪
        if not 1 <= century <= (40 if form.before else 21):
            return []
        if not form.before and (written == "一" or form.char_before in SPAN_BEFORE):
            return []  # a hundred years
        sign = -1 if form.before.endswith("前") else 1
        if sign > 0:
            self._anchor = (century - 1) * 100 + 1
        codes = [century_code(sign * century)]
        if 1 <= before < century:
            codes.insert(0, century_code(sign * before))
        return codes


_READERS: Mapping[str, Callable[[Reading, Form], list[int]]] = {
    "year": Reading._year,
    "month": Reading._month,
    "relative": Reading._relative,
    "samemonth": Reading._same_month,
    "decade": Reading._decades,
    "tenyears": Reading._ten_years,
    "hundred": Reading._centuries,
    "iso": Reading._signed,
    "season": Reading._season,
    "months": Reading._month_range,
    "span": Reading._life_span,
    "more": Reading._one_more_day,
    "relativeday": Reading._relative_day,
    "english": Reading._english,
}


def _short_year(form: Form, *, is_dated: bool) -> int | None:
    """The year of 08年, 零八年 and 九七年; not of 六七年, which is six or seven."""
    written = form.match["y"]
    if len(written) != 2 or set(written) & UNITS.keys() or (written.isdecimal() and written[0] != "0"):
        return None
    number = number_of(written)
    if number < 10:
        return _THIS_CENTURY + number
    is_about = number % 10 == number // 10 + 1 or is_span(form)
    return 1900 + number if number >= _FIRST_SHORT_YEAR and (is_dated or not is_about) else None


def _tens(written: str) -> list[int]:
    """The tens of 90, 九十 and 九零, and of 五六十 both."""
    if written.isdecimal():
        return [int(written)]
    if written[-1] in _NOUGHTS:  # 八零年代
        return [number_of(written)]
    return [(DIGITS_IN_ORDER.index(digit) - 2) * 10 for digit in written.removesuffix("十")]


def _written_month(match: re.Match[str], group: str) -> int | None:
    """The month of a match, if there is one."""
    written = match[f"{group}m"]
    return month if written and 1 <= (month := number_of(written)) <= 12 else None
