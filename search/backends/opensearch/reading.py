"""Reading from the cluster: searches, walks over all that matches, and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from wenxun.analysis.code_spans import CodeSpan
from wenxun.backends.opensearch.connection import Answer, Cluster, Searches
from wenxun.backends.opensearch.documents import document_id, route
from wenxun.errors import WenxunIndexError

__all__ = ["Hit", "Reader", "StoredText"]

_PAGE = 1_000
_KEEP_ALIVE = "1m"


class Hit(NamedTuple):
    """One section that was found.

    Attributes:
        id: of its document.
        names: what its article is called.
        named: names of the clauses that it matches.
        source: what was asked for of the stored document.
        sort: what it was ordered by.
    """

    id: str
    score: float
    article: str = ""
    number: int = 0
    title: str = ""
    names: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    dates: tuple[int, ...] = ()
    named: tuple[str, ...] = ()
    source: Mapping[str, Any] = {}
    sort: tuple[Any, ...] = ()


class StoredText(NamedTuple):
    """The text of a section, where code stands in it, and the headings above it."""

    text: str
    code: tuple[CodeSpan, ...]
    path: tuple[str, ...]


class Reader:
    """Searches of one index.

    Args:
        index: its name, under which rebuilding puts a new one.
        shard_count: of how many shards it is; statistics are gathered from all of them.
        preference: searches with the same preference go to the same copies of the shards, so that pages of
        one query agree with each other.
    """

    def __init__(self, cluster: Cluster, *, shard_count: int, preference: str = "") -> None:
        self._cluster = cluster
        self._header: dict[str, Any] = {"index": cluster.address.name, "allow_partial_search_results": False}
        self._header["search_type"] = "dfs_query_then_fetch" if shard_count > 1 else "query_then_fetch"
        if preference:
            self._header["preference"] = preference

    def search(self, bodies: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Return the answers to several searches, asked at once. Totals are counted only where a body says so.

        A search for figures alone scores nothing, so that it needs no statistics of other shards; the cluster keeps
        its answer until something changes.
        """
        plain = {**self._header, "search_type": "query_then_fetch"}
        return self._cluster.search(
            [(plain if body.get("size") == 0 else self._header, {"track_total_hits": False, **body}) for body in bodies]
        )

    @staticmethod
    def hits(answer: Answer) -> list[Hit]:
        """Return the sections in an answer."""
        return list(map(_hit, answer["hits"]["hits"]))

    def scan(self, body: Mapping[str, Any]) -> Iterator[Hit]:
        """Everything that a search finds, in its order; what is one page long takes one request."""
        body = {"sort": [{"article": "asc"}, {"number": "asc"}], "track_scores": True, **body, "size": _PAGE}
        (answer,) = self.search([body])
        hits = self.hits(answer)
        if len(hits) < _PAGE:
            yield from hits
            return
        with self._points() as points:
            after: Mapping[str, Any] = {}
            while True:
                (answer,) = self._cluster.search(
                    self._at(points[-1], {**body, **after}),
                    anew=lambda: self._at(self._open_point(points), {**body, **after}),  # noqa: B023  called at once
                )
                yield from self.hits(answer)
                found = answer["hits"]["hits"]
                if len(found) < _PAGE:
                    return
                after = {"search_after": found[-1]["sort"]}

    def _at(self, point: str, body: Mapping[str, Any]) -> Searches:
        header = {"search_type": self._header["search_type"]}
        pit = {"pit": {"id": point, "keep_alive": _KEEP_ALIVE}, "track_total_hits": False}
        return [(header, {**body, **pit})]

    @contextmanager
    def _points(self) -> Iterator[list[str]]:
        """Points in time: the index as it is now, for as long as it is read.

        A point is lost with a node that holds a part of it; the walk then goes on at a newer one.
        """
        points: list[str] = []
        self._open_point(points)
        try:
            yield points
        finally:
            with suppress(WenxunIndexError):  # they end by themselves
                self._cluster.call("DELETE", "/_search/point_in_time", {"pit_id": points}, accept=(404,))

    def _open_point(self, points: list[str]) -> str:
        params = {"keep_alive": _KEEP_ALIVE}
        if "preference" in self._header:
            params["preference"] = self._header["preference"]
        path = f"/{self._cluster.address.path}/_search/point_in_time"
        points.append(str(self._cluster.call("POST", path, params=params)["pit_id"]))
        return points[-1]

    def texts(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], StoredText]:
        """Return the texts of sections, given by article and number; empty for those that are gone."""
        wanted = [{"_id": document_id(article, number), "routing": route(article)} for article, number in places]
        params = {"_source_includes": "text,code,path", "realtime": "false"}
        found = self._cluster.documents(self._cluster.address.path, wanted, params)
        return {place: _text(each.get("_source", {})) for place, each in zip(places, found, strict=True)}


def _text(source: Mapping[str, Any]) -> StoredText:
    spans = (CodeSpan(start, end, bool(is_block)) for start, end, is_block in source.get("code", ()))
    return StoredText(source.get("text", ""), tuple(spans), tuple(source.get("path", ())))


def _hit(found: Answer) -> Hit:
    fields = found.get("fields", {})
    source = found.get("_source", {})
    return Hit(
        id=found["_id"],
        score=found.get("_score") or 0.0,
        article=fields.get("article", [""])[0],
        number=fields.get("number", [0])[0],
        title=fields.get("title", [""])[0],
        names=tuple(fields.get("names", ())),
        path=tuple(source.get("path", ())),
        dates=tuple(fields.get("dates", ())),
        named=tuple(found.get("matched_queries", ())),
        source=source,
        sort=tuple(found.get("sort", ())),
    )
