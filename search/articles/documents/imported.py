"""What a document takes in from other formats when it is opened (``altChunk``), as HTML.

Programs that make DOCX of web pages put the page in so, and leave the rest to Word.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from wenxun.articles.documents.document import text_html
from wenxun.articles.documents.mhtml import saved_pages
from wenxun.articles.encodings import decode
from wenxun.articles.html.tree import parse

__all__ = ["imported_html"]

_SAVED = re.compile(rb"\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):", re.IGNORECASE)
_PLAIN_SUFFIXES = (".txt", ".text")


def imported_html(name: str, data: bytes, tally: Counter[str]) -> str:
    """Return a part as HTML whose elements all end.

    Args:
        name: of the part.
        data: its content: a page, a saved page, or plain text.
        tally: counts characters that no stored text holds.

    Raises:
        ArticleError: ``binary``, ``not-text`` when it is no text.
    """
    if not data.strip():
        return ""
    if _SAVED.match(data):
        return "".join(map(_whole, saved_pages(data, tally)))
    text = decode(data).text
    return f"<p>{text_html(text)}</p>" if posixpath.splitext(name)[1].lower() in _PLAIN_SUFFIXES else _whole(text)


def _whole(page: str) -> str:
    body = parse(page).body
    return f"<div>{body.inner_html}</div>" if body is not None else ""
