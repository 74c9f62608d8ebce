"""What was searched, a JSON object a line: when, what, and how much was found. No address, no cookie, no name.

Whoever searches while typing leaves a line for each beginning of the query. A query that goes on, or is taken back,
within a few seconds is taken for one that was still being typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["LoggedQuery", "QueryCount", "count_queries", "log_line", "read_log"]

_TYPING_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class LoggedQuery:
    """A query that was answered.

    Attributes:
        time: when.
        query: as typed, without blanks around it.
        total: articles found.
        took_ms: milliseconds that the answer took.
    """

    time: datetime
    query: str
    total: int
    took_ms: float


@dataclass(frozen=True, slots=True)
class QueryCount:
    """A query, over a whole log.

    Attributes:
        query: as typed.
        times: how often it was asked.
        total: articles that it found the last time.
        last: when that was, in the form of ISO 8601.
    """

    query: str
    times: int
    total: int
    last: str


def log_line(query: str, *, total: int, took_ms: float) -> str:
    """Return the line of a query that is answered now.

    Args:
        query: as typed.
        total: number of articles found.
        took_ms: milliseconds that it took.
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"time": now, "query": query.strip(), "total": total, "took_ms": round(took_ms, 3)}
    return json.dumps(line, ensure_ascii=False)


def read_log(lines: Iterable[str]) -> Iterator[LoggedQuery]:
    """Yield what was logged; a line that is none, as one that was cut off, is left out."""
    for line in lines:
        try:
            given = json.loads(line)
            time = datetime.fromisoformat(given["time"])
            yield LoggedQuery(time, str(given["query"]), int(given["total"]), float(given["took_ms"]))
        except (ValueError, KeyError, TypeError):
            continue


def count_queries(logged: Iterable[LoggedQuery]) -> list[QueryCount]:
    """Return each query with how often it was asked: the most frequent first, then the latest."""
    counts: dict[str, tuple[int, LoggedQuery]] = {}
    for each in _finished(logged):
        times, _ = counts.pop(each.query, (0, each))
        counts[each.query] = (times + 1, each)  # the latest stands last
    ordered = list(counts.values())
    ordered.reverse()
    ordered.sort(key=lambda each: -each[0])
    return [QueryCount(last.query, times, last.total, last.time.isoformat("T", "seconds")) for times, last in ordered]


def _finished(logged: Iterable[LoggedQuery]) -> Iterator[LoggedQuery]:
    """The queries that nobody was still typing."""
    waiting: list[LoggedQuery] = []
    for newest in logged:
        still = []
        for each in waiting:
            if (newest.time - each.time).total_seconds() > _TYPING_SECONDS:
                yield each
            elif not (newest.query.startswith(each.query) or each.query.startswith(newest.query)):
                still.append(each)
        waiting = [*still, newest]
    yield from waiting
