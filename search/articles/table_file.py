"""Tables of comma- or tab-separated values, whose rows are articles or are shown."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from wenxun.articles.containers import Found, Whole
from wenxun.articles.conversion import OLE
from wenxun.articles.draft import Draft
from wenxun.articles.row_articles import Sheet, read_sheets
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text
from wenxun.errors import ArticleError
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_DELIMITERS = ",\t;|"
_SNIFFED_LINES = 20
_MOST_CELL_CHARS = 1 << 30  # a whole article may stand in a cell; the file is bounded


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix; programs call such a table ``.xls`` too."""
    is_text = not file.head.startswith(OLE) and not file.text_head.startswith(b"<")
    is_text_for_excel = file.origin.suffix == ".xls" and is_text and b"\t" in file.text_head
    return Whole(read) if file.origin.suffix in (".csv", ".tsv") or is_text_for_excel else None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield an article a row, or one with all rows; a row that cannot be read is named as ``file:row``.

    Raises:
        ArticleError: as for a text.
    """
    draft = Draft()
    yield from read_sheets(file, draft, [Sheet("", _rows(decoded_text(file, draft), file.origin.suffix))], "table")


def _rows(text: str, suffix: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_MOST_CELL_CHARS)
    lines = text.split("\n")
    delimiter = "\t" if suffix != ".csv" else _delimiter(lines[:_SNIFFED_LINES])
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    try:
        yield from enumerate((row for row in rows if row), 1)
    except csv.Error as error:
        raise ArticleError("bad-table", Notice("its rows cannot be told apart: {error}", error=error)) from error


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that stands in most lines, the comma if none does."""
    return max(_DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), -_DELIMITERS.index(sign)))
