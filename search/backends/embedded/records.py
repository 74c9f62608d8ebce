"""What is stored of an article besides its texts, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.models import Article, Link, Section, Span, VariantRule

__all__ = ["article_from_record", "article_record"]


def article_record(article: Article) -> dict[str, Any]:
    """The record of an article; sections' texts and headings are stored in columns of their own."""
    return {
        "title": article.title,
        "aliases": article.aliases,
        "categories": article.categories,
        "variants": [[dict(rule.forms), rule.origin] for rule in article.variants],
        "format": article.format,
        "source": article.source,
        "cleaned": dict(article.cleaned),
        "links": [[[link.target, *_pair(link.span)] for link in section.links] for section in article.sections],
    }


def _pair(span: Span) -> tuple[int, int]:
    return span.start, span.end


def article_from_record(
    article_id: str, record: Mapping[str, Any], paths: Sequence[tuple[str, ...]], texts: Sequence[str]
) -> Article:
    """The article that a record, and the columns of its sections, describe."""
    sections = tuple(
        Section(
            number=number,
            heading=path[-1] if path else "",
            path=path,
            text=text,
            links=tuple(Link(target, Span(start, end)) for target, start, end in links),
        )
        for number, (path, text, links) in enumerate(zip(paths, texts, record["links"], strict=True))
    )
    return Article(
        id=article_id,
        title=record["title"],
        sections=sections,
        categories=tuple(record["categories"]),
        variants=tuple(VariantRule(forms, origin) for forms, origin in record["variants"]),
        aliases=tuple(record["aliases"]),
        format=record["format"],
        source=record["source"],
        cleaned=record["cleaned"],
    )
