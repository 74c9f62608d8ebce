"""Values as plain data for programs: the one place that names the fields of JSON bodies.

``wenxun search --json`` and ``/api/v1/search`` both call `search_body`, so they cannot drift apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from wenxun.models import (
    AddedForm,
    Article,
    Element,
    Hit,
    SearchResults,
    Section,
    SectionHit,
    Snippet,
    Suggestion,
    VariantRule,
)
from wenxun.variants import Variant, convert, convert_pieces, convert_text, language_tag

if TYPE_CHECKING:  # values of these types are only passed through, and what stands behind them is heavy
    from wenxun.analysis.terms import Token
    from wenxun.backends import BackendStats

__all__ = [
    "METADATA",
    "SECTIONS_AN_ARTICLE",
    "analysis_body",
    "article_body",
    "article_url",
    "hit_body",
    "record_body",
    "search_body",
    "section_record_body",
    "stats_body",
    "suggest_body",
    "to_json",
]

METADATA = ("url", "published", "updated", "authors", "tags", "description", "lang", "path", "fields")
"""Attributes of an article, as ``Article`` names them, that a record of it has where they are not empty."""

SECTIONS_AN_ARTICLE = 3
"""Sections that a search body lists under one article when nothing else is asked for."""


_CONTEXT_CHARS = 4_000
"""How much of an article tells which script it is in."""


def to_json(body: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """JSON text of a body.

    Args:
        body: what one of the functions below gave.
        indent: spaces a level, or ``None`` for one line.
        ascii_only: write other characters as escapes, for an output that cannot hold them.
    """
    return json.dumps(body, ensure_ascii=ascii_only, indent=indent, allow_nan=False)


def article_url(article_id: str, *, section: int | None = None, query: str = "") -> str:
    """Path of an article's page, with the query to mark and the section to show.

    An id may hold any character. Slashes stay readable where no browser or proxy would rewrite the path.
    """
    parts = article_id.split("/")
    plain = all(part not in {"", ".", ".."} for part in parts)
    path = "/articles/" + quote(article_id, safe="/" if plain else "", errors="replace")
    return path + _typed(query) + ("" if section is None else f"#section-{section}")


@lru_cache(maxsize=64)
def _typed(query: str) -> str:
    """The query as a URL ends with it; a page of results has it in every link."""
    return "?" + urlencode({"q": query}, errors="replace") if query else ""


def search_body(
    results: SearchResults, *, sections: int = SECTIONS_AN_ARTICLE, variant: Variant = "orig", facets: bool = False
) -> dict[str, Any]:
    """Body of a page of results.

    Args:
        results: what ``SearchEngine.search`` gave.
        sections: most sections to list under one article; ``more_sections`` counts the ones left out.
        variant: writing to show titles, headings and passages in.
        facets: also say how everything found divides.
    """
    return {
        "query": results.query,
        "total": results.total,
        "offset": results.offset,
        "limit": results.limit,
        "took_ms": round(results.took_ms, 3),
        "hits": [hit_body(hit, query=results.query, sections=sections, variant=variant) for hit in results],
        "relaxed": results.relaxed,
        "message": results.message,
        "variant": variant,
        "facets": _facets_body(results, variant) if facets else None,
    }


def hit_body(hit: Hit, *, query: str, sections: int = SECTIONS_AN_ARTICLE, variant: Variant = "orig") -> dict[str, Any]:
    """Body of one article that matched; see `search_body`."""
    context = "" if variant == "orig" else hit.sections[0].snippet.to_text() if hit.sections else ""
    return {
        "rank": hit.rank,
        "id": hit.id,
        "title": convert_text(hit.title, variant, context=context),
        "score": hit.score,
        "url": article_url(hit.id, query=query),
        "sections": [_section_body(hit.id, section, query, variant) for section in hit.sections[:sections]],
        "more_sections": max(0, len(hit.sections) - sections),
        "why": [_added_body(form) for form in hit.why],
    }


def article_body(article: Article, *, variant: Variant = "orig") -> dict[str, Any]:
    """Body of a whole article. Where it was read from stays out: that is a path of the server's disk.

    Args:
        article: the article.
        variant: writing to show titles, headings and texts in; ids, categories and targets stay as they are.
    """
    context = article.text if variant != "orig" else ""
    texts = [convert(section.text, variant, context=context, rules=article.variants) for section in article.sections]
    return {
        "id": article.id,
        "title": convert_text(article.title, variant, context=context[:_CONTEXT_CHARS]),
        "language": language_tag(variant, article.text),
        "variant": variant,
        "url": article_url(article.id),
        "format": article.format,
        "aliases": list(article.aliases),
        "categories": list(article.categories),
        "variants": [_variant_body(rule) for rule in article.variants],
        "sections": [
            {
                "number": section.number,
                "heading": convert_text(section.heading, variant, context=context[:_CONTEXT_CHARS]),
                "path": [convert_text(each, variant, context=context[:_CONTEXT_CHARS]) for each in section.path],
                "url": article_url(article.id, section=section.number),
                "text": shown.text,
                "links": [
                    {"target": link.target, "text": shown.text[span.start : span.end]}
                    for link in section.links
                    for span in [shown.image(link.span)]
                ],
            }
            for section, shown in zip(article.sections, texts, strict=True)
        ],
    }


def record_body(article: Article) -> dict[str, Any]:
    """Body of a record that indexing takes whole: the same sections give the same hits again.

    ``start`` and ``end`` of links and elements count code points of the section's text, half-open. What is empty
    besides names and categories is left out.
    """
    return {
        "id": article.id,
        "title": article.title,
        "aliases": list(article.aliases),
        "categories": list(article.categories),
        **{name: value for name in METADATA if (value := _plain(getattr(article, name)))},
        "variants": [_variant_body(rule) for rule in article.variants],
        "sections": [
            {
                "path": list(section.path),
                "text": section.text,
                "links": [
                    {"target": link.target, "start": link.span.start, "end": link.span.end} for link in section.links
                ],
                **({"elements": list(map(_element_body, section.elements))} if section.elements else {}),
            }
            for section in article.sections
        ],
    }


def _plain(value: Any) -> Any:
    """A value of an article as JSON has it."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _element_body(element: Element) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": element.kind, "start": element.span.start, "end": element.span.end}
    if element.value:
        body["value"] = element.value
    if element.level:
        body["level"] = element.level
    return body


