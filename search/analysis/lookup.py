"""Cuts short texts by looking words up in jieba's dictionary file, without reading it.

Reading the dictionary takes 100 ms in rjieba and 600 in jieba; a shell that asks for five characters and
ends need not wait for that. The file is sorted, but for some words that ``folded_words.txt`` holds as well,
so a word is found by binary search. The result is the same: this is jieba's own way through its graph of
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from math import log
from mmap import ACCESS_READ, mmap
from pathlib import Path

__all__ = ["DICTIONARY_BYTES", "LookupCutter", "open_lookup"]

DICTIONARY_BYTES = 5_071_852
"""Size of the dictionary of jieba 0.42.1. Another one may not be sorted, and is left to jieba."""

_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
_SKIPPED = re.compile(r"(\r\n|\s)")
_LATIN = re.compile(r"[a-zA-Z0-9]")


class LookupCutter:
    """jieba's segmentation without HMM, word by word from the dictionary file."""

    def __init__(self, dictionary: Path, added: Mapping[str, int], total: int) -> None:
        """Open a dictionary.

        Args:
            dictionary: jieba's ``dict.txt``, its words in the order of their UTF-8 bytes.
            added: words that are added to it, or whose frequency replaces its own.
            total: sum of all frequencies.
        """
        with dictionary.open("rb") as file:
            self._bytes = mmap(file.fileno(), 0, access=ACCESS_READ)
        self._added = added
        self._prefixes = {word[:end] for word in added for end in range(1, len(word))}
        self._log_total = log(total)

    def cut(self, text: str) -> list[str]:
        """Cut a text into words: ``"".join(cut(text)) == text``."""
        words: list[str] = []
        for block in _BLOCK.split(text):
            if _BLOCK.match(block):
                words += self._cut_block(block)
            else:
                for part in _SKIPPED.split(block):
                    words += [part] if _SKIPPED.match(part) else part
        return words

    def _cut_block(self, block: str) -> Iterator[str]:
        """The most likely words of a block; single Latin letters and digits in a row are one."""
        ends = self._best_ends(block)
        start = 0
        latin = ""
        while start < len(block):
            word = block[start : ends[start]]
            start = ends[start]
            if len(word) == 1 and _LATIN.match(word):
                latin += word
                continue
            if latin:
                yield latin
                latin = ""
            yield word
        if latin:
            yield latin

    def _best_ends(self, block: str) -> list[int]:
        """For each position, where the first word of the most likely way from there ends."""
        best: list[tuple[float, int]] = [(0.0, len(block))] * (len(block) + 1)
        for start in range(len(block) - 1, -1, -1):
            best[start] = max(
                (log(frequency) - self._log_total + best[end][0], end)
                for end, frequency in self._words_at(block, start)
            )
        return [end for _, end in best]

    def _words_at(self, block: str, start: int) -> list[tuple[int, int]]:
        """End and frequency of every word that starts at ``start``; the character alone if there is none."""
        found: list[tuple[int, int]] = []
        for end in range(start + 1, len(block) + 1):
            frequency, continues = self.look_up(block[start:end])
            if frequency:
                found.append((end, frequency))
            if not continues:
                break
        return found or [(start + 1, 1)]

    def look_up(self, word: str) -> tuple[int, bool]:
        """Return a word's frequency (0 if it is none), and whether longer words start with it."""
        line = self._first_line_from(word.encode())
        known, frequency, _ = (*line.split(" "), "", "")[:3]
        exact = int(frequency) if known == word else 0
        # Whether longer words follow a word of its own is not known; asking for one more costs little.
        continues = exact > 0 or known.startswith(word) or word in self._added or word in self._prefixes
        return self._added.get(word, exact), continues

    def _first_line_from(self, word: bytes) -> str:
        """The first line of the dictionary whose word is not less than ``word``."""
        content = self._bytes
        low, high = 0, len(content)  # starts of lines; the answer starts in [low, high]
        while low < high:
            start = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = content.find(b"\n", start)
            end = len(content) if end < 0 else end
            if content[start : content.find(b" ", start, end)] < word:
                low = end + 1
            else:
                high = start
        end = content.find(b"\n", low)
        return content[low : end if end >= 0 else len(content)].decode()


def open_lookup(added: Mapping[str, int], total: int) -> LookupCutter | None:
    """Open the dictionary of the installed jieba.

    Args:
        added: words that it lacks, with their frequencies.
        total: sum of all frequencies.

    Returns:
        a cutter; ``None`` where the dictionary is not the one we know.
    """
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return None
    dictionary = Path(spec.origin).with_name("dict.txt")
    if not dictionary.is_file() or dictionary.stat().st_size != DICTIONARY_BYTES:
        return None
    return LookupCutter(dictionary, added, total)
