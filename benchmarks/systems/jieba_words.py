"""jieba's words as its users get them: default mode (HMM on), lower case, punctuation dropped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import jieba

from benchmarks.pools import Document

__all__ = ["JIEBA_VERSION", "jieba_words", "joined_words"]

JIEBA_VERSION = f"jieba {jieba.__version__}"


def jieba_words(text: str) -> list[str]:
    """The words of a text that hold a letter or digit."""
    return [word for word in jieba.lcut(text.lower()) if any(map(str.isalnum, word))]


def joined_words(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Title and body of each document as words joined by spaces; kept, since several peers want them."""
    return _joined(tuple(documents))


@lru_cache(maxsize=1)
def _joined(documents: tuple[Document, ...]) -> list[tuple[str, str]]:
    return [(" ".join(jieba_words(d.title)), " ".join(jieba_words(d.text))) for d in documents]
