"""bm25s (BM25 in numpy)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import bm25s
import numpy as np

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.systems import HITS, TITLE_WEIGHT, System
from benchmarks.systems.texts import FoldedWords, TermMaker, UsualWords, in_batches

__all__ = ["Bm25sFoldedWords", "Bm25sJieba"]

_TITLE_TIMES = int(TITLE_WEIGHT)


class _Bm25s(System):
    """It has no fields, so the title's words stand as often as they count; no phrases and no filters."""

    label = "bm25s, jieba words"
    skipped_kinds = frozenset(("phrase", "title:", "category:", "-excluded"))
    _terms: ClassVar[TermMaker]

    def __init__(self) -> None:
        self.version = f"bm25s {bm25s.__version__}; {self._terms.version}; title x{_TITLE_TIMES}"

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """Index all documents in memory, as it asks for."""
        ids: list[str] = []
        documents: list[list[int]] = []
        numbers: dict[str, int] = {}
        for section, title, text in in_batches(sections, self._terms):
            ids.append(section.id)
            words = title.split() * _TITLE_TIMES + text.split()
            documents.append([numbers.setdefault(word, len(numbers)) for word in words])
        model = bm25s.BM25()
        model.index((documents, numbers), show_progress=False)
        model.save(str(folder))
        (folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")

    def open(self, folder: Path) -> None:
        """Load whole."""
        self._model = bm25s.BM25.load(str(folder))
        self._numbers: dict[str, int] = self._model.vocab_dict
        self._ids: list[str] = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

    def prepare(self, query: SpeedQuery) -> list[int]:
        """Return the numbers of the words that it knows."""
        words = dict.fromkeys(self._terms.joined([query.wanted])[0].split())
        return [self._numbers[word] for word in words if word in self._numbers]

    def search(self, prepared: list[int], *, limit: int = HITS) -> list[int]:
        """Score everything, then pick; what has no word of the query is none."""
        if not prepared:
            return []
        rows, scores = self._model.retrieve([prepared], k=min(limit, len(self._ids)), show_progress=False)
        found: list[int] = rows[0][np.asarray(scores[0]) > 0].tolist()
        return found

    def ids(self, found: list[int]) -> list[str]:
        """Read them in the list of ids."""
        return [self._ids[row] for row in found]


class Bm25sJieba(_Bm25s):
    """Words by jieba as its users get them."""

    key = "bm25s-jieba"
    _terms = UsualWords()


class Bm25sFoldedWords(_Bm25s):
    """Words of the folded text."""

    key = "bm25s"
    _terms = FoldedWords()
