"""The segments of a transaction, and the table of contents that Whoosh writes of them.

Whoosh gives the file of the table of contents, with its schema and its generation; the list of segments in it is
plain dicts, so that no name of a class or a module is part of the format. Nothing here is needed to search.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh.fields import ID, FieldType, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Existence
from whoosh.index import TOC

from wenxun.backends.embedded.format.toc import EXCLUSIONS, INDEX_NAME, SEGMENT_ID_DIGITS, SegmentEntry, seal, toc_name
from wenxun.backends.exclusions import Exclusions

__all__ = ["Segment", "toc_bytes"]


def _new_id() -> str:
    """A name that no other segment has, also in a program that has seeded its random numbers."""
    return f"{INDEX_NAME}_{secrets.token_hex(SEGMENT_ID_DIGITS // 2)}"


@dataclass(eq=False)
class Segment:
    """A segment that a transaction may still delete sections of.

    Attributes:
        fingerprint: analysis settings that its terms were made with.
        segment_id: first part of the names of its files.
        section_count: sections, deleted ones included.
        deleted: rows that are deleted.
    """

    fingerprint: Mapping[str, str]
    segment_id: str = field(default_factory=_new_id)
    section_count: int = 0
    deleted: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, entry: SegmentEntry) -> Segment:
        """Return the segment that an entry of the table of contents describes."""
        return cls(entry.fingerprint, entry.segment_id, entry.section_count, set(entry.deleted.tolist()))

    @property
    def live_count(self) -> int:
        """Sections that are not deleted."""
        return self.section_count - len(self.deleted)

    def entry(self) -> SegmentEntry:
        """Return the segment as it is now, for a reader."""
        deleted = np.array(sorted(self.deleted), np.uint32)
        return SegmentEntry(self.segment_id, self.section_count, deleted, self.fingerprint)


def toc_bytes(generation: int, segments: Iterable[Segment], exclusions: Exclusions) -> bytes:
    """Return the sealed table of contents of a generation.

    Args:
        generation: its number.
        segments: what it holds.
        exclusions: what was deleted for good.
    """
    plain: list[dict[str, Any]] = [
        {
            "segment_id": segment.segment_id,
            "section_count": segment.section_count,
            "deleted": segment.entry().deleted.astype("<u4").tobytes(),
            "fingerprint": dict(segment.fingerprint),
        }
        for segment in segments
    ]
    if exclusions:
        plain.append({EXCLUSIONS: exclusions.to_plain()})
    storage = RamStorage()
    TOC(_schema(), plain, generation).write(storage, INDEX_NAME)
    with storage.open_file(toc_name(generation)) as file:
        return seal(file.read())


def _schema() -> Schema:
    """Fields of a section, in Whoosh's own types: its terms come analysed from outside."""
    analysed = {
        name: FieldType(Existence(), None, scorable=True, stored=True)
        for name in ("title", "heading", "body", "category")
    }
    return Schema(id=ID(stored=True), **analysed)
