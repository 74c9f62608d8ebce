"""wenxun as a retriever of LangChain (extra ``langchain``)."""

from __future__ import annotations

import logging
import re

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from wenxun import Hit, QueryError, SearchEngine, SearchResults, SectionHit
from wenxun.presentation import article_url

__all__ = ["WenxunRetriever"]

_PLAIN_CHARS = 500
_PLAIN_WORDS = 30
"""Of a question that is no query; far below the limits of one."""


class WenxunRetriever(BaseRetriever):
    """The best sections of the articles that a question finds, whole, as documents.

    No question is an error: one that is too long for a query, or misuses its language, is searched as plain text, and a
    warning is logged. An index that cannot be read is one (``WenxunError``), for nothing was looked for then.

    A document's ``source`` is the owner's page of the article, else its file, else its path on wenxun's own page.

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
        return [document for hit in self._hits(query) for document in self._documents(hit)]

    def _hits(self, query: str) -> SearchResults:
        """The hits of a question; one that the query language refuses is taken as plain text."""
        try:
            return self.engine.search(query, limit=self.limit)
        except QueryError as error:
            logging.getLogger(__name__).warning("The question was searched as plain text: %s", error)
        words = re.sub(r"[^\w\s]+", " ", query)[:_PLAIN_CHARS].split()
        return self.engine.search(" ".join(words[:_PLAIN_WORDS]), limit=self.limit)

    def _documents(self, hit: Hit) -> list[Document]:
        article = self.engine.get(hit.id)
        if article is None:
            return []
        texts = {section.number: section.text for section in article.sections}
        return [_document(hit, each, texts.get(each.number, "")) for each in hit.sections[: self.sections]]


def _document(hit: Hit, section: SectionHit, text: str) -> Document:
    url = article_url(hit.id, section=section.number)
    return Document(
        id=f"{hit.id}#section-{section.number}",
        page_content=text or " › ".join((hit.title, *section.path)),  # it was found by these
        metadata={
            "source": hit.url or hit.file or url,
            "article_id": hit.id,
            "title": hit.title,
            "section": section.number,
            "path": list(section.path),
            "rank": hit.rank,
            "score": section.score,
            "url": url,
        },
    )
