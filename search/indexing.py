"""Inputs to an index: which files are new, changed, moved or gone, and what became of each of them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.analysis.analyzer import Analyzer
from search.articles import read_file, walk
from search.backends import BackendWriter, InputStamp
from search.models import Article, IndexedInput, IndexReport, SkippedInput

__all__ = ["Indexing", "Progress"]

Progress = Callable[[int, int, str], None]
"""Called with the number of inputs done, the number of all, and the path at hand."""

_BATCH_CHARACTERS = 700_000
_BATCH_SECTIONS = 2_000
_HASH_CHUNK_BYTES = 1 << 20


@dataclass
class _Outcome:
    """The report while it grows."""

    added: list[IndexedInput] = field(default_factory=list)
    updated: list[IndexedInput] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[SkippedInput] = field(default_factory=list)
    cleaned: dict[str, int] = field(default_factory=dict)


class Indexing:
    """One call of ``add``.

    Args:
        analyzer: the chain that the index was built with.
        known: what the index holds: path to stamp and article ids.
        max_bytes: larger files are skipped.
        progress: called before each input.
    """

    def __init__(
        self,
        analyzer: Analyzer,
        known: Mapping[str, tuple[InputStamp, tuple[str, ...]]],
        *,
        max_bytes: int,
        progress: Progress | None,
    ) -> None:
        self._analyzer = analyzer
        self._known = known
        self._max_bytes = max_bytes
        self._progress = progress
        self._outcome = _Outcome()
        self._articles: list[Article] = []
        self._stamps: list[InputStamp | None] = []
        self._characters = 0
        self._started = time.perf_counter()

    def run(self, inputs: Iterable[str | Path | Article], writer: BackendWriter | None, *, sync: bool) -> IndexReport:
        """Index inputs; with no writer, only say what would be done."""
        roots: list[Path] = []
        files: list[tuple[Path, Path]] = []
        for each in inputs:
            if isinstance(each, Article):
                self._take(each, None, writer)
                self._outcome.added.append(IndexedInput(each.source or each.id, (each.id,), len(each.sections)))
            else:
                root = Path(each).absolute()
                roots.append(root)
                files += self._files(root)
        for done, (path, root) in enumerate(files):
            if self._progress is not None:
                self._progress(done, len(files), str(path))
            self._file(path, root, writer)
        if self._progress is not None:
            self._progress(len(files), len(files), "")
        if sync:
            self._remove_gone(roots, {str(path) for path, _ in files}, writer)
        self._flush(writer)
        return self._report()

    def _files(self, root: Path) -> Iterator[tuple[Path, Path]]:
        """Files of an input with the folder that ids are counted from."""
        if not root.is_dir():
            yield root, root.parent
            return
        for found in walk(root):
            if isinstance(found, SkippedInput):
                self._outcome.skipped.append(found)
            else:
                yield found, root

    def _file(self, path: Path, root: Path, writer: BackendWriter | None) -> None:
        stamp, known = self._stamp(path)
        if stamp is None:
            return
        if known is not None and known[0].sha256 == stamp.sha256:
            self._outcome.unchanged.append(str(path))
            return
        ids: list[str] = []
        sections = 0
        skipped: list[SkippedInput] = []
        for item in read_file(path, max_bytes=self._max_bytes, root=root):
            if isinstance(item, SkippedInput):
                skipped.append(item)
                continue
            if not ids:
                self._forget(stamp, known, writer)
            ids.append(item.id)
            sections += len(item.sections)
            self._take(item, stamp, writer)
        self._outcome.skipped += skipped
        if ids:
            indexed = IndexedInput(str(path), tuple(ids), sections)
            (self._outcome.updated if known is not None else self._outcome.added).append(indexed)
        elif not skipped:
            self._outcome.skipped.append(SkippedInput(str(path), "empty", "It holds no article."))

    def _stamp(self, path: Path) -> tuple[InputStamp | None, tuple[InputStamp, tuple[str, ...]] | None]:
        """The file's stamp and what the index knows of it; no content is read where size and time agree."""
        known = self._known.get(str(path))
        try:
            status = path.stat()
            if known is not None and (known[0].size_bytes, known[0].modified_ns) == (status.st_size, status.st_mtime_ns):
                return known[0], known
            digest = hashlib.sha256()
            if status.st_size <= self._max_bytes or path.suffix == ".jsonl":
                with path.open("rb") as file:
                    while chunk := file.read(_HASH_CHUNK_BYTES):
                        digest.update(chunk)
            return InputStamp(str(path), status.st_size, status.st_mtime_ns, digest.hexdigest()), known
        except OSError as error:
            self._outcome.skipped.append(SkippedInput(str(path), "unreadable", f"It cannot be read: {error.strerror}."))
            return None, None

    def _forget(
        self, stamp: InputStamp, known: tuple[InputStamp, tuple[str, ...]] | None, writer: BackendWriter | None
    ) -> None:
        """Take out what the file held before, and the entry of the file that it was moved from."""
        if writer is None:
            return
        if known is not None:
            writer.delete(known[1])
        for path, (old, ids) in self._moved_from.get(stamp.sha256, {}).items():
            if path != stamp.path and not Path(old.path).exists():
                writer.delete(ids)

    @property
    def _moved_from(self) -> dict[str, dict[str, tuple[InputStamp, tuple[str, ...]]]]:
        if not hasattr(self, "_by_content"):
            self._by_content: dict[str, dict[str, tuple[InputStamp, tuple[str, ...]]]] = {}
            for path, entry in self._known.items():
                self._by_content.setdefault(entry[0].sha256, {})[path] = entry
        return self._by_content

    def _remove_gone(self, roots: Sequence[Path], present: set[str], writer: BackendWriter | None) -> None:
        for path, (_, ids) in self._known.items():
            inside = any(Path(path) == root or root in Path(path).parents for root in roots)
            if inside and path not in present:
                self._outcome.removed.append(path)
                if writer is not None:
                    writer.delete(ids)

    def _take(self, article: Article, stamp: InputStamp | None, writer: BackendWriter | None) -> None:
        for rule, count in article.cleaned.items():
            self._outcome.cleaned[rule] = self._outcome.cleaned.get(rule, 0) + count
        if writer is None:
            return
        self._articles.append(article)
        self._stamps.append(stamp)
        self._characters += sum(len(section.text) for section in article.sections) + len(article.sections) * 100
        if self._characters >= _BATCH_CHARACTERS or len(self._articles) >= _BATCH_SECTIONS:
            self._flush(writer)

    def _flush(self, writer: BackendWriter | None) -> None:
        if writer is not None and self._articles:
            writer.put(self._analyzer.index_batch(self._articles), self._stamps)
        self._articles, self._stamps, self._characters = [], [], 0

    def _report(self) -> IndexReport:
        outcome = self._outcome
        return IndexReport(
            added=tuple(outcome.added),
            updated=tuple(outcome.updated),
            unchanged=tuple(outcome.unchanged),
            removed=tuple(outcome.removed),
            skipped=tuple(outcome.skipped),
            cleaned=dict(sorted(outcome.cleaned.items())),
            took_ms=(time.perf_counter() - self._started) * 1000,
        )
