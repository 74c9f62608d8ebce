"""What may have slipped where somebody typed a name: a character, a letter or a syllable of its pinyin, or most of it.

Pure comparisons of two words; ``name_table`` finds the names that are worth one.
"""

from __future__ import annotations

from collections.abc import Iterator

from wenxun.mixed_pinyin import is_syllable, syllables

__all__ = ["LONGEST_SHORTENED", "LONGEST_SHORT_FORM", "halves", "is_one_slip", "is_short_for", "slip_in_sound"]

_FEWEST_SYLLABLES = 3
"""Of fewer, another one in the place of one leaves too little to tell the name by."""

_FEWEST_LETTERS = 5
LONGEST_SHORT_FORM = 3
"""Characters of a short form."""

LONGEST_SHORTENED = 12
"""Characters of what is shortened."""


def is_one_slip(one: str, other: str) -> bool:
    """Return whether one character put in, left out or replaced, or two neighbours exchanged, lead to the other.

    Args:
        one: a word.
        other: another one.
    """
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


def halves(typed: str) -> tuple[str, str] | None:
    """Return both halves of pinyin, of which a slip leaves one as it is, or exchanges two letters in the middle.

    Args:
        typed: small letters without tones.

    Returns:
        the halves; ``None`` where it is too short to tell a slip.
    """
    if len(typed) < _FEWEST_LETTERS or not typed.isalpha():
        return None
    parts = syllables(typed)
    if parts is None or len(parts) == 1:
        parts = list(typed)
    middle = len(parts) // 2
    return "".join(parts[:middle]), "".join(parts[middle:])


def slip_in_sound(typed: str, sound: str) -> int | None:
    """Return how far pinyin is from the sound of a name, the nearest first; ``None`` where it is too far.

    Args:
        typed: small letters without tones.
        sound: of a name.

    Returns:
        0 where one letter slipped, 1 where one of three or more syllables is another one, 2 where one letter slipped
        and the name goes on.
    """
    if is_one_slip(typed, sound):
        return 0
    parts = syllables(typed)
    if parts is not None and len(parts) >= _FEWEST_SYLLABLES and _is_other_syllable(parts, sound):
        return 1
    begun = (sound[: len(typed) + more] for more in (0, 1, -1))
    return 2 if len(sound) > len(typed) and any(is_one_slip(typed, each) for each in begun) else None


def _is_other_syllable(parts: list[str], sound: str) -> bool:
    """Whether another syllable in the place of one makes a sound."""
    return any(
        len(sound) > len(head) + len(tail)
        and sound.startswith(head)
        and sound.endswith(tail)
        and is_syllable(sound[len(head) : len(sound) - len(tail)])
        for head, tail in _without_one(parts)
    )


def _without_one(parts: list[str]) -> Iterator[tuple[str, str]]:
    """What stands before and behind each of some syllables."""
    for place in range(len(parts)):
        yield "".join(parts[:place]), "".join(parts[place + 1 :])


def is_short_for(typed: str, name: str) -> bool:
    """Return whether a name is perhaps cut short: to its first and last character (珠峰), or to the first of each pair.

    Args:
        typed: Chinese characters, folded.
        name: folded.
    """
    if not 2 <= len(typed) <= LONGEST_SHORT_FORM or not len(typed) + 1 < len(name) <= LONGEST_SHORTENED:
        return False
    if name[::2] == typed and len(name) % 2 == 0:  # 北大 of 北京大学
        return True
    rest = iter(name[:-1])
    return name[0] == typed[0] and name[-1] == typed[-1] and all(char in rest for char in typed[:-1])
