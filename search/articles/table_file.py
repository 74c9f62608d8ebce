"""Tables of comma- or tab-separated values.

Where the first row names a column of texts (正文, 内容, text, content …), each further row is an article: its title,
dates, authors and tags are those of the columns that are called so, the other columns are its own fields. A table with
a column of titles but none of texts is one article with a section a row; any other table is one article that shows its
rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from wenxun.articles.containers import Found, Whole
from wenxun.articles.draft import Draft
from wenxun.articles.file_names import file_title
from wenxun.articles.markdown.tables import joined_rows
from wenxun.articles.metadata import add_stated, text_name
from wenxun.articles.readers import read_text_of
from wenxun.articles.richtext import RichText
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text, finished
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_TITLE_NAMES = ("title", "标题", "標題", "题目", "題目", "题名", "題名")
_ID_NAMES = ("id", "编号", "編號", "序号", "序號")
_DELIMITERS = ",\t;|"
_SNIFFED_LINES = 20
_ROWS_A_PARAGRAPH = 20
_MOST_CELL_CHARS = 1 << 30  # a whole article may stand in a cell; the file is bounded


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix."""
    return Whole(read) if file.origin.suffix in (".csv", ".tsv") else None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield an article a row, or one with all rows; a row that cannot be read is named as ``file:row``.

    Raises:
        ArticleError: as for a text.
    """
    draft = Draft()
    rows = _rows(decoded_text(file, draft), file.origin.suffix)
    head = [" ".join(cell.split()) for cell in next(rows, [])]
    names = [name.casefold() for name in head]
    text_of = text_name(head)
    if text_of is None:
        title_column = next((names.index(name) for name in _TITLE_NAMES if name in names), None)
        yield _whole_table(file, draft, head, rows, title_column)
        return
    text_column = head.index(text_of)
    id_column = next((names.index(name) for name in _ID_NAMES if name in names), None)
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        if not any(map(str.strip, row)):
            continue
        own_id = row[id_column].strip() if id_column is not None and id_column < len(row) else ""
        own_id = own_id if own_id and own_id not in seen else str(number)
        seen.add(own_id)
        try:
            yield _row_article(file, head, row, (text_column, id_column), own_id, number)
        except ArticleError as error:
            yield SkippedInput(f"{file.origin.place}:{number}", error.reason, error.notice)


def _rows(text: str, suffix: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MOST_CELL_CHARS)
    lines = text.split("\n")
    delimiter = "\t" if suffix == ".tsv" else _delimiter(lines[:_SNIFFED_LINES])
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    try:
        yield from (row for row in rows if row)
    except csv.Error as error:
        raise ArticleError("bad-table", Notice("its rows cannot be told apart: {error}", error=error)) from error


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that stands in most lines, the comma if none does."""
    return max(_DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), -_DELIMITERS.index(sign)))


def _row_article(
    file: SourceFile, head: Sequence[str], row: Sequence[str], own: tuple[int, int | None], own_id: str, number: int
) -> Article:
    """The article of a row; ``own`` are the columns of its text and of its id."""
    draft = Draft()
    cells = enumerate(zip(head, row, strict=False))
    add_stated(draft, {name: cell for at, (name, cell) in cells if name and cell.strip() and at not in own})
    text = row[own[0]] if own[0] < len(row) else ""
    if not text.strip() and not draft.title:
        raise ArticleError("empty", Notice("its text is empty"))
    read_text_of(draft, text)
    return draft.finish(
        article_id=f"{file.origin.article_id}/{own_id}",
        file_title=f"{file_title(file.origin)} {own_id}",
        format_name="table",
        source=f"{file.origin.place}:{number}",
        path=file.origin.path,
    )


def _whole_table(
    file: SourceFile, draft: Draft, head: list[str], rows: Iterator[list[str]], title_column: int | None
) -> Article:
    draft.may_first_heading_be_title = False
    if title_column is None:
        for some in _batches(chain([head], rows)):
            cells = ((row is head, [RichText(" ".join(cell.split())) for cell in row]) for row in some)
            draft.add_paragraph(joined_rows((), cells))
        return finished(file, draft, "table")
    for row in rows:
        title = row[title_column] if title_column < len(row) else ""
        draft.add_heading(1, RichText(title))
        others = (pair for at, pair in enumerate(zip(head, row, strict=False)) if at != title_column)
        lines = (f"{name}：{' '.join(cell.split())}" if name else cell for name, cell in others if cell.strip())
        draft.add_paragraph(RichText("\n".join(lines)))
    return finished(file, draft, "table")


def _batches(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while some := list(islice(rows, _ROWS_A_PARAGRAPH)):
        yield some
