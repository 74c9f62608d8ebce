"""Snapshots, rebuilds and repairs: of damaged indexes, on full disks, killed in the middle, and while others write."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from crashes import leftovers, watching
from damage import index_files, small_index
from disks import small_disk
from harness import (
    ANALYZER,
    Change,
    Content,
    Result,
    base_content,
    content_of,
    copied,
    in_child,
    make_base,
    make_texts,
    open_backend,
    problem_with,
    say,
    workplace,
)

from wenxun.backends.embedded.read.copying import copy_index
from wenxun.backends.embedded.write.transaction import create_index
from wenxun.backends.stored import ids_by_stamp, is_there
from wenxun.errors import IndexMissingError, WenxunError, WenxunIndexError
from wenxun.indexing import rebuild
from wenxun.models import IndexReport

_EXCLUDED = {"文900": "/文900.md", "文901": "/文901.md"}


def _rebuild(folder: Path) -> None:
    rebuild(ANALYZER, open_backend(folder))


def _repair(folder: Path) -> IndexReport:
    return rebuild(ANALYZER, open_backend(folder), passing_over_damage=True)


def _make_excluding_base(folder: Path) -> None:
    """The base, with articles that were deleted for good."""
    make_base(folder)
    with open_backend(folder).writer() as writer:
        writer.exclusions.sources.update(_EXCLUDED)


def _excludes(folder: Path) -> str | None:
    found = open_backend(folder).generation().exclusions.sources
    return None if found == _EXCLUDED else f"{sorted(found)} are excluded, not {sorted(_EXCLUDED)}"


# --- damage ---------------------------------------------------------------------------------------


def repairs(full: bool) -> Result:
    """A byte of a small index is another: a repair keeps what is sound, changes nothing in it, and names the rest."""
    result = Result("repair of a flipped byte")
    draw = random.Random(11)
    kept = 0
    with workplace() as place:
        content = small_index(place / "base")
        inputs = set(ids_by_stamp(open_backend(place / "base")))
        for path in index_files(place / "base"):
            whole = path.read_bytes()
            for at in range(draw.randrange(36), len(whole), 36 if full else 150):
                folder = copied(place / "base", place / "index")
                damaged = bytearray(whole)
                damaged[at] ^= draw.choice([0xFF, *(1 << bit for bit in range(8))])
                (folder / path.name).write_bytes(damaged)
                try:
                    count, problem = _repaired(folder, content, inputs)
                except Exception as error:
                    count, problem = 0, f"it ends with a bare {error!r}"
                kept += count
                result.verdict(f"{path.suffix} byte {at}", problem)
        result.notes.append(f"{kept} of {result.tried * len(content)} articles were kept, the others named")
    return result


def _repaired(folder: Path, content: Content, inputs: set[object]) -> tuple[int, str | None]:
    """How many articles a repair kept, and what is wrong with that."""
    before = {path.name: path.read_bytes() for path in index_files(folder)}
    try:
        report = _repair(folder)
    except WenxunIndexError as error:
        if {path.name: path.read_bytes() for path in index_files(folder)} != before:
            return 0, "it was refused, and changed something"
        return 0, None if "snapshot" in str(error) or "version of wenxun" in str(error) else f"no remedy: {error}"
    backend = open_backend(folder)
    found = content_of(backend)
    if problems := backend.check():
        return 0, f"check says {problems[0]} of what was repaired"
    if any(content.get(article_id) != text for article_id, text in found.items()):
        return 0, "it holds a text that never went in"
    if not set(ids_by_stamp(backend)) <= inputs:
        return 0, "it holds a stamp of no file"
    if found != content and not report.skipped:
        return 0, f"{sorted(content.keys() - found.keys())} are lost, and not named"
    whole_segments = any("segment" in skipped.path for skipped in report.skipped)
    if not whole_segments and len(found) + len(report.skipped) != len(content):
        return 0, f"{len(found)} articles are kept and {len(report.skipped)} lost, of {len(content)}"
    return len(found), problem_with(folder, [found])


# --- ends at every access -------------------------------------------------------------------------


def interrupted(full: bool) -> Result:
    """A snapshot, a rebuild and a repair end, or are refused the disk, at their n-th access to it."""
    result = Result("snapshot, rebuild or repair that ends")
    with workplace() as place:
        _make_excluding_base(place / "base")
        damaged, kept = _with_a_lost_article(place)
        works: list[tuple[str, Path, Content, Callable[[Path], object]]] = [
            ("snapshot", place / "base", base_content(), lambda folder: copy_index(folder, folder.with_name("copy"))),
            ("rebuild", place / "base", base_content(), _rebuild),
            ("repair", damaged, kept, _repair),
        ]
        for name, base, after, work in works:
            for ending in ("killed", "refused"):
                n, step, reached = 1, 1 if full else 40, True
                while reached:
                    folder = copied(base, place / "index")
                    shutil.rmtree(place / "copy", ignore_errors=True)
                    reached = (_killed if ending == "killed" else _refused)(work, folder, n)
                    result.verdict(f"{name}, {ending} at access {n}", _after(name, ending, folder, base, after, work))
                    n += step if n < 40 else 8 * step
                say(f"  {name}, {ending}: {n} points")
    return result


def _with_a_lost_article(place: Path) -> tuple[Path, Content]:
    """The base with an article that is damaged, and what a repair keeps."""
    folder = copied(place / "base", place / "damaged")
    path = max(folder.glob("*.texts"), key=lambda each: each.stat().st_size)
    data = bytearray(path.read_bytes())
    data[700] ^= 1
    path.write_bytes(data)
    assert open_backend(folder).check()
    _repair(copied(folder, place / "repaired"))
    return folder, content_of(open_backend(place / "repaired"))


def _killed(work: Callable[[Path], object], folder: Path, n: int) -> bool:
    left = n

    def event(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            os._exit(9)

    def dying() -> None:
        with watching(event):
            work(folder)

    _, status = os.waitpid(in_child(dying), 0)
    return os.waitstatus_to_exitcode(status) == 9


def _refused(work: Callable[[Path], object], folder: Path, n: int) -> bool:
    left = n

    def event(name: str) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with watching(event):
        try:
            work(folder)
        except WenxunError:
            return True
    return left <= 0


def _after(
    name: str, ending: str, folder: Path, base: Path, after: Content, work: Callable[[Path], object]
) -> str | None:
    """What is wrong when a work has ended early, and then is done again."""
    target = folder.with_name("copy")
    try:
        if name == "snapshot":
            problem = None if not _is_index(target) else problem_with(target, [after]) or _excludes(target)
            problem = problem or problem_with(folder, [after])
            if ending == "refused" and target.exists() and not _is_index(target):
                return "what is not whole stays"
            if not _is_index(target):
                shutil.rmtree(target, ignore_errors=True)
                work(folder)
                problem = problem or problem_with(target, [after]) or _excludes(target)
            return problem
        if name == "repair" and open_backend(folder).check() and _tables(folder) != _tables(base):
            return "it has changed, and is damaged still"
        work(folder)
    except Exception as error:
        return f"it cannot be done again: {error!r}"
    return problem_with(folder, [after]) or _excludes(folder) or leftovers(folder)


def _tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.toc")}


def _is_index(folder: Path) -> bool:
    try:
        return is_there(open_backend(folder))
    except IndexMissingError:
        return False


# --- while others write, and on a small disk ------------------------------------------------------


def snapshots(full: bool) -> Result:
    """Snapshots while a writer commits and removes, killed at random moments, and of an index that is replaced."""
    result = Result("snapshot while others write")
    with workplace() as place:
        _while_a_writer_commits(place, result, 200 if full else 20)
        _while_it_is_replaced(place, result, 100 if full else 10)
        _on_a_small_disk(place, result, 4 if full else 40)
    return result


def _while_a_writer_commits(place: Path, result: Result, count: int) -> None:
    folder = place / "index"
    create_index(folder)
    names = range(5)
    texts = [make_texts(seed, names, characters=30) for seed in range(2)]
    perform = [Change("next", put=each, fresh=seed == 1).prepared() for seed, each in enumerate(texts)]
    perform[0](folder)
    stop = place / "stop"

    def write() -> None:
        number = 0
        while not stop.exists():
            perform[number % 2](folder)
            number += 1

    writer = in_child(write)
    draw = random.Random(12)
    for number in range(count):
        target = place / "copy"
        shutil.rmtree(target, ignore_errors=True)
        pid = in_child(lambda target=target: copy_index(folder, target))
        is_killed = number % 3 == 0
        if is_killed:
            time.sleep(draw.uniform(0, 0.02))
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        problem = problem_with(target, texts) if not is_killed or _is_index(target) else None
        if os.waitstatus_to_exitcode(status) not in (0, -signal.SIGKILL):
            problem = "it failed"
        result.verdict(f"snapshot {number}", problem)
    stop.touch()
    _, status = os.waitpid(writer, 0)
    result.verdict("the writer", None if status == 0 else "it failed")


def _while_it_is_replaced(place: Path, result: Result, count: int) -> None:
    """The copy is of the one index or the other, whole, though files of both have the same names."""
    texts = [make_texts(seed, range(5), characters=30) for seed in (20, 21)]
    folders = [place / "one", place / "other"]
    for folder, each in zip(folders, texts, strict=True):
        create_index(folder)
        Change("first", put=each).prepared()(folder)
    folder, stop = place / "replaced", place / "stop replacing"
    folders[0].rename(folder)
    others = [folders[1], folders[0]]

    def replace() -> None:
        while not stop.exists():
            folder.rename(others[1])
            others[0].rename(folder)
            others.reverse()

    pid = in_child(replace)
    for number in range(count):
        target = place / "copy of either"
        shutil.rmtree(target, ignore_errors=True)
        try:
            copy_index(folder, target)
            problem = problem_with(target, texts)
        except WenxunIndexError as error:
            problem = None if "damaged" not in str(error) and not target.exists() else str(error)
        result.verdict(f"snapshot of a replaced index {number}", problem)
    stop.touch()
    os.waitpid(pid, 0)


def _on_a_small_disk(place: Path, result: Result, step: int) -> None:
    make_base(place / "base")
    size = sum(path.stat().st_size for path in (place / "base").iterdir()) >> 10
    with small_disk(place / "disk", 4096) as mounted:
        if not mounted:
            result.notes.append("no small disk here: full disks were not tried")
            return
        for room in range(0, size + 80, step):
            filler, target = place / "disk" / "filler", place / "disk" / "copy"
            filler.write_bytes(b"\0" * max(shutil.disk_usage(filler.parent).free - (room << 10), 0))
            try:
                copy_index(place / "base", target)
                problem = problem_with(target, [base_content()])
            except WenxunError as error:
                problem = None if "No space" in str(error) else f"the message does not say why: {error}"
                if target.exists():
                    problem = "a copy that is not whole stays"
            result.verdict(f"snapshot with {room} KB", problem)
            shutil.rmtree(target, ignore_errors=True)
            filler.unlink()
