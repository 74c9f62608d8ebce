"""The words of a long text, numbered, without a step of Python for every word.

A word of up to four characters is one number of 64 bits, and equal numbers are brought together by hashing;
only longer ones, one in a hundred, are looked up as strings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from wenxun.analysis.characters import CJK, LETTER, code_points, glue, kinds_of, latin_words
from wenxun.analysis.folding import text_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["numbered_words"]

_CUT_CHARACTERS = 8_000
_BETWEEN = "\0"
"""Stands between words; in a text it is as good as a line end, for neither is a letter."""

_BLANK, _LINE_END = ord(" "), ord("\n")
_WORTHWHILE = 1.25
"""What is left out must be so much of a text that it saves more than it costs."""

_KEY_CHARACTERS = 4
_KEY_MASKS = np.array([(1 << (16 * length)) - 1 for length in range(_KEY_CHARACTERS + 1)], np.uint64)
_SLOT_BITS = 18
_MULTIPLIERS = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)))  # odd, well mixed


def numbered_words(
    text: str, points: NDArray[np.uint32], cut: Callable[[str], list[str]]
) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int64]]:
    """Return the vocabulary of a text in canonical wording, and the id and the start of each word.

    Args:
        text: the text.
        points: its code points.
        cut: cuts a text into words.

    Returns:
        the distinct words; int32[words] and int64[words], first the words with a CJK character in the order of the
        text, then Latin words in the order of the text.
    """
    kinds = kinds_of(points)
    cjk_before = np.concatenate((np.zeros(1, np.int32), np.cumsum(kinds == CJK, dtype=np.int32)))
    starts, ends = _cut_near_cjk(text, points, cjk_before, cut)
    kept = cjk_before[ends] > cjk_before[starts]
    spans, are_glued, glued = _latin(points, kinds)
    places = np.concatenate((starts[kept], spans[0]))
    starts, ends = places.copy(), np.concatenate((ends[kept], spans[1]))
    if len(glued[0]):  # they are written behind the text
        changed = int(kept.sum()) + are_glued
        starts[changed], ends[changed] = (len(points) + each for each in glued[1:])
        text, points = text + text_of(glued[0]), np.concatenate((points, glued[0]))
    vocabulary, ids = _number(text, points, starts, ends)
    return vocabulary, ids, places


_Glued: TypeAlias = "tuple[NDArray[np.uint32], NDArray[np.intp], NDArray[np.intp]]"


def _latin(
    points: NDArray[np.uint32], kinds: NDArray[np.uint8]
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.intp], _Glued]:
    """Start and end of each Latin word, by their starts; which of them are words without their signs, and these.

    They are looked for among letters and their neighbours alone: most of a Chinese text is neither.
    """
    places = _near_letters(kinds)
    points, kinds = points[places], kinds[places]
    (starts, ends), is_glued = latin_words(points, kinds)
    glued = glue(points, kinds, (starts[is_glued], ends[is_glued]))
    return (places[starts], places[ends - 1] + 1), is_glued.nonzero()[0], glued


def _near_letters(kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The places of letters, of the character before and the two behind each: all that a word reaches to."""
    letter = kinds == LETTER
    near = letter.copy()
    near[:-1] |= letter[1:]
    near[1:] |= letter[:-1]
    near[2:] |= letter[:-2]
    places: NDArray[np.int64] = near.nonzero()[0]
    return places


