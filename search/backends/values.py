"""What crosses the seam between the engine and an index: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, NamedTuple, TypeAlias

from wenxun.backends.exclusions import Exclusions

__all__ = [
    "ArticleSection",
    "BackendStats",
    "Counted",
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

Value: TypeAlias = Literal["id", "title", "article", "path", "text", "code", "dates"]
"""Names of what is stored of an article (the first three) or a section.

``"article"`` is an `Article` without sections. ``"path"`` is the headings of a section, from the outermost down to its
own; ``"code"`` what ``wenxun.analysis.code_spans`` finds in its text; ``"dates"`` are numbers, increasing, see
``wenxun.analysis.date_codes``.
"""

StoredValue: TypeAlias = Literal["id", "title", "source", "section_count", "article", "stamp"]
"""Names of what an index holds of an article.

``"article"`` is the whole article, as it was indexed; ``"stamp"`` the `InputStamp` of its source file, ``None`` where
it is from no file.
"""


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
        character_scores: what the terms for the window add to each; empty where this is no window.
        named: of a window, articles with a name that stands in the query: handle and characters of the longest one.
            Articles without a section here may be among them, or be missing.
    """

    rows: Sequence[Any]
    articles: Sequence[Any]
    scores: Sequence[int]
    character_scores: Sequence[int] = ()
    named: Mapping[Any, int] = {}


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
    """What is to be counted of all matches.

    Attributes:
        total: whether the number of articles is wanted.
        most: how many of the largest values of a field, and of the articles, are wanted; 0: none, and no years.
        keywords: fields of keywords.
        dates: fields of dates.
        periods: first and last year of each.
    """

    total: bool = False
    most: int = 0
    keywords: Sequence[str] = ()
    dates: Sequence[str] = ()
    periods: Sequence[tuple[int, int]] = ()


class ValueCounts(NamedTuple):
    """How all that was found divides by some of its values; largest first, but years in their order.

    Attributes:
        total: number of articles with a section found.
        keywords: by field: folded value, handle of the first article of all that has it, number of articles found;
            level ones by value.
        dates: by field: year and number of articles.
        years: year and number of articles with a section found that names a date in it, or that have their own in it.
        articles: handle and number of sections found.
        periods: for each the number of articles with a section found that names or has a date in it.
    """

    total: int = 0
    keywords: Mapping[str, Sequence[tuple[str, Any, int]]] = {}
    dates: Mapping[str, Sequence[tuple[int, int]]] = {}
    years: Sequence[tuple[int, int]] = ()
    articles: Sequence[tuple[Any, int]] = ()
    periods: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """What is read of an index, between two commits.

    Attributes:
        number: another one may hold other articles.
        edition: names it among those of all indexes, the same only as long as what is read is; "" where that cannot be
            told.
        made_with: analysis settings that the index was built with; none where it is empty.
        exclusions: what was deleted for good.
    """

    number: int
    edition: str
    made_with: Mapping[str, str]
    exclusions: Exclusions


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
    segments: int = 1
    deleted_sections: int = 0
    generation: int = 0
    text_bytes: int = 0
    index_bytes: int = 0
    stored_bytes: int = 0
    name_bytes: int = 0


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
