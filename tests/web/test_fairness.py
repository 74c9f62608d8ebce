"""Whoever asks for little does not wait for those who ask for much."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from wenxun.web.connections import Server
from wenxun.web.workers import Turn

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


LONG_QUERY_OF_A_WORKER = """
import os, sys
from array import array
from wenxun.web.workers import Turn

folder, place, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
turn = Turn(0, place, memoryview(array("Q", [0] * workers)), os.open(folder, os.O_RDWR))
print("asks", flush=True)
with turn.of_long_query():
    print(turn.is_mine(3), os.path.exists(folder + ".answered"), flush=True)
    sys.stdin.read()
    open(folder + ".answered", "w").close()
"""


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Callable[[int, int], subprocess.Popen[str]]]:
    """Starts a worker of so many at a place, which has a long query to answer."""
    locks = tmp_path / "locks"
    locks.touch()
    with ExitStack() as workers:

        def start(place: int, count: int) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", LONG_QUERY_OF_A_WORKER, str(locks), str(place), str(count)]
            pipe = subprocess.PIPE
            process = workers.enter_context(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
            workers.callback(process.kill)
            assert said(process) == "asks"
            return process

        yield start


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no workers on Windows")
@pytest.mark.parametrize("is_killed", [False, True], ids=["is answered", "is killed"])
def test_of_two_workers_one_has_no_long_query_until_that_of_the_other(
    worker: Callable[[int, int], subprocess.Popen[str]], is_killed: bool
) -> None:
    first = worker(0, 2)
    assert said(first) == "False False"
    second = worker(1, 2)
    if is_killed:
        first.kill()
    else:
        first.communicate("", timeout=TIMEOUT_SECONDS)
    assert said(second) == f"False {not is_killed}"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no workers on Windows")
def test_of_three_workers_two_answer_long_queries(worker: Callable[[int, int], subprocess.Popen[str]]) -> None:
    for place in range(2):
        assert said(worker(place, 3)) == "False False"


def test_a_worker_with_a_long_query_leaves_new_connections_to_the_others() -> None:
    held = memoryview(array("Q", [0, 0]))
    answering, idle = Turn(0, 0, held, -1, is_long=True), Turn(0, 1, held, -1)
    assert not answering.is_mine(0)
    assert idle.is_mine(9)
    answering.is_long = False
    assert answering.is_mine(0)
    assert not idle.is_mine(9)
