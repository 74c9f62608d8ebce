"""JSON Schema of Python types, so that what a route takes and gives is declared once: as a type.

Of what stands in ``Annotated`` beside a type, a text describes it and a mapping holds keywords of JSON Schema. A
``TypedDict`` or dataclass is an object that has all of its fields (but those that are not required) and no other; its
docstring describes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints, is_typeddict

__all__ = ["Schema", "Schemas"]

Schema: TypeAlias = dict[str, Any]

_PLAIN: Mapping[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    object: {},
    NoneType: {"type": "null"},
}


class Schemas:
    """Schemas that name objects by reference.

    Attributes:
        components: name to schema of every object met so far, for ``components.schemas`` of OpenAPI.
    """

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        """Return the schema of a type.

        Raises:
            TypeError: if the type has none.
        """
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.of(arguments[0]) | _said(arguments[1:])
        if origin is Literal:
            return {"type": "string", "enum": list(arguments)}
        if origin in (Union, UnionType):
            return {"oneOf": [self.of(each) for each in arguments]}
        if origin is list:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is tuple and arguments[1:] == (...,):
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is tuple:
            items = [self.of(each) for each in arguments]
            return {"type": "array", "items": {"oneOf": items}, "minItems": len(items), "maxItems": len(items)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if is_typeddict(kind) or is_dataclass(kind):
            return self._reference(kind)
        if kind not in _PLAIN:
            raise TypeError(f"{kind!r} has no JSON Schema")
        return dict(_PLAIN[kind])

    def _reference(self, kind: Any) -> Schema:
        name = kind.__name__.removesuffix("Body")
        if name not in self.components:
            hints = get_type_hints(kind, include_extras=True)
            names = [field.name for field in fields(kind)] if is_dataclass(kind) else list(hints)
            self.components[name] = {}  # an object may hold others of its kind
            self.components[name] = {
                "type": "object",
                "description": cleandoc(kind.__doc__ or ""),
                "properties": {each: self.of(hints[each]) for each in names},
                "required": [each for each in names if each in getattr(kind, "__required_keys__", names)],
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{name}"}


def _said(notes: tuple[Any, ...]) -> Schema:
    said: Schema = {}
    for note in notes:
        said |= {"description": note} if isinstance(note, str) else note
    return said
