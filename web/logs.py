"""What was asked, in files: requests in the combined format, queries as `wenxun.query_log` has them.

Each line is one write at the end of a file that is opened for it: so several processes may write one file, and one that
was moved away, as logrotate does, is made anew.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from time import localtime, strftime
from urllib.parse import quote

from flask import Flask, Response, current_app, request

from wenxun import SettingsError
from wenxun.notices import Notice, reason_of
from wenxun.query_log import log_line
from wenxun.settings import Settings
from wenxun.web.faults import log_fault

__all__ = ["Search", "install", "log_query"]

_QUERIES = "wenxun.queries"
_STANDARD_OUTPUT = "-"
_IN_QUERIES = "%/?=&+:;,@!$'()*[]"


def install(app: Flask, settings: Settings) -> None:
    """Let the application log what the settings want.

    Raises:
        SettingsError: if a file cannot be written.
    """
    if settings.query_log:
        app.extensions[_QUERIES] = _Log("query_log", settings.query_log)
    if settings.access_log:
        requests = _Log("access_log", settings.access_log)

        @app.after_request
        def log_request(response: Response) -> Response:
            requests.add(_combined(response))
            return response


@dataclass(frozen=True, slots=True)
class Search:
    """What is counted and logged of a search.

    Attributes:
        query: as typed.
        offset: number of the first hit that was asked for.
        total: number of articles found.
        took_ms: how long finding them took.
    """

    query: str
    offset: int
    total: int
    took_ms: float


def log_query(search: Search) -> None:
    """Log a query, unless it is empty or asks for a later page of its answer."""
    log = current_app.extensions.get(_QUERIES)
    if log and search.query.strip() and not search.offset:
        log.add(log_line(search.query, total=search.total, took_ms=search.took_ms))


class _Log:
    """A file that lines are added to, or standard output.

    Raises:
        SettingsError: if it cannot be written.
    """

    def __init__(self, setting: str, name: str) -> None:
        self._name = name
        try:
            self._append("")
        except OSError as error:
            raise SettingsError(
                Notice(
                    "The log {name} (setting {setting}) cannot be written: {reason}.",
                    name=name,
                    setting=setting,
                    reason=reason_of(error),
                )
            ) from error

    def add(self, line: str) -> None:
        """Add a line; where that fails, the answer is given all the same."""
        try:
            self._append(line + "\n")
        except OSError as error:
            log_fault(f"the log {self._name} cannot be written: {error}")

    def _append(self, text: str) -> None:
        if self._name == _STANDARD_OUTPUT:
            sys.stdout.write(text)
            sys.stdout.flush()
            return
        with Path(self._name).open("ab", buffering=0) as file:
            file.write(text.encode("utf-8", "backslashreplace"))


def _combined(response: Response) -> str:
    """The line of a request, as Apache and nginx write it."""
    target = quote(request.script_root + request.path, errors="replace")
    if request.query_string:
        target += "?" + quote(request.query_string, safe=_IN_QUERIES)
    protocol = request.environ.get("SERVER_PROTOCOL", "HTTP/1.1")
    time = strftime("%d/%b/%Y:%H:%M:%S %z", localtime())
    length = response.calculate_content_length()
    agent, referrer = (_escaped(request.headers.get(name, "-")) for name in ("User-Agent", "Referer"))
    return (
        f'{request.remote_addr or "-"} - - [{time}] "{request.method} {target} {protocol}" {response.status_code} '
        f'{"-" if length is None else length} "{referrer}" "{agent}"'
    )


def _escaped(text: str) -> str:
    """A text between quotes, with nothing in it that could end them or the line."""
    return text.encode("unicode_escape").decode("ascii").replace('"', r"\x22")
