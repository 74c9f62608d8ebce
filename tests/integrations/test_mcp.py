"""What an assistant gets over the Model Context Protocol."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from search import Article, SearchEngine, Section
from search.integrations.mcp import make_server
from search.presentation import article_body, search_body


def talk(server: Any, ask: Callable[[Client], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        async with Client(server) as client:
            return await ask(client)

    return asyncio.run(session())


def call(server: Any, tool: str, **arguments: Any) -> Any:
    return talk(server, lambda client: client.call_tool(tool, arguments))


def body(server: Any, tool: str, **arguments: Any) -> Any:
    result = call(server, tool, **arguments)
    assert not result.is_error, result.content
    return result.structured_content


@pytest.fixture(scope="module")
def server(sample_engine: SearchEngine) -> Any:
    return make_server(sample_engine)


def test_the_tools_say_what_they_do_and_that_they_only_read(server: Any) -> None:
    tools = {tool.name: tool for tool in talk(server, lambda client: client.list_tools()).tools}
    assert set(tools) == {"search", "read", "suggest"}
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
    assert tools["search"].input_schema["required"] == ["query"]
    assert tools["search"].input_schema["properties"]["variant"]["enum"] == ["orig", "hans", "hant", "tw", "hk"]


def test_a_search_gives_the_body_of_the_http_api(server: Any, sample_engine: SearchEngine) -> None:
    found = body(server, "search", query="軟體", limit=3, variant="tw")
    expected = search_body(sample_engine.search("軟體", limit=3), variant="tw")
    assert {**found, "took_ms": 0} == {**expected, "took_ms": 0}
    assert found["hits"]


def test_a_section_that_a_hit_names_can_be_read(server: Any, sample_engine: SearchEngine) -> None:
    (hit, *_) = body(server, "search", query='"和平之家"')["hits"]
    number = hit["sections"][0]["number"]
    (section,) = body(server, "read", article_id=hit["id"], section=number)["sections"]
    assert "和平之家" in section["text"]
    article = sample_engine.get(hit["id"])
    assert article is not None
    assert body(server, "read", article_id=hit["id"]) == article_body(article)


def test_a_name_can_be_found_by_its_sound(server: Any) -> None:
    pytest.importorskip("pypinyin")
    assert {"text": "板门店", "kind": "title"} in body(server, "suggest", text="bmd")["suggestions"]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {"query": "板" * 2001}, "2,000"),
        ("search", {"query": "板", "limit": 0}, "limit"),
        ("search", {"query": "板", "variant": "xx"}, "variant"),
        ("read", {"article_id": "nix"}, "no article 'nix'"),
    ],
)
def test_a_mistake_is_told_so_that_it_can_be_mended(server: Any, tool: str, arguments: Any, says: str) -> None:
    result = call(server, tool, **arguments)
    assert result.is_error
    assert says in result.content[0].text


def test_the_command_serves_the_newest_index_and_says_when_there_is_none(tmp_path: Path) -> None:
    folder = str(tmp_path / "index")
    command = StdioServerParameters(command=sys.executable, args=["-m", "search", "mcp", "--index", folder])

    async def session() -> list[Any]:
        async with Client(stdio_client(command)) as client:
            answers = [await client.call_tool("search", {"query": "灯塔"})]
            for name in ("甲", "乙"):
                with SearchEngine(folder) as writer:
                    writer.add(Article(name, name, (Section(0, "", (), f"灯塔{name}。"),)))
                answers.append(await client.call_tool("search", {"query": "灯塔"}))
            return answers

    missing, one, two = asyncio.run(session())
    assert missing.is_error
    assert "wenxun index" in missing.content[0].text
    assert [one.structured_content["total"], two.structured_content["total"]] == [1, 2]
