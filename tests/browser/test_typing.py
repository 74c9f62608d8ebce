"""What happens while a reader types."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest


def start(page: Any, address: str, path: str = "/") -> Any:
    page.goto(address + path)
    return page.locator("#q")


def asked(page: Any) -> list[str]:
    """Questions that the page asks from now on."""
    urls: list[str] = []
    page.on("request", lambda request: urls.append(unquote(request.url)))
    return urls


def test_results_appear_while_typing_and_the_url_holds_the_query(page: Any, address: str) -> None:
    box = start(page, address)
    box.press_sequentially("板门店")
    page.wait_for_selector("#results .hit mark")
    page.wait_for_url("**/?q=*")
    assert unquote(page.url) == f"{address}/?q=板门店"
    assert page.title().startswith("板门店 · ")
    assert "篇文章" in page.locator("#announcement").inner_text()
    page.reload()
    assert page.locator("#q").input_value() == "板门店"
    assert page.locator("#results .hit").count() > 0


def test_an_emptied_box_empties_the_results(page: Any, address: str) -> None:
    box = start(page, address)
    box.press_sequentially("板门店")
    page.wait_for_selector("#results .hit")
    box.fill("")
    page.wait_for_selector("#results .hit", state="detached")
    page.wait_for_url(f"{address}/")
    assert page.locator("#suggestions").is_hidden()


def test_initials_offer_the_name_and_enter_searches_it(page: Any, address: str) -> None:
    box = start(page, address)
    box.press_sequentially("bmd")
    page.wait_for_function("() => document.querySelector('#suggestions li')?.textContent === '板门店'")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_selector("#results .hit mark")
    assert page.locator("#q").input_value() == "板门店"


def test_a_suggestion_can_be_clicked(page: Any, address: str) -> None:
    box = start(page, address)
    box.press_sequentially("板門")
    page.locator("#suggestions li").first.click()
    page.wait_for_url("**/?q=*")
    page.wait_for_selector("#results .hit mark")
    assert page.locator("#q").input_value() == "板门店"


def test_the_box_is_a_combobox_for_assistive_technology(page: Any, address: str) -> None:
    box = start(page, address)
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("板门")
    page.wait_for_selector("#suggestions li")
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    box.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Any, address: str) -> None:
    box = start(page, address)
    box.press_sequentially("板门")
    page.wait_for_selector("#suggestions li")
    box.press("Escape")
    assert page.locator("#suggestions").is_hidden()
    assert box.input_value() == "板门"


def test_nothing_is_asked_while_an_input_method_composes(page: Any, address: str) -> None:
    box = start(page, address)
    box.focus()
    urls = asked(page)
    keyboard = page.context.new_cdp_session(page)
    for text in ("b", "ba", "ban", "ban men"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(60)  # longer than the pause before a question
    assert box.input_value() == "ban men"
    assert urls == []
    keyboard.send("Input.insertText", {"text": "板门"})
    page.wait_for_selector("#results .hit")
    assert box.input_value() == "板门"
    assert all("ban" not in url for url in urls)


def test_the_enter_that_ends_a_composition_submits_nothing(page: Any, address: str) -> None:
    box = start(page, address)
    box.press_sequentially("板门")
    page.wait_for_selector("#suggestions li")
    box.press("ArrowDown")
    page.evaluate(
        """() => document.getElementById("q").dispatchEvent(new KeyboardEvent(
            "keydown", {key: "Enter", keyCode: 229, bubbles: true, cancelable: true}))"""
    )
    assert box.input_value() == "板门"


def test_a_keyboard_that_never_ends_a_composition_is_heard_when_the_box_is_left(page: Any, address: str) -> None:
    box = start(page, address)
    page.evaluate(
        """() => {
            const box = document.getElementById("q");
            box.focus();
            box.dispatchEvent(new CompositionEvent("compositionstart"));
            box.value = "板门店";
            box.dispatchEvent(new InputEvent("input", {isComposing: true}));
            box.blur();
        }"""
    )
    page.wait_for_selector("#results .hit")
    assert box.input_value() == "板门店"


def test_the_answer_to_an_older_question_never_replaces_a_newer_one(page: Any, address: str) -> None:
    failed: list[str] = []
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)  # never answered

    page.route(lambda url: "fragment=hits" in url and unquote(url).endswith("q=台&fragment=hits"), hold)
    page.on("requestfailed", lambda request: failed.append(unquote(request.url)))
    box = start(page, address)
    with page.expect_request(lambda request: "fragment=hits" in request.url):
        box.press_sequentially("台")
    box.press_sequentially("风")
    page.wait_for_selector("#results .hit")
    assert any("q=台&" in url for url in failed)
    assert "颱風" in page.locator("#results").inner_text() or "台风" in page.locator("#results").inner_text()


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_leads_to_the_box(page: Any, address: str, key: str) -> None:
    start(page, address, "/?q=板门店")
    page.locator(".to-passage").first.focus()
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "q"
    assert page.locator("#q").input_value() == "板门店"


def test_keys_of_one_letter_can_be_turned_off(page: Any, address: str) -> None:
    start(page, address, "/?q=板门店")
    page.locator("footer a.help").click()
    page.locator("#help .choice a").click()
    page.wait_for_url("**keys=off*")
    page.goto(f"{address}/?q=板门店")
    page.locator(".to-passage").first.focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "q"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "q"


def test_everything_works_without_javascript(chromium: Any, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.locator("#q").fill("板门电")
    page.locator("#q").press("Enter")
    page.locator(".corrections a").first.click()
    page.get_by_role("link", name="臺灣").click()
    page.locator(".to-passage").first.click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator(".text").get_attribute("lang") == "zh-Hant-TW"
    assert page.locator(".text mark").count() > 0
    context.close()
