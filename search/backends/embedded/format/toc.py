"""The table of contents: which segments make up a generation of the index.

It is Whoosh's own TOC file with a checksum behind it, which Whoosh does not read. In it are Whoosh's schema and a
list of segments, both as pickles, and a pickle can run code when it is loaded. So the schema is not read at all, and
the segments are dicts of plain values: the unpickler admits no class. The one exception is the segment of version
0.1.0, which becomes such a dict. Reading needs nothing of Whoosh, which also keeps it out of programs that only search.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import struct
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import numpy as np

from wenxun.backends.embedded.format.refusals import refusal
from wenxun.backends.exclusions import Exclusions
from wenxun.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, WenxunIndexError
from wenxun.notices import Notice, reason_of

__all__ = [
    "EXCLUSIONS",
    "INDEX_NAME",
    "SEGMENT_ID_DIGITS",
    "Identity",
    "SegmentEntry",
    "Toc",
    "latest_generation",
    "naming_failures",
    "newest_identity",
    "read_toc",
    "remove_all_but",
    "seal",
    "sync_folder",
    "toc_name",
    "write_durably",
]

INDEX_NAME = "wenxun"
EXCLUSIONS = "exclusions"
SEGMENT_ID_DIGITS = 16
_SEGMENT_NAME = rf"{INDEX_NAME}_[0-9a-z]{{{SEGMENT_ID_DIGITS}}}"
_SEGMENT_FILE = re.compile(rf"({_SEGMENT_NAME})\.(?:postings|texts|names|runs)")
_TOC_PATTERN = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_TEMPORARY = ".tmp"
_LISTINGS = 10
_TRAILER = struct.Struct("<8sQI")
_MAGIC = b"wxtoc\x00\x00\x01"
_WHOOSH_TOC_VERSION = -111
_CLASSES_OF_VERSION_0_1_0 = {
    ("search.backends.embedded.codec", "ArraySegment"),
    ("wenxun.backends.embedded.write.codec", "ArraySegment"),
}


Identity: TypeAlias = tuple[int, ...]
"""Of a table of contents: its generation, and the inode, time and size of its file."""


@dataclass(frozen=True)
class SegmentEntry:
    """One segment of a generation.

    Attributes:
        segment_id: first part of the names of its files.
        section_count: sections, deleted ones included.
        deleted: rows that are deleted, increasing.
        fingerprint: analysis settings that its terms were made with.
    """

    segment_id: str
    section_count: int
    deleted: np.ndarray[Any, np.dtype[np.uint32]]
    fingerprint: Mapping[str, str]


@dataclass(frozen=True)
class Toc:
    """One generation: its number and its segments, oldest first.

    Attributes:
        exclusions: what was deleted for good.
        identity: tells its file from that of every other, also of an index that stood in the same folder.
        edition: tells what it says from what every other says; a copy of the index has the same.
    """

    generation: int
    segments: tuple[SegmentEntry, ...]
    exclusions: Exclusions
    identity: Identity
    edition: str


class _SegmentOfVersion010(dict[str, Any]):
    """What a segment that version 0.1.0 pickled becomes: the dict that later versions write."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.update(
            segment_id=f"{state['indexname']}_{state['segid']}",
            section_count=state["doccount"],
            deleted=state["deleted"],
            fingerprint=state["fingerprint"],
        )


