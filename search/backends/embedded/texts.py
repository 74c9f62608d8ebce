"""The stored text of a segment: what articles look like, and what was searched in them.

Text is kept as one code a character: the place of its code point in the segment's *alphabet*. A segment of
up to 65,536 different characters takes two bytes for each, about two thirds of UTF-8 for Chinese, and any
stretch of it can be read, folded and compared without decoding what stands before.

The *folded* text is what phrases are looked up in. Folding changes most characters the same way wherever they
stand, so a table from code to folded code is kept, learned from the texts themselves; the few texts that the
table does not reproduce are stored a second time, folded ("irregular").

Arrays (``kind = "texts"``), for each column C of ``title`` (one an article), ``heading`` and ``body`` (one a section):

=================  =======  ===================================================================
``C``              u2 / u4  codes, all texts joined
``C_ends``         u8       end of each text
``C_crc``          u4       CRC-32 of each text's codes; of a title's codes, then of its article's id in UTF-8
``C_irregular``    u4       numbers of the irregular texts, increasing
``C_folded``       u2 / u4  folded codes of the irregular texts, joined
``C_folded_ends``  u8       end of each of those
``alphabet``       u4       code to code point
``folding``        u2 / u4  code to folded code
``article_rows``   u4       first section of each article, then the number of sections
``id_text``        u1       UTF-8 of the article ids, joined; ``id_ends`` (u4) end of each
``id_hashes``      u8       hash of each id, increasing; ``id_articles`` (u4) the article of each
``records``        u1       zlib-compressed JSON ``[id, record]`` of each article; ``record_ends`` (u8)
=================  =======  ===================================================================
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from search.backends.embedded.container import ArrayFile, ArrayFileWriter, decoding

__all__ = ["COLUMNS", "AlphabetFullError", "TextWriter", "Texts"]

Codes = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
COLUMNS = ("title", "heading", "body")
_UNICODE = 0x110000
_SLICE_CHARACTERS = 1 << 20
_UTF8_LIMITS = (0x80, 0x800, 0x10000)  # from each of them on, UTF-8 takes one byte more


class AlphabetFullError(Exception):
    """The batch would take a segment of narrow codes past 65,536 different characters."""


def _code_points(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Code points of all texts, joined, and the length of each text."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, np.uint32), np.fromiter(map(len, texts), np.int64, len(texts))


def _id_hash(article_id: str) -> int:
    from hashlib import blake2b  # loads OpenSSL, for which a search has no use

    digest = blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class _Column:
    """Texts of one column while a segment is written."""

    def __init__(self) -> None:
        self.codes: list[Codes] = []
        self.lengths: list[Ints] = []
        self.checksums: list[int] = []
        self.irregular: list[int] = []
        self.folded: list[Codes] = []
        self.count = 0


class TextWriter:
    """Writes the texts of a segment. Bodies go to disk as they come, the rest is kept until ``close``."""

    def __init__(self, file: ArrayFileWriter, *, wide: bool = False) -> None:
        self._file = file
        self._dtype: type[np.unsignedinteger[Any]] = np.uint32 if wide else np.uint16
        self._code_of = np.full(_UNICODE, -1, np.int32)
        self._alphabet: list[npt.NDArray[np.uint32]] = []
        self._alphabet_size = 0
        self._folding = np.full(1 << 16 if not wide else _UNICODE, -1, np.int64)
        self._columns = {name: _Column() for name in COLUMNS}
        self._rows: list[int] = []
        self._ids: list[bytes] = []
        self._hashes: list[int] = []
        self._records: list[bytes] = []
        self.row_count = 0
        self._text_bytes = 0

    @property
    def article_count(self) -> int:
        """Number of articles written so far."""
        return len(self._ids)

    def add(
        self,
        ids: Sequence[str],
        records: Sequence[Mapping[str, Any]],
        rows: Sequence[int],
        originals: Mapping[str, Sequence[str]],
        folded: Mapping[str, Sequence[str]],
    ) -> None:
        """Add articles.

        Args:
            ids, records: one an article.
            rows: number of sections of each article.
            originals, folded: for each column its texts, titles one an article, the others one a section.

        Raises:
            AlphabetFullError: before anything is written.
        """
        points = {name: _code_points(originals[name]) for name in COLUMNS}
        folded_points = {name: _code_points(folded[name]) for name in COLUMNS}
        self._extend_alphabet([*(p for p, _ in points.values()), *(p for p, _ in folded_points.values())])
        for name in COLUMNS:
            self._add_column(name, *points[name], *folded_points[name])
        titles = self._columns["title"].checksums
        for place, (article_id, record, count) in enumerate(zip(ids, records, rows, strict=True), len(self._ids)):
            self._rows.append(self.row_count)
            self.row_count += count
            self._ids.append(article_id.encode("utf-8", "surrogatepass"))
            titles[place] = zlib.crc32(self._ids[-1], titles[place])
            self._hashes.append(_id_hash(article_id))
            document = json.dumps([article_id, record], ensure_ascii=False, separators=(",", ":"))
            self._records.append(zlib.compress(document.encode("utf-8", "surrogatepass"), 3))

    def _extend_alphabet(self, points: Sequence[npt.NDArray[np.uint32]]) -> None:
        unknown = [p[self._code_of[p] < 0] for p in points]
        new = np.unique(np.concatenate(unknown))
        if self._dtype is np.uint16 and self._alphabet_size + len(new) > 1 << 16:
            raise AlphabetFullError
        self._code_of[new] = np.arange(self._alphabet_size, self._alphabet_size + len(new))
        self._alphabet.append(new)
        self._alphabet_size += len(new)

    def _add_column(
        self,
        name: str,
        points: npt.NDArray[np.uint32],
        lengths: Ints,
        folded_points: npt.NDArray[np.uint32],
        folded_lengths: Ints,
    ) -> None:
        column = self._columns[name]
        self._text_bytes += len(points) + sum(int(np.count_nonzero(points >= limit)) for limit in _UTF8_LIMITS)
        codes = self._code_of[points]
        folded = self._code_of[folded_points]
        irregular = self._irregular(codes, lengths, folded, folded_lengths)
        stored = codes.astype(self._dtype)
        ends = np.cumsum(lengths)
        data = stored.tobytes()
        size = stored.itemsize
        start = 0
        for end in ends.tolist():
            column.checksums.append(zlib.crc32(data[start * size : end * size]))
            start = end
        folded_ends = np.cumsum(folded_lengths)
        for i in irregular.tolist():
            column.irregular.append(column.count + i)
            column.folded.append(folded[folded_ends[i] - folded_lengths[i] : folded_ends[i]].astype(self._dtype))
        column.lengths.append(lengths)
        column.count += len(lengths)
        if name == "body":
            self._file.append("body", stored)
        else:
            column.codes.append(stored)

    def _irregular(self, codes: Codes, lengths: Ints, folded: Codes, folded_lengths: Ints) -> Ints:
        """Learn the folding of characters; return the texts that it does not reproduce."""
        same = lengths == folded_lengths
        from_codes = codes[np.repeat(same, lengths)]
        to_codes = folded[np.repeat(same, folded_lengths)]
        unseen = self._folding[from_codes] < 0
        self._folding[from_codes[unseen]] = to_codes[unseen]
        wrong = self._folding[from_codes] != to_codes
        text_of = np.repeat(np.flatnonzero(same), lengths[same])
        return np.union1d(np.flatnonzero(~same), text_of[wrong])

    def close(self, meta: Mapping[str, Any]) -> None:
        """Write what was kept and make the file durable."""
        file = self._file
        for name, column in self._columns.items():
            if name != "body" or not self.row_count:
                file.add(name, np.concatenate([np.zeros(0, self._dtype), *column.codes]))
            lengths = np.concatenate([np.zeros(0, np.int64), *column.lengths])
            file.add(f"{name}_ends", np.cumsum(lengths).astype(np.uint64))
            file.add(f"{name}_crc", np.array(column.checksums, np.uint32))
            file.add(f"{name}_irregular", np.array(column.irregular, np.uint32))
            file.add(f"{name}_folded", np.concatenate([np.zeros(0, self._dtype), *column.folded]))
            file.add(f"{name}_folded_ends", np.cumsum([len(f) for f in column.folded]).astype(np.uint64))
        file.add("alphabet", np.concatenate([np.zeros(0, np.uint32), *self._alphabet]))
        file.add("folding", np.maximum(self._folding[: self._alphabet_size], 0).astype(self._dtype))
        file.add("article_rows", np.array([*self._rows, self.row_count], np.uint32))
        file.add("id_text", np.frombuffer(b"".join(self._ids), np.uint8))
        file.add("id_ends", np.cumsum([len(i) for i in self._ids]).astype(np.uint32))
        hashes = np.array(self._hashes, np.uint64)
        order = np.argsort(hashes, kind="stable")
        file.add("id_hashes", hashes[order])
        file.add("id_articles", order.astype(np.uint32))
        file.add("records", np.frombuffer(b"".join(self._records), np.uint8))
        file.add("record_ends", np.cumsum([len(r) for r in self._records]).astype(np.uint64))
        file.close({**meta, "text_bytes": self._text_bytes})


class Texts:
    """The stored texts of one segment, read from an array file.

    Raises:
        IndexDamagedError: by every method that returns text, when what was read is not what was written.
    """

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    @cached_property
    def article_rows(self) -> npt.NDArray[np.uint32]:
        """First section of each article, then the number of sections: an article has at least one."""
        rows = self._file.checked("article_rows")
        if rows[:1].tolist() != [0] or (rows[1:] <= rows[:-1]).any():
            raise self._file.damaged("its articles are not in order")
        return rows

    @property
    def article_count(self) -> int:
        """Number of articles, deleted ones included."""
        return len(self._file["article_rows"]) - 1

    @property
    def row_count(self) -> int:
        """Number of sections, deleted ones included."""
        rows = self._file["article_rows"]
        return int(rows[-1]) if len(rows) else -1

    def _range(self, name: str, number: int) -> tuple[int, int]:
        ends = self._file[f"{name}_ends"]
        return (int(ends[number - 1]) if number else 0), int(ends[number])

    @decoding
    def text(self, column: str, number: int) -> str:
        """One text of a column, compared with its checksum; with a title goes the id of its article."""
        start, end = self._range(column, number)
        codes = self._file[column][start:end]
        checksum = zlib.crc32(codes.data) if start < end else 0
        if column == "title":
            checksum = zlib.crc32(self._id_bytes(number), checksum)
        if checksum != self._file[f"{column}_crc"][number]:
            raise self._file.damaged(f"the checksum of {column} {number} does not agree")
        return self._decode(codes) if start < end else ""

    @decoding
    def all_texts(self, column: str) -> list[str]:
        """Every text of a column, in one go, compared with the checksum of the whole column."""
        text = self._decode(self._file.checked(column))
        ends = self._file.checked(f"{column}_ends").tolist()
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _decode(self, codes: Codes) -> str:
        points = self._file.checked("alphabet").take(codes)
        return points.tobytes().decode("utf-32-le", "surrogatepass")

    @decoding
    def folded(self, column: str, number: int) -> str:
        """The folded form of one text, as it was indexed."""
        irregular = self._file[f"{column}_irregular"]
        place = int(np.searchsorted(irregular, number))
        if place < len(irregular) and irregular[place] == number:
            start, end = self._range(f"{column}_folded", place)
            return self._decode(self._file[f"{column}_folded"][start:end])
        start, end = self._range(column, number)
        return self._decode(self._file["folding"][self._file[column][start:end]])

    @decoding
    def holding(self, column: str, numbers: Ints, folded: str) -> npt.NDArray[np.bool_]:
        """Which of the texts ``numbers`` hold ``folded`` in their folded form."""
        wanted = self._encode(folded)
        held = np.zeros(len(numbers), bool) if wanted is None else self._regular_holding(column, numbers, wanted)
        irregular = self._file[f"{column}_irregular"]
        if len(irregular):
            place = irregular.searchsorted(numbers.astype(irregular.dtype))
            for i in np.flatnonzero(irregular.take(place, mode="clip") == numbers).tolist():
                held[i] = folded in self.folded(column, int(numbers[i]))
        return held

    def _encode(self, folded: str) -> bytes | None:
        """Codes of a folded text; ``None`` when it has a character that the segment has not."""
        codes = [self._code_of.get(character) for character in folded]
        return None if None in codes else np.array(codes, self._file["body"].dtype).tobytes()

    @cached_property
    def _code_of(self) -> dict[str, int]:
        alphabet = self._file["alphabet"].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
        return {character: code for code, character in enumerate(alphabet)}

    def _regular_holding(self, column: str, numbers: Ints, wanted: bytes) -> npt.NDArray[np.bool_]:
        ends = self._file[f"{column}_ends"]
        end = ends.take(numbers).astype(np.int64)
        start = ends.take(numbers - 1, mode="wrap").astype(np.int64)
        start[numbers == 0] = 0
        if (start > end).any() or int(end.max(initial=0)) > len(self._file[column]):  # before anything is read
            raise ValueError(f"a {column} from {start} to {end}")
        held = np.zeros(len(numbers), bool)
        # In slices, so that a phrase that thousands of long sections may hold takes bounded memory.
        cuts = [0, len(numbers)]
        if (size := int((end - start).sum())) > _SLICE_CHARACTERS:
            cuts[1:1] = (
                (end - start).cumsum().searchsorted(np.arange(_SLICE_CHARACTERS, size, _SLICE_CHARACTERS)).tolist()
            )
        for first, last in pairwise(cuts):
            found = self._stretches_holding(column, start[first:last].tolist(), end[first:last].tolist(), wanted)
            held[[first + place for place in found]] = True
        return held

    def _stretches_holding(self, column: str, starts: list[int], ends: list[int], wanted: bytes) -> list[int]:
        """Places of the stretches of codes that hold ``wanted``, increasing."""
        codes, size = self._file[column], self._file[column].itemsize
        if not starts:
            return []
        stretches = np.concatenate([codes[start:end] for start, end in zip(starts, ends, strict=True)])
        data = self._file["folding"].take(stretches).tobytes()
        bounds = list(accumulate(size * (end - start) for start, end in zip(starts, ends, strict=True)))
        held: list[int] = []
        place = 0
        at = data.find(wanted)
        while at >= 0:
            while bounds[place] <= at:
                place += 1
            if at % size or at + len(wanted) > bounds[place]:  # across two characters or two stretches
                at = data.find(wanted, at + 1)
            else:
                held.append(place)
                at = data.find(wanted, bounds[place])
        return held

    @decoding
    def article_id(self, article: int) -> str:
        """Id of an article by its number in the segment; only its title tells whether it is damaged."""
        return self._id_bytes(article).decode("utf-8", "surrogatepass")

    @decoding
    def all_ids(self) -> list[str]:
        """Ids of all articles in the order of their numbers, compared with the checksums of the whole arrays."""
        text = self._file.checked("id_text").tobytes()
        ends = self._file.checked("id_ends").tolist()
        return [text[start:end].decode("utf-8", "surrogatepass") for start, end in zip([0, *ends], ends, strict=False)]

    def _id_bytes(self, article: int) -> bytes:
        start, end = self._range("id", article)
        return self._file["id_text"][start:end].tobytes()

    @decoding
    def find_article(self, article_id: str) -> list[int]:
        """Numbers of the articles with this id (several when it was replaced within one transaction)."""
        hashes = self._file["id_hashes"]
        wanted = np.uint64(_id_hash(article_id))
        low, high = int(np.searchsorted(hashes, wanted, "left")), int(np.searchsorted(hashes, wanted, "right"))
        numbers = self._file["id_articles"][low:high].tolist()
        return [number for number in sorted(numbers) if self.article_id(number) == article_id]

    @decoding
    def record(self, article: int) -> dict[str, Any]:
        """The record of an article, as it was given to the writer."""
        start, end = self._range("record", article)
        try:
            data = zlib.decompress(self._file["records"][start:end].tobytes())
        except zlib.error as error:
            raise ValueError(f"record {article}: {error}") from error
        article_id, record = json.loads(data.decode("utf-8", "surrogatepass"))
        if article_id != self.article_id(article) or not isinstance(record, dict):
            raise ValueError(f"record {article} is that of {article_id!r}")
        return record
