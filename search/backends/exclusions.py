"""Which articles were deleted for good: their files are still there, and must not bring them back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Exclusions"]


@dataclass(slots=True)
class Exclusions:
    """What files may not bring, and what they may bring again.

    Attributes:
        sources: id of each excluded article to its source (``Article.source``).
        awaited: sources of articles that were included again, in order: their files are to be read though they have not
            changed. Those that begin alike stand together, so that a file is looked up in one step.
    """

    sources: dict[str, str] = field(default_factory=dict)
    awaited: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.sources or self.awaited)

    def copy(self) -> Exclusions:
        """Return another object that says the same."""
        return Exclusions(dict(self.sources), list(self.awaited))

    def include(self, article_ids: Iterable[str]) -> int:
        """Let files bring articles again; return how many of them were excluded."""
        found = [self.sources.pop(each) for each in article_ids if each in self.sources]
        self.awaited = sorted({*self.awaited, *found})
        return len(found)

    def is_awaited(self, path: str) -> bool:
        """Return whether a file has an article that was included again.

        The source of an article is its file's path, or begins with it.
        """
        return self._next_awaited(path) is not None

    def arrived(self, path: str) -> None:
        """Note that a file was read."""
        while (place := self._next_awaited(path)) is not None:
            del self.awaited[place]

    def _next_awaited(self, path: str) -> int | None:
        place = bisect_left(self.awaited, path)
        return place if place < len(self.awaited) and self.awaited[place].startswith(path) else None

    def to_plain(self) -> dict[str, Any]:
        """Return plain values, which ``from_plain`` reads."""
        return {"sources": dict(sorted(self.sources.items())), "awaited": list(self.awaited)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Exclusions:
        """Return what plain values say.

        Raises:
            TypeError, KeyError: if they are not what ``to_plain`` gives.
        """
        sources, awaited = plain["sources"], plain["awaited"]
        if not isinstance(sources, dict) or not isinstance(awaited, list):
            raise TypeError(f"exclusions are no {type(sources).__name__} and {type(awaited).__name__}")
        if not all(isinstance(each, str) for each in (*sources.keys(), *sources.values(), *awaited)):
            raise TypeError("exclusions are texts")
        return cls(dict(sources), sorted(set(awaited)))
