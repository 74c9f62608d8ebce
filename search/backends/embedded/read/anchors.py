"""Which texts may be texts of links in a segment: next to nothing in a query is, and all of it is told at once.

A text is known by its length, its first eight bytes and its last eight; so every text of a link is known, and hardly
any other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.postings import Postings
from wenxun.fields import LINKED_BY, SEPARATOR

__all__ = ["Anchors"]

_LOOKED_AT = 8
_LAST_FACTOR, _LENGTH_FACTOR = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
_MASK = (1 << 64) - 1


class Anchors:
    """The texts of all links of a segment.

    Args:
        postings: those of the segment.
    """

    def __init__(self, postings: Postings) -> None:
        data, starts, ends = postings.keyword_values(LINKED_BY)
        if len(starts):
            base = int(starts[0])
            borders = np.flatnonzero(data[base : int(ends[-1])] == ord(SEPARATOR)) + base
            ends = np.append(borders, ends[-1])[borders.searchsorted(starts)]  # of the text; the target follows
        self._known = _known_by(data, starts, ends)

    def possible(self, anchors: Sequence[str]) -> list[str]:
        """Return those of some texts that may be texts of links.

        Args:
            anchors: as ``wenxun.analysis.link_names.as_anchor`` gives them.
        """
        if not len(self._known) or not anchors:
            return []
        wanted = np.array([_number(anchor.encode("utf-8", "surrogatepass")) for anchor in anchors], np.uint64)
        places = np.minimum(self._known.searchsorted(wanted), len(self._known) - 1)
        return [anchors[place] for place in (self._known[places] == wanted).nonzero()[0].tolist()]


def _number(text: bytes) -> int:
    first = int.from_bytes(text[:_LOOKED_AT].ljust(_LOOKED_AT, b"\0"), "big")
    last = int.from_bytes(text[-_LOOKED_AT:], "big")
    return first + last * _LAST_FACTOR + len(text) * _LENGTH_FACTOR & _MASK


def _known_by(
    data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """The numbers (``_number``) of many texts, increasing, each once."""
    first, last = np.zeros(len(starts), np.uint64), np.zeros(len(starts), np.uint64)
    for place in range(_LOOKED_AT):
        first <<= np.uint64(8)
        is_there = starts + place < ends
        first[is_there] |= data[starts[is_there] + place]
        from_end = ends - _LOOKED_AT + place
        is_there = from_end >= starts
        last[is_there] = last[is_there] << np.uint64(8) | data[from_end[is_there]]
    lengths = (ends - starts).astype(np.uint64)
    return np.unique(first + last * np.uint64(_LAST_FACTOR) + lengths * np.uint64(_LENGTH_FACTOR))
