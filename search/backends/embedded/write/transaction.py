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

import numpy as np
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from wenxun.analysis.batch import IndexBatch
from wenxun.backends import InputStamp, Refusal
from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.runs import MAX_SECTIONS
from wenxun.backends.embedded.format.segment import POSTINGS_SUFFIX, TEXTS_SUFFIX, SegmentReader
from wenxun.backends.embedded.format.toc import (
    INDEX_NAME,
    SegmentEntry,
    latest_generation,
    naming_failures,
    read_toc,
    remove_all_but,
    seal,
    sync_folder,
    toc_name,
    write_durably,
)
from wenxun.backends.embedded.write.builder import SegmentBuilder, SegmentFullError
from wenxun.backends.embedded.write.codec import ArrayCodec, ArraySegment, index_schema
from wenxun.backends.embedded.write.locking import write_lock
from wenxun.backends.embedded.write.merging import choose_segments, merge_segments
from wenxun.backends.embedded.write.preparing import PreparedBatch, prepare
from wenxun.errors import IndexMissingError, WenxunIndexError

__all__ = ["Transaction", "create_index", "transaction"]

_CREATE_WAIT_SECONDS = 10.0


class _ArrayIndex(FileIndex):  # type: ignore[misc]
    """Whoosh's index object, reading the table of contents without trusting it."""

    def __init__(self, folder: Path, generation: int, *, fresh: bool) -> None:
        self.storage = _Storage(str(folder))
        self.indexname = INDEX_NAME
        self._schema = index_schema()
        self._folder = folder
        self._generation = generation
        self.is_fresh = fresh

    def _read_toc(self) -> TOC:
        if self.is_fresh:
            return TOC(self._schema, [], self._generation)
        entries = read_toc(self._folder, self._generation).segments
        segments = [
            ArraySegment.restore(e.segment_id, e.section_count, e.deleted.tolist(), e.fingerprint) for e in entries
        ]
        return TOC(self._schema, segments, self._generation)


class _Storage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder, without the second folder that its own postings would be sorted in."""

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Something to hold nothing."""
        return RamStorage()


