"""The names of an index, searched as a reader types them.

Where some names have changed since a table was written, a second one has these, and hides what the first says of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.mixed_pinyin import MixedReading, mixed_readings, parted_reading
from wenxun.models import NameKind, Suggestion
from wenxun.name_columns import KINDS, NameCount, counted_names, encoded, name_columns
from wenxun.name_lines import NameLines, Names
from wenxun.pinyin import load_readings, plain_letters, typed_plainly
from wenxun.slips import LONGEST_SHORT_FORM, LONGEST_SHORTENED, halves, is_one_slip, is_short_for, slip_in_sound

__all__ = ["NameTable"]

_LONGEST_TYPED = 60
_MOST_CANDIDATES = 2_000
_OPERATORS = '-－"“”「」『』＂|｜*＊:：()（）'
_LONGEST_MISSPELT = 12
_LONGEST_SPELLED = 40
_LEAST_BEGUN = 3
_LARGEST_CHARACTER = 4  # bytes of UTF-8
_MOST_SHORTENED_BYTES = LONGEST_SHORTENED * _LARGEST_CHARACTER


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

    def _sounding(self, lines: str, find: Callable[[NameLines], Iterable[int]]) -> Iterator[_Found]:
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
