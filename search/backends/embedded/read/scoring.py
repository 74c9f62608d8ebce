"""The best sections by the sum of their contributions: exact, and without looking at everything.

Lists are taken in the order of their largest contribution. Once what the remaining lists could add is less than
what the k-th best section already has (the *threshold*), no section outside the lists read so far can be among
the best k; the remaining lists are then only looked up for the candidates (MaxScore; Turtle and Flood 1995).
Contributions are whole numbers, so every way of adding them gives the same sum.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.read.posting_list import PostingList, kth_largest, rows_in_all

__all__ = ["Scorer"]

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int64]
_BLOCKED = -(1 << 30)
_THRESHOLD_POSTINGS = 1 << 10  # partitioning more costs more than it saves
_SCAN_SHARE = 32
_FEW_ROWS = 100  # are looked up and scored in one go
_SHORT_LIST = 1 << 13
_SHORT_LISTS = 4
_LOOKUP_COST = 16  # postings that can be added in the time of one look-up
_HOPEFUL_SHARE = 0.35  # of what has been added: a threshold above that is rare
_RETRY_SHARE = 0.5
_NEARLY = 2
_count, _largest = attrgetter("count"), attrgetter("largest")
_memory = threading.local()


def _accumulator(row_count: int) -> npt.NDArray[np.int32]:
    """Zeros, one a row; memory is kept for the thread's next query."""
    scores: npt.NDArray[np.int32] | None = getattr(_memory, "scores", None)
    if scores is None or len(scores) != row_count:
        scores = _memory.scores = np.zeros(row_count, np.int32)
    else:
        scores.fill(0)
    return scores


class Scorer:
    """Scores rows by posting lists.

    Args:
        lists: the posting list of each term of the query.
        row_count: rows of the snapshot.
    """

    def __init__(self, lists: Sequence[PostingList], row_count: int) -> None:
        self._lists = sorted([each for each in lists if each.count], key=_largest, reverse=True)
        self._some_nowhere = len(self._lists) < len(lists)
        self._postings = sum(map(_count, self._lists))
        self._row_count = row_count

    @property
    def only(self) -> PostingList | None:
        """The list, if there is but one that is not empty."""
        return self._lists[0] if len(self._lists) == 1 else None

    def score(self, rows: Rows) -> Scores:
        """Return the scores of rows."""
        if len(rows) * len(self._lists) * _LOOKUP_COST > self._postings + self._row_count:
            scores = _accumulator(self._row_count)
            for each in self._lists:
                each.add_to(scores)
            return scores[rows].astype(np.int64)
        total = np.zeros(len(rows), np.int64)
        narrow = rows.astype(np.int32)
        for each in self._lists:
            total += each.at(narrow)
        return total

    def in_all(self) -> tuple[Rows, Scores]:
        """Return the rows that have all terms, increasing, and their scores."""
        if self._some_nowhere or not self._lists:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        lists = sorted(self._lists, key=_count)
        if lists[0].count > _FEW_ROWS:
            rows = rows_in_all(lists)
            return rows, self.score(rows)
        rows, scores = lists[0].scored()
        for each in lists[1:]:
            more = each.at(rows.astype(np.int32))
            places = more.nonzero()[0]
            if len(places) < len(rows):
                rows, scores, more = rows.take(places), scores.take(places), more.take(places)
            scores += more
        return rows, scores

    def best(self, k: int, blocked: Sequence[Rows] = ()) -> tuple[Rows, Scores]:
        """Return the best ``k`` rows with a score and all level with the last of them, increasing; and their scores.

        Args:
            k: how many; at least 1.
            blocked: sets of rows that must not be found.
        """
        if not self._lists:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        scores = _accumulator(self._row_count)
        for rows in blocked:
            scores[rows] = _BLOCKED
        rest = sum(each.largest for each in self._lists)
        total, threshold, next_try = rest, 1, rest
        used = 0
        for each in self._lists:
            if rest < threshold:
                break
            each.add_to(scores)
            rest -= each.largest
            used += 1
            worthwhile = rest < min(_HOPEFUL_SHARE * (total - rest), next_try)
            if worthwhile and k <= each.count <= _THRESHOLD_POSTINGS and not each.is_dense:
                threshold = max(threshold, kth_largest(scores[each.rows], k))
                next_try = int(_RETRY_SHARE * rest)
        threshold = max(threshold, self._threshold(scores, self._lists[:used], k))
        rows = self._at_least(scores, max(threshold - rest, 1), self._lists[:used])
        return self._finish(rows, scores, self._lists[used:], rest, k)

    @staticmethod
    def _threshold(scores: npt.NDArray[np.int32], lists: Sequence[PostingList], k: int) -> int:
        """What the k-th best row has at least: the best of what the rows of a few short lists tell."""
        short = [each for each in lists if k <= each.count <= _SHORT_LIST and not each.is_dense]
        return max((kth_largest(scores[each.rows], k) for each in short[:_SHORT_LISTS]), default=1)

    def _at_least(self, scores: npt.NDArray[np.int32], bound: int, lists: Sequence[PostingList]) -> Rows:
        """Rows of ``lists`` with a score of at least ``bound``."""
        postings = sum(each.count for each in lists)
        if postings * _SCAN_SHARE > self._row_count or any(each.is_dense for each in lists):
            return np.flatnonzero(scores >= bound)
        rows = np.concatenate([each.rows for each in lists])
        rows = np.sort(rows[scores[rows] >= bound])
        return rows[np.diff(rows, prepend=-1) > 0]

    @staticmethod
    def _finish(
        rows: Rows, scores: npt.NDArray[np.int32], lists: Sequence[PostingList], rest: int, k: int
    ) -> tuple[Rows, Scores]:
        """Bring the candidates' scores up to all lists, dropping candidates that cannot stay."""
        next_try = rest
        for each in (*lists, None):
            if len(rows) > k and (each is None or (len(rows) > _NEARLY * k and rest <= next_try)):
                found = scores[rows]
                rows = rows[found >= kth_largest(found.copy(), k) - rest]
                next_try = int(_RETRY_SHARE * rest)
            if each is None:
                break
            if each.is_dense or each.count > _LOOKUP_COST * len(rows):
                scores[rows] += each.at(rows.astype(np.int32))
            else:
                each.add_to(scores)
            rest -= each.largest
        return rows, scores[rows].astype(np.int64)

    def matched(self) -> npt.NDArray[np.bool_]:
        """Return whether each row has any of the terms."""
        found = np.zeros(self._row_count, bool)
        for each in self._lists:
            each.mark(found)
        return found
