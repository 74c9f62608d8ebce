"""Values are counted alike: of few articles by looking at their values, of many by looking at those of all."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wenxun.backends.embedded.read.facets import KeywordTable

ARTICLES = 12


@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, ARTICLES - 1)), min_size=1),
    st.sets(st.integers(0, ARTICLES - 1), min_size=1),
)
def test_values_of_what_was_found_are_counted_alike_both_ways(pairs: set[tuple[int, int]], found: set[int]) -> None:
    numbers = {value: number for number, value in enumerate(sorted({value for value, _ in pairs}))}
    held = {(numbers[value], article) for value, article in pairs}
    shifted = np.array(sorted(value << 32 | article for value, article in held), np.int64)
    table = KeywordTable.of([f"值{number}" for number in numbers.values()], shifted, ARTICLES)
    articles = np.array(sorted(found), np.int32)
    marks = np.zeros(ARTICLES, bool)
    marks[articles] = True
    held_by_found = [sum(a in found for value, a in held if value == number) for number in numbers.values()]
    for counts in (table.count_few(articles), table.count_many(marks)):
        assert counts.tolist() == held_by_found
