"""How long the parts of an answer took, as ``Server-Timing`` tells them to whoever looks at a page or asks the API.

=============  =====================================================================
``find``       from the query to the ranked hits, with how many there are
``hits``       what is shown of them: snippets, dates, links
``facets``     counting how everything found divides
``page``       writing all of it as HTML or JSON
``all``        the whole, until the answer is sent
=============  =====================================================================
"""

from __future__ import annotations

from time import perf_counter
from typing import Literal, TypeAlias

from flask import Flask, Response, g

__all__ = ["Part", "install", "timed", "took_ms"]

Part: TypeAlias = Literal["find", "hits", "facets", "page"]
"""A part of an answer."""

_MS = 1000


def install(app: Flask) -> None:
    """Let the application say how long its answers took."""
    app.before_request(_start)
    app.after_request(_say)


class timed:  # noqa: N801  used as a function is
    """Count the time of a block of code as that of a part; all of its times are added.

    Args:
        part: the part.
    """

    __slots__ = ("_part", "_started")

    def __init__(self, part: Part) -> None:
        self._part = part

    def __enter__(self) -> None:
        self._started = perf_counter()

    def __exit__(self, *raised: object) -> None:
        parts: dict[str, float] = g.setdefault("part_ms", {})
        parts[self._part] = parts.get(self._part, 0.0) + (perf_counter() - self._started) * _MS


def took_ms() -> float:
    """Return how long the request has taken so far."""
    started: float = g.started
    return (perf_counter() - started) * _MS


def _start() -> None:
    g.started = perf_counter()


def _say(response: Response) -> Response:
    if "started" in g:
        parts = {**g.get("part_ms", {}), "all": took_ms()}
        response.headers.add("Server-Timing", ", ".join([f"{name};dur={ms:.1f}" for name, ms in parts.items()]))
    return response
