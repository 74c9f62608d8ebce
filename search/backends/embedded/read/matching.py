"""Which sections match: sets of rows, from the same posting lists that score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial, reduce
from operator import attrgetter
from typing import Any, NamedTuple

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
    "is_term",
    "matching_rows",
    "members",
    "phrase_candidates",
    "rows_of_all",
    "rows_of_texts",
    "union",
]

Rows = npt.NDArray[np.int64]
_count = attrgetter("count")
_READ_AT_ONCE = 5_000
_NO_ROWS: Rows = np.zeros(0, np.int64)
_NESTED = (Text, Phrase, Code, AnyOf, AllOf)
"""Nodes whose texts have to be read, or that may hold such nodes."""


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


def _intersection(sets: Sequence[Rows]) -> Rows:
    """Return the rows that are in all of some sets (at least one set), increasing."""
    ordered = sorted(sets, key=len)
    rows = ordered[0]
    for other in ordered[1:]:
        if not len(rows):
            break
        rows = rows[members(rows, other)]
    return rows


def rows_of_all(snapshot: Snapshot, nodes: Sequence[Node], budget: Budget, among: Rows | None = None) -> Rows:
    """Return the rows that match every one of some nodes, increasing.

    Texts are read last, in the rows that all else leaves. When the time is over, none match.

    Args:
        snapshot: where to look.
        nodes: parts of a query; of none, every row matches.
        budget: the time for it.
        among: rows to look at, increasing; ``None``: all.
    """
    phrases = [each for each in nodes if isinstance(each, Phrase)]
    sets = [matching_rows(snapshot, each, budget) for each in nodes if not isinstance(each, _NESTED)]
    sets += [phrase_candidates(snapshot, each) for each in phrases]
    sets += [] if among is None else [among]
    rows = _intersection(sets) if sets else None
    for phrase in phrases:
        if rows is None or budget.is_over():
            return _NO_ROWS
        rows = rows[full_phrase_matches(snapshot, [phrase], rows, budget)]
    for node in nodes:
        if isinstance(node, _NESTED) and not isinstance(node, Phrase):
            rows = matching_rows(snapshot, node, budget, rows)
    return _all_rows(snapshot) if rows is None else rows


def matching_rows(snapshot: Snapshot, node: Node, budget: Budget, among: Rows | None = None) -> Rows:
    """Return the rows that match a node, increasing. A text matches where it is matched in full.

    When the time is over, what is left to be looked at matches nowhere; what it would exclude, nobody knows.

    Args:
        snapshot: where to look.
        node: a part of a query.
        budget: the time for it.
        among: rows to look at, increasing; ``None``: all.
    """
    if budget.is_over():
        return _NO_ROWS
    if isinstance(node, Text):
        return rows_of_texts(snapshot, [node], budget, among)[0]
    if isinstance(node, Phrase):
        return _rows_of_any(snapshot, [node], budget, among)
    if isinstance(node, AnyOf):
        return _rows_of_any(snapshot, node.nodes, budget, among)
    if isinstance(node, AllOf):
        rows = rows_of_all(snapshot, node.nodes, budget, among)
        return _without(rows, excluded_rows(snapshot, node.excluded, budget, rows))
    if isinstance(node, Code):
        return _rows_with_code(snapshot, node, budget, among)
    rows = _rows_known(snapshot, node, budget)
    return rows if among is None else _within(rows, among)


def _rows_known(snapshot: Snapshot, node: Prefix | Keyword | Numbers | Dates | InArticle, budget: Budget) -> Rows:
    """Rows that match what the index knows without reading a text, increasing."""
    if isinstance(node, Prefix):
        return snapshot.rows_with_prefix(node.folded, node.field, budget)
    if isinstance(node, Keyword):
        if node.whole:
            return snapshot.posting_lists([Term("keyword", keyword_term(node.field, node.folded))])[0].rows
        return snapshot.rows_with_keyword_part(node.field, node.folded)
    if isinstance(node, Numbers):
        return snapshot.rows_with_number(node.field, node.intervals)
    if isinstance(node, Dates):
        return snapshot.rows_dated(node.intervals)
    article = snapshot.find_article(node.article_id)
    return _NO_ROWS if article is None else np.arange(*snapshot.article_rows(article))


def _rows_of_any(snapshot: Snapshot, nodes: Sequence[Node], budget: Budget, among: Rows | None) -> Rows:
    """Rows of ``among`` (``None``: all) that match any of some nodes, increasing.

    "第十三条" is looked for as 第13条 and 第 13 条 too: phrases with the same terms are read at once, those first whose
    terms the fewest have; and what has one is not read for another.
    """
    rows = union(matching_rows(snapshot, each, budget, among) for each in nodes if not isinstance(each, Phrase))
    written: dict[tuple[tuple[Term, ...], Field | None], list[Phrase]] = {}
    for each in nodes:
        if isinstance(each, Phrase):
            written.setdefault((each.terms, each.field), []).append(each)
    by_terms = [(phrase_candidates(snapshot, phrases[0]), phrases) for phrases in written.values()]
    for candidates, phrases in sorted(by_terms, key=lambda each: len(each[0])):
        if budget.is_over():
            break
        left = _without(candidates if among is None else _within(candidates, among), rows)
        rows = joined(rows, left[full_phrase_matches(snapshot, phrases, left, budget)])
    return rows


def excluded_rows(snapshot: Snapshot, nodes: Sequence[Node], budget: Budget, among: Rows | None = None) -> Rows:
    """Return the rows that match any of some nodes, increasing; all rows, if there was no time to find out.

    Args:
        snapshot: where to look.
        nodes: what a query excludes.
        budget: the time for it.
        among: rows to look at, increasing; ``None``: all.
    """
    rows = union(matching_rows(snapshot, each, budget, among) for each in nodes)
    return rows if budget.is_complete or not nodes else np.arange(snapshot.row_count)


def _rows_with_code(snapshot: Snapshot, code: Code, budget: Budget, among: Rows | None) -> Rows:
    """Rows of which a stretch of code contains a run: those that have its terms and the run, read."""
    rows = snapshot.rows_with_code()
    if among is not None:
        rows = _within(rows, among)
    if code.needed:
        rows = _intersection([rows, _having_all(snapshot, code.needed, Field.BODY)])
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


def rows_of_texts(
    snapshot: Snapshot, texts: Sequence[Text], budget: Budget, among: Rows | None = None
) -> tuple[Rows, Rows]:
    """Return the rows that match every text in full, and those of them that have each as one run; increasing.

    The rows of the text that can have the fewest are made, and the other texts are looked up for them alone. Nothing is
    read before all terms have been looked up. Where nothing stands apart, both are the same array.

    Args:
        snapshot: where to look.
        texts: at least one.
        budget: the time for it.
        among: rows to look at, increasing; ``None``: all.
    """
    by_size = sorted(_ways(snapshot, texts), key=_most_rows)
    rows = among if among is not None and len(among) < _most_rows(by_size[0]) else None
    looked_up: list[_LookedUp] = []
    for ways in by_size:
        looked_up.append(_looked_up(ways, rows))
        rows = looked_up[-1].rows
        if not len(rows):
            return rows, rows
    assert rows is not None
    if among is not None:
        rows = _within(rows, among)
    is_whole = among is None and len(looked_up) == 1
    as_runs = rows
    for text in looked_up:
        if text.sure is text.rows:
            continue
        own_runs = _read(snapshot, text, None if is_whole else rows, budget)
        own = joined(own_runs, text.apart) if len(text.apart) else own_runs
        if is_whole:
            return own, own_runs
        is_same = as_runs is rows and own is own_runs
        rows = _within(own, rows)
        as_runs = rows if is_same else _within(own_runs, as_runs)
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


class _LookedUp(NamedTuple):
    """What the terms of a text say: rows of each kind, increasing.

    Attributes:
        rows: all that may match it.
        sure: those that match it as one run, as their terms say by themselves.
        apart: those that have it in words that stand apart.
        doubtful: runs with the field and the rows in which they have to be read, the fewest rows first.
    """

    rows: Rows
    sure: Rows
    apart: Rows
    doubtful: list[tuple[list[str], Field | None, Rows]]


def _looked_up(ways: Sequence[_Way], among: Rows | None) -> _LookedUp:
    """Look the terms of the ways to match a text up.

    Args:
        ways: the ways.
        among: rows to look at; ``None``: all.
    """
    find, either = (rows_in_all, joined) if among is None else (partial(_have_all, among), np.logical_or)
    sure: list[Any] = []
    apart: list[Any] = []
    written: dict[tuple[int, ...], tuple[list[str], Field | None, Any]] = {}
    for way in ways:
        key = tuple(map(id, way.lists)) if way.run else ()
        if key in written:  # 第13条 and 第 13 条 have the same terms: both are looked for at once
            written[key][0].append(way.run)
        elif way.run:
            written[key] = [way.run], way.field, find(way.lists)
        else:
            (apart if way.is_apart else sure).append(find(way.lists))

    def rows_in(found: Sequence[Any]) -> Rows:
        """The rows that are in any of what was found."""
        if not found:
            return _NO_ROWS
        return reduce(either, found) if among is None else among[reduce(either, found)]

    all_sure = rows_in(sure)
    if not (apart or written):
        return _LookedUp(all_sure, all_sure, _NO_ROWS, [])
    doubtful = [(runs, field, rows_in([found])) for runs, field, found in written.values()]
    doubtful.sort(key=lambda each: len(each[2]))
    every = rows_in([*sure, *apart, *(found for _, _, found in written.values())])
    return _LookedUp(every, all_sure, rows_in(apart), doubtful)


def _read(snapshot: Snapshot, text: _LookedUp, among: Rows | None, budget: Budget) -> Rows:
    """The rows that have a text as one run, increasing; what has one way to write it is not read for another.

    Args:
        among: rows to look at; ``None``: all.
    """
    found = text.sure
    for runs, field, rows in text.doubtful:
        left = _without(rows if among is None else _within(rows, among), found)
        found = joined(found, left[_containing(snapshot, left, runs, field, budget)])
    return found


def _within(rows: Rows, others: Rows) -> Rows:
    return rows[members(rows, others)]


def _without(rows: Rows, others: Rows) -> Rows:
    return rows[~members(rows, others)] if len(rows) and len(others) else rows


def _shortest_first(snapshot: Snapshot, terms: Sequence[Term], field: Field | None = None) -> list[PostingList]:
    lists = snapshot.posting_lists(terms, field)
    lists.sort(key=_count)
    return lists


def _most_rows(ways: Sequence[_Way]) -> int:
    """No more rows than this match a text in full."""
    return sum(way.lists[0].count for way in ways)


def _have_all(rows: Rows, lists: Sequence[PostingList]) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` have all of some terms."""
    has = lists[0].has(rows)
    for each in lists[1:]:
        has &= each.has(rows)
    return has


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


def full_phrase_matches(
    snapshot: Snapshot, phrases: Sequence[Phrase], candidates: Rows, budget: Budget
) -> npt.NDArray[np.bool_]:
    """Return whether each of some rows contains one of some phrases: read in their texts, unless a term is the phrase.

    Args:
        snapshot: where they are.
        phrases: at least one; they have the same terms and the same field.
        candidates: the rows, increasing, which have all of these terms.
        budget: the time for it.
    """
    if any(map(is_term, phrases)):
        return np.ones(len(candidates), bool)
    return _containing(snapshot, candidates, [each.folded for each in phrases], phrases[0].field, budget)


def _containing(
    snapshot: Snapshot, rows: Rows, runs: Sequence[str], field: Field | None, budget: Budget
) -> npt.NDArray[np.bool_]:
    """Which of ``rows`` (increasing) contain one of some texts, read by thousands; what is not reached has none."""
    if not len(rows):
        return np.zeros(0, bool)
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
