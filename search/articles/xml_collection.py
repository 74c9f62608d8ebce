"""Collections that programs export as XML: Evernote's notes, feeds (RSS, Atom), WordPress's sites, outlines (OPML)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, tostring

from wenxun.articles.containers import Found, Whole, skipped_for
from wenxun.articles.documents.document import add_html
from wenxun.articles.documents.zip_files import local_name, parse_xml
from wenxun.articles.draft import Draft
from wenxun.articles.file_names import file_title
from wenxun.articles.metadata import add_stated
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_ROOT = re.compile(
    rb"\s*(?:<\?[^>]*\?>\s*|<!--(?:(?!-->).){0,2000}-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]{0,2000}\])?[^>]*>\s*)*<(en-export|rss|feed|rdf:RDF|opml)[\s>]",
    re.DOTALL,
)
_PROLOG = re.compile(r"\s*(?:<\?xml[^>]*\?>|<!DOCTYPE[^>]*>)\s*", re.IGNORECASE)
_CIPHER = re.compile(r"<en-crypt\b[^<>]*>[^<>]*</en-crypt>")
_DONE = re.compile(r"<en-todo[^<>]*checked\s*=\s*[\"']true[\"'][^<>]*/?>")
_TO_DO = re.compile(r"<en-todo[^<>]*>")
_BLOCK_TAG = re.compile(r"<(?:p|div|ul|ol|table|h[1-6]|pre|blockquote|section)\b", re.IGNORECASE)
_ARTICLES_OF_WORDPRESS = ("post", "page", "")
_MOST_DEEP = 50
_Entry = tuple[Mapping[str, Any], str]
"""What an entry states of itself, and its text as HTML."""


def sniff(file: SourceFile) -> Whole | None:
    """By its outermost element."""
    return Whole(read) if _ROOT.match(file.text_head) else None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield an article for each entry, and one for an outline.

    Raises:
        ArticleError: ``damaged``, ``too-large``, ``empty``.
    """
    root = parse_xml(file.content())
    kind = local_name(root.tag)
    entries = list(_READERS[kind.lower()](root))
    if not entries:
        raise ArticleError("empty", Notice("it holds no text"))
    for number, (stated, html) in enumerate(entries, 1):
        is_only = kind == "opml"
        place = file.origin.place if is_only else f"{file.origin.place}:{number}"
        draft = Draft(takes_drafts=file.origin.takes_drafts)
        add_stated(draft, stated)
        try:
            add_html(draft, html)
            yield draft.finish(
                article_id=file.origin.article_id if is_only else f"{file.origin.article_id}/{number}",
                file_title=file_title(file.origin) if is_only else f"{file_title(file.origin)} {number}",
                format_name=kind.lower(),
                source=place,
                path=file.origin.path,
            )
        except ArticleError as error:
            yield skipped_for(error, place)


def _texts(entry: Element, name: str) -> list[str]:
    return [" ".join("".join(each.itertext()).split()) for each in entry if local_name(each.tag) == name]


def _first(entry: Element, *names: str) -> str:
    return next((text for name in names for text in _texts(entry, name) if text), "")


def _notes(root: Element) -> Iterator[_Entry]:
    """The notes of Evernote; each is a page of its own, as a text."""
    for note in root.iter("note"):
        attributes = note.find("note-attributes")
        about = attributes if attributes is not None else Element("none")
        stated = {
            "title": _first(note, "title"), "created": _first(note, "created"), "updated": _first(note, "updated"),
            "tags": _texts(note, "tag"), "author": _first(about, "author"), "url": _first(about, "source-url"),
        }  # fmt: skip
        content = _PROLOG.sub("", note.findtext("content") or "")
        content = _CIPHER.sub("", content)
        content = _DONE.sub('<input type="checkbox" checked>', content)
        yield stated, _TO_DO.sub('<input type="checkbox">', content)


def _items(root: Element) -> Iterator[_Entry]:
    """The items of RSS, with what WordPress adds to them."""
    for item in (each for each in root.iter() if local_name(each.tag) == "item"):
        if _first(item, "post_type") not in _ARTICLES_OF_WORDPRESS:
            continue
        groups = [each for each in item if local_name(each.tag) == "category" and each.text]
        stated = {
            "title": _first(item, "title"), "url": _first(item, "link"), "author": _first(item, "creator", "author"),
            "date": _first(item, "pubDate", "date", "post_date"), "draft": _first(item, "status") == "draft",
            "tags": [each.text for each in groups if each.get("domain") == "post_tag"],
            "categories": [each.text for each in groups if each.get("domain") != "post_tag"],
        }  # fmt: skip
        full = next((each.text for each in item if each.tag.endswith("content/}encoded") and each.text), "")
        html = full or item.findtext("description") or _first(item, "description")
        if not _BLOCK_TAG.search(html):  # WordPress keeps paragraphs as blank lines
            html = "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", html))
        yield stated, html


def _atom_entries(root: Element) -> Iterator[_Entry]:
    for entry in (each for each in root.iter() if local_name(each.tag) == "entry"):
        all_links = (each for each in entry if local_name(each.tag) == "link")
        links = [each for each in all_links if each.get("rel", "alternate") == "alternate"]
        authors = (name for each in entry if local_name(each.tag) == "author" for name in _texts(each, "name"))
        stated = {
            "title": _first(entry, "title"), "url": links[0].get("href", "") if links else "",
            "date": _first(entry, "published"), "updated": _first(entry, "updated"), "author": list(authors),
            "categories": [each.get("term", "") for each in entry if local_name(each.tag) == "category"],
        }  # fmt: skip
        bodies = {local_name(each.tag): each for each in entry if local_name(each.tag) in ("content", "summary")}
        body = bodies.get("content", bodies.get("summary", Element("none")))
        if body.get("type") == "xhtml":
            yield stated, re.sub(r"(</?)\w+:(?=\w)", r"\1", tostring(body, encoding="unicode"))
        else:
            text = "".join(body.itertext())
            yield stated, text if body.get("type") == "html" or "</" in text else escape(text).replace("\n", "<br>")


def _outlines(root: Element) -> Iterator[_Entry]:
    """An outline as one article, in lists within lists."""
    head, body = root.find("head"), root.find("body")
    about = head if head is not None else Element("none")
    stated = {
        "title": _first(about, "title"), "created": _first(about, "dateCreated"),
        "updated": _first(about, "dateModified"), "author": _first(about, "ownerName"),
    }  # fmt: skip
    if body is not None:
        yield stated, "".join(_lines_of(body, 0))


def _lines_of(parent: Element, deep: int) -> Iterator[str]:
    yield "<ul>"
    for each in parent.findall("outline") if deep < _MOST_DEEP else ():
        text = escape(each.get("text") or each.get("title") or "")
        address = each.get("htmlUrl") or each.get("url") or ""
        yield f'<li><a href="{escape(address)}">{text}</a>' if address else f"<li>{text}"
        if note := each.get("_note"):
            yield f"<p>{escape(note)}</p>"
        if each.find("outline") is not None:
            yield from _lines_of(each, deep + 1)
        yield "</li>"
    yield "</ul>"


_READERS: Mapping[str, Callable[[Element], Iterator[_Entry]]] = {
    "en-export": _notes, "rss": _items, "rdf": _items, "feed": _atom_entries, "opml": _outlines,
}  # fmt: skip
