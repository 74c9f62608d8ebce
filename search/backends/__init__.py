"""The seam between the engine and an index.

A back end stores analysed sections and looks up which of them match an analysed query. It never analyses text, never
sees query syntax and does not decide the order of an answer: ``wenxun.retrieval`` does. ``tests/reference_backend.py``
is a small one to copy, and every case under ``tests/cases`` runs on each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from wenxun.backends.exclusions import Exclusions
from wenxun.backends.values import (
    ArticleSection,
    BackendStats,
    Counted,
    Generation,
    InputStamp,
    MatchKind,
    Problem,
    Refusal,
    Scored,
    StoredValue,
    Value,
    ValueCounts,
)
from wenxun.budget import Budget
from wenxun.query.tree import Order, Query, Term

if TYPE_CHECKING:  # only a type here, and of no use to a search
    from wenxun.analysis.batch import IndexBatch
    from wenxun.name_table import NameTable

__all__ = [
    "ArticleSection",
    "Backend",
    "BackendReader",
    "BackendStats",
    "BackendWriter",
    "Candidates",
    "Counted",
    "Exclusions",
    "Generation",
    "InputStamp",
    "MatchKind",
    "Problem",
    "Refusal",
    "Scored",
    "StoredValue",
    "Value",
    "ValueCounts",
]


class Candidates(Protocol):
    """The sections that can answer one query, in the generation that was open when it was asked.

    Each is of one ``MatchKind``. Scores are sums of contributions of the ranking terms (``wenxun.ranking``).
    ``wenxun.retrieval`` has the rules that make an answer of them.
    """

    def best(self, k: int, kind: MatchKind, *, is_window: bool = False) -> Scored:
        """Return the best ``k`` matches of a kind and those level with the last; fewer if there are no more.

        A back end to which each row is a transfer may cut off what is level: it then gives the first by article id and
        number, and ``k`` at least. So may one that has thousands of them, where neither characters nor names order the
        window.

        Args:
            k: how many are wanted.
            kind: how they match.
            is_window: whether characters and names order them. Then the matches of the kind come besides in all
                articles with a name that stands in ``Query.canonical`` (of ``wenxun.ranking.NAME_CHARS`` characters),
                and in those of ``Query.linked_lengths``. If these are more than ``Ranking.title_sharers``, none of
                them comes: such a name tells nothing.
        """

    def sections_of(self, articles: Sequence[Any], *, full_only: bool) -> Iterable[ArticleSection]:
        """Return the matches in some articles, in any order.

        Args:
            articles: their handles.
            full_only: leave out partial matches.
        """

    def ordered(self, order: Order, k: int, *, full_only: bool) -> Sequence[Any]:
        """Return the first ``k`` articles with a match in an order, those without a value last.

        Level ones come with the better match first (full ones first, then by score, characters included), then by id.

        Args:
            order: the field, and the direction.
            k: how many are wanted.
            full_only: leave out partial matches.
        """

    def count(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        """Return how many articles have a match, and how all matches divide.

        Args:
            counted: what is to be counted.
            full_only: leave out partial matches.
        """

    def values(self, name: Value, handles: Sequence[Any]) -> Sequence[Any]:
        """Return a stored value of each of some articles or sections, all in one go.

        Args:
            name: which value.
            handles: the articles, or the rows of the sections.
        """


class BackendReader(Protocol):
    """An index, opened for reading."""

    def candidates(
        self,
        query: Query,
        ranking_terms: Sequence[Term],
        window_terms: Sequence[Term],
        *,
        needs_both: bool,
        budget: Budget | None = None,
    ) -> Candidates:
        """Open the answer to a query.

        Args:
            query: says which sections match.
            ranking_terms: terms that score every match.
            window_terms: single characters, which score the best matches besides.
            needs_both: whether partial matches will be asked for whenever full ones are, so that a back end far
                away can look for both at once.
            budget: the time for it; ``None``: as long as it takes. A back end that gives each request a time of its own
                may leave it alone.

        Returns:
            The answer, in which what is not asked for is not looked up.
        """

    def stored(
        self, *values: StoredValue, ids: Collection[str] | None = None, damage: list[Problem] | None = None
    ) -> Iterable[tuple[Any, ...]]:
        """Yield values of articles in any order, whatever analysis they were indexed with.

        Args:
            values: which values; only what they take is read.
            ids: of the articles with these ids, as far as there are any; ``None``: of all.
            damage: takes what cannot be read, which is then passed over; ``None``: it is an error.
        """

    def name_table(self) -> NameTable:
        """Return titles, aliases, headings and targets of links, each as often as it occurs, to be searched."""

    def titled(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return name to article id, for names (folded, in canonical wording) that are a title or an alias."""

    def linked(self, anchors: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Return the keys of what articles link to by each of some texts, with how many do.

        All texts are looked up at once, and most are no texts of links; those are left out.

        Args:
            anchors: texts of links (``wenxun.analysis.link_names.as_anchor``).
        """

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """Return the number of sections that have each term."""

    def generation(self) -> Generation:
        """Return what is known of the generation that is read."""

    def stats(self) -> BackendStats:
        """Return figures about the index."""

    def refresh(self) -> bool:
        """Move to the newest generation; True when there was a newer one.

        Raises:
            IndexMissingError: if there is no index any more, or never was.
            IndexDamagedError, IndexMismatchError: if it cannot be read.
        """

    def check(self) -> list[Problem]:
        """Read everything and say what is wrong; an empty list means that all is well, as it is in memory."""
        return []

    def close(self) -> None:
        """Let go of files and connections, if there are any."""
        return None  # noqa: RET501 - mypy takes a body of no statement for one that is to be written


class BackendWriter(Protocol):
    """One transaction. Nothing of it is visible before it commits; leaving by an error drops it whole.

    Attributes:
        exclusions: what was deleted for good; what is changed in it holds from the commit on.
        refused: articles that could not be taken, of which nothing is in the index; complete when the transaction is
            over.
    """

    exclusions: Exclusions
    refused: Sequence[Refusal] = ()

    def put(self, batch: Any, stamps: Sequence[InputStamp | None], left_out: Collection[int] = ()) -> frozenset[str]:
        """Add articles; one with the same id is replaced.

        Args:
            batch: an ``IndexBatch``, or what ``Backend.prepare`` made of one.
            stamps: for each article that of its source file; ``None`` for one that is from no file.
            left_out: places of articles of the batch that are not added.

        Returns:
            Ids of those that replace one, be it of this transaction.
        """

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in, of which so far was said that it is not complete.

        The last articles that were put in this transaction must be of that file.
        """

    def delete(self, article_ids: Collection[str]) -> int:
        """Delete articles by id, also such as were put in this transaction; returns how many there were."""


class Backend(BackendReader, Protocol):
    """An index, opened for reading and writing."""

    @property
    def prepare(self) -> Callable[[IndexBatch], Any]:
        """Does what can be done to a batch without the index, if anything. Other processes can be sent the function."""
        return _as_it_is

    def writer(
        self, *, wait_seconds: float = 0.0, create: bool = False, fresh: bool = False
    ) -> AbstractContextManager[BackendWriter]:
        """Open a transaction.

        Args:
            wait_seconds: how long to wait for another writer.
            create: make an empty index first, where there is none.
            fresh: start from nothing, and replace the whole index; what was deleted for good stays so.

        Returns:
            The transaction, which ends with the ``with``.

        Raises:
            IndexLockedError: if another writer has the index for longer.
            IndexMissingError: if there is no index, and none is to be made.
        """


def _as_it_is(batch: IndexBatch) -> IndexBatch:
    return batch
