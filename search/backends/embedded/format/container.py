"""A file of named arrays: written once, front to back, then mapped into memory and never changed.

Layout (all integers little-endian)::

    array, padding to 64 bytes, array, ... | footer | trailer

The footer is JSON: ``{"kind", "version", "meta": {...}, "arrays": {name: [offset, dtype, length, crc32]}}``.
The trailer is 24 bytes: magic (8), footer length (u64), CRC-32 of the footer (u32), zero (u32). Opening reads
the footer alone, so it costs the same for every size; ``ArrayFile.problems`` reads everything.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.refusals import refusal
from wenxun.errors import IndexDamagedError, IndexMismatchError
from wenxun.notices import Notice

__all__ = ["ArrayFile", "ArrayFileWriter", "decoding"]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_ReaderT = TypeVar("_ReaderT", bound="_Reader")

VERSION = 8
READABLE_VERSIONS = (5, 6, 7, VERSION)
"""Files of each of them may stand in one index: a segment is not rewritten before it is merged."""
_MAGIC = b"wenxun\x00\x01"
_TRAILER = struct.Struct("<8sQII")
_ALIGNMENT_BYTES = 64
_DTYPES = frozenset({"|u1", "<u2", "<u4", "<u8"})


class ArrayFileWriter:
    """Writes an array file. Arrays are added whole (``add``) or grown in pieces (``append``).

    Pieces of one array must follow each other. ``close`` makes the file durable (fsync) before it returns;
    a file that was not closed has no trailer and cannot be opened. Leaving the writer as a context manager
    without ``close`` aborts it.
    """

    def __init__(self, path: Path, kind: str) -> None:
        self._file = path.open("wb")
        self._kind = kind
        self._arrays: dict[str, list[Any]] = {}
        self._offset = 0
        self._current = ""

    def add(self, name: str, array: npt.NDArray[Any]) -> None:
        """Write a whole array.

        Args:
            name: of the array in the file.
            array: what is written.
        """
        self.append(name, array)

    def append(self, name: str, array: npt.NDArray[Any]) -> None:
        """Write the next piece of an array.

        Args:
            name: of the array; a new one starts an array.
            array: the piece.

        Raises:
            ValueError: if the array was already followed by another one, or its dtype changed.
        """
        array = np.ascontiguousarray(array)
        dtype = array.dtype.newbyteorder("<").str
        if name != self._current:
            if name in self._arrays:
                raise ValueError(f"array {name!r} is closed")
            padding = -self._offset % _ALIGNMENT_BYTES
            self._file.write(b"\0" * padding)
            self._offset += padding
            self._arrays[name] = [self._offset, dtype, 0, 0]
            self._current = name
        entry = self._arrays[name]
        if entry[1] != dtype:
            raise ValueError(f"array {name!r} holds {entry[1]}, not {dtype}")
        data = array.view(np.uint8).data if array.size else b""
        self._file.write(data)
        entry[2] += int(array.size)
        entry[3] = zlib.crc32(data, entry[3])
        self._offset += array.nbytes

    def close(self, meta: Mapping[str, Any]) -> None:
        """Write footer and trailer and make the file durable."""
        document = {"kind": self._kind, "version": VERSION, "meta": dict(meta), "arrays": self._arrays}
        footer = json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
        self._file.write(footer)
        self._file.write(_TRAILER.pack(_MAGIC, len(footer), zlib.crc32(footer), 0))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abort(self) -> None:
        """Close the file without a trailer, however full the disk is."""
        with suppress(OSError):
            self._file.close()

    def __enter__(self) -> ArrayFileWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()


class ArrayFile:
    """An array file, mapped. ``file["name"]`` is a read-only array.

    Args:
        path: of the file.
        kind: what it holds.
        opened: the file, where it is open already; it stays open.

    Attributes:
        version: of its format.

    Raises:
        IndexDamagedError: if the file is cut short, is of another kind, or its footer is damaged.
        IndexMismatchError: if it is of a format that this version of wenxun does not read.
        WenxunIndexError: if the system refuses to read it.
    """

    def __init__(self, path: Path, kind: str, opened: BinaryIO | None = None) -> None:
        self.path = path
        try:
            with path.open("rb") if opened is None else nullcontext(opened) as file:
                size = os.fstat(file.fileno()).st_size
                if size < _TRAILER.size:
                    raise self.damaged(Notice("it has {size} bytes, less than a trailer", size=size))
                self._map = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
        except (OSError, MemoryError, ValueError) as error:  # ValueError: it has become shorter since
            raise refusal(path, error) or self.damaged(Notice("it cannot be read ({error})", error=error)) from error
        self.size_bytes = size
        footer = self._read_footer(kind)
        self.meta: Mapping[str, Any] = footer["meta"]
        self.version: int = footer["version"]
        self._entries: dict[str, list[Any]] = footer["arrays"]
        self._views: dict[str, npt.NDArray[Any]] = {}
        self._checked: set[str] = set()

    def damaged(self, what: str) -> IndexDamagedError:
        """Return the error that says what is wrong with this file."""
        return IndexDamagedError(
            Notice(
                "{name} is damaged: {what}. Keep what is sound of the index with: wenxun check --repair",
                name=self.path.name,
                what=what,
            )
        )

    def _read_footer(self, kind: str) -> dict[str, Any]:
        magic, length, checksum, zero = _TRAILER.unpack(self._map[-_TRAILER.size :])
        if magic != _MAGIC or zero or length > self.size_bytes - _TRAILER.size:
            raise self.damaged(Notice("its trailer is not that of a wenxun array file"))
        start = self.size_bytes - _TRAILER.size - length
        data = self._map[start : start + length]
        if zlib.crc32(data) != checksum:
            raise self.damaged(Notice("the checksum of its footer does not agree"))
        try:
            footer: dict[str, Any] = json.loads(data)
            found = footer["kind"], footer["version"]
            complete = isinstance(footer["meta"], dict) and isinstance(footer["arrays"], dict)
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise self.damaged(Notice("its footer is not one ({error})", error=error)) from error
        if found[0] != kind or not complete:
            raise self.damaged(Notice("it holds {found}, not {kind}", found=found[0], kind=kind))
        if found[1] not in READABLE_VERSIONS:
            raise IndexMismatchError(
                Notice(
                    "{name} is of format {found}, and this version of wenxun reads formats {names} and "
                    "{version}. Make the index anew with: wenxun index --rebuild PATH",
                    name=self.path.name,
                    found=found[1],
                    names=", ".join(map(str, READABLE_VERSIONS[:-1])),
                    version=VERSION,
                )
            )
        return footer

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        view = self._views.get(name)
        if view is None:
            try:
                offset, dtype, length, _ = self._entries[name]
                if dtype not in _DTYPES or length < 0:
                    raise ValueError(f"{length} numbers of dtype {dtype!r}")
                view = np.frombuffer(self._map, dtype=np.dtype(dtype), count=length, offset=offset)
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                raise self.damaged(Notice("array {name} cannot be read ({error})", name=name, error=error)) from error
            self._views[name] = view
        return view

    def optional(self, name: str, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array that files of an earlier format lack; in such a file it is empty.

        Args:
            name: of the array.
            dtype: of its values where it is empty.
        """
        if self.version < VERSION and name not in self:
            return np.zeros(0, dtype)
        return self[name]

    def checked(self, name: str) -> npt.NDArray[Any]:
        """Return an array that the meaning of many others hangs on, compared with its checksum before its first use."""
        view = self[name]
        if name not in self._checked:
            if zlib.crc32(view.view(np.uint8).data if view.size else b"") != self._entries[name][3]:
                raise self.damaged(Notice("the checksum of array {name} does not agree", name=name))
            self._checked.add(name)
        return view

    def array_bytes(self, name: str) -> int:
        """Return the size of one array in bytes."""
        return int(self[name].nbytes)

    def number(self, name: str) -> int:
        """Return an entry of the meta data that is a natural number."""
        found = self.meta.get(name)
        if not isinstance(found, int) or not _is_natural(found):
            raise self.damaged(Notice("its {name} is {found!r}", name=name, found=found))
        return found

    def check_length(self) -> None:
        """Notice that the file was cut short under its mapping, where reading would end the whole process (SIGBUS).

        Raises:
            IndexDamagedError: if it was.
        """
        length = self._map.size()
        if length < self.size_bytes:
            raise self.damaged(
                Notice(
                    "it was cut from {size_bytes} to {length} bytes while it was open",
                    size_bytes=self.size_bytes,
                    length=length,
                )
            )

    def problems(self) -> list[str]:
        """Read every byte and name what does not agree with its checksum."""
        found: list[str] = []
        position = 0
        for name in self._entries:
            self[name]
        for name, (offset, dtype, length, checksum) in self._entries.items():
            if self._map[position:offset].strip(b"\0"):
                found.append(Notice("the padding before array {name} is not empty", name=name))
            position = offset + np.dtype(dtype).itemsize * length
            if zlib.crc32(memoryview(self._map)[offset:position]) != checksum:
                found.append(Notice("the checksum of array {name} does not agree", name=name))
        return found


def _is_natural(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63


class _Reader(Protocol):
    """Something that reads an array file."""

    _file: ArrayFile


def decoding(method: Callable[Concatenate[_ReaderT, _P], _R]) -> Callable[Concatenate[_ReaderT, _P], _R]:
    """Return a method that raises ``IndexDamagedError`` whatever goes wrong where it follows numbers of a file."""

    @wraps(method)
    def guarded(self: _ReaderT, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except (ArithmeticError, LookupError, MemoryError, ValueError) as error:
            damaged = self._file.damaged(Notice("{name} fails on it ({error})", name=method.__name__, error=error))
            raise refusal(self._file.path, error) or damaged from error

    return guarded
