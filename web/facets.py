"""What stands beside the results: times, categories and articles of everything found, each a link that narrows down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask import request

from wenxun import ArticleCount, Hit, PeriodCount, QueryError, SearchResults, TextDate
from wenxun.facets import dates_named
from wenxun.query.narrowing import Narrowing
from wenxun.variants import Variant, convert_text, language_tag
from wenxun.web.narrowed import Choice, Narrowed
from wenxun.web.preferences import ArticleLinks, current_texts, current_variant

__all__ = [
    "Bar",
    "Beside",
    "Counted",
    "CountedField",
    "Times",
    "beside",
    "date_chips",
    "shown_date",
    "with_chosen_years",
]

_CHART_HEIGHT = 56
_BAR_STEP = 10
_LEAST_HEIGHT = 2.0
_DATES_SHOWN = 3
_VALUES_BESIDE = 6
_ARTICLES_BESIDE = 5
_LONGEST_YEAR = 5


class Counted(NamedTuple):
    """Something to choose, and how much of what was found it holds.

    Attributes:
        text: what it is called.
        lang: language of the text; "" if it is that of what stands around.
        url: the page with it, or without it where it is chosen.
        counted: how much it holds, in words.
    """

    text: str
    lang: str
    url: str
    is_chosen: bool
    counted: str


class Bar(NamedTuple):
    """A stretch of time in the chart: an upright bar in a drawing that is 10 units a bar wide, and 56 high.

    Attributes:
        years: as in the query language.
        title: the years, and how many articles name them, in words.
        x: where its room starts.
        height: of the bar.
    """

    years: str
    title: str
    x: int
    height: float


class Times(NamedTuple):
    """The years that what was found names.

    Attributes:
        first, last: the first and the last of them, as they are typed and as they are shown.
        stretch_count: stretches of time from the first to the last, with those that nothing names.
        bars: the chart of them.
        periods: the same to choose.
    """

    first: tuple[int, str]
    last: tuple[int, str]
    stretch_count: int
    bars: list[Bar]
    periods: list[Counted]


class CountedField(NamedTuple):
    """A field and its values to choose, the first of them and those that are folded."""

    name: str
    label: str
    values: list[Counted]
    more: list[Counted]


class Beside(NamedTuple):
    """All that stands beside the results.

    Attributes:
        times: nothing if no years are named.
    """

    times: Times | None
    fields: list[CountedField]
    articles: list[Counted]


def beside(results: SearchResults, narrowed: Narrowed, typed: str) -> Beside:
    """Return what stands beside results, each with the page that it narrows down to."""
    articles, texts, variant = results.facets.articles[:_ARTICLES_BESIDE], current_texts(), current_variant()
    return Beside(
        _times(results.facets.periods, narrowed, texts),
        [
            CountedField(
                field.name,
                field.label,
                _values(field.values[:_VALUES_BESIDE], texts, variant),
                _values(field.values[_VALUES_BESIDE:], texts, variant),
            )
            for field in narrowed.fields(results)
        ],
        _articles(articles, typed, texts, variant) if articles and articles[0].section_count > 1 else [],
    )


def _times(periods: Sequence[PeriodCount], narrowed: Narrowed, texts: Mapping[str, Any]) -> Times | None:
    if not periods:
        return None
    narrowing = narrowed.narrowing
    forms, largest = texts["dates"], max([period.article_count for period in periods])
    bars, rows = [], []
    for number, period in enumerate(periods):
        count = period.article_count
        if count:
            years, shown, counted = str(period), _shown_period(period, forms), f"{count:,}"
            height = round(max(_LEAST_HEIGHT, count / largest * _CHART_HEIGHT), 1)
            bars.append(Bar(years, texts["bar"].format(period=shown, count=counted), number * _BAR_STEP, height))
            url = narrowed.url(narrowing.within(years))
            rows.append(Counted(shown, "", url, False, texts["article_count"].format(count=counted)))
    first, last = periods[0].first, periods[-1].last
    return Times((first, _shown_year(first, forms)), (last, _shown_year(last, forms)), len(periods), bars, rows)


def _values(choices: Sequence[Choice], texts: Mapping[str, Any], variant: Variant) -> list[Counted]:
    form = texts["article_count"]
    return [
        Counted(
            each.text if variant == "orig" else convert_text(each.text, variant),
            "",
            each.url,
            each.is_chosen,
            form.format(count=f"{each.count:,}"),
        )
        for each in choices
    ]


def _articles(
    articles: Sequence[ArticleCount], typed: str, texts: Mapping[str, Any], variant: Variant
) -> list[Counted]:
    form, links = texts["section_count"], ArticleLinks(typed)
    return [
        Counted(
            convert_text(each.title or each.id, variant),
            language_tag(variant, each.title),
            links.to(each.id),
            False,
            form.format(count=f"{each.section_count:,}"),
        )
        for each in articles
    ]


def with_chosen_years(typed: str) -> str:
    """The query with the years that the form gave in place of those that it had; without any, where it gave none.

    A year that is left out leaves the range open; two in the wrong order are exchanged.
    """
    first, last = (_year(request.args.get(name, "")) for name in ("from", "to"))
    if first is not None and last is not None and first > last:
        first, last = last, first
    try:
        query = Narrowing(typed)
    except QueryError:  # the page of results will say what is wrong with it
        return typed
    if first is None and last is None:
        return query.without_dates
    ends = ("" if year is None else str(year) for year in (first, last))
    return query.within(str(first) if first == last else "..".join(ends))


def _year(given: str) -> int | None:
    digits = given.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < _LONGEST_YEAR and int(digits)):
        return None
    return int(given)


def date_chips(hit: Hit) -> tuple[tuple[TextDate, ...], int]:
    """Dates that an article's best section names, those of its passages first, and how many more there are.

    A month or year is left out where the section also names a part of it.
    """
    if not hit.sections or not hit.sections[0].dates:
        return (), 0
    section = hit.sections[0]
    by_time = sorted(section.dates, key=lambda date: date.year is None)  # stable, so that the earliest come first
    named = dict.fromkeys((*dates_named(section.snippet.to_text(), section.dates), *by_time))
    months = {replace(date, day=None) for date in named if date.day}
    wholes = months | {replace(date, month=None, day=None) for date in named if date.month}
    ordered = [date for date in named if date not in wholes]
    return tuple(ordered)[:_DATES_SHOWN], max(0, len(ordered) - _DATES_SHOWN)


def shown_date(date: TextDate, forms: Mapping[str, Any]) -> str:
    """A date in the language of the page, which ``forms`` are of."""
    if date.century is not None:
        form = "century_bce" if date.century < 0 else "century"
        return str(forms[form].format(century=abs(date.century)))
    form = "decade" if date.is_decade else "year" if date.month is None else "month" if date.day is None else "day"
    values = {
        "year": "" if date.year is None else _shown_year(date.year, forms),
        "month": "" if date.month is None else forms["months"][date.month - 1],
        "day": date.day,
    }
    if date.year is None:
        return str(forms["unknown"].format(date=forms[f"{form}_of_year"].format(**values)))
    return str(forms[form].format(**values))


def _shown_period(period: PeriodCount, forms: Mapping[str, Any]) -> str:
    """A stretch of time in the language of the page."""
    if period.first == period.last:
        return str(forms["year"].format(year=_shown_year(period.first, forms)))
    return str(forms["period"].format(first=_shown_year(period.first, forms), last=_shown_year(period.last, forms)))


def _shown_year(year: int, forms: Mapping[str, Any]) -> str:
    """A year in the language of the page, without the word for year."""
    return str(year) if year > 0 else str(forms["bce"].format(year=-year))
