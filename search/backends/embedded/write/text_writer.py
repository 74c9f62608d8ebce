"""Writes the texts of a segment; ``texts`` says how they are kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.article_ids import ArticleIds, HashTable
from wenxun.backends.embedded.format.container import ArrayFileWriter
from wenxun.backends.embedded.format.records import Records
from wenxun.backends.embedded.format.texts import COLUMNS
from wenxun.backends.embedded.write.text_coding import CodedColumn, CodedTexts

__all__ = ["AlphabetFullError", "TextWriter"]

Codes = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
_UNICODE = 0x110000


class AlphabetFullError(Exception):
    """The batch would take a segment of narrow codes past 65,536 different characters."""


class _Growing:
    """An array that grows, without an object for each number."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._data = bytearray()
        self._dtype = np.dtype(dtype)

    def append(self, numbers: npt.NDArray[Any]) -> None:
        self._data += numbers.astype(self._dtype, copy=False).data.cast("B") if len(numbers) else b""

    def __getitem__(self, places: slice) -> npt.NDArray[Any]:
        """Some numbers, copied."""
        size = self._dtype.itemsize
        return np.frombuffer(bytes(self._data[places.start * size : places.stop * size]), self._dtype)

    def array(self) -> npt.NDArray[Any]:
        """All numbers; while it is in use, nothing can be appended."""
        return np.frombuffer(self._data, self._dtype)

    def __len__(self) -> int:
        return len(self._data) // self._dtype.itemsize


