"""Characters of a query that are looked up in their coded lists score as those whose lists are decoded."""

from __future__ import annotations

import random

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.backends.embedded.read import window

CHARACTERS = "茶水山月花龙井湖春江"


def drawn(rng: random.Random, most: int) -> str:
    return "".join(rng.choice(CHARACTERS) for _ in range(rng.randint(1, most)))


def articles(rng: random.Random) -> list[Article]:
    """Articles whose characters stand in titles, headings and bodies, once or more often than is counted."""
    return [
        Article(
            f"{place:03}",
            drawn(rng, 4),
            tuple(Section(n, "", (drawn(rng, 3),), drawn(rng, 40) + "茶" * rng.choice([0, 0, 20])) for n in range(2)),
        )
        for place in range(120)
    ]


def answer(engine: SearchEngine, query: str) -> list[object]:
    results = engine.search(query, limit=15)
    sections = [[(each.number, each.score) for each in hit.sections] for hit in results]
    return [results.total, [(hit.id, hit.score) for hit in results], sections]


@pytest.fixture(params=[1, 3], ids=lambda count: f"{count} segments")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    made = SearchEngine(tmp_path_factory.mktemp("window") / "index")
    everything = articles(random.Random(7))
    for place in range(request.param):
        made.add(*everything[place :: request.param])
    assert made.stats().segments == request.param
    return made


@pytest.mark.parametrize("deleted", [0, 5])
def test_the_first_query_with_a_character_and_the_next_ones_score_alike(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, deleted: int
) -> None:
    engine.delete(*(f"{place:03}" for place in range(deleted)))
    assert (engine.stats().deleted_sections > 0) == (deleted > 0)
    rng = random.Random(3)
    queries = [drawn(rng, 8) for _ in range(40)]
    expected = [answer(engine, query) for query in queries]
    monkeypatch.setattr(window, "_LONG_LIST", 0)
    for query, decoded in zip(queries, expected, strict=True):
        with SearchEngine(engine.location) as fresh:
            assert [answer(fresh, query), answer(fresh, query)] == [decoded, decoded]
