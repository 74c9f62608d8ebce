"""EPUB: books, which are ZIP files of web pages and say in which order they are read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import MOST_LEVEL, PLACE, add_html, add_properties, finished_document
from wenxun.articles.documents.zip_files import SIGNATURES, ZipParts, local_name
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.html.tree import parse
from wenxun.articles.markup import is_note_address
from wenxun.articles.metadata import lead_with_description
from wenxun.articles.richtext import RichText
from wenxun.articles.sections import Heading
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_MIMETYPE = b"mimetypeapplication/epub+zip"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/html", "text/x-oeb1-document", "image/svg+xml")
_MOST_FALLBACKS = 10
_NCX = "application/x-dtbncx+xml"
_MOST_ENTRIES = 20_000
_FIRST_BLOCKS = 4  # a chapter's own heading stands among them
_PAGE_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})</title>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_LINK = re.compile(
    r"(?P<before><a\s(?![^<>]*noteref)(?:[^<>]{0,500}\s)?href\s*=\s*(?P<quote>[\"']))(?P<href>(?![a-z]+:)[^<>\"']{1,500})(?P=quote)",
    re.IGNORECASE,
)
_NOTHING_WITHIN = frozenset(["a", "img", "br", "hr", "ol", "ul", "dl", "table", "tbody", "thead", "tfoot", "tr"])
_PARAGRAPH = re.compile(r"<(p|div)\b[^<>]{0,500}>((?:(?!</?(?:p|div|h[1-6]|table|ul|ol)\b).){0,500}?)</\1>", re.DOTALL)
_NAMED = re.compile(r"<(?P<tag>[A-Za-z]\w*)[^<>]{0,500}?\b(?:id|name)\s*=\s*[\"'](?P<id>[^<>\"']{1,200})[\"'][^<>]*>")
_PROPERTIES = {
    "title": "title", "creator": "author", "subject": "tags", "date": "date", "description": "description",
    "language": "lang", "modified": "updated", "publisher": "publisher", "identifier": "identifier",
}  # fmt: skip
_LISTED = ("author", "tags")


class _Entry(NamedTuple):
    """A line of a book's table of contents."""

    level: int
    label: str
    page: str
    fragment: str


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by the type that its first part names."""
    if not file.head.startswith(SIGNATURES):
        return None
    return Whole(read) if file.origin.suffix == ".epub" or _MIMETYPE in file.head[:120] else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-large``, ``empty``, ``too-complex``.
    """
    parts = ZipParts(file, most_bytes=file.max_bytes)
    book = _Book(parts, _package(parts))
    if encrypted := book.encrypted():
        raise ArticleError(
            "encrypted",
            Notice("{encrypted} of its pages are encrypted; only its seller's program reads it", encrypted=encrypted),
        )
    draft = Draft(may_first_heading_be_title=False)
    add_properties(draft, book.properties())
    _add_pages(draft, book)
    draft.description = " ".join(_TAG.sub(" ", draft.description).split())
    lead_with_description(draft)
    yield finished_document(file, draft, "epub")


def _package(parts: ZipParts) -> str:
    """The name of the part that describes a book. Some packers put all parts into a folder of their own."""
    container = next((name for name in parts.names if name == _CONTAINER or name.endswith(f"/{_CONTAINER}")), "")
    folder = container.removesuffix(_CONTAINER)
    roots = (e.get("full-path", "") for e in parts.xml(container).iter() if local_name(e.tag) == "rootfile")
    named = (f"{folder}{root}" for root in roots)
    package = next((name for name in (*named, *parts.names) if name.endswith(".opf") and name in parts.names), "")
    if not package:
        raise ArticleError("damaged", Notice("it does not say where its contents are described"))
    return package


