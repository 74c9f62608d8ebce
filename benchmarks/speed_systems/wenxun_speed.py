"""wenxun: its back end on an analysed query, which is what the other engines are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.speed_systems import BUFFER_BYTES, HITS
from wenxun import Article, SearchEngine, Settings
from wenxun import Section as ArticleSection
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Query
from wenxun.retrieval import Retrieval

__all__ = ["Wenxun", "query_of"]

_BATCH_CHARACTERS = 700_000
_MB = 1 << 20


class Wenxun:
    """Each section is an article with one section.

    Attributes:
        engine: the public engine on the same index, once it is open.
    """

    label = "**wenxun**"
    version = "this tree"
    largest = 1 << 40
    skipped_kinds: frozenset[str] = frozenset()

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Batch by batch, as ``SearchEngine.add`` does with what it has read."""
        engine = SearchEngine(folder, settings=Settings(buffer_mb=BUFFER_BYTES // _MB))
        backend, analyzer = engine._backend, engine._analyzer
        backend.create()
        with backend.writer() as writer:
            batch: list[Article] = []
            characters = 0
            for section in sections:
                body = ArticleSection(0, "", (), section.text)
                batch.append(Article(section.id, section.title, (body,), categories=(section.category,)))
                characters += len(section.text) + 100
                if characters > _BATCH_CHARACTERS:
                    writer.put(analyzer.index_batch(batch), [None] * len(batch))
                    batch, characters = [], 0
            if batch:
                writer.put(analyzer.index_batch(batch), [None] * len(batch))

    def open(self, folder: Path) -> None:
        """Open; the index is mapped when the first query runs."""
        self.engine = SearchEngine(folder, settings=Settings())
        self._backend = self.engine._backend

    def prepare(self, query: SpeedQuery) -> Query:
        """Parse and expand."""
        return query_of(self.engine, query)

    def search(self, prepared: Query) -> Retrieval:
        """The back end alone."""
        return Retrieval(self._backend, prepared, offset=0, limit=HITS)

    def ids(self, found: Retrieval) -> list[str]:
        """Ids; titles come with them."""
        return [found.describe(match)[0] for match in found.articles]


def query_of(engine: SearchEngine, query: SpeedQuery) -> Query:
    """The analysed form of a query."""
    return expand(parse(query.typed), engine._analyzer)
