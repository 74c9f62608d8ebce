"""The dates that sections name: two arrays side by side, in the order of both.

``date_rows`` (u4) holds sections, each as often as it names a date, and ``dates`` (u4) the dates as numbers
(``wenxun.analysis.date_codes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.analysis.date_codes import FIRST_KNOWN
from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter
from wenxun.notices import Notice

__all__ = ["DateColumn", "are_within", "write_dates"]

Rows = npt.NDArray[np.int64]


def write_dates(file: ArrayFileWriter, rows: Sequence[npt.NDArray[Any]], dates: Sequence[npt.NDArray[Any]]) -> None:
    """Write both arrays, given in parts that follow each other.

    Args:
        file: where to.
        rows: sections that name a date, in parts.
        dates: the dates that they name, in the same parts.
    """
    file.add("date_rows", np.concatenate([np.zeros(0, np.uint32), *rows]).astype(np.uint32))
    file.add("dates", np.concatenate([np.zeros(0, np.uint32), *dates]).astype(np.uint32))


def are_within(dates: npt.NDArray[Any], intervals: Sequence[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    """Return which dates lie within one of some intervals, as ``wenxun.analysis.date_codes.lies_within``.

    Args:
        dates: as whole numbers.
        intervals: smallest and largest number of each, inclusive.
    """
    found = np.zeros(len(dates), bool)
    for low, high in intervals:
        numbers = dates % FIRST_KNOWN if high < FIRST_KNOWN else dates
        found |= (numbers >= low) & (numbers <= high)
    return found


class DateColumn:
    """The dates of all live sections of a snapshot.

    Attributes:
        rows: the row of each date, not decreasing.
        dates: the dates as numbers, increasing within a row.
    """

    def __init__(self, files: Iterable[tuple[ArrayFile, int, int]], live: npt.NDArray[np.bool_] | None) -> None:
        """Join segments.

        Args:
            files: the postings file of each segment, its first row in the snapshot and the number of its rows.
            live: whether each row is live; ``None``: all are.

        Raises:
            IndexDamagedError: if an array is not as it was written.
        """
        rows, dates = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)]
        for file, base, row_count in files:
            own_rows, own_dates = file.checked("date_rows").astype(np.int64), file.checked("dates")
            if len(own_rows) != len(own_dates) or int(own_rows.max(initial=-1)) >= row_count:
                raise file.damaged(
                    Notice(
                        "it holds {count} dates of {count2} rows, not all below {row_count}",
                        count=len(own_dates),
                        count2=len(own_rows),
                        row_count=row_count,
                    )
                )
            rows.append(own_rows + base)
            dates.append(own_dates)
        self.rows = np.concatenate(rows)
        self.dates = np.concatenate(dates)
        if live is not None:
            kept = live[self.rows]
            self.rows, self.dates = self.rows[kept], self.dates[kept]

    def within(self, intervals: Sequence[tuple[int, int]]) -> Rows:
        """Return the rows that name a date in one of the intervals (inclusive), increasing."""
        rows = self.rows[are_within(self.dates, intervals)]
        return rows[np.diff(rows, prepend=-1) > 0]

    def of(self, rows: Rows) -> list[tuple[int, ...]]:
        """Return the dates of each of some rows, increasing."""
        bounds = zip(self.rows.searchsorted(rows).tolist(), self.rows.searchsorted(rows, "right").tolist(), strict=True)
        return [tuple(self.dates[low:high].tolist()) for low, high in bounds]
