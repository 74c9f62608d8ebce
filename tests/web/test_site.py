"""What an owner makes their own: the page's name, logo, colours, welcome and examples; where hits lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section, SettingsError
from wenxun.web import create_app

TEA = Article(
    "tea", "茶经", (Section(0, "", (), "茶者，南方之嘉木也。\n\n其地，上者生烂石。产于2018年。"),), path="书/茶 经.md"
)
WATER = Article(
    "water", "水品", (Section(0, "", (), "煮茶用山水上，江水中，见《茶经》。"),), url="https://example.org/water"
)
WINE = Article(
    "wine", "酒谱", (Section(0, "", (), "Tea is a drink, as wine is: 茶-酒 one and all."),), url="javascript:x"
)
Owned: TypeAlias = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def shelf() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        engine.add(TEA, WATER, WINE)
        engine.suggest("")
        yield engine


@pytest.fixture
def owned(shelf: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Owned:
    """Makes a client of a server with settings of its own."""
    monkeypatch.chdir(tmp_path)

    def made(settings: str) -> FlaskClient:
        (tmp_path / "wenxun.toml").write_text(settings, encoding="utf-8")
        return create_app(shelf).test_client()

    return made


def led_to(client: FlaskClient, address: str) -> list[str]:
    """Addresses that hits lead to, as they read."""
    found = re.findall(r'class="to-passage" href="([^"]+)"', client.get(address).text)
    return [unquote(unescape(each)) for each in found]


def test_name_logo_colours_and_welcome_are_the_owners(owned: Owned, tmp_path: Path) -> None:
    (tmp_path / "sign.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    client = owned(
        '[page]\nname = "茶馆 <搜>"\nlogo = "sign.svg"\nwelcome = "喝茶看书"\n'
        '[page.colours]\nlink = "#8a2a12"\ndark-link = "oklch(80% .1 40)"\n',
    )
    for ui in ("hans", "hant", "en"):
        shown = client.get(f"/?ui={ui}").text
        assert "茶馆 &lt;搜&gt;</h1>" in shown and "喝茶看书" in shown and "文寻</" not in shown
        logo = re.search(r'<img class="logo" src="([^"]+)" alt="">', shown)
        style = re.search(r'href="(/static/colours.css[^"]+)"', shown)
        assert logo and style
    assert client.get(logo[1]).mimetype == "image/svg+xml"
    assert client.get(style[1]).text == (
        "@media (prefers-color-scheme:light){:root{--link:#8a2a12;}}"
        "@media (prefers-color-scheme:dark){:root{--link:oklch(80% .1 40);}}"
    )
    assert "<title>茶 · 茶馆 &lt;搜&gt;</title>" in client.get("/?q=茶").text
    assert "茶馆 &lt;搜&gt;</ShortName>" in client.get("/opensearch.xml").text


def test_a_change_of_the_settings_is_another_page(owned: Owned) -> None:
    before = owned("").get("/keyboard").headers["ETag"]
    assert owned('[page]\nname = "茶馆"\n').get("/keyboard").headers["ETag"] != before


@pytest.mark.parametrize(
    "settings",
    [
        '[page]\nlogo = "nowhere.svg"\n',
        '[page]\nlogo = "wenxun.toml"\n',
        '[page]\ntitle = "x"\n',
        '[page.colours]\nlinks = "#000"\n',
        '[page.colours]\nlink = "red;} body{display:none"\n',
        'url_template = "https://example.org/{slug}"\n',
        'url_template = "https://example.org/"\n',
        'url_template = "javascript:alert({id})"\n',
        'url_template = "{"\n',
    ],
)
def test_what_cannot_be_used_is_refused_at_the_start(owned: Owned, settings: str) -> None:
    with pytest.raises(SettingsError):
        owned(settings)


def test_examples_are_the_owners_and_each_finds_something(owned: Owned) -> None:
    client = owned('[page]\nexamples = ["茶", "独角兽", "山水 -酒", "date:x"]\n')
    for page in ("/", "/?q=独角兽"):
        examples = re.findall(r'<dt><a lang="zh" href="[^"]+">([^<]+)</a></dt><dd>([^<]+)</dd>', client.get(page).text)
        assert examples == [("茶", "找到 3 篇文章"), ("山水 -酒", "找到 1 篇文章")]


@pytest.mark.parametrize("ui", ["hans", "hant", "en"])
@pytest.mark.parametrize(
    "articles",
    [(TEA, WATER, WINE), (WINE,), (Article("x", "Readme", (Section(0, "", (), "plain words"),)),)],
    ids=["some", "one", "no Chinese"],
)
def test_examples_drawn_from_the_index_find_something(articles: tuple[Article, ...], ui: str) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*articles)
        engine.suggest("")
        client = create_app(engine).test_client()
        examples = re.findall(r'<dt><a lang="zh" href="([^"]+)">', client.get(f"/?ui={ui}").text)
        assert len(examples) >= (6 if len(articles) > 1 else 2)
        assert all('class="hit"' in client.get(unescape(each)).text for each in examples)
        engine.add(Article("another", "独角兽", (Section(0, "", (), "新的。"),)))
        engine.delete(*(each.id for each in articles))
        engine.suggest("")
        assert "独角兽" in client.get(f"/?ui={ui}").text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{url}", {"/articles/tea", "https://example.org/water", "/articles/wine"}),
        (
            "https://x.org/{path}",
            {"https://x.org/书/茶 经.md", "/articles/water", "/articles/wine"},
        ),
        ("https://x.org/{stem}.html", {"https://x.org/书/茶 经.html", "/articles/water", "/articles/wine"}),
        ("https://x.org/a/{id}", {"https://x.org/a/tea", "https://x.org/a/water", "https://x.org/a/wine"}),
    ],
)
def test_hits_lead_to_the_pages_of_the_owner_where_they_are_known(
    owned: Owned, template: str, expected: set[str]
) -> None:
    client = owned(f'url_template = "{template}"\n')
    assert {re.split(r"[?#]", each)[0] for each in led_to(client, "/?q=茶")} == expected


def test_programs_and_the_box_of_other_sites_get_the_same_addresses(owned: Owned) -> None:
    client = owned('url_template = "https://x.org/{id}"\n')
    for path in ("/api/v1/search?q=茶", "/api/v1/similar?id=wine"):
        hits = client.get(path).json["hits"]
        assert all(hit["original_url"] == f"https://x.org/{hit['id']}" for hit in hits)
    assert client.get("/api/v1/search?q=茶").json["hits"]


@pytest.mark.parametrize(
    ("query", "text"),
    [("嘉木", "南方之嘉木也"), ("烂石", "上者生烂石"), ("山水", "煮茶用山水上"), ("wine", "as wine is")],
)
def test_browsers_are_led_to_the_clause_around_the_first_mark(owned: Owned, query: str, text: str) -> None:
    client = owned('url_template = "https://x.org/{id}"\n')
    assert led_to(client, f"/?q={query}")[0].partition("#")[2] == f":~:text={text}"


def test_signs_of_the_directive_are_escaped(owned: Owned) -> None:
    client = owned('url_template = "https://x.org/{id}"\n')
    assert "%2D%E9%85%92" in client.get('/?q="茶-酒"').text


def test_an_article_links_to_its_original_and_is_cited_with_it(owned: Owned) -> None:
    client = owned("")
    shown = client.get("/articles/water").text
    assert '<a rel="noopener nofollow" href="https://example.org/water">原文网页</a>' in shown
    assert '<bdi class="address">https://example.org/water</bdi>' in shown
    own = client.get("/articles/wine", headers={"Host": "find.example"}).text
    assert "javascript:" not in own
    assert '<bdi class="address">http://find.example/articles/wine</bdi>' in own


@pytest.mark.parametrize(
    "address", ["/", "/?q=茶", "/?q=无此物", "/articles/tea", "/keyboard", "/opensearch.xml", "/none"]
)
def test_signs_of_templates_and_of_html_in_a_name_are_only_signs(owned: Owned, address: str) -> None:
    name = "{{ 7 * 7 }} {% raw %} {# 搜 #} <b>&'"
    shown = owned(f'[page]\nname = "{name}"\n').get(address).text
    assert "{{ 7 * 7 }} {% raw %} {# 搜 #} &lt;b&gt;&amp;&#39;" in shown
    assert "<b>" not in shown


HOSTILE = "<b title=\"x\" id='y'>&amp;茶</b>"


def test_whatever_an_article_says_of_itself_is_text_on_every_part_of_a_page() -> None:
    article = Article(
        HOSTILE, HOSTILE, (Section(0, HOSTILE, (HOSTILE,), f"{HOSTILE}，1987年。"),), (HOSTILE,),
        authors=(HOSTILE,), tags=(HOSTILE,), path=HOSTILE, url=f"https://example.org/{HOSTILE}", lang=HOSTILE,
    )  # fmt: skip
    with SearchEngine.in_memory() as engine:
        engine.add(article, Article("other", HOSTILE, (Section(0, "", (), f"{HOSTILE}，1999年。"),)))
        client = create_app(engine).test_client()
        for rest in (
            "",
            "&fragment=hits",
            "&fragment=counted",
            "&variant=tw",
            "&ui=en",
            "&sort=title",
            "&filter=tag:茶",
        ):
            shown = client.get("/", query_string=f"q={quote(HOSTILE)}{rest}").text
            assert "<b" not in re.sub(r"<(body|button|bdi)\b", "", shown), rest
            assert "&amp;amp;" in shown or "counted" in rest
