"""Reads what stands behind ``date:``: 2018, 2018-05-26, 20180526, 1990s, -221, 618年, 19世纪, 民国107年, and ranges.

The two ends of a range are parted by ``..`` (also … ~ 至 到 and a dash); either may be left out.
"""

from __future__ import annotations

import re

from wenxun.analysis.date_codes import FIRST_KNOWN, LAST_YEAR, codes_between, date_of, is_day
from wenxun.analysis.dates import written_dates
from wenxun.analysis.folding import fold_string
from wenxun.errors import DateError
from wenxun.models import TextDate
from wenxun.notices import Notice

__all__ = ["read_range"]

_BETWEEN = re.compile(r"\.{2,}|[…‥~–—至到]+")
_PARTS = re.compile(r"(-?[0-9]{1,4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_YEAR = re.compile(r"([0-9]{1,4})年")
_DECADE = re.compile(r"([0-9]{1,3}0)s")
_FORMS = Notice(
    "Write a day, a month or a year, as in date:2018-05-26, date:2018-05 and date:2018, "
    "or a range of them, as in date:2018-05..2018-09, date:2018.. and date:..1999."
)


def read_range(typed: str, name: str = "date") -> tuple[tuple[int, int], ...]:
    """Return the numbers of the dates within a range that was typed (``wenxun.analysis.date_codes.codes_between``).

    Args:
        typed: what stands behind the colon.
        name: what stands before it.

    Raises:
        DateError: if it is no date, or ends before it starts.
    """
    text = "".join(fold_string(typed).split())
    written = _BETWEEN.split(text, maxsplit=1)
    if len(written) > 1:
        written[1] = _what_goes_without_saying(*written) + written[1]
    ends = [_read(end, f"{name}:{typed}") if end else None for end in written]
    if not any(ends):
        raise DateError(Notice("{name}:{typed} names no date. {forms}", name=name, typed=typed, forms=_FORMS))
    intervals = codes_between(ends[0], ends[-1])
    if not intervals:
        raise DateError(
            Notice(
                "{name}:{typed} ends before it starts. Exchange the two: {name}:{low}..{high}",
                name=name,
                typed=typed,
                low=ends[-1],
                high=ends[0],
            )
        )
    return intervals


def _what_goes_without_saying(first: str, last: str) -> str:
    """The year, and the month, that the end of a range leaves out and its start has, as in 2018年5月至9月."""
    if "年" in last or "年" not in first or not last.endswith(("月", "日", "号", "初", "底", "末")):
        return ""
    unit = "年" if "月" in last or "月" not in first else "月"
    return first[: first.index(unit) + 1]


def _read(text: str, typed: str) -> TextDate:
    decade = _DECADE.fullmatch(text)
    if decade is not None and int(decade[1]):
        return TextDate(int(decade[1]), is_decade=True)
    year_alone = _YEAR.fullmatch(text)
    parts = _PARTS.fullmatch(year_alone[1] if year_alone else text) or _TOGETHER.fullmatch(text)
    if parts is not None:
        year, month, day = (int(part) if part else None for part in parts.groups())
        if year and abs(year) <= LAST_YEAR and is_day(1 if month is None else month, 1 if day is None else day, year):
            return TextDate(year, month, day)
        raise DateError(Notice("{typed} names no day of the calendar. {forms}", typed=typed, forms=_FORMS))
    written = list(written_dates(text))
    if len(written) != 1 or (written[0].start, written[0].end) != (0, len(text)) or written[0].code < FIRST_KNOWN:
        raise DateError(Notice("{typed} cannot be read as a date. {forms}", typed=typed, forms=_FORMS))
    return date_of(written[0].code)
