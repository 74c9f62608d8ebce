"""How people write one run: what is looked for beside what was typed."""

from __future__ import annotations

import pytest

from wenxun import Article, SearchEngine
from wenxun.analysis.spellings import spellings

TEXTS = (
    "如何使用\nPython 写程序",
    "Node.js 与 Vue.js，还有 ASP.NET 和 D3.js",
    "支持 x86_64 的 utf-8 编码",
    "看第二十八回",
)


@pytest.mark.parametrize(
    ("typed", "holder"),
    [
        ("使用Python", 0),
        ('"使用 Python"', 0),
        ('"使用Python"', 0),
        ("nodejs", 1),
        ('"VueJS"', 1),
        ("aspnet", 1),
        ("d3js", 1),
        ("x86-64", 2),
        ('"x86-64"', 2),
        ("utf_8", 2),
        ("utf8", 2),
        ("第28回", 3),
    ],
)
def test_a_run_is_found_however_it_is_spaced_and_pointed(typed: str, holder: int) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(str(number), "题", text=text) for number, text in enumerate(TEXTS)])
        results = engine.search(typed)
    assert not results.relaxed
    assert [hit.id for hit in results] == [str(holder)]


@pytest.mark.parametrize("text", ["数据清洗", "水温是多少?", "长江与黄河"])
def test_what_people_write_in_one_way_has_one_form(text: str) -> None:
    assert spellings(text) == [text]
