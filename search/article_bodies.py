"""Articles as plain data for programs: as readers see them, and as records that indexing takes whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal, TypedDict

from wenxun.models import METADATA_NAMES, METADATA_TEXTS, Article, Element, Section
from wenxun.presentation import AboutBody, HeadingPath, SectionNumber, ShownVariant, Url, about_body, article_url
from wenxun.variants import Variant, convert, convert_text, language_tag

__all__ = ["METADATA", "ArticleBody", "article_body", "record_body", "section_record_body"]

METADATA = tuple(
    each.name for each in fields(Article) if each.name in (*METADATA_TEXTS, *METADATA_NAMES, "path", "fields")
)
"""Attributes of an article, as ``Article`` names them, that a record of it has where they are not empty."""

_CONTEXT_CHARS = 4_000
"""How much of an article tells which script it is in."""


class VariantRuleBody(TypedDict):
    """One wording in several regions."""

    forms: Annotated[dict[str, str], "Region code to wording."]
    origin: Literal["article", "inline"]


class LinkBody(TypedDict):
    """A link."""

    target: Annotated[str, "Title of the page, or URL."]
    text: Annotated[str, "Its anchor."]
    id: Annotated[str, "Id of the indexed article that it leads to; empty if there is none."]
    section: Annotated[int | None, "Number of the section that its #heading leads to; null if there is none."]


class SectionBody(TypedDict):
    """A stretch of text under one heading."""

    number: SectionNumber
    heading: str
    path: HeadingPath
    url: Url
    text: Annotated[str, "Clean text; paragraphs are separated by one blank line."]
    links: list[LinkBody]


class ArticleBody(AboutBody):
    """A whole article, without markup."""

    id: str
    title: str
    language: Annotated[str, "BCP 47 tag of the texts."]
    variant: ShownVariant
    url: Url
    format: Annotated[str, "Format that it was read from."]
    aliases: Annotated[list[str], "Other titles."]
    categories: list[str]
    variants: Annotated[list[VariantRuleBody], "Regional wordings that the article declares."]
    sections: list[SectionBody]


def article_body(
    article: Article, *, linked: Mapping[str, str], linked_sections: Mapping[str, int], variant: Variant = "orig"
) -> ArticleBody:
    """Return the body of a whole article. Where it was read from stays out: that is a path of the server's disk.

    Args:
        article: the article.
        linked: target of a link to the id of the article that it leads to (``SearchEngine.linked``).
        linked_sections: target of a link to the section that it leads to (``SearchEngine.linked_sections``).
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
        **about_body(article),
        "variants": [{"forms": dict(rule.forms), "origin": rule.origin} for rule in article.variants],
        "sections": [
            {
                "number": section.number,
                "heading": convert_text(section.heading, variant, context=context[:_CONTEXT_CHARS]),
                "path": [convert_text(each, variant, context=context[:_CONTEXT_CHARS]) for each in section.path],
                "url": article_url(article.id, section=section.number),
                "text": shown.text,
                "links": [
                    {
                        "target": link.target,
                        "text": shown.text[span.start : span.end],
                        "id": linked.get(link.target, article.id if link.target in linked_sections else ""),
                        "section": linked_sections.get(link.target),
                    }
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
        "variants": [{"forms": dict(rule.forms), "origin": rule.origin} for rule in article.variants],
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
    """Return the body of a record of one section, with what is known of its article: what an embedding is made of.

    Args:
        article: the article.
        section: its section.
    """
    return {
        "id": f"{article.id}#section-{section.number}",
        "article_id": article.id,
        "title": article.title,
        "categories": list(article.categories),
        "number": section.number,
        "path": list(section.path),
        "text": section.text,
    }
