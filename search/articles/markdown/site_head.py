"""What the head of a page tells a generator of sites to show or to state in HTML (VitePress, VuePress)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["shown_texts", "with_page_tags"]

_SHOWN = ("heroText", "name", "text", "tagline", "title", "details")
_SHOWN_TABLES = ("hero", "features", "actions")


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
