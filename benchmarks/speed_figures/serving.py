"""``/api/v1/search`` of ``wenxun serve`` with several clients at once."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.speed_figures.queries import Times

__all__ = ["Serving", "serve_clients", "served"]

_ADDRESS = re.compile(r"http://([\d.]+):(\d+)")
_STARTUP_S = 60


@dataclass(frozen=True, slots=True)
class Serving:
    """Times that the clients saw, over all requests."""

    clients: int
    times: Times
    requests_per_s: float
    errors: int


def serve_clients(index: Path, typed: Sequence[str], *, clients: int = 8) -> Serving:
    """Start a server, ask every query once, share them among the clients, stop the server."""
    with served(index) as (host, port):
        shares = [typed[number::clients] for number in range(clients)]
        _ask(host, port, typed[:1])  # the index is opened
        start = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(lambda share: _ask(host, port, share), shares))
        wall = time.perf_counter() - start
    seconds = [taken for times, _ in answers for taken in times]
    errors = sum(failed for _, failed in answers)
    return Serving(clients, Times.of(seconds), len(typed) / wall, errors)


@contextmanager
def served(index: Path) -> Iterator[tuple[str, int]]:
    """Host and port of ``wenxun serve`` on an index, stopped at the end."""
    command = [sys.executable, "-m", "wenxun", "serve", "--index", str(index), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        yield _address(server)
    finally:
        server.terminate()
        server.wait(timeout=_STARTUP_S)


def _address(server: subprocess.Popen[str]) -> tuple[str, int]:
    assert server.stdout is not None
    watchdog = threading.Timer(_STARTUP_S, server.kill)
    watchdog.start()
    try:
        for line in server.stdout:
            match = _ADDRESS.search(line)
            if match:
                return match[1], int(match[2])
    finally:
        watchdog.cancel()
    raise RuntimeError("the server did not say where it listens")


def _ask(host: str, port: int, typed: Sequence[str]) -> tuple[list[float], int]:
    """Seconds of each request over one connection, and how many failed."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    seconds: list[float] = []
    errors = 0
    for query in typed:
        start = time.perf_counter()
        try:
            connection.request("GET", f"/api/v1/search?q={quote(query)}")
            response = connection.getresponse()
            response.read()
            errors += response.status != http.client.OK
        except (OSError, http.client.HTTPException):
            errors += 1
            connection.close()
        seconds.append(time.perf_counter() - start)
    connection.close()
    return seconds, errors
