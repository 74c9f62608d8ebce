"""tantivy (the engine in Rust) through tantivy-py: character n-grams, words cut beforehand, or our very terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import tantivy
from tantivy import Occur, Query

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.systems import BUFFER_BYTES, HITS, System
from benchmarks.systems.texts import FoldedWords, OwnTokenizer, StreamTerms, TermMaker, UsualWords, in_batches, parts_of
from wenxun.analysis.analyzer import Analyzer
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Node, Phrase, Term, Text

__all__ = ["TantivyFoldedWords", "TantivyJieba", "TantivyNgram", "TantivySameTerms"]

_TITLE_WEIGHT = 1.0  # the best of 3, 1, 0.5, 0.3 over the plain pool's queries as written
_TOKENIZER = "spaces"
_FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class _Terms:
    """A query as tantivy is given it: terms to score, and conditions as lists of terms side by side."""

    scored: Sequence[str] = ()
    phrase: Sequence[str] = ()
    excluded: Sequence[str] = ()
    title: Sequence[str] = ()
    category: str = ""


class _Tantivy(System):
    """Two fields of terms, one writing thread, a disjunction of terms over the two."""

    _terms: ClassVar[TermMaker]

    def __init__(self) -> None:
        engine = f"tantivy-py {tantivy.__version__.removeprefix('tantivy v').split(',')[0]}"
        self.version = f"{engine}; {self._terms.version}; title {_TITLE_WEIGHT}"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Take raw text in, with one commit."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("category", tokenizer_name="raw")
        for name in _FIELDS:
            builder.add_text_field(name, tokenizer_name=_TOKENIZER)
        index = tantivy.Index(builder.build(), path=str(folder))
        index.register_tokenizer(_TOKENIZER, self._tokenizer())
        writer = index.writer(heap_size=BUFFER_BYTES, num_threads=1)
        for section, title, body in in_batches(sections, self._terms):
            writer.add_document(tantivy.Document(id=section.id, category=section.category, title=title, body=body))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open and take a searcher."""
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer(_TOKENIZER, self._tokenizer())
        self._schema = index.schema
        self._searcher = index.searcher()

    def prepare(self, query: SpeedQuery) -> _Terms:
        """Cut its parts as the documents are cut."""
        wanted, phrase, excluded, title = self._cut(parts_of(query))
        return _Terms(list(dict.fromkeys([*wanted, *title])), phrase, excluded, title, query.category)

    def search(self, prepared: _Terms, *, limit: int = HITS) -> list[tuple[float, tantivy.DocAddress]]:
        """Search; query objects are made here, which is part of asking tantivy from Python."""
        hits: list[tuple[float, tantivy.DocAddress]]
        hits = self._searcher.search(self._query(prepared), limit, count=False).hits
        return hits

    def ids(self, found: list[tuple[float, tantivy.DocAddress]]) -> list[str]:
        """Read them in the stored documents."""
        return [self._searcher.doc(address)["id"][0] for _, address in found]

    def _tokenizer(self) -> tantivy.TextAnalyzer:
        return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        return [joined.split() for joined in self._terms.joined(texts)]

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
        title = Query.boost_query(self._in_field("title", terms), _TITLE_WEIGHT)
        return [title, self._in_field("body", terms)]

    def _in_field(self, field: str, terms: Sequence[str]) -> Query:
        if len(terms) == 1:
            return Query.term_query(self._schema, field, terms[0])
        return Query.phrase_query(self._schema, field, list(terms))


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


class TantivyNgram(_Tantivy):
    """tantivy's own n-gram tokenizer, 1 to 2 characters, lower case."""

    key = "tantivy-ngram"
    label = "tantivy, ngram(1,2)"
    _terms = OwnTokenizer()

    def _tokenizer(self) -> tantivy.TextAnalyzer:
        tokenizer = tantivy.Tokenizer.ngram(min_gram=1, max_gram=2, prefix_only=False)
        return tantivy.TextAnalyzerBuilder(tokenizer).filter(tantivy.Filter.lowercase()).build()

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        tokenizer = self._tokenizer()
        return [tokenizer.analyze(text) for text in texts]


class TantivyJieba(_Tantivy):
    """Words cut by jieba as its users get them."""

    key = "tantivy-jieba"
    label = "tantivy, jieba words"
    _terms = UsualWords()


class TantivyFoldedWords(_Tantivy):
    """Words of the folded text: what a user who wants speed would pick."""

    key = "tantivy-words"
    label = "tantivy, jieba words"
    _terms = FoldedWords()


class TantivySameTerms(_Tantivy):
    """The terms of our three streams, and for queries exactly the terms that wenxun scores."""

    key = "tantivy-same"
    label = "tantivy, same terms"
    _terms = StreamTerms()

    def __init__(self) -> None:
        super().__init__()
        self._analyzer = Analyzer()

    def prepare(self, query: SpeedQuery) -> _Terms:
        """Take the terms of wenxun's analysed query."""
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
