"""``python -m benchmarks.speed``: how fast, beside other engines? Writes ``results/speed.md``.

``--short`` takes 30,000 sections only and fewer queries; it is a report for every change, never an assertion.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.speed_corpus import SpeedQuery, draw_queries, write_sections
from benchmarks.speed_figures.building import Build, built
from benchmarks.speed_figures.inputs import indexed_inputs
from benchmarks.speed_figures.queries import Contestant, race
from benchmarks.speed_figures.report import Report, SizeFigures
from benchmarks.speed_figures.serving import serve_clients
from benchmarks.speed_figures.shells import shell_cpu_ms
from benchmarks.systems import HITS, SPEED_KEYS, System, load
from benchmarks.systems.wenxun_system import Wenxun
from wenxun import SearchEngine

_HERE = Path(__file__).parent
_DATA = Path(os.environ.get("WENXUN_BENCH_DATA", _HERE.parent.parent / "shared" / "data"))
_SIZES = (30_000, 100_000, 300_000)
_SHORT_SIZES = (30_000,)
_OPENINGS = 21
_CLOCKS = {"wall": time.perf_counter, "cpu": time.thread_time}


def main() -> None:
    """Build what is not cached, measure, write and print the tables."""
    arguments = _arguments()
    started = time.perf_counter()
    report = Report(
        clock=arguments.clock, versions=[f"{each.label}: {each.version}" for each in map(load, arguments.systems)]
    )
    for count in arguments.sizes:
        print(f"{count:,} sections", file=sys.stderr)
        report.sizes.append(_figures(count, arguments))
        _keep(report, arguments.write)
    largest = arguments.sizes[-1]
    largest_folders = {key: arguments.cache / f"sections_{largest}-{key}" for key in arguments.systems}
    report.shells = shell_cpu_ms({key: folder for key, folder in largest_folders.items() if folder.exists()})
    sections = write_sections(largest, arguments.data, arguments.cache)
    typed = [query.typed for query in _queries(sections, largest, arguments)]
    _keep(report, arguments.write)
    report.inputs = indexed_inputs(sections, arguments.cache)
    _keep(report, arguments.write)
    report.served = serve_clients(arguments.cache / f"sections_{largest}-wenxun", sections, typed)
    _keep(report, arguments.write)
    print(report.to_markdown())
    print(f"took {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _keep(report: Report, path: Path | None) -> None:
    """Write what there is so far: a whole run takes long, and its last steps may fail."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report.to_markdown(), encoding="utf-8")


def _figures(count: int, arguments: argparse.Namespace) -> SizeFigures:
    sections = write_sections(count, arguments.data, arguments.cache)
    systems: dict[str, System] = {}
    builds: dict[str, Build] = {}
    for key in arguments.systems:
        system = load(key)
        if count > system.cost.largest:
            continue
        folder, builds[system.label] = built(key, sections, arguments.cache)
        system.open(folder)
        systems[key] = system
    ours = systems["wenxun"]
    assert isinstance(ours, Wenxun)
    queries = _queries(sections, count, arguments)
    clock = _CLOCKS[arguments.clock]
    opening, first_query = _opening_ms(Path(ours.engine.location), queries[0])
    stats = ours.engine.stats()
    return SizeFigures(
        sections=count,
        builds=builds,
        analysed=race(_analysed(systems), queries, rounds=arguments.rounds, clock=clock),
        typed=race(_typed(systems, ours), queries, rounds=arguments.rounds, clock=clock),
        opening_ms=opening,
        first_query_ms=first_query,
        index_share=stats.index_bytes / stats.text_bytes,
        stored_share=stats.stored_bytes / stats.text_bytes,
        segments=stats.segments,
    )


def _queries(sections: Path, count: int, arguments: argparse.Namespace) -> list[SpeedQuery]:
    return draw_queries(sections, arguments.data, per_kind=arguments.queries, section_count=count)


def _analysed(systems: Mapping[str, System]) -> list[Contestant]:
    return [Contestant(s.label, s.prepare, s.search, s.skipped_kinds) for s in systems.values()]


def _typed(systems: Mapping[str, System], ours: Wenxun) -> list[Contestant]:
    """From what was typed to ten ids, and to a whole page."""

    def whole(system: System) -> Contestant:
        def run(query: SpeedQuery) -> list[str]:
            return system.ids(system.search(system.prepare(query)))

        return Contestant(system.label, lambda query: query, run, system.skipped_kinds)

    def typed(query: SpeedQuery) -> str:
        return query.typed

    def ids(query: str) -> list[str]:
        return [hit.id for hit in ours.engine.search(query, limit=HITS)]

    return [
        Contestant(ours.label, typed, ids),
        Contestant("**wenxun**, marked page", typed, lambda query: _page(ours.engine, query)),
        *(whole(systems[key]) for key in ("tantivy-same", "tantivy-words") if key in systems),
    ]


def _page(engine: SearchEngine, query: str) -> tuple[int, list[str]]:
    """What a page shows: the best section's snippet of ten articles, marked, and the number of all."""
    results = engine.search(query, limit=HITS)
    return results.total, [hit.sections[0].snippet.to_html() for hit in results]


def _opening_ms(folder: Path, query: SpeedQuery) -> tuple[float, float]:
    """Median milliseconds to open the index, and to open it and answer one query."""
    opening: list[float] = []
    answering: list[float] = []
    for _ in range(_OPENINGS):
        start = time.perf_counter()
        with SearchEngine(folder) as engine:
            engine.refresh()
            opening.append((time.perf_counter() - start) * 1000)
            engine.search(query.typed)
            answering.append((time.perf_counter() - start) * 1000)
    return statistics.median(opening), statistics.median(answering)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--short", action="store_true", help="30,000 sections, fewer queries, under three minutes")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--systems", nargs="+", choices=SPEED_KEYS, default=SPEED_KEYS)
    parser.add_argument("--queries", type=int, help="queries of each kind")
    parser.add_argument("--rounds", type=int, help="rounds that are counted")
    parser.add_argument("--clock", choices=sorted(_CLOCKS), default="wall", help="cpu: of the asking thread")
    parser.add_argument("--data", type=Path, default=_DATA, help="folder that holds corpus/ and judged/")
    parser.add_argument("--cache", type=Path, default=_HERE / "cache" / "speed")
    parser.add_argument("--write", type=Path, help="where to write; by default results/, unless anything is cut")
    given = parser.parse_args()
    whole: Sequence[object] = (given.sizes, given.queries, given.rounds)
    given.sizes = sorted(given.sizes or (_SHORT_SIZES if given.short else _SIZES))
    given.queries = given.queries or (40 if given.short else 200)
    given.rounds = given.rounds or (3 if given.short else 5)
    if given.write is None and not any(whole) and given.systems is SPEED_KEYS:
        given.write = _HERE / "results" / ("speed-short.md" if given.short else "speed.md")
    return given


if __name__ == "__main__":
    main()
