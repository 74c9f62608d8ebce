"""One generation of an index, opened: its segments as one row of sections, and one of articles.

Sections of all segments are numbered through ("rows"), and so are articles; deleted ones keep their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.toc import Toc

__all__ = ["Numbering"]

T = TypeVar("T")
Rows = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int64]
_FEW_IDS = 2_000


class Numbering:
    """A generation of the index, whose sections and articles are numbered through.

    Args:
        toc: the generation.
        segments: its segments, opened.

    Attributes:
        generation, edition, identity, exclusions: as in ``Toc``.
        segments: its segments.
        row_bases: first row of each segment, then the number of rows.
        row_count: number of rows, deleted ones included.
        live_count: number of rows that are not deleted.
    """

    def __init__(self, toc: Toc, segments: Sequence[SegmentReader]) -> None:
        self.generation = toc.generation
        self.edition = toc.edition
        self.identity = toc.identity
        self.exclusions = toc.exclusions
        self.segments = tuple(segments)
        self.row_bases = np.cumsum([0, *(s.row_count for s in self.segments)])
        self.row_count = int(self.row_bases[-1])
        self.live_count = self.row_count - sum(len(s.deleted) for s in self.segments)

    def _based(self) -> Iterable[tuple[SegmentReader, int]]:
        """Each segment with its first row."""
        return zip(self.segments, self.row_bases.tolist(), strict=False)

    # --- rows and articles ------------------------------------------------------------------------

    @cached_property
    def article_starts(self) -> Rows:
        """First row of every article, deleted ones included, increasing."""
        starts = [s.texts.article_rows[:-1].astype(np.int64) + b for s, b in self._based()]
        return np.concatenate([np.zeros(0, np.int64), *starts])

    @cached_property
    def article_bases(self) -> Ints:
        """Number of the first article of each segment, then the number of articles."""
        return np.cumsum([0, *(s.texts.article_count for s in self.segments)])

    @cached_property
    def live(self) -> npt.NDArray[np.bool_] | None:
        """Whether each row is live; ``None`` when nothing is deleted."""
        if self.live_count == self.row_count:
            return None
        live = np.ones(self.row_count, bool)
        for segment, base in self._based():
            live[segment.deleted + np.int64(base)] = False
        return live

    @cached_property
    def _article_of_row(self) -> npt.NDArray[np.int32]:
        lengths = np.diff(self.article_starts, append=self.row_count)
        return np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)

    def articles_of(self, rows: Rows) -> npt.NDArray[np.int32]:
        """Return the article of each row."""
        return self._article_of_row.take(rows)

    def count_articles(self, rows: Rows) -> int:
        """Return the number of articles that rows, increasing, belong to."""
        articles = self.articles_of(rows)
        return int(np.count_nonzero(articles[1:] != articles[:-1])) + 1 if len(rows) else 0

    def article_rows(self, article: int) -> tuple[int, int]:
        """Return the first row of an article and the row after its last."""
        end = self.article_starts[article + 1] if article + 1 < len(self.article_starts) else self.row_count
        return int(self.article_starts[article]), int(end)

    def rows_of_articles(self, articles: npt.NDArray[np.integer[Any]]) -> Rows:
        """Return the live rows of articles, increasing."""
        chosen = np.zeros(len(self.article_starts), bool)
        chosen[articles] = True
        found = chosen[self._article_of_row]
        return (found if self.live is None else found & self.live).nonzero()[0]

    def by_segment(self, numbers: Ints, bases: Ints, read: Callable[[SegmentReader, Ints], Sequence[T]]) -> list[T]:
        """Return what is read of rows or of articles, in their order; each segment is read in one go.

        Args:
            numbers: of the rows or articles.
            bases: ``row_bases`` or ``article_bases``.
            read: reads one value for each of some numbers, which count within the segment.
        """
        if len(self.segments) == 1:
            return list(read(self.segments[0], numbers))
        found: list[Any] = [None] * len(numbers)
        places = bases.searchsorted(numbers, "right") - 1
        for place in np.unique(places).tolist():
            chosen = (places == place).nonzero()[0]
            values = read(self.segments[place], numbers[chosen] - bases[place])
            for at, value in zip(chosen.tolist(), values, strict=True):
                found[at] = value
        return found

    # --- ids --------------------------------------------------------------------------------------

    def ids(self, articles: Ints) -> list[str]:
        """Return the id of each article."""
        return self.by_segment(articles, self.article_bases, lambda segment, own: segment.texts.article_ids(own))

    def find_article(self, article_id: str) -> int | None:
        """Return the number of the live article with an id; ``None`` if there is none."""
        for i, segment in enumerate(self.segments):
            for number in segment.texts.find_article(article_id):
                if segment.is_live(int(segment.texts.article_rows[number])):
                    return number + int(self.article_bases[i])
        return None

    @cached_property
    def _id_ranks(self) -> npt.NDArray[np.int32]:
        """The place of each article among all, by id."""
        ids = [each for segment in self.segments for each in segment.texts.all_ids()]
        ranks = np.empty(len(ids), np.int32)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return ranks

    def first_by_id(self, articles: Ints, k: int) -> Ints:
        """Return the places of the first few of some articles by id; one that comes more than once keeps its order.

        Args:
            articles: their numbers.
            k: how many are wanted.
        """
        if len(articles) > _FEW_IDS:  # then it pays to know the order of all
            return np.argsort(self._id_ranks[articles], kind="stable")[:k]
        ids = self.ids(articles)
        return np.array(sorted(range(len(ids)), key=ids.__getitem__)[:k], np.int64)
