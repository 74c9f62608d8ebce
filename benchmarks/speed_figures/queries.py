"""Query times: all contestants in one process, query by query in turn, the median of several rounds."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.speed_corpus import KINDS, SpeedQuery

__all__ = ["Contestant", "Times", "race", "ratio"]

Clock = Callable[[], float]
_PROBES = 5
_SLOW_S = 0.05
_SLOW_STRIDE = 10
_SLOW_ROUNDS = 1


@dataclass(frozen=True)
class Contestant:
    """One way to answer a query.

    Attributes:
        prepare: what comes before the clock starts.
        run: what the clock measures.
        skipped_kinds: kinds of queries that it cannot answer.
    """

    label: str
    prepare: Callable[[SpeedQuery], Any]
    run: Callable[[Any], Any]
    skipped_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one contestant on one kind of queries; ``count`` queries were asked."""

    p50: float
    p95: float
    p99: float
    count: int

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Times:
        """Percentiles of the median time of each query."""
        values = sorted(seconds)
        places = (min(len(values) - 1, int(len(values) * share)) for share in (0.5, 0.95, 0.99))
        return cls(*(values[place] * 1000 for place in places), len(values))


def race(
    contestants: Sequence[Contestant],
    queries: Sequence[SpeedQuery],
    *,
    rounds: int,
    clock: Clock = time.perf_counter,
) -> dict[str, dict[str, Times]]:
    """Label to kind to times.

    A round asks every query of every contestant, in an order drawn anew for each query; one round goes before
    and is not counted. A contestant that is slow on a kind is given every tenth query of it, once.
    """
    results: dict[str, dict[str, Times]] = {contestant.label: {} for contestant in contestants}
    rng = random.Random(1)
    for kind in KINDS:
        asked = [query for query in queries if query.kind == kind]
        if not asked:
            continue
        taking_part = [contestant for contestant in contestants if kind not in contestant.skipped_kinds]
        prepared = {c.label: [c.prepare(query) for query in asked] for c in taking_part}
        slow = {c.label for c in taking_part if _is_slow(c, prepared[c.label], clock)}
        seconds: dict[str, list[list[float]]] = {c.label: [[] for _ in asked] for c in taking_part}
        for number in range(rounds + 1):
            for place in range(len(asked)):
                for contestant in rng.sample(taking_part, len(taking_part)):
                    label = contestant.label
                    if label in slow and (place % _SLOW_STRIDE or number > _SLOW_ROUNDS):
                        continue
                    taken = _timed(contestant.run, prepared[label][place], clock)
                    if number:
                        seconds[label][place].append(taken)
        for label, by_query in seconds.items():
            results[label][kind] = Times.of(statistics.median(taken) for taken in by_query if taken)
    return results


def _is_slow(contestant: Contestant, prepared: Sequence[Any], clock: Clock) -> bool:
    taken = [_timed(contestant.run, query, clock) for query in prepared[:_PROBES]]
    return statistics.mean(taken) > _SLOW_S


def _timed(run: Callable[[Any], Any], query: Any, clock: Clock) -> float:
    start = clock()
    run(query)
    return clock() - start


def ratio(ours: Mapping[str, Times], theirs: Mapping[str, Times], kind: str) -> tuple[float, float, float]:
    """Our p50, p95 and p99 divided by theirs."""
    first, second = ours[kind], theirs[kind]
    return first.p50 / second.p50, first.p95 / second.p95, first.p99 / second.p99
