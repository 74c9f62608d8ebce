"""The HTTP API under ``/api/v1``, and ``/healthz``. The command and it share `search.presentation`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from search.presentation import (
    SECTIONS_AN_ARTICLE,
    analysis_body,
    article_body,
    search_body,
    stats_body,
    suggest_body,
    to_json,
)
from search.variants import VARIANTS, Variant
from web.current import NAMES_WAIT_SECONDS, current_engine
from web.problems import BadParameter

__all__ = ["MAX_LIMIT", "MAX_OFFSET", "blueprint"]

MAX_LIMIT = 100
"""Most articles that one request lists."""

MAX_OFFSET = 10_000
"""How deep a request may page."""

_MAX_SECTIONS = 100
_MAX_ANALYZED_CHARS = 10_000
_MAX_SUGGESTIONS = 20

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/v1/search")
def search() -> Response:
    """``q``, ``limit`` (1 to 100), ``offset`` (to 10,000), ``sections`` (1 to 100), ``variant``."""
    limit = _whole_number("limit", 10, 1, MAX_LIMIT)
    offset = _whole_number("offset", 0, 0, MAX_OFFSET)
    sections = _whole_number("sections", SECTIONS_AN_ARTICLE, 1, _MAX_SECTIONS)
    results = current_engine().search(request.args.get("q", ""), limit=limit, offset=offset)
    return _json(search_body(results, sections=sections, variant=_variant()))


@blueprint.get("/api/v1/suggest")
def suggest() -> Response:
    """``q``, ``limit`` (1 to 20), ``variant``: what the reader may be about to type."""
    limit = _whole_number("limit", 8, 1, _MAX_SUGGESTIONS)
    typed = request.args.get("q", "")
    found = current_engine().suggest(typed, limit=limit, wait_seconds=NAMES_WAIT_SECONDS)
    return _json(suggest_body(typed, found, variant=_variant()))


@blueprint.get("/api/v1/articles/<article_id:article_id>")
def article(article_id: str) -> Response:
    """A whole article; ``variant``: in another writing."""
    found = current_engine().get(article_id)
    if found is None:
        raise NotFound(f"There is no article {article_id!r}. Ids stand in the hits of /api/v1/search.")
    return _json(article_body(found, variant=_variant()))


@blueprint.get("/api/v1/analyze")
def analyze() -> Response:
    """``text``: the terms that it is indexed and found by."""
    text = request.args.get("text", "")
    if len(text) > _MAX_ANALYZED_CHARS:
        raise BadParameter(
            f"text has {len(text):,} characters; at most {_MAX_ANALYZED_CHARS:,} are analysed here. "
            "wenxun analyze takes any length."
        )
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


def _json(body: dict[str, Any]) -> Response:
    # A lone surrogate, from a file name that is no UTF-8, becomes its JSON escape.
    return Response(to_json(body).encode("utf-8", "backslashreplace") + b"\n", mimetype="application/json")


def _variant() -> Variant:
    given = request.args.get("variant", "orig")
    for variant in VARIANTS:
        if given == variant:
            return variant
    raise BadParameter(f"variant is {given[:40]!r}; it must be one of {', '.join(VARIANTS)}.")


def _whole_number(name: str, default: int, least: int, most: int) -> int:
    given = request.args.get(name)
    if given is None:
        return default
    if given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most:
        return int(given)
    raise BadParameter(f"{name} is {given[:40]!r}; it must be a whole number from {least} to {most:,}.")
