"""Which sections match: sets of rows, from the same posting lists that score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.read.posting_list import PostingList, found_in, joined
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.fields import keyword_term
from wenxun.query.tree import AllOf, AnyOf, Dates, Field, InArticle, Keyword, Node, Numbers, Phrase, Prefix, Term, Text

__all__ = [
    "full_phrase_matches",
    "intersection",
    "is_term",
    "matching_rows",
    "members",
    "phrase_candidates",
    "rows_of_texts",
    "union",
]

Rows = npt.NDArray[np.int64]
_count = attrgetter("count")


def union(sets: Iterable[Rows]) -> Rows:
    """Rows that are in any of the sets, increasing."""
    return reduce(joined, sets, np.zeros(0, np.int64))


def members(rows: Rows, among: Rows) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` are in ``among``, which must increase."""
    if not len(among):
        return np.zeros(len(rows), bool)
    return found_in(rows, among) if len(rows) else np.zeros(0, bool)


def intersection(sets: Sequence[Rows]) -> Rows:
    """Rows that are in all of the sets (at least one set), increasing."""
    ordered = sorted(sets, key=len)
    rows = ordered[0]
    for other in ordered[1:]:
        if not len(rows):
            break
        rows = rows[members(rows, other)]
    return rows


def matching_rows(snapshot: Snapshot, node: Node) -> Rows:
    """Rows that match a node, increasing. A text matches where it is held whole."""
    if isinstance(node, Text):
        return union(map(_in_all, _ways(snapshot, node)))
    if isinstance(node, Phrase):
        candidates = phrase_candidates(snapshot, node)
        return candidates[full_phrase_matches(snapshot, node, candidates)]
    if isinstance(node, Prefix):
        return snapshot.rows_with_prefix(node.folded, node.field)
    if isinstance(node, Keyword):
        if node.whole:
            return snapshot.posting_lists([Term("keyword", keyword_term(node.field, node.folded))])[0].rows
        return snapshot.rows_with_keyword_part(node.field, node.folded)
    if isinstance(node, Numbers):
        return snapshot.rows_with_number(node.field, node.intervals)
    if isinstance(node, Dates):
        return snapshot.rows_dated(node.intervals)
    if isinstance(node, InArticle):
        article = snapshot.find_article(node.article_id)
        return np.zeros(0, np.int64) if article is None else np.arange(*snapshot.article_rows(article))
    if isinstance(node, AnyOf):
        return union(matching_rows(snapshot, each) for each in node.nodes)
    assert isinstance(node, AllOf)
    sets = [matching_rows(snapshot, each) for each in node.nodes]
    rows = intersection(sets) if sets else _all_rows(snapshot)
    return rows[~members(rows, union(matching_rows(snapshot, each) for each in node.excluded))]


def _holding_all(snapshot: Snapshot, terms: Sequence[Term], field: Field | None) -> Rows:
    """Rows that have every one of ``terms`` (in one field, or anywhere), increasing."""
    return _in_all(_shortest_first(snapshot, terms, field)) if terms else np.zeros(0, np.int64)


def rows_of_texts(snapshot: Snapshot, texts: Sequence[Text]) -> Rows:
    """Rows that hold every one of ``texts`` (each in any field) whole, increasing.

    The rows of the text that can have the fewest are made, and the other texts are looked up for them alone.
    """
    if len(texts) == 1:
        return matching_rows(snapshot, texts[0])
    by_size = sorted((_ways(snapshot, text) for text in texts), key=_most_rows)
    rows = union(map(_in_all, by_size[0]))
    for holdings in by_size[1:]:
        if not len(rows):
            break
        rows = rows[_held(holdings, rows)]
    return rows


def _ways(snapshot: Snapshot, text: Text) -> list[list[PostingList]]:
    """The posting lists of each way to hold a text, the shortest list first; no way of which nothing has a keyword."""
    ways = [_shortest_first(snapshot, terms, text.field) for terms in text.holdings]
    if text.keywords:
        ways += ([each] for each in snapshot.posting_lists(text.keywords) if each.count)
    return ways


def _shortest_first(snapshot: Snapshot, terms: Sequence[Term], field: Field | None = None) -> list[PostingList]:
    lists = snapshot.posting_lists(terms, field)
    lists.sort(key=_count)
    return lists


def _most_rows(holdings: Sequence[Sequence[PostingList]]) -> int:
    """No more rows than this hold a text."""
    return sum(lists[0].count for lists in holdings)


def _in_all(lists: Sequence[PostingList]) -> Rows:
    """Rows that every list has, increasing; the shortest list comes first."""
    rows = lists[0].rows
    for each in lists[1:]:
        if not len(rows):
            break
        rows = rows[each.has(rows)]
    return rows


def _held(holdings: Sequence[Sequence[PostingList]], rows: Rows) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` have all lists of one of the holdings."""
    held = np.zeros(len(rows), bool)
    for lists in holdings:
        has = lists[0].has(rows)
        for each in lists[1:]:
            has &= each.has(rows)
        held |= has
    return held


def is_term(phrase: Phrase) -> bool:
    """Whether a phrase is one term, so that whatever has the term has it."""
    return len(phrase.terms) == 1 and phrase.terms[0].text == phrase.folded and phrase.terms[0].stream != "word"


def phrase_candidates(snapshot: Snapshot, phrase: Phrase) -> Rows:
    """Rows that have every term of a phrase."""
    return _holding_all(snapshot, phrase.terms, phrase.field) if phrase.terms else _all_rows(snapshot)


def full_phrase_matches(snapshot: Snapshot, phrase: Phrase, candidates: Rows) -> npt.NDArray[np.bool_]:
    """Which of the candidates (increasing) hold the phrase: read in their texts, unless a term is the phrase."""
    if is_term(phrase):
        return np.ones(len(candidates), bool)
    return snapshot.holding(candidates, phrase.folded, phrase.field)


def _all_rows(snapshot: Snapshot) -> Rows:
    rows = np.arange(snapshot.row_count)
    return rows if snapshot.live is None else rows[snapshot.live]
