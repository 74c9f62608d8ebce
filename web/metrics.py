"""``/metrics``: how many requests were answered, how fast, and what the index holds, in the text form of Prometheus.

Workers count in memory that they share, each in a row of its own, so that none waits for another and whichever is asked
knows them all. prometheus_client would keep files in a folder that the owner has to name and to empty.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from time import perf_counter

from flask import Blueprint, Flask, Response, current_app, g, request

from wenxun import WenxunError
from wenxun.web.current import current_engine

__all__ = ["METRICS", "MOST_WORKERS", "Counters", "blueprint", "count_search", "install"]

METRICS = "wenxun.metrics"
"""Name under which the application keeps its counters."""

MOST_WORKERS = 64
"""Rows of counters: as many workers can be told apart."""

_ROUTES = ("search", "suggest", "article", "static", "other")
_ROUTE_OF = {
    "pages.home": "search",
    "api.search": "search",
    "api.suggest": "suggest",
    "api.suggest_for_browsers": "suggest",
    "pages.article": "article",
    "api.article": "article",
    "static": "static",
    "embed.script": "static",
}
_STATUSES = ("2xx", "3xx", "4xx", "5xx")
_WITHIN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_NAMES = (
    *((route, status) for route in _ROUTES for status in _STATUSES),
    *((route, str(within)) for route in _ROUTES for within in (*_WITHIN_SECONDS, "+Inf")),
    *((route, "sum") for route in _ROUTES),
    ("searches", ""),
    ("nothing_found", ""),
)
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_BYTES = 8

blueprint = Blueprint("metrics", __name__)


class Counters:
    """Counters of all workers that are forked from here.

    Attributes:
        row: the worker that counts; to be set by each of them.
    """

    def __init__(self) -> None:
        self.row = 0
        self._lock = Lock()  # for the threads of a worker
        self._shared = memoryview(mmap.mmap(-1, MOST_WORKERS * len(_NAMES) * _BYTES)).cast("d")

    def add(self, name: tuple[str, str], value: float = 1.0) -> None:
        """Add to a counter."""
        with self._lock:
            self._shared[self.row * len(_NAMES) + _PLACES[name]] += value

    def total(self, name: tuple[str, str]) -> float:
        """Return a counter, over all workers."""
        return sum(self._shared[row * len(_NAMES) + _PLACES[name]] for row in range(MOST_WORKERS))


def install(app: Flask) -> None:
    """Let the application count what it answers."""
    app.extensions[METRICS] = Counters()
    app.after_request(_count)


def count_search(total: int) -> None:
    """Count a query, and whether it found anything.

    Args:
        total: number of articles found.
    """
    counters: Counters = current_app.extensions[METRICS]
    counters.add(("searches", ""))
    if not total:
        counters.add(("nothing_found", ""))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return all figures."""
    counters: Counters = current_app.extensions[METRICS]
    lines = (*_requests(counters), *_searches(counters), *_index())
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _count(response: Response) -> Response:
    counters: Counters = current_app.extensions[METRICS]
    route = _ROUTE_OF.get(request.endpoint or "", "other")
    counters.add((route, f"{min(max(response.status_code // 100, 2), 5)}xx"))
    if "started" in g:
        took_seconds = perf_counter() - g.started
        place = bisect_left(_WITHIN_SECONDS, took_seconds)
        counters.add((route, str((*_WITHIN_SECONDS, "+Inf")[place])))
        counters.add((route, "sum"), took_seconds)
    return response


def _requests(counters: Counters) -> Iterator[str]:
    yield from _about("wenxun_requests_total", "counter", "Requests answered.")
    for route in _ROUTES:
        for status in _STATUSES:
            count = counters.total((route, status))
            yield f'wenxun_requests_total{{route="{route}",status="{status}"}} {count:.0f}'
    yield from _about("wenxun_request_seconds", "histogram", "How long the application took.")
    for route in _ROUTES:
        count = 0.0
        for within in (*_WITHIN_SECONDS, "+Inf"):
            count += counters.total((route, str(within)))
            yield f'wenxun_request_seconds_bucket{{route="{route}",le="{within}"}} {count:.0f}'
        yield f'wenxun_request_seconds_sum{{route="{route}"}} {counters.total((route, "sum")):.6f}'
        yield f'wenxun_request_seconds_count{{route="{route}"}} {count:.0f}'


def _searches(counters: Counters) -> Iterator[str]:
    for name, about in (
        ("searches", "Queries searched; those that browsers hold the answer to are none."),
        ("nothing_found", "Queries that found nothing."),
    ):
        yield from _about(f"wenxun_{name}_total", "counter", about)
        yield f"wenxun_{name}_total {counters.total((name, '')):.0f}"


def _index() -> Iterator[str]:
    with suppress(WenxunError):  # without an index its figures are missing, and the others are not
        figures = current_engine().stats()
        for name, value, about in (
            ("articles", figures.articles, "Articles in the index."),
            ("sections", figures.sections, "Sections in the index."),
            ("generation", figures.generation, "Generation of the index."),
            ("index_bytes", figures.index_bytes, "Bytes of the index."),
        ):
            yield from _about(f"wenxun_{name}", "gauge", about)
            yield f"wenxun_{name} {value}"


def _about(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP {name} {text}", f"# TYPE {name} {kind}"
