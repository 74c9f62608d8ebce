"""The words of a long text, numbered, without a step of Python for every word.

A word of up to four characters is one number of 64 bits, and equal numbers are brought together by hashing;
only longer ones, one in a hundred, are looked up as strings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.characters import CJK, LONGEST_RUN, code_points, kinds_of, latin_pieces, latin_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["numbered_words"]

_CUT_CHARACTERS = 8_000
_BETWEEN = "\0"
"""Stands between words; in a text it is as good as a line end, for neither is a letter."""

_KEY_CHARACTERS = 4
_KEY_MASKS = np.array([(1 << (16 * length)) - 1 for length in range(_KEY_CHARACTERS + 1)], np.uint64)
_SLOT_BITS = 18
_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)  # odd, their bits well mixed


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
        text, then Latin runs, compounds and pieces in the order of the text.
    """
    kinds = kinds_of(points)
    starts, ends = _cut(text, cut)
    cjk_before = np.concatenate((np.zeros(1, np.int32), np.cumsum(kinds == CJK, dtype=np.int32)))
    kept = cjk_before[ends] > cjk_before[starts]
    latin_starts, latin_ends = _latin(points, kinds)
    starts = np.concatenate((starts[kept], latin_starts))
    ends = np.concatenate((ends[kept], latin_ends))
    vocabulary, ids = _number(text, points, starts, ends)
    return vocabulary, ids, starts


def _latin(points: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of each run, compound and piece, in the order of their starts."""
    runs, compounds = latin_spans(points, kinds)
    pieces = latin_pieces(points, kinds, compounds)
    short = compounds[1] - compounds[0] <= LONGEST_RUN
    starts = np.concatenate((runs[0], compounds[0][short], pieces[0]))
    ends = np.concatenate((runs[1], compounds[1][short], pieces[1]))
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    return starts, np.minimum(ends, starts + LONGEST_RUN)


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
    words = list(map(text.__getitem__, map(slice, starts[places].tolist(), ends[places].tolist())))
    numbers: defaultdict[str, int] = defaultdict(count(len(words)).__next__)
    others = map(text.__getitem__, map(slice, starts[~has_key].tolist(), ends[~has_key].tolist()))
    ids[~has_key] = np.fromiter(map(numbers.__getitem__, others), np.int32)
    return (*words, *numbers), ids


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
    ranks[: len(points)] = rank[points]
    return np.ndarray(len(points) + 1, "<u8", buffer=ranks.astype("<u2", copy=False).data, strides=(2,))


def _distinct(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Numbers from 0 on, the same for equal keys, and for each number a place where its key stands."""
    ids = np.empty(len(keys), np.int32)
    places: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    count, turn = 0, 0
    left = np.arange(len(keys))
    while len(left):
        # Of the keys that share a slot one wins it, and those that equal it are settled; the others try again.
        slots = (keys * np.uint64(_MULTIPLIERS[turn % len(_MULTIPLIERS)])) >> np.uint64(64 - _SLOT_BITS)
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
