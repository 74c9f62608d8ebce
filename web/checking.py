"""Whether a value fits its schema (`wenxun.web.schemas`), and what a program is told where it does not."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from wenxun.notices import Notice
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
        raise MisfitError(
            Notice(
                "{place} is {value}; it must be of type {type}.",
                place=place,
                value=_shown(value),
                type=schema["type"],
            )
        )
    if isinstance(value, dict):
        _check_object(value, schema, components, place)
    elif isinstance(value, list):
        _check_count(len(value), schema.get("minItems", 0), schema.get("maxItems", math.inf), place, Notice("items"))
        for number, each in enumerate(value, start=1):
            check(each, schema["items"], components, place=Notice("{place}, item {number}", place=place, number=number))
    elif isinstance(value, str):
        _check_text(value, schema, place)
    elif not schema.get("minimum", -math.inf) <= value <= schema.get("maximum", math.inf):
        least, most = schema.get("minimum", Notice("any")), schema.get("maximum", Notice("any"))
        raise MisfitError(
            Notice(
                "{place} is {value}; it must be from {least} to {most}.",
                place=place,
                value=_shown(value),
                least=least,
                most=most,
            )
        )


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
            raise MisfitError(Notice("{place} has no {name!r}, which it must have.", place=place, name=name))
    for name, each in value.items():
        if name in properties:
            check(each, properties[name], components, place=Notice("{name} of {place}", name=name, place=place))
        elif others is False:
            raise MisfitError(
                Notice(
                    "{place}: {unknown}",
                    place=place,
                    unknown=unknown_name(name, list(properties), kind=Notice("field")),
                )
            )
        elif isinstance(others, dict):
            check(each, others, components, place=Notice("{name} of {place}", name=_shown(name), place=place))


def _check_text(value: str, schema: Schema, place: str) -> None:
    least, most = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    _check_count(len(value), least, most, place, Notice("characters"))
    if value not in schema.get("enum", (value,)):
        raise MisfitError(
            Notice(
                "{place} is {value}; it must be one of {names}.",
                place=place,
                value=_shown(value),
                names=", ".join(schema["enum"]),
            )
        )
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise MisfitError(
            Notice(
                "{place} is {value}; it must fit {pattern}.",
                place=place,
                value=_shown(value),
                pattern=schema["pattern"],
            )
        )


def _check_count(count: int, least: float, most: float, place: str, unit: Notice) -> None:
    if not least <= count <= most:
        raise MisfitError(
            Notice(
                "{place} has {count:,} {unit}; there must be at most {bound:,}."
                if count > most
                else "{place} has {count:,} {unit}; there must be at least {bound:,}.",
                place=place,
                count=count,
                unit=unit,
                bound=most if count > most else least,
            )
        )


def unknown_name(given: str, names: list[str], *, kind: Notice) -> Notice:
    """Return the sentence on a name that is not known, with the nearest one, or all where none is near.

    Args:
        given: the name.
        names: those that are known.
        kind: what they are names of.
    """
    nearest = get_close_matches(given.lower(), names, n=1)
    if nearest:
        return Notice(
            "There is no {kind} {given}; did you mean {nearest}?", kind=kind, given=_shown(given), nearest=nearest[0]
        )
    return Notice(
        "There is no {kind} {given}; there are {names}."
        if names
        else "There is no {kind} {given}; this path takes none.",
        kind=kind,
        given=_shown(given),
        names=", ".join(names),
    )


def _shown(value: Any) -> str:
    shown = repr(value) if isinstance(value, str | int | float) or value is None else type(value).__name__
    return shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}…"
