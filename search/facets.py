"""How what was found divides by category, by time and by article, as a reader wants to see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from wenxun.analysis.date_codes import FIRST_KNOWN, code, date_of
from wenxun.analysis.dates import written_dates
from wenxun.analysis.field_values import path_prefixes
from wenxun.analysis.folding import fold_string
from wenxun.models import Article, ArticleCount, CategoryCount, Facets, PeriodCount, TextDate, ValueCount, YearCount
from wenxun.query.tree import date_intervals

if TYPE_CHECKING:
    from wenxun.fields import ArticleField, FieldTable
    from wenxun.query.tree import Query
    from wenxun.retrieval import FacetCounts, Retrieval

__all__ = ["MOST_PERIODS", "dates_named", "make_facets"]

MOST_PERIODS = 30
"""Most stretches of time to divide into."""

_MOST_VALUES = 20
_STEPS_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
_OUTLYING_SHARE = 0.015


def make_facets(matches: Retrieval, query: Query, table: FieldTable) -> Facets:
    """Count everything that matches.

    Args:
        matches: the answer to the query.
        query: where it asks for dates, years that lie outside are left out.
        table: the fields of articles.

    Returns:
        How it divides.
    """
    facets = table.facets
    filtered = [each for each in facets if matches.without_filter(each.name) is not matches]
    values, counts = _counted(matches, [each for each in facets if each not in filtered])
    for field in filtered:
        values |= _counted(matches.without_filter(field.name), [field])[0]
    fields = {field.name: values[field.name] for field in facets if values[field.name]}
    if (dated := matches.without_filter("date")) is not matches:
        matches, counts = dated, counts._replace(years=dated.facets(_MOST_VALUES).years)
    asked = list(date_intervals(query.required))
    years = [(year, count) for year, count in counts.years if not asked or _touches(year, asked)]
    periods = list(_periods(years))
    single = dict(years)
    if any(first != last for first, last in periods):
        period_counts: Sequence[int] = matches.count_periods(periods)
    else:
        period_counts = [single.get(year, 0) for year, _ in periods]
    return Facets(
        categories=tuple(CategoryCount(each.value, each.article_count) for each in fields.get("category", ())),
        years=tuple(YearCount(year, count) for year, count in years),
        periods=tuple(PeriodCount(*period, count) for period, count in zip(periods, period_counts, strict=True)),
        articles=tuple(ArticleCount(article_id, title, count) for article_id, title, count in counts.articles),
        fields=fields,
    )


def _counted(
    matches: Retrieval, fields: Sequence[ArticleField]
) -> tuple[dict[str, tuple[ValueCount, ...]], FacetCounts]:
    """The values of some fields, and all that was counted with them."""
    dates = [each.name for each in fields if each.kind == "date"]
    keywords = {each.name: each for each in fields if each.kind != "date"}
    counts = matches.facets(_MOST_VALUES, list(keywords), dates)
    having = iter(matches.known([article for values in counts.keywords.values() for _, article, _ in values]))
    found = {
        name: tuple(ValueCount(_written(folded, keywords[name], next(having)), count) for folded, _, count in values)
        for name, values in counts.keywords.items()
    }
    return found | {name: tuple(ValueCount(str(year), n) for year, n in counts.dates[name]) for name in dates}, counts


def _written(folded: str, field: ArticleField, article: Article) -> str:
    """A value as an article writes it."""
    texts = map(str, field.values(article))
    written = (part for text in texts for part in (path_prefixes(text) if field.kind == "path" else (text,)))
    return next((text for text in written if text == folded or _folded(text) == folded), folded)


@lru_cache(maxsize=4096)
def _folded(value: str) -> str:
    """A value, folded; the same ones come with every query."""
    return fold_string(value)


def dates_named(passage: str, dates: Sequence[TextDate]) -> list[TextDate]:
    """Return which of a section's dates a passage of it names, in its order, each once.

    Args:
        passage: the passage.
        dates: the dates of the section.
    """
    without_year: dict[TextDate, list[TextDate]] = {}
    for date in dates:
        without_year.setdefault(replace(date, year=None), []).append(date)
    written = (date_of(each.code) for each in written_dates(fold_string(passage)))
    named = (without_year.get(date, []) if date.year is None else [date] for date in written)
    known = set(dates)
    return list(dict.fromkeys(date for each in named if len(each) == 1 for date in each if date in known))


def _touches(year: int, intervals: Sequence[tuple[int, int]]) -> bool:
    return any(high < FIRST_KNOWN or (low < code(year + 1) and code(year) <= high) for low, high in intervals)


def _periods(years: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """First and last year of stretches of equal length; what lies far from the rest is one stretch at either end."""
    if not years:
        return
    first, last = years[0][0], years[-1][0]
    low, high = (first, last) if last - first < MOST_PERIODS else (_outlying(years), _outlying(years[::-1]))
    most = MOST_PERIODS - (first < low) - (last > high)
    step = next((each for each in _STEPS_YEARS if high // each - low // each < most), _STEPS_YEARS[-1])
    low = low // step * step
    if first < low:
        yield first, low - 1 or -1
    for start in range(low, high + 1, step):
        if start or step > 1:  # there is no year 0
            yield start or 1, start + step - 1 or -1
    end = high // step * step + step
    if last >= end:
        yield end or 1, last


def _outlying(years: Sequence[tuple[int, int]]) -> int:
    """The year from which on, in the given order, all but a small share of the counts lie."""
    sums = list(accumulate([count for _, count in years]))
    least = sums[-1] * _OUTLYING_SHARE
    return next(year for (year, _), total in zip(years, sums, strict=True) if total > least)
