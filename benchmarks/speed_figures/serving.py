"""Pages and ``/api/v1/search`` of ``wenxun serve``, and groonga over HTTP, with one client and with eight."""

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

from benchmarks.speed_figures import groonga
from benchmarks.speed_figures.queries import Times

__all__ = ["Serving", "serve_clients", "served"]

_ADDRESS = re.compile(r"http://([\d.]+):(\d+)")
_STARTUP_S = 60
_CLIENTS = (1, 8)


@dataclass(frozen=True, slots=True)
class Serving:
    """Times that the clients saw, over all requests.

    Attributes:
        label: what was asked for.
        server_cpu_ms: CPU time of the server a request, all its processes.
    """

    label: str
    clients: int
    server_cpu_ms: float
    times: Times
    requests_per_s: float
    errors: int


def serve_clients(index: Path, sections: Path, typed: Sequence[str]) -> list[Serving]:
    """Ask every query of each server, with one client and with eight.

    Args:
        index: an index of wenxun.
        sections: what it holds; given to groonga, where that is installed.
        typed: the queries.
    """
    found: list[Serving] = []
    with running(index) as (server, host, port):
        for label, path in (("wenxun, page of results", "/?q="), ("wenxun, `/api/v1/search`", "/api/v1/search?q=")):
            found += _asked(label, server.pid, host, port, [path + quote(query) for query in typed])
    if groonga.is_installed():
        with groonga.served(sections, index.with_name(f"{sections.stem}-groonga")) as (pid, host, port):
            paths = [groonga.search_path(query) for query in typed]
            found += _asked("groonga, bigrams, with snippets", pid, host, port, paths)
    return found


def _asked(label: str, pid: int, host: str, port: int, paths: Sequence[str]) -> list[Serving]:
    """One client and eight, after a round that is not counted."""
    found = []
    _ask(host, port, paths)
    for clients in _CLIENTS:
        shares = [paths[number::clients] for number in range(clients)]
        cpu, start = _cpu_s(pid), time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(lambda share: _ask(host, port, share), shares))
        wall, cpu = time.perf_counter() - start, _cpu_s(pid) - cpu
        seconds = [taken for times, _ in answers for taken in times]
        errors = sum(failed for _, failed in answers)
        found.append(Serving(label, clients, cpu / len(paths) * 1000, Times.of(seconds), len(paths) / wall, errors))
    return found


def _cpu_s(pid: int) -> float:
    """CPU seconds of a process and of those that it has started."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu_s(int(child)) for child in children)


@contextmanager
def served(index: Path) -> Iterator[tuple[str, int]]:
    """Host and port of ``wenxun serve`` on an index, stopped at the end."""
    with running(index) as (_, host, port):
        yield host, port


@contextmanager
def running(index: Path) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """The process of ``wenxun serve`` on an index, its host and port; stopped at the end."""
    command = [sys.executable, "-m", "wenxun", "serve", "--index", str(index), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        yield server, *_address(server)
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


def _ask(host: str, port: int, paths: Sequence[str]) -> tuple[list[float], int]:
    """Seconds of each request over one connection, and how many failed."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    seconds: list[float] = []
    errors = 0
    for path in paths:
        start = time.perf_counter()
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            errors += response.status != http.client.OK
        except (OSError, http.client.HTTPException):
            errors += 1
            connection.close()
        seconds.append(time.perf_counter() - start)
    connection.close()
    return seconds, errors
