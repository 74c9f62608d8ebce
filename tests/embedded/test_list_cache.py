"""The memory for decoded posting lists is what the setting says, however long they are and whatever they keep."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

from wenxun.backends.embedded.read.list_cache import ListCache
from wenxun.backends.embedded.read.posting_list import PostingList
from wenxun.query.tree import Term

ROWS = 100_000
MOST_BYTES = 2 << 20


def term(number: int) -> Term:
    return Term("word", f"词{number}")


def posting_list(count: int) -> PostingList:
    return PostingList(np.arange(count, dtype=np.int64), np.full(count, 7, np.int32), ROWS)


@pytest.mark.parametrize("count", [0, 1, 5, 100, 5_000, ROWS], ids=lambda count: f"{count} rows")
@pytest.mark.parametrize("has_heads", [False, True], ids=["", "with heads"])
def test_lists_take_as_much_memory_as_is_counted(count: int, has_heads: bool) -> None:
    posting_list(count).best(10)  # what is made once is made now
    gc.collect()
    tracemalloc.start()
    try:
        cache: ListCache[Term] = ListCache(MOST_BYTES)
        for number in range(20_000):
            postings = posting_list(count)
            cache.add({term(number): postings})
            if has_heads:
                cache.best(postings, 10)
            if cache.size_bytes > MOST_BYTES * 0.9:
                break
        del postings
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cache.size_bytes == pytest.approx(taken, rel=0.1)


def test_the_oldest_lists_go_when_the_memory_is_full() -> None:
    cache: ListCache[Term] = ListCache(MOST_BYTES)
    for number in range(200):
        cache.add({term(number): posting_list(5_000)})
        assert cache.size_bytes <= MOST_BYTES
    kept = [number for number in range(200) if cache.get(term(number)) is not None]
    assert kept == list(range(kept[0], 200)) and 0 < kept[0] < 190


def test_a_list_that_fills_the_memory_alone_is_not_kept() -> None:
    cache: ListCache[Term] = ListCache(1_000)
    cache.add({term(1): posting_list(5_000), term(2): posting_list(3)})
    assert cache.get(term(1)) is None and cache.get(term(2)) is not None


def test_what_a_list_that_has_gone_keeps_is_not_counted() -> None:
    cache: ListCache[Term] = ListCache(MOST_BYTES)
    first = posting_list(100)
    cache.add({term(0): first})
    for number in range(1, 200):
        cache.add({term(number): posting_list(5_000)})
    before = cache.size_bytes
    cache.best(first, 10)
    assert cache.get(term(0)) is None and cache.size_bytes == before
