"""The HTTP API, described: routes and what they answer. The parameters are those that the routes read."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, TypeAlias

from wenxun.web import schemas
from wenxun.web.api import FACETS, LIMIT, OFFSET, SECTIONS, SUGGESTIONS, TEXT
from wenxun.web.parameters import QUERY, VARIANT, Text, WholeNumber, Writing

__all__ = ["DESCRIPTION"]

_Object: TypeAlias = dict[str, Any]

_ABOUT = (
    "Full-text search for Chinese-language articles, in either script and the wording of every region. "
    "The server only reads: every route answers GET and HEAD."
)
_TAG = {"description": "Stays the same as long as the answer does.", "schema": {"type": "string"}}
_ID = {
    "name": "article_id",
    "in": "path",
    "required": True,
    "description": "Id of an article, as hits give it; any characters, percent-encoded.",
    "schema": {"type": "string", "minLength": 1},
}


def _operation(
    name: str,
    summary: str,
    answer: _Object,
    *parameters: Text | WholeNumber | Writing,
    path: tuple[_Object, ...] = (),
    missing: str = "",
    rests_on_index: bool = True,
    mimetype: str = "application/json",
) -> _Object:
    content = {mimetype: {"schema": answer}}
    responses: _Object = {"200": {"description": "The answer.", "content": content}}
    if rests_on_index:
        responses["200"]["headers"] = {"ETag": _TAG}
        responses["304"] = {"description": "The answer with the tag in If-None-Match is still the answer."}
        responses["503"] = _problem("The index is missing, locked, damaged, or made with other settings.")
    if parameters:
        responses["400"] = _problem("A parameter has a value that cannot be used.")
    if missing:
        responses["404"] = _problem(missing)
    responses["421"] = _problem("The server does not answer to the host name of the request.")
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [*path, *(_parameter(each) for each in parameters)],
            "responses": dict(sorted(responses.items())),
        }
    }


def _parameter(parameter: Text | WholeNumber | Writing) -> _Object:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.meaning,
        "schema": parameter.schema(),
    }


def _problem(description: str) -> _Object:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schemas.reference("Problem")}},
    }


DESCRIPTION: _Object = {
    "openapi": "3.1.0",
    "info": {
        "title": "wenxun",
        "version": version("wenxun"),
        "description": _ABOUT,
        "license": {"name": "MIT", "identifier": "MIT"},
    },
    "servers": [{"url": "/"}],
    "paths": {
        "/api/v1/search": _operation(
            "search",
            "The articles that match, best first, with the passages that matched.",
            schemas.reference("Results"),
            QUERY,
            LIMIT,
            OFFSET,
            SECTIONS,
            VARIANT,
            FACETS,
        ),
        "/api/v1/suggest": _operation(
            "suggest",
            "Titles, headings and names of links that the reader may be about to type, in either script or in pinyin.",
            schemas.reference("Suggestions"),
            QUERY,
            SUGGESTIONS,
            VARIANT,
        ),
        "/api/v1/suggest/opensearch": _operation(
            "suggestForBrowsers",
            "The same suggestions in the form of OpenSearch: what was typed, and a list of texts.",
            schemas.reference("OpenSearchSuggestions"),
            QUERY,
            SUGGESTIONS,
            VARIANT,
            mimetype="application/x-suggestions+json",
        ),
        "/api/v1/articles/{article_id}": _operation(
            "article",
            "A whole article.",
            schemas.reference("Article"),
            VARIANT,
            path=(_ID,),
            missing="There is no such article.",
        ),
        "/api/v1/analyze": _operation(
            "analyze",
            "The terms that a text is indexed and found by.",
            schemas.reference("Analysis"),
            TEXT,
            rests_on_index=False,
        ),
        "/api/v1/stats": _operation("stats", "Figures about the index.", schemas.reference("Stats")),
        "/healthz": _operation(
            "health", "Whether searches can be answered.", schemas.reference("Health"), rests_on_index=False
        ),
        "/openapi.json": _operation("description", "This description.", {"type": "object"}, rests_on_index=False),
    },
    "components": {"schemas": schemas.SCHEMAS},
}
"""The description, as ``/openapi.json`` gives it."""
