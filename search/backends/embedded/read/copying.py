"""A copy of one generation of an index, sound while others write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from wenxun.backends.embedded.format.refusals import refusal
from wenxun.backends.embedded.format.segment import (
    NAMES_SUFFIX,
    POSTINGS_SUFFIX,
    TEXTS_SUFFIX,
    has_names,
)
from wenxun.backends.embedded.format.toc import (
    Identity,
    latest_generation,
    naming_failures,
    newest_identity,
    read_toc,
    sync_folder,
    toc_name,
)
from wenxun.errors import IndexDamagedError, WenxunIndexError
from wenxun.notices import Notice

__all__ = ["copy_index"]

_ATTEMPTS = 100


def copy_index(folder: Path, target: Path) -> None:
    """Copy the newest generation to an index of its own; files are linked where the disk allows it.

    The files of an index never change, so links cost nothing and are as good as copies.

    Args:
        folder: the index folder.
        target: the folder of the copy, which must not be there, or be empty.

    Raises:
        WenxunIndexError: if ``target`` is there and not an empty folder, or the disk refuses.
        IndexMissingError, IndexDamagedError: if there is no index in ``folder``, or it is damaged.
    """
    is_new = not target.exists()
    if not is_new and (not target.is_dir() or any(target.iterdir())):
        raise WenxunIndexError(
            Notice(
                "{target} is not empty. Name a folder that is not there yet, or remove this one if it is "
                "what a snapshot has left that was killed.",
                target=target,
            )
        )
    with _open_files(folder) as files, naming_failures(target):
        target.mkdir(parents=True, exist_ok=True)
        try:
            _copy_all(folder, files, target)
        except BaseException:
            with suppress(OSError):
                for name in reversed(list(files)):  # the table of contents first: without it there is no index
                    (target / name).unlink(missing_ok=True)
                if is_new:
                    target.rmdir()
            raise


def _copy_all(folder: Path, files: Mapping[str, BinaryIO], target: Path) -> None:
    *segments, toc = files.items()
    for name, file in segments:
        _link_or_copy(folder / name, file, target / name)
    sync_folder(target)
    _link_or_copy(folder / toc[0], toc[1], target / toc[0])  # last: without it there is no index
    sync_folder(target)
    sync_folder(target.absolute().parent)


@contextmanager
def _open_files(folder: Path) -> Iterator[Mapping[str, BinaryIO]]:
    """Every file of the newest generation by its name, the table of contents last; open files outlive their names."""
    seen: set[Identity] = set()
    missing: FileNotFoundError | None = None
    for _ in range(_ATTEMPTS):
        seen.add(newest_identity(folder))
        with ExitStack() as stack:
            try:
                toc = read_toc(folder, latest_generation(folder))
                files: dict[str, BinaryIO] = {}
                for segment in toc.segments:
                    files |= _files_of(segment.segment_id, folder, stack)
                name = toc_name(toc.generation)
                files[name] = stack.enter_context((folder / name).open("rb"))
            except FileNotFoundError as error:
                missing = error
                continue  # a commit has removed it, or another index stood there for a moment
            except OSError as error:
                raise refusal(folder, error) or error from error
            status = os.fstat(files[name].fileno())
            if (toc.generation, status.st_ino, status.st_mtime_ns, status.st_size) != toc.identity:
                continue  # another index was put in its place
            yield files
            return
    if missing is not None and len(seen) == 1:  # the same index all the time, and it never had the file
        raise IndexDamagedError(
            Notice(
                "{filename} is missing. Keep what is left of the index with: wenxun check --repair",
                filename=missing.filename,
            )
        ) from missing
    raise WenxunIndexError(
        Notice(
            "The index in {folder} was replaced {attempts} times while it was copied. Try again.",
            folder=folder,
            attempts=_ATTEMPTS,
        )
    )


def _files_of(segment_id: str, folder: Path, stack: ExitStack) -> dict[str, BinaryIO]:
    """The files of a segment by their names, opened."""
    postings, texts, names = (f"{segment_id}{suffix}" for suffix in (POSTINGS_SUFFIX, TEXTS_SUFFIX, NAMES_SUFFIX))
    files: dict[str, BinaryIO] = {name: stack.enter_context((folder / name).open("rb")) for name in (postings, texts)}
    try:
        files[names] = stack.enter_context((folder / names).open("rb"))
    except FileNotFoundError:
        if has_names(folder / texts, files[texts]):
            raise
    return files


def _link_or_copy(path: Path, file: BinaryIO, target: Path) -> None:
    if not _is_linked(path, file, target):
        with target.open("wb") as copied:
            shutil.copyfileobj(file, copied)
            copied.flush()
            os.fsync(copied.fileno())


def _is_linked(path: Path, file: BinaryIO, target: Path) -> bool:
    """Link ``target`` to ``path`` if that is the file that is open: another index may stand there now."""
    try:
        os.link(path, target)
    except OSError:  # another disk, one without links, or a file that a commit has just removed
        return False
    if os.path.samestat(target.stat(), os.fstat(file.fileno())):
        return True
    target.unlink()
    return False
