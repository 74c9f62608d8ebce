"""Chinese whose bytes somebody took for another encoding and saved as UTF-8: ``æ¸¡å£``, ``¶É¿Ú``, ``娓″彛``."""

from __future__ import annotations

import re

from wenxun.articles.alphabets import read_alphabetic
from wenxun.articles.plausibility import surprise

__all__ = ["undo_twice_encoded"]

_LEAST_LETTERS = 4
_MOST_SURPRISE = {"utf-8": 10.0, "gb18030": 8.5, "big5hkscs": 8.5}  # of a letter; valid UTF-8 is no chance by itself
_HIGH = re.compile("[\x80-\uffff]")
_BYTES = {ord(bytes((byte,)).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x80, 0xA0)}
_SAMPLE_CHARS = 4096
_MISREAD = "锛銆鐨鏄鍦涓鍜"  # how ，。的是在 and their kind begin when UTF-8 is taken for GBK; rare in other texts
_LEAST_MISREAD = 0.02  # of the characters
_MOST_DAMAGED = 0.2
_OTHER = re.compile(f"[^\0-\xff{''.join(map(chr, _BYTES))}]")  # no byte of Western European letters


def undo_twice_encoded(text: str) -> tuple[str, str] | None:
    """Return what a text was before, and the encoding of that; ``None`` for a text that is what it looks like."""
    if text.isascii():
        return None
    if _OTHER.search(text):
        return _undo_misread(text)
    if len(_HIGH.findall(text)) < 2 * _LEAST_LETTERS:
        return None
    data = text.translate(_BYTES).encode("latin-1")
    for encoding, most in _MOST_SURPRISE.items():
        try:
            before = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = surprise(before, "chinese")
        if found.letters < _LEAST_LETTERS or found.mean > most:
            continue
        alphabetic = read_alphabetic(data)
        if encoding == "utf-8" or not alphabetic.is_credible or found.total < alphabetic.cost:
            return before, encoding
    return None


def _undo_misread(text: str) -> tuple[str, str] | None:
    """UTF-8 that was taken for GBK: what got lost on the way is damage."""
    sample = text[:_SAMPLE_CHARS]
    if sum(map(sample.count, _MISREAD)) < max(_LEAST_MISREAD * len(sample), 1):
        return None
    before = text.replace("\ufffd", "?").encode("gb18030", "replace").decode("utf-8", "replace")
    found, now = surprise(before, "chinese"), surprise(text, "chinese")
    is_better = found.letters >= _LEAST_LETTERS and found.mean < min(now.mean, _MOST_SURPRISE["utf-8"])
    return (before, "gb18030") if is_better and before.count("\ufffd") <= _MOST_DAMAGED * len(before) else None
