"""Which sections hold a run of text: read in what is stored of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.query.tree import Field

__all__ = ["holding", "holding_code"]

Rows = npt.NDArray[np.int64]


def holding(snapshot: Snapshot, rows: Rows, folded: str, field: Field | None) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` (increasing) hold ``folded`` in the folded text of one field, or of any."""
    if len(snapshot.segments) == 1:
        return _segment_holding(snapshot.segments[0], rows, folded, field)
    parts = []
    for i, (segment, base) in enumerate(zip(snapshot.segments, snapshot.row_bases.tolist(), strict=False)):
        low, high = rows.searchsorted([base, snapshot.row_bases[i + 1]])
        if high > low:
            parts.append(_segment_holding(segment, rows[low:high] - base, folded, field))
    return np.concatenate([np.zeros(0, bool), *parts])


def _segment_holding(segment: SegmentReader, rows: Rows, folded: str, field: Field | None) -> npt.NDArray[np.bool_]:
    """``holding`` for rows of one segment, in its own numbering; the short fields only where need be."""
    texts = segment.texts
    held = np.zeros(len(rows), bool)
    if field in (None, Field.BODY):
        held = texts.holding("body", rows, folded)
    if held.all():
        return held
    rest = np.flatnonzero(~held)
    if len(rest) and field in (None, Field.HEADING):
        held[rest] = texts.holding("heading", rows[rest], folded)
        rest = rest[~held[rest]]
    if len(rest) and field in (None, Field.TITLE):
        articles = texts.article_rows.searchsorted(rows[rest], "right") - 1
        distinct, back = np.unique(articles, return_inverse=True)
        held[rest] = texts.holding("title", distinct, folded)[back]
    return held


def holding_code(snapshot: Snapshot, rows: Rows, folded: str) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which of ``rows`` (increasing) hold ``folded`` in their code, and of which that is not certain."""
    held, doubtful = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for i, (segment, base) in enumerate(zip(snapshot.segments, snapshot.row_bases.tolist(), strict=False)):
        low, high = rows.searchsorted([base, snapshot.row_bases[i + 1]])
        if high > low:
            own = rows[low:high] - base
            numbers, starts, ends = segment.code.between(own)
            found, is_sure = segment.texts.stretches_holding(numbers, starts, ends, folded)
            places = low + own.searchsorted(numbers)
            held[places[found]] = True
            doubtful[places[~is_sure]] = True
    return held, doubtful & ~held
