"""What a chain gets from the retriever."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section, WenxunError
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


@pytest.mark.parametrize(
    "question",
    [
        "板门店" + "的和平之家" * 1000,
        "板门店 " * 100,
        "板门店 date:很久以前",
        "板门店 published:昨天吗",
        '"板门店',
        "",
        "？！",
        "-",
        "(((",
    ],
)
def test_no_question_breaks_a_chain(retriever: WenxunRetriever, question: str) -> None:
    documents = retriever.invoke(question)
    assert not question.startswith("板门店") or documents[0].metadata["title"] == "板门店"


def test_an_index_that_is_missing_is_no_empty_answer(tmp_path: Path) -> None:
    with pytest.raises(WenxunError, match="wenxun index"):
        WenxunRetriever(engine=SearchEngine(tmp_path / "nowhere")).invoke("茶")


def test_a_document_has_a_text_and_a_source(tmp_path: Path) -> None:
    (tmp_path / "茶.md").write_text("# 茶经\n\n## 煮茶\n\n### 用水\n\n山水上。", encoding="utf-8")
    own = Article("水", "水经", (Section(0, "", (), "河水。"),), url="https://example.org/water")
    other = Article("火", "火经", ())
    with SearchEngine.in_memory() as engine:
        engine.add(tmp_path, own, other)
        documents = WenxunRetriever(engine=engine, sections=9).invoke("茶经 OR 水经 OR 火经")
    sources = {each.metadata["article_id"]: each.metadata["source"] for each in documents}
    assert sources == {
        "茶": str(tmp_path / "茶.md"),
        "水": "https://example.org/water",
        "火": "/articles/%E7%81%AB#section-0",
    }
    assert all(each.page_content for each in documents)


def test_it_can_be_asked_asynchronously_and_in_batches(retriever: WenxunRetriever, run_async: Any) -> None:
    expected = retriever.invoke("香港")
    assert run_async(retriever.ainvoke("香港")) == expected
    assert retriever.batch(["香港", "板门店"]) == [expected, retriever.invoke("板门店")]


def test_the_example_of_its_documentation_works() -> None:
    outcome = doctest.testmod(langchain)
    assert (outcome.failed, outcome.attempted) == (0, 7)