def create_index(folder: Path) -> None:
    """Make an empty index in ``folder``, which is made too if need be; leave one that is there as it is.

    Raises:
        WenxunIndexError: if the folder cannot be written.
    """
    with naming_failures(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # the folder above may not be ours to open
        sync_folder(folder.parent)
    with write_lock(folder, _CREATE_WAIT_SECONDS), naming_failures(folder):
        try:
            latest_generation(folder)
        except IndexMissingError:
            write_durably(folder / toc_name(0), _toc_bytes(TOC(index_schema(), [], 0)))


def _toc_bytes(toc: TOC) -> bytes:
    storage = RamStorage()
    toc.write(storage, INDEX_NAME)
    with storage.open_file(toc_name(toc.generation)) as file:
        return seal(file.read())


class Transaction(SegmentWriter):  # type: ignore[misc]
    """A Whoosh segment writer whose documents are whole batches of analysed articles.

    Use ``transaction`` to get one.
    """

    refused: Sequence[Refusal] = ()  # it takes whatever was analysed

    def __init__(self, index: _ArrayIndex, folder: Path, *, fingerprint: Mapping[str, str], buffer_bytes: int) -> None:
        self._folder = folder
        self._fingerprint = dict(fingerprint)
        self._buffer_bytes = buffer_bytes
        self._builder: SegmentBuilder | None = None
        self._finished: list[ArraySegment] = []
        self._readers: dict[str, SegmentReader] = {}
        self._broken = False
        self._changed = index.is_fresh
        super().__init__(index, codec=ArrayCodec(self._fingerprint), compound=False, _lk=False)
        self.newsegment: ArraySegment

    # --- changes ----------------------------------------------------------------------------------

    def put(self, batch: IndexBatch, stamps: Sequence[InputStamp | None]) -> None:
        """Add the batch's articles, one stamp an article; an article with the same id is replaced.

        Raises:
            WenxunIndexError: if the disk is full, or refuses otherwise; the transaction cannot be committed any more.
        """
        self.put_prepared(prepare(batch), stamps)

    def put_prepared(
        self, prepared: PreparedBatch, stamps: Sequence[InputStamp | None], left_out: Collection[int] = ()
    ) -> None:
        """As ``put``, of what ``prepare`` made of a batch, without the articles at the places ``left_out``.

        Those are written and deleted: to take them out of a prepared batch is the work of a merge, which does it
        some day.
        """
        if not prepared.ids:
            return
        with self._whole(), naming_failures(self._folder):
            self._delete(prepared.stored_ids.without(left_out))
            self._build(prepared, stamps)
            self._delete_places(prepared, {*left_out, *_repeated(prepared.ids, left_out)})

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
        self._added = self._changed = True

    def _delete_places(self, batch: PreparedBatch, places: Collection[int]) -> None:
        """Delete articles of the batch that was added last."""
        assert self._builder is not None
        base_row = self._builder.row_count - int(batch.section_rows[-1])
        for place in places:
            start, end = batch.section_rows[place : place + 2].tolist()
            self.newsegment.deleted.update(range(base_row + start, base_row + end))

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in; the last that were put must be of that file."""
        assert self._builder is not None
        self._builder.complete(stamp)

    def delete(self, article_ids: Collection[str]) -> int:
        """Delete articles by id; returns how many there were."""
        return self._delete(ArticleIds.of(list(dict.fromkeys(article_ids))))

    def existing(self, article_ids: Collection[str]) -> frozenset[str]:
        """Return those ids that articles have, what was put and deleted in this transaction included."""
        self._check_state()
        ids = list(article_ids)
        return frozenset(ids[place] for place, _, _ in self._holding(ArticleIds.of(ids)))

    def _delete(self, ids: ArticleIds) -> int:
        self._check_state()
        gone = set()
        for place, segment, rows in self._holding(ids):
            segment.deleted.update(rows)
            gone.add(place)
        self._changed |= bool(gone)
        return len(gone)

    def _holding(self, ids: ArticleIds) -> Iterator[tuple[int, ArraySegment, range]]:
        """Place in ``ids``, segment and rows of each article with one of them that is not deleted."""
        for segment in (*self.segments, *self._finished):
            texts = self._reader(segment).texts
            for place, number in texts.find_articles(ids):
                rows = range(int(texts.article_rows[number]), int(texts.article_rows[number + 1]))
                if rows.start not in segment.deleted:
                    yield place, segment, rows
        if self._builder is not None:
            for place, rows in self._builder.find(ids):
                if rows.start not in self.newsegment.deleted:
                    yield place, self.newsegment, rows

    def _reader(self, segment: ArraySegment) -> SegmentReader:
        """The files of a committed segment, opened; its deletions are those of the last commit."""
        name = segment.segment_id()
        if name not in self._readers:
            empty = np.zeros(0, np.uint32)
            entry = SegmentEntry(name, segment.doc_count_all(), empty, segment.fingerprint)
            self._readers[name] = SegmentReader(self._folder, entry)
        return self._readers[name]

    # --- new segments -----------------------------------------------------------------------------

    def _paths(self, segment: ArraySegment) -> tuple[Path, Path]:
        name = segment.segment_id()
        return self._folder / f"{name}{POSTINGS_SUFFIX}", self._folder / f"{name}{TEXTS_SUFFIX}"

    def _new_builder(self, *, wide: bool) -> SegmentBuilder:
        self._builder = SegmentBuilder(*self._paths(self.newsegment), buffer_bytes=self._buffer_bytes, wide=wide)
        return self._builder

    def _finish_builder(self) -> None:
        builder, segment = self._builder, self.newsegment
        assert builder is not None
        builder.finish({"segment": segment.segment_id(), "fingerprint": self._fingerprint})
        segment.set_doc_count(builder.row_count)
        self._finished.append(segment)
        self._builder = None
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)

    def _merge_segments(self, mergetype: Any, optimize: bool, merge: bool) -> list[ArraySegment]:
        """Whoosh calls this first on commit: finish the new segment, then merge what the policy names."""
        if self._builder is not None:
            self._finish_builder()
        self._added = False  # nothing is left for Whoosh to flush
        segments = [*self.segments, *self._finished]
        while True:
            segments = [segment for segment in segments if segment.doc_count()]
            places = list(range(len(segments))) if optimize else choose_segments(segments, MAX_SECTIONS)
            if not places:
                return segments
            merged = self._merge([segments[place] for place in places])
            segments = [s for place, s in enumerate(segments) if place not in places]
            segments.insert(min(places), merged)
            optimize = False

    def _merge(self, sources: Sequence[ArraySegment]) -> ArraySegment:
        merged: ArraySegment = self.codec.new_segment(self.storage, self.indexname)
        readers = []
        for source in sources:
            deleted = np.array(sorted(source.deleted), np.uint32)
            entry = SegmentEntry(source.segment_id(), source.doc_count_all(), deleted, source.fingerprint)
            readers.append(SegmentReader(self._folder, entry))
        meta = {"segment": merged.segment_id(), "fingerprint": self._fingerprint}
        merged.set_doc_count(merge_segments(readers, *self._paths(merged), meta))
        return merged

    def _commit_toc(self, segments: Sequence[ArraySegment]) -> None:
        sync_folder(self._folder)  # the new segments' names, before anything mentions them
        data = _toc_bytes(TOC(self.schema, list(segments), self.generation))
        write_durably(self._folder / toc_name(self.generation), data)
        with suppress(OSError):  # what is left over now goes with the next commit
            remove_all_but(self._folder, self.generation, {segment.segment_id() for segment in segments})

    def commit(self, *args: Any, **kwargs: Any) -> None:
        """Make everything durable, then visible; without a change the generation stays as it is."""
        if self._broken:
            raise WenxunIndexError(
                f"A change to the index in {self._folder} has failed; the others are dropped with it."
            )
        if not self._changed:
            self.cancel()
            return
        with naming_failures(self._folder):
            super().commit(*args, **kwargs)

    def cancel(self) -> None:
        """Drop everything, and the files of it: the disk may be full because of them."""
        if self._builder is not None:
            self._builder.abort()
        super().cancel()
        # By what is on disk, for a commit that failed may have put the new table of contents in place.
        with suppress(OSError, WenxunIndexError):
            toc = read_toc(self._folder, latest_generation(self._folder))
            remove_all_but(self._folder, toc.generation, {entry.segment_id for entry in toc.segments})


def _repeated(ids: Sequence[str], left_out: Collection[int]) -> list[int]:
    """Places of ids that come once more: of articles with the same id in one batch, the last stays."""
    last = {each: place for place, each in enumerate(ids) if place not in left_out}
    return [place for place, each in enumerate(ids) if last.get(each, place) > place]


@contextmanager
def transaction(
    folder: Path, *, fingerprint: Mapping[str, str], buffer_bytes: int, wait_seconds: float, fresh: bool
) -> Iterator[Transaction]:
    """A transaction on the index in ``folder``: committed at the end, dropped whole on an error.

    A ``fresh`` one starts without the segments of the last generation, and without reading them.

    Raises:
        IndexLockedError: if another writer holds the index for longer than ``wait_seconds``.
        IndexMissingError: if there is no index.
        WenxunIndexError: if the folder cannot be written.
    """
    if not folder.is_dir():
        raise IndexMissingError(f"There is no index in {folder}. Make one with: wenxun index PATH")
    with write_lock(folder, wait_seconds):
        with naming_failures(folder):
            index = _ArrayIndex(folder, latest_generation(folder), fresh=fresh)
            writer = Transaction(index, folder, fingerprint=fingerprint, buffer_bytes=buffer_bytes)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
