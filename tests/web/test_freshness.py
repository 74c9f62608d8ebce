"""What a browser or program holds already is not sent, nor searched, again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

ANSWERS = [
    "/",
    "/?q=灯塔",
    "/?q=灯塔&fragment=hits",
    "/articles/a",
    "/api/v1/search?q=灯塔",
    "/api/v1/suggest?q=灯",
    "/api/v1/articles/a",
    "/api/v1/stats",
]


def article(name: str) -> Article:
    return Article(name, f"灯塔{name}", (Section(0, "", (), f"灯塔编号{name}。"),))


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[SearchEngine]:
    with SearchEngine(tmp_path / "index") as opened:
        opened.add(article("a"))
        yield opened


@pytest.fixture
def reader(writer: SearchEngine) -> FlaskClient:
    return client_of(writer.location)


def client_of(location: str) -> FlaskClient:
    engine = SearchEngine(location)
    engine.suggest("")  # collects the names
    return create_app(engine).test_client()


def status(client: FlaskClient, url: str, tag: str, **headers: str) -> int:
    return int(client.get(url, headers={"If-None-Match": tag, **headers}).status_code)


@pytest.mark.parametrize("url", ANSWERS)
def test_an_unchanged_answer_is_not_sent_again(reader: FlaskClient, url: str) -> None:
    first = reader.get(url)
    again = reader.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert again.headers.get(name) == first.headers.get(name)
    assert reader.head(url).headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("url", ANSWERS)
def test_a_change_of_the_index_makes_every_answer_new(writer: SearchEngine, reader: FlaskClient, url: str) -> None:
    tag = reader.get(url).headers["ETag"]
    writer.add(article("b"))
    assert status(reader, url, tag) == 200
    tag = reader.get(url).headers["ETag"]
    writer.delete("b")
    assert status(reader, url, tag) == 200


def test_an_index_made_anew_in_the_same_place_is_another(tmp_path: Path) -> None:
    tags = []
    for name in ("one", "two"):
        with SearchEngine(tmp_path / name) as engine:
            engine.add(article("a"))
            assert engine.stats().generation == 1
        client = client_of(str(tmp_path / name))
        tags.append(client.get("/api/v1/search?q=灯塔").headers["ETag"])
    assert tags[0] != tags[1]


def test_nothing_is_searched_for_an_unchanged_answer(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = reader.get("/?q=灯塔").headers["ETag"]

    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("searched")

    monkeypatch.setattr(SearchEngine, "search", fail)
    assert status(reader, "/?q=灯塔", tag) == 304


def test_another_choice_is_another_answer(reader: FlaskClient) -> None:
    tag = reader.get("/?q=灯塔").headers["ETag"]
    for name, value in (("variant", "tw"), ("ui", "en"), ("keys", "off")):
        reader.set_cookie(name, value)
        assert status(reader, "/?q=灯塔", tag) == 200
        reader.delete_cookie(name)
    assert status(reader, "/?q=灯塔", tag, **{"Accept-Language": "en"}) == 200
    assert status(reader, "/?q=灯塔&page=2", tag) == 200
    assert status(reader, "/?q=灯塔", tag) == 304


def test_an_answer_without_the_names_is_asked_for_again_when_they_are_there(writer: SearchEngine) -> None:
    engine = SearchEngine(writer.location)
    client = create_app(engine).test_client()
    before = engine.edition
    tag = client.get("/api/v1/stats").headers["ETag"]
    engine.suggest("")
    assert engine.edition != before
    assert status(client, "/api/v1/stats", tag) == 200


@pytest.mark.parametrize("url", ["/healthz", "/api/v1/search?limit=x", "/articles/nix", "/api/v1/articles/nix"])
def test_health_and_errors_carry_no_tag(reader: FlaskClient, url: str) -> None:
    assert "ETag" not in reader.get(url).headers


def test_an_answer_of_yesterday_is_made_anew(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "/?q=灯塔 date:昨天"
    tag = reader.get(url).headers["ETag"]
    assert status(reader, url, tag) == 304
    tomorrow = mock.Mock(today=lambda: date.today() + timedelta(1))
    for module in ("freshness", "last_results"):
        monkeypatch.setattr(f"wenxun.web.{module}.date", tomorrow)
    assert status(reader, url, tag) == 200
