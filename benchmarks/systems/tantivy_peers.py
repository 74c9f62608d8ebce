"""tantivy (the engine in Rust) through tantivy-py: character n-grams, or words cut by jieba beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tantivy

from benchmarks.measures import Run
from benchmarks.pools import Document, JudgedQuery
from benchmarks.systems import Cost
from benchmarks.systems.jieba_words import JIEBA_VERSION, jieba_words, joined_words

__all__ = ["TantivyJieba", "TantivyNgram"]

_TITLE_BOOST = 1.0  # the best of 3, 1, 0.5, 0.3 over the plain pool's queries as written
_ENGINE = f"tantivy-py {tantivy.__version__.removeprefix('tantivy v').split(',')[0]}"
_ANALYZER = "benchmark"


class _Tantivy:
    """What both ways share: an index with title and body, and a disjunction of terms over the two."""

    cost = Cost()
    _analyzer: tantivy.TextAnalyzer

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index on disk under ``folder``."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "body"):
            builder.add_text_field(name, tokenizer_name=_ANALYZER)
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(folder))
        index.register_tokenizer(_ANALYZER, self._analyzer)
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for document, (title, body) in zip(documents, self._fields(documents), strict=True):
            writer.add_document(tantivy.Document(id=document.id, title=title, body=body))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Documents by tantivy's BM25, best first."""
        return {query.id: self._ids(query.text, depth) for query in queries}

    def close(self) -> None:
        """Nothing is held open."""

    def _ids(self, text: str, depth: int) -> list[str]:
        terms = []
        for token in dict.fromkeys(self._query_tokens(text)):
            title = tantivy.Query.term_query(self._schema, "title", token)
            terms.append((tantivy.Occur.Should, tantivy.Query.boost_query(title, _TITLE_BOOST)))
            terms.append((tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", token)))
        hits = self._searcher.search(tantivy.Query.boolean_query(terms), depth).hits
        return [self._searcher.doc(address)["id"][0] for _, address in hits]

    def _fields(self, documents: Sequence[Document]) -> list[tuple[str, str]]:
        raise NotImplementedError

    def _query_tokens(self, text: str) -> list[str]:
        raise NotImplementedError


class TantivyNgram(_Tantivy):
    """tantivy's own n-gram tokenizer, 1 to 2 characters, lower case."""

    key = "tantivy-ngram"
    label = "tantivy, ngram(1,2)"
    version = f"{_ENGINE}; title {_TITLE_BOOST}"

    def __init__(self) -> None:
        tokenizer = tantivy.Tokenizer.ngram(min_gram=1, max_gram=2, prefix_only=False)
        self._analyzer = tantivy.TextAnalyzerBuilder(tokenizer).filter(tantivy.Filter.lowercase()).build()

    def _fields(self, documents: Sequence[Document]) -> list[tuple[str, str]]:
        return [(document.title, document.text) for document in documents]

    def _query_tokens(self, text: str) -> list[str]:
        return self._analyzer.analyze(text)


class TantivyJieba(_Tantivy):
    """Words cut by jieba before tantivy sees the text."""

    key = "tantivy-jieba"
    label = "tantivy, jieba words"
    version = f"{_ENGINE}; {JIEBA_VERSION}; title {_TITLE_BOOST}"

    def __init__(self) -> None:
        self._analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()

    def _fields(self, documents: Sequence[Document]) -> list[tuple[str, str]]:
        return joined_words(documents)

    def _query_tokens(self, text: str) -> list[str]:
        return jieba_words(text)
