"""What stands between two characters of a text without parting them: the one definition, for documents and queries.

Between two Han characters (or kana), and beside a Chinese punctuation mark, these are *joints*: one blank, one line end
with or without a blank before it, an interpunct with or without a blank on either side, and two ideographic spaces. So
``数 据``, ``附　则``, ``达·芬奇`` and a word that is cut at a line end are found like the word itself, and two lines of
a poem like one. A comma that groups the digits of a number (``1,280``) is a joint too, and so is, wherever it stands, a
character that nobody sees.

A line end that an article's structure makes (between list items, rows, headings) is a *border* and no joint. Nor is an
empty line, punctuation, or any longer run of blanks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.characters import is_joinable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["INTERPUNCTS", "PUNCTUATION", "joint_places"]

_BLANK, _LINE_END, _INTERPUNCT, _COMMA, _INVISIBLE = 1, 2, 3, 4, 5
_BLANKS = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u2800\u3000"
INTERPUNCTS = "·•‧∙⋅・･᛫⸱⸳⦁ꞏ˙․﹒．\u0387"
"""Signs that stand between the parts of a name."""

PUNCTUATION = frozenset("，。、；：？！…—「」『』（）《》〈〉【】〔〕〖〗“”‘’")
"""Marks of Chinese sentences, beside which a blank says nothing."""

_INVISIBLES = (  # Default_Ignorable_Code_Point of Unicode 15 without the fillers of hangul, marks of ruby and objects
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFC),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
_MOST_SIGNS = 3
"""No joint has more."""

_BASE = 8
_IDEOGRAPHIC_SPACE = 0x3000


def _classes() -> NDArray[np.uint8]:
    classes = np.zeros(0x110000, np.uint8)
    for signs, number in ((_BLANKS, _BLANK), ("\n", _LINE_END), (INTERPUNCTS, _INTERPUNCT), (",，", _COMMA)):
        classes[[ord(sign) for sign in signs]] = number
    for start, end in _INVISIBLES:
        classes[start : end + 1] = _INVISIBLE
    return classes


_CLASSES = _classes()
_IS_PUNCTUATION = np.zeros(0x110000, bool)
_IS_PUNCTUATION[[ord(mark) for mark in PUNCTUATION]] = True


def _shape(*classes: int) -> int:
    """A run of signs as one number."""
    number = 0
    for each in classes:
        number = number * _BASE + each
    return number


_SHAPES = np.array(
    [
        _shape(_BLANK),
        _shape(_LINE_END),
        _shape(_BLANK, _LINE_END),
        _shape(_INTERPUNCT),
        _shape(_BLANK, _INTERPUNCT),
        _shape(_INTERPUNCT, _BLANK),
        _shape(_BLANK, _INTERPUNCT, _BLANK),
        _shape(_BLANK, _BLANK),  # two ideographic spaces alone
    ]
)
_MAY_BE_JOINT = np.zeros(_BASE**_MOST_SIGNS, bool)
_MAY_BE_JOINT[_SHAPES] = True


def joint_places(points: NDArray[np.uint32], borders: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return the places of all joints of a text, increasing.

    Args:
        points: the code points of the text, before folding.
        borders: places of line ends that part what stands around them, increasing.
    """
    classes = _CLASSES.take(points)
    special = classes.nonzero()[0]
    if not len(special):
        return special
    kinds = classes[special]
    hidden = special[kinds == _INVISIBLE]
    if not len(hidden):
        return _visible_joints(points, special, kinds, borders)
    seen = np.ones(len(points), bool)
    seen[hidden] = False
    places = seen.nonzero()[0]
    kept = classes[places]
    special = kept.nonzero()[0]
    still = None if borders is None else places.searchsorted(borders)
    joints = _visible_joints(points[places], special, kept[special], still)
    return np.sort(np.concatenate((hidden, places[joints])))


def _visible_joints(
    points: NDArray[np.uint32], signs: NDArray[np.int64], classes: NDArray[np.uint8], borders: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    """As ``joint_places``, for a text without invisible characters, of which the ``signs`` have ``classes``."""
    commas = classes == _COMMA
    if not commas.any():
        return _between_letters(points, signs, classes, borders)
    others = ~commas
    found = _between_letters(points, signs[others], classes[others], borders)
    between_digits = _between_digits(points, signs[commas])
    return np.sort(np.concatenate((found, between_digits))) if len(between_digits) else found


def _between_letters(
    points: NDArray[np.uint32], signs: NDArray[np.int64], classes: NDArray[np.uint8], borders: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    if not len(signs):
        return signs
    # What stands before a run is no sign, so a sign behind a letter or a mark is the first of its run.
    before = points[signs - 1]
    firsts = ((is_joinable(before) | _IS_PUNCTUATION.take(before)) & (signs > 0)).nonzero()[0]
    if not len(firsts):
        return firsts
    starts = signs[firsts]
    lengths = np.ones(len(firsts), np.int64)
    padded = np.append(signs, np.full(_MOST_SIGNS, len(points) + _MOST_SIGNS))
    for more in range(1, _MOST_SIGNS + 1):
        goes_on = (lengths == more) & (padded[firsts + more] == starts + more)
        if not goes_on.any():
            break
        lengths += goes_on
    ends = starts + lengths
    possible = (lengths <= _MOST_SIGNS) & (ends < len(points))
    behind = points[ends[possible]]
    possible[possible] = is_joinable(behind, behind=True) | _IS_PUNCTUATION.take(behind)
    if not possible.any():
        return firsts[:0]
    firsts, lengths, starts = firsts[possible], lengths[possible], starts[possible]
    shapes = classes[firsts].astype(np.int64)
    for more in range(1, int(lengths.max())):
        longer = lengths > more
        shapes[longer] = shapes[longer] * _BASE + classes[firsts[longer] + more]
    good = _MAY_BE_JOINT.take(shapes)
    double = shapes == _shape(_BLANK, _BLANK)
    good[double] = (points[starts[double]] == _IDEOGRAPHIC_SPACE) & (points[starts[double] + 1] == _IDEOGRAPHIC_SPACE)
    starts, lengths = starts[good], lengths[good]
    places: NDArray[np.int64] = (
        np.repeat(starts, lengths) + np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    )
    if borders is not None and len(borders):
        is_border = np.zeros(len(points) + 1, bool)
        is_border[borders] = True
        runs = np.repeat(np.arange(len(starts)), lengths)
        is_parted = np.zeros(len(starts), bool)
        is_parted[runs[is_border[places]]] = True
        places = places[~is_parted[runs]]
    return places


def _between_digits(points: NDArray[np.uint32], commas: NDArray[np.int64]) -> NDArray[np.int64]:
    """The commas with one to three digits before them, and groups of three digits and no more behind them."""

    def is_digit(offset: int) -> NDArray[np.bool_]:
        places = commas + offset
        inside = (places >= 0) & (places < len(points))
        return inside & _is_digit(points.take(places, mode="clip"))

    commas = commas[is_digit(-1)]  # most stand behind no digit
    if not len(commas):
        return commas
    before = ~(is_digit(-2) & is_digit(-3) & is_digit(-4))
    behind = is_digit(1) & is_digit(2) & is_digit(3) & ~is_digit(4)
    return commas[before & behind]


def _is_digit(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return ((points >= ord("0")) & (points <= ord("9"))) | ((points >= ord("０")) & (points <= ord("９")))
