"""Where files lie on the server's disk is told only if its owner allows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from wenxun import SearchEngine
from wenxun.web import create_app

HITS = ("/api/v1/search?q=会谈", "/api/v1/similar?id=notes&section=0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes.md").write_text("# 笔记\n\n第一行。\n\n## 后来\n\n板门店会谈在和平之家。\n", encoding="utf-8")
    (tmp_path / "more.md").write_text("# 另记\n\n板门店会谈在和平之家举行。\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def engine(folder: Path) -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        engine.add(folder, {"id": "given", "text": "会谈。"})
        yield engine


def reader(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, *, show_files: str) -> FlaskClient:
    monkeypatch.setenv("WENXUN_SHOW_FILES", show_files)
    return create_app(engine).test_client()


def test_an_owner_who_allows_it_gives_file_and_line(
    folder: Path, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = reader(engine, monkeypatch, show_files="true")
    hits = {hit["id"]: hit for hit in client.get(HITS[0]).get_json()["hits"]}
    assert hits["notes"]["file"] == str(folder / "notes.md")
    assert [section["line"] for section in hits["notes"]["sections"]] == [7]
    assert "file" not in hits["given"], "what is of no file says none"


@pytest.mark.parametrize("show_files", ["", "false"])
def test_nothing_that_is_answered_tells_where_files_lie_by_default(
    folder: Path, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, show_files: str
) -> None:
    client = reader(engine, monkeypatch, show_files=show_files)
    addresses = (
        *HITS,
        "/api/v1/articles/notes",
        "/api/v1/articles",
        "/api/v1/export",
        "/search?q=会谈",
        "/articles/notes",
    )
    for address in addresses:
        assert str(folder) not in client.get(address).get_data(as_text=True), address


def test_an_answer_with_files_is_another_one(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    tags = {reader(engine, monkeypatch, show_files=each).get(HITS[0]).headers["ETag"] for each in ("true", "false")}
    assert len(tags) == 2


def test_openapi_has_both_as_what_may_be_left_out(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    described: dict[str, Any] = reader(engine, monkeypatch, show_files="true").get("/openapi.json").get_json()
    schemas = described["components"]["schemas"]
    for name, field in (("Hit", "file"), ("SectionHit", "line")):
        assert field in schemas[name]["properties"]
        assert field not in schemas[name]["required"]
