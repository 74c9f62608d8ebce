"""MHTML: a web page as browsers save it into one file, a mail whose parts are the page and what it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import finished_document
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.html.reader import read_html_into
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "saved_pages", "sniff"]

_SUFFIXES = (".mhtml", ".mht")
_SAVED = (b"From: <Saved by ", b"MIME-Version:")
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:To|Received|Message-ID):", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 4096
_MOST_PARTS = 2000
_ADDRESS = re.compile(r"https?://\S+")


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix or first line, and by being related parts that nobody sent."""
    head = file.text_head[:_HEAD_BYTES]
    is_named = file.origin.suffix in _SUFFIXES or head.startswith(_SAVED)
    return Whole(read) if is_named and _RELATED.search(head) and not _SENT.search(head) else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``damaged``, ``empty``, ``too-large``, ``too-complex``.
    """
    message, pages = _opened(file.content())
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    read_html_into(draft, _text(pages[0], draft.tally))
    for frame in pages[1:]:
        read_html_into(draft, _text(frame, draft.tally), fragment_of_other=True)
    draft.title = draft.title or tidy_line(_header(message, "Subject"), draft.tally)
    address = _header(message, "Snapshot-Content-Location") or _header(pages[0], "Content-Location")
    if not draft.url and _ADDRESS.fullmatch(address):
        draft.url = address
    yield finished_document(file, draft, "mhtml")


def saved_pages(data: bytes, tally: Counter[str]) -> list[str]:
    """Return the pages of a saved page: itself, then those in its frames.

    Args:
        data: the saved page.
        tally: counts what is unusual about their text.

    Raises:
        ArticleError: ``damaged``.
    """
    return [_text(page, tally) for page in _opened(data)[1]]


def _opened(data: bytes) -> tuple[Message, list[Message]]:
    """The whole, and the parts of it that are pages; there is one at least."""
    try:
        message = message_from_bytes(data)
        pages = [part for part in _parts(message) if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise ArticleError("damaged", Notice("it cannot be read as a saved page ({error})", error=error)) from error
    if not pages:
        raise ArticleError("damaged", Notice("it holds no page"))
    return message, pages


def _parts(message: Message) -> Iterator[Message]:
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting += [each for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part


def _text(part: Message, tally: Counter[str]) -> str:
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset()
    if charset and content:
        try:
            return tidy_characters(content.decode(charset), tally)
        except (LookupError, ValueError):
            pass  # it says what is not so
    return tidy_characters(decode(content).text, tally) if content.strip() else ""


def _header(part: Message, name: str) -> str:
    written = str(part.get(name) or "")
    try:
        return str(make_header(decode_header(written)))
    except (MessageError, ValueError, LookupError):
        return written
