"""The orders in which articles can be listed, each as one number an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wenxun.analysis.field_values import sort_keys
from wenxun.backends.embedded.read.facets import FacetTables
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.query.tree import Order

__all__ = ["SortRanks", "first_in_order"]

Ints = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.float64]
_FULL_FIRST = 1 << 60  # more than any score


class SortRanks:
    """The places of the articles of a snapshot in the orders that were asked for, each made once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._ranks: dict[str, Ranks] = {}

    def by(self, order: Order) -> Ranks:
        """Return the place of each article in an order; NaN where it has no value."""
        if order.field not in self._ranks:
            self._ranks[order.field] = _ranks_by(self._snapshot, order)
        return self._ranks[order.field]


def _ranks_by(snapshot: Snapshot, order: Order) -> Ranks:
    """The place of each article in an order; titles are all read for it."""
    ranks = np.full(len(snapshot.article_starts), np.nan)
    if order.kind == "number":
        column = snapshot.numbers(order.field)
        ranks[column.articles] = column.values
    elif order.kind == "title":
        titles = [text.split("\n", 1)[0] for segment in snapshot.segments for text in segment.texts.all_texts("title")]
        named = np.fromiter(map(bool, titles), bool, len(titles))
        ranks[named] = _by_key(titles)[named]
    else:
        table = snapshot.kept(FacetTables).keywords(order.field)
        ranks_of_values = np.repeat(_by_key(table.names), np.diff(table.starts))
        np.fmin.at(ranks, table.articles, ranks_of_values)
    return ranks


def _by_key(texts: Sequence[str]) -> Ranks:
    """The place of each text among all of them."""
    keys = sort_keys(texts)
    place_of = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.fromiter(map(place_of.__getitem__, keys), np.float64, len(keys))


def first_in_order(
    ranks: Ranks,
    articles: Ints,
    scores: Ints,
    is_full: npt.NDArray[np.bool_],
    k: int,
    first_by_id: Callable[[Ints, int], Ints],
) -> list[int]:
    """Return the first ``k`` articles by rank, those without one last; level ones by their best match, then by id.

    Args:
        ranks: the rank of each article of the index, smallest first.
        articles, scores, is_full: of each match, in the order of the articles.
        k: how many are wanted.
        first_by_id: gives the places of the first few of some articles, by id.
    """
    if not len(articles):
        return []
    starts = np.flatnonzero(np.diff(articles, prepend=-1))
    best = np.maximum.reduceat(scores + is_full * _FULL_FIRST, starts)
    found = articles[starts]
    own = ranks[found]
    order = np.lexsort((-best, own))
    own, best, found = own[order], best[order], found[order]
    is_level = (best[1:] == best[:-1]) & ((own[1:] == own[:-1]) | (np.isnan(own[1:]) & np.isnan(own[:-1])))
    groups = np.flatnonzero(np.concatenate(([True], ~is_level, [True])))
    ordered: list[int] = []
    for start, end in pairwise(groups[: groups.searchsorted(k) + 1].tolist()):
        level = found[start:end]
        ordered += (level[first_by_id(level, k - start)] if len(level) > 1 else level).tolist()
    return ordered[:k]
