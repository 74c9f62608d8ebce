"""A query takes no longer than it may: what was found by then is the answer, and says so."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.budget import Budget
from wenxun.settings import Settings


@pytest.fixture
def engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory(settings=Settings(query_budget_ms=60_000)) as engine:
        texts = (f"alpha{number} beta{number % 7} 茶與水的故事" for number in range(200))
        engine.add(*(Article(str(n), f"文{n}", (Section(0, "", (), text),)) for n, text in enumerate(texts)))
        yield engine


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every budget is over as soon as it is asked."""

    def over(self: Budget) -> bool:
        self.is_complete = False
        return True

    monkeypatch.setattr(Budget, "is_over", over)


def test_an_answer_that_had_its_time_is_complete() -> None:
    with SearchEngine.in_memory() as engine:
        engine.add(Article("1", "茶", (Section(0, "", (), "alpha 茶"),)))
        results = engine.search("alp* OR 茶")
        assert results.complete
        assert results.to_dict()["complete"] is True


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("typed", ["alpha*", "alpha* OR beta*", "title:alpha* OR 茶*", '("茶與水" OR "水的故事")'])
def test_what_was_left_out_is_said_so(engine: SearchEngine, typed: str) -> None:
    results = engine.search(typed)
    assert not results.complete
    assert results.to_dict()["complete"] is False


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("typed", ["茶 -alpha1*", "茶 -(alpha1* OR beta*)"])
def test_nothing_is_shown_that_an_exclusion_might_have_left_out(engine: SearchEngine, typed: str) -> None:
    assert not engine.search(typed).hits


@pytest.mark.usefixtures("late")
def test_words_alone_are_found_however_late_it_is(engine: SearchEngine) -> None:
    results = engine.search("茶與水")
    assert len(results.hits) == 10


def test_a_prefix_finds_what_its_words_find_one_by_one(engine: SearchEngine) -> None:
    prefix = {hit.id for hit in engine.search("alpha1*", limit=200)}
    assert prefix == {str(n) for n in range(200) if str(n).startswith("1")}
    assert {hit.id for hit in engine.search("alpha1*", limit=200)} == prefix  # from the cache


def test_the_time_starts_anew_for_what_is_counted_later(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    results = engine.search('"茶與水的故事"')
    now = time.perf_counter() + 3600  # long after the search
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    assert results.total == 200
    assert results.complete
