"""How Chinese names sound, for finding them by what a reader types or mistypes.

Readings come from pypinyin's tables, which the extra ``pinyin`` installs; without it there are none, and
names are found by their characters alone. Words whose characters sound otherwise than by themselves (重庆,
银行) are looked up as words, a whole list of names at a time. What is spelled is what is *written*: 沈阳 is
shenyang, whatever 沈 is folded to. Where a name that is not long begins, every reading of a character counts, and of
two characters together, so that 曾国藩 is found by zeng and by ceng. ``search/data/name_readings.txt`` has the readings
of names that pypinyin lacks.
"""

from __future__ import annotations

import gc
import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import accumulate, combinations, compress, islice, product
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wenxun.analysis.characters import code_points
from wenxun.analysis.folding import text_of
from wenxun.analysis.joints import INTERPUNCTS
from wenxun.analysis.replacing import Replacement, Wordings, replace
from wenxun.analysis.scripts import strangers
from wenxun.analysis.variants import data_lines
from wenxun.mixed_pinyin import is_syllable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Readings", "Spelling", "load_readings", "plain_letters", "typed_plainly"]

_PRIVATE = 0xF0000
"""First of the code points that stand for a character in a reading that is not its usual one."""

_LONGEST_WORD = 4
_LOOKED_UP = 50_000
"""Words of so many characters are looked up one by one; what is longer is searched for all words at once."""
_LONGEST_WITH_ALL_READINGS = 8
_VARIED_CHARACTERS = 4
_MOST_SPELLINGS = 16
_MOST_READINGS = 16
_TONE_DIGIT = re.compile(r"(?<=[a-z])[0-5](?![0-9])")
_BOPOMOFO = re.compile("[ㄅ-ㄩ]")
_BOPOMOFO_TONES = str.maketrans("", "", "ˉˊˇˋ˙ ")
_BOPOMOFO_INITIALS = dict(zip("ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒ", "bpmfdtnlgkhjqx", strict=True))
_BETWEEN_SYLLABLES = str.maketrans("", "", f"'’‘ʼ`´′-{INTERPUNCTS}\u200b\u200c\u200d\u2060\ufeff\u00ad")
_UMLAUT_BY_COLON = re.compile("(?<=[ln])u:")

Spelling = tuple[list[str], list[str], list[int]]
"""Sounds of names, their initials, and the place of each of these in the list of names."""


