"""What an index holds, apart from any query: articles, their records and names, where they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from wenxun.analysis.link_names import anchor_prefix
from wenxun.backends import InputStamp, Problem
from wenxun.backends.opensearch.mapping import KEYWORDS, LONGEST_KEYWORD
from wenxun.backends.opensearch.queries import term_clause
from wenxun.backends.opensearch.reading import Hit, Reader
from wenxun.backends.records import article_from_record
from wenxun.errors import IndexDamagedError
from wenxun.fields import LINKED_BY, SEPARATOR
from wenxun.link_targets import is_name
from wenxun.models import Article, ArticleRecord, NameKind
from wenxun.notices import Notice
from wenxun.query.tree import Term

__all__ = ["FIRST_SECTIONS", "Catalogue"]

FIRST_SECTIONS = {"term": {"number": 0}}
"""Matches one document an article: the one with its record."""

_MOST_LINKED = 1_000
_BY_ARTICLE = [{"article": "asc"}]


class Catalogue:
    """Reads whole documents."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def article(self, article_id: str) -> Article | None:
        """A whole article as it was indexed, or ``None``.

        Raises:
            IndexDamagedError: if a section of it is missing.
        """
        body = {"query": {"bool": {"filter": [_article(article_id)]}}}
        hits = list(self._reader.scan(body))
        return _whole(article_id, hits) if hits else None

    def stored(self, damage: list[Problem] | None) -> Iterator[tuple[Article, InputStamp | None]]:
        """Yield every article with the stamp of its source file, in order of id.

        Args:
            damage: takes the articles that are not whole; ``None``: they are an error.
        """
        everything = self._reader.scan({"docvalue_fields": ["article"]})
        for article_id, hits in groupby(everything, key=lambda hit: hit.article):
            try:
                sections = list(hits)
                article = _whole(article_id, sections)
            except IndexDamagedError as error:
                if damage is None:
                    raise
                damage.append(Problem(article_id, error.notice))
            else:
                stamp = sections[0].source["record"]["stamp"]
                yield article, None if stamp is None else InputStamp.stored(*stamp)

    def without_text(self, article_ids: Collection[str]) -> dict[str, Article]:
        """Articles without their sections, by id; those that are not there are missing."""
        query = {"bool": {"filter": [{"terms": {"article": sorted(article_ids)}}, FIRST_SECTIONS]}}
        found = self._reader.scan({"query": query, "docvalue_fields": ["article"], "_source": ["record"]})
        return {hit.article: article_from_record(hit.article, hit.source["record"]) for hit in found}

    def records(self) -> Iterator[ArticleRecord]:
        """Every article's record, in order of id."""
        for article, source in self._articles(["section_count", "record.title", "record.source"]):
            record = source["record"]
            yield ArticleRecord(article, record["title"], source["section_count"], record["source"])

    def inputs(self) -> dict[InputStamp, tuple[str, ...]]:
        """Return the ids of the articles with each stamp, for every indexed file."""
        ids: dict[InputStamp, list[str]] = {}
        for article, source in self._articles(["record.stamp"]):
            if source["record"]["stamp"] is not None:
                ids.setdefault(InputStamp.stored(*source["record"]["stamp"]), []).append(article)
        return {stamp: tuple(names) for stamp, names in ids.items()}

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

    def linked(self, anchor: str) -> dict[str, int]:
        """Keys of what articles link to by a text, with how many articles do; of very many the commonest."""
        start = anchor_prefix(anchor).partition(SEPARATOR)[2]
        field = f"{KEYWORDS}.{LINKED_BY}"
        include = "".join(each if each.isalnum() else f"\\{each}" for each in start) + ".*"
        body = {
            "query": {"bool": {"filter": [FIRST_SECTIONS, {"prefix": {field: start}}]}},
            "size": 0,
            "aggs": {"links": {"terms": {"field": field, "include": include, "size": _MOST_LINKED}}},
        }
        (answer,) = self._reader.search([body])
        buckets = answer["aggregations"]["links"]["buckets"]
        return {each["key"][len(start) :]: each["doc_count"] for each in buckets}

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """Number of sections that have each term."""
        searches = [{"query": term_clause(term), "size": 0, "track_total_hits": True} for term in terms]
        answers = self._reader.search(searches) if searches else []
        return [answer["hits"]["total"]["value"] for answer in answers]

    def _articles(self, source: list[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Id of every article, and what is asked for of its record, in order of id."""
        query = {"bool": {"filter": [FIRST_SECTIONS]}}
        body = {"query": query, "docvalue_fields": ["article"], "_source": source, "sort": _BY_ARTICLE}
        for hit in self._reader.scan(body):
            yield hit.article, hit.source


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


def _article(article_id: str) -> dict[str, Any]:
    return {"term": {"article": article_id}}
