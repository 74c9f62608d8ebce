"""Processes that read and analyse chunks in front of the one writer.

Each worker is a plain Python process that answers messages on its standard input with messages on its standard output,
so nothing depends on how the main program was started, and a worker goes away by itself when the main process does,
however that ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from types import TracebackType
from typing import IO, Any, BinaryIO

from wenxun.analysis.analyzer import Analyzer
from wenxun.articles.telling import listening
from wenxun.collecting import BUILDING, rare_collections
from wenxun.errors import ShortageError, WenxunIndexError
from wenxun.indexing.analysis import Analyzed, Prepare, analyze_chunk
from wenxun.indexing.chunks import Chunk
from wenxun.indexing.messages import Message
from wenxun.notices import Notice

__all__ = ["Workers", "serve"]

_WAITING_PER_JOB = 2
_PIPE_BYTES = 1 << 20
_SHORT = 75
_KILLED = (_SHORT, -9, -6)
"""How a worker ends that has too little memory: by itself, by the system, by a library that cannot go on."""

_WORKER = """\
import sys
sys.path[:] = {path!r}
try:
    from wenxun.indexing.workers import serve
    serve()
except MemoryError:
    sys.exit({short})
except ImportError as error:
    sys.exit(f"wenxun: a worker cannot start: {{error}}")
