"""What decades and centuries mean: 90年代, 五六十年代, 1930-40年代, 19世纪, 十七八世纪, 公元前5世纪."""

from __future__ import annotations

import re

from wenxun.analysis.date_codes import century_code, decade_code
from wenxun.analysis.date_digits import FIRST_YEAR, LAST_YEAR
from wenxun.analysis.date_eras import ERAS
from wenxun.analysis.date_forms import Form
from wenxun.analysis.date_surroundings import SPAN_BEFORE, text_before
from wenxun.analysis.date_words import LINK, number_of, two_in_one
from wenxun.analysis.date_years import tens_of

__all__ = ["long_times"]

_LINK = f"[{LINK}]"
_DECADE_BEFORE = re.compile(rf"(?<![0-9])([0-9]{{2}})?([0-9]0|[一二三四五六七八九]十?) ?{_LINK} ?$")
_CENTURY_BEFORE = re.compile(
    rf"(?:((?:[公西纪]元)?前) ?)?(?<![0-9])([0-9]{{1,2}}|[二三四五六七八九十]{{1,3}}) ?{_LINK} ?$"
)
_THIS_CENTURY = 2000
_FIRST_DECADE = 100
"""With fewer digits it is one of a century: 90年代."""


def long_times(form: Form, anchor: int | None) -> tuple[list[int], int | None]:
    """Return the numbers of the decades or centuries that a form names, and the year that later ones refer to.

    Args:
        form: one of the names ``decade``, ``tenyears`` and ``hundred``.
        anchor: the year, or first year of a decade or century, that was named last; ``None``: there was none.
    """
    match form.match.lastgroup:
        case "decade":
            starts = _decades(form, anchor)
        case "tenyears":
            starts = _ten_years(form)
        case _:
            return _centuries(form, anchor)
    return list(map(decade_code, starts)), starts[-1] if starts else anchor


def _decades(form: Form, anchor: int | None) -> list[int]:
    match = form.match
    if form.before in ERAS:
        return []  # 民国五十年代 begins with 1961
    century = number_of(match["century"]) if match["century"] else None
    if form.before == "本世纪":
        if anchor is None or anchor < _THIS_CENTURY:
            return []  # of whoever wrote it
        century = 21
    elif form.before.endswith("世纪"):
        century = 20
    written = [ten for group in ("tens1", "tens") if match[group] for ten in tens_of(match[group])]
    if century is None and (other := _DECADE_BEFORE.search(text_before(form))):
        written = [*tens_of(other[2]), *written]
        century = int(other[1]) + 1 if other[1] else None
    starts: list[int] = []
    for tens in written:
        hundred = _hundred_of(tens, anchor) if century is None else (century - 1) * 100
        least = FIRST_YEAR if century is None else 1
        if hundred is not None and least <= hundred + tens <= LAST_YEAR:
            anchor = hundred + tens
            starts.append(anchor)
    return starts


def _hundred_of(tens: int, anchor: int | None) -> int | None:
    """The first year of the hundred that a decade without a century belongs to: that of the context, or 1900."""
    hundred = 1900 if anchor is None or anchor < FIRST_YEAR else anchor // 100 * 100
    if hundred == _THIS_CENTURY:
        hundred = _THIS_CENTURY if 10 <= tens <= 20 else 1900
    return None if tens < 20 and anchor is None else hundred


def _ten_years(form: Form) -> list[int]:
    """A decade, or both of 1930-1940年代."""
    years = [number_of(form.match[group]) for group in ("tenfrom", "ten") if form.match[group]]
    if years[-1] < 100 and len(years) > 1:  # 1930-40年代
        years[-1] += years[0] // 100 * 100
    are_decades = all(not year % 10 and _FIRST_DECADE <= year <= LAST_YEAR for year in years)
    return years if are_decades and years == sorted(years) else []


def _centuries(form: Form, anchor: int | None) -> tuple[list[int], int | None]:
    """A century, and the one before it in 17、18世纪, 十八、九世纪 and 十七八世纪."""
    written = form.match["h"]
    other, both = _CENTURY_BEFORE.search(text_before(form)), two_in_one(written)
    sign = -1 if form.before.endswith("前") or (other is not None and other[1]) else 1
    before = number_of(other[2]) if other is not None else 0
    century = number_of(written)
    if both is not None:
        before, century = both
    elif century < 10 < before and sign > 0:  # 十八、九世纪
        century += before // 10 * 10
    if not 1 <= century <= (40 if form.before else 21):
        return [], anchor
    if not form.before and (written == "一" or form.char_before in SPAN_BEFORE):
        return [], anchor  # a hundred years
    codes = [century_code(sign * century)]
    if before >= 1 and (before < century or sign < 0):
        codes.insert(0, century_code(sign * before))
    return codes, (century - 1) * 100 + 1 if sign > 0 else anchor
