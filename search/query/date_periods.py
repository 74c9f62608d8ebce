"""Times that have names: dynasties (唐代, 明清, 北宋初年) and reigns (康熙年间, 清乾隆, 昭和时代)."""

from __future__ import annotations

import re
from functools import lru_cache

from wenxun.analysis.date_eras import ERAS
from wenxun.analysis.folding import fold_string
from wenxun.analysis.variants import data_lines
from wenxun.models import TextDate

__all__ = ["named_period"]

_PART = "(?:[初末中]|[初早前中后晚末]期|[初末]年)?"
_ENDING = re.compile(rf"(?:[之的]?(?:时[期代]|朝代|王朝|年间|[一两二三]?[朝代]|之际|之交))?{_PART}(?:年间|时期|之际)?")


def named_period(text: str) -> tuple[TextDate, TextDate] | None:
    """Return the first and the last year of a dynasty, of some in a row, or of a reign; ``None`` where it is none.

    Args:
        text: what was typed, folded.
    """
    text = text.removeprefix("日本")
    dynasties = _in_a_row().match(text)
    end = 0 if dynasties is None else dynasties.end()
    if dynasties is not None and _ENDING.fullmatch(text, end):
        years = [_dynasties()[name] for name in _one().findall(dynasties[0])]
        return (TextDate(years[0][0]), TextDate(years[-1][1])) if years == sorted(years) else None
    for start in dict.fromkeys((end, end and end + text.startswith(("朝", "代"), end), 0)):
        for last in range(start + 1, len(text) + 1):
            name = text[start:last]
            if name in ERAS and len(ERAS[name][0]) == 1 and _ENDING.fullmatch(text, last):
                (era,) = ERAS[name][0]
                return TextDate(era.first), TextDate(era.last)
    return None


@lru_cache(maxsize=1)
def _dynasties() -> dict[str, tuple[int, int]]:
    """Folded name to its first and last year."""
    lines = (line.split() for line in data_lines("dynasties.txt"))
    return {fold_string(name): (int(first), int(last)) for *names, first, last in lines for name in names}


@lru_cache(maxsize=1)
def _one() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_dynasties(), key=len, reverse=True)))


@lru_cache(maxsize=1)
def _in_a_row() -> re.Pattern[str]:
    """One dynasty or some, as in 唐宋 and 元明清, each perhaps called great, as in 大清."""
    return re.compile(f"大?(?:(?:{_one().pattern})[、和与至到]?)*(?:{_one().pattern})")
