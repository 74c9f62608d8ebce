"""How often Python looks for cycles of objects while an index is built, or served."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["BUILDING", "rare_collections"]

BUILDING = 400_000
"""More objects than a batch of articles is made of: they are gone with it, and are not gone through before."""

_SERVING = 100_000
_lock = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds of before, once for each block that is open in any thread."""


@contextmanager
def rare_collections(objects: int = _SERVING) -> Iterator[None]:
    """Let Python look for cycles less often: building and searching make millions of objects, and hardly a cycle.

    At the usual thresholds the looking takes a tenth of the time, and all threads wait for it. Blocks may lie in each
    other, and in several threads; the one that looks least often counts.

    Args:
        objects: how many new ones there are when it looks.

    Returns:
        A context manager; when the last one ends, the thresholds are as before the first.
    """
    with _lock:
        first, *others = gc.get_threshold()
        _usual.append(_usual[0] if _usual else (first, others[0], others[1]))
        gc.set_threshold(max(first, objects) if first else 0, *others)
    try:
        yield
    finally:
        with _lock:
            before = _usual.pop()
            if not _usual:
                gc.set_threshold(*before)
