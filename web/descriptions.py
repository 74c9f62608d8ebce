"""What programs read to learn how to ask: ``/openapi.json`` and ``/opensearch.xml``."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from wenxun.presentation import to_json
from wenxun.web.openapi import DESCRIPTION

__all__ = ["blueprint"]

blueprint = Blueprint("descriptions", __name__)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The HTTP API in the terms of OpenAPI 3.1."""
    return _with_tag(Response(to_json(DESCRIPTION) + "\n", mimetype="application/json"))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The search box in the terms of OpenSearch 1.1, so that a browser can add it to its own."""
    text = render_template("opensearch.xml")
    response = Response(text, mimetype="application/opensearchdescription+xml")
    response.vary.update(("Cookie", "Accept-Language"))
    return _with_tag(response)


def _with_tag(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response
