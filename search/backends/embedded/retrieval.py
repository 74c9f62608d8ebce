"""An analysed query against a snapshot: which articles, in which order, with which sections.

1. Rows that every required node matches, without the excluded ones, are the ground.
2. Sections that hold all the query's texts whole come first; for a short query they are all there is.
3. Then come the best of the others by words and bigrams.
4. The best ``window`` of each are scored by characters too, and articles are ranked by their best section.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

from search.backends import ArticleMatch, SectionMatch
from search.backends.embedded.matching import intersection, matching_rows, union
from search.backends.embedded.scoring import Scorer
from search.backends.embedded.snapshot import Snapshot
from search.backends.embedded.titles import stretch_hashes
from search.query.tree import Query, Term
from search.ranking import UNIT

__all__ = ["Retrieval"]

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int64]
_SHORT_QUERY_CHARACTERS = 4
_LONGEST_TITLE = 40
_SHORTEST_TITLE = 2
_GROWTH = 8


@dataclass(frozen=True)
class _Tier:
    """Articles in order, with the score and the best row of each."""

    articles: Rows
    scores: Scores
    rows: Rows


_EMPTY = _Tier(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def _distinct_first(articles: Rows) -> Rows:
    """Places at which each article stands for the first time, in order."""
    _, first = np.unique(articles, return_index=True)
    return np.sort(first)


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
        self._holder_bonus = round(UNIT * self._ranking.holder_bonus)
        self.articles = self._page(offset, limit)

    # --- which rows -------------------------------------------------------------------------------

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self._snapshot.posting_lists(self._first), self._snapshot.row_count)

    @cached_property
    def _excluded(self) -> Rows | None:
        nodes = self._query.excluded
        return union(matching_rows(self._snapshot, node) for node in nodes) if nodes else None

    @cached_property
    def _ground(self) -> Rows | None:
        """Rows that the required nodes leave; ``None`` when nothing is required."""
        nodes = self._query.required
        if not nodes:
            return None
        rows = intersection([matching_rows(self._snapshot, node) for node in nodes])
        return self._without_excluded(rows)

    def _without_excluded(self, rows: Rows) -> Rows:
        if self._excluded is None:
            return rows
        return rows[~np.isin(rows, self._excluded, assume_unique=True)]

    @cached_property
    def _holders(self) -> Rows:
        """Rows of the ground that hold all texts whole."""
        if not self._query.texts:
            return self._ground if self._ground is not None else np.zeros(0, np.int64)
        sets = [matching_rows(self._snapshot, text) for text in self._query.texts]
        rows = reduce(np.intersect1d, sets) if len(sets) > 1 else sets[0]
        rows = self._without_excluded(rows)
        return rows if self._ground is None else np.intersect1d(rows, self._ground, assume_unique=True)

    @cached_property
    def relaxed(self) -> bool:
        """Whether no section holds all texts whole, so that those with most of them are given."""
        return bool(self._query.texts) and not len(self._holders)

    @cached_property
    def _holders_only(self) -> bool:
        texts = self._query.texts
        short = len(texts) == 1 and len(texts[0].folded) <= _SHORT_QUERY_CHARACTERS
        return not texts or (short and len(self._holders) > 0)

    # --- in which order ---------------------------------------------------------------------------

    def _best_holders(self, k: int) -> tuple[Rows, Scores]:
        """The best ``k`` holders by words and bigrams, and those level with the last."""
        rows = self._holders
        scores = self._scorer.score(rows)
        if len(rows) > k:
            kept = scores >= np.partition(scores, len(scores) - k)[len(scores) - k]
            rows, scores = rows[kept], scores[kept]
        return rows, scores

    def _best_others(self, k: int) -> tuple[Rows, Scores]:
        """The best ``k`` rows of the ground that are no holders, and those level with the last."""
        if self._ground is None:
            blocked = self._holders if self._excluded is None else union([self._holders, self._excluded])
            return self._scorer.best(k, blocked if len(blocked) else None)
        rows = np.setdiff1d(self._ground, self._holders, assume_unique=True)
        scores = self._scorer.score(rows)
        if len(rows) > k:
            kept = scores >= np.partition(scores, len(scores) - k)[len(scores) - k]
            rows, scores = rows[kept], scores[kept]
        return rows, scores

    @cached_property
    def _title_bonus(self) -> dict[int, int]:
        """Articles whose titles are written out in the query, with what that adds to their scores."""
        snapshot, ranking, text = self._snapshot, self._ranking, self._query.folded
        hashes, lengths = stretch_hashes(text, shortest=_SHORTEST_TITLE, longest=_LONGEST_TITLE)
        bonus: dict[int, int] = {}
        for base, segment in zip(snapshot.article_bases, snapshot.segments, strict=False):
            places, articles = segment.title_articles(hashes)
            for place, article in zip(places.tolist(), articles.tolist(), strict=True):
                length = int(lengths[place])
                exact = ranking.exact_title_bonus if length == len(text) else 0.0
                value = round(UNIT * (exact + ranking.title_bonus * length))
                bonus[base + article] = max(bonus.get(base + article, 0), value)
        return bonus

    def _with_titles(self, rows: Rows, scores: Scores, ground: Rows | None) -> tuple[Rows, Scores]:
        """Add the sections of the articles whose titles are in the query, if they are on the ground."""
        extra = [np.arange(*self._snapshot.article_rows(article)) for article in self._title_bonus]
        more = np.setdiff1d(np.concatenate([np.zeros(0, np.int64), *extra]), rows)
        if ground is not None:
            more = np.intersect1d(more, ground, assume_unique=True)
        if not len(more) or len(more) > self._ranking.title_sharers:
            return rows, scores
        return np.concatenate([rows, more]), np.concatenate([scores, self._scorer.score(more)])

    def _with_characters(self, rows: Rows, scores: Scores) -> Scores:
        lists = self._snapshot.posting_lists(self._characters)
        return scores + sum((each.at(rows).astype(np.int64) for each in lists), np.zeros(len(rows), np.int64))

    def _tier(self, rows: Rows, scores: Scores, *, in_window: bool) -> _Tier:
        """Rows grouped into articles by (-score, id)."""
        articles = self._snapshot.articles_of(rows)
        order = np.lexsort((rows, -scores))
        rows, scores, articles = rows[order], scores[order], articles[order]
        first = _distinct_first(articles)
        totals = scores[first].copy()
        if in_window:
            totals += self._article_extras(articles, scores, first)
        ids = [self._snapshot.article_id(int(a)) for a in articles[first]]
        ranks = np.empty(len(ids), np.int64)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        order = np.lexsort((ranks, -totals))
        return _Tier(articles[first][order], totals[order], rows[first][order])

    def _article_extras(self, articles: Rows, scores: Scores, first: Rows) -> Scores:
        """What titles and further sections add to each article's best score."""
        extras = np.zeros(len(first), np.int64)
        for i, article in enumerate(articles[first].tolist()):
            extras[i] = self._title_bonus.get(article, 0)
        if self._ranking.further_sections:
            rest = np.ones(len(articles), bool)
            rest[first] = False
            places = np.flatnonzero(rest)
            second = places[_distinct_first(articles[places])] if len(places) else places
            order = np.argsort(articles[first])
            at = order[np.searchsorted(articles[first], articles[second], sorter=order)]
            extras[at] += np.rint(self._ranking.further_sections * scores[second]).astype(np.int64)
        return extras

    def _ranked(self, need: int) -> _Tier:
        """The best articles in order, at least ``need`` of them if there are so many."""
        ranking = self._ranking
        tiers = [_EMPTY]
        bonus = self._holder_bonus if self._query.texts else 0
        sources = [(self._best_holders, self._holders, bonus)]
        if not self._holders_only:
            sources.append((self._best_others, self._ground_of_others, 0))
        for best, ground, extra in sources:
            found = sum(len(tier.articles) for tier in tiers)
            k = ranking.window
            while found < need:
                rows, scores = best(k)
                exhausted = len(rows) < k
                if k == ranking.window:
                    rows, scores = self._with_titles(rows, scores, ground)
                    scores = self._with_characters(rows, scores)
                    tiers.append(self._fresh(self._tier(rows, scores + extra, in_window=True), tiers))
                    tiers.append(_EMPTY)
                else:
                    tiers[-1] = self._fresh(self._tier(rows, scores + extra, in_window=False), tiers[:-1])
                found = sum(len(tier.articles) for tier in tiers)
                if exhausted:
                    break
                k *= _GROWTH
        return _Tier(*(np.concatenate(parts) for parts in zip(*((t.articles, t.scores, t.rows) for t in tiers), strict=True)))

    @cached_property
    def _ground_of_others(self) -> Rows | None:
        """Where titles may add sections to those that are no holders; ``None`` for everywhere."""
        if self._ground is not None:
            return np.setdiff1d(self._ground, self._holders, assume_unique=True)
        if self._excluded is None and not len(self._holders) and self._snapshot.live is None:
            return None
        barred = union([self._holders, self._excluded if self._excluded is not None else self._holders])
        rows = np.setdiff1d(np.arange(self._snapshot.row_count), barred, assume_unique=True)
        return rows if self._snapshot.live is None else rows[self._snapshot.live[rows]]

    @staticmethod
    def _fresh(tier: _Tier, before: list[_Tier]) -> _Tier:
        """A tier without the articles that stand in earlier ones."""
        known = np.concatenate([each.articles for each in before])
        kept = ~np.isin(tier.articles, known)
        return _Tier(tier.articles[kept], tier.scores[kept], tier.rows[kept])

    # --- the answer -------------------------------------------------------------------------------

    def _page(self, offset: int, limit: int) -> tuple[ArticleMatch, ...]:
        if not self._snapshot.live_count:
            return ()
        ranked = self._ranked(offset + limit)
        page = slice(offset, offset + limit)
        return tuple(
            ArticleMatch(self._snapshot.article_id(article), self._snapshot.article_title(article), score / UNIT, article)
            for article, score in zip(ranked.articles[page].tolist(), ranked.scores[page].tolist(), strict=True)
        )

    def total(self) -> int:
        """Number of articles that match, over all pages."""
        snapshot = self._snapshot
        if not snapshot.live_count:
            return 0
        if self._holders_only:
            return len(np.unique(snapshot.articles_of(self._holders)))
        found = self._scorer.matched()
        found[self._holders] = True
        if self._ground is not None:
            ground = np.zeros(len(found), bool)
            ground[self._ground] = True
            found &= ground
        elif self._excluded is not None:
            found[self._excluded] = False
        return int(np.count_nonzero(np.logical_or.reduceat(found, snapshot.article_starts)))

    def sections(self, match: ArticleMatch) -> tuple[SectionMatch, ...]:
        """All sections of an article that match, best first, equal ones by number."""
        start, end = self._snapshot.article_rows(match.key)
        rows = np.arange(start, end)
        held = np.isin(rows, self._holders[slice(*np.searchsorted(self._holders, [start, end]))])
        scores = self._with_characters(rows, self._scorer.score(rows))
        matched = self._matching(rows, scores, held)
        if self._query.texts:
            scores += held * self._holder_bonus
        rows, scores = rows[matched], scores[matched]
        order = np.lexsort((rows, -scores))
        return tuple(
            self._section(row, score / UNIT, start)
            for row, score in zip(rows[order].tolist(), scores[order].tolist(), strict=True)
        )

    def _matching(self, rows: Rows, scores: Scores, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which rows match, given their scores and whether they are holders."""
        if self._holders_only:
            return held
        matched = scores > 0
        if self._ground is not None:
            matched &= np.isin(rows, self._ground)
        elif self._excluded is not None:
            matched &= ~np.isin(rows, self._excluded)
        return matched | held

    def includes(self, article_id: str, number: int) -> bool:
        """Whether a section is among the matches, on whatever page."""
        article = self._snapshot.find_article(article_id)
        if article is None:
            return False
        row = np.array([self._snapshot.article_rows(article)[0] + number])
        held = np.isin(row, self._holders)
        return bool(self._matching(row, self._scorer.score(row), held)[0])

    def _section(self, row: int, score: float, start: int) -> SectionMatch:
        path = self._snapshot.section_path(row)
        return SectionMatch(row - start, path[-1] if path else "", path, score)

    def text(self, match: ArticleMatch, number: int) -> str:
        """Stored text of one section of a match."""
        return self._snapshot.section_text(self._snapshot.article_rows(match.key)[0] + number)
