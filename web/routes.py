"""Routes of the HTTP API: each is one function, whose signature declares what it takes and what it answers.

Its docstring describes it; a parameter's type is read, checked and described by ``Annotated``, as `wenxun.web.schemas`
says; the type of what it returns is the answer's. Flask's routes, the checks and OpenAPI all come from that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Signature, cleandoc, signature
from typing import Any, Literal, TypeAlias, get_type_hints

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from wenxun import QueryError
from wenxun.notices import Notice
from wenxun.presentation import to_json
from wenxun.web.checking import MisfitError, check, unknown_name
from wenxun.web.freshness import Basis, resting_on
from wenxun.web.problems import BadParameter
from wenxun.web.records import BadBody, parsed
from wenxun.web.schemas import Schema, Schemas
from wenxun.web.timing import timed
from wenxun.web.writing import require_key

__all__ = ["Method", "Parameter", "Route", "Routes"]

Method: TypeAlias = Literal["GET", "PUT", "POST", "DELETE"]

_LARGEST_NUMBER = 999_999_999  # of the digits that are read
_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a route: in the query of its URL, in its path, or the body of a request."""

    name: str
    schema: Schema
    place: Literal["query", "path", "body"]

    @property
    def is_required(self) -> bool:
        """Whether every request must give it."""
        return "default" not in self.schema

    def value(self, given: Sequence[str]) -> Any:
        """Return what the request gives, or the default where it gives nothing.

        Args:
            given: the values that it gives; only of a list all of them count, of anything else the first.

        Raises:
            BadParameter: if the schema does not admit it.
        """
        if not given and self.is_required:
            raise BadParameter(Notice("{name} is missing.", name=self.name))
        if not given:
            return self.schema["default"]
        if self.schema["type"] != "array":
            return self._one(given[0], self.schema)
        if len(given) > (most := self.schema["maxItems"]):
            raise BadParameter(
                Notice(
                    "{name} is given {count} times; at most {most} are taken.",
                    name=self.name,
                    count=len(given),
                    most=most,
                )
            )
        return tuple(self._one(each, self.schema["items"]) for each in given)

    def _one(self, given: str, schema: Schema) -> Any:
        if schema["type"] == "integer":
            least, most = schema.get("minimum", 0), schema.get("maximum", _LARGEST_NUMBER)
            if not (
                given.isascii()
                and given.isdigit()
                and len(given) <= len(str(_LARGEST_NUMBER))
                and least <= int(given) <= most
            ):
                raise BadParameter(
                    Notice(
                        "{name} is {given!r}; it must be a whole number from {least} to {most:,}.",
                        name=self.name,
                        given=given[:_SHOWN_CHARS],
                        least=least,
                        most=most,
                    )
                )
            return int(given)
        if given not in schema.get("enum", (given,)):
            raise BadParameter(
                Notice(
                    "{name} is {given!r}; it must be one of {names}.",
                    name=self.name,
                    given=given[:_SHOWN_CHARS],
                    names=", ".join(schema["enum"]),
                )
            )
        if len(given) > schema.get("maxLength", len(given)):
            kind = QueryError if self.name == "q" else BadParameter
            raise kind(
                Notice(
                    "{name} has {count:,} characters; at most {most:,} are taken. Shorten it.",
                    name=self.name,
                    count=len(given),
                    most=schema["maxLength"],
                )
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
        method: GET, which HEAD goes with, or one that writes.
        takes: media types of the body that it takes; none: it takes no body.
    """

    path: str
    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: Schema
    mimetype: str
    basis: Basis
    missing: str
    method: Method
    takes: tuple[str, ...]

    @property
    def writes(self) -> bool:
        """Whether it changes the index, for which a key is needed."""
        return self.method != "GET"

    @property
    def is_strict(self) -> bool:
        """Whether parameters that it does not take are refused; probes of monitors may bring their own."""
        return self.path.startswith("/api/")

    def values(self, in_path: Mapping[str, str], components: Mapping[str, Schema]) -> dict[str, Any]:
        """Return the value of each parameter in the current request.

        Args:
            in_path: values of those in the path.
            components: schemas that others refer to.

        Raises:
            BadParameter: if one has a value that its schema does not admit, or has a name that is none.
            BadBody: if the body is not what its schema admits.
            UnsupportedMediaType: if it is said to be of another kind.
        """
        names = [each.name for each in self.parameters if each.place == "query"]
        for given in request.args if self.is_strict else ():
            if given not in names:
                raise BadParameter(unknown_name(given, names, kind=Notice("parameter")))
        values = {**request.args.to_dict(flat=False), **{name: [value] for name, value in in_path.items()}}
        return {
            each.name: self._body(each, components) if each.place == "body" else each.value(values.get(each.name, ()))
            for each in self.parameters
        }

    def _body(self, parameter: Parameter, components: Mapping[str, Schema]) -> Any:
        if request.mimetype not in self.takes:
            raise UnsupportedMediaType(
                Notice(
                    "The header Content-Type must be {types}, not {given}."
                    if request.mimetype
                    else "The header Content-Type must be {types}, which is missing.",
                    types=" / ".join(self.takes),
                    given=request.mimetype[:_SHOWN_CHARS],
                )
            )
        value = parsed(request.get_data(cache=False), request.mimetype)
        try:
            check(value, parameter.schema, components, place=Notice("the body"))
        except MisfitError as misfit:
            raise BadBody(Notice("The request does not fit: {misfit}", misfit=misfit.args[0])) from misfit
        return value


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
        self,
        path: str,
        *,
        basis: Basis,
        mimetype: str = "application/json",
        missing: str = "",
        method: Method = "GET",
        takes: tuple[str, ...] = (),
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare that a function answers a path; see `Route` for what is said.

        Its parameters are those in the path, ``body`` where it takes one, and the others in the query. What returns a
        `Response` is sent as it is.
        """

        def declare(answer: Callable[..., Any]) -> Callable[..., Any]:
            hints = get_type_hints(answer, include_extras=True)
            parameters = tuple(
                self._parameter(name, hints[name], each.default, path, takes)
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
                method,
                takes,
            )
            self.routes.append(route)

            def view(**in_path: str) -> Response:
                if route.writes:
                    require_key()
                body = answer(**route.values(in_path, self.schemas.components))
                with timed("page"):
                    # A lone surrogate, from a file name that is no UTF-8, becomes its JSON escape.
                    content = to_json(body).encode("utf-8", "backslashreplace") + b"\n"
                return Response(content, mimetype=mimetype)

            rule = re.sub(r"\{(\w+)\}", r"<\1:\1>", path)
            view = resting_on(basis)(view)
            self.blueprint.add_url_rule(rule, answer.__name__, view, methods=[method])
            return answer

        return declare

    def _parameter(self, name: str, hint: Any, default: Any, path: str, takes: tuple[str, ...]) -> Parameter:
        schema = self.schemas.of(hint)
        if f"{{{name}}}" in path:
            return Parameter(name, schema, "path")
        if takes and name == "body":
            return Parameter(name, schema, "body")
        return Parameter(name, schema | ({} if default is Signature.empty else {"default": default}), "query")
