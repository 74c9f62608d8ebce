"""What programs may give as articles, and what they are told when it is none."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, ArticleError, SearchEngine, Section
from wenxun.article_bodies import record_body

TEA = "# 茶\n\n茶是饮料。\n\n## 绿茶\n\n水温八十度。\n"


def test_the_number_of_a_row_is_the_id_of_its_article(engine: SearchEngine) -> None:
    engine.add(Article(7, "一", (Section(0, "", (), "内容"),)))
    assert engine.get(7) == engine.get("7") == Article("7", "一", text="内容")
    assert 7 in engine and "7" in engine and 8 not in engine
    assert Article(np.int64(7)).id == "7"  # type: ignore[arg-type]
    assert engine.delete(7) == 1


def test_a_text_becomes_sections_under_its_headings(engine: SearchEngine) -> None:
    tea = Article(id="tea", text=TEA, tags=["饮料"], fields={"price": 12, "cities": ["杭州", "苏州"]})
    assert tea == Article.from_text(TEA, id="tea", tags=("饮料",), fields={"price": 12, "cities": ("杭州", "苏州")})
    assert (tea.title, tea.format) == ("茶", "markdown")
    assert [(section.number, section.heading) for section in tea.sections] == [(0, ""), (1, "绿茶")]
    engine.add(tea)
    assert engine.get("tea") == tea
    assert engine.search("水温")[0].sections[0].heading == "绿茶"


def test_what_is_given_counts_more_than_what_the_text_says() -> None:
    text = f"---\ntitle: 别的\ntags: [水]\ndate: 2020-01-02\n---\n{TEA}"
    stated = Article.from_text(text, id="a")
    assert (stated.title, stated.tags, stated.published) == ("别的", ("水",), "2020-01-02")
    article = Article(
        "a", "茶经", text=text, tags=["茶"], published=datetime.date(1999, 12, 31), url="https://a.example"
    )
    assert (article.title, article.tags, article.published) == ("茶经", ("茶", "水"), "1999-12-31")
    assert article.url == "https://a.example"


@pytest.mark.parametrize("text", ["# 茶\n\n一", "== 茶 ==\n一", "<p>茶 <b>一</b></p>", "1 < 2"])
def test_a_stated_format_is_believed(text: str) -> None:
    plain = Article.from_text(text, id="a", format="text")
    assert plain.format == "text"
    assert text.split("\n")[0] in (plain.title, plain.text)
    assert Article.from_text("# 茶\n\n一", id="a", format="markdown").title == "茶"
    with pytest.raises(ValueError, match=r"'pdf'.*markdown"):
        Article.from_text(text, id="a", format="pdf")


@given(st.text(max_size=200))
def test_any_text_is_an_article(text: str) -> None:
    article = Article.from_text(text, id=1)
    assert replace(article) == copy.deepcopy(article) == pickle.loads(pickle.dumps(article)) == article


def test_an_article_of_a_file_is_the_one_that_indexing_finds(tmp_path: Path, engine: SearchEngine) -> None:
    (tmp_path / "茶.md").write_text(TEA, encoding="gb18030")
    article = Article.from_file(tmp_path / "茶.md")
    engine.add(tmp_path / "茶.md")
    assert article == engine.get("茶")
    (tmp_path / "two.jsonl").write_text('{"id": "a", "text": "一"}\n{"id": "b", "text": "二"}\n', encoding="utf-8")
    for path, reason in ((tmp_path / "two.jsonl", "several"), (tmp_path / "none.md", "unreadable")):
        with pytest.raises(ArticleError) as caught:
            Article.from_file(path)
        assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"categories": "国际"}, "categories .*'国际'"),
        ({"tags": [2020]}, "tags .*2020"),
        ({"authors": None}, "authors .*None"),
        ({"aliases": {"a": 1}}, "aliases"),
        ({"title": None}, "title .*None"),
        ({"id": 1.5}, "id .*1.5"),
        ({"id": True}, "id .*True"),
        ({"text": b"abc"}, "text .*bytes"),
        ({"published": 2020}, "published .*2020"),
        ({"sections": "text"}, "sections"),
        ({"sections": ["text"]}, "sections"),
        ({"sections": [Section(0, "", (), None)]}, "text of a section"),  # type: ignore[arg-type]
        ({"fields": ["a"]}, "fields"),
        ({"fields": {"price": None}}, r"fields\['price'\]"),
        ({"fields": {1: "a"}}, "field"),
        ({"text": "a", "sections": [Section(0, "", (), "b")]}, "not of both"),
        ({"subject": "a"}, "subject"),
    ],
)
def test_a_value_of_a_wrong_type_is_named_at_once(engine: SearchEngine, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Article(**{"id": "a", **wrong})
    record = {"id": "a", **wrong}
    if None not in record.values():
        with pytest.raises(TypeError, match=message):
            engine.add([{"id": "b", "text": "好"}, record])
    assert len(engine) == 0


def test_sections_are_numbered_by_their_places() -> None:
    with pytest.raises(ValueError, match="section 0 has number 3"):
        Article("a", "", (Section(3, "", (), "一"),))


def test_rows_are_added_as_they_are(engine: SearchEngine) -> None:
    row = {"id": 7, "title": "茶", "text": "绿茶", "description": None, "tags": ["饮料"], "fields": {"price": 3}}
    assert engine.add(row).article_count == 1
    assert engine.get(7) == Article(7, "茶", text="绿茶", tags=["饮料"], fields={"price": 3})
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    with closing(database):
        assert (
            engine.add(database.execute("SELECT 8 AS id, '茶' AS title, '红茶' AS text, NULL AS url")).article_count
            == 1
        )
        [lone] = database.execute("SELECT 9 AS id, '白茶' AS text")
        assert engine.add(lone).article_count == 1
    assert {hit.id for hit in engine.search("茶")} == {"7", "8", "9"}
    with pytest.raises(TypeError, match=r"no 'price'.*fields"):
        engine.add({"id": 8, "text": "红茶", "price": 3})
    with pytest.raises(TypeError, match="needs an id"):
        engine.add({"text": "红茶"})


def test_what_export_writes_is_a_row_too(engine: SearchEngine) -> None:
    article = Article.from_text("# 茶\n\n- 绿[茶](水.md)\n- 红", id="tea", aliases=["茗"], fields={"price": 3})
    engine.add(json.loads(json.dumps(record_body(article))))
    stored = engine.get("tea")
    assert stored is not None and stored.sections[0].links
    assert replace(stored, format=article.format, cleaned=article.cleaned) == article


def rows(count: int, taken: list[int]) -> Iterator[dict[str, Any]]:
    for number in range(count):
        taken.append(number)
        yield {"id": number, "text": f"第{number}篇讲茶"}


def test_iterables_of_articles_are_added(engine: SearchEngine, tmp_path: Path) -> None:
    taken: list[int] = []
    some = [Article("a", text="茶")], (Article("b", text="茶"),)
    report = engine.add(*some, rows(1200, taken), {"id": "c", "text": "茶"})
    assert report.article_count == len(engine) == 1203
    for name in ("x.md", "y.md"):
        (tmp_path / name).write_text("茶", encoding="utf-8")
    assert engine.add(tmp_path.glob("*.md")).article_count == 2
    assert engine.add([], iter(())).article_count == 0


def test_an_error_of_an_iterator_adds_nothing(engine: SearchEngine) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield from rows(700, [])
        raise ZeroDivisionError

    generation = engine.stats().generation
    with pytest.raises(ZeroDivisionError):
        engine.add(broken())
    with pytest.raises(TypeError, match="3 is int"):
        engine.add(iter([{"id": 1, "text": "茶"}, 3]))
    assert engine.stats().generation == generation
    assert len(engine) == 0


@pytest.mark.parametrize("wrong", [5, None, b"bytes", [5], [None], [["nested"]], iter([b"bytes"])])
def test_what_is_no_input_is_named(engine: SearchEngine, wrong: Any) -> None:
    with pytest.raises(TypeError, match="must be a path, an Article"):
        engine.add(wrong)


def test_the_same_article_again_makes_no_new_generation(engine: SearchEngine) -> None:
    articles = [Article(number, text=f"第{number}篇讲茶", fields={"n": number}) for number in range(120)]
    engine.add(articles)
    generation = engine.stats().generation
    report = engine.add(articles)
    assert len(report.unchanged) == 120 and report.article_count == 0
    assert engine.stats().generation == generation
    with engine.write() as writer:
        writer.add(articles)
    assert len(writer.report.unchanged) == 120
    assert engine.stats().generation == generation
    report = engine.add([*articles[:60], Article(60, text="变了"), *articles[61:]])
    assert [each.article_ids for each in report.updated] == [("60",)]
    assert len(report.unchanged) == 119


def test_of_one_id_the_first_article_of_a_call_stays(engine: SearchEngine) -> None:
    engine.add(Article(1, text="旧"))
    report = engine.add(Article(1, text="新"), Article(1, text="旧"))
    assert [each.reason for each in report.skipped] == ["duplicate-id"]
    assert engine.get(1) == Article(1, text="新")
    report = engine.add(Article(1, text="新"), Article(1, text="旧"))
    assert (report.unchanged, [each.reason for each in report.skipped]) == (("1",), ["duplicate-id"])
    assert engine.get(1) == Article(1, text="新")


def test_a_dry_run_of_a_rebuild_says_what_the_rebuild_would_do(engine: SearchEngine) -> None:
    rows = [{"id": name, "text": name} for name in ("绿茶", "红茶")]
    engine.add(rows)
    dry, done = (engine.add(rows, rebuild=True, dry_run=dry_run) for dry_run in (True, False))
    assert [each.path for each in dry.added] == ["绿茶", "红茶"]
    assert replace(dry, took_ms=0.0) == replace(done, took_ms=0.0)
