"""Waits for changes of files, with the watchfiles library (extra ``watch``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from wenxun.errors import WenxunError

__all__ = ["changes"]

_QUIET_MS = 400
_LONGEST_MS = 5_000
_WAKE_MS = 1_000


def changes(
    paths: Sequence[str | Path], *, index_folder: Path | None = None, stop: Event | None = None
) -> Iterator[None]:
    """Yield once when watching has begun, and then whenever something at or under ``paths`` has changed.

    What changes while the consumer works is not lost: the next turn comes at once. Changes that come in quick
    succession are one turn.

    Args:
        paths: files and folders.
        index_folder: changes in it do not count.
        stop: ends the watching when it is set.

    Raises:
        WenxunError: if watchfiles is not installed, or a path does not exist.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise WenxunError('Watching needs another package. Install it with: pip install "wenxun[watch]"') from error
    missing = [str(path) for path in paths if not Path(path).exists()]
    if missing:
        raise WenxunError(f"{missing[0]} does not exist, so it cannot be watched. Make it first, or leave it out.")
    own = index_folder.resolve() if index_folder is not None else None

    def matters(_: object, path: str) -> bool:
        return own is None or not Path(path).resolve().is_relative_to(own)

    has_begun = False
    for found in watch(
        *paths,
        watch_filter=matters,
        debounce=_LONGEST_MS,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_WAKE_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if found or not has_begun:
            has_begun = True
            yield
