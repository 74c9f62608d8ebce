"""Records that hold an article whole, section by section, as ``wenxun export`` writes them.

Their texts are clean, so they are taken as they are: no format is looked for, and nothing is cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, get_args

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.models import Element, ElementKind, Link, Section, Span, VariantRule

__all__ = ["WHOLE_FIELDS", "is_whole", "read_sections", "read_variants"]

_KINDS: tuple[ElementKind, ...] = get_args(ElementKind)
WHOLE_FIELDS = frozenset(("id", "title", "aliases", "categories", "variants", "sections"))
"""Fields that such a record may have."""


def is_whole(value: Mapping[str, Any]) -> bool:
    """Return whether a record has sections with texts, and no text of its own."""
    sections = value.get("sections")
    if "text" in value or not isinstance(sections, list):
        return False
    return all(isinstance(each, dict) and isinstance(each.get("text"), str) for each in sections)


def read_sections(value: Mapping[str, Any], tally: Counter[str]) -> tuple[Section, ...]:
    """Return the sections of a record, at least one. Links that do not stand in the text are left out and counted.

    Args:
        value: the record.
        tally: gets the counts.
    """
    sections = [_section(number, each, tally) for number, each in enumerate(value["sections"])]
    return tuple(sections) or (Section(0, "", (), ""),)


def read_variants(value: Mapping[str, Any]) -> tuple[VariantRule, ...]:
    """Return the regional wordings that a record declares; what is no rule is left out."""
    rules = value.get("variants")
    return tuple(rule for each in (rules if isinstance(rules, list) else ()) if (rule := _rule(each)))


def _rule(value: Any) -> VariantRule | None:
    match value:
        case {"forms": dict(forms), "origin": "article" | "inline" as origin}:
            return VariantRule({str(region): str(form) for region, form in forms.items()}, origin)
    return None


def _section(number: int, value: Mapping[str, Any], tally: Counter[str]) -> Section:
    path = value.get("path")
    headings = [each for each in path if isinstance(each, str)] if isinstance(path, list) else []
    tidy = tuple(tidy_line(heading, tally) for heading in headings)
    text = tidy_characters(value["text"], tally)
    given = value.get("links")
    links = [link for each in (given if isinstance(given, list) else ()) if (link := _link(each, text))]
    described = value.get("elements")
    elements = [found for each in (described if isinstance(described, list) else ()) if (found := _element(each, text))]
    if text != value["text"]:
        links, elements = [], []  # their places are those of the text as it was
    if isinstance(given, list) and len(links) < len(given):
        tally["lost-links"] += len(given) - len(links)
    if isinstance(described, list) and len(elements) < len(described):
        tally["lost-elements"] += len(described) - len(elements)
    return Section(number, tidy[-1] if tidy else "", tidy, text, tuple(links), tuple(elements))


def _link(value: Any, text: str) -> Link | None:
    match value:
        case {"target": str(target), "start": int(start), "end": int(end)} if 0 <= start < end <= len(text):
            return Link(target, Span(start, end))
    return None


def _element(value: Any, text: str) -> Element | None:
    match value:
        case {"kind": kind, "start": int(start), "end": int(end)} if kind in _KINDS and 0 <= start <= end <= len(text):
            level = value.get("level", 0)
            return Element(kind, Span(start, end), str(value.get("value", "")), level if isinstance(level, int) else 0)
    return None
