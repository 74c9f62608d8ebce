"""Titles by hash, so that a query finds the articles whose titles are written out in it.

The hash of characters ``c[0..n)`` is ``sum(c[k] * B**k) + n * D`` modulo 2**64: with prefix sums, every stretch of a
query is hashed in one array operation (Rabin and Karp 1987, with wrapping integers).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from search.backends.embedded.container import ArrayFileWriter

__all__ = ["possible_titles", "stretch_hashes", "text_hashes", "write_titles"]

Hashes = npt.NDArray[np.uint64]
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_FILTER_BITS = 8
_LENGTH_FACTOR = np.uint64(0xD1B54A32D192ED03)


def _points(text: str) -> npt.NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)


def _powers(base: int, count: int) -> Hashes:
    factors = np.full(count + 1, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _hashes(text: str, starts: npt.NDArray[Any], ends: npt.NDArray[Any]) -> Hashes:
    points = _points(text)
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(points * _powers(_BASE, len(points))[:-1], out=sums[1:])
    inverse = _powers(_INVERSE, len(points))
    hashes: Hashes = (sums[ends] - sums[starts]) * inverse[starts]
    hashes += (ends - starts).astype(np.uint64) * _LENGTH_FACTOR
    return hashes


def text_hashes(texts: Sequence[str]) -> Hashes:
    """The hash of each text."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    return _hashes("".join(texts), np.concatenate((np.zeros(1, np.int64), ends[:-1]))[: len(texts)], ends)


@lru_cache(maxsize=256)
def _stretches(length: int, shortest: int, longest: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Starts and ends of every stretch of a text of ``length`` characters."""
    sizes = range(shortest, min(longest, length) + 1)
    starts = [np.arange(length - size + 1) for size in sizes]
    start = np.concatenate([np.zeros(0, np.int64), *starts])
    return start, start + np.repeat(np.array(sizes, np.int64), [len(each) for each in starts])


def stretch_hashes(text: str, *, shortest: int, longest: int) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Hashes of every stretch of ``text`` of ``shortest`` to ``longest`` characters, and its length."""
    start, end = _stretches(len(text), shortest, longest)
    return _hashes(text, start, end), end - start


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
    upper = (hashes >> np.uint64(64 - size_bits)).astype(np.int64)
    return ((known.take(upper >> 3) >> (upper & 7).astype(np.uint8)) & 1).nonzero()[0]
