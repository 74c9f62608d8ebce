"""From the paths that were given to the files that they mean, each once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from wenxun.articles import walk
from wenxun.articles.selection import Selection
from wenxun.models import LeftOutInput, SkippedInput

__all__ = ["FoundFile", "Redirect", "absolute", "find_files"]


@dataclass(frozen=True, slots=True)
class Redirect:
    """A file that only leads to another one.

    Attributes:
        title: the other name that it gives.
        size_bytes, modified_ns: as the file system says.
    """

    title: str
    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to index.

    Attributes:
        path: where it is.
        root: the folder that ids and paths of its articles are counted from.
        above: stands before their paths: the name of that folder where there are several, else "".
        is_given: whether its own path was given, and not only that of a folder above.
        redirects: files that only lead to it. They count as parts of it, so that it changes when they do.
    """

    path: Path
    root: Path
    above: str
    is_given: bool
    redirects: tuple[Redirect, ...] = ()

    def size_and_time(self, status: os.stat_result) -> tuple[int, int]:
        """Size in bytes and time of change in ns, of the file and of what leads to it.

        The time is some seconds later where something leads to it, depending on the names: renaming a file changes
        neither its size nor its time.

        Args:
            status: of the file alone.
        """
        if not self.redirects:
            return status.st_size, status.st_mtime_ns
        names = crc32("\0".join(each.title for each in self.redirects).encode("utf-8", "replace"))
        size_bytes = status.st_size + sum(each.size_bytes for each in self.redirects)
        return size_bytes, max(status.st_mtime_ns, *(each.modified_ns for each in self.redirects)) + names


def find_files(
    paths: Iterable[str | Path], *, selection: Selection, index_folder: Path | None
) -> Iterator[FoundFile | SkippedInput | LeftOutInput]:
    """Yield the files at and under ``paths``, in order; one that is met again is not repeated.

    Args:
        paths: files and folders.
        selection: which files of the folders are wanted.
        index_folder: the index itself, which is passed over without a word.
    """
    seen: set[str] = set()
    left_out: set[str] = set()
    is_index: dict[str, bool] = {}
    roots = [absolute(path) for path in paths]
    folders = [root if root.is_dir() else root.parent for root in roots]
    has_several = len(set(folders)) > 1
    for root, folder in zip(roots, folders, strict=True):
        above = folder.name if has_several else ""
        for found in walk(root, selection):
            path = found if isinstance(found, Path) else Path(found.path)
            name = str(path)
            if name in seen or (isinstance(found, LeftOutInput) and name in left_out):
                continue
            (left_out if isinstance(found, LeftOutInput) else seen).add(name)
            parent = name.removesuffix(path.name)
            if index_folder is not None and parent not in is_index:
                is_index[parent] = _is_same(path.parent, index_folder)
            if not is_index.get(parent):
                yield FoundFile(found, folder, above, found == root) if isinstance(found, Path) else found


def absolute(path: str | Path) -> Path:
    """Return the path from the top; links stay as given unless ``..`` stands in it, which only they can explain."""
    path = Path(path)
    return path.resolve() if ".." in path.parts else path.absolute()


def _is_same(folder: Path, index_folder: Path) -> bool:
    try:
        return folder.samefile(index_folder)
    except OSError:
        return False
