"""Processes that answer side by side, and the one that starts, replaces and stops them. Not on Windows.

They are forked, so that they share what is loaded already and the one listening socket; the index is opened by each of
them, and shared through the memory that its files are mapped into.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from wenxun.errors import WenxunError
from wenxun.notices import Notice

__all__ = ["Turn", "Work", "supervise"]


@dataclass(slots=True)
class Turn:
    """What a worker knows of the others.

    Attributes:
        lifeline: end of a pipe; when it can be read, the process that started the worker is gone.
        place: the worker's own place in what they share.
        held: how many connections each of them holds, in memory that all of them see; one that answers a long query
            counts for many, so that new connections go to the others.
        long_queries: open file whose first bytes are locked, each by a worker that answers a long query. Whoever ends
            in the middle of it lets go by that.
        is_long: whether this worker answers a long query.
    """

    lifeline: int
    place: int
    held: memoryview
    long_queries: int
    is_long: bool = False

    def is_mine(self, held: int) -> bool:
        """Whether this worker, which holds so many connections, is the one to accept another."""
        counted = held + _LONG_COUNTS_FOR * self.is_long
        self.held[self.place] = counted
        least = min(self.held)
        return counted <= least + least // 8 + 1

    @contextmanager
    def of_long_query(self) -> Iterator[None]:
        """Wait until a long query may be answered; at most all workers but one do so at the same time."""
        most = max(1, len(self.held) - 1)
        with _one_locked(self.long_queries, most, first=self.place % most):
            self.is_long = True
            try:
                yield
            finally:
                self.is_long = False


Work: TypeAlias = Callable[[Turn], None]
"""What a worker does until it gets SIGTERM or its lifeline is cut."""

_HANDLED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
_ENDS = {signal.SIGTERM, signal.SIGINT}
_YOUNG_SECONDS = 1.0
_INTEGER_BYTES = 8
_LONG_COUNTS_FOR = 64  # connections


def supervise(
    prepare: Callable[[], Work], *, count: int, close: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Keep workers at work until this process is told to end; SIGHUP puts new ones in their place.

    Args:
        prepare: makes what the workers do; called again at SIGHUP, so that settings are read anew.
        count: how many there are.
        close: called when no more connections are to be accepted.
        say: called with each message for the person who started the server.

    Raises:
        KeyboardInterrupt: if it was interrupted, after all work is done.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    workers = _Workers(prepare(), count)
    workers.fill()
    while True:
        received = signal.sigwait(_HANDLED)
        if received in _ENDS:
            break
        if received == signal.SIGHUP:
            _renew(workers, prepare, say)
        for number in workers.reap():
            say(Notice("a worker has ended ({reason}); another takes its place", reason=_reason(number)))
        workers.fill()
    close()
    workers.stop()
    if received == signal.SIGINT:
        raise KeyboardInterrupt


class _Workers:
    """The workers: those at work, and those that finish what they have begun."""

    def __init__(self, work: Work, count: int) -> None:
        self.work = work
        self._count = count
        self._started_at: dict[int, float] = {}
        self._places: dict[int, int] = {}
        self._leaving: set[int] = set()
        self._lifeline, self._held_lifeline = os.pipe()
        self._held = memoryview(mmap.mmap(-1, _INTEGER_BYTES * count)).cast("Q")
        self._long_queries = _unnamed_file()

    def fill(self) -> None:
        """Start as many as are missing."""
        for place in set(range(self._count)) - {self._places[each] for each in self._started_at}:
            self._held[place] = 0
            process_id = os.fork()
            if not process_id:
                self._be_worker(Turn(self._lifeline, place, self._held, self._long_queries))
            self._started_at[process_id], self._places[process_id] = time.monotonic(), place

    def replace(self) -> None:
        """Start new workers; then those before them finish."""
        old = set(self._started_at)
        self._started_at.clear()
        self.fill()
        self._end(old)

    def reap(self) -> list[int]:
        """Return the exit codes of the workers that have ended unasked."""
        codes = []
        while (ended := self._ended(os.WNOHANG)) is not None:
            process_id, code = ended
            if process_id in self._leaving:
                self._leaving.discard(process_id)
                continue
            codes.append(code)
            if time.monotonic() - self._started_at.pop(process_id) < _YOUNG_SECONDS:
                time.sleep(_YOUNG_SECONDS)  # whatever ends them at once must not keep the machine busy
        return codes

    def stop(self) -> None:
        """Let all of them finish; a second signal ends them at once."""
        self._end(set(self._started_at))
        while self._leaving:
            if signal.sigwait(_HANDLED) in _ENDS:
                for process_id in self._leaving:
                    os.kill(process_id, signal.SIGKILL)
            while (ended := self._ended(os.WNOHANG)) is not None:
                self._leaving.discard(ended[0])

    def _end(self, processes: set[int]) -> None:
        self._leaving |= processes
        for process_id in processes:
            os.kill(process_id, signal.SIGTERM)

    @staticmethod
    def _ended(options: int) -> tuple[int, int] | None:
        with suppress(ChildProcessError):
            process_id, status = os.waitpid(-1, options)
            if process_id:
                return process_id, os.waitstatus_to_exitcode(status)
        return None

    def _be_worker(self, turn: Turn) -> None:
        """Work in the new process, and end it."""
        code = 1
        try:
            os.close(self._held_lifeline)
            signal.signal(
                signal.SIGINT, signal.SIG_IGN
            )  # a terminal sends it to all; the first process says what to do
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
            self.work(turn)
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(code)


def _unnamed_file() -> int:
    """An open file that nobody else finds; on Linux it needs no folder that can be written."""
    if hasattr(os, "memfd_create"):  # as on Linux
        return os.memfd_create("wenxun")
    file, path = tempfile.mkstemp()
    Path(path).unlink()
    return file


@contextmanager
def _one_locked(file: int, count: int, *, first: int) -> Iterator[None]:
    """Lock one of the first `count` bytes of a file: any that is free, or else the one at `first`, when it is."""
    import fcntl  # there is none on Windows, where no worker is forked

    for place in range(count):
        with suppress(BlockingIOError, PermissionError):
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            break
    else:
        place = first
        fcntl.lockf(file, fcntl.LOCK_EX, 1, place)
    try:
        yield
    finally:
        fcntl.lockf(file, fcntl.LOCK_UN, 1, place)


def _renew(workers: _Workers, prepare: Callable[[], Work], say: Callable[[str], None]) -> None:
    try:
        workers.work = prepare()
    except Exception as error:  # whatever it is, those at work go on
        what = error.notice if isinstance(error, WenxunError) else str(error)
        say(Notice("nothing is reloaded: {error}", error=what))
        return
    workers.replace()
    say(Notice("reloaded"))


def _reason(code: int) -> str:
    return Notice("exit code {code}", code=code) if code >= 0 else signal.Signals(-code).name
