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
    "新款iPhone15ProMax与显卡RTX4090Ti",
    "新款 iPhone 15 Pro Max 与显卡 RTX 4090 Ti",
    "歼-20战斗机，东风-41导弹",
    "嫦娥五号在2018年5月之后升空",
    "香水No.5，½杯",
    "北纬30°15′，版本v2.0.1，WiFi",
    "3·15晚会，9·11事件，5·12汶川地震，双十一",
    "No. 7 与 Vol. 3，an ecommerce site，open source，TNF-α",
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
        ("iPhone15ProMax", (4, 5)),
        ("iPhone 15 Pro Max", (4, 5)),
        ("RTX4090", (4, 5)),
        ("4090Ti", (4, 5)),
        ("Pro Max", (4, 5)),
        ("歼20", 6),
        ('"歼20战斗机"', 6),
        ('"东风41"', 6),
        ("嫦娥5号", 7),
        ("2018 年 5 月", 7),
        ("№5", 8),
        ("NO5", 8),
        ("1/2", 8),
        ("1/2杯", 8),
        ("北纬30°", 9),
        ("v2.0", 9),
        ("wi fi", 9),
        ("第 28 回", 3),
        ("315晚会", 10),
        ("9.11事件", 10),
        ('"911事件"', 10),
        ("512汶川地震", 10),
        ("双11", 10),
        ("No.7", 11),
        ('"№7"', 11),
        ("vol.3", 11),
        ("e-commerce", 11),
        ("open-source", 11),
    ],
)
def test_a_run_is_found_however_it_is_spaced_and_pointed(typed: str, holder: int | tuple[int, ...]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(str(number), "题", text=text) for number, text in enumerate(TEXTS)])
        results = engine.search(typed)
    assert not results.relaxed
    holders = (holder,) if isinstance(holder, int) else holder
    assert sorted(hit.id for hit in results[: len(holders)]) == list(map(str, holders))


NAMES_WITH_LETTERS = (
    ("约翰·F·肯尼迪", "约翰F肯尼迪", "约翰·F.肯尼迪", "约翰 F 肯尼迪", "约翰・Ｆ・肯尼迪"),
    ("J·K·罗琳", "JK罗琳", "J.K.罗琳", "J. K. 罗琳", "J·K罗琳"),
    ("阿Q正传", "阿·Q正传", "阿Ｑ正传", "阿 Q 正传", "阿•Q正传"),
    ("乔治·R·R·马丁", "乔治·R.R.马丁", "乔治RR马丁", "乔治·R·R.马丁"),
)


@pytest.mark.parametrize("forms", NAMES_WITH_LETTERS)
def test_a_name_with_letters_is_found_whatever_signs_part_them(forms: tuple[str, ...]) -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(*[Article(str(number), "题", text=f"据说{form}在此。") for number, form in enumerate(forms)])
        for typed in forms:
            assert engine.search(f'"{typed}"').total == len(forms), typed


@pytest.mark.parametrize("text", ["数据清洗", "水温是多少?", "长江与黄河"])
def test_what_people_write_in_one_way_has_one_form(text: str) -> None:
    assert spellings(text) == [text]
