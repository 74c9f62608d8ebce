"""A real server and Debian's Chromium. Where one of them is missing the tests are skipped; CI fails instead."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from waitress import create_server

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

CHROMIUM = "/usr/bin/chromium"
ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
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
    with SearchEngine.in_memory() as engine:
        engine.add(SEEDS, LONG)
        engine.suggest("")  # collects the names
        yield from _serve(create_app(engine))


@pytest.fixture
def no_index(tmp_path: Path) -> Iterator[str]:
    """Address of a server whose index is not there yet."""
    yield from _serve(create_app(tmp_path / "nowhere"))


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
