"""Writing: one transaction at a time, visible whole or not at all.

Files of new segments are written and made durable under names that no table of contents mentions; then the
new table of contents is put in place by one rename. A crash at any moment leaves the old one or the new one; files
that neither mentions are removed by the next commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from wenxun.analysis.batch import IndexBatch
from wenxun.backends import BackendWriter, InputStamp
from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.names import write_names
from wenxun.backends.embedded.format.runs import MAX_SECTIONS
from wenxun.backends.embedded.format.segment import NAMES_SUFFIX, POSTINGS_SUFFIX, TEXTS_SUFFIX, SegmentReader
from wenxun.backends.embedded.format.toc import (
    latest_generation,
    naming_failures,
    newest_identity,
    read_toc,
    remove_all_but,
    sync_folder,
    toc_name,
    write_durably,
)
from wenxun.backends.embedded.write.builder import SegmentBuilder, SegmentFullError
from wenxun.backends.embedded.write.locking import WriteLock, write_lock
from wenxun.backends.embedded.write.merging import choose_segments, merge_segments
from wenxun.backends.embedded.write.preparing import PreparedBatch, prepare
from wenxun.backends.embedded.write.segments import Segment, toc_bytes
from wenxun.backends.exclusions import Exclusions
from wenxun.collecting import BUILDING, rare_collections
from wenxun.errors import IndexDamagedError, IndexMissingError, WenxunIndexError
from wenxun.notices import Notice

__all__ = ["Transaction", "create_index", "transaction"]

_CREATE_WAIT_SECONDS = 10.0


def create_index(folder: Path) -> None:
    """Make an empty index in ``folder``, which is made too if need be; leave one that is there as it is.

    Raises:
        WenxunIndexError: if the folder cannot be written.
    """
    with naming_failures(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # the folder above may not be ours to open
        sync_folder(folder.parent)
    with write_lock(folder, _CREATE_WAIT_SECONDS) as lock, naming_failures(folder):
        try:
            latest_generation(folder)
        except IndexMissingError:
            write_durably(folder / toc_name(0), toc_bytes(0, [], Exclusions()), check=lock.check_place)


class Transaction(BackendWriter):
    """Changes to an index, made by whole batches of analysed articles.

    Use ``transaction`` to get one.

    Attributes:
        segments: what the last generation holds; none of it in a ``fresh`` transaction.
        exclusions: see ``BackendWriter``.
    """

    def __init__(
        self, folder: Path, lock: WriteLock, *, fingerprint: Mapping[str, str], buffer_bytes: int, fresh: bool
    ) -> None:
        self._folder = folder
        self._lock = lock
        self._fingerprint = dict(fingerprint)
        self._buffer_bytes = buffer_bytes
        self._base = newest_identity(folder)
        generation = self._base[0]
        self._generation = generation + 1
        try:
            toc = read_toc(folder, generation)
        except IndexDamagedError:
            if not fresh:
                raise
            toc = None
        self.segments = [] if fresh or toc is None else list(map(Segment.of, toc.segments))
        self._exclusions_before = Exclusions() if toc is None else toc.exclusions
        self.exclusions = self._exclusions_before.copy()
        self._finished: list[Segment] = []
        self._building = Segment(self._fingerprint)
        self._builder: SegmentBuilder | None = None
        self._readers: dict[str, SegmentReader] = {}
        self._broken = False
        self._is_over = False
        self._changed = fresh

    def _check_index(self) -> None:
        """Notice that the index is not the one any more that was opened: asked before anything is put or removed.

        Raises:
            WenxunIndexError: if its folder or its table of contents was removed, moved or replaced.
        """
        self._lock.check_place()
        try:
            newest = newest_identity(self._folder)
        except IndexMissingError as error:
            raise self._lock.lost() from error
        if newest != self._base:
            raise self._lock.lost()

    def _check_open(self) -> None:
        if self._is_over:
            raise WenxunIndexError(
                Notice("This transaction on the index in {folder} is over. Open another one.", folder=self._folder)
            )

    # --- changes ----------------------------------------------------------------------------------

    def put(
        self,
        batch: IndexBatch | PreparedBatch,
        stamps: Sequence[InputStamp | None],
        left_out: Collection[int] = (),
    ) -> frozenset[str]:
        """Add articles; one with the same id is replaced.

        What is left out is written and deleted: to take it out of a prepared batch is the work of a merge, which does
        it some day.

        Args:
            batch: the articles, analysed or prepared as well.
            stamps: for each that of its source file; ``None`` for one that is from no file.
            left_out: places of articles of the batch that are not added.

        Returns:
            Ids of those that replace one.

        Raises:
            WenxunIndexError: if the disk is full, or refuses otherwise; the transaction cannot be committed any more.
        """
        prepared = batch if isinstance(batch, PreparedBatch) else prepare(batch)
        self._check_open()
        if not prepared.ids:
            return frozenset()
        taken = [each for place, each in enumerate(prepared.ids) if place not in left_out]
        with self._whole(), naming_failures(self._folder):
            self._check_index()
            replaced = self._delete(prepared.stored_ids.without(left_out))
            self._build(prepared, stamps)
            self._delete_places(prepared, {*left_out, *_repeated(prepared.ids, left_out)})
        return frozenset(map(taken.__getitem__, replaced))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """A change that fails half-way must not be committed by one who overlooks the error."""
        broken, self._broken = self._broken, True
        yield
        self._broken = broken

    def _build(self, batch: PreparedBatch, stamps: Sequence[InputStamp | None]) -> None:
        builder = self._builder or self._new_builder(wide=False)
        try:
            builder.add(batch, stamps)
        except SegmentFullError:
            if builder.row_count:
                self._finish_builder()
                builder = self._new_builder(wide=False)
            else:
                builder.abort()
                builder = self._new_builder(wide=True)
            try:
                builder.add(batch, stamps)
            except SegmentFullError:
                builder.abort()
                builder = self._new_builder(wide=True)
                builder.add(batch, stamps)
        self._changed = True

    def _delete_places(self, batch: PreparedBatch, places: Collection[int]) -> None:
        """Delete articles of the batch that was added last."""
        assert self._builder is not None
        base_row = self._builder.row_count - int(batch.section_rows[-1])
        for place in places:
            start, end = batch.section_rows[place : place + 2].tolist()
            self._building.deleted.update(range(base_row + start, base_row + end))

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in; the last that were put must be of that file."""
        assert self._builder is not None
        self._builder.complete(stamp)

    def delete(self, article_ids: Collection[str]) -> int:
        """See ``BackendWriter``."""
        return len(self._delete(ArticleIds.of(list(dict.fromkeys(article_ids)))))

    def _delete(self, ids: ArticleIds) -> set[int]:
        """Delete articles; returns the places in ``ids`` of those that there were."""
        self._check_open()
        gone: set[int] = set()
        for place, segment, rows in self._places_of(ids):
            segment.deleted.update(rows)
            gone.add(place)
        self._changed |= bool(gone)
        return gone

    def _places_of(self, ids: ArticleIds) -> Iterator[tuple[int, Segment, range]]:
        """Place in ``ids``, segment and rows of each article with one of them that is not deleted."""
        for segment in (*self.segments, *self._finished):
            texts = self._reader(segment).texts
            for place, number in texts.find_articles(ids):
                rows = range(int(texts.article_rows[number]), int(texts.article_rows[number + 1]))
                if rows.start not in segment.deleted:
                    yield place, segment, rows
        if self._builder is not None:
            for place, rows in self._builder.find(ids):
                if rows.start not in self._building.deleted:
                    yield place, self._building, rows

    def _reader(self, segment: Segment) -> SegmentReader:
        """The files of a finished segment, opened; the deletions in it are those of that moment."""
        if segment.segment_id not in self._readers:
            self._check_index()
            self._readers[segment.segment_id] = SegmentReader(self._folder, segment.entry())
        return self._readers[segment.segment_id]

    # --- new segments -----------------------------------------------------------------------------

    def _paths(self, segment: Segment) -> tuple[Path, Path]:
        name = segment.segment_id
        return self._folder / f"{name}{POSTINGS_SUFFIX}", self._folder / f"{name}{TEXTS_SUFFIX}"

    def _meta(self, segment: Segment) -> dict[str, Any]:
        return {"segment": segment.segment_id, "fingerprint": self._fingerprint}

    def _new_builder(self, *, wide: bool) -> SegmentBuilder:
        self._builder = SegmentBuilder(*self._paths(self._building), buffer_bytes=self._buffer_bytes, wide=wide)
        return self._builder

    def _finish_builder(self) -> None:
        if self._builder is None:
            return
        self._builder.finish(self._meta(self._building))
        self._building.section_count = self._builder.row_count
        self._finished.append(self._building)
        finished, self._builder, self._building = self._building, None, Segment(self._fingerprint)
        self._write_names(finished)  # the builder's memory is free now

    def _write_names(self, segment: Segment) -> None:
        """Write the names of a segment's articles beside its texts."""
        _, texts_path = self._paths(segment)
        if not texts_path.exists():
            raise self._lock.lost()
        write_names(texts_path.with_suffix(NAMES_SUFFIX), texts_path, self._meta(segment))

    def _merged_segments(self) -> list[Segment]:
        """What the new generation holds: all segments with live sections, after the merges that the policy names."""
        segments = [*self.segments, *self._finished]
        while True:
            segments = [segment for segment in segments if segment.live_count]
            places = choose_segments(segments, MAX_SECTIONS)
            if not places:
                return segments
            merged = self._merge([segments[place] for place in places])
            segments = [segment for place, segment in enumerate(segments) if place not in places]
            segments.insert(min(places), merged)

    def _merge(self, sources: Sequence[Segment]) -> Segment:
        merged = Segment(self._fingerprint)
        readers = [SegmentReader(self._folder, source.entry()) for source in sources]
        merged.section_count = merge_segments(readers, *self._paths(merged), self._meta(merged))
        self._write_names(merged)
        return merged

    # --- the end ----------------------------------------------------------------------------------

    def commit(self) -> None:
        """Make everything durable, then visible; without a change the generation stays as it is."""
        if self._broken:
            raise WenxunIndexError(
                Notice(
                    "A change to the index in {folder} has failed; the others are dropped with it.", folder=self._folder
                )
            )
        if not self._changed and self.exclusions == self._exclusions_before:
            self.cancel()
            return
        self._is_over = True
        with naming_failures(self._folder):
            self._check_index()
            self._finish_builder()
            segments = self._merged_segments()
            sync_folder(self._folder)  # the new segments' names, before anything mentions them

            def check() -> None:
                self._check_index()
                if not all(path.exists() for segment in segments for path in self._paths(segment)):
                    raise self._lock.lost()

            contents = toc_bytes(self._generation, segments, self.exclusions)
            write_durably(self._folder / toc_name(self._generation), contents, check=check)
        with suppress(OSError, WenxunIndexError):  # what is left over now goes with the next commit
            kept = {segment.segment_id for segment in segments}
            remove_all_but(self._folder, self._generation, kept, check=self._lock.check_place)

    def cancel(self) -> None:
        """Drop everything, and the files of it: the disk may be full because of them."""
        self._is_over = True
        if self._builder is not None:
            self._builder.abort()
        with suppress(OSError, WenxunIndexError):
            self._check_index()  # it is another one, too, when a commit failed behind the last moment
            kept = {entry.segment_id for entry in read_toc(self._folder, self._base[0]).segments}
            remove_all_but(self._folder, self._base[0], kept, check=self._lock.check_place)


