"""Several indexes in folders, read as one.

Their segments stand in one snapshot. So what decides a score (how many sections have a term, how long sections are)
is counted over all of them, and the answers are those of one index with all the articles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from wenxun.backends import Problem, StoredValue
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.toc import Identity, Toc
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.backends.exclusions import Exclusions
from wenxun.ranking import Ranking

__all__ = ["JoinedBackend"]


class JoinedBackend(EmbeddedBackend):
    """Several indexes as one, for reading alone: nothing may be written through it.

    Of an id that several have, the article of the first one counts.

    Args:
        folders: the index folders, at least one.
        fingerprint, ranking, buffer_bytes, cache_bytes: as for ``EmbeddedBackend``; all indexes must have been built
            with these settings.

    Raises:
        IndexMissingError: by everything that reads, if one of them is missing.
        IndexDamagedError, IndexMismatchError, WenxunIndexError: as ``EmbeddedBackend``, of any of them.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        fingerprint: Mapping[str, str],
        ranking: Ranking,
        buffer_bytes: int,
        cache_bytes: int,
    ) -> None:
        self._parts = [
            EmbeddedBackend(
                folder, fingerprint=fingerprint, ranking=ranking, buffer_bytes=buffer_bytes, cache_bytes=cache_bytes
            )
            for folder in folders
        ]
        super().__init__(
            folders[0], fingerprint=fingerprint, ranking=ranking, buffer_bytes=buffer_bytes, cache_bytes=cache_bytes
        )

    def newest_identity(self) -> Identity:
        """Return what tells the newest generations from all others."""
        return tuple(number for part in self._parts for number in part.newest_identity())

    def _open(self) -> Snapshot:
        opened = [part.open_segments() for part in self._parts]
        tocs = [toc for toc, _ in opened]
        joined = Toc(
            generation=sum(toc.generation for toc in tocs),
            segments=tuple(entry for toc in tocs for entry in toc.segments),
            exclusions=Exclusions(),
            identity=tuple(number for toc in tocs for number in toc.identity),
            edition="+".join(toc.edition for toc in tocs),
        )
        segments = _without_repeated([each for _, each in opened])
        return Snapshot(joined, segments, self._ranking, self._cache_bytes)

    def stored(
        self, *values: StoredValue, ids: Collection[str] | None = None, damage: list[Problem] | None = None
    ) -> Iterable[tuple[Any, ...]]:
        """Yield values of articles; of an id that several have, those of the first.

        Args:
            values, ids, damage: see ``BackendReader``.
        """
        if ids is not None or "article" not in values:
            return super().stored(*values, ids=ids, damage=damage)
        met: set[str] = set()
        found: list[tuple[Any, ...]] = []
        for part in self._parts:
            here = [row for row in part.stored("id", *values, damage=damage) if row[0] not in met]
            met.update(row[0] for row in here)
            found += (row[1:] for row in here)
        return found

    def check(self) -> list[Problem]:
        """Read all of them from disk and say what is wrong."""
        return [problem for part in self._parts for problem in part.check()]


def _without_repeated(indexes: Sequence[Sequence[SegmentReader]]) -> list[SegmentReader]:
    """All segments; an article whose id an earlier index has is deleted in them."""
    met: set[str] = set()
    found: list[SegmentReader] = []
    for place, segments in enumerate(indexes):
        here: set[str] = set()
        for segment in segments:
            ids, starts, live = segment.texts.all_ids(), segment.texts.article_rows, segment.live_articles().tolist()
            repeated = [number for number in live if ids[number] in met]
            rows = [np.arange(starts[number], starts[number + 1], dtype=np.uint32) for number in repeated]
            if rows:
                segment.deleted = np.union1d(segment.deleted, np.concatenate(rows)).astype(np.uint32)
                segment.entry = replace(segment.entry, deleted=segment.deleted)
            if place + 1 < len(indexes):
                here.update(ids[number] for number in live)
            found.append(segment)
        met |= here
    return found
