"""How what was found divides by category, year and article: counts over all of it, without a look at each section.

Tables of a snapshot are sorted by what is counted, so that a count is a sum over a stretch of marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.analysis.date_codes import CENTURY, DECADE, FIRST_KNOWN, YEAR_BITS, YEAR_ORIGIN
from wenxun.analysis.field_values import DAY_SECONDS
from wenxun.backends import Counted, ValueCounts
from wenxun.backends.embedded.format.eliasfano import ranges
from wenxun.backends.embedded.format.runs import KEYWORD
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.fields import keyword_term

__all__ = ["FacetTables"]

Ints = npt.NDArray[np.int64]
Articles = npt.NDArray[np.int32]
Marks = npt.NDArray[np.bool_]
_FEW_ARTICLES = 1_000
_FEW_SHARE = 8
"""Where less than this part of all articles was found, their values are looked at, and not those of all."""


class _Years(NamedTuple):
    """Year, row and article of every row and year that it names, in the order of all three."""

    years: npt.NDArray[np.uint16]
    rows: Ints
    articles: Articles

    def of(self, found: Marks) -> tuple[npt.NDArray[np.uint16], Articles]:
        """Year and article of those whose row was found."""
        hits = found.take(self.rows).nonzero()[0]
        return self.years[hits], self.articles[hits]


class KeywordTable(NamedTuple):
    """The values of a field, and the live articles that have each.

    Attributes:
        names: the values, folded, in order.
        starts: where the articles of each value begin, and the number of all.
        articles: increasing for each value.
        article_starts: where the values of each article begin, and the number of all.
        values: numbers of the values, increasing for each article.
    """

    names: list[str]
    starts: Ints
    articles: Articles
    article_starts: Ints
    values: Articles

    @classmethod
    def of(cls, names: list[str], pairs: Ints, article_count: int) -> KeywordTable:
        """Return the table of pairs of a value and an article.

        Args:
            names: the values, in order; each has a pair.
            pairs: the number of a value, shifted by 32 bits, and an article of it; increasing.
            article_count: articles of the snapshot.
        """
        articles, values = (pairs & 0xFFFFFFFF).astype(np.int32), (pairs >> 32).astype(np.int32)
        return cls(
            names,
            pairs.searchsorted(np.arange(len(names) + 1, dtype=np.int64) << 32),
            articles,
            np.concatenate(([0], np.bincount(articles, minlength=article_count).cumsum())),
            values[np.argsort(articles, kind="stable")],
        )

    def count_few(self, articles: Articles) -> Ints:
        """Count the values of articles, which increase."""
        starts = self.article_starts.take(articles)
        lengths = self.article_starts.take(articles + 1) - starts
        return np.bincount(self.values.take(ranges(starts, lengths)), minlength=len(self.names))

    def count_many(self, found: Marks) -> Ints:
        """Do as ``count_few`` for marked articles, looking at all."""
        return np.add.reduceat(found.take(self.articles), self.starts[:-1], dtype=np.int64)


class FacetTables:
    """The tables of one snapshot; each is made when it is first needed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._keywords: dict[str, KeywordTable] = {}

    def count(self, found: Marks, rows: Ints, counted: Counted) -> ValueCounts:
        """Return how what was found divides.

        Args:
            found: whether each row was.
            rows: those that were, increasing.
            counted: what to count by, and how much of it to give.
        """
        periods = self._count_periods(found, counted.periods)
        if not counted.most:
            return ValueCounts(periods=periods)
        articles, sections = _runs(self._snapshot.articles_of(rows))
        largest = _largest(sections, counted.most)
        marks = np.zeros(len(self._snapshot.article_starts), bool)
        marks[articles.astype(np.int64)] = True
        return ValueCounts(
            keywords={field: self._count_keywords(field, articles, marks, counted.most) for field in counted.keywords},
            dates={field: self._count_years_of(field, marks) for field in counted.dates},
            years=self._count_years(found),
            articles=list(zip(articles[largest].tolist(), sections[largest].tolist(), strict=True)),
            periods=periods,
        )

    # --- keywords ---------------------------------------------------------------------------------

    def keywords(self, field: str) -> KeywordTable:
        """Return the table of a field of keywords."""
        if field not in self._keywords:
            self._keywords[field] = self._read_keywords(field)
        return self._keywords[field]

    def _read_keywords(self, field: str) -> KeywordTable:
        prefix = keyword_term(field, "")
        live = self._snapshot.live
        names: list[str] = []
        parts: list[tuple[Ints, Ints]] = []
        for segment, base in zip(self._snapshot.segments, self._snapshot.row_bases.tolist(), strict=False):
            terms = segment.postings.find_prefix(KEYWORD, prefix)
            counts, sections, _ = segment.postings.blocks(np.array([term for _, term in terms], np.int64))
            numbered = np.repeat(np.arange(len(names), len(names) + len(terms)), counts)
            rows = sections + base
            names += [text[len(prefix) :] for text, _ in terms]
            parts.append((numbered, rows) if live is None else (numbered[live[rows]], rows[live[rows]]))
        ordered = sorted({names[value] for values, _ in parts for value in np.unique(values).tolist()})
        number_of = {name: number for number, name in enumerate(ordered)}
        numbers = np.fromiter((number_of.get(name, -1) for name in names), np.int64, len(names))
        pairs = [numbers[values] << 32 | self._snapshot.articles_of(rows) for values, rows in parts]
        pair = np.sort(np.concatenate([np.zeros(0, np.int64), *pairs]))
        pair = pair[np.diff(pair, prepend=-1) > 0]
        return KeywordTable.of(ordered, pair, len(self._snapshot.article_starts))

    def _count_keywords(self, field: str, articles: Articles, found: Marks, most: int) -> list[tuple[str, int, int]]:
        table = self.keywords(field)
        if not table.names:
            return []
        is_few = len(articles) * _FEW_SHARE < len(found)
        counts = table.count_few(articles) if is_few else table.count_many(found)
        best = _largest(counts, most)
        examples = table.articles[table.starts[best]]  # the same in each answer, so that they are read once
        chosen = zip(best.tolist(), examples.tolist(), counts[best].tolist(), strict=True)
        return [(table.names[number], example, count) for number, example, count in chosen]

    def _count_years_of(self, field: str, found: Marks) -> list[tuple[int, int]]:
        """The years of a field of dates."""
        column = self._snapshot.numbers(field)
        if not len(column.values):
            return []
        codes = (column.values[found[column.articles]] // DAY_SECONDS).astype(np.int64)
        years, counts = np.unique(codes >> YEAR_BITS, return_counts=True)
        return [(year - YEAR_ORIGIN, n) for year, n in zip(years.tolist(), counts.tolist(), strict=True)]

    # --- years ------------------------------------------------------------------------------------

    @cached_property
    def _years(self) -> _Years:
        """Of every row, every year that it names."""
        _, dates = self._dated
        return self._by_year((dates >= FIRST_KNOWN) & ~np.isin(dates % FIRST_KNOWN, (DECADE, CENTURY)))

    @cached_property
    def _decades(self) -> _Years:
        """Of every row, the first year of every decade that it names."""
        return self._by_year(self._dated[1] % FIRST_KNOWN == DECADE)

    @cached_property
    def _centuries(self) -> _Years:
        """Of every row, the first year of every century that it names."""
        return self._by_year(self._dated[1] % FIRST_KNOWN == CENTURY)

    @cached_property
    def _dated(self) -> tuple[Ints, npt.NDArray[np.uint32]]:
        """Rows and dates that they name, or that are those of their articles, in the order of both."""
        column, own = self._snapshot.dates, self._snapshot.own_dates
        own_rows = np.flatnonzero(own)
        if not len(own_rows):
            return column.rows, column.dates
        rows, dates = np.concatenate((column.rows, own_rows)), np.concatenate((column.dates, own[own_rows]))
        order = np.lexsort((dates, rows))
        return rows[order], dates[order]

    def _by_year(self, selected: Marks) -> _Years:
        """The years of some dates."""
        rows, years = self._dated[0][selected], (self._dated[1][selected] >> YEAR_BITS).astype(np.uint16)
        once = (np.diff(rows, prepend=-1) > 0) | (np.diff(years, prepend=years[:1]) != 0)
        rows, years = rows[once], years[once]
        order = np.argsort(years, kind="stable")  # by counting, as the numbers are short
        return _Years(years[order], rows[order], self._snapshot.articles_of(rows)[order])

    def _count_periods(self, found: Marks, periods: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Number of articles with a row found that names a date from one year to another, for each such period."""
        if not periods:
            return ()
        bounds = np.array(periods, np.int64).reshape(-1, 2) + YEAR_ORIGIN
        naming: list[list[Articles]] = [[] for _ in periods]
        for named, length in ((self._years, 1), (self._decades, 10), (self._centuries, 100)):
            years, articles = named.of(found)
            ends = np.maximum(bounds - (0, length - 2), bounds[:, :1])
            for own, (low, high) in zip(naming, years.searchsorted(ends.astype(years.dtype)).tolist(), strict=True):
                own.append(articles[low:high])
        return tuple(map(self._count_different, naming))

    def _count_different(self, parts: Sequence[Articles]) -> int:
        """The number of different articles: of a few by looking at these alone."""
        if sum(map(len, parts)) < _FEW_ARTICLES:
            return len({article for part in parts for article in part.tolist()})
        marks = np.zeros(len(self._snapshot.article_starts), bool)
        for part in parts:
            marks[part] = True
        return int(np.count_nonzero(marks))

    def _count_years(self, found: Marks) -> list[tuple[int, int]]:
        years, articles = self._years.of(found)
        once = np.append(True, (articles[1:] != articles[:-1]) | (years[1:] != years[:-1]))[: len(years)]
        counts = np.bincount(years[once])
        return [(year - YEAR_ORIGIN, int(counts[year])) for year in counts.nonzero()[0].tolist()]


def _runs(articles: Articles) -> tuple[Articles, Ints]:
    """The different ones of articles that do not decrease, and how often each comes."""
    is_first = np.ones(len(articles), bool)
    np.not_equal(articles[1:], articles[:-1], out=is_first[1:])
    starts = is_first.nonzero()[0]
    return articles[starts], np.diff(starts, append=len(articles))


def _largest(counts: Ints, most: int) -> Ints:
    """Places of the largest counts that are not 0, largest first, the first of level ones first."""
    at_least = np.bincount(counts)[:0:-1].cumsum()[::-1]  # of each count from 1 on, how many are no smaller
    if len(at_least) and at_least[0] > most:
        least = int((at_least >= most).nonzero()[0][-1]) + 1
        larger = (counts > least).nonzero()[0]
        found = np.sort(np.concatenate((larger, (counts == least).nonzero()[0][: most - len(larger)])))
    else:
        found = counts.nonzero()[0]
    return found[np.argsort(-counts[found], kind="stable")]
