"""What an assistant gets over the Model Context Protocol."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from wenxun import Article, SearchEngine, Section
from wenxun.integrations.mcp import make_server
from wenxun.presentation import article_url


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
        for schema in (tool.input_schema, tool.output_schema):
            assert schema["properties"]
        assert all("description" in each for each in tool.input_schema["properties"].values())
    assert tools["search"].input_schema["required"] == ["query"]
    assert tools["search"].input_schema["properties"]["variant"]["enum"] == ["orig", "hans", "hant", "tw", "hk"]


def test_the_language_of_queries_is_explained(assistant: Assistant) -> None:
    async def instructions(client: Client) -> str:
        return str(client.instructions)

    said = assistant.ask(instructions)
    for each in ("“quotes”", "OR", "minus", "date:", "tag:", "published:", '"relaxed"', "cite"):
        assert each in said


def test_what_may_have_been_meant_is_offered(run_async: Any) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("tea", "绿茶", (Section(0, "", (), "绿茶是茶。"),)))
        assistant = Assistant(make_server(engine), run_async)
        assert assistant.body("search", query="绿查")["corrections"] == ["绿茶"]
        assert assistant.body("search", query="绿茶")["corrections"] == []


def test_what_is_found_can_be_cited(assistant: Assistant, sample_engine: SearchEngine) -> None:
    found = assistant.body("search", query="軟體", limit=3, passages=2)
    hits = sample_engine.search("軟體", limit=3)
    expected = [(hit, section) for hit in hits for section in hit.sections[:2]]
    assert found["total"] == hits.total
    assert [each["id"] for each in found["passages"]] == [hit.id for hit, _ in expected]
    for passage, (hit, section) in zip(found["passages"], expected, strict=True):
        assert passage["title"] == hit.title
        assert (passage["section"], passage["heading"]) == (section.number, " › ".join(section.path))
        assert passage["text"] == section.snippet.to_text()
        assert passage["url"] == hit.url or article_url(hit.id, section=section.number)


def test_an_owners_own_page_is_cited(run_async: Any) -> None:
    article = Article(
        "茶",
        "茶",
        (Section(0, "", (), "绿茶不发酵。"),),
        url="https://example.org/tea",
        published="2020-05-01",
        authors=("陆羽",),
    )
    with SearchEngine.in_memory() as engine:
        engine.add(article)
        [passage] = Assistant(make_server(engine), run_async).body("search", query="绿茶")["passages"]
    assert passage["url"] == "https://example.org/tea"
    assert (passage["published"], passage["authors"]) == ("2020-05-01", ["陆羽"])


def test_all_that_is_found_can_be_read_page_by_page(assistant: Assistant, sample_engine: SearchEngine) -> None:
    ids: list[str] = []
    offset: int | None = 0
    while offset is not None:
        found = assistant.body("search", query="香港", limit=1, passages=1, offset=offset)
        ids += [each["id"] for each in found["passages"]]
        offset = found["next_offset"]
    assert ids == [hit.id for hit in sample_engine.search("香港", limit=50)]


def test_an_article_is_read_from_the_section_that_a_passage_names(
    assistant: Assistant, sample_engine: SearchEngine
) -> None:
    (passage, *_) = assistant.body("search", query='"和平之家"')["passages"]
    body = assistant.body("read", article_id=passage["id"], section=passage["section"])
    assert "和平之家" in body["sections"][0]["text"]
    assert body["sections"][0]["heading"] == passage["heading"]


@pytest.mark.parametrize("max_chars", [100, 1000, 50_000])
def test_a_long_article_is_read_in_parts_that_are_no_longer_than_asked(
    assistant: Assistant, sample_engine: SearchEngine, max_chars: int
) -> None:
    article = max(
        filter(None, (sample_engine.get(each.id) for each in sample_engine.articles())), key=lambda a: len(a.text)
    )
    texts: dict[int, str] = {}
    place: dict[str, int] | None = {"section": 0, "start": 0}
    for _ in range(len(article.text)):
        if place is None:
            break
        body = assistant.body("read", article_id=article.id, max_chars=max_chars, **place)
        assert sum(len(each["text"]) for each in body["sections"]) <= max_chars
        for each in body["sections"]:
            texts[each["section"]] = texts.get(each["section"], "") + each["text"]
        place = body["next"]
        if max_chars == 100 and len(texts) > 2:
            return
    assert place is None
    assert list(texts.values()) == [section.text for section in article.sections]


def test_texts_are_given_in_the_writing_that_is_asked_for(assistant: Assistant) -> None:
    found = assistant.body("search", query="软件", variant="tw")
    assert any("軟體" in each["text"] for each in found["passages"])


def test_a_name_can_be_found_by_its_sound(assistant: Assistant) -> None:
    pytest.importorskip("pypinyin")
    assert {"text": "板门店", "kind": "title"} in assistant.body("suggest", text="bmd")["names"]


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {"query": "板" * 2001}, "2,000"),
        ("search", {"query": "板", "limit": 0}, "limit"),
        ("search", {"query": "板", "variant": "xx"}, "variant"),
        ("search", {"query": "板", "limit": 51}, "limit"),
        ("search", {"query": "板", "filters": ["茶"]}, "tag=茶"),
        ("search", {"query": "板", "sort": "size"}, "There is no field 'size'"),
        ("search", {"query": "板", "filters": ["date:很久"]}, "很久"),
        ("read", {"article_id": "nix"}, "no article 'nix'"),
        ("read", {"article_id": "板门店", "section": 99_999}, "sections, numbered from 0"),
        ("read", {"article_id": "板门店", "max_chars": 10}, "max_chars"),
    ],
)
def test_a_mistake_is_told_so_that_it_can_be_mended(assistant: Assistant, tool: str, arguments: Any, says: str) -> None:
    result = assistant.call(tool, **arguments)
    assert result.is_error
    assert says in result.content[0].text


@pytest.fixture(params=["stdio", "http"])
def command(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """What a client connects to: the command, over either transport."""
    arguments = [sys.executable, "-m", "wenxun", "mcp", "--index", str(tmp_path / "index")]
    if request.param == "stdio":
        yield stdio_client(StdioServerParameters(command=arguments[0], args=arguments[1:]))
        return
    with subprocess.Popen([*arguments, "--http", "0"], stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stderr is not None
        try:
            yield server.stderr.readline().split()[-1]
        finally:
            server.terminate()
            server.communicate()


def test_the_command_serves_the_newest_index_and_says_when_there_is_none(
    command: Any, tmp_path: Path, run_async: Any
) -> None:
    async def session() -> list[Any]:
        async with Client(command) as client:
            answers = [await client.call_tool("search", {"query": "灯塔"})]
            for name in ("甲", "乙"):
                with SearchEngine(tmp_path / "index") as writer:
                    writer.add(Article(name, name, (Section(0, "", (), f"灯塔{name}。"),)))
                answers.append(await client.call_tool("search", {"query": "灯塔"}))
            return answers

    missing, one, two = run_async(session())
    assert missing.is_error
    assert "wenxun index" in missing.content[0].text
    assert [one.structured_content["total"], two.structured_content["total"]] == [1, 2]


def test_a_page_of_another_name_cannot_ask_a_server_of_this_machine(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "wenxun", "mcp", "--index", str(tmp_path / "index"), "--http", "0"]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stderr is not None
        address = urlsplit(server.stderr.readline().split()[-1])
        try:
            for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
                connection = HTTPConnection(str(address.netloc), timeout=20)
                connection.request("POST", "/mcp", b"{}", {"Content-Type": "application/json", **headers})
                assert connection.getresponse().status in {403, 421}
                connection.close()
        finally:
            server.terminate()
            server.communicate()
