"""What has a hash is found by it, in whatever portions the hashes came."""

from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wenxun.backends.embedded.format.article_ids import HashTable

FEW_HASHES = st.lists(st.integers(0, 9), max_size=8)


@given(st.lists(FEW_HASHES, max_size=12), FEW_HASHES)
def test_all_numbers_with_a_hash_are_found(portions: list[list[int]], wanted: list[int]) -> None:
    table = HashTable()
    for portion in portions:
        table.add(np.array(portion, np.uint64))
    held = list(chain.from_iterable(portions))
    found = sorted(table.find(np.array(wanted, np.uint64)))
    assert found == sorted((p, n) for p, each in enumerate(wanted) for n, hashed in enumerate(held) if hashed == each)
