"""What the system refuses while an index is read, said as what it is: it tells nothing of what the files hold."""

from __future__ import annotations

import errno
from pathlib import Path

from wenxun.errors import ShortageError, WenxunIndexError

__all__ = ["refusal"]

_RIGHTS = "this user may not read it. Give it the right to read the index folder and the files in it"
_MEMORY = "memory is short. Close other programs, or allow this one more"
_REASONS = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EMFILE: "this program has too many files open. Raise its limit (ulimit -n), or let it open fewer",
    errno.ENFILE: "the system has too many files open. Close other programs, or raise its limit",
    errno.ENOMEM: _MEMORY,
}


def refusal(path: Path, error: BaseException) -> WenxunIndexError | None:
    """Return the error that names what was refused, or ``None`` if ``error`` is nothing of the kind."""
    reason = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    if isinstance(error, MemoryError):
        reason = _MEMORY
    if reason is None:
        return None
    kind = WenxunIndexError if reason == _RIGHTS else ShortageError
    return kind(f"{path} cannot be read: {reason}, then try again. The index is not harmed by this.")
