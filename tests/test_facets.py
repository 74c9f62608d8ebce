"""How what was found divides: counts that a reader can rely on, in stretches of time that a reader can take in."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, SearchEngine, SearchResults, Section, TextDate
from wenxun.facets import MOST_PERIODS, _periods, dates_named

TEXTS = (
    "2018年5月26日在板门店", "同年9月", "1953年7月27日", "1990年代", "公元前221年统一", "没有日期",
    "2018年", "1951年、1953年", "20世纪", "公元前3世纪",
)  # fmt: skip
CATEGORIES = ("朝鲜半岛", "朝鮮半島", "历史", "历史 人物", 'A "B" C', "音乐")


@pytest.fixture
def filled(engine: SearchEngine) -> SearchEngine:
    """An engine over articles that name dates and are in categories, at random."""
    draw = random.Random(4)
    engine.add(
        *(
            Article(
                f"a{number:02}",
                f"文章{number}",
                tuple(
                    Section(i, "", (), draw.choice(TEXTS) + draw.choice(["，会谈", "，停战协定在会上签署", ""]))
                    for i in range(draw.randint(1, 4))
                ),
                categories=tuple(draw.sample(CATEGORIES, draw.randint(0, 3))),
            )
            for number in range(60)
        )
    )
    return engine


QUERIES = (
    "会谈",
    "停战协定在会上签署的时候",
    "板门店 会谈",
    '"停战协定"',
    "会谈 -板门店",
    "独角兽 会谈",
    "date:1953",
    "date:1950..1959 会谈",
)


@pytest.mark.parametrize("query", QUERIES)
def test_a_count_is_what_the_query_finds_with_the_category_or_the_time_added(filled: SearchEngine, query: str) -> None:
    facets = filled.search(query).facets
    assert facets.years
    assert facets.periods
    for category in facets.categories:
        if '"' not in category.name:
            assert filled.search(f'{query} category:"{category.name}"').total == category.article_count
        else:
            assert filled.search(f"{query} category:“{category.name}”").total == category.article_count
    for year in facets.years:
        assert filled.search(f"{query} date:{year.year}").total == year.article_count
    for period in facets.periods:
        assert filled.search(f"{query} date:{period}").total == period.article_count
    for article in facets.articles:
        (hit,) = [hit for hit in filled.search(query, limit=100) if hit.id == article.id]
        assert (article.title, article.section_count) == (hit.title, len(hit.sections))


def test_both_scripts_of_a_category_are_one_as_an_article_writes_it(filled: SearchEngine) -> None:
    names = [category.name for category in filled.search("会谈").facets.categories]
    assert len({"朝鲜半岛", "朝鮮半島"}.intersection(names)) == 1
    assert 'A "B" C' in names


def test_facets_count_all_pages_and_are_counted_only_when_asked_for(filled: SearchEngine) -> None:
    pages = [filled.search("会谈", limit=2, offset=offset) for offset in (0, 4)]
    assert pages[0].facets == pages[1].facets
    assert "facets" not in vars(filled.search("会谈"))


def test_articles_level_with_each_other_are_all_listed_or_none(engine: SearchEngine) -> None:
    def article(number: int, sections: int) -> Article:
        texts = [Section(i, "", (), "会谈") for i in range(sections)]
        return Article(f"{number:02}", "", tuple(texts))

    engine.add(*(article(n, 3) for n in range(3)), *(article(n, 2) for n in range(10, 40)))
    assert [(a.id, a.section_count) for a in engine.search("会谈").facets.articles] == [("00", 3), ("01", 3), ("02", 3)]


def test_years_outside_of_the_range_that_was_asked_for_are_left_out(filled: SearchEngine) -> None:
    def years(results: SearchResults) -> list[int]:
        return [year.year for year in results.facets.years]

    assert years(filled.search("会谈")) == [-221, 1951, 1953, 2018]
    assert years(filled.search("会谈 date:1950..1959")) == [1951, 1953]
    assert years(filled.search("date:2018-05")) == [2018]
    assert years(filled.search("会谈 -date:1953")) == [-221, 2018]


@pytest.mark.parametrize("query", ["", "-会谈", "date:1800", "独角兽"])
def test_nothing_found_divides_into_nothing(filled: SearchEngine, query: str) -> None:
    facets = filled.search(query).facets
    assert (facets.categories, facets.years, facets.periods, facets.articles) == ((), (), (), ())


YEARS = st.dictionaries(
    st.one_of(st.integers(-500, -1), st.integers(1, 2199), st.integers(1940, 2020)), st.integers(1, 50), min_size=1
)


@given(YEARS)
def test_periods_follow_each_other_and_take_in_every_year(counts: dict[int, int]) -> None:
    years = sorted(counts.items())
    periods = list(_periods(years))
    assert len(periods) <= MOST_PERIODS
    assert periods[0][0] <= years[0][0]
    assert years[-1][0] <= periods[-1][1]
    assert all(first <= last and first and last for first, last in periods)
    for (_, last), (first, _) in pairwise(periods):
        assert (last, first) == (-1, 1) or first == last + 1
    lengths = {last - first + 1 + (first < 0 < last) * -1 for first, last in periods[1:-1]}
    assert len(lengths) <= 2  # the one in which the common era begins is a year shorter


DAY, SAME_DAY_LATER, MONTH, YEAR = TextDate(2018, 5, 26), TextDate(2019, 5, 26), TextDate(2018, 5), TextDate(2018)


@pytest.mark.parametrize(
    ("passage", "dates", "named"),
    [
        ("5月26日又有一次。", [DAY, YEAR], [DAY]),  # its year stands before the passage
        ("5月又有一次。", [DAY, MONTH], [MONTH]),
        ("5月26日又有一次。", [DAY, SAME_DAY_LATER], []),  # that of which year nothing tells
        ("2018年5月26日和2019年5月26日。", [DAY, SAME_DAY_LATER], [DAY, SAME_DAY_LATER]),
        ("2019年5月26日，2018年。", [YEAR, SAME_DAY_LATER], [SAME_DAY_LATER, YEAR]),  # in the order of the passage
        ("2018年，2018年。", [YEAR], [YEAR]),
        ("2018年5月26日", [YEAR], []),  # what the section does not name as that
        ("6月26日", [DAY], []),
    ],
)
def test_a_passage_names_those_dates_of_its_section_that_it_leaves_no_doubt_of(
    passage: str, dates: list[TextDate], named: list[TextDate]
) -> None:
    assert dates_named(passage, dates) == named
