"""Characters that no stored text holds: each removal is a named rule, counted.

Invariant, tested: ``tidy(tidy(text)) == tidy(text)``, and the result is NFC, encodes as UTF-8, and holds no
control, bidirectional or noncharacter code point.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = ["HAN", "hidden_places", "tidy_characters", "tidy_line"]

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A Chinese character, as it tells text from names and signs of markup."""

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_JOINING = "\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"  # joiners and selectors
_JOINS = re.compile(f"[{_JOINING}]+")
_NEVER_SHOWN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
)
_ODD = re.compile(
    "(?<=[A-Za-z\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003fffd])"
    f"[{_JOINING}]+"  # but for those of emoji
    f"|[{_NEVER_SHOWN}]"
)
# What is not among all others, which is found the fastest: the first thing compared settles nearly each character.
_PERHAPS_ODD = re.compile(
    "[^\t\n -~\xa0-\xac\xae-\u034e\u0350-\u061b\u061d-\u180a\u1810-\u200a\u2010-\u2027\u202f-\u205f\u2065"
    "\u2070-\ud7ff\ue000-\ufdcf\ufdf0-\ufdff\ufe10-\ufefe\uff00-\ufff8\ufffc\ufffd\U00010000-\U0001fffd"
    "\U00020000-\U0002fffd\U00030000-\U0003fffd]"
)
_BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
)
_INVISIBLE = frozenset("\xad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")


def tidy_characters(text: str, tally: Counter[str]) -> str:
    """Return a text in NFC with ``\\n`` line ends and without characters that a reader cannot see.

    Bidirectional controls and invisible characters go; control codes, lone surrogates and noncharacters are damage, and
    U+FFFD takes their place.

    Args:
        text: the text.
        tally: gets the names of the rules with their counts.
    """
    if _PERHAPS_ODD.search(text):
        text = _LINE_ENDS.sub("\n", text)
        text = _ODD.sub(lambda found: _replace(found.group(), tally), text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def tidy_line(text: str, tally: Counter[str]) -> str:
    """Return a text on one line, tidied: blanks are single, and none stands at its ends.

    Args:
        text: the text.
        tally: gets the names of the rules with their counts.
    """
    return " ".join(tidy_characters(text, tally).split())


def hidden_places(text: str, tally: Counter[str]) -> list[tuple[int, int, str]]:
    """Return ``[start, end)`` of everything in a tidy text that `tidy_characters` would replace, and what by.

    An entity may bring in what no reader sees, after the text as a whole was tidied.

    Args:
        text: the text.
        tally: gets the names of the rules with their counts.
    """
    if not _PERHAPS_ODD.search(text):
        return []
    return [(found.start(), found.end(), _replace(found.group(), tally)) for found in _ODD.finditer(text)]


def _replace(character: str, tally: Counter[str]) -> str:
    if character in _BIDI:
        tally["bidi-controls"] += 1
        return ""
    if (
        _JOINS.fullmatch(character)
        or character in _INVISIBLE
        or (character >= "\U000e0000" and character <= "\U000e007f")
    ):
        tally["invisible-characters"] += 1
        return ""
    tally["control-characters"] += 1
    return "\ufffd"
