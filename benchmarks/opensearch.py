"""``python -m benchmarks.opensearch``: the back end in a cluster beside the embedded one, on one real node.

Starts the node of the tests (``tests/opensearch/cluster.py``), measures agreement on the judged pool and rate, size
and latency on the sections of the speed benchmark, and writes ``results/opensearch.md``. Both run in turns, query by
query, on whole answers: total, ten articles, their best sections with marked snippets.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nodes import measured_node
from benchmarks.pools import fixed_sample, load_pool
from benchmarks.speed_corpus import KINDS, SpeedQuery, draw_queries, read_sections, text_bytes, write_sections
from benchmarks.systems.wenxun_system import index_sections
from wenxun import Article, SearchEngine, Section, Settings

_HERE = Path(__file__).parent
_DATA = Path(os.environ.get("WENXUN_BENCH_DATA", _HERE.parent.parent / "shared" / "data"))
_RESULTS = _HERE / "results" / "opensearch.md"
_POOLS = ("plain", "stard_law", "cpp_docs_crossscript")
_DEPTH = 10
_WARM_ROUNDS = 3  # until Java has compiled what runs often
_PERCENTILES = (50, 95, 99)


@dataclass
class Agreement:
    """One condition of a judged pool: means of nDCG@10, and how alike the lists of ten are."""

    pool: str
    condition: str
    queries: int
    embedded: float
    cluster: float
    overlap: float
    same_first: float
    same_totals: float


@dataclass
class Build:
    """One engine's index of the sections; ``node_seconds`` are processor time of the cluster's node."""

    seconds: float
    cpu_seconds: float
    node_seconds: float
    bytes: int


@dataclass
class Latency:
    """Milliseconds of each query of one kind, on each engine."""

    embedded: list[float] = field(default_factory=list)
    cluster: list[float] = field(default_factory=list)


@dataclass
class Effort:
    """Milliseconds of processor time of a query on average: here for each engine, and of the cluster's node."""

    embedded: float = 0.0
    cluster: float = 0.0
    node: float = 0.0


def main() -> None:
    """Measure, print and write."""
    arguments = _arguments()
    settings = Settings(opensearch_timeout_seconds=60)
    with measured_node() as (node,), tempfile.TemporaryDirectory() as folder:

        @contextmanager
        def both(name: str) -> Iterator[tuple[SearchEngine, SearchEngine]]:
            with (
                SearchEngine(Path(folder) / name, settings=settings) as embedded,
                SearchEngine(f"{node.url}/{name}", settings=settings) as cluster,
            ):
                yield embedded, cluster

        agreements: list[Agreement] = []
        for name in _POOLS:
            with both(name) as (embedded, cluster):
                agreements += _agreements(name, embedded, cluster, arguments.data, arguments.judged)
        with both("sections") as (embedded, cluster):
            path = write_sections(arguments.sections, arguments.data, arguments.cache)
            builds = [_build(engine, path, node) for engine in (embedded, cluster)]
            queries = draw_queries(path, arguments.data, per_kind=arguments.queries, section_count=arguments.sections)
            latencies, effort = _race(embedded, cluster, queries, node)
    size = text_bytes(read_sections(path))
    report = "\n".join(_report(agreements, builds, latencies, effort, arguments.sections, size))
    print(report)
    if arguments.write is not None:
        arguments.write.write_text(report, encoding="utf-8")


# --- agreement ------------------------------------------------------------------------------------


def _agreements(
    name: str, embedded: SearchEngine, cluster: SearchEngine, data: Path, sample: int
) -> Iterator[Agreement]:
    pool = load_pool(name, data)
    articles = [Article(each.id, each.title, (Section(0, "", (), each.text),)) for each in pool.documents]
    for engine in (embedded, cluster):
        engine.add(*articles)
    for condition, queries in pool.conditions.items():
        rows = []
        for query in fixed_sample(queries, sample):
            ours, theirs = (engine.search(query.text, limit=_DEPTH) for engine in (cluster, embedded))
            lists = [[hit.id for hit in results] for results in (ours, theirs)]
            judged = pool.judgements[query.id]
            shared = len(set(lists[0]) & set(lists[1])) / max(len(lists[1]), 1)
            rows.append(
                (
                    _ndcg(lists[1], judged),
                    _ndcg(lists[0], judged),
                    shared,
                    lists[0][:1] == lists[1][:1],
                    ours.total == theirs.total,
                )
            )
        yield Agreement(name, condition, len(rows), *np.mean(np.array(rows, float), axis=0).tolist())
        print(name, condition, file=sys.stderr)


def _ndcg(ids: Sequence[str], judged: Mapping[str, int]) -> float:
    gains = [judged.get(each, 0) for each in ids[:_DEPTH]]
    best = sorted(judged.values(), reverse=True)[:_DEPTH]
    ideal = sum(gain / math.log2(place + 2) for place, gain in enumerate(best))
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains)) / ideal


# --- rate, size, latency --------------------------------------------------------------------------


def _build(engine: SearchEngine, path: Path, node: Any) -> Build:
    """From texts in memory to an index that is read."""
    started, cpu_started, node_started = time.perf_counter(), time.process_time(), node.cpu_seconds()
    with engine._backend.writer(create=True):
        pass
    index_sections(engine, read_sections(path))
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    node_seconds = node.cpu_seconds() - node_started
    stats = engine.stats()
    return Build(seconds, cpu_seconds, node_seconds, stats.index_bytes + stats.stored_bytes)


