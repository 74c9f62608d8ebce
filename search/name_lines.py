"""The names of a table as lines of text: which of them begin or end so, hold this, or sound so?

Lines that begin or end so are found by bisection in their order, parts of lines by a search through all of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from wenxun.name_columns import KINDS, SOUNDS, Columns, NameCount, decoded, encoded, spelled
from wenxun.pinyin import load_readings

__all__ = ["NameLines", "Names"]

_STEP = 64  # from one line that is noted to the next one
_ABOVE_ALL = b"\xff"  # no text has this byte
_RUN_BYTES = 6  # two Han characters
_RUN_BITS = 23
_RUNS_AT_ONCE = 1 << 18
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class NameLines:
    """Lines of text, each of which belongs to a name. Owners are numbers of names, the best known first.

    Args:
        columns: what ``name_columns`` gave.
        name: the lines to read, as ``key`` or ``pinyin``.
    """

    def __init__(self, columns: Columns, name: str) -> None:
        self._columns, self._name = columns, name
        self._data = columns[f"{name}_text"].data
        self._starts = columns[f"{name}_starts"].data  # one number at a time, which takes an array five times as long
        self.owners = columns[f"{name}_owners"]
        self._runs: _Runs | None = None
        self._guides: dict[str, list[bytes]] = {}

    def first_of(self, owner: int) -> str:
        """Return the first line of a name that has some."""
        return self._line(int(self.owners.searchsorted(np.uint32(owner))))

    def fitting(self, owners: Sequence[int], fits: Callable[[str], bool], *, least: int, most: int) -> Iterator[int]:
        """Return those of some owners whose first line fits.

        Args:
            owners: increasing.
            fits: tells it of a line.
            least, most: bytes of UTF-8; shorter and longer lines are not looked at.
        """
        lines = self.owners.searchsorted(np.array(owners, np.uint32))
        starts = self._columns[f"{self._name}_starts"]
        sizes = starts[lines + 1] - starts[lines] - 1
        chosen = ((sizes >= least) & (sizes <= most)).nonzero()[0].tolist()
        return (owners[each] for each in chosen if fits(self._line(lines[each])))

    def _line(self, number: int) -> str:
        data = self._data[self._starts[number] : self._starts[number + 1] - 1]
        return decoded(data.tobytes())

    def whole(self, line: str) -> list[int]:
        """Return the owners of the lines that are ``line``."""
        return self.starting(f"{line}\n")

    def starting(self, start: str) -> list[int]:
        """Return the owners of the lines that start so, those of several such lines several times."""
        data, starts, wanted = self._data, self._starts, encoded(start)
        size = len(wanted)
        return self._owners_of("by_text", wanted, lambda line: data[starts[line] : starts[line] + size].tobytes())

    def ending(self, end: str) -> list[int]:
        """Return the owners of the lines that end so."""
        wanted = encoded(end)[::-1]
        size = len(wanted)
        return self._owners_of("by_end", wanted, lambda line: self._backwards(line, size))

    def _backwards(self, line: int, size: int) -> bytes:
        first, last = self._starts[line], self._starts[line + 1] - 1
        return self._data[max(first, last - size) : last].tobytes()[::-1]

    def _owners_of(self, order: str, wanted: bytes, key: Callable[[int], bytes]) -> list[int]:
        """Owners of the lines that have ``wanted`` as their key, cut to its length; they are ordered by their keys."""
        numbers = self._columns[f"{self._name}_{order}"]
        lines, guide = numbers.data, self._guides.get(order, ())

        def first_from(least: bytes) -> int:
            behind = bisect_left(guide, least)
            bounds = (max(0, behind - 1) * _STEP, min(behind * _STEP, len(lines))) if guide else (0, len(lines))
            return bisect_left(lines, least, *bounds, key=key)

        first = first_from(wanted)
        if first == len(lines) or key(lines[first]) != wanted:
            return []
        found: list[int] = self.owners[np.sort(numbers[first : first_from(wanted + _ABOVE_ALL)])].tolist()
        return found

    @cached_property
    def _text(self) -> bytes:
        return self._data.tobytes()

    def note_runs(self) -> None:
        """Note what lines may hold, so that ``containing`` need not look for what none of them has."""
        self._runs = _Runs(np.frombuffer(self._data, np.uint8))

    def note_order(self) -> None:
        """Note some lines of each order, so that of all steps of a bisection few have to read a line."""
        data, starts = self._data, self._starts
        by_text = self._columns[f"{self._name}_by_text"][::_STEP].tolist()
        self._guides["by_text"] = [data[starts[line] : starts[line + 1]].tobytes() for line in by_text]
        if (by_end := f"{self._name}_by_end") in self._columns:
            some = self._columns[by_end][::_STEP].tolist()
            self._guides["by_end"] = [self._backwards(line, len(data)) for line in some]

    def containing(self, part: str) -> Iterator[int]:
        """Yield the owners of the lines that have a part."""
        wanted = encoded(part)
        may_be = wanted and (self._runs is None or self._runs.may_hold(wanted))
        place = self._text.find(wanted) if may_be else -1
        while place >= 0:
            line = bisect_right(self._starts, place) - 1
            yield int(self.owners[line])
            place = self._text.find(wanted, self._starts[line + 1])


class _Runs:
    """Which runs of a few bytes a text may hold: most of what is typed stands in no name, and nobody need look for it.

    Args:
        text: UTF-8.
    """

    def __init__(self, text: npt.NDArray[np.uint8]) -> None:
        known = np.zeros(1 << _RUN_BITS, bool)
        for start in range(0, max(0, len(text) - _RUN_BYTES + 1), _RUNS_AT_ONCE):
            known[_hashed_runs(text[start : start + _RUNS_AT_ONCE + _RUN_BYTES - 1])] = True
        self._known = np.packbits(known)

    def may_hold(self, part: bytes) -> bool:
        """Whether a text may have a part; what is shorter than a run any may."""
        if len(part) < _RUN_BYTES:
            return True
        runs = _hashed_runs(np.frombuffer(part, np.uint8))
        return bool((self._known[runs >> 3] << (runs & 7) & 0x80).all())


def _hashed_runs(text: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """A number of ``_RUN_BITS`` bits for each run of ``_RUN_BYTES`` bytes."""
    count = len(text) - _RUN_BYTES + 1
    runs = np.zeros(count, np.uint64)
    for place in range(_RUN_BYTES):
        runs = runs << np.uint64(8) | text[place : place + count]
    return (runs * _SPREAD >> np.uint64(64 - _RUN_BITS)).astype(np.int64)


class Names:
    """One table of names.

    Args:
        columns: what ``name_columns`` gave.
        hidden: numbers of the names that another table tells of.
    """

    def __init__(self, columns: Columns, hidden: frozenset[int] = frozenset()) -> None:
        self.columns = columns
        self._shown_ends = columns["shown_ends"]
        self._times = columns["times"].reshape(-1, len(KINDS))
        self.hidden = hidden
        self.keys = NameLines(columns, "key")

    def __len__(self) -> int:
        return len(self._shown_ends)

    def __getitem__(self, number: int) -> NameCount:
        """A name by its place among the best known."""
        if number >= len(self):
            raise IndexError(number)
        start = int(self._shown_ends[number - 1]) if number else 0
        shown = self.columns["shown_text"][start : int(self._shown_ends[number])].tobytes()
        times = tuple(self._times[number].tolist())
        return NameCount(self.key(number), decoded(shown), times)

    def key(self, number: int) -> str:
        """Return a name, folded."""
        return self.keys.first_of(number)

    def sound(self, number: int) -> str:
        """Return a name in pinyin, of a table that has the sounds of its names."""
        return self.sounds["pinyin"].first_of(number)

    def find(self, key: str) -> int | None:
        """Return the number of the name with a key."""
        return next((number for number in self.keys.whole(key) if self.key(number) == key), None)

    @cached_property
    def sounds(self) -> Mapping[str, NameLines]:
        """The names as they sound."""
        columns = self.columns
        if "pinyin_text" not in columns:
            readings = load_readings()
            shown = [] if readings is None else [name.shown for name in self]
            columns = spelled(shown, readings) if readings is not None else {}
        return {name: NameLines(columns, name) for name in SOUNDS if f"{name}_text" in columns}

    def __iter__(self) -> Iterator[NameCount]:
        return map(self.__getitem__, range(len(self)))
