"""The whole index made anew from what is stored in it: after a change of the analysis, or of what is damaged."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend, Problem
from wenxun.errors import IndexDamagedError
from wenxun.indexing.chunks import Chunk, weight
from wenxun.indexing.input_state import InputState
from wenxun.indexing.progress import Progress, Teller
from wenxun.indexing.reporting import report_of
from wenxun.indexing.workers import Workers
from wenxun.models import Article, IndexReport, SkippedInput

__all__ = ["rebuild"]

_CHUNK_BYTES = 2_000_000
_CHUNK_ARTICLES = 500


def rebuild(
    analyzer: Analyzer,
    backend: Backend,
    *,
    jobs: int = 1,
    wait_seconds: float = 0.0,
    progress: Progress | None = None,
    passing_over_damage: bool = False,
) -> IndexReport:
    """Analyse every stored article and write the index anew, in one transaction.

    Args:
        analyzer: the chain to analyse with.
        backend: the index.
        jobs: processes that analyse; with 1 this one does.
        wait_seconds: how long to wait for another writer.
        progress: called as articles go by.
        passing_over_damage: keep what can be read; what cannot is in the report as ``damaged``. Otherwise it is an
            error, and nothing is changed.

    Returns:
        What became of each article.

    Raises:
        IndexDamagedError: if the index is damaged and that is not passed over.
        IndexLockedError: if another writer holds the index.
    """
    started = time.perf_counter()
    damage: list[Problem] | None = [] if passing_over_damage else None
    with backend.writer(wait_seconds=wait_seconds, fresh=True) as writer:
        teller = Teller(progress, _article_count(backend))
        inputs: list[InputState] = []
        done = 0
        with Workers(analyzer, jobs=jobs, max_bytes=0, prepare=backend.prepare) as workers:
            for chunk, analyzed in workers.map(_chunks(backend.stored("article", "stamp", damage=damage), inputs)):
                for number, skipped in analyzed.skipped:
                    inputs[number].skipped.append(skipped)
                for group in analyzed.groups:
                    states = [inputs[article.input] for article in group.articles]
                    for article, state in zip(group.articles, states, strict=True):
                        state.ids.append(article.id)
                        state.section_count += article.section_count
                    writer.put(group.prepared, [state.stamp for state in states])
                done += len(chunk.parts)
                teller.tell(done, chunk.parts[-1][1])
        teller.tell_end()
    took_ms = (time.perf_counter() - started) * 1000
    lost = [SkippedInput(problem.file, "damaged", problem.detail) for problem in damage or ()]
    return report_of(inputs, not_found=lost, left_out=(), removed=(), refused=writer.refused, took_ms=took_ms)


def _article_count(backend: Backend) -> int:
    try:
        return backend.stats().articles
    except IndexDamagedError:
        return 0  # that is what is to be found out


def _chunks(stored: Iterable[tuple[Any, ...]], inputs: list[InputState]) -> Iterator[Chunk]:
    """Yield stored articles in chunks; each file, and each article from no file, becomes one of ``inputs``."""
    parts: list[tuple[int, str, Article]] = []
    size_bytes = 0
    for article, stamp in stored:
        if stamp is None or not inputs or inputs[-1].stamp != stamp:
            name = article.id if stamp is None else stamp.path
            inputs.append(InputState(len(inputs), name, stamp=stamp, is_finished=True, is_update=True))
        parts.append((len(inputs) - 1, article.id, article))
        size_bytes += weight(article)
        if size_bytes >= _CHUNK_BYTES or len(parts) >= _CHUNK_ARTICLES:
            yield Chunk(tuple(parts), ())
            parts, size_bytes = [], 0
    if parts:
        yield Chunk(tuple(parts), ())
