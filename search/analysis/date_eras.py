"""Counts of years: the reigns of China and its neighbours, other calendars, and the cycle of sixty years.

They stand in ``search/data/reign_years.txt`` and, if fewer readers know them, in ``reign_years_elsewhere.txt``. A name
and a number are a year where one count of that name had it, the better-known ones before the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wenxun.analysis.folding import fold_string
from wenxun.analysis.variants import data_lines

__all__ = ["BRANCHES", "ERAS", "STEMS", "Era", "cyclic_year", "era_of"]

STEMS, BRANCHES = fold_string("甲乙丙丁戊己庚辛壬癸"), fold_string("子丑寅卯辰巳午未申酉戌亥")
"""A year of the cycle has one of each: 甲子, 乙丑, … 甲戌, … 癸亥."""

_FILES = ("reign_years.txt", "reign_years_elsewhere.txt")
_CYCLE = 60
_A_FIRST_YEAR = 4
"""A year of the common era that was a 甲子."""

_LUNAR = 10_000


class Era(NamedTuple):
    """A count of years.

    Attributes:
        first, last: its years that are read.
        gregorian_from: the year from which on its months are Gregorian.
        number: of the first year.
    """

    first: int
    last: int
    gregorian_from: int
    number: int

    @property
    def origin(self) -> int:
        """The year that its number 0 would have."""
        return self.first - self.number


def _eras() -> dict[str, tuple[list[Era], ...]]:
    eras: dict[str, tuple[list[Era], ...]] = {}
    for place, file in enumerate(_FILES):
        for line in fold_string(";".join(data_lines(file))).split(";"):
            name, *years = line.split()
            counts = eras.setdefault(name, tuple([] for _ in _FILES))
            if years:
                first, last, *more = map(int, years)
                counts[place].append(Era(first, last, *(*more, *(_LUNAR, 1)[len(more) :])))
    return eras


ERAS = _eras()
"""Folded name to all counts of years under that name, those of each file by themselves."""


def era_of(name: str, number: int, years: range | None = None) -> Era | None:
    """Return the count of years that had a number, if there is one, and one alone.

    Args:
        name: a folded one of ``ERAS``.
        number: of a year, from 1.
        years: those that it may be; by default all.
    """
    for eras in ERAS[name]:
        found = [era for era in eras if era.number <= number <= era.last - era.origin]
        if years is not None:
            found = [era for era in found if era.origin + number in years]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def cyclic_year(name: str, stem_and_branch: str) -> int | None:
    """Return the year of a reign that a stem and a branch name, as in 康熙甲子, if there is one, and one alone.

    Args:
        name: a folded one of ``ERAS``.
        stem_and_branch: folded.
    """
    stem, branch = STEMS.index(stem_and_branch[0]), BRANCHES.index(stem_and_branch[1])
    if (stem - branch) % 2:
        return None
    place = (6 * stem - 5 * branch) % _CYCLE
    for eras in ERAS[name]:
        found = [year for era in eras for year in _years_of_the_cycle(era, place)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _years_of_the_cycle(era: Era, place: int) -> Iterator[int]:
    for year in range(era.first, era.last + 1):
        since = year if year > 0 else year + 1  # there is no year 0
        if (since - _A_FIRST_YEAR) % _CYCLE == place:
            yield year
