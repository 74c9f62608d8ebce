"""What is done to RTF before striprtf reads it: bytes of pictures, tables of fonts, text that nobody is shown."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["group_end", "prepared"]

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_NO_LENGTH = re.compile(r"\\bin(?![a-z\d])")  # of bytes that are not there; striprtf wants to know how many
_BYTES = re.compile(r"\\bin(\d{1,9}) ?")
_FONT = re.compile(r"\\f(\d{1,5})(?!\d)((?:(?!\\f\d).)*)", re.DOTALL)
_CHARSET = re.compile(r"\\fcharset(\d{1,3})")
_HIDING = r"\\(?:deleted|v)(?![a-z\d])"
_UNSHOWN = re.compile(rf"\{{(?:(?!{_HIDING})\\[a-z]++-?+\d*+ ?+|\s++)*+{_HIDING}")
_UNSHOWN_RUN = re.compile(rf"{_HIDING}[^{{}}]{{0,4000}}?\\(?:deleted|v)0(?!\d) ?")
_SHOWN_AGAIN = re.compile(r"\\(?:(?:deleted|v)0|plain)(?![a-z\d])")
_TWICE = re.compile(r"\{\s*\\upr\s*\{")  # in the code page, then in Unicode
_IN_UNICODE = re.compile(r"\s*\{\s*\\\*\s*\\ud\s*")


def group_end(source: str, start: int) -> int:
    """Return the place of the brace that ends a group; the length of the source if none does.

    Args:
        source: RTF, a character a byte.
        start: a place in the group.
    """
    depth = 1
    for found in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.start()
    return len(source)


def prepared(source: str, tally: Counter[str]) -> str:
    """Return RTF as striprtf reads it rightly.

    Args:
        source: RTF, a character a byte.
        tally: counts hidden and deleted texts, which are left out.
    """
    source = _NO_LENGTH.sub("", _without_bytes(source))
    source = _with_plain_fonts(source)
    source = _once(source)
    return _without_unshown(source, tally)


def _without_bytes(source: str) -> str:
    """RTF without the bytes of pictures, among which braces are none."""
    pieces: list[str] = []
    done = 0
    while found := _BYTES.search(source, done):
        pieces.append(source[done : found.start()])
        done = found.end() + int(found[1])
    return "".join((*pieces, source[done:]))


def _with_plain_fonts(source: str) -> str:
    """RTF with a table of the fonts alone that say in which code page their letters are."""
    start = source.find("{\\fonttbl")
    if start < 0:
        return source
    end = group_end(source, start + 1)
    fonts: list[str] = []
    for number, described in _FONT.findall(source[start:end]):
        if charset := _CHARSET.search(described):
            fonts.append(rf"{{\f{number}\fnil\fcharset{charset[1]} x;}}")
    return f"{source[:start]}{{\\fonttbl{''.join(fonts)}{source[end:]}"


def _once(source: str) -> str:
    """RTF with the second of two forms of a text that stands in both."""
    pieces: list[str] = []
    done = 0
    while found := _TWICE.search(source, done):
        first = group_end(source, found.end())
        second = _IN_UNICODE.match(source, first + 1)
        end = group_end(source, found.start() + 1)
        pieces.append(source[done : found.start()])
        start = second.end() if second else found.end()
        pieces.append(f"{{{source[start : group_end(source, start)]}}}")
        done = end + 1
    return "".join((*pieces, source[done:]))


def _without_unshown(source: str, tally: Counter[str]) -> str:
    pieces: list[str] = []
    done = 0
    at = 0
    while found := _UNSHOWN.search(source, at):
        at = group_end(source, found.end())
        if not _SHOWN_AGAIN.search(source, found.end(), at):
            pieces.append(source[done : found.start()])
            done = at = at + 1
            tally["deleted-text"] += 1
    source, count = _UNSHOWN_RUN.subn("", "".join((*pieces, source[done:])))
    tally["deleted-text"] += count
    return source
