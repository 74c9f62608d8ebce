"""A posting list is the same whether it is decoded by itself or among others, however the index is cut."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.backends.embedded.read import decoded_lists
from wenxun.backends.embedded.read.snapshot import Snapshot
from wenxun.query.tree import Field, Term

CHARACTERS = "茶水山月花龙井"
WORDS = ["山水", "龙井", "花茶", "水月", "井水", "没有"]
TERMS = [
    *(Term("character", character) for character in CHARACTERS + "无"),
    *(Term("bigram", first + second) for first, second in product(CHARACTERS, repeat=2)),
    *(Term("word", word) for word in WORDS),
    Term("keyword", "tag\x1f茶"),
    Term("keyword", "tag\x1f无"),
    Term("article", "003"),
    Term("article", "无"),
]


def drawn(rng: random.Random, most: int) -> str:
    return "".join(rng.choice(CHARACTERS) for _ in range(rng.randint(0, most)))


@pytest.fixture(params=[(1, 0), (1, 7), (3, 0), (3, 7)], ids=lambda each: f"{each[0]} segments, {each[1]} deleted")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    rng = random.Random(5)
    segments, deleted = request.param
    everything = [
        Article(
            f"{place:03}",
            drawn(rng, 4),
            tuple(Section(n, "", (drawn(rng, 3),), drawn(rng, 30) + "月" * rng.choice([0, 20])) for n in range(2)),
            tags=("茶",) if place % 3 else (),
        )
        for place in range(90)
    ]
    with SearchEngine(tmp_path_factory.mktemp("lists") / "index") as engine:
        for place in range(segments):
            engine.add(*everything[place::segments])
        engine.delete(*(f"{place:03}" for place in range(deleted)))
        assert engine.stats().segments == segments
        return engine.location


def snapshot_of(folder: str) -> Snapshot:
    snapshot: Snapshot = SearchEngine(folder)._backend._snapshot
    return snapshot


def read(snapshot: Snapshot, terms: Sequence[Term], field: Field | None) -> list[list[list[int]]]:
    return [[part.tolist() for part in each.scored()] for each in snapshot.posting_lists(terms, field)]


@pytest.mark.parametrize("field", [None, *Field])
def test_lists_that_are_decoded_together_are_those_decoded_alone(
    folder: str, field: Field | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = [term for term in TERMS if field is None or term.stream not in ("keyword", "article")]
    monkeypatch.setattr(decoded_lists, "_FEWEST_TOGETHER", len(terms) + 1)
    alone = read(snapshot_of(folder), terms, field)
    assert any(rows for rows, _ in alone)
    for most_together in (10, 1_000_000):
        monkeypatch.setattr(decoded_lists, "_FEWEST_TOGETHER", 1)
        monkeypatch.setattr(decoded_lists, "_POSTINGS_TOGETHER", most_together)
        assert read(snapshot_of(folder), terms, field) == alone


def test_of_terms_that_must_all_be_there_nothing_is_decoded_where_one_is_nowhere(folder: str) -> None:
    snapshot = snapshot_of(folder)
    here, there, nowhere = Term("character", "茶"), Term("character", "水"), Term("character", "无")
    groups = [(here, nowhere), (there,), (nowhere,), (Term("article", "020"), there)]
    for _ in range(2):  # what is kept is no other
        found = snapshot.lists_of_groups(groups)
        assert [[each.count for each in lists] for lists in found] == [
            [],
            [snapshot.posting_lists([there])[0].count],
            [],
            [2, snapshot.posting_lists([there])[0].count],
        ]
        assert snapshot.lists.get(here) is None
