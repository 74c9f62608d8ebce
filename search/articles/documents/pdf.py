"""PDF, through PDFium: pages to lines, lines to paragraphs, the outline to headings; page numbers are kept."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from wenxun.articles.characters import tidy_characters
from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import add_properties, finished_document
from wenxun.articles.documents.pdf_headings import OutlineEntry, headings_by_outline, headings_by_size
from wenxun.articles.documents.pdf_lines import Line, add_lines, without_running_heads
from wenxun.articles.documents.pdf_notes import notes_of
from wenxun.articles.documents.pdf_pages import outline_of, read_pages
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.extras import install_command
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_SIGNATURE = b"%PDF-"
_MOST_PAGES = 20_000
_TEXT_CHARS_A_PAGE = 5  # on a scanned page there is a stamp at most
_PROPERTIES = {
    "Title": "title", "Author": "author", "Keywords": "keywords", "Subject": "description",
    "CreationDate": "date", "ModDate": "updated",
}  # fmt: skip
_UNKNOWN = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")  # letters of a font that does not name them
_TYPED_ON = (b"/FreeText", b"/Widget", b"/Stamp", b"/ObjStm")  # in a packed stream of objects they may stand unseen
_LOCK = threading.Lock()  # PDFium works for one thread at a time


def sniff(file: SourceFile) -> Whole | None:
    """By how it begins; something may stand before that."""
    return Whole(read) if _SIGNATURE in file.head[:1024] else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``needs-pypdfium2``, ``encrypted``, ``damaged``, ``no-text`` (pages that are pictures, or whose
            letters nobody can tell), ``too-large``, ``too-complex``.
    """
    draft = Draft()
    with _LOCK:
        pages, outline = _read_document(file, draft)
    if sum(len(line.text) for page in pages for line in page) < _TEXT_CHARS_A_PAGE * len(pages):
        raise ArticleError(
            "no-text",
            Notice(
                "its {count:,} pages are pictures without text; recognise it first: ocrmypdf -l chi_sim",
                count=len(pages),
            ),
        )
    unknown = sum(len(_UNKNOWN.findall(line.text)) for page in pages for line in page)
    if 2 * unknown > sum(len("".join(line.text.split())) for page in pages for line in page):
        raise ArticleError(
            "no-text",
            Notice("its fonts do not say which letters they show; recognise them: ocrmypdf --force-ocr -l chi_sim"),
        )
    draft.tally["unknown-letters"] += unknown
    draft.tally["pages-without-text"] += sum(not page for page in pages)
    pages = without_running_heads(pages, draft.tally)
    headings = headings_by_outline(pages, outline) if outline else headings_by_size(pages)
    add_lines(draft, pages, headings, notes_of(pages))
    yield finished_document(file, draft, "pdf")


def _stated(document: Any) -> Iterator[tuple[str, str]]:
    """What a PDF states of itself, but for what is no text."""
    for name, known in _PROPERTIES.items():
        with suppress(UnicodeDecodeError):  # half a character, which pypdfium2 does not decode
            yield known, document.get_metadata_value(name)


def _read_document(file: SourceFile, draft: Draft) -> tuple[list[list[Line]], list[OutlineEntry]]:
    try:
        import pypdfium2 as pdfium
    except ImportError as error:
        raise ArticleError(
            "needs-pypdfium2", Notice("it is a PDF; to read it: {command}", command=install_command("pdf"))
        ) from error
    content = file.content()
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise ArticleError(
                "encrypted", Notice("it is protected by a password; save it without one first")
            ) from error
        raise ArticleError("damaged", Notice("it cannot be read as a PDF ({error})", error=error)) from error
    try:
        if len(document) > _MOST_PAGES:
            raise ArticleError(
                "too-complex",
                Notice(
                    "it has {count:,} pages, more than the limit of {most:,}", count=len(document), most=_MOST_PAGES
                ),
            )
        stated = dict(_stated(document))
        for name in ("date", "updated"):
            stated[name] = stated.get(name, "").removeprefix("D:")[:8]
        add_properties(draft, {name: tidy_characters(value, draft.tally) for name, value in stated.items()})
        is_typed_on = any(sign in content for sign in _TYPED_ON)
        pages = read_pages(document, draft.tally, max_chars=file.max_bytes, is_typed_on=is_typed_on)
        return pages, list(outline_of(document, len(pages)))
    finally:
        document.close()
