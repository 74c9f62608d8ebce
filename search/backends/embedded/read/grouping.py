"""From sections to articles: an article counts as much as its best section, and for a title that the query names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.titles import Stretches
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.ranking import UNIT

__all__ = ["best_articles", "title_bonus"]

_LONGEST_TITLE = 24
_SHORTEST_TITLE = 2


def title_bonus(snapshot: Snapshot, text: str) -> dict[int, int]:
    """Articles whose titles are written out in a text, and what that adds to their scores."""
    ranking = snapshot.ranking
    stretches = Stretches(text, shortest=_SHORTEST_TITLE, longest=_LONGEST_TITLE)
    bonus: dict[int, int] = {}
    for base, segment in zip(snapshot.article_bases.tolist(), snapshot.segments, strict=False):
        articles, lengths = segment.articles_written_in(stretches, ranking.title_sharers)
        for article, length in zip((articles + base).tolist(), lengths.tolist(), strict=True):
            exact = ranking.exact_title_bonus if length == len(text) else 0.0
            bonus[article] = max(round(UNIT * (ranking.title_bonus * length + exact)), bonus.get(article, 0))
    return bonus


def best_articles(
    snapshot: Snapshot,
    rows: npt.NDArray[np.int64],
    scores: npt.NDArray[np.int64],
    bonus: Mapping[int, int],
    need: int,
) -> list[tuple[int, int]]:
    """At least the first ``need`` articles of the rows, and their scores, by (-score, id).

    Args:
        rows, scores: sections, each with its score.
        bonus: what is added to the scores of some articles.
    """
    best: dict[int, int] = {}
    for article, score in zip(snapshot.articles_of(rows).tolist(), scores.tolist(), strict=True):
        if score > best.get(article, -1):
            best[article] = score
    for article, more in bonus.items():
        if article in best:
            best[article] += more
    by_score = sorted(best, key=best.__getitem__, reverse=True)
    ordered: list[int] = []
    start = 0
    for end in range(1, len(by_score) + 1):
        if end == len(by_score) or best[by_score[end]] != best[by_score[start]]:
            level = by_score[start:end]  # ids are read only where scores are level
            ordered += sorted(level, key=snapshot.article_id) if len(level) > 1 else level
            start = end
            if start >= need:
                break
    return [(article, best[article]) for article in ordered]
