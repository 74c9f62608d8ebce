"""The ``list`` command: the articles themselves, not what stands in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wenxun.cli.common import (
    DONE,
    NOTHING_FOUND,
    as_text,
    filter_option,
    index_option,
    open_engine,
    warn,
    write,
    write_json,
)
from wenxun.cli.language import told
from wenxun.cli.manual import manual
from wenxun.cli.since import checked_date, date_of_article
from wenxun.cli.terminal import clean, display_width, shorten, table, terminal_width
from wenxun.cli.whole_number import WholeNumber

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine
    from wenxun.models import Hit

__all__ = ["list_articles"]

_EPILOG = manual(
    """
  wenxun list
  wenxun list --filter path=笔记 --sort=-updated
  wenxun list --since 2024-05
  wenxun list --missing --ids | xargs -d '\\n' wenxun delete
  wenxun list --json | jq '.articles[].title'
""",
    before="""
A line has id, title, date (updated, else published, else the file's), size of the file and path.
""",
    exits={0: "there are articles", 1: "there are none"},
)


@click.command("list", epilog=_EPILOG)
@filter_option
@click.option(
    "--sort",
    metavar="FIELD",
    help="Sort by title, path, published, updated, author or another field.  [default: id]",
)
@click.option(
    "--since", metavar="DATE", callback=lambda _, __, date: checked_date(date), help="Only those from DATE on."
)
@click.option("--missing", is_flag=True, help="Only articles whose file is not there any more.")
@click.option("-n", "--limit", type=WholeNumber(1), help="Most articles to list.  [default: all]")
@click.option("--ids", "ids_only", is_flag=True, help="The ids alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@index_option
@click.pass_context
def list_articles(
    ctx: click.Context,
    filters: tuple[str, ...],
    sort: str | None,
    since: str | None,
    missing: bool,
    limit: int | None,
    ids_only: bool,
    as_json: bool,
) -> None:
    """List the articles of the index."""
    if ids_only and as_json:
        raise click.UsageError(told("--ids and --json exclude each other: give one of them."))
    with open_engine() as engine:
        listed = [
            each
            for each in map(_body, _hits(engine, filters, sort))
            if (not since or each["date"] >= since) and (not missing or each["is_missing"])
        ]
        listed = listed[:limit]
    if as_json:
        write_json({"total": len(listed), "articles": listed})
    elif ids_only:
        for each in listed:
            write(clean(each["id"]))
    elif listed:
        for line in table(_fitting(list(map(_row, listed)), terminal_width(sys.stdout)), right=(3,)):
            write(line)
    if not listed:
        warn("there are no such articles")
    ctx.exit(DONE if listed else NOTHING_FOUND)


def _hits(engine: SearchEngine, filters: tuple[str, ...], sort: str | None) -> Iterator[Hit]:
    from wenxun.query.conditions import read_filters

    wanted = read_filters(map(as_text, filters))
    order = as_text(sort) if sort else "path"
    most = max(1, engine.search("", limit=1, filters=wanted, sort=order).total)
    hits = engine.search("", limit=most, filters=wanted, sort=order).hits
    return iter(hits if sort else sorted(hits, key=lambda hit: hit.id))


def _body(hit: Hit) -> dict[str, Any]:
    """What is listed of an article; what is not known is "" or ``None``."""
    from wenxun.file_places import file_of

    file = file_of(hit.file)
    return {
        "id": hit.id,
        "title": hit.title,
        "path": hit.path,
        "file": file or hit.file,
        "date": date_of_article(hit.about),
        "published": hit.published,
        "updated": hit.updated,
        "file_bytes": Path(file).stat().st_size if file else None,
        "is_missing": bool(hit.file) and not file and not _is_inside(hit.file),
    }


def _is_inside(source: str) -> bool:
    """Whether an article was read from within a file that is there, as a part of an archive."""
    return any(os.path.isfile(each) for each in Path(source).parents)  # noqa: PTH113  - never raises


def _fitting(rows: list[tuple[str, ...]], width: int | None) -> list[tuple[str, ...]]:
    """The rows, with paths shortened where a terminal is too narrow for them."""
    if width is None:
        return rows
    used = sum(max(display_width(clean(cell)) for cell in column) + 2 for column in list(zip(*rows, strict=True))[:-1])
    return [(*row[:-1], shorten(row[-1], max(12, width - used))) for row in rows]


def _row(body: dict[str, Any]) -> tuple[str, ...]:
    from wenxun.cli.results import size

    known = told("missing") if body["is_missing"] else "" if body["file_bytes"] is None else size(body["file_bytes"])
    return body["id"], body["title"], body["date"][:10], known, body["path"] or body["file"]
