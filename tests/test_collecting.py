"""Building an index looks for cycles less often, and leaves Python as it was."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from wenxun import Article, SearchEngine, SearchResults
from wenxun.collecting import BUILDING, rare_collections

USUAL = (700, 10, 10)


@pytest.fixture(autouse=True)
def _usual_thresholds() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)


def test_thresholds_are_as_before_when_the_last_block_ends_in_whatever_order() -> None:
    first, second = rare_collections(), rare_collections()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold()[0] > USUAL[0]
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] > USUAL[0]
    second.__exit__(None, None, None)
    assert gc.get_threshold() == USUAL


def test_of_blocks_in_each_other_the_one_that_looks_least_often_counts() -> None:
    with rare_collections(BUILDING):
        with rare_collections():
            assert gc.get_threshold()[0] == BUILDING
        assert gc.get_threshold()[0] == BUILDING
    with rare_collections():
        assert USUAL[0] < gc.get_threshold()[0] < BUILDING


def test_a_block_in_another_thread_does_not_keep_them() -> None:
    with rare_collections():
        other = threading.Thread(target=_one_block)
        other.start()
        other.join()
        assert gc.get_threshold()[0] > USUAL[0]
    assert gc.get_threshold() == USUAL


def _one_block() -> None:
    with rare_collections():
        pass


def test_who_has_turned_the_collector_off_finds_it_off() -> None:
    gc.set_threshold(0, 10, 10)
    with rare_collections():
        assert gc.get_threshold()[0] == 0
    assert gc.get_threshold()[0] == 0


def test_adding_articles_leaves_the_thresholds_alone() -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("a", "茶", text="水温八十度。"))
    assert gc.get_threshold() == USUAL


@pytest.mark.parametrize("typed", ["水温", '"水温八十度"', "title:茶 水温", "date:2018 水温", "水* -咖啡"])
def test_results_that_nobody_has_any_more_leave_nothing_for_the_collector(typed: str) -> None:
    articles = [
        Article(f"{number}", f"茶{number}", text=f"水温八十度，泡{number}分钟。2018年5月26日。") for number in range(3)
    ]
    with SearchEngine.in_memory() as engine:
        engine.add(*articles)
        _read_all(engine.search(typed))  # what is kept for the next one is made
        gc.collect()
        gc.disable()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            _read_all(engine.search(typed))
            gc.collect()
            left = {type(each).__qualname__ for each in gc.garbage if type(each).__module__.startswith("wenxun")}
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.enable()
    assert not left


def _read_all(results: SearchResults) -> None:
    assert results.to_dict()["hits"]
    assert results.facets
    assert all(section.dates for hit in results for section in hit.sections)
    assert all(hit.about and section.page is None for hit in results for section in hit.sections)
