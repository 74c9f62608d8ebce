"""What every back end promises, besides exact answers (``test_exactness.py``) and the shared cases (``test_cases.py``).

Each promise is tried on the reference, on the embedded back end and, by ``make test-opensearch``, on a real cluster.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, Link, SearchEngine, Section, Settings, Span
from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend, BackendWriter, Exclusions, InputStamp
from wenxun.backends.stored import ids_by_stamp, is_there, records_of, stored_article
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Query, Term
from wenxun.retrieval import Retrieval

KINDS = ("reference", "embedded", pytest.param("cluster", marks=pytest.mark.cluster))
STAMP = InputStamp("/文/甲.md", 12, 34, "ab" * 32)


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest, new_backend: Callable[..., Backend]) -> Backend:
    """An empty index of each kind."""
    return new_backend(request.param)


@pytest.fixture
def put(backend: Backend, analyzer: Analyzer) -> Callable[..., frozenset[str]]:
    """Puts articles in a transaction of their own, or in one that is open; returns ids of those that replace one."""

    def put(*articles: Article, stamp: InputStamp | None = None, writer: BackendWriter | None = None) -> frozenset[str]:
        if writer is None:
            with backend.writer() as opened:
                return put(*articles, stamp=stamp, writer=opened)
        return writer.put(analyzer.index_batch(articles), [stamp] * len(articles))

    return put


@pytest.fixture
def found(backend: Backend, analyzer: Analyzer) -> Callable[[str], list[str]]:
    """Ids of the articles that a query finds, best first."""

    def found(typed: str) -> list[str]:
        answer = Retrieval(backend, expand(parse(typed), analyzer), offset=0, limit=100)
        assert answer.total() == len(answer.articles)
        return [answer.describe(match)[0] for match in answer.articles]

    return found


def article(article_id: str, *texts: str, title: str = "", **details: Any) -> Article:
    sections = tuple(
        Section(n, f"第{n}节" if n else "", (f"第{n}节",) if n else (), text) for n, text in enumerate(texts)
    )
    return Article(article_id, title, sections, **details)


def test_an_empty_index_answers_everything_with_nothing(backend: Backend, found: Any) -> None:
    assert [found(typed) for typed in ("会谈", '"会谈"', "category:历史", "date:2018", "会*")] == [[]] * 5
    assert (records_of(backend), len(backend.name_table()), ids_by_stamp(backend)) == ([], 0, {})
    assert (stored_article(backend, "a"), dict(backend.titled(["甲"])), backend.check()) == (None, {}, [])
    answer = Retrieval(backend, Query("", ""), offset=0, limit=1)
    assert (answer.includes("a", 0), answer.facets(5).articles) == (False, ())


def test_a_section_with_a_part_of_what_was_typed_is_no_full_match_of_it(
    backend: Backend, put: Any, analyzer: Analyzer
) -> None:
    put(article("a", "春天在板门店举行的会谈", "秋天的会谈"), article("b", "板门店"))
    answer = Retrieval(backend, expand(parse("板门店 会谈"), analyzer), offset=0, limit=1)
    places = [("a", 0), ("a", 1), ("b", 0)]
    assert [answer.includes(*place, full_only=True) for place in places] == [True, False, False]
    assert [answer.includes(*place) for place in places] == [True, True, True]
    short = Retrieval(backend, expand(parse("春天会谈"), analyzer), offset=0, limit=1)
    assert [short.includes(*place) for place in places] == [True, False, False]  # of these only full ones are shown


def test_an_article_comes_back_as_it_went_in(backend: Backend, put: Any) -> None:
    sections = (
        Section(0, "", (), "会谈\n于2018年在板门店举行。", links=(Link("板门店", Span(11, 14)),)),
        Section(1, "地點", ("經過", "地點"), ""),
    )
    whole = Article(
        "甲/1", "板門店", sections, categories=("歷史",), aliases=("Panmunjom",), source="/甲.md", tags=("韓",)
    )
    put(whole, article("乙", "别的"))
    assert stored_article(backend, "甲/1") == whole
    assert stored_article(backend, "甲") is None
    names = [each.text for typed in ("板", "pan", "地") for each in backend.name_table().suggest(typed, 5)]
    assert names == ["板門店", "Panmunjom", "地點"]
    assert dict(backend.titled(["板门店", "panmunjom", "地点"])) == {"板门店": "甲/1", "panmunjom": "甲/1"}


def test_records_come_in_order_of_id(backend: Backend, put: Any) -> None:
    put(article("b", "一", "二"), article("甲", "三"), article("a", "四", title="题", source="/a.md"))
    records = [(record.id, record.title, record.section_count, record.source) for record in records_of(backend)]
    assert records == [("a", "题", 1, "/a.md"), ("b", "", 2, ""), ("甲", "", 1, "")]


def test_an_article_with_the_same_id_takes_the_place_of_the_older_one(backend: Backend, put: Any, found: Any) -> None:
    put(article("a", "会谈", "停战"), article("b", "会谈"))
    put(article("a", "签署"))
    assert (found("会谈"), found("停战"), found("签署")) == (["b"], [], ["a"])
    assert backend.stats().sections == 2


def test_the_last_of_articles_with_one_id_in_a_transaction_stays(backend: Backend, put: Any, found: Any) -> None:
    with backend.writer() as writer:
        put(article("a", "会谈", "停战"), writer=writer)
        put(article("a", "签署"), writer=writer)
    assert (found("会谈"), found("停战"), found("签署")) == ([], [], ["a"])


def test_what_is_deleted_is_gone_and_counted(backend: Backend, put: Any, found: Any) -> None:
    put(article("a", "会谈"), article("b", "会谈"))
    with backend.writer() as writer:
        assert writer.delete(["a", "nobody"]) == 1
        assert writer.delete(["a", "nobody"]) == 0
    assert (found("会谈"), stored_article(backend, "a")) == (["b"], None)


def test_a_transaction_knows_what_it_replaces_and_what_it_has_put(backend: Backend, put: Any) -> None:
    put(article("a", "会谈"))
    with backend.writer() as writer:
        assert put(article("b", "签署"), writer=writer) == set()
        assert put(article("a", "停战"), article("b", "签署"), article("c", "会谈"), writer=writer) == {"a", "b"}
        assert writer.delete(["b", "nobody"]) == 1
        assert put(article("b", "签署"), article("c", "停战"), writer=writer) == {"c"}
    assert list(writer.refused) == []


def test_what_is_left_out_of_a_batch_replaces_nothing(
    backend: Backend, analyzer: Analyzer, put: Any, found: Any
) -> None:
    put(article("a", "会谈"))
    articles = [article("a", "停战"), article("b", "停战"), article("c", "停战")]
    with backend.writer() as writer:
        batch = backend.prepare(analyzer.index_batch(articles))
        assert writer.put(batch, [None] * 3, {0, 2}) == set()
        assert writer.put(batch, [None] * 3, {0}) == {"b"}
    assert (found("会谈"), found("停战")) == (["a"], ["b", "c"])


def test_an_index_is_there_from_its_first_transaction_on(backend: Backend, put: Any) -> None:
    put(article("a", "会谈"))
    assert is_there(backend)


def test_a_small_transaction_that_fails_changes_nothing(backend: Backend, put: Any, found: Any) -> None:
    put(article("a", "会谈"))
    with pytest.raises(ZeroDivisionError), backend.writer() as writer:
        put(article("b", "会谈"), writer=writer)
        writer.delete(["a"])
        raise ZeroDivisionError
    assert found("会谈") == ["a"]


def test_a_fresh_transaction_takes_the_place_of_everything(
    backend: Backend, put: Any, found: Any, analyzer: Analyzer
) -> None:
    put(article("a", "会谈"))
    with backend.writer(fresh=True) as writer:
        put(article("b", "会谈"), writer=writer)
    assert found("会谈") == ["b"]


def test_what_is_prepared_elsewhere_goes_in_without_what_is_left_out(
    backend: Backend, analyzer: Analyzer, found: Any
) -> None:
    batch = analyzer.index_batch([article("a", "会谈"), article("b", "会谈"), article("c", "会谈")])
    with backend.writer() as writer:
        writer.put(backend.prepare(batch), [None] * 3, {1})
    assert found("会谈") == ["a", "c"]


def test_stamps_tell_which_articles_are_of_a_file(backend: Backend, put: Any) -> None:
    put(article("a", "会谈"), article("b", "会谈"), stamp=STAMP)
    put(article("c", "会谈"))
    assert {stamp: sorted(ids) for stamp, ids in ids_by_stamp(backend).items()} == {STAMP: ["a", "b"]}


def test_every_change_is_another_generation(backend: Backend, put: Any) -> None:
    seen = [backend.generation().number]
    put(article("a", "会谈"))
    seen.append(backend.generation().number)
    assert backend.generation().number == seen[-1]
    put(article("b", "会谈"))
    seen.append(backend.generation().number)
    assert len(set(seen)) == 3


def test_counts_are_of_sections_that_are_not_deleted(backend: Backend, put: Any) -> None:
    terms = [Term("word", "会谈"), Term("character", "签"), Term("bigram", "没有")]
    put(article("a", "会谈，签署", "会谈"), article("b", "会谈"))
    assert list(backend.counts(terms)) == [3, 1, 0]
    put(article("b", "签署"))
    assert list(backend.counts(terms)) == [2, 2, 0]
    assert list(backend.counts([])) == []


def test_the_certificate_misses_nothing(kind_engine: SearchEngine) -> None:
    kind_engine.add(article("a", "會談在板門店舉行", "签署停战协定", title="板門店會談"), article("b", ""))
    certificate = kind_engine.verify(samples=20)
    assert certificate.asked > 0
    assert certificate.missed == 0
    assert kind_engine.categories("a") == ()


@pytest.fixture(params=KINDS)
def kind_engine(
    request: pytest.FixtureRequest,
    new_backend: Callable[..., Backend],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> SearchEngine:
    """A whole engine on each kind."""

    opened = new_backend(request.param)
    monkeypatch.setattr("wenxun.engine.opening.OpenIndex._open", lambda index, analyzer: opened)
    return SearchEngine(tmp_path, settings=Settings())


def test_all_that_is_stored_is_given_with_the_file_that_it_came_from(
    backend: Backend, put: Callable[..., None]
) -> None:
    first, second = article("甲", "一", "二", tags=("茶",)), article("乙", "三")
    put(first, stamp=STAMP)
    put(second, article("丙", "四"))
    with backend.writer() as writer:
        writer.delete(["丙"])
    assert sorted(backend.stored("article", "stamp"), key=lambda pair: pair[0].id) == [(second, None), (first, STAMP)]


def test_what_is_excluded_stays_so_until_it_is_included(backend: Backend, put: Callable[..., None]) -> None:
    put(article("甲", "一"))
    with backend.writer() as writer:
        assert not writer.exclusions
        writer.exclusions.sources.update(乙="/文/乙.md", 丙="/文/丙.md")
    with backend.writer() as writer:
        put(article("丁", "四"), writer=writer)
        assert writer.exclusions.include(["丙", "戊"]) == 1
    left = Exclusions({"乙": "/文/乙.md"}, ["/文/丙.md"])
    assert backend.generation().exclusions == left
    with backend.writer(fresh=True) as writer:
        assert writer.exclusions == left
    assert backend.generation().exclusions == left
    assert records_of(backend) == []


def test_what_stands_as_one_run_comes_before_words_that_stand_apart(put: Any, found: Any) -> None:
    put(
        article("甲", "硫代硫酸钾与硫酸钠，以及硫代酸；硫代硫酸，硫代硫酸。", title="硫代硫酸"),
        article("乙", "这里有很多别的话，很多别的话，说了又说，才说到硫代硫酸钠。" * 2),
    )
    assert found("硫代硫酸钠")[0] == "乙"
    assert found("硫代硫酸鈉")[0] == "乙"


@pytest.mark.parametrize(
    ("mainland", "taiwan"),
    [
        ("位图", "點陣圖"),
        ("字段", "欄位"),
        ("蓝屏", "藍色畫面"),
        ("老挝人民民主共和国", "寮人民民主共和國"),
        ("急性呼吸窘迫综合征", "急性呼吸窘迫症候群"),
        ("写一个程序来管理服务器上的数据库", "寫一個程式來管理伺服器上的資料庫"),
        ("代谢综合征在世界各地也很常见", "代謝症候群在世界各地也很常見"),
    ],
)
def test_a_run_in_the_wording_of_one_region_is_matched_in_full_by_that_of_another(
    put: Any, found: Any, mainland: str, taiwan: str
) -> None:
    put(
        article("甲", f"昨天说到{mainland}的事。"),
        article("乙", f"昨天說到{taiwan}的事。"),
        article("丙", "字" + "，".join(taiwan)),
    )
    assert (found(mainland), found(taiwan)) == (["甲", "乙"], ["乙", "甲"])


def test_bigrams_that_lie_about_are_no_full_match(put: Any, found: Any) -> None:
    put(article("甲", "北京的京大，大学里的人"), article("乙", "北京大学"))
    assert found("北京大学") == ["乙"]
    assert found("“别的” OR 北京大学") == ["乙"]
    assert found("大学 -北京大学") == ["甲"]
    put(article("丙", "北京剧院"), article("丁", "北京的剧院"))
    assert found("北京剧院") == ["丙", "丁"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("头髮", "头發"),
        ("回覆", "回復"),
        ("製服", "制服"),
        ("范", "範"),
        ("皇后", "皇後"),
        ("乾淨", "干淨"),
        ("日曆", "日歷"),
    ],
)
def test_of_level_articles_the_one_in_the_characters_typed_comes_first(
    put: Any, found: Any, one: str, other: str
) -> None:
    put(article("a", f"他说的{one}很多", "无关"), article("b", f"他说的{other}很多", "无关"))
    assert (found(one), found(other)) == (["a", "b"], ["b", "a"])
    put(article("a", "很多", title=one), article("b", "很多", title=other))
    assert (found(one), found(other)) == (["a", "b"], ["b", "a"])
    put(*(Article(id, "题", (Section(0, head, (head,), "很多"),)) for id, head in (("a", one), ("b", other))))
    assert (found(one), found(other)) == (["a", "b"], ["b", "a"])


def test_of_level_sections_the_one_in_the_characters_typed_comes_first(kind_engine: SearchEngine) -> None:
    kind_engine.add(article("a", "他的回復很多", "他的回覆很多"))
    for typed, number in (("回覆", 1), ("回復", 0)):
        assert kind_engine.search(typed)[0].sections[0].number == number


def test_of_a_sentence_that_stands_somewhere_nothing_else_is_found(put: Any, found: Any) -> None:
    sentence = "公司应当在公司登记机关登记公司的名称、住所。"
    put(article("甲", f"第一条 {sentence}"), article("乙", "公司的登记机关"), article("丙", "住所在公司"))
    assert found(sentence) == ["甲"]
    assert set(found("公司应当在公司登记机关登记公司的住所")) == {"甲", "乙", "丙"}


def test_a_hit_without_a_mark_says_where_it_was_found(kind_engine: SearchEngine) -> None:
    kind_engine.add(
        article(
            "a", "无关的话", "另一段话", title="板门店", aliases=("Panmunjom", "板門店村"), categories=("韩国地理",)
        )
    )

    def places(typed: str) -> list[tuple[str, str]]:
        return [(each.kind, each.text) for each in kind_engine.search(typed)[0].found_in]

    assert places("板门店") == [("title", "板门店"), ("name", "板門店村")]
    assert places("panmunjom") == [("name", "Panmunjom")]
    assert places("第1节") == [("heading", "第1节")]
    assert places("category:地理") == [("category", "韩国地理")]
    assert places("无关") == []
