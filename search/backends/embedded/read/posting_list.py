"""One term's decoded postings, and the operations on rows that everything above is made of."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["PostingList", "found_in", "joined", "keep_best", "kth_largest", "rows_in_all"]

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int64]
_DENSE_SHARE = 8
_MARK_SHARE = 8
_LONGEST_HEAD = 1024
_OBJECTS_BYTES = 350
"""A list without what is in its arrays: measured over thousands of them."""
_HEAD_OBJECTS_BYTES = 250
_SORT_COST = 128  # marks that can be looked through in the time that sorting takes a row
_memory = threading.local()


def kth_largest(values: npt.NDArray[Any], k: int) -> int:
    """Return the ``k``-th largest of some values, whose order is lost.

    Args:
        values: at least ``k``.
        k: from 1 on.
    """
    place = len(values) - k
    values.partition(place)
    return int(values[place])


def keep_best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    """Return the rows with the largest scores, and all level with the last of them, with their scores.

    Args:
        rows: some rows.
        scores: the score of each.
        k: how many are wanted.
    """
    if len(rows) <= k:
        return rows, scores
    kept = scores >= kth_largest(scores.copy(), k)
    return rows[kept], scores[kept]


class PostingList:
    """Rows and contributions of one term over the whole snapshot.

    Terms in more than an eighth of all sections are kept *dense*: one number a row, 0 where the term is not.

    Attributes:
        count: number of rows.
        largest: largest contribution.
        size_bytes: memory that it takes, with its head if it has one.
        is_kept: whether the cache holds it.
    """

    __slots__ = ("_dense", "_head", "_rows", "contributions", "count", "is_kept", "largest", "size_bytes")

    def __init__(self, rows: Rows, values: npt.NDArray[np.int32], row_count: int) -> None:
        self.count = len(rows)
        self.size_bytes = _OBJECTS_BYTES
        self.is_kept = False
        self.largest = int(values.max()) if len(values) else 0
        small = self.largest < 1 << 16
        self._dense: npt.NDArray[np.uint16] | None = None
        self._rows: npt.NDArray[np.int32] | None = None
        self._head: tuple[int, Rows, Scores] | None = None
        if small and self.count * _DENSE_SHARE > row_count:
            self._dense = np.zeros(row_count, np.uint16)
            self._dense[rows] = values
            self.contributions: npt.NDArray[Any] = np.zeros(0, np.uint16)
            self.size_bytes += self._dense.nbytes
        else:
            self._rows = rows.astype(np.int32)
            self.contributions = values.astype(np.uint16) if small else values
            self.size_bytes += self._rows.nbytes + self.contributions.nbytes

    @property
    def rows(self) -> Rows:
        """Rows that have the term, increasing."""
        if self._rows is not None:
            return self._rows.astype(np.int64)
        assert self._dense is not None
        rows: Rows = (self._dense != 0).nonzero()[0]  # ten times faster than to let numpy convert each number
        return rows

    def scored(self) -> tuple[Rows, Scores]:
        """Return the rows that have the term, increasing, and the contribution to each."""
        rows = self.rows
        values = self.contributions if self._dense is None else self._dense.take(rows)
        return rows, values.astype(np.int64)

    @property
    def is_dense(self) -> bool:
        """Whether the list is kept as one number a row."""
        return self._dense is not None

    def best(self, k: int) -> tuple[Rows, Scores]:
        """Return the ``k`` rows with the largest contributions and all level with the last: the list's *head*.

        It is kept, so that the next query need not look for it.
        """
        head = self._head
        if head is None or head[0] != k:
            head = (k, *keep_best(*self.scored(), k))
            if len(head[1]) <= _LONGEST_HEAD:
                self.size_bytes += _head_bytes(head) - _head_bytes(self._head)
                self._head = head
        return head[1], head[2]

    def add_to(self, scores: npt.NDArray[np.int32]) -> None:
        """Add the contributions to ``scores`` (one number a row)."""
        if self._dense is not None:
            scores += self._dense
        else:
            assert self._rows is not None
            # Several times faster than to let ``add.at`` convert.
            np.add.at(scores, self._rows.astype(np.int64), self.contributions.astype(np.int32))

    def mark(self, marks: npt.NDArray[np.bool_]) -> None:
        """Set the marks (one a row) of the rows that have the term."""
        if self._dense is not None:
            marks |= self._dense != 0
        else:
            assert self._rows is not None
            marks[self._rows.astype(np.int64)] = True  # several times faster than to let numpy convert

    def at(self, rows: npt.NDArray[np.int32]) -> npt.NDArray[Any]:
        """Return the contributions to rows, 0 where the term is not."""
        if self._dense is not None:
            return self._dense.take(rows)
        assert self._rows is not None
        if not self.count:
            return np.zeros(len(rows), np.int32)
        place = self._rows.searchsorted(rows)
        found = self._rows.take(place, mode="clip") == rows
        values: npt.NDArray[Any] = self.contributions.take(place, mode="clip") * found
        return values

    def has(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Return whether each of some rows has the term."""
        if self._dense is not None:
            has_term: npt.NDArray[np.bool_] = self._dense.take(rows) > 0
            return has_term
        if not self.count:
            return np.zeros(len(rows), bool)
        assert self._rows is not None
        return found_in(rows, self._rows)


def _head_bytes(head: tuple[int, Rows, Scores] | None) -> int:
    return 0 if head is None else _HEAD_OBJECTS_BYTES + head[1].nbytes + head[2].nbytes


def _no_marks(count: int) -> npt.NDArray[np.bool_]:
    """At least ``count`` marks, none set; who sets some takes them away again."""
    marks: npt.NDArray[np.bool_] | None = getattr(_memory, "marks", None)
    if marks is None or len(marks) < count:
        marks = _memory.marks = np.zeros(count * 2, bool)
    return marks


def found_in(rows: Rows, among: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return whether each of some rows is among others.

    Many rows are looked up in an array of marks, a few by bisection.

    Args:
        rows: what is looked for.
        among: increasing, and not empty.
    """
    found: npt.NDArray[np.bool_]
    if not len(rows) or len(among) > _MARK_SHARE * len(rows):
        found = among.take(among.searchsorted(rows.astype(among.dtype)), mode="clip") == rows
        return found
    marks = _no_marks(max(int(among[-1]), int(np.maximum.reduce(rows))) + 1)
    places = among.astype(np.int64, copy=False)
    marks[places] = True
    found = marks.take(rows)
    marks[places] = False
    return found


def joined(first: Rows, second: Rows) -> Rows:
    """Return the rows that are in either of two sets, increasing.

    Args:
        first, second: the sets, increasing.
    """
    if not (len(first) and len(second)):
        return first if len(first) else second
    end = max(int(first[-1]), int(second[-1])) + 1
    if (len(first) + len(second)) * _SORT_COST < end:
        larger, smaller = (first, second) if len(first) > len(second) else (second, first)
        more = smaller[~found_in(smaller, larger)]
        return np.sort(np.concatenate((larger, more))) if len(more) else larger
    marks = _no_marks(end)
    marks[first] = True
    marks[second] = True
    rows = marks[:end].nonzero()[0]
    marks[rows] = False
    return rows


def rows_in_all(lists: Sequence[PostingList]) -> Rows:
    """Return the rows that every list has, increasing.

    Args:
        lists: at least one, the shortest first.
    """
    rows = lists[0].rows
    for each in lists[1:]:
        if not len(rows):
            break
        rows = rows[each.has(rows)]
    return rows
