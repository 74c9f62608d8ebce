"""bm25s (BM25 in numpy) over jieba's words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import bm25s

from benchmarks.speed_corpus import Section, SpeedQuery
from benchmarks.speed_systems import HITS
from benchmarks.speed_systems.texts import fold_batch, in_batches, words_of

__all__ = ["Bm25s"]

_TITLE_REPEATS = 3


class Bm25s:
    """One field, the title in it three times; no phrases and no filters."""

    label = "bm25s, jieba words"
    version = f"bm25s {bm25s.__version__}"
    largest = 1 << 40
    skipped_kinds = frozenset(("phrase", "title:", "category:", "-excluded"))

    def build(self, sections: Iterable[Section], folder: Path) -> None:
        """All documents in memory, as it asks for."""
        ids: list[str] = []
        documents: list[list[int]] = []
        numbers: dict[str, int] = {}
        for batch, titles, texts in in_batches(sections):
            ids += [section.id for section in batch]
            for title, text in zip(titles, texts, strict=True):
                words = words_of(title) * _TITLE_REPEATS + words_of(text)
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
        """Numbers of the words that it knows."""
        words = dict.fromkeys(words_of(fold_batch((query.wanted,))[0]))
        return [self._numbers[word] for word in words if word in self._numbers]

    def search(self, prepared: list[int]) -> list[int]:
        """Scores everything, then picks."""
        if not prepared:
            return []
        rows, _ = self._model.retrieve([prepared], k=HITS, show_progress=False)
        found: list[int] = rows[0].tolist()
        return found

    def ids(self, found: list[int]) -> list[str]:
        """From the list of ids."""
        return [self._ids[row] for row in found]
