"""Notes at the foot of a PDF's pages: they go after the paragraph that goes on over them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from wenxun.articles.documents.pdf_lines import SAME_LINE, Line, body_size

__all__ = ["notes_of"]

_MARK = re.compile(r"(?:\[?\d{1,3}\]?|[①-⑳⑴-⒇]|[*†‡])[.、]?\s*[^\W\d_]")
_SMALLER = 0.93  # than the text
_MOST_SHARE = 0.5  # of the lines of a page; where more are small, they are no notes


def notes_of(pages: Sequence[Sequence[Line]]) -> list[Mapping[int, bool]]:
    """Return for each page which of its lines are notes at its foot, or at that of a column, and where one begins.

    They are smaller than the text, the first begins with a mark, and text stands above them in their column.
    """
    body = body_size(pages)
    found: list[Mapping[int, bool]] = []
    for page in pages:
        places: dict[int, bool] = {}
        for start, end in _columns(page):
            first = end
            while first > start and page[first - 1].size < _SMALLER * body:
                first -= 1
            begins = {place: _MARK.match(page[place].text) is not None for place in range(first, end)}
            first = next((place for place, is_first in begins.items() if is_first), end)
            if first > start:
                places |= {place: is_first for place, is_first in begins.items() if place >= first}
        found.append(places if len(places) <= _MOST_SHARE * len(page) else {})
    return found


def _columns(page: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the columns of a page begin and end: a new one begins where a line stands higher than the one before."""
    starts = [
        place
        for place, (above, below) in enumerate(itertools.pairwise(page), 1)
        if above.bottom - below.bottom < -SAME_LINE * above.size
    ]
    return list(itertools.pairwise((0, *starts, len(page))))
