"""The stored text of a segment: what articles look like, and what was searched in them.

Text is kept as one code a character: the place of its code point in the segment's *alphabet*. A segment of
up to 65,536 different characters takes two bytes for each, about two thirds of UTF-8 for Chinese, and any
stretch of it can be read, folded and compared without decoding what stands before.

The *folded* text is what phrases are looked up in. Folding leaves out the joints of a text, whose places are kept, and
changes most other characters the same way wherever they stand, so a table from code to folded code is kept, learned
from the texts themselves; the few texts that the table does not reproduce are stored a second time, folded
("irregular").

Arrays (``kind = "texts"``), for each column C of ``title`` (one an article), ``heading`` and ``body`` (one a section):

=================  =======  ===================================================================
``C``              u2 / u4  codes, all texts joined
``C_ends``         u8       end of each text
``C_crc``          u4       CRC-32 of each text's codes; of a title's codes, then of its article's id in UTF-8
``C_joints``       u4 / u8  places of the joints in ``C``, increasing
``C_irregular``    u4       numbers of the irregular texts, increasing
``C_folded``       u2 / u4  folded codes of the irregular texts, joined
``C_folded_ends``  u8       end of each of those
``alphabet``       u4       code to code point
``folding``        u2 / u4  code to folded code
``article_rows``   u4       first section of each article, then the number of sections
``id_text``        u1       UTF-8 of the article ids, joined; ``id_ends`` (u4) end of each
``id_hashes``      u8       hash of each id, increasing; ``id_articles`` (u4) the article of each
``record_blocks``  u1       blocks of zlib-compressed JSON ``[[id, part], ...]`` of the records of a few articles each
``record_ends``    u8       end of each block; ``record_articles`` (u4) end of its articles
``form_blocks``    u1       the same for links and elements, with ``form_ends`` and ``form_articles``
=================  =======  ===================================================================

Before version 8 ``records`` had whole records, and there were no forms.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise, repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.article_ids import ArticleIds, hits
from wenxun.backends.embedded.format.container import ArrayFile, decoding
from wenxun.backends.embedded.format.folded_texts import FoldedTexts
from wenxun.backends.embedded.format.records import entry_links, entry_part, unpacked, whole_record
from wenxun.notices import Notice

__all__ = ["COLUMNS", "Texts", "code_points"]

Ints = npt.NDArray[np.int64]
COLUMNS = ("title", "heading", "body")


def code_points(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """Return the code points of all texts, joined, and the length of each text."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    return np.frombuffer(joined, np.uint32), np.fromiter(map(len, texts), np.int64, len(texts))


