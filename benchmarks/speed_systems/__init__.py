"""The engines whose speed is compared, one module each, behind one protocol."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from benchmarks.speed_corpus import Section, SpeedQuery

__all__ = ["BUFFER_BYTES", "HITS", "KEYS", "SpeedSystem", "load"]

BUFFER_BYTES = 256_000_000
"""Memory that each writer is given for its buffers."""

HITS = 10


class SpeedSystem(Protocol):
    """An engine under comparison.

    Attributes:
        label: row of the tables.
        version: of the engine.
        largest: most sections that it is given, where more would take hours.
        skipped_kinds: kinds of queries that it cannot answer.
    """

    label: str
    version: str
    largest: int
    skipped_kinds: frozenset[str]

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Index raw text into an empty folder, everything included that has to be done with the text."""

    def open(self, folder: Path) -> None:
        """Open what ``build`` left."""

    def prepare(self, query: SpeedQuery) -> Any:
        """Analyse a query; not part of the search time, but of that from the typed text."""

    def search(self, prepared: Any) -> Any:
        """The ten best, best first, as the engine names them."""

    def ids(self, found: Any) -> list[str]:
        """The ids of what ``search`` found."""


_PLACES = {
    "wenxun": "wenxun_speed:Wenxun",
    "tantivy-same": "tantivy_speed:TantivySameTerms",
    "tantivy-words": "tantivy_speed:TantivyWords",
    "fts5": "fts5_speed:Fts5",
    "bm25s": "bm25s_speed:Bm25s",
    "whoosh": "whoosh_speed:StockWhoosh",
}

KEYS = tuple(_PLACES)
"""Keys of all systems; wenxun is the first."""


def load(key: str) -> SpeedSystem:
    """Make a system by its key; only its own engine is imported."""
    module, name = _PLACES[key].split(":")
    return cast(SpeedSystem, getattr(import_module(f"{__name__}.{module}"), name)())