"""


@dataclass(frozen=True)
class _Task:
    """What a worker is told when it starts."""

    analyzer: Analyzer
    prepare: Prepare | None
    max_bytes: int

    def do(self, chunk: Chunk) -> Analyzed:
        """Do a piece of the work."""
        with rare_collections(BUILDING):
            return analyze_chunk(chunk, self.analyzer, self.prepare, max_bytes=self.max_bytes)


@dataclass(frozen=True)
class _Failure:
    """An error of a worker that belongs to no input.

    Attributes:
        trace: where it arose.
        shortage: what to do about it where there was too little of something, else "".
    """

    trace: str
    shortage: str


class Workers:
    """Analyses chunks one after the other, in this process or in ``jobs`` others; results come in order.

    A context manager: leaving it ends the processes, at once where an error is on its way.

    Args:
        analyzer: the chain.
        jobs: number of processes; with 1 everything happens in this one.
        max_bytes: largest file, line or page that is read.
        prepare: what the back end does to a batch; ``None``: read only.
        told: called with a chunk and how much of the work on it is done, from 0 to 1, where this process does it.
    """

    def __init__(
        self,
        analyzer: Analyzer,
        *,
        jobs: int,
        max_bytes: int,
        prepare: Prepare | None,
        told: Callable[[Chunk, float], None] = lambda chunk, share: None,
    ) -> None:
        self._task = _Task(analyzer, prepare, max_bytes)
        self._jobs = jobs
        self._told = told
        self._local = threading.local()
        self._started: list[_Worker] = []
        self._threads: ThreadPoolExecutor | None = None

    def map(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Analyzed]]:
        """Yield each chunk with what became of it; at most two chunks a job are under way.

        Raises:
            WenxunIndexError: if a worker dies or fails; a ``ShortageError`` where there is too little memory.
        """
        chunks = iter(chunks)
        first = next(chunks, None)
        second = next(chunks, None) if self._jobs > 1 else None
        if first is not None and second is None:  # too little for processes to pay
            chunks = chain((first,), chunks)
            for chunk in chunks:
                with listening(partial(self._told, chunk)):
                    analyzed = self._task.do(chunk)
                yield chunk, analyzed
        elif first is not None and second is not None:
            yield from self._spread(chain((first, second), chunks))

    def _spread(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Analyzed]]:
        # One thread a process: it sends and then waits, so neither side can block the other.
        self._threads = ThreadPoolExecutor(self._jobs, thread_name_prefix="wenxun-worker")
        waiting: deque[tuple[Chunk, Future[Message]]] = deque()
        for chunk in chunks:
            waiting.append((chunk, self._threads.submit(self._ask, chunk)))
            if len(waiting) >= _WAITING_PER_JOB * self._jobs:
                yield self._oldest(waiting)
        while waiting:
            yield self._oldest(waiting)

    @staticmethod
    def _oldest(waiting: deque[tuple[Chunk, Future[Message]]]) -> tuple[Chunk, Analyzed]:
        chunk, future = waiting.popleft()
        result = future.result().value()
        if isinstance(result, _Failure):
            if result.shortage:
                raise ShortageError(result.shortage)
            raise WenxunIndexError(Notice("A worker process failed; nothing was written.\n{trace}", trace=result.trace))
        return chunk, result

    def _ask(self, chunk: Chunk) -> Message:
        if not hasattr(self._local, "worker"):
            self._local.worker = _Worker(self._task)
            self._started.append(self._local.worker)
        worker: _Worker = self._local.worker
        return worker.ask(chunk)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._started:
            worker.stop(at_once=error is not None)
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for worker in self._started:  # one that a thread was only just starting
            worker.stop(at_once=True)


class _Worker:
    """One process, asked by one thread."""

    def __init__(self, task: _Task) -> None:
        code = _WORKER.format(path=sys.path, short=_SHORT)
        if hasattr(signal, "pthread_sigmask"):  # of this thread, and so of the process: Ctrl-C is not for it
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1 << 16
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input: Any = self._process.stdin
        self._output: Any = self._process.stdout
        _widen(self._process.stdout)
        fingerprint = self._exchange(task).value()
        if fingerprint != dict(task.analyzer.fingerprint):
            raise WenxunIndexError(
                Notice(
                    "A worker process analyses text in another way than this one. Index with --jobs 1, and "
                    "check that the same version of wenxun is installed wherever Python looks for it."
                )
            )

    def ask(self, chunk: Chunk) -> Message:
        """Have a chunk analysed."""
        return self._exchange(chunk)

    def _exchange(self, value: object) -> Message:
        try:
            Message.of(value).write(self._input)
            answer = Message.read(self._output)
        except (OSError, ValueError):  # a pipe that is broken, or was closed by ``stop``
            answer = None
        if answer is None:
            code = self._process.wait()
            kind = ShortageError if code in _KILLED else WenxunIndexError
            raise kind(
                Notice(
                    "A worker process ended unexpectedly (exit code {code}); nothing more was written. It may have run "
                    "out of memory: try fewer --jobs.",
                    code=code,
                )
            )
        return answer

    def stop(self, *, at_once: bool) -> None:
        """End the process: after what it is doing, or at once."""
        if at_once:
            self._process.kill()
            self._process.wait()
        for stream in (self._input, self._output):
            with suppress(OSError):  # what was still buffered for a process that is gone
                stream.close()
        self._process.wait()


def _widen(pipe: IO[bytes]) -> None:
    """Give a pipe the largest buffer there is: every read of it may have to wait for the interpreter's lock."""
    try:
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe, F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, OSError):  # only Linux can, and only up to the user's quota
        pass


def serve() -> None:
    """Do what the main process asks for, until it asks no more: the main function of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the main process decides
    requests = os.fdopen(os.dup(0), "rb", 1 << 16)
    answers = os.fdopen(os.dup(1), "wb", 1 << 16)
    os.dup2(2, 1)  # whatever else may print must not get between the messages
    try:
        _answer(requests, answers)
    except BrokenPipeError:
        os._exit(1)  # the main process is gone; nothing is left to be said, not even by buffers


def _answer(requests: BinaryIO, answers: BinaryIO) -> None:
    first = Message.read(requests)
    if first is None:
        return
    task: _Task = first.value()
    Message.of(dict(task.analyzer.fingerprint)).write(answers)
    while (message := Message.read(requests)) is not None:
        try:
            answer = Message.of(task.do(message.value()))
        except Exception as error:
            shortage = error if isinstance(error, ShortageError) else ShortageError.of(error)
            answer = Message.of(_Failure(traceback.format_exc(), str(shortage or "")))
        answer.write(answers)
