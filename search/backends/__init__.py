"""The seam between the engine and an index.

A back end stores analysed sections and looks up which of them match an analysed query. It never analyses text, never
sees query syntax and does not decide the order of an answer: ``wenxun.retrieval`` does. ``tests/reference_backend.py``
is a small one to copy, and every case under ``tests/cases`` runs on each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias

from wenxun.backends.exclusions import Exclusions
from wenxun.budget import Budget
from wenxun.models import Article, ArticleRecord, NameKind
from wenxun.query.tree import Order, Query, Term
from wenxun.ranking import Ranking

if TYPE_CHECKING:  # only a type here, and of no use to a search
    from wenxun.analysis.batch import IndexBatch
    from wenxun.name_table import NameTable

__all__ = [
    "ArticleSection",
    "Backend",
    "BackendStats",
    "BackendWriter",
    "Candidates",
    "Counted",
    "Exclusions",
    "InputStamp",
    "MatchKind",
    "Problem",
    "Refusal",
    "Scored",
    "Value",
    "ValueCounts",
]


@dataclass(frozen=True, slots=True)
class InputStamp:
    """What a source file looked like when its articles were indexed; equal stamps need no second reading.

    Attributes:
        path: absolute path of the file.
        size_bytes, modified_ns: from the file system.
        sha256: hex digest of the content.
        is_complete: False while articles of the file may still be missing from the index.
    """

    path: str
    size_bytes: int
    modified_ns: int
    sha256: str
    is_complete: bool = True

    @classmethod
    def stored(cls, path: str, size_bytes: int, modified_ns: int, sha256: str, is_complete: bool = True) -> InputStamp:
        """Return a stamp as an index holds it; version 0.1.0 wrote a NUL into the path of what was not complete.

        Args:
            path, size_bytes, modified_ns, sha256, is_complete: see the attributes.
        """
        path, nul, _ = path.partition("\0")
        return cls(path, size_bytes, modified_ns, sha256, is_complete and not nul)


Value: TypeAlias = Literal["id", "title", "article", "path", "text", "code", "dates"]
"""Names of what is stored of an article (the first three) or a section."""


class MatchKind(IntEnum):
    """How a section that all required nodes match, and no excluded one, has the texts of a query.

    ``RUN`` and ``APART`` are the *full matches*.

    Attributes:
        PARTIAL: it lacks one of them, but has any of the ranking terms.
        APART: it has all of them, one at least only in words that stand apart.
        RUN: it has each as one run (``wenxun.query.tree.FullMatch``); so does what has no texts to have.
    """

    PARTIAL = 0
    APART = 1
    RUN = 2


class Scored(NamedTuple):
    """Sections, their articles and their scores, in columns of equal length.

    Attributes:
        rows: the back end's own handles of sections.
        articles: the back end's own handles of articles.
        scores: contributions added up; ``wenxun.ranking.UNIT`` is a score of 1.
    """

    rows: list[Any]
    articles: list[Any]
    scores: list[int]


class ArticleSection(NamedTuple):
    """One section that matches, of an article that was asked about.

    Attributes:
        article, row: the back end's own handles of the article and the section.
        number: place of the section in its article.
        score: contributions of all terms, those of characters included.
        kind: how it matches.
    """

    article: Any
    row: Any
    number: int
    score: int
    kind: MatchKind


class Counted(NamedTuple):
    """What matches are counted by.

    Attributes:
        most: how many of the largest values of a field, and of the articles, are wanted; 0: periods alone are.
        keywords: fields of keywords.
        dates: fields of dates.
        periods: first and last year of each.
    """

    most: int = 0
    keywords: Sequence[str] = ()
    dates: Sequence[str] = ()
    periods: Sequence[tuple[int, int]] = ()


class ValueCounts(NamedTuple):
    """How all that was found divides by some of its values; largest first, but years in their order.

    Attributes:
        keywords: by field: folded value, handle of an article that has it, number of articles; level ones by value.
        dates: by field: year and number of articles.
        years: year and number of articles with a section found that names a date in it, or that have their own in it.
        articles: handle and number of sections found.
        periods: for each the number of articles with a section found that names or has a date in it.
    """

    keywords: Mapping[str, Sequence[tuple[str, Any, int]]] = {}
    dates: Mapping[str, Sequence[tuple[int, int]]] = {}
    years: Sequence[tuple[int, int]] = ()
    articles: Sequence[tuple[Any, int]] = ()
    periods: Sequence[int] = ()


class Candidates(Protocol):
    """The sections that can answer one query, in the generation that was open when it was asked.

    Each is of one ``MatchKind``. Scores are sums of contributions of the ranking terms (``wenxun.ranking``).
    ``wenxun.retrieval`` has the rules that make an answer of them.
    """

    @property
    def named_articles(self) -> Mapping[Any, int]:
        """Articles with a name that stands in ``Query.canonical``: handle and characters of the longest such name.

        Those of ``Query.linked_lengths`` count as well. Names have ``wenxun.ranking.NAME_CHARS`` characters. Articles
        that neither ``best`` nor ``named`` can give may be missing.
        """

    def best(self, k: int, kind: MatchKind) -> Scored:
        """Return the best ``k`` matches of a kind and those level with the last; fewer if there are no more.

        A back end to which each row is a transfer may cut off what is level: it then gives the first by article id and
        number, and ``k`` at least. So may one that has thousands of them, where neither characters nor names order the
        window.

        Args:
            k: how many are wanted.
            kind: how they match.
        """

    def named(self, known: Sequence[Any], kind: MatchKind, *, most: int) -> Scored:
        """Return the matches of a kind in ``named_articles``.

        Args:
            known: rows to leave out.
            kind: how they match.
            most: if there are more, none is given: such a name tells nothing.
        """

    def character_scores(self, rows: Sequence[Any]) -> list[int]:
        """Return what the terms for the window add to the score of each row."""

    def find_article(self, article_id: str) -> Any | None:
        """Return the handle of an article, or ``None`` if it is certain that there is none with this id."""

    def sections_of(self, articles: Sequence[Any], *, full_only: bool) -> Iterable[ArticleSection]:
        """Return the matches in some articles, in any order.

        Args:
            articles: their handles.
            full_only: leave out partial matches.
        """

    def values(self, name: Value, handles: Sequence[Any]) -> Sequence[Any]:
        """Return a stored value of each of some articles or sections, all in one go.

        Args:
            name: ``"id"``, ``"title"`` (texts) or ``"article"`` (an `Article` without sections) of an article;
                ``"path"`` (headings, from the outermost down to its own), ``"text"``, ``"code"`` (what
                ``wenxun.analysis.code_spans`` finds in it) or ``"dates"`` (numbers, increasing, see
                ``wenxun.analysis.date_codes``) of a section.
            handles: the articles, or the rows of the sections.
        """

    def count_articles(self, *, full_only: bool) -> int:
        """Return the number of articles with a match."""

    def ordered(self, order: Order, k: int, *, full_only: bool) -> Sequence[Any]:
        """Return the first ``k`` articles with a match in an order, those without a value last.

        Level ones come with the better match first (full ones first, then by score, characters included), then by id.

        Args:
            order: the field, and the direction.
            k: how many are wanted.
            full_only: leave out partial matches.
        """

    def count(self, counted: Counted, *, full_only: bool) -> ValueCounts:
        """Return how all matches divide.

        Args:
            counted: by what.
            full_only: leave out partial matches.
        """


@dataclass(frozen=True, slots=True)
class BackendStats:
    """Figures about an index.

    Attributes:
        articles: number of articles.
        sections: number of their sections.
        segments: number of parts that the index is made of.
        deleted_sections: sections that are deleted and still take room.
        generation: number of the generation.
        text_bytes: size of all texts in UTF-8.
        index_bytes: size on disk of what is searched.
        stored_bytes: size on disk of what is shown.
        name_bytes: size on disk of the names that are suggested while somebody types.
    """

    articles: int
    sections: int
    segments: int
    deleted_sections: int
    generation: int
    text_bytes: int
    index_bytes: int
    stored_bytes: int
    name_bytes: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that ``check`` found wrong.

    Attributes:
        file: the file of the index, or the article, that it is about.
        detail: a sentence that says what is wrong.
    """

    file: str
    detail: str


