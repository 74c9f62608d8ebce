"""What is read from a log of queries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wenxun.query_log import LoggedQuery, count_queries, log_line, read_log

START = datetime(2030, 5, 26, 9, 0, tzinfo=UTC)


def logged(*queries: tuple[float, str, int]) -> list[LoggedQuery]:
    return [LoggedQuery(START + timedelta(seconds=at), query, total, 1.0) for at, query, total in queries]


def counted(*queries: tuple[float, str, int]) -> list[tuple[str, int, int]]:
    return [(each.query, each.times, each.total) for each in count_queries(logged(*queries))]


@given(st.text(), st.integers(0, 10**6))
def test_what_is_logged_is_read_again(query: str, total: int) -> None:
    (found,) = read_log([log_line(query, total=total, took_ms=1.5)])
    assert (found.query, found.total, found.took_ms) == (query.strip(), total, 1.5)


def test_the_most_frequent_query_comes_first_with_its_last_total() -> None:
    assert counted((0, "茶", 0), (60, "瓷", 2), (120, "茶", 3)) == [("茶", 2, 3), ("瓷", 1, 2)]


def test_beginnings_of_a_query_do_not_count() -> None:
    typing = [(0.0, "b", 0), (0.4, "板", 3), (0.8, "板门", 2), (1.2, "板门店", 1)]
    assert counted(*typing) == [("板门店", 1, 1), ("b", 1, 0)]
    assert counted((0, "板门店", 1), (0.5, "板门", 2), (1, "板门店", 1)) == [("板门店", 1, 1)]
    assert counted((0, "板门", 2), (4, "板门店", 1)) == [("板门店", 1, 1), ("板门", 1, 2)]


def test_two_readers_who_type_at_once_are_both_counted() -> None:
    assert counted((0, "茶", 1), (0.1, "瓷", 1), (0.2, "茶叶", 1), (0.3, "瓷器", 1)) == [("瓷器", 1, 1), ("茶叶", 1, 1)]


@given(st.lists(st.tuples(st.floats(0, 9), st.text("ab", max_size=3), st.integers(0, 2))))
def test_the_last_query_always_counts(queries: list[tuple[float, str, int]]) -> None:
    in_order = sorted(queries)
    if in_order:
        assert in_order[-1][1] in [query for query, _, _ in counted(*in_order)]


def test_what_is_no_line_of_the_log_is_left_out() -> None:
    line = log_line("茶", total=1, took_ms=1)
    assert [each.query for each in read_log([line, line[:20], "", "[]", "7", '{"time": 1}', line])] == ["茶", "茶"]
