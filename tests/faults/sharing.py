"""Several processes and threads at one index: writers take turns, readers never wait."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from harness import ANALYZER, Change, Result, analyze, in_child, make_texts, open_backend, problem_with, workplace

from wenxun.backends.embedded.write.transaction import create_index
from wenxun.backends.stored import is_there, records_of
from wenxun.errors import IndexLockedError
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval


def writers(full: bool) -> Result:
    """The second writer is told who the first is, can wait for it, and is not stopped by one that died."""
    result = Result("two writers")
    with workplace() as place:
        folder = place / "index"
        create_index(folder)
        for number in range(20 if full else 3):
            result.verdict(f"told the holder, {number}", _told(folder))
            result.verdict(f"waited for the holder, {number}", _waited(folder, number))
            result.verdict(f"the lock of a dead process, {number}", _dead(folder))
        result.verdict("eight at once", _at_once(place, 8))
        result.verdict("eight make an index at once", _made_at_once(place, 8))
    return result


def _holding(folder: Path, ready: int, seconds: float) -> Callable[[], None]:
    def work() -> None:
        with open_backend(folder).writer():
            os.write(ready, b"x")
            time.sleep(seconds)

    return work


def _held(folder: Path, seconds: float) -> int:
    """A process that holds the lock."""
    reading, writing = os.pipe()
    pid = in_child(_holding(folder, writing, seconds))
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    return pid


def _ended(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _told(folder: Path) -> str | None:
    pid = _held(folder, 60)
    try:
        with open_backend(folder).writer():
            return "both write"
    except IndexLockedError as error:
        if error.pid != pid or str(pid) not in str(error):
            return f"it was told of process {error.pid}, not {pid}: {error}"
        return None if "--wait" in str(error) else f"it was not told that it can wait: {error}"
    finally:
        _ended(pid)


def _waited(folder: Path, number: int) -> str | None:
    pid = _held(folder, 0.3)
    batch = analyze(make_texts(number, range(3)))
    with open_backend(folder).writer(wait_seconds=30) as writer:
        writer.put(batch, [None] * 3)
    _, status = os.waitpid(pid, 0)
    return None if status == 0 else "the first one failed"


def _dead(folder: Path) -> str | None:
    _ended(_held(folder, 60))
    try:
        with open_backend(folder).writer():
            return None
    except IndexLockedError as error:
        return f"the lock stays: {error}"


def _statuses(works: list[Callable[[], None]]) -> list[int]:
    return [os.waitpid(pid, 0)[1] for pid in [in_child(work) for work in works]]


def _at_once(place: Path, count: int) -> str | None:
    folder = place / "at once"
    create_index(folder)
    content: dict[str, str] = {}
    works = []
    for number in range(count):
        texts = make_texts(number, range(number * 10, number * 10 + 10))
        content |= texts
        perform = analyze(texts)

        def work(batch: object = perform) -> None:
            with open_backend(folder).writer(wait_seconds=60) as writer:
                writer.put(batch, [None] * 10)

        works.append(work)
    if any(_statuses(works)):
        return "one of them failed"
    return problem_with(folder, [content])


def _made_at_once(place: Path, count: int) -> str | None:
    folder = place / "made"
    if any(_statuses([lambda: create_index(folder)] * count)):
        return "one of them failed"
    return problem_with(folder, [{}])


# --- readers and a writer -------------------------------------------------------------------------


def readers(full: bool) -> Result:
    """Four processes of two threads read while one writes; every answer must come from one generation."""
    seconds = 60.0 if full else 3.0
    result = Result(f"eight readers and a writer, {seconds:.0f} s")
    names = range(12)
    with workplace() as place:
        folder = place / "index"
        create_index(folder)
        Change("first", put=make_texts(0, names)).prepared()(folder)
        until = time.monotonic() + seconds
        reports = [place / f"reader {number}" for number in range(4)]
        pids = [in_child(lambda report=report: _reading(folder, until, len(names), report)) for report in reports]
        generation = 0
        while time.monotonic() < until:
            generation += 1
            Change("next", put=make_texts(generation, names), fresh=generation % 5 == 0).prepared()(folder)
        for pid, report in zip(pids, reports, strict=True):
            os.waitpid(pid, 0)
            lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else ["it died"]
            for line in lines:
                count, _, problem = line.partition(" ")
                result.tried += int(count) if count.isdigit() else 0
                if problem or not count.isdigit():
                    result.verdict(report.name, line)
        result.notes.append(f"{generation} generations were written meanwhile")
    return result


def _reading(folder: Path, until: float, count: int, report: Path) -> None:
    """Read with two threads on one back end; write a line for each: answers, then what was wrong."""
    backend = open_backend(folder)
    query = expand(parse("“题”"), ANALYZER)
    lines: list[str] = []

    def work() -> None:
        answers, problem = 0, ""
        while time.monotonic() < until and not problem:
            try:
                backend.refresh()
                matches = Retrieval(backend, query, offset=0, limit=100)
                marks = {matches.texts(matches.sections(match)[:1])[0].split("，")[0] for match in matches.articles}
                if len(marks) != 1 or len(matches.articles) != count or matches.total() != count:
                    problem = f"{len(matches.articles)} articles, {matches.total()} in all, of {sorted(marks)}"
                answers += 1
            except Exception as error:
                problem = repr(error)
        lines.append(f"{answers} {problem}".rstrip())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.write_text("\n".join(lines), encoding="utf-8")


def openings(full: bool) -> Result:
    """An index is opened, again and again, while a writer commits and removes what it replaced without a pause."""
    count = 10_000 if full else 300
    result = Result("opening while old files are removed")
    names = range(3)
    with workplace() as place:
        folder = place / "index"
        create_index(folder)
        perform = [
            Change("next", put=make_texts(seed, names, characters=30), fresh=seed % 2 == 0).prepared()
            for seed in range(2)
        ]
        perform[0](folder)
        stop = place / "stop"
        pid = in_child(lambda: _committing(folder, perform, stop))
        first = open_backend(folder).generation().number
        for number in range(count):
            result.verdict(f"opening {number}", _opening(folder, len(names)))
        stop.touch()
        _, status = os.waitpid(pid, 0)
        result.verdict("the writer", None if status == 0 else "it failed")
        result.notes.append(f"{open_backend(folder).generation().number - first} generations were written meanwhile")
    return result


def _committing(folder: Path, perform: list[Callable[[Path], None]], stop: Path) -> None:
    number = 0
    with mock.patch("os.fsync"):  # so that it commits as often as it can
        while not stop.exists():
            perform[number % len(perform)](folder)
            number += 1


def _opening(folder: Path, count: int) -> str | None:
    try:
        backend = open_backend(folder)
        found = len(records_of(backend))
        return None if found == count and is_there(backend) else f"it holds {found} articles"
    except Exception as error:
        return repr(error)
