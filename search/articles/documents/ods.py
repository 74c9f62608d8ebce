"""ODS: OpenDocument's workbooks, which are ZIP files of XML, sheet by sheet as tables."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from wenxun.articles.containers import Found, Whole
from wenxun.articles.documents.document import add_properties
from wenxun.articles.documents.odt import opened, stated_properties
from wenxun.articles.documents.zip_files import SIGNATURES, local_name
from wenxun.articles.draft import Draft
from wenxun.articles.row_articles import Sheet, read_sheets
from wenxun.articles.source_file import SourceFile

__all__ = ["read", "sniff"]

_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_MOST_REPEATED = 100  # cells or rows with the same text; empty ones fill a sheet to its end
_NO_ROWS = ("table", "shapes", "forms")  # what stands in a sheet and holds tables of its own
_NO_LINES = ("annotation",)


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by the type that its first part names."""
    if not file.head.startswith(SIGNATURES):
        return None
    return Whole(read) if file.origin.suffix in (".ods", ".ots") or _MIMETYPE in file.head[:120] else None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield an article a row where a sheet has a column of texts, and one for all other sheets.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-large``, ``empty``, ``too-complex``.
    """
    parts = opened(file)
    draft = Draft()
    add_properties(draft, stated_properties(parts))
    books = (each for each in parts.xml("content.xml").iter() if local_name(each.tag) == "spreadsheet")
    sheets = [sheet for book in books for sheet in book if sheet.tag == f"{_TABLE}table"]
    names = (sheet.get(f"{_TABLE}name", "") if len(sheets) > 1 else "" for sheet in sheets)
    tables = (Sheet(name, _rows(sheet)) for name, sheet in zip(names, sheets, strict=True))
    yield from read_sheets(file, draft, tables, "ods")


def _rows(sheet: Element) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold anything, with their numbers."""
    number = 1
    for row in _within(sheet, "table-row", _NO_ROWS):
        cells: list[str] = []
        for cell in row:
            times = _repeated(cell, "columns")
            cells += [_shown(cell)] * min(times, _MOST_REPEATED)
        while cells and not cells[-1]:
            cells.pop()
        times = _repeated(row, "rows")
        if cells:
            yield from ((number + time, cells) for time in range(min(times, _MOST_REPEATED)))
        number += times


def _shown(cell: Element) -> str:
    lines = ("".join(paragraph.itertext()) for paragraph in _within(cell, "p", _NO_LINES))
    return "\n".join(lines).strip()


def _within(parent: Element, name: str, left_out: tuple[str, ...]) -> Iterator[Element]:
    """The elements of a name within another one, but for those in what is left out."""
    waiting = list(reversed(parent))
    while waiting:
        each = waiting.pop()
        if local_name(each.tag) == name:
            yield each
        elif local_name(each.tag) not in left_out:
            waiting.extend(reversed(each))


def _repeated(element: Element, what: str) -> int:
    written = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 9 else 1
