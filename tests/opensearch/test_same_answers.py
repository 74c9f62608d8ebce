"""The cluster finds what the embedded index finds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section, Settings

pytestmark = pytest.mark.cluster

REPOSITORY = Path(__file__).parents[2]
QUERIES = (
    # words, names, single characters, several runs
    "板門店", "板门店", "和平之家", "會談", "总统", "韓", "一", "々", "朝鮮 韓國", "总统 会谈 地点", "朝鲜半岛 非军事区 观光",
    "金正恩文在寅", "阳光政策", "日军", "不存在的词语组合", "龘", "战争结束以后的事",
    # questions and long runs
    "朝鲜半岛的会谈在哪里举行？", "谁在板门店签署了停战协定", "什么是板门店", "第一次會談在板門店韓國一方的和平之家舉行",
    # quoted, exactly as it stands
    '"板门店"', '"統一閣"', '"和平之家" 会谈', '"自由之家" "和平之家"', '"2018年4月27日"', '"的"', '"，在"', '"年4月"', '"4"',
    # Latin and numbers, starts of words
    "2018", "4月27日", "JSA", "jsa", "UTC", "kpa*", "20*", "j*", "a*", "com*", "ISBN", "5.5", "C++",
    # operators and fields
    "板门店 -和平", "会谈 -板门店 -总统", '总统 -"文在寅"', "朝鲜 OR 日本", "和平之家 | 统一阁", "(朝鲜 OR 韩国) 会谈",
    "title:板门店", "title:会谈", "heading:历史", "heading:参考", "body:和平之家", 'title:"板门店"', "heading:20*", "title:j*", "body:j*",
    "category:韩国", "category:朝鲜 会谈", "category:无此分类", "-板门店 会谈",
    # dates and whole categories
    "date:2018", "date:1953-07-27", "date:2018-04..2018-09", "date:..1900", "会谈 date:2018-04", "朝鲜 -date:2018", "date:1953 OR date:1972",
    "date:1950s", 'category:"搜索引擎"', '会谈 category:"朝鲜战争"', 'category:"战争"',
    # other regions' wording
    "川普", "特朗普", "程式", "首爾", "汉城",
)  # fmt: skip

LEVEL = ('"的"', '"，在"', '"年4月"', "heading:历史")
"""Queries that nearly every article answers equally well, so that small differences of scores decide."""


@pytest.fixture(scope="module", params=[1, 3], ids=["one shard", "three shards"])
def both(
    request: pytest.FixtureRequest, owner_seeds: Path, new_engine: Callable[..., SearchEngine]
) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """The owner's articles and the samples, in a cluster and in a folder."""
    files = [*sorted(owner_seeds.iterdir()), *sorted((REPOSITORY / "seeds").iterdir())]
    cluster = new_engine(shards=request.param)
    cluster.add(*files)
    with SearchEngine.in_memory(settings=Settings()) as embedded:
        embedded.add(*files)
        yield cluster, embedded


def answer(engine: SearchEngine, query: str) -> dict[str, Any]:
    """All that does not depend on small differences of scores."""
    results = engine.search(query, limit=100)
    return {
        "total": results.total,
        "relaxed": results.relaxed,
        "sections": {hit.id: sorted(section.number for section in hit.sections) for hit in results},
        "titles": {hit.id: hit.title for hit in results},
        "facets": results.facets,
        "dates": {(hit.id, section.number): section.dates for hit in results for section in hit.sections},
        "headings": {hit.id: sorted(section.path for section in hit.sections) for hit in results},
        "why": {hit.id: [form.added for form in hit.why] for hit in results if len(hit.sections) == 1},
    }


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_the_same_sections_on_both(both: tuple[SearchEngine, SearchEngine], query: str) -> None:
    cluster, embedded = both
    assert answer(cluster, query) == answer(embedded, query)


@pytest.mark.parametrize("query", [query for query in QUERIES if query not in LEVEL])
def test_the_best_article_of_one_is_at_least_third_on_the_other(
    both: tuple[SearchEngine, SearchEngine], query: str
) -> None:
    cluster, embedded = both
    ours, theirs = ([hit.id for hit in engine.search(query, limit=100)] for engine in both)
    if theirs:
        assert theirs[0] in ours[:3]
        assert ours[0] in theirs[:3]


