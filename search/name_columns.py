"""The names of an index as arrays, which are written once and mapped into memory by everyone who searches them.

Names stand best known first, one a line in a few long texts: folded, in canonical wording, spelled in pinyin, in
initials. ``name_table`` searches them.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from wenxun.analysis.folding import fold_strings
from wenxun.analysis.regions import canonical_string
from wenxun.models import NameKind
from wenxun.pinyin import Readings, Spelling

__all__ = [
    "ENDING",
    "KINDS",
    "MAX_NAMES",
    "SOUNDS",
    "Columns",
    "NameCount",
    "are_sound",
    "counted_names",
    "decoded",
    "encoded",
    "name_columns",
    "spelled",
]

MAX_NAMES = 400_000
"""Most names kept in one table: the best known."""

ENDING = threading.Event()
"""Set when the process ends: whoever collects names stops."""

KINDS: tuple[NameKind, ...] = ("title", "link", "heading")
"""Where names stand, the place that tells most first."""

SOUNDS = ("pinyin", "initials", "rare_pinyin", "rare_initials")
"""Lines of what names sound like."""

_MOST_TIMES = (1 << 32) - 1  # that a column can hold; counts of a file may be anything
_LONGEST_NAME = 40
_AT_ONCE = 10_000


class Columns(Protocol):
    """Arrays by name."""

    def __getitem__(self, name: str, /) -> npt.NDArray[Any]:
        """Return an array."""

    def __contains__(self, name: object, /) -> bool:
        """Whether there is an array of this name."""


class NameCount(NamedTuple):
    """A name, and how often it is met.

    Attributes:
        key: folded; names are one name if their keys are.
        shown: as it is written.
        times: how often in each of ``KINDS``.
    """

    key: str
    shown: str
    times: tuple[int, ...]

    @property
    def kind(self) -> int:
        """The first of ``KINDS`` that it is met in."""
        return _rank(self.times)[0]

    @property
    def fame(self) -> tuple[int, int, int, str]:
        """What names are ordered by, the best known first."""
        return (*_rank(self.times), len(self.key), self.key)

    def plus(self, other: NameCount, sign: int = 1) -> NameCount:
        """Return both together, or what is left without the other; written as where it is met best.

        Args:
            other: the other count of the same name.
            sign: 1: both together; -1: without the other.
        """
        times = tuple(max(0, own + sign * more) for own, more in zip(self.times, other.times, strict=True))
        return NameCount(self.key, other.shown if sign > 0 and other.kind < self.kind else self.shown, times)


@lru_cache(maxsize=1 << 10)
def _rank(times: tuple[int, ...]) -> tuple[int, int]:
    """The first kind that a name is met in, and how often it is met, the most first."""
    return next((kind for kind, count in enumerate(times) if count), len(KINDS)), -sum(times)


def counted_names(names: Iterable[tuple[NameKind, str]]) -> list[NameCount]:
    """Count names, the best known first; the same name in another script, case or width counts once more."""
    written: dict[str, tuple[int, ...]] = {}
    added = _Added()  # most names are met once, as a title
    none = (0,) * len(KINDS)
    every = iter(names)
    while not ENDING.is_set() and (some := Counter(islice(every, _AT_ONCE))):
        for (kind, name), count in some.items():
            shown = " ".join(name.split())
            before = written.get(shown)
            if before is not None or (1 < len(shown) <= _LONGEST_NAME and len(written) < 4 * MAX_NAMES):
                written[shown] = added[before or none, kind, count]
    found: dict[str, NameCount] = {}
    names_written = list(written)
    for key, shown in zip(_keys(names_written), names_written, strict=True):
        name_count = NameCount(key, shown, written.pop(shown))
        found[key] = found[key].plus(name_count) if key in found else name_count
    return sorted(found.values(), key=attrgetter("fame"))[:MAX_NAMES]


class _Added(dict[tuple[tuple[int, ...], NameKind, int], tuple[int, ...]]):
    """How often a name is met before, its kind and how often it is met now, to how often it is met then."""

    def __missing__(self, key: tuple[tuple[int, ...], NameKind, int]) -> tuple[int, ...]:
        times, kind, count = key
        place = KINDS.index(kind)
        found = self[key] = (*times[:place], times[place] + count, *times[place + 1 :])
        return found


def _keys(names: Sequence[str]) -> Iterator[str]:
    """Each name folded; many at a time, because folding costs calls and not characters."""
    for first in range(0, len(names), _AT_ONCE):
        for folded in fold_strings(names[first : first + _AT_ONCE]):
            yield " ".join(folded.split())


def name_columns(names: Sequence[NameCount]) -> dict[str, npt.NDArray[Any]]:
    """Return names, best known first, as the columns of a table; ``spelled`` gives those of how they sound.

    Args:
        names: the names.

    Returns:
        ``shown_text`` (u1, UTF-8) and ``shown_ends`` (u4), ``times`` (u4, as many a name as there are kinds), and for
        each set of lines NAME ``NAME_text`` (u1, each line between line ends), ``NAME_starts`` (u4), ``NAME_by_text``
        (u4, the lines in order), ``NAME_owners`` (u4, the name of each).
    """
    shown, starts = _written([name.shown for name in names])
    columns: dict[str, npt.NDArray[Any]] = {
        "shown_text": np.frombuffer(shown.replace(b"\n", b""), np.uint8),
        "shown_ends": (starts[1:] - np.arange(1, len(starts)) - 1).astype(np.uint32),
        "times": np.array([name.times for name in names], np.int64).ravel().clip(max=_MOST_TIMES).astype(np.uint32),
    }
    lines: list[str] = []
    owners: list[int] = []
    for first in range(0, len(names), _AT_ONCE):
        folded = [name.key for name in names[first : first + _AT_ONCE]]
        wordings = canonical_string("\n".join(folded)).split("\n")
        for number, (line, wording) in enumerate(zip(folded, wordings, strict=True), first):
            lines += (line,) if line == wording else (line, wording)
            owners += (number,) if line == wording else (number, number)
    columns |= _line_columns("key", lines, owners)
    backwards = [line[::-1] for line in encoded("\n".join(lines)).split(b"\n")]
    columns["key_by_end"] = np.array(sorted(range(len(lines)), key=backwards.__getitem__), np.uint32)
    return columns


def are_sound(columns: Columns) -> bool:
    """Return whether the numbers in columns lead where something is."""
    ends = columns["shown_ends"]
    count = len(ends)
    lines = ["key", *(name for name in SOUNDS if f"{name}_text" in columns)]
    return (
        bool((ends[1:] >= ends[:-1]).all())
        and int(ends.max(initial=0)) == len(columns["shown_text"])
        and len(columns["times"]) == count * len(KINDS)
        and columns["key_owners"][:1].tolist() == [0][:count]
        and int(np.diff(columns["key_owners"]).max(initial=0)) <= 1  # each name has a line
        and int(columns["key_owners"].max(initial=0)) == max(count - 1, 0)
        and len(columns["key_by_end"]) == len(columns["key_by_text"])
        and int(columns["key_by_end"].max(initial=0)) < len(columns["key_starts"])
        and all(_are_lines(columns, name, count) for name in lines)
    )


def _are_lines(columns: Columns, name: str, count: int) -> bool:
    starts, owners, by_text = (columns[f"{name}_{part}"] for part in ("starts", "owners", "by_text"))
    return (
        len(starts) == len(owners) + 1 == len(by_text) + 1
        and int(starts[0]) == 1
        and int(starts[-1]) == len(columns[f"{name}_text"])
        and bool((starts[1:] > starts[:-1]).all() and (owners[1:] >= owners[:-1]).all())
        and int(owners.max(initial=0)) < max(count, 1)
        and int(by_text.max(initial=0)) < max(len(by_text), 1)
    )


def _line_columns(name: str, lines: Sequence[str], owners: Sequence[int]) -> dict[str, npt.NDArray[Any]]:
    text, starts = _written(lines)
    ended = [line + b"\n" for line in text[1:-1].split(b"\n")]
    return {
        f"{name}_text": np.frombuffer(text, np.uint8),
        f"{name}_starts": starts.astype(np.uint32),
        f"{name}_by_text": np.array(sorted(range(len(lines)), key=ended.__getitem__), np.uint32),
        f"{name}_owners": np.array(owners, np.uint32),
    }


def _written(lines: Sequence[str]) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Lines between line ends, and where each starts; then where one more would."""
    text = encoded("\n".join(("", *lines, "")))
    return text, np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1


