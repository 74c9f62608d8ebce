"""What is asked of one answer in parts, or page by page, is found and counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from wenxun import Article, SearchEngine
from wenxun.hits import ShownMatches
from wenxun.web import create_app


def lighthouse(number: int, category: str) -> Article:
    return Article(f"{category}{number}", f"第{number}号", text=f"灯塔编号{number}。", categories=(category,))


@pytest.fixture
def engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        engine.add(*(lighthouse(number, each) for number in range(15) for each in ("海", "湖")))
        yield engine


@pytest.fixture
def client(engine: SearchEngine) -> FlaskClient:
    return create_app(engine).test_client()


def calls_of(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[Any]:
    """Notes each call of a method."""
    calls: list[Any] = []
    method = getattr(owner, name)

    def noted(*args: Any, **options: Any) -> Any:
        calls.append((args, options))
        return method(*args, **options)

    monkeypatch.setattr(owner, name, noted)
    return calls


def counts(client: FlaskClient, path: str) -> list[str]:
    """The categories of a page, and how many articles each has."""
    found = re.findall(r">(海|湖)(?: <.*?)?</a> <small>(\D*)(\d+)", client.get(path).get_data(as_text=True))
    return [f"{name} {count}" for name, _, count in found]


def test_what_is_counted_of_hits_is_counted_of_the_same_answer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = calls_of(monkeypatch, SearchEngine, "search")
    client.get("/?q=灯塔&fragment=hits")
    assert counts(client, "/?q=灯塔&fragment=counted") == ["海 15", "湖 15"]
    assert len(searches) == 1


def test_all_pages_of_an_answer_are_counted_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = calls_of(monkeypatch, ShownMatches, "facets")
    pages = [counts(client, f"/?q=灯塔&page={number}") for number in (2, 1, 3)]
    assert pages == [["海 15", "湖 15"]] * 3
    assert len(counted) == 1


@pytest.mark.parametrize(
    "other", ["/?q=灯塔&filter=category:海", "/?q=编号1", "/?q=灯塔&sort=title&filter=category:湖"]
)
def test_other_questions_have_answers_of_their_own(client: FlaskClient, other: str) -> None:
    alone = counts(client, other)
    client.get("/?q=灯塔")
    assert counts(client, other) == alone != []


def test_what_is_counted_after_a_commit_is_that_of_the_new_index(engine: SearchEngine, client: FlaskClient) -> None:
    client.get("/?q=灯塔&fragment=hits")
    engine.add(lighthouse(99, "海"))
    assert counts(client, "/?q=灯塔&fragment=counted") == ["海 16", "湖 15"]


def test_few_answers_are_kept(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/?q=灯塔&fragment=hits")
    for number in range(10):
        client.get(f"/?q=编号{number}&fragment=hits")
    searches = calls_of(monkeypatch, SearchEngine, "search")
    client.get("/?q=灯塔&fragment=counted")
    assert len(searches) == 1
