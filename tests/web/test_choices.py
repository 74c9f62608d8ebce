"""Writings, languages of the page, suggestions, corrections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from wenxun import Article, Link, SearchEngine, Section, Span, VariantRule
from wenxun.presentation import article_url
from wenxun.variants import VARIANTS
from wenxun.web import create_app
from wenxun.web.texts import LANGUAGES

TEXTS = {language.tag: language.texts for language in LANGUAGES.values()}

CODE = Article(
    "code",
    "软件工程",
    (
        Section(0, "", (), "程序员用鼠标写软件，也看绿茶的书。", (Link("綠茶", Span(12, 14)),)),
        Section(1, "后台", ("后台",), "软件的后台在里面。"),
    ),
    categories=("软件",),
    variants=(VariantRule({"zh-cn": "鼠标", "zh-tw": "點擊鼠"}, "article"),),
)
TEA = Article("tea", "绿茶", (Section(0, "", (), "绿茶不发酵。软件里也有绿茶。"),), categories=("饮料",))
CLASSIC = Article("classic", "鬆樹", (Section(0, "", (), "松樹說明了這裡的后土。"),))


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with SearchEngine.in_memory() as engine:
        engine.add(CODE, TEA, CLASSIC)
        engine.suggest("")  # collects the names
        yield create_app(engine).test_client()


@pytest.fixture(autouse=True)
def _no_cookies(client: FlaskClient) -> None:
    for name in ("variant", "ui", "keys"):
        client.delete_cookie(name)


def text(client: FlaskClient, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    ("variant", "lang", "title", "mark"),
    [
        ("orig", "zh-Hans", "软件工程", "软件"),
        ("hans", "zh-Hans", "软件工程", "软件"),
        ("hant", "zh-Hant", "軟件工程", "軟件"),
        ("tw", "zh-Hant-TW", "軟體工程", "軟體"),
        ("hk", "zh-Hant-HK", "軟件工程", "軟件"),
    ],
)
def test_titles_passages_marks_and_their_language_are_in_the_writing(
    client: FlaskClient, variant: str, lang: str, title: str, mark: str
) -> None:
    shown = text(client, f"/?q={quote('软件 后台')}&variant={variant}")
    assert f'<article class="hit" lang="{lang}">' in shown
    assert re.search(f'<a class="to-passage" href="[^"]+">\\s*<h2>{title}</h2>', shown)
    assert f"<mark>{mark}" in shown
    page = text(client, article_url("code", query="软件") + f"&variant={variant}")
    marked = title.replace(mark, f"<mark>{mark}</mark>")
    assert f'<h1 id="title" lang="{lang}">{marked}</h1>' in page
    assert f'<mark id="mark-1">{mark}</mark>' in page


def test_a_marked_wording_of_another_length_stays_exact(client: FlaskClient) -> None:
    page = text(client, article_url("code", query="程序员") + "&variant=tw")
    assert '<mark id="mark-1">程式設計師</mark>用點擊鼠寫軟體' in page


def test_the_original_writing_says_which_script_it_is_in(client: FlaskClient) -> None:
    assert '<div class="text" lang="zh-Hant">' in text(client, "/articles/classic")
    assert '<div class="text" lang="zh-Hans">' in text(client, "/articles/tea")


def test_a_choice_is_remembered_in_a_cookie_that_only_its_button_sets(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/").headers
    (button,) = re.findall(r'href="([^"]*variant=tw[^"]*)"', text(client, f"/?q={quote('软件')}"))
    chosen = client.get(unescape(button))
    cookie = chosen.headers["Set-Cookie"]
    assert cookie.startswith("variant=tw;")
    assert "SameSite=Lax" in cookie
    assert "HttpOnly" in cookie
    assert (chosen.status_code, chosen.headers["Location"]) == (303, f"/?q={quote('软件')}&variant=tw")
    later = client.get(f"/?q={quote('软件')}")
    assert "<mark>軟體</mark>" in later.text
    assert {"Cookie", "Accept-Language"} <= set(later.vary)
    assert "Set-Cookie" not in later.headers


def test_a_link_that_was_shared_changes_no_settings(client: FlaskClient) -> None:
    shared = client.get(f"/?q={quote('软件')}&variant=tw&ui=en&keys=off")
    assert "<mark>軟體</mark>" in shared.text
    assert "Set-Cookie" not in shared.headers
    followed = re.findall(r'class="to-passage" href="([^"]+variant=tw[^"]*)"', shared.text)[0]
    assert "Set-Cookie" not in client.get(unescape(followed)).headers
    foreign = client.get("/?variant=tw&remember=1", headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, foreign.headers["Location"]) == (303, "/?variant=tw")
    assert "Set-Cookie" not in foreign.headers


def test_a_choice_in_the_url_goes_before_the_cookie_and_stays_in_the_links(client: FlaskClient) -> None:
    client.set_cookie("variant", "tw")
    shown = text(client, f"/?q={quote('软件')}&variant=hant")
    assert "<mark>軟件</mark>" in shown
    assert re.search(r'class="to-passage" href="/articles/code\?q=[^"]+variant=hant#section-0"', shown)
    assert '<input type="hidden" name="variant" value="hant">' in shown
    assert "#section-1" in shown
    assert not re.search(r'href="[^"]*#[^"]*variant', shown)


@pytest.mark.parametrize("given", ["variant=xx", "ui=de", "keys=1", "variant=", "endpoint=x&_external=1&self=2"])
def test_an_unknown_choice_is_none(client: FlaskClient, given: str) -> None:
    response = client.get(f"/?q={quote('软件')}&{given}")
    assert response.status_code == 200
    assert "<mark>软件</mark>" in response.text
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-MO", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("ZH_tw", "zh-Hant"),
        ("fr,en;q=0.3", "en"),
        ("en-GB,zh;q=0.5", "en"),
        ("qaa,qab", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_page_is_in_the_language_that_the_browser_asks_for(
    client: FlaskClient, accepted: str, language: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    assert f'<html lang="{language}">' in text(client, "/", **headers)


@pytest.mark.parametrize(("ui", "language"), [(each.ui, each.tag) for each in LANGUAGES.values()])
def test_a_chosen_language_goes_before_the_browsers(client: FlaskClient, ui: str, language: str) -> None:
    for path in ("/", f"/?q={quote('软件')}", f"/?q={quote('独角兽')}", "/articles/code"):
        shown = text(client, f"{path}{'&' if '?' in path else '?'}ui={ui}", **{"Accept-Language": "zh-CN"})
        assert f'<html lang="{language}">' in shown
        assert TEXTS[language]["footer"] in shown
        assert TEXTS[language]["keys_help"] in shown
        assert "built-in" not in shown
    missing = client.get(f"/nix?ui={ui}")
    assert TEXTS[language]["errors"]["not-found"][0] in missing.text


def test_every_language_is_offered_on_every_page_under_its_own_name(client: FlaskClient) -> None:
    shown = text(client, "/")
    for each in LANGUAGES.values():
        assert f'hreflang="{each.tag}" href="/?ui={each.ui}&amp;remember=1"' in shown
        assert f">{each.own_name}</a>" in shown


def test_every_language_has_every_text_with_the_same_gaps_to_fill() -> None:
    first, *others = (_shape(texts) for texts in TEXTS.values())
    for other in others:
        assert other == first


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shape(each) for each in value]
    assert value
    return sorted(re.findall(r"\{(\w+)\}", value))


def test_no_text_is_hidden_behind_a_method_of_a_dict() -> None:
    assert not {name for name in TEXTS["en"] if hasattr(dict, name)}


# --- suggestions and corrections ------------------------------------------------------------------


def test_the_api_suggests_in_the_asked_writing(client: FlaskClient) -> None:
    body = client.get(f"/api/v1/suggest?q={quote('軟')}").get_json()
    assert body == {"query": "軟", "suggestions": [{"text": "软件工程", "kind": "title"}]}
    body = client.get("/api/v1/suggest?q=rjgc&variant=tw").get_json()
    assert [each["text"] for each in body["suggestions"]] == ["軟體工程"]
    assert client.get("/api/v1/suggest").get_json()["suggestions"] == []


@pytest.mark.parametrize("parameters", ["q=x&limit=0", "q=x&limit=21", "q=x&variant=xx"])
def test_suggestions_refuse_bad_parameters(client: FlaskClient, parameters: str) -> None:
    response = client.get(f"/api/v1/suggest?{parameters}")
    assert (response.status_code, response.get_json()["code"]) == (400, "bad-parameter")


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_api_gives_hits_and_articles_in_the_asked_writing(client: FlaskClient, variant: str) -> None:
    expected = {"tw": "軟體", "hans": "软件", "orig": "软件"}.get(variant, "軟件")
    body = client.get(f"/api/v1/search?q={quote('软件工程')}&variant={variant}").get_json()
    assert body["variant"] == variant
    assert body["hits"][0]["title"] == expected + "工程"
    marked = [piece["text"] for piece in body["hits"][0]["sections"][0]["snippet"] if piece["match"]]
    assert all(text == expected for text in marked)
    article = client.get(f"/api/v1/articles/code?variant={variant}").get_json()
    assert article["title"] == expected + "工程"
    (link,) = article["sections"][0]["links"]
    assert link["target"] == "綠茶"
    assert link["text"] in {"绿茶", "綠茶"}


def test_a_correction_is_offered_and_not_applied(client: FlaskClient) -> None:
    shown = text(client, f"/?q={quote('绿查')}")
    assert "您要找的是不是：" in shown
    assert f'href="/?q={quote("绿茶")}"' in shown
    assert f'value="{"绿查"}"' in shown
    assert "您要找的是不是" not in text(client, f"/?q={quote('绿茶')}")


def test_a_program_is_offered_the_same_corrections(client: FlaskClient) -> None:
    text(client, f"/?q={quote('绿查')}")  # the names are collected by then
    assert client.get(f"/api/v1/search?q={quote('绿查')}").get_json()["corrections"] == ["绿茶"]
    assert client.get(f"/api/v1/search?q={quote('绿茶')}").get_json()["corrections"] == []


def test_the_words_that_nothing_matches_are_named_and_the_others_counted(client: FlaskClient) -> None:
    shown = text(client, f"/?q={quote('“独角兽 绿茶”')}")
    assert "没有一篇文章含有：" in shown
    assert '<strong lang="zh">独角兽</strong>' in shown
    assert re.search(r">绿茶</a> <span class=\"quiet\">\(\d+ 篇\)", shown)


def test_a_fragment_is_the_results_alone(client: FlaskClient) -> None:
    whole, part, counted = (
        text(client, f"/?q={quote('软件')}&variant=tw{more}") for more in ("", "&fragment=hits", "&fragment=counted")
    )
    for each in (part, counted):
        assert "<html" not in each
        assert 'role="search"' not in each
        assert "fragment" not in each
    hits, facets = (re.compile(f"<{name} .*</{name}>", re.DOTALL) for name in ("ol", "aside"))
    assert hits.findall(part) == hits.findall(whole) != []
    assert hits.findall(counted) == []
    assert facets.findall(counted) == facets.findall(whole) != []
    (room,) = facets.findall(part)
    assert "inert" in room and "<li" not in room, "what is counted comes later"


def test_categories_stand_on_the_card_and_narrow_down_what_was_typed(client: FlaskClient) -> None:
    shown = text(client, f"/?q={quote('绿茶')}")
    address = re.findall(r'<li><a href="(/\?q=绿茶&amp;filter=category:[^"]+)"', shown)[0]
    assert "绿茶" in text(client, unescape(address))


def test_an_article_leads_to_the_indexed_articles_that_it_links_to_and_to_similar_ones(
    client: FlaskClient,
) -> None:
    shown = text(client, "/articles/code")
    assert re.search(r'<section class="more" aria-labelledby="linked">.*?href="/articles/tea"', shown, re.DOTALL)
    assert 'aria-labelledby="similar"' in shown
    assert 'aria-labelledby="linked"' not in text(client, "/articles/tea")
