"""The values that flow through wenxun: frozen, typed, without behaviour that needs another module.

Spans are half-open ``[start, end)`` and count Unicode code points of one *named* text: the docstring of
each field says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import Any, Literal, Self, TypeAlias, overload

__all__ = [
    "AddedForm",
    "Article",
    "ArticleCount",
    "ArticleRecord",
    "CategoryCount",
    "Element",
    "ElementKind",
    "Facets",
    "FieldValue",
    "FoundIn",
    "Hit",
    "IndexReport",
    "IndexedInput",
    "LeftOutInput",
    "Link",
    "NameKind",
    "PeriodCount",
    "Piece",
    "SearchResults",
    "Section",
    "SectionHit",
    "SkippedInput",
    "Snippet",
    "Span",
    "Suggestion",
    "TextDate",
    "ValueCount",
    "VariantRule",
    "YearCount",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points of one named text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class TextDate:
    """A day, month, year, decade or century, as exactly as a text names it.

    Attributes:
        year: negative before the common era (-221 is 公元前221年; there is no year 0); ``None`` where neither the
            text nor what stands before it says which.
        month: 1 to 12, or ``None``.
        day: 1 to 31, or ``None``.
        is_decade: the ten years from ``year`` on are meant.
        is_century: the hundred years from ``year`` on are meant; the 19th century starts with 1801.
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    is_decade: bool = False
    is_century: bool = False

    @property
    def century(self) -> int | None:
        """The number of the century that is meant, negative before the common era; ``None`` where none is."""
        if not self.is_century or self.year is None:
            return None
        return self.year // 100 + (self.year > 0)

    def __str__(self) -> str:
        """As in the query language: ``2018-05-26``, ``2018-05``, ``2018``, ``1990s``, ``19世纪``; ``?-05-26``."""
        if self.century is not None:
            return f"{'公元前' if self.century < 0 else ''}{abs(self.century)}世纪"
        year = "?" if self.year is None else f"{self.year}s" if self.is_decade else str(self.year)
        return year + "".join(f"-{part:02}" for part in (self.month, self.day) if part is not None)


# --- articles -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an article.

    Attributes:
        target: title of the page (or URL) that the link leads to, without any ``#fragment``.
        span: where its true anchor stands, in ``Section.text`` of the section that holds the link.
    """

    target: str
    span: Span


ElementKind: TypeAlias = Literal[
    "list_item",
    "table",
    "row",
    "cell",
    "code",
    "quote",
    "verse",
    "note",
    "image",
    "bold",
    "italic",
    "struck",
    "highlight",
    "footnote",
    "footnote_mark",
    "ruby",
    "formula",
    "page",
]
"""What a stretch of a section's text is. ``Element.value`` and ``Element.level`` say for each:

=================  ==========================================  ====================================
kind               value                                       level
=================  ==========================================  ====================================
``list_item``      ``"-"``, ``"3."``, ``"[ ]"`` or ``"[x]"``    depth in lists, from 1
``table``          caption                                     0
``row``            ``"head"`` for a heading row                0
``cell``           ``"left"``, ``"right"`` or ``"center"``      columns that it spans; 0 is 1
``code``           language                                    1 for a block, 0 within a line
``quote``          ``""``                                      depth, from 1
``verse``          ``""``: its line ends are the author's      0
``note``           kind of a box: ``"tip"``, ``"warning"`` …    0
``image``          address; the span covers what is shown in   0
                   its place, or is empty
``bold`` …         ``""``                                      0
``footnote``       label; the span covers the note             0
``footnote_mark``  label of the note; the span may be empty    0
``ruby``           how the text of the span is read            0
``formula``        ``"tex"`` or ``"mathml"``                    1 for a block, 0 within a line
``page``           number of the page of the document that     0
                   this stood on, from 1
=================  ==========================================  ====================================
"""


@dataclass(frozen=True, slots=True)
class Element:
    """A part of the light structure of a section: what a reader of the article would see of its form.

    Links are not elements; they are ``Section.links``.

    Attributes:
        kind: what it is; the table of ``ElementKind`` says what ``value`` and ``level`` are for each.
        span: where it stands, in ``Section.text``.
    """

    kind: ElementKind
    span: Span
    value: str = ""
    level: int = 0


FieldValue: TypeAlias = str | int | float | tuple[str, ...]
"""A value of an article's own field: a text, a number, or several texts."""