class Readings:
    """The sounds of characters and words, without tones; ü is written v."""

    def __init__(
        self,
        sounds: Mapping[int, str],
        words: Mapping[str, Sequence[Sequence[str]]],
        more: Iterable[tuple[str, Sequence[str]]] = (),
    ) -> None:
        """Keep the tables as they are; what they say of a character or word is looked at when it is asked for.

        Args:
            sounds: code point of a character to its sounds with their tones, parted by commas, the usual one first.
            words: word to the sounds of each of its characters, with their tones.
            more: words, or characters, and the sound of each of their characters that is possible besides.
        """
        self._written = sounds
        self._words = words
        self._sounds: dict[int, tuple[str, ...]] = {}
        self._full = _Sounds(lambda point: next(iter(self._sounds_at(point)), ""))
        self._initials = _Sounds(lambda point: next(iter(self._sounds_at(point)), "")[:1])
        self._private: dict[tuple[str, str], str] = {}
        self._character: dict[str, str] = {}
        self._others: dict[str, tuple[str, ...]] = {}
        self._more: dict[str, list[str]] = {}
        for word, spelled in more:
            self._more.setdefault(word, []).append("".join(map(self._as, word, spelled)))
        self._words_with_more = Wordings({word: word for word in self._more})

    def _sounds_at(self, point: int) -> tuple[str, ...]:
        """The sounds of a character, the usual one first."""
        found = self._sounds.get(point)
        if found is None:
            written = self._written.get(point, "").split(",")
            found = self._sounds[point] = tuple(dict.fromkeys(filter(None, map(_plain, written))))
        return found

    def _in_word(self, word: str) -> str | None:
        """A word of the table, marked, if a character of it has another sound than by itself."""
        sounds = self._words.get(word, ())
        if not 0 < len(sounds) == len(word) <= _LONGEST_WORD:
            return None
        spelled = [_plain(each[0]) for each in sounds]
        if list(map(self._full.__getitem__, map(ord, word))) == spelled:
            return None
        return "".join(map(self._as, word, spelled))

    @cached_property
    def _unusual(self) -> Wordings:
        """All words in which a character has another sound than by itself."""
        forms = {word: form for word in self._perhaps_unusual() if (form := self._in_word(word)) is not None}
        self._words = {}  # most of the memory of the tables
        return Wordings(forms)

    def _perhaps_unusual(self) -> list[str]:
        """The words that are not spelled as their characters are, tones included; found without a step a word."""
        words = [word for word, sounds in self._words.items() if len(sounds) == len(word)]
        usual = _Usual(self._written)
        by_character = list(map(usual.__getitem__, map(ord, "".join(words))))
        by_word = [each[0] for sounds in map(self._words.__getitem__, words) for each in sounds]
        ends = list(accumulate(map(len, words)))
        differs = compress(range(len(by_word)), map(ne, by_word, by_character))
        return [words[place] for place in dict.fromkeys(bisect_right(ends, at) for at in differs)]

    def _unusual_in(self, text: str) -> Iterable[Replacement]:
        """The words of a text in which a character has another sound than by itself, in order."""
        if len(text) > _LOOKED_UP or "_unusual" in self.__dict__:
            return self._unusual.find(text)
        return self._looked_up(text)

    def _looked_up(self, text: str) -> Iterator[Replacement]:
        """As ``_unusual_in``, without the .2 s that it takes to go through all words."""
        start = 0
        while start < len(text):
            for end in range(min(start + _LONGEST_WORD, len(text)), start, -1):
                if (form := self._in_word(text[start:end])) is not None:
                    yield start, end, form
                    start = end
                    break
            else:
                start += 1

    def _as(self, character: str, sound: str) -> str:
        """The character in its usual sound, or the private character that stands for it in another one."""
        if self._full[ord(character)] == sound:
            return character
        private = self._private.get((character, sound))
        if private is None:
            private = self._private[character, sound] = chr(_PRIVATE + len(self._private))
            self._full[ord(private)] = sound
            self._initials[ord(private)] = sound[0]
            self._character[private] = character
        return private

    def _other_readings(self, marked: str) -> tuple[str, ...]:
        """What stands for a character, or for a private one, in its other readings, and with u for ü."""
        found = self._others.get(marked)
        if found is None:
            character = self._character.get(marked, marked)
            sounds = self._sounds_at(ord(character))
            forms = (*sounds, *(sound.replace("v", "u") for sound in sounds if "v" in sound))
            found = tuple(form for sound in forms if (form := self._as(character, sound)) != marked)
            self._others[marked] = found
        return found

    def spell(self, names: Sequence[str]) -> Spelling:
        """Spell names as they are written, in pinyin and in initials; signs and spaces are left out."""
        if not names:
            return [], [], []
        return self._spelled(self._marked(names), range(len(names)))

    def spell_otherwise(self, names: Sequence[str]) -> Spelling:
        """Spell names that are not long, one or two of their first characters in other readings, or with u for ü."""
        found: list[str] = []
        places: list[int] = []
        short = [place for place, name in enumerate(names) if len(name) <= _LONGEST_WITH_ALL_READINGS]
        if not short:
            return [], [], []
        plain = _simplified([names[place] for place in short])
        more = self._more_readings(plain)
        start = 0
        for place, written, marked in zip(short, plain.split("\n"), self._usual(plain).split("\n"), strict=True):
            head = marked[:_VARIED_CHARACTERS]
            choices = [(*more.get(start + at, ()), *self._other_readings(char)) for at, char in enumerate(head)]
            others = list(islice(_varied(head, choices), _MOST_SPELLINGS))
            found += [other + marked[len(head) :] for other in others]
            places += [place] * len(others)
            start += len(written) + 1
        return self._spelled(found, places)

    def _more_readings(self, text: str) -> dict[int, list[str]]:
        """What stands for a character in a reading that only its word has, by its place in the text."""
        found: dict[int, list[str]] = {}
        for start, _, word in self._words_with_more.find(text):
            for form in self._more[word]:
                for at, (char, marked) in enumerate(zip(word, form, strict=True), start):
                    if char != marked:
                        found.setdefault(at, []).append(marked)
        return found

    def _marked(self, names: Sequence[str]) -> list[str]:
        """The names in Simplified characters, those in unusual readings replaced by private ones."""
        return self._usual(_simplified(names)).split("\n")

    def _usual(self, simplified: str) -> str:
        return replace(simplified, self._unusual_in(simplified))

    def _spelled(self, marked: Sequence[str], places: Sequence[int]) -> Spelling:
        text = "\n".join(marked)
        if not marked:
            return [], [], []
        return text.translate(self._full).split("\n"), text.translate(self._initials).split("\n"), list(places)

    # --- what is typed ----------------------------------------------------------------------------

    def typed(self, typed: str) -> list[str]:
        """Return the sounds that somebody who typed pinyin may mean, likeliest first; none where it is no pinyin.

        Tones may be marked (běi) or counted (bei3), ü may be v, u, yu, ue or u:, and 北jing and ㄅㄟˇ are pinyin too.
        """
        text = typed.lower()
        if _BOPOMOFO.search(text):
            text = self._from_bopomofo(text)
        text = _without_signs(text)
        choices = [self._sounds_of(char) for char in text]
        if not any(char.isascii() and char.isalpha() for char in text):
            return []
        spelled = ("".join(sounds) for sounds in islice(product(*choices), _MOST_READINGS))
        return list(dict.fromkeys(form for sounds in spelled for form in _forms(sounds)))

    def _sounds_of(self, character: str) -> Sequence[str]:
        return self._sounds_at(ord(character)) or (character,)

    def _from_bopomofo(self, text: str) -> str:
        """Bopomofo as pinyin; what belongs to no syllable stays, and no syllable goes on behind the sign of a tone."""
        pinyin = re.sub(self._bopomofo[0], lambda found: self._bopomofo[1][found[0]], text)
        return pinyin.translate(_BOPOMOFO_TONES)

    @cached_property
    def _bopomofo(self) -> tuple[str, Mapping[str, str]]:
        """A pattern for syllables in bopomofo, and each of them in pinyin."""
        from pypinyin import Style
        from pypinyin.style import convert

        pinyin = {sound for point in self._written for sound in self._sounds_at(point)}
        table = {
            convert(sound.replace("v", "ü"), Style.BOPOMOFO, strict=True).translate(_BOPOMOFO_TONES): sound
            for sound in sorted(pinyin, key=lambda sound: (is_syllable(sound), sound))  # weng, not wong
        } | _BOPOMOFO_INITIALS
        return "|".join(map(re.escape, sorted(filter(None, table), key=len, reverse=True))), table


