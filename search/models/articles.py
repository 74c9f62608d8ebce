"""Articles, as a reader sees them, and places and dates in their texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from operator import index
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias

__all__ = [
    "METADATA_NAMES",
    "METADATA_TEXTS",
    "Article",
    "Element",
    "ElementKind",
    "FieldValue",
    "Link",
    "Section",
    "Span",
    "TextDate",
    "VariantRule",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points of one named text.

    Attributes:
        start: number of the first code point in it, from 0.
        end: number of the first one behind it.
    """

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


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an article.

    Attributes:
        target: title of the page (or URL) that the link leads to. With a ``#heading`` behind it, it leads to a section.
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
        value, level: see ``kind``.
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


METADATA_TEXTS = ("url", "published", "updated", "description", "lang")
"""Attributes of an article that are a text which it states of itself."""

METADATA_NAMES = ("authors", "tags")
"""Attributes of an article that are several names."""

_TEXTS = ("title", "format", "source", "path", *METADATA_TEXTS)
_DATES = ("published", "updated")
_SEVERAL: tuple[tuple[str, type, str], ...] = (
    ("sections", Section, "Section"),
    ("variants", VariantRule, "VariantRule"),
    *((name, str, 'texts, such as ["茶"]') for name in ("categories", "aliases", *METADATA_NAMES)),
)


@dataclass(frozen=True, slots=True, init=False)
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

    Example:
        >>> from wenxun import Article
        >>> tea = Article(id=7, title="茶", text="# 绿茶\\n\\n水温八十度。", tags=["饮料"], fields={"price": 12})
        >>> tea.id, [section.heading for section in tea.sections]
        ('7', ['绿茶'])
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

    def __init__(
        self,
        id: str | int,
        title: str = "",
        sections: Iterable[Section] = (),
        categories: Iterable[str] = (),
        variants: Iterable[VariantRule] = (),
        aliases: Iterable[str] = (),
        format: str = "",
        source: str = "",
        cleaned: Mapping[str, int] | None = None,
        url: str = "",
        published: str | date = "",
        updated: str | date = "",
        authors: Iterable[str] = (),
        tags: Iterable[str] = (),
        description: str = "",
        lang: str = "",
        path: str = "",
        fields: Mapping[str, FieldValue | list[str]] | None = None,
        *,
        text: str | None = None,
    ) -> None:
        """Make an article of its sections, or of a text.

        Values are checked at once. A number as ``id`` becomes its text, and a ``datetime.date`` its ISO form.

        Args:
            id, title, sections, categories, variants, aliases: see the attributes.
            format: that of ``text``; "": it is found out. See ``from_text``.
            source, cleaned, url, published, updated, authors, tags, description, lang, path, fields: likewise.
            text: is read in place of ``sections``: its headings make them.

        Raises:
            TypeError: for a value of a wrong type, such as a text where several are meant.
            ValueError: if the numbers of the sections do not run from 0, or there is no such format.
            ArticleError: if ``text`` is too complex to be read.
        """
        given: dict[str, Any] = dict(
            zip(
                _ATTRIBUTES,
                (
                    id,
                    title,
                    sections,
                    categories,
                    variants,
                    aliases,
                    format,
                    source,
                    cleaned or {},
                    url,
                    published,
                    updated,
                    authors,
                    tags,
                    description,
                    lang,
                    path,
                    fields or {},
                ),
                strict=True,
            )
        )
        _check(given)
        if text is not None:
            if given["sections"]:
                raise TypeError("An article is made of sections or of a text, not of both.")
            _check_text(given["id"], "text", text)
            given = import_module("wenxun.articles.given").read_given(text, given)  # stands above
        given["format"] = given["format"] or "text"
        given["sections"] = given["sections"] or (Section(0, "", (), ""),)
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_text(cls, text: str, *, id: str | int, format: str = "", **attributes: Any) -> Self:
        """Return the article that a text is.

        Headings make its sections; title, tags, dates and the like are read where the text states them.

        Args:
            text: as its author wrote it.
            id: its identifier.
            format: ``"markdown"``, ``"wikitext"``, ``"html"`` or ``"text"``; "": what the text looks like.
            attributes: other attributes; they count more than what the text states.

        Returns:
            The article.

        Raises:
            TypeError: for a value of a wrong type.
            ValueError: if there is no such format.
            ArticleError: if the text is too complex to be read.

        Example:
            >>> from wenxun import Article
            >>> tea = Article.from_text("# 茶\\n\\n茶是饮料。\\n\\n## 绿茶\\n\\n水温八十度。", id="tea")
            >>> tea.title, tea.format, [section.heading for section in tea.sections]
            ('茶', 'markdown', ['', '绿茶'])
        """
        return cls(id, text=text, format=format, **attributes)

    @classmethod
    def from_file(cls, path: str | Path) -> Article:
        """Return the article of a file that holds one, in any format that ``wenxun index`` reads.

        ``SearchEngine.add`` takes paths too, also of folders and of files with many articles.

        Args:
            path: the file; ``~`` is your home folder.

        Returns:
            The article; its id is the file's name without its suffix.

        Raises:
            ArticleError: if the file cannot be read, or holds another number of articles than one.
        """
        found: Article = import_module("wenxun.articles.given").read_lone(Path(path).expanduser())
        return found

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


_ATTRIBUTES = tuple(Article.__dataclass_fields__)


def _check(given: dict[str, Any]) -> None:
    """Bring what is given for an article into its types.

    Raises:
        TypeError: where that would be a guess.
        ValueError: if the numbers of its sections are not their places.
    """
    if hasattr(given["id"], "__index__") and not isinstance(given["id"], bool):
        given["id"] = str(index(given["id"]))  # also the whole numbers of numpy
    article_id = given["id"]
    _check_text(article_id, "id", article_id)
    for name in _TEXTS:
        value = given[name]
        if type(value) is not str:
            if name in _DATES and isinstance(value, date):
                given[name] = value.isoformat()
            else:
                _check_text(article_id, name, value)
    for name, kind, wanted in _SEVERAL:
        if given[name] != ():
            given[name] = _all_of(kind, article_id, name, given[name], wanted)
    for place, section in enumerate(given["sections"]):
        _check_text(article_id, "the text of a section", section.text)
        if section.number != place:
            raise ValueError(f"Article {article_id!r}: section {place} has number {section.number}, not {place}.")
    if given["fields"] != {}:
        given["fields"] = _checked_fields(article_id, given["fields"])


def _check_text(article_id: Any, name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"Article {article_id!r}: {name} must be a text, not {value!r} ({type(value).__name__}).")


def _all_of(kind: type, article_id: str, name: str, values: Any, wanted: str) -> tuple[Any, ...]:
    if type(values) is not tuple:
        if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
            raise TypeError(f"Article {article_id!r}: {name} must be a list of {wanted}; {values!r} is none.")
        values = tuple(values)
    checked: tuple[Any, ...] = values
    for value in checked:
        if not isinstance(value, kind):
            raise TypeError(f"Article {article_id!r}: {name} must be {wanted}; {value!r} is {type(value).__name__}.")
    return checked


def _checked_fields(article_id: str, values: Any) -> Mapping[str, FieldValue]:
    if not isinstance(values, Mapping):
        raise TypeError(f"Article {article_id!r}: fields must be a mapping of names to values, not {values!r}.")
    checked: dict[str, FieldValue] = {}
    for name, value in values.items():
        _check_text(article_id, "the name of a field", name)
        if isinstance(value, str | int | float):
            checked[name] = value
        else:
            checked[name] = _all_of(str, article_id, f"fields[{name!r}]", value, "texts, or one text or number")
    return checked
