"""What a reader sees: articles, writings, sizes, themes, paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "tests/artefacts"
PAGES = {
    "home": "/",
    "results": "/?q=板门店",
    "taiwan": "/?q=软件&variant=tw&ui=hant",
    "english": "/?q=会谈&ui=en",
    "corrected": "/?q=独角兽 板门电",
    "narrowed": '/?q=香港 date:1990.. category:"香港交通"',
    "filtered": "/?q=香港&filter=category:香港交通&filter=category:香港交通工具&sort=title",
    "inside": "/?q=首脑&filter=in:板门店",
    "keyboard": "/keyboard",
    "nothing": "/?q=“独角兽 骑士” date:1990s",
    "article": "/articles/板门店?q=首脑",
    "structured": "/articles/tea/冲泡?q=绿茶",
    "only_excludes": "/?q=-板门店",
    "meant": "/?q=bmd",
    "error": "/articles/nix",
}
LONG = "/articles/" + quote("long/板門店")


def test_n_and_p_go_from_mark_to_mark_and_the_url_names_the_place(page: Any, address: str) -> None:
    page.goto(f"{address}{LONG}?q=板门店")
    assert page.locator(".jumps output").inner_text() == "6"
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert page.locator("mark.current").get_attribute("id") == "mark-2"
    assert page.url.endswith("#mark-2")
    page.keyboard.press("p")
    page.keyboard.press("p")
    assert page.locator(".jumps output").inner_text() == "6 / 6"
    page.get_by_role("button", name="下一处").click()
    assert page.locator("mark.current").get_attribute("id") == "mark-1"


def test_letters_typed_into_the_box_do_not_jump(page: Any, address: str) -> None:
    page.goto(f"{address}{LONG}?q=板门店")
    page.locator("#q").press_sequentially("np")
    assert page.locator("mark.current").count() == 0


@pytest.mark.parametrize("anchor", ["mark-4", "section-3"])
def test_a_link_leads_to_the_section_and_to_the_passage(page: Any, address: str, anchor: str) -> None:
    page.goto(f"{address}{LONG}?q=板门店#{anchor}")
    page.wait_for_selector("mark.current")
    assert page.locator("mark.current").get_attribute("id") == "mark-4"
    page.wait_for_function(
        "() => { const at = document.getElementById('mark-4').getBoundingClientRect();"
        " return at.top >= 0 && at.bottom <= innerHeight; }"
    )


PLACES = ("h2", ".path", ".snippet", ".snippet mark")
SECTION_SHOWN = """() => {
    const section = document.getElementById(location.hash.slice(1));
    const place = section.querySelector("mark") ? section.querySelector("mark.current") : section;
    if (!place) return false;
    const box = place.getBoundingClientRect();
    return box.top >= 0 && box.top < innerHeight && document.activeElement === place;
}"""


@pytest.mark.parametrize("size", [(1280, 900), (390, 700)], ids=["desk", "phone"])
@pytest.mark.parametrize("query", ["板门店", "首脑会谈", "香港 交通", "title:台风", "第3段", "python", "茶叶冲泡手记"])
def test_title_path_and_passage_lead_to_the_passage(page: Any, address: str, query: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}/?q={query}")
    for number in range(min(5, page.locator(".hit").count())):
        link = page.locator(".hit").nth(number).locator(".to-passage").first
        place = link.locator(PLACES[number % len(PLACES)])
        (place if place.count() else link).first.click()
        page.wait_for_url("**/articles/**#section-*")
        page.wait_for_function(SECTION_SHOWN)
        page.go_back()
        page.wait_for_selector(".hit")


@pytest.mark.parametrize("variant", ["orig", "hant"])
def test_the_passage_that_was_clicked_is_shown_and_not_an_earlier_mark(page: Any, address: str, variant: str) -> None:
    page.goto(f"{address}/?q=杜鹃&variant={variant}")
    passage = page.locator(".snippet", has_text="四月").first
    passage.click()
    page.wait_for_selector("mark.current")
    paragraph = page.locator("p:has(> mark.current)")
    assert "四月" in paragraph.inner_text()
    box = paragraph.bounding_box()
    assert 0 <= box["y"] < 900
    page.reload()
    page.wait_for_selector("mark.current")
    assert "四月" in page.locator("p:has(> mark.current)").inner_text()


@pytest.mark.parametrize("opening", [{"button": "middle"}, {"modifiers": ["Control"]}], ids=["middle", "ctrl"])
def test_a_passage_that_is_opened_in_a_tab_of_its_own_is_shown_there(
    page: Any, address: str, opening: dict[str, Any]
) -> None:
    page.goto(f"{address}/?q=杜鹃")
    with page.context.expect_page() as opened:
        page.locator(".snippet", has_text="四月").first.click(**opening)
    tab = opened.value
    for _ in range(2):
        tab.wait_for_selector("mark.current")
        assert "四月" in tab.locator("p:has(> mark.current)").inner_text()
        assert tab.evaluate("localStorage.getItem('wenxun-passages')") == "[]", "the note is taken away"
        tab.reload()


def test_a_passage_is_reached_without_a_script(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 700})
    page = context.new_page()
    page.goto(f"{address}/?q=第3段")
    page.locator(".snippet").first.click()
    page.wait_for_url("**#section-3")
    assert 0 <= page.locator("#section-3").bounding_box()["y"] < 700
    context.close()


def test_a_writing_is_remembered_on_the_next_page(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=软件")
    page.get_by_role("link", name="臺灣").click()
    page.wait_for_url("**variant=tw*")
    assert "軟體" in page.locator(".hit mark").first.inner_text()
    page.goto(f"{address}/?q=软件")
    assert "軟體" in page.locator(".hit mark").first.inner_text()
    page.locator("#q").fill("计算机")
    page.wait_for_function("() => document.querySelector('#results').innerText.includes('電腦')")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["value"], cookie["sameSite"]) == ("variant", "tw", "Lax")


def test_a_browser_reads_the_text_of_a_structured_article_to_the_letter(page: Any, address: str, text: str) -> None:
    page.goto(f"{address}/articles/tea/冲泡?q=绿茶")
    section = page.locator("#section-0")
    assert text in section.evaluate("(section) => section.textContent")
    page.get_by_role("link", name="脚注 1").click()
    assert page.evaluate("location.hash") == "#note-1"
    page.get_by_role("link", name="回到正文").click()
    assert page.evaluate("location.hash") == "#note-mark-1"
    assert section.get_by_role("link", name="茶叶博物馆").get_attribute("rel") == "noopener nofollow"
    assert section.locator("ol > li").count() == 3
    assert section.locator("tr").count() == 3


def test_the_keyboard_alone_reaches_the_first_result(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=板门店")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.hit .to-passage')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")
    assert page.locator(".text mark").count() > 0


def test_paper_shows_the_text_and_nothing_to_press(page: Any, address: str) -> None:
    page.goto(f"{address}/articles/板门店?q=首脑")
    page.emulate_media(media="print")
    assert page.locator(".text").is_visible()
    for name in (".top", ".bottom", ".jumps", ".contents"):
        assert page.locator(name).is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('mark')).fontWeight") == "700"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_every_page_fits_at_every_width_and_is_kept_as_a_picture(
    chromium: Any, address: str, width: int, theme: str
) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    context = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": 900}, color_scheme=theme)
    page = context.new_page()
    for name, path in PAGES.items():
        context.clear_cookies()
        page.goto(address + path)
        page.screenshot(path=str(ARTEFACTS / f"{name}-{width}-{theme}.png"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_page(
    chromium: Any, address: str, assert_no_violation: Callable[[Any, str], None], theme: str
) -> None:
    context = chromium.new_context(locale="zh-CN", color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    for name, path in PAGES.items():
        context.clear_cookies()
        page.goto(address + path)
        assert_no_violation(page, name)
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert_no_violation(page, "keys")
    page.goto(f"{address}/articles/tea/冲泡?q=绿茶")
    page.locator(".cite summary").click()
    page.locator(".permalink").first.click()
    page.wait_for_selector(".toast:not(:empty)")
    assert_no_violation(page, "cited")
    page.goto(f"{address}/?q=香港")
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator(".facets summary").first.click()
    assert_no_violation(page, "unfolded")
    page.screenshot(path=str(ARTEFACTS / f"unfolded-390-{theme}.png"))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(address)
    page.wait_for_selector("#recent li")
    assert_no_violation(page, "recent")
    page.screenshot(path=str(ARTEFACTS / f"recent-1280-{theme}.png"))
    page.get_by_role("button", name="不再记录").click()
    assert_no_violation(page, "none kept")
    page.locator("#q").press_sequentially("板门")
    page.wait_for_selector("#suggestions li")
    page.wait_for_selector("#results .hit")
    page.locator("#q").press("ArrowDown")
    assert_no_violation(page, "typing")
    page.screenshot(path=str(ARTEFACTS / f"typing-1280-{theme}.png"))
    held: list[Any] = []
    page.route(lambda url: "fragment=hits" in url, lambda route: held.append(route))
    page.locator("#q").press_sequentially("店")
    page.wait_for_selector("#results[aria-busy]")
    assert_no_violation(page, "loading")
    page.screenshot(path=str(ARTEFACTS / f"loading-1280-{theme}.png"))
    held[-1].abort()
    page.wait_for_selector("#results .problem")
    assert_no_violation(page, "unreachable")
    page.screenshot(path=str(ARTEFACTS / f"unreachable-1280-{theme}.png"))
    context.close()