class _Book:
    """What a book says of its parts.

    Attributes:
        pages: names of the pages in the order of reading.
        contents: name of the page that is its table of contents; "" if there is none.
    """

    def __init__(self, parts: ZipParts, package: str) -> None:
        self._parts = parts
        self._root = parts.xml(package)
        folder = posixpath.dirname(package)
        items = {e.get("id", ""): e for e in self._root.iter() if local_name(e.tag) == "item"}
        names = {key: _joined(folder, item.get("href", "")) for key, item in items.items()}
        spine = [e.get("idref", "") for e in self._root.iter() if local_name(e.tag) == "itemref"]
        pages = filter(None, (_page_instead(key, items) for key in spine))
        self.pages = tuple(dict.fromkeys(names[key] for key in pages))
        contents = (key for key, item in items.items() if "nav" in item.get("properties", "").split())
        self.contents = next((names[key] for key in contents), "")
        self._ncx = next((names[key] for key, item in items.items() if item.get("media-type") == _NCX), "")

    def properties(self) -> dict[str, Any]:
        """What the book says of itself."""
        found: dict[str, list[str]] = {}
        for each in self._root.iter():
            name = local_name(each.tag)
            if name == "meta" and each.get("property") == "dcterms:modified":
                name = "modified"
            elif "purl.org/dc/" not in each.tag:
                continue
            if (ours := _PROPERTIES.get(name)) and (text := (each.text or "").strip()):
                found.setdefault(ours, []).append(text)
        return {name: values if name in _LISTED else values[0] for name, values in found.items()}

    def encrypted(self) -> int:
        """How many pages are encrypted; fonts may be."""
        uris = (unquote(each.get("URI", "")) for each in self._parts.xml(_ENCRYPTION).iter())
        return len(set(self.pages).intersection(uris))

    def page(self, name: str) -> str:
        """The text of a page; "" for one that is not there."""
        data = self._parts.read(name)
        return decode(data).text if data.strip() else ""

    def entries(self) -> list[_Entry]:
        """The lines of its table of contents: of EPUB 3, or of EPUB 2, or none."""
        if self.contents and (found := _nav_entries(self.page(self.contents), posixpath.dirname(self.contents))):
            return found
        if not self._ncx:
            return []
        try:
            return _ncx_entries(self._parts.xml(self._ncx), posixpath.dirname(self._ncx))
        except ArticleError:
            return []  # a book can be read without it


def _page_instead(key: str, items: Mapping[str, Element]) -> str:
    """The key of a part that is a page, or of the first page that it names in its place; "" for none."""
    for _ in range(_MOST_FALLBACKS):
        item = items.get(key)
        if item is None or item.get("media-type", "") in _PAGES:
            return key if item is not None else ""
        key = item.get("fallback", "")
    return ""


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href)))


def _entry(level: int, label: str, folder: str, href: str) -> _Entry:
    page, _, fragment = href.partition("#")
    return _Entry(min(level, MOST_LEVEL), " ".join(label.split()), _joined(folder, page), unquote(fragment))


def _nav_entries(text: str, folder: str) -> list[_Entry]:
    """The lines of a list of contents; one without a link leads where the next one does."""
    tree = parse(text)
    navs = tree.css("nav")
    nav = next((each for each in navs if each.attributes.get("epub:type") == "toc"), navs[0] if navs else None)
    found: list[_Entry] = []
    parts: list[tuple[int, str]] = []  # lines without a link
    for link in nav.css("li a[href], li > span") if nav is not None else ():
        level = 0
        around = link.parent
        while around is not None and around.tag != "nav":
            level += around.tag == "li"
            around = around.parent
        if link.tag == "span":
            parts += [] if link.css_first("a") is not None else [(level, link.text())]
            continue
        href = link.attributes.get("href") or ""
        found += [_entry(above, label, folder, href) for above, label in (*parts, (level, link.text()))]
        parts = []
        if len(found) >= _MOST_ENTRIES:
            break
    return found


def _ncx_entries(root: Element, folder: str) -> list[_Entry]:
    found: list[_Entry] = []
    waiting: list[tuple[Element, int]] = [(root, 0)]
    while waiting and len(found) < _MOST_ENTRIES:
        each, level = waiting.pop()
        if local_name(each.tag) == "navPoint":
            level += 1
            label = next((t.text or "" for t in each.iter() if local_name(t.tag) == "text"), "")
            href = next((c.get("src", "") for c in each if local_name(c.tag) == "content"), "")
            found.append(_entry(level, label, folder, href))
        waiting.extend((child, level) for child in reversed(each))
    return found


def _add_pages(draft: Draft, book: _Book) -> None:
    """Append all pages, with the lines of the table of contents as headings where pages do not show them."""
    entries: dict[str, list[_Entry]] = {}
    contents = book.entries()
    for entry in contents:
        entries.setdefault(entry.page, []).append(entry)
    parts = {above.page for above, below in pairwise(contents) if above.level < below.level}
    if not entries:
        entries = {name: [_Entry(1, title, name, "")] for name, title in _page_titles(draft, book) if title}
    places = _places_linked_to(book)
    base = 1  # level of the headings that are a page's outermost
    for name in book.pages:
        if name == book.contents and len(book.pages) > 1:
            draft.tally["tables-of-contents"] += 1
            continue
        of_page = entries.get(name, [])
        before = len(draft.blocks)
        add_html(draft, _with_places(_with_headings(book.page(name), of_page), name, places))
        base = of_page[0].level if of_page else base
        if name in parts and len(draft.blocks) == before:  # a picture of its title
            draft.add_heading(base, RichText(of_page[0].label))
        _set_levels(draft, before, of_page, base)