@dataclass(frozen=True, slots=True)
class VariantRule:
    """One wording in several regions, as written by ``{{noteTA}}`` or ``-{...}-``.

    Attributes:
        forms: region code (``zh-hans``, ``zh-hant``, ``zh-cn``, ``zh-tw``, ``zh-hk``, ...) to wording.
        origin: ``"article"`` for a rule of the whole article, ``"inline"`` for one place.
    """

    forms: Mapping[str, str]
    origin: Literal["article", "inline"]


@dataclass(frozen=True, slots=True)
class Section:
    """The unit that is indexed: a stretch of text under one heading.

    Attributes:
        number: 0 for the lead, then 1, 2, 3 ... in reading order.
        heading: heading as it stands in the article; empty for the lead.
        path: headings from the outermost down to this one, inclusive; empty for the lead.
        text: clean text. Paragraphs are separated by one blank line.
        links: links whose anchors stand in ``text``, in order of their spans.
        elements: lists, tables, code and the like, in order of their starts; of two that start at one place, the
            longer comes first.
    """

    number: int
    heading: str
    path: tuple[str, ...]
    text: str
    links: tuple[Link, ...] = ()
    elements: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader would see it, without markup.

    Attributes:
        id: stable identifier, unique in an index.
        title: title as written in the article.
        sections: at least one, for none is taken for one without text; numbers run from 0 without gaps.
        categories: names of categories, without the ``Category:`` prefix, in order, each once.
        variants: regional wordings that the article declares.
        aliases: other titles (redirects) under which the article is known.
        format: ``"markdown"``, ``"wikitext"``, ``"html"``, ``"text"``, ``"jsonl"``; of documents ``"pdf"``, ``"epub"``,
            ``"docx"``, ``"odt"``, ``"rtf"``, ``"mhtml"``.
        source: where it was read from, as given; empty when it was made in memory.
        cleaned: rule name to how many times the reader applied it (nothing is dropped silently).
        url: address of the owner's own page of it; "" if none is known.
        published, updated: ISO 8601 date or date and time (``2018-05-26``, ``2018-05-26T09:30:00+08:00``), or "".
        authors, tags: in order, each once.
        description: a summary in the words of the article's author.
        lang: BCP 47 tag of its language as the article states it, or "".
        path: path of its file relative to the indexed folder, with ``/`` between folders; "" if it has none.
        fields: the article's own fields, by name.
    """

    id: str
    title: str
    sections: tuple[Section, ...]
    categories: tuple[str, ...] = ()
    variants: tuple[VariantRule, ...] = ()
    aliases: tuple[str, ...] = ()
    format: str = "text"
    source: str = ""
    cleaned: Mapping[str, int] = field(default_factory=dict)
    url: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    description: str = ""
    lang: str = ""
    path: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.sections:
            object.__setattr__(self, "sections", (Section(0, "", (), ""),))

    @property
    def text(self) -> str:
        """The whole article: headings and texts of all sections, separated by blank lines."""
        parts: list[str] = []
        previous: tuple[str, ...] = ()
        for section in self.sections:
            if section.heading and section.path != previous:
                parts.append(section.heading)
            previous = section.path
            if section.text:
                parts.append(section.text)
        return "\n\n".join(parts)

    @property
    def links(self) -> tuple[Link, ...]:
        """All links of all sections, in reading order; each span counts in its own section's text."""
        return tuple(link for section in self.sections for link in section.links)


# --- indexing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What an index knows of an article without reading its text."""

    id: str
    title: str
    section_count: int
    source: str


@dataclass(frozen=True, slots=True)
class IndexedInput:
    """An input that went into the index: its path (or article id) and the articles that it held."""

    path: str
    article_ids: tuple[str, ...]
    section_count: int


