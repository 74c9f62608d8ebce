"""Stock Whoosh with jieba's ChineseAnalyzer: the usual recipe."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import whoosh
from jieba.analyse import ChineseAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.query import Or, Term

from benchmarks.measures import Run
from benchmarks.pools import Document, JudgedQuery
from benchmarks.systems import Cost
from benchmarks.systems.jieba_words import JIEBA_VERSION

__all__ = ["WhooshJieba"]

_TITLE_BOOST = 3.0


class WhooshJieba:
    """Whoosh's own codec, matchers and BM25F; the plain pool only, on samples, because it is slow."""

    key = "whoosh-jieba"
    label = "Whoosh, jieba's ChineseAnalyzer"
    version = f"Whoosh {whoosh.versionstring()}; {JIEBA_VERSION}; title {_TITLE_BOOST}"
    cost = Cost(pools=frozenset({"plain"}), sampled_pools=None)

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """An index on disk under ``folder``, in one segment."""
        self._analyzer = ChineseAnalyzer()
        schema = Schema(id=ID(stored=True), title=TEXT(analyzer=self._analyzer), body=TEXT(analyzer=self._analyzer))
        self._index = create_in(str(folder), schema)
        writer = self._index.writer(limitmb=256)
        for document in documents:
            writer.add_document(id=document.id, title=document.title, body=document.text)
        writer.commit()
        self._searcher = self._index.searcher()

    def search(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Documents by Whoosh's BM25F over an Or of the terms in both fields."""
        return {query.id: self._ids(query.text, depth) for query in queries}

    def close(self) -> None:
        """Close searcher and index."""
        self._searcher.close()
        self._index.close()

    def _ids(self, text: str, depth: int) -> list[str]:
        tokens = dict.fromkeys(token.text for token in self._analyzer(text, mode="query"))
        terms = [
            Term(field, token, boost=boost)
            for token in tokens
            for field, boost in (("title", _TITLE_BOOST), ("body", 1.0))
        ]
        return [hit["id"] for hit in self._searcher.search(Or(terms), limit=depth)] if terms else []
