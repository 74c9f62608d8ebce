"""Which characters are written without spaces (CJK), and how runs of all others make words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "CJK",
    "LETTER",
    "LONGEST_RUN",
    "WITHOUT_SURROGATES",
    "code_points",
    "glue",
    "is_joinable",
    "kinds_of",
    "latin_words",
]

OTHER, CJK, LETTER = 1, 2, 3
"""Kinds of characters: ``LETTER`` is a letter or digit of a script that is written with spaces."""

LONGEST_RUN = 100
"""Of a longer run of letters only this many characters become a token; a longer compound is none."""

WITHOUT_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
"""For ``str.translate``: makes a text, in the same length, one that libraries in Rust take."""

_CJK_RANGES = (
    (0x1100, 0x11FF),  # hangul letters
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3005),  # 々
    (0x3007, 0x3007),  # 〇
    (0x3021, 0x3029),  # Suzhou numerals
    (0x3031, 0x3035),  # kana repeat marks
    (0x3038, 0x303C),  # Suzhou numerals, 〻, masu mark
    (0x3041, 0x3096),  # hiragana
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),  # katakana
    (0x30FC, 0x312F),  # ー, iteration marks, bopomofo
    (0x3131, 0x318E),  # hangul compatibility letters
    (0x31A0, 0x31BF),  # bopomofo extended
    (0x31F0, 0x31FF),  # small katakana
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97C),  # hangul letters extended
    (0xAC00, 0xD7FB),  # hangul syllables
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFF66, 0xFFDC),  # halfwidth kana and hangul
    (0x1AFF0, 0x1B16F),  # kana supplements
    (0x20000, 0x3FFFD),  # extensions B and later
)

_HANGUL_RANGES = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7FB), (0xFFA0, 0xFFDC))

_UNKNOWN = 0
_kinds: NDArray[np.uint8] = np.zeros(0x110000, np.uint8)
_SEEN = 1
_SLASH, _APOSTROPHE, _DOT = map(ord, "/'.")


def _signs(signs: str) -> NDArray[np.bool_]:
    """Whether each character of ASCII is one of some signs; the last one, DEL, stands for all characters behind."""
    table = np.zeros(128, bool)
    table[list(map(ord, signs))] = True
    return table


_JOINING = _signs("-.&_")
"""Signs of which a single one makes one word of the letters beside it."""

_LOOSE = _signs("-_/'")
"""Signs that many leave out between letters."""

_OPEN_BEFORE = _signs("/.:\\@'")
_OPEN_BEHIND = _signs("/.:\\@'+#=")
"""Signs at which two words with a slash between them are a part of an address, a path or a list."""

_VOICING_MARKS = (0x3099, 0x309A)
"""Folding joins them with the kana before them."""

_joinable: NDArray[np.uint8] = np.zeros(0x110000, np.uint8)
"""0 where nobody asked yet; else 1, with 2 where a character ends, and 4 where it starts, with a joinable one."""


def _kind(code_point: int) -> int:
    if any(start <= code_point <= end for start, end in _CJK_RANGES):
        return CJK
    return LETTER if chr(code_point).isalnum() else OTHER


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text (lone surrogates included): uint32[len(text)]."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def kinds_of(points: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the kind of each character of a text given as code points: uint8, of the same shape."""
    kinds = _kinds.take(points)
    if kinds.all():  # none is unknown
        return kinds
    for code_point in set(points[kinds == _UNKNOWN].tolist()):
        _kinds[code_point] = _kind(code_point)
    return _kinds.take(points)


