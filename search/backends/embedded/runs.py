"""Occurrences to sorted runs to merged postings, in bounded memory and without a Python object per posting.

An *occurrence* is one 64-bit key, so that one sort brings a run into the order of the index::

    stream (2 bits) | term value (36) | section (22) | field (2)

The value of a character is its code point, of a bigram ``first << 18 | second``, of a word or category its
number in the segment. Sorted occurrences collapse into *postings*: ``stream | value | section`` (60 bits) with a
*tally* byte that counts the term in each field::

    bits 0-3: body, at most 15     bits 4-5: title, at most 3     bits 6-7: heading, at most 3
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.analysis.terms import Field

__all__ = [
    "BIGRAM",
    "BODY_TALLY",
    "CATEGORY",
    "CHARACTER",
    "LENGTH_STREAMS",
    "MAX_SECTIONS",
    "SECTION_BITS",
    "VALUE_BITS",
    "WORD",
    "Run",
    "RunBuffer",
    "merge_runs",
    "tally_counts",
]

Keys = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]

CHARACTER, BIGRAM, WORD, CATEGORY = range(4)
LENGTH_STREAMS = (CHARACTER, BIGRAM, WORD)
"""The streams whose body lengths a segment keeps, in the order in which it keeps them."""

VALUE_BITS = 36
SECTION_BITS = 22
MAX_SECTIONS = 1 << SECTION_BITS
BODY_TALLY = 1  # the tally of a term that occurs once, in the body
_FIELD_BITS = 2
_COLLAPSE_CHUNK = 1 << 20
_COUNT_BITS = 21  # room for a whole chunk of one posting in one field
_PARTITION_POSTINGS = 1 << 20


@dataclass(frozen=True)
class Run:
    """Postings in order of their ``keys`` (stream | value | section); ``tallies`` go with them.

    In a spilled run a posting may stand twice; in what ``merge_runs`` yields, keys strictly increase.
    """

    keys: Keys
    tallies: Bytes


def tally_counts(tallies: npt.NDArray[Any]) -> tuple[Any, Any, Any]:
    """Counts of a term in title, heading and body."""
    return (tallies >> 4) & 3, tallies >> 6, tallies & 15


class SpilledRun:
    """A run on disk, mapped anew whenever it is read, so that what has been read does not stay in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = path.stat().st_size // 9

    @property
    def keys(self) -> Keys:
        """As in ``Run``."""
        return np.memmap(self._path, np.uint64, "r", shape=(self._count,))

    @property
    def tallies(self) -> Bytes:
        """As in ``Run``."""
        return np.memmap(self._path, np.uint8, "r", offset=self._count * 8, shape=(self._count,))


