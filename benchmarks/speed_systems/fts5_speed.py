"""SQLite FTS5 over jieba's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.speed_systems import BUFFER_BYTES, HITS
from benchmarks.speed_systems.texts import fold_batch, in_batches, words_of

__all__ = ["Fts5"]

_SEARCH = f"SELECT rowid FROM sections WHERE sections MATCH ? ORDER BY rank LIMIT {HITS}"


class Fts5:
    """A contentless table with title, body and category; ids in a table beside it."""

    label = "SQLite FTS5, jieba words"
    version = f"SQLite {sqlite3.sqlite_version}"
    largest = 1 << 40
    skipped_kinds: frozenset[str] = frozenset()

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """One transaction."""
        database = self._connect(folder)
        database.execute("CREATE VIRTUAL TABLE sections USING fts5(title, body, category, content='')")
        database.execute("CREATE TABLE ids (id TEXT)")
        for batch, titles, texts in in_batches(sections):
            database.executemany(
                "INSERT INTO sections(title, body, category) VALUES (?, ?, ?)",
                [
                    (" ".join(words_of(title)), " ".join(words_of(text)), section.category)
                    for section, title, text in zip(batch, titles, texts, strict=True)
                ],
            )
            database.executemany("INSERT INTO ids VALUES (?)", [(section.id,) for section in batch])
        database.execute("INSERT INTO sections(sections, rank) VALUES ('rank', 'bm25(3.0, 1.0, 0.0)')")
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        """Open with a cache as large as the writers' buffers."""
        self._database = self._connect(folder)

    def _connect(self, folder: Path) -> sqlite3.Connection:
        database = sqlite3.connect(folder / "sections.db")
        database.execute(f"PRAGMA cache_size = -{BUFFER_BYTES // 1024}")
        return database

    def prepare(self, query: SpeedQuery) -> str:
        """FTS5's query language."""
        wanted, phrase, excluded, title = fold_batch((query.wanted, query.phrase, query.excluded, query.title))
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(words_of(wanted)))
        if phrase:
            match = _quoted(words_of(phrase))
        if title:
            match = f"title : {_quoted(words_of(title))} AND ({match})"
        if query.category:
            match = f'category : "{query.category}" AND ({match})'
        return f"({match}) NOT {_quoted(words_of(excluded))}" if excluded else match

    def search(self, prepared: str) -> list[int]:
        """The ten best rows."""
        return [row for (row,) in self._database.execute(_SEARCH, (prepared,))]

    def ids(self, found: list[int]) -> list[str]:
        """From the table of ids."""
        find = self._database.execute
        return [find("SELECT id FROM ids WHERE rowid = ?", (row,)).fetchone()[0] for row in found]


def _quoted(words: Sequence[str]) -> str:
    return '"' + " ".join(words) + '"'
