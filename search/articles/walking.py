"""The files of a folder that may be articles, in an order that is the same on every machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wenxun.articles.containers import is_known_suffix
from wenxun.articles.no_articles import holds_drafts, tool_file, tool_folder
from wenxun.articles.selection import Ignoring, Selection, Verdict
from wenxun.models import LeftOutInput, SkippedInput
from wenxun.notices import Notice, reason_of

__all__ = ["Walked", "walk"]

Walked = Path | SkippedInput | LeftOutInput
"""A file, what cannot be read, or what is no article or not wanted."""

_LEFTOVERS = ("._", ".#", ".~")  # what systems and editors put beside a file
_HIDDEN = Notice("its name begins with a dot; rename it, or take it back with --exclude '!NAME'")


def walk(root: Path, selection: Selection | None = None) -> Iterator[Walked]:
    """Yield every file of a folder that may be an article, sorted by name.

    What cannot be read is yielded as a ``SkippedInput``: ``unreadable`` folders, ``missing`` targets of links, and
    what is ``not-a-file``. What is no article, or not wanted, is a ``LeftOutInput``; nothing in such a folder is looked
    at. The root itself is wanted whatever rules say. Each folder is visited once, so links that lead back do no harm.

    Args:
        root: the folder; or a file, which is then the only one.
        selection: what is wanted; ``None``: the rules that hold everywhere.
    """
    try:
        mode = root.stat().st_mode
    except OSError as error:
        yield _unreadable(root, error)
        return
    if stat.S_ISDIR(mode):
        yield from _Walk(root, selection or Selection()).walk()
    else:
        yield root if stat.S_ISREG(mode) else _not_a_file(root)


class _Walk:
    """One walk through a folder."""

    def __init__(self, root: Path, selection: Selection) -> None:
        self._root = root
        self._below = len(f"{str(root).rstrip('/')}/")
        self._selection = selection
        self._seen: set[tuple[int, int]] = set()

    def walk(self) -> Iterator[Walked]:
        above = Ignoring.above(self._root) if self._selection.ignore_files else Ignoring()
        waiting: list[tuple[Path, Ignoring, bool, list[str]]] = [(self._root, above, True, [])]
        while waiting:
            folder, ignoring, is_wanted, beside = waiting.pop()
            try:
                status = folder.stat()
                if (status.st_dev, status.st_ino) in self._seen:
                    continue
                self._seen.add((status.st_dev, status.st_ino))
                with os.scandir(folder) as listing:
                    names = sorted(entry.name for entry in listing)
            except OSError as error:
                yield _unreadable(folder, error)
                continue
            if not is_wanted and (purpose := tool_folder(folder.name, names, beside)):
                yield LeftOutInput(str(folder), "tools", Notice("it is {purpose}", purpose=purpose), is_folder=True)
                continue
            if not (is_wanted or self._selection.drafts) and holds_drafts(folder.name):
                detail = Notice("it holds drafts, not meant to be read yet; --drafts reads them")
                yield LeftOutInput(str(folder), "draft", detail, is_folder=True)
                continue
            if self._selection.ignore_files:
                ignoring = ignoring.within(folder, names)
            folders: list[tuple[Path, Ignoring, bool]] = []
            for name in names:
                found = self._classify(folder / name, ignoring, folders)
                if found is not None:
                    yield found
            waiting.extend((*each, names) for each in reversed(folders))

    def _classify(self, path: Path, ignoring: Ignoring, folders: list[tuple[Path, Ignoring, bool]]) -> Walked | None:
        """What is at ``path``; a folder that is to be visited is put down in ``folders``."""
        unreadable: OSError | None = None
        mode = 0
        try:
            mode = path.stat().st_mode
        except OSError as error:
            unreadable = error
        is_folder = stat.S_ISDIR(mode)
        verdict = self._verdict(f"{path}/" if is_folder else str(path), ignoring)
        if verdict is None and path.name.startswith(".") and (is_folder or _is_hidden(path.name)):
            verdict = Verdict(True, "hidden", _HIDDEN)
        if verdict is not None and verdict.is_out:
            return LeftOutInput(str(path), verdict.reason, verdict.detail, is_folder=is_folder)
        if unreadable is not None:
            return _unreadable(path, unreadable)
        if is_folder:
            folders.append((path, ignoring, verdict is not None))
            return None
        if not stat.S_ISREG(mode):
            return _not_a_file(path)
        return path if verdict is not None else self._unless_of_tools(path)

    def _verdict(self, place: str, ignoring: Ignoring) -> Verdict | None:
        """What the owner says of a file, or of a folder with a ``/`` at its end; ``None``: nothing."""
        below = place[self._below :]
        said: Verdict | None = None
        if self._selection.excluded is not None:
            is_out = self._selection.excluded.check_file(below).include
            said = (
                None if is_out is None else Verdict(is_out, "excluded", Notice("a pattern of --exclude leaves it out"))
            )
        if said is None:
            said = ignoring.verdict(place)
        if self._selection.included is not None and (said is None or not said.is_out):
            if self._selection.included.match_file(below):
                return Verdict(False)
            if not place.endswith("/"):
                return Verdict(True, "not-included", Notice("no pattern of --include matches it"))
        return said

    def _unless_of_tools(self, path: Path) -> Path | LeftOutInput:
        is_read = is_known_suffix(path.suffix.lower())
        found = tool_file(path.name, code=self._selection.code, is_read=is_read)
        return path if found is None else LeftOutInput(str(path), *found)


def _is_hidden(name: str) -> bool:
    """Whether a file whose name begins with a dot is no article: ``.ad.md`` is one, about ``.ad``."""
    return name.startswith(_LEFTOVERS) or not is_known_suffix(Path(name).suffix.lower())


def _unreadable(path: Path, error: OSError) -> SkippedInput:
    reason = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
    return SkippedInput(str(path), reason, Notice("it cannot be opened: {reason}", reason=reason_of(error)))


def _not_a_file(path: Path) -> SkippedInput:
    return SkippedInput(str(path), "not-a-file", Notice("it is neither a file nor a folder"))
