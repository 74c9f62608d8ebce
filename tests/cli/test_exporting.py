"""``wenxun export``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, Element, SearchEngine, Section, Span

ROOT = Path(__file__).resolve().parents[2]
QUERIES = [
    case["query"]
    for path in sorted((ROOT / "tests/cases").rglob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    with SearchEngine(tmp_path_factory.mktemp("samples")) as engine:
        engine.add(ROOT / "seeds")
        yield engine


def lines(run: Any, *arguments: Any) -> list[Any]:
    return [json.loads(line) for line in run("export", *arguments).out.splitlines()]


def test_an_exported_index_indexed_again_gives_the_same_hits(run: Any, samples: SearchEngine, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text(run("export", "--index", samples.location).out, encoding="utf-8")
    assert run("index", "all.jsonl", "--index", "copy").code == 0
    with SearchEngine("copy") as copy:
        assert copy.stats().sections == samples.stats().sections
        for query in QUERIES:
            assert found(copy, query) == found(samples, query), query
        for record in samples.articles():
            one, other = samples.get(record.id), copy.get(record.id)
            assert one is not None
            assert other is not None
            assert replace(other, format=one.format, source=one.source, cleaned=one.cleaned, path=one.path) == one


def test_metadata_and_elements_are_exported_and_read_back(run: Any, tmp_path: Path) -> None:
    elements = (Element("list_item", Span(0, 2), "-", 1), Element("image", Span(2, 2), "茶.png"))
    article = Article(
        "茶",
        "茶馆",
        (Section(0, "", (), "甲乙丙", elements=elements),),
        url="https://example.org/茶",
        published="2018-05-26",
        updated="2019-01-02T03:04:05+08:00",
        authors=("曾某",),
        tags=("茶", "城南"),
        description="一间老茶馆。",
        lang="zh-Hans",
        fields={"price": 30, "rating": 4.5, "rooms": ("东", "西"), "owner": "掌柜"},
        format="jsonl",
    )
    with SearchEngine(tmp_path / "one") as engine:
        engine.add(article)
    (tmp_path / "all.jsonl").write_text(run("export", "--index", tmp_path / "one").out, encoding="utf-8")
    assert run("index", "all.jsonl", "--index", "copy").code == 0
    with SearchEngine("copy") as copy:
        found = copy.get("茶")
        assert found is not None
        assert replace(found, source="") == article


def found(engine: SearchEngine, query: str) -> list[Any]:
    hits = engine.search(query, limit=100)
    return [(hit.id, hit.title, hit.score, [(s.number, s.path, s.snippet) for s in hit.sections]) for hit in hits]


def test_all_articles_come_in_order_of_id(run: Any, samples: SearchEngine) -> None:
    assert [line["id"] for line in lines(run, "--index", samples.location)] == [each.id for each in samples.articles()]


def test_a_query_chooses_the_articles_and_their_order(run: Any, samples: SearchEngine) -> None:
    wanted = [hit.id for hit in samples.search("香港", limit=100)]
    assert len(wanted) > 1
    assert [line["id"] for line in lines(run, "香港", "--index", samples.location)] == wanted
    assert [line["id"] for line in lines(run, "香港", "-n", "1", "--index", samples.location)] == wanted[:1]


def test_sections_come_one_a_line_and_with_a_query_only_those_that_match(run: Any, samples: SearchEngine) -> None:
    every = lines(run, "--sections", "--index", samples.location)
    assert len(every) == samples.stats().sections
    assert len({line["id"] for line in every}) == len(every)
    (hit, *_) = samples.search("和平之家")
    some = lines(run, '"和平之家"', "--sections", "-n", "1", "--index", samples.location)
    assert [line["number"] for line in some] == sorted(section.number for section in hit.sections)
    assert all("和平之家" in line["text"] for line in some)


def test_nothing_to_export_exits_with_1(run: Any, samples: SearchEngine) -> None:
    result = run("export", '"独角兽骑士"', "--index", samples.location)
    assert (result.code, result.out) == (1, "")
    assert "nothing to export" in result.err