class _Column:
    """One column of a segment that is being written."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self.codes = _Growing(dtype)
        self.lengths = _Growing(np.uint32)
        self.checksums = _Growing(np.uint32)
        self.joints = _Growing(np.uint64)
        self.size = 0
        self.irregular = _Growing(np.uint32)
        self.folded = _Growing(dtype)
        self.folded_lengths = _Growing(np.uint32)


class _Blocks:
    """Blocks of one part of the records of a segment that is being written."""

    def __init__(self) -> None:
        self.blocks = _Growing(np.uint8)
        self.lengths = _Growing(np.uint32)
        self.articles = _Growing(np.uint32)


class TextWriter:
    """Writes the texts of a segment. Bodies go to disk as they come, the rest is kept until ``close``."""

    def __init__(self, file: ArrayFileWriter, *, wide: bool = False) -> None:
        self._file = file
        self._dtype: type[np.unsignedinteger[Any]] = np.uint32 if wide else np.uint16
        self._code_of = np.full(_UNICODE, -1, np.int32)
        self._alphabet = _Growing(np.uint32)
        self._folding = np.full(1 << 16 if not wide else _UNICODE, -1, np.int32)
        self._columns = {name: _Column(self._dtype) for name in COLUMNS}
        self._article_rows = _Growing(np.uint32)
        self._article_rows.append(np.zeros(1, np.uint32))
        self._ids = _Growing(np.uint8)
        self._id_ends = _Growing(np.uint32)
        self._id_ends.append(np.zeros(1, np.uint32))
        self._id_hashes = _Growing(np.uint64)
        self._articles = HashTable()
        self._records = {part: _Blocks() for part in ("record", "form")}
        self.row_count = 0
        self._text_bytes = 0

    @property
    def article_count(self) -> int:
        """Number of articles written so far."""
        return len(self._id_ends) - 1

    def add(self, ids: ArticleIds, section_counts: Ints, records: Records, texts: CodedTexts) -> None:
        """Add articles.

        Args:
            ids: the id of each.
            section_counts: how many sections each has.
            records: their records, packed.
            texts: their texts, as codes of an alphabet of their own.

        Raises:
            AlphabetFullError: before anything is written.
        """
        code_of = self._codes(texts.alphabet)
        wrong = self._learn(texts.folding, code_of)
        for name, column in texts.columns.items():
            if wrong.any():
                column = _with_irregular(column, wrong, texts.folding)
            self._add_column(name, column, code_of, ids.utf8 if name == "title" else None)
        self._text_bytes += texts.text_bytes
        self._article_rows.append(np.cumsum(section_counts) + self.row_count)
        self.row_count += int(section_counts.sum())
        self._id_ends.append(np.cumsum(np.fromiter(map(len, ids.utf8), np.int64, len(ids.utf8))) + len(self._ids))
        self._ids.append(np.frombuffer(b"".join(ids.utf8), np.uint8))
        self._id_hashes.append(ids.hashes)
        self._articles.add(ids.hashes)
        for part, packed in records.items():
            written = self._records[part]
            written.blocks.append(np.frombuffer(b"".join(packed.blocks), np.uint8))
            written.lengths.append(np.fromiter(map(len, packed.blocks), np.uint32, len(packed.blocks)))
            written.articles.append(packed.article_counts)

    def find(self, ids: ArticleIds) -> Iterator[tuple[int, range]]:
        """Place in ``ids`` and rows of each article that was added with one of them."""
        for place, number in self._articles.find(ids.hashes):
            start, end = self._id_ends[number : number + 2].tolist()
            if self._ids[start:end].tobytes() == ids.utf8[place]:
                yield place, range(*self._article_rows[number : number + 2].tolist())

    def _codes(self, alphabet: npt.NDArray[np.uint32]) -> Codes:
        """The code of each of the characters in this segment, which takes in those that are new."""
        codes = self._code_of[alphabet]
        new = np.flatnonzero(codes < 0)
        if self._dtype is np.uint16 and len(self._alphabet) + len(new) > 1 << 16:
            raise AlphabetFullError
        codes[new] = np.arange(len(self._alphabet), len(self._alphabet) + len(new))
        self._code_of[alphabet[new]] = codes[new]
        self._alphabet.append(alphabet[new])
        return codes.astype(self._dtype)

    def _learn(self, folding: npt.NDArray[np.int32], code_of: Codes) -> npt.NDArray[np.bool_]:
        """Learn how characters fold in some texts; tell for which of their codes that is not as it was before."""
        regular = np.flatnonzero(folding >= 0)
        own, learned = code_of[regular], code_of[folding[regular]].astype(np.int32)
        known = self._folding[own]
        self._folding[own] = np.where(known < 0, learned, known)
        wrong = np.zeros(len(folding), bool)
        wrong[regular[(known >= 0) & (known != learned)]] = True
        return wrong

    def _add_column(self, name: str, column: CodedColumn, code_of: Codes, ids: Sequence[bytes] | None) -> None:
        written = self._columns[name]
        codes = code_of.take(column.codes)
        checksums = _checksums(codes, column.lengths)
        if ids is not None:
            checksums = map(zlib.crc32, ids, checksums)
        written.joints.append(column.joints + written.size)
        written.size += len(codes)
        written.irregular.append(column.irregular + len(written.lengths))
        written.folded.append(code_of[column.folded])
        written.folded_lengths.append(column.folded_lengths)
        written.lengths.append(column.lengths)
        written.checksums.append(np.fromiter(checksums, np.uint32, len(column.lengths)))
        if name == "body":
            self._file.append("body", codes)
        else:
            written.codes.append(codes)

    def close(self, meta: Mapping[str, Any]) -> None:
        """Write what was kept and make the file durable."""
        file = self._file
        for name, column in self._columns.items():
            if name != "body" or not self.row_count:
                file.add(name, column.codes.array())
            file.add(f"{name}_ends", _ends(column.lengths, np.uint64))
            file.add(f"{name}_crc", column.checksums.array())
            file.add(f"{name}_joints", _narrow(column.joints.array()))
            file.add(f"{name}_irregular", column.irregular.array())
            file.add(f"{name}_folded", column.folded.array())
            file.add(f"{name}_folded_ends", _ends(column.folded_lengths, np.uint64))
        file.add("alphabet", self._alphabet.array())
        file.add("folding", np.maximum(self._folding[: len(self._alphabet)], 0).astype(self._dtype))
        file.add("article_rows", self._article_rows.array())
        file.add("id_text", self._ids.array())
        file.add("id_ends", self._id_ends.array()[1:])
        order = np.argsort(self._id_hashes.array(), kind="stable")
        file.add("id_hashes", self._id_hashes.array()[order])
        file.add("id_articles", order.astype(np.uint32))
        for part, written in self._records.items():
            file.add(f"{part}_blocks", written.blocks.array())
            file.add(f"{part}_ends", _ends(written.lengths, np.uint64))
            file.add(f"{part}_articles", _ends(written.articles, np.uint32))
        file.close({**meta, "text_bytes": self._text_bytes})


def _ends(lengths: _Growing, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.cumsum(lengths.array(), dtype=dtype)


def _narrow(places: npt.NDArray[np.uint64]) -> npt.NDArray[Any]:
    """Places in four bytes each, where they fit."""
    return places.astype(np.uint32) if places.max(initial=0) < 1 << 32 else places


def _checksums(codes: Codes, lengths: Ints) -> Iterator[int]:
    """CRC-32 of each text."""
    data = memoryview(codes.tobytes())
    ends = np.cumsum(lengths) * codes.itemsize
    starts = ends - lengths * codes.itemsize
    return map(zlib.crc32, map(data.__getitem__, map(slice, starts.tolist(), ends.tolist())))


def _with_irregular(column: CodedColumn, wrong: npt.NDArray[np.bool_], folding: npt.NDArray[np.int32]) -> CodedColumn:
    """The column with those texts irregular that have a character for which the folding does not hold."""
    codes, lengths = column.letters()
    text_of = np.repeat(np.arange(len(lengths)), lengths)
    irregular = np.union1d(column.irregular, text_of[wrong[codes]])
    known = dict(zip(column.irregular.tolist(), _split(column.folded, column.folded_lengths), strict=True))
    texts = _split(codes, lengths)
    folded = [known[i] if i in known else folding[texts[i]] for i in irregular.tolist()]
    return column._replace(
        irregular=irregular,
        folded=np.concatenate([np.zeros(0, column.folded.dtype), *folded]),
        folded_lengths=np.fromiter(map(len, folded), np.int64, len(folded)),
    )


def _split(codes: Codes, lengths: Ints) -> list[Codes]:
    return np.split(codes, np.cumsum(lengths)[:-1]) if len(lengths) else []
