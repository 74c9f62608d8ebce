"""The HTTP API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section
from wenxun.cli import wenxun
from wenxun.web import create_app
from wenxun.web.problems import BadParameter
from wenxun.web.routes import Parameter


def get(client: FlaskClient, path: str, **parameters: Any) -> Any:
    response = client.get(path, query_string=parameters)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    return json.loads(response.data)


def problem(client: FlaskClient, path: str, status: int, **parameters: Any) -> Any:
    response = client.get(path, query_string=parameters)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = json.loads(response.data)
    assert (body["type"], body["status"], body["instance"]) == ("about:blank", status, path)
    assert body["title"]
    assert body["detail"]
    return body


def test_the_body_of_a_search_is_the_one_that_the_command_prints(tmp_path: Path) -> None:
    with SearchEngine(tmp_path) as engine:
        engine.add(Article("甲", "甲", (Section(0, "", (), "編寫軟體。"), Section(1, "二", ("二",), "软件又来了。"))))
        client = create_app(engine).test_client()
        by_http = get(client, "/api/v1/search", q="软件 OR 軟體", limit=5, sections=1)
    printed = CliRunner().invoke(
        wenxun, ["search", "软件 OR 軟體", "-n", "5", "--sections", "1", "--json", "--index", str(tmp_path)]
    )
    by_command = json.loads(printed.stdout)
    assert by_http.pop("took_ms") >= 0
    assert by_http.pop("cursor") is None  # the command has no pages
    assert by_command.pop("took_ms") >= 0
    assert by_http == by_command
    assert by_http["hits"][0]["more_sections"] == 1


def test_a_search_gives_marked_pieces_that_join_to_the_text(client: FlaskClient) -> None:
    snippet = get(client, "/api/v1/search", q="板门店")["hits"][0]["sections"][0]["snippet"]
    assert [piece["text"] for piece in snippet if piece["match"]] == ["板門店"]
    assert "双方在板門店举行会谈" in "".join(piece["text"] for piece in snippet)


def test_an_added_wording_is_named_with_its_source(client: FlaskClient) -> None:
    (form,) = get(client, "/api/v1/search", q="軟體")["hits"][0]["why"]
    assert (form["typed"], form["added"]) == ("軟體", "软件")
    assert form["source"]


def test_urls_in_hits_lead_to_the_article_and_its_section(client: FlaskClient) -> None:
    hit = get(client, "/api/v1/search", q="热线")["hits"][0]
    section = hit["sections"][0]
    assert section["url"] == hit["url"] + "#section-1"
    page = client.get(section["url"].partition("#")[0])
    assert page.status_code == 200
    assert '<mark id="mark-1">热线</mark>' in page.text


def test_an_empty_query_is_no_error(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search")
    assert (body["total"], body["hits"]) == (0, [])
    assert body["message"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", ""),
        ("limit", "９"),
        ("limit", "9" * 5000),
        ("offset", "10001"),
        ("offset", "-1"),
        ("sections", "0"),
        ("sections", "101"),
    ],
)
def test_a_parameter_out_of_range_is_a_problem_that_names_it(client: FlaskClient, name: str, value: str) -> None:
    body = problem(client, "/api/v1/search", 400, q="板门店", **{name: value})
    assert body["code"] == "bad-parameter"
    assert body["detail"].startswith(f"{name} is ")


@pytest.mark.parametrize(
    ("path", "name", "advice"),
    [
        ("/api/v1/search", "limitt", "did you mean limit?"),
        ("/api/v1/search", "Variant", "did you mean variant?"),
        ("/api/v1/search", "facet", "did you mean facets?"),
        ("/api/v1/suggest", "start", "there are q, limit, variant."),
        ("/api/v1/articles/software", "varient", "did you mean variant?"),
        ("/api/v1/stats", "q", "this path takes none."),
    ],
)
def test_a_parameter_that_is_none_is_a_problem_that_names_the_nearest(
    client: FlaskClient, path: str, name: str, advice: str
) -> None:
    body = problem(client, path, 400, **{name: "1"})
    assert body["code"] == "bad-parameter"
    assert body["detail"] == f"There is no parameter {name!r}; {advice}"


def test_a_probe_may_bring_parameters_of_its_own(client: FlaskClient) -> None:
    assert get(client, "/healthz", cachebuster="1")["status"] == "ok"


def test_the_largest_allowed_values_are_allowed(client: FlaskClient) -> None:
    body = get(client, "/api/v1/search", q="板门店", limit=100, offset=10000, sections=100)
    assert (body["total"], body["hits"]) == (1, [])


@pytest.mark.parametrize("typed", ["板" * 2001, "板" * 10_000, " OR ".join(["a"] * 400), " ".join(["a*"] * 1_000)])
def test_a_query_beyond_the_limits_is_a_problem(client: FlaskClient, typed: str) -> None:
    assert problem(client, "/api/v1/search", 400, q=typed)["code"] == "bad-query"


@pytest.mark.parametrize("typed", ["*", '"' * 500, "「" * 500, "\0\x01\x1b", "OR NOT | -", "title:*", "(" * 999])
def test_signs_without_a_word_are_no_error(client: FlaskClient, typed: str) -> None:
    assert get(client, "/api/v1/search", q=typed)["hits"] == []


def test_an_article_comes_whole_and_without_the_path_of_its_file(client: FlaskClient) -> None:
    body = get(client, "/api/v1/articles/会谈/四月")
    assert (body["id"], body["title"], body["aliases"]) == ("会谈/四月", "四月会谈", ["春季会谈"])
    assert [section["number"] for section in body["sections"]] == [0, 1, 2, 3]
    assert body["sections"][2]["path"] == ["背景", "经过"]
    assert body["sections"][2]["text"] == "会谈从上午开始。"
    assert "somebody" not in json.dumps(body)


def test_an_unknown_article_is_a_problem(client: FlaskClient) -> None:
    assert problem(client, "/api/v1/articles/鲸鱼", 404)["code"] == "not-found"


def test_an_unknown_path_is_a_problem(client: FlaskClient) -> None:
    assert problem(client, "/api/v1/nonsense", 404)["code"] == "not-found"


def test_analyze_gives_terms_with_their_places(client: FlaskClient) -> None:
    body = get(client, "/api/v1/analyze", text="軟體")
    assert {"stream": "word", "term": "软件", "start": 0, "end": 2, "text": "軟體"} in body["tokens"]
    assert problem(client, "/api/v1/analyze", 400, text="字" * 10_001)["code"] == "bad-parameter"


def test_stats_and_health_count_articles(client: FlaskClient) -> None:
    assert get(client, "/api/v1/stats")["articles"] == 48
    health = get(client, "/healthz")
    assert (health["status"], health["articles"]) == ("ok", 48)


@pytest.mark.parametrize("path", ["/api/v1/search?q=x", "/api/v1/stats", "/api/v1/articles/x", "/healthz"])
def test_a_missing_index_is_a_problem_that_names_the_command(tmp_path: Path, path: str) -> None:
    response = create_app(tmp_path / "nowhere").test_client().get(path)
    assert response.status_code == 503
    body = json.loads(response.data)
    assert body["code"] == "index-missing"
    assert "wenxun index" in body["detail"]


def test_a_server_sees_an_index_that_comes_into_being_and_changes(tmp_path: Path) -> None:
    client = create_app(tmp_path / "later").test_client()
    assert client.get("/healthz").status_code == 503
    with SearchEngine(tmp_path / "later") as writer:
        writer.add(Article("1", "一", (Section(0, "", (), "灯塔。"),)))
        assert get(client, "/api/v1/search", q="灯塔")["total"] == 1
        writer.add(Article("2", "二", (Section(0, "", (), "又一座灯塔。"),)))
        assert get(client, "/api/v1/search", q="灯塔")["total"] == 2


def test_a_failure_inside_tells_nothing_but_that_it_happened(
    web_engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(SearchEngine, "search", fail)
    response = create_app(web_engine).test_client().get("/api/v1/search?q=x")
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert "secret" not in response.text


def test_a_number_without_a_largest_value_is_read_and_checked() -> None:
    number = Parameter("n", {"type": "integer", "minimum": 1, "default": 1}, "query")
    assert number.value(["5"]) == 5
    for given in ("0", "-1", "five", "9" * 10):
        with pytest.raises(BadParameter, match="a whole number from 1"):
            number.value([given])
