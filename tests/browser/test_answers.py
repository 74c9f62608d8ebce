"""The answer on the page is the one to what stands in the box, whatever is slow, broken off or fails."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest

TRIALS = int(os.environ.get("WENXUN_TYPING_TRIALS", "20"))
FINAL_QUERIES = ["板门店 ", "板门店", "台风", "独角兽 ", "会谈 date:2018-13", "首脑会谈"]
LATENCY = """
window.wait = () => 0;
const ask = window.fetch;
window.fetch = async (url, options) => {
  await new Promise((resolve) => setTimeout(resolve, window.wait()));
  return ask(url, options);
};
"""
SHIFTS = """window.shift = 0; new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shift += each.value;
}).observe({ type: "layout-shift", buffered: true });"""
SETTLED = "() => !document.querySelector('#results[aria-busy], .facets[inert]:not(.none)') && window.quiet()"
COUNTED = """
let open = 0;
window.quiet = () => open === 0;
const counted = window.fetch;
window.fetch = async (...given) => {
  open += 1;
  try {
    const answer = await counted(...given);
    await answer.clone().text(); // an answer is there when all of it is
    return answer;
  } finally { setTimeout(() => { open -= 1; }, 20); } // and shown right after
};
"""


def settle(page: Any) -> None:
    """Wait until the page has nothing more to do: no timer, no question."""
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 40))")
    page.wait_for_function(SETTLED)


def results_of(page: Any) -> str:
    """What the answer says, without the time that it took."""
    return str(page.evaluate("document.querySelector('#results').innerText.replace(/[0-9]+ 毫秒/, '')"))


def test_old_results_never_stay_under_a_newer_query(page: Any, address: str) -> None:
    page.add_init_script(LATENCY + COUNTED)
    page.goto(address)
    page.evaluate("window.wait = () => Math.random() * 200")
    expected = {query: answer_alone(page, query) for query in FINAL_QUERIES}
    draw = random.Random(16)
    wrong = []
    for trial in range(TRIALS):
        query = draw.choice(FINAL_QUERIES)
        pause_ms = draw.choice([0, 5, 12, 25, 50, 100, 200])
        page.locator("#q").fill("")
        if draw.random() < 0.3:
            page.locator("#q").press_sequentially("台", delay=pause_ms)
            page.locator("#q").fill("")
        page.locator("#q").press_sequentially(query, delay=draw.uniform(0, 1) * pause_ms)
        if draw.random() < 0.3:
            compose_and_cancel(page)
        settle(page)
        if results_of(page) != expected[query]:
            wrong.append((trial, query, pause_ms))
    assert wrong == []


def answer_alone(page: Any, query: str) -> str:
    page.locator("#q").fill("")
    settle(page)
    page.locator("#q").fill(query)
    settle(page)
    return results_of(page)


def compose_and_cancel(page: Any) -> None:
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "b", "selectionStart": 1, "selectionEnd": 1})
    keyboard.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    keyboard.detach()


# --- failures -------------------------------------------------------------------------------------


def fail_with(page: Any, answer: Callable[[Any], None]) -> None:
    page.route(lambda url: "fragment=hits" in url, answer)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda route: route.abort("internetdisconnected"), "连不上服务器"),
        (lambda route: route.abort("connectionrefused"), "连不上服务器"),
        (lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>nginx</h1>"), "连不上服务器"),
        (lambda route: route.fulfill(status=200, content_type="text/html", body="<p>Log in</p>"), "连不上服务器"),
    ],
    ids=["offline", "stopped", "proxy", "foreign"],
)
def test_a_failure_is_said_keeps_what_was_typed_and_can_be_tried_again(
    page: Any, address: str, answer: Callable[[Any], None], said: str
) -> None:
    page.goto(f"{address}/?q=台风")
    fail_with(page, answer)
    page.locator("#q").fill("板门店")
    page.wait_for_selector("#results .problem")
    assert said in page.locator("#results").inner_text()
    assert page.locator("#announcement").inner_text() == said
    assert page.locator("#results .hit").count() == 0
    assert page.locator("#q").input_value() == "板门店"
    page.unroute_all()
    page.get_by_role("link", name="再试一次").click()
    page.wait_for_selector("#results .hit")
    assert "篇文章" in page.locator("#announcement").inner_text()
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_server_without_an_index_says_so_while_typing(page: Any, address: str, no_index: str) -> None:
    page.goto(f"{address}/")
    shown = page.request.get(f"{no_index}/?q=x&fragment=hits")
    assert shown.status == 503
    fail_with(page, lambda route: route.fulfill(response=shown))
    page.locator("#q").press_sequentially("板门店")
    page.wait_for_selector("#results .problem .retry")
    assert "还没有索引" in page.locator("#results").inner_text()
    assert "wenxun index" in page.locator("#results").inner_text()


@pytest.mark.parametrize(
    "again",
    [
        lambda page: page.keyboard.press("Enter"),
        lambda page: page.evaluate("dispatchEvent(new Event('online'))"),
    ],
    ids=["enter", "online"],
)
def test_enter_and_a_connection_that_comes_back_try_again(
    page: Any, address: str, again: Callable[[Any], None]
) -> None:
    page.goto(address)
    fail_with(page, lambda route: route.abort())
    page.locator("#q").press_sequentially("台风")
    page.wait_for_selector("#results .problem")
    page.unroute_all()
    again(page)
    page.wait_for_selector("#results .hit")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("会谈 date:2018-13", "没有这样的日期"), ("板" * 2001, "太长"), ("板" * 30_000, "太长")],
)
def test_what_cannot_be_asked_is_explained_and_passes(page: Any, address: str, typed: str, said: str) -> None:
    page.goto(address)
    page.locator("#q").fill("会谈")
    page.wait_for_selector("#results .hit")
    page.locator("#q").fill(typed)
    page.wait_for_selector("#results .problem")
    assert said in page.locator("#results").inner_text()
    assert said in page.locator("#announcement").inner_text()
    assert page.locator("#q").input_value() == typed
    page.locator("#q").fill("会谈")
    page.wait_for_selector("#results .hit")


def test_a_slow_first_search_shows_that_it_loads_and_nothing_jumps_when_it_comes(page: Any, address: str) -> None:
    page.add_init_script(LATENCY)
    page.add_init_script(SHIFTS)
    page.goto(address)
    page.evaluate("window.wait = () => 900")
    page.keyboard.type("python")
    page.wait_for_selector("#results[aria-busy]")
    assert page.locator("#announcement").inner_text() == "正在搜索…"
    before = page.locator("#q").bounding_box()
    page.wait_for_selector("#results .hit")
    assert page.locator("#results[aria-busy]").count() == 0
    assert page.locator("#q").bounding_box() == before
    page.wait_for_selector("#suggestions li")
    assert page.locator("#q").bounding_box() == before
    assert page.evaluate("shift") < 0.02


@pytest.mark.parametrize("width", [390, 1280])
def test_facets_come_after_the_hits_when_the_box_is_left_alone_and_move_nothing(
    page: Any, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    page.goto(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url)))
    page.locator("#q").press_sequentially("香港的交通", delay=30)
    page.wait_for_selector("#results .hit")
    page.evaluate("shift = 0")
    page.wait_for_selector(".facets:not([inert]) li", state="attached")
    hits, counted = ([url for url in asked if f"fragment={part}" in url] for part in ("hits", "counted"))
    assert len(hits) > 1
    assert counted[-1] == f"{address}/?q=香港的交通&fragment=counted"
    assert len(counted) < len(hits)  # one, unless this machine takes long for a key
    assert page.locator("#sort option").count() > 0
    # The facets of one query stay, out of reach, until those of the next are there.
    page.route(lambda url: "fragment=counted" in url, lambda route: route.abort())
    page.locator("#q").fill("香港交通")
    page.wait_for_selector(".facets[inert] li", state="attached")
    page.wait_for_selector(".facets.none", state="attached")
    assert page.evaluate("shift") < 0.02


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/", "/?q=板门店", "/?q=香港&filter=category:香港交通", "/articles/板门店?q=首脑"])
def test_nothing_jumps_while_a_page_is_loaded(page: Any, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(SHIFTS)
    page.goto(f"{address}/?q=台风")  # a recent search
    page.goto(address + path, wait_until="load")
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 100))")
    assert page.evaluate("shift") < 0.02


# --- suggestions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 1280])
def test_suggestions_are_few_and_cover_no_answer(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for start in ("/", "/?q=台风"):
        page.goto(address + start)
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially("板")
        page.wait_for_selector("#suggestions li")
        page.wait_for_selector("#results .found")
        assert 1 <= page.locator("#suggestions li").count() <= 5
        listed, answer = page.locator("#suggestions").bounding_box(), page.locator("#results").bounding_box()
        assert listed["y"] + listed["height"] <= answer["y"]


def test_initials_of_a_name_lead_to_it_in_place_of_nothing(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("#q").press_sequentially("bmd")
    page.wait_for_selector("#results .nothing")
    assert "没有找到" not in page.locator("#results").inner_text()
    page.locator("#results .meant a", has_text="板门店").first.click()
    page.wait_for_selector("#results .hit")


def test_letters_that_stay_in_composition_on_a_phone_get_suggestions(chromium: Any, address: str) -> None:
    context = chromium.new_context(
        locale="zh-CN", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(address)
    page.locator("#q").focus()
    keyboard = context.new_cdp_session(page)
    urls: list[str] = []
    page.on("request", lambda request: urls.append(unquote(request.url)))
    for text in ("b", "bm", "bmd"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    page.wait_for_selector("#suggestions li")
    assert all("fragment=hits" not in url for url in urls)
    page.locator("#suggestions li", has_text="板门店").first.tap()
    page.wait_for_selector("#results .hit")
    assert page.locator("#q").input_value() == "板门店"
    assert page.evaluate("parseFloat(getComputedStyle(document.getElementById('q')).fontSize)") >= 16
    context.close()


def test_the_chosen_suggestion_can_be_seen_in_forced_colours(page: Any, address: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(address)
    page.locator("#q").press_sequentially("板")
    page.wait_for_selector("#suggestions li")
    page.keyboard.press("ArrowDown")
    colour = "(each) => getComputedStyle(each).backgroundColor"
    chosen, other = (page.locator(f"#suggestions [aria-selected={state}]").first for state in ("true", "false"))
    assert chosen.evaluate(colour) != other.evaluate(colour)


# --- history --------------------------------------------------------------------------------------


def test_each_query_that_settles_is_one_entry_and_back_returns_to_it(page: Any, address: str) -> None:
    page.clock.install()
    page.goto(address)
    before = page.evaluate("history.length")
    for query in ("板门店", "台风"):
        page.locator("#q").fill("")
        for character in query:
            page.keyboard.insert_text(character)
            page.clock.run_for(50)
        page.wait_for_function(f"() => decodeURIComponent(location.search) === '?q={query}'")
        page.clock.run_for(1500)
    assert page.evaluate("history.length") == before + 2
    shown = page.locator("#results .hit h2").first.inner_text()
    page.go_back()
    page.clock.run_for(50)
    page.wait_for_function("() => document.title.startsWith('板门店 · ')")
    assert page.locator("#q").input_value() == "板门店"
    assert page.locator("#results .hit h2").first.inner_text() != shown
    page.go_back()
    page.wait_for_selector("#results .hit", state="detached")
    assert page.locator("#q").input_value() == ""
    page.go_forward()
    page.wait_for_selector("#results .hit")
    assert page.locator("#q").input_value() == "板门店"


def test_enter_on_what_is_shown_asks_nothing_and_keeps_the_cursor(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("#q").press_sequentially("板门店")
    page.wait_for_selector("#suggestions li")
    page.wait_for_selector("#results .hit")
    page.wait_for_selector("#results [inert]", state="detached")  # what is counted has come, too
    page.evaluate("window.here = true")
    urls: list[str] = []
    page.on("request", lambda request: urls.append(unquote(request.url)))
    page.keyboard.press("Enter")
    page.wait_for_selector("#suggestions", state="hidden")
    assert page.evaluate("[document.activeElement.id, window.here]") == ["q", True]
    assert urls == []
    page.locator("#q").press_sequentially(" 会谈")
    page.wait_for_function("() => decodeURIComponent(location.search).endsWith('会谈')")
    page.go_back()
    page.wait_for_function("() => document.getElementById('q').value === '板门店'")
