"""What is asked of the cluster for one query: its full matches, the partial ones, and what either is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from wenxun.backends import MatchKind
from wenxun.backends.opensearch.mapping import STREAM_FIELDS
from wenxun.backends.opensearch.queries import (
    Clause,
    all_of,
    any_of,
    full_match_clause,
    matching,
    scoring,
    stretches,
    term_clause,
    without,
)
from wenxun.query.tree import AllOf, AnyOf, FullMatch, Node, Query, Term, Text
from wenxun.ranking import Ranking

__all__ = ["APART", "RUN", "IdsOf", "Plan"]

IdsOf = Callable[[Clause], "list[str]"]
"""Ids of all documents that match a clause."""

RUN, APART = "run", "apart"
"""Names of the clauses that tell the two kinds of full matches."""

_MOST_SCORED = 300
_MOST_CONDITIONS = 400  # with the scored terms, they stay below a cluster's limit of 1,024
_CONDITIONS_AT_ONCE = 500
_RUN_LEAVES = 8


@dataclass(frozen=True)
class Plan:
    """The clauses of one query.

    Attributes:
        ranking_terms: terms that score every match; of very many the first find the best candidates.
        ids_of: asks the cluster; used for texts so long that their terms do not fit into one search.
    """

    query: Query
    ranking: Ranking
    ranking_terms: Sequence[Term]
    ids_of: IdsOf

    @cached_property
    def titles(self) -> list[str]:
        """What a title in the query may be."""
        return stretches(self.query.canonical)

    @cached_property
    def scores(self) -> list[Clause]:
        """Clauses that add up to about the score by the ranking terms."""
        return scoring(self.ranking_terms[:_MOST_SCORED], self.ranking)

    def kind(self, kind: MatchKind, *conditions: Clause) -> Clause:
        """Return the clause that finds the matches of a kind, and scores them nearly.

        Args:
            kind: how they match.
            conditions: what they must fulfil besides.
        """
        if kind is MatchKind.PARTIAL:
            return self._partial(*conditions)
        required, texts, excluded = self._conditions
        if kind is MatchKind.RUN:
            texts = self._runs
        elif self._runs:
            excluded = [*excluded, all_of(self._runs)]
        return {"bool": {"filter": [*required, *texts, *conditions], "must_not": excluded, "should": self.scores}}

    def _partial(self, *conditions: Clause) -> Clause:
        required, texts, excluded = self._conditions
        if len(self.ranking_terms) > _MOST_SCORED:
            conditions = (*conditions, self._any_term)
        return {
            "bool": {
                "filter": [*required, *conditions],
                "must_not": [*excluded, all_of(texts)],
                "should": self.scores,
                "minimum_should_match": int(len(self.ranking_terms) <= _MOST_SCORED),
            }
        }

    def matched(self, *conditions: Clause, full_only: bool, scores: Sequence[Clause] = ()) -> Clause:
        """Return the clause that finds the full matches, and the partial ones too if they are wanted.

        The clauses named ``RUN`` and ``APART`` tell the full ones; what is of the second may be of the first too.

        Args:
            conditions: what they must fulfil besides.
            full_only: leave out partial matches.
            scores: clauses that score them.
        """
        required, texts, excluded = self._conditions
        full: list[Clause] = [{"bool": {"filter": self._runs, "_name": RUN}}]
        if self.may_stand_apart:
            full.append({"bool": {"filter": texts, "_name": APART}})
        kinds = [any_of(full if full_only else [*full, self._any_term])]
        return {"bool": {"filter": [*conditions, *required, *kinds], "must_not": excluded, "should": list(scores)}}

    @cached_property
    def _any_term(self) -> Clause:
        by_field: dict[str, list[str]] = {}
        for term in self.ranking_terms:
            by_field.setdefault(STREAM_FIELDS[term.stream], []).append(term.text)
        return any_of({"terms": {name: texts}} for name, texts in by_field.items())

    @cached_property
    def _conditions(self) -> tuple[list[Clause], list[Clause], list[Clause]]:
        """Clauses of the required nodes, of the texts, and of the excluded nodes."""
        query = self.query
        left = _MOST_CONDITIONS
        clauses: dict[Node, Clause] = {}
        for node in sorted({*query.required, *query.texts, *query.excluded}, key=_size):
            left -= _size(node)
            clauses[node] = matching(node) if left >= 0 else self._looked_up(node)
        required, texts, excluded = (
            [clauses[node] for node in nodes] for nodes in (query.required, query.texts, query.excluded)
        )
        return required, texts, excluded

    @property
    def may_stand_apart(self) -> bool:
        """Whether there can be full matches that have a text in words that stand apart."""
        return any(way.is_apart for text in self.query.texts for way in text.full_matches)

    @cached_property
    def _runs(self) -> list[Clause]:
        """Clauses of the texts, each as one run."""
        if not self.may_stand_apart:
            return self._conditions[1]
        runs = ([each for each in text.full_matches if not each.is_apart] for text in self.query.texts)
        return [any_of(full_match_clause(each, None) for each in texts) for texts in runs]

    def _looked_up(self, node: Node) -> Clause:
        """As ``matching``, with the ids of what matches in place of more terms than fit into a search."""
        if isinstance(node, AnyOf):
            return any_of(map(self._looked_up, node.nodes))
        if isinstance(node, AllOf):
            return without(map(self._looked_up, node.nodes), map(self._looked_up, node.excluded))
        if not isinstance(node, Text):
            return matching(node)
        return _ids({each for way in node.full_matches for each in self._ids_with(way, node)})

    def _ids_with(self, full_match: FullMatch, text: Text) -> list[str]:
        terms = full_match.terms
        found: list[Clause] = [full_match_clause(FullMatch((), full_match.run), text.field)]
        ids: list[str] = []
        for start in range(0, len(terms), _CONDITIONS_AT_ONCE):
            part = [term_clause(term, text.field) for term in terms[start : start + _CONDITIONS_AT_ONCE]]
            ids = self.ids_of(all_of([*found, *part]))
            found = [_ids(ids)]
        return ids


def _ids(ids: Iterable[str]) -> Clause:
    return {"ids": {"values": sorted(ids)}}


def _size(node: Node) -> int:
    """About how many leaves the clause of a node has."""
    return sum(_leaves(node))


def _leaves(node: Node) -> Iterator[int]:
    if isinstance(node, (AnyOf, AllOf)):
        for each in (*node.nodes, *(node.excluded if isinstance(node, AllOf) else ())):
            yield from _leaves(each)
    elif isinstance(node, Text):
        yield sum(len(each.terms) + _RUN_LEAVES * bool(each.run) for each in node.full_matches)
    else:
        yield _RUN_LEAVES
