"""One generation of an index, opened for queries: the posting lists of terms, and sets of rows that come from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.analysis.link_names import anchor_prefix
from wenxun.backends.embedded.format.runs import (
    KEYWORD,
    WORD,
    tally_counts,
)
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.toc import Toc
from wenxun.backends.embedded.read.anchors import Anchors
from wenxun.backends.embedded.read.decoded_lists import DecodedLists
from wenxun.backends.embedded.read.posting_list import PostingList
from wenxun.budget import Budget
from wenxun.query.tree import Field
from wenxun.ranking import Ranking

__all__ = ["Snapshot"]

Rows = npt.NDArray[np.int64]
T = TypeVar("T")
_POSTINGS_AT_ONCE = 200_000


class Snapshot(DecodedLists):
    """A generation of the index, for queries.

    Args:
        toc, segments, ranking, cache_bytes: as for ``DecodedLists``.
    """

    def __init__(self, toc: Toc, segments: Sequence[SegmentReader], ranking: Ranking, cache_bytes: int) -> None:
        super().__init__(toc, segments, ranking, cache_bytes)
        self._kept: dict[Callable[[Snapshot], Any], Any] = {}

    def kept(self, make: Callable[[Snapshot], T]) -> T:
        """Return what ``make`` makes of the snapshot; it is made once and kept as long as the snapshot."""
        if make not in self._kept:
            self._kept[make] = make(self)
        made: T = self._kept[make]
        return made

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
        rows = (found if self.live is None else found & self.live).nonzero()[0]
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
        return (found if self.live is None else found & self.live).nonzero()[0]

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
