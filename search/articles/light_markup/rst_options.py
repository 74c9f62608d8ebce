"""What directives and comments of reStructuredText say beside their text: titles, captions, fields of a post."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from wenxun.articles.light_markup.lines import indent_of
from wenxun.articles.metadata import is_stated_name

__all__ = ["FIELD", "entries", "options_of", "shown_options", "stated_in_comment", "stated_in_directive"]

_HAN = re.compile(r"[\u3400-\u9fff]")
FIELD = re.compile(r"[ \t]*:(?P<name>[^:\s][^:\n]{0,60}):(?:[ \t]+(?P<value>.*)|)")
"""A field, or an option of a directive."""

_NOT_SHOWN = frozenset(
    ("class", "name", "figclass", "figname", "target", "sorted", "header", "keywords", "category", "tags")
)
_STATED_COMMENT = re.compile(r"\.\.[ \t]+([\w-]+):[ \t]+(\S.*)")  # Nikola's: .. date: 2014-01-02
_ENTRY = re.compile(r"[ \t]*(\S.*?)[ \t]+<([^<>]+)>[ \t]*")
_FIELDS_OF_POST = {"tags": "tags", "category": "category", "author": "author", "title": "title", "language": "language"}


def options_of(inside: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the options of a directive, which stand right below it, and its content.

    Args:
        inside: the lines that are indented under it.
    """
    options: dict[str, str] = {}
    for place, line in enumerate(inside):
        if found := FIELD.fullmatch(line):
            options[found["name"]] = (found["value"] or "").strip()
        elif not line.strip() or not options or indent_of(line) <= indent_of(inside[0]):
            return options, list(inside[place:])
    return options, []


def shown_options(options: Mapping[str, str]) -> Iterator[str]:
    """Yield the Chinese texts in the options of a directive: its title or caption, and what a picture shows.

    Args:
        options: the options by name.
    """
    for name, value in options.items():
        if name not in _NOT_SHOWN and _HAN.search(value):
            yield value


def entries(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield title and target of the entries of a table of contents that give a title.

    Args:
        lines: the lines of the table.
    """
    for line in lines:
        if found := _ENTRY.fullmatch(line):
            yield found[1], found[2]


def stated_in_comment(line: str) -> tuple[str, str] | None:
    """Return the name and the value of a field that a comment states; ``None`` for any other line.

    Args:
        line: the line.
    """
    found = _STATED_COMMENT.fullmatch(line.rstrip())
    return (found[1], found[2]) if found and is_stated_name(found[1]) else None


def stated_in_directive(name: str, argument: str, options: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the page that a directive states: ``meta``, and ``post`` of ABlog with its day.

    Args:
        name: name of the directive.
        argument: what stands behind it.
        options: its options by name.
    """
    if name == "meta":
        return {key: value for key, value in options.items() if is_stated_name(key)}
    if name != "post":
        return {}
    stated = {ours: options[key] for key, ours in _FIELDS_OF_POST.items() if key in options}
    return stated | ({"date": argument} if argument else {})
