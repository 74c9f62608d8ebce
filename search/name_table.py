"""The names of an index, searched as a reader types them.

Lines that begin or end so are found by bisection in their order, parts of lines by a search through all of them.
Where some names have changed since a table was written, a second one has these, and hides what the first says of them.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.mixed_pinyin import MixedReading, mixed_readings, parted_reading
from wenxun.models import NameKind, Suggestion
from wenxun.name_columns import (
    KINDS,
    SOUNDS,
    Columns,
    NameCount,
    counted_names,
    decoded,
    encoded,
    name_columns,
    spelled,
)
from wenxun.pinyin import load_readings, plain_letters, typed_plainly
from wenxun.slips import LONGEST_SHORT_FORM, LONGEST_SHORTENED, halves, is_one_slip, is_short_for, slip_in_sound

__all__ = ["NameTable", "Names"]

_LONGEST_TYPED = 60
_MOST_CANDIDATES = 2_000
_OPERATORS = '-－"“”「」『』＂|｜*＊:：()（）'
_LONGEST_MISSPELT = 12
_LONGEST_SPELLED = 40
_LEAST_BEGUN = 3
_LARGEST_CHARACTER = 4  # bytes of UTF-8
_MOST_SHORTENED_BYTES = LONGEST_SHORTENED * _LARGEST_CHARACTER
_STEP = 64  # from one line that is noted to the next one
_ABOVE_ALL = b"\xff"  # no text has this byte
_RUN_BYTES = 6  # two Han characters
_RUN_BITS = 23
_RUNS_AT_ONCE = 1 << 18
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class _Lines:
    """Lines of text, each of which belongs to a name. Owners are given in order, the best known first."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._columns, self._name = columns, name
        self._data = columns[f"{name}_text"].data
        self._starts = columns[f"{name}_starts"].data  # one number at a time, which takes an array five times as long
        self.owners = columns[f"{name}_owners"]
        self._runs: _Runs | None = None
        self._guides: dict[str, list[bytes]] = {}

    def first_of(self, owner: int) -> str:
        """The first line of a name that has some."""
        return self._line(int(self.owners.searchsorted(np.uint32(owner))))

    def fitting(self, owners: Sequence[int], fits: Callable[[str], bool], *, least: int, most: int) -> Iterator[int]:
        """Those of some owners, increasing, whose first line fits; others than of so many bytes are not looked at."""
        lines = self.owners.searchsorted(np.array(owners, np.uint32))
        starts = self._columns[f"{self._name}_starts"]
        sizes = starts[lines + 1] - starts[lines] - 1
        chosen = ((sizes >= least) & (sizes <= most)).nonzero()[0].tolist()
        return (owners[each] for each in chosen if fits(self._line(lines[each])))

    def _line(self, number: int) -> str:
        data = self._data[self._starts[number] : self._starts[number + 1] - 1]
        return decoded(data.tobytes())

    def whole(self, line: str) -> list[int]:
        """Owners of the lines that are ``line``."""
        return self.starting(f"{line}\n")

    def starting(self, start: str) -> list[int]:
        """Owners of the lines that start so, those of several such lines several times."""
        data, starts, wanted = self._data, self._starts, encoded(start)
        size = len(wanted)
        return self._owners_of("by_text", wanted, lambda line: data[starts[line] : starts[line] + size].tobytes())

    def ending(self, end: str) -> list[int]:
        """Owners of the lines that end so."""
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
        """Owners of the lines that have a part."""
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
        self.keys = _Lines(columns, "key")

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
    def sounds(self) -> Mapping[str, _Lines]:
        """The names as they sound."""
        columns = self.columns
        if "pinyin_text" not in columns:
            readings = load_readings()
            shown = [] if readings is None else [name.shown for name in self]
            columns = spelled(shown, readings) if readings is not None else {}
        return {name: _Lines(columns, name) for name in SOUNDS if f"{name}_text" in columns}

    def __iter__(self) -> Iterator[NameCount]:
        return map(self.__getitem__, range(len(self)))


# --- searching ------------------------------------------------------------------------------------


class _Found(NamedTuple):
    """A name of one of the tables."""

    names: Names
    number: int

    @property
    def fame(self) -> tuple[int, int, int, str]:
        return self.names[self.number].fame


def _found(names: Names, find: Callable[[Names], Iterable[int]]) -> Iterator[_Found]:
    """What is found in a table and is not hidden."""
    return (_Found(names, number) for number in find(names) if number not in names.hidden)


