"""Titles by hash, so that a query finds the articles whose titles are written out in it.

The hash of characters ``c[0..n)`` is ``sum(c[k] * B**k) + n * D`` modulo 2**64: with prefix sums, every stretch of a
long query is hashed in one array operation (Rabin and Karp 1987, with wrapping integers).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.container import ArrayFileWriter

__all__ = ["Stretches", "text_hashes", "write_titles"]

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_FILTER_BITS = 8
_LENGTH_FACTOR = 0xD1B54A32D192ED03
_HASH_BITS = 64
_HASH_MASK = (1 << _HASH_BITS) - 1
_SHORT_TEXT = 12
_KEPT_CHARACTERS = 64  # what texts up to that length need is kept
_FIRST_POWERS = tuple(pow(_BASE, place, 1 << _HASH_BITS) for place in range(_SHORT_TEXT))
_NO_HASHES: Hashes = np.zeros(0, np.uint64)
_NO_LENGTHS: Ints = np.zeros(0, np.int64)


def _points(text: str) -> npt.NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count, base, np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _prefix_sums(text: str, powers: Hashes) -> Hashes:
    points = _points(text)
    points *= powers
    sums = np.zeros(len(points) + 1, np.uint64)
    points.cumsum(out=sums[1:])
    return sums


def _summands(lengths: Ints) -> Hashes:
    return lengths.astype(np.uint64) * np.uint64(_LENGTH_FACTOR)


def text_hashes(texts: Sequence[str]) -> Hashes:
    """Return the hash of each text."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = lengths.cumsum()
    starts = ends - lengths
    joined = "".join(texts)
    sums = _prefix_sums(joined, _powers(_BASE, len(joined)))
    inverse = _powers(_INVERSE, len(sums))
    hashes: Hashes = (sums[ends] - sums[starts]) * inverse[starts] + lengths.astype(np.uint64) * np.uint64(
        _LENGTH_FACTOR
    )
    return hashes


class Stretches:
    """The hashes of all stretches of a text that can be titles.

    A short text's are made one by one and a longer text's in arrays, whose twenty operations take as long as hashing
    a hundred stretches one by one.
    """

    def __init__(self, text: str, *, shortest: int, longest: int) -> None:
        """Hash every stretch of ``text`` of ``shortest`` to ``longest`` characters."""
        self._few: list[tuple[int, int]] | None = None
        if len(text) <= _SHORT_TEXT:
            self._few = list(_hashes_one_by_one(text, shortest, longest))
        else:
            self._hashes, self._lengths = _hashes_in_arrays(text, shortest, longest)

    def possible_titles(self, known: npt.NDArray[np.uint8]) -> tuple[Hashes, Ints]:
        """Hash and length of each stretch that the filter ``known`` of a segment's titles does not rule out."""
        shift = _HASH_BITS - _size_bits(known)
        if self._few is None:
            upper = (self._hashes >> np.uint64(shift)).view(np.int64)
            places = ((known.take(upper >> 3) >> (upper & 7)) & 1).nonzero()[0]
            return self._hashes[places], self._lengths[places]
        bits = known.data
        found = [one for one in self._few if bits[one[0] >> shift + 3] >> (one[0] >> shift & 7) & 1]
        if not found:
            return _NO_HASHES, _NO_LENGTHS
        hashes, lengths = zip(*found, strict=True)
        return np.array(hashes, np.uint64), np.array(lengths, np.int64)


def _hashes_one_by_one(text: str, shortest: int, longest: int) -> Iterator[tuple[int, int]]:
    points = list(map(ord, text))
    for start in range(len(points) - shortest + 1):
        total = 0
        for length, (point, power) in enumerate(zip(points[start : start + longest], _FIRST_POWERS, strict=False), 1):
            total += point * power
            if length >= shortest:
                yield total + length * _LENGTH_FACTOR & _HASH_MASK, length


class _Plan(NamedTuple):
    """Where the stretches of a text of some length are, and what their hashes need besides the text."""

    starts: Ints
    ends: Ints
    lengths: Ints
    powers: Hashes
    factors: Hashes
    summands: Hashes


def _plan(length: int, shortest: int, longest: int) -> _Plan:
    sizes = np.arange(shortest, min(longest, length) + 1)
    starts = np.concatenate([np.arange(length + 1 - size) for size in sizes.tolist()])
    lengths = np.repeat(sizes, length + 1 - sizes)
    factors = _powers(_INVERSE, length)[starts]
    return _Plan(starts, starts + lengths, lengths, _powers(_BASE, length), factors, _summands(lengths))


_kept_plan = lru_cache(maxsize=_KEPT_CHARACTERS)(_plan)


def _hashes_in_arrays(text: str, shortest: int, longest: int) -> tuple[Hashes, Ints]:
    plan = (_kept_plan if len(text) <= _KEPT_CHARACTERS else _plan)(len(text), shortest, longest)
    sums = _prefix_sums(text, plan.powers)
    hashes: Hashes = sums.take(plan.ends)
    hashes -= sums.take(plan.starts)
    hashes *= plan.factors
    hashes += plan.summands
    return hashes, plan.lengths


def write_titles(file: ArrayFileWriter, hashes: Sequence[Hashes], articles: Sequence[Ints]) -> None:
    """Write ``title_hashes`` (u8, increasing) and ``title_articles`` (u4, the article of each).

    Args:
        file: where to.
        hashes: of titles, in parts that follow each other.
        articles: the article of each title, in the same parts.
    """
    joined = np.concatenate([np.zeros(0, np.uint64), *hashes])
    order = np.argsort(joined, kind="stable")
    file.add("title_hashes", joined[order])
    file.add("title_filter", _filter(joined))
    file.add("title_articles", np.concatenate([np.zeros(0, np.int64), *articles])[order].astype(np.uint32))


def _filter(hashes: Hashes) -> npt.NDArray[np.uint8]:
    """A bit for each value of the upper bits of a hash, set where a title has it: eight or more bits a title."""
    size_bits = max((len(hashes) * _FILTER_BITS - 1).bit_length(), 3)
    bits = np.zeros(1 << size_bits, bool)
    bits[(hashes >> np.uint64(_HASH_BITS - size_bits)).astype(np.int64)] = True
    return np.packbits(bits, bitorder="little")


def _size_bits(known: npt.NDArray[np.uint8]) -> int:
    return (len(known) * 8).bit_length() - 1
