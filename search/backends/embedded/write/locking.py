"""One writer at a time: Whoosh's write lock, and who holds it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from wenxun.backends.embedded.format.toc import INDEX_NAME, naming_failures
from wenxun.errors import IndexLockedError, WenxunIndexError

__all__ = ["WriteLock", "write_lock"]

_LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"
_LOCK_POLL_SECONDS = 0.05


class WriteLock:
    """Whoosh's write lock, held.

    Args:
        folder: the index folder.
        lock: Whoosh's lock, acquired.
    """

    def __init__(self, folder: Path, lock: Any) -> None:
        self._folder = folder
        self._path = folder / _LOCK_NAME
        self._lock = lock

    def _is_in_place(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._lock.fd), self._path.stat())
        except OSError:
            return False

    def check_place(self) -> None:
        """Notice that the folder was removed or moved: what stands there now may be another writer's.

        Raises:
            WenxunIndexError: if it was.
        """
        if not self._is_in_place():
            raise WenxunIndexError(
                f"The index folder {self._folder} was removed or moved while it was written. What stands there now was "
                "left as it is. Run the same command again."
            )

    def name_holder(self, pid: str) -> None:
        """Write who holds the lock into it, for those who find it taken."""
        self.check_place()
        self._path.write_text(pid, encoding="ascii")


@contextmanager
def write_lock(folder: Path, wait_seconds: float) -> Iterator[WriteLock]:
    """Hold Whoosh's write lock, with the holder's process id written into it for those who find it taken.

    The operating system frees the lock of a process that dies, so none is ever left behind.

    Raises:
        IndexLockedError: if another writer holds the index for longer than ``wait_seconds``.
        WenxunIndexError: if the folder cannot be written.
    """
    lock = FileStorage(str(folder)).lock(_LOCK_NAME)
    with naming_failures(folder):
        acquired = _wait_for(lock.acquire, wait_seconds)
    if not acquired:
        pid = _holder(folder)
        who = f"process {pid}" if pid else "another process"
        raise IndexLockedError(
            f"The index in {folder} is being written by {who}. Try again when it has finished, or wait for it "
            "with: wenxun index --wait PATH",
            pid=pid,
        )
    held = WriteLock(folder, lock)
    try:
        with naming_failures(folder):
            held.name_holder(str(os.getpid()))
        yield held
    finally:
        with suppress(OSError, WenxunIndexError):
            held.name_holder("")
        lock.release()


def _wait_for(acquire: Callable[[], bool], wait_seconds: float) -> bool:
    deadline = time.monotonic() + wait_seconds
    while not acquire():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOCK_POLL_SECONDS)
    return True


def _holder(folder: Path) -> int | None:
    try:
        return int((folder / _LOCK_NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
