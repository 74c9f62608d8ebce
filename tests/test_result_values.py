"""Results are values: they can be copied, sent to other processes and taken apart."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError, asdict, fields, replace
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.models import Element, Span
from wenxun.presentation import search_body


@pytest.fixture
def filled(engine: SearchEngine) -> SearchEngine:
    engine.add(
        Article(
            "a", "會談", (Section(0, "", (), "2018年的會談。"), Section(1, "後", ("後",), "會談以後。")), tags=("史",)
        ),
        Article("b", "別的", (Section(0, "", (), "另一次會談。"),), published="2020-01-01"),
    )
    return engine


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copy_is_equal_and_needs_no_index(filled: SearchEngine, copied: Callable[[Any], Any]) -> None:
    results = filled.search("会谈")
    same = copied(results)
    best = results[0].sections[0]
    hit, section, snippet = copied(results[0]), copied(best), copied(best.snippet)
    expected = asdict(results)
    filled.delete("a", "b")
    filled.close()
    assert same == results
    assert (asdict(same), hit, section) == (expected, results[0], results[0].sections[0])
    assert snippet.to_text() == results[0].sections[0].snippet.to_text()


@pytest.mark.parametrize("value", [Span(2, 5), Element("code", Span(2, 5), "python", 1), Element("bold", Span(0, 1))])
def test_places_and_elements_are_values_that_nothing_changes(value: Span | Element) -> None:
    given = {each.name: getattr(value, each.name) for each in fields(value)}
    for same in (copy.deepcopy(value), pickle.loads(pickle.dumps(value)), replace(value), type(value)(**given)):
        assert same == value and hash(same) == hash(value) and asdict(same) == asdict(value)
    for name in given:
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, given[name])
    assert sorted([Span(1, 4), Span(1, 2), Span(0, 9)]) == [Span(0, 9), Span(1, 2), Span(1, 4)]
    assert len(Span(2, 5)) == 3


def test_hits_can_be_put_into_sets(filled: SearchEngine) -> None:
    results = filled.search("会谈")
    assert len({*results, *filled.search("会谈")}) == len(results) == 2
    assert len({results, copy.deepcopy(results), results[0].sections[0]}) == 2


def test_results_are_plain_data(filled: SearchEngine) -> None:
    results = filled.search("会谈")
    whole = asdict(results)
    assert whole["total"] == 2
    assert whole["hits"][0]["sections"][0]["snippet"]["pieces"]
    assert whole["hits"][0]["about"]["tags"] in [("史",), ()]
    for value in (results, results[0], results[0].sections[0]):
        assert not [each.name for each in fields(value) if each.name.startswith("_")]
        assert "lambda" not in repr(value) and "partial" not in repr(value)


def test_results_go_to_other_processes(filled: SearchEngine) -> None:
    results = filled.search("会谈")
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(len, pickle.dumps(results)).result() > 0
        assert pool.submit(list, results).result() == list(results)


def test_a_dictionary_is_what_json_and_http_give(filled: SearchEngine) -> None:
    results = filled.search("会谈", facets=True)
    assert results.to_dict() == search_body(results)
    assert results.to_dict(facets=True, sections=1) == search_body(results, facets=True, sections=1)
    assert json.loads(json.dumps(results.to_dict(facets=True)))["facets"]["fields"]["tag"] == [
        {"value": "史", "articles": 1}
    ]


def test_an_empty_answer_is_a_value_too(filled: SearchEngine) -> None:
    results = filled.search("  ")
    assert pickle.loads(pickle.dumps(results)) == results
    assert results.message and not results


def test_passages_have_sentences_around_where_the_search_asked_for_them(engine: SearchEngine) -> None:
    engine.add(Article("a", "", (Section(0, "", (), "天晴。" * 60 + "風起。會談開始。雨停。" + "夜深。" * 60),)))
    plain, around = (engine.search("会谈", sentences_around=count)[0].sections[0].snippet.to_text() for count in (0, 1))
    assert len(around) > len(plain)
    assert around.strip("…").startswith(("風起。", "天晴。"))
