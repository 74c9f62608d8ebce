"""What a reader may be about to type, and what was perhaps meant: names from titles, headings and links.

The names of an index, best known first, stand one a line in a few long strings: folded, in canonical
wording, spelled in pinyin, in initials. A name is found by searching those strings, which takes a few ms for
hundreds of thousands of names and next to no memory beyond the letters. They are made once a generation,
behind the back of whoever asks.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from weakref import WeakSet

import numpy as np

from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.errors import QueryError, WenxunError
from wenxun.models import NameKind, Suggestion
from wenxun.notices import Notice
from wenxun.pinyin import Readings, Spelling, load_readings
from wenxun.query.language import parse
from wenxun.query.syntax import Word

__all__ = ["NameTable", "NameTables", "corrected_queries"]

MAX_NAMES = 400_000
"""Most names kept of one index: the best known."""

_LONGEST_NAME = 40
_LONGEST_TYPED = 60
_KIND_ORDER: dict[NameKind, int] = {"title": 0, "link": 1, "heading": 2}
_MOST_CANDIDATES = 2_000
_SPELLED_AT_ONCE = 10_000
_OPERATORS = '-－"“”「」『』＂|｜*＊:：()（）'
_LONGEST_MISSPELT = 12
_WINDOWS = range(6, 1, -1)
_WORDS_TRIED = 6
"""Of a query of more words, these are looked at for slips: each takes as long as a search."""

_log = logging.getLogger("wenxun")


class _Known(NamedTuple):
    """A name as first met, the best of its kinds, and how often it was met."""

    shown: str
    kind: NameKind
    times: int


class _Lines:
    """Lines of text that are searched as one string, or looked up whole; each belongs to a name."""

    def __init__(self, lines: Iterable[str], owners: Iterable[int] | None = None) -> None:
        kept = list(lines)
        self._text = "\n" + "\n".join(kept) + "\n"
        self._starts = np.cumsum([1, *(len(line) + 1 for line in kept)])
        self._owners = None if owners is None else np.fromiter(owners, np.int64)
        hashes = np.fromiter(map(hash, kept), np.int64, len(kept)).astype(np.uint32)
        self._by_hash = hashes.argsort(kind="stable").astype(np.int32)
        self._hashes = hashes[self._by_hash]

    def whole(self, line: str) -> Iterator[int]:
        """Owners of the lines that are ``line``, in order."""
        wanted = np.array(hash(line)).astype(np.uint32)
        first, last = (int(self._hashes.searchsorted(wanted, side)) for side in ("left", "right"))
        for number in self._by_hash[first:last].tolist():
            if self._text[self._starts[number] : self._starts[number + 1] - 1] == line:
                yield self._owner(number)

    def find(self, needle: str) -> Iterator[int]:
        """Owners of the lines that hold ``needle``, in order, each once; ``\\n`` in it is a line's edge."""
        place = self._text.find(needle)
        while place >= 0:
            line = int(self._starts.searchsorted(place + needle.startswith("\n"), "right")) - 1
            if line >= len(self._starts) - 1:
                return
            yield self._owner(line)
            place = self._text.find(needle, int(self._starts[line + 1]) - 1)

    def _owner(self, line: int) -> int:
        return line if self._owners is None else int(self._owners[line])


