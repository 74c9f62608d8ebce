"""Where code stands in sections: three arrays side by side, in the order of the first two.

``code_rows`` (u4) holds sections, each as often as it has a stretch of code, ``code_starts`` (u4) where that starts in
the section's text, and ``code_sizes`` (u4) twice its characters, one more for a block.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.analysis.code_spans import CodeSpan
from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter
from wenxun.notices import Notice

__all__ = ["CodeArrays", "CodeColumn", "code_arrays", "write_code"]

_NAMES = ("code_rows", "code_starts", "code_sizes")


class CodeArrays(NamedTuple):
    """The three arrays (int64 rows, uint32 starts and sizes)."""

    rows: npt.NDArray[np.int64]
    starts: npt.NDArray[np.uint32]
    sizes: npt.NDArray[np.uint32]

    def moved(self, new_rows: npt.NDArray[np.int64]) -> CodeArrays:
        """Return what is left of them where rows have new numbers, -1 for those that are gone."""
        rows = new_rows[self.rows]
        kept = rows >= 0
        return CodeArrays(rows[kept], self.starts[kept], self.sizes[kept])


def code_arrays(sections: Sequence[Sequence[CodeSpan]]) -> CodeArrays:
    """Return the arrays of sections that are given one after the other."""
    spans = [(row, *span) for row, spans in enumerate(sections) for span in spans]
    columns = np.array(spans, np.int64).reshape(-1, 4)
    sizes = (columns[:, 2] - columns[:, 1]) * 2 + columns[:, 3]
    return CodeArrays(columns[:, 0], columns[:, 1].astype(np.uint32), sizes.astype(np.uint32))


def write_code(file: ArrayFileWriter, parts: Sequence[CodeArrays]) -> None:
    """Write the arrays, given in parts that follow each other.

    Args:
        file: where to.
        parts: of the sections, in order.
    """
    none: npt.NDArray[Any] = np.zeros(0, np.uint32)
    for name, column in zip(_NAMES, zip(*parts, strict=True) if parts else [()] * len(_NAMES), strict=True):
        file.add(name, np.concatenate([none, *column]).astype(np.uint32))


class CodeColumn:
    """The code of all sections of a segment.

    Args:
        file: its postings file; one of an earlier format tells of no code.
        row_count: its sections.

    Raises:
        IndexDamagedError: if an array is not as it was written.
    """

    def __init__(self, file: ArrayFile, row_count: int) -> None:
        for name in _NAMES:
            if name in file:
                file.checked(name)
        self._rows, self._starts, self._sizes = (file.optional(name, np.uint32) for name in _NAMES)
        counts = {len(self._rows), len(self._starts), len(self._sizes)}
        if (
            len(counts) != 1
            or int(self._rows.max(initial=0)) >= max(row_count, 1)
            or (self._rows[1:] < self._rows[:-1]).any()
        ):
            raise file.damaged(
                Notice(
                    "it holds {counts} stretches of code, not of {row_count} sections in order",
                    counts=counts,
                    row_count=row_count,
                )
            )

    @property
    def arrays(self) -> CodeArrays:
        """The arrays, for writing them again."""
        return CodeArrays(self._rows.astype(np.int64), self._starts, self._sizes)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """Sections with code, increasing."""
        rows = self._rows.astype(np.int64)
        return rows[np.diff(rows, prepend=-1) > 0]

    def between(self, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], ...]:
        """Return the code of some sections, increasing: the section, the start and the end of each stretch."""
        kept = np.isin(self._rows, rows)
        starts = self._starts[kept].astype(np.int64)
        return self._rows[kept].astype(np.int64), starts, starts + self._sizes[kept] // 2

    def of(self, row: int) -> tuple[CodeSpan, ...]:
        """Return the code of a section."""
        rows = self._rows.data  # two searches of numpy take as long as all the rest
        low = bisect_left(rows, row)
        if low == len(rows) or rows[low] != row:
            return ()
        high = bisect_right(rows, row, low)
        spans = zip(self._starts[low:high].tolist(), self._sizes[low:high].tolist(), strict=True)
        return tuple(CodeSpan(start, start + size // 2, bool(size % 2)) for start, size in spans)
