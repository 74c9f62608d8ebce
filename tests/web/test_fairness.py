"""Whoever asks for little does not wait for those who ask for much."""

from __future__ import annotations

import gc
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

import pytest

from wenxun.web.connections import Server

THREADS = 2
LONG = "q=" + "%E7%9A%84" * 300
TIMEOUT_SECONDS = 20


class Held:
    """An application that answers requests with a long query when it is told to, and all others at once."""

    def __init__(self) -> None:
        self.has_begun, self.may_answer = threading.Event(), threading.Event()
        self.under_way = 0
        self.most_at_once = 0
        self._lock = threading.Lock()

    def __call__(self, environment: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environment["QUERY_STRING"] == LONG:
            with self._lock:
                self.under_way += 1
                self.most_at_once = max(self.most_at_once, self.under_way)
            self.has_begun.set()
            self.may_answer.wait(TIMEOUT_SECONDS)
            with self._lock:
                self.under_way -= 1
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]


@contextmanager
def serving(app: Held) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(app, listening, threads=THREADS, most_connections=100, is_proxy=lambda address: False)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        app.may_answer.set()
        server.leave()
        thread.join()
        server.close()


def status(address: str) -> int:
    with urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
        return int(answer.status)


@pytest.fixture
def app() -> Held:
    return Held()


def test_a_short_query_is_answered_while_many_long_ones_are_under_way(app: Held) -> None:
    with serving(app) as address, ThreadPoolExecutor(12) as clients:
        long = [clients.submit(status, f"{address}?{LONG}") for _ in range(12)]
        assert app.has_begun.wait(TIMEOUT_SECONDS)
        assert [status(f"{address}?q={typed}") for typed in ("tea", "%E8%8C%B6", "a" * 200)] == [200] * 3
        assert not any(each.done() for each in long)
        app.may_answer.set()
        assert [each.result() for each in long] == [200] * 12
    assert app.most_at_once == 1


def test_python_looks_for_cycles_seldom_while_it_serves(app: Held) -> None:
    before = gc.get_threshold()
    with serving(app) as address:
        status(address)  # it serves by now
        assert gc.get_threshold()[0] >= 10 * before[0]
    assert gc.get_threshold() == before
