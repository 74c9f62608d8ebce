"""What the head of a page means to its generator: tags of HTML, texts of a home page, names between blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["shown_texts", "with_names_apart", "with_page_tags"]

_SHOWN = ("heroText", "name", "text", "tagline", "title", "details")
_SHOWN_TABLES = ("hero", "features", "actions")
_LISTS_OF_JEKYLL = ("categories", "tags")  # of which blanks part the names where no list is written
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_PART = re.compile(r"[,，、;；#\[]")


def with_names_apart(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of a head with names that only blanks part as a list.

    Jekyll, whose pages state a layout, reads ``categories: web css`` as two. Elsewhere it is one name, unless each word
    is Chinese: those are written together where they are one.
    """
    lists = {
        name: value.split()
        for name in _LISTS_OF_JEKYLL
        if isinstance(value := stated.get(name), str)
        and not _OTHER_PART.search(value)
        and ("layout" in stated or all(map(_HAN.search, value.split())))
    }
    return {**stated, **lists} if lists else stated


def with_page_tags(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of a head with those that its list ``head`` states as tags ``meta``, and without that list."""
    tags = stated.get("head")
    if not isinstance(tags, list):
        return stated
    fields = {name: value for name, value in stated.items() if name != "head"}
    for tag in tags:
        match tag:
            case ["meta", {"name": str(name), "content": content}]:
                fields.setdefault(name, content)
            case ["meta", *parts]:  # one key an item
                joined = {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
                if isinstance(joined.get("name"), str) and "content" in joined:
                    fields.setdefault(joined["name"], joined["content"])
    return fields


def shown_texts(stated: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts that the head of a home page states, in the order in which the page shows them."""
    if stated.get("layout") == "home" or stated.get("home") is True:
        tables = {name: stated[name] for name in _SHOWN_TABLES if name in stated}
        yield from _texts_of({name: stated[name] for name in ("heroText", "tagline") if name in stated} | tables)


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts_of(each)
    elif isinstance(value, Mapping):
        yield from (text for name in _SHOWN if isinstance(text := value.get(name), str) and text.strip())
        for name in _SHOWN_TABLES:
            yield from _texts_of(value.get(name))
