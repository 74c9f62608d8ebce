"""bm25s (BM25 in numpy) over jieba's words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from benchmarks.measures import Run
from benchmarks.pools import Document, JudgedQuery
from benchmarks.systems import Cost
from benchmarks.systems.jieba_words import JIEBA_VERSION, jieba_words, joined_words

__all__ = ["Bm25sJieba"]

_TITLE_TIMES = 3


class Bm25sJieba:
    """It has no fields, so the title's words stand three times before the body's."""

    key = "bm25s-jieba"
    label = "bm25s, jieba words"
    version = f"bm25s {bm25s.__version__}; {JIEBA_VERSION}; title x{_TITLE_TIMES}"
    cost = Cost()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """All in memory; ``folder`` stays empty."""
        corpus = [[*title.split() * _TITLE_TIMES, *body.split()] for title, body in joined_words(documents)]
        self._ids = [document.id for document in documents]
        self._engine = bm25s.BM25()
        self._engine.index(corpus, show_progress=False)

    def search(self, queries: Sequence[JudgedQuery], *, depth: int) -> Run:
        """Documents with a positive score, best first."""
        run = {}
        for query in queries:
            known = [word for word in jieba_words(query.text) if word in self._engine.vocab_dict]
            run[query.id] = self._best(known, depth) if known else []
        return run

    def close(self) -> None:
        """Nothing is held open."""

    def _best(self, words: list[str], depth: int) -> list[str]:
        scores = self._engine.get_scores(words)
        best = np.argsort(-scores, kind="stable")[:depth]
        return [self._ids[row] for row in best if scores[row] > 0]
