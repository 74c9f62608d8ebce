"""What the index already holds of files, and from it: what is unchanged, moved, gone, or taken."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from wenxun.backends import InputStamp

__all__ = ["Known", "KnownFile", "bookmark", "has_gone", "stamp_of"]

_BOOKMARK = "\0"  # no file name holds one


def stamp_of(path: Path, sha256: str = "") -> InputStamp:
    """The stamp of a file as it is now.

    Raises:
        OSError: if there is none, or it cannot be looked at.
    """
    status = path.stat()
    return InputStamp(str(path), status.st_size, status.st_mtime_ns, sha256)


def bookmark(stamp: InputStamp) -> InputStamp:
    """The stamp of pages of a dump: it tells which ones are in the index before the dump is through.

    Its path names the version of the file, so that pages of an older version are not taken for pages of this one.
    Only the last article of a dump carries the stamp of the file itself, put when all others are in.
    """
    version = f"{stamp.path}{_BOOKMARK}{stamp.size_bytes}-{stamp.modified_ns}"
    return replace(stamp, path=version, sha256="")


def has_gone(path: str) -> bool:
    """Whether there is surely nothing at ``path``; what merely cannot be looked at has not gone."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


@dataclass(slots=True)
class KnownFile:
    """What the index holds of one file.

    Attributes:
        path: where the file was.
        stamp: what it looked like; ``None`` for a dump that was never read to its end.
        ids: articles that carry that stamp.
        pages: bookmark to articles that carry it.
    """

    path: str
    stamp: InputStamp | None = None
    ids: Sequence[str] = ()
    pages: dict[str, Sequence[str]] = field(default_factory=dict)

    def all_ids(self) -> Iterator[str]:
        """Every article of the file, of whatever version."""
        yield from self.ids
        for ids in self.pages.values():
            yield from ids


class Known:
    """What the index held when the run began.

    Args:
        inputs: as ``Backend.inputs`` gives it.
    """

    def __init__(self, inputs: Mapping[str, tuple[InputStamp, tuple[str, ...]]]) -> None:
        self._files: dict[str, KnownFile] = {}
        for key, (stamp, ids) in inputs.items():
            path, is_bookmark, _ = key.partition(_BOOKMARK)
            file = self._files.setdefault(path, KnownFile(path))
            if is_bookmark:
                file.pages[key] = ids
            else:
                file.stamp, file.ids = stamp, ids

    def file(self, path: str) -> KnownFile | None:
        """What the index holds of a file."""
        return self._files.get(path)

    def holder(self, article_id: str) -> str | None:
        """The path of the file that an article is of."""
        return self._holders.get(article_id)

    def moved_from(self, stamp: InputStamp) -> list[KnownFile]:
        """Files with the content of ``stamp`` that are no longer where they were."""
        same = self._by_content.get(stamp.sha256, ()) if stamp.sha256 else ()
        return [file for file in same if file.path != stamp.path and has_gone(file.path)]

    def gone(self, roots: Sequence[Path]) -> Iterator[KnownFile]:
        """Files at or under one of ``roots`` that are no longer there.

        A folder that is itself missing says nothing about what was under it: it may only not be mounted.
        """
        folders = {str(root) for root in roots if root.is_dir()}
        places = {str(root) for root in roots}
        for path, file in self._files.items():
            is_inside = path in places or any(str(parent) in folders for parent in Path(path).parents)
            if is_inside and has_gone(path):
                yield file

    @cached_property
    def _holders(self) -> dict[str, str]:
        return {article_id: file.path for file in self._files.values() for article_id in file.all_ids()}

    @cached_property
    def _by_content(self) -> dict[str, list[KnownFile]]:
        found: dict[str, list[KnownFile]] = {}
        for file in self._files.values():
            if file.stamp is not None:
                found.setdefault(file.stamp.sha256, []).append(file)
        return found
