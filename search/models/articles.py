"""Articles, as a reader sees them, and places and dates in their texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from operator import index
from pathlib import Path
from typing import Any, Self, TypeAlias

from wenxun.models.sections import Link, Section, VariantRule

__all__ = [
    "METADATA_NAMES",
    "METADATA_TEXTS",
    "Article",
    "FieldValue",
    "article_of_known",
]


FieldValue: TypeAlias = str | int | float | tuple[str, ...]
"""A value of an article's own field: a text, a number, or several texts."""


METADATA_TEXTS = ("url", "published", "updated", "description", "lang")
"""Attributes of an article that are a text which it states of itself."""

METADATA_NAMES = ("authors", "tags")
"""Attributes of an article that are several names which it states of itself."""

NAME_LISTS = ("categories", "aliases", *METADATA_NAMES)
"""Attributes of an article that are several names, all of them."""

_TEXTS = ("title", "format", "source", "path", *METADATA_TEXTS)
_DATES = ("published", "updated")
_SEVERAL: tuple[tuple[str, type, str], ...] = (
    ("sections", Section, "Section"),
    ("variants", VariantRule, "VariantRule"),
    *((name, str, 'texts, such as ["茶"]') for name in NAME_LISTS),
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
            ``"docx"``, ``"odt"``, ``"rtf"``, ``"mhtml"``, ``"pptx"``, ``"xlsx"``, ``"odp"``, ``"ods"``.
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
        arguments = locals()
        given = {name: arguments[name] for name in _ATTRIBUTES} | {"cleaned": cleaned or {}, "fields": fields or {}}
        _check(given)
        if text is not None:
            if given["sections"]:
                raise TypeError("An article is made of sections or of a text, not of both.")
            _check_text(given["id"], "text", text)
            given = import_module("wenxun.articles.given").read_given(text, given)  # stands above
        given["format"] = given["format"] or "text"
        given["sections"] = given["sections"] or _NO_SECTIONS
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
_NO_SECTIONS = (Section(0, "", (), ""),)


def article_of_known(attributes: Mapping[str, Any]) -> Article:
    """Return an article of attributes that were an article's before: they are not checked again.

    Args:
        attributes: all of them.
    """
    made = object.__new__(Article)
    for name in _ATTRIBUTES:
        object.__setattr__(made, name, attributes[name])
    if not made.sections:
        object.__setattr__(made, "sections", _NO_SECTIONS)
    return made


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
