"""tantivy (the engine in Rust): once with the terms of our three streams, once as a user would set it up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import Occur, Query

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.speed_systems import BUFFER_BYTES, HITS
from benchmarks.speed_systems.texts import fold_batch, in_batches, stream_terms, words_of
from wenxun.analysis.analyzer import Analyzer
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Node, Phrase, Term, Text

__all__ = ["TantivySameTerms", "TantivyWords"]

_TITLE_BOOST = 3.0
_ANALYZER = "spaces"
_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class _Terms:
    """A query as tantivy is given it: terms to score, and conditions as lists of terms side by side."""

    scored: Sequence[str] = ()
    phrase: Sequence[str] = ()
    excluded: Sequence[str] = ()
    title: Sequence[str] = ()
    category: str = ""


class _Tantivy:
    """What both forms share: two fields of terms, one writing thread, a disjunction of terms over the two."""

    version = f"tantivy-py {tantivy.__version__}"
    largest = 1 << 40
    skipped_kinds: frozenset[str] = frozenset()

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Raw text in, one commit."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("category", tokenizer_name="raw")
        for name in _FIELDS:
            builder.add_text_field(name, tokenizer_name=_ANALYZER)
        index = tantivy.Index(builder.build(), path=str(folder))
        _register(index)
        writer = index.writer(heap_size=BUFFER_BYTES, num_threads=1)
        for batch, titles, texts in in_batches(sections):
            for section, title, body in zip(batch, self._joined(titles), self._joined(texts), strict=True):
                writer.add_document(tantivy.Document(id=section.id, category=section.category, title=title, body=body))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open and take a searcher."""
        index = tantivy.Index.open(str(folder))
        _register(index)
        self._schema = index.schema
        self._searcher = index.searcher()
        self.segments = self._searcher.num_segments

    def search(self, prepared: _Terms) -> list[tuple[float, tantivy.DocAddress]]:
        """Query objects are made here: that is part of asking tantivy from Python."""
        hits: list[tuple[float, tantivy.DocAddress]]
        hits = self._searcher.search(self._query(prepared), HITS, count=False).hits
        return hits

    def ids(self, found: list[tuple[float, tantivy.DocAddress]]) -> list[str]:
        """From the stored documents."""
        return [self._searcher.doc(address)["id"][0] for _, address in found]

    def _query(self, terms: _Terms) -> Query:
        parts = [(Occur.Should, part) for term in terms.scored for part in self._weighted([term])]
        if terms.phrase:
            parts.append((Occur.Must, _any(self._weighted(terms.phrase))))
        if terms.title:
            parts.append((Occur.Must, self._in_field("title", terms.title)))
        if terms.category:
            only = self._in_field("category", [terms.category])
            parts.append((Occur.Must, Query.const_score_query(only, 0.0)))
        if terms.excluded:
            parts.append((Occur.MustNot, _any(self._weighted(terms.excluded))))
        return Query.boolean_query(parts)

    def _weighted(self, terms: Sequence[str]) -> list[Query]:
        """Terms side by side in the title, weighted, and in the body."""
        title = Query.boost_query(self._in_field("title", terms), _TITLE_BOOST)
        return [title, self._in_field("body", terms)]

    def _in_field(self, field: str, terms: Sequence[str]) -> Query:
        if len(terms) == 1:
            return Query.term_query(self._schema, field, terms[0])
        return Query.phrase_query(self._schema, field, list(terms))

    def _joined(self, folded: Sequence[str]) -> list[str]:
        raise NotImplementedError


def _register(index: tantivy.Index) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYZER, analyzer)


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


class TantivySameTerms(_Tantivy):
    """The terms of our three streams, and for queries exactly the terms that wenxun scores."""

    label = "tantivy, same terms"

    def __init__(self) -> None:
        self._analyzer = Analyzer()

    def _joined(self, folded: Sequence[str]) -> list[str]:
        return stream_terms(folded)

    def prepare(self, query: SpeedQuery) -> _Terms:
        """The terms of wenxun's analysed query."""
        ours = expand(parse(query.typed), self._analyzer)
        scored = [_prefixed(term) for term in ours.scored_terms()]
        phrase = _bigrams(ours.required, Phrase)
        return _Terms(
            scored=() if phrase else scored,
            phrase=phrase,
            excluded=_bigrams(ours.excluded, Text),
            title=_bigrams(ours.required, Text),
            category=query.category,
        )


def _bigrams(nodes: Sequence[Node], kind: type[Phrase] | type[Text]) -> list[str]:
    """The bigrams of the node of a kind, which side by side make the run."""
    return [
        _prefixed(term) for node in nodes if isinstance(node, kind) for term in node.terms if term.stream == "bigram"
    ]


def _prefixed(term: Term) -> str:
    return term.stream[0] + term.text


class TantivyWords(_Tantivy):
    """jieba's words alone: what a user would pick."""

    label = "tantivy, jieba words"

    def _joined(self, folded: Sequence[str]) -> list[str]:
        return [" ".join(words_of(text)) for text in folded]

    def prepare(self, query: SpeedQuery) -> _Terms:
        """Words of the folded text."""
        wanted, phrase, excluded, title = fold_batch((query.wanted, query.phrase, query.excluded, query.title))
        scored = (*words_of(wanted), *words_of(title))
        return _Terms(
            list(dict.fromkeys(scored)), words_of(phrase), words_of(excluded), words_of(title), query.category
        )
