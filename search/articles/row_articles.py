"""The rows of tables to articles.

Where the first row names a column of texts (正文, 内容, text, content …), each further row is an article: its title,
dates, authors and tags are those of the columns that are called so, the other columns are its own fields. A table with
a column of titles but none of texts has a section a row; any other table shows its rows. All tables of a file that are
no articles by themselves are one article, with their names as headings. Lines of one cell above a table, which say
what it is, stand above it here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from wenxun.articles.containers import Found
from wenxun.articles.draft import Draft
from wenxun.articles.file_names import file_title
from wenxun.articles.markdown.tables import joined_rows
from wenxun.articles.metadata import add_stated, text_name
from wenxun.articles.readers import read_text_of
from wenxun.articles.richtext import RichText
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import finished
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice

__all__ = ["Sheet", "read_sheets"]

_TITLE_NAMES = ("title", "标题", "標題", "题目", "題目", "题名", "題名")
_ID_NAMES = ("id", "编号", "編號", "序号", "序號")
_MOST_LINES_ABOVE = 30
_ROWS_A_PARAGRAPH = 20


class Sheet(NamedTuple):
    """A table.

    Attributes:
        name: what it is called; "" for the only one of its file.
        rows: its rows that hold anything, each with its number in the file, from 1.
    """

    name: str
    rows: Iterator[tuple[int, list[str]]]


def read_sheets(file: SourceFile, draft: Draft, sheets: Iterable[Sheet], format_name: str) -> Iterator[Found]:
    """Yield the articles of a file's tables; a row that cannot be read is named as ``file:row``.

    Args:
        file: the file.
        draft: takes what is no article a row.
        sheets: its tables.
        format_name: as in ``Article``.
    """
    draft.may_first_heading_be_title = False
    is_any = False
    for sheet in sheets:
        above, head, rows = _parted(sheet.rows)
        if (text_of := text_name(head)) is not None:
            is_any = True
            for place, own_id, cells, text in _records(sheet.name, head, rows, head.index(text_of)):
                try:
                    yield _article(file, format_name, place, own_id, cells, text)
                except ArticleError as error:
                    yield SkippedInput(f"{file.origin.place}:{place}", error.reason, error.notice)
            continue
        if sheet.name and (above or head):
            draft.add_heading(1, RichText(sheet.name))
        for line in above:
            draft.add_paragraph(RichText(line))
        if head:
            _show(draft, head, rows, level=2 if sheet.name else 1)
    if draft.blocks or not is_any:
        yield finished(file, draft, format_name)


def _parted(rows: Iterator[tuple[int, list[str]]]) -> tuple[list[str], list[str], Iterator[tuple[int, list[str]]]]:
    """The lines above a table, the names of its columns, its other rows."""
    first = list(islice(rows, _MOST_LINES_ABOVE))
    filled = [[" ".join(cell.split()) for cell in row if cell.strip()] for _, row in first]
    place = next((place for place, cells in enumerate(filled) if len(cells) > 1 or text_name(cells)), 0)
    if not first:
        return [], [], rows
    head = [" ".join(cell.split()) for cell in first[place][1]]
    return [cells[0] for cells in filled[:place] if cells], head, chain(first[place + 1 :], rows)


def _place_of(names: Sequence[str], head: Sequence[str]) -> int | None:
    folded = [name.casefold() for name in head]
    return next((folded.index(name) for name in names if name in folded), None)


def _records(
    sheet: str, head: Sequence[str], rows: Iterator[tuple[int, list[str]]], text_column: int
) -> Iterator[tuple[str, str, dict[str, str], str]]:
    """For each row its place in the file, its id, what it states of itself, and its text."""
    id_column = _place_of(_ID_NAMES, head)
    seen: set[str] = set()
    for number, row in rows:
        if not any(map(str.strip, row)):
            continue
        own_id = row[id_column].strip() if id_column is not None and id_column < len(row) else ""
        own_id = own_id if own_id and own_id not in seen else str(number)
        seen.add(own_id)
        cells = enumerate(zip(head, row, strict=False))
        own = (text_column, id_column)
        stated = {name: cell for at, (name, cell) in cells if name and cell.strip() and at not in own}
        text = row[text_column] if text_column < len(row) else ""
        place, own_id = (f"{sheet}:{number}", f"{sheet}/{own_id}") if sheet else (str(number), own_id)
        yield place, own_id, stated, text


def _article(
    file: SourceFile, format_name: str, place: str, own_id: str, stated: Mapping[str, str], text: str
) -> Article:
    """The article of a row."""
    draft = Draft()
    add_stated(draft, stated)
    if not text.strip() and not draft.title:
        raise ArticleError("empty", Notice("its text is empty"))
    read_text_of(draft, text)
    return draft.finish(
        article_id=f"{file.origin.article_id}/{own_id}",
        file_title=f"{file_title(file.origin)} {own_id}",
        format_name=format_name,
        source=f"{file.origin.place}:{place}",
        path=file.origin.path,
    )


def _show(draft: Draft, head: list[str], rows: Iterator[tuple[int, list[str]]], *, level: int) -> None:
    """Append a table: a section of ``level`` a row where a column has titles, else its rows."""
    title_column = _place_of(_TITLE_NAMES, head)
    cells = (row for _, row in rows)
    if title_column is None:
        for some in _batches(chain([head], cells)):
            shown = ((row is head, [RichText(" ".join(cell.split())) for cell in row]) for row in some)
            draft.add_paragraph(joined_rows((), shown))
        return
    for row in cells:
        title = row[title_column] if title_column < len(row) else ""
        draft.add_heading(level, RichText(title))
        others = (pair for at, pair in enumerate(zip(head, row, strict=False)) if at != title_column)
        lines = (f"{name}：{' '.join(cell.split())}" if name else cell for name, cell in others if cell.strip())
        draft.add_paragraph(RichText("\n".join(lines)))


def _batches(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    while some := list(islice(rows, _ROWS_A_PARAGRAPH)):
        yield some
