"""What a chain gets from the retriever."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

from wenxun import SearchEngine
from wenxun.integrations import langchain
from wenxun.integrations.langchain import WenxunRetriever


@pytest.fixture(scope="module")
def retriever(sample_engine: SearchEngine) -> WenxunRetriever:
    return WenxunRetriever(engine=sample_engine)


def test_documents_are_the_best_sections_of_the_hits_in_their_order(
    retriever: WenxunRetriever, sample_engine: SearchEngine
) -> None:
    hits = sample_engine.search("香港", limit=5)
    documents = retriever.invoke("香港")
    assert [each.metadata["article_id"] for each in documents] == [hit.id for hit in hits]
    for document, hit in zip(documents, hits, strict=True):
        article = sample_engine.get(hit.id)
        assert article is not None
        section = article.sections[hit.sections[0].number]
        assert document.page_content == section.text
        assert document.metadata["title"] == hit.title
        assert document.metadata["path"] == list(section.path)
        assert document.id == f"{hit.id}#section-{section.number}"


def test_more_sections_of_an_article_may_be_asked_for(sample_engine: SearchEngine) -> None:
    (hit,) = sample_engine.search("板门店", limit=1)
    documents = WenxunRetriever(engine=sample_engine, limit=1, sections=3).invoke("板门店")
    assert [each.metadata["section"] for each in documents] == [section.number for section in hit.sections[:3]]


def test_nothing_found_is_no_document(retriever: WenxunRetriever) -> None:
    assert retriever.invoke('"独角兽骑士"') == []


def test_it_can_be_asked_asynchronously_and_in_batches(retriever: WenxunRetriever, run_async: Any) -> None:
    expected = retriever.invoke("香港")
    assert run_async(retriever.ainvoke("香港")) == expected
    assert retriever.batch(["香港", "板门店"]) == [expected, retriever.invoke("板门店")]


def test_the_example_of_its_documentation_works() -> None:
    outcome = doctest.testmod(langchain)
    assert (outcome.failed, outcome.attempted) == (0, 6)
