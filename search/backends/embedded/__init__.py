"""An index in a folder: Whoosh's lock and table of contents beside array files of our own.

Reading goes ``toc`` -> ``snapshot`` of segments -> ``candidates`` (``matching``, ``scoring``); writing goes
``transaction`` -> ``builder`` (``runs``, ``postings``, ``texts``) -> ``toc``, with ``merging`` on commit. Whoosh is
imported when something is written, not before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenxun.backends import Backend, BackendStats, BackendWriter, Candidates, Generation, Problem, StoredValue
from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.texts import COLUMNS
from wenxun.backends.embedded.format.toc import (
    Identity,
    Toc,
    newest_identity,
    read_toc,
    toc_name,
)
from wenxun.backends.embedded.read.names import articles_titled
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.backends.embedded.read.stored import values_of_segment, values_on_disk
from wenxun.backends.made_with import check_made_with
from wenxun.budget import Budget
from wenxun.errors import IndexDamagedError, WenxunIndexError
from wenxun.notices import Notice
from wenxun.query.tree import Query, Term
from wenxun.ranking import Ranking

if TYPE_CHECKING:
    from wenxun.analysis.batch import IndexBatch
    from wenxun.backends.embedded.write.preparing import PreparedBatch
    from wenxun.name_table import NameTable

__all__ = ["EmbeddedBackend"]

_OPEN_ATTEMPTS = 100
_RECORDS_AT_ONCE = 1_000


class EmbeddedBackend(Backend):
    """An index in a folder.

    One object may be shared by any number of threads. Queries run on the generation that was opened last;
    ``refresh`` moves to the newest, and answers that are under way keep theirs. There is nothing to close: files are
    unmapped when the last answer that reads them is gone.

    Args:
        folder: the index folder.
        fingerprint: analysis settings; an index made with others is not searched or written.
        ranking: parameters of the ranking.
        buffer_bytes: memory for building before runs are spilled to disk.
        cache_bytes: memory for decoded posting lists.

    Raises:
        IndexMissingError: by everything that reads, if there is no index in ``folder``.
        IndexDamagedError: if it does not hold what was written.
        WenxunIndexError: if the system refuses to open it.
        IndexMismatchError: if it was built with other analysis settings; stored articles are given all the same.
    """

    def __init__(
        self,
        folder: Path,
        *,
        fingerprint: Mapping[str, str],
        ranking: Ranking,
        buffer_bytes: int,
        cache_bytes: int,
    ) -> None:
        self._folder = folder
        self._fingerprint = dict(fingerprint)
        self._ranking = ranking
        self._buffer_bytes = buffer_bytes
        self._cache_bytes = cache_bytes
        self._refresh_lock = threading.Lock()
        self._opened: Snapshot | None = None

    @property
    def _snapshot(self) -> Snapshot:
        """The generation that queries run on, opened when first needed."""
        if self._opened is None:
            with self._refresh_lock:
                if self._opened is None:
                    self._opened = self._open()
        return self._opened

    @property
    def _searchable(self) -> Snapshot:
        """The same, for what rests on its terms; stored articles do not depend on the analysis."""
        return self._compared(self._snapshot)

    def newest_identity(self) -> Identity:
        """Return what tells the newest generation from every other one."""
        return newest_identity(self._folder)

    def _compared(self, snapshot: Snapshot) -> Snapshot:
        for segment in snapshot.segments:
            check_made_with(segment.entry.fingerprint, self._fingerprint, location=self._folder)
        return snapshot

    def _open(self) -> Snapshot:
        """The newest generation."""
        return Snapshot(*self.open_segments(), self._ranking, self._cache_bytes)

    def open_segments(self) -> tuple[Toc, list[SegmentReader]]:
        """Return the newest generation, opened. A commit may replace it meanwhile: then the next one.

        Raises:
            IndexMissingError, IndexDamagedError, WenxunIndexError: see the class.
        """
        for _ in range(_OPEN_ATTEMPTS):
            identity = newest_identity(self._folder)
            try:
                toc = read_toc(self._folder, identity[0])
                return toc, [SegmentReader(self._folder, entry) for entry in toc.segments]
            except FileNotFoundError:
                continue
            except WenxunIndexError:
                if newest_identity(self._folder) == identity:
                    raise
        raise WenxunIndexError(
            Notice(
                "The index in {folder} was replaced {attempts} times while it was opened. Try again "
                "when whatever writes it has finished.",
                folder=self._folder,
                attempts=_OPEN_ATTEMPTS,
            )
        )

    # --- reading ----------------------------------------------------------------------------------

    def generation(self) -> Generation:
        """See ``BackendReader``."""
        snapshot = self._snapshot
        made_with = snapshot.segments[0].entry.fingerprint if snapshot.segments else {}
        return Generation(snapshot.generation, snapshot.edition, made_with, snapshot.exclusions)

    def candidates(
        self,
        query: Query,
        ranking_terms: Sequence[Term],
        window_terms: Sequence[Term],
        *,
        needs_both: bool,
        budget: Budget | None = None,
    ) -> Candidates:
        """Open the answer to a query, from the generation at hand.

        Args:
            query, ranking_terms, window_terms, budget: see ``BackendReader``.
            needs_both: is left alone: nothing is far away.

        Returns:
            The answer, in which what is not asked for is not looked up.
        """
        from wenxun.backends.embedded.read.candidates import SnapshotCandidates  # not every command searches

        snapshot = self._snapshot if query.is_empty else self._searchable  # stored values rest on no term
        return SnapshotCandidates(snapshot, query, ranking_terms, window_terms, budget or Budget())

    def stored(
        self, *values: StoredValue, ids: Collection[str] | None = None, damage: list[Problem] | None = None
    ) -> Iterable[tuple[Any, ...]]:
        """Yield values of articles. All whole articles are those of the newest generation, which a rebuild makes anew.

        Args:
            values, ids, damage: see ``BackendReader``.
        """
        if ids is None and "article" in values:
            return values_on_disk(self._folder, values, damage)
        wanted = None if ids is None else ArticleIds.of(list(dict.fromkeys(ids)))
        return chain.from_iterable(values_of_segment(each, values, wanted) for each in self._snapshot.segments)

    def name_table(self) -> NameTable:
        """See ``BackendReader``."""
        from wenxun.backends.embedded.read.name_tables import name_table  # few queries need it

        return name_table(self._snapshot)

    def titled(self, names: Sequence[str]) -> dict[str, str]:
        """See ``BackendReader``."""
        return articles_titled(self._searchable, names)

    def linked(self, anchors: Sequence[str]) -> dict[str, dict[str, int]]:
        """See ``BackendReader``."""
        return self._searchable.linked(anchors)

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """Number of sections that have each term."""
        return [postings.count for postings in self._searchable.posting_lists(terms)]

    def stats(self) -> BackendStats:
        """Return figures about the index."""
        snapshot = self._snapshot
        segments = snapshot.segments
        folded = sum(s.texts_file.array_bytes(f"{name}_folded") for s in segments for name in COLUMNS)
        return BackendStats(
            articles=sum(len(s.live_articles()) for s in segments),
            sections=snapshot.live_count,
            segments=len(segments),
            deleted_sections=snapshot.row_count - snapshot.live_count,
            generation=snapshot.generation,
            text_bytes=sum(s.texts_file.number("text_bytes") for s in segments),
            index_bytes=sum(s.postings_file.size_bytes for s in segments) + folded,
            stored_bytes=sum(s.texts_file.size_bytes for s in segments) - folded,
            name_bytes=sum(s.name_bytes for s in segments),
        )

    def check(self) -> list[Problem]:
        """Read the newest generation from disk, whole, and say what is wrong; an empty list means that all is well."""
        while True:
            identity = newest_identity(self._folder)
            found = self._problems(identity[0])
            if not found or newest_identity(self._folder) == identity:
                return found

    def _problems(self, generation: int) -> list[Problem]:
        """What is wrong with a generation, or that a newer one has replaced it meanwhile."""
        try:
            toc = read_toc(self._folder, generation)
        except (FileNotFoundError, IndexDamagedError) as error:
            return [Problem(toc_name(generation), str(error) if isinstance(error, OSError) else error.notice)]
        found: list[Problem] = []
        for entry in toc.segments:
            try:
                segment = SegmentReader(self._folder, entry)
                found += [Problem(*each) for each in (*segment.problems(), *segment.name_problems())]
            except IndexDamagedError as error:
                found.append(Problem(entry.segment_id, error.notice))
        return found

    def refresh(self) -> bool:
        """Move to the newest generation, or to the index that has taken the place of this one; True if there was one.

        Raises:
            IndexDamagedError: if a file of the generation at hand was cut short: reading on could end the process.
        """
        with self._refresh_lock:
            if self._opened is not None and self.newest_identity() == self._opened.identity:
                try:
                    for segment in self._opened.segments:
                        segment.check_lengths()
                except IndexDamagedError:
                    self._opened = None  # whoever asks next is told of the damage when it is opened again
                    raise
                return False
            newest = self._open()
            # What can be searched is not given up for what cannot.
            self._opened = newest if self._opened is None else self._compared(newest)
            return True

    # --- writing ----------------------------------------------------------------------------------

    @property
    def prepare(self) -> Callable[[IndexBatch], PreparedBatch]:
        """See ``BackendReader``."""
        from wenxun.backends.embedded.write.preparing import prepare

        return prepare

    @contextmanager
    def writer(
        self, *, wait_seconds: float = 0.0, create: bool = False, fresh: bool = False
    ) -> Iterator[BackendWriter]:
        """Open a transaction; the new generation is read from when it has been committed.

        Args:
            wait_seconds: how long to wait for another writer.
            create: make an empty index first, where there is none, and the folder itself if need be.
            fresh: start from nothing; what the index held is replaced as a whole, damaged or not.

        Yields:
            The transaction.

        Raises:
            IndexLockedError: if another writer has the index for longer than ``wait_seconds``.
            IndexMissingError: if there is no index, and none is to be made.
            WenxunIndexError: if the disk or the folder refuses; the index is then as it was.
        """
        from wenxun.backends.embedded.write.transaction import create_index, transaction

        if create:
            create_index(self._folder)
        with transaction(
            self._folder,
            fingerprint=self._fingerprint,
            buffer_bytes=self._buffer_bytes,
            wait_seconds=wait_seconds,
            fresh=fresh,
        ) as opened:
            for segment in opened.segments:
                check_made_with(segment.fingerprint, self._fingerprint, location=self._folder)
            yield opened
        self.refresh()