def is_joinable(points: NDArray[np.uint32], *, behind: bool = False) -> NDArray[np.bool_]:
    """Return whether each character is of a script that is written without blanks: CJK but for hangul.

    What one character is written for decides: ``㏠`` stands for 1日, so it ends with such a character.

    Args:
        points: the characters.
        behind: ask for the character that each starts with, where a joint stands before it, and not for the last one.
    """
    known = _joinable[points]
    unknown = points[known == _UNKNOWN]
    if len(unknown):
        for code_point in set(unknown.tolist()):
            written = unicodedata.normalize("NFKC", chr(code_point))
            last, first = ord(written[-1]), ord(written[0])
            ends = _is_joinable(last) or last in _VOICING_MARKS
            _joinable[code_point] = _SEEN | ends << 1 | _is_joinable(first) << 2
        known = _joinable[points]
    joinable: NDArray[np.bool_] = (known & (4 if behind else 2)) != 0
    return joinable


def _is_joinable(code_point: int) -> bool:
    is_hangul = any(start <= code_point <= end for start, end in _HANGUL_RANGES)
    return _kind(code_point) == CJK and not is_hangul


Spans: TypeAlias = "tuple[NDArray[np.intp], NDArray[np.intp]]"
"""Starts and ends, of equal length."""


_LEAST_DIGITS = 10
_LONGEST_PARTS = 8
"""Letters joined by a slash or an apostrophe are one word only if neither part is longer: no path, no sentence."""


