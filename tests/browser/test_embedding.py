"""The search box on a page of another origin, under the strictest policy that lets it in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "tests/artefacts"
EXAMPLE = "/embed.html"
TEAS = (
    Article("a", "龙井", (Section(0, "", (), "说到龙井-好喝，真的。"),), url="https://tea.example/a", tags=("饮品",)),
    Article(
        "b",
        "普洱",
        (Section(0, "", (), "说到普洱好喝，真的。"),),
        url="https://tea.example/b#leaf",
        tags=("茶饮",),
        authors=("甲",),
    ),
)
POLICY = (
    "default-src 'none'; script-src {server}; connect-src {server}; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'"
)


class _Site(SimpleHTTPRequestHandler):
    """Gives a folder with a Content-Security-Policy."""

    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Place:
    """A site and the server that its pages ask.

    Attributes:
        site: origin of the site.
        server: address of the server.
        folder: what the site gives.
    """

    site: str
    server: str
    folder: Path

    def write(self, body: str, *, name: str = "own.html", lang: str = "zh-CN") -> str:
        """Make a page; return its address."""
        page = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>site</title><main>{body}</main></html>'
        (self.folder / name).write_text(page, encoding="utf-8")
        return f"{self.site}/{name}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Any]) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("site")
    handler = type("Site", (_Site,), {})
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    origin = f"http://localhost:{site.server_port}"
    with SearchEngine.in_memory() as engine:
        engine.add(ROOT / "seeds", *TEAS)
        engine.suggest("")  # collects the names
        with serve(create_app(engine, origins=(origin,), prefix="/find")) as address:
            handler.policy = POLICY.format(server=address)
            server = f"{address}/find"
            for name in ("embed.html", "embed.css"):
                text = (ROOT / "examples" / name).read_text(encoding="utf-8")
                (folder / name).write_text(text.replace("https://find.example", server), encoding="utf-8")
            yield Place(origin, server, folder)
    site.shutdown()
    site.server_close()


def start(page: Any, place: Place, attributes: str = "") -> Any:
    """Open a page with one box, made by the script where it stands."""
    page.goto(place.write(f'<h1>site</h1><script src="{place.server}/embed.js" {attributes}></script>'))
    return page.locator("wenxun-search input")


def found(page: Any) -> list[str]:
    page.wait_for_selector("wenxun-search [part=hit]")
    return [str(each) for each in page.locator("[part=title]").all_inner_texts()]


def test_the_worked_example_answers_under_a_strict_policy(page: Any, place: Place) -> None:
    page.goto(place.site + EXAMPLE)
    header, plain = page.locator("wenxun-search").all()
    plain.locator("input").press_sequentially("板门店")
    plain.locator("mark").first.wait_for()
    assert "篇文章" in plain.locator("[part=status]").inner_text()
    assert header.locator("[part=hit]").count() == 0
    header.locator("input").press_sequentially("台风")
    header.locator("mark").first.wait_for()
    assert plain.locator("input").input_value() == "板门店"
    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_nothing_but_the_script_and_the_answers_is_asked_of_the_server_and_no_cookie_goes(
    page: Any, place: Place
) -> None:
    page.context.add_cookies([{"name": "ui", "value": "en", "url": place.server}])
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request))
    start(page, place).press_sequentially("板门店")
    found(page)
    paths = {urlsplit(each.url).path for each in asked if each.url.startswith(place.server)}
    assert paths == {"/find/embed.js", "/find/api/v1/search"}
    assert all(each.url.startswith((place.server, place.site)) for each in asked)
    assert not any("cookie" in each.all_headers() for each in asked if "/api/" in each.url)


def test_the_script_is_under_15_kb(place: Place, page: Any) -> None:
    assert len(page.request.get(f"{place.server}/embed.js").body()) < 15_000


def test_a_hit_leads_to_its_passage_on_the_server(page: Any, place: Place) -> None:
    start(page, place).press_sequentially("板门店")
    found(page)
    page.locator("[part=link]").first.click()
    page.wait_for_selector("mark")
    assert page.url.startswith(f"{place.server}/articles/")
    assert "#section-" in page.url


# --- a key opens it -------------------------------------------------------------------------------


def press_in(page: Any, place: Place, body: str, key: str, at: str = "") -> bool:
    """Press a key on a page with the box; whether the box has the focus then."""
    page.goto(place.write(body.replace("BOX", f'<script src="{place.server}/embed.js"', 1)))
    page.wait_for_selector("wenxun-search input")
    if at:
        page.locator(at).focus()
    page.keyboard.press(key)
    return bool(page.evaluate("document.activeElement === document.querySelector('wenxun-search')"))


def test_a_slash_opens_the_first_box_and_is_not_typed(page: Any, place: Place) -> None:
    assert press_in(page, place, "<h1>site</h1>BOX></script><wenxun-search></wenxun-search>", "/")
    assert page.locator("wenxun-search input").first.input_value() == ""
    page.keyboard.type("a/b")
    assert page.locator("wenxun-search input").first.input_value() == "a/b"


@pytest.mark.parametrize(
    ("body", "key", "at"),
    [
        ("<input id=own>BOX></script>", "/", "#own"),
        ("<textarea id=own></textarea>BOX></script>", "/", "#own"),
        ("<p id=own contenteditable>x</p>BOX></script>", "/", "#own"),
        ("<h1>site</h1>BOX data-key=off></script>", "/", ""),
        ("<h1>site</h1>BOX data-key=s></script>", "/", ""),
        ("<h1>site</h1>BOX></script>", "Control+/", ""),
    ],
)
def test_a_slash_is_the_sites_where_somebody_types_or_it_is_turned_off(
    page: Any, place: Place, body: str, key: str, at: str
) -> None:
    assert not press_in(page, place, body, key, at)


def test_another_key_opens_it_and_a_site_with_a_use_for_the_key_keeps_it(page: Any, place: Place) -> None:
    assert press_in(page, place, "<h1>site</h1>BOX data-key=s></script>", "s")
    page.goto(place.write(f'<h1>site</h1><script src="{place.server}/embed.js"></script>'))
    page.wait_for_selector("wenxun-search input")
    page.evaluate("document.body.addEventListener('keydown', (event) => event.preventDefault())")
    page.keyboard.press("/")
    assert not page.evaluate("document.activeElement === document.querySelector('wenxun-search')")


# --- options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "attributes", "said"),
    [
        ("zh-CN", "", "搜索文章"),
        ("zh-HK", "", "搜尋文章"),
        ("en-GB", "", "Search the articles"),
        ("zh-CN", 'data-language="en"', "Search the articles"),
        ("en", 'data-language="hant"', "搜尋文章"),
    ],
)
def test_it_speaks_the_language_of_the_page_or_the_one_stated(
    page: Any, place: Place, lang: str, attributes: str, said: str
) -> None:
    page.goto(place.write(f'<script src="{place.server}/embed.js" {attributes}></script>', lang=lang))
    assert page.locator("wenxun-search input").get_attribute("aria-label") == said


def test_options_say_what_is_asked(page: Any, place: Place) -> None:
    with page.expect_request(lambda request: "/api/v1/search" in request.url) as asked:
        options = 'data-limit="3" data-variant="tw" data-filter="tag:茶; path:笔记/茶" data-placeholder="找茶"'
        start(page, place, options).press_sequentially("茶")
    values = parse_qs(urlsplit(asked.value.url).query)
    assert values["limit"] == ["3"]
    assert values["variant"] == ["tw"]
    assert values["filter"] == ["tag:茶", "path:笔记/茶"]
    assert page.locator("wenxun-search input").get_attribute("placeholder") == "找茶"


def test_more_results_follow_the_first_ones_and_the_first_new_one_has_the_focus(page: Any, place: Place) -> None:
    start(page, place, 'data-limit="2"').press_sequentially("的")
    before = found(page)
    page.locator("[part=more]").click()
    page.locator("[part=hit]").nth(3).wait_for()
    after = found(page)
    assert after[: len(before)] == before
    assert focused(page) == after[2]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("龙井", "https://tea.example/a#:~:text=龙井"),  # a dash ends what browsers are told to look for
        ("普洱", "https://tea.example/b#leaf:~:text=普洱好喝"),
        ("板门店", ""),
    ],
)
def test_hits_lead_to_the_owners_pages_where_they_are_known_and_to_the_passage_there(
    page: Any, place: Place, query: str, address: str
) -> None:
    start(page, place, 'data-target="owner"').press_sequentially(query)
    found(page)
    link = unquote(page.locator("[part=link]").first.get_attribute("href"))
    assert link == address if address else link.startswith(place.server)


def test_a_filter_leaves_all_else_out(page: Any, place: Place) -> None:
    start(page, place, 'data-filter="tag:饮品; tag:茶饮; author:甲"').press_sequentially("好喝")
    assert found(page) == ["普洱"]


def test_a_second_server_answers_its_own_box(page: Any, place: Place) -> None:
    own = place.server
    policy = {"Access-Control-Allow-Origin": "*"}
    answer = page.request.get(f"{own}/api/v1/search?q=龙井").json()
    page.route("**/elsewhere/api/v1/search*", lambda route: route.fulfill(json=answer, headers=policy))
    page.goto(
        place.write(
            f'<script src="{own}/embed.js"></script>'
            f'<wenxun-search data-server="{own}/elsewhere/" data-label="elsewhere"></wenxun-search>'
        )
    )
    first, second = page.locator("wenxun-search").all()
    second.locator("input").press_sequentially("茶")
    second.locator("[part=hit]").first.wait_for()
    assert second.locator("[part=title]").first.inner_text() == "龙井"
    assert first.locator("[part=hit]").count() == 0


# --- keyboard and input methods -------------------------------------------------------------------


def focused(page: Any) -> str:
    """Title of the hit, or part, that has the focus."""
    return str(
        page.evaluate("""() => {
            const at = document.activeElement.shadowRoot.activeElement;
            return at.querySelector("[part=title]")?.textContent ?? at.getAttribute("part");
        }""")
    )


def test_arrows_go_through_the_hits_and_escape_goes_back_and_empties(page: Any, place: Place) -> None:
    box = start(page, place)
    box.press_sequentially("板门店")
    titles = found(page)
    page.keyboard.press("ArrowDown")
    assert focused(page) == titles[0]
    page.keyboard.press("ArrowDown")
    assert focused(page) == titles[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "box"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert focused(page) == "box"
    page.keyboard.press("Escape")
    assert box.input_value() == ""
    page.wait_for_selector("[part=hit]", state="detached")
    box.press_sequentially("板门店")
    found(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{place.server}/articles/**")


def test_whoever_goes_on_typing_at_a_hit_types_into_the_box(page: Any, place: Place) -> None:
    box = start(page, place)
    box.press_sequentially("板门")
    found(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    assert focused(page) == "box"
    assert box.input_value() == "板门a"


def test_results_that_lie_over_the_page_close_and_open_again(page: Any, place: Place) -> None:
    box = start(page, place, 'data-results="over"')
    box.press_sequentially("板门店")
    found(page)
    page.keyboard.press("Escape")
    panel = page.locator("[part=found]")
    assert panel.is_hidden()
    assert box.input_value() == "板门店"
    page.keyboard.press("ArrowDown")
    assert panel.is_visible()
    page.locator("h1").click()
    assert panel.is_hidden()
    box.focus()
    assert panel.is_visible()


def test_nothing_is_asked_while_an_input_method_composes(page: Any, place: Place) -> None:
    box = start(page, place)
    box.focus()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url)))
    keyboard = page.context.new_cdp_session(page)
    for text in ("b", "ba", "ban men"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(120)  # longer than the pause before a question
    assert asked == []
    keyboard.send("Input.insertText", {"text": "板门店"})
    found(page)
    assert all("ban" not in url for url in asked)


def test_older_results_never_stay_under_a_newer_query(page: Any, place: Place) -> None:
    held: list[Any] = []
    page.route(
        lambda url: unquote(url).endswith("q=台&limit=5&sections=1&variant=orig"), lambda route: held.append(route)
    )
    box = start(page, place)
    with page.expect_request(lambda request: "/api/v1/search" in request.url):
        box.press_sequentially("台")
    page.wait_for_selector("[part=panel][aria-busy]", state="attached")
    box.fill("板门店")
    titles = found(page)
    assert len(held) == 1
    assert "板门店" in titles[0]


# --- what goes wrong ------------------------------------------------------------------------------


def test_a_name_that_is_meant_is_offered_where_nothing_is_found(page: Any, place: Place) -> None:
    start(page, place).press_sequentially("bmd")
    page.locator("[part=offer]", has_text="板门店").first.click()
    assert found(page)
    assert page.locator("wenxun-search input").input_value() == "板门店"


@pytest.mark.parametrize(
    ("query", "said"), [("会谈 date:2018-13", "没有这样的日期"), ("谈" * 2001, "太长"), ("独角兽", "没有找到")]
)
def test_what_cannot_be_found_is_said(page: Any, place: Place, query: str, said: str) -> None:
    start(page, place).fill(query)
    page.locator("[part=status]", has_text=said).wait_for()


def test_a_failure_is_said_and_can_be_tried_again(page: Any, place: Place) -> None:
    page.route("**/api/v1/**", lambda route: route.abort("connectionrefused"))
    box = start(page, place)
    box.press_sequentially("板门店")
    page.wait_for_selector("[part=retry]")
    assert "连不上" in page.locator("[part=status]").inner_text()
    assert box.input_value() == "板门店"
    page.unroute_all()
    page.locator("[part=retry]").click()
    assert found(page)
    assert focused(page) == "box"


def test_an_origin_that_is_not_named_may_load_the_box_and_not_search(chromium: Any, place: Place) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(place.write(f'<script src="{place.server}/embed.js"></script>').replace("localhost", "127.0.0.1"))
    page.locator("wenxun-search input").press_sequentially("板门店")
    page.wait_for_selector("[part=retry]")
    assert any("allowed_origins" in text for text in said)
    context.close()


# --- what it looks like ---------------------------------------------------------------------------


STATES = (("below", 1, "会谈"), ("over", 0, "会谈"), ("nothing", 1, "bmd"), ("bad", 1, "茶 date:2018-13"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_it_fits_at_every_width_and_axe_finds_no_violation(
    chromium: Any, place: Place, assert_no_violation: Callable[[Any, str], None], width: int, theme: str
) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    context = chromium.new_context(
        locale="zh-CN", viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
    )
    page = context.new_page()
    for name, number, query in STATES:
        page.goto(place.site + EXAMPLE)
        box = page.locator("wenxun-search").nth(number)
        assert_no_violation(page, f"{name} empty")
        box.locator("input").fill(query)
        box.locator("[part=found]").wait_for()
        page.screenshot(path=str(ARTEFACTS / f"embed-{name}-{width}-{theme}.png"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert_no_violation(page, name)
    context.close()
