"""ODT and ODP: OpenDocument's texts and presentations, which are ZIP files of XML, to HTML and so to articles."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import (
    MOST_LEVEL,
    add_html,
    add_properties,
    finished_document,
    footnotes_html,
    text_html,
)
from wenxun.articles.documents.odt_numbers import Numbers, numbers_of
from wenxun.articles.documents.zip_files import SIGNATURES, ZipParts, local_name
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["opened", "read", "sniff", "stated_properties"]

_MIMETYPES = tuple(b"mimetypeapplication/vnd.oasis.opendocument." + kind for kind in (b"text", b"presentation"))
_SUFFIXES = (".odt", ".ott", ".odp", ".otp")
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_FONT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MOST_BLANKS = 100
_PROPERTIES = {
    "title": "title", "creator": "author", "initial-creator": "author", "keyword": "keywords", "creation-date": "date",
    "date": "updated", "language": "lang", "description": "description",
}  # fmt: skip
_CONTENTS = frozenset((
    "table-of-content", "alphabetical-index", "illustration-index", "table-index", "object-index", "user-index",
))  # fmt: skip
_LEFT_OUT = frozenset((
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "variable-decls", "user-field-decls", "forms",
    "covered-table-cell", "note-citation", "soft-page-break", "page-number", "header-decl",
    "footer-decl", "date-time-decl", "header", "footer", "date-time",
))  # fmt: skip
_TAGS = {"list-item": "li", "table": "table", "table-row": "tr", "ruby": "ruby", "ruby-text": "rt",
         "notes": "blockquote"}  # fmt: skip


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by the type that its first part names."""
    if not file.head.startswith(SIGNATURES):
        return None
    is_named = file.origin.suffix in _SUFFIXES
    return Whole(read) if is_named or any(kind in file.head[:120] for kind in _MIMETYPES) else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-large``, ``empty``, ``too-complex``.
    """
    parts = opened(file)
    draft = Draft()
    document = _Document(parts, draft)
    html = document.html()
    stated = stated_properties(parts)
    add_properties(draft, {**stated, "title": document.title or stated.get("title", "")})
    add_html(draft, html)
    yield finished_document(file, draft, "odp" if document.is_presentation else "odt")


def opened(file: SourceFile) -> ZipParts:
    """Return the parts of an OpenDocument.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-complex``.
    """
    parts = ZipParts(file, most_bytes=file.max_bytes)
    if b"encryption-data" in parts.read("META-INF/manifest.xml"):
        raise ArticleError("encrypted", Notice("it is protected by a password; save it without one first"))
    return parts


def stated_properties(parts: ZipParts) -> dict[str, Any]:
    """Return what a document says of itself, by names that `metadata` knows."""
    found: dict[str, list[str]] = {}
    for each in parts.xml("meta.xml").iter():
        if (name := _PROPERTIES.get(local_name(each.tag))) and each.text:
            found.setdefault(name, []).append(each.text)
    return {name: values if name == "keywords" else values[0] for name, values in found.items()}


class _Document:
    """Walks a document once and writes it as HTML.

    Attributes:
        title: the paragraph that is set as the document's title, or the first slide's title; "" if there is none.
        is_presentation: whether it has slides.
    """

    def __init__(self, parts: ZipParts, draft: Draft) -> None:
        root = parts.xml("content.xml")
        self._parts = parts
        self._root = root
        self.is_presentation = any(each.tag.endswith("office:1.0}presentation") for each in root.iter())
        self._tally = draft.tally
        self._notes: dict[str, str] = {}
        self._numbers = Numbers()
        self._bold: set[str] = set()
        self._parents: dict[str, str] = {}
        for style in root.iter():
            name = style.get(f"{_STYLE}name", "")
            if style.tag == f"{_STYLE}style":
                self._parents[name] = style.get(f"{_STYLE}parent-style-name", "")
                weights = (each.get(f"{_FONT}font-weight", "") for each in style)
                if any(weight in ("bold", "700", "800", "900") for weight in weights):
                    self._bold.add(name)
        self.title = ""

    def html(self) -> str:
        """The whole document, its notes at the end."""
        name = "presentation" if self.is_presentation else "text"
        body = next((each for each in self._root.iter() if each.tag.endswith(f"office:1.0}}{name}")), None)
        if body is None:
            return ""
        if self.is_presentation:
            self.title = _set_headings(body)
        self._numbers = numbers_of(body, self._root, self._parts.xml("styles.xml"))
        return self._content(body) + footnotes_html(self._notes)

    def _content(self, element: Element) -> str:
        """An element as HTML; no recursion, for documents may nest without end."""
        pieces: list[str] = []
        waiting: list[Element | str] = [element]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                pieces.append(each)
                continue
            name = local_name(each.tag)
            if name in _LEFT_OUT or name in _CONTENTS:
                self._tally["tables-of-contents"] += name in _CONTENTS
                self._tally["comments"] += name == "annotation"
                self._tally["deleted-text"] += len(each) if name == "tracked-changes" else 0
                continue
            if name in ("note", "object"):
                pieces.append(self._note(each) if name == "note" else self._object(each))
                continue
            before, after = self._around(each, name)
            pieces.append(before)
            if each.text:
                pieces.append(text_html(each.text))
            waiting.append(after)
            for child in reversed(each):
                if child.tail:
                    waiting.append(text_html(child.tail))
                waiting.append(child)
        return "".join(pieces)

    def _note(self, note: Element) -> str:
        label = str(len(self._notes) + 1)
        self._notes[label] = ""  # so that a note within it has the next label
        body = next((each for each in note if local_name(each.tag) == "note-body"), None)
        if body is not None:
            self._notes[label] = " ".join("".join(p.itertext()) for p in body if local_name(p.tag) in ("p", "h"))
            self._notes[label] = text_html(self._notes[label])
        return f'<sup class="footnote-ref">{label}</sup>'

    def _object(self, element: Element) -> str:
        """The text of a formula or chart, which is a document of its own: what it shows, without what made it."""
        part = f"{element.get(_HREF, '').removeprefix('./').rstrip('/')}/content.xml"
        root = self._parts.xml(part)
        if local_name(root.tag) == "math":
            return text_html("".join(_shown_texts(root)))
        return "<br>".join(text_html("".join(each.itertext())) for each in root.iter(f"{_TEXT}p"))

    def _around(self, element: Element, name: str) -> tuple[str, str]:
        """What stands before and after the content of an element."""
        style = element.get(f"{_TEXT}style-name", "")
        if name == "h":
            level = element.get(f"{_TEXT}outline-level", "1")
            level = level if level in map(str, range(1, MOST_LEVEL)) else str(MOST_LEVEL)
            return f"<h{level}>{self._label(element)}", f"</h{level}>"
        if name == "p":
            before, after = self._paragraph(element, style)
            return before + self._label(element), after
        if element in self._numbers.plain:
            return "", ""
        if name == "list":
            tag = "ol" if element in self._numbers.ordered else "ul"
            return f"<{tag}>", f"</{tag}>"
        if name == "list-item" and (number := self._numbers.items.get(element)):
            return f'<li value="{number}">', "</li>"
        if name == "table-cell":
            columns = element.get(f"{_TABLE}number-columns-spanned", "1")
            return f'<td colspan="{escape(columns)}">', "</td>"
        if name == "table-header-rows":
            return "<thead>", "</thead>"
        if name in _TAGS:
            return f"<{_TAGS[name]}>", f"</{_TAGS[name]}>"
        if name == "a":
            return f'<a href="{escape(element.get(_HREF, ""))}">', "</a>"
        if name == "s":
            blanks = element.get(f"{_TEXT}c", "1")
            return " " * min(int(blanks) if blanks.isascii() and blanks.isdigit() else 1, _MOST_BLANKS), ""
        if name in ("tab", "line-break"):
            return (" ", "") if name == "tab" else ("<br>", "")
        return ("<b>", "</b>") if name == "span" and style in self._bold else ("", "")

    def _label(self, element: Element) -> str:
        label = self._numbers.labels.get(element, "")
        return f"{text_html(label)} " if label else ""

    def _paragraph(self, element: Element, style: str) -> tuple[str, str]:
        names = (style, self._parents.get(style, ""))
        if "Title" in names and not self.title:
            self.title = " ".join("".join(element.itertext()).split())
            return "<h1>", "</h1>"
        if "Quotations" in names:
            return "<blockquote><p>", "</p></blockquote>"
        return "<p>", "</p>"


def _shown_texts(formula: Element) -> Iterator[str]:
    waiting = [formula]
    while waiting:
        each = waiting.pop()
        if local_name(each.tag) != "annotation":
            yield (each.text or "").strip()
            waiting.extend(reversed(each))


def _set_headings(body: Element) -> str:
    """Make a heading of each title of a slide, and return the first slide's."""
    titles: list[str] = []
    for place, slide in enumerate(each for each in body if local_name(each.tag) == "page"):
        frames = (each for each in slide.iter() if each.get(f"{_PRESENTATION}class") == "title")
        for frame in frames:
            text = " ".join("".join(p.itertext()) for p in frame.iter(f"{_TEXT}p"))
            frame.clear()
            SubElement(frame, f"{_TEXT}h").text = " ".join(text.split())
            if place == 0:
                titles.append(" ".join(text.split()))
    return next(filter(None, titles), "")
