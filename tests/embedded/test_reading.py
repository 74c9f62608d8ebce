"""Sections that may have a quoted run are read once, in however many ways the run is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from wenxun import Article, SearchEngine
from wenxun.backends.embedded.format.folded_texts import FoldedTexts

BODIES = (
    *("滿二十年的住宅", "住了20年", "住了 20 年多", "三十年", "每年二十次", "年二十", "一百二十年代"),
    *("第十三條之規定", "依第13條辦理", "見第 13 條", "第十四條", "第卅三條第十三項"),
    *("三分之一以上", "1/3 以上", "分之", "3分之2", "三分之二"),
)


@pytest.fixture
def engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as made:
        made.add(*(Article(f"{place:02}", title=f"文{place}", text=text) for place, text in enumerate(BODIES)))
        yield made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sections whose texts are read."""
    numbers: list[int] = []
    containing = FoldedTexts.containing

    def noted(self: FoldedTexts, column: str, wanted: npt.NDArray[np.int64], *runs: str) -> npt.NDArray[np.bool_]:
        if column == "body":
            numbers.extend(wanted.tolist())
        return containing(self, column, wanted, *runs)

    monkeypatch.setattr(FoldedTexts, "containing", noted)
    return numbers


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"二十年"', [0, 1, 2, 6]),
        ('"20年"', [0, 1, 2, 6]),
        ('"第十三條"', [7, 8, 9]),
        ('"第13條"', [7, 8, 9]),
        ('"三分之一"', [12, 13]),
    ],
)
def test_no_section_is_read_again_for_another_way_to_write_a_number(
    engine: SearchEngine, read: list[int], typed: str, found: Sequence[int]
) -> None:
    results = engine.search(typed, limit=50)
    assert sorted(int(hit.id) for hit in results) == list(found)
    assert len(read) == len(set(read))
