"""From the paths that were given to the files that they mean, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wenxun.articles import walk
from wenxun.models import SkippedInput

__all__ = ["FoundFile", "absolute", "find_files"]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to index.

    Attributes:
        path: where it is.
        root: the folder that ids and paths of its articles are counted from.
        above: stands before their paths: the name of that folder where there are several, else "".
    """

    path: Path
    root: Path
    above: str


def find_files(paths: Iterable[str | Path], *, index_folder: Path | None) -> Iterator[FoundFile | SkippedInput]:
    """Yield the files at and under ``paths``, in order; one that is met again is not repeated.

    Args:
        paths: files and folders.
        index_folder: the index itself, which is passed over without a word.
    """
    seen: set[str] = set()
    is_index: dict[str, bool] = {}
    roots = [absolute(path) for path in paths]
    folders = [root if root.is_dir() else root.parent for root in roots]
    has_several = len(set(folders)) > 1
    for root, folder in zip(roots, folders, strict=True):
        above = folder.name if has_several else ""
        for found in walk(root):
            path = Path(found.path) if isinstance(found, SkippedInput) else found
            name = str(path)
            if name in seen:
                continue
            seen.add(name)
            parent = name.removesuffix(path.name)
            if index_folder is not None and parent not in is_index:
                is_index[parent] = _is_same(path.parent, index_folder)
            if not is_index.get(parent):
                yield found if isinstance(found, SkippedInput) else FoundFile(found, folder, above)


def absolute(path: str | Path) -> Path:
    """Return the path from the top; links stay as given unless ``..`` stands in it, which only they can explain."""
    path = Path(path)
    return path.resolve() if ".." in path.parts else path.absolute()


def _is_same(folder: Path, index_folder: Path) -> bool:
    try:
        return folder.samefile(index_folder)
    except OSError:
        return False
