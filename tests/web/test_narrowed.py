"""Filters, orders and what is known of articles, on the page and in the HTTP API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app


def article(number: int, **details: Any) -> Article:
    return Article(f"a{number}", f"第{number}篇", (Section(0, "", (), "茶要好水。"),), **details)


@pytest.fixture(scope="module")
def narrowed_client() -> Iterator[FlaskClient]:
    with SearchEngine.in_memory(fields={"price": "number", "maker": "keyword"}) as engine:
        engine.add(
            article(1, tags=("绿茶", "水"), authors=("陆羽",), published="2019-01-02", path="春/一.md",
                    url="https://example.org/1", source="/home/somebody/春/一.md"),
            article(2, tags=("绿茶",), published="2021-01-02", fields={"price": 5, "maker": "甲"}),
            article(10, tags=("红茶",), fields={"price": 9, "maker": "乙"}),
            article(11, url="javascript:alert(1)"),
        )  # fmt: skip
        yield create_app(engine).test_client()


def ids(client: FlaskClient, address: str) -> list[str]:
    return [hit["id"] for hit in client.get(f"/api/v1/search?{address}").get_json()["hits"]]


def links(html: str) -> dict[str, dict[str, list[str]]]:
    """Text of each link to the page of results, to the parameters of its address."""
    found = re.findall(r'<a[^>]*href="(/\?[^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    plain = ((re.sub("<[^>]*>", "", text).strip(), urlsplit(unescape(url)).query) for url, text in found)
    return {text: parse_qs(query) for text, query in plain}


def test_the_api_filters_and_sorts(narrowed_client: FlaskClient) -> None:
    client = narrowed_client
    assert ids(client, "q=茶&sort=title") == ["a1", "a2", "a10", "a11"]
    assert ids(client, "q=茶&sort=-published")[:2] == ["a2", "a1"]
    assert ids(client, "q=茶&sort=-price")[:2] == ["a10", "a2"]
    assert set(ids(client, "q=茶&filter=tag:水&filter=tag:红茶")) == {"a1", "a10"}
    assert ids(client, "q=茶&filter=tag:绿茶&filter=published:2020..") == ["a2"]
    assert ids(client, "filter=maker%3D乙") == ["a10"]
    fields = client.get("/api/v1/search?q=茶&facets=1&filter=tag:水").get_json()["facets"]["fields"]
    assert {each["value"]: each["articles"] for each in fields["tag"]} == {"绿茶": 2, "水": 1, "红茶": 1}
    assert fields["author"] == [{"value": "陆羽", "articles": 1}]


def test_a_hit_tells_what_is_known_and_nothing_else(narrowed_client: FlaskClient) -> None:
    hits = {hit["id"]: hit for hit in narrowed_client.get("/api/v1/search?q=茶").get_json()["hits"]}
    about = {"original_url", "published", "updated", "authors", "tags", "description", "lang", "path", "fields"}
    assert {name: hits["a1"][name] for name in hits["a1"].keys() & about} == {
        "original_url": "https://example.org/1",
        "published": "2019-01-02",
        "authors": ["陆羽"],
        "tags": ["绿茶", "水"],
        "path": "春/一.md",
    }
    assert hits["a2"].keys() & about == {"published", "tags", "fields"}
    assert "somebody" not in str(hits)


@pytest.mark.parametrize("address", ["sort=tga", "filter=tga:x", "filter=tag", "filter=price:x", "sort=heading"])
def test_what_cannot_be_asked_is_a_problem_that_says_why(narrowed_client: FlaskClient, address: str) -> None:
    answer = narrowed_client.get(f"/api/v1/search?q=茶&{address}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["code"] == "bad-condition"
    page = narrowed_client.get(f"/?q=茶&{address}&ui=hant")
    assert (page.status_code, "這個條件無法使用" in page.text) == (400, True)
    assert "There is no" not in page.text  # one language


def test_a_name_that_is_no_field_is_searched_as_text_and_the_nearest_is_named(narrowed_client: FlaskClient) -> None:
    notes = narrowed_client.get("/api/v1/search?q=茶 tga:水").get_json()["notes"]
    assert len(notes) == 1 and "tga" in notes[0] and "tag" in notes[0]
    assert "tga" in narrowed_client.get("/?q=茶 tga:水").text.split('class="notice"')[1]
    assert narrowed_client.get("/api/v1/search?q=茶 https://a.b/c").get_json()["notes"] == []


def test_values_on_the_page_filter_and_chosen_ones_can_be_taken_away(narrowed_client: FlaskClient) -> None:
    html = narrowed_client.get("/?q=茶&ui=en&sort=title&filter=tag:水&filter=标签:红茶").text
    found, kept = links(html), {"q": ["茶"], "ui": ["en"], "sort": ["title"]}
    assert found["绿茶"] == kept | {"filter": ["tag:水", "标签:红茶", "tag:绿茶"]}
    assert found["Tags: 水 × (remove)"] == kept | {"filter": ["tag:红茶"]}
    assert found["红茶 × (remove)"] == kept | {"filter": ["tag:水"]}
    assert '<option value="title" selected>' in html


def test_what_is_filtered_and_sorted_stays_so_on_the_next_page_and_in_the_forms(narrowed_client: FlaskClient) -> None:
    html = narrowed_client.get("/?q=茶&filter=tag:水&filter=tag:绿茶&sort=-published").text
    forms = re.findall(r'<form class="(?:sort |range |search").*?</form>', html, re.DOTALL)
    assert len(forms) == 3 and all(form.count('name="filter"') == 2 for form in forms)
    moved = narrowed_client.get("/?q=茶&filter=tag:水&from=2019&to=2019").headers["Location"]
    assert parse_qs(urlsplit(moved).query) == {"q": ["茶 date:2019"], "filter": ["tag:水"]}


def test_a_card_shows_what_is_known_and_links_to_web_pages_alone(narrowed_client: FlaskClient) -> None:
    html = narrowed_client.get("/?q=茶").text
    assert '<a rel="noopener noreferrer nofollow" href="https://example.org/1">' in html
    assert "javascript:alert" not in html and "/home/somebody" not in html
    assert '<time datetime="2019-01-02">' in html


def test_filters_and_orders_are_described(narrowed_client: FlaskClient) -> None:
    described = narrowed_client.get("/openapi.json").get_json()
    parameters = {each["name"]: each for each in described["paths"]["/api/v1/search"]["get"]["parameters"]}
    assert parameters["filter"]["schema"]["type"] == "array"
    assert "sort" in parameters
    assert "original_url" not in described["components"]["schemas"]["Hit"]["required"]


@pytest.mark.parametrize(
    ("ui", "tag", "name"),
    [
        ("hant", "zh-TW", "中文（台灣）"),
        ("hans", "zh_cn", "中文（中国大陆）"),
        ("hans", "zh-Hant-HK", "中文（繁体，香港）"),
        ("en", "zh-Hans", "Chinese (Simplified)"),
        ("en", "vi", "Vietnamese"),
        ("hant", "ja", "日語"),
        ("hans", "tlh", "tlh"),
        ("en", "en-x-odd", "en-x-odd"),
    ],
)
def test_languages_are_called_by_their_names(ui: str, tag: str, name: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(article(1, lang=tag), article(2, lang="bo"))
        client = create_app(engine).test_client()
        html = client.get(f"/?q=茶&ui={ui}").text
        assert links(html)[name]["filter"] == [f"lang:{tag}"]
        chosen = client.get(f"/?q=茶&ui={ui}&filter=lang:{tag}").text
        assert f": {name}<" in re.sub(r"</span>", "<", chosen)
