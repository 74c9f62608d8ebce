"""Waits for changes of files, with the watchfiles library (extra ``watch``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

from wenxun.errors import SuddenLossError, WenxunError
from wenxun.extras import install_command
from wenxun.models import IndexReport, SkippedInput
from wenxun.notices import Notice

__all__ = ["changes", "reports_of_changes"]

_QUIET_MS = 400
_LONGEST_MS = 5_000
_WAKE_MS = 1_000


def reports_of_changes(
    add: Callable[..., IndexReport],
    paths: Sequence[str | Path],
    *,
    sync: bool,
    force: bool,
    index_folder: Path | None = None,
    stop: Event | None = None,
) -> Iterator[IndexReport]:
    """Index now and whenever something changes.

    What would be refused to be taken out stays, and is named in the report as skipped (``sudden-loss``), until it is
    there again or ``force`` is given.

    Args:
        add: ``SearchEngine.add`` of the paths.
        paths, index_folder, stop: as for ``changes``.
        sync, force: as for ``SearchEngine.add``.

    Yields:
        The report of each time.

    Raises:
        WenxunError: as ``changes``, and whatever ``add`` raises.
    """
    for _ in changes(paths, index_folder=index_folder, stop=stop):
        try:
            yield add(sync=sync, force=force)
        except SuddenLossError as error:
            report = add(sync=False)
            refused = SkippedInput(str(paths[0]), "sudden-loss", error.notice)
            yield replace(report, skipped=(*report.skipped, refused))


def changes(
    paths: Sequence[str | Path], *, index_folder: Path | None = None, stop: Event | None = None
) -> Iterator[None]:
    """Yield once when watching has begun, and then whenever something at or under ``paths`` has changed.

    Another disk at one of them is a change, too: the system tells nothing of what is mounted over a watched folder.
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
        raise WenxunError(
            Notice("Watching needs another package. Install it with: {command}", command=install_command("watch"))
        ) from error
    missing = [str(path) for path in paths if not Path(path).exists()]
    if missing:
        raise WenxunError(
            Notice(
                "{missing} does not exist, so it cannot be watched. Make it first, or leave it out.", missing=missing[0]
            )
        )
    own = index_folder.resolve() if index_folder is not None else None

    def matters(_: object, path: str) -> bool:
        return own is None or not Path(path).resolve().is_relative_to(own)

    yielded = False
    while stop is None or not stop.is_set():
        disks = [_identity(path) for path in paths]
        for found in watch(
            *(path for path, disk in zip(paths, disks, strict=True) if disk is not None),
            watch_filter=matters,
            debounce=_LONGEST_MS,
            step=_QUIET_MS,
            stop_event=stop,
            rust_timeout=_WAKE_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if found or not yielded:
                yielded = True
                yield
            if [_identity(path) for path in paths] != disks:
                yielded = False
                break


def _identity(path: str | Path) -> tuple[int, int] | None:
    """Which disk and folder is at a path; ``None`` if nothing is."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