class _SegmentUnpickler(pickle._Unpickler):
    """Admits plain values, and what version 0.1.0 wrote.

    It is the one in Python, for the one in C reserves as much memory as a place in its memo, or a bytearray, claims.
    """

    dispatch: ClassVar[dict[int, Any]] = {
        opcode: load for opcode, load in pickle._Unpickler.dispatch.items() if opcode != pickle.BYTEARRAY8[0]
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _CLASSES_OF_VERSION_0_1_0:
            return _SegmentOfVersion010
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a table of contents")


def toc_name(generation: int) -> str:
    """Return the file name of a generation's table of contents."""
    return f"_{INDEX_NAME}_{generation}.toc"


def latest_generation(folder: Path) -> int:
    """Return the number of the newest generation in ``folder``.

    Raises:
        IndexMissingError: if there is none.
        WenxunIndexError: if the system refuses to read the folder.
    """
    # A commit may put the new name behind, and take the old one away before, the place that a listing is at.
    for _ in range(_LISTINGS):
        if numbers := _generations(folder):
            return max(numbers)
    raise IndexMissingError(Notice("There is no index in {folder}. Make one with: wenxun index PATH", folder=folder))


def _generations(folder: Path) -> list[int]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names alone, and this runs at every refresh
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        missing = IndexMissingError(
            Notice("The index folder {folder} cannot be read: {reason}.", folder=folder, reason=reason_of(error))
        )
        raise refusal(folder, error) or missing from error
    return [int(match[1]) for match in map(_TOC_PATTERN.fullmatch, names) if match]


def newest_identity(folder: Path) -> Identity:
    """Return the identity of the newest table of contents.

    A number alone does not tell it: an index may be deleted and made again, exchanged, or restored.

    Raises:
        IndexMissingError: if there is none.
    """
    generation = latest_generation(folder)
    try:
        return _identity(generation, (folder / toc_name(generation)).stat())
    except OSError:  # a commit has just taken it away
        return (generation,)


def _identity(generation: int, status: os.stat_result) -> Identity:
    return (generation, status.st_ino, status.st_mtime_ns, status.st_size)


def read_toc(folder: Path, generation: int) -> Toc:
    """Read a generation's table of contents.

    Args:
        folder: of the index.
        generation: number of the generation.

    Returns:
        what it holds.

    Raises:
        FileNotFoundError: if a newer generation has replaced it meanwhile.
        IndexDamagedError: if it is not what was written.
        IndexMismatchError: if a later version of wenxun wrote it.
        WenxunIndexError: if the system refuses to read it.
    """
    path = folder / toc_name(generation)
    try:
        with path.open("rb") as file:
            identity = _identity(generation, os.fstat(file.fileno()))
            data = file.read()
    except FileNotFoundError:
        raise
    except (OSError, MemoryError) as error:
        raise refusal(path, error) or _damaged(path, Notice("it cannot be read ({error})", error=error)) from error
    body = data[: -_TRAILER.size]
    magic, length, checksum = _TRAILER.unpack(data[-_TRAILER.size :]) if len(data) > _TRAILER.size else (b"", 0, 0)
    if magic[:-1] == _MAGIC[:-1] and magic != _MAGIC:
        raise IndexMismatchError(
            Notice(
                "The index in {folder} was written by a later version of wenxun. Use that version, or "
                "make the index anew with: wenxun index --rebuild PATH",
                folder=folder,
            )
        )
    if magic != _MAGIC or length != len(body) or zlib.crc32(body) != checksum:
        raise _damaged(path, Notice("its checksum does not agree"))
    try:
        segments, exclusions = _content(_entries(body))
    except Exception as error:  # a pickle that somebody made up may fail in any way
        raise refusal(path, error) or _damaged(path, repr(error)) from error
    return Toc(generation, segments, exclusions, identity, f"{generation}-{checksum:08x}")


def seal(body: bytes) -> bytes:
    """Return a table of contents as Whoosh wrote it, with the checksum behind it."""
    return body + _TRAILER.pack(_MAGIC, len(body), zlib.crc32(body))


def _damaged(path: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(
        Notice(
            "{name} is damaged: {what}. Put a snapshot of the index back, or make it anew with: "
            "wenxun index --rebuild PATH",
            name=path.name,
            what=what,
        )
    )


def _entries(body: bytes) -> list[dict[str, Any]]:
    """What was pickled in the place of Whoosh's segments. Layout: whoosh.index.TOC.write of Whoosh 2.7.4."""
    stream = io.BytesIO(body)
    for _ in range(3):  # sizes of int, long and float on the machine that wrote it
        _read_varint(stream)
    byte_order, version = struct.unpack("!ii", stream.read(8))
    if byte_order != -12345 or version != _WHOOSH_TOC_VERSION:
        raise ValueError(f"it has Whoosh's TOC version {version}, not {_WHOOSH_TOC_VERSION}")
    for _ in range(3):  # Whoosh's release
        _read_varint(stream)
    stream.seek(_read_varint(stream), io.SEEK_CUR)  # the pickled schema stays unread
    stream.read(8)  # generation and a number without use
    entries: list[dict[str, Any]] = _SegmentUnpickler(stream).load()
    return entries


def _read_varint(stream: io.BytesIO) -> int:
    value = shift = 0
    while True:
        byte = stream.read(1)[0]
        value |= (byte & 127) << shift
        if byte < 128:
            return value
        shift += 7


def _content(entries: Sequence[Mapping[str, Any]]) -> tuple[tuple[SegmentEntry, ...], Exclusions]:
    """The segments, and the exclusions, which stand last where there are any."""
    if not entries or EXCLUSIONS not in entries[-1]:
        return tuple(map(_entry, entries)), Exclusions()
    return tuple(map(_entry, entries[:-1])), Exclusions.from_plain(entries[-1][EXCLUSIONS])


def _entry(segment: Mapping[str, Any]) -> SegmentEntry:
    """What a segment's dict says. Kinds are looked at before values: written out, a small pickle may have no end."""
    segment_id, section_count, fingerprint = segment["segment_id"], segment["section_count"], segment["fingerprint"]
    if not re.fullmatch(_SEGMENT_NAME, segment_id):
        raise ValueError(f"{segment_id!r} is not a segment's name")
    if not isinstance(section_count, int) or not all(
        isinstance(each, str) for pair in fingerprint.items() for each in pair
    ):
        raise TypeError(f"the entry of {segment_id} is not one")
    deleted = np.frombuffer(segment["deleted"], "<u4")
    if (deleted[1:] <= deleted[:-1]).any() or (deleted >= section_count).any():
        raise ValueError(f"deleted sections of {segment_id} are not among its {section_count}")
    return SegmentEntry(segment_id, section_count, deleted, fingerprint)


def write_durably(path: Path, data: bytes, *, check: Callable[[], None]) -> None:
    """Write a file so that, after a crash at any moment, it is there whole or not at all.

    Args:
        path: the file; one of that name is replaced.
        data: what it holds.
        check: raises if nothing may be put there any more; asked first and last.
    """
    check()
    temporary = path.with_name(f"{path.name}{_TEMPORARY}")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    check()  # a folder that is moved away after this takes the temporary file with it: then the next line fails
    temporary.replace(path)
    sync_folder(path.parent)


def remove_all_but(folder: Path, generation: int, segment_ids: Collection[str], *, check: Callable[[], None]) -> None:
    """Remove the files of other generations, and of transactions that came to nothing.

    Only names that an index gives are touched. What cannot be removed is left for the next time.

    Args:
        folder: the index folder.
        generation: the one that stays.
        segment_ids: its segments.
        check: raises if the folder is another one than before.
    """
    with _opened(folder) as descriptor:
        check()  # from here on names are those of the folder that is open, whatever is put at its path
        for name in os.listdir(folder if descriptor is None else descriptor):  # noqa: PTH208
            segment = _SEGMENT_FILE.fullmatch(name)
            toc = _TOC_PATTERN.fullmatch(name.removesuffix(_TEMPORARY))
            if (segment and segment[1] not in segment_ids) or (toc and name != toc_name(generation)):
                with suppress(OSError):
                    os.unlink(folder / name if descriptor is None else name, dir_fd=descriptor)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows does that by itself."""
    with _opened(folder) as descriptor:
        if descriptor is not None:
            os.fsync(descriptor)


@contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """The descriptor of a folder; ``None`` on Windows, which opens none and moves none in which a file is open."""
    if os.name == "nt":
        yield None
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def naming_failures(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into an error that says what is lost: nothing."""
    try:
        yield
    except OSError as error:
        raise WenxunIndexError(
            Notice(
                "The index in {folder} cannot be written: {reason}. What it held before is unharmed. See "
                "to the disk and the rights of the folder, then run the same command again.",
                folder=folder,
                reason=reason_of(error),
            )
        ) from error
