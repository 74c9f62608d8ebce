"""An analysed query against a snapshot: which articles, in which order, with which sections.

1. Rows that every required node matches, without the excluded ones, are the *ground*.
2. Sections that hold all the query's texts whole (*holders*) come first; for a short query they are all there is.
3. Then come the best of the others by words and bigrams.
4. The best ``window`` of each are scored by characters too, and articles are ranked by their best section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wenxun.backends import ArticleMatch, FacetCounts, SectionMatch
from wenxun.backends.embedded.read.grouping import best_articles, title_bonus
from wenxun.backends.embedded.read.matching import (
    intersection,
    is_term,
    matching_rows,
    members,
    phrase_candidates,
    phrase_holders,
    rows_of_texts,
    union,
)
from wenxun.backends.embedded.read.posting_list import PostingList, keep_best
from wenxun.backends.embedded.read.scoring import Scorer
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.query.tree import Node, Phrase, Query
from wenxun.ranking import UNIT

__all__ = ["Retrieval"]

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int64]
Best = Callable[[int], tuple[Rows, Scores]]
_SHORT_QUERY_CHARACTERS = 4
_GROWTH = 2
_READ_AHEAD_SHARE = 4
_NO_ROWS: Rows = np.zeros(0, np.int64)


class Retrieval:
    """The answer to one query, from one snapshot; what is not asked for is not computed.

    Attributes:
        articles: the articles from ``offset`` on, at most ``limit``.
    """

    def __init__(self, snapshot: Snapshot, query: Query, *, offset: int, limit: int) -> None:
        self._snapshot = snapshot
        self._query = query
        self._ranking = snapshot.ranking
        terms = query.scored_terms()
        self._first = [term for term in terms if term.stream != "character"]
        self._characters = [term for term in terms if term.stream == "character"]
        if not self._first:  # a query of single characters alone
            self._first, self._characters = self._characters, []
        self._holder_bonus = round(UNIT * self._ranking.holder_bonus) if query.texts else 0
        self.articles = self._page(offset, limit)

    # --- which rows -------------------------------------------------------------------------------

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self._snapshot.posting_lists(self._first), self._snapshot.row_count)

    def _sets(self, nodes: Iterable[Node]) -> list[Rows]:
        return [matching_rows(self._snapshot, node) for node in nodes]

    @cached_property
    def _excluded(self) -> Rows:
        return union(self._sets(self._query.excluded)) if self._query.excluded else _NO_ROWS

    @cached_property
    def _ground(self) -> Rows | None:
        """Rows that the required nodes and the excluded ones leave; ``None`` when nothing is required."""
        if not self._query.required:
            return None
        return self._without_excluded(intersection(self._sets(self._query.required)))

    def _without_excluded(self, rows: Rows) -> Rows:
        return rows[~members(rows, self._excluded)] if len(self._excluded) else rows

    @cached_property
    def _holders(self) -> Rows:
        """Rows of the ground that hold all texts whole, increasing."""
        if not self._query.texts:
            return self._ground if self._ground is not None else _NO_ROWS
        rows = rows_of_texts(self._snapshot, self._query.texts)
        if self._ground is not None:
            rows = rows[members(rows, self._ground)]
        return self._without_excluded(rows)

    def _is_other(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which rows are live, on the ground and no holders."""
        allowed = ~members(rows, self._holders)
        if self._ground is not None:
            return allowed & members(rows, self._ground)
        if len(self._excluded):
            allowed &= ~members(rows, self._excluded)
        return allowed if self._snapshot.live is None else allowed & self._snapshot.live[rows]

    @cached_property
    def relaxed(self) -> bool:
        """Whether no section holds all texts whole, so that those with most of them are given."""
        return bool(self._query.texts and self.articles) and not self._has_holders

    @cached_property
    def _holders_only(self) -> bool:
        texts = self._query.texts
        short = len(texts) == 1 and len(texts[0].folded) <= _SHORT_QUERY_CHARACTERS
        return not texts or (short and self._has_holders)

    # --- in which order ---------------------------------------------------------------------------

    def _best_holders(self, k: int) -> tuple[Rows, Scores]:
        """The best ``k`` holders by words and bigrams, and those level with the last."""
        phrase, lone = self._lone_phrase, self._lone_list
        if lone is not None and lone.count >= k:  # every other holder has less than any of its rows
            return lone.best(k)
        if phrase is not None:
            return self._best_with_phrase(phrase, k)
        rows = self._holders
        return keep_best(rows, self._scorer.score(rows), k) if len(rows) else (_NO_ROWS, _NO_ROWS)

    @cached_property
    def _lone_list(self) -> PostingList | None:
        """The only posting list that scores, when all of its rows are holders."""
        texts, phrase = self._query.texts, self._lone_phrase
        if len(self._first) != 1:
            return None
        if phrase is not None:
            return self._scorer.only if is_term(phrase) and phrase.field is None else None
        if len(texts) != 1 or self._query.required or self._query.excluded:
            return None
        return self._scorer.only if (self._first[0],) in texts[0].holdings else None

    @cached_property
    def _has_holders(self) -> bool:
        return bool(self._lone_list is not None or len(self._holders))

    def _holds(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which of a few rows, increasing, are holders."""
        phrase = self._lone_phrase
        if phrase is None:
            return members(rows, self._holders)
        held = members(rows, self._candidates)
        held[held] = phrase_holders(self._snapshot, phrase, rows[held])
        return held

    @cached_property
    def _lone_phrase(self) -> Phrase | None:
        """The query's phrase, when it is all there is."""
        query = self._query
        if query.texts or query.excluded or len(query.required) != 1 or not isinstance(query.required[0], Phrase):
            return None
        return query.required[0]

    @cached_property
    def _candidates(self) -> Rows:
        """Rows that may hold the lone phrase, increasing."""
        assert self._lone_phrase is not None
        return phrase_candidates(self._snapshot, self._lone_phrase)

    def _best_with_phrase(self, phrase: Phrase, k: int) -> tuple[Rows, Scores]:
        """As ``_best_holders``, reading the most promising sections first and no more than need be."""
        rows = self._candidates
        scores = self._scorer.score(rows)
        step = k + k // _READ_AHEAD_SHARE
        while True:
            best, best_scores = keep_best(rows, scores, step)
            held = phrase_holders(self._snapshot, phrase, best)
            if np.count_nonzero(held) >= k or len(best) == len(rows):
                return keep_best(best[held], best_scores[held], k)
            step *= _GROWTH

    def _best_others(self, k: int) -> tuple[Rows, Scores]:
        """The best ``k`` rows of the ground that are no holders, and those level with the last."""
        if self._ground is not None:
            rows = self._ground[~members(self._ground, self._holders)]
            scores = self._scorer.score(rows)
            return keep_best(rows[scores > 0], scores[scores > 0], k)
        return self._scorer.best(k, [rows for rows in (self._holders, self._excluded) if len(rows)])

    @cached_property
    def _title_bonus(self) -> dict[int, int]:
        return title_bonus(self._snapshot, self._query.canonical)

    def _with_titles(self, rows: Rows, scores: Scores, *, holders: bool) -> tuple[Rows, Scores]:
        """Add the sections of the articles whose titles are in the query, if they are of this kind."""
        if not 0 < len(self._title_bonus) <= self._ranking.title_sharers:
            return rows, scores
        more = np.concatenate(
            [np.arange(*self._snapshot.article_rows(article)) for article in sorted(self._title_bonus)]
        )
        if len(more) > self._ranking.title_sharers:
            return rows, scores
        more = more[~members(more, np.sort(rows))]
        more = more[self._holds(more) if holders else self._is_other(more)]
        if not len(more):
            return rows, scores
        more_scores = self._scorer.score(more)
        if not holders:  # a title alone, inside a longer word of the query, is no match
            more, more_scores = more[more_scores > 0], more_scores[more_scores > 0]
        return np.concatenate([rows, more]), np.concatenate([scores, more_scores])

    def _with_characters(self, rows: Rows, scores: Scores) -> Scores:
        if not (self._characters and len(rows)):
            return scores
        narrow = rows.astype(np.int32)
        return sum((each.at(narrow) for each in self._snapshot.posting_lists(self._characters)), scores)

    def _ranked(self, need: int) -> dict[int, int]:
        """The best articles in order, at least ``need`` of them if there are so many, and their scores."""
        found: dict[int, int] = {}
        self._extend(found, need, self._best_holders, self._holder_bonus, holders=True)
        if not self._holders_only:
            self._extend(found, need, self._best_others, 0, holders=False)
        return found

    def _extend(self, found: dict[int, int], need: int, best: Best, level: int, *, holders: bool) -> None:
        """Add articles to ``found`` in order, the window first, until there are ``need`` or no more."""
        window = self._ranking.window
        k = window if self._characters or self._title_bonus else need  # what reorders a window
        while len(found) < need:
            rows, scores = best(k)
            exhausted = len(rows) < k
            bonus: dict[int, int] = {}
            if k == window:
                rows, scores = self._with_titles(rows, scores, holders=holders)
                scores = self._with_characters(rows, scores)
                bonus = self._title_bonus
            for article, score in best_articles(self._snapshot, rows, scores, bonus, need):
                found.setdefault(article, score + level)
            if exhausted:
                break
            k = max(k * _GROWTH, need)

    # --- the answer -------------------------------------------------------------------------------

    def _page(self, offset: int, limit: int) -> tuple[ArticleMatch, ...]:
        if not self._snapshot.live_count:
            return ()
        ranked = list(self._ranked(offset + limit).items())
        return tuple(ArticleMatch(score / UNIT, article) for article, score in ranked[offset : offset + limit])

    def describe(self, match: ArticleMatch) -> tuple[str, str]:
        """Id and title of an article."""
        return self._snapshot.article_id(match.key), self._snapshot.article_title(match.key)

    def total(self) -> int:
        """Number of articles that match, over all pages."""
        snapshot = self._snapshot
        if not snapshot.live_count:
            return 0
        if self._holders_only:
            return snapshot.count_articles(self._holders)
        return snapshot.count_articles(np.flatnonzero(self._matched))

    @cached_property
    def _matched(self) -> npt.NDArray[np.bool_]:
        """Whether each row matches."""
        if self._holders_only:
            found = np.zeros(self._snapshot.row_count, bool)
        else:
            found = self._scorer.matched()
            if self._ground is not None:
                ground = np.zeros(len(found), bool)
                ground[self._ground] = True
                found &= ground
            found[self._excluded] = False
        found[self._holders] = True
        return found

    def facets(self, limit: int) -> FacetCounts:
        """How all that matches divides, with at most ``limit`` categories and articles."""
        if not self._snapshot.live_count:
            return FacetCounts()
        return self._snapshot.facet_tables.count(self._matched, limit)

    def count_periods(self, periods: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Number of articles with a section found that names a date from one year to another, for each such period."""
        if not self._snapshot.live_count:
            return (0,) * len(periods)
        return self._snapshot.facet_tables.count_periods(self._matched, periods)

    def sections(self, match: ArticleMatch) -> tuple[SectionMatch, ...]:
        """All sections of an article that match, best first, equal ones by number."""
        start = self._snapshot.article_rows(match.key)[0]
        return tuple(self._section(row, -score / UNIT, start) for score, row in sorted(self._page_rows[match.key]))

    @cached_property
    def _page_rows(self) -> dict[int, list[tuple[int, int]]]:
        """(-score, row) of all matching sections of each article of the page: scored together, as it costs no more."""
        found: dict[int, list[tuple[int, int]]] = {match.key: [] for match in self.articles}
        rows = np.concatenate([_NO_ROWS, *(np.arange(*self._snapshot.article_rows(key)) for key in sorted(found))])
        held = self._holds(rows)
        scores = self._scorer.score(rows)
        matched = held if self._holders_only else held | ((scores > 0) & self._is_other(rows))
        scores = self._with_characters(rows, scores) + held * self._holder_bonus
        rows, scores = rows[matched], scores[matched]
        articles = self._snapshot.articles_of(rows)
        for article, score, row in zip(articles.tolist(), scores.tolist(), rows.tolist(), strict=True):
            found[article].append((-score, row))
        return found

    def includes(self, article_id: str, number: int) -> bool:
        """Whether a section is among the matches, on whatever page."""
        article = self._snapshot.find_article(article_id)
        if article is None:
            return False
        start, end = self._snapshot.article_rows(article)
        if not 0 <= number < end - start:
            return False
        row = np.array([start + number])
        if self._holders_only or members(row, self._holders)[0]:
            return bool(members(row, self._holders)[0])
        return bool(self._is_other(row)[0] and self._scorer.score(row)[0] > 0)

    def _section(self, row: int, score: float, start: int) -> SectionMatch:
        path = self._snapshot.section_path(row)
        return SectionMatch(row - start, path[-1] if path else "", path, score)

    def text(self, match: ArticleMatch, number: int) -> str:
        """Stored text of one section of a match."""
        return self._snapshot.section_text(self._snapshot.article_rows(match.key)[0] + number)

    def dates(self, match: ArticleMatch, number: int) -> tuple[int, ...]:
        """The dates that one section of a match names, as numbers, increasing."""
        return self._snapshot.dates.of(self._snapshot.article_rows(match.key)[0] + number)
