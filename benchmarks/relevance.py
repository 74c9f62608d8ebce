"""``python -m benchmarks.relevance``: who finds the right article first? Writes ``results/relevance.md``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path

from benchmarks.pools import POOL_NAMES, Pool, load_pool
from benchmarks.report import PoolResults, pool_section
from benchmarks.runs import values_of
from benchmarks.systems import System
from benchmarks.systems.bm25s_system import Bm25sJieba
from benchmarks.systems.lucene_system import LuceneCjk, LuceneIcu, LuceneSmartChinese, lucene_is_installed
from benchmarks.systems.sqlite_system import SqliteJieba, SqliteTrigram
from benchmarks.systems.tantivy_system import TantivyJieba, TantivyNgram
from benchmarks.systems.wenxun_system import WenxunFromFile
from benchmarks.systems.whoosh_system import WhooshJieba

_HERE = Path(__file__).parent
_DATA = Path(os.environ.get("WENXUN_BENCH_DATA", _HERE.parent.parent / "shared" / "data"))
_RESULTS = _HERE / "results" / "relevance.md"
_INTRODUCTION = """\
# Relevance

Made by `make bench-relevance`; do not edit. One system a row, the same documents and queries for all; values
are means over queries, by ir-measures. Each system's own order decides (no ties left to the measure). Bold: the best
of those that were asked every query. ↓ ↑: worse, better than wenxun, paired randomisation test (10,000 sign flips
on nDCG@10) with p < .01. Conditions: `.q` questions, `.kw3` three keywords, `.ans` the answer's words, `.title` the
article's title; `>cn` `>tw` `>hk` the same typed in the other script and wording.
"""


def main() -> None:
    """Run what is not cached, then write and print the tables."""
    arguments = _arguments()
    started = time.perf_counter()
    systems = [system for system in _systems() if not arguments.systems or system.key in arguments.systems]
    sections = [_INTRODUCTION, _versions(systems, arguments.sample)]
    for name in arguments.pools:
        results = _run_pool(load_pool(name, arguments.data), systems, arguments)
        sections.append(pool_section(results, ours="wenxun"))
    text = "\n".join(sections)
    if not arguments.systems:
        _RESULTS.parent.mkdir(exist_ok=True)
        _RESULTS.write_text(text, encoding="utf-8")
    print(text)
    print(f"took {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _run_pool(pool: Pool, systems: list[System], arguments: argparse.Namespace) -> PoolResults:
    taking_part = [system for system in systems if system.cost.takes_part(pool.name)]
    values = {
        system.key: values_of(system, pool, sample_size=arguments.sample, cache=arguments.cache)
        for system in taking_part
    }
    # A small set is asked whole even of a slow system.
    is_cut = max(map(len, pool.conditions.values())) > arguments.sample
    sampled = frozenset(s.key for s in taking_part if is_cut and s.cost.is_sampled(pool.name))
    return PoolResults(pool, taking_part, values, sampled)


def _systems() -> list[System]:
    systems: list[System] = [WenxunFromFile()]
    if lucene_is_installed():
        systems += [LuceneIcu(), LuceneCjk(), LuceneSmartChinese()]
    else:
        print("Lucene is left out: install Debian's liblucene8-java, libicu4j-java and a JDK", file=sys.stderr)
    systems += [TantivyNgram(), TantivyJieba(), Bm25sJieba(), WhooshJieba(), SqliteTrigram(), SqliteJieba()]
    return systems


def _versions(systems: list[System], sample: int) -> str:
    lines = [f"- {system.label}: {system.version}" for system in systems]
    cores = f"- Python {platform.python_version()}, {os.cpu_count()} cores"
    machine = f"{cores}; slow systems: {sample} fixed queries a condition"
    return "\n".join([*lines, machine]) + "\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--pools", nargs="+", choices=POOL_NAMES, default=POOL_NAMES)
    parser.add_argument("--systems", nargs="+", help="keys of systems; then nothing is written to results/")
    parser.add_argument("--sample", type=int, default=400, help="queries a condition for slow systems")
    parser.add_argument("--data", type=Path, default=_DATA, help="folder that holds judged/")
    parser.add_argument("--cache", type=Path, default=_HERE / "cache" / "runs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
