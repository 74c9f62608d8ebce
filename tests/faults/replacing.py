"""Indexes that are put in the place of others: under readers, and under writers at every access to the disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from crashes import watching
from harness import (
    Change,
    Content,
    Result,
    base_content,
    changes,
    content_of,
    copied,
    make_base,
    make_texts,
    open_backend,
    problem_with,
    say,
    workplace,
)

from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.write.transaction import create_index
from wenxun.errors import WenxunError

_OTHER = Change("other", put=make_texts(9, range(300, 310)), fresh=True)


def _deleted_and_made_again(folder: Path, other: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(other, folder)


def _swapped(folder: Path, other: Path) -> None:
    folder.rename(folder.with_name("away"))
    shutil.copytree(other, folder)


def _removed(folder: Path, other: Path) -> None:
    shutil.rmtree(folder)


_WAYS = (_deleted_and_made_again, _swapped, _removed)


def _make_others(place: Path) -> dict[str, tuple[Path, Content]]:
    """What is put in the place of the base: another index of its generation, the one after it, and a backup."""
    make_base(place / "base")
    others = {"a backup": (copied(place / "base", place / "backup"), base_content())}
    perform, texts = _OTHER.prepared(), dict(_OTHER.put)
    for name, times in (("the same generation", 7), ("the next generation", 8)):
        folder = place / name
        create_index(folder)
        for _ in range(times):
            perform(folder)
        others[name] = folder, texts
    return others


def replaced(full: bool) -> Result:
    """An index is replaced under a reader that has it open; it must read the new one at its next refresh."""
    result = Result("index replaced under a reader")
    with workplace() as place:
        others = _make_others(place)
        for number in range(20 if full else 2):
            for way in _WAYS[:2]:
                for name, (other, content) in others.items():
                    shutil.rmtree(place / "away", ignore_errors=True)
                    folder = copied(place / "base", place / "index")
                    reader = open_backend(folder)
                    reader.refresh()
                    way(folder, other)
                    result.verdict(f"{way.__name__}, {name}, {number}", _stale(reader, content))
    return result


def _stale(reader: EmbeddedBackend, content: Content) -> str | None:
    try:
        reader.refresh()
        return None if content_of(reader) == content else "it answers from the index that is gone"
    except Exception as error:
        return repr(error)


def moved(full: bool) -> Result:
    """The folder of a writer is taken away before an access to the disk, and another index stands there."""
    result = Result("folder replaced under a writer at a disk access")
    with workplace() as place:
        others = _make_others(place)
        for change in changes()[::2] if full else changes()[:1]:
            perform = change.prepared()
            count = _accesses(perform, copied(place / "base", place / "index"))
            most = {*range(1, count, 10 if full else 60), *range(count - (40 if full else 3), count + 1)}
            for way in _WAYS:
                for name, (other, content) in others.items():
                    for n in sorted(most):
                        shutil.rmtree(place / "away", ignore_errors=True)
                        folder = copied(place / "base", place / "index")
                        problem = _taken_away(perform, folder, n, lambda f=folder, o=other, w=way: w(f, o))
                        problem = problem or _touched(folder, other, content, way is _removed)
                        result.verdict(f"{change.name}, {way.__name__}, {name}, access {n}", problem)
            say(f"  {change.name}: {len(most)} of {count} accesses")
    return result


def _accesses(perform: Callable[[Path], None], folder: Path) -> int:
    """How often a change touches the disk."""
    events: list[str] = []
    with watching(events.append):
        perform(folder)
    return len(events)


def _taken_away(perform: Callable[[Path], None], folder: Path, n: int, take: Callable[[], None]) -> str | None:
    """What is wrong with how a writer ends that loses its folder before the n-th access."""
    left = n

    def event(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            take()  # its own accesses count below zero

    try:
        with watching(event):
            perform(folder)
    except WenxunError:
        return None
    except Exception as error:
        return f"a bare {error!r}"
    return None if left <= 0 else f"there were {n - left} accesses only"


def _touched(folder: Path, other: Path, content: Content, is_removed: bool) -> str | None:
    if is_removed:
        tables = list(folder.glob("*.toc")) if folder.exists() else []
        return f"{tables} was put where the folder had been removed" if tables else None
    for path in other.iterdir():
        if "LOCK" not in path.name and (
            not (folder / path.name).exists() or (folder / path.name).read_bytes() != path.read_bytes()
        ):
            return f"{path.name} of the other index was touched"
    return problem_with(folder, [content])
