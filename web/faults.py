"""What goes wrong, in the log: a fault that comes back at every request is told once a minute."""

from __future__ import annotations

import time
from threading import Lock

from flask import current_app

__all__ = ["log_fault"]

_QUIET_SECONDS = 60
_MOST_REMEMBERED = 1_000

_lock = Lock()
_told_at: dict[str, float] = {}


def log_fault(message: str, *, kind: str = "", error: BaseException | None = None) -> None:
    """Log a fault, unless one of its kind was logged within the last minute.

    Args:
        message: what happened.
        kind: what it has in common with others of its kind; by default its message.
        error: the exception whose traceback is logged with it.
    """
    now = time.monotonic()
    with _lock:
        if now - _told_at.get(kind or message, -_QUIET_SECONDS) < _QUIET_SECONDS:
            return
        if len(_told_at) >= _MOST_REMEMBERED:
            _told_at.clear()
        _told_at[kind or message] = now
    current_app.logger.error("%s", message, exc_info=error)
