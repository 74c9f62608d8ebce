"""Narrowing down: with the mouse on the chart, by keyboard, on a small screen, without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from wenxun import Article, SearchEngine
from wenxun.web import create_app


def typed(page: Any) -> str:
    return parse_qs(urlsplit(page.url).query)["q"][0]


def found(page: Any) -> int:
    return int(re.sub(r"\D", "", page.locator(".summary span").first.inner_text()))


def test_a_bar_leads_to_the_articles_that_it_counts(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港")
    bar = page.locator(".chart g").last
    years = bar.get_attribute("data-years")
    count = int(re.findall(r"\d+", bar.locator("title").text_content())[-1])
    bar.click()
    page.wait_for_url("**date**")
    assert typed(page) == f"香港 date:{years}"
    assert found(page) == count
    assert page.locator("#q").input_value() == typed(page)


def test_drawing_across_the_chart_chooses_the_years_from_end_to_end(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港")
    bars = page.locator(".chart g")
    first, last = bars.nth(2), bars.nth(bars.count() - 2)
    years = first.get_attribute("data-years").split("..")[0], last.get_attribute("data-years").split("..")[-1]
    for bar in (last, first):  # from right to left
        box = bar.locator("path").first.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 5, steps=8)
        if bar is last:
            page.mouse.down()
    assert page.locator(".chart .picked").count() == bars.count() - 3
    page.mouse.up()
    page.wait_for_url("**date**")
    assert typed(page) == f"香港 date:{years[0]}..{years[1]}"


def test_every_bar_is_in_the_list_for_those_who_do_not_see_it(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港")
    assert page.locator(".chart").get_attribute("aria-hidden") == "true"
    page.locator("[aria-labelledby=facet-years] summary").click()
    bars = [bar.get_attribute("data-years") for bar in page.locator(".chart g").all()]
    links = page.locator("[aria-labelledby=facet-years] details a").all()
    listed = [parse_qs(urlsplit(link.get_attribute("href")).query)["q"][0] for link in links]
    assert listed == [f"香港 date:{years}" for years in bars]


def test_a_category_narrows_down_and_its_sign_above_the_results_widens_again(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港")
    before = found(page)
    page.locator("[aria-labelledby=facet-category] a").first.click()
    page.wait_for_selector(".filters")
    assert typed(page) == "香港" and "filter=category" in page.url
    assert found(page) < before
    page.locator(".filters a").click()
    page.wait_for_function("() => !document.querySelector('.filters')")
    assert typed(page) == "香港"
    assert found(page) == before


def test_a_date_on_a_card_leads_to_what_names_that_date(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=首脑会谈")
    chip = page.locator(".dates a", has_text="2018年5月26日").first
    chip.click()
    page.wait_for_selector(".filters")
    assert typed(page) == "首脑会谈 date:2018-05-26"
    assert "同年5月26日" in page.locator(".hit mark").all_inner_texts()


def test_years_can_be_typed_and_nothing_of_it_needs_a_script(chromium: Any, address: str) -> None:
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?q=香港&ui=hant&variant=tw")
    page.get_by_label("從哪一年").fill("1990")
    page.get_by_label("到哪一年").fill("2005")
    page.get_by_role("button", name="篩選").click()
    assert typed(page) == "香港 date:1990..2005"
    assert "ui=hant" in page.url
    assert "variant=tw" in page.url
    assert found(page) > 0
    context.close()


@pytest.mark.parametrize("width", [320, 768])
def test_on_a_small_screen_the_facets_are_folded_above_the_results(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/?q=香港")
    summary, hits, facets = (page.locator(each).bounding_box() for each in (".summary", ".hits", ".facets"))
    assert summary["y"] < facets["y"] and facets["y"] + facets["height"] <= hits["y"]
    assert facets["height"] < 60
    category = page.locator("[aria-labelledby=facet-category] a").first
    assert category.is_hidden()
    page.locator(".facets summary").first.click()
    category.click()
    page.wait_for_selector(".filters")
    assert "filter=category" in page.url


def test_on_a_wide_screen_the_facets_stand_beside_the_results(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港")
    hits, facets = page.locator(".hits").bounding_box(), page.locator(".facets").bounding_box()
    assert facets["x"] >= hits["x"] + hits["width"]
    assert facets["y"] < hits["y"] + 100
    assert page.locator(".facets > details > summary").is_hidden()
    assert page.locator("[aria-labelledby=facet-category] a").first.is_visible()


def test_the_facets_are_there_while_typing_and_can_be_used(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("#q").press_sequentially("香港")
    page.wait_for_selector(".facets .chart g")
    page.locator("#q").press("Escape")
    page.locator("[aria-labelledby=facet-category] a").first.click()
    page.wait_for_selector(".filters")
    assert typed(page) == "香港" and "filter=category" in page.url


def test_several_values_are_chosen_together_and_taken_away_one_by_one_or_all(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港 date:1990..")
    before = found(page)
    for _ in range(2):
        page.locator("[aria-labelledby=facet-category] a:not([aria-current])").first.click()
        page.wait_for_load_state()
    chosen = page.locator(".filters li:has(.unseen)")
    assert chosen.count() == 3
    both = found(page)
    chosen.nth(2).locator("a").click()
    page.wait_for_function("() => document.querySelectorAll('.filters .unseen').length === 2")
    assert found(page) <= both <= before
    page.get_by_role("link", name="全部清除").click()
    page.wait_for_selector(".filters", state="detached")
    assert (typed(page), "filter" in page.url) == ("香港", False)


def test_what_is_typed_next_keeps_what_was_chosen(page: Any, address: str) -> None:
    page.goto(f"{address}/?q=香港")
    page.locator("[aria-labelledby=facet-category] a").first.click()
    page.wait_for_selector(".filters")
    chosen = page.locator(".filters li").first.inner_text()
    page.locator("#q").fill("香港 地铁")
    page.wait_for_function("() => decodeURIComponent(location.search).includes('地铁')")
    assert "filter=category" in page.url
    assert page.locator(".filters li").first.inner_text() == chosen
    page.get_by_role("link", name="繁體").first.click()
    page.wait_for_load_state()
    assert "filter=category" in page.url


ORDERS_FIT = """() => {
    const box = document.querySelector("#sort"), width = box.getBoundingClientRect().width;
    box.style.width = "max-content";
    return box.getBoundingClientRect().width <= width;
}"""


@pytest.mark.parametrize("width", [320, 420, 1200])
@pytest.mark.parametrize("ui", ["hans", "hant", "en"])
def test_each_order_can_be_read_whole_in_its_box(page: Any, dated: str, ui: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{dated}/?q=水温&ui={ui}&sort=-published")
    assert page.evaluate(ORDERS_FIT)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_where_alone_something_was_found_stands_level_with_dates_and_categories(page: Any, dated: str) -> None:
    page.goto(f"{dated}/?q=水温表")
    notes = page.locator(".notes:has(.dates)").first
    parts = [notes.locator(each) for each in (".dates a", ".chips:not(.dates) a", "> p")]
    middles = [box["y"] + box["height"] / 2 for box in (part.first.bounding_box() for part in parts)]
    assert max(middles) - min(middles) < 3


@pytest.fixture
def dated(served: Callable[[Flask], str]) -> Iterator[str]:
    """Address of a server with articles that were published, one of which is found by its title alone."""
    with SearchEngine.in_memory() as engine:
        engine.add(
            Article(id=1, title="水温表", text="2020年6月1日的记录。", categories=["茶"], published="2020-06-02"),
            Article(id=2, title="红茶", text="水温九十度。", categories=["茶"], published="2019"),
        )
        yield served(create_app(engine))