def section_record_body(article: Article, section: Section) -> dict[str, Any]:
    """Body of a record of one section, with what is known of its article: what an embedding is made of."""
    return {
        "id": f"{article.id}#section-{section.number}",
        "article_id": article.id,
        "title": article.title,
        "categories": list(article.categories),
        "number": section.number,
        "path": list(section.path),
        "text": section.text,
    }


def suggest_body(typed: str, suggestions: Sequence[Suggestion], *, variant: Variant = "orig") -> dict[str, Any]:
    """Body of suggestions for what was typed so far."""
    return {
        "query": typed,
        "suggestions": [{"text": convert_text(each.text, variant), "kind": each.kind} for each in suggestions],
    }


def analysis_body(text: str, tokens: Sequence[Token]) -> dict[str, Any]:
    """Body of an analysis. ``start`` and ``end`` count code points of ``text``, half-open."""
    return {
        "text": text,
        "tokens": [
            {
                "stream": token.stream,
                "term": token.text,
                "start": token.span.start,
                "end": token.span.end,
                "text": text[token.span.start : token.span.end],
            }
            for token in tokens
        ],
    }


def stats_body(stats: BackendStats) -> dict[str, Any]:
    """Body of the figures about an index. Sizes in bytes."""
    return asdict(stats)


def _section_body(article_id: str, section: SectionHit, query: str, variant: Variant) -> dict[str, Any]:
    snippet = section.snippet
    context = snippet.to_text() if variant != "orig" else ""
    return {
        "number": section.number,
        "heading": convert_text(section.heading, variant, context=context),
        "path": [convert_text(each, variant, context=context) for each in section.path],
        "score": section.score,
        "url": article_url(article_id, section=section.number, query=query),
        "dates": list(map(str, section.dates)),
        "snippet": Snippet(convert_pieces(snippet.pieces, variant)).to_json(),
    }


def _variant_body(rule: VariantRule) -> dict[str, Any]:
    return {"forms": dict(rule.forms), "origin": rule.origin}


def _facets_body(results: SearchResults, variant: Variant) -> dict[str, Any]:
    """Names of categories stay as they are: queries are made of them."""
    facets = results.facets
    return {
        "categories": [{"name": each.name, "articles": each.article_count} for each in facets.categories],
        "years": [{"year": each.year, "articles": each.article_count} for each in facets.years],
        "periods": [
            {"first": each.first, "last": each.last, "articles": each.article_count} for each in facets.periods
        ],
        "articles": [
            {
                "id": each.id,
                "title": convert_text(each.title, variant),
                "url": article_url(each.id, query=results.query),
                "sections": each.section_count,
            }
            for each in facets.articles
        ],
    }


def _added_body(form: AddedForm) -> dict[str, str]:
    return {"typed": form.typed, "added": form.added, "source": form.source}
