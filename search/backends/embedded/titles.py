"""Titles by hash, so that a query finds the articles whose titles are written out in it.

The hash of characters ``c[0..n)`` is ``sum(c[k] * B**k) + n * D`` modulo 2**64: with prefix sums, every stretch of a
query is hashed in one array operation (Rabin and Karp 1987, with wrapping integers).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.backends.embedded.container import ArrayFileWriter

__all__ = ["possible_titles", "stretch_hashes", "text_hashes", "write_titles"]

Hashes = npt.NDArray[np.uint64]
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_FILTER_BITS = 8
_KEPT_CHARACTERS = 64  # what queries up to that length need is kept
_LENGTH_FACTOR = np.uint64(0xD1B54A32D192ED03)


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


def text_hashes(texts: Sequence[str]) -> Hashes:
    """The hash of each text."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = lengths.cumsum()
    starts = ends - lengths
    joined = "".join(texts)
    sums = _prefix_sums(joined, _powers(_BASE, len(joined)))
    inverse = _powers(_INVERSE, len(sums))
    hashes: Hashes = (sums[ends] - sums[starts]) * inverse[starts] + lengths.astype(np.uint64) * _LENGTH_FACTOR
    return hashes


class _Stretches(NamedTuple):
    """Every stretch of a text of some length, and what its hash needs besides the text."""

    powers: Hashes
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    factors: Hashes
    summands: Hashes


def _stretches(length: int, shortest: int, longest: int) -> _Stretches:
    sizes = range(shortest, min(longest, length) + 1)
    starts = [np.arange(length - size + 1) for size in sizes]
    start = np.concatenate([np.zeros(0, np.int64), *starts])
    lengths = np.repeat(np.array(sizes, np.int64), [len(each) for each in starts])
    factors = _powers(_INVERSE, length + 1)[start]
    summands = lengths.astype(np.uint64) * _LENGTH_FACTOR
    return _Stretches(_powers(_BASE, length), start, start + lengths, lengths, factors, summands)


_kept_stretches = lru_cache(maxsize=_KEPT_CHARACTERS)(_stretches)


def stretch_hashes(text: str, *, shortest: int, longest: int) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Hashes of every stretch of ``text`` of ``shortest`` to ``longest`` characters, and its length."""
    make = _kept_stretches if len(text) <= _KEPT_CHARACTERS else _stretches
    stretches = make(len(text), shortest, longest)
    sums = _prefix_sums(text, stretches.powers)
    hashes: Hashes = sums.take(stretches.ends)
    hashes -= sums.take(stretches.starts)
    hashes *= stretches.factors
    hashes += stretches.summands
    return hashes, stretches.lengths


def write_titles(file: ArrayFileWriter, hashes: Sequence[Hashes], articles: Sequence[npt.NDArray[np.int64]]) -> None:
    """Write ``title_hashes`` (u8, increasing) and ``title_articles`` (u4, the article of each)."""
    joined = np.concatenate([np.zeros(0, np.uint64), *hashes])
    order = np.argsort(joined, kind="stable")
    file.add("title_hashes", joined[order])
    file.add("title_filter", _filter(joined))
    file.add("title_articles", np.concatenate([np.zeros(0, np.int64), *articles])[order].astype(np.uint32))


def _filter(hashes: Hashes) -> npt.NDArray[np.uint8]:
    """A bit for each value of the upper bits of a hash, set where a title has it: eight or more bits a title."""
    size_bits = max((len(hashes) * _FILTER_BITS - 1).bit_length(), 3)
    bits = np.zeros(1 << size_bits, bool)
    bits[(hashes >> np.uint64(64 - size_bits)).astype(np.int64)] = True
    return np.packbits(bits, bitorder="little")


def possible_titles(known: npt.NDArray[np.uint8], hashes: Hashes) -> npt.NDArray[np.int64]:
    """Places of the hashes that the filter ``known`` does not rule out."""
    size_bits = (len(known) * 8).bit_length() - 1
    upper = (hashes >> np.uint64(64 - size_bits)).view(np.int64)
    return ((known.take(upper >> 3) >> (upper & 7)) & 1).nonzero()[0]
