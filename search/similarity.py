"""A query for sections like one: its words that say most about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import log

from wenxun.analysis.terms import Token
from wenxun.query.tree import Term

__all__ = ["telling_words"]

_WORDS = 10
_MOST_LOOKED_AT = 400


def telling_words(
    tokens: Sequence[Token], counts: Callable[[Sequence[Term]], list[int]], section_count: int
) -> tuple[str, ...]:
    """Return the words of a text with the highest ``(1 + ln tf) * ln(sections / df)``, the highest first.

    Args:
        tokens: the terms of the text.
        counts: gives the number of sections that have each term.
        section_count: number of sections in the index.
    """
    times = Counter(token.text for token in tokens if token.stream == "word" and len(token.text) > 1)
    words = [word for word, _ in times.most_common(_MOST_LOOKED_AT)]
    found = zip(words, counts([Term("word", word) for word in words]), strict=True)
    worth = {
        word: (1 + log(times[word])) * log(section_count / count)
        for word, count in found
        if 1 < count < section_count  # a word that stands nowhere else finds nothing else
    }
    return tuple(sorted(worth, key=lambda word: (-worth[word], word))[:_WORDS])
