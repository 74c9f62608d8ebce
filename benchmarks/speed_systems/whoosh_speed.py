"""Whoosh as it comes, over jieba's words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import __version__ as _whoosh_version
from whoosh import index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.speed_systems import BUFFER_BYTES, HITS
from benchmarks.speed_systems.texts import fold_batch, in_batches, words_of

__all__ = ["StockWhoosh"]

_TITLE_BOOST = 3.0
_FIELDS = (("title", _TITLE_BOOST), ("body", 1.0))


class StockWhoosh:
    """Its own postings and matchers. Slow, so only on the smallest size."""

    label = "Whoosh as it comes, jieba words"
    version = "Whoosh " + ".".join(map(str, _whoosh_version))
    largest = 30_000
    skipped_kinds: frozenset[str] = frozenset()

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """One commit."""
        analyzer = SpaceSeparatedTokenizer()
        schema = Schema(id=ID(stored=True), category=ID, title=TEXT(analyzer=analyzer), body=TEXT(analyzer=analyzer))
        writer = index.create_in(folder, schema).writer(limitmb=BUFFER_BYTES // 1_000_000)
        for batch, titles, texts in in_batches(sections):
            for section, title, text in zip(batch, titles, texts, strict=True):
                writer.add_document(
                    id=section.id,
                    category=section.category,
                    title=" ".join(words_of(title)),
                    body=" ".join(words_of(text)),
                )
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open and take a searcher."""
        self._searcher = index.open_dir(folder).searcher()

    def prepare(self, query_: SpeedQuery) -> Any:
        """Whoosh's query objects."""
        wanted, phrase, excluded, title = fold_batch((query_.wanted, query_.phrase, query_.excluded, query_.title))
        found = query.Or([part for word in dict.fromkeys(words_of(wanted)) for part in _weighted([word])])
        if phrase:
            found = query.Or(_weighted(words_of(phrase)))
        if title:
            found = query.And([found, _in_field("title", words_of(title))])
        if query_.category:
            found = query.And([found, query.Term("category", query_.category)])
        return query.AndNot(found, query.Or(_weighted(words_of(excluded)))) if excluded else found

    def search(self, prepared: Any) -> Any:
        """Whoosh's results; with an exclusion its matchers skip past their own end, so nothing may be skipped there."""
        return self._searcher.search(prepared, limit=HITS, optimize=not isinstance(prepared, query.AndNot))

    def ids(self, found: Any) -> list[str]:
        """From the stored fields."""
        return [hit["id"] for hit in found]


def _weighted(words: list[str]) -> list[Any]:
    return [_in_field(field, words, boost) for field, boost in _FIELDS]


def _in_field(field: str, words: list[str], boost: float = 1.0) -> Any:
    if len(words) == 1:
        return query.Term(field, words[0], boost=boost)
    return query.Phrase(field, words, boost=boost)
