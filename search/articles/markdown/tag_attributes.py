"""Attributes of the tags of HTML that stand in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["attributes", "names_of_places"]

_ATTRIBUTE = re.compile(
    r"(?<![\w-])(href|src|alt|title|id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", re.IGNORECASE
)
_NAMING_TAG = re.compile(r"<(?:(a)|span|div|p|section|h[1-6])\s[^<>]*>", re.IGNORECASE)


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag that lead somewhere, name a place or show a text."""
    return {name.lower(): first or second or third for name, first, second, third in _ATTRIBUTE.findall(tag)}


def names_of_places(tags: str) -> Iterator[str]:
    """Yield the names that tags with an ``id``, and ``<a name>``, give to their place."""
    for tag in _NAMING_TAG.finditer(tags):
        given = attributes(tag[0])
        if name := given.get("id") or (tag[1] and given.get("name")):
            yield name