@dataclass(frozen=True, slots=True)
class SkippedInput:
    """An input that did not go into the index.

    Attributes:
        path: the file, or ``file:line`` for one record of a file.
        reason: short stable code (``empty``, ``binary``, ``unreadable``, ``too-large``, ...).
        detail: one sentence that says what was found, with the value.
    """

    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class LeftOutInput:
    """What a folder holds that is no article, or is not wanted as one; nobody misses it.

    Attributes:
        path: the file or folder.
        reason: short stable code (``hidden``, ``ignored``, ``excluded``, ``code``, ``picture``, ``draft``, ...).
        detail: one sentence that says why.
        is_folder: whether it is a folder; what is in it was not looked at.
    """

    path: str
    reason: str
    detail: str
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one call of ``add`` did. Every input stands in exactly one of the lists.

    Attributes:
        added: inputs that the index did not hold before.
        updated: inputs whose sections replaced older ones.
        unchanged: paths that were already indexed as they are.
        removed: paths that had gone from the folder, or are left out now, and were taken out (``sync`` only).
        skipped: inputs that could not be indexed, each with its reason.
        left_out: what given folders hold that is no article or is not wanted, each with its reason.
        cleaned: rule name to how many times the readers applied it.
        took_ms: wall-clock milliseconds.
    """

    added: tuple[IndexedInput, ...] = ()
    updated: tuple[IndexedInput, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[SkippedInput, ...] = ()
    left_out: tuple[LeftOutInput, ...] = ()
    cleaned: Mapping[str, int] = field(default_factory=dict)
    took_ms: float = 0.0

    @property
    def article_count(self) -> int:
        """Number of articles that went into the index."""
        return sum(len(item.article_ids) for item in (*self.added, *self.updated))

    @property
    def section_count(self) -> int:
        """Number of sections that went into the index."""
        return sum(item.section_count for item in (*self.added, *self.updated))


# --- results --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a snippet's text that is either wholly marked or wholly unmarked."""

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
        """The passage with ``before`` and ``after`` around every marked run."""
        return "".join(f"{before}{p.text}{after}" if p.match else p.text for p in self.pieces)

    def to_html(self, tag: str = "mark") -> str:
        """The passage as HTML: each piece escaped by itself, marked runs inside ``<tag>``."""
        written = self.to_text()
        if not any(sign in written for sign in "&<>\"'"):
            return self.to_text(f"<{tag}>", f"</{tag}>")
        from html import escape

        return "".join(f"<{tag}>{escape(p.text)}</{tag}>" if p.match else escape(p.text) for p in self.pieces)

    def to_json(self) -> list[dict[str, Any]]:
        """The pieces as ``{"text": ..., "match": ...}`` (JavaScript counts UTF-16 units, so no offsets)."""
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
        kind: ``"title"``, ``"name"`` (another name), ``"heading"``, or the name of a field (``wenxun.fields``).
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
        """Return a value whose attributes are ``known``, or made by ``make`` of the value itself and their names."""
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
    """

    number: int
    heading: str
    path: tuple[str, ...]
    score: float
    snippet: Snippet = field(hash=False)
    dates: tuple[TextDate, ...] = field(hash=False)


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


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category and how many of the articles found are in it; ``name`` as one of them writes it."""

    name: str
    article_count: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year and how many of the articles found have a section that was found and names a date in it."""

    year: int
    article_count: int


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """As ``YearCount``, for all years from ``first`` to ``last``."""

    first: int
    last: int
    article_count: int

    def __str__(self) -> str:
        """The period as in the query language: ``1950..1959``, ``2018``."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """An article and how many of its sections were found."""

    id: str
    title: str
    section_count: int


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value of a field and how many of the articles found have it; ``value`` as one of them writes it."""

    value: str
    article_count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How all that was found divides, over all pages. Every count is what the same query with ``category:"NAME"``, or
    with ``date:`` and the year or period, finds. What is filtered by is counted as if it were not, so that a count says
    what one more value of the filter brings.

    Attributes:
        categories: the largest ones, largest first, level ones by name.
        years: every year that something found names, in order; only those asked for where dates are.
        periods: these years in at most 30 stretches of equal length that follow each other; the first and the last may
            be longer and take in what lies far from the rest.
        articles: those with the most sections found; of articles level with each other all or none.
        fields: name of a field to its largest values, largest first, level ones by value; of a field of dates, years
            in their order; of paths, folders. Only fields of which something found has a value.
    """

    categories: tuple[CategoryCount, ...] = ()
    years: tuple[YearCount, ...] = ()
    periods: tuple[PeriodCount, ...] = ()
    articles: tuple[ArticleCount, ...] = ()
    fields: Mapping[str, tuple[ValueCount, ...]] = field(default_factory=dict)


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
