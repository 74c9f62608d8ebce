"""Judged pools: documents, queries and relevance judgements, read from the data folder.

A pool's folder holds ``docs.jsonl.xz`` (``{"id", "title", "text"}`` a line), ``queries.tsv.xz``
(``id, condition, text``) and ``qrels.txt.xz`` (TREC judgements).
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["POOL_NAMES", "Document", "JudgedQuery", "Pool", "Run", "digest_of_queries", "fixed_sample", "load_pool"]

_FOLDERS_AND_FILES = {
    "plain": ("zhwiki", ("docs",)),
    "hard": ("zhwiki", ("docs", "distractors")),
    "stard_law": ("stard_law", ("docs",)),
    "cpp_docs_crossscript": ("cpp_docs_crossscript", ("docs",)),
}
POOL_NAMES = tuple(_FOLDERS_AND_FILES)

Run = Mapping[str, Sequence[str]]
"""Query id to document ids, best first."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a pool; every system indexes it as one article with a title and a body."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One query.

    Attributes:
        condition: the group whose mean is reported, such as ``drcd.q>cn``.
    """

    id: str
    condition: str
    text: str


@dataclass(frozen=True)
class Pool:
    """Documents with judged queries.

    Attributes:
        judgements: query id to document id to grade (1 is relevant).
    """

    name: str
    documents: tuple[Document, ...]
    queries: tuple[JudgedQuery, ...]
    judgements: dict[str, dict[str, int]]

    @cached_property
    def digest(self) -> str:
        """Short digest of every document, in order."""
        sha = hashlib.sha256()
        for document in self.documents:
            sha.update(f"{document.id}\0{document.title}\0{document.text}\0".encode())
        return sha.hexdigest()[:12]

    @cached_property
    def conditions(self) -> dict[str, tuple[JudgedQuery, ...]]:
        """Condition to its queries, both in the order of the file."""
        groups: dict[str, list[JudgedQuery]] = {}
        for query in self.queries:
            groups.setdefault(query.condition, []).append(query)
        return {condition: tuple(queries) for condition, queries in groups.items()}


def load_pool(name: str, data_folder: Path) -> Pool:
    """Read a pool. Raises KeyError for an unknown name, FileNotFoundError where a file is absent."""
    folder_name, files = _FOLDERS_AND_FILES[name]
    folder = data_folder / "judged" / folder_name
    documents = tuple(
        Document(record["id"], record["title"], record["text"])
        for file in files
        for record in map(json.loads, _lines(folder / f"{file}.jsonl.xz"))
    )
    queries = tuple(JudgedQuery(*line.rstrip("\n").split("\t", 2)) for line in _lines(folder / "queries.tsv.xz"))
    judgements: dict[str, dict[str, int]] = {}
    for line in _lines(folder / "qrels.txt.xz"):
        query_id, _, document_id, grade = line.split()
        judgements.setdefault(query_id, {})[document_id] = int(grade)
    return Pool(name, documents, queries, judgements)


def fixed_sample(queries: tuple[JudgedQuery, ...], size: int) -> tuple[JudgedQuery, ...]:
    """The same ``size`` queries on every run and machine: those whose ids have the smallest digests."""
    if len(queries) <= size:
        return queries
    return tuple(sorted(queries, key=lambda query: hashlib.sha256(query.id.encode()).digest())[:size])


def digest_of_queries(queries: tuple[JudgedQuery, ...]) -> str:
    """Short digest of ids and texts, in order."""
    sha = hashlib.sha256()
    for query in queries:
        sha.update(f"{query.id}\0{query.text}\0".encode())
    return sha.hexdigest()[:12]


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from file
