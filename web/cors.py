"""Which pages of other origins may read the API in a browser: none, unless the settings name some."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from wenxun import SettingsError
from wenxun.notices import Notice
from wenxun.web.current import is_for_programs

__all__ = ["ANY", "checked", "install", "is_preflight"]

ANY = "*"
"""Stands for every origin."""

_DAY_SECONDS = 24 * 3600
_USUAL_PORTS = {"http": 80, "https": 443}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": str(_DAY_SECONDS),
}


def checked(origins: Iterable[str]) -> tuple[str, ...]:
    """The origins, if browsers write them so.

    Raises:
        SettingsError: if one is neither ``*`` nor scheme, host and port.
    """
    given = tuple(origins)
    for origin in given:
        if origin != ANY and origin != _as_sent(origin):
            sent = _as_sent(origin)
            raise SettingsError(
                Notice(
                    "{origin!r} is no origin. Browsers send {sent}. One is written https://example.org:8443, without "
                    "a path."
                    if sent
                    else "{origin!r} is no origin. One is written https://example.org:8443, without a path.",
                    origin=origin,
                    sent=sent,
                )
            )
    return given


def _as_sent(origin: str) -> str:
    """The origin as browsers send it: names in small ASCII letters, no port that goes without saying; "" for none."""
    try:
        parts = urlsplit(origin)
        name, port = parts.hostname, parts.port
        name = (name or "").encode("idna").decode() if ":" not in (name or "") else f"[{name}]"
    except (ValueError, UnicodeError):
        return ""
    if not name or not parts.scheme or parts.username is not None:
        return ""
    shown = "" if port is None or port == _USUAL_PORTS.get(parts.scheme) else f":{port}"
    return f"{parts.scheme}://{name}{shown}"


def is_preflight() -> bool:
    """Whether the request asks, for a page that may read it, what it may ask of the API."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers and bool(_allowed())


def install(app: Flask) -> None:
    """Let the application say who may read its answers."""
    app.before_request(_answer_preflight)
    app.after_request(_allow)


def _answer_preflight() -> Response | None:
    return Response(status=204, headers=_PREFLIGHT) if is_preflight() else None


def _allow(response: Response) -> Response:
    if current_app.config["ORIGINS"] and is_for_programs(request.path):
        response.vary.add("Origin")
        if allowed := _allowed():
            response.headers["Access-Control-Allow-Origin"] = allowed
            response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def _allowed() -> str:
    """The origin of the request, or all, if its pages may read the answer; else nothing."""
    origins = current_app.config["ORIGINS"]
    if not is_for_programs(request.path):
        return ""
    if ANY in origins:
        return ANY
    origin = request.headers.get("Origin", "")
    return origin if origin in origins else ""
