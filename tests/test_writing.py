"""Transactions of a program's own, writers that wait, and engines that are closed or only read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import (
    Article,
    EngineClosedError,
    IndexLockedError,
    IndexMissingError,
    QueryError,
    ReadOnlyError,
    SearchEngine,
    WenxunError,
)


def ids(engine: SearchEngine, query: str) -> set[str]:
    return {hit.id for hit in engine.iter_all(query)}


def test_a_transaction_is_visible_when_it_ends(engine: SearchEngine) -> None:
    engine.add(Article("old", text="绿茶"))
    with engine.write() as writer:
        writer.add(Article("a", text="绿茶"), {"id": "b", "text": "绿茶"})
        writer.add({"id": number, "text": "绿茶"} for number in range(600))
        assert writer.delete("old", "0", "599", "nobody") == 3
        assert ids(engine, "绿茶") == {"old"}
    assert ids(engine, "绿茶") == {"a", "b", *map(str, range(1, 599))}
    assert writer.report.article_count >= 600


def test_an_error_drops_a_transaction_whole(engine: SearchEngine) -> None:
    engine.add(Article("old", text="绿茶"))
    with pytest.raises(ZeroDivisionError), engine.write() as writer:
        writer.add({"id": number, "text": "绿茶"} for number in range(600))
        writer.delete("old")
        raise ZeroDivisionError
    with pytest.raises(TypeError), engine.write() as writer:
        writer.add({"id": 1, "text": "绿茶"}, 5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="needs an id"), engine.write() as writer:
        writer.add(Article("", text="绿茶"))
    assert ids(engine, "绿茶") == {"old"}


steps_of = st.sampled_from(["add", "delete", "flush"])
changes = st.lists(st.tuples(steps_of, st.sampled_from("abc"), st.sampled_from("甲乙")))


@given(changes)
def test_a_transaction_leaves_what_its_changes_one_by_one_would_leave(steps: list[tuple[str, str, str]]) -> None:
    expected = {"a": "甲", "b": "乙"}
    with SearchEngine.in_memory() as engine:
        engine.add({"id": each, "text": text} for each, text in expected.items())
        with engine.write() as writer:
            for step, article_id, text in steps:
                if step == "add":
                    writer.add(Article(article_id, text=text))
                    expected[article_id] = text
                elif step == "delete":
                    assert writer.delete(article_id) == (expected.pop(article_id, None) is not None)
                else:
                    writer.flush()
        assert {each.id: article.text for each in engine.articles() if (article := engine.get(each.id))} == expected


def test_what_was_deleted_in_a_transaction_does_not_come_back_with_its_file(
    engine: SearchEngine, tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("绿茶", encoding="utf-8")
    engine.add(tmp_path)
    with engine.write() as writer:
        writer.delete("a")
    engine.add(tmp_path)
    assert engine.excluded() == ("a",)
    with engine.write() as writer:
        writer.add(Article("a", text="红茶"))
    assert engine.excluded() == ()
    assert ids(engine, "红茶") == {"a"}


def test_threads_that_write_wait_for_each_other(tmp_path: Path) -> None:
    with SearchEngine(tmp_path / "index") as engine:
        failed: list[Exception] = []

        def write(name: int) -> None:
            try:
                for number in range(3):
                    engine.add(Article(f"{name}-{number}", text="绿茶"))
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert len(engine) == 12


def test_who_shall_not_wait_is_told_who_writes(tmp_path: Path) -> None:
    with SearchEngine(tmp_path / "index") as engine, SearchEngine(tmp_path / "index") as other, engine.write():
        for call in (other.add, other.delete, other.include):
            with pytest.raises(IndexLockedError, match="process"):
                call("nothing", wait_seconds=0.0)
        with pytest.raises(IndexLockedError), other.write(wait_seconds=0.0):
            pass


def test_a_thread_does_not_wait_for_itself(engine: SearchEngine) -> None:
    with engine.write() as writer:
        writer.add(Article("a", text="绿茶"))
        for call in (engine.add, engine.delete, engine.include):
            with pytest.raises(WenxunError, match="transaction open"):
                call("b")
    assert ids(engine, "绿茶") == {"a"}
    engine.add(Article("b", text="绿茶"))


CALLS: list[Callable[[SearchEngine], Any]] = [
    lambda engine: engine.add(Article("b", text="红茶")),
    lambda engine: engine.delete("a"),
    lambda engine: engine.delete(query="绿茶"),
    lambda engine: engine.include("a"),
    lambda engine: engine.rebuild(),
    lambda engine: engine.repair(),
    lambda engine: engine.write().__enter__(),
]


@pytest.mark.parametrize("call", CALLS)
def test_an_engine_that_only_reads_changes_nothing(tmp_path: Path, call: Callable[[SearchEngine], Any]) -> None:
    with SearchEngine(tmp_path / "index") as engine:
        engine.add(Article("a", text="绿茶"))
    before = {path.name: path.read_bytes() for path in (tmp_path / "index").iterdir()}
    with SearchEngine(tmp_path / "index", read_only=True) as engine:
        assert ids(engine, "绿茶") == {"a"}
        with pytest.raises(ReadOnlyError, match="read_only=True"):
            call(engine)
    assert {path.name: path.read_bytes() for path in (tmp_path / "index").iterdir()} == before


def test_an_engine_that_only_reads_makes_no_index(tmp_path: Path) -> None:
    with SearchEngine(tmp_path / "index", read_only=True) as engine:
        for call in CALLS:
            with pytest.raises(ReadOnlyError):
                call(engine)
        with pytest.raises(IndexMissingError):
            engine.search("茶")
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(
    "call",
    [
        *CALLS,
        lambda engine: engine.search("茶"),
        lambda engine: engine.iter_all("茶"),
        lambda engine: engine.suggest("茶"),
        lambda engine: engine.get("a"),
        lambda engine: len(engine),
        lambda engine: "a" in engine,
        lambda engine: engine.stats(),
        lambda engine: engine.exists(),
        lambda engine: engine.refresh(),
    ],
)
def test_a_closed_engine_says_so(engine: SearchEngine, call: Callable[[SearchEngine], Any]) -> None:
    engine.add(Article("a", text="绿茶"))
    engine.close()
    engine.close()
    with pytest.raises(EngineClosedError, match="was closed"):
        call(engine)


def test_an_engine_counts_its_articles_and_is_never_nothing(engine: SearchEngine) -> None:
    assert len(engine) == 0 and engine
    engine.add({"id": number, "text": "茶"} for number in range(3))
    assert len(engine) == 3
    assert [number for number in range(5) if number in engine] == [0, 1, 2]


def test_everything_found_comes_in_the_order_of_the_pages(engine: SearchEngine) -> None:
    texts: list[dict[str, Any]] = []
    for number in range(97):
        texts.append({"id": number, "title": f"第{number}篇", "text": "绿茶" * (number % 5) + "水", "tags": ["茶"]})
    engine.add(texts)
    asked: list[tuple[str, dict[str, Any]]] = [
        ("绿茶", {}),
        ("绿茶的水温", {}),
        ("水", {"sort": "-title"}),
        ("", {"filters": {"tag": "茶"}}),
    ]
    for query, options in asked:
        pages = [hit for start in range(0, 97, 10) for hit in engine.search(query, offset=start, **options)]
        whole = list(engine.iter_all(query, **options))
        assert [(hit.rank, hit.id, hit.score) for hit in whole] == [(hit.rank, hit.id, hit.score) for hit in pages]
        assert len(whole) == engine.search(query, **options).total > 0
    assert list(engine.iter_all(" ")) == []
    assert list(engine.iter_all("没有的词语")) == []


def test_what_is_found_does_not_change_while_it_is_read(engine: SearchEngine) -> None:
    engine.add({"id": number, "text": "绿茶"} for number in range(50))
    found = engine.iter_all("绿茶")
    first = next(found)
    engine.delete(query="绿茶")
    assert len({first.id, *(hit.id for hit in found)}) == 50
    assert len(engine) == 0


def test_what_a_query_finds_is_deleted_and_nothing_else(engine: SearchEngine) -> None:
    engine.add(
        Article("full", text="绿茶的水温要紧"),
        Article("part", text="绿茶"),
        Article("other", text="水温", tags=["茶"]),
    )
    assert "part" in {hit.id for hit in engine.search("绿茶的水温")}
    assert engine.delete(query="绿茶的水温") == 1
    assert {each.id for each in engine.articles()} == {"part", "other"}
    assert engine.delete(query="查无此文") == 0
    assert engine.delete("part", filters={"tag": "茶"}) == 2
    assert len(engine) == 0


@pytest.mark.parametrize("query", ["", "   ", "。", "-茶"])
def test_a_query_that_asks_for_nothing_deletes_nothing(engine: SearchEngine, query: str) -> None:
    engine.add(Article("a", text="绿茶"), Article("b", text="水"))
    with pytest.raises(QueryError):
        engine.delete(query=query)
    assert engine.delete() == 0
    assert len(engine) == 2


def test_a_snippet_has_as_many_characters_as_were_asked_for(engine: SearchEngine) -> None:
    engine.add(Article("a", text="天晴。" * 60 + "绿茶的水温要紧。" + "夜深。" * 60))
    lengths = [
        len(engine.search("水温", snippet_chars=count)[0].sections[0].snippet.to_text().strip("…"))
        for count in (10, 40, 160)
    ]
    assert lengths == sorted(lengths)
    assert all(length <= count for length, count in zip(lengths, (10, 40, 160), strict=True))
    for wrong in ({"snippet_chars": 0}, {"sentences_around": -1}):
        with pytest.raises(ValueError, match="least"):
            engine.search("水温", **wrong)
