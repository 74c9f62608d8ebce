"""Values of many systems -> Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.measures import MEASURES, randomisation_p
from benchmarks.pools import Pool
from benchmarks.runs import Values
from benchmarks.systems import System

__all__ = ["PoolResults", "pool_section"]

_SURE_P = 0.01
_MEASURE_TITLES = ("nDCG@10", "MRR@10", "R@1", "R@10", "R@100")


@dataclass(frozen=True)
class PoolResults:
    """All values on one pool.

    Attributes:
        values: system key to condition to query id to values.
        sampled: keys of the systems that were given a sample.
    """

    pool: Pool
    systems: Sequence[System]
    values: Mapping[str, Mapping[str, Values]]
    sampled: frozenset[str]


def pool_section(results: PoolResults, *, ours: str) -> str:
    """One pool: nDCG@10 by condition, then the other measures over the conditions with questions."""
    pool = results.pool
    head = f"## {pool.name}: {len(pool.documents):,} documents, {len(pool.queries):,} queries\n"
    conditions = list(pool.conditions)
    counts = [f"{condition} ({len(queries):,})" for condition, queries in pool.conditions.items()]
    parts = [head, "nDCG@10 by condition (queries in brackets).\n", _row(["system", *counts]), _rule(len(counts))]
    parts += _ndcg_rows(results, conditions, ours)
    questions = [c for c in conditions if c == "q" or c.split(">")[0].endswith(".q")]
    parts += [f"\nAll measures, mean over {', '.join(questions)}.\n", _row(["system", *_MEASURE_TITLES, "p"])]
    parts += [_rule(len(_MEASURE_TITLES) + 1), *_question_rows(results, questions, ours)]
    return "\n".join(parts) + "\n"


def _ndcg_rows(results: PoolResults, conditions: list[str], ours: str) -> Iterable[str]:
    best = {
        c: max(_mean(results.values[s.key][c], 0) for s in results.systems if s.key not in results.sampled)
        for c in conditions
    }
    for system in results.systems:
        cells = []
        for condition in conditions:
            value = _mean(results.values[system.key][condition], 0)
            shown = _figure(value)
            if system.key not in results.sampled and round(value, 3) >= round(best[condition], 3):
                shown = f"**{shown}**"
            cells.append(shown + _mark(results, [condition], system.key, ours))
        yield _row([_label(system, results), *cells])
        if system.key == ours and results.sampled:
            yield _row(["the same, on the samples", *_on_samples(results, conditions, ours)])


def _on_samples(results: PoolResults, conditions: list[str], ours: str) -> list[str]:
    """Our figures on the queries that the sampled systems were given."""
    asked = results.values[min(results.sampled)]
    return [
        _figure(_mean({query_id: results.values[ours][c][query_id] for query_id in asked[c]}, 0)) for c in conditions
    ]


def _question_rows(results: PoolResults, questions: list[str], ours: str) -> Iterable[str]:
    for system in results.systems:
        by_condition = [results.values[system.key][c] for c in questions]
        means = [float(np.mean([_mean(values, place) for values in by_condition])) for place in range(len(MEASURES))]
        p = "" if system.key == ours else _p_text(_p(results, questions, system.key, ours))
        yield _row([_label(system, results), *map(_figure, means), p])


def _mark(results: PoolResults, conditions: list[str], peer: str, ours: str) -> str:
    if peer == ours or ours not in results.values or _p(results, conditions, peer, ours) >= _SURE_P:
        return ""
    mine, theirs = _paired(results, conditions, peer, ours)
    return "↓" if mine.mean() > theirs.mean() else "↑"


def _p(results: PoolResults, conditions: list[str], peer: str, ours: str) -> float:
    if ours not in results.values:
        return float("nan")
    return randomisation_p(*_paired(results, conditions, peer, ours))


def _paired(
    results: PoolResults, conditions: list[str], peer: str, ours: str
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """nDCG@10 of the queries that both were given, in one order."""
    pairs = [
        (results.values[ours][c][query_id][0], values[0])
        for c in conditions
        for query_id, values in results.values[peer][c].items()
    ]
    both = np.array(pairs, dtype=np.float64)
    return both[:, 0], both[:, 1]


def _label(system: System, results: PoolResults) -> str:
    if system.key not in results.sampled:
        return system.label
    sizes = [len(values) for values in results.values[system.key].values()]
    return f"{system.label} (sample of {max(sizes)})"


def _mean(values: Values, place: int) -> float:
    return float(np.mean([of_query[place] for of_query in values.values()]))


def _figure(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _p_text(p: float) -> str:
    return "" if np.isnan(p) else "<.001" if p < 0.001 else _figure(p)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|---" + "|---:" * columns + "|"
