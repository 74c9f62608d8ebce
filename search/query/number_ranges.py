"""Reads what stands behind the name of a number field: ``10``, ``1.5..20``, ``10..``, ``..-3``, ``>10``, ``<=2.5``.

Digits may be of any width.
"""

from __future__ import annotations

import math
import re
import unicodedata

from wenxun.errors import ConditionError
from wenxun.notices import Notice

__all__ = ["read_numbers"]

_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]{1,3})?", re.IGNORECASE)
_COMPARED = re.compile(rf"(?P<sign>>=|<=|[<>≥≤≧≦])(?P<end>{_NUMBER.pattern})", re.IGNORECASE)
_BETWEEN = re.compile(r"\.{2,}|[…‥~至到]+")


def read_numbers(typed: str, name: str) -> tuple[float, float]:
    """Return the smallest and largest number of a range that was typed.

    Args:
        typed: what stands behind the colon.
        name: what stands before it.

    Raises:
        ConditionError: if it is no number, or ends before it starts.
    """
    text = "".join(unicodedata.normalize("NFC", typed).translate(_WIDE).replace(",", "").split())
    if compared := _COMPARED.fullmatch(text):
        end = float(compared["end"])
        outer = math.copysign(math.inf, 1 if compared["sign"] in ">≥≧" or compared["sign"] == ">=" else -1)
        inner = end if compared["sign"] not in "<>" else math.nextafter(end, outer)
        return (inner, outer) if outer > 0 else (outer, inner)
    ends = _BETWEEN.split(text, maxsplit=1)
    if not any(ends) or not all(_NUMBER.fullmatch(end) for end in ends if end):
        raise ConditionError(
            Notice(
                "{name}:{typed} is no number. Write a number or a range of them, as in {name}:10, "
                "{name}:10..20 and {name}:10.. .",
                name=name,
                typed=typed,
            )
        )
    low, high = ends[0], ends[-1]
    found = float(low) if low else -math.inf, float(high) if high else math.inf
    if found[0] > found[1]:
        raise ConditionError(
            Notice(
                "{name}:{typed} ends before it starts. Exchange the two: {name}:{high}..{low}",
                name=name,
                typed=typed,
                high=high,
                low=low,
            )
        )
    return found


_FULL_WIDTH, _PLAIN = "０１２３４５６７８９．－，～＜＞＝", "0123456789.-,~<>="
_WIDE = {ord(wide): ord(plain) for wide, plain in zip(_FULL_WIDTH, _PLAIN, strict=True)}
