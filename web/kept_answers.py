"""Answers that were made once are kept in the memory of a process, and sent again while what they rest on is the same.

Many readers ask for the same: what a page suggests, the first letters of any query, links from elsewhere. The tag of
an answer names all that it rests on (`wenxun.web.freshness`), so nothing that is kept can be out of date; what has no
tag is not kept. They are kept as they are sent, so each is compressed once. A search that is answered so is counted
and logged as any other.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import TypeAlias

from flask import Flask, Response, g, request

from wenxun import SearchResults
from wenxun.web.compression import takes_gzip
from wenxun.web.logs import Search, log_query
from wenxun.web.metrics import count_search

__all__ = ["Answer", "KeptAnswers", "install", "note_search"]

_MOST_BYTES = 16 << 20
_MOST_OF_ONE_BYTES = 256 << 10

Kept: TypeAlias = tuple[str, bool]
"""The tag of an answer, and whether it is for a client that takes gzip."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of an answer.

    Attributes:
        content: its body, compressed for those who take that.
        headers: name and value of each, as the view has made them, with those that tell of the compression.
        search: the search that it is the answer to, if it is one.
    """

    content: bytes
    headers: tuple[tuple[str, str], ...]
    search: Search | None


class KeptAnswers:
    """Answers by their tags, and by whether they are compressed; those that were not asked for the longest make room.

    Args:
        most_bytes: what the bodies of all of them hold at most.
        most_of_one_bytes: a longer one is not kept.
    """

    def __init__(self, *, most_bytes: int = _MOST_BYTES, most_of_one_bytes: int = _MOST_OF_ONE_BYTES) -> None:
        self._most_bytes, self._most_of_one_bytes = most_bytes, most_of_one_bytes
        self._answers: OrderedDict[Kept, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, name: Kept) -> Answer | None:
        """Return the answer of a name, if it is kept."""
        with self._lock:
            answer = self._answers.get(name)
            if answer is not None:
                self._answers.move_to_end(name)
            return answer

    def put(self, name: Kept, answer: Answer) -> None:
        """Keep an answer, unless it is a very long one."""
        if len(answer.content) > self._most_of_one_bytes:
            return
        with self._lock:
            if name not in self._answers:
                self._answers[name] = answer
                self._bytes += len(answer.content)
            while self._bytes > self._most_bytes:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.content)


def install(app: Flask) -> None:
    """Let the application keep its answers; to be called when all but their compression is installed."""
    kept = KeptAnswers()

    @app.before_request
    def again() -> Response | None:
        answer = kept.get((g.tag, takes_gzip())) if "tag" in g else None
        if answer is None:
            return None
        g.is_kept = True
        if answer.search is not None:
            _note(answer.search)
        return Response(answer.content, headers=list(answer.headers))

    @app.after_request
    def keep(response: Response) -> Response:
        results: SearchResults | None = g.get("searched")
        if results is not None and not results.complete:
            g.pop("tag", None)  # the time was over: another time more may be found
        if "tag" in g and "is_kept" not in g and _is_whole(response):
            kept.put(
                (g.tag, takes_gzip()), Answer(response.get_data(), tuple(response.headers.items()), g.get("search"))
            )
        return response


def note_search(results: SearchResults, *, is_counted: bool = False) -> None:
    """Say what an answer shows: it is kept if it is complete, and counted and logged whenever it is sent.

    Args:
        results: what it shows.
        is_counted: whether the search was counted with another answer, which showed its hits.
    """
    g.searched = results
    if not is_counted:
        g.search = Search(results.query, results.offset, results.total, results.took_ms)
        _note(g.search)


def _note(search: Search) -> None:
    count_search(search.total)
    log_query(search)


def _is_whole(response: Response) -> bool:
    return request.method == "GET" and response.status_code == HTTPStatus.OK and not response.is_streamed
