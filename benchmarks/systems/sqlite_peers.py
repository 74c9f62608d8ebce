"""SQLite FTS5: its trigram tokenizer, or words cut by jieba beforehand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures import Run
from benchmarks.pools import Document, JudgedQuery
from benchmarks.systems import Cost
from benchmarks.systems.jieba_words import JIEBA_VERSION, jieba_words, joined_words

__all__ = ["SqliteJieba", "SqliteTrigram"]

_TITLE_WEIGHT = 3.0
# An OR of many common terms takes FTS5 about a tenth of a second on the big pools.
_COST = Cost(sampled_pools=frozenset({"hard", "stard_law", "cpp_docs_crossscript"}))
_GAP = re.compile(r"[\W_]+")


class _Sqlite:
    """What both ways share: one FTS5 table and a query that is an OR of quoted strings."""

    cost = _COST
    _tokenize: str

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """One database file under ``folder``."""
        self._database = sqlite3.connect(folder / "index.sqlite")
        self._database.execute(
            f"CREATE VIRTUAL TABLE page USING fts5(id UNINDEXED, title, body, tokenize = '{self._tokenize}')"
        )
        rows = zip(documents, self._fields(documents), strict=True)
        self._database.executemany(
            "INSERT INTO page VALUES (?, ?, ?)", ((d.id, title, body) for d, (title, body) in rows)
        )
        self._database.execute("INSERT INTO page(page) VALUES ('optimize')")
        self._database.commit()

    def search(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Documents by FTS5's bm25(), best first."""
        statement = f"SELECT id FROM page WHERE page MATCH ? ORDER BY bm25(page, 0, {_TITLE_WEIGHT}, 1) LIMIT ?"
        run = {}
        for query in queries:
            match = " OR ".join(f'"{term}"' for term in dict.fromkeys(self._query_terms(query.text)))
            rows = self._database.execute(statement, (match, depth)) if match else ()
            run[query.id] = [row[0] for row in rows]
        return run

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _fields(self, documents: Sequence[Document]) -> list[tuple[str, str]]:
        raise NotImplementedError

    def _query_terms(self, text: str) -> list[str]:
        raise NotImplementedError


class SqliteTrigram(_Sqlite):
    """The trigram tokenizer; a run of fewer than three characters finds nothing, as FTS5 documents."""

    key = "fts5-trigram"
    label = "SQLite FTS5, trigram"
    version = f"SQLite {sqlite3.sqlite_version}; title {_TITLE_WEIGHT}"
    _tokenize = "trigram"

    def _fields(self, documents: Sequence[Document]) -> list[tuple[str, str]]:
        return [(document.title, document.text) for document in documents]

    def _query_terms(self, text: str) -> list[str]:
        return [run[i : i + 3] for run in _GAP.split(text) for i in range(len(run) - 2)]


class SqliteJieba(_Sqlite):
    """Words cut by jieba, separated by spaces, under the default unicode61 tokenizer."""

    key = "fts5-jieba"
    label = "SQLite FTS5, jieba words"
    version = f"SQLite {sqlite3.sqlite_version}; {JIEBA_VERSION}; title {_TITLE_WEIGHT}"
    _tokenize = "unicode61"

    def _fields(self, documents: Sequence[Document]) -> list[tuple[str, str]]:
        return joined_words(documents)

    def _query_terms(self, text: str) -> list[str]:
        return [word.replace('"', '""') for word in jieba_words(text)]
