"""Pages and ``/api/v1/search`` of ``wenxun serve``, and its peers over HTTP, with one client and with eight."""

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
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from benchmarks.speed_figures.groonga import Groonga
from benchmarks.speed_figures.opensearch import OpenSearch
from benchmarks.speed_figures.peers import Peer
from benchmarks.speed_figures.queries import Times

__all__ = ["AGAIN", "CLIENTS", "HITS_WITH_SNIPPETS", "PAGE", "PEERS", "Served", "Serving", "serve_clients", "served"]

_ADDRESS = re.compile(r"http://([\d.]+):(\d+)")
_STARTUP_S = 60
_BLANK = "%20"
_WARM_ROUNDS = 3  # until Java has compiled what runs often

CLIENTS = (1, 8)
PEERS: tuple[Peer, ...] = (Groonga(), OpenSearch())
PAGE = "page of results"
AGAIN = "page of results, asked again"
HITS_WITH_SNIPPETS = "ten hits with snippets (`/api/v1/search`)"


@dataclass(frozen=True, slots=True)
class Serving:
    """Times that the clients saw, over all requests.

    Attributes:
        server: name of the program.
        asked: what was asked of it.
        server_cpu_ms: CPU time of the server a request, all its processes.
    """

    server: str
    asked: str
    clients: int
    server_cpu_ms: float
    times: Times
    requests_per_s: float
    errors: int


@dataclass
class Served:
    """What all servers took.

    Attributes:
        requests: times, each server with one client and with eight.
        load_cpu_s: CPU seconds in which a peer indexed the sections, by its name.
        missing: peers that are not here, and what they need.
    """

    requests: list[Serving] = field(default_factory=list)
    load_cpu_s: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def serve_clients(index: Path, sections: Path, typed: Sequence[str]) -> Served:
    """Ask every query of each server, with one client and with eight.

    Args:
        index: an index of wenxun.
        sections: what it holds; given to the peers that are installed.
        typed: the queries.

    Returns:
        The times, and which peers are missing.
    """
    served = Served()
    with running(index) as (server, host, port):
        for asked, path in ((PAGE, "/?q="), (AGAIN, "/?q="), (HITS_WITH_SNIPPETS, "/api/v1/search?q=")):
            paths = [path + quote(query) for query in typed]
            served.requests += _asked("wenxun", asked, (server.pid, host, port), paths, anew=asked != AGAIN)
    for peer in PEERS:
        if missing := peer.missing():
            served.missing[peer.name] = missing
            continue
        with peer.served(sections, index.parent) as running_peer:
            served.load_cpu_s[peer.name] = running_peer.load_cpu_s
            place = (running_peer.process_id, running_peer.host, running_peer.port)
            paths = [peer.search_path(query) for query in typed]
            served.requests += _asked(peer.name, HITS_WITH_SNIPPETS, place, paths)
    return served


def _asked(
    server: str, asked: str, place: tuple[int, str, int], paths: Sequence[str], *, anew: bool = False
) -> list[Serving]:
    """One client and eight, after rounds that are not counted.

    Asked ``anew``, the queries of each round have one more blank at their end: the same search, of which no answer is
    kept.
    """
    pid, host, port = place
    found = []
    rounds = (*(max(CLIENTS),) * _WARM_ROUNDS, *CLIENTS)  # many clients reach all processes of a server
    for number, clients in enumerate(rounds):
        addresses = [path + _BLANK * number * anew for path in paths]
        shares = [addresses[first::clients] for first in range(clients)]
        cpu, start = _cpu_s(pid), time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            answers = list(pool.map(lambda share: _ask(host, port, share), shares))
        if number < _WARM_ROUNDS:
            continue
        wall, cpu = time.perf_counter() - start, _cpu_s(pid) - cpu
        times = Times.of(taken for seconds, _ in answers for taken in seconds)
        errors = sum(failed for _, failed in answers)
        found.append(Serving(server, asked, clients, cpu / len(paths) * 1000, times, len(paths) / wall, errors))
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