def test_snippets_are_the_same_where_the_section_is(both: tuple[SearchEngine, SearchEngine]) -> None:
    cluster, embedded = both
    shown = [
        {
            (hit.id, section.number): section.snippet
            for hit in engine.search("和平之家 会谈")
            for section in hit.sections
        }
        for engine in (cluster, embedded)
    ]
    assert shown[0] == shown[1]
    assert shown[0]


def test_the_shared_case_holds_on_one_node(
    case: dict[str, Any], sample_cluster: SearchEngine, check_case: Callable[..., None]
) -> None:
    check_case(case, sample_cluster)


def test_runs_of_any_text_are_found_exactly_where_they_stand(new_engine: Callable[..., SearchEngine]) -> None:
    texts = (
        "第一次會談在板門店韓國一方的和平之家舉行，乾隆年間的著作《幹部之乾坤》藉口徵求後裏裡麵麪發髮鬱。",
        "iPhone手机用C++、C#和.NET写成，CCA061号，TRAK-2导弹，Ⅳ级，㎞和℃，𠮷野家，々〇の日本語、한국어。",
        "a b  c\u00a0d\u3000e\u2003f，\u200b零宽，\x0b控\x85制\u2028行，“引号”‘号’…… — 破折——号",
        "重复重复重复，的的的的的，一二一二一",
    )
    articles = [Article(str(n), f"标题{n}", (Section(0, "", (), text),)) for n, text in enumerate(texts)]
    cluster = new_engine()
    cluster.add(*articles)
    draw = random.Random(5)
    with SearchEngine.in_memory(settings=Settings()) as embedded:
        embedded.add(*articles)
        for _ in range(150):
            text = draw.choice(texts)
            start = draw.randrange(len(text))
            run = text[start : start + draw.randint(1, 12)]
            for query in (run, f'"{run}"'):
                assert answer(cluster, query) == answer(embedded, query), query


def test_the_certificate_finds_nothing_missed(both: tuple[SearchEngine, SearchEngine]) -> None:
    assert both[0].verify(samples=15).misses == ()


def test_what_is_told_of_articles_is_the_same(both: tuple[SearchEngine, SearchEngine]) -> None:
    cluster, embedded = both
    records = embedded.articles()
    assert cluster.articles() == records
    for record in records:
        assert cluster.get(record.id) == embedded.get(record.id)
        assert cluster.categories(record.id) == embedded.categories(record.id)
    assert cluster.get("no such article") is None
    assert cluster.categories("no such article") == ()
    names = [record.title for record in records] + ["没有这样的标题"]
    assert cluster.titled(names).keys() == embedded.titled(names).keys()
    assert (cluster.stats().articles, cluster.stats().sections) == (
        embedded.stats().articles,
        embedded.stats().sections,
    )
    assert cluster.stats().text_bytes == embedded.stats().text_bytes
    assert cluster.check() == []


def test_suggestions_and_similar_sections_are_found(both: tuple[SearchEngine, SearchEngine]) -> None:
    cluster, embedded = both
    assert cluster.suggest("板门") == embedded.suggest("板门")
    first = embedded.articles()[0].id
    assert {hit.id for hit in cluster.similar(first, 0, limit=50)} == {
        hit.id for hit in embedded.similar(first, 0, limit=50)
    }


def test_a_second_run_over_the_same_files_changes_nothing(
    both: tuple[SearchEngine, SearchEngine], owner_seeds: Path
) -> None:
    report = both[0].add(owner_seeds, dry_run=True)
    assert not report.added
    assert len(report.unchanged) == len(list(owner_seeds.iterdir()))


@pytest.fixture(scope="module")
def sample_cluster(new_engine: Callable[..., SearchEngine], case_files: list[Path]) -> SearchEngine:
    """The project's sample articles, in a cluster."""
    engine = new_engine()
    engine.add(*case_files)
    return engine
