"""The seam between the engine and an index.

A back end stores analysed sections and answers analysed queries. It never analyses text and never sees
query syntax. ``tests/`` holds a fake of it in about 60 lines, and every case under ``tests/cases`` runs on
each real one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from wenxun.models import Article, ArticleRecord, NameKind
from wenxun.query.tree import Query, Term

if TYPE_CHECKING:  # only a type here, and of no use to a search
    from wenxun.analysis.batch import IndexBatch

__all__ = [
    "ArticleMatch",
    "Backend",
    "BackendStats",
    "BackendWriter",
    "FacetCounts",
    "InputStamp",
    "Matches",
    "Problem",
    "Refusal",
    "SectionMatch",
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
        """Return a stamp as an index holds it; version 0.1.0 wrote a NUL into the path of what was not complete."""
        path, nul, _ = path.partition("\0")
        return cls(path, size_bytes, modified_ns, sha256, is_complete and not nul)


@dataclass(frozen=True, slots=True)
class SectionMatch:
    """One matching section: its place in the article and its score."""

    number: int
    heading: str
    path: tuple[str, ...]
    score: float


class ArticleMatch(NamedTuple):
    """One matching article: its score, and the back end's own handle for it."""

    score: float
    key: Any


class FacetCounts(NamedTuple):
    """How all that was found divides.

    Attributes:
        categories: folded name, id of an article that has it, number of articles; largest first.
        years: year and number of articles with a section found that names a date in it; by year.
        articles: id, title and number of sections found; largest first, level ones by id. Of articles that are
            level with each other either all are there or none.
    """

    categories: tuple[tuple[str, str, int], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    articles: tuple[tuple[str, str, int], ...] = ()


class Matches(Protocol):
    """The answer to one query, bound to the generation that gave it; computed as far as it is asked for.

    Attributes:
        articles: the articles of the page, by (-score, id).
        relaxed: True when no section holds all that was asked for, so that the best partial ones are given.
    """

    @property
    def articles(self) -> tuple[ArticleMatch, ...]: ...

    @property
    def relaxed(self) -> bool: ...

    def total(self) -> int:
        """Number of articles found, over all pages."""

    def describe(self, match: ArticleMatch) -> tuple[str, str]:
        """Id and title of an article."""

    def sections(self, match: ArticleMatch) -> tuple[SectionMatch, ...]:
        """All matching sections of an article, best first (equal scores: by number)."""

    def includes(self, article_id: str, number: int) -> bool:
        """Whether a section is among the matches, on whatever page."""

    def text(self, match: ArticleMatch, number: int) -> str:
        """The stored text of one section of a match."""

    def dates(self, match: ArticleMatch, number: int) -> tuple[int, ...]:
        """The dates that one section of a match names, as numbers (``wenxun.analysis.date_codes``), increasing."""

    def facets(self, limit: int) -> FacetCounts:
        """How all that matches divides, with at most ``limit`` categories and articles."""

    def count_periods(self, periods: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Number of articles with a section found that names a date from one year to another, for each such period."""


@dataclass(frozen=True, slots=True)
class BackendStats:
    """Figures about an index. Sizes in bytes."""

    articles: int
    sections: int
    segments: int
    deleted_sections: int
    generation: int
    text_bytes: int
    index_bytes: int
    stored_bytes: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that ``check`` found wrong."""

    file: str
    detail: str


class Refusal(NamedTuple):
    """An article that the index could not take, though all others went in."""

    article_id: str
    section_count: int
    reason: str


class BackendWriter(Protocol):
    """One transaction. Nothing of it is visible before it commits; leaving by an error drops it whole."""

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
        """As ``put``, of what ``Backend.prepare`` made of a batch, without the articles at the places ``left_out``."""

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

    def find(self, query: Query, *, offset: int, limit: int) -> Matches:
        """The articles that match, best first, from ``offset`` on, at most ``limit``."""

    def sample(self, count: int, seed: int) -> Iterable[tuple[str, int, str]]:
        """Article id, number and text of ``count`` sections with text, drawn at random."""

    def article(self, article_id: str) -> Article | None:
        """A whole article as it was indexed, or ``None``."""

    def records(self) -> Iterable[ArticleRecord]:
        """Every article's record, in order of id."""

    def categories(self, article_id: str) -> tuple[str, ...]:
        """Names of an article's categories; none if there is no such article."""

    def names(self) -> Iterable[tuple[NameKind, str]]:
        """Titles, aliases, headings and targets of links, each as often as it occurs; reads the whole index."""

    def titled(self, names: Sequence[str]) -> Mapping[str, str]:
        """Name to article id, for names (folded, in canonical wording) that are an article's title or alias."""

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """Number of sections that have each term."""

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

    def exists(self) -> bool:
        """Whether there is an index (damaged or not)."""

    def create(self) -> None:
        """Make an empty index."""

    @property
    def prepare(self) -> Callable[[IndexBatch], Any]:
        """Does what can be done to a batch without the index. A function that other processes can be sent."""

    def writer(self, *, wait_seconds: float = 0.0, fresh: bool = False) -> AbstractContextManager[BackendWriter]:
        """Open a transaction; a ``fresh`` one starts from nothing and replaces the whole index.

        Raises IndexLockedError when another writer holds the index for longer than ``wait_seconds``.
        """

    def stats(self) -> BackendStats:
        """Figures about the index."""

    def check(self) -> list[Problem]:
        """Read everything and say what is wrong; an empty list means that all is well."""

    def refresh(self) -> bool:
        """Move to the newest generation; True when there was a newer one."""

    def close(self) -> None:
        """Let go of files and connections."""
