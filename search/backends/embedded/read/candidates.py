"""The sections of a snapshot that can answer one query, looked up with as little reading as the question needs.

Rows that every required node matches, without the excluded ones, are the *ground*. Those of them that have all texts
of the query are the *full* matches; the others that have any ranking term are the partial ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends import ArticleSection, Counted, MatchKind, Scored, Value, ValueCounts
from wenxun.backends.embedded.read.matching import (
    excluded_rows,
    full_phrase_matches,
    is_term,
    members,
    phrase_candidates,
    rows_of_all,
    rows_of_texts,
)
from wenxun.backends.embedded.read.names import names_written_in
from wenxun.backends.embedded.read.posting_list import PostingList, keep_best
from wenxun.backends.embedded.read.scoring import Scorer
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.backends.embedded.read.window import WindowScores
from wenxun.budget import Budget
from wenxun.query.tree import FullMatch, Order, Phrase, Query, Term

__all__ = ["SnapshotCandidates"]

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int64]
_GROWTH = 2
_READ_AHEAD_SHARE = 4
_MOST_LEVEL = 1_000
_VALUES: dict[Value, Callable[[Snapshot, Rows], list[Any]]] = {
    "id": Snapshot.ids,
    "title": Snapshot.titles,
    "article": Snapshot.articles_without_text,
    "path": Snapshot.paths,
    "text": Snapshot.texts,
    "code": Snapshot.code,
    "dates": Snapshot.dates_named,
}
_NO_ROWS: Rows = np.zeros(0, np.int64)
_KINDS = sorted(MatchKind)  # each at its own number


def _lone_phrase(query: Query) -> Phrase | None:
    """The phrase of a query, when it is all there is."""
    if query.texts or query.excluded or len(query.required) != 1 or not isinstance(query.required[0], Phrase):
        return None
    return query.required[0]


class SnapshotCandidates:
    """See ``wenxun.backends.Candidates``; rows and articles are the snapshot's numbers."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: Query,
        ranking_terms: Sequence[Term],
        window_terms: Sequence[Term],
        budget: Budget,
    ) -> None:
        self._snapshot = snapshot
        self._budget = budget
        self._query = query
        self._ranking_terms = ranking_terms
        self._window_terms = window_terms
        self._known_matches: dict[bool, npt.NDArray[np.bool_]] = {}
        self._lone_phrase = _lone_phrase(query)
        self._window = WindowScores(snapshot, window_terms)

    # --- which rows -------------------------------------------------------------------------------

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self._snapshot.posting_lists(self._ranking_terms), self._snapshot.row_count)

    @cached_property
    def _excluded(self) -> Rows:
        return excluded_rows(self._snapshot, self._query.excluded, self._budget)

    @cached_property
    def _ground(self) -> Rows | None:
        """Rows that the required nodes and the excluded ones leave; ``None`` when nothing is required."""
        if not self._query.required:
            return None
        return self._without_excluded(rows_of_all(self._snapshot, self._query.required, self._budget))

    def _without_excluded(self, rows: Rows) -> Rows:
        """Those of some rows that are not excluded; only they are looked at, as full matches are few."""
        if not self._query.excluded or not len(rows):
            return rows
        return rows[~members(rows, excluded_rows(self._snapshot, self._query.excluded, self._budget, rows))]

    @cached_property
    def _full(self) -> Rows:
        """Full matches, increasing."""
        return self._full_by_kind[0]

    @cached_property
    def _full_by_kind(self) -> tuple[Rows, Rows, Rows]:
        """Full matches, those that have every text as one run, and the others; increasing."""
        if not self._query.texts:
            rows = self._ground if self._ground is not None else _NO_ROWS
            return rows, rows, _NO_ROWS
        rows, runs = rows_of_texts(self._snapshot, self._query.texts, self._budget, self._ground)
        full = rows if self._ground is not None else self._without_excluded(rows)
        if runs is rows:
            return full, full, _NO_ROWS
        runs = runs[members(runs, full)]
        return full, runs, full[~members(full, runs)]

    def _may_be_partial(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which rows are live, on the ground and no full matches."""
        allowed = ~members(rows, self._full)
        if self._ground is not None:
            return allowed & members(rows, self._ground)
        if len(self._excluded):
            allowed &= ~members(rows, self._excluded)
        return allowed if self._snapshot.live is None else allowed & self._snapshot.live[rows]

    def _are_runs(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which of a few rows, increasing, have every text as one run."""
        phrase = self._lone_phrase
        if phrase is None:
            return members(rows, self._full_by_kind[1])
        found = members(rows, self._with_phrase_terms[0])
        found[found] = full_phrase_matches(self._snapshot, [phrase], rows[found], self._budget)
        return found

    def _are_apart(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which of a few rows are the other full matches."""
        if self._lone_phrase is not None:
            return np.zeros(len(rows), bool)
        return members(rows, self._full_by_kind[2])

    @cached_property
    def _lone_list(self) -> PostingList | None:
        """The only posting list that scores, when all of its rows are full matches."""
        texts, phrase = self._query.texts, self._lone_phrase
        if len(self._ranking_terms) != 1:
            return None
        if phrase is not None:
            return self._scorer.only if is_term(phrase) and phrase.field is None else None
        if len(texts) != 1 or self._query.required or self._query.excluded:
            return None
        others = [each.terms[0] for each in texts[0].full_matches if each.terms[0].stream == "keyword"]
        if any(each.count for each in self._snapshot.posting_lists(others)):
            return None
        return self._scorer.only if FullMatch((self._ranking_terms[0],)) in texts[0].full_matches else None

    @cached_property
    def _with_phrase_terms(self) -> tuple[Rows, Scores]:
        """Rows that may have the lone phrase, increasing, and their scores."""
        phrase = self._lone_phrase
        assert phrase is not None
        if phrase.field is None and phrase.terms and phrase.terms == tuple(self._ranking_terms):
            return self._scorer.in_all()
        rows = phrase_candidates(self._snapshot, phrase)
        return rows, self._scorer.score(rows)

    # --- the best ---------------------------------------------------------------------------------

    def best(self, k: int, kind: MatchKind, *, is_window: bool = False) -> Scored:
        """Return the best ``k`` matches of a kind and those level with the last; fewer if there are no more.

        Args:
            k: how many are wanted.
            kind: how they match.
            is_window: whether characters and names order them; see ``wenxun.backends.Candidates``.
        """
        find = {
            MatchKind.RUN: self._best_runs,
            MatchKind.APART: self._best_apart,
            MatchKind.PARTIAL: self._best_partial,
        }
        rows, scores = find[kind](k)
        if len(rows) > max(k, _MOST_LEVEL) and not (self._window_terms or self._named_articles):
            rows, scores = self._first_by_id(rows, scores, max(k, _MOST_LEVEL))
        characters: list[int] = []
        if is_window:
            if self._named_articles:
                named, named_scores = self._named(rows, kind)
                rows, scores = np.concatenate([rows, named]), np.concatenate([scores, named_scores])
            if self._window_terms:
                characters = self._window.of(rows).tolist()
        articles = self._snapshot.articles_of(rows).tolist()
        return Scored(rows.tolist(), articles, scores.tolist(), characters, self._named_articles if is_window else {})

    def _first_by_id(self, rows: Rows, scores: Scores, most: int) -> tuple[Rows, Scores]:
        """Those of the best rows that are more than level with the last, and the first ``most`` of the others by id."""
        level = np.flatnonzero(scores == scores.min())
        first = level[self._snapshot.first_by_id(self._snapshot.articles_of(rows[level]).astype(np.int64), most)]
        kept = scores > scores.min()
        kept[first] = True
        return rows[kept], scores[kept]

    def _best_runs(self, k: int) -> tuple[Rows, Scores]:
        phrase, lone = self._lone_phrase, self._lone_list
        if lone is not None and lone.count >= k:  # every other full match has less than any of its rows
            return self._snapshot.lists.best(lone, k)
        if phrase is not None:
            return self._best_with_phrase(phrase, k)
        return self._best_of(self._full_by_kind[1], k)

    def _best_apart(self, k: int) -> tuple[Rows, Scores]:
        return self._best_of(_NO_ROWS if self._lone_phrase is not None else self._full_by_kind[2], k)

    def _best_of(self, rows: Rows, k: int) -> tuple[Rows, Scores]:
        return keep_best(rows, self._scorer.score(rows), k) if len(rows) else (_NO_ROWS, _NO_ROWS)

    def _best_with_phrase(self, phrase: Phrase, k: int) -> tuple[Rows, Scores]:
        """The best rows with a phrase, reading the most promising sections first and no more than need be."""
        rows, scores = self._with_phrase_terms
        step = k + k // _READ_AHEAD_SHARE
        while True:
            best, best_scores = keep_best(rows, scores, step)
            found = full_phrase_matches(self._snapshot, [phrase], best, self._budget)
            if np.count_nonzero(found) >= k or len(best) == len(rows) or self._budget.is_over():
                return keep_best(best[found], best_scores[found], k)
            step *= _GROWTH

    def _best_partial(self, k: int) -> tuple[Rows, Scores]:
        if self._ground is not None:
            rows = self._ground[~members(self._ground, self._full)]
            scores = self._scorer.score(rows)
            return keep_best(rows[scores > 0], scores[scores > 0], k)
        return self._scorer.best(k, [rows for rows in (self._full, self._excluded) if len(rows)])

    @cached_property
    def _named_articles(self) -> dict[int, int]:
        """Articles with a name that stands in the query: number and characters of the longest such name."""
        found = names_written_in(self._snapshot, self._query.canonical)
        for article_id, length in self._query.linked_lengths.items():
            article = self._snapshot.find_article(article_id)
            if article is not None:
                found[article] = max(found.get(article, 0), length)
        return found

    def _named(self, known: Rows, kind: MatchKind) -> tuple[Rows, Scores]:
        """The matches of a kind in the articles named in the query, without the rows ``known``."""
        spans = [self._snapshot.article_rows(article) for article in sorted(self._named_articles)]
        if sum(end - start for start, end in spans) > self._snapshot.ranking.title_sharers:
            return _NO_ROWS, _NO_ROWS
        rows = np.concatenate([np.arange(*span) for span in spans])
        rows = rows[~members(rows, np.sort(known))]
        chosen = {
            MatchKind.RUN: self._are_runs,
            MatchKind.APART: self._are_apart,
            MatchKind.PARTIAL: self._may_be_partial,
        }
        rows = rows[chosen[kind](rows)]
        if not len(rows):
            return _NO_ROWS, _NO_ROWS
        scores = self._scorer.score(rows)
        if kind is MatchKind.PARTIAL:  # a name alone, inside a longer word of the query, is no match
            rows, scores = rows[scores > 0], scores[scores > 0]
        return rows, scores

    # --- articles and sections --------------------------------------------------------------------

    def sections_of(self, articles: Sequence[int], *, full_only: bool) -> Iterator[ArticleSection]:
        """Return the matches in some articles.

        Args:
            articles: their numbers.
            full_only: leave out partial matches.
        """
        spans = [self._snapshot.article_rows(article) for article in sorted(articles)]
        rows = np.concatenate([_NO_ROWS, *(np.arange(*span) for span in spans)])
        kinds = self._are_runs(rows) * int(MatchKind.RUN) + self._are_apart(rows) * int(MatchKind.APART)
        scores = self._scorer.score(rows)
        found = kinds > 0 if full_only else (kinds > 0) | ((scores > 0) & self._may_be_partial(rows))
        scores += self._window.of(rows)
        rows, scores, kinds = rows[found], scores[found], kinds[found]
        numbers = self._snapshot.articles_of(rows)
        places = rows - self._snapshot.article_starts[numbers]
        columns: Iterable[list[Any]] = (each.tolist() for each in (numbers, rows, places, scores))
        return map(ArticleSection, *columns, map(_KINDS.__getitem__, kinds.tolist()))

    def values(self, name: Value, handles: Sequence[int]) -> list[Any]:
        """Return a stored value of each of some articles or sections.

        Args:
            name: of the value; see ``wenxun.backends.Candidates``.
            handles: the numbers of the articles, or the rows.
        """
        return _VALUES[name](self._snapshot, np.array(handles, np.int64))

    # --- all that matches -------------------------------------------------------------------------

    def _matched(self, *, full_only: bool) -> npt.NDArray[np.bool_]:
        """Whether each row matches; found out once, as a page counts several things of it."""
        if full_only not in self._known_matches:
            self._known_matches[full_only] = self._find_matches(full_only=full_only)
        return self._known_matches[full_only]

    def _matched_rows(self, *, full_only: bool) -> Rows:
        """The rows that match, increasing; found out once, too."""
        return self._full if full_only else self._all_matched_rows

    @cached_property
    def _all_matched_rows(self) -> Rows:
        return np.flatnonzero(self._matched(full_only=False))

    def _find_matches(self, *, full_only: bool) -> npt.NDArray[np.bool_]:
        if full_only:
            found = np.zeros(self._snapshot.row_count, bool)
        else:
            found = self._scorer.matched()
            if self._ground is not None:
                ground = np.zeros(len(found), bool)
                ground[self._ground] = True
                found &= ground
            found[self._excluded] = False
        found[self._full] = True
        return found

    def ordered(self, order: Order, k: int, *, full_only: bool) -> list[int]:
        """Return the first ``k`` articles with a match in an order.

        Args:
            order: the field, and the direction.
            k: how many are wanted.
            full_only: leave out partial matches.
        """
        from wenxun.backends.embedded.read.ordering import SortRanks, first_in_order  # few queries need it

        rows = self._matched_rows(full_only=full_only)
        ranks = self._snapshot.kept(SortRanks).by(order)
        return first_in_order(
            -ranks if order.descending else ranks,
            self._snapshot.articles_of(rows).astype(np.int64),
            self._scorer.score(rows) + self._window.of(rows),
            members(rows, self._full),
            k,
            self._snapshot.first_by_id,
        )

    def count(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        """Return how many articles have a match, and how all matches divide.

        Args:
            counted: by what.
            full_only: leave out partial matches.
        """
        total = 0
        if counted.total:
            total = self._snapshot.count_articles(self._matched_rows(full_only=full_only))
        if not (counted.most or counted.periods):
            return ValueCounts(total)
        from wenxun.backends.embedded.read.facets import FacetTables  # few queries need it

        marks, rows = self._matched(full_only=full_only), self._matched_rows(full_only=full_only)
        found = self._snapshot.kept(FacetTables).count(marks, rows, counted)
        return found._replace(total=total)
