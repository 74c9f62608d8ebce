"""What a search gives: hits with their passages, and how everything found divides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import Any, Literal, Self, TypeAlias, overload

from wenxun.models.articles import Article, FieldValue
from wenxun.models.facets import Facets
from wenxun.models.sections import TextDate

__all__ = [
    "AddedForm",
    "Deferred",
    "FoundIn",
    "Hit",
    "NameKind",
    "Piece",
    "SearchResults",
    "SectionHit",
    "Snippet",
    "Suggestion",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a snippet's text that is either wholly marked or wholly unmarked.

    Attributes:
        text: the run.
        match: whether it is marked.
    """

    text: str
    match: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """A short passage of a section with the matched characters marked.

    Attributes:
        pieces: the passage, cut where marking starts and ends. Joined, they are a substring of the
            section's text, but for an ellipsis (``…``) where passages were cut or joined.
    """

    pieces: tuple[Piece, ...]

    def to_text(self, before: str = "", after: str = "") -> str:
        """Return the passage with signs around every marked run.

        Args:
            before, after: the signs.

        Returns:
            The passage.
        """
        return "".join([f"{before}{p.text}{after}" if p.match else p.text for p in self.pieces])

    def to_html(self, tag: str = "mark") -> str:
        """Return the passage as HTML, each piece escaped by itself.

        Args:
            tag: name of the element around every marked run.

        Returns:
            The passage.
        """
        written = self.to_text()
        if not any(sign in written for sign in "&<>\"'"):
            return self.to_text(f"<{tag}>", f"</{tag}>")
        from html import escape

        return "".join(f"<{tag}>{escape(p.text)}</{tag}>" if p.match else escape(p.text) for p in self.pieces)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the pieces as JSON has them; without offsets, because JavaScript counts UTF-16 units.

        Returns:
            ``{"text": ..., "match": ...}`` for each piece.
        """
        return [{"text": p.text, "match": p.match} for p in self.pieces]


NameKind: TypeAlias = Literal["title", "heading", "link"]
"""Where a name stands: an article's title or alias, a section's heading, the target of a link."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that a reader may be about to type.

    Attributes:
        text: the whole query; its end is a name, as written.
        kind: where the name stands.
    """

    text: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class AddedForm:
    """A wording that the engine searched besides what was typed.

    Attributes:
        typed: what stands in the query.
        added: the canonical wording under which it was searched.
        source: the word list that the pair comes from.
    """

    typed: str
    added: str
    source: str


@dataclass(frozen=True, slots=True)
class FoundIn:
    """Where a query was found outside the text that a hit shows.

    Attributes:
        kind: ``"title"``, ``"name"`` (another name), ``"anchor"`` (what others call it in links), ``"heading"``, or the
            name of a field (``wenxun.fields``).
        text: what stands there, as written.
    """

    kind: str
    text: str


class Deferred:
    """A frozen dataclass of which some attributes are made when they are first read, compared, copied or pickled.

    So a page costs no more than what is looked at, and still is a value like any other.
    """

    @classmethod
    def deferred(cls, make: Callable[[Any, str], Any], **known: Any) -> Self:
        """Return a value of which some attributes are made later.

        Args:
            make: makes an attribute, of the value itself and the attribute's name.
            known: the other attributes.

        Returns:
            The value.
        """
        made = object.__new__(cls)
        made.__dict__.update(known, _make=make)
        return made

    def __getattr__(self, name: str) -> Any:
        make = self.__dict__.get("_make")
        if make is None or name not in self.__dataclass_fields__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        value = self.__dict__[name] = make(self, name)
        return value

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)


@dataclass(frozen=True)
class SectionHit(Deferred):
    """One section that matched.

    Attributes:
        number, heading, path: as in ``Section``.
        score: score of this section.
        snippet: its best passages, with whole sentences around them if the search asked for that.
        dates: the dates that it names, each once, those of unknown year first, then the earliest first.
        page: number of the page, from 1, that the first mark stands on; ``None`` but for a PDF.
    """

    number: int
    heading: str
    path: tuple[str, ...]
    score: float
    snippet: Snippet = field(hash=False)
    dates: tuple[TextDate, ...] = field(hash=False)
    page: int | None = field(hash=False)


@dataclass(frozen=True)
class Hit(Deferred):
    """One article that matched.

    Attributes:
        rank: 1 for the first article of all, so the first of a page has ``offset + 1``.
        id: identifier of the article.
        title: its title as written.
        score: score of the article: its best section's, with what titles add.
        sections: every section of the article that matched, best first.
        why: wordings that were searched besides the typed ones and that stand in the article's best section.
        found_in: where the query was found, if nothing is marked in the snippet of the best section; else nothing.
        about: what else is known of the article: an ``Article`` without sections.
    """

    rank: int
    id: str
    title: str
    score: float
    sections: tuple[SectionHit, ...] = field(hash=False)
    why: tuple[AddedForm, ...] = field(hash=False)
    found_in: tuple[FoundIn, ...] = field(hash=False)
    about: Article = field(hash=False)

    @property
    def url(self) -> str:
        """Address of the owner's own page of it; "" if none is known."""
        return self.about.url

    @property
    def published(self) -> str:
        """ISO 8601 date or date and time, or ""."""
        return self.about.published

    @property
    def updated(self) -> str:
        """ISO 8601 date or date and time, or ""."""
        return self.about.updated

    @property
    def authors(self) -> tuple[str, ...]:
        """Its authors, in order."""
        return self.about.authors

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags, in order."""
        return self.about.tags

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories, in order."""
        return self.about.categories

    @property
    def path(self) -> str:
        """Path of its file relative to the indexed folder; "" if it has none."""
        return self.about.path

    @property
    def file(self) -> str:
        """Where it was read from, as given; "" when it was made in memory."""
        return self.about.source

    @property
    def fields(self) -> Mapping[str, FieldValue]:
        """Fields of its own."""
        return self.about.fields


@dataclass(frozen=True)
class SearchResults(Deferred, Sequence[Hit]):
    """A page of hits.

    Attributes:
        query: as typed.
        offset, limit: the page that was asked for.
        took_ms: wall-clock milliseconds from the typed query to the ranked hits.
        hits: the articles of this page, by (-score, id) or as they were to be sorted.
        total: number of articles found, over all pages.
        facets: how all that was found divides, over all pages.
        complete: False when the time for a query (``query_budget_ms``) was over before all of it was looked at, so that
            there may be more.
        added: wordings that were searched besides the typed ones.
        relaxed: True when no section holds everything that was typed, so that the best partial ones are given.
        message: a sentence for the reader when there is something to say (an empty query), else "".
        notes: sentences on how the query was read, as where a name before a colon is no field.
    """

    query: str
    offset: int
    limit: int
    took_ms: float
    hits: tuple[Hit, ...]
    total: int = field(hash=False)
    facets: Facets = field(hash=False)
    complete: bool = field(hash=False)
    added: tuple[AddedForm, ...] = ()
    relaxed: bool = False
    message: str = ""
    notes: tuple[str, ...] = ()

    def to_dict(self, **options: Any) -> dict[str, Any]:
        """Return what ``wenxun search --json`` and the HTTP API give.

        Args:
            options: ``sections``, ``variant`` and ``facets``, as there.

        Returns:
            What ``json.dumps`` takes.
        """
        body = import_module("wenxun.presentation").search_body(self, **options)  # stands above
        return dict(body)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[index]
