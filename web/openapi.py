"""The HTTP API in the terms of OpenAPI 3.1, made of what its routes declare."""

from __future__ import annotations

from importlib.metadata import version

from wenxun.web.problems import ProblemBody
from wenxun.web.routes import Parameter, Route, Routes
from wenxun.web.schemas import Schema

__all__ = ["described"]

_ABOUT = (
    "Full-text search for Chinese-language articles, in either script and the wording of every region. "
    "What answers GET answers HEAD. Writing takes a key, and is refused (403) where the server has none."
)
_KEY = {"key": {"type": "http", "scheme": "bearer", "description": "One of the server's write_keys."}}
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
        "paths": {
            path: {route.method.lower(): _operation(route, problem) for route in api.routes if route.path == path}
            for path in dict.fromkeys(route.path for route in api.routes)
        },
        "components": {"schemas": api.schemas.components, "securitySchemes": _KEY},
    }


def _operation(route: Route, problem: Schema) -> Schema:
    answer: Schema = {"description": "The answer.", "content": {route.mimetype: {"schema": route.answer}}}
    responses: Schema = {"200": answer}
    if route.basis != "moment":
        answer["headers"] = {"ETag": _TAG}
        responses["304"] = {"description": "The answer with the tag in If-None-Match is still the answer."}
    problems = {
        "400": "A parameter or the body cannot be used, or a name is not known." if route.is_strict else "",
        "401": "There is no valid key." if route.writes else "",
        "403": "The server has no keys, so nobody may write." if route.writes else "",
        "404": route.missing,
        "409": "The index is being written already; nothing was changed." if route.writes else "",
        "410": "The cursor is of an answer that has changed." if route.name == "search" else "",
        "413": "The body is too long." if route.takes else "",
        "415": "The body is said to be of another media type." if route.takes else "",
        "421": "The server does not answer to the host name of the request.",
        "503": "The index is missing, damaged, or made with other settings." if route.basis != "code" else "",
    }
    responses |= {status: {"description": text, "content": problem} for status, text in problems.items() if text}
    operation = {
        "operationId": route.name,
        "summary": route.summary.partition("\n\n")[0],
        "description": route.summary,
        "parameters": [_parameter(each) for each in route.parameters if each.place != "body"],
        "responses": dict(sorted(responses.items())),
    }
    for body in (each for each in route.parameters if each.place == "body"):
        content = {mimetype: {"schema": body.schema} for mimetype in route.takes}
        operation["requestBody"] = {"required": True, "content": content}
    return operation | ({"security": [{"key": []}]} if route.writes else {})


def _parameter(parameter: Parameter) -> Schema:
    schema = dict(parameter.schema)
    said = {"name": parameter.name, "description": schema.pop("description"), "schema": schema}
    return said | {"in": parameter.place} | ({"required": True} if parameter.is_required else {})
