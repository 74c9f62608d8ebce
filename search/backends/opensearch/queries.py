"""The query tree as the cluster's query language: what matches, and what a match is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from wenxun.analysis.terms import Field
from wenxun.backends.opensearch.mapping import (
    CATEGORIES,
    CATEGORY_NAMES,
    DATES,
    STREAM_FIELDS,
    TEXT_FIELDS,
    WORD_FIELDS,
)
from wenxun.query.tree import AnyOf, Category, Dates, Node, Phrase, Prefix, Term, Text
from wenxun.ranking import NAME_CHARS, Ranking

__all__ = ["Clause", "all_of", "any_of", "matching", "scoring", "stretches", "term_clause"]

Clause: TypeAlias = "dict[str, Any]"

_NOTHING: Clause = {"match_none": {}}
_NARROWING_TERMS = 4
_MOST_STRETCHES = 60_000  # a query's limit for a list of terms is 65,536


def all_of(clauses: Iterable[Clause]) -> Clause:
    """Matches where every clause does; does not score."""
    listed = list(clauses)
    return listed[0] if len(listed) == 1 else {"bool": {"filter": listed}}


def any_of(clauses: Iterable[Clause]) -> Clause:
    """Matches where one clause does, and nowhere if there is none."""
    listed = list(clauses)
    if len(listed) <= 1:
        return listed[0] if listed else _NOTHING
    return {"bool": {"should": listed, "minimum_should_match": 1}}


def matching(node: Node) -> Clause:
    """Matches the sections that a node matches. A text matches where it is held whole."""
    if isinstance(node, Text):
        return any_of(all_of(term_clause(term, node.field) for term in terms) for terms in node.ways)
    if isinstance(node, Phrase):
        # What every section with the phrase has is cheaper to look up than places, and narrows them down.
        narrowing = [term_clause(term, node.field) for term in node.terms[:_NARROWING_TERMS]]
        return all_of([*narrowing, _run(node.folded, node.field)])
    if isinstance(node, Prefix):
        name = STREAM_FIELDS["word"] if node.field is None else WORD_FIELDS[node.field]
        return {"prefix": {name: {"value": node.folded}}}
    if isinstance(node, Category):
        if node.whole:
            return {"term": {CATEGORY_NAMES: node.folded}}
        return {"match_phrase": {CATEGORIES: node.folded}}
    if isinstance(node, Dates):
        return any_of({"range": {DATES: {"gte": low, "lte": high}}} for low, high in node.intervals)
    assert isinstance(node, AnyOf)
    return any_of(map(matching, node.nodes))


def term_clause(term: Term, field: Field | None = None) -> Clause:
    """Matches sections that have a term, in one field or in any."""
    if field is None:
        return {"term": {STREAM_FIELDS[term.stream]: term.text}}
    if term.stream == "word":
        return {"term": {WORD_FIELDS[field]: term.text}}
    return _run(term.text, field)  # bigrams and characters are runs of the folded text


def _run(folded: str, field: Field | None) -> Clause:
    """Matches where a run of characters is a substring of the folded text of one field, or of any."""
    fields = TEXT_FIELDS.values() if field is None else (TEXT_FIELDS[field],)
    return any_of({"match_phrase": {name: folded}} for name in fields)


def scoring(terms: Sequence[Term], ranking: Ranking) -> list[Clause]:
    """Clauses that add the contribution of each term to the score."""
    return [
        {"term": {STREAM_FIELDS[term.stream]: {"value": term.text, "boost": _weight(term, ranking)}}} for term in terms
    ]


def _weight(term: Term, ranking: Ranking) -> float:
    weight = ranking.streams[term.stream].weight
    if term.stream == "word" and len(term.text) == 2:
        weight += ranking.streams["bigram"].weight
    return weight


def stretches(text: str) -> list[str]:
    """Every stretch of a query that may be a title."""
    longest = min(NAME_CHARS[-1], len(text))
    found = {
        text[start : start + length]
        for length in range(NAME_CHARS[0], longest + 1)
        for start in range(len(text) - length + 1)
    }
    return sorted(found)[:_MOST_STRETCHES]