class NameTable:
    """The names of one generation of an index.

    Args:
        tables: tables of names, of which each name is in one, but for those that are hidden.
    """

    def __init__(self, tables: Sequence[Names]) -> None:
        self._tables = tables

    @classmethod
    def of(cls, names: Iterable[tuple[NameKind, str]]) -> NameTable:
        """Return a table of names, each as often as it is met."""
        return cls([Names(name_columns(counted_names(names)))])

    def __len__(self) -> int:
        return sum(len(names) - len(names.hidden) for names in self._tables)

    def prepare(self) -> None:
        """Make what only those need who ask often: sounds that were not written, notes of what names hold."""
        for names in self._tables:
            names.keys.note_runs()
            for lines in (names.keys, *names.sounds.values()):
                lines.note_order()

    def frequent(self, limit: int) -> tuple[str, ...]:
        """Return the titles that are met most often, then other names."""
        found = self._ordered(lambda names: range(len(names)))
        return tuple(self._name(each).shown for each in islice(found, limit))

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return names that start with what was typed, sound so, or hold it; else those for its last word alone.

        Args:
            typed: what was typed so far.
            limit: most names to return.
        """
        typed = typed.strip()
        if not typed or len(typed) > _LONGEST_TYPED:
            return ()
        found = self._matching(typed, limit)
        head, _, last = typed.rpartition(" ")
        before = ""
        if not found and last and head:
            found = self._matching(last, limit) if last[0] not in _OPERATORS else []
            before = f"{head} "
        return tuple(Suggestion(f"{before}{name.shown}", KINDS[name.kind]) for name in map(self._name, found))

    def near(self, typed: str, limit: int) -> list[str]:
        """Return names that sound like a word or differ from it by one character, the nearest first.

        Args:
            typed: the word.
            limit: most names to return.
        """
        word = _key(typed)
        if not 2 <= len(word) <= (_LONGEST_SPELLED if typed_plainly(word) else _LONGEST_MISSPELT):
            return []
        found = dict.fromkeys([*self._sounding_like(typed), *self._one_slip_from(word)])
        return [self._name(each).shown for each in found if each.names.key(each.number) != word][:limit]

    def shortened_to(self, typed: str, limit: int) -> list[str]:
        """Find names that are perhaps cut short to a word of two or three Chinese characters, as 珠穆朗玛峰 to 珠峰.

        Args:
            typed: the word.
            limit: most names to return.

        Returns:
            the names as they are written, the best known first.
        """
        word = _key(typed)
        if word.isascii() or not 2 <= len(word) <= LONGEST_SHORT_FORM:
            return []

        def shortened(names: Names) -> Iterator[int]:
            begun = names.keys.starting(word[0])[:_MOST_CANDIDATES]
            return names.keys.fitting(begun, partial(is_short_for, word), least=1, most=_MOST_SHORTENED_BYTES)

        return [self._name(each).shown for each in islice(self._ordered(shortened), limit)]

    @staticmethod
    def _name(found: _Found) -> NameCount:
        return found.names[found.number]

    def _ordered(self, find: Callable[[Names], Iterable[int]]) -> Iterator[_Found]:
        """What is found in each of the tables, the best known first."""
        each = [_found(names, find) for names in self._tables]
        return each[0] if len(each) == 1 else heapq.merge(*each, key=lambda found: found.fame)

    def _sounding(self, lines: str, find: Callable[[_Lines], Iterable[int]]) -> Iterator[_Found]:
        return self._ordered(lambda names: find(names.sounds[lines]) if lines in names.sounds else ())

    def _matching(self, typed: str, limit: int) -> list[_Found]:
        word = _key(typed)
        forms = list(dict.fromkeys((word, canonical_string(word))))
        found: dict[_Found, None] = {}
        for each in self._tiers(forms, typed):
            found[each] = None
            if len(found) == limit:
                break
        return list(found)

    def _tiers(self, forms: list[str], typed: str) -> Iterator[_Found]:
        """Matching names, the best way to match first."""
        for form in forms:
            yield from self._ordered(lambda names, form=form: names.keys.starting(form))  # type: ignore[misc]
        typed_han = {char for char in forms[0] if "\u4e00" <= char <= "\u9fff"}
        for each in self._by_sound(_sounds_of(typed), parted_reading(plain_letters(typed))):
            if typed_han <= set(each.names.key(each.number)):
                yield each
        for form in forms:
            yield from self._ordered(lambda names, form=form: names.keys.containing(form))  # type: ignore[misc]

    def _by_sound(self, sounds: list[str], parted: MixedReading | None) -> Iterator[_Found]:
        """Names that sound so as a whole, then those that begin so; usual readings first."""
        if parted is not None:  # xi'an is two characters
            for each in self._sounding("initials", lambda each: each.whole(parted.initials)):
                if parted.fits(each.names.sound(each.number)):
                    yield each
        for lines in ("initials", "pinyin", "rare_pinyin"):
            for typed in sounds:
                yield from self._sounding(lines, lambda each, typed=typed: each.whole(typed))  # type: ignore[misc]
        for typed in sounds:
            for lines in ("pinyin", "initials"):
                yield from self._sounding(lines, lambda each, typed=typed: each.starting(typed))  # type: ignore[misc]
        for typed in sounds:
            yield from self._sounding("rare_initials", lambda each, typed=typed: each.whole(typed))  # type: ignore[misc]
            for lines in ("rare_pinyin", "rare_initials"):
                yield from self._sounding(lines, lambda each, typed=typed: each.starting(typed))  # type: ignore[misc]
        looked_at = islice(self._begun_alike(sounds), _MOST_CANDIDATES)
        yield from (each for reading, each in looked_at if reading.fits(each.names.sound(each.number)))

    def _begun_alike(self, sounds: list[str]) -> Iterator[tuple[MixedReading, _Found]]:
        """Names with the first letters of what was typed partly in syllables, and how it was read."""
        for reading in (reading for typed in sounds for reading in mixed_readings(typed)):
            for each in self._sounding("initials", lambda each, start=reading.initials: each.starting(start)):  # type: ignore[misc]
                yield reading, each

    def _sounding_like(self, word: str) -> Iterator[_Found]:
        readings = load_readings()
        if readings is None:
            return
        (full, *_), _, _ = readings.spell([word])
        if len(full) > 1:
            yield from self._sounding("pinyin", lambda each: each.whole(full))
        if word.isascii() and len(word) > 2:
            yield from self._sounding("initials", lambda each: each.whole(word))
        for typed in typed_plainly(word) or ():  # with tones, or only the beginning of a name
            yield from self._sounding("pinyin", lambda each, typed=typed: each.whole(typed))  # type: ignore[misc]
            if len(typed) > _LEAST_BEGUN:
                yield from self._sounding("pinyin", lambda each, typed=typed: each.starting(typed))  # type: ignore[misc]
        for typed in typed_plainly(word) or ():
            yield from self._slips_in_sound(typed)

    def _one_slip_from(self, word: str) -> list[_Found]:
        """A slip leaves the first or the second half of a word as it is, or exchanges the two in the middle."""
        if len(word) < 3:
            return []
        middle = len(word) // 2
        exchanged = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        size = len(encoded(word))

        def slipped(names: Names) -> Iterator[int]:
            keys = names.keys
            for begun in (keys.starting(word[:middle]), keys.ending(word[middle:]), keys.whole(exchanged)):
                yield from keys.fitting(
                    begun[:_MOST_CANDIDATES],
                    partial(is_one_slip, word),
                    least=size - _LARGEST_CHARACTER,
                    most=size + _LARGEST_CHARACTER,
                )

        each = (_found(names, slipped) for names in self._tables)
        return sorted(dict.fromkeys(chain.from_iterable(each)), key=lambda each: each.fame)

    def _slips_in_sound(self, typed: str) -> Iterator[_Found]:
        """Names whose pinyin has one letter or one syllable otherwise, the nearest first."""
        parts = halves(typed)
        if parts is None:
            return
        first, last = parts
        exchanged = first[:-1] + last[0] + first[-1] + last[1:]
        found: dict[_Found, int] = {}
        for find in (
            lambda lines: lines.starting(first),
            lambda lines: lines.containing(f"{last}\n"),
            lambda lines: lines.starting(exchanged),
        ):
            for each in islice(self._sounding("pinyin", find), _MOST_CANDIDATES):
                distance = slip_in_sound(typed, each.names.sound(each.number))
                if distance is not None:
                    found[each] = distance
        yield from sorted(found, key=lambda each: (found[each], each.fame))


def _key(name: str) -> str:
    return " ".join(fold_string(name).split())


def _sounds_of(typed: str) -> list[str]:
    """The sounds that may be meant. The readings are not cheap to load, and letters alone need none."""
    plain = typed_plainly(typed)
    if plain is not None:
        return plain
    readings = load_readings()
    return [] if readings is None else readings.typed(typed)
