"""Brings regional wording to one form: 程式 to 程序, 川普 to 特朗普, 紐西蘭 to 新西兰.

Works on *folded* text. The pairs are in
``search/data/regions.txt``, made by ``wenxun.analysis.word_lists`` from OpenCC's phrase tables and from our
own lists. A wording that stands for itself there is a guard: it keeps a shorter one inside it from being
taken (什么 stays 什么).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING

from wenxun.analysis.alignment import Alignment
from wenxun.analysis.characters import code_points, kinds_of, latin_words
from wenxun.analysis.folding import fold_strings
from wenxun.analysis.numerals import ordinals
from wenxun.analysis.quantities import glued
from wenxun.analysis.replacing import Replacement, Wordings, replace
from wenxun.analysis.variants import data_lines
from wenxun.models import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "RegionText",
    "canonical",
    "canonical_string",
    "hidden_in",
    "hidden_words",
    "is_wording",
    "merged",
    "other_wordings",
    "replacements",
    "wordings_by_start",
    "written_otherwise",
]

_MOST_SPELLINGS = 16
"""So many ways to write one text are looked for; each more place with two spellings doubles their number."""
_MOST_OTHER_WORDINGS = 8
_KEPT_CHARS = 100
_LATIN_LETTER = re.compile("[a-z]")


@dataclass(frozen=True, slots=True)
class RegionText:
    """A text in canonical wording and the way back to the folded text.

    Attributes:
        text: the text in canonical wording.
        alignment: from ``text`` to the folded text.
        added: for each replaced wording: its span on the folded text, what stood there, its canonical form
            and the source of the pair, in order.
    """

    text: str
    alignment: Alignment
    added: tuple[tuple[Span, str, str, str], ...]

    def to_folded(self, span: Span) -> Span:
        """Return the smallest span of the folded text that produced ``span`` of the canonical one."""
        return self.alignment.to_source(span)


def canonical(text: str, *, is_heading: bool = False) -> RegionText:
    """Bring a folded text to canonical wording and keep where each character came from.

    Args:
        text: the folded text.
        is_heading: bring numerals of chapters to digits too.

    Returns:
        the wording, with the way back to the folded text.
    """
    found = replacements(text)
    if is_heading:
        found = merged(found, ordinals(text))
    sources = _sources()
    return RegionText(
        replace(text, found),
        Alignment.of((start, end, len(form)) for start, end, form in found),
        tuple(
            (Span(start, end), text[start:end], form, sources[text[start:end]])
            for start, end, form in found
            if text[start:end] in sources  # not where only letters and digits were brought together
        ),
    )


def canonical_string(text: str) -> str:
    """Return the same text as ``canonical(text).text``."""
    return replace(text, replacements(text))


def hidden_words(text: str, found: Iterable[Replacement]) -> Iterator[Span]:
    """Yield where words in Latin letters stand in wordings whose canonical form lacks them: the CT of CT扫描.

    Args:
        text: the folded text.
        found: the replacements that are made in it.
    """
    for start, end, _ in found:
        for first, last in hidden_in(text[start:end]):
            yield Span(start + first, start + last)


@lru_cache(maxsize=1024)
def hidden_in(wording: str) -> tuple[tuple[int, int], ...]:
    """Return the start and end of each such word in a regional wording; in any other text there is none."""
    form = _sources().get(wording) and _wordings().find(wording)[0][2]
    if not form or not _LATIN_LETTER.search(wording):
        return ()
    kept = {form[start:end] for start, end in _latin_spans(form)}
    return tuple((start, end) for start, end in _latin_spans(wording) if wording[start:end] not in kept)


def _latin_spans(text: str) -> Iterator[tuple[int, int]]:
    points = code_points(text)
    (starts, ends), _ = latin_words(points, kinds_of(points))
    return zip(starts.tolist(), ends.tolist(), strict=True)


def is_wording(text: str) -> bool:
    """Return whether a folded text is a regional wording of the list, as it stands there."""
    return text in _sources()


def replacements(text: str, points: NDArray[np.uint32] | None = None) -> list[Replacement]:
    """Return every replacement to make in a folded text, in order.

    Args:
        text: the folded text.
        points: its code points, if they are known already.
    """
    if points is None and len(text) <= _KEPT_CHARS:
        return list(_in_word(text))
    return _found(text, points)


def _found(text: str, points: NDArray[np.uint32] | None) -> list[Replacement]:
    found = [
        (start, end, form)
        for start, end, form in _wordings().find(text)
        if form != text[start:end] and not _is_part_of_word(text, start, end)
    ]
    return merged(found, _beside(found, glued(text, points)))


def _beside(found: Sequence[Replacement], others: Sequence[Replacement]) -> Sequence[Replacement]:
    """The others that overlap none of the found ones, which are in order: win 10 has become windows10 already."""
    if not found or not others:
        return others
    starts = [start for start, _, _ in found]
    return [each for each in others if found[bisect_left(starts, each[1]) - 1][1] <= each[0] or each[1] <= starts[0]]


def _is_part_of_word(text: str, start: int, end: int) -> bool:
    """Whether a wording that starts or ends in Latin letters goes on there: the ct扫描 of fact扫描."""
    return (start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])) or (
        end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(maxsize=256)
def _in_word(text: str) -> tuple[Replacement, ...]:
    """What to replace in a word: one of a query is asked for by everything that looks for it."""
    return tuple(_found(text, None))


def merged(found: list[Replacement], others: Iterable[Replacement]) -> list[Replacement]:
    """Return replacements and others that do not overlap them, in order.

    Args:
        found: replacements, in order.
        others: more of them, in any order.
    """
    more = list(others)
    return sorted(found + more) if more else found


def written_otherwise(text: str) -> list[str]:
    """Return a folded text, and as it is written where words of it are spelled otherwise (部分, 部份).

    These are the words of ``regions_spellings.txt`` alone: a regional wording (川普) is another word.
    """
    wordings, spellings = _spellings()
    found = wordings.find(text)
    if not found:
        return [text]
    pieces: list[tuple[str, ...]] = []
    position = 0
    for start, end, written in found:
        others = [other for other in spellings.get(written, ()) if other != written]
        pieces += [(text[position:start],), (written, *others)]
        position = end
    pieces.append((text[position:],))
    return list(map("".join, islice(product(*pieces), _MOST_SPELLINGS)))


@lru_cache(maxsize=1)
def _spellings() -> tuple[Wordings, Mapping[str, Sequence[str]]]:
    """Every wording, for a longer one hides a shorter one in it; each word of the list with all its spellings.

    The list itself is read, not ``regions.txt``: there 连络 and 联络 both have become 联系.
    """
    lines = (line.replace(": ", "|").replace(" ", "|") for line in data_lines("regions_spellings.txt"))  # no joints
    groups = [line.split("|") for line in fold_strings(list(lines))]
    spellings = {spelling: group for group in groups for spelling in group}
    return Wordings({each: each for each in (*spellings, *(wording for wording, _, _ in _pairs()))}), spellings


@lru_cache(maxsize=1)
def _wordings() -> Wordings:
    return Wordings({wording: form for wording, form, _ in _pairs()})


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, str]:
    """Wording to the list that the pair comes from."""
    return {wording: source for wording, _, source in _pairs()}


def other_wordings(text: str) -> list[str]:
    """Return the first few ways in which a text in canonical wording may be written in the regions.

    First with all of its words in the wording of a region, as somebody there writes; then with one of them alone.
    """
    forms, wordings_of = _canonical_forms()
    longest = [(start, end, wordings_of[form]) for start, end, form in forms.find(text)]
    if not longest:  # as in most texts
        return []
    every = [
        (start, start + len(form), wordings)
        for start in range(len(text) - 1)
        for form, wordings in wordings_by_start().get(text[start : start + 2], ())
        if text.startswith(form, start)
    ]
    most = max(len(wordings) for _, _, wordings in longest)
    ways = [
        *([(start, end, each[min(number, len(each) - 1)]) for start, end, each in longest] for number in range(most)),
        *([(start, end, wording)] for start, end, wordings in every for wording in wordings),
    ]
    return list(islice(dict.fromkeys(replace(text, way) for way in ways), _MOST_OTHER_WORDINGS))


@lru_cache(maxsize=1)
def _canonical_forms() -> tuple[Wordings, Mapping[str, list[str]]]:
    """What finds canonical forms, and each form to its regional wordings."""
    forms: dict[str, list[str]] = {}
    for wording, form, _ in _pairs():
        if wording != form:
            forms.setdefault(form, []).append(wording)
    return Wordings({form: form for form in forms if len(form) > 1}), forms


@lru_cache(maxsize=1)
def wordings_by_start() -> Mapping[str, list[tuple[str, list[str]]]]:
    """Return the first two characters to the canonical forms that start with them, each with its regional wordings."""
    table: dict[str, list[tuple[str, list[str]]]] = {}
    for form, wordings in _canonical_forms()[1].items():
        table.setdefault(form[:2], []).append((form, wordings))
    return table


@lru_cache(maxsize=1)
def _pairs() -> list[list[str]]:
    return [line.split("\t") for line in data_lines("regions.txt")]