def _page_titles(draft: Draft, book: _Book) -> Iterator[tuple[str, str]]:
    """Pages with what they are called in their heads, where that tells them apart."""
    found = {name: _PAGE_TITLE.search(book.page(name)) for name in book.pages[:_MOST_ENTRIES]}
    titles = {name: " ".join(unescape(title[1]).split()) if title else "" for name, title in found.items()}
    if len(set(titles.values())) == len(titles) > 1:
        yield from ((name, title) for name, title in titles.items() if title != draft.title)


def _places_linked_to(book: _Book) -> dict[str, str]:
    """The places in its pages that links of the book lead to (``page#fragment``, or a page), each with its name."""
    found: dict[str, str] = {}
    for name in book.pages:
        for link in _LINK.finditer(book.page(name) if name != book.contents else ""):
            place = _place(name, link["href"])
            page, sign, fragment = place.partition("#")
            is_note = is_note_address(sign + fragment)  # notes are marks, and no links
            if page in book.pages and not is_note and len(found) < _MOST_ENTRIES:
                found.setdefault(place, f"{PLACE[1:]}{len(found) + 1}")
    return found


def _place(page: str, href: str) -> str:
    """The place that a link of a page leads to."""
    address, _, fragment = unescape(href).strip().partition("#")
    target = page if not address else _joined(posixpath.dirname(page), address)
    return f"{target}#{unquote(fragment)}" if fragment else target


def _with_places(text: str, page: str, places: Mapping[str, str]) -> str:
    """A page whose links within the book lead to names, and which has these names where they lead to."""

    def led(found: re.Match[str]) -> str:
        name = places.get(_place(page, found["href"]))
        return f"{found['before']}#{name}{found['quote']}" if name else found[0]

    def named(found: re.Match[str]) -> str:
        name = places.get(f"{page}#{unescape(found['id'])}")
        mark = f'<a id="{name}"></a>' if name else ""
        return f"{mark}{found[0]}" if found["tag"].lower() in _NOTHING_WITHIN else f"{found[0]}{mark}"

    text = _NAMED.sub(named, _LINK.sub(led, text))
    return f'<a id="{places[page]}"></a>{text}' if page in places else text


def _with_headings(text: str, entries: Sequence[_Entry]) -> str:
    """A page with the lines of the contents that lead into it, as headings before the elements that they lead to."""
    for entry in entries:
        quoted = re.escape(escape(entry.fragment))
        if entry.fragment and (place := re.search(rf"<[A-Za-z][^<>]*\bid\s*=\s*[\"']{quoted}[\"']", text)):
            following = _TAG.sub(" ", text[place.start() : place.start() + 2000])
            own = _PARAGRAPH.match(text, place.start())
            if own and _plain(_TAG.sub("", own[2])) == _plain(escape(entry.label, quote=False)):
                heading = f'<h{entry.level} id="{escape(entry.fragment)}">{own[2]}</h{entry.level}>'
                text = text[: own.start()] + heading + text[own.end() :]
            elif not _plain(following).startswith(_plain(entry.label)):
                heading = f"<h{entry.level}>{escape(entry.label)}</h{entry.level}>"
                text = text[: place.start()] + heading + text[place.start() :]
    return text


def _set_levels(draft: Draft, before: int, entries: Sequence[_Entry], base: int) -> None:
    """Give headings of a page the levels of the table of contents, those without a line there what follows from it."""
    levels = {_plain(entry.label): entry.level for entry in entries}
    if entries and not entries[0].fragment:
        blocks = draft.blocks[before : before + _FIRST_BLOCKS]
        label = _plain(entries[0].label)
        own = [block for block in blocks if isinstance(block, Heading)]
        same = next((block for block in own if label and (label in _plain(block.rich.text))), None)
        if same is not None:
            levels[_plain(same.rich.text)] = entries[0].level
        elif label and blocks and not any(_plain(block.rich.text) in label for block in own):
            shown = next((place for place, block in enumerate(blocks) if _plain(block.rich.text) == label), None)
            start, end = (before, before) if shown is None else (before + shown, before + shown + 1)
            draft.blocks[start:end] = [Heading(entries[0].level, RichText(entries[0].label))]
    shift = 0
    outermost = min((b.level for b in draft.blocks[before:] if isinstance(b, Heading)), default=1)
    for place in range(before, len(draft.blocks)):
        block = draft.blocks[place]
        if not isinstance(block, Heading):
            continue
        known = levels.get(_plain(block.rich.text))
        if known is not None:
            shift = known - block.level
        level = known if known is not None else block.level + (shift or base - outermost)
        draft.blocks[place] = Heading(min(max(level, 1), MOST_LEVEL), block.rich)


def _plain(text: str) -> str:
    return "".join(text.split())
