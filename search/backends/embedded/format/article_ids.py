"""Ids of articles by their hashes: in segments, and while one is being written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["ArticleIds", "HashTable", "hits"]

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]


def _hash(utf8: bytes) -> int:
    """What an article is found by: 64 bits of its id."""
    from hashlib import blake2b  # loads OpenSSL, for which a search has no use

    return int.from_bytes(blake2b(utf8, digest_size=8).digest(), "little")


class ArticleIds(NamedTuple):
    """Ids of articles.

    Attributes:
        utf8: each id.
        hashes: uint64, of each id.
    """

    utf8: tuple[bytes, ...]
    hashes: Hashes

    @classmethod
    def of(cls, ids: Sequence[str]) -> ArticleIds:
        """Encode ids."""
        utf8 = tuple(each.encode("utf-8", "surrogatepass") for each in ids)
        return cls(utf8, np.fromiter(map(_hash, utf8), np.uint64, len(utf8)))

    def without(self, places: Collection[int]) -> ArticleIds:
        """Return the ids at all other places."""
        if not places:
            return self
        kept = [place for place in range(len(self.utf8)) if place not in places]
        return ArticleIds(tuple(map(self.utf8.__getitem__, kept)), self.hashes[kept])


class HashTable:
    """Finds numbers by their hashes, in twelve bytes each: sorted arrays, each more than twice as long as the next."""

    def __init__(self) -> None:
        self._levels: list[tuple[Hashes, Numbers]] = []
        self._count = 0

    def add(self, hashes: Hashes) -> None:
        """Add the hashes of the next numbers."""
        numbers = np.arange(self._count, self._count + len(hashes), dtype=np.uint32)
        self._count += len(hashes)
        while self._levels and len(self._levels[-1][0]) <= 2 * len(hashes):
            known, known_numbers = self._levels.pop()
            hashes, numbers = np.concatenate((known, hashes)), np.concatenate((known_numbers, numbers))
        order = np.argsort(hashes, kind="stable")
        self._levels.append((hashes[order], numbers[order]))

    def find(self, hashes: Hashes) -> Iterator[tuple[int, int]]:
        """Place and number of each of ``hashes`` that a number has."""
        for known, numbers in self._levels:
            yield from ((place, int(numbers[at])) for place, at in hits(known, hashes))


def hits(known: Hashes, hashes: Hashes) -> Iterator[tuple[int, int]]:
    """Find hashes among known ones.

    Args:
        known: hashes, increasing; some may be level.
        hashes: what is looked for.

    Returns:
        all pairs of places: in ``hashes``, and in ``known``.
    """
    low, high = known.searchsorted(hashes), known.searchsorted(hashes, "right")
    for place in np.flatnonzero(high > low).tolist():
        yield from ((place, at) for at in range(int(low[place]), int(high[place])))
