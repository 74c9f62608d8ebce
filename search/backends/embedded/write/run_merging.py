"""Merging runs whose sections follow each other: a term's postings are those of one run after those of the other.

So no posting is compared with another. The terms are cut into partitions of bounded size; in each, the terms of all
runs are sorted, and the postings follow them in whole stretches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.eliasfano import ranges
from wenxun.backends.embedded.format.runs import Run
from wenxun.backends.embedded.write.run_buffer import RunSource

__all__ = ["merge_runs"]

Ints = npt.NDArray[np.int64]

_PARTITION_POSTINGS = 1 << 18
_SAMPLE_POSTINGS = 1 << 11


def merge_runs(runs: Sequence[RunSource]) -> Iterator[Run]:
    """One run, in parts of whole terms: of about 260,000 postings, or of one term that has more.

    Args:
        runs: the sections of each all come after those of the one before.
    """
    bounds = _bounds(runs)
    cuts = [_cuts(run, bounds) for run in runs]
    for place in range(len(bounds) - 1):
        parts = []
        for run, (terms, postings) in zip(runs, cuts, strict=True):
            if terms[place] < terms[place + 1]:
                spans = (slice(int(at[place]), int(at[place + 1])) for at in (terms, postings))
                parts.append(run.part(*spans))
        if parts:
            yield parts[0] if len(parts) == 1 else _merged(Run.joined(parts))


def _bounds(runs: Sequence[RunSource]) -> Ints:
    """Terms at which partitions begin; the last one lies beyond all terms."""
    samples = [np.zeros(0, np.int64)]
    last = -1
    for run in runs:
        terms, counts = run.head()
        ends = np.cumsum(counts, dtype=np.int64)
        if len(terms):
            samples.append(terms[ends.searchsorted(np.arange(0, int(ends[-1]), _SAMPLE_POSTINGS), "right")])
            last = max(last, int(terms[-1]))
    sampled = np.sort(np.concatenate(samples))
    return np.unique(np.append(sampled[:: _PARTITION_POSTINGS // _SAMPLE_POSTINGS], last + 1))


def _cuts(run: RunSource, bounds: Ints) -> tuple[Ints, Ints]:
    """Places of the bounds among the terms, and among the postings, of a run."""
    terms, counts = run.head()
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
    places = terms.searchsorted(bounds)
    return places, ends[places]


def _merged(joined: Run) -> Run:
    """Sort runs that were joined by term; of equal terms the one that stood first comes first."""
    low, bits = int(joined.terms.min()), len(joined.terms).bit_length()
    order = np.sort((joined.terms - low << bits) | np.arange(len(joined.terms))) & ((1 << bits) - 1)
    counts = joined.counts.astype(np.int64)
    starts = np.cumsum(counts) - counts
    terms, counts = joined.terms[order], counts[order]
    first = np.flatnonzero(np.diff(terms, prepend=-1))
    return Run(terms[first], np.add.reduceat(counts, first), joined.postings[ranges(starts[order], counts)])
