"""How Chinese characters sound, for finding names by what a reader types or mistypes.

Readings come from pypinyin's tables, which the extra ``pinyin`` installs; without it there are none, and
names are found by their characters alone. Words whose characters sound otherwise than by themselves (重庆,
银行) are looked up as words, a whole list of names at a time.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.util import find_spec

from wenxun.analysis.replacing import Wordings, replace

__all__ = ["Readings", "load_readings"]

_PRIVATE = 0xF0000
"""First of the code points that stand for a character in a reading that is not its usual one."""

_LONGEST_WORD = 4


class Readings:
    """The sounds of characters and words, without tones; ü is written v."""

    def __init__(self, usual: dict[int, str], words: dict[str, list[str]]) -> None:
        """Prepare the tables.

        Args:
            usual: code point of a character to its usual sound.
            words: word to the sound of each of its characters.
        """
        self._full = _Sounds(usual)
        self._initials = _Sounds({point: sound[0] for point, sound in usual.items()})
        numbers: dict[tuple[str, str], str] = {}
        unusual: dict[str, str] = {}
        for word, sounds in words.items():
            different = [usual.get(ord(char)) != sound for char, sound in zip(word, sounds, strict=True)]
            if any(different):
                unusual[word] = "".join(
                    numbers.setdefault((char, sound), chr(_PRIVATE + len(numbers))) if differs else char
                    for char, sound, differs in zip(word, sounds, different, strict=True)
                )
        for (_, sound), private in numbers.items():
            self._full[ord(private)] = sound
            self._initials[ord(private)] = sound[0]
        self._unusual = Wordings(unusual)

    def spell(self, text: str) -> tuple[str, str]:
        """Each line of a folded text in pinyin, and in initials; signs and spaces are left out."""
        text = replace(text, self._unusual.find(text))
        return text.translate(self._full), text.translate(self._initials)


class _Sounds(dict[int, str]):
    """Code point to sound, for ``str.translate``. What has no sound is itself, or nothing if it is a sign."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        sound = self[point] = character if character.isalnum() or character == "\n" else ""
        return sound


@lru_cache(maxsize=1)
def load_readings() -> Readings | None:
    """The readings, read once (0.3 s); ``None`` where pypinyin is not installed."""
    if find_spec("pypinyin") is None:
        return None
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    usual = {point: _plain(sounds.split(",")[0]) for point, sounds in pinyin_dict.items()}
    words = {
        word: [_plain(sound[0]) for sound in sounds]
        for word, sounds in phrases_dict.items()
        if len(word) == len(sounds) <= _LONGEST_WORD
    }
    return Readings({point: sound for point, sound in usual.items() if sound}, words)


@lru_cache(maxsize=4096)
def _plain(sound: str) -> str:
    """A sound without its tone: ``lǜ`` is ``lv``."""
    decomposed = unicodedata.normalize("NFD", sound.replace("ü", "v"))
    letters = decomposed.replace("u\u0308", "v").replace("ê", "e")
    return "".join(char for char in letters if char.isascii() and char.isalpha())
