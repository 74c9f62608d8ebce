"""Whether what has gone from a folder looks like a disk that is not mounted, and not like an owner who tidies up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from wenxun.errors import SuddenLossError
from wenxun.indexing.indexed_files import IndexedFile

__all__ = ["check_losses"]

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
                f"{root}: of {left + lost:,} articles that the index holds, the files of {lost:,} are not there any "
                "more, as when a disk is not mounted; nothing was changed. Mount it and run this again, or use --force "
                "if they are to be taken out."
            )


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