def latin_words(points: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> tuple[Spans, NDArray[np.bool_]]:
    """Find the words of scripts with spaces in a text.

    These are maximal runs of letters and digits; compounds: runs that a single ``- . & _`` joins (trak-2, 5.26, at&t)
    and those with a dot before them (.net) or with ``++`` or ``#`` behind them (c++, c#); the pieces of both that
    people type alone; and short runs that a slash or an apostrophe joins (tcp/ip, mcdonald's).

    Args:
        points: its code points.
        kinds: ``kinds_of(points)``.

    Returns:
        starts and ends, by their starts, and which of them are words without the signs in them (``glue``): those that
        people write together as well, with hyphens, low lines, a slash or an apostrophe (e-commerce), initials (u.s.a)
        and long numbers in groups (978-7-111-54742-6).
    """
    runs, compounds = _latin_spans(points, kinds)
    short = compounds[1] - compounds[0] <= LONGEST_RUN
    pairs = _pairs(points, kinds, runs)
    starts, ends = _joined(
        runs, (compounds[0][short], compounds[1][short]), _latin_pieces(points, kinds, compounds), pairs
    )
    ends = np.minimum(ends, starts + LONGEST_RUN)
    order = starts.argsort(kind="stable")
    starts, ends = starts[order], ends[order]
    if not len(compounds[0]) and not len(pairs[0]):
        return (starts, ends), np.zeros(len(starts), bool)
    return (starts, ends), _are_glued(points, kinds, starts, ends)


def _pairs(points: NDArray[np.uint32], kinds: NDArray[np.uint8], runs: Spans) -> Spans:
    """Two short runs with a slash or an apostrophe between them, of which the first begins with a letter."""
    starts, ends = runs
    if len(starts) < 2:
        return starts[:0], ends[:0]
    between = points.take(ends[:-1], mode="clip")
    touching = (starts[1:] - ends[:-1] == 1) & ((between == _SLASH) | (between == _APOSTROPHE))
    if not touching.any():
        return starts[:0], ends[:0]
    firsts = touching.nonzero()[0]
    before = np.where(starts[firsts] > 0, points[starts[firsts] - 1], 0)
    behind = np.where(ends[firsts + 1] < len(points), points.take(ends[firsts + 1], mode="clip"), 0)
    lengths = ends - starts
    good = (lengths[firsts] <= _LONGEST_PARTS) & (lengths[firsts + 1] <= _LONGEST_PARTS)
    good &= ~_is_digit(points[starts[firsts]])
    good &= ~(_OPEN_BEFORE.take(before, mode="clip") | _OPEN_BEHIND.take(behind, mode="clip"))
    firsts = firsts[good]
    return starts[firsts], ends[firsts + 1]


def _is_digit(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (points >= ord("0")) & (points <= ord("9"))


def _are_glued(
    points: NDArray[np.uint32], kinds: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Which of some stretches are words without the signs in them."""

    def counted(which: NDArray[np.bool_]) -> NDArray[np.intp]:
        before = np.zeros(len(which) + 1, np.intp)
        which.cumsum(out=before[1:])
        inside: NDArray[np.intp] = before[ends] - before[starts]
        return inside

    is_sign = kinds != LETTER
    is_loose = is_sign & _LOOSE.take(points, mode="clip")
    signs, loose = counted(is_sign), counted(is_loose)
    digits, dots = counted(_is_digit(points)), counted(is_sign & (points == _DOT))
    letters = ends - starts - signs - digits
    together = (signs > 0) & (signs == loose) & ((letters > 0) | (digits >= _LEAST_DIGITS))
    # U.S.A, Ph.D: no part has more than two letters, one part at most has two, and it is not the last one.
    initials = (signs > 0) & (signs == dots) & (digits == 0) & (letters <= dots + 2) & (points[starts] != _DOT)
    initials &= points[np.maximum(ends - 2, 0)] == _DOT
    is_glued: NDArray[np.bool_] = together | initials
    return is_glued


def glue(
    points: NDArray[np.uint32], kinds: NDArray[np.uint8], spans: Spans
) -> tuple[NDArray[np.uint32], NDArray[np.intp], NDArray[np.intp]]:
    """Return stretches of a text without their signs: all in one text, and where each starts and ends in that.

    Args:
        points: the code points of the text.
        kinds: ``kinds_of(points)``.
        spans: starts and ends of the stretches.
    """
    starts, ends = spans
    lengths = ends - starts
    firsts = np.cumsum(lengths) - lengths
    places = np.repeat(starts - firsts, lengths) + np.arange(lengths.sum())
    kept = kinds[places] == LETTER
    before = np.concatenate((np.zeros(1, np.intp), np.cumsum(kept)))
    return points[places[kept]], before[firsts], before[firsts + lengths]


def _latin_spans(points: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> tuple[Spans, Spans]:
    """Find the words of scripts with spaces in a text.

    Args:
        points: its code points.
        kinds: ``kinds_of(points)``.

    Returns:
        maximal runs of letters and digits, then compounds: runs that a single ``- . & _`` joins (trak-2,
            5.26, at&t) and those with a dot before them (.net) or with ``++`` or ``#`` behind them (c++,
            c#).
    """
    letters = np.zeros(len(points) + 2, bool)
    letters[1:-1] = kinds == LETTER
    edges = (letters[1:] != letters[:-1]).nonzero()[0]
    runs = edges[::2], edges[1::2]
    if not len(edges):
        return runs, runs
    around = np.zeros(len(points) + 4, np.uint32)  # so that around[p + 1] is the character at p
    around[1:-3] = points
    starts, ends = runs
    between = around[ends[:-1] + 1]
    joined = (starts[1:] - ends[:-1] == 1) & _JOINING.take(between, mode="clip")
    first, last = np.ones((2, len(starts)), bool)
    first[1:] = last[:-1] = ~joined
    starts, ends = starts[first], ends[last]
    dot = around[starts] == ord(".")
    after, next_after = around[ends + 1], around[ends + 2]
    plus = (after == ord("+")) & (next_after == ord("+"))
    sharp = (after == ord("#")) & ~letters[np.minimum(ends + 2, len(points) + 1)]
    several = last.nonzero()[0] > first.nonzero()[0]
    compound = several | dot | plus | sharp
    return runs, ((starts - dot)[compound], (ends + 2 * plus + sharp)[compound])


def _latin_pieces(points: NDArray[np.uint32], kinds: NDArray[np.uint8], compounds: Spans) -> Spans:
    """Return the pieces of words that are words too, as people type them alone.

    Letters and digits that touch are two pieces each: ``iso`` and ``9001`` of ``iso9001``, ``wi-fi`` and ``6`` of
    ``wi-fi6``. A number with dots is a piece, and so is each of its parts that is no word by itself: the pieces of
    ``python3.11`` are ``python``, ``3`` and ``3.11``. What hyphens part is a piece where it is a compound:
    ``gpt3.5`` of ``gpt3.5-turbo``.

    Args:
        points: code points of a text.
        kinds: ``kinds_of(points)``.
        compounds: those of the text, as ``latin_spans`` returns them.

    Returns:
        starts and ends of the pieces of all words, each once.
    """
    digit = _is_digit(points)
    is_sign = kinds != LETTER
    by_hyphens = compounds
    if len(compounds[0]):
        by_hyphens = _with_any(_parts(compounds, (points == ord("-")).nonzero()[0], 1), is_sign)
    if not digit.any():
        return by_hyphens
    classes = np.zeros(len(points) + 2, np.int8)
    classes[1:-1] = ~is_sign
    classes[1:-1] += digit
    numbers = _touching(classes)
    if not len(compounds[0]):
        return numbers
    touches = numbers[1][:-1][numbers[1][:-1] == numbers[0][1:]]
    dots = (points == _DOT).nonzero()[0] + 1
    dots = dots[(classes[dots - 1] == _DIGITS) & (classes[dots + 1] == _DIGITS)]
    by_touches = _with_any(_parts(compounds, touches, 0), is_sign)
    if len(dots):
        classes[dots] = _DIGITS
        longer = _touching(classes)
        dotted = (dots - 1).searchsorted(longer[1]) > (dots - 1).searchsorted(longer[0])
        numbers = _joined(numbers, (longer[0][dotted], longer[1][dotted]))
        by_touches = _with_any(by_touches, classes[1:-1] != _DIGITS)
    return _joined(numbers, by_touches, by_hyphens)


def _parts(spans: Spans, cuts: NDArray[np.intp], skipped: int) -> Spans:
    """The parts of those spans that are cut somewhere; behind each cut so many characters are left out."""
    starts, ends = spans
    if not len(starts):
        return spans
    owners = starts.searchsorted(cuts, "right") - 1
    inside = (cuts > starts[owners]) & (cuts < ends[owners]) & (owners >= 0)
    cuts, owned = cuts[inside], owners[inside]
    is_first = np.ones(len(owned), bool)
    is_first[1:] = owned[1:] != owned[:-1]
    owned = owned[is_first]
    firsts, lasts = np.concatenate((starts[owned], cuts + skipped)), np.concatenate((cuts, ends[owned]))
    firsts.sort()
    lasts.sort()
    return firsts, lasts


def _with_any(spans: Spans, is_wanted: NDArray[np.bool_]) -> Spans:
    """The spans that hold a wanted character."""
    starts, ends = spans
    if not len(starts):
        return spans
    places = is_wanted.nonzero()[0]
    kept = places.searchsorted(ends) > places.searchsorted(starts)
    return starts[kept], ends[kept]


def _joined(*spans: Spans) -> Spans:
    starts, ends = zip(*spans, strict=True)
    return np.concatenate(starts), np.concatenate(ends)


_DIGITS = 2
"""The class of digits where letters are 1 and all else is 0."""


def _touching(classes: NDArray[np.int8]) -> Spans:
    """Starts and ends of the stretches of one class that touch one of the other; ``classes[p + 1]`` is that of p."""
    edges = (classes[1:] != classes[:-1]).nonzero()[0]
    mixed = ((classes[edges] > 0) & (classes[edges + 1] > 0)).nonzero()[0]
    if not len(mixed):
        return edges[:0], edges[:0]
    is_touched = np.zeros(len(edges), bool)
    is_touched[mixed - 1] = is_touched[mixed] = True
    touched = is_touched.nonzero()[0]
    return edges[touched], edges[touched + 1]
