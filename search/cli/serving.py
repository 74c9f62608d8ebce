"""The ``serve`` and ``mcp`` commands."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from wenxun.cli.common import as_text, index_location, index_option, open_engine, warn
from wenxun.cli.language import told
from wenxun.cli.manual import manual
from wenxun.cli.terminal import clean
from wenxun.cli.whole_number import WholeNumber
from wenxun.errors import WenxunError
from wenxun.extras import install_command
from wenxun.notices import Notice, reason_of

__all__ = ["mcp", "serve"]


_SERVE_EPILOG = manual(
    """
  wenxun serve
  wenxun serve --host 0.0.0.0 --port 80
  wenxun serve --allow-origin https://example.org
"""
)

_MCP_EPILOG = manual(
    """
  wenxun mcp
  wenxun --index ~/articles.index mcp
  wenxun mcp --http 8001
"""
)


@contextmanager
def _listening_on(host: str, port: int, *, option: str) -> Iterator[None]:
    """Say in one sentence that an address cannot be listened on, and which option takes another port."""
    try:
        yield
    except OSError as error:
        import socket  # of use here alone, and not cheap to load

        reason = reason_of(error)
        is_of_another = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        message = told(
            "cannot listen on {host!r}, port {port}: {reason}; name an address of this machine in --host"
            if is_of_another
            else "cannot listen on {host!r}, port {port}: {reason}; try another {option}",
            host=as_text(host),
            port=port,
            reason=reason,
            option=option,
        )
        raise click.UsageError(clean(message)) from error


@click.command(epilog=_SERVE_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 is all of them.")
@click.option("--port", type=WholeNumber(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--workers",
    type=WholeNumber(1, 64),
    help="Processes that answer.  [default: the cores, at most 4; 1 for a tiny index]",
)
@click.option("--prefix", default="", metavar="PATH", help="Path that all addresses stand below, as /search.")
@click.option(
    "--allow-host",
    "allowed_hosts",
    metavar="NAME",
    multiple=True,
    help="Host name to answer to besides localhost, for a proxy in front; may be given several times.",
)
@click.option(
    "--allow-origin",
    "allowed_origins",
    metavar="ORIGIN",
    multiple=True,
    help="Origin whose pages may read the HTTP API, as https://example.org; * is any. May be given several times.",
)
@index_option
def serve(
    host: str,
    port: int,
    workers: int | None,
    prefix: str,
    allowed_hosts: tuple[str, ...],
    allowed_origins: tuple[str, ...],
) -> None:
    """Serve the search page and the HTTP API.

    Listens on this machine only unless --host says otherwise. Picks up a changed index by itself. SIGTERM and Ctrl-C
    let every request that was made be answered; SIGHUP reads the settings anew.
    """
    # The web package stands above this one, so it cannot be imported by name here.
    run = import_module("wenxun.web.server").run
    with _listening_on(host, port, option="--port"):
        run(
            index_location(),
            host=host,
            port=port,
            workers=workers,
            prefix=prefix,
            allowed_hosts=allowed_hosts,
            allowed_origins=allowed_origins,
            announce=warn,
        )


@click.command(epilog=_MCP_EPILOG)
@click.option("--http", "port", metavar="PORT", type=WholeNumber(0, 65535), help="Serve over HTTP; 0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on, with --http.")
@index_option
def mcp(port: int | None, host: str) -> None:
    """Serve the index to assistants (MCP).

    An assistant starts it itself and talks to it in the Model Context Protocol, on standard input and output. With
    --http any number of them reach it at the address that is printed (streamable HTTP); it asks for no password. Its
    tools are search, read and suggest, and only read. Needs the extra "mcp": pip install "wenxun[mcp]"
    """
    try:
        from wenxun.integrations.mcp import make_server, serve_http
    except ModuleNotFoundError as error:
        message = Notice(
            "Serving assistants needs another package. Install it with: {command}", command=install_command("mcp")
        )
        raise WenxunError(message) from error
    with open_engine() as engine:
        server = make_server(engine)
        if port is None:
            server.run()
            return
        with _listening_on(host, port, option="--http"):
            serve_http(server, host=host, port=port, announce=lambda url: warn("assistants reach {url}", url=url))
