"""What monitors are told, and what the log says of faults that come back."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app, faults

ARTICLE = Article("a", "灯塔", (Section(0, "", (), "灯塔编号一。"),))
PROBES = ("/healthz", "/readyz")


@pytest.fixture
def location(tmp_path: Path) -> str:
    with SearchEngine(tmp_path / "index") as engine:
        engine.add(ARTICLE)
    return str(tmp_path / "index")


@pytest.mark.parametrize("probe", PROBES)
def test_readiness_ends_when_the_index_is_deleted_and_comes_back_with_it(location: str, probe: str) -> None:
    client = create_app(location).test_client()
    assert client.get(probe).status_code == 200
    shutil.rmtree(location)
    answer = client.get(probe)
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    with SearchEngine(location) as engine:
        engine.add(ARTICLE)
    assert client.get(probe).status_code == 200


def test_a_process_lives_without_an_index(tmp_path: Path) -> None:
    client = create_app(tmp_path / "nowhere").test_client()
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[2001:db8::1]:8000"])
@pytest.mark.parametrize("probe", [*PROBES, "/livez"])
def test_monitors_ask_by_address_whatever_names_are_allowed(location: str, probe: str, host: str) -> None:
    client = create_app(location, hosts=("find.example",)).test_client()
    assert client.get(probe, headers={"Host": host}).status_code == 200
    assert client.get("/api/v1/stats", headers={"Host": host}).status_code == 421
    assert client.get(probe, headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("host", ["[::1]", "[::1]:8000", "FIND.example.", "xn--fiq228c.example:80"])
def test_hosts_are_compared_as_they_are_meant(location: str, host: str) -> None:
    client = create_app(location, hosts=("[::1]", "find.example", "中文.example")).test_client()
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_fault_that_comes_back_is_logged_once(
    location: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(faults, "_told_at", {})
    client = create_app(location).test_client()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(SearchEngine, "search", fail)
    with caplog.at_level(logging.ERROR):
        for number in range(20):
            assert client.get(f"/?q={number}").status_code == 500
    assert len([each for each in caplog.records if "a request failed" in each.message]) == 1
