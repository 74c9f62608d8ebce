"""The pages, as a reader without JavaScript gets them."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxun import Article, SearchEngine, Section
from wenxun.presentation import article_url
from wenxun.web import create_app

VOID = {"input", "link", "meta", "br", "img", "hr"}


class Page(HTMLParser):
    """Tags, links and visible text of a page; fails on tags that do not nest."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        """Where the links lead, escaped as a browser does it."""
        hrefs = [attributes["href"] or "" for attributes in self.all("a")]
        return [re.sub(r"[^\x00-\x7f]+", lambda plain: quote(plain[0]), href) for href in hrefs]


def page(client: FlaskClient, url: str, status: int = 200) -> Page:
    response = client.get(url)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    return Page(response.text)


def results(client: FlaskClient, query: str, **parameters: int) -> Page:
    more = "".join(f"&{name}={value}" for name, value in parameters.items())
    return page(client, f"/?q={quote(query)}{more}")


def test_the_first_page_welcomes_with_the_holdings_and_examples(client: FlaskClient, web_engine: SearchEngine) -> None:
    web_engine.suggest("")  # the names are collected
    shown = page(client, "/")
    assert "48 篇文章" in shown.text
    examples = [link for link in shown.links if link.startswith("/?q=")]
    assert 4 <= len(examples) <= 6
    for link in examples:
        assert 'class="hit"' in client.get(link).text


def test_a_blank_query_is_the_first_page(client: FlaskClient) -> None:
    assert "48 篇文章" in results(client, " \u3000").text


def test_a_hit_shows_title_path_and_marked_passage(client: FlaskClient) -> None:
    response = client.get(f"/?q={quote('板门店')}")
    shown = Page(response.text)
    assert "找到 1 篇文章" in shown.text
    assert "<mark>板門店</mark>" in response.text
    card = response.text.split('<article class="hit"')[1].split("</article>")[0]
    inside = re.findall(r'<a class="to-passage" href="([^"]+)">(.*?)</a>', card, re.DOTALL)
    assert [quote(url, safe="/?=#") for url, _ in inside] == [article_url("会谈/四月", section=0, query="板门店")]
    assert all(part in inside[0][1] for part in ("四月会谈", 'class="path"', "<mark>板門店</mark>"))


def test_the_query_stays_in_the_box(client: FlaskClient) -> None:
    box = next(tag for tag in results(client, '"和平之家" <').all("input") if tag["name"] == "q")
    assert box["value"] == '"和平之家" <'


def test_further_sections_are_folded_under_the_article(client: FlaskClient) -> None:
    shown = results(client, "会谈")
    assert "还有 3 节符合" in shown.text
    assert len(shown.all("details")) == 1
    numbered = {link for link in shown.links if "#section-" in link}
    assert numbered == {article_url("会谈/四月", section=number, query="会谈") for number in range(4)}


def test_an_added_wording_is_shown_with_its_source(client: FlaskClient) -> None:
    assert re.search("“軟體”也按“软件”查找（.+ 用词对照）", results(client, "軟體").text)


def test_paging_reaches_every_hit_once(client: FlaskClient) -> None:
    seen: list[str] = []
    url = f"/?q={quote('灯塔')}"
    for _ in range(5):
        shown = page(client, url)
        seen += [link for link in shown.links if link.startswith("/articles/") and "#section-" in link]
        following = [unescape(tag["href"] or "") for tag in shown.all("a") if tag.get("rel") == "next"]
        if not following:
            break
        (url,) = following
    assert len(seen) == len(set(seen)) == 45


def test_more_articles_than_are_listed_are_answered_with_advice(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "请再加一个词" not in results(client, "灯塔").text
    monkeypatch.setattr("wenxun.web.pages._LAST_PAGE", 3)
    for number in (1, 3):
        shown = results(client, "灯塔", page=number)
        assert "结果超过 30 篇，只列出前 30 篇。请再加一个词" in shown.text
    assert [tag["aria-label"] for tag in shown.all("a") if tag.get("aria-current") == "page"] == ["第 3 页"]
    assert "rel=next" not in {f"rel={tag.get('rel')}" for tag in shown.all("a")}


def test_the_current_page_is_marked_for_assistive_technology(client: FlaskClient) -> None:
    current = [tag for tag in results(client, "灯塔", page=2).all("a") if tag.get("aria-current") == "page"]
    assert [tag["aria-label"] for tag in current] == ["第 2 页"]


@pytest.mark.parametrize("number", ["0", "-3", "x", "", "２"])
def test_a_page_that_is_no_number_is_the_first(client: FlaskClient, number: str) -> None:
    shown = page(client, f"/?q={quote('灯塔')}&page={quote(number)}")
    assert "找到 45 篇文章" in shown.text
    assert "第 2 页" not in shown.text


@pytest.mark.parametrize("number", ["6", "1000", "99999999999999"])
def test_a_page_behind_the_last_says_so_and_leads_back(client: FlaskClient, number: str) -> None:
    shown = page(client, f"/?q={quote('灯塔')}&page={number}")
    assert "结果没有这么多页" in shown.text
    assert f"/?q={quote('灯塔')}" in shown.links


def test_nothing_found_offers_queries_that_may_find_more(client: FlaskClient) -> None:
    shown = results(client, '"独角兽 骑士" 龙 -马')
    assert "没有找到" in shown.text
    assert "没有一篇文章含有：独角兽、骑士、龙" in shown.text
    assert f"/?q={quote('独角兽 骑士 龙')}" in {link.replace("+", "%20") for link in shown.links}


def test_a_query_that_only_excludes_is_answered_with_a_sentence(client: FlaskClient) -> None:
    assert "减号" in results(client, "-板门店").text
    assert "only excludes" in page(client, f"/?q={quote('-板门店')}&ui=en").text


def test_a_query_beyond_the_limits_gets_a_page_with_status_400(client: FlaskClient) -> None:
    assert "太长" in page(client, "/?q=" + quote("板" * 2001), 400).text


def test_an_article_has_contents_anchors_and_marks(client: FlaskClient) -> None:
    response = client.get(article_url("会谈/四月", query="板门店 热线"))
    shown = Page(response.text)
    anchors = {tag["id"] for tag in shown.all("section") if (tag.get("id") or "").startswith("section-")}
    assert anchors == {f"section-{number}" for number in range(4)}
    sections = ["#section-1", "#section-2", "#section-3"]
    links = [tag for tag in shown.all("a") if (tag["href"] or "").startswith("#section")]
    assert [tag["href"] for tag in links if tag.get("class") != "permalink"] == sections
    assert [tag["href"] for tag in links if tag.get("class") == "permalink"] == sections
    assert re.findall('<mark id="(mark-.)">(.*?)</mark>', response.text) == [
        ("mark-1", "板門店"),
        ("mark-2", "热线"),
    ]
    assert "文中标出了 2 处" in shown.text
    assert f"/?q={quote('板门店')}+{quote('热线')}" in shown.links


def test_an_article_keeps_its_paragraphs_and_the_levels_of_its_headings(client: FlaskClient) -> None:
    text = client.get("/articles/会谈/四月").text
    assert "<p>天气晴朗。</p>" in text
    assert "<h2>背景</h2>" in text
    assert "<h3>经过</h3>" in text
    assert text.count("背景</h2>") == 1


def test_an_article_without_a_query_has_no_marks_and_no_way_back(client: FlaskClient) -> None:
    text = client.get("/articles/会谈/四月").text
    assert "<mark>" not in text
    assert "返回" not in text


def test_an_article_is_shown_even_if_the_query_cannot_be_used(client: FlaskClient) -> None:
    assert "天气晴朗" in page(client, "/articles/会谈/四月?q=" + quote("板" * 2001)).text


def test_a_category_leads_to_the_articles_in_it(client: FlaskClient) -> None:
    (link,) = [link for link in page(client, "/articles/会谈/四月").links if "category" in link]
    assert "四月会谈" in page(client, link).text


def test_an_unknown_article_and_an_unknown_page_are_explained(client: FlaskClient) -> None:
    assert "没有这一页" in page(client, "/articles/nix", 404).text
    assert "没有这一页" in page(client, "/nix", 404).text


def test_a_missing_index_is_explained_with_the_command_to_run(tmp_path: Path) -> None:
    client = create_app(tmp_path / "nowhere").test_client()
    for url in ("/", "/?q=x", "/articles/x"):
        shown = page(client, url, 503)
        assert "还没有索引" in shown.text
        assert "wenxun index" in shown.text


def test_an_empty_index_says_how_to_fill_it() -> None:
    with SearchEngine.in_memory() as engine:
        assert "wenxun index" in page(create_app(engine).test_client(), "/").text


@pytest.mark.parametrize("query", ["鲸鱼", "<script>alert(3)</script>", '"><img src=x>', "{{ 77*7777 }}"])
def test_nothing_in_articles_or_queries_becomes_markup(client: FlaskClient, query: str) -> None:
    for url in (f"/?q={quote(query)}", article_url("<b>&'\"/x", query=query)):
        shown = page(client, url)
        assert {tag.get("src", "")[:8] for tag in shown.all("script")} == {"/static/"}  # type: ignore[index]
        for tag in ("img", "i", "u", "b"):
            assert shown.all(tag) == []
        assert "598829" not in shown.text


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_every_id_can_be_opened_by_its_url(article_id: str) -> None:
    with _one_article(article_id) as engine:
        response = create_app(engine).test_client().get(article_url(article_id, section=0, query="正文"))
        assert response.status_code == 200
        assert ">正文</mark>" in response.text


@pytest.mark.parametrize("article_id", ["a//b", "/a", "a/", "a/../b", "./a", "a?b#c", "%2F", "a\nb", "板 门&店+"])
def test_ids_that_look_like_urls_can_be_opened(article_id: str) -> None:
    with _one_article(article_id) as engine:
        client = create_app(engine).test_client()
        assert client.get(article_url(article_id)).status_code == 200
        assert client.get("/api/v1" + article_url(article_id)).status_code == 200


def test_articles_of_one_title_are_told_apart_by_their_paths() -> None:
    with SearchEngine.in_memory() as engine:
        for article_id, title in (("甲/小结", "本章小结"), ("乙/小结", "本章小结"), ("丙/终", "全书小结")):
            engine.add(Article(article_id, title, (Section(0, "", (), "正文。"),)))
        shown = page(create_app(engine).test_client(), "/?q=正文").text
        assert "甲/小结" in shown
        assert "乙/小结" in shown
        assert "丙/终" not in shown, "its title tells it"


def _one_article(article_id: str) -> SearchEngine:
    engine = SearchEngine.in_memory()
    engine.add(Article(article_id, "题", (Section(0, "", (), "正文。"),)))
    return engine


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/?q=会谈", ["find", "hits", "facets", "page"]),
        ("/?q=会谈&fragment=hits", ["find", "hits", "page"]),
        ("/?q=会谈&fragment=counted", ["find", "facets", "page"]),
        ("/api/v1/search?q=会谈", ["find", "hits", "page"]),
        ("/api/v1/search?q=会谈&facets=1", ["find", "facets", "hits", "page"]),
        ("/keyboard", ["page"]),
    ],
)
def test_an_answer_says_how_long_its_parts_took_and_all_of_it(path: str, parts: list[str]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*(Article(f"{n}", f"会谈{n}", (Section(0, "", (), "会谈。"),)) for n in range(3)))
        timing = create_app(engine).test_client().get(path).headers["Server-Timing"]
    took = dict(re.findall(r"(\w+);dur=([0-9.]+)", timing))
    assert list(took) == [*parts, "all"]
    assert sum(float(took[part]) - 0.06 for part in parts) <= float(took["all"]), "rounded to .1 ms"


@pytest.mark.parametrize(
    "typed", [("会谈在和平之家举行" * 300)[:2_000], " OR ".join(["会谈", *(f"第{n}次" for n in range(63))])]
)
def test_a_query_within_the_limits_is_answered_by_the_page_as_by_the_api(typed: str) -> None:
    sections = (Section(0, "", (), "2018年5月26日，会谈在和平之家举行。"),)
    with SearchEngine.in_memory() as engine:
        engine.add(Article("x", "会谈", sections, categories=("会谈",)))
        client = create_app(engine).test_client()
        assert client.get("/api/v1/search", query_string={"q": typed}).status_code == 200
        assert "会谈" in page(client, f"/?q={quote(typed)}").text


@pytest.mark.parametrize("chars", [399, 401, 2_000])
def test_a_page_of_results_stays_small_however_long_the_query(chars: int) -> None:
    typed = ("会谈在和平之家举行" * 300)[:chars]
    articles = (
        Article(
            f"文章{number}",
            "会谈",
            tuple(Section(n, "", (), "2018年5月26日，会谈在和平之家举行。" * 3) for n in range(6)),
            categories=("外交", "会谈"),
            tags=("茶", "水"),
            authors=("陆羽",),
        )
        for number in range(30)
    )
    with SearchEngine.in_memory() as engine:
        engine.add(*articles)
        client = create_app(engine).test_client()
        page = client.get("/", query_string={"q": typed}, headers={"Accept-Encoding": "identity"})
        assert page.status_code == 200
        assert len(page.data) < 300_000
        answer = client.get("/api/v1/search", query_string={"q": typed, "facets": 1})
        assert len(answer.data) < 2_000_000
