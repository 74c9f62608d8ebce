"""Which articles of a snapshot have a name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wenxun.backends.embedded.format.titles import Stretches, text_hashes
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.ranking import NAME_CHARS

__all__ = ["articles_titled", "names_written_in"]


def articles_titled(snapshot: Snapshot, names: Sequence[str]) -> dict[str, str]:
    """Return name to the id of the first live article that is called so, for names that are titles or aliases.

    Args:
        snapshot: where to look.
        names: folded, in canonical wording.
    """
    found: dict[str, str] = {}
    hashes = text_hashes(names) if names else np.zeros(0, np.uint64)
    for segment in snapshot.segments:
        places, articles = segment.articles_titled(hashes, len(segment.texts.article_rows))
        for place, article in zip(places.tolist(), articles.tolist(), strict=True):
            if names[place] not in found and segment.is_live(int(segment.texts.article_rows[article])):
                found[names[place]] = segment.texts.article_id(article)
    return found


def names_written_in(snapshot: Snapshot, text: str) -> dict[int, int]:
    """Return article number to the characters of its longest name in a text, without names that too many share.

    Args:
        snapshot: where the articles are.
        text: folded, in canonical wording.
    """
    stretches = Stretches(text, shortest=NAME_CHARS[0], longest=NAME_CHARS[-1])
    found: dict[int, int] = {}
    for base, segment in zip(snapshot.article_bases.tolist(), snapshot.segments, strict=False):
        articles, lengths = segment.articles_written_in(stretches, snapshot.ranking.title_sharers)
        for article, length in zip((articles + base).tolist(), lengths.tolist(), strict=True):
            found[article] = max(length, found.get(article, 0))
    return found
