"""What a request needs of the application: the engine, and ids in its URL."""

from __future__ import annotations

from typing import cast

from flask import current_app, g
from werkzeug.routing import BaseConverter

from wenxun import SearchEngine, WenxunIndexError
from wenxun.web.faults import log_fault

__all__ = ["ENGINE", "NAMES_WAIT_SECONDS", "PROBES", "ArticleIdConverter", "current_engine", "is_for_programs"]

ENGINE = "wenxun"
"""Name under which the application keeps its engine."""

NAMES_WAIT_SECONDS = 0.05
"""How long a request waits for the names of a new generation; without them it answers without suggestions."""


PROBES = ("/healthz", "/livez", "/metrics", "/readyz")
"""What monitors ask; they come by address, whatever names the server answers to."""


class ArticleIdConverter(BaseConverter):
    """The rest of a URL's path as an article's id: any characters, slashes and line ends included."""

    regex = r"[\s\S]+"
    part_isolating = False


def current_engine(*, refresh: bool = True) -> SearchEngine:
    """The application's engine, moved to the newest generation of its index, once a request.

    When the newest generation cannot be opened, the one that was open goes on answering.
    """
    engine = cast(SearchEngine, current_app.extensions[ENGINE])
    if refresh and "is_newest" not in g:
        g.is_newest = True
        try:
            engine.refresh()
        except WenxunIndexError as error:
            log_fault(f"the index cannot be refreshed: {error}")
    return engine


def is_for_programs(path: str) -> bool:
    """Whether a path belongs to the API, and not to the pages for people."""
    return path.startswith("/api/") or path in {*PROBES, "/openapi.json"}
