"""DOCX: Word's documents, which are ZIP files of XML, to HTML and so to articles."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from xml.etree.ElementTree import Element

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import (
    MOST_LEVEL,
    ListItem,
    add_html,
    add_properties,
    finished_document,
    footnotes_html,
    lists_html,
    text_html,
)
from wenxun.articles.documents.docx_fields import field_html
from wenxun.articles.documents.docx_numbers import Numbering
from wenxun.articles.documents.imported import imported_html
from wenxun.articles.documents.numerals import NUMBER_IN_WORDS
from wenxun.articles.documents.office import drawn_texts, main_part, reference_of, relations_of, stated_properties
from wenxun.articles.documents.zip_files import SIGNATURES, ZipParts, local_name, parse_xml
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import Origin, SourceFile
from wenxun.models import Article

__all__ = ["read", "sniff"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BODY = "word/document.xml"
_MOST_DEPTH = 12  # tables within tables; deeper ones are read as paragraphs
_MOST_LIST_DEPTH = 9
_MOST_WITHIN = 64 << 20  # bytes that a document within a document unpacks to
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題", re.IGNORECASE)
_CONTENTS = re.compile(r"toc\s*\d|目录\s*\d|目錄\s*\d", re.IGNORECASE)
_QUOTE = re.compile(r"(?:intense )?quote|(?:明显)?引用|(?:鮮明)?引文", re.IGNORECASE)
_BREAKS = {"br": "<br>", "cr": "<br>", "tab": " ", "noBreakHyphen": "-", "ptab": " "}
_LEFT_OUT = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "rt", "sdtPr"))


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by what ZIP files of Word begin with."""
    if not file.head.startswith(SIGNATURES):
        return None
    return Whole(read) if file.origin.suffix in (".docx", ".docm") or b"word/document.xml" in file.head else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-large``, ``empty``, ``too-complex``.
    """
    parts = ZipParts(file, most_bytes=file.max_bytes)
    draft = Draft()
    document = _Document(parts, draft.tally)
    html = document.html()
    properties = stated_properties(parts)
    add_properties(draft, {**properties, "title": document.title or properties.get("title", "")})
    add_html(draft, html)
    yield finished_document(file, draft, "docx")


class _Document:
    """Walks a document once and writes it as HTML.

    Attributes:
        title: the paragraph that is set as the document's title; "" if there is none.
    """

    def __init__(self, parts: ZipParts, tally: Counter[str], *, is_within: bool = False) -> None:
        self._parts = parts
        self._tally = tally
        self._is_within = is_within
        self._styles = _Styles(_xml(parts, "word/styles.xml"))
        self._numbering = Numbering(_xml(parts, "word/numbering.xml"))
        self._main = main_part(parts, _BODY)
        self._relations = relations_of(parts, self._main)
        self._boxes: list[Element] = []  # of text, which are anchored in the paragraph that is being written
        self._notes: list[tuple[str, str]] = []  # kind and id of those that the text refers to
        self.title = ""

    def html(self) -> str:
        """The whole document, its notes at the end."""
        root = _xml(self._parts, self._main)
        pieces = [self._blocks(body, 0) for body in root.iter(f"{_W}body")]
        return "".join(pieces) + footnotes_html(self._note_texts())

    def _note_texts(self) -> Mapping[str, str]:
        bodies: dict[tuple[str, str], Element] = {}
        for kind in ("footnote", "endnote"):
            for note in _xml(self._parts, f"word/{kind}s.xml"):
                bodies[kind, note.get(f"{_W}id", "")] = note
        notes: dict[str, str] = {}
        for number, key in enumerate(self._notes, 1):
            if key in bodies:
                notes[str(number)] = " ".join(self._inline(p) for p in bodies[key].iter(f"{_W}p"))
        return notes

    def _blocks(self, parent: Element, depth: int) -> str:
        pieces: list[str] = []
        items: list[ListItem] = []
        for block in _flat(parent):
            item = self._block(block, depth)
            if isinstance(item, ListItem):
                items.append(item)
                continue
            if items:
                pieces.append(lists_html(items))
                items = []
            pieces.append(item)
            while self._boxes:
                box = self._boxes.pop(0)
                if depth < _MOST_DEPTH:
                    pieces.append(self._blocks(box, depth + 1))
        pieces.append(lists_html(items))
        return "".join(pieces)

    def _block(self, block: Element, depth: int) -> str | ListItem:
        name = local_name(block.tag)
        if name == "altChunk":
            relation = self._relations.get(reference_of(block))
            return self._imported(relation.target) if relation is not None else ""
        return self._paragraph(block) if name == "p" else self._table(block, depth)

    def _imported(self, name: str) -> str:
        """A part in another format that Word takes in when it opens the document: what many programs write."""
        data = self._parts.read(name)
        if not data.startswith(SIGNATURES):
            return imported_html(name, data, self._tally)
        if self._is_within:
            return ""  # a document within a document within a document
        file = SourceFile(Origin(name, name, name, ""), io.BytesIO(data), size_bytes=len(data), max_bytes=_MOST_WITHIN)
        return _Document(ZipParts(file, most_bytes=_MOST_WITHIN), self._tally, is_within=True).html()

    def _paragraph(self, paragraph: Element) -> str | ListItem:
        properties = paragraph.find(f"{_W}pPr")
        style = self._styles.name_of(properties)
        level = self._styles.level_of(properties)
        content = self._inline(paragraph)
        if _CONTENTS.fullmatch(style):
            self._tally["tables-of-contents"] += 1
            return ""
        numbering, depth = self._styles.numbering_of(properties)
        label = self._numbering.label(numbering, depth) if numbering and content else ""
        if level:
            return f"<h{level}>{text_html(label)}{' ' if label else ''}{content}</h{level}>"
        if _TITLE.fullmatch(style) and not self.title:
            self.title = " ".join("".join(t.text or "" for t in paragraph.iter(f"{_W}t")).split())
            return f"<h1>{content}</h1>"
        if _QUOTE.fullmatch(style):
            return f"<blockquote><p>{content}</p></blockquote>"
        if NUMBER_IN_WORDS.search(label):
            return f"<p>{text_html(label)} {content}</p>"
        if numbering and content:
            is_ordered, number = self._numbering.is_ordered(numbering, depth), self._numbering.count(numbering, depth)
            return ListItem(depth + 1, is_ordered, content, number)
        return f"<p>{content}</p>"

    def _table(self, table: Element, depth: int) -> str:
        if depth >= _MOST_DEPTH:
            return "".join(f"<p>{self._inline(paragraph)}</p>" for paragraph in table.iter(f"{_W}p"))
        rows: list[str] = []
        for row in _children(table, "tr"):
            is_head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            name = "th" if is_head else "td"
            cells: list[str] = []
            for cell in _children(row, "tc"):
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                columns = "" if span is None else f' colspan="{escape(span.get(f"{_W}val", ""))}"'
                cells.append(f"<{name}{columns}>{self._blocks(cell, depth + 1)}</{name}>")
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(rows)}</table>"

    def _inline(self, paragraph: Element) -> str:
        """The text of a paragraph; boxes of text in it are kept for later. No recursion: Word nests without end."""
        pieces: list[str] = []
        fields: list[str] = []  # instructions of the fields that are open and have shown no result yet
        waiting: list[Element | str] = [paragraph]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                pieces.append(each)
                continue
            name = local_name(each.tag)
            if self._is_hidden(each, name):
                self._tally["page-furniture"] += 1
            elif name == "fldChar":
                pieces.append(_field_piece(each, fields))
            elif name == "instrText" and fields:
                fields[-1] += each.text or ""
            elif name == "sym":
                pieces.append(text_html(_symbol(each)))
            elif name == "textpath":
                pieces.append(text_html(each.get("string", "")))
            elif name == "t":
                pieces.append(text_html(each.text or ""))
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name == "txbxContent":
                self._boxes.append(each)
            elif name in ("footnoteReference", "endnoteReference"):
                self._notes.append((name.removesuffix("Reference"), each.get(f"{_W}id", "")))
                pieces.append(f'<sup class="footnote-ref">{len(self._notes)}</sup>')
            elif name in ("chart", "relIds"):
                pieces.append("<br>".join(map(text_html, drawn_texts(self._parts, each, self._relations))))
            elif name in _LEFT_OUT:
                self._tally["deleted-text"] += name in ("del", "moveFrom")
            elif name == "commentReference":
                self._tally["comments"] += 1
            else:
                before, after = self._around(each, name)
                waiting.append(after)
                waiting.extend(reversed(each))
                waiting.append(before)
        return "".join(pieces).strip()

    def _is_hidden(self, element: Element, name: str) -> bool:
        """Whether an element within a line is not shown, or only tells what to type there."""
        if name == "r":
            return _is_on(element.find(f"{_W}rPr/{_W}vanish"))
        return name == "sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None

    def _around(self, element: Element, name: str) -> tuple[str, str]:
        """What stands before and after the content of an element within a line."""
        if name == "hyperlink":
            relation = self._relations.get(reference_of(element))
            target = relation.target if relation is not None else ""
            return (f'<a href="{escape(target)}">', "</a>") if target else ("", "")
        if name == "ruby":  # Word has the reading before what it stands for
            reading = "".join(t.text or "" for rt in element.iter(f"{_W}rt") for t in rt.iter(f"{_W}t"))
            return "<ruby>", f"<rt>{text_html(reading)}</rt></ruby>"
        if name == "r" and _is_on(element.find(f"{_W}rPr/{_W}b")):
            return "<b>", "</b>"
        return "", ""


def _field_piece(mark: Element, fields: list[str]) -> str:
    """What a field shows where its mark stands: at its end, and only if it has no result."""
    kind = mark.get(f"{_W}fldCharType", "")
    if kind == "begin":
        fields.append("")
    elif kind == "separate" and fields:
        fields[-1] = ""
    elif kind == "end" and fields:
        return field_html(fields.pop())
    return ""


def _symbol(symbol: Element) -> str:
    """A character that is named by its number; those of fonts of pictures are none."""
    written = symbol.get(f"{_W}char", "")
    code = int(written, 16) if re.fullmatch("[0-9A-Fa-f]{1,5}", written) else 0
    return chr(code) if 0x20 < code < 0xD800 or 0xF900 <= code < 0xFFFE else ""


def _xml(parts: ZipParts, name: str) -> Element:
    """A part in the namespace of Word that all writers but the strictest use."""
    data = parts.read(name)
    if _STRICT_W in data:
        data = data.replace(_STRICT_W, _W[1:-1].encode()).replace(
            b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()
        )
    return parse_xml(data) if data else Element("none")


def _flat(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body or cell, those in controls and sections too."""
    waiting = list(reversed(parent))
    while waiting:
        each = waiting.pop()
        name = local_name(each.tag)
        if name in ("p", "tbl", "altChunk"):
            yield each
        elif name not in ("del", "moveFrom", "sectPr", "tcPr", "sdtPr", "Fallback"):
            waiting.extend(reversed(each))


