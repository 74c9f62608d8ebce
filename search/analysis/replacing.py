"""Replaces many wordings at once: from left to right, at each place the longest that starts there.

Regional wording (``regions``), display in another script (``wenxun.variants``) and readings of words
(``wenxun.pinyin``) are such replacements. An Aho-Corasick automaton finds all wordings in one pass, whatever their
number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ahocorasick_rs import AhoCorasick, MatchKind

from wenxun.analysis.characters import WITHOUT_SURROGATES

__all__ = ["Replacement", "Wordings", "replace"]

Replacement = tuple[int, int, str]
"""``[start, end)`` of a wording in a text, and the form that replaces it."""


class Wordings:
    """Wordings and the form that replaces each.

    One whose form is itself is found too: it keeps shorter ones inside it from being taken.

    Args:
        forms: wording (not empty) to form.
    """

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = list(forms.values())
        self._automaton = AhoCorasick(forms, MatchKind.LeftmostLongest, store_patterns=False)

    def find(self, text: str) -> list[Replacement]:
        """Return every wording in ``text`` with its form, in order; they do not overlap."""
        try:
            found = self._automaton.find_matches_as_indexes(text)
        except UnicodeEncodeError:
            found = self._automaton.find_matches_as_indexes(text.translate(WITHOUT_SURROGATES))
        forms = self._forms
        return [(start, end, forms[number]) for number, start, end in found]


def replace(text: str, found: Iterable[Replacement]) -> str:
    """Return a text with each replacement made.

    Args:
        text: what is rewritten.
        found: replacements in order, that do not overlap.
    """
    pieces: list[str] = []
    position = 0
    for start, end, form in found:
        pieces += (text[position:start], form)
        position = end
    return "".join((*pieces, text[position:])) if pieces else text
