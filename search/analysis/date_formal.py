"""Formal numerals, as on cheques and deeds: 贰零壹捌年零伍月 is read as 二零一八年零五月.

One sign stands for one, so every place stays where it is. Only what is the number of a year, month or day changes:
大陆, 队伍 and 收拾 stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.characters import code_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["with_plain_numerals"]

_FORMAL, _PLAIN = "壹贰叁参弌弍肆伍陆柒漆捌玖拾佰仟", "一二三三一二四五六七七八九十百千"
_TO_PLAIN = str.maketrans(_FORMAL, _PLAIN)
_NUMBER = re.compile(
    f"[{_FORMAL}](?:[{_FORMAL}零〇○]{{0,8}}[{_FORMAL}]|[{_FORMAL}零〇○]{{3}}(?= ?年))(?= ?[年月日号])"
    f"|(?:(?<=[年月])|(?<=[年月][零〇○]))[{_FORMAL}](?=[月日号])"
)
_IN_ALL = "壹贰拾"
"""Every such year has one of these: so most texts need no look at each of their characters."""

_is_formal = np.zeros(0x110000, np.bool_)
_is_formal[[ord(sign) for sign in _FORMAL]] = True


def with_plain_numerals(folded: str, points: NDArray[np.uint32]) -> tuple[str, NDArray[np.uint32]]:
    """Return a text and its code points with plain numerals; those that were given where nothing changes.

    Args:
        folded: the text.
        points: its code points.
    """
    if not any(sign in folded for sign in _IN_ALL):
        return folded, points
    pieces: list[str] = []
    end = 0
    for place in np.flatnonzero(_is_formal.take(points)).tolist():
        number = _NUMBER.match(folded, place) if place >= end else None
        if number is not None:
            pieces += (folded[end:place], number[0].translate(_TO_PLAIN))
            end = number.end()
    if not pieces:
        return folded, points
    plain = "".join((*pieces, folded[end:]))
    return plain, code_points(plain)
