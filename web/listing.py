"""Routes that read everything an index holds, in order of id, page by page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from threading import Lock
from typing import Annotated, Any, TypeAlias, TypedDict, cast

from flask import request

from wenxun import Article, SearchEngine
from wenxun.article_bodies import record_body
from wenxun.presentation import AboutBody, Count, Url, about_body, article_url, to_json
from wenxun.web.api import API
from wenxun.web.current import current_engine
from wenxun.web.cursors import Cursor, NextCursor, cursor_of, place_of
from wenxun.web.records import SectionsRecordBody

__all__ = ["API"]

_MOST_CHARS = 4_000_000
"""Texts of so many characters end a page of an export, whatever its limit."""

_Limit: TypeAlias = Annotated[int, {"minimum": 1, "maximum": 1_000}, "Most articles to list."]


class ListedArticleBody(AboutBody):
    """What is known of an article besides its text. What is not known of it is left out."""

    id: str
    title: str
    url: Url
    categories: list[str]
    sections: Annotated[Count, "How many sections it has."]


class ListBody(TypedDict):
    """Articles in order of id."""

    total: Annotated[Count, "Articles in the index."]
    articles: list[ListedArticleBody]
    cursor: NextCursor


class ExportBody(TypedDict):
    """Articles whole, in order of id, as `POST /api/v1/articles` and `wenxun index` take them."""

    total: Annotated[Count, "Articles in the index."]
    articles: list[SectionsRecordBody]
    cursor: NextCursor


class _Ids:
    """The ids of an index in order, kept as long as it stays the same."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._edition = ""
        self._ids: list[str] = []

    def of(self, engine: SearchEngine) -> list[str]:
        """Return the ids of the newest generation."""
        with self._lock:
            edition = f"{engine.location} {engine.edition}" if engine.edition else ""
            if not edition or edition != self._edition:
                self._edition, self._ids = edition, engine.ids()
            return self._ids


_IDS = _Ids()


@API.route("/api/v1/articles", basis="index")
def articles(limit: _Limit = 100, cursor: Cursor = "") -> ListBody:
    """Every article, without its text. The `cursor` of each answer leads to the next; changes do not disturb it."""
    engine = current_engine()
    ids = _IDS.of(engine)
    first = _first(ids, cursor)
    listed = [_listed(article) for article in _read(engine, ids[first : first + limit])]
    return {"total": len(ids), "articles": listed, "cursor": _next(ids, first + limit)}


@API.route("/api/v1/export", basis="index")
def export(limit: _Limit = 100, cursor: Cursor = "") -> ExportBody:
    """Every article whole. An answer may hold fewer than `limit`, if they are long; its `cursor` leads to the next."""
    engine = current_engine()
    ids = _IDS.of(engine)
    first = end = _first(ids, cursor)
    records: list[dict[str, Any]] = []
    chars = 0
    while end < len(ids) and end - first < limit and chars < _MOST_CHARS:
        for article in _read(engine, ids[end : end + 1]):
            records.append(record_body(article))
            chars += len(to_json(records[-1]))
        end += 1
    return {"total": len(ids), "articles": cast(list[SectionsRecordBody], records), "cursor": _next(ids, end)}


def _first(ids: list[str], cursor: str) -> int:
    return bisect_right(ids, str(place_of(cursor, "id", str)[0])) if cursor else 0


def _next(ids: list[str], end: int) -> str | None:
    return cursor_of("id", ids[end - 1]) if end < len(ids) else None


def _read(engine: SearchEngine, ids: list[str]) -> Iterator[Article]:
    """The articles of some ids; one that is gone by now is left out."""
    yield from filter(None, map(engine.get, ids))


def _listed(article: Article) -> ListedArticleBody:
    return {
        "id": article.id,
        "title": article.title,
        "url": request.script_root + article_url(article.id),
        "categories": list(article.categories),
        "sections": len(article.sections),
        **about_body(article),
    }