class _Sounds(dict[int, str]):
    """Code point to sound, for ``str.translate``; filled as characters turn up.

    What has no sound is itself, or nothing if it is a sign.

    Args:
        of: gives the sound of a code point, "" for what has none.
    """

    def __init__(self, of: Callable[[int], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, point: int) -> str:
        character = chr(point)
        without = character if character.isalnum() or character == "\n" else ""
        sound = self[point] = self._of(point) or without
        return sound


class _Usual(dict[int, str]):
    """Code point to its usual sound with its tone, as the tables write it; filled as characters turn up."""

    def __init__(self, written: Mapping[int, str]) -> None:
        super().__init__()
        self._written = written

    def __missing__(self, point: int) -> str:
        sound = self[point] = self._written.get(point, "").partition(",")[0]
        return sound


def _simplified(names: Sequence[str]) -> str:
    """Names in Simplified characters, one a line."""
    is_plain = partial(unicodedata.is_normalized, "NFKC")
    plain = "\n".join(name if is_plain(name) else unicodedata.normalize("NFKC", name) for name in names)
    return text_of(_simplifying().take(code_points(plain.lower())))


@lru_cache(maxsize=1)
def _simplifying() -> NDArray[np.uint32]:
    """Code point to that of the character that is Simplified."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    strange = strangers("hans")
    table[list(map(ord, strange))] = list(map(ord, strange.values()))
    return table


def _varied(head: str, choices: Sequence[Sequence[str]]) -> Iterator[str]:
    """``head`` with one of its characters replaced by each of its choices, then with two."""
    for count in (1, 2):
        for places in combinations(range(len(head)), count):
            for chosen in product(*(choices[place] for place in places)):
                other = list(head)
                for place, char in zip(places, chosen, strict=True):
                    other[place] = char
                yield "".join(other)


def typed_plainly(typed: str) -> list[str] | None:
    """Return the same as ``Readings.typed``, where no reading is asked for.

    ``None`` where Chinese characters or bopomofo stand too.
    """
    text = _without_signs(typed.lower())
    if _BOPOMOFO.search(text):
        return None
    if not any(char.isascii() and char.isalpha() for char in text):
        return []
    return list(_forms(text)) if text.isascii() else None


def _without_signs(text: str) -> str:
    plain = "".join(plain_letters(text.translate(_BETWEEN_SYLLABLES)).translate(_BETWEEN_SYLLABLES).split())
    return _UMLAUT_BY_COLON.sub("v", plain)


def _forms(sounds: str) -> dict[str, None]:
    """Ways to read a row of letters."""
    return dict.fromkeys(form for form in _with_v(sounds) if form.isascii())


def _with_v(sounds: str) -> Iterator[str]:
    """Ways to read a row of letters: as it is, without the digits of tones, with v for other spellings of ü."""
    yield sounds
    for form in dict.fromkeys((sounds, _TONE_DIGIT.sub("", sounds))):
        form = re.sub("(?<=[jqxy])v", "u", form)
        yield form
        yield re.sub("(?<=[ln])(?:yu|ue)", "v", form)


@lru_cache(maxsize=1)
def load_readings() -> Readings | None:
    """Return the readings, read once (0.1 s); ``None`` where pypinyin is not installed."""
    if find_spec("pypinyin") is None:
        return None
    more = [(word, spelled) for word, *spelled in map(str.split, data_lines("name_readings.txt"))]
    with _without_collector():
        return Readings(_pypinyin("pinyin_dict"), _pypinyin("phrases_dict"), more)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Make 300,000 objects, none of which is garbage: to look for it would take longer than to make them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _pypinyin(table: str) -> Mapping[Any, Any]:
    """A table of pypinyin. Its module is run by itself: the package would keep it, and prepares more than is needed."""
    package = find_spec("pypinyin")
    assert package is not None and package.submodule_search_locations
    spec = spec_from_file_location(table, Path(package.submodule_search_locations[0]) / f"{table}.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Mapping[Any, Any] = getattr(module, table)
    vars(module).clear()  # its functions hold it, and so the table, until somebody looks for cycles
    return found


@lru_cache(maxsize=4096)
def _plain(sound: str) -> str:
    """A sound without its tone: ``lǜ`` is ``lv``."""
    return "".join(char for char in plain_letters(sound) if char.isascii() and char.isalpha())


def plain_letters(text: str) -> str:
    """Return a text with the letters of pinyin without their tones, and ü written v."""
    decomposed = unicodedata.normalize("NFD", text.lower()).replace("u\u0308", "v").replace("u\u0304\u0308", "v")
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", kept)
