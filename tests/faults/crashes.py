"""Processes that die: by ``kill -9`` at random moments, at every access to the disk, and with the power."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from harness import (
    Content,
    Result,
    base_content,
    changes,
    copied,
    in_child,
    make_base,
    open_backend,
    problem_with,
    say,
    workplace,
)

from wenxun.backends.embedded.write.transaction import create_index
from wenxun.backends.stored import is_there


def kills(full: bool) -> Result:
    """``kill -9`` at a random moment of each kind of change, over and over on the same index."""
    result = Result("kill -9 at a random moment")
    count = 320 if full else 15
    draw = random.Random(1)
    with workplace() as place:
        make_base(place / "base")
        prepared = [(change, change.prepared()) for change in changes()]
        seconds = {}
        for change, perform in prepared:
            folder = copied(place / "base", place / "index")
            started = time.monotonic()
            os.waitpid(in_child(lambda perform=perform, folder=folder: perform(folder)), 0)
            seconds[change.name] = time.monotonic() - started
        folder, content = copied(place / "base", place / "index"), base_content()
        finished = 0
        for number in range(count):
            change, perform = prepared[number % len(prepared)]
            if number % len(prepared) == 0:  # otherwise on what the last one left behind
                folder, content = copied(place / "base", place / "index"), base_content()
            pid = in_child(lambda perform=perform, folder=folder: perform(folder))
            time.sleep(draw.uniform(0, seconds[change.name]))
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            after = change.applied(content)
            ended = os.WIFEXITED(status)
            finished += ended
            result.verdict(
                f"kill {number} ({change.name})", problem_with(folder, [after] if ended else [content, after])
            )
            if problem_with(folder, [after]) is None:
                content = after
            if number % 40 == 39:
                say(f"  {number + 1} of {count} kills")
        prepared[0][1](folder)
        result.verdict("the next commit", leftovers(folder))
        result.notes.append(f"{finished} of {count} were done before the signal came")
    return result


def leftovers(folder: Path) -> str | None:
    """Whether a commit has left files that no table of contents mentions."""
    names = {path.name for path in folder.iterdir()}
    segments = {name.split(".")[0] for name in names if name.startswith("wenxun_") and "." in name}
    expected = {f"{segment}.{suffix}" for segment in segments for suffix in ("names", "postings", "texts")}
    tocs = {name for name in names if name.endswith(".toc")}
    extra = names - expected - tocs - {"wenxun_WRITELOCK"}
    return None if not extra and len(tocs) == 1 else f"{sorted(extra | tocs)} lie about"


# --- at every access to the disk ------------------------------------------------------------------


class Watched:
    """A file opened for writing that tells before each access."""

    def __init__(self, file: Any, event: Callable[[str], None]) -> None:
        self._file, self._event = file, event

    def write(self, data: Any) -> Any:
        self._event("write")
        return self._file.write(data)

    def close(self) -> None:
        self._event("close")
        self._file.close()

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def watching(event: Callable[[str], None], after: Callable[[str, Any], None] | None = None) -> Iterator[None]:
    """Call ``event`` before every open, write, fsync, rename, link and removal, and ``after`` after it."""
    real_open = Path.open

    def opened(path: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "w" not in mode:
            return real_open(path, mode, *args, **kwargs)
        event("open")
        return Watched(real_open(path, mode, *args, **kwargs), event)

    def told(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def replacement(*args: Any, **kwargs: Any) -> Any:
            event(name)
            answer = call(*args, **kwargs)
            if after is not None:
                after(name, args)
            return answer

        return replacement

    with (
        mock.patch.object(Path, "open", opened),
        mock.patch.object(os, "fsync", told("fsync", os.fsync)),
        mock.patch.object(os, "replace", told("replace", os.replace)),
        mock.patch.object(os, "link", told("link", os.link)),
        mock.patch.object(os, "unlink", told("unlink", os.unlink)),
    ):
        yield


def crash_points(full: bool) -> Result:
    """The process ends before its n-th access to the disk, for every n."""
    result = Result("end before the n-th disk access")
    with workplace() as place:
        make_base(place / "base")
        for change in changes():
            perform = change.prepared()
            before, after = base_content(), change.applied(base_content())
            n, step, done = 1, 1 if full else 31, False
            while not done:
                folder = copied(place / "base", place / "index")
                _, status = os.waitpid(in_child(lambda n=n, folder=folder, p=perform: _dying(p, folder, n)), 0)
                done = os.waitstatus_to_exitcode(status) != 9
                allowed = [after] if done else [before, after]
                result.verdict(f"{change.name}, access {n}", problem_with(folder, allowed))
                n += step if n < 150 else 3 * step
            say(f"  {change.name}: {n} points")
        for n in range(1, 8):
            result.verdict(f"making an index, access {n}", _half_made(place / "new", n))
    return result


def _half_made(folder: Path, n: int) -> str | None:
    """What is wrong after the n-th access of making an index was its last."""
    shutil.rmtree(folder, ignore_errors=True)
    os.waitpid(in_child(lambda: _dying(create_index, folder, n)), 0)
    backend = open_backend(folder)
    problem = problem_with(folder, [{}]) if is_there(backend) else None
    create_index(folder)
    return problem or problem_with(folder, [{}])


def _dying(perform: Callable[[Path], None], folder: Path, n: int) -> None:
    left = n

    def event(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(9)

    with watching(event):
        perform(folder)


# --- with the power -------------------------------------------------------------------------------


class PowerLoss:
    """Keeps what a disk would surely have if the power failed now.

    Data of a file are sure after its fsync, names after that of the folder. What is not sure may be there or not, so
    four disks are made: names as of the last fsync; the same without what was removed since; the same with what was
    renamed since; names as they are now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = {path.stat().st_ino: path.read_bytes() for path in folder.iterdir()}
        self.sure = self.names()
        self.removed: set[str] = set()
        self.renamed: dict[str, int] = {}

    def names(self) -> dict[str, int]:
        return {path.name: path.stat().st_ino for path in self.folder.iterdir()}

    def after(self, event: str, what: tuple[Any, ...]) -> None:
        if event == "unlink":
            self.removed.add(Path(what[0]).name)
        if event == "replace":
            self.renamed[Path(what[1]).name] = Path(what[1]).stat().st_ino
        if event == "fsync":
            inode = os.fstat(what[0]).st_ino
            if inode == self.folder.stat().st_ino:
                self.sure, self.removed, self.renamed = self.names(), set(), {}
            else:
                self.data[inode] = Path(f"/proc/self/fd/{what[0]}").read_bytes()

    def disks(self) -> list[dict[str, int]]:
        kept = {name: inode for name, inode in self.sure.items() if name not in self.removed}
        return [self.sure, kept, {**self.sure, **self.renamed}, self.names()]

    def write(self, names: dict[str, int], target: Path) -> Path:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for name, inode in names.items():
            (target / name).write_bytes(self.data.get(inode, b""))
        return target


