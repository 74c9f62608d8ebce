"""XLSX: Excel's workbooks, which are ZIP files of XML, sheet by sheet as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from wenxun.articles.containers import Found, Whole
from wenxun.articles.documents.document import add_properties
from wenxun.articles.documents.office import main_part, reference_of, relations_of, stated_properties
from wenxun.articles.documents.zip_files import SIGNATURES, ZipParts, local_name
from wenxun.articles.draft import Draft
from wenxun.articles.row_articles import Sheet, read_sheets
from wenxun.articles.source_file import SourceFile

__all__ = ["read", "sniff"]

_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
_BODY = "xl/workbook.xml"
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # those without a code
_PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.', re.IGNORECASE)  # in a code
_DATE_SIGN = re.compile(r"[ymdhs]", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]{1,3}")
_MOST_COLUMNS = 16_384
_FIRST_DAY, _FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_466  # of the year 9999


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix, or by what ZIP files of Excel begin with."""
    if not file.head.startswith(SIGNATURES):
        return None
    is_named = file.origin.suffix in _SUFFIXES
    if file.origin.suffix == ".xlsb":
        return None
    return Whole(read) if is_named or (b"[Content_Types].xml" in file.head and b"xl/" in file.head) else None


def read(file: SourceFile) -> Iterator[Found]:
    """Yield an article a row where a sheet has a column of texts, and one for all other sheets.

    Raises:
        ArticleError: ``damaged``, ``encrypted``, ``too-large``, ``empty``, ``too-complex``.
    """
    parts = ZipParts(file, most_bytes=file.max_bytes)
    draft = Draft()
    add_properties(draft, stated_properties(parts))
    yield from read_sheets(file, draft, _sheets(parts), "xlsx")


def _sheets(parts: ZipParts) -> Iterator[Sheet]:
    main = main_part(parts, _BODY)
    book = parts.xml(main)
    relations = relations_of(parts, main)
    by_kind = {each.kind: each.target for each in relations.values()}
    texts = [_text(each) for each in parts.xml(by_kind.get("sharedStrings", ""))]
    formats = _formats(parts.xml(by_kind.get("styles", "")))
    properties = next((each for each in book if local_name(each.tag) == "workbookPr"), Element("none"))
    first_day = _FIRST_DAY_1904 if properties.get("date1904") in ("1", "true") else _FIRST_DAY
    sheets = [each for each in book.iter() if local_name(each.tag) == "sheet"]
    for sheet in sheets:
        relation = relations.get(reference_of(sheet))
        if relation is not None and relation.kind == "worksheet":
            rows = _rows(parts.xml(relation.target), texts, formats, first_day)
            yield Sheet(sheet.get("name", "") if len(sheets) > 1 else "", rows)


def _text(item: Element) -> str:
    """The text of a cell or of a shared string, whose readings in kana are left out."""
    runs: list[str] = []
    for each in item:
        name = local_name(each.tag)
        if name == "t":
            runs.append(each.text or "")
        elif name == "r":
            runs += [run.text or "" for run in each if local_name(run.tag) == "t"]
    return "".join(runs)


def _formats(styles: Element) -> Sequence[str]:
    """For each style of cells the code of its numbers, "y" for a date that has none."""
    codes = dict.fromkeys(_DATE_FORMATS, "y") | _PERCENT_FORMATS
    cells: Element = Element("none")
    for each in styles:
        if local_name(each.tag) == "numFmts":
            codes |= {_number(code.get("numFmtId", "")): code.get("formatCode", "") for code in each}
        elif local_name(each.tag) == "cellXfs":
            cells = each
    shown = {number: _LITERAL.sub("", code.partition(";")[0]) for number, code in codes.items()}
    return [shown.get(_number(cell.get("numFmtId", "")), "") for cell in cells]


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else -1


def _rows(
    sheet: Element, texts: Sequence[str], formats: Sequence[str], first_day: datetime
) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold anything, with their numbers."""
    number = 0
    for row in sheet.iter():
        if local_name(row.tag) != "row":
            continue
        number = _number(row.get("r", "")) if row.get("r") else number + 1
        cells: list[str] = []
        column = -1
        for cell in row:
            found = _COLUMN.match(cell.get("r", ""))
            column = _column(found[0]) if found else column + 1
            value = _value(cell, texts, formats, first_day)
            if value and len(cells) <= column < _MOST_COLUMNS:
                cells += [""] * (column - len(cells))
                cells.append(value)
        if cells:
            yield number, cells


def _column(letters: str) -> int:
    """The place of a column, from 0 on."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _value(cell: Element, texts: Sequence[str], formats: Sequence[str], first_day: datetime) -> str:
    """What a cell shows."""
    parts: Mapping[str, Element] = {local_name(each.tag): each for each in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    written = (parts["v"].text or "") if "v" in parts else ""
    if kind == "s":
        place = _number(written)
        return texts[place] if 0 <= place < len(texts) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(written, "")
    if kind == "n":
        style = _number(cell.get("s", "0"))
        return _shown_number(written, formats[style] if 0 <= style < len(formats) else "", first_day)
    return "" if kind == "e" else written


def _shown_number(written: str, code: str, first_day: datetime) -> str:
    """A number as its format shows it, as far as a reader would search it: a date, a time, a share, or plain."""
    try:
        value = float(written)
    except ValueError:
        return written
    if "%" in code:
        decimals = len(code.partition(".")[2].partition("%")[0])
        return f"{value * 100:.{min(decimals, 9)}f}%"
    if not _DATE_SIGN.search(code) or not 0 <= value < _LAST_DAY:
        return f"{value:.15g}" if "." in written or "e" in written.lower() else written
    moment = first_day + timedelta(seconds=round(value * 86_400))
    if value < 1:
        return f"{moment:%H:%M}"
    day = f"{moment.year:04}-{moment:%m-%d}"
    return day if value.is_integer() else f"{day} {moment:%H:%M}"
