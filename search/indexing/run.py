"""One call of ``add``: plan, read and analyse, write, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend, InputStamp
from wenxun.indexing.analysis import Analyzed, Brief, Group
from wenxun.indexing.chunks import ArticlesChunk, Chunk
from wenxun.indexing.inputs import FoundFile, absolute, find_files
from wenxun.indexing.known import Known, KnownFile, bookmark, has_gone, stamp_of
from wenxun.indexing.plan import Input, Plan
from wenxun.indexing.workers import Workers
from wenxun.indexing.writing import DryWriting, Writing
from wenxun.models import Article, IndexedInput, IndexReport, SkippedInput

__all__ = ["Indexing", "Progress"]

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with the number of inputs done, the number of all, and the path at hand."""

COMMIT_ARTICLES = 50_000
"""Pages of a dump after which a commit makes them safe from an interruption."""


@dataclass
class _Outcome:
    """The report while it grows."""

    added: list[IndexedInput] = field(default_factory=list)
    updated: list[IndexedInput] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[SkippedInput] = field(default_factory=list)
    cleaned: dict[str, int] = field(default_factory=dict)

    def count(self, rule: str, number: int) -> None:
        """Count a cleaning rule."""
        self.cleaned[rule] = self.cleaned.get(rule, 0) + number


class _Claimed(NamedTuple):
    """A group, and the places in it of the articles whose ids are free."""

    group: Group
    places: list[int]


