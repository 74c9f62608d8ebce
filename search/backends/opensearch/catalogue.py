"""What an index holds, apart from any query: articles, their records and names, where they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from wenxun.analysis.link_names import anchor_prefix
from wenxun.backends import InputStamp, Problem, StoredValue
from wenxun.backends.opensearch.mapping import KEYWORDS, LONGEST_KEYWORD
from wenxun.backends.opensearch.queries import term_clause
from wenxun.backends.opensearch.reading import Hit, Reader
from wenxun.backends.records import article_from_record
from wenxun.errors import IndexDamagedError
from wenxun.fields import LINKED_BY, SEPARATOR
from wenxun.link_targets import is_name
from wenxun.models import Article, NameKind
from wenxun.notices import Notice
from wenxun.query.tree import Term

__all__ = ["FIRST_SECTIONS", "Catalogue"]

FIRST_SECTIONS = {"term": {"number": 0}}
"""Matches one document an article: the one with its record."""

_MOST_LINKED = 1_000
_BY_ARTICLE = [{"article": "asc"}]
_IDS_AT_ONCE = 1_000
_SOURCES: dict[StoredValue, str] = {
    "title": "record.title",
    "source": "record.source",
    "section_count": "section_count",
    "stamp": "record.stamp",
}


class Catalogue:
    """Reads whole documents."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def stored(
        self, values: Sequence[StoredValue], ids: Collection[str] | None, damage: list[Problem] | None
    ) -> Iterator[tuple[Any, ...]]:
        """Yield values of all articles, or of those with some ids, in order of id.

        Args:
            values: which values.
            ids: of the articles; ``None``: all.
            damage: takes the articles that are not whole; ``None``: they are an error.

        Raises:
            IndexDamagedError: if a section is missing of an article that is asked for as a whole.
        """
        is_whole = "article" in values
        conditions: list[dict[str, Any]] = [] if is_whole else [FIRST_SECTIONS]
        body: dict[str, Any] = {"docvalue_fields": ["article"]}
        if not is_whole:
            body |= {"_source": [_SOURCES[value] for value in values if value in _SOURCES], "sort": _BY_ARTICLE}
        some: list[list[dict[str, Any]]] = [[]]
        if ids is not None:
            names = sorted(set(ids))
            parts = (names[start : start + _IDS_AT_ONCE] for start in range(0, len(names), _IDS_AT_ONCE))
            some = [[{"terms": {"article": part}}] for part in parts]
        for chosen in some:
            found = self._reader.scan(body | {"query": {"bool": {"filter": [*conditions, *chosen]}}})
            for article_id, hits in groupby(found, key=lambda hit: hit.article):
                try:
                    yield _values(values, article_id, list(hits))
                except IndexDamagedError as error:
                    if damage is None:
                        raise
                    damage.append(Problem(article_id, error.notice))

    def without_text(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Return articles without their sections, by id; those that are not there are missing."""
        query = {"bool": {"filter": [{"terms": {"article": sorted(article_ids)}}, FIRST_SECTIONS]}}
        found = self._reader.scan({"query": query, "docvalue_fields": ["article"], "_source": ["record"]})
        return {hit.article: article_from_record(hit.article, hit.source["record"]) for hit in found}

    def names(self) -> Iterator[tuple[NameKind, str]]:
        """Titles, aliases, headings and targets of links, each as often as it occurs."""
        for hit in self._reader.scan({"_source": ["path", "record.title", "record.aliases", "record.links"]}):
            if hit.path:
                yield "heading", hit.path[-1]
            record = hit.source.get("record")
            if record is not None:
                for title in (record["title"], *record["aliases"]):
                    yield "title", title
                targets = (target for links in record["links"] for target, _, _ in links)
                yield from (("link", target) for target in targets if is_name(target))

    def titled(self, names: Sequence[str]) -> dict[str, str]:
        """Name to the id of the first article that is called so, for names that are a title or an alias."""
        wanted = {name for name in names if len(name) <= LONGEST_KEYWORD}
        query = {"bool": {"filter": [FIRST_SECTIONS, {"terms": {"names": sorted(wanted)}}]}}
        found: dict[str, str] = {}
        body = {"query": query, "docvalue_fields": ["article", "names"], "_source": False}
        for hit in self._reader.scan(body | {"sort": _BY_ARTICLE}):
            for name in wanted.intersection(hit.names):
                found.setdefault(name, hit.article)
        return found

    def linked(self, anchors: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the keys of what articles link to by each text, with how many articles do.

        It is one request for all of them; of very many keys it gives the commonest.
        """
        found: dict[str, dict[str, int]] = {}
        if not anchors:
            return found
        field = f"{KEYWORDS}.{LINKED_BY}"
        starts = [anchor_prefix(anchor).partition(SEPARATOR)[2] for anchor in anchors]
        escaped = ("".join(each if each.isalnum() else f"\\{each}" for each in start) for start in starts)
        is_one = {"bool": {"should": [{"prefix": {field: start}} for start in starts], "minimum_should_match": 1}}
        links = {"field": field, "include": f"({'|'.join(escaped)}).*", "size": _MOST_LINKED}
        body = {
            "query": {"bool": {"filter": [FIRST_SECTIONS, is_one]}},
            "size": 0,
            "aggs": {"links": {"terms": links}},
        }
        (answer,) = self._reader.search([body])
        for each in answer["aggregations"]["links"]["buckets"]:
            anchor, _, key = each["key"].partition(SEPARATOR)
            found.setdefault(anchor, {})[key] = each["doc_count"]
        return found

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """Number of sections that have each term."""
        searches = [{"query": term_clause(term), "size": 0, "track_total_hits": True} for term in terms]
        answers = self._reader.search(searches) if searches else []
        return [answer["hits"]["total"]["value"] for answer in answers]


def _values(values: Sequence[StoredValue], article_id: str, hits: Sequence[Hit]) -> tuple[Any, ...]:
    """Values of an article, of which some sections were read, the first of them first."""

    def value(name: StoredValue) -> Any:
        if name == "id":
            return article_id
        if name == "article":
            return _whole(article_id, hits)
        if name == "section_count":
            return hits[0].source["section_count"]
        found = hits[0].source["record"][name]
        return InputStamp.stored(*found) if name == "stamp" and found is not None else found

    return tuple(map(value, values))


def _whole(article_id: str, hits: Sequence[Hit]) -> Article:
    record = hits[0].source.get("record")
    if record is None or len(hits) != hits[0].source["section_count"]:
        raise IndexDamagedError(
            Notice(
                "Article {article_id} is not whole: a transaction on it was broken off. Index it again.",
                article_id=article_id,
            )
        )
    return article_from_record(article_id, record, [hit.path for hit in hits], [hit.source["text"] for hit in hits])
