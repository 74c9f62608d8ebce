"""Terms and postings as numbers, and runs of them.

A *term* is ``stream << 36 | value``. The value of a character is its code point, of a bigram ``first << 18 | second``,
of a word or category its number in the segment. A *posting* says how often a term stands in a section::

    bits 0-23: section     bits 24-31: tally

and a *tally* counts the term in each field::

    bits 0-3: body, at most 15     bits 4-5: title, at most 3     bits 6-7: heading, at most 3

A *run* holds the postings of many terms, term by term, so that no term need be written beside its postings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "BIGRAM",
    "BODY_TALLY",
    "CHARACTER",
    "KEYWORD",
    "LENGTH_STREAMS",
    "MAX_SECTIONS",
    "TALLY_SHIFT",
    "VALUE_BITS",
    "WORD",
    "Run",
    "packed_tallies",
    "sections_of",
    "tallies_of",
    "tally_counts",
]

Ints = npt.NDArray[np.int64]
Packed = npt.NDArray[np.uint32]

CHARACTER, BIGRAM, WORD, KEYWORD = range(4)
LENGTH_STREAMS = (CHARACTER, BIGRAM, WORD)
"""The streams whose body lengths a segment keeps, in the order in which it keeps them."""

VALUE_BITS = 36
MAX_SECTIONS = 1 << 22
TALLY_SHIFT = 24
BODY_TALLY = 1  # the tally of a term that occurs once, in the body


class Run(NamedTuple):
    """Postings in the order of their terms, then of their sections; each posting stands once.

    Attributes:
        terms: int64, strictly increasing.
        counts: int64 (in files int32); how many postings each term has, at least one.
        postings: uint32, those of all terms, one term after the other.
    """

    terms: Ints
    counts: npt.NDArray[Any]
    postings: Packed

    @classmethod
    def joined(cls, runs: Sequence[Run]) -> Run:
        """Return the runs that follow each other, as one."""
        none = cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint32))
        return cls(*(np.concatenate(parts) for parts in zip(none, *runs, strict=True)))


def sections_of(postings: Packed) -> Packed:
    """Return the sections of postings."""
    return postings & np.uint32((1 << TALLY_SHIFT) - 1)


def tallies_of(postings: Packed) -> npt.NDArray[np.uint8]:
    """Return the tallies of postings."""
    return (postings >> np.uint32(TALLY_SHIFT)).astype(np.uint8)


def tally_counts(tallies: npt.NDArray[Any]) -> tuple[Any, Any, Any]:
    """Return the counts of a term in title, heading and body."""
    return (tallies >> 4) & 3, tallies >> 6, tallies & 15


def packed_tallies(title: npt.NDArray[Any] | int, heading: npt.NDArray[Any] | int, body: npt.NDArray[Any]) -> Packed:
    """Pack counts of terms.

    Args:
        title: occurrences in titles.
        heading: occurrences in headings.
        body: occurrences in bodies.

    Returns:
        tallies, as uint32.
    """
    others = np.minimum(title, 3) << 4 | np.minimum(heading, 3) << 6
    tallies: Packed = (np.minimum(body, 15) | others).astype(np.uint32)
    return tallies
