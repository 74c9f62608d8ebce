"""Who may write over HTTP, how much at once, and one request of a process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask import Flask, current_app, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from wenxun import IndexLockedError
from wenxun.notices import Notice
from wenxun.web.keys import WriteKeys

__all__ = ["MOST_WRITTEN_BYTES", "WRITE_KEYS", "install", "require_key", "taking_turns"]

WRITE_KEYS = "WRITE_KEYS"
"""Name under which the application's configuration has its keys."""

MOST_WRITTEN_BYTES = 8 << 20
"""Longest body of a request with a valid key."""

_TURN = "wenxun-writing"
_LOCKED = Notice("The index is being written already. Nothing was changed; send the request again in a moment.")


def install(app: Flask, keys: WriteKeys) -> None:
    """Let whoever has one of the keys write."""
    app.config[WRITE_KEYS] = keys
    app.config["MAX_CONTENT_LENGTH"] = MOST_WRITTEN_BYTES
    app.extensions[_TURN] = Lock()


def require_key() -> None:
    """Refuse the request unless it may write.

    Raises:
        Forbidden: if nobody may.
        Unauthorized: if it has no valid key.
    """
    keys: WriteKeys = current_app.config[WRITE_KEYS]
    if not keys:
        raise Forbidden(
            Notice("This server only reads. To write, set write_keys in its wenxun.toml or WENXUN_WRITE_KEYS.")
        )
    if not keys.admit(request.headers.get("Authorization", "")):
        raise Unauthorized(
            Notice("Writing needs a valid key, in the header: Authorization: Bearer KEY"),
            www_authenticate=WWWAuthenticate("bearer"),
        )


@contextmanager
def taking_turns() -> Iterator[None]:
    """Write; nobody else in this process does at the same time, so that there is always a thread for readers.

    Raises:
        IndexLockedError: if another request or process is writing.
    """
    turn: Lock = current_app.extensions[_TURN]
    if not turn.acquire(blocking=False):
        raise IndexLockedError(_LOCKED)
    try:
        yield
    except IndexLockedError as error:
        raise IndexLockedError(_LOCKED, pid=error.pid) from error
    finally:
        turn.release()
