"""What an article says of itself besides its text: from names and values, as front matter and records give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft

__all__ = ["METADATA", "add_metadata"]

_TEXTS = ("url", "published", "updated", "description", "lang")
_NAMES = ("authors", "tags")
METADATA = frozenset((*_TEXTS, *_NAMES, "path", "fields"))
"""Names of an ``Article``'s attributes that `add_metadata` takes; a path is the index's own and is left alone."""


def add_metadata(draft: Draft, given: Mapping[str, Any]) -> None:
    """Fill in the draft's url, dates, authors, tags, description, language and own fields from ``given``.

    Values of a wrong type are left out.
    """
    for name in _TEXTS:
        if isinstance(value := given.get(name), str):
            setattr(draft, name, " ".join(tidy_characters(value, draft.tally).split()))
    for name in _NAMES:
        values = given.get(name)
        for value in values if isinstance(values, list) else ():
            if isinstance(value, str) and (tidy := " ".join(tidy_characters(value, draft.tally).split())):
                getattr(draft, name)[tidy] = None
    fields = given.get("fields")
    for name, value in (fields if isinstance(fields, Mapping) else {}).items():
        if isinstance(value, list):
            draft.fields[str(name)] = tuple(each for each in value if isinstance(each, str))
        elif isinstance(value, str | int | float):
            draft.fields[str(name)] = value