def power_losses(full: bool) -> Result:
    """The power fails after every fsync, rename and removal; what was not made durable is gone."""
    result = Result("power loss after an fsync, rename or removal")
    with workplace() as place:
        make_base(place / "base")
        for change in changes() if full else changes()[:1]:
            folder = copied(place / "base", place / "index")
            before, after = base_content(), change.applied(base_content())
            disk = PowerLoss(folder)
            failures = Failures(disk, place / "disk", [before, after], result, change.name)
            perform = change.prepared()
            with watching(lambda event: None, failures.after):
                perform(folder)
            for names in (disk.sure, disk.names()):
                problem = problem_with(disk.write(names, place / "disk"), [after])
                result.verdict(f"{change.name}: after the commit", problem)
    return result


class Failures:
    """Fails the power after every event, and looks at what it leaves."""

    def __init__(self, disk: PowerLoss, target: Path, allowed: list[Content], result: Result, name: str) -> None:
        self.disk, self.target, self.allowed, self.result, self.name = disk, target, allowed, result, name
        self.looking = False  # at a disk, which makes events of its own

    def after(self, event: str, what: tuple[Any, ...]) -> None:
        if self.looking:
            return
        self.looking = True
        self.disk.after(event, what)
        for kind, names in enumerate(self.disk.disks()):
            problem = problem_with(self.disk.write(names, self.target), self.allowed)
            self.result.verdict(f"{self.name}: {event}, disk {kind}", problem)
        self.looking = False
