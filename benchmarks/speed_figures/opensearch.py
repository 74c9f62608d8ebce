"""OpenSearch over HTTP with its own means for Chinese: the ``cjk`` analyzer (bigrams) and its highlighter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from benchmarks.nodes import measured_node, why_no_node
from benchmarks.speed_corpus import read_sections
from benchmarks.speed_figures.peers import RunningPeer, plain
from benchmarks.systems import HITS

__all__ = ["OpenSearch"]

_INDEX = "sections"
_BATCH = 1_000
_SETTINGS: dict[str, Any] = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
    "mappings": {
        "properties": {
            "title": {"type": "text", "analyzer": "cjk"},
            "text": {"type": "text", "analyzer": "cjk"},
            "category": {"type": "keyword"},
        }
    },
}
_TIMEOUT_S = 300


class OpenSearch:
    """One node with a heap of 512 MB, started for the measurement; its index is not kept."""

    name = "OpenSearch"

    def missing(self) -> str:
        """Return what is not installed."""
        return why_no_node()

    def search_path(self, typed: str) -> str:
        """Return the path of a search, two snippets a hit."""
        body = {
            "size": HITS,
            "track_total_hits": True,
            "query": {"multi_match": {"query": plain(typed), "fields": ["title^3", "text"]}},
            "_source": ["title"],
            "highlight": {"fields": {"text": {"number_of_fragments": 2}}},
        }
        asked = {"source": json.dumps(body, ensure_ascii=False), "source_content_type": "application/json"}
        return f"/{_INDEX}/_search?" + urlencode(asked)

    @contextmanager
    def served(self, sections: Path, cache: Path) -> Iterator[RunningPeer]:
        """Start a node, load the sections and serve them."""
        with measured_node() as (node,):
            before = node.cpu_seconds()
            _load(node.url, sections)
            load_cpu_s = node.cpu_seconds() - before
            address = urlsplit(node.url)
            assert address.hostname is not None and address.port is not None
            yield RunningPeer(node.process.pid, address.hostname, address.port, load_cpu_s)


def _load(url: str, sections: Path) -> None:
    _ask("PUT", f"{url}/{_INDEX}", json.dumps(_SETTINGS))
    remaining = read_sections(sections)
    while batch := list(islice(remaining, _BATCH)):
        lines = []
        for each in batch:
            lines.append(json.dumps({"index": {"_id": each.id}}))
            record = {"title": each.title, "text": each.text, "category": each.category}
            lines.append(json.dumps(record, ensure_ascii=False))
        if _ask("POST", f"{url}/{_INDEX}/_bulk", "\n".join(lines) + "\n")["errors"]:
            raise RuntimeError("OpenSearch did not take all sections")
    _ask("POST", f"{url}/{_INDEX}/_refresh", "")


def _ask(method: str, url: str, body: str) -> Any:
    request = Request(url, body.encode() or None, {"Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=_TIMEOUT_S) as answer:
        return json.load(answer)
