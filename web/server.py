"""The application on a production server."""

from __future__ import annotations

import ipaddress
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import create_server

from wenxun import SearchEngine, WenxunError
from wenxun.web import create_app
from wenxun.web.current import ENGINE

__all__ = ["run"]

_THREADS = 4
_MAX_REQUEST_BYTES = 64 * 1024
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


def run(
    location: str | None,
    *,
    host: str,
    port: int,
    allowed_hosts: tuple[str, ...],
    allowed_origins: tuple[str, ...],
    announce: Callable[[str], None],
) -> None:
    """Serve until the process is interrupted or terminated.

    Args:
        location: folder of the index, or ``None`` for the one in the settings.
        host, port: address to listen on; port 0 takes a free one.
        allowed_hosts: names to answer to besides those of this machine. A server that other machines can
            reach answers to any name unless this is given.
        allowed_origins: origins whose pages may read the API; none: those of the settings.
        announce: called with each message for the person who started the server.

    Raises:
        OSError: if the address cannot be listened on.
        SettingsError: if an origin is none.
    """
    local = _is_loopback(host)
    hosts = (*_LOCAL_NAMES, host, *allowed_hosts) if local or allowed_hosts else ()
    app = create_app(location, hosts=hosts, origins=allowed_origins or None)
    _warm(app)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=_THREADS,
        ident=None,
        max_request_body_size=_MAX_REQUEST_BYTES,
        max_request_header_size=_MAX_REQUEST_BYTES,
        clear_untrusted_proxy_headers=True,
    )
    signal.signal(signal.SIGTERM, _stop)
    shown = f"[{host}]" if ":" in host else host
    bound = server.effective_port if hasattr(server, "effective_port") else server.effective_listen[0][1]
    announce(f"wenxun: serving on http://{shown}:{bound} (Ctrl-C stops)")
    if not local:
        announce("wenxun: other machines can reach this server, and it asks for no password")
    server.run()


def _warm(app: Flask) -> None:
    """Start collecting the names for suggestions, so that the first reader finds them."""
    engine: SearchEngine = app.extensions[ENGINE]
    with suppress(WenxunError):  # there may be no index yet; requests will say so
        engine.suggest("", wait_seconds=0)


def _stop(_signal: int, _frame: Any) -> None:
    raise SystemExit(0)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
