"""The HTTP API under ``/api/v1``, and ``/healthz``. The command and it share `wenxun.presentation`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from wenxun.presentation import (
    SECTIONS_AN_ARTICLE,
    analysis_body,
    article_body,
    search_body,
    stats_body,
    suggest_body,
    to_json,
)
from wenxun.web.current import NAMES_WAIT_SECONDS, current_engine
from wenxun.web.parameters import QUERY, VARIANT, Text, WholeNumber

__all__ = ["FACETS", "LIMIT", "OFFSET", "SECTIONS", "SUGGESTIONS", "TEXT", "blueprint"]

LIMIT = WholeNumber("limit", "Most articles to list.", default=10, least=1, most=100)
OFFSET = WholeNumber("offset", "How many of the best articles to leave out.", default=0, least=0, most=10_000)
SECTIONS = WholeNumber(
    "sections", "Most sections to list under one article.", default=SECTIONS_AN_ARTICLE, least=1, most=100
)
SUGGESTIONS = WholeNumber("limit", "Most suggestions to give.", default=8, least=1, most=20)
FACETS = WholeNumber(
    "facets", "1: also say how everything found divides by category, year and article.", default=0, least=0, most=1
)
TEXT = Text("text", "Text to analyse.", 10_000, "wenxun analyze takes any length.")

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
def search() -> Response:
    """The articles that match, best first."""
    limit, offset, sections, variant = LIMIT.value(), OFFSET.value(), SECTIONS.value(), VARIANT.value()
    facets = FACETS.value() == 1
    results = current_engine().search(QUERY.value(), limit=limit, offset=offset)
    return _json(search_body(results, sections=sections, variant=variant, facets=facets))


@blueprint.get("/api/v1/suggest")
def suggest() -> Response:
    """What the reader may be about to type."""
    return _json(_suggestions())


@blueprint.get("/api/v1/suggest/opensearch")
def suggest_opensearch() -> Response:
    """The same, in the form that browsers ask for: what was typed, and a list of suggestions."""
    body = _suggestions()
    texts = [each["text"] for each in body["suggestions"]]
    return _json([body["query"], texts], mimetype="application/x-suggestions+json")


@blueprint.get("/api/v1/articles/<article_id:article_id>")
def article(article_id: str) -> Response:
    """A whole article."""
    variant = VARIANT.value()
    found = current_engine().get(article_id)
    if found is None:
        raise NotFound(f"There is no article {article_id!r}. Ids stand in the hits of /api/v1/search.")
    return _json(article_body(found, variant=variant))


@blueprint.get("/api/v1/analyze")
def analyze() -> Response:
    """The terms that a text is indexed and found by."""
    text = TEXT.value()
    return _json(analysis_body(text, current_engine(refresh=False).analyze(text)))


@blueprint.get("/api/v1/stats")
def stats() -> Response:
    """Figures about the index."""
    return _json(stats_body(current_engine().stats()))


@blueprint.get("/healthz")
def health() -> Response:
    """200 while searches can be answered, a problem with status 503 otherwise."""
    figures = current_engine().stats()
    return _json({"status": "ok", "articles": figures.articles, "generation": figures.generation})


def _suggestions() -> dict[str, Any]:
    typed, limit, variant = QUERY.value(), SUGGESTIONS.value(), VARIANT.value()
    found = current_engine().suggest(typed, limit=limit, wait_seconds=NAMES_WAIT_SECONDS)
    return suggest_body(typed, found, variant=variant)


def _json(body: Any, *, mimetype: str = "application/json") -> Response:
    # A lone surrogate, from a file name that is no UTF-8, becomes its JSON escape.
    return Response(to_json(body).encode("utf-8", "backslashreplace") + b"\n", mimetype=mimetype)
