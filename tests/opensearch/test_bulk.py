"""Bulk requests against a cluster that pushes back: all is taken once, in the order given."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from wenxun.backends.opensearch import bulk
from wenxun.backends.opensearch.address import read_address
from wenxun.backends.opensearch.bulk import BulkSender
from wenxun.backends.opensearch.connection import TooManyRequestsError
from wenxun.errors import BackendUnavailableError

Answers = Callable[[list[int]], dict[str, Any]]


class FakeCluster:
    """Takes numbered items; ``answers`` may raise, or give a status for each."""

    address = read_address("http://host/wenxun")
    timeout_seconds = 1.0

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.requests: list[list[int]] = []

    def call(self, method: str, path: str, body: bytes, **_: Any) -> dict[str, Any]:
        items = [json.loads(line)["n"] for line in body.splitlines()]
        self.requests.append(items)
        return self.answers(items)


def result(*statuses: int) -> dict[str, Any]:
    items = [{"index": {"_id": str(n), "status": s, "error": {"reason": f"why {n}"}}} for n, s in enumerate(statuses)]
    return {"errors": any(status >= 300 for status in statuses), "items": items}


def sender(cluster: FakeCluster, count: int) -> BulkSender:
    made = BulkSender(cluster, "index")  # type: ignore[arg-type]
    for number in range(count):
        made.add(json.dumps({"n": number}).encode() + b"\n")
    return made


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk.time, "sleep", lambda seconds: None)


def test_a_request_that_is_pushed_back_is_halved_until_it_is_taken() -> None:
    def answers(items: list[int]) -> dict[str, Any]:
        if len(items) > 3:
            raise TooManyRequestsError
        return result(*[201] * len(items))

    cluster = FakeCluster(answers)
    sender(cluster, 20).flush()
    taken = [item for items in cluster.requests if len(items) <= 3 for item in items]
    assert taken == list(range(20))


def test_items_that_are_pushed_back_alone_are_sent_again_before_what_follows() -> None:
    first = True

    def answers(items: list[int]) -> dict[str, Any]:
        nonlocal first
        statuses = [429 if first and item in (1, 3) else 201 for item in items]
        first = False
        return result(*statuses)

    cluster = FakeCluster(answers)
    sender(cluster, 5).flush()
    assert cluster.requests == [[0, 1, 2, 3, 4], [1, 3]]


def test_a_deleted_section_that_was_not_there_is_no_error() -> None:
    sender(FakeCluster(lambda items: result(200, 404, 201)), 3).flush()


def test_items_refused_for_good_are_named_after_all_others_were_taken() -> None:
    cluster = FakeCluster(lambda items: result(*[400 if item == 1 else 201 for item in items]))
    assert sender(cluster, 3).flush() == {"1": "why 1"}


def test_requests_stay_below_the_size_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_REQUEST_BYTES", 50)
    cluster = FakeCluster(lambda items: result(*[201] * len(items)))
    made = sender(cluster, 30)
    assert made.is_full
    made.flush()
    assert [item for items in cluster.requests for item in items] == list(range(30))
    assert max(map(len, cluster.requests)) <= 6
    assert not made.is_full


def test_a_cluster_that_pushes_everything_back_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(bulk.time, "monotonic", lambda: float(next(clock)))

    def answers(items: list[int]) -> dict[str, Any]:
        raise TooManyRequestsError

    with pytest.raises(BackendUnavailableError, match="pushed every request back for 6 s"):
        sender(FakeCluster(answers), 4).flush()
