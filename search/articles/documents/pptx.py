"""PPTX: PowerPoint's presentations, which are ZIP files of XML, to HTML and so to articles."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import (
    ListItem,
    add_html,
    add_properties,
    finished_document,
    lists_html,
    text_html,
)
from wenxun.articles.documents.office import (
    Relation,
    drawn_texts,
    main_part,
    reference_of,
    relations_of,
    stated_properties,
)
from wenxun.articles.documents.zip_files import SIGNATURES, ZipParts, local_name
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import SourceFile
from wenxun.models import Article

__all__ = ["read", "sniff"]

_SUFFIXES = (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx")
_BODY = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_NO_TEXT = ("dt", "ftr", "hdr", "sldNum", "sldImg")  # places of a slide for what stands on all of them
_LISTS = ("", "body", "obj")  # places whose paragraphs are points
_MOST_DEPTH = 8


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by what ZIP files of PowerPoint begin with."""
    if not file.head.startswith(SIGNATURES):
        return None
    is_named = file.origin.suffix in _SUFFIXES
    return Whole(read) if is_named or (b"[Content_Types].xml" in file.head and b"ppt/" in file.head) else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-large``, ``empty``, ``too-complex``.
    """
    parts = ZipParts(file, most_bytes=file.max_bytes)
    draft = Draft(may_first_heading_be_title=False)
    main = main_part(parts, _BODY)
    relations = relations_of(parts, main)
    slides = (each for each in parts.xml(main).iter() if local_name(each.tag) == "sldId")
    shown = [_Slide(parts, each.target) for slide in slides if (each := relations.get(reference_of(slide)))]
    stated = stated_properties(parts)
    first = next((slide.title for slide in shown[:1]), "")
    add_properties(draft, {**stated, "title": first or stated.get("title", "")})
    add_html(draft, "".join(slide.html() for slide in shown))
    yield finished_document(file, draft, "pptx")


class _Slide:
    """A slide with its notes.

    Attributes:
        title: what stands in its place for a title; "" if it has none.
    """

    def __init__(self, parts: ZipParts, name: str) -> None:
        self._parts = parts
        self._relations: dict[str, Relation] = relations_of(parts, name)
        self._shapes = list(_shapes(parts.xml(name)))
        titles = (" ".join(_plain(shape).split()) for shape in self._shapes if _place_of(shape) in _TITLES)
        self.title = next(filter(None, titles), "")

    def html(self) -> str:
        """The title as a heading, what stands below it, and the speaker's notes as a quote."""
        pieces = [f"<h1>{text_html(self.title)}</h1>"] if self.title else []
        is_title_open = bool(self.title)
        for shape in self._shapes:
            if is_title_open and _place_of(shape) in _TITLES:
                is_title_open = False
            else:
                pieces.append(self._shape(shape))
        notes = (each.target for each in self._relations.values() if each.kind == "notesSlide")
        for shape in (shape for name in notes for shape in _shapes(self._parts.xml(name))):
            if said := "".join(f"<p>{self._line(p)}</p>" for p in _paragraphs(shape) if _plain(p).strip()):
                pieces.append(f"<blockquote>{said}</blockquote>")
        return "".join(pieces)

    def _shape(self, shape: Element) -> str:
        name = local_name(shape.tag)
        if name == "tbl":
            return self._table(shape)
        if name != "sp":
            return "".join(f"<p>{text_html(text)}</p>" for text in drawn_texts(self._parts, shape, self._relations))
        is_list = _place_of(shape) in _LISTS and any(local_name(each.tag) == "ph" for each in shape.iter())
        written = [(p, self._line(p)) for p in _paragraphs(shape)]
        lines = [(p, line) for p, line in written if line]
        if not is_list or len(lines) == 1:
            return "".join(f"<p>{line}</p>" for _, line in lines)
        return lists_html(ListItem(_level(p), False, line) for p, line in lines)

    def _table(self, table: Element) -> str:
        rows: list[str] = []
        for row in (each for each in table if local_name(each.tag) == "tr"):
            cells = (each for each in row if local_name(each.tag) == "tc" and "1" not in _merged(each))
            texts = ("<br>".join(filter(None, map(self._line, _paragraphs(cell)))) for cell in cells)
            rows.append("".join(f"<td>{text}</td>" for text in texts))
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    def _line(self, paragraph: Element) -> str:
        """A paragraph as HTML."""
        pieces: list[str] = []
        for run in paragraph:
            name = local_name(run.tag)
            if name == "br":
                pieces.append("<br>")
            text = text_html(_plain(run))
            links = (self._relations.get(reference_of(e)) for e in run.iter() if local_name(e.tag) == "hlinkClick")
            address = next((each.target for each in links if each is not None and each.kind == "hyperlink"), "")
            pieces.append(f'<a href="{escape(address)}">{text}</a>' if address and text else text)
        return "".join(pieces).strip()


def _shapes(slide: Element) -> Iterator[Element]:
    """What stands on a slide, from the back to the front: boxes of text, tables, charts and diagrams."""
    waiting = list(reversed(slide))
    while waiting:
        each = waiting.pop()
        name = local_name(each.tag)
        if name == "sp":
            if _place_of(each) not in _NO_TEXT:
                yield each
        elif name in ("tbl", "chart", "relIds"):
            yield each
        elif name != "Fallback":
            waiting.extend(reversed(each))


def _place_of(shape: Element) -> str:
    """For which kind of text a shape is the place on its slide; "" for any, or none."""
    return next((each.get("type", "") for each in shape.iter() if local_name(each.tag) == "ph"), "")


def _paragraphs(shape: Element) -> Iterator[Element]:
    return (each for each in shape.iter() if local_name(each.tag) == "p")


def _plain(element: Element) -> str:
    """The text within; a paragraph that follows another one begins after a blank, or a line does."""
    pieces: list[str] = []
    for each in element.iter():
        name = local_name(each.tag)
        if name == "t":
            pieces.append(each.text or "")
        elif name in ("p", "br") and each is not element:
            pieces.append(" ")
    return "".join(pieces)


def _merged(cell: Element) -> tuple[str, str]:
    return cell.get("hMerge", ""), cell.get("vMerge", "")


def _level(paragraph: Element) -> int:
    written = next((each.get("lvl", "") for each in paragraph if local_name(each.tag) == "pPr"), "")
    return min(int(written) if written.isascii() and written.isdigit() and len(written) < 3 else 0, _MOST_DEPTH) + 1
