"""Disks and folders that refuse: errors at every access, no space, no right to write, no folder any more."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crashes import leftovers, watching
from harness import (
    Change,
    Result,
    base_content,
    changes,
    content_of,
    copied,
    in_child,
    make_base,
    make_texts,
    open_backend,
    problem_with,
    say,
    search_ids,
    workplace,
)

from wenxun.backends.embedded.write.transaction import create_index
from wenxun.errors import IndexMissingError, WenxunError, WenxunIndexError


def _tried(perform: Callable[[Path], None], folder: Path) -> str | None:
    """Perform a change; returns the error, or what is wrong with it."""
    try:
        perform(folder)
    except WenxunError as error:
        return str(error)
    return None


def io_errors(full: bool) -> Result:
    """The n-th access to the disk fails, for every n; the same process then goes on."""
    result = Result("I/O error at the n-th disk access")
    with workplace() as place:
        make_base(place / "base")
        for change in changes():
            perform = change.prepared()
            before, after = base_content(), change.applied(base_content())
            n, step, failed = 1, 1 if full else 29, True
            while failed:
                folder = copied(place / "base", place / "index")
                failed, problem = _failing(perform, folder, n)
                problem = problem or problem_with(folder, [before, after] if failed else [after])
                if problem is None:  # the lock is free, and nothing is in the way of the next attempt
                    problem = _tried(perform, folder) or problem_with(folder, [after]) or leftovers(folder)
                result.verdict(f"{change.name}, access {n}", problem)
                n += step if n < 100 else 5 * step
            say(f"  {change.name}: {n} points")
    return result


def _failing(perform: Callable[[Path], None], folder: Path, n: int) -> tuple[bool, str | None]:
    """Whether the n-th access was reached, and what is wrong with how the change failed."""
    left = n

    def event(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    try:
        with watching(event):
            perform(folder)
    except WenxunError:
        return True, None
    except Exception as error:
        return True, f"a bare {error!r}"
    return left <= 0, None


# --- no space -------------------------------------------------------------------------------------


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[bool]:
    """A disk of its own at ``place``; ``False`` where we may not mount one."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    mounted = (
        shutil.which("mount") is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


def full_disk(full: bool) -> Result:
    """The disk has room for only part of a change: more and more of it, page by page."""
    result = Result("full disk")
    step = 4 if full else 60
    with workplace() as place, small_disk(place / "disk", 4096) as mounted:
        result.notes.append("on a small tmpfs" if mounted else "by a limit on the size of a file")
        make_base(place / "base")
        for change in changes():
            perform = change.prepared()
            room = 0
            done = False
            while not done:
                done, problem = (_onsmall_disk if mounted else _under_limit)(change, perform, place, room << 10)
                result.verdict(f"{change.name} with {room} KB", problem)
                room += step
            say(f"  {change.name}: up to {room - step} KB")
    return result


def _onsmall_disk(change: Change, perform: Callable[[Path], None], place: Path, room: int) -> tuple[bool, str | None]:
    folder = copied(place / "base", place / "disk" / "index")
    filler = place / "disk" / "filler"
    filler.write_bytes(b"\0" * max(shutil.disk_usage(filler.parent).free - room, 0))
    before, after = base_content(), change.applied(base_content())
    try:
        failed = _tried(perform, folder)
    except Exception as error:
        return True, f"a bare {error!r}"
    left = shutil.disk_usage(filler.parent).free
    problem = problem_with(folder, [before, after] if failed else [after])
    if problem is None and failed and left < room - 4096:
        problem = f"{room - left} bytes stay taken after the failure"
    filler.unlink()
    return not failed, problem or _tried(perform, folder) or problem_with(folder, [after])


def _under_limit(change: Change, perform: Callable[[Path], None], place: Path, room: int) -> tuple[bool, str | None]:
    folder = copied(place / "base", place / "index")

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        if _tried(perform, folder):
            os._exit(4)

    _, status = os.waitpid(in_child(limited), 0)
    code = os.waitstatus_to_exitcode(status)
    before, after = base_content(), change.applied(base_content())
    if code not in (0, 4):
        return True, "a bare error"
    problem = problem_with(folder, [before, after] if code else [after])
    return not code, problem or _tried(perform, folder) or problem_with(folder, [after])


# --- folders --------------------------------------------------------------------------------------


def folders(full: bool) -> Result:
    """A folder that may not be written, and one that goes away."""
    result = Result("read-only and vanished folders")
    change = changes()[0]
    perform = change.prepared()
    with workplace() as place:
        make_base(place / "base")
        with _read_only(place, place / "base") as folder:
            if folder is None:
                result.notes.append("no read-only folder here: not tried")
            else:
                result.verdict("reading a read-only folder", problem_with(folder, [base_content()]))
                result.verdict("writing into a read-only folder", _refused(lambda: perform(folder)))
                result.verdict("making an index in a read-only folder", _refused(lambda: create_index(folder / "new")))
                result.verdict("reading it afterwards", problem_with(folder, [base_content()]))
        result.verdict("a folder that vanishes under a reader", _vanished_for_reader(place))
        result.verdict("a folder that vanishes under a writer", _vanished_for_writer(place))
        (place / "file").write_bytes(b"")
        result.verdict("a file where the folder should be", _refused(lambda: create_index(place / "file")))
    return result


@contextmanager
def _read_only(place: Path, source: Path) -> Iterator[Path | None]:
    with small_disk(place / "readonly", 4096) as mounted:
        folder = copied(source, place / "readonly" / "index")
        if mounted:
            subprocess.run(["mount", "-o", "remount,ro", str(place / "readonly")], check=True)
            yield folder
        elif os.getuid():
            folder.chmod(0o500)
            yield folder
            folder.chmod(0o700)
        else:
            yield None


def _refused(work: Callable[[], None]) -> str | None:
    try:
        work()
    except WenxunIndexError as error:
        return None if "cannot be written" in str(error) else f"the message does not say why: {error}"
    except Exception as error:
        return f"a bare {error!r}"
    return "it was not refused"


def _vanished_for_reader(place: Path) -> str | None:
    folder = copied(place / "base", place / "index")
    backend = open_backend(folder)
    search_ids(backend, "文0")
    shutil.rmtree(folder)
    if content_of(backend) != base_content():
        return "an open index does not go on"
    try:
        backend.refresh()
    except IndexMissingError:
        return None
    return "refreshing does not say that it is gone"


def _vanished_for_writer(place: Path) -> str | None:
    folder = copied(place / "base", place / "index")
    backend = open_backend(folder)
    change = Change("add", put=make_texts(5, range(200, 220)))
    try:
        with backend.writer() as writer:
            shutil.rmtree(folder)
            change_batch(writer, change)
    except WenxunIndexError:
        return None
    except Exception as error:
        return f"a bare {error!r}"
    return "the commit did not fail"


def change_batch(writer: object, change: Change) -> None:
    """Put the articles of a change."""
    from harness import analyze

    batch = analyze(change.put)
    writer.put(batch, [None] * len(batch.articles))  # type: ignore[attr-defined]
