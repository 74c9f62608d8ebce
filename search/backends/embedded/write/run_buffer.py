"""Runs, kept in memory up to a bound and beyond it in a file.

A run in a file is its postings (u4), its terms (u8) and its counts (u4). What is needed is read and not mapped, so that
it does not stay in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.runs import Run

__all__ = ["RunBuffer", "RunFile", "RunSource"]

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]

_TERM, _COUNT, _POSTING = np.dtype(np.int64), np.dtype(np.int32), np.dtype(np.uint32)


class RunSource(Protocol):
    """A run that may be read in parts."""

    def head(self) -> tuple[Ints, Counts]:
        """Return the terms, increasing, and the number of postings of each."""

    def part(self, terms: slice, postings: slice) -> Run:
        """Return some of the terms and their postings.

        Args:
            terms: which terms; the slice has a start and a stop.
            postings: which postings, which must be all of these terms; likewise.
        """


class _KeptRun:
    """A run in memory."""

    def __init__(self, run: Run) -> None:
        self.run = Run(run.terms, run.counts.astype(_COUNT), run.postings)

    def head(self) -> tuple[Ints, Counts]:
        return self.run.terms, self.run.counts

    def part(self, terms: slice, postings: slice) -> Run:
        return Run(self.run.terms[terms], self.run.counts[terms], self.run.postings[postings])


class RunFile:
    """A file of runs; ``discard`` closes and deletes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = path.open("wb")
        self._reader = path.open("rb")

    def add(self, parts: Iterable[Run]) -> RunSource:
        """Write a run, given in parts that follow each other."""
        start = self._writer.tell()
        terms, counts, size = [np.zeros(0, _TERM)], [np.zeros(0, _COUNT)], 0
        for part in parts:
            self._writer.write(part.postings.data)
            terms.append(part.terms)
            counts.append(part.counts.astype(_COUNT))
            size += part.postings.nbytes
        self._writer.write(np.concatenate(terms).data)
        self._writer.write(np.concatenate(counts).data)
        self._writer.flush()
        return _StoredRun(self, start, size, sum(map(len, terms)))

    def read(self, start: int, dtype: np.dtype[np.generic], places: slice) -> npt.NDArray[np.generic]:
        """Return numbers of an array.

        Args:
            start: the byte of the file at which the array begins.
            dtype: of its numbers.
            places: which of them; the slice has a start and a stop.
        """
        array = np.empty(places.stop - places.start, dtype)
        self._reader.seek(start + places.start * dtype.itemsize)
        if self._reader.readinto(array.view(np.uint8).data) != array.nbytes:
            raise OSError(f"{self._path.name} ends before its time")
        return array

    def discard(self) -> None:
        """Close and delete the file, however full the disk is."""
        for stream in (self._reader, self._writer):
            with suppress(OSError):
                stream.close()
        self._path.unlink(missing_ok=True)


class _StoredRun:
    """A run in a file."""

    def __init__(self, file: RunFile, start: int, posting_bytes: int, term_count: int) -> None:
        self._file = file
        self._start = start
        self._terms_at = start + posting_bytes
        self._counts_at = self._terms_at + term_count * _TERM.itemsize
        self._every = slice(0, term_count)

    def head(self) -> tuple[Ints, Counts]:
        return self._terms(self._every), self._counts(self._every)

    def part(self, terms: slice, postings: slice) -> Run:
        found: npt.NDArray[np.uint32] = self._file.read(self._start, _POSTING, postings)  # type: ignore[assignment]
        return Run(self._terms(terms), self._counts(terms), found)

    def _terms(self, places: slice) -> Ints:
        return self._file.read(self._terms_at, _TERM, places)  # type: ignore[return-value]

    def _counts(self, places: slice) -> Counts:
        return self._file.read(self._counts_at, _COUNT, places)  # type: ignore[return-value]


class RunBuffer:
    """Collects runs; puts them into a file whenever they take more than ``buffer_bytes``."""

    def __init__(self, path: Path, buffer_bytes: int) -> None:
        self._path = path
        self._buffer_bytes = buffer_bytes
        self._stored: list[RunSource] = []
        self._kept: list[_KeptRun] = []
        self._kept_bytes = 0
        self._file: RunFile | None = None

    def add(self, run: Run) -> None:
        """Add a run."""
        self._kept.append(_KeptRun(run))
        self._kept_bytes += sum(array.nbytes for array in self._kept[-1].run)
        if self._kept_bytes > self._buffer_bytes:
            self._spill()

    def _spill(self) -> None:
        if self._file is None:
            self._file = RunFile(self._path)
        self._stored += [self._file.add([each.run]) for each in self._kept]
        self._kept, self._kept_bytes = [], 0

    def runs(self) -> list[RunSource]:
        """Return all runs in the order in which they were added."""
        return [*self._stored, *self._kept]

    def discard(self) -> None:
        """Let go of all runs."""
        self._stored, self._kept = [], []
        if self._file is not None:
            self._file.discard()
            self._file = None