def _race(
    embedded: SearchEngine, cluster: SearchEngine, queries: Sequence[SpeedQuery], node: Any
) -> tuple[dict[str, Latency], Effort]:
    """Each query a few times to warm up, then once to be timed, on each engine in turn."""
    for query in [*queries] * _WARM_ROUNDS:
        for engine in (embedded, cluster):
            _page(engine, query.typed)
    found = {kind: Latency() for kind in KINDS}
    effort = Effort(node=-node.cpu_seconds())
    for query in queries:
        latency = found[query.kind]
        milliseconds, cpu_milliseconds = _timed(embedded, query.typed)
        latency.embedded.append(milliseconds)
        effort.embedded += cpu_milliseconds / len(queries)
        milliseconds, cpu_milliseconds = _timed(cluster, query.typed)
        latency.cluster.append(milliseconds)
        effort.cluster += cpu_milliseconds / len(queries)
    effort.node = (effort.node + node.cpu_seconds()) * 1000 / len(queries)
    return found, effort


def _timed(engine: SearchEngine, typed: str) -> tuple[float, float]:
    """Milliseconds of a page, and of processor time in this process."""
    started, cpu_started = time.perf_counter(), time.process_time()
    _page(engine, typed)
    return (time.perf_counter() - started) * 1000, (time.process_time() - cpu_started) * 1000


def _page(engine: SearchEngine, typed: str) -> tuple[int, list[str]]:
    results = engine.search(typed, limit=_DEPTH)
    return results.total, [hit.sections[0].snippet.to_html() for hit in results]


# --- report ---------------------------------------------------------------------------------------


def _report(
    agreements: Sequence[Agreement],
    builds: Sequence[Build],
    latencies: Mapping[str, Latency],
    effort: Effort,
    sections: int,
    size_bytes: int,
) -> Iterable[str]:
    embedded, cluster = builds
    yield "# In a cluster, beside the embedded engine\n"
    yield "Made by `make bench-opensearch`; do not edit. OpenSearch 2.5.0, one node with a heap of 512 MB, on the"
    yield "machine that asks (2 cores, shared): trust ratios and CPU times.\n"
    yield "## Agreement on judged queries\n"
    yield "nDCG@10 of a sample of each condition, the same queries on both; how much of the ten best they share."
    for name in _POOLS:
        yield f"\n**{name}**\n"
        yield "| queries | number | embedded | cluster | difference | of the ten, shared | same first | same total |"
        yield "|---|---|---|---|---|---|---|---|"
        rows = [each for each in agreements if each.pool == name]
        for each in rows:
            yield _agreement_row(each)
        if len(rows) > 1:
            yield _agreement_row(_all_of(rows))
    yield f"\n## {sections:,} sections ({size_bytes / 1e6:.0f} MB of text)\n"
    yield "| | embedded | cluster |"
    yield "|---|---|---|"
    yield f"| sections a second | {sections / embedded.seconds:,.0f} | {sections / cluster.seconds:,.0f} |"
    yield f"| seconds | {embedded.seconds:.0f} | {cluster.seconds:.0f} |"
    yield f"| CPU seconds of the process that indexes | {embedded.cpu_seconds:.0f} | {cluster.cpu_seconds:.0f} |"
    yield f"| CPU seconds of the node | – | {cluster.node_seconds:.0f} |"
    yield f"| bytes a section | {embedded.bytes / sections:,.0f} | {cluster.bytes / sections:,.0f} |"
    yield f"| bytes a byte of text | {embedded.bytes / size_bytes:.2f} | {cluster.bytes / size_bytes:.2f} |"
    yield f"| CPU ms a page, of the process that asks | {effort.embedded:.1f} | {effort.cluster:.1f} |"
    yield f"| CPU ms a page, of the node | – | {effort.node:.1f} |"
    yield "\nMilliseconds for a whole page (total, ten articles, marked snippets), p50 / p95 / p99:\n"
    yield "| | embedded | cluster |"
    yield "|---|---|---|"
    for kind, times in latencies.items():
        yield f"| {kind} | {_percentiles(times.embedded)} | {_percentiles(times.cluster)} |"
    yield ""


def _all_of(rows: Sequence[Agreement]) -> Agreement:
    """The mean over conditions."""
    values = np.mean([astuple(each)[3:] for each in rows], axis=0).tolist()
    return Agreement(rows[0].pool, "all", sum(each.queries for each in rows), *values)


def _agreement_row(each: Agreement) -> str:
    return (
        f"| `{each.condition}` | {each.queries} | {each.embedded:.4f} | {each.cluster:.4f} | "
        f"{each.cluster - each.embedded:+.4f} | {each.overlap:.3f} | {each.same_first:.3f} | {each.same_totals:.3f} |"
    )


def _percentiles(times: Sequence[float]) -> str:
    return " / ".join(f"{value:.1f}" for value in np.percentile(times, _PERCENTILES))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.opensearch", description=__doc__)
    parser.add_argument("--sections", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=40, help="queries of each kind")
    parser.add_argument("--judged", type=int, default=100, help="judged queries of each condition")
    parser.add_argument("--data", type=Path, default=_DATA, help="folder that holds corpus/ and judged/")
    parser.add_argument("--cache", type=Path, default=_HERE / "cache" / "speed")
    parser.add_argument("--write", type=Path, default=_RESULTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
