"""A page of an owner's own: hits lead into their site, and their logo and colours are shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

ARTEFACTS = Path(__file__).resolve().parents[1] / "artefacts"
TEXT = "\n\n".join([*("闲话很长，与此无关。" for _ in range(60)), "其地，上者生烂石，中者生砾壤。", "后话。"])


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        body = "".join(f"<p>{each}</p>" for each in TEXT.split("\n\n")).replace("烂石", "<b>烂石</b>")
        self.wfile.write(f"<!doctype html><title>茶经</title>{body}".encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Address of the owner's own site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def owned(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: Callable[[Flask], str]) -> Iterator[str]:
    """Address of a server with a page of the owner's own."""
    (tmp_path / "sign.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#a31"/></svg>'
    )
    (tmp_path / "wenxun.toml").write_text(
        f'url_template = "{site}/{{stem}}.html"\n[page]\nname = "茶馆"\nwelcome = "喝茶看书"\nlogo = "sign.svg"\n'
        'examples = ["烂石", "砾壤 烂石"]\n[page.colours]\nlink = "#8a2a12"\ndark-link = "#f0a890"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    with SearchEngine.in_memory() as engine:
        engine.add(Article("tea", "茶经", (Section(0, "", (), TEXT),), path="书/茶经.md"))
        engine.suggest("")
        yield served(create_app(engine))


def test_a_hit_leads_to_the_passage_on_the_owners_site(page: Any, owned: str, site: str) -> None:
    page.goto(f"{owned}/?q=烂石")
    page.locator(".snippet").first.click()
    page.wait_for_url(f"{site}/**")
    page.wait_for_function(
        "() => { const at = document.querySelector('b').getBoundingClientRect();"
        " return scrollY > 0 && at.top >= 0 && at.bottom <= innerHeight; }"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_logo_and_colours_are_shown_and_break_nothing(chromium: Any, owned: str, theme: str) -> None:
    context = chromium.new_context(locale="zh-CN", color_scheme=theme, bypass_csp=False)
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    for name, path in (("welcome", "/"), ("results", "/?q=烂石")):
        page.goto(owned + path)
        assert page.locator(".logo:visible").evaluate("(each) => each.naturalWidth") > 0
        link = page.evaluate("getComputedStyle(document.querySelector('main a')).color")
        expected = {"light": "rgb(138, 42, 18)", "dark": "rgb(240, 168, 144)"}[theme]
        assert link == expected or name == "results"
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=str(ARTEFACTS / f"owned-{name}-1280-{theme}.png"))
    assert blocked == []
    context.close()