def _repeated(ids: Sequence[str], left_out: Collection[int]) -> list[int]:
    """Places of ids that come once more: of articles with the same id in one batch, the last stays."""
    last = {each: place for place, each in enumerate(ids) if place not in left_out}
    return [place for place, each in enumerate(ids) if last.get(each, place) > place]


@contextmanager
def transaction(
    folder: Path, *, fingerprint: Mapping[str, str], buffer_bytes: int, wait_seconds: float, fresh: bool
) -> Iterator[Transaction]:
    """Open a transaction on an index, which is committed at the end and dropped whole on an error.

    Args:
        folder: the index folder.
        fingerprint: analysis settings that new segments are made with.
        buffer_bytes: memory for building before runs are spilled to disk.
        wait_seconds: how long to wait for another writer.
        fresh: start without the segments of the last generation, and without reading them; what is excluded stays so,
            unless the table of contents is damaged.

    Yields:
        The transaction.

    Raises:
        IndexLockedError: if another writer has the index for longer than ``wait_seconds``.
        IndexMissingError: if there is no index.
        WenxunIndexError: if the folder cannot be written.
    """
    if not folder.is_dir():
        raise IndexMissingError(
            Notice("There is no index in {folder}. Make one with: wenxun index PATH", folder=folder)
        )
    with write_lock(folder, wait_seconds) as lock, rare_collections(BUILDING):
        with naming_failures(folder):
            writer = Transaction(folder, lock, fingerprint=fingerprint, buffer_bytes=buffer_bytes, fresh=fresh)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
