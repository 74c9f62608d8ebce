"""Postings on disk: one block a term, the term dictionary in front of them.

A block holds the sections of one term, Elias-Fano coded, then, only if the term has a tally other than
``BODY_TALLY`` somewhere, one bit a posting that says where, and those tallies::

    high bytes | low bytes | [exception bits | exception tallies]

Arrays of the file (``kind = "postings"``); terms stand in the order character, bigram, word, category:

=====================  =======  ==========================================================
``blocks``             u1       all blocks
``block_ends``         u4 / u8  end of each term's block (u8 from 4 GiB on)
``df``                 u4       sections of each term
``characters``         u4       code points of the character terms, increasing
``bigrams``            u4 / u8  ``rank(first) << 16 (20) | rank(second)`` in ``characters``, increasing
``word_text``          u1       UTF-8 of the words in the order of their bytes, joined
``word_ends``          u4       end of each of them
``word_order``         u4       place of each of them among the word terms
``keyword_...``                 the same three for keywords; formats 5 and 6 have ``category_...``
``lengths``            u4       body length of each section in characters, bigrams, words (3 a section)
=====================  =======  ==========================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.container import ArrayFile, decoding
from wenxun.backends.embedded.format.eliasfano import (
    decode_list,
    decode_lists,
    find_in_lists,
    ranges,
    ranks,
    sizes_bytes,
)
from wenxun.backends.embedded.format.runs import (
    BIGRAM,
    BODY_TALLY,
    CHARACTER,
    KEYWORD,
    WORD,
)
from wenxun.fields import keyword_term
from wenxun.notices import Notice

__all__ = ["KEY_BYTES", "PAIR_BITS", "STREAMS", "Postings"]

Ints = npt.NDArray[np.int64]
PAIR_BITS = 18
"""Of the second character in the value of a bigram."""
KEY_BYTES = 8
"""Of each text, in which it is searched first."""
STREAMS = (CHARACTER, BIGRAM, WORD, KEYWORD)
"""In the order in which their terms stand."""
_KEYWORDS_SINCE = 7  # format before which the only keywords are categories, stored without their field
_CATEGORY = keyword_term("category", "").encode()


def _key(text: bytes) -> int:
    """The first eight bytes as a number, so that numbers are in the order of the texts."""
    return int.from_bytes(text[:KEY_BYTES].ljust(KEY_BYTES, b"\0"), "big")


class Postings:
    """The postings of one segment, read from an array file."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        is_older = file.version < _KEYWORDS_SINCE
        self._names = {WORD: "word", KEYWORD: "category" if is_older else "keyword"}
        self._left_out = {WORD: b"", KEYWORD: _CATEGORY if is_older else b""}
        self.universe = file.number("universe")
        self._starts = [file.number(f"stream_{stream}") for stream in (*STREAMS, len(STREAMS))]
        if sorted(self._starts) != self._starts or self._starts[-1] != len(file["df"]):
            raise file.damaged(
                Notice("its streams start at terms {starts} of {count}", starts=self._starts, count=len(file["df"]))
            )

    @property
    def term_count(self) -> int:
        """Number of terms in all streams."""
        return self._starts[-1]

    # --- dictionary -------------------------------------------------------------------------------

    @decoding
    def find_characters(self, code_points: npt.NDArray[Any]) -> Ints:
        """Return the term of each character, -1 where the segment has none."""
        return _find(self._file["characters"], code_points.astype(np.uint32), self._starts[CHARACTER])

    @decoding
    def find_bigrams(self, first: npt.NDArray[Any], second: npt.NDArray[Any]) -> Ints:
        """Find the terms of bigrams.

        Args:
            first: code points of their first characters.
            second: those of their second ones.

        Returns:
            a term each, -1 where the segment has none.
        """
        characters, bigrams = self._file["characters"], self._file["bigrams"]
        left = _find(characters, first.astype(np.uint32), 0)
        right = _find(characters, second.astype(np.uint32), 0)
        keys = (left << (16 if bigrams.dtype.itemsize == 4 else 20)) | right
        found = _find(bigrams, np.maximum(keys, 0).astype(bigrams.dtype), self._starts[BIGRAM])
        return np.where((left < 0) | (right < 0), -1, found)

    @decoding
    def find_texts(self, stream: int, texts: Sequence[str]) -> list[int]:
        """Find the terms of words or keywords.

        Args:
            stream: ``WORD`` or ``KEYWORD``.
            texts: the words.

        Returns:
            the term of each, -1 if the segment has none.
        """
        order = self._file[f"{self._names[stream]}_order"]
        stored = [self._stored(stream, text) for text in texts]
        places = self._text_places_of(stream, [each or b"" for each in stored])
        return [
            -1
            if wanted is None or place >= len(order) or self._text_bytes(stream, place) != wanted
            else self._starts[stream] + int(order[place])
            for wanted, place in zip(stored, places, strict=True)
        ]

    @decoding
    def find_prefix(self, stream: int, prefix: str) -> list[tuple[str, int]]:
        """Find words (or keywords) by how they start.

        Args:
            stream: ``WORD`` or ``KEYWORD``.
            prefix: their first characters.

        Returns:
            the words in order, with their terms.
        """
        wanted = self._stored(stream, prefix)
        if wanted is None:
            return []
        places = range(*self._text_places(stream, wanted))
        texts = ((self._left_out[stream] + self._text_bytes(stream, place)) for place in places)
        order = self._file[f"{self._names[stream]}_order"]
        return [
            (text.decode("utf-8", "surrogatepass"), self._starts[stream] + int(order[place]))
            for text, place in zip(texts, places, strict=True)
        ]

    @decoding
    def prefix_terms(self, stream: int, prefix: str) -> Ints:
        """Find the terms of words (or keywords) by how they start.

        Args:
            stream: ``WORD`` or ``KEYWORD``.
            prefix: their first characters.

        Returns:
            the terms, in the order of their texts.
        """
        wanted = self._stored(stream, prefix)
        if wanted is None:
            return np.zeros(0, np.int64)
        order = self._file[f"{self._names[stream]}_order"]
        low, high = self._text_places(stream, wanted)
        return order[low:high].astype(np.int64) + self._starts[stream]

    @decoding
    def keyword_values(self, field: str) -> tuple[npt.NDArray[np.uint8], Ints, Ints]:
        """Return the values of a field, in order.

        Args:
            field: the field.

        Returns:
            the bytes of all keywords, and where in them each value of the field starts and ends.
        """
        prefix, data = self._stored(KEYWORD, keyword_term(field, "")), self._file[f"{self._names[KEYWORD]}_text"]
        if prefix is None:
            return data, np.zeros(0, np.int64), np.zeros(0, np.int64)
        low, high = self._text_places(KEYWORD, prefix)
        ends = self._file[f"{self._names[KEYWORD]}_ends"][:high].astype(np.int64)
        starts, ends = np.concatenate(([0], ends))[low:high] + len(prefix), ends[low:]
        if not (starts <= ends).all() or int(ends.max(initial=0)) > len(data):
            raise ValueError(f"values of {field} that end before they start")
        return data, starts, ends

    @decoding
    def find_keywords(self, field: str, part: str) -> Ints:
        """Find the terms of values of a field by a part of them.

        Args:
            field: name of the field.
            part: what they contain; not empty.

        Returns:
            the terms.
        """
        prefix = self._stored(KEYWORD, keyword_term(field, ""))
        if prefix is None:
            return np.zeros(0, np.int64)
        ends = self._file[f"{self._names[KEYWORD]}_ends"]
        low, high = self._text_places(KEYWORD, prefix)
        bounds = np.concatenate((ends[low - 1 : low] if low else [0], ends[low:high])).astype(np.int64)
        data = self._file[f"{self._names[KEYWORD]}_text"][bounds[0] : bounds[-1]]
        wanted = part.encode("utf-8", "surrogatepass")
        found = _occurrences(data, wanted) + bounds[0]
        places = bounds.searchsorted(found, "right") - 1
        is_inside = (found >= bounds[places] + len(prefix)) & (found + len(wanted) <= bounds[places + 1])
        places = places[is_inside]
        places = places[np.diff(places, prepend=-1) > 0]
        terms: Ints = self._file[f"{self._names[KEYWORD]}_order"][low:high][places]
        return terms.astype(np.int64) + self._starts[KEYWORD]

    def _stored(self, stream: int, text: str) -> bytes | None:
        """A text, or the beginning of one, as the file has it; ``None`` if it can have none such."""
        whole, left_out = text.encode("utf-8", "surrogatepass"), self._left_out[stream]
        return whole[len(left_out) :] if whole.startswith(left_out) else None

    def _text_count(self, stream: int) -> int:
        return len(self._file[f"{self._names[stream]}_ends"])

    def _text_bytes(self, stream: int, place: int) -> bytes:
        ends = self._file[f"{self._names[stream]}_ends"]
        start = int(ends[place - 1]) if place else 0
        return self._file[f"{self._names[stream]}_text"][start : int(ends[place])].tobytes()

    def _text_places_of(self, stream: int, wanted: Sequence[bytes]) -> list[int]:
        """Place of the first text that is not less than each of some."""
        keys = self._file[f"{self._names[stream]}_keys"]
        own = np.array([_key(each) for each in wanted], np.uint64)
        spans = zip(wanted, keys.searchsorted(own).tolist(), keys.searchsorted(own, "right").tolist(), strict=True)
        return [self._text_place(stream, *span) for span in spans]

    def _text_place(self, stream: int, wanted: bytes, low: int, high: int) -> int:
        """Place of the first text that is not less than ``wanted``, of those that begin as it does."""
        while low < high:
            middle = (low + high) // 2
            if self._text_bytes(stream, middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _text_places(self, stream: int, beginning: bytes) -> tuple[int, int]:
        """Where the texts that begin so start and end; all of them do where ``beginning`` is empty."""
        if not beginning:
            return 0, self._text_count(stream)
        behind = beginning[:-1] + bytes([beginning[-1] + 1])  # the last byte of UTF-8 is never 255
        first, last = self._text_places_of(stream, [beginning, behind])
        return first, last

    @decoding
    def texts(self, stream: int) -> list[str]:
        """Return all words (or keywords), by their place among the terms of the stream."""
        name, left_out = self._names[stream], self._left_out[stream].decode()
        data = self._file[f"{name}_text"].tobytes()
        ends, order = self._file[f"{name}_ends"].tolist(), self._file[f"{name}_order"].tolist()
        if not len(ends) == len(order) == self._starts[stream + 1] - self._starts[stream]:
            raise ValueError(f"{len(ends)} texts in stream {name}")
        ordered = [""] * len(order)
        for place, start, end in zip(order, [0, *ends], ends, strict=False):
            ordered[place] = left_out + data[start:end].decode("utf-8", "surrogatepass")
        return ordered

    # --- blocks -----------------------------------------------------------------------------------

    @decoding
    def dfs(self, terms: Ints) -> Ints:
        """Return the number of sections of each term, deleted ones included."""
        return self._file["df"][terms].astype(np.int64)

    @decoding
    def block(self, term: int) -> tuple[Ints, npt.NDArray[np.uint8] | None]:
        """Return the sections of a term, increasing, and their tallies; ``None`` when all are ``BODY_TALLY``."""
        ends = self._file["block_ends"]
        start = int(ends[term - 1]) if term else 0
        data = self._file["blocks"][start : int(ends[term])]
        count = int(self._file["df"][term])
        if not 0 < count <= self.universe:  # before anything of that size is made
            raise ValueError(f"term {term} in {count} sections")
        sections, size = decode_list(data, count, self.universe)
        if len(sections) != count or int(sections[-1]) >= self.universe:
            raise ValueError(f"term {term} in section {sections.max()} of {self.universe}")
        rest = data[size:]
        if not len(rest):
            return sections, None
        bits = np.unpackbits(rest[: (count + 7) >> 3], count=count, bitorder="little").view(bool)
        tallies = np.full(count, BODY_TALLY, np.uint8)
        tallies[bits] = rest[(count + 7) >> 3 :]
        return sections, tallies

    @decoding
    def blocks(self, terms: Ints) -> tuple[Ints, Ints, npt.NDArray[np.uint8]]:
        """Many blocks at once: the count of each term, then all sections and all tallies, joined."""
        counts, start, high_size, low_size, rest_size = self._extents(terms)
        data = self._file["blocks"]
        high = data[ranges(start, high_size)]
        low = data[ranges(start + high_size, low_size)]
        sections = decode_lists(high, low, counts, self.universe)
        if int(sections.max(initial=0)) >= self.universe:
            raise ValueError(f"terms in section {sections.max()} of {self.universe}")
        bit_size = np.where(rest_size > 0, (counts + 7) >> 3, 0)
        bit_start = start + high_size + low_size
        bits = np.unpackbits(data[ranges(bit_start, bit_size)], bitorder="little").view(bool)
        kept = np.where(rest_size > 0, counts, 0)
        special = np.zeros(len(sections), bool)
        list_start = np.cumsum(counts) - counts
        special[ranges(list_start, kept)] = bits[ranges((np.cumsum(bit_size) - bit_size) * 8, kept)]
        tallies = np.full(len(sections), BODY_TALLY, np.uint8)
        tallies[special] = data[ranges(bit_start + bit_size, rest_size - bit_size)]
        return counts, sections, tallies

    def _extents(self, terms: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Count and start of the blocks of terms, and the size of their parts: high, low, and tallies."""
        ends = self._file["block_ends"]
        end = ends[terms].astype(np.int64)
        start = np.where(terms > 0, ends[np.maximum(terms - 1, 0)].astype(np.int64), 0)
        counts = self._file["df"][terms].astype(np.int64)
        high_size, low_size = sizes_bytes(counts, self.universe)
        rest_size = end - start - high_size - low_size
        if (end > (most := len(self._file["blocks"]))).any() or int((end - start).sum()) > most:
            raise ValueError(f"blocks that end at {end.max()} of {most}")
        if (counts < 1).any() or (counts > self.universe).any() or (rest_size < 0).any():  # before any is made
            raise ValueError(f"blocks of terms in {counts} sections")
        return counts, start, high_size, low_size, rest_size

    @decoding
    def tallies_at(self, terms: Ints, sections: Ints) -> npt.NDArray[np.uint8]:
        """Return the tallies of terms in a few sections, and decode no block.

        Args:
            terms: the terms.
            sections: the sections.

        Returns:
            a row a term, a column a section; 0 where the section has not the term.
        """
        counts, start, high_size, low_size, rest_size = self._extents(terms)
        high, low = self._parts(start, high_size), self._parts(start + high_size, low_size)
        lists, columns, places = find_in_lists(high, low, counts, self.universe, sections)
        bit_size = np.where(rest_size > 0, (counts + 7) >> 3, 0)
        bit_start = start + high_size + low_size
        special = np.flatnonzero(bit_size.take(lists))
        rows = lists.take(special)
        bits = self._parts(bit_start, bit_size)
        first = (bit_size.cumsum() - bit_size) * 8
        values = np.full(len(lists), BODY_TALLY, np.uint8)
        if len(special):
            starts = first.take(rows)
            is_set, rank = ranks(bits, np.concatenate((starts + places.take(special), starts)))
            is_set, own = is_set[: len(rows)], rank[: len(rows)] - rank[len(rows) :]
            if (own[is_set] >= (rest_size - bit_size).take(rows[is_set])).any():
                raise ValueError(f"tallies of terms in {counts} sections")
            at = bit_start.take(rows) + bit_size.take(rows) + own
            values[special[is_set]] = self._file["blocks"].take(at[is_set])
        tallies = np.zeros((len(terms), len(sections)), np.uint8)
        tallies[lists, columns] = values
        return tallies

    def _parts(self, starts: Ints, sizes: Ints) -> npt.NDArray[np.uint8]:
        """Stretches of the blocks, joined."""
        data = self._file["blocks"]
        stretches = zip(starts.tolist(), (starts + sizes).tolist(), strict=True)
        return np.concatenate([np.zeros(0, np.uint8), *(data[start:end] for start, end in stretches)])

    def stream_terms(self, stream: int) -> tuple[int, Ints]:
        """Return the first term of a stream and the values of all its terms, in order."""
        start, end = self._starts[stream], self._starts[stream + 1]
        if stream == CHARACTER:
            return start, self._file["characters"].astype(np.int64)
        if stream == BIGRAM:
            bigrams = self._file["bigrams"].astype(np.int64)
            bits = 16 if self._file["bigrams"].dtype.itemsize == 4 else 20
            characters = self._file["characters"].astype(np.int64)
            return start, (characters[bigrams >> bits] << PAIR_BITS) | characters[bigrams & ((1 << bits) - 1)]
        return start, np.arange(end - start, dtype=np.int64)


def _occurrences(data: npt.NDArray[np.uint8], wanted: bytes) -> Ints:
    """Where ``wanted`` starts in ``data``, increasing; also where occurrences overlap."""
    found = np.flatnonzero(data[: max(len(data) - len(wanted) + 1, 0)] == wanted[0])
    for offset, byte in enumerate(wanted[1:], start=1):
        found = found[data[found + offset] == byte]
    return found


def _find(terms: npt.NDArray[Any], wanted: npt.NDArray[Any], base: int) -> Ints:
    """Place of each wanted value in ``terms`` plus ``base``, or -1."""
    if not len(terms):
        return np.full(len(wanted), -1, np.int64)
    place = np.searchsorted(terms, wanted)
    place[place == len(terms)] = 0
    return np.where(terms[place] == wanted, place + base, -1)
