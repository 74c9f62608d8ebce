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
from wenxun.notices import Notice

__all__ = ["WriteLock", "write_lock"]

_LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"
_LOCK_POLL_SECONDS = 0.05


class WriteLock:
    """Whoosh's write lock on an index folder.

    The operating system frees the lock of a process that dies, so none is ever left behind.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / _LOCK_NAME
        self._lock: Any = FileStorage(str(folder)).lock(_LOCK_NAME)

    def acquire(self) -> bool:
        """Take the lock; return False while another writer has it."""
        while self._lock.acquire():
            if self._is_in_place():
                return True
            self._lock.release()  # its file was removed before it was locked: another writer may lock the next one
        return False

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
            raise self.lost()

    def lost(self) -> WenxunIndexError:
        """Return the error that says that the index is not the one any more that was opened."""
        return WenxunIndexError(
            Notice(
                "The index in {folder} was removed or moved, or another one put in its place, while it "
                "was written. What stands there now was left as it is. Run the same command again.",
                folder=self._folder,
            )
        )

    def name_process(self, pid: str) -> None:
        """Write into the locked file which process has it, for those who find it taken."""
        os.ftruncate(self._lock.fd, 0)
        os.lseek(self._lock.fd, 0, os.SEEK_SET)
        os.write(self._lock.fd, pid.encode("ascii"))

    def process(self) -> int | None:
        """Return the id of the process that has the lock, if it is known."""
        try:
            return int(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Let go of the lock."""
        with suppress(OSError):
            self.name_process("")
        self._lock.release()


@contextmanager
def write_lock(folder: Path, wait_seconds: float) -> Iterator[WriteLock]:
    """Hold the write lock of an index for as long as the block runs.

    Args:
        folder: the index folder.
        wait_seconds: how long to wait for another writer.

    Yields:
        The lock.

    Raises:
        IndexLockedError: if another writer has it for longer than ``wait_seconds``.
        WenxunIndexError: if the folder cannot be written.
    """
    lock = WriteLock(folder)
    with naming_failures(folder):
        acquired = _wait_for(lock.acquire, wait_seconds)
    if not acquired:
        pid = lock.process()
        who = Notice("process {pid}", pid=pid) if pid else Notice("another process")
        raise IndexLockedError(
            Notice(
                "The index in {folder} is being written by {who}. Try again when it has finished, or "
                "wait for it with: wenxun index --wait PATH",
                folder=folder,
                who=who,
            ),
            pid=pid,
        )
    try:
        with naming_failures(folder):
            lock.name_process(str(os.getpid()))
        yield lock
    finally:
        lock.release()


def _wait_for(acquire: Callable[[], bool], wait_seconds: float) -> bool:
    deadline = time.monotonic() + wait_seconds
    while not acquire():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_LOCK_POLL_SECONDS)
    return True
