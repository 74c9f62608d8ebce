"""Search servers beside which ours is measured over HTTP, each with ten hits and their snippets.

A peer says what it lacks on this machine; the others are measured without it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["Peer", "RunningPeer", "plain"]


@dataclass(frozen=True, slots=True)
class RunningPeer:
    """A server that answers.

    Attributes:
        process_id: of the server.
        load_cpu_s: CPU seconds that it took to index the sections; kept with its index where that is kept.
    """

    process_id: int
    host: str
    port: int
    load_cpu_s: float


class Peer(Protocol):
    """A search server.

    Attributes:
        name: as the tables call it.
    """

    name: str

    def missing(self) -> str:
        """Return what is not installed; "" if all is there."""

    def served(self, sections: Path, cache: Path) -> AbstractContextManager[RunningPeer]:
        """Index the sections, if need be, and serve them inside the ``with``."""

    def search_path(self, typed: str) -> str:
        """Return the path of a search: ten hits, best first, the number of all, and snippets."""


def plain(typed: str) -> str:
    """Return a query without the conditions that only wenxun reads."""
    return " ".join(each for each in typed.split() if ":" not in each)
