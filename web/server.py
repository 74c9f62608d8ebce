"""The application on a production server."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from flask import Flask
from waitress import wasyncore

from wenxun import SearchEngine, WenxunError
from wenxun.notices import Notice
from wenxun.web import create_app
from wenxun.web.connections import MOST_CONNECTIONS, Server
from wenxun.web.current import ENGINE
from wenxun.web.metrics import METRICS
from wenxun.web.proxies import checked_prefix, is_among
from wenxun.web.workers import Turn, Work, supervise
from wenxun.web.writing import WRITE_KEYS

__all__ = ["run"]

_MOST_WORKERS_UNASKED = 4
_TINY_INDEX_BYTES = 4 << 20
_THREADS = 2
_THREADS_ALONE = 4
_OTHER_FILES = 128
_TURN_SECONDS = 0.001  # of a thread; with Python's 5 ms, whoever asks for little waits for who asks for much
_BACKLOG = 1024
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
_CAN_FORK = hasattr(os, "fork")


def run(
    location: str | None,
    *,
    host: str,
    port: int,
    workers: int | None,
    prefix: str,
    allowed_hosts: tuple[str, ...],
    allowed_origins: tuple[str, ...],
    announce: Callable[[str], None],
) -> None:
    """Serve until the process is interrupted or terminated; then finish what was asked.

    Args:
        location: folder of the index, or ``None`` for the one in the settings.
        host, port: address to listen on; port 0 takes a free one.
        workers: how many processes answer; ``None``: as many as there are cores, at most 4, and 1 for a tiny index.
        prefix: path that all addresses stand below, as ``/search``.
        allowed_hosts: names to answer to besides those of this machine. A server that other machines can
            reach answers to any name unless this is given.
        allowed_origins: origins whose pages may read the API; none: those of the settings.
        announce: called with each message for the person who started the server.

    Raises:
        OSError: if the address cannot be listened on.
        SettingsError: if a setting, or an origin, is none.
    """
    local = _is_loopback(host)
    hosts = (*_LOCAL_NAMES, _in_address(host), *allowed_hosts) if local or allowed_hosts else ()

    def prepare() -> Flask:
        return create_app(location, hosts=hosts, origins=allowed_origins or None, prefix=prefix)

    app = prepare()
    count = workers or _workers(app)
    with closing(_listen(host, port)) as listening:
        address = f"http://{_in_address(host)}:{listening.getsockname()[1]}{checked_prefix(prefix)}"
        announce(Notice("serving on {address} (Ctrl-C stops)", address=address))
        if not local:
            announce(Notice("other machines can reach this server, and it asks for no password"))
        if app.config[WRITE_KEYS]:
            announce(Notice("programs with one of write_keys may change the index"))
        for warning in app.config["SITE"].warnings:
            announce(warning)
        if not _CAN_FORK:
            if count > 1:
                announce(Notice("one process answers; this system cannot share a socket among several"))
            _server(app, listening, _THREADS_ALONE).run()
            return
        threads = _THREADS if count > 1 else _THREADS_ALONE
        apps = [app]
        supervise(
            lambda: _work(apps.pop() if apps else prepare(), listening, threads),
            count=count,
            close=listening.close,
            say=announce,
        )


def _work(app: Flask, listening: socket.socket, threads: int) -> Work:
    def work(turn: Turn) -> None:
        app.extensions[METRICS].row = turn.place
        server = _server(app, listening, threads, turn)
        signal.signal(signal.SIGTERM, lambda *_: server.leave())
        _Lifeline(turn.lifeline, server)
        server.run()

    return work


def _server(app: Flask, listening: socket.socket, threads: int, turn: Turn | None = None) -> Server:
    sys.setswitchinterval(_TURN_SECONDS)
    _warm(app)
    make = partial(
        Server,
        app,
        listening,
        threads=threads,
        most_connections=_most_connections(),
        is_proxy=lambda address: is_among(address, app.config["PROXIES"]),
        may_write=app.config[WRITE_KEYS].admit,
    )
    return make() if turn is None else make(may_accept=turn.is_mine, of_long_query=turn.of_long_query)


class _Lifeline(wasyncore.file_dispatcher):  # type: ignore[misc]
    """Notices that the process is gone which started this one: nobody else would stop it then."""

    def __init__(self, lifeline: int, server: Server) -> None:
        super().__init__(lifeline, server._map)
        self._server = server

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self.del_channel()
        self._server.leave()

    handle_close = handle_read


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.getaddrinfo(host, port, family) if host else []  # "" would be all addresses
    except UnicodeError:
        found = []
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "that is no name or address")
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both)


def _workers(app: Flask) -> int:
    """How many processes pay: for a tiny index, their memory is more than their work."""
    location = Path(app.extensions[ENGINE].location)
    if location.is_dir():
        with suppress(OSError):
            if sum(path.stat().st_size for path in location.iterdir()) < _TINY_INDEX_BYTES:
                return 1
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    return min(cores or 1, _MOST_WORKERS_UNASKED)


def _most_connections() -> int:
    """How many connections there may be; each takes one of the files that a process may have open."""
    if sys.platform == "win32":
        return 256  # of what select() can look at there
    import resource

    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if allowed < 0 else max(16, min(MOST_CONNECTIONS, allowed - _OTHER_FILES))


def _warm(app: Flask) -> None:
    """Start collecting the names for suggestions, so that the first reader finds them."""
    engine: SearchEngine = app.extensions[ENGINE]
    with suppress(WenxunError):  # there may be no index yet; requests will say so
        engine.suggest("", wait_seconds=0)


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
