"""How the sections that match divide by values, by years and by articles: aggregations of the cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenxun.analysis.date_codes import YEAR_BITS, YEAR_ORIGIN
from wenxun.analysis.field_values import DAY_SECONDS
from wenxun.backends import Counted, ValueCounts
from wenxun.backends.opensearch.mapping import KEYWORDS, NUMBERS, YEARS
from wenxun.backends.opensearch.reading import Reader

__all__ = ["count_values"]

_MOST_YEARS = 20_000
_YEAR_LENGTH = DAY_SECONDS << YEAR_BITS  # in the numbers of dates
# The cluster sets a fixed memory aside for each bucket, by precision: 256 kB at 40,000, which for a thousand years is
# more than a small node may use.
_ARTICLES_OF_VALUE = {"cardinality": {"field": "key", "precision_threshold": 1_000}}


def count_values(reader: Reader, search: Mapping[str, Any], counted: Counted) -> tuple[ValueCounts, dict[str, str]]:
    """Return how all that a search finds divides, and the titles of the articles in it.

    Articles are counted exactly up to about a thousand a value or year, and within a few percent beyond. Of an index in
    several shards, each shard names its largest values and articles.

    Args:
        reader: asks the cluster.
        search: finds every section that matches, and fetches none.
        counted: what is to be counted.
    """
    most = counted.most
    by_articles = [{"articles": "desc"}, {"_key": "asc"}]
    title = {"terms": {"field": "title", "size": 1}}
    by_sections = [{"_count": "desc"}, {"_key": "asc"}]
    aggregations: dict[str, Any] = {
        f"{KEYWORDS}.{field}": {
            "terms": {"field": f"{KEYWORDS}.{field}", "size": most, "order": by_articles},
            "aggs": {"articles": _ARTICLES_OF_VALUE},
        }
        for field in counted.keywords
    }
    aggregations |= {
        f"{NUMBERS}.{field}": {
            "histogram": {"field": f"{NUMBERS}.{field}", "interval": _YEAR_LENGTH, "min_doc_count": 1},
            "aggs": {"articles": _ARTICLES_OF_VALUE},
        }
        for field in counted.dates
    }
    aggregations |= {
        "years": {
            "terms": {"field": YEARS, "size": _MOST_YEARS, "order": {"_key": "asc"}},
            "aggs": {"articles": _ARTICLES_OF_VALUE},
        },
        "articles": {
            "terms": {"field": "article", "size": most, "order": by_sections},
            "aggs": {"title": title},
        },
    }
    (answer,) = reader.search([{**search, "aggs": aggregations}])
    found = {name: each["buckets"] for name, each in answer["aggregations"].items()}
    titles = {b["key"]: next((each["key"] for each in b["title"]["buckets"]), "") for b in found["articles"]}
    values = [(field, b["key"]) for field in counted.keywords for b in found[f"{KEYWORDS}.{field}"]]
    first = _first_articles(reader, values) if values else {}
    keywords = {
        field: [
            (b["key"], first[field, b["key"]], b["articles"]["value"])
            for b in found[f"{KEYWORDS}.{field}"]
            if (field, b["key"]) in first  # it may have been deleted since
        ]
        for field in counted.keywords
    }
    dates = {
        field: [
            (round(b["key"] / _YEAR_LENGTH) - YEAR_ORIGIN, b["articles"]["value"]) for b in found[f"{NUMBERS}.{field}"]
        ]
        for field in counted.dates
    }
    counts = ValueCounts(
        keywords=keywords,
        dates=dates,
        years=[(b["key"], b["articles"]["value"]) for b in found["years"]],
        articles=[(b["key"], b["doc_count"]) for b in found["articles"]],
    )
    return counts, titles


def _first_articles(reader: Reader, values: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By field and value the first article that has it: of all and not of those found, as in other back ends."""
    first = {"first": {"terms": {"field": "article", "size": 1, "order": {"_key": "asc"}}}}
    searches = [
        {"size": 0, "query": {"bool": {"filter": [{"term": {f"{KEYWORDS}.{field}": value}}]}}, "aggs": first}
        for field, value in values
    ]
    buckets = [each["aggregations"]["first"]["buckets"] for each in reader.search(searches)]
    return {value: found[0]["key"] for value, found in zip(values, buckets, strict=True) if found}
