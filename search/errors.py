"""Everything wenxun raises on purpose.

::

    WenxunError
    ├── ArticleError            one input file or record cannot be read; it is skipped and named
    ├── QueryError              a query that breaks a stated limit
    │   ├── ConditionError          a filter, an order or a number that no field can take
    │   └── DateError               what stands behind ``date:`` is no date
    ├── SettingsError           a setting that cannot be used
    ├── EngineClosedError       an engine that was closed was asked for something
    ├── ReadOnlyError           an engine that only reads was asked to write
    └── WenxunIndexError             something about the index as a whole
        ├── IndexMissingError       there is no index at that place
        ├── IndexLockedError        another writer holds the index
        ├── IndexDamagedError       a file of the index does not hold what was written
        ├── IndexMismatchError      the index was built with other analysis settings, or in another format
        ├── SuddenLossError         so much has gone from a folder that its disk may only not be mounted
        ├── ShortageError           the computer has too little memory, or lets too few files be open
        └── BackendUnavailableError the back end cannot be reached or answered too late

Every message says what happened, with the value, and then what to do next.
"""

from __future__ import annotations

import errno

from wenxun.notices import Notice

__all__ = [
    "ArticleError",
    "BackendUnavailableError",
    "ConditionError",
    "DateError",
    "EngineClosedError",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexMissingError",
    "QueryError",
    "ReadOnlyError",
    "SettingsError",
    "ShortageError",
    "SuddenLossError",
    "WenxunError",
    "WenxunIndexError",
]

_TOO_MANY_FILES = Notice(
    "too many files are open. Close others, or allow more of them (ulimit -n), then run the same command again."
)
_ADVICE = {
    errno.ENOMEM: Notice(
        "there is not enough memory. End other programs, or allow wenxun more of it (ulimit -v), then run the same "
        "command again."
    ),
    errno.EMFILE: _TOO_MANY_FILES,
    errno.ENFILE: _TOO_MANY_FILES,
}
"""What a computer may have too little of, and what to do then."""


class WenxunError(Exception):
    """Base of every error that wenxun raises on purpose.

    Attributes:
        notice: what happened, in English, as ``str`` of the error says it; a ``wenxun.notices.Notice`` can be said in
            other languages.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.notice = message


class ArticleError(WenxunError):
    """One input cannot be read as an article.

    Attributes:
        reason: a short stable code such as ``"empty"``, ``"binary"`` or ``"too-large"``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class QueryError(WenxunError):
    """A query breaks a stated limit (length, number of clauses)."""


class ConditionError(QueryError):
    """A filter names no field and value, an order no field to sort by, or what stands behind a field is no number."""


class DateError(QueryError):
    """What stands behind ``date:`` in a query is no date, or a range that ends before it starts."""


class SettingsError(WenxunError):
    """A setting has a value that cannot be used."""


class EngineClosedError(WenxunError):
    """An engine was used after it had been closed."""


class ReadOnlyError(WenxunError):
    """An engine that was opened with ``read_only=True`` was asked to write."""


class WenxunIndexError(WenxunError):
    """Something is wrong with the index as a whole."""


class IndexMissingError(WenxunIndexError):
    """There is no index at the given place."""


class IndexLockedError(WenxunIndexError):
    """Another writer holds the index.

    Attributes:
        pid: the process id of the lock's owner, or ``None`` when it is not known.
    """

    def __init__(self, message: str, *, pid: int | None = None) -> None:
        super().__init__(message)
        self.pid = pid


class IndexDamagedError(WenxunIndexError):
    """A file of the index does not hold what was written to it."""


class IndexMismatchError(WenxunIndexError):
    """The index was built with analysis settings, or in a format, other than the ones in use."""


class SuddenLossError(WenxunIndexError):
    """So much has gone from a folder that its disk may only not be mounted; the index was left as it is."""


class ShortageError(WenxunIndexError):
    """The computer has too little memory, or lets too few files be open; nothing is wrong with the index."""

    @classmethod
    def of(cls, error: BaseException) -> ShortageError | None:
        """Return what to do about an error of the system that says so; ``None`` for any other."""
        number = errno.ENOMEM if isinstance(error, MemoryError) else getattr(error, "errno", 0)
        advice = _ADVICE.get(number)
        return None if advice is None else cls(advice)


class BackendUnavailableError(WenxunIndexError):
    """The back end cannot be reached, or did not answer in time."""
