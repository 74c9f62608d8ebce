"""Decoded posting lists that are kept for the next query, in a bounded amount of memory."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.read.posting_list import PostingList

__all__ = ["ListCache"]

KeyT = TypeVar("KeyT", bound=Hashable)
Rows = npt.NDArray[np.int64]
_KEY_BYTES = 250
"""A key, its text and its place in the table: measured over thousands of words and bigrams."""
_MOST_ASKED = 5_000


class ListCache(Generic[KeyT]):
    """Posting lists by what they are of; where memory runs out, those go that were kept first.

    Args:
        most_bytes: memory for them.

    Attributes:
        size_bytes: memory that they take, with the objects around them.
    """

    def __init__(self, most_bytes: int) -> None:
        self.size_bytes = 0
        self._most_bytes = most_bytes
        self._lists: dict[KeyT, PostingList] = {}
        self._asked: dict[int, None] = {}
        self._lock = threading.Lock()
        self.get = self._lists.get

    def was_asked(self, key: KeyT) -> bool:
        """Return whether a list that is not kept was asked for before; now it was."""
        asked = hash(key)  # two keys with one are no harm: a list is decoded one query earlier
        with self._lock:
            if asked in self._asked:
                return True
            self._asked[asked] = None
            if len(self._asked) > _MOST_ASKED:
                del self._asked[next(iter(self._asked))]
            return False

    def add(self, fresh: Mapping[KeyT, PostingList]) -> None:
        """Keep some lists, but none that fills the memory alone."""
        with self._lock:
            for key, postings in fresh.items():
                if key not in self._lists and postings.size_bytes + _KEY_BYTES <= self._most_bytes:
                    self._lists[key] = postings
                    self.size_bytes += postings.size_bytes + _KEY_BYTES
                    postings.is_kept = True
            while self.size_bytes > self._most_bytes:
                oldest = self._lists.pop(next(iter(self._lists)))
                self.size_bytes -= oldest.size_bytes + _KEY_BYTES
                oldest.is_kept = False

    def best(self, postings: PostingList, k: int) -> tuple[Rows, Rows]:
        """Return ``PostingList.best``, and count what the list keeps of that.

        Args:
            postings: a list, kept or not.
            k: how many rows are wanted.
        """
        known_bytes = postings.size_bytes
        found = postings.best(k)
        if postings.size_bytes != known_bytes:
            with self._lock:
                self.size_bytes += (postings.size_bytes - known_bytes) * postings.is_kept
        return found
