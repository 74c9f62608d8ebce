"""What a run is worth: measures per query (by ir-measures) and the paired randomisation test."""

from __future__ import annotations

from collections.abc import Mapping

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG
from numpy.typing import NDArray

from benchmarks.pools import Run

__all__ = ["DEPTH", "MEASURES", "measure_run", "randomisation_p"]

DEPTH = 100
"""Documents asked of every system for a query."""

MEASURES = (nDCG @ 10, RR @ 10, R @ 1, R @ 10, R @ 100)

_ROUNDS = 10_000
_ROUNDS_AT_ONCE = 250  # bounds the sign matrix to about 1 MB a thousand queries
_SEED = 20_240_607


def measure_run(run: Run, judgements: Mapping[str, Mapping[str, int]]) -> dict[str, list[float]]:
    """Query id to its values, in the order of ``MEASURES``; a query without an answer counts as 0.

    The order is the system's own: scores that trec_eval could reorder at ties are replaced by ranks.
    """
    places = {str(measure): place for place, measure in enumerate(MEASURES)}
    scored = {
        query_id: {document_id: float(DEPTH - rank) for rank, document_id in enumerate(ids)}
        for query_id, ids in run.items()
        if ids
    }
    asked = {query_id: dict(judgements[query_id]) for query_id in run}
    values = {query_id: [0.0] * len(MEASURES) for query_id in run}
    if scored:
        for metric in ir_measures.iter_calc(MEASURES, asked, scored):
            values[metric.query_id][places[str(metric.measure)]] = metric.value
    return values


def randomisation_p(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> float:
    """Two-sided p of the paired randomisation (sign-flip) test on the mean difference.

    Args:
        ours, theirs: values of the same queries in the same order, shape ``(queries,)``.

    Source: Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
    retrieval evaluation", CIKM 2007. The seed is fixed, so the figure is the same on every run.
    """
    difference = ours - theirs
    difference = difference[difference != 0]  # a tie adds nothing under either sign
    if difference.size == 0:
        return 1.0
    seen = abs(difference.sum()) - 1e-12
    random = np.random.default_rng(_SEED)
    as_extreme = 0
    for _ in range(_ROUNDS // _ROUNDS_AT_ONCE):
        signs = random.integers(0, 2, size=(_ROUNDS_AT_ONCE, difference.size), dtype=np.int8) * 2 - 1
        as_extreme += int((np.abs(signs @ difference) >= seen).sum())
    return (as_extreme + 1) / (_ROUNDS + 1)
