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


class WindowScores:
    """Scores a few rows by terms that are frequent.

    Args:
        snapshot: where the rows are.
        terms: the terms.
    """

    def __init__(self, snapshot: Snapshot, terms: Sequence[Term]) -> None:
        self._snapshot, self._terms = snapshot, terms

    def of(self, rows: Rows) -> Scores:
        """Return what the terms add to the score of each of some rows."""
        scores = np.zeros(len(rows), np.int64)
        if not len(rows):
            return scores
        coded = self._coded if len(rows) <= _FEW_ROWS else []
        if coded:
            scores += self._snapshot.contributions_at(coded, rows)
        narrow = rows.astype(np.int32)
        for postings in self._snapshot.posting_lists([term for term in self._terms if term not in coded]):
            scores += postings.at(narrow)
        return scores

    @cached_property
    def _coded(self) -> list[Term]:
        """The terms that are looked up in their coded lists: the same ones as long as the query is answered."""
        return self._snapshot.terms_to_look_up(self._terms)
