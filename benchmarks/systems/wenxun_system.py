"""wenxun: through its public API for relevance, and its retrieval alone on analysed queries for speed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import wenxun
from benchmarks.pools import JudgedQuery, Run
from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.systems import BUFFER_BYTES, HITS, System
from wenxun import Article, SearchEngine, Settings
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Query
from wenxun.retrieval import Retrieval

__all__ = ["Wenxun", "WenxunFromFile", "code_digest", "index_sections"]

_BATCH_CHARACTERS = 700_000
_MB = 1 << 20


def code_digest(part: str = "") -> str:
    """Return a digest of the code and word lists that decide what an index holds; a change outdates what is cached."""
    root = Path(wenxun.__file__).parent / part
    sha = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in {".py", ".txt", ".toml"}):
        sha.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:12]


def index_sections(engine: SearchEngine, sections: Iterable[Section]) -> None:
    """Index sections batch by batch, as ``SearchEngine.add`` does with what it has read."""
    backend, analyzer = engine._backend, engine._analyzer
    with backend.writer(fresh=True) as writer:
        for batch in _batches(sections):
            writer.put(analyzer.index_batch(batch), [None] * len(batch))


def _batches(sections: Iterable[Section]) -> Iterator[list[Article]]:
    """Each section as an article with one section."""
    batch: list[Article] = []
    characters = 0
    for section in sections:
        body = wenxun.Section(0, "", (), section.text)
        batch.append(Article(section.id, section.title, (body,), categories=(section.category,)))
        characters += len(section.text) + 100
        if characters > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class Wenxun(System):
    """Each section is an article with one section.

    Attributes:
        engine: the public engine on the same index, once it is open.
    """

    key = "wenxun"
    label = "**wenxun**"
    version = "this tree"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Index batch by batch."""
        with SearchEngine(folder, settings=Settings(buffer_mb=BUFFER_BYTES // _MB)) as engine:
            with engine._backend.writer(create=True):
                pass
            index_sections(engine, sections)

    def open(self, folder: Path) -> None:
        """Open; the index is mapped when the first query runs."""
        self.engine = SearchEngine(folder, settings=Settings())

    def close(self) -> None:
        """Close the index."""
        self.engine.close()

    def prepare(self, query: SpeedQuery) -> Query:
        """Parse and expand."""
        return expand(parse(query.typed), self.engine._analyzer)

    def search(self, prepared: Query, *, limit: int = HITS) -> Retrieval:
        """Find the articles of the page; an answer is made when it is read, so it is read here."""
        found = Retrieval(self.engine._backend, prepared, offset=0, limit=limit)
        _ = found.articles
        return found

    def ids(self, found: Retrieval) -> list[str]:
        """Read ids; titles come with them."""
        return [found.describe(match)[0] for match in found.articles]

    def run(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Search as any program would."""
        return {query.id: [hit.id for hit in self.engine.search(query.text, limit=depth)] for query in queries}


class WenxunFromFile(Wenxun):
    """Every document is one line of a jsonl file, added as any reader would add it."""

    def __init__(self) -> None:
        self.version = f"wenxun, code {code_digest()}"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Write ``documents.jsonl`` and an index of it under ``folder``."""
        source = folder / "documents.jsonl"
        count = 0
        with source.open("w", encoding="utf-8") as file:
            for section in sections:
                record = {"id": section.id, "title": section.title, "text": section.text}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
        with SearchEngine(folder / "index") as engine:
            report = engine.add(source)
        if report.article_count != count:
            raise RuntimeError(f"{report.article_count} of {count} documents were indexed: {report.skipped[:3]}")

    def open(self, folder: Path) -> None:
        """Open what was made of the file."""
        super().open(folder / "index")
