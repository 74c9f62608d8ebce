"""What is coded comes out again, one list or many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.backends.embedded.format.eliasfano import (
    decode_list,
    decode_lists,
    encode_lists,
    find_in_lists,
    ranks,
    sizes_bytes,
)

UNIVERSES = st.integers(1, 5_000) | st.sampled_from([1 << 16, (1 << 22) - 1, 1 << 22])


@st.composite
def lists(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    """A universe and increasing lists of numbers below it; some sparse, some with every number."""
    universe = draw(UNIVERSES)
    one = st.sets(st.integers(0, universe - 1), min_size=1, max_size=60).map(sorted)
    dense = st.just(list(range(min(universe, 300))))
    return universe, draw(st.lists(one | dense, min_size=1, max_size=8))


def coded(universe: int, numbers: list[list[int]]) -> tuple[np.ndarray, ...]:
    counts = np.array([len(each) for each in numbers])
    return counts, *encode_lists(np.concatenate([np.array(n, np.int64) for n in numbers]), counts, universe)


@given(lists())
def test_many_lists_come_back_as_they_were(case: tuple[int, list[list[int]]]) -> None:
    universe, numbers = case
    counts, high, low, _, _ = coded(universe, numbers)
    assert decode_lists(high, low, counts, universe).tolist() == [n for each in numbers for n in each]


@given(lists())
def test_one_list_comes_back_from_where_it_starts(case: tuple[int, list[list[int]]]) -> None:
    universe, numbers = case
    _, high, low, high_size, low_size = coded(universe, numbers)
    high_start = low_start = 0
    for each, high_bytes, low_bytes in zip(numbers, high_size.tolist(), low_size.tolist(), strict=True):
        parts = high[high_start : high_start + high_bytes], low[low_start : low_start + low_bytes]
        block = np.concatenate([*parts, np.full(20, 255, np.uint8)])  # what follows must not matter
        found, size = decode_list(block, len(each), universe)
        assert (found.tolist(), size) == (each, high_bytes + low_bytes)
        high_start, low_start = high_start + high_bytes, low_start + low_bytes


@given(lists(), st.data())
def test_numbers_are_found_in_lists_that_are_not_decoded(
    case: tuple[int, list[list[int]]], data: st.DataObject
) -> None:
    universe, numbers = case
    counts, high, low, _, _ = coded(universe, numbers)
    known = st.sampled_from([n for each in numbers for n in each])
    wanted = data.draw(st.lists(known | st.integers(0, universe - 1), max_size=20))
    found = find_in_lists(high, low, counts, universe, np.array(wanted, np.int64))
    expected = [
        (number, place, each.index(n))
        for number, each in enumerate(numbers)
        for place, n in enumerate(wanted)
        if n in each
    ]
    assert list(zip(*(part.tolist() for part in found), strict=True)) == expected


@given(lists(), st.data())
def test_a_list_that_is_damaged_ends_no_look_up_in_numbers_it_has_not(
    case: tuple[int, list[list[int]]], data: st.DataObject
) -> None:
    universe, numbers = case
    counts, high, low, _, _ = coded(universe, numbers)
    damaged = high.copy()
    damaged[data.draw(st.integers(0, len(high) - 1))] ^= data.draw(st.integers(1, 255))
    wanted = np.arange(min(universe, 200))
    try:
        lists_found, _, places = find_in_lists(damaged, low, counts, universe, wanted)
    except (ValueError, LookupError):
        return
    assert (places >= 0).all() and (places < counts[lists_found]).all()


@given(st.binary(min_size=1, max_size=20), st.data())
def test_bits_are_counted_up_to_any_of_them(data: bytes, draw: st.DataObject) -> None:
    places = draw.draw(st.lists(st.integers(0, len(data) * 8 - 1)))
    bits = [data[place >> 3] >> (place & 7) & 1 for place in range(len(data) * 8)]
    is_set, before = ranks(np.frombuffer(data, np.uint8), np.array(places, np.int64))
    assert is_set.tolist() == [bool(bits[place]) for place in places]
    assert before.tolist() == [sum(bits[:place]) for place in places]


@given(lists())
def test_the_sizes_of_a_list_follow_from_its_length(case: tuple[int, list[list[int]]]) -> None:
    universe, numbers = case
    counts, high, low, high_size, low_size = coded(universe, numbers)
    assert (high_size.sum(), low_size.sum()) == (len(high), len(low))
    expected = sizes_bytes(counts, universe)
    assert (expected[0].tolist(), expected[1].tolist()) == (high_size.tolist(), low_size.tolist())


@pytest.mark.parametrize(("count", "universe"), [(1, 1 << 22), (1000, 1 << 22), (100_000, 1 << 20)])
def test_a_number_takes_little_more_than_its_information(count: int, universe: int) -> None:
    size = sum(int(part[0]) for part in sizes_bytes(np.array([count]), universe))
    assert size * 8 <= count * (2.5 + np.log2(universe / count)) + 24
