"""One call of ``add``: find, read and analyse, write, report."""

from __future__ import annotations

import os
import time
from collections.abc import Container, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from wenxun.analysis.analyzer import Analyzer
from wenxun.articles.selection import Selection
from wenxun.backends import Backend
from wenxun.backends.stored import is_there
from wenxun.indexing.analysis import Analyzed, Brief, Group
from wenxun.indexing.chunking import Chunking
from wenxun.indexing.chunks import Chunk
from wenxun.indexing.finding import FoundFile, absolute, find_files
from wenxun.indexing.given import Given, Input
from wenxun.indexing.indexed_files import IndexedFile, IndexedFiles, has_gone, has_size_and_time_of
from wenxun.indexing.input_state import InputState
from wenxun.indexing.losses import check_losses
from wenxun.indexing.progress import Progress, Teller
from wenxun.indexing.redirects import with_redirects
from wenxun.indexing.reporting import report_of
from wenxun.indexing.transactions import DryRun, Transactions
from wenxun.indexing.workers import Workers
from wenxun.models import IndexReport, LeftOutInput, SkippedInput
from wenxun.notices import Notice

__all__ = ["Indexing"]

COMMIT_ARTICLES = 50_000
"""Pages of a dump after which a commit makes them safe from an interruption."""


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
        selection: which files of folders are wanted.
        index_folder: folder of the index itself, which is never indexed.
        name: stands before ids and paths of articles from files.
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
        selection: Selection | None = None,
        index_folder: Path | None = None,
        name: str = "",
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
        self._selection = selection or Selection()
        self._index_folder = index_folder
        self._name = name
        self._commit_articles = commit_articles
        self._inputs: Sequence[InputState] = ()
        self._left_out: list[LeftOutInput] = []
        self._moved: set[str] = set()
        self._unchanged: Container[str] = ()
        self._claims: dict[str, int] = {}
        self._still_own: dict[str, bool] = {}
        self._may_commit = False
        self._since_commit = 0

    def run(
        self,
        inputs: Iterable[Input],
        *,
        rebuild: bool = False,
        dry_run: bool = False,
        sync: bool = False,
        force: bool = False,
    ) -> IndexReport:
        """Find what is to be indexed, read and analyse it, write it, and report.

        Args:
            inputs: paths of files and folders, articles, and mappings that make one.
            rebuild: make the index anew of these inputs alone.
            dry_run: read everything and write nothing.
            sync: take out what has gone from the given folders.
            force: take it out however much it is.

        Returns:
            What became of each input.

        Raises:
            SuddenLossError: if so much has gone that the disk may only not be mounted, and ``force`` is not given.
            IndexLockedError: if another writer has the index for too long.
        """
        started = time.perf_counter()
        given = Given.of(inputs)
        dry_run |= given.are_missing and not is_there(self._backend)  # a mistyped path makes no index
        with ExitStack() as stack:
            if dry_run:
                self._writer: Transactions | DryRun = DryRun(self._backend, fresh=rebuild)
            else:
                transactions = Transactions(self._backend, wait_seconds=self._wait_seconds, fresh=rebuild)
                self._writer = stack.enter_context(transactions)
                self._may_commit = not rebuild
            self._indexed = IndexedFiles(self._writer.inputs())
            prepare = None if dry_run else self._backend.prepare
            workers = Workers(
                self._analyzer, jobs=self._jobs, max_bytes=self._max_bytes, prepare=prepare, told=self._tell_share
            )
            not_found = self._add(given, stack.enter_context(workers), sync=sync)
            removed = self._remove_withdrawn()
            if sync:
                removed += self._remove_gone([absolute(path) for path in given.paths], force=force)
            self._teller.tell_end()
        took_ms = (time.perf_counter() - started) * 1000
        refused = self._writer.refused
        return report_of(
            self._inputs,
            not_found=not_found,
            left_out=self._left_out,
            removed=removed,
            refused=refused,
            took_ms=took_ms,
        )

    def _add(self, given: Given, workers: Workers, *, sync: bool) -> list[SkippedInput]:
        """Add everything; returns what was found not to be a file that can be read."""
        files: list[FoundFile] = []
        not_found: list[SkippedInput] = []
        for found in find_files(given.paths, selection=self._selection, index_folder=self._index_folder):
            if isinstance(found, FoundFile):
                files.append(found)
            elif isinstance(found, LeftOutInput):
                self._left_out.append(found)
            elif not (sync and found.reason == "missing" and self._indexed.file(found.path)):
                not_found.append(found)
        files, redirects = with_redirects(files, self._is_known)
        self._left_out += redirects
        self._teller = Teller(self._progress, given.article_count + len(files))
        chunking = Chunking(
            self._indexed,
            self._writer.exclusions,
            stored=self._writer.stored_as_given,
            claims=self._claims,
            max_bytes=self._max_bytes,
            takes_drafts=self._selection.drafts,
            teller=self._teller,
            name=self._name,
        )
        self._inputs, self._unchanged = chunking.inputs, chunking.unchanged
        for chunk, analyzed in workers.map(chunking.chunks(given.articles, files)):
            self._take(chunk, analyzed)
        return not_found

    def _tell_share(self, chunk: Chunk, share: float) -> None:
        """Tell how far the work on a large file that is read whole is."""
        if chunk.is_large_file:
            state = self._inputs[chunk.parts[0][0]]
            words = state.gauge.words(state.name, share) if state.gauge is not None else state.name
            self._teller.tell(state.number + share, words)

    def _remove_gone(self, roots: Sequence[Path], *, force: bool) -> list[str]:
        """Take out what has gone from the given folders, or is not wanted any more; returns the paths."""
        met = {state.name for state in self._inputs}
        unwanted = {each.path for each in self._left_out}
        gone: list[IndexedFile] = []
        left_out: list[IndexedFile] = []
        kept: list[IndexedFile] = []
        for file in self._indexed.under(roots):
            if file.path in met or file.path in self._moved:
                kept.append(file)
            elif has_gone(file.path):
                gone.append(file)
            elif any(place in unwanted for place in (file.path, *map(str, Path(file.path).parents))):
                left_out.append(file)
            else:
                kept.append(file)
        if not force:
            check_losses(roots, kept=kept, gone=gone)
        for file in (*gone, *left_out):
            self._remove(file)
        return [file.path for file in (*gone, *left_out)]

    def _is_known(self, path: Path, status: os.stat_result) -> bool:
        """Whether the index holds a file as it is."""
        indexed = self._indexed.file(str(path))
        stamp = indexed.stamp if indexed is not None else None
        return stamp is not None and has_size_and_time_of(stamp, status.st_size, status.st_mtime_ns)

    def _remove_withdrawn(self) -> list[str]:
        """Take out files that have become drafts, or that only lead to other articles now; returns their paths."""
        drafts = [state.name for state in self._inputs if not state.ids and state.is_refused_for("draft", "redirect")]
        redirects = [each.path for each in self._left_out if each.reason == "redirect"]
        removed = [file for file in map(self._indexed.file, (*drafts, *redirects)) if file is not None]
        for file in removed:
            self._remove(file)
        return [file.path for file in removed]

    def _remove(self, file: IndexedFile) -> None:
        self._writer.delete([each for each in file.all_ids() if each not in self._claims])

    # --- what comes back --------------------------------------------------------------------------

    def _take(self, chunk: Chunk, analyzed: Analyzed) -> None:
        """Write what became of a chunk. There is no commit within a chunk, so that a file in one is in whole or not."""
        for number, skipped in analyzed.skipped:
            self._inputs[number].skipped.append(skipped)
        claimed = [each for each in map(self._claim_group, analyzed.groups) if each.places]
        if claimed and self._may_commit and self._since_commit >= self._commit_articles:
            self._writer.commit()
            self._since_commit = 0
        for each in claimed:
            self._put(each)
        if chunk.read_share and not chunk.finishes:
            state = self._inputs[chunk.parts[-1][0]]
            words = state.gauge.words(state.name, chunk.read_share) if state.gauge is not None else state.name
            self._teller.tell(state.number + chunk.read_share, words)
        for number in chunk.finishes:
            self._finish(self._inputs[number])
            self._teller.tell(number + chunk.read_share, self._inputs[number].name)

    def _claim_group(self, group: Group) -> _Claimed:
        return _Claimed(group, [place for place, article in enumerate(group.articles) if self._claim(article)])

    def _put(self, claimed: _Claimed) -> None:
        """Write what is free of a group."""
        articles = claimed.group.articles
        free = [(articles[place], self._inputs[articles[place].input]) for place in claimed.places]
        stamps = [self._inputs[article.input].stamp for article in articles]
        left_out = set(range(len(articles))).difference(claimed.places)
        replaced = self._writer.put(claimed.group, stamps, left_out)
        for article, state in free:
            state.ids.append(article.id)
            state.section_count += article.section_count
            state.is_update |= state.stamp is None and article.id in replaced
            self._since_commit += state.can_resume
            state.clean(article.cleaned)

    def _finish(self, state: InputState) -> None:
        """Settle an input of which everything was read."""
        self._writer.exclusions.arrived(state.name)
        if state.ids:
            old = [state.indexed] if state.indexed is not None else []
            if state.stamp is not None:
                if not state.stamp.is_complete:
                    self._writer.complete(replace(state.stamp, is_complete=True))
                moved = self._indexed.moved_from(state.stamp)
                self._moved.update(file.path for file in moved)
                old += moved
            self._forget(state, old)
            state.is_update |= any(file.stamp is not None for file in old)
            state.is_finished = True
        elif not state.skipped:
            state.skip("empty", Notice("it holds no article"))

    def _forget(self, state: InputState, files: Iterable[IndexedFile]) -> None:
        """Take out what files held before and nobody has brought again."""
        for file in files:
            gone = [each for each in file.all_ids() if each not in self._claims and each not in state.known_ids]
            if gone:
                self._writer.delete(gone)

    # --- whose id it is ---------------------------------------------------------------------------

    def _claim(self, article: Brief) -> bool:
        """Whether the article may go in; one without an id, or whose id another input owns, is skipped."""
        state = self._inputs[article.input]
        if not article.id:
            source = article.source or "an article without an id"
            detail = "an article needs an id, by which it can be opened"
            state.skipped.append(SkippedInput(source, "no-id", detail))
            return False
        if state.stamp is None:
            self._writer.exclusions.sources.pop(article.id, None)  # who names it wants it
        elif article.id in self._writer.exclusions.sources:
            detail = f"it was deleted; bring it back with: wenxun include {article.id}"
            state.skipped.append(SkippedInput(article.source or article.id, "deleted", detail))
            return False
        owner = None
        if article.id in self._claims:
            owner = self._inputs[self._claims[article.id]].name
        elif state.stamp is not None:
            indexed = self._indexed.owner(article.id)
            if indexed is not None and indexed != state.name and self._is_as_it_was(indexed):
                owner = indexed
        if owner is None:
            self._claims[article.id] = state.number
            return True
        whose = (
            "an earlier article here"
            if owner == state.name
            else f"{owner}; index the folder above both, or this one with --name"
        )
        detail = f"its id {article.id!r} is that of {whose}"
        state.skipped.append(SkippedInput(article.source or article.id, "duplicate-id", detail))
        return False

    def _is_as_it_was(self, path: str) -> bool:
        """Whether a file that the index knows is still there, and unchanged: then it keeps its ids."""
        if path not in self._still_own:
            file = self._indexed.file(path)
            stamp = file.stamp if file is not None else None
            try:
                status = Path(path).stat()
                same = stamp is None or has_size_and_time_of(stamp, status.st_size, status.st_mtime_ns)
                same = same or path in self._unchanged
            except OSError:
                same = not has_gone(path)
            self._still_own[path] = same
        return self._still_own[path]
