"""How long the answer to a query may take."""

from __future__ import annotations

import time

__all__ = ["Budget"]


class Budget:
    """The time for one answer. Whoever is about to do what may take long asks first, and leaves it out when it is over.

    Args:
        budget_ms: milliseconds; ``None``: as long as it takes.

    Attributes:
        is_complete: whether nothing was left out so far.
    """

    def __init__(self, budget_ms: int | None = None) -> None:
        self._seconds = None if budget_ms is None else budget_ms / 1000
        self.is_complete = True
        self.start()

    def start(self) -> None:
        """Give the whole time again: for parts of an answer that are made when they are asked for."""
        self._end = None if self._seconds is None else time.perf_counter() + self._seconds

    def is_over(self) -> bool:
        """Return whether what comes next is to be left out; the answer is then not complete."""
        if self._end is not None and time.perf_counter() > self._end:
            self.is_complete = False
            return True
        return False
