"""The pages of a PDF as lines with their places, and its outline, as PDFium gives them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from ctypes import c_double
from math import hypot
from typing import Any
from unicodedata import normalize

from wenxun.articles.characters import tidy_characters, tidy_line
from wenxun.articles.documents.document import MOST_LEVEL
from wenxun.articles.documents.pdf_headings import OutlineEntry
from wenxun.articles.documents.pdf_lines import WIDE, Line
from wenxun.articles.telling import tell_read
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["outline_of", "read_pages"]

_MOST_ENTRIES = 20_000
_MOST_ANNOTATIONS = 500  # of a page that are looked at; most are links
_RADICALS = {code: normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}  # some programs write 一 as ⼀
_LINE_END = re.compile("(\r\n|[\x02\ufffe])")  # a hyphen at the end of a line is a control to PDFium
_MARK = re.compile(r"(?<=[\u3400-\u9fff、。，；：？！”’」』）》])(?:\d{1,3}|[①-⑳]|\[\d[\d,，、–—-]*\])")
_MARK_SIZE = 0.8  # of what stands before it, at most
_GAP = "\x1f"  # a blank beside Han that the page only shows, until it is known whether it stands for one


def read_pages(document: Any, tally: Counter[str], *, max_chars: int, is_typed_on: bool) -> list[list[Line]]:
    """Return the lines of each page, in the order in which the document draws them; none of a damaged page.

    Args:
        document: the open document.
        tally: counts pages and letters that are not read.
        max_chars: most characters of all lines.
        is_typed_on: whether there may be fields of forms, boxes of text or stamps on the pages.

    Raises:
        ArticleError: ``too-large`` when they are longer than ``max_chars``.
    """
    from pypdfium2 import PdfiumError

    pages: list[list[Line]] = []
    reader = _Reader(tally)
    for number in range(len(document)):
        try:
            page = _with_shown_annotations(document, number) if is_typed_on else document[number]
            text_page = page.get_textpage()
            lines = reader.lines(text_page)
            text_page.close()
            page.close()
        except (PdfiumError, UnicodeDecodeError, ValueError):
            tally["damaged-pages"] += 1
            lines = []
        max_chars -= sum(len(line.text) for line in lines)
        if max_chars < 0:
            raise ArticleError("too-large", Notice("its text is longer than the limit of size"))
        pages.append(lines)
        tell_read(len(pages) / len(document))
    blank = " " if reader.blanks_are_gaps else ""
    return [[line._replace(text=line.text.replace(_GAP, blank)) for line in page] for page in pages]


def _with_shown_annotations(document: Any, number: int) -> Any:
    """A page with what is typed onto it as its content: fields of forms, boxes of text, stamps."""
    import pypdfium2.raw as pdfium

    page = document[number]
    shown = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_WIDGET)
    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, place)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in shown:
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            return document[number]
    return page


class _Reader:
    """Reads pages and learns how the document writes blanks.

    Word processors write them as characters, and part Han from Latin by a gap besides, which no author has typed. TeX
    writes no blank as a character.
    """

    def __init__(self, tally: Counter[str]) -> None:
        self._tally = tally
        self._typed = self._shown = 0

    @property
    def blanks_are_gaps(self) -> bool:
        """Whether the blanks of the document are gaps between words, as TeX leaves them."""
        return self._shown > self._typed

    def lines(self, text_page: Any) -> list[Line]:
        """The lines of a page."""
        lines: list[Line] = []
        at = 0
        parts = _LINE_END.split(text_page.get_text_range())
        for written, end in zip(parts[::2], [*parts[1::2], ""], strict=True):
            line = written.strip()
            start = at + len(written) - len(written.lstrip())
            at += _units(written) + len(end)
            unmarked = self._without_marks(text_page, self._with_gaps(text_page, line, start), start)
            pieces = unmarked.translate(_RADICALS).split(_GAP)
            shown = _GAP.join(tidy_line(piece, self._tally) for piece in pieces).strip(_GAP)
            if shown:
                is_hyphenated = len(end) == 1
                lines.append(_placed(text_page, shown + "-" * is_hyphenated, start, start + _units(line) - 1))
        return lines

    def _without_marks(self, text_page: Any, line: str, start: int) -> str:
        """A line without raised marks of notes behind Han, which are smaller than what they stand behind."""
        for found in reversed(list(_MARK.finditer(line))):
            at = start + _units(line[: found.start()])
            if _size(text_page, at) < _MARK_SIZE * _size(text_page, at - 1):
                line = line[: found.start()] + line[found.end() :]
                self._tally["footnote-marks"] += 1
        return line

    def _with_gaps(self, text_page: Any, line: str, start: int) -> str:
        """A line with a sign in the place of blanks beside Han that are no characters of the document."""
        from pypdfium2 import raw

        characters = list(line)
        for found in re.finditer(" ", line):
            place = found.start()
            is_shown = raw.FPDFText_IsGenerated(text_page, start + _units(line[:place])) == 1
            if WIDE.match(line[place - 1]) or WIDE.match(line[place + 1]):
                characters[place] = _GAP if is_shown else " "
            else:
                self._shown += is_shown
                self._typed += not is_shown
        return "".join(characters)


def _units(text: str) -> int:
    """How many characters PDFium counts in a text: rare ones twice."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def _placed(text_page: Any, text: str, first: int, last: int) -> Line:
    """A line with its place, told from its first and last characters."""
    from pypdfium2 import PdfiumError, raw

    x, y = c_double(), c_double()
    size = _size(text_page, first) if raw.FPDFText_GetCharOrigin(text_page, first, x, y) else 0.0
    try:
        right = text_page.get_charbox(last, loose=True)[2]
    except PdfiumError:
        right = x.value
    return Line(text, x.value, right, y.value, max(size, 1.0))


def _size(text_page: Any, index: int) -> float:
    """The size of a character's font, in points."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text_page, index, matrix):
        return 0.0
    return float(raw.FPDFText_GetFontSize(text_page, index) * hypot(matrix.c, matrix.d))


def outline_of(document: Any, page_count: int) -> Iterator[OutlineEntry]:
    """Yield the entries of the outline that lead to a page.

    Args:
        document: the document, opened by PDFium.
        page_count: number of its pages.
    """
    for count, bookmark in enumerate(document.get_toc()):
        if count >= _MOST_ENTRIES:
            return
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        try:
            title = " ".join(tidy_characters(bookmark.get_title(), Counter()).split())
        except UnicodeDecodeError:  # half a character, which pypdfium2 does not decode
            continue
        if page is None or not 0 <= page < page_count or not title:
            continue
        _, view = target.get_view()
        height = view[1] if len(view) == 3 and view[1] else view[0] if len(view) == 1 else 0.0
        yield OutlineEntry(min(bookmark.level + 1, MOST_LEVEL), title, page + 1, float(height or 0.0))