def _children(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in controls too."""
    waiting = list(reversed(parent))
    while waiting:
        each = waiting.pop()
        if local_name(each.tag) == name:
            yield each
        elif local_name(each.tag) in ("sdt", "sdtContent", "ins", "customXml"):
            waiting.extend(reversed(each))


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get(f"{_W}val", "1") not in ("0", "false", "none")


def _value(properties: Element | None, path: str) -> str:
    found = None if properties is None else properties.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{_W}val", "")


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else otherwise


class _Styles:
    """What the styles of a document say of its paragraphs."""

    def __init__(self, styles: Element) -> None:
        self._styles = {style.get(f"{_W}styleId", ""): style for style in styles if local_name(style.tag) == "style"}

    def name_of(self, properties: Element | None) -> str:
        """The name of a paragraph's style; its id where the document does not describe it."""
        style = _value(properties, "pStyle")
        described = self._styles.get(style)
        return (_value(described, "name") if described is not None else "") or style

    def level_of(self, properties: Element | None) -> int:
        """The level of a heading, from 1 on; 0 for any other paragraph."""
        written = next((v for each in self._chain(properties) if (v := _value(each, "outlineLvl"))), "")
        if not written:
            found = next((m for name in self._names(properties) if (m := _HEADING.fullmatch(name))), None)
            return min(int(found[1]), MOST_LEVEL) if found else 0
        level = _number(written, 9)  # 9 is the body's
        return level + 1 if level < MOST_LEVEL else 0

    def numbering_of(self, properties: Element | None) -> tuple[str, int]:
        """Which list a paragraph is in, "" for none, and how deep, from 0 on."""
        numbering = next((v for each in self._chain(properties) if (v := _value(each, "numPr/numId"))), "")
        depth = next((v for each in self._chain(properties) if (v := _value(each, "numPr/ilvl"))), "0")
        return "" if numbering == "0" else numbering, min(_number(depth, 0), _MOST_LIST_DEPTH - 1)

    def _names(self, properties: Element | None) -> Iterator[str]:
        """Names and ids of a paragraph's style and of the styles that this one is based on."""
        style = _value(properties, "pStyle")
        for _ in range(_MOST_DEPTH):
            described = self._styles.get(style)
            yield from (style,) if described is None else (_value(described, "name"), style)
            style = _value(described, "basedOn")

    def _chain(self, properties: Element | None) -> Iterator[Element]:
        """The properties of a paragraph, then those of its style and of the styles that this one is based on."""
        if properties is not None:
            yield properties
        style = _value(properties, "pStyle")
        for _ in range(_MOST_DEPTH):
            described = self._styles.get(style)
            if described is None:
                return
            inner = described.find(f"{_W}pPr")
            if inner is not None:
                yield inner
            style = _value(described, "basedOn")
