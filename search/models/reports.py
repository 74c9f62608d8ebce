"""What an index holds, and what indexing did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "ArticleRecord",
    "IndexReport",
    "IndexedInput",
    "LeftOutInput",
    "SkippedInput",
]


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What an index knows of an article without reading its text.

    Attributes:
        id, title, source: as in ``Article``.
        section_count: number of its sections.
    """

    id: str
    title: str
    section_count: int
    source: str


@dataclass(frozen=True, slots=True)
class IndexedInput:
    """An input that went into the index.

    Attributes:
        path: path of the file, or the article's id.
        article_ids: ids of the articles that it held.
        section_count: number of their sections.
    """

    path: str
    article_ids: tuple[str, ...]
    section_count: int


@dataclass(frozen=True, slots=True)
class SkippedInput:
    """An input that did not go into the index.

    Attributes:
        path: the file, or ``file:line`` for one record of a file.
        reason: short stable code (``empty``, ``binary``, ``unreadable``, ``too-large``, ...).
        detail: one sentence that says what was found, with the value.
    """

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class LeftOutInput:
    """What a folder holds that is no article, or is not wanted as one; nobody misses it.

    Attributes:
        path: the file or folder.
        reason: short stable code (``hidden``, ``ignored``, ``excluded``, ``code``, ``picture``, ``draft``, ...).
        detail: one sentence that says why.
        is_folder: whether it is a folder; what is in it was not looked at.
    """

    path: str
    reason: str
    detail: str
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one call of ``add`` did. Every input stands in exactly one of the lists.

    Attributes:
        added: inputs that the index did not hold before.
        updated: inputs whose sections replaced older ones.
        unchanged: paths that were already indexed as they are.
        removed: paths that had gone from the folder, or are left out now, and were taken out (``sync`` only).
        skipped: inputs that could not be indexed, each with its reason.
        left_out: what given folders hold that is no article or is not wanted, each with its reason.
        cleaned: rule name to how many times the readers applied it.
        took_ms: wall-clock milliseconds.
    """

    added: tuple[IndexedInput, ...] = ()
    updated: tuple[IndexedInput, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[SkippedInput, ...] = ()
    left_out: tuple[LeftOutInput, ...] = ()
    cleaned: Mapping[str, int] = field(default_factory=dict)
    took_ms: float = 0.0

    @property
    def article_count(self) -> int:
        """Number of articles that went into the index."""
        return sum(len(item.article_ids) for item in (*self.added, *self.updated))

    @property
    def section_count(self) -> int:
        """Number of sections that went into the index."""
        return sum(item.section_count for item in (*self.added, *self.updated))
