"""One search, asked in every way there is: the same hits in the same order, with the same sections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from mcp import Client

from wenxun import SearchEngine
from wenxun.cli import wenxun
from wenxun.integrations.langchain import WenxunRetriever
from wenxun.integrations.mcp import make_server
from wenxun.web import create_app

CASES = Path(__file__).parent / "cases"
SEEDS = Path(__file__).parent.parent / "seeds"
QUERIES = [
    case["query"] for path in sorted(CASES.rglob("*.json")) for case in json.loads(path.read_text(encoding="utf-8"))
]
LIMIT = 10
SECTIONS = 3

Hits = list[tuple[str, list[int]]]
"""Ids of articles, each with the numbers of its best sections, at most ``SECTIONS``."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    with SearchEngine(tmp_path_factory.mktemp("index")) as engine:
        engine.add(SEEDS)
        yield engine


@pytest.fixture(scope="module")
def client(shared: SearchEngine) -> FlaskClient:
    return create_app(shared).test_client()


@pytest.mark.parametrize("query", QUERIES)
def test_page_shell_python_http_mcp_and_langchain_give_the_same_hits_in_the_same_order(
    query: str, shared: SearchEngine, client: FlaskClient, run_async: Any
) -> None:
    expected = by_python(shared, query)
    assert by_http(client, query) == expected
    assert by_shell(shared, query) == expected
    assert by_page(client, query) == expected
    assert run_async(by_mcp(shared, query)) == expected
    assert by_langchain(shared, query) == expected
    assert as_printed(shared, query) == expected


def by_python(engine: SearchEngine, query: str) -> Hits:
    hits = engine.search(query, limit=LIMIT)
    return [(hit.id, [section.number for section in hit.sections[:SECTIONS]]) for hit in hits]


def of_body(body: Any) -> Hits:
    return [(hit["id"], [section["number"] for section in hit["sections"]]) for hit in body["hits"]]


def by_http(client: FlaskClient, query: str) -> Hits:
    return of_body(json.loads(client.get("/api/v1/search", query_string={"q": query, "limit": LIMIT}).data))


def by_shell(engine: SearchEngine, query: str) -> Hits:
    return of_body(json.loads(printed(engine, query, "--json")))


async def by_mcp(engine: SearchEngine, query: str) -> Hits:
    async with Client(make_server(engine)) as client:
        asked = {"query": query, "limit": LIMIT, "passages": SECTIONS}
        found = (await client.call_tool("search", asked)).structured_content
    assert found is not None
    return grouped((each["id"], each["section"]) for each in found["passages"])


def by_page(client: FlaskClient, query: str) -> Hits:
    text = client.get("/", query_string={"q": query}).text
    hits: Hits = []
    for card in text.split('<article class="hit"')[1:]:
        links = re.findall(r'<a class="to-passage" href="/articles/([^"?]+)\?[^"]*#section-(\d+)"', unescape(card))
        hits.append((unquote(links[0][0]), [int(number) for _, number in links][:SECTIONS]))
    return hits


def as_printed(engine: SearchEngine, query: str) -> Hits:
    """What stands in the lines for people: rank, title and id; then § and the number of each section."""
    hits: Hits = []
    for line in printed(engine, query).splitlines():
        if line[:1].isdigit() or re.match(r" \d", line):
            hits.append((line.rsplit("  ", 1)[1], []))
        elif section := re.match(r" +§(\d+)", line):
            hits[-1][1].append(int(section[1]))
    return hits


def printed(engine: SearchEngine, query: str, *options: str) -> str:
    arguments = ["search", "--index", engine.location, "-n", str(LIMIT), *options, "--", query]
    return CliRunner().invoke(wenxun, arguments).stdout


def by_langchain(engine: SearchEngine, query: str) -> Hits:
    documents = WenxunRetriever(engine=engine, limit=LIMIT, sections=SECTIONS).invoke(query)
    return grouped((each.metadata["article_id"], each.metadata["section"]) for each in documents)


def grouped(sections: Iterable[tuple[str, int]]) -> Hits:
    hits: dict[str, list[int]] = {}
    for article_id, number in sections:
        hits.setdefault(article_id, []).append(number)
    return list(hits.items())
