"""SQLite FTS5: its trigram tokenizer, or words cut beforehand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.systems import BUFFER_BYTES, HITS, TITLE_WEIGHT, Cost, System
from benchmarks.systems.texts import FoldedWords, OwnTokenizer, TermMaker, UsualWords, in_batches, parts_of

__all__ = ["SqliteFoldedWords", "SqliteJieba", "SqliteTrigram"]

_SEARCH = "SELECT rowid FROM sections WHERE sections MATCH ? ORDER BY rank LIMIT ?"
_GAP = re.compile(r"[\W_]+")


class _Sqlite(System):
    """A contentless table with title, body and category; ids in a table beside it."""

    # An OR of many common terms takes FTS5 about a tenth of a second on the big pools.
    cost = Cost(sampled_pools=frozenset({"hard", "stard_law", "cpp_docs_crossscript"}))
    _terms: ClassVar[TermMaker]
    _tokenizer: ClassVar[str] = "unicode61"

    def __init__(self) -> None:
        self.version = f"SQLite {sqlite3.sqlite_version}; {self._terms.version}; title {TITLE_WEIGHT}"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Index in one transaction."""
        database = self._connect(folder)
        columns = f"title, body, category, content='', tokenize='{self._tokenizer}'"
        database.execute(f"CREATE VIRTUAL TABLE sections USING fts5({columns})")
        database.execute("CREATE TABLE ids (id TEXT)")
        for section, title, text in in_batches(sections, self._terms):
            row = (title, text, section.category)
            database.execute("INSERT INTO sections(title, body, category) VALUES (?, ?, ?)", row)
            database.execute("INSERT INTO ids VALUES (?)", (section.id,))
        database.execute("INSERT INTO sections(sections) VALUES ('optimize')")
        database.execute(f"INSERT INTO sections(sections, rank) VALUES ('rank', 'bm25({TITLE_WEIGHT}, 1.0, 0.0)')")
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        """Open with a cache as large as the writers' buffers."""
        self._database = self._connect(folder)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _connect(self, folder: Path) -> sqlite3.Connection:
        database = sqlite3.connect(folder / "sections.db")
        database.execute(f"PRAGMA cache_size = -{BUFFER_BYTES // 1024}")
        return database

    def prepare(self, query: SpeedQuery) -> str:
        """Say it in FTS5's query language."""
        wanted, phrase, excluded, title = self._cut(parts_of(query))
        match = " OR ".join(_quoted([term]) for term in dict.fromkeys(wanted))
        if phrase:
            match = _quoted(phrase)
        if title:
            match = f"title : {_quoted(title)} AND ({match})"
        if query.category:
            match = f'category : "{query.category}" AND ({match})'
        return f"({match}) NOT {_quoted(excluded)}" if excluded else match

    def search(self, prepared: str, *, limit: int = HITS) -> list[int]:
        """Return the best rows."""
        return [row for (row,) in self._database.execute(_SEARCH, (prepared, limit))] if prepared else []

    def ids(self, found: list[int]) -> list[str]:
        """Read them in the table of ids."""
        find = self._database.execute
        return [find("SELECT id FROM ids WHERE rowid = ?", (row,)).fetchone()[0] for row in found]

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        return [joined.split() for joined in self._terms.joined(texts)]


def _quoted(terms: Sequence[str]) -> str:
    return '"' + " ".join(terms).replace('"', '""') + '"'


class SqliteTrigram(_Sqlite):
    """The trigram tokenizer; a run of fewer than three characters finds nothing, as FTS5 documents."""

    key = "fts5-trigram"
    label = "SQLite FTS5, trigram"
    _terms = OwnTokenizer()
    _tokenizer = "trigram"

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        return [[run[i : i + 3] for run in _GAP.split(text) for i in range(len(run) - 2)] for text in texts]


class SqliteJieba(_Sqlite):
    """Words cut by jieba, separated by spaces, under the default unicode61 tokenizer."""

    key = "fts5-jieba"
    label = "SQLite FTS5, jieba words"
    _terms = UsualWords()


class SqliteFoldedWords(_Sqlite):
    """Words of the folded text."""

    key = "fts5"
    label = "SQLite FTS5, jieba words"
    _terms = FoldedWords()
