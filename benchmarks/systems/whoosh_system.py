"""Stock Whoosh: its own codec, matchers and BM25F."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from jieba.analyse import ChineseAnalyzer
from whoosh import __version__ as _whoosh_version
from whoosh import index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.systems import BUFFER_BYTES, HITS, TITLE_WEIGHT, Cost, System
from benchmarks.systems.texts import FoldedWords, OwnTokenizer, TermMaker, in_batches, parts_of

__all__ = ["WhooshFoldedWords", "WhooshJieba"]

_FIELDS = (("title", TITLE_WEIGHT), ("body", 1.0))


class _Whoosh(System):
    """One segment. Slow, so only on the smallest pool and size, and on samples."""

    cost = Cost(pools=frozenset({"plain"}), sampled_pools=None, largest=30_000)
    _terms: ClassVar[TermMaker]

    def __init__(self) -> None:
        whoosh = "Whoosh " + ".".join(map(str, _whoosh_version))
        self.version = f"{whoosh}; {self._terms.version}; title {TITLE_WEIGHT}"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Index in one commit."""
        analyzer = self._analyzer()
        schema = Schema(id=ID(stored=True), category=ID, title=TEXT(analyzer=analyzer), body=TEXT(analyzer=analyzer))
        writer = index.create_in(folder, schema).writer(limitmb=BUFFER_BYTES // 1_000_000)
        for section, title, text in in_batches(sections, self._terms):
            writer.add_document(id=section.id, category=section.category, title=title, body=text)
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open and take a searcher."""
        self._index = index.open_dir(folder)
        self._searcher = self._index.searcher()

    def close(self) -> None:
        """Close searcher and index."""
        self._searcher.close()
        self._index.close()

    def prepare(self, query_: SpeedQuery) -> Any:
        """Make Whoosh's query objects."""
        wanted, phrase, excluded, title = self._cut(parts_of(query_))
        found = query.Or([part for word in dict.fromkeys(wanted) for part in _weighted([word])])
        if phrase:
            found = query.Or(_weighted(phrase))
        if title:
            found = query.And([found, _in_field("title", title)])
        if query_.category:
            found = query.And([found, query.Term("category", query_.category)])
        return query.AndNot(found, query.Or(_weighted(excluded))) if excluded else found

    def search(self, prepared: Any, *, limit: int = HITS) -> Any:
        """Search; with an exclusion its matchers skip past their own end, so nothing may be skipped there."""
        return self._searcher.search(prepared, limit=limit, optimize=not isinstance(prepared, query.AndNot))

    def ids(self, found: Any) -> list[str]:
        """Read them in the stored fields."""
        return [hit["id"] for hit in found]

    def _analyzer(self) -> Any:
        return SpaceSeparatedTokenizer()

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        return [joined.split() for joined in self._terms.joined(texts)]


def _weighted(words: list[str]) -> list[Any]:
    return [_in_field(field, words, boost) for field, boost in _FIELDS]


def _in_field(field: str, words: list[str], boost: float = 1.0) -> Any:
    if len(words) == 1:
        return query.Term(field, words[0], boost=boost)
    return query.Phrase(field, words, boost=boost)


class WhooshJieba(_Whoosh):
    """jieba's ChineseAnalyzer: the usual recipe."""

    key = "whoosh-jieba"
    label = "Whoosh, jieba's ChineseAnalyzer"
    _terms = OwnTokenizer()

    def _analyzer(self) -> Any:
        return ChineseAnalyzer()

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        analyzer = self._analyzer()
        return [[token.text for token in analyzer(text, mode="query")] for text in texts]


class WhooshFoldedWords(_Whoosh):
    """Words of the folded text."""

    key = "whoosh"
    label = "Whoosh as it comes, jieba words"
    _terms = FoldedWords()
