"""What the index already holds of files, and from it: what is unchanged, moved, gone, or taken."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wenxun.backends import InputStamp

__all__ = ["IndexedFile", "IndexedFiles", "has_gone", "has_size_and_time_of"]


def has_size_and_time_of(stamp: InputStamp, size_bytes: int, modified_ns: int) -> bool:
    """Return whether a file is as long and as old as when it got its stamp, so that it need not be read.

    Args:
        stamp: what it looked like.
        size_bytes, modified_ns: what the file system says now.
    """
    return (stamp.size_bytes, stamp.modified_ns) == (size_bytes, modified_ns)


def has_gone(path: str) -> bool:
    """Return whether there is surely nothing at ``path``.

    What merely cannot be looked at has not gone; nor has what lies beneath a link that leads nowhere for now.
    """
    for place in (path, *map(str, Path(path).parents)):
        try:
            os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError):
            return False
        return place != path and os.path.exists(place)  # noqa: PTH110  - false for a link that leads nowhere
    return True


@dataclass(slots=True)
class IndexedFile:
    """What the index holds of one file.

    Attributes:
        path: where the file was.
        stamp: what it looked like when all of it went in; ``None`` where that never came to an end.
        ids: stamp to the articles that have it: of the file as it was, and of newer versions that are not complete.
    """

    path: str
    stamp: InputStamp | None = None
    ids: dict[InputStamp, Sequence[str]] = field(default_factory=dict)

    def all_ids(self) -> Iterator[str]:
        """Yield the id of every article of the file, of whatever version."""
        for ids in self.ids.values():
            yield from ids

    def ids_of_version(self, version: InputStamp) -> frozenset[str]:
        """Return the ids of articles of a file with the size and time of ``version``, which is not complete."""
        size_and_time = version.size_bytes, version.modified_ns
        return frozenset(
            each
            for stamp, ids in self.ids.items()
            if (stamp.size_bytes, stamp.modified_ns) == size_and_time and not stamp.is_complete
            for each in ids
        )


class IndexedFiles:
    """What the index held of all files before anything was added.

    Args:
        inputs: as ``Backend.inputs`` gives it.
    """

    def __init__(self, inputs: Mapping[InputStamp, tuple[str, ...]]) -> None:
        self._files: dict[str, IndexedFile] = {}
        for stamp, ids in inputs.items():
            file = self._files.setdefault(stamp.path, IndexedFile(stamp.path))
            file.ids[stamp] = ids
            if stamp.is_complete:
                file.stamp = stamp

    def file(self, path: str) -> IndexedFile | None:
        """Return what the index holds of a file; ``None`` if that is nothing."""
        return self._files.get(path)

    def owner(self, article_id: str) -> str | None:
        """Return the path of the file that an article is of; ``None`` if it is of none."""
        return self._owners.get(article_id)

    def moved_from(self, stamp: InputStamp) -> list[IndexedFile]:
        """Return the files with the content of ``stamp`` that are no longer where they were."""
        same = self._by_content.get(stamp.sha256, ()) if stamp.sha256 else ()
        return [file for file in same if file.path != stamp.path and has_gone(file.path)]

    def under(self, roots: Sequence[Path]) -> Iterator[IndexedFile]:
        """Yield the files at or under one of ``roots``.

        A folder that is itself missing says nothing about what was under it: it may only not be mounted.
        """
        folders = {str(root) for root in roots if root.is_dir()}
        places = {str(root) for root in roots}
        for path, file in self._files.items():
            if path in places or any(str(parent) in folders for parent in Path(path).parents):
                yield file

    @cached_property
    def _owners(self) -> dict[str, str]:
        return {article_id: file.path for file in self._files.values() for article_id in file.all_ids()}

    @cached_property
    def _by_content(self) -> dict[str, list[IndexedFile]]:
        found: dict[str, list[IndexedFile]] = {}
        for file in self._files.values():
            if file.stamp is not None:
                found.setdefault(file.stamp.sha256, []).append(file)
        return found
