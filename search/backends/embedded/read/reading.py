"""Which sections contain a run of text: read in what is stored of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.query.tree import Field

__all__ = ["containing", "containing_code"]

Rows = npt.NDArray[np.int64]


def containing(snapshot: Snapshot, rows: Rows, runs: Sequence[str], field: Field | None) -> npt.NDArray[np.bool_]:
    """Return whether each of some rows contains one of some runs of characters.

    Args:
        snapshot: where they are.
        rows: increasing.
        runs: the runs, folded.
        field: where it must stand; ``None``: anywhere.
    """
    if len(snapshot.segments) == 1:
        return _segment_containing(snapshot.segments[0], rows, runs, field)
    parts = []
    for i, (segment, base) in enumerate(zip(snapshot.segments, snapshot.row_bases.tolist(), strict=False)):
        low, high = rows.searchsorted([base, snapshot.row_bases[i + 1]])
        if high > low:
            parts.append(_segment_containing(segment, rows[low:high] - base, runs, field))
    return np.concatenate([np.zeros(0, bool), *parts])


def _segment_containing(
    segment: SegmentReader, rows: Rows, runs: Sequence[str], field: Field | None
) -> npt.NDArray[np.bool_]:
    """``containing`` for rows of one segment, in its own numbering; the short fields only where need be."""
    texts = segment.texts
    found = np.zeros(len(rows), bool)
    if field in (None, Field.BODY):
        found = texts.containing("body", rows, *runs)
    rest = (~found).nonzero()[0]
    if len(rest) and field in (None, Field.HEADING):
        found[rest] = texts.containing("heading", rows[rest], *runs)
        rest = rest[~found[rest]]
    if len(rest) and field in (None, Field.TITLE):
        articles = texts.article_rows.searchsorted(rows[rest], "right") - 1
        is_next = np.ones(len(articles), bool)
        is_next[1:] = articles[1:] != articles[:-1]
        found[rest] = texts.containing("title", articles[is_next], *runs)[is_next.cumsum() - 1]
    return found


def containing_code(snapshot: Snapshot, rows: Rows, folded: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return whether each of some rows contains a run in its code, and whether that is not certain.

    Args:
        snapshot: where they are.
        rows: increasing.
        folded: the run, folded.
    """
    matched, doubtful = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for i, (segment, base) in enumerate(zip(snapshot.segments, snapshot.row_bases.tolist(), strict=False)):
        low, high = rows.searchsorted([base, snapshot.row_bases[i + 1]])
        if high > low:
            own = rows[low:high] - base
            numbers, starts, ends = segment.code.between(own)
            found, is_sure = segment.texts.stretches_containing(numbers, starts, ends, folded)
            places = low + own.searchsorted(numbers)
            matched[places[found]] = True
            doubtful[places[~is_sure]] = True
    return matched, doubtful & ~matched
