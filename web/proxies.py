"""Where the application stands for its readers: behind which proxies, at which address, below which path.

``SCRIPT_NAME``, the scheme and the host of a request are what all of its links are made of.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from urllib.parse import quote

from werkzeug.middleware.proxy_fix import ProxyFix

from wenxun import SettingsError
from wenxun.notices import Notice

__all__ = ["Placed", "checked_prefix", "is_among", "networks"]

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_FORWARDED = ("FOR", "PROTO", "HOST", "PORT", "PREFIX")


def networks(given: Iterable[str]) -> tuple[Network, ...]:
    """Return the networks of proxies; a lone address is a network of one.

    Raises:
        SettingsError: if one is neither an address nor a network.
    """
    found = []
    for each in given:
        try:
            found.append(ipaddress.ip_network(each))
        except ValueError as error:
            raise SettingsError(
                Notice("trusted_proxies names {network!r}; it must be as 127.0.0.1 or 10.0.0.0/8.", network=each)
            ) from error
    return tuple(found)


def is_among(address: str, known: tuple[Network, ...]) -> bool:
    """Whether an address is in one of the networks."""
    try:
        given = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(given in each for each in known)


def checked_prefix(prefix: str) -> str:
    """Return a path to stand below, as ``/search``; "" for none.

    Raises:
        SettingsError: if it is no path.
    """
    bare = prefix.strip("/")
    if bare and (any(part in ("", ".", "..") for part in bare.split("/")) or quote(bare, safe="/-._~") != bare):
        raise SettingsError(Notice("{prefix!r} is no prefix. One is written /search.", prefix=prefix))
    return f"/{bare}" if bare else ""


class Placed:
    """A WSGI application at the place that its proxies, or a prefix, give it."""

    def __init__(self, app: Callable[..., Any], *, proxies: tuple[Network, ...], prefix: str) -> None:
        self._app = app
        self._behind_proxy = ProxyFix(self._below_prefix, x_for=1, x_proto=1, x_host=1, x_port=1, x_prefix=1)
        self._proxies = proxies
        self._prefix = prefix

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer a request."""
        if is_among(environ.get("REMOTE_ADDR", ""), self._proxies):
            return self._behind_proxy(environ, start_response)
        for name in _FORWARDED:
            environ.pop(f"HTTP_X_FORWARDED_{name}", None)
        return self._below_prefix(environ, start_response)

    def _below_prefix(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Take the prefix off the path; a proxy may have taken it off already."""
        path, mounted = environ.get("PATH_INFO", ""), environ.get("SCRIPT_NAME", "").rstrip("/")
        if self._prefix and mounted == "":
            environ["SCRIPT_NAME"] = self._prefix
            if path == self._prefix or path.startswith(f"{self._prefix}/"):
                environ["PATH_INFO"] = path[len(self._prefix) :]
        elif mounted and (path == mounted or path.startswith(f"{mounted}/")) and "HTTP_X_FORWARDED_PREFIX" in environ:
            environ["PATH_INFO"] = path[len(mounted) :]
        return self._app(environ, start_response)
