"""From files to chunks: which files need reading at all, and into which pieces their reading is cut."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from wenxun.articles import article_id
from wenxun.articles.dump import Dump, DumpPage, is_dump
from wenxun.articles.jsonl import looks_like_jsonl
from wenxun.backends import InputStamp
from wenxun.errors import ArticleError
from wenxun.indexing.chunks import Chunk, FilesChunk, FileTask, LinesChunk, PagesChunk, digest_of
from wenxun.indexing.inputs import FoundFile
from wenxun.indexing.known import Known, KnownFile, bookmark, stamp_of
from wenxun.models import SkippedInput

__all__ = ["Input", "Plan"]

_CHUNK_BYTES = 2_000_000
_CHUNK_FILES = 500
_HEAD_BYTES = 1 << 16
_SCAN_BYTES = 1 << 20


@dataclass(slots=True)
class Input:
    """One input of the run, and what has become of it so far.

    Attributes:
        name: path of the file, or the article's source or id.
        stamp: what the file looks like; ``None`` for an article made in memory.
        known: what the index holds of the file.
        ids, section_count: what went into the index.
        is_settled: True when nothing more is to be done: unchanged, or skipped as a whole.
        has_skips: True when some of it was skipped.
        is_update: True when it replaces something.
        is_dump: True for a dump, whose pages carry a bookmark until it is through.
        done: articles of a dump that are in the index from a run that was interrupted.
        share: how much of a large file is read, in words.
    """

    name: str
    stamp: InputStamp | None = None
    known: KnownFile | None = None
    ids: list[str] = field(default_factory=list)
    section_count: int = 0
    is_settled: bool = False
    has_skips: bool = False
    is_update: bool = False
    is_dump: bool = False
    done: set[str] = field(default_factory=set)
    share: str = ""


class Plan:
    """Cuts the reading of files into chunks, lazily: memory does not depend on how much there is to read.

    Args:
        known: what the index holds.
        max_bytes: largest file, line or page.
        on_skipped: called for what turns out to be unreadable before it is cut.
        on_unchanged: called with the number of each file that needs no reading.
        on_counted: called with rule name and number for what a dump leaves out.
        on_share: called with the number of a large file when more of it is read.

    Attributes:
        inputs: every input by number; filled as the chunks are made.
    """

    def __init__(
        self,
        known: Known,
        *,
        max_bytes: int,
        on_skipped: Callable[[int, SkippedInput], None],
        on_unchanged: Callable[[int], None],
        on_counted: Callable[[str, int], None],
        on_share: Callable[[int], None],
    ) -> None:
        self._known = known
        self._max_bytes = max_bytes
        self._on_skipped = on_skipped
        self._on_unchanged = on_unchanged
        self._on_counted = on_counted
        self._on_share = on_share
        self.inputs: list[Input] = []

    def chunks(self, files: Sequence[FoundFile]) -> Iterator[Chunk]:
        """The chunks of all files that have to be read, in the order of the files."""
        tasks: list[FileTask] = []
        size = 0
        for file in files:
            number = len(self.inputs)
            entry = Input(str(file.path), known=self._known.file(str(file.path)))
            self.inputs.append(entry)
            try:
                entry.stamp = stamp_of(file.path)
                if _looks_the_same(entry):
                    self._on_unchanged(number)
                    continue
                special = self._special(number, entry, file)
            except OSError as error:
                self._skip(number, "unreadable", f"it cannot be read: {error.strerror or error}")
                continue
            except ArticleError as error:
                self._skip(number, error.reason, str(error))
                continue
            if special is not None:
                if tasks:
                    yield FilesChunk(tuple(tasks))
                    tasks, size = [], 0
                yield from self._guarded(number, special)
                continue
            known_sha256 = entry.known.stamp.sha256 if entry.known and entry.known.stamp else ""
            tasks.append(FileTask(number, str(file.path), str(file.root), known_sha256))
            size += entry.stamp.size_bytes
            if size >= _CHUNK_BYTES or len(tasks) >= _CHUNK_FILES:
                yield FilesChunk(tuple(tasks))
                tasks, size = [], 0
        if tasks:
            yield FilesChunk(tuple(tasks))

    def _special(self, number: int, entry: Input, file: FoundFile) -> Iterator[Chunk] | None:
        """The chunks of a file that is read piece by piece; ``None`` for one that is read whole."""
        assert entry.stamp is not None
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(file.path, flags), "rb") as opened:
            head = opened.read(_HEAD_BYTES)
        if is_dump(file.path, head):
            entry.is_dump = True
            return self._dump(number, entry, file)
        if entry.stamp.size_bytes > _CHUNK_BYTES and looks_like_jsonl(head, file.path.suffix.lower()):
            return self._lines(number, entry, file)
        return None

    def _guarded(self, number: int, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """A file that fails halfway ends there; what was read of it stays."""
        try:
            yield from chunks
        except ArticleError as error:
            self._skip(number, error.reason, str(error))
        except OSError as error:
            self._skip(number, "unreadable", f"it cannot be read: {error.strerror or error}")

    def _share(self, number: int, gauge: _Gauge, done_bytes: int) -> None:
        self.inputs[number].share = gauge.words(done_bytes)
        self._on_share(number)

    def _skip(self, number: int, reason: str, detail: str) -> None:
        self._on_skipped(number, SkippedInput(self.inputs[number].name, reason, detail))

    # --- JSON Lines -------------------------------------------------------------------------------

    def _lines(self, number: int, entry: Input, file: FoundFile) -> Iterator[Chunk]:
        """One pass finds digest and places to cut at; the lines themselves are read where they are analysed."""
        digest, cuts = _scan_lines(file.path)
        if self._has_digest(number, entry, digest):
            return
        identifier = article_id(file.path, root=file.root)
        gauge = _Gauge("", cuts[-1][0])
        for (start, line), (end, _) in pairwise(cuts):
            is_last = end == cuts[-1][0]
            yield LinesChunk(number, str(file.path), identifier, start, end - start, line, is_last)
            self._share(number, gauge, end)

    def _has_digest(self, number: int, entry: Input, digest: str) -> bool:
        """Note the digest of a file; True when the index holds that very content."""
        assert entry.stamp is not None
        entry.stamp = replace(entry.stamp, sha256=digest)
        if entry.known is not None and entry.known.stamp is not None and entry.known.stamp.sha256 == digest:
            self._on_unchanged(number)
            return True
        return False

    # --- dumps ------------------------------------------------------------------------------------

    def _dump(self, number: int, entry: Input, file: FoundFile) -> Iterator[Chunk]:
        """The pages of a dump that the index does not hold by their bookmark yet.

        When it holds all of them, the last one comes again: its article gets the stamp of the finished dump.
        """
        assert entry.stamp is not None
        known = entry.known.stamp if entry.known is not None else None
        may_be_known = known is not None and known.size_bytes == entry.stamp.size_bytes
        if may_be_known and self._has_digest(number, entry, digest_of(file.path)):
            return
        if entry.known is not None:
            entry.done.update(entry.known.pages.get(bookmark(entry.stamp).path, ()))
        gauges = [_Gauge(words, entry.stamp.size_bytes) for words in ("looking for redirects, ", "")]
        dump = Dump(
            file.path,
            max_bytes=self._max_bytes,
            fallback_name=article_id(file.path, root=file.root),
            on_read=lambda turn, done_bytes: self._share(number, gauges[turn], done_bytes),
        )
        waiting: list[DumpPage] = []
        last_done: DumpPage | None = None
        is_empty = True
        size = 0
        for page in dump.pages():
            if page.id in entry.done:
                last_done = page
                continue
            if size >= _CHUNK_BYTES:
                yield PagesChunk(number, str(file.path), tuple(waiting), False)
                waiting, size = [], 0
            is_empty = False
            waiting.append(page)
            size += len(page.text) * 2
        if is_empty and last_done is not None:
            waiting.append(last_done)
        entry.stamp = replace(entry.stamp, sha256=dump.sha256)
        for rule, count in dump.left_out.items():
            self._on_counted(rule, count)
        yield PagesChunk(number, str(file.path), tuple(waiting), True)


def _looks_the_same(entry: Input) -> bool:
    """Whether size and time are those of what was indexed, so that nothing needs to be read."""
    old, new = entry.known.stamp if entry.known is not None else None, entry.stamp
    assert new is not None
    return old is not None and (old.size_bytes, old.modified_ns) == (new.size_bytes, new.modified_ns)


def _scan_lines(path: Path) -> tuple[str, list[tuple[int, int]]]:
    """Digest of a file, and (offset, number of the line) of places to cut it at: first 0, last its end."""
    digest = hashlib.sha256()
    cuts = [(0, 1)]
    offset, line = 0, 1
    with path.open("rb") as file:
        while piece := file.read(_SCAN_BYTES):
            digest.update(piece)
            line += piece.count(b"\n")
            newline = piece.rfind(b"\n")
            place = offset + newline + 1
            if newline >= 0 and place - cuts[-1][0] >= _CHUNK_BYTES:
                cuts.append((place, line))
            offset += len(piece)
    if cuts[-1][0] < offset:
        cuts.append((offset, line))
    return digest.hexdigest(), cuts


class _Gauge:
    """Says how far the reading of a large file is, and about how long it will take."""

    def __init__(self, what: str, size_bytes: int) -> None:
        self._what = what
        self._size_bytes = size_bytes
        self._started: float | None = None

    def words(self, done_bytes: int) -> str:
        """The words for so many bytes."""
        now = time.monotonic()
        self._started = now if self._started is None else self._started
        share = min(done_bytes / max(self._size_bytes, 1), 1.0)
        left = (now - self._started) * (1 - share) / max(share, 1e-9)
        about = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        return f" ({self._what}{share:.0%} of {self._size_bytes / 1e6:,.0f} MB, about {about} left)"
