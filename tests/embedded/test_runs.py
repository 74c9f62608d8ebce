"""Occurrences become the same postings, however small the buffer that they went through."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.terms import Field
from search.backends.embedded.runs import SECTION_BITS, RunBuffer, merge_runs, tally_counts

SMALLEST_BUFFER = 8 * 1024
CAPS = (3, 3, 15)
OCCURRENCES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from(Field)), max_size=40)


def postings(folder: Path, streams: list[np.ndarray], buffer_bytes: int) -> dict[tuple[int, int], tuple[int, ...]]:
    """Term (with its stream) and section to the counts in the three fields."""
    buffer = RunBuffer(folder, "run", buffer_bytes)
    for stream, occurrences in enumerate(streams):
        buffer.add(stream, occurrences[:, 0], occurrences[:, 1], occurrences[:, 2])
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    last = -1
    for run in merge_runs(buffer.finish()):
        assert int(run.keys[0]) > last
        assert (run.keys[1:] > run.keys[:-1]).all()
        last = int(run.keys[-1])
        counts = zip(*(count.tolist() for count in tally_counts(run.tallies)), strict=True)
        for key, count in zip(run.keys.tolist(), counts, strict=True):
            found[key >> SECTION_BITS, key & ((1 << SECTION_BITS) - 1)] = count
    buffer.discard()
    assert list(folder.iterdir()) == []
    return found


def expected(streams: list[np.ndarray]) -> dict[tuple[int, int], tuple[int, ...]]:
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for stream, occurrences in enumerate(streams):
        counter = Counter(map(tuple, occurrences.tolist()))
        for value, section, _ in counter:
            counts = (min(counter[value, section, field], cap) for field, cap in zip(Field, CAPS, strict=True))
            found[(stream << 36) | value, section] = tuple(counts)
    return found


@given(st.lists(OCCURRENCES, min_size=1, max_size=4), st.integers(1, 300))
def test_postings_count_each_term_in_each_field(
    tmp_path_factory: pytest.TempPathFactory, streams: list[list[tuple[int, int, int]]], times: int
) -> None:
    arrays = [np.tile(np.array(each, np.int64).reshape(-1, 3), (times, 1)) for each in streams]
    assert postings(tmp_path_factory.mktemp("runs"), arrays, SMALLEST_BUFFER) == expected(arrays)


@pytest.mark.parametrize("buffer_bytes", [SMALLEST_BUFFER, 64 << 10, 8 << 20])
def test_a_section_that_is_split_between_runs_is_counted_once(tmp_path: Path, buffer_bytes: int) -> None:
    draw = np.random.default_rng(1)
    streams = [
        np.stack([draw.integers(0, 30, 9_000), np.sort(draw.integers(0, 50, 9_000)), draw.integers(0, 3, 9_000)], 1)
        for _ in range(3)
    ]
    assert postings(tmp_path, streams, buffer_bytes) == expected(streams)


@pytest.mark.parametrize("field", Field)
def test_a_character_that_stands_millions_of_times_in_one_text_is_counted_to_the_cap(
    tmp_path: Path, field: Field
) -> None:
    count = 2_200_000
    occurrences = np.stack([np.full(count, 7), np.zeros(count, np.int64), np.full(count, int(field))], 1)
    counts = [0, 0, 0]
    counts[field] = CAPS[field]
    assert postings(tmp_path, [occurrences], 64 << 20) == {(7, 0): tuple(counts)}
