"""The texts of some articles as codes, ready for whichever segment takes them.

Codes count in an alphabet of these texts alone, and the folding of characters is learned from them alone; a segment
translates both (``text_writer``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.texts import COLUMNS, code_points

__all__ = ["CodedColumn", "CodedTexts", "code_texts", "utf8_bytes"]

Codes = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
_UNICODE = 0x110000
_UTF8_LIMITS = (0x80, 0x800, 0x10000)  # from each of them on, UTF-8 takes one byte more


class CodedColumn(NamedTuple):
    """The texts of one column.

    Attributes:
        codes: u2 or u4, all texts joined.
        lengths: int64, of each text.
        joints: int64, places in ``codes`` of the joints, which folded texts lack, increasing.
        irregular: int64, numbers of the texts that the folding does not reproduce, increasing.
        folded: u2 or u4, the folded codes of those, joined.
        folded_lengths: int64, of each of those.
    """

    codes: Codes
    lengths: Ints
    joints: Ints
    irregular: Ints
    folded: Codes
    folded_lengths: Ints

    def letters(self) -> tuple[Codes, Ints]:
        """Return the codes without the joints, and how many of them each text has."""
        if not len(self.joints):
            return self.codes, self.lengths
        numbers = np.cumsum(self.lengths).searchsorted(self.joints, "right")
        return np.delete(self.codes, self.joints), self.lengths - np.bincount(numbers, minlength=len(self.lengths))


class CodedTexts(NamedTuple):
    """The texts of some articles.

    Attributes:
        alphabet: uint32, code to code point, increasing.
        folding: int32, code to folded code; -1 for a code that regular texts do not have.
        columns: by name.
        text_bytes: size of all texts in UTF-8.
    """

    alphabet: npt.NDArray[np.uint32]
    folding: npt.NDArray[np.int32]
    columns: Mapping[str, CodedColumn]
    text_bytes: int


def code_texts(
    originals: Mapping[str, Sequence[str]],
    folded: Mapping[str, Sequence[str]],
    joints: Mapping[str, tuple[Ints, Ints]],
) -> CodedTexts:
    """Return texts as codes of an alphabet of their own.

    Args:
        originals, folded: for each column its texts, titles one an article, the others one a section.
        joints: for each column the number of the text and the place in it of each joint, in the order of both.
    """
    points = {name: code_points(originals[name]) for name in COLUMNS}
    folded_points = {name: code_points(folded[name]) for name in COLUMNS}
    occurs = np.zeros(_UNICODE, bool)
    for each, _ in (*points.values(), *folded_points.values()):
        occurs[each] = True
    alphabet = np.flatnonzero(occurs).astype(np.uint32)
    code_of = np.empty(_UNICODE, np.uint16 if len(alphabet) <= 1 << 16 else np.uint32)
    code_of[alphabet] = np.arange(len(alphabet))
    folding = np.full(len(alphabet), -1, np.int32)
    columns = {
        name: _column(
            code_of.take(points[name][0]), points[name][1], joints[name], *_coded(folded_points[name], code_of), folding
        )
        for name in COLUMNS
    }
    return CodedTexts(alphabet, folding, columns, sum(utf8_bytes(each) for each, _ in points.values()))


def _coded(points: tuple[npt.NDArray[np.uint32], Ints], code_of: Codes) -> tuple[Codes, Ints]:
    return code_of.take(points[0]), points[1]


def utf8_bytes(points: npt.NDArray[np.uint32]) -> int:
    """Size of a text in UTF-8."""
    return len(points) + sum(int(np.count_nonzero(points >= limit)) for limit in _UTF8_LIMITS)


def _column(
    codes: Codes,
    lengths: Ints,
    joints: tuple[Ints, Ints],
    folded: Codes,
    folded_lengths: Ints,
    folding: npt.NDArray[np.int32],
) -> CodedColumn:
    numbers, places = joints
    column = CodedColumn(
        codes, lengths, places + (np.cumsum(lengths) - lengths)[numbers], numbers[:0], codes[:0], lengths[:0]
    )
    irregular = _learn(*column.letters(), folded, folded_lengths, folding)
    is_irregular = np.zeros(len(lengths), bool)
    is_irregular[irregular] = True
    kept = folded[np.repeat(is_irregular, folded_lengths)]
    return column._replace(irregular=irregular, folded=kept, folded_lengths=folded_lengths[irregular])


def _learn(codes: Codes, lengths: Ints, folded: Codes, folded_lengths: Ints, folding: npt.NDArray[np.int32]) -> Ints:
    """Learn the folding of characters; return the texts that it does not reproduce."""
    same = lengths == folded_lengths
    from_codes, to_codes = codes, folded
    if not same.all():
        from_codes, to_codes = codes[np.repeat(same, lengths)], folded[np.repeat(same, folded_lengths)]
    known = np.flatnonzero(folding >= 0)
    learned = folding[known]
    folding[from_codes[::-1]] = to_codes[::-1]  # of one that folds in several ways, the first stays
    folding[known] = learned
    wrong = np.flatnonzero(folding.take(from_codes) != to_codes)
    ends = np.cumsum(lengths[same])
    return np.union1d(np.flatnonzero(~same), np.flatnonzero(same)[ends.searchsorted(wrong, "right")])
