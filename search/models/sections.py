"""Parts of an article, as a reader sees them, and places and dates in their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

__all__ = [
    "Element",
    "ElementKind",
    "Link",
    "Section",
    "Span",
    "TextDate",
    "VariantRule",
]


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range ``[start, end)`` of code points of one named text.

    Attributes:
        start: number of the first code point in it, from 0.
        end: number of the first one behind it.
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        """Make a range of its two ends.

        Args:
            start, end: see the attributes.
        """
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start


def _setter(cls: type, name: str) -> Callable[[Any, Any], None]:
    """What sets an attribute of a frozen value while it is made.

    An article has thousands of spans and elements; the constructor that ``dataclass`` writes takes twice as long.
    """
    set_it: Callable[[Any, Any], None] = vars(cls)[name].__set__
    return set_it


_set_start, _set_end = _setter(Span, "start"), _setter(Span, "end")


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
    "fragment",
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
``fragment``       name that links have behind their ``#`` for  0
                   this place, if the heading is none; the
                   span is empty
=================  ==========================================  ====================================
"""


@dataclass(frozen=True, slots=True, init=False)
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

    def __init__(self, kind: ElementKind, span: Span, value: str = "", level: int = 0) -> None:
        """Make an element of its values.

        Args:
            kind, span, value, level: see the attributes.
        """
        _set_kind(self, kind)
        _set_span(self, span)
        _set_value(self, value)
        _set_level(self, level)


_set_kind, _set_span = _setter(Element, "kind"), _setter(Element, "span")
_set_value, _set_level = _setter(Element, "value"), _setter(Element, "level")


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
