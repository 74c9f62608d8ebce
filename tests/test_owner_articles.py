"""The owner's five real articles: each query finds the articles that hold it, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxun import SearchEngine
from wenxun.analysis.folding import fold_string

SUMMITS = "朝韩首脑会晤"
MAY = "2018年5月南北韓首腦會談"
SEPTEMBER = "2018年9月南北韓首腦會談"
SINGAPORE = "2018年朝美首脑会晤"
OFFICE = "南北共同聯絡辦公室"


def test_each_article_has_its_title(owner_engine: SearchEngine) -> None:
    assert {record.title for record in owner_engine.articles()} == {SUMMITS, MAY, SEPTEMBER, SINGAPORE, OFFICE}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("板门店", {SUMMITS, MAY, SEPTEMBER, SINGAPORE, OFFICE}),
        ("板門店", {SUMMITS, MAY, SEPTEMBER, SINGAPORE, OFFICE}),
        ('"和平之家"', {SUMMITS, MAY, SEPTEMBER, SINGAPORE}),
        ("金與正", {MAY, SEPTEMBER}),
        ("川金會", {SINGAPORE}),
    ],
)
def test_a_query_finds_the_articles_that_hold_it(owner_engine: SearchEngine, query: str, titles: set[str]) -> None:
    results = owner_engine.search(query, limit=20)
    assert {hit.title for hit in results} == titles
    assert results.total == len(titles)
    run = fold_string(query.strip('"'))
    for hit in results:
        article = owner_engine.get(hit.id)
        assert article is not None
        assert run in fold_string(article.text)


@pytest.mark.parametrize("query", ["首腦會談", "首脑会谈", "联络办公室"])
def test_articles_that_hold_the_run_come_with_the_marks_on_their_own_characters(
    owner_engine: SearchEngine, query: str
) -> None:
    results = owner_engine.search(query, limit=20)
    run = fold_string(query)
    holders = {
        record.title
        for record in owner_engine.articles()
        if (article := owner_engine.get(record.id)) is not None and run in fold_string(article.text)
    }
    assert holders <= {hit.title for hit in results}
    for hit in results:
        section = hit.sections[0]
        article = owner_engine.get(hit.id)
        assert article is not None
        marked = [piece.text for piece in section.snippet.pieces if piece.match]
        assert marked
        assert all(text in article.sections[section.number].text for text in marked)


def test_both_scripts_give_the_same_answer(owner_engine: SearchEngine) -> None:
    for one, other in (("板门店", "板門店"), ("首腦會談", "首脑会谈"), ("联络办公室", "聯絡辦公室")):
        first, second = (owner_engine.search(query, limit=20) for query in (one, other))
        assert [(hit.id, hit.score) for hit in first] == [(hit.id, hit.score) for hit in second]


def test_nothing_is_missed_in_the_owner_articles(owner_engine: SearchEngine) -> None:
    certificate = owner_engine.verify(samples=150, seed=3)
    assert certificate.asked > 500
    assert certificate.misses == ()


def test_nothing_is_missed_in_the_other_real_articles(shared_data: Path, engine: SearchEngine) -> None:
    engine.add(shared_data / "articles")
    certificate = engine.verify(samples=150, seed=4)
    assert certificate.asked > 500
    assert certificate.misses == ()
