"""Which sections match: sets of rows, from the same posting lists that score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.analysis.code_spans import folded_code_in
from wenxun.backends.embedded.read.posting_list import PostingList, found_in, joined, rows_in_all
from wenxun.backends.embedded.read.reading import containing, containing_code
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.budget import Budget
from wenxun.fields import keyword_term
from wenxun.query.tree import (
    AllOf,
    AnyOf,
    Code,
    Dates,
    Field,
    InArticle,
    Keyword,
    Node,
    Numbers,
    Phrase,
    Prefix,
    Term,
    Text,
)

__all__ = [
    "excluded_rows",
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
_READ_AT_ONCE = 5_000
_NO_ROWS: Rows = np.zeros(0, np.int64)


def union(sets: Iterable[Rows]) -> Rows:
    """Return the rows that are in any of some sets, increasing."""
    return reduce(joined, sets, np.zeros(0, np.int64))


def members(rows: Rows, among: Rows) -> npt.NDArray[np.bool_]:
    """Return whether each of some rows is among others.

    Args:
        rows: what is looked for.
        among: increasing.
    """
    if not len(among):
        return np.zeros(len(rows), bool)
    return found_in(rows, among) if len(rows) else np.zeros(0, bool)


def intersection(sets: Sequence[Rows]) -> Rows:
    """Return the rows that are in all of some sets (at least one set), increasing."""
    ordered = sorted(sets, key=len)
    rows = ordered[0]
    for other in ordered[1:]:
        if not len(rows):
            break
        rows = rows[members(rows, other)]
    return rows


def matching_rows(snapshot: Snapshot, node: Node, budget: Budget) -> Rows:
    """Return the rows that match a node, increasing. A text matches where it is matched in full.

    When the time is over, what is left to be looked at matches nowhere; what it would exclude, nobody knows.

    Args:
        snapshot: where to look.
        node: a part of a query.
        budget: the time for it.
    """
    if budget.is_over():
        return _NO_ROWS
    if isinstance(node, Text):
        return rows_of_texts(snapshot, [node], budget)[0]
    if isinstance(node, Phrase):
        candidates = phrase_candidates(snapshot, node)
        return candidates[full_phrase_matches(snapshot, node, candidates, budget)]
    if isinstance(node, Prefix):
        return snapshot.rows_with_prefix(node.folded, node.field, budget)
    if isinstance(node, Code):
        return _rows_with_code(snapshot, node, budget)
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
        return union(matching_rows(snapshot, each, budget) for each in node.nodes)
    assert isinstance(node, AllOf)
    sets = [matching_rows(snapshot, each, budget) for each in node.nodes]
    rows = intersection(sets) if sets else _all_rows(snapshot)
    return rows[~members(rows, excluded_rows(snapshot, node.excluded, budget))]


def excluded_rows(snapshot: Snapshot, nodes: Sequence[Node], budget: Budget) -> Rows:
    """Return the rows that match any of some nodes, increasing; all rows, if there was no time to find out.

    Args:
        snapshot: where to look.
        nodes: what a query excludes.
        budget: the time for it.
    """
    rows = union(matching_rows(snapshot, each, budget) for each in nodes)
    return rows if budget.is_complete or not nodes else np.arange(snapshot.row_count)


def _rows_with_code(snapshot: Snapshot, code: Code, budget: Budget) -> Rows:
    """Rows of which a stretch of code contains a run: those that have its terms and the run, read."""
    rows = snapshot.rows_with_code()
    if code.needed:
        rows = intersection([rows, _having_all(snapshot, code.needed, Field.BODY)])
    found = np.zeros(len(rows), bool)
    for start in range(0, len(rows), _READ_AT_ONCE):
        if budget.is_over():
            break
        some = rows[start : start + _READ_AT_ONCE]
        matched, doubtful = containing_code(snapshot, some, code.folded)
        for place in np.flatnonzero(doubtful).tolist():
            (text,), (spans,) = snapshot.texts(some[place : place + 1]), snapshot.code(some[place : place + 1])
            matched[place] = not budget.is_over() and code.folded in folded_code_in(text, spans)
        found[start : start + _READ_AT_ONCE] = matched
    return rows[found]


def _having_all(snapshot: Snapshot, terms: Sequence[Term], field: Field | None) -> Rows:
    """Rows that have every one of ``terms`` (in one field, or anywhere), increasing."""
    return rows_in_all(_shortest_first(snapshot, terms, field)) if terms else np.zeros(0, np.int64)


def rows_of_texts(snapshot: Snapshot, texts: Sequence[Text], budget: Budget) -> tuple[Rows, Rows]:
    """Return the rows that match every text in full, and those of them that have each as one run; increasing.

    The rows of the text that can have the fewest are made, and the other texts are looked up for them alone. Nothing is
    read before all terms have been looked up. Where nothing stands apart, both are the same array.

    Args:
        snapshot: where to look.
        texts: at least one.
        budget: the time for it.
    """
    by_size = sorted(_ways(snapshot, texts), key=_most_rows)
    rows = union(rows_in_all(way.lists) for way in by_size[0])
    doubtful: list[tuple[list[_Way], Rows]] = []
    for place, ways in enumerate(by_size):
        if not len(rows):
            break
        rows, in_doubt = _looked_up(ways, rows, are_matched=not place)
        if len(in_doubt):
            doubtful.append((ways, in_doubt))
    as_runs = rows
    for ways, in_doubt in doubtful:
        left = in_doubt[members(in_doubt, rows)] if len(by_size) > 1 else in_doubt
        matched = _read(snapshot, ways, left, budget)
        apart = _with_all_terms([way for way in ways if way.is_apart], left)
        is_same = as_runs is rows and not apart.any()
        rows = _without(rows, left[~(matched | apart)])
        as_runs = rows if is_same else _without(as_runs, left[~matched])
    return rows, as_runs


class _Way(NamedTuple):
    """One full match of a text, with the posting lists of its terms, the shortest first."""

    run: str
    is_apart: bool
    field: Field | None
    lists: list[PostingList]


def _ways(snapshot: Snapshot, texts: Sequence[Text]) -> list[list[_Way]]:
    """The ways to match each text in full, without those of which some term occurs nowhere."""
    ways: list[list[_Way]] = [[] for _ in texts]
    for field in dict.fromkeys(text.field for text in texts):
        each_way = [
            (own, way)
            for own, text in zip(ways, texts, strict=True)
            if text.field is field
            for way in text.full_matches
        ]
        found = snapshot.lists_of_groups([way.terms for _, way in each_way], field)
        for (own, way), lists in zip(each_way, found, strict=True):
            if lists:
                own.append(_Way(way.run, way.is_apart, field, lists))
    return ways


def _looked_up(ways: Sequence[_Way], rows: Rows, *, are_matched: bool) -> tuple[Rows, Rows]:
    """Those of ``rows`` that have all terms of a full match, and those of which the terms alone do not say enough.

    Args:
        are_matched: whether all rows have all terms of some full match.
    """
    sure = [way for way in ways if not way.run and not way.is_apart]
    if are_matched and len(sure) == len(ways):
        return rows, _NO_ROWS
    matched = _with_all_terms(sure, rows)
    if len(sure) == len(ways):
        return rows[matched], _NO_ROWS
    rest = (~matched).nonzero()[0]
    if len(rest) and not are_matched:
        rest = rest[_with_all_terms([way for way in ways if way.run or way.is_apart], rows[rest])]
        matched[rest] = True
    return rows if are_matched else rows[matched], rows[rest]


def _read(snapshot: Snapshot, ways: Sequence[_Way], rows: Rows, budget: Budget) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` have one of the runs of a text."""
    matched = np.zeros(len(rows), bool)
    written: dict[tuple[int, ...], list[_Way]] = {}
    for way in ways:
        if way.run:
            written.setdefault(tuple(map(id, way.lists)), []).append(way)
    for first, *others in written.values():  # 第13条 and 第 13 条 have the same terms: both are looked for at once
        rest = (~matched).nonzero()[0]
        if len(rest):
            rest = rest[_with_all_terms([first], rows[rest])]
            runs = [first.run, *(way.run for way in others)]
            matched[rest] = _containing(snapshot, rows[rest], runs, first.field, budget)
    return matched


