"""What the system refuses while an index is read, said as what it is: it tells nothing of what the files hold."""

from __future__ import annotations

import errno
from pathlib import Path

from wenxun.errors import ShortageError, WenxunIndexError
from wenxun.notices import Notice, reason_of

__all__ = ["refusal"]

_RIGHTS = Notice("this user may not read it. Give it the right to read the index folder and the files in it")
_MEMORY = Notice("memory is short. Close other programs, or allow this one more")
_REASONS = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EMFILE: Notice("this program has too many files open. Raise its limit (ulimit -n), or let it open fewer"),
    errno.ENFILE: Notice("the system has too many files open. Close other programs, or raise its limit"),
    errno.ENOMEM: _MEMORY,
}
_DEVICE_ERRORS = frozenset(
    number
    for name in ("EIO", "ENXIO", "ENODEV", "ENOTCONN", "ESTALE", "ETIMEDOUT", "EHOSTDOWN", "EREMOTEIO", "ENOMEDIUM")
    if (number := getattr(errno, name, None)) is not None
)
"""What a disk that fails, or a network drive that is away, answers."""


def refusal(path: Path, error: BaseException) -> WenxunIndexError | None:
    """Tell what the system refuses from other errors.

    Args:
        path: file or folder that was used.
        error: what was raised.

    Returns:
        the error that names what was refused, or ``None`` if it is nothing of the kind.
    """
    if isinstance(error, OSError) and error.errno in _DEVICE_ERRORS:
        return WenxunIndexError(
            Notice(
                "{path} cannot be read: the disk, or the network drive that it is on, reports an error "
                "({reason}). See to the disk, then try again. That says nothing about what the index "
                "holds; if the file stays unreadable, put a snapshot of the index back.",
                path=path,
                reason=reason_of(error),
            )
        )
    reason = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    if isinstance(error, (MemoryError, SystemError)):  # the latter where there was none for the error either
        reason = _MEMORY
    if reason is None:
        return None
    kind = WenxunIndexError if reason == _RIGHTS else ShortageError
    return kind(
        Notice(
            "{path} cannot be read: {reason}, then try again. The index is not harmed by this.",
            path=path,
            reason=reason,
        )
    )
