"""What the articles of a snapshot are called: every name, and a table of them to be searched."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from wenxun.backends.embedded.format.names import CheckedColumns, all_names_in, names_in
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.errors import IndexDamagedError
from wenxun.models import NameKind
from wenxun.name_columns import NameCount, counted_names, name_columns
from wenxun.name_lines import Names
from wenxun.name_table import NameTable

__all__ = ["name_table"]


def name_table(snapshot: Snapshot) -> NameTable:
    """Return the names of all live articles.

    The largest segment's are those of its file. The names of the others, and of what was deleted, are taken together
    in a second table, which hides them in the first.
    """
    tables = sorted(map(_names_of, snapshot.segments), key=len, reverse=True)
    largest, *others = tables or [Names(name_columns([]))]
    changed: dict[str, NameCount] = {}
    for name in chain.from_iterable(others):
        changed[name.key] = changed[name.key].plus(name) if name.key in changed else name
    gone = counted_names(chain.from_iterable(map(_deleted_names, snapshot.segments)))
    if not changed and not gone:
        return NameTable([largest])
    hidden = set()
    for key in {*changed, *(name.key for name in gone)}:
        number = largest.find(key)
        if number is not None:
            hidden.add(number)
            changed[key] = largest[number].plus(changed[key]) if key in changed else largest[number]
    for name in gone:
        if name.key in changed:  # else it was not among the best known
            changed[name.key] = changed[name.key].plus(name, -1)
    left = sorted((name for name in changed.values() if any(name.times)), key=lambda name: name.fame)
    return NameTable([Names(largest.columns, frozenset(hidden)), Names(name_columns(left))])


def _names_of(segment: SegmentReader) -> Names:
    """The names of all articles of a segment; collected, where an earlier version wrote it or the file is damaged."""
    try:
        if segment.names_file is not None:
            return Names(CheckedColumns(segment.names_file))
    except IndexDamagedError as error:
        import logging  # of use here alone, and not cheap to load

        logging.getLogger("wenxun").warning("names are collected from the articles, which takes longer: %s", error)
    return Names(name_columns(counted_names(all_names_in(segment.texts))))


def _deleted_names(segment: SegmentReader) -> Iterator[tuple[NameKind, str]]:
    live = np.zeros(segment.texts.article_count, bool)
    live[segment.live_articles()] = True
    return names_in(segment.texts, np.flatnonzero(~live).tolist())