class NameTable:
    """The names of one generation of an index."""

    def __init__(self, names: Iterable[tuple[NameKind, str]]) -> None:
        """Collect names; the same name in another script, case or width counts once more."""
        known = sorted(_collected(names).items(), key=_fame)[:MAX_NAMES]
        self._names = [name for _, name in known]
        folded = [key for key, _ in known]
        wordings = canonical_string("\n".join(folded)).split("\n") if folded else []
        lines: list[str] = []
        owners: list[int] = []
        for number, (line, wording) in enumerate(zip(folded, wordings, strict=True)):
            lines += (line,) if line == wording else (line, wording)
            owners += (number,) if line == wording else (number, number)
        self._keys = _Lines(lines, owners)
        self._folded = folded
        self._readings = load_readings()
        shown = [name.shown for name in self._names] if self._readings is not None else []
        self._pinyin, self._initials = self._sounding(shown, Readings.spell)
        self._rare_pinyin, self._rare_initials = self._sounding(shown, Readings.spell_otherwise)

    def _sounding(
        self, names: list[str], spell: Callable[[Readings, Sequence[str]], Spelling]
    ) -> tuple[_Lines, _Lines]:
        """Names in pinyin, and in initials; some at a time, so that whoever ends the process need not wait for all."""
        pinyin: list[str] = []
        initials: list[str] = []
        owners: list[int] = []
        for first in range(0, len(names), _SPELLED_AT_ONCE):
            if self._readings is None or _ending.is_set():
                break
            full, short, places = spell(self._readings, names[first : first + _SPELLED_AT_ONCE])
            pinyin += full
            initials += short
            owners += [first + place for place in places]
        return _Lines(pinyin, owners), _Lines(initials, owners)

    def __len__(self) -> int:
        return len(self._names)

    def frequent(self, limit: int) -> tuple[str, ...]:
        """The titles that are met most often, then other names."""
        return tuple(name.shown for name in self._names[:limit])

    def suggest(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Names that start with what was typed, sound so, or hold it; else those for its last word alone."""
        typed = typed.strip()
        if not typed or len(typed) > _LONGEST_TYPED:
            return ()
        found = [self._names[number] for number in self._matching(typed, limit)]
        head, _, last = typed.rpartition(" ")
        if not found and last and head:
            numbers = self._matching(last, limit) if last[0] not in _OPERATORS else ()
            return tuple(Suggestion(f"{head} {self._names[n].shown}", self._names[n].kind) for n in numbers)
        return tuple(Suggestion(name.shown, name.kind) for name in found)

    def near(self, typed: str, limit: int) -> list[str]:
        """Names that sound like a word or differ from it by one character."""
        word = _key(typed)
        if not 2 <= len(word) <= _LONGEST_MISSPELT:
            return []
        numbers = dict.fromkeys([*self._sounding_like(typed), *self._one_slip_from(word)])
        return [self._names[number].shown for number in numbers if self._folded[number] != word][:limit]

    def _matching(self, typed: str, limit: int) -> list[int]:
        word = _key(typed)
        forms = list(dict.fromkeys((word, canonical_string(word))))
        sounds = self._readings.typed(typed) if self._readings is not None else []
        found: dict[int, None] = {}
        for number in self._tiers(forms, sounds):
            found[number] = None
            if len(found) == limit:
                break
        return list(found)

    def _tiers(self, forms: list[str], sounds: list[str]) -> Iterator[int]:
        """Numbers of matching names, the best way to match first."""
        for form in forms:
            yield from self._keys.find("\n" + form)
        typed_han = {char for char in forms[0] if "\u4e00" <= char <= "\u9fff"}
        yield from (number for number in self._by_sound(sounds) if typed_han <= set(self._folded[number]))
        for form in forms:
            yield from self._keys.find(form)

    def _by_sound(self, sounds: list[str]) -> Iterator[int]:
        """Numbers of names that sound so as a whole, then of those that begin so; usual readings first."""
        for lines in (self._initials, self._pinyin, self._rare_pinyin):
            for typed in sounds:
                yield from lines.whole(typed)
        for typed in sounds:
            yield from self._pinyin.find("\n" + typed)
            yield from self._initials.find("\n" + typed)
        for typed in sounds:
            yield from self._rare_initials.whole(typed)
            yield from self._rare_pinyin.find("\n" + typed)
            yield from self._rare_initials.find("\n" + typed)

    def _sounding_like(self, word: str) -> Iterator[int]:
        if self._readings is None:
            return
        (full, *_), _, _ = self._readings.spell([word])
        if len(full) > 1:
            yield from self._pinyin.whole(full)
        if word.isascii() and len(word) > 2:
            yield from self._initials.whole(word)

    def _one_slip_from(self, word: str) -> list[int]:
        """A slip leaves the first or the second half of a word as it is, or exchanges the two in the middle."""
        if len(word) < 3:
            return []
        middle = len(word) // 2
        exchanged = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        found: dict[int, None] = {}
        halves = (f"\n{word[:middle]}", f"{word[middle:]}\n")
        for numbers in (*map(self._keys.find, halves), self._keys.whole(exchanged)):
            looked_at = islice(numbers, _MOST_CANDIDATES)
            found |= dict.fromkeys(n for n in looked_at if _one_slip(word, self._folded[n]))
        return sorted(found)


def _collected(names: Iterable[tuple[NameKind, str]]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for kind, name in names:
        if _ending.is_set():
            break
        shown = " ".join(name.split())
        if not 1 < len(shown) <= _LONGEST_NAME:
            continue
        key = _key(shown)
        before = known.get(key)
        if before is None:
            if len(known) < 4 * MAX_NAMES:
                known[key] = _Known(shown, kind, 1)
        else:
            better = _KIND_ORDER[kind] < _KIND_ORDER[before.kind]
            known[key] = _Known(shown if better else before.shown, kind if better else before.kind, before.times + 1)
    return known


def _fame(item: tuple[str, _Known]) -> tuple[int, int, int, str]:
    key, name = item
    return _KIND_ORDER[name.kind], -name.times, len(key), key


def _key(name: str) -> str:
    return " ".join(fold_string(name).split())


def _one_slip(one: str, other: str) -> bool:
    """Whether one character put in, left out or replaced, or two neighbours exchanged, lead to the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        rest, other_rest = one[start:], other[start:]
        exchanged = rest[1:2] + rest[:1] + rest[2:]
        return rest[1:] == other_rest[1:] or exchanged == other_rest
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]


