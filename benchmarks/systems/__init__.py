"""The systems compared, one small class each: ``build`` the documents, ``search`` the queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from benchmarks.measures import Run
from benchmarks.pools import Document, JudgedQuery

__all__ = ["Cost", "System"]


@dataclass(frozen=True, slots=True)
class Cost:
    """On which pools a system is asked, and how much.

    Attributes:
        pools: names of pools, or ``None`` for all.
        sampled_pools: pools on which it is given a fixed sample of each condition (``None``: everywhere).
    """

    pools: frozenset[str] | None = None
    sampled_pools: frozenset[str] | None = field(default_factory=frozenset)

    def takes_part(self, pool: str) -> bool:
        """Whether the system is run on the pool at all."""
        return self.pools is None or pool in self.pools

    def is_sampled(self, pool: str) -> bool:
        """Whether it is given a sample there instead of every query."""
        return self.sampled_pools is None or pool in self.sampled_pools


class System(Protocol):
    """A search system under comparison.

    Attributes:
        key: short name for files and the command line.
        label: row of the table.
        version: version of the engine and of what decides its results; a new one outdates cached runs.
        cost: where it takes part.
    """

    key: str
    label: str
    version: str
    cost: Cost

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index the documents; ``folder`` is empty and the system's own."""

    def search(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """At most ``depth`` document ids for each query, best first."""

    def close(self) -> None:
        """Let go of files and processes."""
