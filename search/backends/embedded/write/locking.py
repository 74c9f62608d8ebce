"""One writer at a time: Whoosh's write lock, and who holds it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from wenxun.backends.embedded.format.toc import INDEX_NAME, naming_failures
from wenxun.errors import IndexLockedError

__all__ = ["write_lock"]

_LOCK_NAME = f"{INDEX_NAME}_WRITELOCK"
_LOCK_POLL_SECONDS = 0.05


@contextmanager
def write_lock(folder: Path, wait_seconds: float) -> Iterator[None]:
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
    holder = folder / _LOCK_NAME
    try:
        with naming_failures(folder):
            holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            holder.write_text("", encoding="ascii")
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
