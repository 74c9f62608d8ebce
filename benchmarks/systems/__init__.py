"""The engines under comparison: one module an engine, with one configuration for all tables.

A system is an engine with a way to make terms of text (``texts.TermMaker``). Relevance is measured with what users of
the engine would take, speed with the same folding in front of all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.pools import JudgedQuery, Run
from benchmarks.speed_corpus import Section, SpeedQuery

__all__ = ["BUFFER_BYTES", "HITS", "SPEED_KEYS", "TITLE_WEIGHT", "Cost", "System", "load"]

BUFFER_BYTES = 256_000_000
"""Memory that each writer is given for its buffers."""

HITS = 10

TITLE_WEIGHT = 3.0
"""What a term in a title counts, in engines for which no better weight was found (see each engine's module)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """On which pools a system is asked, and how much.

    Attributes:
        pools: names of pools, or ``None`` for all.
        sampled_pools: pools on which it is given a fixed sample of each condition (``None``: everywhere).
        largest: most sections that it is given for speed, where more would take hours.
    """

    pools: frozenset[str] | None = None
    sampled_pools: frozenset[str] | None = field(default_factory=frozenset)
    largest: int = 1 << 40

    def takes_part(self, pool: str) -> bool:
        """Return whether the system is run on the pool at all."""
        return self.pools is None or pool in self.pools

    def is_sampled(self, pool: str) -> bool:
        """Return whether it is given a sample there instead of every query."""
        return self.sampled_pools is None or pool in self.sampled_pools


class System(ABC):
    """A search system under comparison.

    Attributes:
        key: short name for files and the command line.
        label: row of the tables.
        version: version of the engine and of what decides its results; a new one outdates cached runs.
        cost: where it takes part.
        skipped_kinds: kinds of speed queries that it cannot answer.
    """

    key: str
    label: str
    version: str
    cost: ClassVar[Cost] = Cost()
    skipped_kinds: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Index raw text into an empty folder, everything included that has to be done with the text."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Open what ``build`` left."""

    def prepare(self, query: SpeedQuery) -> Any:
        """Analyse a query; not part of the search time, but of that from the typed text."""
        raise NotImplementedError

    def search(self, prepared: Any, *, limit: int = HITS) -> Any:
        """Find the best, best first, as the engine names them."""
        raise NotImplementedError

    def ids(self, found: Any) -> list[str]:
        """Return the ids of what ``search`` found."""
        raise NotImplementedError

    def run(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Return at most ``depth`` ids for each query, best first."""
        asked = {query.id: self.prepare(SpeedQuery(query.condition, wanted=query.text)) for query in queries}
        return {query_id: self.ids(self.search(prepared, limit=depth)) for query_id, prepared in asked.items()}

    def close(self) -> None:  # noqa: B027 -- most have nothing to let go of
        """Let go of files and processes."""


_SPEED_PLACES = {
    "wenxun": "wenxun_system:Wenxun",
    "tantivy-same": "tantivy_system:TantivySameTerms",
    "tantivy-words": "tantivy_system:TantivyFoldedWords",
    "fts5": "sqlite_system:SqliteFoldedWords",
    "bm25s": "bm25s_system:Bm25sFoldedWords",
    "whoosh": "whoosh_system:WhooshFoldedWords",
}

SPEED_KEYS = tuple(_SPEED_PLACES)
"""Keys of the systems whose speed is compared; wenxun is the first."""


def load(key: str) -> System:
    """Make a system of the speed tables by its key; only its own engine is imported."""
    module, name = _SPEED_PLACES[key].split(":")
    system: System = getattr(import_module(f"{__name__}.{module}"), name)()
    return system