class Refusal(NamedTuple):
    """An article that the index could not take, though all others went in."""

    article_id: str
    section_count: int
    reason: str


class BackendWriter(Protocol):
    """One transaction. Nothing of it is visible before it commits; leaving by an error drops it whole.

    Attributes:
        exclusions: what was deleted for good; what is changed in it holds from the commit on.
    """

    exclusions: Exclusions

    @property
    def refused(self) -> Sequence[Refusal]:
        """Articles that could not be taken, of which nothing is in the index; complete when the transaction is over."""

    def put(self, batch: IndexBatch, stamps: Sequence[InputStamp | None]) -> None:
        """Add the batch's articles; an article with the same id is replaced.

        Args:
            batch: the articles.
            stamps: for each article that of its source file; ``None`` for one that is from no file.
        """

    def put_prepared(self, prepared: Any, stamps: Sequence[InputStamp | None], left_out: Collection[int] = ()) -> None:
        """Add what ``Backend.prepare`` made of a batch; see ``put``.

        Args:
            prepared: what it made.
            stamps: for each article of the batch that of its source file, or ``None``.
            left_out: places of articles of the batch that are not added.
        """

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in, of which so far was said that it is not complete.

        The last articles that were put in this transaction must be of that file.
        """

    def delete(self, article_ids: Collection[str]) -> int:
        """Delete articles by id; returns how many there were."""

    def existing(self, article_ids: Collection[str]) -> frozenset[str]:
        """Return those ids that articles have, what was put and deleted in this transaction included."""


class Backend(Protocol):
    """An index, opened."""

    @property
    def ranking(self) -> Ranking:
        """The parameters of the ranking."""

    @property
    def made_with(self) -> Mapping[str, str]:
        """Analysis settings that the index was built with; none where it is empty."""

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

    def article(self, article_id: str) -> Article | None:
        """Return a whole article as it was indexed, or ``None``."""

    def stored(self, damage: list[Problem] | None = None) -> Iterable[tuple[Article, InputStamp | None]]:
        """Yield every article with the stamp of its source file, whatever analysis it was indexed with.

        Args:
            damage: takes what cannot be read, which is then passed over; ``None``: it is an error.
        """

    def records(self) -> Iterable[ArticleRecord]:
        """Return every article's record, in order of id."""

    def names(self) -> Iterable[tuple[NameKind, str]]:
        """Yield titles, aliases, headings and targets of links, each as often as it occurs; reads the whole index."""

    def name_table(self) -> NameTable:
        """Return the same names, to be searched."""

    def titled(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return name to article id, for names (folded, in canonical wording) that are a title or an alias."""

    def linked(self, anchor: str) -> Mapping[str, int]:
        """Return the keys of what articles link to by a text (``wenxun.analysis.link_names``), with how many do."""

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """Return the number of sections that have each term."""

    @property
    def generation(self) -> int:
        """Number of the generation that is read; another one may hold other articles."""

    @property
    def edition(self) -> str:
        """Names what is read, the same only as long as that is; "" where it cannot be told."""

    def inputs(self) -> Mapping[InputStamp, tuple[str, ...]]:
        """Return the ids of the articles with each stamp, for every indexed file.

        A file has several stamps while a newer version of it replaces the older one, or after it was completed.
        """

    def exclusions(self) -> Exclusions:
        """Return what was deleted for good; a fresh transaction keeps it."""

    def exists(self) -> bool:
        """Return whether there is an index (damaged or not)."""

    def create(self) -> None:
        """Make an empty index."""

    @property
    def prepare(self) -> Callable[[IndexBatch], Any]:
        """Does what can be done to a batch without the index. A function that other processes can be sent."""

    def writer(self, *, wait_seconds: float = 0.0, fresh: bool = False) -> AbstractContextManager[BackendWriter]:
        """Open a transaction; a ``fresh`` one starts from nothing and replaces the whole index.

        Args:
            wait_seconds: how long to wait for another writer.
            fresh: start from nothing.

        Returns:
            The transaction, which ends with the ``with``.

        Raises:
            IndexLockedError: if another writer has the index for longer.
        """

    def stats(self) -> BackendStats:
        """Return figures about the index."""

    def check(self) -> list[Problem]:
        """Read everything and say what is wrong; an empty list means that all is well."""

    def refresh(self) -> bool:
        """Move to the newest generation; True when there was a newer one."""

    def close(self) -> None:
        """Let go of files and connections."""
