"""The server as a process: workers, slow clients, what is no request, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from wenxun import SearchEngine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are forked")

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serving") / "index"
    with SearchEngine(folder) as engine:
        engine.add(SEEDS)
    return folder


@contextmanager
def serving(index: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "wenxun", "--index", str(index), "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stderr is not None
        address = re.search(r"http://\S+:(\d+)", server.stderr.readline())
        assert address
        try:
            yield server, int(address[1])
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()


def exchange(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and read the answer to its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        content = b""
        with suppress(ConnectionResetError):  # the rest of a request that was too long
            while part := connection.recv(65536):
                content += part
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}, body


def status(port: int, path: str = "/api/v1/stats") -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return int(answer.status)


def workers(server: subprocess.Popen[str]) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    if not children.exists():
        pytest.skip("only Linux lists the children of a process")
    return [int(each) for each in children.read_text().split()]


def until(holds: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(400):
        if holds():
            return
        waiting.wait(0.05)
    raise AssertionError("it does not come about")


def test_a_worker_that_dies_is_replaced(index: Path) -> None:
    with serving(index, "--workers", "2") as (server, port):
        until(lambda: len(workers(server)) == 2)
        before = workers(server)
        os.kill(before[0], signal.SIGKILL)
        until(lambda: len(workers(server)) == 2 and before[0] not in workers(server))
        assert status(port) == 200


def test_a_reload_puts_new_workers_in_their_place(index: Path) -> None:
    with serving(index, "--workers", "2") as (server, port):
        until(lambda: len(workers(server)) == 2)
        before = set(workers(server))
        assert status(port) == 200
        server.send_signal(signal.SIGHUP)
        until(lambda: len(workers(server)) == 2 and not before & set(workers(server)))
        assert status(port) == 200


@pytest.mark.parametrize("order", [signal.SIGHUP, signal.SIGTERM])
def test_no_request_in_flight_is_lost(index: Path, order: signal.Signals) -> None:
    with serving(index, "--workers", "2") as (server, port):
        begun = threading.Barrier(9)
        answers: list[int] = []

        def ask() -> None:
            client = HTTPConnection("127.0.0.1", port, timeout=20)
            client.connect()
            begun.wait()
            client.request("GET", "/?q=%E4%BA%BA%20OR%20%E4%B8%AD*")
            answers.append(client.getresponse().status)
            client.close()

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for each in threads:
            each.start()
        begun.wait()
        until(lambda: bool(answers))
        server.send_signal(order)
        for each in threads:
            each.join()
        assert answers == [200] * 8


def test_workers_end_with_the_process_that_started_them(index: Path) -> None:
    with serving(index, "--workers", "2") as (server, _):
        until(lambda: len(workers(server)) == 2)
        left = workers(server)
        server.kill()
        until(lambda: not any(Path(f"/proc/{each}").exists() for each in left))


def test_clients_that_do_not_read_say_nothing_or_drip_keep_no_one_out(index: Path) -> None:
    with serving(index, "--workers", "1") as (_, port):
        held = []
        for _ in range(8):
            slow = socket.socket()
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.settimeout(0.2)
            slow.connect(("127.0.0.1", port))
            with suppress(OSError):
                slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2_000)
            held.append(slow)
        for number in range(160):
            still = socket.create_connection(("127.0.0.1", port))
            still.sendall(b"GET / HTTP/1.1\r\nX: " if number % 2 else b"")
            held.append(still)
        try:
            assert [status(port) for _ in range(5)] == [200] * 5
        finally:
            for each in held:
                each.close()


def test_requests_that_were_sent_together_are_answered_in_their_order(index: Path) -> None:
    with serving(index) as (_, port):
        asked = [f"GET /api/v1/suggest/opensearch?q={number} HTTP/1.1\r\nHost: localhost\r\n" for number in range(30)]
        asked[-1] += "Connection: close\r\n"
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall("".join(each + "\r\n" for each in asked).encode())
            content = b""
            while part := connection.recv(65536):
                content += part
        assert re.findall(rb'\["(\d+)", \[', content) == [b"%d" % number for number in range(30)]


@pytest.mark.parametrize("host", ["localhost", "[::1]", "127.0.0.1:80", "[::1]:8000"])
def test_an_address_may_hold_characters_as_they_are_typed(index: Path, host: str) -> None:
    with serving(index) as (_, port):
        request = f"GET /api/v1/search?q=板門店 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        code, _, body = exchange(port, request.encode())
        assert code == 200
        assert json.loads(body)["query"] == "板門店"


def test_what_is_no_request_is_answered_as_a_problem(index: Path) -> None:
    odd = {
        b"hello\r\n\r\n": 400,
        b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n": 400,
        b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n": 400,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n": 400,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX X: a\r\n\r\n": 400,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000 + b"\r\n\r\n": 431,
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n": 413,
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": 400,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: odd\r\n\r\n": 501,
    }
    with serving(index) as (_, port):
        for request, expected in odd.items():
            code, headers, body = exchange(port, request)
            assert (code, headers["content-type"]) == (expected, "application/problem+json")
            assert json.loads(body)["status"] == expected
            assert "default-src 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


KEY = "a-key-for-tests-alone"


def test_what_one_worker_writes_all_of_them_find_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", KEY)
    with serving(tmp_path / "index", "--workers", "2") as (server, port):
        until(lambda: len(workers(server)) == 2)
        held = [HTTPConnection("127.0.0.1", port, timeout=20) for _ in range(6)]  # spread over both
        for number in range(12):
            body = json.dumps({"text": f"灯塔{number}。"})
            headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
            assert asked(held[number % 6], "PUT", f"/api/v1/articles/{number}", body, headers)["added"] == 1
            totals = [asked(each, "GET", "/api/v1/search?q=%E7%81%AF%E5%A1%94")["total"] for each in held]
            assert totals == [number + 1] * 6
        for each in held:
            each.close()


def asked(connection: HTTPConnection, method: str, path: str, *options: Any) -> Any:
    connection.request(method, path, *options)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    assert answer.status == 200, body
    return body


def test_only_with_a_key_a_long_body_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUN_WRITE_KEYS", KEY)
    body = json.dumps({"text": "茶" * 100_000}).encode()

    def put(key: str, content: bytes, length: int = 0) -> tuple[int, dict[str, str], bytes]:
        head = f"PUT /api/v1/articles/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length or len(content)}\r\n"
        head += f"Content-Type: application/json\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
        return exchange(port, head.encode() + content)

    with serving(tmp_path / "index") as (_, port):
        code, _, said = put("a-key-that-is-not-one", b"", len(body))
        assert code == 413
        assert "65,536 bytes is taken; with a valid key more is" in json.loads(said)["detail"]
        assert put("a-key-that-is-not-one", b"{}")[0] == 401
        assert put(KEY, body)[0] == 200
        code, _, said = put(KEY, b"", (8 << 20) + 1)
        assert code == 413
        assert "8,388,608 bytes is taken." in json.loads(said)["detail"]
