"""Routes of the HTTP API: each is one function, whose signature declares what it takes and what it answers.

Its docstring describes it; a parameter's type is read, checked and described by ``Annotated``, as `wenxun.web.schemas`
says; the type of what it returns is the answer's. Flask's routes, the checks and OpenAPI all come from that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from inspect import cleandoc, signature
from typing import Any, get_type_hints

from flask import Blueprint, Response, request

from wenxun import QueryError
from wenxun.presentation import to_json
from wenxun.web.freshness import Basis, resting_on
from wenxun.web.problems import BadParameter
from wenxun.web.schemas import Schema, Schemas

__all__ = ["Parameter", "Route", "Routes"]

_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a route, in the query of its URL or in its path."""

    name: str
    schema: Schema
    in_path: bool

    def value(self, given: Sequence[str]) -> Any:
        """Return what the request gives, or the default where it gives nothing.

        Args:
            given: the values that it gives; only of a list all of them count, of anything else the first.

        Raises:
            BadParameter: if the schema does not admit it.
        """
        if not given:
            return self.schema["default"]
        if self.schema["type"] != "array":
            return self._one(given[0], self.schema)
        if len(given) > (most := self.schema["maxItems"]):
            raise BadParameter(f"{self.name} is given {len(given)} times; at most {most} are taken.")
        return tuple(self._one(each, self.schema["items"]) for each in given)

    def _one(self, given: str, schema: Schema) -> Any:
        shown = f"{self.name} is {given[:_SHOWN_CHARS]!r}; it must be"
        if schema["type"] == "integer":
            least, most = schema["minimum"], schema["maximum"]
            if not (given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most):
                raise BadParameter(f"{shown} a whole number from {least} to {most:,}.")
            return int(given)
        if given not in schema.get("enum", (given,)):
            raise BadParameter(f"{shown} one of {', '.join(schema['enum'])}.")
        if len(given) > schema.get("maxLength", len(given)):
            kind = QueryError if self.name == "q" else BadParameter
            raise kind(
                f"{self.name} has {len(given):,} characters; at most {schema['maxLength']:,} are taken. Shorten it."
            )
        return given


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the API.

    Attributes:
        path: its path, with parameters in braces.
        name: what it is called in OpenAPI.
        summary: what it answers, in a sentence or two.
        parameters: what it takes.
        answer: schema of its answer.
        mimetype: of its answer.
        basis: what its answer rests on, and with it the tag of the answer.
        missing: says in OpenAPI when there is no such thing; "" where that cannot be.
    """

    path: str
    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: Schema
    mimetype: str
    basis: Basis
    missing: str

    @property
    def is_strict(self) -> bool:
        """Whether parameters that it does not take are refused; probes of monitors may bring their own."""
        return self.path.startswith("/api/")

    def values(self, in_path: Mapping[str, str]) -> dict[str, Any]:
        """Return the value of each parameter in the current request.

        Raises:
            BadParameter: if one has a value that its schema does not admit, or has a name that is none.
        """
        names = [each.name for each in self.parameters if not each.in_path]
        for given in request.args if self.is_strict else ():
            if given not in names:
                raise BadParameter(_unknown(given, names))
        values = {**request.args.to_dict(flat=False), **{name: [value] for name, value in in_path.items()}}
        return {each.name: each.value(values.get(each.name, ())) for each in self.parameters}


class Routes:
    """All routes of an API.

    Attributes:
        blueprint: where Flask finds them.
        schemas: schemas of what they take and answer.
        routes: in the order in which they were declared.
    """

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)
        self.schemas = Schemas()
        self.routes: list[Route] = []

    def route(
        self, path: str, *, basis: Basis, mimetype: str = "application/json", missing: str = ""
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare that a function answers GET and HEAD of a path; see `Route` for what is said."""

        def declare(answer: Callable[..., Any]) -> Callable[..., Any]:
            hints = get_type_hints(answer, include_extras=True)
            parameters = tuple(
                Parameter(
                    name,
                    self.schemas.of(hints[name]) | ({} if f"{{{name}}}" in path else {"default": each.default}),
                    in_path=f"{{{name}}}" in path,
                )
                for name, each in signature(answer).parameters.items()
            )
            route = Route(
                path,
                re.sub("_([a-z])", lambda letter: letter[1].upper(), answer.__name__),
                cleandoc(answer.__doc__ or ""),
                parameters,
                self.schemas.of(hints["return"]),
                mimetype,
                basis,
                missing,
            )
            self.routes.append(route)

            def view(**in_path: str) -> Response:
                text = to_json(answer(**route.values(in_path)))
                # A lone surrogate, from a file name that is no UTF-8, becomes its JSON escape.
                return Response(text.encode("utf-8", "backslashreplace") + b"\n", mimetype=mimetype)

            rule = re.sub(r"\{(\w+)\}", r"<\1:\1>", path)
            self.blueprint.add_url_rule(rule, answer.__name__, resting_on(basis)(view))
            return answer

        return declare


def _unknown(given: str, names: list[str]) -> str:
    nearest = get_close_matches(given.lower(), names, n=1)
    known = f"there are {', '.join(names)}." if names else "this path takes none."
    advice = f"did you mean {nearest[0]}?" if nearest else known
    return f"There is no parameter {given[:_SHOWN_CHARS]!r}; {advice}"
