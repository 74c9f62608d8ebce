"""Articles from a date on: by when they were updated, else published, else by when their file was changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wenxun.cli.language import told
from wenxun.models import Article, Facets, SearchResults

if TYPE_CHECKING:
    from wenxun.engine import SearchEngine

__all__ = ["checked_date", "date_of_article", "search_since"]

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def checked_date(date: str | None) -> str | None:
    """Return a date as it was given.

    Raises:
        click.BadParameter: if it is none.
    """
    if date is not None and not _DATE.fullmatch(date):
        raise click.BadParameter(told("{date!r} is no date. Write 2024, 2024-05 or 2024-05-26.", date=date))
    return date


def date_of_article(about: Article) -> str:
    """Return the date of an article in ISO 8601; "" if nothing tells it."""
    from wenxun.file_places import file_of

    if about.updated or about.published:
        return about.updated or about.published
    file = file_of(about.source)
    return datetime.fromtimestamp(Path(file).stat().st_mtime).isoformat(timespec="seconds") if file else ""


def search_since(
    engine: SearchEngine, typed: str, *, since: str, limit: int, offset: int, **options: Any
) -> SearchResults:
    """Return the articles found that are from a date on; all that was found is looked at.

    Args:
        engine: the engine.
        typed: the query.
        since: the first date.
        limit, offset: as in ``SearchEngine.search``, counted among these articles.
        options: other options of ``SearchEngine.search``.
    """
    most = max(1, engine.search(typed, limit=1, **options).total)
    found = engine.search(typed, limit=most, **options)
    kept = [hit for hit in found if date_of_article(hit.about) >= since]
    shown = enumerate(kept[offset : offset + limit], start=offset + 1)
    hits = tuple(replace(hit, rank=rank) for rank, hit in shown)
    return SearchResults(
        typed, offset, limit, found.took_ms, hits, len(kept), Facets(), found.complete, found.added, found.relaxed,
        found.message, found.notes,
    )  # fmt: skip