def _cut_near_cjk(
    text: str, points: NDArray[np.uint32], cjk_before: NDArray[np.int32], cut: Callable[[str], list[str]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of each word that is cut from what stands between blanks, where that has a CJK character.

    No word goes across a blank, so other stretches, such as those of a Latin text, need not be cut.
    """
    blanks = ((points == _BLANK) | (points == _LINE_END)).nonzero()[0]
    edges = np.concatenate((np.zeros(1, np.int64), blanks + 1, np.full(1, len(points))))
    has_cjk = np.diff(cjk_before[edges]) > 0
    lengths = np.diff(edges)
    if lengths[has_cjk].sum() * _WORTHWHILE > len(points):
        return _cut(text, cut)
    places = np.repeat(has_cjk, lengths).nonzero()[0]
    starts, ends = _cut(text_of(points[places]), cut)
    return places[starts], places[ends - 1] + 1


def _cut(text: str, cut: Callable[[str], list[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of each word of a text, cut in pieces of whole lines that fit into the processor's cache."""
    text = text.replace(_BETWEEN, "\n")
    joined: list[str] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start + _CUT_CHARACTERS)
        piece = text[start:] if end < 0 else text[start:end]
        joined.append(_BETWEEN.join(cut(piece)))
        start += len(piece)
    between = np.flatnonzero(code_points(_BETWEEN.join((*joined, ""))) == ord(_BETWEEN))
    ends = between - np.arange(len(between))
    return np.concatenate((np.zeros(1, np.int64), ends))[: len(ends)], ends


def _number(
    text: str, points: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """The distinct stretches of a text, and the number of each stretch."""
    lengths = ends - starts
    ids = np.empty(len(starts), np.int32)
    keys = _keys(points)
    has_key = lengths <= _KEY_CHARACTERS if keys is not None else np.zeros(len(starts), bool)
    if keys is not None:
        ids[has_key], places = _distinct(keys[starts[has_key]] & _KEY_MASKS[lengths[has_key]])
        places = np.flatnonzero(has_key)[places]
    else:
        places = np.zeros(0, np.int64)
    words = _texts(text, starts[places], ends[places])
    others = np.flatnonzero(~has_key)
    first = _first_of_equal(keys, starts[others], lengths[others]) if keys is not None else np.arange(len(others))
    is_first = first == np.arange(len(others))
    numbers: defaultdict[str, int] = defaultdict(count(len(words)).__next__)
    own = np.empty(len(others), np.int32)
    known = map(numbers.__getitem__, _texts(text, starts[others[is_first]], ends[others[is_first]]))
    own[is_first] = np.fromiter(known, np.int32)
    ids[others] = own[first]
    return (*words, *numbers), ids


def _texts(text: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[str]:
    return list(map(text.__getitem__, map(slice, starts.tolist(), ends.tolist())))


def _first_of_equal(
    keys: NDArray[np.uint64], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each word a word before it that is the same, or itself; of some that are the same, each may have another.

    Words of twice as many characters as a key has are compared by two keys, longer ones not at all.
    """
    first = np.arange(len(starts))
    short = np.flatnonzero(lengths <= 2 * _KEY_CHARACTERS)
    head = keys[starts[short]]
    tail = keys[starts[short] + _KEY_CHARACTERS] & _KEY_MASKS[lengths[short] - _KEY_CHARACTERS]
    slots = ((head * _MULTIPLIERS[0]) ^ (tail * _MULTIPLIERS[1])) >> np.uint64(64 - _SLOT_BITS)
    winner = np.empty(1 << _SLOT_BITS, np.int32)
    winner[slots[::-1]] = np.arange(len(short), dtype=np.int32)[::-1]
    won = winner[slots]
    same = (head[won] == head) & (tail[won] == tail)
    first[short[same]] = short[won[same]]
    return first


def _keys(points: NDArray[np.uint32]) -> NDArray[np.uint64] | None:
    """At each place of a text the four characters from there on as one number, or ``None`` if there are too many.

    A character counts as its rank in the text, from 1 on, in 16 bits.
    """
    occurs = np.zeros(0x110000, bool)
    occurs[points] = True
    characters = np.flatnonzero(occurs)
    if len(characters) >= 1 << 16:
        return None
    rank = np.zeros(0x110000, np.uint16)
    rank[characters] = np.arange(1, len(characters) + 1)
    ranks = np.zeros(len(points) + _KEY_CHARACTERS, np.uint16)
    ranks[: len(points)] = rank.take(points)
    return np.ndarray(len(points) + 1, "<u8", buffer=ranks.astype("<u2", copy=False).data, strides=(2,))


def _distinct(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Numbers from 0 on, the same for equal keys, and for each number a place where its key stands."""
    ids = np.empty(len(keys), np.int32)
    places: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    count, turn = 0, 0
    left = np.arange(len(keys))
    while len(left):
        # Of the keys that share a slot one wins it, and those that equal it are settled; the others try again.
        slots = (keys * _MULTIPLIERS[turn % len(_MULTIPLIERS)]) >> np.uint64(64 - _SLOT_BITS)
        winner = np.empty(1 << _SLOT_BITS, np.int32)
        winner[slots] = np.arange(len(keys), dtype=np.int32)
        won = winner[slots]
        wins = won == np.arange(len(keys))
        settled = keys[won] == keys
        number = np.cumsum(wins, dtype=np.int32) + (count - 1)
        ids[left[settled]] = number[won[settled]]
        places.append(left[wins])
        count += int(np.count_nonzero(wins))
        left, keys = left[~settled], keys[~settled]
        turn += 1
    return ids, np.concatenate(places)