class RunBuffer:
    """Collects occurrences; spills a sorted run to ``folder`` whenever the buffer is full.

    Args:
        folder: where runs are spilled.
        name: first part of the runs' file names.
        buffer_bytes: size of the buffer; collapsing takes about a tenth more.
    """

    def __init__(self, folder: Path, name: str, buffer_bytes: int) -> None:
        self._folder = folder
        self._name = name
        self._buffer: Keys = np.empty(max(buffer_bytes // 8, 1024), np.uint64)
        self._used = 0
        self._spilled: list[Path] = []

    def add(
        self, stream: int, values: npt.NDArray[np.int64], sections: npt.NDArray[Any], fields: npt.NDArray[Any]
    ) -> None:
        """Add occurrences of one stream; all arrays have the same length."""
        start = 0
        while start < len(values):
            if self._used == len(self._buffer):
                self._spill()
            end = min(len(values), start + len(self._buffer) - self._used)
            keys = (np.int64(stream) << VALUE_BITS) | values[start:end]
            keys = (keys << SECTION_BITS) | sections[start:end]
            keys = (keys << _FIELD_BITS) | fields[start:end]
            self._buffer[self._used : self._used + end - start] = keys
            self._used += end - start
            start = end

    def _collapse(self) -> Run:
        """Sort what is buffered and collapse it, in place, to postings."""
        occurrences = self._buffer[: self._used]
        occurrences.sort()
        tallies = np.empty(self._used, np.uint8)
        done = 0
        start = 0
        while start < self._used:
            end = min(start + _COLLAPSE_CHUNK, self._used)
            chunk = occurrences[start:end] >> np.uint64(_FIELD_BITS)
            first = np.flatnonzero(np.concatenate(([True], chunk[1:] != chunk[:-1])))
            if end < self._used and len(first) > 1:  # the last posting may go on in the next chunk
                end = start + int(first[-1])
                first = first[:-1]
            field = (occurrences[start:end] & np.uint64(3)).astype(np.int64)
            counts = np.add.reduceat(np.int64(1) << (field * _COUNT_BITS), first)
            keys = chunk[first]
            self._buffer[done : done + len(keys)] = keys
            tallies[done : done + len(keys)] = _tally(counts)
            done += len(keys)
            start = end
        self._used = 0
        return Run(self._buffer[:done], tallies[:done])

    def _spill(self) -> None:
        run = self._collapse()
        path = self._folder / f"{self._name}.run{len(self._spilled)}"
        with path.open("wb") as file:
            file.write(run.keys.data)
            file.write(run.tallies.data)
        self._spilled.append(path)

    def finish(self) -> list[Run] | list[SpilledRun]:
        """All runs in the order in which they were added: one in the buffer, or all on disk and the buffer free."""
        if not self._spilled:
            return [self._collapse()] if self._used else []
        if self._used:
            self._spill()
        self._buffer = np.empty(0, np.uint64)
        return [SpilledRun(path) for path in self._spilled]

    def discard(self) -> None:
        """Free the buffer and delete spilled runs."""
        self._buffer = np.empty(0, np.uint64)
        for path in self._spilled:
            path.unlink(missing_ok=True)
        self._spilled = []


def _tally(counts: npt.NDArray[np.int64]) -> Bytes:
    """Tally bytes from counts packed ``_COUNT_BITS`` a field."""
    title, heading, body = ((counts >> (_COUNT_BITS * field)) & ((1 << _COUNT_BITS) - 1) for field in Field)
    return _packed(title, heading, body)


def _packed(title: npt.NDArray[Any], heading: npt.NDArray[Any], body: npt.NDArray[Any]) -> Bytes:
    title, heading, body = np.minimum(title, 3), np.minimum(heading, 3), np.minimum(body, 15)
    tallies: Bytes = (body | (title << 4) | (heading << 6)).astype(np.uint8)
    return tallies


def _united(run: Run) -> Run:
    """A sorted run with each posting once: where a buffer was full, the halves of one lie in two runs."""
    same = run.keys[1:] == run.keys[:-1]
    if not same.any():
        return run
    first = np.flatnonzero(np.concatenate(([True], ~same)))
    counts = [np.add.reduceat(count.astype(np.int64), first) for count in tally_counts(run.tallies)]
    return Run(run.keys[first], _packed(*counts))


def merge_runs(runs: Sequence[Run | SpilledRun]) -> Iterator[Run]:
    """Merge runs into partitions of whole terms, in order of their keys.

    A partition holds about a million postings, more only where one term has more.
    """
    position = [0] * len(runs)
    quota = max(_PARTITION_POSTINGS // max(len(runs), 1), 1)
    while True:
        keys = [run.keys for run in runs]
        if all(p == len(k) for p, k in zip(position, keys, strict=True)):
            break
        ends = _partition_ends(keys, position, quota)
        parts = [slice(p, e) for p, e in zip(position, ends, strict=True)]
        position = ends
        joined = np.concatenate([k[part] for k, part in zip(keys, parts, strict=True)])
        del keys
        tallies = np.concatenate([run.tallies[part] for run, part in zip(runs, parts, strict=True)])
        if len(runs) > 1:
            order = np.argsort(joined, kind="stable")  # timsort: merges what is sorted already
            joined, tallies = joined[order], tallies[order]
        yield _united(Run(joined, tallies))


def _partition_ends(keys: Sequence[Keys], position: Sequence[int], quota: int) -> list[int]:
    """Where to cut each run so that whole terms stay together and each gives at most about ``quota``."""
    nexts = [int(run[p]) >> SECTION_BITS for run, p in zip(keys, position, strict=True) if p < len(run)]
    cuts = [int(run[p + quota]) >> SECTION_BITS for run, p in zip(keys, position, strict=True) if p + quota < len(run)]
    if not cuts:
        return [len(run) for run in keys]
    bound = max(min(cuts), min(nexts) + 1)
    limit = np.uint64(bound << SECTION_BITS)
    return [int(np.searchsorted(run, limit)) for run in keys]
