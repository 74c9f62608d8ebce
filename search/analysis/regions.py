"""Brings regional wording to one form: 程式 to 程序, 川普 to 特朗普, 紐西蘭 to 新西兰.

Works on *folded* text, from left to right, longest wording first. The pairs are in
``search/data/regions.txt``, made by ``wenxun.analysis.word_lists`` from OpenCC's phrase tables and from our
own lists. A wording that stands for itself there is a guard: it keeps a shorter one inside it from being
taken (什么 stays 什么).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wenxun.analysis.alignment import Alignment
from wenxun.analysis.characters import code_points
from wenxun.analysis.quantities import Change, glued, ordinals
from wenxun.analysis.variants import data_lines
from wenxun.models import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Form",
    "RegionText",
    "Replacement",
    "canonical",
    "canonical_string",
    "replacements",
    "with_changes",
]

_LONG = 2000
"""From this many characters on, numpy looks for places where a wording may start."""


@dataclass(frozen=True, slots=True)
class Form:
    """The canonical form of a regional wording, and the list that the pair comes from; "" for another spelling."""

    text: str
    source: str


Replacement = tuple[int, int, Form]
"""``[start, end)`` of a regional wording in the folded text, and what replaces it."""


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
        """The smallest span of the folded text that produced ``span`` of the canonical one."""
        return self.alignment.to_source(span)


def canonical(text: str, *, is_heading: bool = False) -> RegionText:
    """Bring a folded text to canonical wording and keep where each character came from.

    Args:
        is_heading: bring numerals of chapters to digits too.
    """
    found = replacements(text)
    if is_heading:
        found = with_changes(found, ordinals(text))
    return RegionText(
        replace(text, found),
        Alignment.of((start, end, len(form.text)) for start, end, form in found),
        tuple((Span(start, end), text[start:end], form.text, form.source) for start, end, form in found if form.source),
    )


def with_changes(found: list[Replacement], changed: Iterable[Change]) -> list[Replacement]:
    """Return replacements and other changes, in order."""
    changes = [(start, end, Form(text, "")) for start, end, text in changed]
    return sorted(found + changes, key=itemgetter(0)) if changes else found


def canonical_string(text: str) -> str:
    """The same text as ``canonical(text).text``."""
    return replace(text, replacements(text))


def replace(text: str, found: Iterable[Replacement]) -> str:
    """``text`` with each replacement made; they are in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for start, end, form in found:
        pieces += (text[position:start], form.text)
        position = end
    return "".join((*pieces, text[position:])) if pieces else text


def replacements(text: str, points: NDArray[np.uint32] | None = None) -> list[Replacement]:
    """Every replacement to make in a folded text, in order.

    Args:
        points: the code points of ``text``, if they are known already.
    """
    if points is None:
        starts: Iterable[int] = range(len(text) - 1)
        if len(text) > _LONG:
            starts = _possible_starts(code_points(text)).tolist()
    else:
        starts = _possible_starts(points).tolist()
    found = list(_longest(text, starts))
    return with_changes(found, glued(text, points))


def _longest(text: str, starts: Iterable[int]) -> Iterator[Replacement]:
    """The longest wording at each start that lies behind the one before; guards are passed over silently."""
    table = _table()
    position = 0
    for start in starts:
        if start < position:
            continue
        for wording, form in table.get(text[start : start + 2], ()):
            if text.startswith(wording, start):
                position = start + len(wording)
                if form.text != wording:
                    yield start, position, form
                break


@lru_cache(maxsize=1)
def _table() -> Mapping[str, list[tuple[str, Form]]]:
    """First two characters to the wordings that start with them, longest first, and their forms."""
    table: dict[str, list[tuple[str, Form]]] = {}
    for line in data_lines("regions.txt"):
        wording, form, source = line.split("\t")
        table.setdefault(wording[:2], []).append((wording, Form(form, source)))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


class _Starts(NamedTuple):
    """How wordings start.

    Attributes:
        is_first, is_second: whether a code point is the first, the second of a wording.
        pairs: the first two of all wordings as numbers, in order.
        is_whole: whether a pair is a wording by itself.
        triples: the first three of all longer wordings as numbers, in order.
    """

    is_first: NDArray[np.bool_]
    is_second: NDArray[np.bool_]
    pairs: NDArray[np.int64]
    is_whole: NDArray[np.bool_]
    triples: NDArray[np.int64]


@lru_cache(maxsize=1)
def _starts() -> _Starts:
    wordings = [wording for entries in _table().values() for wording, _ in entries]
    points = code_points("".join(wording[:3].ljust(3, "\0") for wording in wordings)).reshape(-1, 3).astype(np.int64)
    is_first, is_second = np.zeros(0x110000, np.bool_), np.zeros(0x110000, np.bool_)
    is_first[points[:, 0]] = True
    is_second[points[:, 1]] = True
    keys = _pair_keys(points[:, 0], points[:, 1])
    pairs = np.unique(keys)
    is_long = points[:, 2] > 0
    triples = np.unique(_pair_keys(keys[is_long], points[is_long, 2]))
    return _Starts(is_first, is_second, pairs, np.isin(pairs, keys[~is_long]), triples)


def _pair_keys(first: NDArray[np.int64], second: NDArray[np.uint32] | NDArray[np.int64]) -> NDArray[np.int64]:
    return (first << 21) | second


def _possible_starts(points: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Positions where the first two characters of some wording stand, and the third if it is longer."""
    known = _starts()
    places = np.flatnonzero(known.is_first[points[:-1]] & known.is_second[points[1:]])
    here = _pair_keys(points[places].astype(np.int64), points[places + 1])
    place_of = np.minimum(known.pairs.searchsorted(here), len(known.pairs) - 1)
    found = known.pairs[place_of] == here
    places, here, is_whole = places[found], here[found], known.is_whole[place_of[found]]
    longer = _pair_keys(here, points[np.minimum(places + 2, len(points) - 1)])
    third = np.minimum(known.triples.searchsorted(longer), len(known.triples) - 1)
    starts: NDArray[np.intp] = places[is_whole | (known.triples[third] == longer)]
    return starts
