"""Bulk requests: of a bounded size, repeated until all in them has been taken, halved when pushed back."""

from __future__ import annotations

import random
import time
from collections import deque

from wenxun.backends.opensearch.connection import Answer, Cluster, TooManyRequestsError, blocked
from wenxun.errors import BackendUnavailableError
from wenxun.notices import Notice

__all__ = ["BulkSender"]

_REQUEST_BYTES = 8 << 20
_TIMEOUTS = 6
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0
_REASON_CHARS = 200
_DONE = frozenset({200, 201, 404})  # a section that is not there need not be deleted


class BulkSender:
    """Collects lines for one index and sends them in requests of about 8 MB.

    A request whose answer did not come is sent again: ids are given, so nothing is doubled. One that is
    pushed back as a whole (429) is cut in two, with a growing pause. Single items pushed back go into a
    later request.

    Args:
        index: the concrete index.
    """

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._path = f"/{index}/_bulk"
        self._items: list[bytes] = []
        self._size_bytes = 0
        self._limit_seconds = cluster.timeout_seconds * _TIMEOUTS

    @property
    def is_full(self) -> bool:
        """Whether there is enough for a request."""
        return self._size_bytes >= _REQUEST_BYTES

    def add(self, item: bytes) -> None:
        """Take an item: its line or lines, each ending with a newline."""
        self._items.append(item)
        self._size_bytes += len(item)

    def flush(self) -> dict[str, str]:
        """Send what was collected; returns the ids of the items that the cluster refused for good, with its reasons.

        Raises:
            BackendUnavailableError: if the cluster did not take it in six times the time-out.
            WenxunIndexError: if it takes no writes at the moment.
        """
        items, self._items, self._size_bytes = self._items, [], 0
        waiting = deque(_cut(items))
        deadline = time.monotonic() + self._limit_seconds
        pause = _FIRST_PAUSE_SECONDS
        refused: dict[str, str] = {}
        while waiting:
            part = waiting.popleft()
            try:
                again = self._send(part, refused)
            except TooManyRequestsError:
                middle = (len(part) + 1) // 2
                again = part[:middle]
                if part[middle:]:
                    waiting.appendleft(part[middle:])
            if not again:
                pause = _FIRST_PAUSE_SECONDS
                deadline = time.monotonic() + self._limit_seconds
                continue
            waiting.appendleft(again)
            if time.monotonic() + pause > deadline:
                raise BackendUnavailableError(
                    Notice(
                        "The cluster at {address} pushed every request back for {limit_seconds:g} s. Index when "
                        "it has less to do, or give it more nodes.",
                        address=self._cluster.address,
                        limit_seconds=self._limit_seconds,
                    )
                )
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        return refused

    def _send(self, items: list[bytes], refused: dict[str, str]) -> list[bytes]:
        """Send items; returns those to send again, and adds to ``refused`` what is wrong with others."""
        body = b"".join(items)
        answer = self._cluster.call(
            "POST",
            self._path,
            body,
            params={"filter_path": "errors,items.*.status,items.*._id,items.*.error"},
            timeout_seconds=self._limit_seconds,
            may_be_pushed_back=True,
        )
        if not answer.get("errors"):
            return []
        results = [next(iter(each.values())) for each in answer["items"]]
        for each in results:
            if (error := blocked(self._cluster.address, _reason(each))) is not None:
                raise error
        refused |= {
            each["_id"]: _reason(each) for each in results if each["status"] not in _DONE and not _may_pass(each)
        }
        return [item for item, each in zip(items, results, strict=True) if _may_pass(each)]


def _cut(items: list[bytes]) -> list[list[bytes]]:
    """The items in parts of about the size of a request."""
    parts: list[list[bytes]] = []
    size = _REQUEST_BYTES
    for item in items:
        if size + len(item) > _REQUEST_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += len(item)
    return parts


def _may_pass(result: Answer) -> bool:
    status: int = result["status"]
    return status == 429 or status >= 500


def _reason(result: Answer) -> str:
    error = result.get("error", {})
    cause = error.get("caused_by", {}).get("reason") or error.get("reason", "no reason given")
    return str(cause)[:_REASON_CHARS]
