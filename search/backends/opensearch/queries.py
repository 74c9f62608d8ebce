"""The query tree as the cluster's query language: what matches, and what a match is worth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from wenxun.analysis.date_codes import FIRST_KNOWN
from wenxun.analysis.terms import Field
from wenxun.backends.opensearch.mapping import (
    CODE_TEXT,
    DATES,
    KEYWORDS,
    NUMBERS,
    OWN_DATE,
    STREAM_FIELDS,
    TEXT_FIELDS,
    WORD_FIELDS,
)
from wenxun.fields import SEPARATOR
from wenxun.query.tree import (
    AllOf,
    AnyOf,
    Code,
    Dates,
    FullMatch,
    InArticle,
    Keyword,
    Node,
    Numbers,
    Phrase,
    Prefix,
    Term,
    Text,
)
from wenxun.ranking import NAME_CHARS, Ranking

__all__ = [
    "Clause",
    "all_of",
    "any_of",
    "full_match_clause",
    "matching",
    "scoring",
    "stretches",
    "term_clause",
    "without",
]

Clause: TypeAlias = "dict[str, Any]"

_NOTHING: Clause = {"match_none": {}}
_NARROWING_TERMS = 4
_MOST_STRETCHES = 60_000  # a query's limit for a list of terms is 65,536
_OF_ANY_YEAR = """
for (name in params.fields) {
  for (date in doc[name]) {
    long day = date % params.in_a_year;
    if (day >= params.low && day <= params.high) { return true; }
  }
}
return false;
"""


def all_of(clauses: Iterable[Clause]) -> Clause:
    """Return the clause that matches where every one does; it does not score."""
    listed = list(clauses)
    return listed[0] if len(listed) == 1 else {"bool": {"filter": listed}}


def any_of(clauses: Iterable[Clause]) -> Clause:
    """Return the clause that matches where one does, and nowhere if there is none."""
    listed = list(clauses)
    if len(listed) <= 1:
        return listed[0] if listed else _NOTHING
    return {"bool": {"should": listed, "minimum_should_match": 1}}


def matching(node: Node) -> Clause:
    """Return the clause for the sections that a node matches. A text matches where it is matched in full."""
    if isinstance(node, Text):
        return any_of(full_match_clause(each, node.field) for each in node.full_matches)
    if isinstance(node, Phrase):
        # What every section with the phrase has is cheaper to look up than places, and narrows them down.
        narrowing = [term_clause(term, node.field) for term in node.terms[:_NARROWING_TERMS]]
        return all_of([*narrowing, _run(node.folded, node.field)])
    if isinstance(node, Prefix):
        name = STREAM_FIELDS["word"] if node.field is None else WORD_FIELDS[node.field]
        return {"prefix": {name: {"value": node.folded}}}
    if isinstance(node, Code):
        return {"match_phrase": {CODE_TEXT: node.folded}}
    if isinstance(node, Keyword):
        name = f"{KEYWORDS}.{node.field}"
        return {"term": {name: node.folded}} if node.whole else {"wildcard": {name: {"value": _anywhere(node.folded)}}}
    if isinstance(node, Numbers):
        return _between((f"{NUMBERS}.{node.field}",), node.intervals)
    if isinstance(node, InArticle):
        return {"term": {"article": node.article_id}}
    if isinstance(node, Dates):
        return _dated(node.intervals)
    if isinstance(node, AnyOf):
        return any_of(map(matching, node.nodes))
    assert isinstance(node, AllOf)
    return without(map(matching, node.nodes), map(matching, node.excluded))


def without(clauses: Iterable[Clause], excluded: Iterable[Clause]) -> Clause:
    """Return the clause that matches where some do and others do not.

    Args:
        clauses: all of which match; everywhere, if there is none.
        excluded: none of which matches.
    """
    return {"bool": {"filter": [{"match_all": {}}, *clauses], "must_not": list(excluded)}}


def _anywhere(folded: str) -> str:
    """The pattern of what contains a text."""
    return "*" + "".join(f"\\{character}" if character in "*?\\" else character for character in folded) + "*"


def _between(names: Iterable[str], intervals: Sequence[tuple[float, float]]) -> Clause:
    ends = [
        {sign: number for sign, number in (("gte", low), ("lte", high)) if math.isfinite(number)}
        for low, high in intervals
    ]
    return any_of({"range": {name: each}} for name in names for each in ends)


def _dated(intervals: Sequence[tuple[int, int]]) -> Clause:
    """Matches sections that name a date in one of some intervals, and those of articles published then."""
    known = [each for each in intervals if each[1] >= FIRST_KNOWN]
    any_year = [{"low": low, "high": high} for low, high in intervals if high < FIRST_KNOWN]
    params = {"fields": [DATES, OWN_DATE], "in_a_year": FIRST_KNOWN}
    scripts = [{"script": {"script": {"source": _OF_ANY_YEAR, "params": params | ends}}} for ends in any_year]
    return any_of([*([_between((DATES, OWN_DATE), known)] if known else []), *scripts])


def full_match_clause(full_match: FullMatch, field: Field | None) -> Clause:
    """Return the clause that matches where a text is matched in full in one of its ways.

    Args:
        full_match: the way.
        field: where; ``None``: anywhere.
    """
    read = [_run(full_match.run, field)] if full_match.run else []
    return all_of([*(term_clause(term, field) for term in full_match.terms), *read])


def term_clause(term: Term, field: Field | None = None) -> Clause:
    """Return the clause that matches sections that have a term.

    Args:
        term: the term.
        field: where; ``None``: anywhere.
    """
    if field is None:
        if term.stream == "keyword":
            name, _, value = term.text.partition(SEPARATOR)
            return {"term": {f"{KEYWORDS}.{name}": value}}
        if term.stream == "article":
            return {"term": {"article": term.text}}
        return {"term": {STREAM_FIELDS[term.stream]: term.text}}
    if term.stream == "word":
        return {"term": {WORD_FIELDS[field]: term.text}}
    return _run(term.text, field)  # bigrams and characters are runs of the folded text


def _run(folded: str, field: Field | None) -> Clause:
    """Matches where a run of characters is a substring of the folded text of one field, or of any."""
    fields = TEXT_FIELDS.values() if field is None else (TEXT_FIELDS[field],)
    return any_of({"match_phrase": {name: folded}} for name in fields)


def scoring(terms: Sequence[Term], ranking: Ranking) -> list[Clause]:
    """Return clauses that add the contribution of each term to the score.

    Args:
        terms: the terms.
        ranking: parameters of the ranking.
    """
    return [
        {"term": {STREAM_FIELDS[term.stream]: {"value": term.text, "boost": _weight(term, ranking)}}} for term in terms
    ]


def _weight(term: Term, ranking: Ranking) -> float:
    weight = ranking.streams[term.stream].weight
    if term.stream == "word" and len(term.text) == 2:
        weight += ranking.streams["bigram"].weight
    return weight


def stretches(text: str) -> list[str]:
    """Return every stretch of a query that may be a title."""
    longest = min(NAME_CHARS[-1], len(text))
    found = {
        text[start : start + length]
        for length in range(NAME_CHARS[0], longest + 1)
        for start in range(len(text) - length + 1)
    }
    return sorted(found)[:_MOST_STRETCHES]
