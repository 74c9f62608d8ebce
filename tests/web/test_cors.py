"""Which pages of other origins may read the API in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from wenxun import SearchEngine, SettingsError
from wenxun.web import create_app

FRIEND = "https://friend.example"
STRANGER = {"Origin": "https://stranger.example"}
API = ["/api/v1/search?q=x", "/api/v1/stats", "/healthz", "/openapi.json", "/api/v1/search?limit=x"]
PREFLIGHT = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}


@pytest.fixture
def open_client(web_engine: SearchEngine) -> FlaskClient:
    return create_app(web_engine, origins=(FRIEND,)).test_client()


@pytest.mark.parametrize("url", API)
def test_no_other_origin_may_read_unless_it_is_named(client: FlaskClient, url: str) -> None:
    response = client.get(url, headers={"Origin": FRIEND})
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
    assert client.options(url, headers={"Origin": FRIEND, **PREFLIGHT}).status_code == 405


@pytest.mark.parametrize("url", API)
def test_a_named_origin_may_read_answers_and_errors_and_no_other_may(open_client: FlaskClient, url: str) -> None:
    response = open_client.get(url, headers={"Origin": FRIEND})
    assert response.headers["Access-Control-Allow-Origin"] == FRIEND
    assert response.headers["Access-Control-Expose-Headers"] == "ETag"
    assert "Access-Control-Allow-Credentials" not in response.headers
    for headers in (STRANGER, {}):
        other = open_client.get(url, headers=headers)
        assert "Access-Control-Allow-Origin" not in other.headers
        assert "Origin" in other.headers["Vary"]


def test_a_named_origin_may_ask_with_a_tag(open_client: FlaskClient) -> None:
    response = open_client.options("/api/v1/search", headers={"Origin": FRIEND, **PREFLIGHT})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]
    assert open_client.options("/api/v1/search", headers={**STRANGER, **PREFLIGHT}).status_code == 405
    assert open_client.options("/api/v1/search", headers={"Origin": FRIEND}).status_code == 405


@pytest.mark.parametrize("url", ["/", "/?q=x", "/articles/software"])
def test_pages_for_people_are_never_open_to_other_origins(open_client: FlaskClient, url: str) -> None:
    assert "Access-Control-Allow-Origin" not in open_client.get(url, headers={"Origin": FRIEND}).headers
    assert open_client.options(url, headers={"Origin": FRIEND, **PREFLIGHT}).status_code == 405


def test_a_star_is_every_origin(web_engine: SearchEngine) -> None:
    client = create_app(web_engine, origins=("*",)).test_client()
    assert client.get("/api/v1/stats", headers=STRANGER).headers["Access-Control-Allow-Origin"] == "*"


def test_the_setting_names_origins(web_engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wenxun.toml").write_text(f'allowed_origins = "{FRIEND} http://localhost:3000"\n', encoding="utf-8")
    client = create_app(web_engine).test_client()
    for origin in (FRIEND, "http://localhost:3000"):
        assert client.get("/api/v1/stats", headers={"Origin": origin}).headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize(
    "origin", ["friend.example", "https://friend.example/", "https://Friend.example", "null", "https://"]
)
def test_what_no_browser_sends_as_an_origin_is_refused(web_engine: SearchEngine, origin: str) -> None:
    with pytest.raises(SettingsError, match=r"https://example\.org"):
        create_app(web_engine, origins=(origin,))
