"""Thousands of articles that answer alike are listed by their ids, on every page."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from wenxun import Article, SearchEngine, Section

COUNT = 2_600
IDS = sorted(f"{number:x}" for number in range(COUNT))


@pytest.fixture(scope="module")
def engine() -> Iterator[SearchEngine]:
    drawn = random.Random(7).sample(IDS, COUNT)
    with SearchEngine.in_memory() as engine:
        for part in (drawn[: COUNT // 2], drawn[COUNT // 2 :]):  # two segments
            engine.add(*(Article(each, "文", tuple(Section(n, "", (), "茶與水。") for n in range(2))) for each in part))
        yield engine


@pytest.mark.parametrize("offset", [0, 15, 20, 990, 1_000, 1_700, COUNT - 5])
@pytest.mark.parametrize(
    ("typed", "options"),
    [("茶", {}), ('"茶與水"', {}), ("茶*", {}), ("", {"sort": "updated"}), ("", {"sort": "-title"})],
)
def test_level_articles_come_by_their_ids(
    engine: SearchEngine, typed: str, options: dict[str, str], offset: int
) -> None:
    results = engine.search(typed, offset=offset, limit=20, sort=options.get("sort", "relevance"))
    assert [hit.id for hit in results] == IDS[offset : offset + 20]
    assert results.total == COUNT
