"""The HTTP API in the terms of OpenAPI 3.1, made of what its routes declare."""

from __future__ import annotations

from importlib.metadata import version

from wenxun.web.problems import ProblemBody
from wenxun.web.routes import Parameter, Route, Routes
from wenxun.web.schemas import Schema

__all__ = ["described"]

_ABOUT = (
    "Full-text search for Chinese-language articles, in either script and the wording of every region. "
    "The server only reads: every route answers GET and HEAD."
)
_TAG = {"description": "Stays the same as long as the answer does.", "schema": {"type": "string"}}


def described(api: Routes, *, url: str) -> Schema:
    """Return the description of an API whose paths stand below a URL."""
    problem = {"application/problem+json": {"schema": api.schemas.of(ProblemBody)}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "wenxun",
            "version": version("wenxun"),
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": url}],
        "paths": {route.path: {"get": _operation(route, problem)} for route in api.routes},
        "components": {"schemas": api.schemas.components},
    }


def _operation(route: Route, problem: Schema) -> Schema:
    answer: Schema = {"description": "The answer.", "content": {route.mimetype: {"schema": route.answer}}}
    responses: Schema = {"200": answer}
    if route.basis != "moment":
        answer["headers"] = {"ETag": _TAG}
        responses["304"] = {"description": "The answer with the tag in If-None-Match is still the answer."}
    problems = {
        "400": "A parameter has a value that cannot be used, or a name that is not known." if route.is_strict else "",
        "404": route.missing,
        "421": "The server does not answer to the host name of the request.",
        "503": "The index is missing, locked, damaged, or made with other settings." if route.basis != "code" else "",
    }
    responses |= {status: {"description": text, "content": problem} for status, text in problems.items() if text}
    return {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": list(map(_parameter, route.parameters)),
        "responses": dict(sorted(responses.items())),
    }


def _parameter(parameter: Parameter) -> Schema:
    schema = dict(parameter.schema)
    said = {"name": parameter.name, "description": schema.pop("description"), "schema": schema}
    return said | ({"in": "path", "required": True} if parameter.in_path else {"in": "query"})
