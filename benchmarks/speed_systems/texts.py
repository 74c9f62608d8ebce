"""What stands in front of every peer: the same fast folding as ours, and jieba's words by rjieba."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import rjieba

from benchmarks.speed_corpus import Section
from wenxun.analysis.batch import _fold  # the peers get the very code that folds our batches
from wenxun.analysis.regions import canonical_string
from wenxun.analysis.segmentation import cut_words

__all__ = ["fold_batch", "in_batches", "stream_terms", "words_of"]

_BATCH = 1_000
_CJK_RUN = re.compile("[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003fffd]+")


def in_batches(sections: Iterable[Section]) -> Iterator[tuple[list[Section], list[str], list[str]]]:
    """Batches of sections with their folded titles and folded texts."""
    remaining = iter(sections)
    while batch := list(islice(remaining, _BATCH)):
        folded = fold_batch(list(chain.from_iterable((s.title, s.text) for s in batch)))
        yield batch, folded[::2], folded[1::2]


def fold_batch(texts: Sequence[str]) -> list[str]:
    """Each text folded, with spaces for its line ends."""
    folded, _, _ = _fold([text.replace("\n", " ") for text in texts])
    return folded.split("\n")


def words_of(folded: str) -> list[str]:
    """What a user would index: jieba's words without punctuation."""
    return [word for word in rjieba.cut(folded, hmm=False) if word.isalnum()]


def stream_terms(folded: Sequence[str]) -> list[str]:
    """The terms of our three streams for each text, a letter for the stream before each, joined by spaces.

    Compounds such as ``c++`` are left out, which spares the peer some work.
    """
    return [
        _terms(text, wording)
        for text, wording in zip(folded, canonical_string("\n".join(folded)).split("\n"), strict=True)
    ]


def _terms(folded: str, wording: str) -> str:
    parts = ["".join([" w" + word for word in cut_words(wording) if word.isalnum()])]
    for run in _CJK_RUN.findall(folded):
        parts.append(" b".join(["", *map(str.__add__, run, run[1:])]))
        parts.append(" c".join(["", *run]))
    return "".join(parts)
