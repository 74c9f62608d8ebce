"""How everything that a search found divides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["ArticleCount", "CategoryCount", "Facets", "PeriodCount", "ValueCount", "YearCount"]


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category and how many of the articles found are in it.

    Attributes:
        name: the category, as one of them writes it.
        article_count: how many articles.
    """

    name: str
    article_count: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year and how many of the articles found have a section that was found and names a date in it.

    Attributes:
        year: the year, negative before the common era.
        article_count: how many articles.
    """

    year: int
    article_count: int


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """As ``YearCount``, for several years together.

    Attributes:
        first, last: the first and the last of the years.
        article_count: how many articles.
    """

    first: int
    last: int
    article_count: int

    def __str__(self) -> str:
        """The period as in the query language: ``1950..1959``, ``2018``."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """An article and how many of its sections were found.

    Attributes:
        id, title: as in ``Article``.
        section_count: how many sections.
    """

    id: str
    title: str
    section_count: int


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value of a field and how many of the articles found have it.

    Attributes:
        value: the value, as one of them writes it.
        article_count: how many articles.
    """

    value: str
    article_count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How all that was found divides, over all pages. Every count is what the same query with ``category:"NAME"``, or
    with ``date:`` and the year or period, finds. What is filtered by is counted as if it were not, so that a count says
    what one more value of the filter brings.

    Attributes:
        categories: the largest ones, largest first, level ones by name.
        years: every year that something found names, in order; only those asked for where dates are.
        periods: these years in at most 30 stretches of equal length that follow each other; the first and the last may
            be longer and take in what lies far from the rest.
        articles: those with the most sections found; of articles level with each other all or none.
        fields: name of a field to its largest values, largest first, level ones by value; of a field of dates, years
            in their order; of paths, folders. Only fields of which something found has a value.
    """

    categories: tuple[CategoryCount, ...] = ()
    years: tuple[YearCount, ...] = ()
    periods: tuple[PeriodCount, ...] = ()
    articles: tuple[ArticleCount, ...] = ()
    fields: Mapping[str, tuple[ValueCount, ...]] = field(default_factory=dict)