# --- one table a generation -----------------------------------------------------------------------


_ending = threading.Event()
_workers: WeakSet[threading.Thread] = WeakSet()


@atexit.register
def _end_collecting() -> None:
    """Let no thread collect on while the interpreter ends: one in compiled code would abort the process then."""
    _ending.set()
    for worker in list(_workers):
        worker.join()


class NameTables:
    """Keeps the names of the newest generation that was asked for; they are collected in a thread of their own.

    Args:
        generation: says which generation is open; any two differ.
        names: reads the names of that generation.
    """

    def __init__(
        self, generation: Callable[[], int | str], names: Callable[[], Iterable[tuple[NameKind, str]]]
    ) -> None:
        self._generation = generation
        self._names = names
        self._lock = threading.Lock()
        self._table: NameTable | None = None
        self._of: int | str | None = None
        self._worker: threading.Thread | None = None

    @property
    def collected_of(self) -> int | str | None:
        """The generation whose names are there."""
        return self._of

    def current(self, *, wait_seconds: float | None = None) -> NameTable | None:
        """The newest names there are.

        Args:
            wait_seconds: how long to wait for names that are being collected; ``None``: until they are there.

        Returns:
            the names of an older generation, or ``None``, when the wait is over before.

        Raises:
            IndexMissingError, IndexDamagedError: if the index cannot be read.
        """
        generation = self._generation()
        with self._lock:
            if self._of == generation:
                return self._table
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(
                    target=self._collect, args=(generation,), name="wenxun-names", daemon=True
                )
                _workers.add(self._worker)
                self._worker.start()
            worker = self._worker
        worker.join(wait_seconds)
        return self._table

    def _collect(self, generation: int | str) -> None:
        table: NameTable | None = None
        try:
            table = NameTable(self._names())
        except WenxunError as error:
            _log.warning(Notice("names for suggestions cannot be read: {error}", error=error.notice))
        with self._lock:
            self._table, self._of = table, generation


# --- did you mean ---------------------------------------------------------------------------------


def corrected_queries(query: str, names: NameTable, *, limit: int) -> Iterator[str]:
    """The query with one word replaced by a name that it may have been meant to be, likeliest first."""
    try:
        wanted = parse(query).wanted
    except QueryError:
        return
    words = [clause for clause in wanted if isinstance(clause, Word) and clause.field is None][:_WORDS_TRIED]
    for word in words:
        start, end = word.span.start, word.span.end
        for name in names.near(query[start:end], limit):
            yield f"{query[:start]}{name}{query[end:]}"
    for word in words:
        yield from _with_windows(query, word, names, limit)


def _with_windows(query: str, word: Word, names: NameTable, limit: int) -> Iterator[str]:
    """The query with a stretch of a longer run replaced."""
    first, last = word.span.start, word.span.end
    if not 4 <= last - first <= _LONGEST_MISSPELT or query[first:last].isascii():
        return
    for size in _WINDOWS:
        for start in range(first, last - size + 1):
            if size < last - first:
                for name in names.near(query[start : start + size], limit):
                    if len(name) == size:
                        yield f"{query[:start]}{name}{query[start + size :]}"
