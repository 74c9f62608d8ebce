"""Cuts text into words as jieba does with its hidden Markov model off.

jieba is the definition. rjieba gives the same words twenty times faster and is used where it is installed.
Both get the words of ``search/data/folded_words.txt`` (jieba's own words, as folding leaves them) and the
user's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import accumulate
from pathlib import Path
from typing import Any

from wenxun.analysis.characters import WITHOUT_SURROGATES
from wenxun.analysis.lookup import LookupCutter, open_lookup
from wenxun.analysis.variants import data_lines

__all__ = ["Segmenter", "cut_words", "folded_words"]

_LOOKED_UP = 400
"""So many characters are looked up word by word before an engine is opened; to open one takes longer."""


class Segmenter:
    """A segmenter with a dictionary of its own.

    Nothing is read before the first text is cut, and then only what a short text needs.
    """

    def __init__(self, user_words: Mapping[str, int | None] | None = None, *, prefer_rjieba: bool = True) -> None:
        """Prepare a segmenter.

        Args:
            user_words: folded words to add, with their frequencies; ``None`` lets jieba choose one that keeps
                the word whole.
            prefer_rjieba: use rjieba where it is installed.
        """
        self._user_words = dict(user_words or {})
        self._prefer_rjieba = prefer_rjieba
        self._engine: Callable[[str], list[str]] | None = None
        self._lookup: LookupCutter | None = None
        self._left = _LOOKED_UP if prefer_rjieba and not user_words else 0

    def cut(self, text: str) -> list[str]:
        """Cut a text into words: ``"".join(cut(text)) == text``."""
        if self._engine is None:
            short = self._cut_short(text)
            if short is not None:
                return short
            self._engine = self._open()
        try:
            return self._engine(text)
        except UnicodeEncodeError:  # rjieba takes no lone surrogates
            ends = list(accumulate(map(len, self._engine(text.translate(WITHOUT_SURROGATES)))))
            return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _cut_short(self, text: str) -> list[str] | None:
        """The words of a text short enough not to open an engine for it, else ``None``."""
        self._left -= len(text)
        if self._left < 0:
            return None
        if self._lookup is None:
            self._lookup = open_lookup(*folded_words())
        if self._lookup is None:
            self._left = 0
            return None
        return self._lookup.cut(text)

    def _open(self) -> Callable[[str], list[str]]:
        make_rjieba = _rjieba_class() if self._prefer_rjieba else None
        return self._open_jieba() if make_rjieba is None else self._open_rjieba(make_rjieba)

    def _open_rjieba(self, make_rjieba: Callable[[], Any]) -> Callable[[str], list[str]]:
        engine = make_rjieba()
        for word, frequency in self._added_words():
            engine.add_word(word, frequency, None)

        def cut(text: str) -> list[str]:
            words: list[str] = engine.cut(text, False)
            return words

        return cut

    def _open_jieba(self) -> Callable[[str], list[str]]:
        import logging

        import jieba

        jieba.setLogLevel(logging.WARNING)  # jieba logs its start-up to stderr
        engine = jieba.Tokenizer()
        # Not engine.initialize(): it trusts a cache file in the shared temporary folder.
        engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
        engine.initialized = True
        for word, frequency in self._added_words():
            engine.total -= engine.FREQ.get(word, 0)  # jieba counts a word that it had twice
            engine.add_word(word, frequency)

        def cut(text: str) -> list[str]:
            words: list[str] = engine.lcut(text, HMM=False)
            return words

        return cut

    def _added_words(self) -> Iterator[tuple[str, int | None]]:
        yield from folded_words()[0].items()
        yield from self._user_words.items()


@lru_cache(maxsize=1)
def folded_words() -> tuple[Mapping[str, int], int]:
    """jieba's words that folding changes, with their frequencies; the sum of all frequencies then."""
    words: dict[str, int] = {}
    for line in data_lines("folded_words.txt"):
        word, _, frequency = line.rpartition(" ")
        words[word] = int(frequency)
    total = words.pop("=")
    return words, total


def cut_words(text: str) -> list[str]:
    """Cut a text into words with wenxun's own dictionary: ``"".join(cut_words(text)) == text``."""
    return _default().cut(text)


@lru_cache(maxsize=1)
def _default() -> Segmenter:
    return Segmenter()


def _rjieba_class() -> Callable[[], Any] | None:
    """rjieba's ``Jieba``, or ``None`` where it is not installed.

    Importing the package reads its dictionary into a segmenter that everybody shares; we need one of our
    own, and reading the dictionary is most of its start-up. So its extension module is loaded without the
    package.
    """
    if "rjieba" not in sys.modules:
        spec = find_spec("rjieba")
        if spec is None or spec.origin is None:
            return None
        for suffix in EXTENSION_SUFFIXES:
            path = Path(spec.origin).with_name("rjieba" + suffix)
            if path.exists():
                loader = ExtensionFileLoader("rjieba.rjieba", str(path))
                extension = spec_from_file_location("rjieba.rjieba", path, loader=loader)
                if extension is None:
                    break
                module = module_from_spec(extension)
                loader.exec_module(module)
                factory: Callable[[], Any] = module.Jieba
                return factory
    import rjieba

    shared: Callable[[], Any] = rjieba.Jieba
    return shared
