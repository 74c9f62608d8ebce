"""Memory that runs out at the n-th allocation, as SQLite tries it: of Python's objects and of numpy's arrays."""

from __future__ import annotations

import importlib
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np
from crashes import leftovers
from harness import (
    ANALYZER,
    Change,
    Content,
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

from wenxun import SearchEngine
from wenxun.errors import IndexDamagedError, IndexMissingError, WenxunError
from wenxun.indexing import rebuild

_SILENT = 0  # nobody noticed anything
_TOLD = 4  # the end was a clear one
_WRONG = 5
_QUERIES = ("“文0”", "的 了 -我", "title:题 OR heading:后半", "是*")
_PYTHONS_SLIPS = ("PathLike", "can't allocate")
"""What Python says of some failures in other kinds of errors: that a path is none, that there is no lock."""
_MOST_ALLOCATIONS = 1 << 22


@dataclass(frozen=True)
class _Work:
    """What is done while memory runs out.

    Attributes:
        perform: does it in a folder; whatever it returns is compared with what it returns in peace.
        before, after: what the index holds; ``None``: the index is not changed.
        draws: how often it is tried.
    """

    name: str
    perform: Callable[[Path], object]
    before: Content
    after: Content
    draws: int


def allocations(full: bool) -> Result:
    """Open, search, index, commit and rebuild with one allocation that fails, at random places among all of them."""
    result = Result("memory that ends at the n-th allocation")
    draw = random.Random(13)
    with workplace() as place:
        make_base(place / "base")
        works = _works(place, full)
        for kind, failing in (("objects", _object_fails), ("arrays", _array_fails)):
            if failing is None:
                result.notes.append(f"this Python cannot let allocations of {kind} fail: not tried")
                continue
            counts: dict[int, int] = {}
            for work in works:
                expected = work.perform(copied(place / "base", place / "index"))
                most = _allocation_count(work, failing, place) if full else 1 << 11
                for _ in range(work.draws):
                    n = draw.randint(1, most)
                    code, problem = _tried(work, failing, n, expected, place)
                    counts[code] = counts.get(code, 0) + 1
                    result.verdict(f"{work.name}, {kind}, allocation {n} of about {most}", problem)
                say(f"  {work.name}, {kind}: about {most} allocations")
            ends = [f"{counts.pop(_SILENT, 0)} without effect", f"{counts.pop(_TOLD, 0)} told"]
            result.notes.append(f"{kind}: {', '.join([*ends, *(f'{v} ended with {k}' for k, v in counts.items())])}")
    return result


def _works(place: Path, full: bool) -> list[_Work]:
    base, change = base_content(), changes()[0]
    draws = 40 if full else 4
    files = place / "files"
    files.mkdir()
    texts = make_texts(14, range(400, 420))
    for name, text in texts.items():
        (files / f"{name}.txt").write_text(text, encoding="utf-8")
    opened: list[Any] = []

    def answers(folder: Path) -> object:
        backend = open_backend(folder)
        return [sorted(search_ids(backend, typed)) for typed in _QUERIES], content_of(backend)

    def answers_again(folder: Path) -> object:
        if not opened:  # before memory is short
            opened.append(SearchEngine(place / "base"))
        found = [opened[0].search(typed, limit=5) for typed in _QUERIES]
        return [(each.total, [(hit.id, hit.score, hit.sections[0].snippet) for hit in each]) for each in found]

    def index(folder: Path) -> None:
        with SearchEngine(folder) as engine:
            engine.add(files)

    answers_again(place)
    return [
        _Work("open and search", answers, base, base, 2 * draws),
        _Work("search what is open", answers_again, base, base, 2 * draws),
        _Work("commit", change.prepared(), base, change.applied(base), draws),
        _Work("index", index, base, {**base, **texts}, draws),
        _Work("rebuild", lambda folder: _rebuild(folder), base, base, draws // 2),
        _Work("delete", Change("", delete=("文1",)).prepared(), base, _without(base, "文1"), draws),
    ]


def _without(content: Content, article_id: str) -> Content:
    return {key: text for key, text in content.items() if key != article_id}


def _rebuild(folder: Path) -> None:
    rebuild(ANALYZER, open_backend(folder))


def _allocation_count(work: _Work, failing: Callable[[int], Any], place: Path) -> int:
    """About how many allocations it takes: the first power of two at which none fails any more, thrice."""
    n = 64
    while n < _MOST_ALLOCATIONS:
        if all(_tried(work, failing, n + more, None, place)[0] == _SILENT for more in range(3)):
            return n
        n *= 2
    return n


def _tried(work: _Work, failing: Callable[[int], Any], n: int, expected: object, place: Path) -> tuple[int, str | None]:
    """How the process ended whose n-th allocation failed, and what is wrong with that, or with the index."""
    folder, report = copied(place / "base", place / "index"), place / "report"
    report.unlink(missing_ok=True)

    def attempt() -> None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # where Rust says why it panics
        code, problem = _attempt(work, failing, n, folder, expected)
        if problem is not None:
            report.write_text(problem, encoding="utf-8")
            code = _WRONG
        os._exit(code)

    _, status = os.waitpid(in_child(attempt), 0)
    code = os.waitstatus_to_exitcode(status)
    if expected is None and code != _WRONG:
        return code, None
    if report.exists():
        return code, report.read_text(encoding="utf-8")
    # An interpreter that ends by a signal has not told a lie; what matters is what it leaves.
    problem = problem_with(folder, [work.after] if code == _SILENT else [work.before, work.after])
    return code, problem


def _attempt(
    work: _Work, failing: Callable[[int], Any], n: int, folder: Path, expected: object
) -> tuple[int, str | None]:
    """The work with one allocation that fails, and in peace afterwards, in the same process."""
    code, answer, told = _SILENT, None, None
    try:
        with failing(n):
            answer = work.perform(folder)
    except (IndexDamagedError, IndexMissingError) as error:
        told = f"a sound index is called damaged or missing: {error}"
    except (MemoryError, WenxunError) as error:
        code = _TOLD
        if isinstance(error, WenxunError) and "memory" not in f"{error} {error.__cause__!r}".lower():
            told = f"it is not said that memory was short: {error}"
    except BaseException as error:
        if type(error).__name__ in ("SystemError", "PanicException") or (
            isinstance(error, (TypeError, RuntimeError)) and any(slip in str(error) for slip in _PYTHONS_SLIPS)
        ):
            code = _TOLD  # what Python, and a library in Rust, make of it when there is no memory for the error either
        else:
            told = f"it ends with {error!r}"
    if told is None and expected is not None:
        if code == _SILENT and answer != expected:
            told = "the answer is another one, and nothing was said"
        elif work.perform(folder) != expected:
            told = "afterwards the same process gives another answer"
        elif work.after != work.before:
            told = leftovers(folder)
    return code, told


# --- what fails -----------------------------------------------------------------------------------


@contextmanager
def _failing_objects(n: int) -> Iterator[None]:
    testing: Any = importlib.import_module("_testcapi")
    testing.set_nomemory(n, n + 1)
    try:
        yield
    finally:
        testing.remove_mem_hooks()


def _can_fail_objects() -> bool:
    try:
        return hasattr(importlib.import_module("_testcapi"), "set_nomemory")
    except ImportError:
        return False


_object_fails = _failing_objects if _can_fail_objects() else None


@contextmanager
def _array_fails(n: int) -> Iterator[None]:
    """Let the n-th call of one of numpy's functions fail; this process is not used for anything else afterwards."""
    left = [n]

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function, updated=())
        def replacement(*arguments: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise MemoryError("Unable to allocate an array")
            return function(*arguments, **options)

        return replacement

    functions = {
        name: function
        for name, function in vars(np).items()
        if callable(function) and not isinstance(function, (type, np.ufunc)) and not name.startswith("_")
    }
    for name, function in functions.items():
        setattr(np, name, counted(function))
    try:
        yield
    finally:
        for name, function in functions.items():
            setattr(np, name, function)
