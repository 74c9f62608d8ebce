"""Where each stretch of a rewritten text came from.

A rewriting keeps most of its source and replaces a few stretches. Only the replaced stretches are kept
here, so that an alignment costs nothing where nothing moved, and a look-up is a binary search.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wenxun.models import Span

__all__ = ["IDENTITY", "Alignment", "Edit"]

Edit = tuple[int, int, int]
"""A replaced stretch: its start and end in the source, and the length of what stands there now."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The replaced stretches of a rewriting, in order.

    Attributes:
        starts, ends: ``[start, end)`` of each replacement in the rewritten text; empty where something was left out.
        source_starts, source_ends: ``[start, end)`` of what it replaced in the source, never empty.
    """

    starts: array[int]
    ends: array[int]
    source_starts: array[int]
    source_ends: array[int]

    @classmethod
    def of(cls, edits: Iterable[Edit]) -> Alignment:
        """Return an alignment from edits in rising order of their start; edits do not overlap."""
        starts, ends = array("q"), array("q")
        source_starts, source_ends = array("q"), array("q")
        shift = 0
        for source_start, source_end, length in edits:
            starts.append(source_start + shift)
            ends.append(source_start + shift + length)
            source_starts.append(source_start)
            source_ends.append(source_end)
            shift += length - (source_end - source_start)
        return cls(starts, ends, source_starts, source_ends) if starts else IDENTITY

    def to_source(self, span: Span) -> Span:
        """Return the smallest span of the source that produced ``span`` of the rewritten text.

        Raises:
            ValueError: if ``span`` is not ``0 <= start <= end``.
        """
        if not 0 <= span.start <= span.end:
            raise ValueError(f"not a span: [{span.start}, {span.end})")
        if not self.starts:
            return span
        start = self._source_start(span.start)
        if span.start == span.end:
            return Span(start, start)
        return Span(start, self._source_end(span.end))

    def to_sources(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Return where ``to_source`` of stretches of the rewritten text start and end.

        Args:
            starts: where the stretches start, none of which is empty.
            ends: where they end.
        """
        if not self.starts:
            return starts, ends
        return list(map(self._source_start, starts)), list(map(self._source_end, ends))

    def _source_start(self, position: int) -> int:
        """Where the stretch that holds the character at ``position`` starts in the source."""
        index = bisect_right(self.starts, position) - 1
        if index < 0:
            return position
        if position < self.ends[index]:
            return self.source_starts[index]
        return position - self.ends[index] + self.source_ends[index]

    def _source_end(self, position: int) -> int:
        """Where the stretch that holds the character before ``position`` ends in the source."""
        index = bisect_left(self.starts, position) - 1
        if index < 0:
            return position
        if position <= self.ends[index]:
            return self.source_ends[index]
        return position - self.ends[index] + self.source_ends[index]


IDENTITY = Alignment(array("q"), array("q"), array("q"), array("q"))
"""The alignment of a text with itself, and of any rewriting that replaced characters one for one."""
