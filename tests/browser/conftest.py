"""A real server and Debian's Chromium. Where one of them is missing the tests are skipped; CI fails instead."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from waitress import create_server

from wenxun import Article, Element, Link, SearchEngine, Section, Span
from wenxun.models import ElementKind
from wenxun.web import create_app

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "tests/artefacts"
AXE = ROOT / ".cache/axe/node_modules/axe-core/axe.min.js"
SEEDS = ROOT / "seeds"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LONG = Article(
    "long/板門店",
    "板門店的長文",
    tuple(
        Section(number, f"第{number}節", (f"第{number}節",), f"第{number}段說到板門店。\n\n" + "其他的話很長。" * 120)
        for number in range(6)
    ),
    categories=("測試",),
)


FAR = Article(
    "long/远处",
    "山中杂记",
    (
        Section(
            0,
            "",
            (),
            "\n\n".join(
                (
                    "山里有杜鹃。",
                    *("闲话很长，与此无关。" * 6 for _ in range(30)),
                    "杜鹃花开在四月，杜鹃鸟也在四月啼，古人说杜鹃啼血染红杜鹃花。",
                    *("后话也很长，同样无关。" * 6 for _ in range(10)),
                )
            ),
        ),
    ),
)


def _structured() -> Article:
    """An article with an element of each kind."""
    text = ""
    elements: list[Element] = []
    links: list[Link] = []

    def add(kind: ElementKind | Literal["text", "link"], written: str, value: str = "", level: int = 0) -> None:
        nonlocal text
        span = Span(len(text), len(text) + len(written))
        text += written
        if kind == "link":
            links.append(Link(value, span))
        elif kind != "text":
            elements.append(Element(kind, span, value, level))

    add("text", "冲茶要看水温，见")
    add("link", "茶叶博物馆", "https://example.org/museum")
    add("footnote_mark", "", "1")
    add("text", "。水温用 ")
    add("formula", "t = 80℃", "tex")
    add("text", "，")
    add("bold", "绿茶")
    add("text", "用 ")
    add("code", "brew()")
    add("text", "，见")
    add("image", "盖碗", "https://example.org/gaiwan.png")
    add("text", "和")
    add("ruby", "龍井", "lóng jǐng")
    add("text", "。\n\n")
    items = (("1.", 1, "绿茶"), ("2.", 1, "红茶"), ("-", 2, "小种"), ("[x]", 2, "老茶"), ("3.", 1, "白茶"))
    for value, level, written in items:
        add("list_item", written, value, level)
        add("text", "\n")
    add("text", "\n")
    table = len(text)
    for number, row in enumerate((("茶类", "水温", "说明"), ("绿茶", "80℃", "很长的说明" * 12), ("红茶", "95℃", "短"))):
        start = len(text)
        for column, cell in enumerate(row):
            add("text", " | " if column else "")
            add("cell", cell, "right" if column == 1 else "")
        elements.append(Element("row", Span(start, len(text)), "" if number else "head"))
        add("text", "\n")
    elements.append(Element("table", Span(table, len(text) - 1), "茶与水温"))
    add("text", "\n")
    add("code", "def brew(tea):\n    return tea * 2  # " + "很长的注释" * 20, "python", 1)
    for kind, written, value in (
        ("quote", "水为茶之母。", ""),
        ("verse", "一碗喉吻润，\n二碗破孤闷。", ""),
        ("note", "小心烫手。", "warning"),
        ("footnote", "见《茶经》。", "1"),
    ):
        add("text", "\n\n")
        add(kind, written, value, 1)  # type: ignore[arg-type]
    elements.sort(key=lambda each: (each.span.start, -each.span.end))
    return Article("tea/冲泡", "茶叶冲泡手记", (Section(0, "水温", ("水温",), text, tuple(links), tuple(elements)),))


STRUCTURED = _structured()


class _WithStructure(SearchEngine):
    """Gives the one article with all of its elements."""

    def get(self, article_id: str) -> Article | None:
        return STRUCTURED if article_id == STRUCTURED.id else super().get(article_id)


def require(condition: bool, what: str) -> None:
    """Skip, or fail in CI, where something is not installed."""
    if condition:
        return
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing; CI requires it")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of a server with the sample articles."""
    with _WithStructure.in_memory() as engine:
        engine.add(SEEDS, LONG, FAR, STRUCTURED)
        engine.suggest("")  # collects the names
        yield from _serve(create_app(engine))


@pytest.fixture
def text() -> str:
    """Text of the article with an element of each kind."""
    return STRUCTURED.sections[0].text


@pytest.fixture
def no_index(tmp_path: Path) -> Iterator[str]:
    """Address of a server whose index is not there yet."""
    yield from _serve(create_app(tmp_path / "nowhere"))


@pytest.fixture(scope="session")
def serve() -> Callable[[Flask], AbstractContextManager[str]]:
    """Serves an application; gives its address."""
    return contextmanager(_serve)


@pytest.fixture(scope="session")
def assert_no_violation() -> Callable[[Any, str], None]:
    """Fails when axe-core finds a violation on a page."""
    require(AXE.is_file(), f"axe-core (npm install --prefix {AXE.parents[2].relative_to(ROOT)} axe-core)")

    def check(page: Any, name: str) -> None:
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run().then((result) => result.violations)")
        assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == [], name

    return check


@pytest.fixture
def served() -> Iterator[Callable[[Flask], str]]:
    """Serves an application until the test is over, and gives its address."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(contextmanager(_serve)(app))


def _serve(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, one for all tests."""
    require(shutil.which(CHROMIUM) is not None, CHROMIUM)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        require(False, "the Python package playwright")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page of a Simplified Chinese reader, 1280 wide; it fails the test if a script fails on it."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert [error for error in errors if not error.startswith("Failed to load resource")] == []
