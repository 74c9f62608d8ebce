"""``--facets`` shows how everything found divides, and ``date:`` says what is wrong with a date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dated")
    with SearchEngine(folder) as engine:
        engine.add(
            Article(
                "a", "春季会谈", (Section(0, "", (), "2018年5月的会谈"), Section(1, "", (), "2016年的会谈")), ("外交",)
            ),
            Article("b", "秋季会谈", (Section(0, "", (), "2018年9月的会谈"),), ("外交", "\x1b[31m历史")),
        )
    return folder


def test_the_counts_stand_under_the_hits_as_the_query_language_takes_them(run: Any, dated: Path) -> None:
    done = run("search", "会谈", "--facets", "-n", "1", "--index", dated)
    facets = done.out.split("\n\n", 1)[1].splitlines()
    assert facets == [
        "category",
        "  2  外交",
        "  1  \ufffd[31m历史",
        "",
        "date",
        "  1  2016  ████████████",
        "  2  2018  ████████████████████████",
        "",
        "sections",
        "  2  春季会谈  a",
        "  1  秋季会谈  b",
    ]
    assert run("search", "会谈 date:2018 category:外交", "--index", dated).err.startswith("2 articles found")


def test_nothing_is_counted_unless_asked_for(run: Any, dated: Path) -> None:
    assert "category" not in run("search", "会谈", "--index", dated).out
    assert run("search", "会谈", "--json", "--index", dated).json["facets"] is None
    facets = run("search", "会谈", "--json", "--facets", "--index", dated).json["facets"]
    assert facets["years"] == [{"year": 2016, "articles": 1}, {"year": 2018, "articles": 2}]
    assert [each["first"] for each in facets["periods"]] == [2016, 2017, 2018]


@pytest.mark.parametrize("other", [["--jsonl"], ["--open", "1"]])
def test_facets_go_with_a_list_only(run: Any, dated: Path, other: list[str]) -> None:
    done = run("search", "会谈", "--facets", *other, "--index", dated)
    assert done.code == 2
    assert "--json" in done.err


def test_a_date_that_is_none_is_a_usage_error_that_shows_what_to_write(run: Any, dated: Path) -> None:
    done = run("search", "会谈 date:2018-13", "--index", dated)
    assert done.code == 2
    assert "date:2018-13" in done.err
    assert "date:2018-05..2018-09" in done.err
