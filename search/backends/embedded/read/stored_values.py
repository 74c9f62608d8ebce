"""What is stored of the articles and sections of a snapshot, by their numbers.

Values are read for many at once: what a short text takes are the steps, and not its characters.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.analysis.code_spans import CodeSpan
from wenxun.analysis.field_values import DAY_SECONDS
from wenxun.backends.embedded.format.numbers import Numbers
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.toc import Toc
from wenxun.backends.embedded.read.numbering import Numbering
from wenxun.backends.records import article_from_record
from wenxun.fields import OWN_DATE
from wenxun.models import Article

if TYPE_CHECKING:
    from wenxun.backends.embedded.format.dates import DateColumn

__all__ = ["StoredValues"]

T = TypeVar("T")
Rows = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int64]
_KEPT_ARTICLES = 1_000
"""Of what is known of articles besides their sections, about a kilobyte each."""


class StoredValues(Numbering):
    """The values of articles and of sections.

    Args:
        toc, segments: as for ``Numbering``.
    """

    def __init__(self, toc: Toc, segments: Sequence[SegmentReader]) -> None:
        super().__init__(toc, segments)
        self._numbers: dict[str, Numbers] = {}
        self._last_articles: OrderedDict[int, Article] = OrderedDict()
        self._articles_lock = Lock()

    # --- what is shown of articles ----------------------------------------------------------------

    def titles(self, articles: Ints) -> list[str]:
        """Return the title of each article."""
        named = self.by_segment(articles, self.article_bases, lambda segment, own: segment.texts.of("title", own))
        return [names.partition("\n")[0] for names in named]

    def articles_without_text(self, articles: Ints) -> list[Article]:
        """Return what is known of each article besides its sections.

        The last ones are kept: every page asks for the articles that write the values of its facets.
        """
        numbers = articles.tolist()
        with self._articles_lock:
            found = {number: self._last_articles[number] for number in numbers if number in self._last_articles}
            for number in found:
                self._last_articles.move_to_end(number)
        missing = [number for number in numbers if number not in found]
        if missing:
            read = self.by_segment(np.array(missing, np.int64), self.article_bases, _without_text)
            fresh = dict(zip(missing, read, strict=True))
            found.update(fresh)
            with self._articles_lock:
                self._last_articles.update(fresh)
                while len(self._last_articles) > _KEPT_ARTICLES:
                    self._last_articles.popitem(last=False)
        return [found[number] for number in numbers]

    # --- what is shown of sections ----------------------------------------------------------------

    def paths(self, rows: Rows) -> list[tuple[str, ...]]:
        """Return the headings of each section, from the outermost down to its own."""
        headings = self.by_segment(rows, self.row_bases, lambda segment, own: segment.texts.of("heading", own))
        return [tuple(each.split("\n")) if each else () for each in headings]

    def texts(self, rows: Rows) -> list[str]:
        """Return the text of each section."""
        return self.by_segment(rows, self.row_bases, lambda segment, own: segment.texts.of("body", own))

    def code(self, rows: Rows) -> list[tuple[CodeSpan, ...]]:
        """Return where code stands in the text of each section."""
        return self.by_segment(rows, self.row_bases, lambda segment, own: list(map(segment.code.of, own.tolist())))

    def dates_named(self, rows: Rows) -> list[tuple[int, ...]]:
        """Return the dates that each section names, as numbers, increasing."""
        return self.dates.of(rows)

    # --- dates and numbers ------------------------------------------------------------------------

    @cached_property
    def dates(self) -> DateColumn:
        """The dates that live sections name."""
        from wenxun.backends.embedded.format.dates import DateColumn  # few queries need it

        return DateColumn(((s.postings_file, base, s.row_count) for s, base in self._based()), self.live)

    @cached_property
    def own_dates(self) -> npt.NDArray[np.uint32]:
        """Of each row the date of its article, 0 where that has none or is deleted."""
        dates = np.zeros(len(self.article_starts), np.uint32)
        column = self.numbers(OWN_DATE)
        dates[column.articles] = column.values // DAY_SECONDS
        of_rows = dates[self._article_of_row]
        if self.live is not None:
            of_rows[~self.live] = 0
        return of_rows

    def numbers(self, field: str) -> Numbers:
        """Return the numbers of articles in a field, those of deleted ones included."""
        if field not in self._numbers:
            parts = zip(self.segments, self.article_bases.tolist(), strict=False)
            own = ((segment.numbers.get(field), base) for segment, base in parts)
            self._numbers[field] = Numbers.joined(
                each._replace(articles=each.articles + base) for each, base in own if each is not None
            )
        return self._numbers[field]

    # --- which rows have a value ------------------------------------------------------------------

    def rows_with_number(self, field: str, intervals: Sequence[tuple[float, float]]) -> Rows:
        """Return the rows of articles whose number in a field is in one of some intervals, increasing.

        Args:
            field: its name.
            intervals: the smallest and the largest number of each.
        """
        column = self.numbers(field)
        found = np.zeros(len(column.values), bool)
        for low, high in intervals:
            found |= (column.values >= low) & (column.values <= high)
        return self.rows_of_articles(column.articles[found])

    def rows_dated(self, intervals: Sequence[tuple[int, int]]) -> Rows:
        """Return the rows that name a date in one of some intervals, and those of articles published then."""
        from wenxun.backends.embedded.format.dates import are_within  # few queries need it

        own = self.numbers(OWN_DATE)
        published = own.articles[are_within((own.values // DAY_SECONDS).astype(np.int64), intervals)]
        return np.union1d(self.dates.within(intervals), self.rows_of_articles(published))

    def rows_with_code(self) -> Rows:
        """Return the live rows with code, increasing."""
        rows = np.concatenate([np.zeros(0, np.int64), *(segment.code.rows + base for segment, base in self._based())])
        return rows if self.live is None else rows[self.live[rows]]


def _without_text(segment: SegmentReader, articles: Ints) -> list[Article]:
    return [article_from_record(*each) for each in segment.texts.records_without_form(articles)]