class Texts(FoldedTexts):
    """The stored texts of one segment, read from an array file.

    Raises:
        IndexDamagedError: by every method that returns text, when what was read is not what was written.
    """

    def __init__(self, file: ArrayFile) -> None:
        super().__init__(file)
        self._blocks: dict[str, tuple[int, int, list[Any]]] = {}
        self._has_forms = "form_blocks" in file

    @cached_property
    def article_rows(self) -> npt.NDArray[np.uint32]:
        """First section of each article, then the number of sections: an article has at least one."""
        rows = self._file.checked("article_rows")
        if rows[:1].tolist() != [0] or (rows[1:] <= rows[:-1]).any():
            raise self._file.damaged(Notice("its articles are not in order"))
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

    def live_articles(self, deleted: npt.NDArray[np.uint32]) -> Ints:
        """Return the numbers of the articles whose sections are not among the ``deleted`` ones, increasing."""
        return np.flatnonzero(~np.isin(self.article_rows[:-1], deleted))

    @decoding
    def of(self, column: str, numbers: Sequence[int] | Ints) -> list[str]:
        """Return texts of a column, each compared with its checksum; with a title goes the id of its article.

        Args:
            column: ``"title"``, ``"heading"`` or ``"body"``.
            numbers: of the articles for titles, else of the sections.
        """
        column_codes = self._file[column]
        wanted = np.asarray(numbers, np.int64)
        starts, ends = self._ranges(column, wanted)
        codes = column_codes.data
        stretches = [codes[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        found = map(zlib.crc32, stretches)
        if column == "title":
            found = map(zlib.crc32, self._ids(wanted), found)
        written = self._file[f"{column}_crc"][wanted].tolist()
        for number, checksum, expected in zip(wanted.tolist(), found, written, strict=True):
            if checksum != expected:
                raise self._file.damaged(
                    Notice("the checksum of {column} {number} does not agree", column=column, number=number)
                )
        text = self._decode(np.frombuffer(b"".join(stretches), column_codes.dtype))
        cuts = [0, *accumulate(map(len, stretches))]
        return [text[start:end] for start, end in pairwise(cuts)]

    @decoding
    def all_texts(self, column: str) -> list[str]:
        """Return every text of a column, in one go, compared with the checksum of the whole column."""
        text = self._decode(self._file.checked(column))
        ends = self._file.checked(f"{column}_ends").tolist()
        if len(ends) != (count := self.article_count if column == "title" else self.row_count):
            raise ValueError(f"{len(ends)} texts of {count} in column {column}")
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    @decoding
    def article_id(self, article: int) -> str:
        """Return the id of an article by its number in the segment; only its title tells whether it is damaged."""
        return self._id_bytes(article).decode("utf-8", "surrogatepass")

    @decoding
    def article_ids(self, articles: Ints) -> list[str]:
        """Return the ids of many articles."""
        return [str(each, "utf-8", "surrogatepass") for each in self._ids(articles)]

    @decoding
    def all_ids(self) -> list[str]:
        """Return the ids of all articles in the order of their numbers, compared with their checksums."""
        text = self._file.checked("id_text").tobytes()
        ends = self._file.checked("id_ends").tolist()
        if len(ends) != self.article_count:
            raise ValueError(f"{len(ends)} ids of {self.article_count} articles")
        return [text[start:end].decode("utf-8", "surrogatepass") for start, end in zip([0, *ends], ends, strict=False)]

    def _ids(self, articles: Ints) -> list[memoryview]:
        """The ids of articles, in UTF-8."""
        text = self._file["id_text"].data
        starts, ends = self._ranges("id", articles, "id_text")
        return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def _id_bytes(self, article: int) -> bytes:
        start, end = self._range("id", article)
        return self._file["id_text"][start:end].tobytes()

    def find_article(self, article_id: str) -> list[int]:
        """Return the numbers of the articles with this id (several when it was replaced within one transaction)."""
        return [number for _, number in self.find_articles(ArticleIds.of([article_id]))]

    @decoding
    def find_articles(self, ids: ArticleIds) -> list[tuple[int, int]]:
        """Place in ``ids`` and number of each article that has one of them, in the order of both."""
        numbers = self._file["id_articles"]
        found = ((place, int(numbers[at])) for place, at in hits(self._file["id_hashes"], ids.hashes))
        return sorted((place, number) for place, number in found if self._id_bytes(number) == ids.utf8[place])

    @decoding
    def record(self, article: int) -> dict[str, Any]:
        """Return the record of an article, as it was given to the writer; what was left out is empty."""
        article_id = self.article_id(article)
        form = self._part("form", article, article_id) if self._has_forms else {}
        return whole_record({**self._part("record", article, article_id), **form})

    @decoding
    def records_without_form(self, articles: Ints) -> list[tuple[str, dict[str, Any]]]:
        """Return ids and records without links and elements, most of them.

        Files before version 8 do not keep these apart.
        """
        ids = self.article_ids(articles)
        blocks = self._file.checked("record_articles").searchsorted(articles, "right").tolist()
        parts = map(self._part_in, repeat("record"), blocks, articles.tolist(), ids)
        return [(article_id, whole_record(part)) for article_id, part in zip(ids, parts, strict=True)]

    @decoding
    def links(self, article: int) -> list[Any]:
        """Return the links of each section of an article; none where no section has any."""
        found: list[Any] = self._part(self._linking, article, self.article_id(article)).get("links", [])
        return found

    def all_links(self) -> Iterator[list[Any]]:
        """Yield the links of each section, of every article that has some."""
        for block in range(len(self._file[f"{self._linking}_ends"])):
            yield from filter(None, self._links_in(block))

    @property
    def _linking(self) -> str:
        """The part of records that has links."""
        return "form" if self._has_forms else "record"

    def _part(self, part: str, article: int, expected_id: str) -> dict[str, Any]:
        """A part of an article's record."""
        block = int(self._file.checked(f"{part}_articles").searchsorted(article, "right"))
        return self._part_in(part, block, article, expected_id)

    def _part_in(self, part: str, block: int, article: int, expected_id: str) -> dict[str, Any]:
        """A part of an article's record. Its block is kept, for the next one asked for is likely to be in it too."""
        number, first, entries = self._blocks.get(part, (-1, 0, []))
        if number != block:
            first, entries = self._entries(part, block)
            self._blocks[part] = block, first, entries
        article_id, found = entry_part(entries[article - first])
        if article_id is not None and article_id != expected_id:
            raise ValueError(f"{part} {article} is that of {article_id!r}")
        return found

    @decoding
    def _parts(self, part: str, block: int) -> list[dict[str, Any]]:
        """A part of the record of each article of a block."""
        return [found for _, found in map(entry_part, self._entries(part, block)[1])]

    @decoding
    def _links_in(self, block: int) -> list[list[Any]]:
        """The links of each section, for each article of a block; of older files some may have none."""
        if self._has_forms:
            return list(map(entry_links, self._entries(self._linking, block)[1]))
        return [part.get("links", []) for part in self._parts(self._linking, block)]

    @decoding
    def _entries(self, part: str, block: int) -> tuple[int, list[Any]]:
        """The first article of a block of records, and the entries of the block."""
        ends = self._file.checked(f"{part}_articles")
        first = int(ends[block - 1]) if block else 0
        self._file.checked(f"{part}_ends")
        start, end = self._range(part, block)
        name = f"{part}_blocks" if self._has_forms else "records"
        return first, unpacked(self._file[name][start:end].tobytes(), int(ends[block]) - first)
