"""Lists, exports and searches that are read to their end; similar sections and corrections by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section
from wenxun.article_bodies import record_body
from wenxun.web import create_app

MORE = Article("many-30a", "又一座", (Section(0, "", (), "灯塔。"),))


@pytest.fixture
def own_engine(web_engine: SearchEngine) -> Iterator[SearchEngine]:
    """One with the same articles, which a test may change."""
    with SearchEngine.in_memory() as engine:
        engine.add(*filter(None, (web_engine.get(record.id) for record in web_engine.articles())))
        yield engine


@pytest.fixture
def own_client(own_engine: SearchEngine) -> FlaskClient:
    return create_app(own_engine).test_client()


def get(client: FlaskClient, path: str, status: int = 200, **query: Any) -> Any:
    response = client.get(path, query_string=query)
    assert response.status_code == status, response.text
    return response.json


def pages(client: FlaskClient, path: str, **query: Any) -> Iterator[Any]:
    cursor: str | None = ""
    while cursor is not None:
        body = get(client, path, cursor=cursor, **query)
        yield body
        cursor = body["cursor"]


@pytest.mark.parametrize("limit", [1, 7, 24, 1000])
def test_all_articles_are_listed_once_in_order_of_id(client: FlaskClient, web_engine: SearchEngine, limit: int) -> None:
    bodies = list(pages(client, "/api/v1/articles", limit=limit))
    listed = [each for body in bodies for each in body["articles"]]
    assert [each["id"] for each in listed] == [record.id for record in web_engine.articles()]
    assert {body["total"] for body in bodies} == {len(listed)}
    (talks,) = (each for each in listed if each["id"] == "会谈/四月")
    assert (talks["title"], talks["categories"], talks["sections"]) == ("四月会谈", ["外交 事务"], 4)
    assert "/home/somebody" not in str(bodies)


def test_articles_that_come_and_go_do_not_disturb_a_list(own_client: FlaskClient, own_engine: SearchEngine) -> None:
    listed: list[str] = []
    for number, body in enumerate(pages(own_client, "/api/v1/articles", limit=10)):
        listed += [each["id"] for each in body["articles"]]
        if number == 0:
            own_engine.delete(listed[-1])  # the one that the cursor names
            own_engine.add(MORE)
    assert len(listed) == len(set(listed))
    assert {record.id for record in own_engine.articles()} <= set(listed)


def test_an_export_holds_everything_whole(client: FlaskClient, web_engine: SearchEngine) -> None:
    exported = [each for body in pages(client, "/api/v1/export", limit=7) for each in body["articles"]]
    articles = [web_engine.get(record.id) for record in web_engine.articles()]
    assert exported == [record_body(article) for article in articles if article is not None]


def test_long_articles_end_a_page_of_an_export(monkeypatch: pytest.MonkeyPatch, client: FlaskClient) -> None:
    monkeypatch.setattr("wenxun.web.listing._MOST_CHARS", 500)
    bodies = list(pages(client, "/api/v1/export", limit=100))
    assert max(len(body["articles"]) for body in bodies) < 10
    assert sum(len(body["articles"]) for body in bodies) == bodies[0]["total"]


@pytest.mark.parametrize("query", [{"q": "灯塔"}, {"q": "灯塔", "sort": "-title"}, {"filter": "name:many", "q": ""}])
def test_everything_that_a_search_finds_can_be_read(client: FlaskClient, query: dict[str, str]) -> None:
    bodies = list(pages(client, "/api/v1/search", limit=7, **query))
    hits = [hit for body in bodies for hit in body["hits"]]
    assert [hit["rank"] for hit in hits] == list(range(1, bodies[0]["total"] + 1))
    at_once = get(client, "/api/v1/search", limit=100, **query)
    assert [hit["id"] for hit in hits] == [hit["id"] for hit in at_once["hits"]]
    assert at_once["cursor"] is None


def test_a_cursor_of_an_answer_that_has_changed_is_refused(own_client: FlaskClient, own_engine: SearchEngine) -> None:
    cursor = get(own_client, "/api/v1/search", q="灯塔")["cursor"]
    get(own_client, "/api/v1/search", q="灯塔", cursor=cursor, limit=3)
    for changed in ({"q": "灯塔 编号"}, {"q": "灯塔", "sort": "title"}):
        assert get(own_client, "/api/v1/search", 410, cursor=cursor, **changed)["code"] == "cursor-expired"
    own_engine.add(MORE)
    assert get(own_client, "/api/v1/search", 410, q="灯塔", cursor=cursor)["code"] == "cursor-expired"


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/articles", "/api/v1/export"])
@pytest.mark.parametrize("cursor", ["x", "W10", "WyJpZCIsMV0", "WyJzZWFyY2giLCJ4IiwieCJd", "é", "W" * 40_000, "AAAA"])
def test_what_is_no_cursor_is_a_problem(client: FlaskClient, path: str, cursor: str) -> None:
    body = get(client, path, 400, cursor=cursor)
    assert body["code"] == "bad-parameter"
    assert body["detail"].startswith("cursor")


def test_who_reads_too_far_is_told_what_to_do(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenxun.web.api._FURTHEST", 20)
    cursor = get(client, "/api/v1/search", q="灯塔", limit=20)["cursor"]
    cursor = get(client, "/api/v1/search", q="灯塔", limit=20, cursor=cursor)["cursor"]
    assert "/api/v1/export" in get(client, "/api/v1/search", 400, q="灯塔", cursor=cursor)["detail"]


def test_a_cursor_and_an_offset_do_not_go_together(client: FlaskClient) -> None:
    cursor = get(client, "/api/v1/search", q="灯塔")["cursor"]
    assert "offset and cursor" in get(client, "/api/v1/search", 400, q="灯塔", cursor=cursor, offset=3)["detail"]


def test_similar_sections_are_found_by_id_and_number(client: FlaskClient, web_engine: SearchEngine) -> None:
    expected = [hit.id for hit in web_engine.similar("many-03", 0, limit=4)]
    body = get(client, "/api/v1/similar", id="many-03", section=0, limit=4)
    assert [hit["id"] for hit in body["hits"]] == expected
    assert expected
    assert get(client, "/api/v1/similar", 404, id="nix")["code"] == "not-found"
    assert "numbered 0 to 3" in get(client, "/api/v1/similar", 404, id="会谈/四月", section=4)["detail"]
    assert get(client, "/api/v1/similar", 400)["detail"] == "id is missing."


def test_corrections_can_be_asked_for_by_themselves(client: FlaskClient, web_engine: SearchEngine) -> None:
    web_engine.suggest("")  # collects the names
    assert get(client, "/api/v1/corrections", q="四月会探")["corrections"] == ["四月会谈"]


def test_addresses_stand_below_the_prefix(web_engine: SearchEngine) -> None:
    client = create_app(web_engine, prefix="/find").test_client()
    assert get(client, "/api/v1/articles", limit=1)["articles"][0]["url"].startswith("/find/articles/")
    similar = get(client, "/api/v1/similar", id="many-03")["hits"][0]
    assert similar["url"] == f"/find/articles/{quote(similar['id'])}"
