"""What readers have at hand: keys, recent searches, search inside an article, links to passages, references."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

ARTICLE = "/articles/long/板門店"
CLIPBOARD = """window.copied = [];
Object.defineProperty(navigator, "clipboard", {
    value: { writeText: async (text) => { window.copied.push(text); } },
});"""


def recent(page: Any) -> list[str]:
    return list(page.locator("#recent li").all_inner_texts())


# --- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/?q=板门店", ARTICLE])
def test_a_question_mark_shows_the_keys_and_escape_returns(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert "Ctrl K" in page.locator("dialog").inner_text()
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="hidden")
    page.keyboard.press("?")
    page.get_by_role("button", name="关闭").click()
    page.wait_for_selector("dialog[open]", state="hidden")


def test_a_question_mark_in_the_box_is_text(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("#q").press_sequentially("?")
    assert (page.locator("#q").input_value(), page.locator("dialog").count()) == ("?", 0)


def test_the_keys_are_a_page_without_a_script(chromium: Any, address: str) -> None:
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="键盘操作").click()
    page.wait_for_selector("kbd")
    assert page.locator("kbd").count() > 5
    page.get_by_role("link", name="关").click()
    assert page.locator("body").get_attribute("data-keys") == "off"
    context.close()


# --- recent searches ------------------------------------------------------------------------------


def test_recent_searches_stay_in_the_browser_and_can_be_cleared_or_turned_off(page: Any, address: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    for query in ("板门店", "独角兽骑士团", "台风", "板门店"):
        page.goto(f"{address}/?q={query}")
    page.goto(address)
    assert recent(page) == ["板门店", "台风"]  # what found nothing is not offered again
    assert page.context.cookies() == [] and set(sent) == {"GET"}
    page.locator("#recent a").nth(1).click()
    page.wait_for_selector(".hit")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["台风"]
    page.goto(address)
    page.get_by_role("button", name="全部清除").click()
    assert page.locator("#recent").is_hidden()
    page.goto(f"{address}/?q=板门店")
    page.goto(address)
    page.get_by_role("button", name="不再记录").click()
    page.goto(f"{address}/?q=台风")
    page.goto(address)
    assert recent(page) == []
    assert page.evaluate("localStorage.getItem('wenxun-recent')") == "null"
    page.get_by_role("button", name="开始记录").click()
    page.goto(f"{address}/?q=台风")
    page.goto(address)
    assert recent(page) == ["台风"]


def test_what_is_typed_is_kept_when_it_settles_and_not_on_the_way(page: Any, address: str) -> None:
    page.clock.install()
    page.goto(address)
    page.locator("#q").focus()
    for character in "板门店":
        page.keyboard.insert_text(character)
        page.clock.run_for(50)
    page.wait_for_selector(".hit")
    page.wait_for_function("() => decodeURIComponent(location.search) === '?q=板门店'")
    page.clock.run_for(1500)
    page.locator("#q").fill("")
    page.clock.run_for(50)
    page.wait_for_selector("#recent li")
    assert recent(page) == ["板门店"]


def test_a_broken_or_foreign_store_breaks_nothing(page: Any, address: str) -> None:
    page.goto(address)
    page.evaluate("localStorage.setItem('wenxun-recent', '{')")
    page.goto(f"{address}/?q=板门店")
    page.goto(address)
    assert recent(page) == []


# --- articles -------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
def test_an_article_can_be_searched_inside(chromium: Any, address: str, script: bool) -> None:
    context = chromium.new_context(locale="zh-CN", java_script_enabled=script)
    page = context.new_page()
    page.goto(address + ARTICLE)
    inside = page.locator(".tools input[type=search]")
    inside.fill("板门店")
    inside.press("Enter")
    page.wait_for_url("**filter=*")
    assert page.locator(".hit").count() == 1
    assert page.locator(".hit .to-passage:visible").count() == 6  # each section that has it
    assert "long/板門店" in page.locator(".filters").inner_text()
    page.locator(".to-passage").nth(3).click()
    page.wait_for_url("**#section-*")
    context.close()


def test_headings_have_links_of_their_own_and_a_press_copies_them(page: Any, address: str) -> None:
    page.add_init_script(CLIPBOARD)
    page.goto(address + ARTICLE)
    assert page.locator(".permalink").count() == 6
    page.get_by_role("link", name="本节链接：第2節").click()
    page.wait_for_function("() => window.copied.length")
    assert page.evaluate("copied") == [page.url]
    assert page.url.endswith("#section-2")
    assert page.locator(".toast").inner_text() == "已复制"


def test_the_link_to_the_passage_that_is_shown_is_copied(page: Any, address: str) -> None:
    page.add_init_script(CLIPBOARD)
    page.goto(f"{address}{ARTICLE}?q=板门店#section-3")
    page.wait_for_selector("mark.current")
    page.get_by_role("button", name="复制链接").click()
    page.wait_for_function("() => window.copied.length")
    (link,) = page.evaluate("copied")
    assert unquote(link) == f"{address}{ARTICLE}?q=板门店#mark-4"
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector("#mark-4.current")


def test_an_article_is_cited_with_title_section_source_and_address(page: Any, address: str) -> None:
    page.add_init_script(CLIPBOARD)
    page.goto(f"{address}{ARTICLE}?q=板门店#section-3")
    page.wait_for_selector("mark.current")
    page.locator(".cite summary").click()
    page.wait_for_function("() => document.getElementById('citation').innerText.includes('一节')")
    page.get_by_role("button", name="复制", exact=True).click()
    page.wait_for_function("() => window.copied.length")
    assert [unquote(each) for each in page.evaluate("copied")] == [
        f"《板門店的長文》，“第3節”一节，文寻，{address}{ARTICLE}"
    ]


def test_copying_works_where_no_tls_protects_the_page(page: Any, address: str) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.goto(address + ARTICLE)
    page.locator(".permalink").first.click()
    page.wait_for_selector(".toast:not(:empty)")


@pytest.mark.parametrize("path", ["/", "/?q=板门店", "/?q=香港&sort=title", ARTICLE])
def test_no_box_is_so_small_that_a_phone_enlarges_the_page(chromium: Any, address: str, path: str) -> None:
    context = chromium.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(address + path)
    sizes = "(all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
    assert min(page.locator("input:not([type=hidden]), select").evaluate_all(sizes)) >= 16
    context.close()