def spelled(shown: Sequence[str], readings: Readings) -> dict[str, npt.NDArray[Any]]:
    """Return names in pinyin and in initials, in usual readings and in others.

    Args:
        shown: the names.
        readings: the readings of characters and words.
    """
    columns: dict[str, npt.NDArray[Any]] = {}
    for kind, spell in (("", readings.spell), ("rare_", readings.spell_otherwise)):
        pinyin, initials, owners = _sounding(shown, spell)
        columns |= _line_columns(f"{kind}pinyin", pinyin, owners)
        columns |= _line_columns(f"{kind}initials", initials, owners)
    return columns


def _sounding(names: Sequence[str], spell: Callable[[Sequence[str]], Spelling]) -> Spelling:
    """Names spelled; some at a time, so that whoever ends the process need not wait for all."""
    found: Spelling = ([], [], [])
    for first in range(0, len(names), _AT_ONCE):
        if ENDING.is_set():
            break
        pinyin, initials, places = spell(names[first : first + _AT_ONCE])
        found[0].extend(pinyin)
        found[1].extend(initials)
        found[2].extend(first + place for place in places)
    return found


def decoded(data: bytes) -> str:
    """Return a text that is kept; where it was forged, whatever can be read of it."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def encoded(text: str) -> bytes:
    """Return a text as it is kept."""
    return text.encode("utf-8", "surrogatepass")
