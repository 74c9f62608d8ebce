"""Filters and order of the page of results: they stand in its address, and its links keep or change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request

from wenxun import SearchResults, ValueCount
from wenxun.fields import ArticleField, FieldTable
from wenxun.query.conditions import RELEVANCE, read_filters
from wenxun.query.narrowing import Narrowing
from wenxun.web.preferences import current_texts, home_around, home_url, url_part
from wenxun.web.texts import language_name

__all__ = ["Choice", "FieldChoices", "Narrowed"]

_MOST_FILTERS = 50
_VALUES_SHOWN = 12
_LARGEST_FIRST: Mapping[str, str] = {"number": "sort_largest", "date": "sort_newest"}
"""For kinds of fields the name of the text that says that the largest value comes first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose, or that is chosen.

    Attributes:
        text: what it is called.
        url: the page with it, or without it where it is chosen.
        count: articles that it finds; ``None``: it is not counted.
    """

    text: str
    url: str
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FieldChoices:
    """A field and its values to choose."""

    name: str
    label: str
    values: tuple[Choice, ...]


class Narrowed:
    """What the address of the page asks for besides the query.

    Attributes:
        filters: field and values, of which an article must have one.
        sort: the order.

    Raises:
        QueryError: if a filter in the address names no field and value.
    """

    def __init__(self, typed: str, fields: FieldTable) -> None:
        self._typed = typed
        self._fields = fields
        self._texts = current_texts()
        self.given = request.args.getlist("filter")[:_MOST_FILTERS]
        self.filters: dict[str, list[str]] = {}
        for name, values in read_filters(self.given).items():
            field = fields.find(name)
            self.filters.setdefault(name if field is None else field.name, []).extend(values)
        self.sort = request.args.get("sort", RELEVANCE) or RELEVANCE

    @property
    def question(self) -> tuple[str, tuple[str, ...], str]:
        """The query, the filters and the order: the same for all pages of an answer."""
        return self._typed, tuple(self.given), self.sort

    @cached_property
    def narrowing(self) -> Narrowing:
        """The query, to be narrowed down.

        Raises:
            QueryError: if it cannot be read.
        """
        return Narrowing(self._typed)

    def url(self, typed: str | None = None, **changes: Any) -> str:
        """Return the page with another query, page, order or filters; what is not changed stays."""
        asked = self._typed if typed is None else typed
        if asked and not changes:
            root, behind = self._around_query
            return f"{root}{url_part('q', asked)}{behind}"
        kept = {"filter": self.given, "sort": self._kept_sort, **changes}
        return home_url(asked, plain_han=True, **kept)

    def page_url(self, number: int) -> str:
        """Return a page of the results."""
        before, after = self._around_page
        return f"{before}{url_part('page', str(number))}{after}" if number > 1 else self.url()

    @cached_property
    def _around_query(self) -> tuple[str, str]:
        """What stands before and behind the query in the address of the page."""
        return home_around({}, {"filter": self.given, "sort": self._kept_sort})

    @cached_property
    def _around_page(self) -> tuple[str, str]:
        """What stands before and behind the number of the page in its address."""
        return home_around({"q": self._typed or None, "filter": self.given, "sort": self._kept_sort}, {})

    def chips(self) -> list[Choice]:
        """Return the filters, each with the page without it."""
        values = [(name, value) for name, values in self.filters.items() for value in values]
        return [
            Choice(f"{self._label(name)}: {self._shown(name, value)}", self._without(name, value), True)
            for name, value in values
        ]

    def _without(self, name: str, value: str) -> str:
        pairs = ((each, text) for each, texts in self.filters.items() for text in texts)
        return self.url(filter=[f"{each}:{text}" for each, text in pairs if (each, text) != (name, value)])

    def fields(self, results: SearchResults) -> list[FieldChoices]:
        """Return the fields that divide the results, with their values."""
        return [
            FieldChoices(name, self._label(name), self._choices(name, values))
            for name, values in results.facets.fields.items()
            if len(values) > 1 or name in self.filters
        ]

    def _choices(self, name: str, counted: Sequence[ValueCount]) -> tuple[Choice, ...]:
        """The values of a field, those that are chosen first."""
        chosen = self.filters.get(name, ())
        ordered = sorted(counted, key=lambda each: each.value not in chosen)
        return tuple(self._choice(name, each) for each in ordered[:_VALUES_SHOWN])

    def with_value(self, name: str, value: str) -> str:
        """Return the page with one more filter."""
        more = f"{name}:{value}"
        if more in self.given:
            return self.url()
        before, after = self._around_one_more
        return f"{before}{url_part('filter', more)}{after}"

    @cached_property
    def _around_one_more(self) -> tuple[str, str]:
        """What stands before and behind one more filter in the address of the page."""
        return home_around({"q": self._typed or None, "filter": self.given}, {"sort": self._kept_sort})

    @property
    def _kept_sort(self) -> str | None:
        return None if self.sort == RELEVANCE else self.sort

    def _choice(self, name: str, counted: ValueCount) -> Choice:
        value, count = counted.value, counted.article_count
        text = self._shown(name, value)
        if value in self.filters.get(name, ()):
            return Choice(text, self._without(name, value), True, count)
        return Choice(text, self.with_value(name, value), False, count)

    def orders(self, results: SearchResults | None) -> list[tuple[str, str]]:
        """Return the orders that make a difference: value of ``sort`` and what it is called.

        Args:
            results: what was found; ``None``: it is not counted, so that any order may make one.
        """
        valued = None if results is None else results.facets.fields
        fields = [each for each in self._fields.sortable if not each.has_facet or valued is None or each.name in valued]
        return [(RELEVANCE, self._texts["sort_relevance"]), *self._orders(fields)]

    def _orders(self, fields: Sequence[ArticleField]) -> list[tuple[str, str]]:
        found = []
        for field in fields:
            forms = [(field.name, "sort_up")]
            if form := _LARGEST_FIRST.get(field.kind):
                forms.insert(0, (f"-{field.name}", form))
            found += [(name, self._texts[form].format(field=self._label(field.name))) for name, form in forms]
        return found

    def _shown(self, name: str, value: str) -> str:
        """What the page calls a value: languages by their names, where they have one here, and all else as it is."""
        return language_name(value, self._texts["tongues"]) if name == "lang" else value

    def _label(self, name: str) -> str:
        """What the page calls a field; fields of an owner's own have no other name."""
        return str(self._texts["fields"].get(name, name))
