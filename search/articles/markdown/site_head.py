"""What the head of a page means to its generator: tags of HTML, texts of a home page, names between blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wenxun.articles.metadata import stated_as

__all__ = ["shown_texts", "with_names_apart", "with_page_tags"]

_SHOWN = ("heroText", "header", "name", "text", "tagline", "title", "details", "description", "desc")
_HOME_TEXTS = ("heroText", "tagline")
_HOME_TABLES = ("hero", "features", "actions")
_HOME_KEYS = ("layout", "pageType", "template", "home")
_HOME_VALUES = ("home", "splash", "true")
_DEEPEST_TABLE = 6
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
        for name, value in stated.items()
        if isinstance(value, str)
        and stated_as(name) in ("tags", "categories")
        and not _OTHER_PART.search(value)
        and (("layout" in stated and name in _LISTS_OF_JEKYLL) or all(map(_HAN.search, value.split())))
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
    """Yield the texts that stand in the head alone though readers see them.

    These are what a home page is made of, in the order in which the page shows it, and of any page the Chinese texts of
    lists of tables that say more than names: its cards, its questions, what stands under its pictures.
    """
    is_home = "heroText" in stated or isinstance(stated.get("hero"), Mapping)
    is_home = is_home or any(str(stated.get(name)).lower() in _HOME_VALUES for name in _HOME_KEYS)
    of_home = [name for name in (*_HOME_TEXTS, *_HOME_TABLES) if is_home and name in stated]
    for name in of_home:
        yield from _texts_of({name: stated[name]}, of_home=True)
    for name, value in stated.items():
        if name not in of_home and not stated_as(name) and isinstance(value, list):
            texts = [[*_texts_of(each, of_home=False)] for each in value if isinstance(each, Mapping)]
            if any(len(each) > 1 for each in texts):
                yield from (text for each in texts for text in each)


def _texts_of(value: Any, *, of_home: bool, depth: int = 0) -> Iterator[str]:
    """The texts in tables: all that are Chinese, and of a home page also others under the names of what it shows."""
    if depth > _DEEPEST_TABLE:
        return
    if isinstance(value, list):
        for each in value:
            yield from _texts_of(each, of_home=of_home, depth=depth + 1)
    elif isinstance(value, Mapping):
        known = [name for name in _SHOWN if name in value]
        for name in (*known, *(name for name in value if name not in known)):
            each = value[name]
            if not isinstance(each, str):
                yield from _texts_of(each, of_home=of_home, depth=depth + 1)
            elif _HAN.search(each) or (of_home and name in known and each.strip()):
                yield each
