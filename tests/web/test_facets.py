"""What a reader can choose from beside the results, and what the cards tell of dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

TALKS = Article(
    "talks",
    "会谈",
    (
        Section(0, "", (), "2018年4月27日举行会谈。同年5月26日又有一次会谈。"),
        Section(1, "公报", ("公报",), "9月18日的会谈。"),
    ),
    categories=('外交 "大事"', "历史"),
)
UNKNOWN = Article(
    "unknown", "通知", (Section(0, "", (), "5月26日开会谈妥。公元前221年也开过会谈。1990年代没有。"),), ("歷史",)
)
YEARS = Article("years", "年表", (Section(0, "", (), "2018年大事：2018年4月，2018年4月27日，2018年5月，2017年。"),))
OLD = Article(
    "old", "旧事", (Section(0, "", (), "会谈在1953年7月27日、1951年、1971年、1972年、1973年、1974年。"),), ("历史",)
)


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with SearchEngine.in_memory() as engine:
        engine.add(TALKS, UNKNOWN, YEARS, OLD)
        yield create_app(engine).test_client(use_cookies=False)


def text(client: FlaskClient, query: str, **more: str) -> str:
    return client.get("/", query_string={"q": query, **more}).text


def links(shown: str, inside: str, parameter: str = "q") -> dict[str, str]:
    """Text to query, or another parameter, of the links inside of an element, given by its class or label."""
    part = shown.split(inside, 1)[1]
    part = part[: re.search(r"</(?:ul|section|svg)>", part).start()]  # type: ignore[union-attr]
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', part, re.DOTALL)
    return {
        unescape(re.sub(r"<[^>]+>", "", label)).strip(): parse_qs(urlsplit(unescape(url)).query)[parameter][0]
        for url, label in found
    }


def test_a_card_tells_the_dates_of_its_best_section_and_each_leads_to_its_day(client: FlaskClient) -> None:
    shown = text(client, '"又有一次会谈"')
    assert links(shown, 'class="chips dates"') == {
        "2018年4月27日": '"又有一次会谈" date:2018-04-27',
        "2018年5月26日": '"又有一次会谈" date:2018-05-26',
    }


def test_a_date_without_a_year_says_so_and_leads_nowhere(client: FlaskClient) -> None:
    shown = text(client, "title:通知")
    assert "5月26日（年份不明）" in shown
    assert links(shown, 'class="chips dates"') == {
        "公元前221年": "title:通知 date:-221",
        "1990年代": "title:通知 date:1990s",
    }
    assert "26 May (year unknown)" in text(client, "title:通知", ui="en")
    assert "221 BCE" in text(client, "title:通知", ui="en")
    assert "年份不明" in text(client, "title:通知", ui="hant")


def test_dates_beyond_the_first_three_are_counted(client: FlaskClient) -> None:
    shown = text(client, "title:旧事")
    assert len(links(shown, 'class="chips dates"')) == 3
    assert "另有 3 个日期" in shown


def test_the_exacter_date_stands_for_its_month_and_year(client: FlaskClient) -> None:
    assert list(links(text(client, "title:年表"), 'class="chips dates"')) == ["2018年4月27日", "2018年5月", "2017年"]


def test_categories_and_years_narrow_down_what_was_typed(client: FlaskClient) -> None:
    shown = text(client, "会谈 -灯塔")
    assert links(shown, 'aria-labelledby="facet-category"', "filter") == {
        "历史": "category:历史",
        '外交 "大事"': 'category:外交 "大事"',
    }
    years = links(shown.split('aria-labelledby="facet-years"')[1], "</summary>")
    assert years and all(query.startswith("会谈 -灯塔 date:") for query in years.values())
    assert client.get("/", query_string={"q": "会谈", "filter": 'category:外交 "大事"'}).text.count('class="hit"') == 1


def test_a_filter_in_force_can_be_taken_away_alone(client: FlaskClient) -> None:
    shown = text(client, '会谈 date:1950..1959 category:"历史"')
    assert links(shown, 'class="chips filters"') == {
        "日期：1950..1959 ×（去掉这个条件）": '会谈 category:"历史"',
        "分类：历史 ×（去掉这个条件）": "会谈 date:1950..1959",
        "全部清除": "会谈",
    }
    nothing = text(client, "会谈 date:1800")
    assert links(nothing, 'class="chips filters"') == {"日期：1800 ×（去掉这个条件）": "会谈"}


@pytest.mark.parametrize(
    ("first", "last", "query"),
    [
        ("1950", "1959", "会谈 date:1950..1959"),
        ("1959", "1950", "会谈 date:1950..1959"),
        ("1953", "1953", "会谈 date:1953"),
        ("-221", "", "会谈 date:-221.."),
        ("", " 1999 ", "会谈 date:..1999"),
        ("", "", "会谈"),
        ("x", "99999", "会谈"),
        ("0", "", "会谈"),
    ],
)
def test_years_from_the_form_become_part_of_the_query(client: FlaskClient, first: str, last: str, query: str) -> None:
    typed = {"q": "会谈 date:1971", "from": first, "to": last, "variant": "tw"}
    answer = client.get("/", query_string=typed)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"q": [query], "variant": ["tw"]}


def test_choices_go_with_every_link_that_narrows_down(client: FlaskClient) -> None:
    shown = text(client, "会谈", variant="hk", ui="en")
    facets = shown.split('class="facets"')[1].split("</aside>")[0]
    for url in re.findall(r'<a[^>]*href="([^"]*)"', facets):
        assert "variant=hk" in url
        assert "ui=en" in url
    assert '<input type="hidden" name="variant" value="hk">' in facets


def test_one_article_leaves_nothing_to_choose(client: FlaskClient) -> None:
    assert 'class="facets"' in text(client, "会谈")
    for query in ('"谈妥"', "独角兽"):
        assert 'class="facets"' not in text(client, query)


@pytest.mark.parametrize("ui", ["hans", "hant", "en"])
def test_a_date_that_is_none_is_explained_on_the_page(client: FlaskClient, ui: str) -> None:
    answer = client.get(f"/?q={quote('会谈 date:2018-13')}&ui={ui}")
    assert answer.status_code == 400
    assert "date:2018-05..2018-09" in answer.text
    assert {"hans": "没有这样的日期", "hant": "沒有這樣的日期", "en": "no such date"}[ui] in answer.text


def test_a_full_page_with_all_that_it_loads_weighs_less_than_60_kb() -> None:
    names = [f"很长的分类名称之{number}" for number in range(24)]
    articles = [
        Article(
            f"文章之{number}",
            f"标题很长的文章第{number}篇",
            tuple(
                Section(
                    i,
                    f"小标题{i}",
                    (f"小标题{i}",),
                    f"{1990 + number + 2 * i}年5月26日的会谈。" + "其他的话很长。" * 20,
                )
                for i in range(3)
            ),
            categories=(names[number], *names[:3]),
        )
        for number in range(24)
    ]
    with SearchEngine.in_memory() as engine:
        engine.add(*articles)
        client = create_app(engine).test_client()
        shown = client.get("/", query_string={"q": "各国的会谈"}).text
        assert shown.count("<path") > 50
        loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', shown))
        assert len(shown.encode()) + sum(len(client.get(address, buffered=True).data) for address in loaded) < 60_000


def test_programs_get_facets_when_they_ask_and_dates_always(client: FlaskClient) -> None:
    plain = client.get("/api/v1/search", query_string={"q": "会谈"}).json
    assert plain["facets"] is None
    assert plain["hits"][0]["sections"][0]["dates"]
    facets = client.get("/api/v1/search", query_string={"q": "会谈", "facets": "1"}).json["facets"]
    assert facets["categories"] == [{"name": "历史", "articles": 3}, {"name": '外交 "大事"', "articles": 1}]
    assert {"year": 2018, "articles": 1} in facets["years"]
    assert facets["articles"][0] == {
        "id": "talks",
        "title": "会谈",
        "url": f"/articles/talks?q={quote('会谈')}",
        "sections": 2,
    }
    problem = client.get("/api/v1/search", query_string={"q": "date:2018-13"})
    assert (problem.status_code, problem.json["code"]) == (400, "bad-date")
