"""Where a cluster's index is: ``https://one:9200,two:9200/name``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from wenxun.errors import SettingsError
from wenxun.notices import Notice

__all__ = ["Address", "read_address"]

_DEFAULT_PORT = 9200
_FORBIDDEN = re.compile(r'[\\/*?"<>| ,#:\x00-\x1f]')
_EXAMPLE = "http://localhost:9200/wenxun"


@dataclass(frozen=True, slots=True)
class Address:
    """A cluster and the name of an index in it.

    Attributes:
        hosts: host name and port of each node that may be asked.
        name: the alias under which the index is known; concrete indices are called ``name.v…``.
        is_tls: whether connections are encrypted.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    is_tls: bool

    def __str__(self) -> str:
        hosts = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.hosts)
        return f"{'https' if self.is_tls else 'http'}://{hosts}/{self.name}"

    @property
    def path(self) -> str:
        """The name as it stands in the path of a request."""
        return quote(self.name, safe="")


def read_address(location: str) -> Address:
    """Read ``http(s)://host[:port][,host[:port]…]/name``.

    Raises:
        SettingsError: if it is no such address, or holds a password (which is never repeated).
    """
    scheme, _, rest = location.partition("://")
    hosts, _, name = rest.partition("/")
    if "@" in hosts:
        raise SettingsError(
            Notice(
                "The address of the cluster holds a user name. Put user and password into "
                "WENXUN_OPENSEARCH_USER and WENXUN_OPENSEARCH_PASSWORD instead, where they cannot end up "
                "in a log."
            )
        )
    name = unquote(name.strip("/"))
    if scheme not in ("http", "https") or not hosts or not name:
        raise SettingsError(
            Notice(
                "{location} is not the address of an index. It must look like {example}",
                location=location,
                example=_EXAMPLE,
            )
        )
    if _FORBIDDEN.search(name) or name != name.lower() or name[0] in "-_+." or len(name.encode()) > 200:
        raise SettingsError(
            Notice(
                "{name!r} cannot name an index: lower-case letters, digits, '-', '_' and '.' are "
                "possible. Write an address such as {example}",
                name=name,
                example=_EXAMPLE,
            )
        )
    return Address(tuple(_host(each, location) for each in hosts.split(",")), name, scheme == "https")


def _host(written: str, location: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{written}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        raise SettingsError(
            Notice(
                "{location} names no host that can be read. It must look like {example}",
                location=location,
                example=_EXAMPLE,
            )
        )
    return host, _DEFAULT_PORT if port is None else port
