"""One generation of an index, opened for queries: the posting lists of terms, and sets of rows that come from them.

A term's postings are decoded once, joined over the segments, freed of deleted sections, turned into contributions to
the score and kept in a bounded cache, so that everything above works on plain arrays and cannot depend on how the index
is cut into segments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.analysis.link_names import anchor_prefix
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
from wenxun.backends.embedded.read.anchors import Anchors
from wenxun.backends.embedded.read.list_cache import ListCache
from wenxun.backends.embedded.read.posting_list import PostingList
from wenxun.backends.embedded.read.stored_values import StoredValues
from wenxun.budget import Budget
from wenxun.query.tree import Field, Term
from wenxun.ranking import Ranking, contributions, inverse_document_frequency, term_factor, typical_length

__all__ = ["Snapshot"]

Rows = npt.NDArray[np.int64]
T = TypeVar("T")
_Key: TypeAlias = Term | tuple[Term, Field] | tuple[str, str, Field | None]
"""A term, a term in a field, or what words begin with."""

_POSTINGS_AT_ONCE = 200_000
_STREAM_NUMBERS: dict[Stream, int] = {"character": CHARACTER, "bigram": BIGRAM, "word": WORD}
_LARGEST_BODY_TALLY = 15
_SHORT_LIST = 2_000
"""Postings that are decoded sooner than a few sections are looked up."""
_BODY_COUNTS = tally_counts(np.arange(256))[2].astype(np.float64)


class Snapshot(StoredValues):
    """A generation of the index, for queries.

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
        self._kept: dict[Callable[[Snapshot], Any], Any] = {}
        self.lists: ListCache[_Key] = ListCache(cache_bytes)

    def kept(self, make: Callable[[Snapshot], T]) -> T:
        """Return what ``make`` makes of the snapshot; it is made once and kept as long as the snapshot."""
        if make not in self._kept:
            self._kept[make] = make(self)
        made: T = self._kept[make]
        return made

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
        found = self._find_terms(list(missing.values())).tolist()
        fresh = {
            key: self._decode(term, numbers) if field is None else self._in_field(field, numbers)
            for (key, term), numbers in zip(missing.items(), found, strict=True)
        }
        self.lists.add(fresh)
        return [fresh[key] if each is None else each for key, each in zip(keys, lists, strict=True)]

    def _find_terms(self, terms: Sequence[Term]) -> Rows:
        """Number of each term in each segment, -1 where a segment has it not."""
        found = np.full((len(terms), len(self.segments)), -1, np.int64)
        characters = [i for i, term in enumerate(terms) if term.stream == "character"]
        bigrams = [i for i, term in enumerate(terms) if term.stream == "bigram"]
        single = np.array([ord(terms[i].text) for i in characters], np.int64)
        first = np.array([ord(terms[i].text[0]) for i in bigrams], np.int64)
        second = np.array([ord(terms[i].text[1]) for i in bigrams], np.int64)
        for place, segment in enumerate(self.segments):
            found[characters, place] = segment.postings.find_characters(single)
            found[bigrams, place] = segment.postings.find_bigrams(first, second)
            for i, term in enumerate(terms):
                if term.stream in ("word", "keyword"):
                    stream = WORD if term.stream == "word" else KEYWORD
                    found[i, place] = segment.postings.find_text(stream, term.text)
        return found

    def terms_to_look_up(self, terms: Sequence[Term]) -> list[Term]:
        """Return those terms whose lists are long, not kept, and asked for the first time: ``contributions_at``.

        None are where sections were deleted: how many have a term is known then when its list is decoded.
        """
        missing = [term for term in terms if self.lists.get(term) is None]
        if self.live is not None or not missing:
            return []
        counts = self._counts(self._find_terms(missing)).tolist()
        long = [term for term, count in zip(missing, counts, strict=True) if count > _SHORT_LIST]
        return [term for term in long if not self.lists.was_asked(term)]

    def _counts(self, numbers: Rows) -> Rows:
        """The number of sections of each term, deleted ones included, by its number in each segment."""
        counts = np.zeros(len(numbers), np.int64)
        for segment, own in zip(self.segments, numbers.T, strict=True):
            has_term = own >= 0
            counts[has_term] += segment.postings.dfs(own[has_term])
        return counts

    def contributions_at(self, terms: Sequence[Term], rows: Rows) -> Rows:
        """Return what terms of one stream add together to the scores of a few rows, and decode none of their lists.

        Args:
            terms: terms that stand in bodies, at least one; no section may be deleted.
            rows: the rows.
        """
        stream = terms[0].stream
        numbers = self._find_terms(terms)
        counts = self._counts(numbers).tolist()
        tallies = np.zeros((len(terms), len(rows)), np.uint8)
        for (segment, base), own in zip(self._based(), numbers.T, strict=True):
            has_term, inside = own >= 0, (rows >= base) & (rows < base + segment.row_count)
            if has_term.any() and inside.any():
                found = segment.postings.tallies_at(own[has_term], rows[inside] - base)
                tallies[np.ix_(has_term, inside)] = found
        which, places = tallies.nonzero()
        idfs = [inverse_document_frequency(count, self.live_count) for count in counts]
        factors = [term_factor(self.ranking, stream, term.text, idf) for term, idf in zip(terms, idfs, strict=True)]
        values = self._weighed(stream, np.array(factors).take(which), rows.take(places), tallies[which, places])
        return np.bincount(places, values, len(rows)).astype(np.int64)  # sums of whole numbers, so they are exact

    def _decode(self, term: Term, numbers: Sequence[int]) -> PostingList:
        rows, tallies = self._join(numbers)
        if term.stream == "article":
            article = self.find_article(term.text)
            rows = rows if article is None else np.arange(*self.article_rows(article))
        if term.stream in ("keyword", "article"):  # it is in no sum of contributions
            return PostingList(rows, np.ones(len(rows), np.int32), self.row_count)
        idf = inverse_document_frequency(len(rows), self.live_count)
        factor = term_factor(self.ranking, term.stream, term.text, idf)
        return PostingList(rows, self._weighed(term.stream, factor, rows, tallies), self.row_count)

    def _weighed(
        self,
        stream: Stream,
        factor: float | npt.NDArray[np.float64],
        rows: Rows,
        tallies: npt.NDArray[np.uint8] | None,
    ) -> npt.NDArray[np.int32]:
        """The contributions to rows, by the factor and the tally of each; ``None``: each once in the body."""
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
            counts = dict(zip((Field.TITLE, Field.HEADING, Field.BODY), tally_counts(tallies), strict=True))
            rows = rows[counts[field] > 0]
        elif field is not Field.BODY:
            rows = rows[:0]
        return PostingList(rows, np.ones(len(rows), np.int32), self.row_count)

    def rows_with_prefix(self, prefix: str, field: Field | None, budget: Budget) -> Rows:
        """Return the rows that have a word with a certain beginning, increasing.

        Args:
            prefix: how the word begins.
            field: where it stands; ``None``: anywhere.
            budget: the time for it; when it is over, rows of less frequent words are left out.
        """
        key = ("prefix", prefix, field)
        known = self.lists.get(key)
        if known is not None:
            return known.rows
        found = np.zeros(self.row_count, bool)
        is_whole = True
        for segment, base in self._based():
            terms = segment.postings.prefix_terms(WORD, prefix)
            counts = segment.postings.dfs(terms)
            order = np.argsort(-counts, kind="stable")
            terms, ends = terms[order], counts[order].cumsum()
            cuts = ends.searchsorted(np.arange(_POSTINGS_AT_ONCE, int(ends[-1]) if len(ends) else 0, _POSTINGS_AT_ONCE))
            for some in np.split(terms, np.unique(cuts)):
                if len(some) and (is_whole := is_whole and not budget.is_over()):
                    found[self._sections_of(segment, some, field) + base] = True
        rows = np.flatnonzero(found if self.live is None else found & self.live)
        if is_whole:
            self.lists.add({key: PostingList(rows, np.ones(len(rows), np.int32), self.row_count)})
        return rows

    @staticmethod
    def _sections_of(segment: SegmentReader, terms: npt.NDArray[np.int64], field: Field | None) -> Rows:
        """Sections of a segment that have any of some terms, in one field or in any; some more than once."""
        _, sections, tallies = segment.postings.blocks(terms)
        if field is not None:
            counts = dict(zip((Field.TITLE, Field.HEADING, Field.BODY), tally_counts(tallies), strict=True))
            sections = sections[counts[field] > 0]
        return sections

    def rows_with_keyword_part(self, field: str, part: str) -> Rows:
        """Return the rows of articles with a value that contains a text, increasing.

        Args:
            field: the field of the value.
            part: the text, folded.
        """
        found = np.zeros(self.row_count, bool)
        for segment, base in self._based():
            terms = segment.postings.find_keywords(field, part)
            if len(terms):
                found[segment.postings.blocks(terms)[1] + base] = True
        return np.flatnonzero(found if self.live is None else found & self.live)

    def linked(self, anchors: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the keys of what articles link to by each text, with how many live articles do."""
        found: dict[str, dict[str, int]] = {}
        for (segment, base), known in zip(self._based(), self._anchors, strict=True):
            for anchor in known.possible(anchors):
                prefix = anchor_prefix(anchor)
                for keyword, number in segment.postings.find_prefix(KEYWORD, prefix):
                    rows = segment.postings.block(number)[0] + base
                    count = self.count_articles(rows if self.live is None else rows[self.live[rows]])
                    if count:
                        keys = found.setdefault(anchor, {})
                        keys[keyword[len(prefix) :]] = keys.get(keyword[len(prefix) :], 0) + count
        return found

    @cached_property
    def _anchors(self) -> list[Anchors]:
        return [Anchors(segment.postings) for segment in self.segments]
