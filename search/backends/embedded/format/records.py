"""What is stored of an article besides its texts, as JSON, and how many of these are packed together."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.models import Article, Element, ElementKind, Link, Section, Span, VariantRule

__all__ = ["RecordBlocks", "article_from_record", "article_record", "pack_records", "unpack_records"]

_TEXTS = ("url", "published", "updated", "description", "lang", "path")
_NAMES = ("authors", "tags")
_EMPTY: Mapping[str, Any] = {
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
    "authors": [],
    "tags": [],
    "fields": {},
}
_LEAST_ELEMENT_VALUES = 3
_BLOCK_ENTRIES = 64
_COMPRESSION = 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def article_record(article: Article) -> dict[str, Any]:
    """The record of an article; sections' texts and headings are stored in columns of their own."""
    links = [[[link.target, *_pair(link.span)] for link in section.links] for section in article.sections]
    elements = [list(map(_element_values, section.elements)) for section in article.sections]
    return {
        "title": article.title,
        "aliases": article.aliases,
        "categories": article.categories,
        "variants": [[dict(rule.forms), rule.origin] for rule in article.variants],
        "format": article.format,
        "source": article.source,
        "cleaned": dict(article.cleaned),
        "links": links if any(links) else [],
        "elements": elements if any(elements) else [],
        **{name: getattr(article, name) for name in (*_TEXTS, *_NAMES)},
        "fields": dict(article.fields),
    }


def _element_values(element: Element) -> list[Any]:
    """An element as ``[kind, start, end, value, level]``, without what is empty at its end."""
    values = [element.kind, *_pair(element.span), element.value, element.level]
    while not values[-1] and len(values) > _LEAST_ELEMENT_VALUES:
        values.pop()
    return values


def _element(kind: ElementKind, start: int, end: int, value: str = "", level: int = 0) -> Element:
    return Element(kind, Span(start, end), value, level)


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def article_from_record(
    article_id: str, record: Mapping[str, Any], paths: Sequence[tuple[str, ...]], texts: Sequence[str]
) -> Article:
    """The article that a record, and the columns of its sections, describe."""
    none: list[list[Any]] = [[]] * len(texts)
    sections = tuple(
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
    metadata: dict[str, Any] = {name: record[name] for name in _TEXTS}
    metadata |= {name: tuple(record[name]) for name in _NAMES}
    return Article(
        id=article_id,
        title=record["title"],
        sections=sections,
        categories=tuple(record["categories"]),
        variants=tuple(VariantRule(forms, origin) for forms, origin in record["variants"]),
        aliases=tuple(record["aliases"]),
        format=record["format"],
        source=record["source"],
        cleaned=dict(record["cleaned"]),
        fields={name: tuple(value) if isinstance(value, list) else value for name, value in record["fields"].items()},
        **metadata,
    )


class RecordBlocks(NamedTuple):
    """Records of articles, packed.

    Attributes:
        blocks: compressed JSON ``[[id, record], ...]``; what is empty in a record is left out.
        article_counts: int64, articles of each block.
    """

    blocks: tuple[bytes, ...]
    article_counts: npt.NDArray[np.int64]


def pack_records(ids: Sequence[str], records: Sequence[Mapping[str, Any]]) -> RecordBlocks:
    """Pack records, a few together: alone they are too short to be compressed well."""
    kept = [[each, {k: v for k, v in r.items() if v}] for each, r in zip(ids, records, strict=True)]
    bounds = list(pairwise((0, *_block_ends(records))))
    blocks = (_encode(kept[start:end]).encode("utf-8", "surrogatepass") for start, end in bounds)
    return RecordBlocks(
        tuple(zlib.compress(block, _COMPRESSION) for block in blocks),
        np.array([end - start for start, end in bounds], np.int64),
    )


def _block_ends(records: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    """Where blocks end: behind so many articles and links."""
    entries = 0
    for place, record in enumerate(records, 1):
        entries += 1 + sum(map(len, record.get("links", ()))) + sum(map(len, record.get("elements", ())))
        if entries >= _BLOCK_ENTRIES or place == len(records):
            yield place
            entries = 0


def unpack_records(block: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Id and record of each article of a block.

    Raises:
        ValueError: if it is not a block.
    """
    try:
        records = json.loads(zlib.decompress(block).decode("utf-8", "surrogatepass"))
        return [(str(article_id), {**_EMPTY, **record}) for article_id, record in records]
    except (TypeError, zlib.error) as error:
        raise ValueError(f"not a block of records: {error}") from error
