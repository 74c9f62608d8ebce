"""Headers, methods, hosts; weight, colours and access."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from wenxun import SearchEngine
from wenxun.presentation import article_url
from wenxun.web import create_app

URLS = {
    "/": 200,
    f"/?q={quote('板门店')}": 200,
    "/articles/会谈/四月": 200,
    "/articles/nix": 404,
    "/static/style.css": 200,
    "/static/nix.css": 404,
    "/api/v1/search?q=x": 200,
    "/api/v1/search?limit=x": 400,
    "/healthz": 200,
}
PAGES = [
    "/",
    f"/?q={quote('板门店')}",
    f"/?q={quote('独角兽')}",
    article_url("会谈/四月", query="板门店"),
    "/nix",
]
STYLE = (Path(__file__).resolve().parents[2] / "web/static/style.css").read_text(encoding="utf-8")
PAIRS = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("ink", "target"),
    ("quiet", "paper"),
    ("quiet", "raised"),
    ("quiet", "target"),
    ("link", "paper"),
    ("link", "raised"),
    ("link", "target"),
    ("visited", "paper"),
    ("mark-ink", "mark"),
    ("on-accent", "link"),
]


@pytest.mark.parametrize(("url", "status"), URLS.items())
def test_every_answer_carries_the_security_headers(client: FlaskClient, url: str, status: int) -> None:
    response = client.get(url)
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in response.headers


def test_a_failure_carries_them_too(web_engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(SearchEngine, "search", fail)
    response = create_app(web_engine).test_client().get("/?q=x")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("url", ["/", "/api/v1/search", "/static/style.css", "/nix"])
def test_the_server_only_reads(client: FlaskClient, method: str, url: str) -> None:
    response = client.open(url, method=method)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("url", URLS)
def test_head_answers_as_get_without_a_body(client: FlaskClient, url: str) -> None:
    response = client.head(url)
    assert response.status_code == URLS[url]
    assert response.data == b""


def test_a_foreign_host_name_is_refused_where_names_are_given(web_engine: SearchEngine) -> None:
    client = create_app(web_engine, hosts=("localhost", "127.0.0.1")).test_client()
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200
    for url in ("/", "/api/v1/search?q=x"):
        assert client.get(url, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("url", PAGES)
def test_pages_hold_no_inline_script_or_style(client: FlaskClient, url: str) -> None:
    text = client.get(url).text
    assert "<style" not in text
    assert not re.search(r"<[^>]+\s(style|on\w+)\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    text = re.sub('<link rel="canonical"[^>]*>', "", text)  # loads nothing
    assert "http" not in "".join(re.findall(r'(?:src|href|action)="([^"]*)"', text))


@pytest.mark.parametrize("url", PAGES)
def test_a_page_with_all_that_it_loads_weighs_less_than_60_kb(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', response.text))
    assert 3 <= len(loaded) <= 5
    weight_bytes = len(response.data) + sum(len(client.get(address).data) for address in loaded)
    assert weight_bytes < 60_000


@pytest.mark.parametrize("url", PAGES)
def test_a_page_can_be_used_by_keyboard_and_screen_reader(client: FlaskClient, url: str) -> None:
    text = client.get(url).text
    assert '<html lang="zh-Hans">' in text
    assert 'name="viewport"' in text
    assert text.index('class="skip" href="#main"') < text.index("<header")
    assert 'id="main"' in text
    shown = re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)
    assert len(re.findall("<h1", shown)) == 1
    assert 'role="search"' in text
    assert re.search(r'<input[^>]*aria-label="[^"]+"', text)
    assert len(re.findall(r'\bid="([^"]+)"', text)) == len(set(re.findall(r'\bid="([^"]+)"', text)))


def test_static_files_are_kept_by_browsers_until_they_change(client: FlaskClient) -> None:
    (address,) = re.findall(r'href="(/static/style\.css\?v=\w+)"', client.get("/").text)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/style.css").headers["Cache-Control"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_has_enough_contrast_in_both_themes(theme: str, front: str, back: str) -> None:
    colours = _colours(theme)
    assert _contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_ring_and_the_box_stand_out(theme: str) -> None:
    colours = _colours(theme)
    for name in ("focus", "edge"):
        for back in ("paper", "raised"):
            assert _contrast(colours[name], colours[back]) >= 3


def _colours(theme: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLE.partition("@media")[0]))
    if theme == "dark":
        dark = re.search(r"prefers-color-scheme: dark\) \{(.*?)\n\}", STYLE, re.DOTALL)
        assert dark
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark[1]))
    return found


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
