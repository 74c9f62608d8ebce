"""What the characters of a query add to the scores of the few sections in the window.

A character stands in a large part of all sections, and decoding its list takes longer than all else of a query. So the
first query that has it looks the few sections up in the coded list; the next one decodes it, and it is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.query.tree import Term

__all__ = ["WindowScores"]

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int64]
_FEW_ROWS = 500
_LONG_LIST = 2_000
"""Postings of a list that costs more to decode than to look up a few sections in it."""


class WindowScores:
    """Scores a few rows by terms that are frequent.

    Args:
        snapshot: where the rows are.
        terms: the terms, of one stream.
    """

    def __init__(self, snapshot: Snapshot, terms: Sequence[Term]) -> None:
        self._snapshot, self._terms = snapshot, terms

    def of(self, rows: Rows) -> Scores:
        """Return what the terms add to the score of each of some rows."""
        scores = np.zeros(len(rows), np.int64)
        if not (len(rows) and self._terms):
            return scores
        terms = self._terms
        if len(rows) <= _FEW_ROWS and None in map(self._snapshot.lists.get, terms) and self._coded is not None:
            scores += self._coded.contributions(rows)
            terms = [term for term in terms if term not in self._coded.terms]
        narrow = rows.astype(np.int32)
        for postings in self._snapshot.posting_lists(terms):
            scores += postings.at(narrow)
        return scores

    @cached_property
    def _coded(self) -> _CodedLists | None:
        """Long lists that are not kept and are asked for the first time; the same ones until the query is answered.

        Where sections were deleted it is none: how many have a term is known when its list is decoded.
        """
        lists = self._snapshot.lists
        missing = [term for term in self._terms if lists.get(term) is None]
        if self._snapshot.live is not None or not missing:
            return None
        numbers = self._snapshot.find_terms(missing)
        counts = self._snapshot.counts_of(numbers)
        places = [i for i in np.flatnonzero(counts > _LONG_LIST).tolist() if not lists.was_asked(missing[i])]
        if not places:
            return None
        return _CodedLists(self._snapshot, [missing[i] for i in places], numbers[places], counts[places])


class _CodedLists:
    """The coded lists of some terms of one stream.

    Args:
        snapshot: where they are; no section of it is deleted.
        terms: the terms.
        numbers: those in each segment, a row a term.
        counts: sections of each term.
    """

    def __init__(self, snapshot: Snapshot, terms: Sequence[Term], numbers: Rows, counts: Rows) -> None:
        self._snapshot, self.terms, self._numbers = snapshot, terms, numbers
        self._factors = np.array(list(map(snapshot.factor, terms, counts.tolist())))

    def contributions(self, rows: Rows) -> Scores:
        """Return what the terms add together to the score of each of a few rows."""
        snapshot = self._snapshot
        tallies = np.zeros((len(self.terms), len(rows)), np.uint8)
        bases = zip(snapshot.segments, snapshot.row_bases.tolist(), self._numbers.T, strict=False)
        for segment, base, own in bases:
            has_term, inside = own >= 0, (rows >= base) & (rows < base + segment.row_count)
            if has_term.any() and inside.any():
                found = segment.postings.tallies_at(own[has_term], rows[inside] - base)
                tallies[np.ix_(has_term, inside)] = found
        which, places = tallies.nonzero()
        factors = self._factors.take(which)
        values = snapshot.weighed(self.terms[0].stream, factors, rows.take(places), tallies[which, places])
        return np.bincount(places, values, len(rows)).astype(np.int64)  # sums of whole numbers, so they are exact
