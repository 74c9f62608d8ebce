"""Scores as ``wenxun.ranking`` defines them, to the last digit, for sections that are named to the cluster.

What finds candidates fast (``mapping``) only comes close. For the few hundred candidates of a query a script computes
each contribution: the counts of a term and the lengths of a section stand in the index, and the script is told what is
true of the whole index, which is asked for with every query and kept by the cluster until something changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from wenxun.analysis.terms import Stream
from wenxun.backends.opensearch.connection import Answer
from wenxun.backends.opensearch.mapping import (
    BESIDE_FIELDS,
    COUNTING_BOOST,
    HEADING_REPEATS,
    LENGTH_FIELDS,
    MOST_COUNTED,
    STREAM_FIELDS,
    field_repeats,
)
from wenxun.backends.opensearch.queries import Clause, term_clause
from wenxun.backends.opensearch.reading import Reader
from wenxun.query.tree import Field, Term
from wenxun.ranking import MOST_IN_BODY, Ranking, inverse_document_frequency, term_factor, typical_length

__all__ = ["ExactScores", "IndexFigures", "TermCounts"]

_TERMS_AT_ONCE = 200  # with the conditions of a query, their clauses stay below a cluster's limit of 1,024
_MOST_KEPT = 100_000
_BESIDE_UNIT = MOST_COUNTED + 1
_CONTRIBUTION = (
    f"int counted = (int) _score; int beside = counted / {_BESIDE_UNIT};"
    f"int title = beside % {HEADING_REPEATS}; int heading = beside / {HEADING_REPEATS};"
    f"int body = counted % {_BESIDE_UNIT} - params.titles * title - params.headings * heading;"
    f"double tf = Math.min(body, {MOST_IN_BODY}) / (params.least + params.slope * doc[params.length].value);"
    "tf += params.title * title + params.heading * heading;"
    "return Math.max(1, Math.rint(tf / (tf + params.k1) * params.factor));"
)


class IndexFigures(NamedTuple):
    """What is true of a whole index. Equal figures mean that it has not changed.

    Attributes:
        section_count: sections that are not deleted.
        squares: sum of the squares of the lengths of their bodies, by stream.
        changes: sum of the numbers of their last changes.
    """

    section_count: int
    squares: Mapping[Stream, float]
    changes: float


class TermCounts:
    """Numbers of sections that have a term, kept as long as the index does not change."""

    def __init__(self) -> None:
        self._kept: tuple[IndexFigures | None, dict[Term, int]] = None, {}

    def unknown(self, terms: Iterable[Term]) -> list[Term]:
        """Return those of ``terms`` whose counts are not kept."""
        counts = self._kept[1]
        return [term for term in dict.fromkeys(terms) if term not in counts]

    def of(self, figures: IndexFigures) -> dict[Term, int]:
        """Return the counts that are true of an index, to look up in and to add to."""
        kept, counts = self._kept
        if kept != figures or len(counts) > _MOST_KEPT:
            counts = {}
            self._kept = figures, counts
        return counts


class ExactScores:
    """Scores of sections by the terms of one query.

    Args:
        terms: all terms by which sections will be scored.
    """

    def __init__(self, reader: Reader, ranking: Ranking, kept: TermCounts, terms: Sequence[Term]) -> None:
        self._reader = reader
        self._ranking = ranking
        self._kept = kept
        self._terms = terms
        self._repeats = field_repeats(ranking)
        self._asked: list[Term] = []
        self._clauses: dict[Term, Clause] = {}

    def questions(self) -> list[Mapping[str, Any]]:
        """Return the searches whose answers ``learn`` needs, so that they can be sent with others."""
        self._asked = self._kept.unknown(self._terms)
        return [_FIGURES, *map(_count, self._asked)]

    def learn(self, answers: Sequence[Answer]) -> None:
        """Take in what was asked for by ``questions``."""
        figures = _figures(answers[0])
        counts = self._kept.of(figures)
        counts.update(zip(self._asked, map(_total, answers[1:]), strict=True))
        missing = [term for term in self._terms if term not in counts]  # the index has just changed
        if missing:
            counts.update(zip(missing, map(_total, self._reader.search(list(map(_count, missing)))), strict=True))
        typical = {s: typical_length(square, figures.section_count) for s, square in figures.squares.items()}
        for term in self._terms:
            idf = inverse_document_frequency(counts[term], figures.section_count)
            self._clauses[term] = self._clause(term, term_factor(self._ranking, *term, idf), typical[term.stream])

    def _clause(self, term: Term, factor: float, typical: float) -> Clause:
        weights, repeats = self._ranking.streams[term.stream], self._repeats[term.stream]
        counts = [
            {"term": {STREAM_FIELDS[term.stream]: {"value": term.text, "boost": COUNTING_BOOST}}},
            {"term": {BESIDE_FIELDS[term.stream]: {"value": term.text, "boost": float(_BESIDE_UNIT)}}},
        ]
        params = {
            "titles": repeats[Field.TITLE],
            "headings": repeats[Field.HEADING],
            "title": float(self._ranking.title_weight),
            "heading": float(self._ranking.heading_weight),
            "length": LENGTH_FIELDS[term.stream],
            "least": 1 - weights.b,
            "slope": weights.b / typical,
            "k1": float(weights.k1),
            "factor": factor,
        }
        script = {"source": _CONTRIBUTION, "params": params}
        return {"script_score": {"query": {"bool": {"should": counts}}, "script": script}}

    def clauses(self, terms: Sequence[Term]) -> list[Clause]:
        """Return clauses that add up to the score by some terms; of very many, by the first."""
        if not self._clauses and self._terms:
            self.learn(self._reader.search(self.questions()))
        return [self._clauses[term] for term in terms[:_TERMS_AT_ONCE]]

    def scores(self, ids: Sequence[str], *groups: Sequence[Term]) -> list[dict[str, int]]:
        """Return the scores of documents by each of some groups of terms, all in one request.

        Documents without a score are left out.
        """
        parts = [
            (place, group[start : start + _TERMS_AT_ONCE])
            for place, group in enumerate(groups)
            for start in range(0, len(group), _TERMS_AT_ONCE)
        ]
        found: list[dict[str, int]] = [{} for _ in groups]
        if not (ids and parts):
            return found
        named = {"ids": {"values": list(ids)}}
        bodies = [
            {
                "query": {"bool": {"filter": [named], "should": self.clauses(part), "minimum_should_match": 1}},
                "size": len(ids),
                "_source": False,
            }
            for _, part in parts
        ]
        for (place, _), answer in zip(parts, self._reader.search(bodies), strict=True):
            for hit in self._reader.hits(answer):
                found[place][hit.id] = found[place].get(hit.id, 0) + round(hit.score)
        return found

    def rest(self, terms: Sequence[Term]) -> Sequence[Term]:
        """Return the terms that ``clauses`` leaves out."""
        return terms[_TERMS_AT_ONCE:]


def _square(stream: Stream) -> dict[str, Any]:
    return {"sum": {"script": {"source": f"long n = doc['{LENGTH_FIELDS[stream]}'].value; return n * n;"}}}


_FIGURES: Mapping[str, Any] = {
    "size": 0,
    "track_total_hits": True,
    "aggs": {**{stream: _square(stream) for stream in STREAM_FIELDS}, "changes": {"sum": {"field": "_seq_no"}}},
}


def _figures(answer: Answer) -> IndexFigures:
    sums = {name: each["value"] for name, each in answer["aggregations"].items()}
    return IndexFigures(_total(answer), {stream: sums[stream] for stream in STREAM_FIELDS}, sums["changes"])


def _count(term: Term) -> dict[str, Any]:
    return {"query": term_clause(term), "size": 0, "track_total_hits": True}


def _total(answer: Answer) -> int:
    return int(answer["hits"]["total"]["value"])
