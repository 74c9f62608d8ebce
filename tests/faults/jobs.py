"""``wenxun index --jobs 2`` and signals: to the main process, to one of its workers, and from the keyboard."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from harness import Content, Result, content_of, copied, make_texts, open_backend, problem_with, say, workplace

_PROC = Path("/proc")
_FILES = 1_100  # more than two chunks of work
_CHARACTERS = 120
_END_SECONDS = 60.0
_POLL_SECONDS = 0.002


def job_kills(full: bool) -> Result:
    """Signals at random moments of one run; afterwards nothing is half-written, left running or silently missing."""
    result = Result("signals while --jobs 2 is at work")
    if not _PROC.is_dir():
        result.notes.append("no /proc here to find the workers in: not tried")
        return result
    draw = random.Random(7)
    with workplace() as place:
        run = _Run(place)
        run.prepare()
        victims = ["main process", "a worker", "keyboard"]
        for number in range(60 if full else 3):
            victim = victims[number % len(victims)]
            result.verdict(f"{number} ({victim})", run.problem_after(victim, draw))
            if number % 10 == 9:
                say(f"  {number + 1} signals")
        result.verdict("the run after them all", run.problem_after_nothing())
        result.notes.append(f"{run.too_late} of them came when the run was done")
    return result


@dataclass(frozen=True)
class _Ended:
    """How a run of the command ended: its exit code, and what it said on standard error."""

    code: int
    said: str


class _Run:
    """A folder whose articles were added, changed and taken away since it was indexed, and the run that follows."""

    def __init__(self, place: Path) -> None:
        self.articles, self.base, self.index = place / "articles", place / "base", place / "index"
        self.messages = place / "messages"
        self.before: Content = {}
        self.after: Content = {}
        self.seconds = 0.0
        self.too_late = 0

    def prepare(self) -> None:
        """Index what there is first, change it, and see what a run makes of it when nobody disturbs it."""
        self.articles.mkdir()
        self._write(make_texts(10, range(_FILES), characters=_CHARACTERS))
        self.index = self.base
        assert self._wait(self._start()).code == 0
        self.before = content_of(open_backend(self.base))
        self._write(make_texts(11, range(_FILES // 4, _FILES + _FILES // 4), characters=_CHARACTERS))
        for number in range(_FILES // 8):
            (self.articles / f"文{number}.txt").unlink()
        self.index = copied(self.base, self.base.with_name("index"))
        started = time.monotonic()
        assert self._wait(self._start()).code == 0
        self.seconds = time.monotonic() - started
        self.after = content_of(open_backend(self.index))

    def _write(self, texts: Content) -> None:
        for name, text in texts.items():
            (self.articles / f"{name}.txt").write_text(text, encoding="utf-8")

    def problem_after(self, victim: str, draw: random.Random) -> str | None:
        """Send a signal at a random moment of a run; what is wrong afterwards."""
        copied(self.base, self.index)
        process = self._start()
        moment = time.monotonic() + draw.uniform(0, self.seconds)
        if victim == "main process":
            while process.poll() is None and time.monotonic() < moment:
                time.sleep(_POLL_SECONDS)
            told = process.poll() is None
            process.kill()
        else:
            told = self._tell_workers(process, moment, draw if victim == "a worker" else None)
        ended = self._wait(process)
        self.too_late += not told
        return self._leftover(process.pid) or self._verdict(victim, told, ended)

    def problem_after_nothing(self) -> str | None:
        """Whether the same command, undisturbed, gets to the end on what the last signal left."""
        ended = self._wait(self._start())
        return problem_with(self.index, [self.after]) if ended.code == 0 else f"exit code {ended.code}: {ended.said}"

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "wenxun", "--index", str(self.index), "index", "--jobs", "2", "--sync"]
        with self.messages.open("wb") as messages:
            return subprocess.Popen(
                [*command, str(self.articles)], stdout=subprocess.DEVNULL, stderr=messages, start_new_session=True
            )

    def _wait(self, process: subprocess.Popen[bytes]) -> _Ended:
        try:
            code = process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        return _Ended(code, self.messages.read_text(encoding="utf-8", errors="replace"))

    def _tell_workers(self, process: subprocess.Popen[bytes], moment: float, draw: random.Random | None) -> bool:
        """Kill one worker, or interrupt all, at the moment or as soon as there is a worker; whether one was there."""
        while process.poll() is None:
            workers = [pid for pid in _of_session(process.pid) if pid != process.pid]
            if workers and time.monotonic() >= moment:
                if draw is None:
                    os.killpg(process.pid, signal.SIGINT)
                else:
                    os.kill(draw.choice(workers), signal.SIGKILL)
                return True
            time.sleep(_POLL_SECONDS)
        return False

    def _leftover(self, session: int) -> str | None:
        """Processes that outlive the main one: a worker may finish its chunk, and no more."""
        deadline = time.monotonic() + _END_SECONDS
        while left := _of_session(session):
            if time.monotonic() > deadline:
                os.killpg(session, signal.SIGKILL)
                return f"processes {left} still run"
            time.sleep(_POLL_SECONDS)
        return None

    def _verdict(self, victim: str, told: bool, ended: _Ended) -> str | None:
        said = ended.said.strip().splitlines()[-1:]
        if "Traceback" in ended.said:
            return f"a bare traceback: {said}"
        if ended.code == 0:
            return problem_with(self.index, [self.after])
        # An interruption in the last moments of the interpreter ends it by the signal itself.
        expected = {"main process": [-signal.SIGKILL], "a worker": [5], "keyboard": [130, -signal.SIGINT]}[victim]
        if not told or ended.code not in expected:
            return f"it ended with {ended.code}: {said}"
        if victim == "a worker" and "A worker process ended unexpectedly" not in ended.said:
            return f"it does not say that a worker ended: {said}"
        return problem_with(self.index, [self.before, self.after])


def _of_session(session: int) -> list[int]:
    """Living processes of a session."""
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            if int(fields[3]) == session and fields[0] not in "ZX":
                found.append(int(entry.name))
    return found
