"""What may be asked of the fields of articles, on every back end: conditions, filters, orders and counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from wenxun import (
    Article,
    DateError,
    Facets,
    QueryError,
    SearchEngine,
    Section,
    Settings,
    SettingsError,
    ValueCount,
)
from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend
from wenxun.facets import make_facets
from wenxun.fields import FieldTable
from wenxun.query.conditions import RELEVANCE, filter_nodes, read_filters, read_sort
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval
from wenxun.settings import load_settings

KINDS = ("reference", "embedded", pytest.param("cluster", marks=pytest.mark.cluster))


def article(article_id: str, title: str, text: str, **details: Any) -> Article:
    return Article(article_id, title, (Section(0, "", (), text), Section(1, "余", ("余",), f"余下：{text}")), **details)


ARTICLES = (
    article(
        "a", "第十章 煮水", "茶要好水", tags=("茶", "水"), authors=("陸羽",), path="茶/古/a.md", published="2019-03-01",
        fields={"price": 12, "maker": "甲坊", "picked": "2019-04-05"},
    ),
    article(
        "b", "第二章 採葉", "茶在春天", tags=("茶",), authors=("陆羽", "蔡襄"), path="茶/b.md",
        published="2021-05-06T09:30:00+08:00", updated="2023-01-01", lang="zh-Hant",
        fields={"price": 9.5, "maker": "乙坊", "picked": "2018/04/05"},
    ),
    article("c", "咖啡", "速溶的咖啡，也有茶", tags=("咖啡",), path="飲/c.md", published="2021-05-06", lang="zh-Hans",
            categories=("飲料",), fields={"price": "100", "maker": "甲坊"}),
    article("d", "安溪", "1999年的茶", tags=("數據 結構",), aliases=("鐵觀音",), published="2021"),
    article("e", "杯子", "無關", path="茶具/e.md"),
)  # fmt: skip


@dataclass
class Asked:
    """Asks a back end, as an engine does."""

    backend: Backend
    analyzer: Analyzer
    put: tuple[Article, ...] = field(default=ARTICLES)

    def __post_init__(self) -> None:
        with self.backend.writer() as writer:
            writer.put(self.analyzer.index_batch(self.put), [None] * len(self.put))

    def answer(self, typed: str, filters: Mapping[str, Any] | None = None, sort: str = RELEVANCE) -> Retrieval:
        table = self.analyzer.fields
        return Retrieval(
            self.backend,
            expand(parse(typed, table), self.analyzer),
            offset=0,
            limit=100,
            filters=filter_nodes(filters or {}, table),
            order=None if sort == RELEVANCE else read_sort(sort, table),
        )

    def __call__(self, typed: str, filters: Mapping[str, Any] | None = None, sort: str = RELEVANCE) -> str:
        answer = self.answer(typed, filters, sort)
        found = "".join(answer.describe(match)[0] for match in answer.articles)
        assert answer.total() == len(found)
        return found

    def facets(self, typed: str, filters: Mapping[str, Any] | None = None) -> Facets:
        query = expand(parse(typed, self.analyzer.fields), self.analyzer)
        return make_facets(self.answer(typed, filters), query, self.analyzer.fields)


OWN = {"price": "number", "maker": "keyword", "picked": "date"}


@pytest.fixture(params=KINDS)
def ask(request: pytest.FixtureRequest, new_backend: Callable[..., Backend]) -> Asked:
    """The articles, in an index of each kind, whose owner has declared fields of his own."""
    return Asked(new_backend(request.param), Analyzer(own_fields=OWN))


def ids(found: str) -> str:
    return "".join(sorted(found))


CONDITIONS = {
    "tag:茶": "ab",
    "标签：茶": "ab",
    "標籤:咖": "c",
    'tag:"咖"': "",
    "tag:数据结构": "d",
    'tag:"数据 結構"': "d",
    "作者:陆羽": "ab",
    "author:蔡": "b",
    "path:茶": "ab",
    "路径:茶/古": "a",
    "文件夹:茶/古/": "a",
    "path:茶/古/a.md": "a",
    "path:古": "",
    "name:铁观音": "d",
    'name:"咖"': "",
    "lang:zh": "bc",
    "published:2021": "bcd",
    "published:2021-05-06": "bc",  # the whole of a day, with its hours
    "published:2021-05-05": "",
    "published:2021-05-07": "",
    "published:2021-05-06..": "bc",
    "published:2019-03-01..2021-05-06": "abc",  # 2021 alone lies not within
    "published:2019-03-02..2021-05-05": "",
    "updated:..2023-01-01": "b",
    "updated:..2022-12-31": "",
    "picked:2018-04-05": "b",
    "picked:2019-04": "a",
    "发布：2021-05": "bc",
    "published:2020..": "bcd",
    "updated:2023": "b",
    "date:1999": "d",
    "date:2021": "bcd",
    "in:b 茶": "b",
    "category:饮": "c",
    "price:10..20": "a",
    "price:..12": "ab",
    "price:１００": "c",
    "price:>=12": "ac",
    "price:>12": "c",
    "price:<12": "b",
    "price:≤１２": "ab",
    "published:>2019": "bcd",
    "published:<2020-01": "a",
    "发布:2019年以前": "a",
    "tag:(水 OR 咖啡)": "ac",
    "tag:(茶 水)": "a",
    "tag:(茶 -水)": "b",
    "茶 -tag:(水 OR 咖啡)": "bd",
    "标签： 水": "a",
    "作者：  陆羽": "ab",
    "tag:'茶'": "ab",
    "path:茶\\古": "a",
    "文件夾：茶/古": "a",
    "資料夾:茶/古": "a",
    "folder:茶/古": "a",
    "tag:#茶": "ab",
    "標籤：＃茶": "ab",
    "categories:饮": "c",
    "發表:2021-05": "bc",
    "maker:甲": "ac",
    "picked:2018": "b",
    "茶 -tag:茶": "cd",
    "茶 tag:水 OR tag:咖啡": "ac",
    "(春天 OR 咖啡) -速溶": "b",
    "茶 -(速溶 咖啡)": "abd",
    "茶 NOT (水 OR 咖啡)": "bd",
    "(tag:茶 -水) OR tag:咖啡": "bc",
    "数据结构": "d",
    "蔡襄": "b",
}


@pytest.mark.parametrize("typed", CONDITIONS)
def test_articles_are_asked_for_by_their_fields(typed: str, ask: Asked) -> None:
    assert ids(ask(typed)) == CONDITIONS[typed]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"tag": "茶"}, "ab"),
        ({"tag": ["咖啡", "水"]}, "ac"),
        ({"标签": ["茶"], "published": ("2020", None)}, "b"),
        ({"published": ("2019-02", "2021-04")}, "a"),
        ({"price": (None, 50)}, "ab"),
        ({"price": 9.5}, "b"),
        ({"tag": "咖"}, ""),
        ({"path": ["茶/古", "飲"]}, "ac"),
        ({"date": "1999"}, "d"),
        ({"tag": []}, "abcd"),
    ],
)
def test_filters_take_whole_values_one_of_several_and_ranges(
    filters: Mapping[str, Any], expected: str, ask: Asked
) -> None:
    assert ids(ask("茶", filters)) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("published", "adcb"),
        ("-published", "bcda"),
        ("updated", "b"),
        ("title", "dbac"),
        ("-title", "cabd"),
        ("path", "bac"),
        ("price", "bac"),
        ("-price", "cab"),
        ("maker", "ac"),
        ("picked", "ba"),
        ("author", "ba"),
    ],
)
def test_articles_come_in_the_order_of_a_field_and_those_without_a_value_last(
    sort: str, expected: str, ask: Asked
) -> None:
    found = ask("茶", sort=sort)
    best_first = ask("茶")
    if sort == "maker":  # a and c are level
        assert (set(found[:2]), found[2]) == (set("ac"), "b")
        assert found[:2] == "".join(each for each in best_first if each in "ac")
        return
    assert found[: len(expected)] == expected
    assert ids(found) == "abcd"
    rest = found[len(expected) :]
    assert rest == "".join(each for each in best_first if each in rest)


def test_values_are_counted_as_an_article_writes_them(ask: Asked) -> None:
    fields = {
        name: [(each.value, each.article_count) for each in values] for name, values in ask.facets("茶").fields.items()
    }
    assert fields["tag"] == [("茶", 2), ("咖啡", 1), ("數據 結構", 1), ("水", 1)]
    assert fields["path"] == [("茶", 2), ("茶/古", 1), ("飲", 1)]
    assert fields["published"] == [("2019", 1), ("2021", 3)]
    assert fields["maker"] == [("甲坊", 2), ("乙坊", 1)]
    assert fields["picked"] == [("2018", 1), ("2019", 1)]
    assert fields["category"] == [("飲料", 1)]
    assert [count for _, count in fields["author"]] == [2, 1]
    assert "price" not in fields
    for name, values in fields.items():
        for value, count in values:
            assert len(ask("茶", {name: value})) == count, (name, value)


@pytest.mark.parametrize("typed", ["茶", "春天"])
def test_a_value_is_written_the_same_beside_every_answer(ask: Asked, typed: str) -> None:
    assert "陸羽" in [each.value for each in ask.facets(typed).fields["author"]]
    assert ids(ask("春天")) == "b"  # which writes 陆羽


def test_what_is_filtered_by_is_counted_as_if_it_were_not(ask: Asked) -> None:
    counted = ask.facets("茶", {"tag": "水", "published": "2019"}).fields
    assert {each.value: each.article_count for each in counted["tag"]} == {"茶": 1, "水": 1}
    assert {each.value: each.article_count for each in counted["published"]} == {"2019": 1}
    counted = ask.facets("茶", {"tag": ["水"]}).fields
    assert {each.value: each.article_count for each in counted["tag"]} == {"茶": 2, "咖啡": 1, "數據 結構": 1, "水": 1}
    assert [each.value for each in counted["maker"]] == ["甲坊"]


def test_years_count_what_a_date_in_the_query_finds(ask: Asked) -> None:
    for each in ask.facets("茶").years:
        assert len(ask(f"茶 date:{each.year}")) == each.article_count


def test_what_was_replaced_or_deleted_has_no_fields(ask: Asked) -> None:
    with ask.backend.writer() as writer:
        writer.put(ask.analyzer.index_batch([article("a", "新", "茶", tags=("新",))]), [None])
        writer.delete(["b"])
    assert (ids(ask("tag:茶")), ids(ask("tag:新")), ids(ask("price:..12"))) == ("", "a", "")
    assert ask("茶", sort="-published")[:2] == "cd"
    assert {each.value for each in ask.facets("茶").fields["tag"]} == {"新", "咖啡", "數據 結構"}


TABLE = Analyzer(own_fields=OWN).fields


@pytest.mark.parametrize("name", ["tga", "athor", "pric"])
def test_a_field_that_is_none_is_named_with_the_nearest(name: str) -> None:
    nearest = {"tga": "tag", "athor": "author", "pric": "price"}[name]
    with pytest.raises(QueryError, match=nearest):
        filter_nodes({name: "x"}, TABLE)
    with pytest.raises(QueryError, match=nearest):
        read_sort(f"-{name}", TABLE)


def test_values_that_cannot_be_are_errors_that_say_what_to_write() -> None:
    for typed in ("price:贵", "price:20..10", "price:1..2..3"):
        with pytest.raises(QueryError, match="price:"):
            parse(typed, TABLE)
    with pytest.raises(DateError, match="published:2021-13"):
        parse("published:2021-13", TABLE)
    with pytest.raises(QueryError, match="cannot be sorted by heading"):
        read_sort("heading", TABLE)


def test_filters_are_read_as_they_are_typed() -> None:
    assert read_filters(["tag=茶", "tag：水", "published:2020.."]) == {"tag": ["茶", "水"], "published": ["2020.."]}
    with pytest.raises(QueryError, match="tag=茶"):
        read_filters(["茶"])


def test_fields_of_ones_own_are_declared_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "wenxun.toml").write_text('cache_mb = 9\n[fields]\nprice = "number"\n', encoding="utf-8")
    assert load_settings(tmp_path, {}).fields == {"price": "number"}
    assert load_settings(tmp_path, {"WENXUN_FIELDS": "a=date b=keyword"}).fields == {"a": "date", "b": "keyword"}
    for wrong in ("price", "a=b=c"):
        with pytest.raises(SettingsError, match="fields"):
            load_settings(tmp_path, {"WENXUN_FIELDS": wrong})
    for declared in ({"price": "money"}, {"tag": "keyword"}, {"标签": "keyword"}, {"2": "number"}, {"a b": "number"}):
        with pytest.raises(SettingsError):
            FieldTable(declared)


def test_a_field_that_front_matter_gives_is_searched_once_it_is_declared(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: 龍井\nprice: 80\nmaker: 甲坊\n---\n綠茶。\n", encoding="utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: 碧螺春\nprice: 90\n---\n綠茶。\n", encoding="utf-8")
    with SearchEngine.in_memory(settings=Settings(fields={"price": "number", "maker": "keyword"})) as engine:
        engine.add(tmp_path, jobs=2)
        assert [hit.title for hit in engine.search("绿茶", sort="-price")] == ["碧螺春", "龍井"]
        assert [hit.title for hit in engine.search("绿茶 price:..85")] == ["龍井"]
        assert [hit.title for hit in engine.search("", filters={"maker": "甲坊"})] == ["龍井"]
        assert engine.search("绿茶", facets=True).facets.fields["maker"] == (ValueCount("甲坊", 1),)
        assert engine.search("绿茶")[0].fields.keys() >= {"price"}


def test_an_article_is_indexed_alike_alone_and_beside_articles_with_other_fields() -> None:
    analyzer = Analyzer(own_fields={"price": "number", "makers": "keyword"})
    plain = Article("a", "绿茶")
    partly = Article("b", "红茶", tags=["饮料"], fields={"price": 0})
    rich = Article(
        "folder/c",
        "茶壶",
        aliases=["壺"],
        authors=["陸羽"],
        lang="zh-TW",
        published="2018-05-26",
        path="folder/c.md",
        url="https://example.org/c",
        fields={"price": 12.5, "makers": ("甲", "乙"), "slug": "pot"},
    )
    articles = [plain, partly, rich]
    together = analyzer.index_batch(articles)
    for place, article in enumerate(articles):
        alone = analyzer.index_batch([article])
        assert together.keywords[place] == alone.keywords[0]
        assert together.numbers[place] == alone.numbers[0]
        assert together.names[place] == alone.names[0]
    assert ("price", 0.0) in together.numbers[1]
