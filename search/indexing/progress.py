"""What is told while inputs are added."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

from wenxun.notices import Notice

__all__ = ["Gauge", "Progress", "Teller"]

_MINUTES_FROM_SECONDS = 90

Progress: TypeAlias = Callable[[float, int, str], None]
"""Called with the number of inputs done, with the share of a large one that is done, of all, and the path at hand."""


_TELLING_SHARE = 0.02
"""Below this, the time so far was that of opening and looking, and says nothing of the rest."""


class Teller:
    """Tells a listener, if there is one, how far the work is.

    Args:
        progress: the listener.
        total: number of all inputs, as far as it is known.
    """

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total

    def tell(self, done: float, path: str) -> None:
        """Tell how far all is.

        Args:
            done: how many inputs are done, with the share of the one at hand (half of it: .5).
            path: the one at hand, in words.
        """
        self._total = max(self._total, int(done))
        if self._progress is not None:
            self._progress(done, self._total, path)

    def tell_end(self) -> None:
        """Tell that all is done."""
        self.tell(self._total, "")


class Gauge:
    """Says how far the work on one file is, and about how long it will still take.

    Args:
        size_bytes: size of the file.
    """

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self._started = time.monotonic()

    def words(self, name: str, share: float, purpose: str = "") -> Notice:
        """Return the name of the file, and words for a share of the work.

        How long the rest takes is told by how long the work so far took, so a part of it must be done.

        Args:
            name: name of the file.
            share: from 0 to 1.
            purpose: what is done, where that is not the work itself.
        """
        size = self._size_bytes / 1e6
        if purpose:
            return Notice(
                "{name} ({purpose}, {share:.0%} of {size:,.0f} MB)", name=name, purpose=purpose, share=share, size=size
            )
        if share < _TELLING_SHARE:
            return Notice("{name} ({share:.0%} of {size:,.0f} MB)", name=name, share=share, size=size)
        left = (time.monotonic() - self._started) * (1 - share) / share
        return Notice(
            "{name} ({share:.0%} of {size:,.0f} MB, about {left:.0f} min left)"
            if left >= _MINUTES_FROM_SECONDS
            else "{name} ({share:.0%} of {size:,.0f} MB, about {left:.0f} s left)",
            name=name,
            share=share,
            size=size,
            left=left / 60 if left >= _MINUTES_FROM_SECONDS else left,
        )