def _without(rows: Rows, others: Rows) -> Rows:
    return rows[~members(rows, others)] if len(others) else rows


def _shortest_first(snapshot: Snapshot, terms: Sequence[Term], field: Field | None = None) -> list[PostingList]:
    lists = snapshot.posting_lists(terms, field)
    lists.sort(key=_count)
    return lists


def _most_rows(ways: Sequence[_Way]) -> int:
    """No more rows than this match a text in full."""
    return sum(way.lists[0].count for way in ways)


def _with_all_terms(ways: Iterable[_Way], rows: Rows) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` have all terms of one of the full matches."""
    matched = np.zeros(len(rows), bool)
    for way in ways:
        has = way.lists[0].has(rows)
        for each in way.lists[1:]:
            has &= each.has(rows)
        matched |= has
    return matched


def is_term(phrase: Phrase) -> bool:
    """Return whether a phrase is one term, so that whatever has the term has it."""
    return len(phrase.terms) == 1 and phrase.terms[0].text == phrase.folded and phrase.terms[0].stream != "word"


def phrase_candidates(snapshot: Snapshot, phrase: Phrase) -> Rows:
    """Return the rows that have every term of a phrase, increasing.

    Args:
        snapshot: where to look.
        phrase: the phrase.
    """
    return _having_all(snapshot, phrase.terms, phrase.field) if phrase.terms else _all_rows(snapshot)


def full_phrase_matches(snapshot: Snapshot, phrase: Phrase, candidates: Rows, budget: Budget) -> npt.NDArray[np.bool_]:
    """Return whether each of some rows contains a phrase: read in their texts, unless a term is the phrase.

    Args:
        snapshot: where they are.
        phrase: the phrase.
        candidates: the rows, increasing, which have all of its terms.
        budget: the time for it.
    """
    if is_term(phrase):
        return np.ones(len(candidates), bool)
    return _containing(snapshot, candidates, [phrase.folded], phrase.field, budget)


def _containing(
    snapshot: Snapshot, rows: Rows, runs: Sequence[str], field: Field | None, budget: Budget
) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` (increasing) contain one of some texts, read by thousands; what is not reached has none."""
    if len(rows) <= _READ_AT_ONCE:
        return containing(snapshot, rows, runs, field)
    matched = np.zeros(len(rows), bool)
    for start in range(0, len(rows), _READ_AT_ONCE):
        if budget.is_over():
            break
        matched[start : start + _READ_AT_ONCE] = containing(snapshot, rows[start : start + _READ_AT_ONCE], runs, field)
    return matched


def _all_rows(snapshot: Snapshot) -> Rows:
    rows = np.arange(snapshot.row_count)
    return rows if snapshot.live is None else rows[snapshot.live]
