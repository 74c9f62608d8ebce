"""wenxun as a retriever of LangChain (extra ``langchain``)."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from wenxun import Hit, SearchEngine, SectionHit
from wenxun.presentation import article_url

__all__ = ["WenxunRetriever"]


class WenxunRetriever(BaseRetriever):
    """The best sections of the articles that a question finds, whole, as documents.

    Attributes:
        engine: where to search.
        limit: most articles.
        sections: most sections of each, best first.

    Example:
        >>> from wenxun import Article, SearchEngine, Section
        >>> from wenxun.integrations.langchain import WenxunRetriever
        >>> engine = SearchEngine.in_memory()
        >>> engine.add(Article("1", "板门店", (Section(0, "", (), "会谈在和平之家举行。"),))).article_count
        1
        >>> [found] = WenxunRetriever(engine=engine).invoke("和平之家")
        >>> found.metadata["title"], found.page_content
        ('板门店', '会谈在和平之家举行。')
        >>> engine.close()
    """

    engine: SearchEngine
    limit: int = 5
    sections: int = 1

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        hits = self.engine.search(query, limit=self.limit)
        return [document for hit in hits for document in self._documents(hit)]

    def _documents(self, hit: Hit) -> list[Document]:
        article = self.engine.get(hit.id)
        if article is None:
            return []
        texts = {section.number: section.text for section in article.sections}
        return [_document(hit, section, texts[section.number]) for section in hit.sections[: self.sections]]


def _document(hit: Hit, section: SectionHit, text: str) -> Document:
    return Document(
        id=f"{hit.id}#section-{section.number}",
        page_content=text,
        metadata={
            "article_id": hit.id,
            "title": hit.title,
            "section": section.number,
            "path": list(section.path),
            "rank": hit.rank,
            "score": section.score,
            "url": article_url(hit.id, section=section.number),
        },
    )
