"""Conditions on the fields of articles, from what stands behind the name of a field, typed or given by a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from wenxun.analysis.code_spans import folded_code
from wenxun.analysis.field_values import DAY_SECONDS
from wenxun.analysis.folding import fold_string
from wenxun.errors import ConditionError
from wenxun.fields import ArticleField, FieldTable, Kind
from wenxun.notices import Notice
from wenxun.query.tree import AnyOf, Code, Dates, InArticle, Keyword, Node, Numbers, Order

__all__ = ["RELEVANCE", "FilterValues", "condition", "filter_nodes", "read_filters", "read_sort"]

FilterValues: TypeAlias = "str | float | Sequence[str | float] | tuple[str | float | None, str | float | None]"
"""A value, several of which one must be there, or the two ends of a range (a tuple; of numbers and dates alone)."""

RELEVANCE = "relevance"
"""The order of answers that nothing else is asked of: best first."""

_SIGNS = "=:＝："
_ORDERS: Mapping[Kind, Literal["title", "keyword", "number"]] = {"text": "title", "number": "number", "date": "number"}
_RANGED = ("number", "date", "dates")


def condition(field: ArticleField, text: str, *, whole: bool) -> Node | None:
    """Return what a value behind the name of a field asks for; ``None`` if that is nothing.

    Args:
        field: any but a field of texts.
        text: the value, as typed.
        whole: the value of a keyword field is given whole.

    Raises:
        ConditionError: if it is no number, or no date (``DateError``).
    """
    if field.kind in _RANGED:
        return _range(field, text)
    if field.kind == "id":
        return InArticle(text)
    if field.kind == "code":
        run = folded_code(text)
        return Code(run) if run else None
    folded = fold_string(text).strip()
    if field.name == "tag":
        folded = folded.removeprefix("#")  # as it is written in texts
    if field.kind == "path":
        bare = folded.replace("\\", "/").removeprefix("./").strip("/")
        return AnyOf((Keyword(field.name, bare, True), Keyword(field.sorted_by, bare, True))) if bare else None
    return Keyword(field.name, folded, whole) if folded and (whole or any(map(str.isalnum, folded))) else None


def _range(field: ArticleField, text: str) -> Node:
    if field.kind == "number":
        from wenxun.query.number_ranges import read_numbers  # few queries need it

        return Numbers(field.name, (read_numbers(text, field.name),))
    from wenxun.query.date_ranges import read_range  # not cheap to load

    codes = read_range(text, field.name)
    if field.kind == "dates":
        return Dates(codes)
    moments = ((low * DAY_SECONDS, high * DAY_SECONDS + DAY_SECONDS - 1) for low, high in codes)
    return Numbers(field.name, tuple((float(low), float(high)) for low, high in moments))


def _known(name: str, table: FieldTable) -> ArticleField:
    """Return the field of a name.

    Raises:
        ConditionError: if there is none.
    """
    field = table.find(name)
    if field is None:
        nearest = table.nearest(name)
        raise ConditionError(
            Notice("There is no field {name!r}. Did you mean {nearest}?", name=name, nearest=nearest)
            if nearest
            else Notice(
                "There is no field {name!r}. There are {names}.",
                name=name,
                names=", ".join(each.name for each in table),
            )
        )
    return field


def filter_nodes(filters: Mapping[str, FilterValues], table: FieldTable) -> dict[str, Node]:
    """Read what must be true of the fields of an article.

    Args:
        filters: values of fields by name; one of several values must be there.
        table: which fields articles have.

    Returns:
        for each field that is filtered what is looked for.

    Raises:
        ConditionError: if there is no such field, or it cannot be filtered by such a value.
    """
    found: dict[str, Node] = {}
    for name, values in filters.items():
        field = _known(name, table)
        if field.kind == "text":
            raise ConditionError(
                Notice("{name} is searched and no filter; put {name}: into the query.", name=field.name)
            )
        nodes = [condition(field, text, whole=True) for text in _texts(field, values)]
        asked = tuple(dict.fromkeys(node for node in nodes if node is not None))
        if asked:
            found[field.name] = AnyOf(asked) if len(asked) > 1 else asked[0]
    return found


def _texts(field: ArticleField, values: FilterValues) -> Iterable[str]:
    if isinstance(values, (str, int, float)):
        return [str(values)]
    if isinstance(values, tuple) and field.kind in _RANGED and len(values) == 2:
        low, high = ("" if end is None else str(end) for end in values)
        return [f"{low}..{high}"] if low or high else []
    return [str(value) for value in values if value is not None]


def read_sort(sort: str, table: FieldTable) -> Order:
    """Return the order that a name of a field means, with a minus sign before it for the largest first.

    Args:
        sort: what was typed.
        table: which fields articles have.

    Raises:
        ConditionError: if there is no such field, or articles cannot be ordered by it.
    """
    field = _known(sort.removeprefix("-"), table)
    if not field.can_sort:
        known = ", ".join((RELEVANCE, *(each.name for each in table.sortable)))
        raise ConditionError(
            Notice("Articles cannot be sorted by {name}; they can by {known}.", name=field.name, known=known)
        )
    return Order(field.sorted_by, _ORDERS.get(field.kind, "keyword"), sort.startswith("-"))


def read_filters(typed: Iterable[str]) -> dict[str, list[str]]:
    """Return name and values of filters typed as ``tag=茶`` or ``tag:茶``.

    Raises:
        ConditionError: if one has no sign between name and value.
    """
    found: dict[str, list[str]] = {}
    for each in typed:
        places = [place for place in map(each.find, _SIGNS) if place > 0]
        if not places or not each[min(places) + 1 :].strip():
            raise ConditionError(
                Notice("The filter {filter!r} names no field and value. Write tag=茶, for example.", filter=each)
            )
        found.setdefault(each[: min(places)].strip(), []).append(each[min(places) + 1 :].strip())
    return found
