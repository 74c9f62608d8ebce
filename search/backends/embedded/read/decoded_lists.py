"""The posting lists of terms, decoded.

A term's postings are decoded once, joined over the segments, freed of deleted sections, turned into contributions to
the score and kept in a bounded cache, so that everything above works on plain arrays and cannot depend on how the index
is cut into segments. What a short list costs are the steps, so all short ones that a query lacks are decoded together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from wenxun.analysis.terms import Stream
from wenxun.backends.embedded.format.runs import (
    BIGRAM,
    CHARACTER,
    KEYWORD,
    LENGTH_STREAMS,
    WORD,
    tally_counts,
)
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.toc import Toc
from wenxun.backends.embedded.read.list_cache import ListCache
from wenxun.backends.embedded.read.posting_list import PostingList
from wenxun.backends.embedded.read.stored_values import StoredValues
from wenxun.query.tree import Field, Term
from wenxun.ranking import Ranking, contributions, inverse_document_frequency, term_factor, typical_length

__all__ = ["DecodedLists"]

Rows = npt.NDArray[np.int64]
Tallies = npt.NDArray[np.uint8]
_Key: TypeAlias = Term | tuple[Term, Field] | tuple[str, str, Field | None]
"""A term, a term in a field, or what words begin with."""

_count = attrgetter("count")
_STREAM_NUMBERS: dict[Stream, int] = {"character": CHARACTER, "bigram": BIGRAM, "word": WORD}
_LARGEST_BODY_TALLY = 15
_SHORT_LIST = 1_000
_FEWEST_TOGETHER = 8
"""A list of no more postings costs less among others than by itself, if they are no fewer lists than this."""
_POSTINGS_TOGETHER = 100_000
_BODY_COUNTS = tally_counts(np.arange(256))[2].astype(np.float64)


class DecodedLists(StoredValues):
    """The posting lists of a generation of the index.

    Args:
        toc, segments: as for ``Numbering``.
        ranking: parameters of the contributions.
        cache_bytes: memory for decoded posting lists.

    Attributes:
        ranking: as given.
        lists: the posting lists that are kept.
    """

    def __init__(self, toc: Toc, segments: Sequence[SegmentReader], ranking: Ranking, cache_bytes: int) -> None:
        super().__init__(toc, segments)
        self.ranking = ranking
        self.lists: ListCache[_Key] = ListCache(cache_bytes)

    # --- statistics -------------------------------------------------------------------------------

    @cached_property
    def _norms(self) -> dict[Stream, npt.NDArray[np.float64]]:
        return {}

    @cached_property
    def _beside_body(self) -> npt.NDArray[np.float64]:
        """What title and heading add to the term frequency, by tally."""
        title, heading, _ = tally_counts(np.arange(256))
        weighted: npt.NDArray[np.float64] = self.ranking.title_weight * title + self.ranking.heading_weight * heading
        return weighted

    def body_norms(self, stream: Stream) -> npt.NDArray[np.float64]:
        """Return ``1 - b + b * length / typical_length`` of each row, by the lengths in a stream of terms."""
        norms = self._norms.get(stream)
        if norms is None:
            place = LENGTH_STREAMS.index(_STREAM_NUMBERS[stream])
            lengths = np.concatenate([np.zeros(0), *(s.lengths[:, place] for s in self.segments)])
            live = lengths if self.live is None else lengths * self.live
            b = self.ranking.streams[stream].b
            # Sums of whole numbers, exact in any order.
            norms = self._norms[stream] = (1 - b) + (b / typical_length(float(live @ live), self.live_count)) * lengths
        return norms

    # --- posting lists ----------------------------------------------------------------------------

    def posting_lists(self, terms: Sequence[Term], field: Field | None = None) -> list[PostingList]:
        """Return the posting list of each term, in the same order.

        Args:
            terms: the terms.
            field: leave out rows that have the term elsewhere alone; ``None``: it may stand anywhere.
        """
        keys: Sequence[_Key] = terms if field is None else [(term, field) for term in terms]
        lists = list(map(self.lists.get, keys))
        if None not in lists:
            return lists  # type: ignore[return-value]
        missing = {key: term for key, term, each in zip(keys, terms, lists, strict=True) if each is None}
        wanted = list(missing.values())
        fresh = dict(zip(missing, self._decoded(wanted, self.find_terms(wanted), field), strict=True))
        self.lists.add(fresh)
        return [fresh[key] if each is None else each for key, each in zip(keys, lists, strict=True)]

    def lists_of_groups(self, groups: Sequence[Sequence[Term]], field: Field | None = None) -> list[list[PostingList]]:
        """Return the posting lists of each group of terms, the shortest first; none where a term of it is nowhere.

        All terms are looked up in one go, and nothing is decoded of a group that has none.

        Args:
            groups: the terms of each, at least one.
            field: as for ``posting_lists``.
        """
        keys: Sequence[Sequence[_Key]] = groups
        if field is not None:
            keys = [[(term, field) for term in group] for group in groups]
        found = [list(map(self.lists.get, group)) for group in keys]
        unknown = [place for place, lists in enumerate(found) if None in lists and not _is_nowhere(lists)]
        if unknown:
            terms = {key: term for place in unknown for key, term in zip(keys[place], groups[place], strict=True)}
            known = {key: each for place in unknown for key, each in zip(keys[place], found[place], strict=True)}
            known.update(self._missing([keys[place] for place in unknown], terms, known, field))
            for place in unknown:
                found[place] = [known[key] for key in keys[place]]
        return list(map(_shortest_first, found))

    def _missing(
        self,
        groups: Sequence[Sequence[_Key]],
        terms: Mapping[_Key, Term],
        known: Mapping[_Key, PostingList | None],
        field: Field | None,
    ) -> dict[_Key, PostingList]:
        """The lists that are not known, of the groups that have all their terms; and of the terms that are nowhere."""
        missing = [key for key, each in known.items() if each is None]
        numbers = self.find_terms([terms[key] for key in missing])
        is_somewhere: list[bool] = np.any(numbers >= 0, axis=1).tolist()
        nowhere = {key for key, somewhere in zip(missing, is_somewhere, strict=True) if not somewhere}
        nowhere = {key for key in nowhere if terms[key].stream != "article"}
        needed = nowhere.union(*(group for group in groups if nowhere.isdisjoint(group)))
        places = [place for place, key in enumerate(missing) if key in needed]
        wanted = [missing[place] for place in places]
        lists = self._decoded([terms[key] for key in wanted], numbers[places], field)
        fresh = dict(zip(wanted, lists, strict=True))
        self.lists.add(fresh)
        return fresh

    def find_terms(self, terms: Sequence[Term]) -> Rows:
        """Return the number of each term in each segment, a row a term; -1 where a segment has it not."""
        found = np.full((len(terms), len(self.segments)), -1, np.int64)
        characters = [i for i, term in enumerate(terms) if term.stream == "character"]
        bigrams = [i for i, term in enumerate(terms) if term.stream == "bigram"]
        in_text = [
            (number, places)
            for stream, number in (("word", WORD), ("keyword", KEYWORD))
            if (places := [i for i, term in enumerate(terms) if term.stream == stream])
        ]
        single = np.array([ord(terms[i].text) for i in characters], np.int64)
        first = np.array([ord(terms[i].text[0]) for i in bigrams], np.int64)
        second = np.array([ord(terms[i].text[1]) for i in bigrams], np.int64)
        for place, segment in enumerate(self.segments):
            found[characters, place] = segment.postings.find_characters(single)
            found[bigrams, place] = segment.postings.find_bigrams(first, second)
            for stream, texts in in_text:
                found[texts, place] = segment.postings.find_texts(stream, [terms[i].text for i in texts])
        return found

    def counts_of(self, numbers: Rows) -> Rows:
        """Return the number of sections of each term, deleted ones included.

        Args:
            numbers: those of the terms, as ``find_terms`` returns them.
        """
        counts = np.zeros(len(numbers), np.int64)
        for segment, own in zip(self.segments, numbers.T, strict=True):
            has_term = own >= 0
            counts[has_term] += segment.postings.dfs(own[has_term])
        return counts

    # --- decoding ---------------------------------------------------------------------------------

    def _decoded(self, terms: Sequence[Term], numbers: Rows, field: Field | None) -> list[PostingList]:
        """The posting list of each term, by its number in each segment."""
        counts = self.counts_of(numbers).tolist()
        short = [i for i, term in enumerate(terms) if counts[i] <= _SHORT_LIST and term.stream != "article"]
        short.sort(key=lambda i: terms[i].stream)
        lists: dict[int, PostingList] = {}
        for some in _cut(short, counts) if len(short) >= _FEWEST_TOGETHER else ():
            lists.update(zip(some, self._short_lists([terms[i] for i in some], numbers[some], field), strict=True))
        for i, term in enumerate(terms):
            if i not in lists:
                own = numbers[i].tolist()
                lists[i] = self._long_list(term, own) if field is None else self._in_field(field, own)
        return [lists[i] for i in range(len(terms))]

    def _short_lists(self, terms: Sequence[Term], numbers: Rows, field: Field | None) -> Iterator[PostingList]:
        """The posting list of each of some terms, those of a stream side by side, decoded together."""
        which, rows, tallies = self._joined(numbers)
        if field is not None:
            kept = _counts_in(field, tallies) > 0
            which, rows = which[kept], rows[kept]
        counts = np.bincount(which, minlength=len(terms))
        values = np.ones(len(rows), np.int32)
        bounds = [0, *counts.cumsum().tolist()]
        if field is None:
            streams = [term.stream for term in terms]
            for stream in dict.fromkeys(streams):
                if stream == "keyword":  # it is in no sum of contributions
                    continue
                first, last = streams.index(stream), len(streams) - streams[::-1].index(stream)
                own = slice(bounds[first], bounds[last])
                factors = [self.factor(terms[i], int(counts[i])) for i in range(first, last)]
                of_rows = np.repeat(factors, counts[first:last])
                values[own] = self.weighed(stream, of_rows, rows[own], tallies[own])
        return (PostingList(rows[start:end], values[start:end], self.row_count) for start, end in pairwise(bounds))

    def _joined(self, numbers: Rows) -> tuple[Rows, Rows, Tallies]:
        """Live rows of terms over all segments: the term of each, the row, its tally; by term and row."""
        parts: list[tuple[Rows, Rows, Tallies]] = []
        for (segment, base), own in zip(self._based(), numbers.T, strict=True):
            places = np.flatnonzero(own >= 0)
            if len(places):
                counts, sections, tallies = segment.postings.blocks(own[places])
                parts.append((np.repeat(places, counts), sections + base, tallies))
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8)
        which, rows, tallies = parts[0]
        if len(parts) > 1:
            which, rows, tallies = (np.concatenate(part) for part in zip(*parts, strict=True))
            order = which.argsort(kind="stable")
            which, rows, tallies = which[order], rows[order], tallies[order]
        if self.live is not None:
            kept = self.live[rows]
            which, rows, tallies = which[kept], rows[kept], tallies[kept]
        return which, rows, tallies

    def _long_list(self, term: Term, numbers: Sequence[int]) -> PostingList:
        rows, tallies = self._join(numbers)
        if term.stream == "article":
            article = self.find_article(term.text)
            rows = rows if article is None else np.arange(*self.article_rows(article))
        if term.stream in ("keyword", "article"):
            return PostingList(rows, np.ones(len(rows), np.int32), self.row_count)
        values = self.weighed(term.stream, self.factor(term, len(rows)), rows, tallies)
        return PostingList(rows, values, self.row_count)

    def factor(self, term: Term, count: int) -> float:
        """Return what the contributions of a term are multiplied by.

        Args:
            term: the term.
            count: live sections that have it.
        """
        idf = inverse_document_frequency(count, self.live_count)
        return term_factor(self.ranking, term.stream, term.text, idf)

    def weighed(
        self,
        stream: Stream,
        factor: float | npt.NDArray[np.float64],
        rows: Rows,
        tallies: npt.NDArray[np.uint8] | None,
    ) -> npt.NDArray[np.int32]:
        """Return the contributions of terms of a stream to rows.

        Args:
            stream: of the terms.
            factor: ``factor`` of the term; that of each row, if there are several terms.
            rows: the rows.
            tallies: of the term in each row; ``None``: once in each body.
        """
        norms = self.body_norms(stream).take(rows)
        body: float | npt.NDArray[np.float64] = 1.0
        beside_body = None
        if tallies is not None and len(tallies):
            body = _BODY_COUNTS.take(tallies)
            if int(tallies.max()) > _LARGEST_BODY_TALLY:
                beside_body = self._beside_body.take(tallies)
        return contributions(self.ranking, stream, factor, body / norms, beside_body)

    def _join(self, numbers: Sequence[int]) -> tuple[Rows, npt.NDArray[np.uint8] | None]:
        """Live rows of a term over all segments, and its tallies; ``None`` when it occurs once in each body."""
        blocks = [
            (segment.postings.block(number), base)
            for (segment, base), number in zip(self._based(), numbers, strict=True)
            if number >= 0
        ]
        if not blocks:
            return np.zeros(0, np.int64), None
        if len(blocks) == 1:
            (rows, tallies), base = blocks[0]
            rows = rows + base if base else rows
        else:
            rows = np.concatenate([sections + base for (sections, _), base in blocks])
            tallies = None
            if any(block_tallies is not None for (_, block_tallies), _ in blocks):
                tallies = np.concatenate(
                    [np.ones(len(sections), np.uint8) if t is None else t for (sections, t), _ in blocks]
                )
        if self.live is not None:
            kept = self.live[rows]
            rows = rows[kept]
            tallies = None if tallies is None else tallies[kept]
        return rows, tallies

    def _in_field(self, field: Field, numbers: Sequence[int]) -> PostingList:
        rows, tallies = self._join(numbers)
        if tallies is not None:
            rows = rows[_counts_in(field, tallies) > 0]
        elif field is not Field.BODY:
            rows = rows[:0]
        return PostingList(rows, np.ones(len(rows), np.int32), self.row_count)


def _counts_in(field: Field, tallies: Tallies) -> npt.NDArray[np.uint8]:
    """How often terms stand in a field, by their tallies."""
    counts: npt.NDArray[np.uint8] = dict(
        zip((Field.TITLE, Field.HEADING, Field.BODY), tally_counts(tallies), strict=True)
    )[field]
    return counts


def _cut(places: Sequence[int], counts: Sequence[int]) -> Iterator[list[int]]:
    """Places of terms, in parts that take bounded memory; ``counts`` are the sections of all terms."""
    some: list[int] = []
    size = 0
    for place in places:
        some.append(place)
        size += counts[place]
        if size > _POSTINGS_TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some


def _is_nowhere(lists: Sequence[PostingList | None]) -> bool:
    """Whether one of some lists is empty."""
    return any(each is not None and not each.count for each in lists)


def _shortest_first(lists: list[PostingList | None]) -> list[PostingList]:
    """The lists, the shortest first, if each is there and none is empty; else none."""
    if None in lists:
        return []
    lists.sort(key=_count)
    return lists if lists[0].count else []  # type: ignore[union-attr,return-value]
