"""Whether a value fits its schema (`wenxun.web.schemas`), and what a program is told where it does not."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from wenxun.web.schemas import Schema

__all__ = ["MisfitError", "check", "unknown_name"]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
}
_SHOWN_CHARS = 40


class MisfitError(ValueError):
    """A value does not fit its schema; the message says where and why."""


def check(value: Any, schema: Schema, components: Mapping[str, Schema], *, place: str) -> None:
    """Check a value that was read from JSON.

    Args:
        value: the value.
        schema: its schema.
        components: schemas that others refer to, by name.
        place: what the value is called in messages.

    Raises:
        MisfitError: if it does not fit; of several reasons the first is told.
    """
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if "oneOf" in schema:
        _check_one_of(value, schema["oneOf"], components, place)
        return
    kinds = _TYPES[schema["type"]]
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise MisfitError(f"{place} is {_shown(value)}; it must be of type {schema['type']}.")
    if isinstance(value, dict):
        _check_object(value, schema, components, place)
    elif isinstance(value, list):
        _check_count(len(value), schema.get("minItems", 0), schema.get("maxItems", math.inf), f"{place} has", "items")
        for number, each in enumerate(value, start=1):
            check(each, schema["items"], components, place=f"{place}, item {number}")
    elif isinstance(value, str):
        _check_text(value, schema, place)
    elif not schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf):
        least, most = schema.get("minimum", "any"), schema.get("maximum", "any")
        raise MisfitError(f"{place} is {_shown(value)}; it must be from {least} to {most}.")


def _check_one_of(value: Any, schemas: list[Schema], components: Mapping[str, Schema], place: str) -> None:
    """Check a value that may be of several kinds; told is what keeps it from the one it is most like."""
    misfits: list[tuple[int, MisfitError]] = []
    for schema in schemas:
        try:
            check(value, schema, components, place=place)
        except MisfitError as misfit:
            target = components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
            is_of_type = isinstance(value, _TYPES[target["type"]])
            names = target.get("required", ()) if isinstance(value, dict) else ()
            misfits.append((is_of_type + sum(name in value for name in names), misfit))
        else:
            return
    raise max(misfits, key=lambda each: each[0])[1]


def _check_object(value: dict[str, Any], schema: Schema, components: Mapping[str, Schema], place: str) -> None:
    properties = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            raise MisfitError(f"{place} has no {name!r}, which it must have.")
    for name, each in value.items():
        if name in properties:
            check(each, properties[name], components, place=f"{name} of {place}")
        elif others is False:
            raise MisfitError(f"{place}: {unknown_name(name, list(properties), kind='field')}")
        elif isinstance(others, dict):
            check(each, others, components, place=f"{_shown(name)} of {place}")


def _check_text(value: str, schema: Schema, place: str) -> None:
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    _check_count(len(value), least, most, f"{place} has", "characters")
    if value not in schema.get("enum", (value,)):
        raise MisfitError(f"{place} is {_shown(value)}; it must be one of {', '.join(schema['enum'])}.")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise MisfitError(f"{place} is {_shown(value)}; it must fit {schema['pattern']}.")


def _check_count(count: int, least: float, most: float, what: str, unit: str) -> None:
    if not least <= count <= most:
        bound = f"at most {most:,}" if count > most else f"at least {least:,}"
        raise MisfitError(f"{what} {count:,} {unit}; there must be {bound}.")


def unknown_name(given: str, names: list[str], *, kind: str) -> str:
    """Return the sentence on a name that is not known, with the nearest one, or all where none is near.

    Args:
        given: the name.
        names: those that are known.
        kind: what they are names of.
    """
    nearest = get_close_matches(given.lower(), names, n=1)
    known = f"there are {', '.join(names)}." if names else "this path takes none."
    advice = f"did you mean {nearest[0]}?" if nearest else known
    return f"There is no {kind} {_shown(given)}; {advice}"


def _shown(value: Any) -> str:
    shown = repr(value) if isinstance(value, str | int | float) or value is None else type(value).__name__
    return shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}…"
