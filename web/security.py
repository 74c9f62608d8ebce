"""What every answer carries, and which requests are not answered at all."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import MethodNotAllowed, MisdirectedRequest

from wenxun.notices import Notice
from wenxun.web import cors
from wenxun.web.current import PROBES

__all__ = ["HEADERS", "install"]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer carries, whoever gives it."""

_DEFAULTS = {**HEADERS, "Cache-Control": "private, no-cache"}
_UNLESS_SET = {name.lower(): (name, value) for name, value in _DEFAULTS.items()}
_READING = ("GET", "HEAD")
_WRITING = ("PUT", "POST", "DELETE")
_YEAR_SECONDS = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Let the application read only, answer to its own names only, and send the headers."""

    @app.before_request
    def refuse() -> None:
        if request.method not in _READING and request.method not in (methods := _methods()) and not cors.is_preflight():
            raise MethodNotAllowed(list(methods), Notice("This address takes {methods}.", methods=", ".join(methods)))
        hosts = app.config["HOSTS"]
        if hosts and not (_is_named(request.host, hosts) or (request.path in PROBES and _is_ip(request.host))):
            raise MisdirectedRequest(
                Notice(
                    "This server does not answer to the name {host!r}. wenxun serve --allow-host NAME adds one.",
                    host=request.host,
                )
            )

    @app.after_request
    def keep_for_good(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code in {200, 304}:
            response.cache_control.public = True
            response.cache_control.no_cache = None
            response.cache_control.max_age = _YEAR_SECONDS
            response.cache_control.immutable = True
        return response

    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[method-assign]


def _with_headers(app: Callable[..., Any]) -> Callable[..., Any]:
    """An application whose answers carry the headers; here they are a list, and Flask would look at each of them."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            own = {name.lower() for name, _ in headers}
            more = [each for name, each in _UNLESS_SET.items() if name not in own]
            return start_response(status, headers + more, *error)

        return app(environ, start)

    return answer


def _methods() -> tuple[str, ...]:
    """What may be asked of the address of the request."""
    adapter = current_app.create_url_adapter(request)
    known = adapter.allowed_methods() if adapter is not None else ()
    return (*_READING, *(each for each in _WRITING if each in known))


def _is_named(host: str, names: tuple[str, ...]) -> bool:
    """Whether a host, with or without its port, is one of the names; ``.example.org`` stands for all below it."""
    given = _bare(host)
    return any(given == _bare(name) or (name.startswith(".") and given.endswith(_bare(name))) for name in names)


def _is_ip(host: str) -> bool:
    """Whether a host is an address: monitors ask so, and no foreign page can have one as its name."""
    try:
        ipaddress.ip_address(_bare(host))
    except ValueError:
        return False
    return True


def _bare(host: str) -> str:
    """A host as it is compared: without its port and brackets, in small letters, international names in ASCII."""
    if host.startswith("["):
        name = host[1:].partition("]")[0]
    else:
        name = host.partition(":")[0] if host.count(":") == 1 else host
    name = name.lower().rstrip(".")
    try:
        return name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        return name