class Indexing:
    """One call of ``add``.

    Everything is written in one transaction, but for dumps: those are committed every 50,000 pages, so that an
    interrupted run goes on where it was (not with ``rebuild``, which replaces the index whole or not at all).

    A file that cannot be read any more keeps what the index holds of it. An id belongs to the first input that
    brings it; articles of others with that id are skipped as ``duplicate-id``.

    Args:
        analyzer: the chain that the index was built with.
        backend: the index.
        max_bytes: larger files, lines and pages are skipped.
        jobs: processes that read and analyse; with 1 this one does.
        wait_seconds: how long to wait for another writer.
        progress: called as the inputs go by.
        index_folder: folder of the index itself, which is never indexed.
        commit_articles: pages of a dump between two commits.
    """

    def __init__(
        self,
        analyzer: Analyzer,
        backend: Backend,
        *,
        max_bytes: int,
        jobs: int = 1,
        wait_seconds: float = 0.0,
        progress: Progress | None = None,
        index_folder: Path | None = None,
        commit_articles: int = COMMIT_ARTICLES,
    ) -> None:
        if jobs < 1:
            raise ValueError(f"jobs must be at least 1, not {jobs}")
        self._analyzer = analyzer
        self._backend = backend
        self._max_bytes = max_bytes
        self._jobs = jobs
        self._wait_seconds = wait_seconds
        self._progress = progress
        self._index_folder = index_folder
        self._commit_articles = commit_articles
        self._outcome = _Outcome()
        self._claims: dict[str, int] = {}
        self._holding: dict[str, bool] = {}
        self._held: dict[int, _Claimed] = {}
        self._may_commit = False
        self._since_commit = 0
        self._all = 0

    def run(
        self,
        inputs: Iterable[str | Path | Article],
        *,
        rebuild: bool = False,
        dry_run: bool = False,
        sync: bool = False,
    ) -> IndexReport:
        """Index inputs; the options are those of ``SearchEngine.add``."""
        started = time.perf_counter()
        articles: list[Article] = []
        paths: list[str | Path] = []
        for each in inputs:
            if isinstance(each, Article):
                articles.append(each)
            else:
                paths.append(each)
        with ExitStack() as stack:
            if dry_run:
                self._writing: Writing | DryWriting = DryWriting(self._backend)
            else:
                writing = Writing(self._backend, wait_seconds=self._wait_seconds, fresh=rebuild)
                self._writing = stack.enter_context(writing)
                self._may_commit = not rebuild
            self._known = Known({} if rebuild else self._writing.inputs())
            prepare = None if dry_run else self._backend.prepare
            workers = Workers(self._analyzer, jobs=self._jobs, max_bytes=self._max_bytes, prepare=prepare)
            self._run(articles, paths, stack.enter_context(workers), sync=sync)
        return self._report((time.perf_counter() - started) * 1000)

    def _run(self, articles: Sequence[Article], paths: Sequence[str | Path], workers: Workers, *, sync: bool) -> None:
        files: list[FoundFile] = []
        for found in find_files(paths, index_folder=self._index_folder):
            if isinstance(found, FoundFile):
                files.append(found)
            elif not (sync and found.reason == "missing" and self._known.file(found.path)):
                self._outcome.skipped.append(found)
        self._all = len(articles) + len(files)
        self._plan = Plan(
            self._known,
            max_bytes=self._max_bytes,
            on_skipped=self._skip,
            on_unchanged=self._unchanged,
            on_counted=self._outcome.count,
            on_share=self._tell,
        )
        for chunk, analyzed in workers.map(self._chunks(articles, files)):
            self._take(chunk, analyzed)
        for number in list(self._held):  # of a dump that failed after its first pass
            self._put_held(number, last=None)
        if sync:
            for gone in self._known.gone([absolute(path) for path in paths]):
                self._writing.delete([each for each in gone.all_ids() if each not in self._claims])
                self._outcome.removed.append(gone.path)
        if self._progress is not None:
            self._progress(self._all, self._all, "")

    def _chunks(self, articles: Sequence[Article], files: Sequence[FoundFile]) -> Iterable[Chunk]:
        for article in articles:
            self._plan.inputs.append(Input(article.source or article.id))
        step = 500
        for first in range(0, len(articles), step):
            yield ArticlesChunk(first, tuple(articles[first : first + step]))
        yield from self._plan.chunks(files)

    # --- what comes back --------------------------------------------------------------------------

    def _take(self, chunk: Chunk, analyzed: Analyzed) -> None:
        inputs = self._plan.inputs
        for number, digest in analyzed.digests:
            entry = inputs[number]
            assert entry.stamp is not None
            entry.stamp = replace(entry.stamp, sha256=digest.sha256)
            if digest.is_known:
                self._unchanged(number)
        for number, skipped in analyzed.skipped:
            self._skip(number, skipped)
        for group in analyzed.groups:
            self._add(group)
        for number in chunk.finishes:
            self._finish(number)
            self._tell(number)

    def _add(self, group: Group) -> None:
        """Write the articles of a group whose ids are free."""
        is_free = [self._claim(article) for article in group.articles]
        if not any(is_free):
            return
        claimed = _Claimed(group, [place for place, free in enumerate(is_free) if free])
        first = group.articles[0].input
        if self._plan.inputs[first].is_dump:
            self._put_held(first, last=None)
            self._held[first] = claimed
        else:
            self._put(claimed, [self._plan.inputs[article.input].stamp for article in group.articles])

    def _put(self, claimed: _Claimed, stamps: Sequence[InputStamp | None]) -> None:
        """Write what is free of a group; there is a stamp for each of its articles, free or not."""
        articles = claimed.group.articles
        free = [(articles[place], self._plan.inputs[articles[place].input]) for place in claimed.places]
        given = [article.id for article, entry in free if entry.stamp is None]
        held = self._writing.held(given) if given else frozenset()
        for article, entry in free:
            entry.ids.append(article.id)
            entry.section_count += article.section_count
            if entry.stamp is None:
                entry.is_update = article.id in held
            for rule, count in article.cleaned.items():
                self._outcome.count(rule, count)
        self._writing.put(claimed.group.prepared, stamps, set(range(len(articles))).difference(claimed.places))

    def _put_held(self, number: int, *, last: InputStamp | None) -> None:
        """Write the pages of a dump that were held back; ``last`` is the stamp of the very last article.

        The newest pages are held back until more come or the dump ends, because they may be its last.
        """
        claimed = self._held.pop(number, None)
        stamp = self._plan.inputs[number].stamp
        if claimed is None or stamp is None:
            return
        marks: list[InputStamp | None] = [bookmark(stamp)] * len(claimed.group.articles)
        if last is not None:
            marks[claimed.places[-1]] = last
        self._put(claimed, marks)
        self._since_commit += len(claimed.places)
        if self._may_commit and self._since_commit >= self._commit_articles:
            self._writing.commit()
            self._since_commit = 0

    def _finish(self, number: int) -> None:
        """Settle an input of which everything is read."""
        entry = self._plan.inputs[number]
        self._put_held(number, last=entry.stamp)
        if entry.is_settled:
            return
        if entry.ids:
            old = [entry.known] if entry.known is not None else []
            if entry.stamp is not None:
                old += self._known.moved_from(entry.stamp)
            self._forget(entry, old)
            entry.is_update |= any(file.stamp is not None for file in old)
            indexed = IndexedInput(entry.name, tuple(entry.ids), entry.section_count)
            (self._outcome.updated if entry.is_update else self._outcome.added).append(indexed)
            entry.ids = []
        elif not entry.has_skips:
            self._skip(number, SkippedInput(entry.name, "empty", "it holds no article"))
        entry.is_settled = True

    def _forget(self, entry: Input, files: Iterable[KnownFile]) -> None:
        """Take out what files held before and nobody has brought again."""
        for file in files:
            gone = [each for each in file.all_ids() if each not in self._claims and each not in entry.done]
            if gone:
                self._writing.delete(gone)

    # --- whose id it is ---------------------------------------------------------------------------

    def _claim(self, article: Brief) -> bool:
        """Whether the article may go in; one without an id, or whose id another input holds, is skipped."""
        number = article.input
        entry = self._plan.inputs[number]
        if not article.id:
            source = article.source or "an article without an id"
            self._skip(number, SkippedInput(source, "no-id", "an article needs an id, by which it can be opened"))
            return False
        holder = None
        if article.id in self._claims:
            holder = self._plan.inputs[self._claims[article.id]].name
        elif entry.stamp is not None:
            known = self._known.holder(article.id)
            if known is not None and known != entry.name and self._still_holds(known):
                holder = known
        if holder is None:
            self._claims[article.id] = number
            return True
        whose = "an earlier article here" if holder == entry.name else f"{holder}; index the folder above both"
        detail = f"its id {article.id!r} is that of {whose}"
        self._skip(number, SkippedInput(article.source or article.id, "duplicate-id", detail))
        return False

    def _still_holds(self, path: str) -> bool:
        """Whether a file that the index knows is still there, and as it was: then it keeps its ids."""
        if path not in self._holding:
            known = self._known.file(path)
            stamp = known.stamp if known is not None else None
            try:
                now = stamp_of(Path(path))
                same = stamp is None or (stamp.size_bytes, stamp.modified_ns) == (now.size_bytes, now.modified_ns)
            except OSError:
                same = not has_gone(path)
            self._holding[path] = same
        return self._holding[path]

    # --- the report -------------------------------------------------------------------------------

    def _skip(self, number: int, skipped: SkippedInput) -> None:
        self._outcome.skipped.append(skipped)
        self._plan.inputs[number].has_skips = True

    def _unchanged(self, number: int) -> None:
        entry = self._plan.inputs[number]
        entry.is_settled = True
        self._holding[entry.name] = True
        self._outcome.unchanged.append(entry.name)
        self._tell(number)

    def _tell(self, number: int) -> None:
        if self._progress is not None:
            entry = self._plan.inputs[number]
            self._progress(number, self._all, f"{entry.name}{entry.share}")

    def _taken(self, inputs: Sequence[IndexedInput]) -> tuple[IndexedInput, ...]:
        """The inputs without the articles that the index refused, which are named as skipped."""
        refused = {each.article_id: each for each in self._writing.refused}
        if not refused:
            return tuple(inputs)
        taken: list[IndexedInput] = []
        for item in inputs:
            lost = [refused[each] for each in item.article_ids if each in refused]
            self._outcome.skipped += [SkippedInput(item.path, "refused", each.reason) for each in lost]
            ids = tuple(each for each in item.article_ids if each not in refused)
            if ids:
                taken.append(
                    IndexedInput(item.path, ids, item.section_count - sum(each.section_count for each in lost))
                )
        return tuple(taken)

    def _report(self, took_ms: float) -> IndexReport:
        outcome = self._outcome
        added, updated = self._taken(outcome.added), self._taken(outcome.updated)
        return IndexReport(
            added=added,
            updated=updated,
            unchanged=tuple(outcome.unchanged),
            removed=tuple(outcome.removed),
            skipped=tuple(outcome.skipped),
            cleaned=dict(sorted(outcome.cleaned.items())),
            took_ms=took_ms,
        )
