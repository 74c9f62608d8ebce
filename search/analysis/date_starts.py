"""Where dates may start in a text: numpy looks at all numbers at once, so a text without any costs next to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.date_eras import BRANCHES, STEMS
from wenxun.analysis.date_words import (
    BEFORE_BY_END,
    DIGITS,
    DIGITS_IN_ORDER,
    FROM_TEXT,
    FROM_WRITER,
    HAN,
    LINK,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["date_starts"]

_NUMBER, _STEM, _LETTER_O, _WORD, _END_OF_NAME = 1, 2, 3, 4, 5


def _table(kinds: Mapping[int, str]) -> NDArray[np.uint8]:
    """A table from code point to kind; of a character with several it is the last."""
    table = np.zeros(0x110000, np.uint8)
    for kind, characters in kinds.items():
        table[[ord(character) for character in characters]] = kind
    return table


_kinds = _table(
    {
        _STEM: STEMS,
        _LETTER_O: "o",
        _WORD: FROM_TEXT + FROM_WRITER,
        _END_OF_NAME: "".join(end for end in BEFORE_BY_END if end not in "前.cde" + HAN),
        _NUMBER: DIGITS + HAN.replace("o", "") + "卌千两",
    }
)
_COMMON, _LINKED, _DASHED, _SIGNED, _LATIN, _APART, _COUNTED, _ORDINAL = (1 << place for place in range(8))
_UNIT, _AFTER_FOUR, _SHORT_FIRST, _SHORT_NEXT, _BEFORE_ENGLISH, _BRANCH, _CITES, _BEFORE_YEAR = (
    1 << place for place in range(8, 16)
)
_LEAVES_OUT, _SEASON = 1 << 16, 1 << 17
_BESIDE = _COMMON | _LINKED | _DASHED | _SIGNED | _LATIN | _APART | _COUNTED | _ORDINAL
_AFTER_NUMBER = _LATIN | _APART | _COUNTED
_signs = np.zeros(0x110000, np.uint32)
"""What a character beside a number, or within one, may say of it."""

for _bit, _characters in (
    (_COMMON, "元历纪前"), (_LINKED, LINK), (_DASHED, "-–—~"), (_SIGNED, "/.-"), (_LATIN, "abcde."), (_APART, " "),
    (_COUNTED, "有又"), (_ORDINAL, "第前"), (_UNIT, "年月世学载"),
    (_AFTER_FOUR, f"年月世学载{LINK}财会赛球雪/.s'’·qh:;"),
    (_SHORT_FIRST, "0〇○零五六七八九"), (_SHORT_NEXT, DIGITS + DIGITS_IN_ORDER),  # 08年, 零八年, 九七年
    (_BEFORE_ENGLISH, f"{DIGITS},.abcdefghijklmnopqrstuvwxyz"), (_BRANCH, BRANCHES),
    (_CITES, "(〔[,"), (_BEFORE_YEAR, " -/y"),
    (_LEAVES_OUT, "'’"), (_SEASON, "赛球雪年"),  # ’98年, 18/19赛季
):  # fmt: skip
    _signs[[ord(character) for character in dict.fromkeys(_characters)]] |= _bit

_ASCII = 128


def date_starts(points: NDArray[np.uint32]) -> list[int]:
    """Return where a date may start, increasing: at a number, or at one of the words that stand for one.

    Args:
        points: the code points of a folded text.
    """
    kinds = np.zeros(len(points) + 4, np.uint8)  # so that kinds[p + 1] is that of the character at p
    kinds[1:-3] = _kinds.take(points)
    padded = np.append(points, np.zeros(3, points.dtype))
    words = np.flatnonzero(kinds > _NUMBER)
    words_kinds = kinds[words]
    letters = words[words_kinds == _LETTER_O]
    for _ in "oo":  # 二o一八, 二oo八
        letters = letters[kinds[letters - 1] == _NUMBER]
        kinds[letters] = _NUMBER
        letters = letters + 1
        letters = letters[kinds[letters] == _LETTER_O]
    is_number = kinds == _NUMBER
    edges = np.flatnonzero(is_number[1:] != is_number[:-1])
    starts, ends = edges[::2], edges[1::2]
    before = kinds[starts]
    signs = ends + (padded[ends] == ord(" "))
    after = padded[signs]
    lengths = ends - starts
    dated = (before >= _WORD) | (lengths > 2)
    dated |= (kinds[signs + 2] == _NUMBER) | (kinds[signs + 3] == _NUMBER)
    dated |= (after != ord("年")) | (padded[np.minimum(signs + 1, len(padded) - 1)] == ord("代"))
    dated &= _signs[after] & np.where(lengths == 4, _AFTER_FOUR, _UNIT) > 0
    two = np.flatnonzero((lengths == 2) & (after == ord("年")))
    first, next_digit = _signs[padded[starts[two]]], _signs[padded[starts[two] + 1]]
    dated[two[(first & _SHORT_FIRST > 0) & (next_digit & _SHORT_NEXT > 0)]] = True
    dated[two[_signs[padded[starts[two] - 1]] & _LEAVES_OUT > 0]] = True
    two = np.flatnonzero((lengths == 2) & (_signs[after] & _SIGNED > 0))
    dated[two[_signs[padded[np.minimum(signs[two] + 3, len(padded) - 1)]] & _SEASON > 0]] = True
    three = np.flatnonzero((lengths == 3) & (_signs[after] & _LINKED > 0))
    of_schools = _signs[padded[np.minimum(signs[three] + 4, len(padded) - 1)]] & _UNIT > 0
    dated[three[of_schools & (kinds[signs[three] + 2] == _NUMBER)]] = True
    in_brackets = np.flatnonzero((lengths == 3) & (_signs[after] & _AFTER_FOUR > 0))
    dated[in_brackets[padded[starts[in_brackets] - 1] == ord("(")]] = True
    four = np.flatnonzero(lengths == 4)
    four = four[_signs[padded[starts[four] - 1]] & _BEFORE_YEAR > 0]
    dated[four[_signs[padded[starts[four] - 2]] & _BEFORE_ENGLISH > 0]] = True
    four = np.flatnonzero(lengths == 4)
    four = four[_signs[padded[starts[four] - 1]] & _CITES > 0]
    dated[four] = True
    beside = (_signs[padded[starts - 1]] & _BESIDE) | (_signs[padded[ends]] & _AFTER_NUMBER)
    few = np.flatnonzero(beside | (before == _END_OF_NAME))
    dated[few[_stand_alone(kinds, padded, starts[few], ends[few])]] = True
    stems = words[words_kinds == _STEM] - 1
    stems = stems[(kinds[stems] == _END_OF_NAME) & (_signs[padded[stems + 1]] & _BRANCH > 0)]
    words = words[words_kinds >= _WORD] - 1
    named = padded[words + 1]
    words = words[(named == ord("年")) | (named == ord("月")) | (named == ord("日")) | (named == ord("天"))]
    found: list[int] = np.sort(np.concatenate((starts[dated], words, stems))).tolist()
    return found


def _stand_alone(
    kinds: NDArray[np.uint8], padded: NDArray[np.uint32], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Which numbers may be of a date by what stands around them: in 公元618, (前551-前479), 民国87至92年, 第二天."""
    lengths, before, after = ends - starts, padded[starts - 1], padded[ends]
    around_before, around_after = _signs[before], _signs[after]
    sign = starts - 1 - (before == ord(" "))
    next_sign = ends + (after == ord(" "))
    next_number = kinds[starts - 1] == _NUMBER
    alone: NDArray[np.bool_] = (kinds[starts] == _END_OF_NAME) & (around_after & (_LINKED | _SIGNED) > 0)
    alone |= (_signs[padded[sign]] & _COMMON > 0) & (lengths > (padded[sign] == ord("前")))
    alone |= (lengths == 4) & (around_before & _SIGNED > 0) & next_number
    alone |= (lengths == 4) & (around_before & _DASHED > 0) & (after == ord(")"))
    alone |= (after == ord("年")) & (around_before & _LINKED > 0) & (next_number | (padded[starts - 2] == ord("年")))
    alone |= (around_after & _COUNTED > 0) & (kinds[ends + 2] == _NUMBER)
    alone |= (around_before & _ORDINAL > 0) & (lengths == 1) & ((after == ord("天")) | (after == ord("日")))
    latin = (_signs[padded[next_sign]] & _signs[padded[next_sign + 1]]) | (
        _signs[padded[sign]] & _signs[padded[sign - 1]]
    )
    alone |= (latin & _LATIN > 0) & (padded[starts] < _ASCII)
    return alone
