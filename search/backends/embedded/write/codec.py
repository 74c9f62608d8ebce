"""What Whoosh sees: a schema, segments and a codec whose postings and texts are the array files.

Whoosh keeps the write lock, the list of segments, deletions and the table of contents. Everything inside a
segment is ours. Nothing here is needed to search.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh.codec.base import Codec, Segment
from whoosh.fields import ID, FieldType, Schema
from whoosh.formats import Existence

from wenxun.backends.embedded.format.toc import INDEX_NAME, SEGMENT_ID_DIGITS

__all__ = ["ArrayCodec", "ArraySegment", "index_schema"]


class AnalyzedField(FieldType):  # type: ignore[misc]
    """A field whose terms come analysed from outside, in all streams."""

    def __init__(self) -> None:
        self.format = Existence()
        self.scorable = True
        self.stored = True


def index_schema() -> Schema:
    """Fields of a section as Whoosh records them in the table of contents."""
    return Schema(
        id=ID(stored=True),
        title=AnalyzedField(),
        heading=AnalyzedField(),
        body=AnalyzedField(),
        category=AnalyzedField(),
    )


class ArraySegment(Segment):  # type: ignore[misc]
    """A segment: its name, its size and which of its sections are deleted."""

    def __init__(self, fingerprint: dict[str, str]) -> None:
        super().__init__(INDEX_NAME)
        # Whoosh draws it from the global generator, which a program may have seeded: then it comes out twice.
        self.segid = secrets.token_hex(SEGMENT_ID_DIGITS // 2)
        self.doccount = 0
        self.deleted: set[int] = set()
        self.fingerprint = fingerprint

    def __getstate__(self) -> dict[str, Any]:
        """Plain data alone, so that the table of contents can be read without trusting it."""
        deleted = np.array(sorted(self.deleted), "<u4").tobytes()
        return {
            "indexname": self.indexname,
            "segid": self.segid,
            "doccount": self.doccount,
            "deleted": deleted,
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def restore(
        cls, segment_id: str, doccount: int, deleted: Iterable[int], fingerprint: dict[str, str]
    ) -> ArraySegment:
        """The segment that an entry of the table of contents describes."""
        segment = cls(fingerprint)
        segment.segid = segment_id.removeprefix(f"{INDEX_NAME}_")
        segment.doccount = doccount
        segment.deleted = set(deleted)
        return segment

    def codec(self) -> ArrayCodec:
        """The codec that wrote it."""
        return ArrayCodec(self.fingerprint)

    def doc_count_all(self) -> int:
        """Sections, deleted ones included."""
        return self.doccount

    def set_doc_count(self, doccount: int) -> None:
        """Set the number of sections."""
        self.doccount = doccount

    def deleted_count(self) -> int:
        """Deleted sections."""
        return len(self.deleted)

    def deleted_docs(self) -> Iterable[int]:
        """Rows of the deleted sections."""
        return self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark one section as deleted (or not)."""
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a section is deleted."""
        return docnum in self.deleted

    def should_assemble(self) -> bool:
        """Never pack the files into one: they are mapped one by one."""
        return False


class _NoWriter:
    """Stands where Whoosh expects per-document and field writers; sections go to the segment builder."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class ArrayCodec(Codec):  # type: ignore[misc]
    """Makes Whoosh's segment writer keep segments of array files."""

    length_stats = False

    def __init__(self, fingerprint: dict[str, str]) -> None:
        self._fingerprint = fingerprint

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A new, empty segment."""
        return ArraySegment(dict(self._fingerprint))

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> _NoWriter:
        """Nothing: the transaction's segment builder writes texts."""
        return _NoWriter()

    def field_writer(self, storage: Any, segment: ArraySegment) -> _NoWriter:
        """Nothing: the transaction's segment builder writes postings."""
        return _NoWriter()
