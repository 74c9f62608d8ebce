"""What stands in front of the engines: the two ways in which text becomes words, and our own terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Protocol

import jieba
import rjieba

from benchmarks.speed_corpus import Section, SpeedQuery
from wenxun.analysis.batch import _fold  # the peers get the very code that folds our batches
from wenxun.analysis.regions import canonical_string
from wenxun.analysis.segmentation import cut_words

__all__ = ["FoldedWords", "OwnTokenizer", "StreamTerms", "TermMaker", "UsualWords", "in_batches", "parts_of"]

_BATCH = 1_000
_CJK_RUN = re.compile("[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003fffd]+")


class TermMaker(Protocol):
    """How text becomes terms before an engine sees it.

    Attributes:
        version: of what decides the terms.
    """

    version: str

    def joined(self, texts: Sequence[str]) -> list[str]:
        """Return each text as terms with spaces between them."""


class UsualWords:
    """jieba's words as its users get them: default mode (HMM on), lower case, punctuation dropped."""

    version = f"jieba {jieba.__version__}"

    def joined(self, texts: Sequence[str]) -> list[str]:
        """Return each text as words with spaces between them."""
        return _usual_words(tuple(texts))


class FoldedWords:
    """The same fast folding as ours, then jieba's words by rjieba: what a user who wants speed would take."""

    version = "folded, rjieba"

    def joined(self, texts: Sequence[str]) -> list[str]:
        """Return each text as words with spaces between them."""
        return [" ".join(word for word in rjieba.cut(text, hmm=False) if word.isalnum()) for text in _folded(texts)]


class StreamTerms:
    """The terms of our three streams, a letter for the stream before each.

    Compounds such as ``c++`` are left out, which spares the peer some work.
    """

    version = "terms of wenxun"

    def joined(self, texts: Sequence[str]) -> list[str]:
        """Return each text as terms with spaces between them."""
        folded = _folded(texts)
        wordings = canonical_string("\n".join(folded)).split("\n")
        return [_stream_terms(text, wording) for text, wording in zip(folded, wordings, strict=True)]


class OwnTokenizer:
    """Text as it is: the engine cuts it by itself."""

    version = "own tokenizer"

    def joined(self, texts: Sequence[str]) -> list[str]:
        """Return each text as it is."""
        return list(texts)


@lru_cache(maxsize=256)  # several systems are given the same documents
def _usual_words(texts: tuple[str, ...]) -> list[str]:
    return [" ".join(word for word in jieba.lcut(text.lower()) if any(map(str.isalnum, word))) for text in texts]


def in_batches(sections: Iterable[Section], terms: TermMaker) -> Iterator[tuple[Section, str, str]]:
    """Yield each section with the terms of its title and of its text, made a thousand sections at a time."""
    remaining = iter(sections)
    while batch := list(islice(remaining, _BATCH)):
        joined = terms.joined(list(chain.from_iterable((section.title, section.text) for section in batch)))
        yield from zip(batch, joined[::2], joined[1::2], strict=True)


def parts_of(query: SpeedQuery) -> tuple[str, str, str, str]:
    """Return what is wanted, the phrase, what is excluded and what stands in the title."""
    return query.wanted, query.phrase, query.excluded, query.title


def _folded(texts: Sequence[str]) -> list[str]:
    """Each text folded, with spaces for its line ends."""
    folded, *_ = _fold([text.replace("\n", " ") for text in texts], [()] * len(texts))
    return folded.split("\n")


def _stream_terms(folded: str, wording: str) -> str:
    parts = ["".join([" w" + word for word in cut_words(wording) if word.isalnum()])]
    for run in _CJK_RUN.findall(folded):
        parts.append(" b".join(["", *map(str.__add__, run, run[1:])]))
        parts.append(" c".join(["", *run]))
    return "".join(parts)
