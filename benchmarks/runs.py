"""Runs kept on disk, so that a benchmark that was stopped goes on where it stood.

A run is cached under everything that decides it: the system's version and adapter, the pool's documents and
the queries asked. One gzip file in TREC's format a condition, and the measured values beside it.
"""

from __future__ import annotations

import gzip
import hashlib
import inspect
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measures import DEPTH, MEASURES, measure_run
from benchmarks.pools import JudgedQuery, Pool, Run, digest_of_queries, fixed_sample
from benchmarks.speed_corpus import Section
from benchmarks.systems import System

__all__ = ["Values", "values_of"]

Values = dict[str, list[float]]
"""Query id to its values, in the order of ``MEASURES``."""


def values_of(system: System, pool: Pool, *, sample_size: int, cache: Path) -> dict[str, Values]:
    """Condition to values of one system on one pool; what is not cached is run.

    Args:
        sample_size: queries a condition for a system that is sampled on this pool.
    """
    asked = pool.conditions
    if system.cost.is_sampled(pool.name):
        asked = {condition: fixed_sample(queries, sample_size) for condition, queries in asked.items()}
    stems = {c: _stem(system, pool, c, queries, cache) for c, queries in asked.items()}
    missing = {c: queries for c, queries in asked.items() if not _values_path(stems[c]).exists()}
    if missing:
        _run_missing(system, pool, missing, stems)
    return {c: json.loads(_values_path(stem).read_text()) for c, stem in stems.items()}


def _run_missing(
    system: System, pool: Pool, missing: dict[str, tuple[JudgedQuery, ...]], stems: dict[str, Path]
) -> None:
    with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
        started = time.perf_counter()
        documents = (Section(each.id, each.title, each.text, category="") for each in pool.documents)
        system.build(documents, Path(folder))
        system.open(Path(folder))
        _say(f"{pool.name}  {system.key}  built {len(pool.documents)} documents", started)
        for condition, queries in missing.items():
            started = time.perf_counter()
            run = system.run(queries, depth=DEPTH)
            _say(f"{pool.name}  {system.key}  {condition}: {len(queries)} queries", started)
            stem = stems[condition]
            stem.parent.mkdir(parents=True, exist_ok=True)
            _write_trec(run, system.key, stem.with_name(stem.name + ".trec.gz"))
            # Written last: its presence says that the condition is done.
            _values_path(stem).write_text(json.dumps(measure_run(run, pool.judgements)))
        system.close()


def _stem(system: System, pool: Pool, condition: str, queries: tuple[JudgedQuery, ...], cache: Path) -> Path:
    measures = " ".join(map(str, MEASURES))
    adapter = inspect.getsource(inspect.getmodule(type(system)) or type(system))
    parts = (system.version, adapter, pool.digest, digest_of_queries(queries), str(DEPTH), measures)
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    return cache / pool.name / system.key / f"{condition.replace('>', '-to-')}-{digest}"


def _values_path(stem: Path) -> Path:
    return stem.with_name(stem.name + ".values.json")


def _write_trec(run: Run, tag: str, path: Path) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for query_id, ids in run.items():
            file.writelines(
                f"{query_id} Q0 {document_id} {rank + 1} {DEPTH - rank} {tag}\n" for rank, document_id in enumerate(ids)
            )


def _say(what: str, started: float) -> None:
    print(f"{what} in {time.perf_counter() - started:.1f} s", file=sys.stderr, flush=True)
