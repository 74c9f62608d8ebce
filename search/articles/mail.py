"""Mails: subject, sender and date as title, author and date; the text in whatever encoding it was sent.

Of a text that is sent both plain and as HTML the HTML is read. Attached files are counted and named, attached mails are
read below the mail that they came with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.encodings import decode
from wenxun.articles.formats import is_decisive
from wenxun.articles.html.reader import read_html_into
from wenxun.articles.richtext import RichText
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text import read_text_into
from wenxun.articles.text_file import finished
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "read_mail_into", "read_of_apple", "sniff"]

_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_OF_MAILS = re.compile(rb"^(?:From|Date|Subject|Message-ID|Received):", re.IGNORECASE | re.MULTILINE)
_FLOWING = re.compile(r"(?<=\S)(?<!^--)( *) \n(?!-- )", re.MULTILINE)  # but for the mark before a signature
_SIGNS = 3
_MOST_DIGITS = 20
_MOST_DEEP = 20
_MOST_ATTACHMENTS = 100


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by the fields at its head."""
    if file.origin.suffix == ".emlx":
        return Whole(read_of_apple)
    if file.origin.suffix != ".eml":
        head = None if is_decisive(file.origin.suffix) else _HEAD.match(file.head)
        if head is None or len({sign.lower() for sign in _OF_MAILS.findall(head[0])}) < _SIGNS:
            return None
    return Whole(read)


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the mail.

    Raises:
        ArticleError: ``empty``, ``too-complex``.
    """
    draft = Draft()
    read_mail_into(draft, file.content())
    yield finished(file, draft, "mail")


def read_of_apple(file: SourceFile) -> Iterator[Article]:
    """Yield the mail of a file of Apple Mail: its length on a line, the mail, and what the program notes of it.

    Raises:
        ArticleError: as ``read``.
    """
    draft = Draft()
    length, _, content = file.content().partition(b"\n")
    size = int(length) if length.strip().isdigit() and len(length) < _MOST_DIGITS else 0
    read_mail_into(draft, content[:size] if size else file.content())
    yield finished(file, draft, "mail")


def read_mail_into(draft: Draft, data: bytes) -> None:
    """Append a mail to a draft.

    Args:
        draft: takes its subject, text, sender and date.
        data: the mail, as it was sent.

    Raises:
        ArticleError: ``empty`` when it has neither a subject nor a text, ``too-complex`` when it is nested too deep.
    """
    try:
        mail = message_from_bytes(data, policy=policy.compat32)
        _read_head(draft, mail)
        _read_body(draft, mail, deep=0)
    except RecursionError as error:
        raise ArticleError("too-complex", Notice("its parts are nested too deep to be read")) from error
    draft.may_first_heading_be_title = not draft.title
    if not draft.title and not draft.blocks:
        raise ArticleError("empty", Notice("it has neither a subject nor a text"))


def _read_head(draft: Draft, mail: Message) -> None:
    draft.title = _field(draft, mail, "Subject")
    for name, address in getaddresses([_field(draft, mail, "From")]):
        if shown := name.strip() or address.strip():
            draft.authors[shown] = None
    try:
        moment = parsedate_to_datetime(_field(draft, mail, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return
    draft.published = moment.isoformat()


def _field(draft: Draft, mail: Message, name: str) -> str:
    """A field of the head on one line, its encoded words decoded."""
    try:
        value = mail.get(name)
        parts = decode_header(value) if value is not None else []
    except (MessageError, ValueError):
        parts = [(str(mail.get(name)), None)]
    texts: list[str] = []
    for part, charset in parts:
        texts.append(part if isinstance(part, str) else _decoded(part, charset or ""))
    return tidy_line("".join(texts), draft.tally)


def _decoded(data: bytes, charset: str) -> str:
    """Bytes of a mail as text, damaged places as U+FFFD: what was sent was text, whatever it looks like."""
    try:
        return decode(data, stated=charset).text
    except ArticleError:
        return data.decode("utf-8", "replace")


def _read_body(draft: Draft, part: Message, *, deep: int) -> None:
    if deep > _MOST_DEEP:
        draft.tally["attachments"] += 1
        return
    kind = part.get_content_type()
    payload = part.get_payload()
    children = [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []
    if kind == "message/rfc822" and children:
        for mail in children:
            draft.add_heading(min(deep + 1, 6), RichText(_field(draft, mail, "Subject") or "…"))
            _read_body(draft, mail, deep=deep + 1)
    elif children:
        if kind == "multipart/alternative":
            children = _chosen(children)
        for child in children:
            _read_body(draft, child, deep=deep + 1)
    elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
        _read_text(draft, part, is_html=kind == "text/html")
    else:
        _name_attachment(draft, part)


def _chosen(children: list[Message]) -> list[Message]:
    """Of the same text in several forms the HTML, on its own or with its pictures; else the first."""
    rich = [child for child in children if child.get_content_type() in ("text/html", "multipart/related")]
    return rich[:1] or [child for child in children if child.get_content_maintype() in ("text", "multipart")][:1]


def _read_text(draft: Draft, part: Message, *, is_html: bool) -> None:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return
    charset = part.get_param("charset")
    text = tidy_characters(_decoded(payload, charset if isinstance(charset, str) else ""), draft.tally)
    if is_html:
        _read_html(draft, text)
        return
    if part.get_param("format") == "flowed":
        text = _FLOWING.sub(r"\1" if _is_yes(part.get_param("delsp")) else " ", text)
    title, draft.title = draft.title, draft.title or " "  # its first line is no title
    read_text_into(draft, text)
    draft.title = title


def _is_yes(value: object) -> bool:
    return isinstance(value, str) and value.lower() == "yes"


def _read_html(draft: Draft, text: str) -> None:
    """The page of a mail; what its head states is the sending program's."""
    page = Draft(tally=draft.tally)
    read_html_into(page, text)
    draft.blocks += page.blocks


def _name_attachment(draft: Draft, part: Message) -> None:
    draft.tally["attachments"] += 1
    for field in ("Content-Disposition", "Content-Type"):
        raw = next((value for key, value in part.raw_items() if key.lower() == field.lower()), "")
        if not raw.isascii():  # it was sent as it is
            part.replace_header(field, _decoded(raw.encode("utf-8", "surrogateescape"), ""))
    try:
        name = part.get_filename() or ""
        decoded = "".join(
            each if isinstance(each, str) else _decoded(each, charset or "") for each, charset in decode_header(name)
        )
    except (MessageError, ValueError, LookupError, TypeError):
        return
    names = draft.fields.get("attachments", ())
    if decoded.strip() and isinstance(names, tuple) and len(names) < _MOST_ATTACHMENTS:
        draft.fields["attachments"] = (*names, tidy_line(decoded, draft.tally))
