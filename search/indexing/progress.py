"""What is told while inputs are added."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

__all__ = ["Gauge", "Progress", "Teller"]

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with the number of inputs done, the number of all, and the path at hand."""


class Teller:
    """Tells a listener, if there is one, how far the work is.

    Args:
        progress: the listener.
        total: number of all inputs, as far as it is known.
    """

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total

    def tell(self, done: int, path: str) -> None:
        """Tell how many inputs are done, and the path at hand."""
        self._total = max(self._total, done)
        if self._progress is not None:
            self._progress(done, self._total, path)

    def tell_end(self) -> None:
        """Tell that all is done."""
        self.tell(self._total, "")


class Gauge:
    """Says how far the reading of one file is, and about how long it will take."""

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self._started: dict[str, float] = {}

    def words(self, done_bytes: int, purpose: str = "") -> str:
        """Return words for so many bytes read for one purpose."""
        now = time.monotonic()
        started = self._started.setdefault(purpose, now)
        share = min(done_bytes / max(self._size_bytes, 1), 1.0)
        left = (now - started) * (1 - share) / max(share, 1e-9)
        about = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        what = f"{purpose}, " if purpose else ""
        return f" ({what}{share:.0%} of {self._size_bytes / 1e6:,.0f} MB, about {about} left)"
