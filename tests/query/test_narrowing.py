"""A query that is narrowed down by a click is one that the reader could have typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.query.language import MAX_CLAUSES, MAX_TYPED_CHARS, parse
from wenxun.query.narrowing import Filter, Narrowing
from wenxun.query.syntax import Condition

PIECES = st.sampled_from(
    ["OR", "AND", "NOT", "-", '"', "“", "”", "「", "」", "*", "|", ":", "title:", "date:2018", 'category:"茶 道"',
     "category:茶", "-date:1999", " ", "\u3000", "词", "板门店", "a", "1", "\x00"]
)  # fmt: skip
TYPED = st.lists(PIECES, max_size=12).map(" ".join)


def within(typed: str, date: str) -> str:
    return Narrowing(typed).within(date)


def filters(typed: str) -> tuple[Filter, ...]:
    return Narrowing(typed).filters


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("板门店", "板门店 date:2018"),
        ("", "date:2018"),
        ("板门店 date:1990s", "板门店 date:2018"),
        ("日期：1953 板门店 date:1951..", "板门店 date:2018"),
        ('date:"1953 年" 板门店', "板门店 date:2018"),
        ("板门店 -date:1953", "板门店 -date:1953 date:2018"),
        ("date:1953 OR 板门店", "date:1953 OR 板门店 date:2018"),
        ("板门店 OR", "date:2018 板门店 OR"),
        ("板门店 NOT", "date:2018 板门店 NOT"),
    ],
)
def test_another_time_takes_the_place_of_the_one_before(typed: str, expected: str) -> None:
    assert within(typed, "2018") == expected


def test_a_filter_can_be_taken_away_alone() -> None:
    found = filters('date:2018..2019 板门店 category:"朝鲜 战争" 会谈 -date:1953')
    assert [(each.kind, each.text) for each in found] == [("date", "2018..2019"), ("category", "朝鲜 战争")]
    assert [each.without for each in found] == [
        '板门店 category:"朝鲜 战争" 会谈 -date:1953',
        "date:2018..2019 板门店 会谈 -date:1953",
    ]


@pytest.mark.parametrize("typed", ['category:"茶"道', "category:“朝鲜 战争”会谈 板门店", 'title:x category:"茶"*'])
def test_a_filter_that_is_glued_to_text_cannot_be_taken_away_alone(typed: str) -> None:
    assert filters(typed) == ()


@given(TYPED)
def test_whatever_was_typed_the_filter_is_in_force_and_the_rest_is_as_it_was(typed: str) -> None:
    assert not [each for each in filters(Narrowing(typed).without_dates) if each.kind == "date"]
    narrowed = within(typed, "1953")
    leaves = [
        clause
        for clause in parse(narrowed).wanted
        if isinstance(clause, Condition) and clause.article_field.name == "date"
    ]
    assert [leaf.text for leaf in leaves if leaf.text == "1953"] == ["1953"]
    assert {each.text for each in filters(narrowed) if each.kind == "date"} == {"1953"}
    assert filters(Narrowing(typed).without_filters) == ()


@pytest.mark.parametrize("typed", ["会" * MAX_TYPED_CHARS, " OR ".join(f"第{n}次" for n in range(MAX_CLAUSES))])
def test_a_query_that_is_as_long_as_may_be_can_be_shown_with_what_would_narrow_it_down(typed: str) -> None:
    narrowing = Narrowing(typed)
    assert typed in narrowing.within("1953")
