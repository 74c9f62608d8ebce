"""What is stored of an article besides the texts and headings of its sections, as values that JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from wenxun.models import (
    METADATA_NAMES,
    METADATA_TEXTS,
    NAME_LISTS,
    Article,
    Element,
    ElementKind,
    Link,
    Section,
    Span,
    VariantRule,
)
from wenxun.models.articles import article_of_known

__all__ = ["EMPTY_RECORD", "article_from_record", "article_record"]

_TEXTS = (*METADATA_TEXTS, "path")
EMPTY_RECORD: Mapping[str, Any] = {
    "title": "",
    "aliases": [],
    "categories": [],
    "variants": [],
    "format": "",
    "source": "",
    "cleaned": {},
    "links": [],
    "elements": [],
    **dict.fromkeys(_TEXTS, ""),
    **{name: [] for name in METADATA_NAMES},
    "fields": {},
}
"""The record of an article of which nothing is known."""

_MAPPINGS = ("cleaned", "fields")
_PLAIN = tuple(name for name in EMPTY_RECORD if name not in ("links", "elements"))
_plain = attrgetter(*_PLAIN)
_link_values = attrgetter("target", "span.start", "span.end")
_element_values = attrgetter("kind", "span.start", "span.end", "value", "level")
"""Of an element; what is empty at its end is not stored."""


def article_record(article: Article) -> dict[str, Any]:
    """Return the record of an article without what is empty in it.

    Sections' texts and headings are stored in columns of their own.
    """
    record = {name: value for name, value in zip(_PLAIN, _plain(article), strict=True) if value}
    if article.variants:
        record["variants"] = [[dict(rule.forms), rule.origin] for rule in article.variants]
    record.update((name, dict(record[name])) for name in _MAPPINGS if name in record)
    links = [list(map(_link_values, section.links)) for section in article.sections]
    if any(links):
        record["links"] = links
    elements = [
        [each if each[4] else each[:4] if each[3] else each[:3] for each in map(_element_values, section.elements)]
        for section in article.sections
    ]
    if any(elements):
        record["elements"] = elements
    return record


def _element(kind: ElementKind, start: int, end: int, value: str = "", level: int = 0) -> Element:
    return Element(kind, Span(start, end), value, level)


def article_from_record(
    article_id: str, record: Mapping[str, Any], paths: Sequence[tuple[str, ...]] = (), texts: Sequence[str] = ()
) -> Article:
    """Return the article that a record, and the columns of its sections, describe; without these one of no text.

    Args:
        article_id: its id.
        record: what ``article_record`` made, with what is empty in it (``EMPTY_RECORD``).
        paths: headings of each section, from the outermost down.
        texts: the text of each section.
    """
    none: list[list[Any]] = [[]] * len(texts)
    sections: tuple[Section, ...] = (
        ()
        if not texts
        else tuple(
            Section(
                number=number,
                heading=path[-1] if path else "",
                path=path,
                text=text,
                links=tuple(Link(target, Span(start, end)) for target, start, end in links),
                elements=tuple(_element(*values) for values in elements),
            )
            for number, (path, text, links, elements) in enumerate(
                zip(paths, texts, record["links"] or none, record["elements"] or none, strict=True)
            )
        )
    )
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in record["fields"].items()}
    return article_of_known(
        {
            **record,
            **{name: tuple(record[name]) for name in NAME_LISTS},
            "id": article_id,
            "sections": sections,
            "variants": tuple(VariantRule(forms, origin) for forms, origin in record["variants"]),
            "format": record["format"] or "text",
            "cleaned": dict(record["cleaned"]),
            "fields": fields,
        }
    )
