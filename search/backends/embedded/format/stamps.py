"""Which source file each article came from, and what that file looked like: the basis of incremental indexing.

Kept apart from the records, so that reading it costs a few arrays and not the decoding of every record. A stamp is that
of a file; articles that stand one after the other and came from the same file share it. Arrays (in the file of the
postings):

==================  =====  =================================================================
``stamp_paths``     u1     UTF-8 of the paths, joined; ``stamp_ends`` (u8) end of each
``stamp_sizes``     u8     size of each file in bytes
``stamp_times``     u8     its time of change in nanoseconds, in two's complement
``stamp_digests``   u1     SHA-256 of its content, 32 bytes each; zeros where there is none
``stamp_complete``  u1     1, or 0 while articles of the file may be missing; version 0.1.0
                           has no such array, and a NUL in the path of what is not complete
``article_stamps``  u4     number of each article's stamp, counted from 1; 0 for none
==================  =====  =================================================================
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from wenxun.backends import InputStamp
from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter, decoding

__all__ = ["StampWriter", "Stamps"]

Numbers = npt.NDArray[np.uint32]
_Stored = tuple[bytes, int, int, bytes, int]  # path, size, time, digest, whether it is complete
_DIGEST_BYTES = 32  # of SHA-256
_NO_DIGEST = bytes(_DIGEST_BYTES)


class StampWriter:
    """Collects the stamps of a segment's articles, in their order."""

    def __init__(self) -> None:
        self._paths = bytearray()
        self._ends = array("Q")
        self._sizes = array("Q")
        self._times = array("q")
        self._digests = bytearray()
        self._complete = bytearray()
        self._articles = array("I")
        self._last: InputStamp | None = None

    def add(self, stamps: Sequence[InputStamp | None]) -> None:
        """Add the stamps of the next articles."""
        for stamp in stamps:
            if stamp is not None and stamp != self._last:
                path = stamp.path.encode("utf-8", "surrogatepass")
                digest = bytes.fromhex(stamp.sha256) or _NO_DIGEST
                self._append(path, stamp.size_bytes, stamp.modified_ns, digest, stamp.is_complete)
                self._last = stamp
            self._articles.append(0 if stamp is None else len(self._ends))

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a file are in.

        Raises:
            ValueError: if the stamp that was added last is not that of the file as it is.
        """
        if self._last is None or replace(self._last, is_complete=True) != stamp:
            raise ValueError(f"the last articles are not of {stamp.path}")
        self._last = stamp
        self._complete[-1] = True

    def copy(self, numbers: Numbers, used: Numbers, stored: Iterable[_Stored]) -> None:
        """Add the stamps of articles of another segment.

        Args:
            numbers: the number of each article's stamp there.
            used: those of them that are not 0, each once, increasing.
            stored: the stamps of ``used``.
        """
        places = used.searchsorted(numbers) + (len(self._ends) + 1)
        self._articles.frombytes(np.where(numbers > 0, places, 0).astype(np.uint32).tobytes())
        for each in stored:
            self._append(*each)

    def _append(self, path: bytes, size_bytes: int, modified_ns: int, digest: bytes, is_complete: int) -> None:
        self._paths += path
        self._ends.append(len(self._paths))
        self._sizes.append(size_bytes)
        self._times.append(modified_ns)
        self._digests += digest
        self._complete.append(is_complete)

    def write(self, file: ArrayFileWriter) -> None:
        """Write the arrays."""
        file.add("stamp_paths", np.frombuffer(self._paths, np.uint8))
        file.add("stamp_ends", np.frombuffer(self._ends, np.uint64))
        file.add("stamp_sizes", np.frombuffer(self._sizes, np.uint64))
        file.add("stamp_times", np.frombuffer(self._times, np.uint64))
        file.add("stamp_digests", np.frombuffer(self._digests, np.uint8))
        file.add("stamp_complete", np.frombuffer(self._complete, np.uint8))
        file.add("article_stamps", np.frombuffer(self._articles, np.uint32))


class Stamps:
    """The stamps of one segment.

    Raises:
        IndexDamagedError: by every method, if what is read is not what was written.
    """

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    @decoding
    def of(self, articles: npt.NDArray[np.int64]) -> list[InputStamp | None]:
        """Return the stamp of each of the articles, ``None`` for one that came from no file."""
        numbers, used = self._numbers(articles)
        known: dict[int, InputStamp | None] = {0: None}
        for number, (path, size_bytes, modified_ns, digest, is_complete) in zip(
            used.tolist(), self._stored(used), strict=True
        ):
            content = "" if digest == _NO_DIGEST else digest.hex()
            name = path.decode("utf-8", "surrogatepass")
            known[number] = InputStamp.stored(name, size_bytes, modified_ns, content, bool(is_complete))
        return [known[number] for number in numbers.tolist()]

    @decoding
    def copy_to(self, writer: StampWriter, articles: npt.NDArray[np.int64]) -> None:
        """Add the stamps of articles to those of another segment.

        Args:
            writer: of the other segment.
            articles: their numbers, increasing.
        """
        numbers, used = self._numbers(articles)
        writer.copy(numbers, used, self._stored(used))

    def _numbers(self, articles: npt.NDArray[np.int64]) -> tuple[Numbers, Numbers]:
        """The number of each article's stamp, and those that are not 0, each once, increasing."""
        numbers = self._file.checked("article_stamps")[articles]
        is_used = np.zeros(len(self._file["stamp_ends"]) + 1, bool)
        is_used[numbers] = True
        return numbers, np.flatnonzero(is_used[1:]).astype(np.uint32) + np.uint32(1)

    def _stored(self, numbers: Numbers) -> Iterator[_Stored]:
        """Stamps by number, as they are stored."""
        paths, digests = (self._file.checked(name).tobytes() for name in ("stamp_paths", "stamp_digests"))
        ends, sizes = (self._file.checked(name).tolist() for name in ("stamp_ends", "stamp_sizes"))
        times = self._file.checked("stamp_times").view(np.int64).tolist()
        complete = self._file.checked("stamp_complete").tolist() if "stamp_complete" in self._file else [1] * len(ends)
        for place in (numbers.astype(np.int64) - 1).tolist():
            path = paths[ends[place - 1] if place else 0 : ends[place]]
            digest = digests[place * _DIGEST_BYTES : (place + 1) * _DIGEST_BYTES]
            yield path, sizes[place], times[place], digest, complete[place]
