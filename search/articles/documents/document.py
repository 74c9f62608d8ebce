"""What the readers of documents share.

Most make HTML of what they read: the reader of HTML then knows lists, tables, notes and links for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from wenxun.articles.characters import tidy_characters
from wenxun.articles.draft import Draft
from wenxun.articles.html.reader import read_html_into
from wenxun.articles.metadata import add_stated
from wenxun.articles.richtext import RichText
from wenxun.articles.sections import Heading, Paragraph
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import finished
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = [
    "MOST_LEVEL",
    "PLACE",
    "ListItem",
    "add_html",
    "add_properties",
    "finished_document",
    "footnotes_html",
    "lists_html",
    "text_html",
]

MOST_LEVEL = 6
"""The deepest level of headings."""

PLACE = "#@"
"""How a link to a named place of the document begins; no document names a place ``@``."""

_ADDRESS = re.compile(r"(?:https?|ftp|mailto):", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:Microsoft (?:Word|PowerPoint|Excel) - .*|.*\.(?:docx?|odt|rtf|pdf|html?|indd|wps|tex|txt|xml|pages)"
    r"|PowerPoint 演示文稿"
    r"|(?:untitled|无标题|無標題|未命名|文档|文檔|新建|document|slide|word|ppt|none|null)[\s\d()]*)",
    re.IGNORECASE,
)


def add_html(draft: Draft, html: str) -> None:
    """Append the HTML that a document is, or has been made into.

    Links within the document are none, but for those that lead to a named place of it.

    Args:
        draft: takes it.
        html: the source.
    """
    before = len(draft.blocks)
    tags = draft.tally["html-tags"]
    read_html_into(draft, tidy_characters(html, draft.tally), fragment_of_other=True)
    draft.tally["html-tags"] = tags  # they are the document's own form, and no author's tags in a text
    for place in range(before, len(draft.blocks)):
        block = draft.blocks[place]
        rich = RichText(block.rich.text, tuple(m for m in block.rich.marks if not _is_inner(m.kind, m.value)))
        draft.blocks[place] = Heading(block.level, rich) if isinstance(block, Heading) else Paragraph(rich)


def _is_inner(kind: str, value: str) -> bool:
    return kind in ("link", "image") and not _ADDRESS.match(value) and not value.startswith(PLACE)


def add_properties(draft: Draft, properties: Mapping[str, Any]) -> None:
    """Note what a document says of itself, by names that `metadata` knows; a title that a program made up is none.

    Args:
        draft: takes them.
        properties: values under those names.
    """
    stated = {name: value for name, value in properties.items() if value}
    title = " ".join(str(stated.pop("title", "")).split())
    if title and not draft.title and not _NO_TITLE.fullmatch(title):
        draft.title = tidy_characters(title, draft.tally)
    add_stated(draft, stated)


def finished_document(file: SourceFile, draft: Draft, format_name: str) -> Article:
    """Return the article that a document is.

    Args:
        file: the document.
        draft: holds all of it.
        format_name: format that it was read as.

    Raises:
        ArticleError: ``empty``; and as ``finished``.
    """
    if not draft.blocks:
        raise ArticleError("empty", Notice("it holds no text"))
    return finished(file, draft, format_name)


def text_html(text: str) -> str:
    """Return plain text as HTML."""
    return escape(text, quote=False).replace("\n", "<br>").replace("\t", " ")


class ListItem(NamedTuple):
    """A paragraph of a list: how deep it stands, from 1 on, whether such lists have numbers, its HTML, its number.

    The number is 0 where it is that of the item before, and one more.
    """

    level: int
    is_ordered: bool
    content: str
    number: int = 0


def lists_html(items: Iterable[ListItem]) -> str:
    """Return paragraphs of lists that follow each other as one list, with the deeper ones in it."""
    pieces: list[str] = []
    opened: list[str] = []
    for item in items:
        while len(opened) > item.level:
            pieces.append(f"</{opened.pop()}>")
        while len(opened) < item.level:
            opened.append("ol" if item.is_ordered else "ul")
            pieces.append(f"<{opened[-1]}>")
        value = f' value="{item.number}"' if item.is_ordered and item.number else ""
        pieces.append(f"<li{value}>{item.content}</li>")
    return "".join((*pieces, *(f"</{name}>" for name in reversed(opened))))


def footnotes_html(notes: Mapping[str, str]) -> str:
    """Return the notes of a document, by label, as the list at its end."""
    items = (f'<li id="fn{escape(label)}">{content}</li>' for label, content in notes.items())
    return f"<ol>{''.join(items)}</ol>" if notes else ""
