"""What an index would lose: to a disk that is only not mounted, or to a rebuild of files that do not bring it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from wenxun.articles.selection import Selection
from wenxun.backends import BackendReader
from wenxun.errors import SuddenLossError
from wenxun.indexing.finding import FoundFile, find_files
from wenxun.indexing.indexed_files import IndexedFile
from wenxun.notices import Notice

__all__ = ["check_losses", "lost_by_rebuild"]

_FEW_ARTICLES = 20


def check_losses(roots: Sequence[Path], *, kept: Iterable[IndexedFile], gone: Iterable[IndexedFile]) -> None:
    """Refuse to take out what an owner has hardly deleted.

    That is all that the index holds of a folder, or more than half of more than twenty articles.

    Args:
        roots: the given folders; of a file that is given and gone, its owner says so by naming it.
        kept: files that the index holds and that are still there, or were just found.
        gone: files that are not.

    Raises:
        SuddenLossError: where a folder has lost so much.
    """
    folders = [root for root in roots if root.is_dir()]
    kept_of, gone_of = _articles_of(folders, kept), _articles_of(folders, gone)
    for root in folders:
        left, lost = kept_of[root], gone_of[root]
        if (lost and not left) or (left + lost > _FEW_ARTICLES and lost > left):
            raise SuddenLossError(
                Notice(
                    "{root}: of {held:,} articles that the index holds, the files of {lost:,} are not there "
                    "any more, as when a disk is not mounted; nothing was changed. Mount it and run this "
                    "again, or use --force if they are to be taken out.",
                    root=root,
                    held=left + lost,
                    lost=lost,
                )
            )


def lost_by_rebuild(
    backend: BackendReader, paths: Sequence[str | Path], *, selection: Selection, index_folder: Path
) -> tuple[str, ...]:
    """Return the ids of articles that no file at or under ``paths`` brings, in order.

    They are from files elsewhere, from files that have gone, or from no file at all.

    Args:
        backend: the index.
        paths: files and folders.
        selection: which files of folders are wanted.
        index_folder: folder of the index itself, in which nothing is looked for.
    """
    found = find_files(paths, selection=selection, index_folder=index_folder)
    there = {str(each.path) for each in found if isinstance(each, FoundFile)}
    stored = backend.stored("id", "stamp")
    return tuple(sorted(article_id for article_id, stamp in stored if stamp is None or stamp.path not in there))


def _articles_of(roots: Sequence[Path], files: Iterable[IndexedFile]) -> dict[Path, int]:
    """How many articles of ``files`` lie at or under each root."""
    counts = dict.fromkeys(roots, 0)
    by_name = {str(root): root for root in counts}
    for file in files:
        path = Path(file.path)
        for place in (path, *path.parents):
            if (root := by_name.get(str(place))) is not None:
                counts[root] += sum(map(len, file.ids.values()))
    return counts
