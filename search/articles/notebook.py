"""Jupyter notebooks: their cells as one Markdown text, code and what it printed as blocks of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.markdown.reader import read_markdown_into
from wenxun.articles.metadata import add_stated
from wenxun.articles.records import json_value
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import decoded_text, finished
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_STATED = ("title", "authors", "date", "tags", "keywords", "description")
_HEAD = re.compile(r"---[ \t]*\n(?:.*\n)+?---[ \t]*(?:\n|$)")
_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;]*m|\ufffd\[[0-9;]*m")
_MOST_PRINTED_CHARS = 10_000  # of one output; more is a listing of data


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix."""
    return Whole(read) if file.origin.suffix == ".ipynb" else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``bad-json`` when it is no notebook, ``too-complex``, and as for a text.
    """
    draft = Draft(takes_drafts=file.origin.takes_drafts)
    notebook = json_value(decoded_text(file, draft))
    cells = _cells(notebook)
    if cells is None:
        raise ArticleError("bad-json", Notice("it is no notebook: it has no list of cells"))
    metadata = notebook.get("metadata")
    if isinstance(metadata, Mapping):
        add_stated(draft, {name: metadata[name] for name in _STATED if name in metadata})
    language = _language(metadata)
    parts = [part for cell in cells if isinstance(cell, Mapping) for part in _parts(cell, language, draft)]
    read_markdown_into(draft, "\n\n".join(parts))
    yield finished(file, draft, "notebook")


def _cells(notebook: Any) -> list[Any] | None:
    """The cells, in the format of today or that before 2015."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if cells is None and isinstance(sheets, list):
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for each in lists if isinstance(each, list) for cell in each]
    return cells if isinstance(cells, list) else None


def _language(metadata: Any) -> str:
    for name, key in (("kernelspec", "language"), ("language_info", "name")):
        each = metadata.get(name) if isinstance(metadata, Mapping) else None
        if isinstance(each, Mapping) and isinstance(value := each.get(key), str) and value.isalnum():
            return value
    return ""


def _parts(cell: Mapping[str, Any], language: str, draft: Draft) -> Iterator[str]:
    kind = cell.get("cell_type")
    source = _text(cell.get("source", cell.get("input")))
    if not source.strip():
        source = ""
    if kind == "heading":
        level = cell.get("level", 1)
        yield f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {' '.join(source.split())}"
    elif kind == "code":
        yield _fenced(source, language)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            printed = _printed(output)
            if len(printed) > _MOST_PRINTED_CHARS:
                draft.tally["long-outputs"] += 1
            elif printed.strip():
                yield _fenced(printed, "")
    elif kind != "raw" or _HEAD.match(source):  # raw cells are for a converter, but for the head of Quarto's notebooks
        yield source


def _printed(output: Any) -> str:
    """What an output shows as text; pictures and widgets show none."""
    if not isinstance(output, Mapping):
        return ""
    data = output.get("data")
    is_picture = isinstance(data, Mapping) and any(str(kind).startswith("image/") for kind in data)
    plain = data.get("text/plain") if isinstance(data, Mapping) and not is_picture else None
    return _TERMINAL_COLOURS.sub("", _text(output.get("text", plain)))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else ""


def _fenced(source: str, language: str) -> str:
    if not source:
        return ""
    longest = max(map(len, re.findall(r"`{3,}", source)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{source.rstrip()}\n{fence}"
