"""What an assistant gets over the Model Context Protocol."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from wenxun import Article, SearchEngine, Section
from wenxun.article_bodies import article_body
from wenxun.integrations.mcp import make_server
from wenxun.presentation import search_body


class Assistant:
    """A client of the server."""

    def __init__(self, server: Any, run_async: Any) -> None:
        self._server = server
        self._run_async = run_async

    def ask(self, question: Callable[[Client], Awaitable[Any]]) -> Any:
        async def session() -> Any:
            async with Client(self._server) as client:
                return await question(client)

        return self._run_async(session())

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.ask(lambda client: client.call_tool(tool, arguments))

    def body(self, tool: str, **arguments: Any) -> Any:
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content
        return result.structured_content


@pytest.fixture
def assistant(sample_engine: SearchEngine, run_async: Any) -> Assistant:
    return Assistant(make_server(sample_engine), run_async)


def test_the_tools_say_what_they_do_and_that_they_only_read(assistant: Assistant) -> None:
    tools = {tool.name: tool for tool in assistant.ask(lambda client: client.list_tools()).tools}
    assert set(tools) == {"search", "read", "suggest"}
    for tool in tools.values():
        assert tool.description
        assert tool.annotations.read_only_hint
    assert tools["search"].input_schema["required"] == ["query"]
    assert tools["search"].input_schema["properties"]["variant"]["enum"] == ["orig", "hans", "hant", "tw", "hk"]


def test_what_may_have_been_meant_is_offered(run_async: Any) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("tea", "绿茶", (Section(0, "", (), "绿茶是茶。"),)))
        assistant = Assistant(make_server(engine), run_async)
        assert assistant.body("search", query="绿查")["corrections"] == ["绿茶"]
        assert assistant.body("search", query="绿茶")["corrections"] == []


def test_a_search_gives_the_body_of_the_http_api(assistant: Assistant, sample_engine: SearchEngine) -> None:
    found = assistant.body("search", query="軟體", limit=3, variant="tw")
    expected = search_body(sample_engine.search("軟體", limit=3), variant="tw")
    assert {**found, "took_ms": 0} == {**expected, "took_ms": 0}
    assert found["hits"]


def test_a_section_that_a_hit_names_can_be_read(assistant: Assistant, sample_engine: SearchEngine) -> None:
    (hit, *_) = assistant.body("search", query='"和平之家"')["hits"]
    number = hit["sections"][0]["number"]
    (section,) = assistant.body("read", article_id=hit["id"], section=number)["sections"]
    assert "和平之家" in section["text"]
    article = sample_engine.get(hit["id"])
    assert article is not None
    assert assistant.body("read", article_id=hit["id"]) == article_body(article, linked={})


def test_a_name_can_be_found_by_its_sound(assistant: Assistant) -> None:
    pytest.importorskip("pypinyin")
    assert {"text": "板门店", "kind": "title"} in assistant.body("suggest", text="bmd")["suggestions"]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {"query": "板" * 2001}, "2,000"),
        ("search", {"query": "板", "limit": 0}, "limit"),
        ("search", {"query": "板", "variant": "xx"}, "variant"),
        ("read", {"article_id": "nix"}, "no article 'nix'"),
    ],
)
def test_a_mistake_is_told_so_that_it_can_be_mended(assistant: Assistant, tool: str, arguments: Any, says: str) -> None:
    result = assistant.call(tool, **arguments)
    assert result.is_error
    assert says in result.content[0].text


def test_the_command_serves_the_newest_index_and_says_when_there_is_none(tmp_path: Path, run_async: Any) -> None:
    folder = str(tmp_path / "index")
    command = StdioServerParameters(command=sys.executable, args=["-m", "wenxun", "mcp", "--index", folder])

    async def session() -> list[Any]:
        async with Client(stdio_client(command)) as client:
            answers = [await client.call_tool("search", {"query": "灯塔"})]
            for name in ("甲", "乙"):
                with SearchEngine(folder) as writer:
                    writer.add(Article(name, name, (Section(0, "", (), f"灯塔{name}。"),)))
                answers.append(await client.call_tool("search", {"query": "灯塔"}))
            return answers

    missing, one, two = run_async(session())
    assert missing.is_error
    assert "wenxun index" in missing.content[0].text
    assert [one.structured_content["total"], two.structured_content["total"]] == [1, 2]
