"""What programs are told about the HTTP API and the search box, and that it is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from schemathesis import GenerationMode

from wenxun import Article, SearchEngine, Section, Span
from wenxun.models import Link, VariantRule
from wenxun.web import create_app
from wenxun.web.api import API

AS_IT_IS = {"Accept-Encoding": "identity"}  # what asks here reads no gzip
KEY = "a-key-for-tests-alone"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


TALKS = Article(
    "会谈/四月",
    "四月会谈",
    (
        Section(0, "", (), "双方在板門店举行会谈。", (Link("板门店", Span(3, 6)),)),
        Section(1, "背景", ("背景",), "会谈由热线电话促成。"),
        Section(2, "经过", ("背景", "经过"), "会谈从上午开始。"),
    ),
    categories=("外交",),
    aliases=("春季会谈",),
    variants=(VariantRule({"zh-hans": "软件", "zh-tw": "軟體"}, "article"),),
)
SOFTWARE = Article("software", "軟體", (Section(0, "", (), "編寫軟體要先想清楚。"),))


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The description, as a program reads it from a server."""
    with SearchEngine.in_memory() as engine:
        engine.add(TALKS, SOFTWARE)
        engine.suggest("")  # collects the names
        yield schemathesis.openapi.from_wsgi("/openapi.json", create_app(engine))


@pytest.fixture(scope="module")
def written() -> Iterator[Any]:
    """The description of a server whose index may be written."""
    with SearchEngine.in_memory() as engine, pytest.MonkeyPatch.context() as patch:
        engine.add(TALKS, SOFTWARE)
        patch.setenv("WENXUN_WRITE_KEYS", KEY)
        yield schemathesis.openapi.from_wsgi("/openapi.json", create_app(engine))


@schemathesis.serializer("application/x-ndjson")
def lines(_: Any, value: Any) -> Any:
    """JSON Lines, of which schemathesis knows nothing."""
    if not isinstance(value, list):
        return json.dumps(value).encode()
    return "\n".join(json.dumps(each) for each in value).encode()


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), [(route.method, route.path) for route in API.routes])
def test_the_api_does_what_its_description_says(
    described: Any, written: Any, method: str, path: str, mode: GenerationMode
) -> None:
    operation = (described if method == "GET" else written)[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=20, database=None)
    def ask(case: Any) -> None:
        if mode.is_positive and "cursor" in case.query:
            case.query["cursor"] = ""  # only an answer has others
        if method != "GET":
            case.headers["Authorization"] = f"Bearer {KEY}"
        if mode.is_positive and method == "POST":
            case.body = list({each["id"]: each for each in case.body}.values())  # no schema says so
        case.call_and_validate(headers=AS_IT_IS)

    if mode.is_positive or operation.query or operation.body:
        ask()


@pytest.mark.parametrize(
    ("path", "query", "holds"),
    [
        ("/api/v1/search", {"q": "会谈 OR 軟體 OR 灯塔", "limit": 30, "sections": 9}, '"path": ["背景", "经过"]'),
        ("/api/v1/search", {"q": "軟體", "variant": "tw"}, '"added": "软件"'),
        ("/api/v1/search", {"q": "板门店 独角兽"}, '"relaxed": true'),
        ("/api/v1/search", {"q": "-板门店"}, "The query only excludes"),
        ("/api/v1/suggest", {"q": "ruan"}, '"kind": "title"'),
        ("/api/v1/suggest/opensearch", {"q": "四"}, '["四", ["四月会谈"]]'),
        ("/api/v1/articles/{article_id}", {}, '"text": "板門店"'),
        ("/api/v1/articles/{article_id}", {"variant": "hk"}, '"language": "zh-Hant-HK"'),
        ("/api/v1/analyze", {"text": "編寫軟體 iPhone"}, '"term": "iphone"'),
        ("/api/v1/stats", {}, '"articles": 2'),
    ],
)
def test_what_is_found_looks_as_described(described: Any, path: str, query: dict[str, Any], holds: str) -> None:
    case = described[path]["GET"].Case(query=query, path_parameters={"article_id": TALKS.id})
    response = case.call_and_validate(headers=AS_IT_IS)
    assert response.status_code == 200
    assert holds in response.content.decode()


def test_every_route_of_the_api_is_described_and_nothing_else(app: Flask) -> None:
    routes = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", str(rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert {route.path for route in API.routes} == routes


def test_the_description_is_openapi_3_1(client: FlaskClient) -> None:
    response = client.get("/openapi.json")
    assert response.content_type == "application/json"
    assert json.loads(response.data)["openapi"].startswith("3.1.")


def test_a_browser_can_add_the_search_box_and_ask_it_for_suggestions(client: FlaskClient) -> None:
    (href,) = re.findall(
        r'<link rel="search" type="application/opensearchdescription\+xml"[^>]*href="([^"]+)"', client.get("/").text
    )
    response = client.get(href, headers={"Host": "find.example:8443"})
    assert response.mimetype == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(response.text)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName", "")) <= 16
    templates = {url.attrib["type"]: url.attrib["template"] for url in root.iter(f"{OPENSEARCH}Url")}
    assert all(template.startswith("http://find.example:8443/") for template in templates.values())

    def ask(mimetype: str) -> Any:
        url = templates[mimetype].removeprefix("http://find.example:8443").replace("{searchTerms}", "四月")
        answer = client.get(url)
        assert answer.status_code == 200
        return answer

    assert "四月会谈</h2>" in ask("text/html").text
    suggestions = ask("application/x-suggestions+json")
    assert suggestions.mimetype == "application/x-suggestions+json"
    assert json.loads(suggestions.data) == ["四月", ["四月会谈"]]
    assert json.loads(ask("application/json").data)["hits"][0]["title"] == "四月会谈"


@pytest.mark.parametrize("path", ["/openapi.json", "/opensearch.xml"])
def test_descriptions_are_given_without_an_index_and_only_once(path: str, tmp_path: Any) -> None:
    client = create_app(tmp_path / "nowhere").test_client()
    first = client.get(path)
    assert first.status_code == 200
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
