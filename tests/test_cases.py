"""The cases under ``tests/cases``, on every back end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wenxun import SearchEngine, SearchResults, Settings
from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend
from wenxun.engine.opening import OpenIndex

CASES = Path(__file__).parent / "cases"
SEEDS = Path(__file__).parent.parent / "seeds"
ALL = [
    pytest.param(case, id=f"{path.parent.name}/{path.stem}: {case['query']}")
    for path in sorted(CASES.rglob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


def seed_files() -> list[Path]:
    """The sample articles, without their README."""
    return sorted(path for path in SEEDS.iterdir() if path.name != "README.md")


@pytest.fixture(scope="module")
def case_engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory(settings=Settings()) as engine:
        engine.add(*seed_files())
        yield engine


@pytest.mark.parametrize("case", ALL)
def test_the_case_holds_on_the_embedded_back_end(case: dict[str, Any], case_engine: SearchEngine) -> None:
    check(case, case_engine.search(case["query"], limit=100))


@pytest.fixture(scope="module")
def reference_engine(reference: ModuleType) -> Iterator[SearchEngine]:
    def open_reference(index: OpenIndex, analyzer: Analyzer) -> Backend:
        backend: Backend = reference.Reference(index._ranking)
        return backend

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OpenIndex, "_open", open_reference)
        with SearchEngine.in_memory(settings=Settings()) as engine:
            engine.add(*seed_files())
            yield engine


@pytest.mark.parametrize("case", ALL)
def test_the_case_holds_on_the_reference_back_end(case: dict[str, Any], reference_engine: SearchEngine) -> None:
    check(case, reference_engine.search(case["query"], limit=100))


def check(case: dict[str, Any], results: SearchResults) -> None:
    """Compare results with what a case promises."""
    titles = [hit.title for hit in results]
    assert results.total == len(titles)
    assert set(case.get("finds", ())) <= set(titles)
    assert not set(case.get("never", ())) & set(titles)
    if "exactly" in case:
        assert sorted(titles) == sorted(case["exactly"])
    if "first" in case:
        assert titles[0] == case["first"]
    for title, marked in case.get("marks", ()):
        hit = next(hit for hit in results if hit.title == title)
        assert marked in [piece.text for piece in hit.sections[0].snippet.pieces if piece.match]
    for typed, added in case.get("adds", ()):
        assert (typed, added) in [(form.typed, form.added) for form in results.added]
