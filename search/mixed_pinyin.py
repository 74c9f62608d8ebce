"""Pinyin of which some syllables are written out and some are cut short: beijingdx, bjdaxue, zhrenmin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

__all__ = ["MixedReading", "is_syllable", "mixed_readings", "parted_reading", "syllables"]

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLES = frozenset(start + final for start, finals in _FINALS.items() for final in finals.split())
_STARTS = frozenset(_FINALS) - {""}
_LONGEST_SYLLABLE = 6
_LONGEST_TYPED = 40
_MOST_CUTS = 16


class MixedReading:
    """One way to cut what was typed into syllables and the starts of syllables.

    Attributes:
        initials: the first letter of each.
    """

    def __init__(self, parts: tuple[str, ...]) -> None:
        self.initials = "".join(part[0] for part in parts)
        self._sound = re.compile("".join(part if part in _SYLLABLES else f"{part}[a-z]*" for part in parts))

    def fits(self, sound: str) -> bool:
        """Return whether a name may be meant.

        Args:
            sound: the name in pinyin.
        """
        return self._sound.match(sound) is not None


def is_syllable(letters: str) -> bool:
    """Return whether some letters are a syllable of pinyin."""
    return letters in _SYLLABLES


def syllables(typed: str) -> list[str] | None:
    """Return the syllables of some letters, the longest first; ``None`` where they are not all syllables.

    Args:
        typed: small letters without tones.
    """
    best: list[list[str] | None] = [None] * len(typed) + [[]]
    for start in range(len(typed) - 1, -1, -1):
        for end in range(start + 1, min(start + _LONGEST_SYLLABLE, len(typed)) + 1):  # the longest part wins
            rest = best[end]
            if rest is not None and typed[start:end] in _SYLLABLES:
                best[start] = [typed[start:end], *rest]
    return best[0]


def parted_reading(typed: str) -> MixedReading | None:
    """Return the reading of pinyin whose syllables are parted, as in xi'an; ``None`` where it is no such.

    Args:
        typed: small letters without tones; whatever is no letter parts them.
    """
    parts = tuple(re.findall("[a-z]+", typed))
    return MixedReading(parts) if len(parts) > 1 and all(part in _SYLLABLES for part in parts) else None


def mixed_readings(typed: str) -> list[MixedReading]:
    """Return the ways to read some letters that are neither syllables throughout nor first letters throughout."""
    if not (typed.isascii() and typed.isalpha() and 2 < len(typed) <= _LONGEST_TYPED):
        return []
    ends: list[list[int]] = [[] for _ in typed]  # for each place where a part may end that starts there
    for start in range(len(typed) - 1, -1, -1):
        for end in range(min(start + _LONGEST_SYLLABLE, len(typed)), start, -1):
            part = typed[start:end]
            leads_on = end == len(typed) or bool(ends[end])
            if leads_on and (part in _SYLLABLES or part in _STARTS):
                ends[start].append(end)
    cuts = islice(_cut(typed, 0, ends), _MOST_CUTS)
    return [MixedReading(parts) for parts in cuts if 0 < sum(part in _SYLLABLES for part in parts) < len(parts)]


def _cut(typed: str, start: int, ends: Sequence[Sequence[int]]) -> Iterator[tuple[str, ...]]:
    """Every way to cut letters into syllables and starts of syllables, those with the longest parts first."""
    if start == len(typed):
        yield ()
        return
    for end in ends[start]:
        for rest in _cut(typed, end, ends):
            yield (typed[start:end], *rest)
