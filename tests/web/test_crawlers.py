"""What search engines of the web are told."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section
from wenxun.web import crawlers, create_app

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.mimetype == "application/xml"
    return [str(each.text) for each in ElementTree.fromstring(answer.data).iter(LOCATION)]


def head_of(client: FlaskClient, url: str, pattern: str) -> str:
    found = re.search(pattern, client.get(url).text)
    assert found, pattern
    return unescape(found[1])


@pytest.mark.parametrize("url", ["/", "/articles/software", "/articles/software?q=软件"])
def test_articles_and_the_start_may_be_listed(client: FlaskClient, url: str) -> None:
    assert "X-Robots-Tag" not in client.get(url).headers


@pytest.mark.parametrize("url", ["/?q=软件", "/?q=软件&page=2", "/api/v1/search?q=软件", "/articles/nix", "/nix"])
def test_results_programs_and_errors_may_not(client: FlaskClient, url: str) -> None:
    assert client.get(url).headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("asked", ["", "?q=会谈", "?variant=tw&ui=en"])
def test_an_article_has_one_address_whatever_is_marked_in_it(client: FlaskClient, asked: str) -> None:
    address = head_of(client, f"/articles/会谈/四月{asked}", r'rel="canonical" href="([^"]+)"')
    assert address == "http://localhost/articles/" + quote("会谈/四月")
    assert client.get(urlsplit(address).path).status_code == 200


def test_an_article_says_what_it_is(client: FlaskClient) -> None:
    url = "/articles/会谈/四月"
    assert head_of(client, url, r'property="og:title" content="([^"]+)"') == "四月会谈"
    summary = head_of(client, url, r'name="description" content="([^"]+)"')
    assert summary.startswith("双方在板門店举行会谈")
    assert len(summary) <= 150
    assert head_of(client, url, r'property="og:description" content="([^"]+)"') == summary


def test_the_owners_own_page_is_the_address_where_there_is_one() -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(
            Article("a", "甲", (Section(0, "", (), "茶"),), url="https://tea.example/a", description="说 茶\n的"),
            Article("b", "乙", (Section(0, "", (), "茶"),), url="javascript:alert(1)"),
        )
        client = create_app(engine).test_client()
        assert head_of(client, "/articles/a", r'rel="canonical" href="([^"]+)"') == "https://tea.example/a"
        assert head_of(client, "/articles/a", r'name="description" content="([^"]+)"') == "说 茶 的"
        assert head_of(client, "/articles/b", r'rel="canonical" href="([^"]+)"') == "http://localhost/articles/b"


def test_the_sitemap_lists_every_article_where_readers_find_it(client: FlaskClient, web_engine: SearchEngine) -> None:
    found = locations(client, "/sitemap.xml")
    assert len(set(found)) == web_engine.stats().articles
    for address in found:
        assert client.get(urlsplit(address).path).status_code == 200, address


def test_a_long_sitemap_has_parts(
    client: FlaskClient, web_engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(client, "/sitemap.xml")
    monkeypatch.setattr(crawlers, "_ADDRESSES_A_PART", 20)
    client = create_app(web_engine).test_client()  # the other one has kept its answer
    parts = [urlsplit(each).path for each in locations(client, "/sitemap.xml")]
    assert [address for part in parts for address in locations(client, part)] == whole
    assert client.get(f"/sitemap-{len(parts)}.xml").status_code == 404


def test_a_new_article_is_in_the_sitemap() -> None:
    with SearchEngine.in_memory() as engine:
        client = create_app(engine).test_client()
        engine.add(Article("a", "甲", (Section(0, "", (), "茶"),)))
        assert len(locations(client, "/sitemap.xml")) == 1
        engine.add(Article("b", "乙", (Section(0, "", (), "茶"),)))
        assert len(locations(client, "/sitemap.xml")) == 2


def test_robots_are_told_below_the_prefix_too(web_engine: SearchEngine) -> None:
    text = create_app(web_engine, prefix="/find").test_client().get("/find/robots.txt").text
    assert "Disallow: /find/api/\n" in text
    assert "Sitemap: http://localhost/find/sitemap.xml\n" in text
