"""The files of a folder, in an order that is the same on every machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wenxun.articles.containers import is_known_suffix
from wenxun.models import SkippedInput

__all__ = ["walk"]

_LEFTOVERS = ("._", ".#", ".~")  # what systems and editors put beside a file


def walk(root: Path) -> Iterator[Path | SkippedInput]:
    """Yield every file under ``root`` (or ``root`` itself when it is a file), sorted by name.

    What is not read is yielded as a ``SkippedInput``: ``hidden`` folders and files (a name with a leading
    dot; but ``.ad.md`` is an article about ``.ad``), ``unreadable`` folders, ``missing`` targets of links,
    and what is ``not-a-file``. Each folder is visited once, so links that lead back do no harm.
    """
    try:
        mode = root.stat().st_mode
    except OSError as error:
        yield _unreadable(root, error)
        return
    if not stat.S_ISDIR(mode):
        yield root if stat.S_ISREG(mode) else _not_a_file(root)
        return
    seen: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as listing:
                names = sorted(entry.name for entry in listing)
        except OSError as error:
            yield _unreadable(folder, error)
            continue
        folders: list[Path] = []
        for name in names:
            found = _classify(folder / name, folders)
            if found is not None:
                yield found
        waiting.extend(reversed(folders))


def _classify(path: Path, folders: list[Path]) -> Path | SkippedInput | None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return _hidden(path) if _is_hidden(path.name) else _unreadable(path, error)
    if stat.S_ISDIR(mode):
        if path.name.startswith("."):
            return _hidden(path)
        folders.append(path)
        return None
    if _is_hidden(path.name):
        return _hidden(path)
    return path if stat.S_ISREG(mode) else _not_a_file(path)


def _is_hidden(name: str) -> bool:
    if not name.startswith("."):
        return False
    return name.startswith(_LEFTOVERS) or not is_known_suffix(Path(name).suffix.lower())


def _hidden(path: Path) -> SkippedInput:
    return SkippedInput(str(path), "hidden", "its name begins with a dot; rename it to have it indexed")


def _unreadable(path: Path, error: OSError) -> SkippedInput:
    reason = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
    return SkippedInput(str(path), reason, f"it cannot be opened: {error.strerror or error}")


def _not_a_file(path: Path) -> SkippedInput:
    return SkippedInput(str(path), "not-a-file", "it is neither a file nor a folder")
