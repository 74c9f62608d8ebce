"""The one chain from text to terms, for documents and for queries.

Text is folded; bigrams and characters are taken from the folded text, words from the folded text in canonical
wording. ``tokens`` gives them one by one with their places, ``index_batch`` as arrays without: the same
terms.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from wenxun.analysis.characters import CJK, LETTER, code_points, kinds_of, latin_words
from wenxun.analysis.folding import FoldedText, fold, fold_all, fold_string
from wenxun.analysis.regions import RegionText, canonical, canonical_string, hidden_in
from wenxun.analysis.segmentation import Segmenter, cut_words
from wenxun.analysis.terms import Stream, Token
from wenxun.analysis.variants import DATA
from wenxun.fields import FieldTable
from wenxun.models import Article, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wenxun.analysis.batch import IndexBatch

__all__ = ["Analyzer", "Token"]

_CHAIN = "9"
"""Raised whenever the code of the chain gives other terms than before."""

_BETWEEN = "\n"
"""Between two texts that are analysed together; no term and no wording goes across it."""

_USER_WORDS = "user_words"

_DATES = "8"
"""Raised whenever other dates are read in a text than before."""


class Analyzer:
    """Turns text into terms.

    Attributes:
        fingerprint: for each setting and word list that changes terms, its value or digest. Two analysers
            give the same terms when these are equal.
        fields: the fields of articles. Articles that were indexed before a field was declared lack it.
    """

    def __init__(
        self, *, user_words: Mapping[str, int | None] | None = None, own_fields: Mapping[str, str] | None = None
    ) -> None:
        """Make an analyser; nothing is read before the first text.

        Args:
            user_words: words for segmentation to know besides its dictionary, with their frequencies
                (``None``: as high as keeps the word whole).
            own_fields: name to kind of fields that articles have besides those of all.
        """
        self.fields = FieldTable(own_fields)
        words = {canonical_string(fold_string(word)): frequency for word, frequency in (user_words or {}).items()}
        self._cut = Segmenter(words).cut if words else cut_words  # the dictionary in memory once
        self._user_words = words

    def __reduce__(self) -> tuple[Callable[..., Analyzer], tuple[object, ...]]:
        """Another process gets the settings and reads the word lists by itself."""
        return _with_settings, (self._user_words, self.fields.own)

    @property
    def fingerprint(self) -> Mapping[str, str]:
        """See the class."""
        user_words = [f"{word} {frequency}" for word, frequency in sorted(self._user_words.items())]
        return {
            "chain": _CHAIN,
            "dates": " ".join((_DATES, *map(_file_digest, ("reign_years.txt", "reign_years_elsewhere.txt")))),
            "character_classes": _file_digest("character_classes.txt"),
            "regions": _file_digest("regions.txt"),
            "segmentation": "jieba 0.42.1 without HMM",
            "folded_words": _file_digest("folded_words.txt"),
            _USER_WORDS: "\n".join(user_words),  # the words themselves, so that an index keeps them
        }

    def with_words_of(self, fingerprint: Mapping[str, str]) -> Analyzer | None:
        """Return an analyser with the user's words of another one, if nothing else is different between them.

        Args:
            fingerprint: of the other one.

        Returns:
            ``None`` where more is different, or nothing.
        """
        own, other = dict(self.fingerprint), dict(fingerprint)
        own_words, words = own.pop(_USER_WORDS), other.pop(_USER_WORDS, None)
        if words is None or own != other or words == own_words:
            return None
        pairs = (line.rpartition(" ") for line in words.splitlines())
        return Analyzer(user_words={word: int(count) if count.isdecimal() else None for word, _, count in pairs})

    def tokens(self, text: str, *, is_heading: bool = False) -> list[Token]:
        """Return every term of every stream: words, then bigrams, then characters, each in the order of the text.

        Args:
            text: the text as it is written.
            is_heading: analyse it as a title or heading, whose numerals of chapters are words in digits.
        """
        return self._tokens([fold(text)], is_heading=is_heading)[0]

    def tokens_of(self, texts: Sequence[str], *, run_only: bool = False) -> list[list[Token]]:
        """Return ``tokens`` of each of some short texts, in one go: what one of them takes are the steps.

        Args:
            texts: the texts as they are written.
            run_only: only what says where a run stands is wanted: texts without letters and digits give no words.
        """
        return self._tokens(fold_all(texts), run_only=run_only) if texts else []

    def index_batch(self, articles: Sequence[Article]) -> IndexBatch:
        """Return the terms of all sections of ``articles``, as arrays."""
        from wenxun.analysis.batch import analyze_batch  # of no use to a search

        return analyze_batch(articles, self._cut, self.fields)

    def _tokens(
        self, folded: Sequence[FoldedText], *, is_heading: bool = False, run_only: bool = False
    ) -> list[list[Token]]:
        """The tokens of each of some folded texts."""
        joined = _BETWEEN.join([each.text for each in folded])
        points, kinds = _kinds_in(joined)
        ends = list(accumulate([len(each.text) + len(_BETWEEN) for each in folded]))
        starts = [0, *ends[:-1]]
        has_words = [True] * len(folded)
        if run_only:
            known = kinds.tobytes()
            has_words = [known.find(LETTER, *span) >= 0 for span in zip(starts, ends, strict=True)]
        tokens: list[list[Token]] = [[] for _ in folded]
        if any(has_words):
            wording = canonical(joined, is_heading=is_heading)
            place = 0
            for text, span in self._words(
                wording, *((points, kinds) if wording.text == joined else _kinds_in(wording.text))
            ):
                if wording.alignment.starts:
                    span = wording.to_folded(span)
                while span.start >= ends[place]:
                    place += 1
                if has_words[place]:
                    tokens[place].append(Token(text, "word", _original(span, starts[place], folded[place])))
            for text, span in _hidden(wording):
                place = bisect_right(ends, span.start)
                if has_words[place]:
                    tokens[place].append(Token(text, "word", _original(span, starts[place], folded[place])))
                    tokens[place].sort(key=lambda word: (word.span.start, -word.span.end))
        places = (kinds == CJK).nonzero()[0].tolist()
        for own, each, start, end in zip(tokens, folded, starts, ends, strict=True):
            inside = places[bisect_left(places, start) : bisect_left(places, end)]
            own += _characters(each, [place - start for place in inside] if start else inside)
        return tokens

    def _words(
        self, wording: RegionText, points: NDArray[np.uint32], kinds: NDArray[np.uint8]
    ) -> Iterator[tuple[str, Span]]:
        """The words of a text and where each stands in its wording, in that order; ``points`` are its characters."""
        is_cjk = (kinds == CJK).tolist()
        found: list[tuple[int, int, str]] = []
        position = 0
        for word in self._cut(wording.text):
            end = position + len(word)
            if True in is_cjk[position:end]:
                found.append((position, -end, word))
            position = end
        if LETTER in kinds:
            spans, glued = latin_words(points, kinds)
            for start, end, is_glued in zip(*map(np.ndarray.tolist, (*spans, glued)), strict=True):
                word = wording.text[start:end]
                found.append((start, -end, "".join(filter(str.isalnum, word)) if is_glued else word))
            found.sort(key=itemgetter(0, 1))
        return ((word, Span(start, -end)) for start, end, word in found)


def _hidden(wording: RegionText) -> Iterator[tuple[str, Span]]:
    """Words that a wording hides, and where they stand in the folded text."""
    for span, written, _, _ in wording.added:
        for start, end in hidden_in(written):
            yield written[start:end], Span(span.start + start, span.start + end)


def _original(span: Span, start: int, folded: FoldedText) -> Span:
    """Where a stretch stands in the original of a folded text that starts at ``start`` among others."""
    if start:
        span = Span(span.start - start, span.end - start)
    return span if folded.is_one_to_one else folded.to_original(span)


def _kinds_in(text: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The characters of a text, and their kinds."""
    points = code_points(text)
    return points, kinds_of(points)


def _characters(folded: FoldedText, places: list[int]) -> Iterator[Token]:
    """The bigrams, then the characters; ``places`` are those of CJK characters."""
    pairs = [first for first, second in pairwise(places) if second == first + 1]
    streams: tuple[tuple[Stream, int, list[int]], ...] = (("bigram", 2, pairs), ("character", 1, places))
    text, is_one_to_one = folded.text, folded.is_one_to_one
    for stream, length, starts in streams:
        for start in starts:
            span = Span(start, start + length)
            yield Token(text[start : start + length], stream, span if is_one_to_one else folded.to_original(span))


def _with_settings(words: Mapping[str, int | None], own_fields: Mapping[str, str]) -> Analyzer:
    return Analyzer(user_words=words, own_fields=own_fields)


@cache
def _file_digest(name: str) -> str:
    return _digest((DATA / name).read_bytes())


def _digest(data: bytes) -> str:
    """Length and two checksums: enough to tell lists apart, and quick at every start."""
    return f"{len(data)}-{zlib.crc32(data):08x}-{zlib.adler32(data):08x}"
