"""Array files that somebody changed and sealed again, so that every checksum agrees."""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

_TRAILER = struct.Struct("<8sQII")  # magic, size of the footer, its checksum, zero
_MAGIC = b"wenxun\x00\x01"
_ODD: tuple[Any, ...] = (0, 1, -1, 7, 1 << 31, 1 << 40, 1 << 70, 0.5, "x", None, [], {}, "|O", "<f8", True)
_ENORMOUS = 1 << 31


def forgeries_of(whole: bytes, draw: random.Random, rounds: int) -> Iterator[tuple[str, bytes]]:
    """What was forged, and the file: every number of the footer, every length of an array, its numbers
    of ones or negative, and ``rounds`` of chance."""
    footer, _ = _taken_apart(whole)
    for key in (key for key, value in footer["meta"].items() if isinstance(value, int)):
        yield f"meta {key} enormous", _with_meta(whole, key, _ENORMOUS)
    for number, name in enumerate(footer["arrays"]):
        yield f"array {name} without its end", resealed(whole, number, lambda data: data[:-8])
        yield f"array {name} empty", resealed(whole, number, lambda data: b"")
        yield f"array {name} of ones", resealed(whole, number, lambda data: b"\xff" * len(data))
        yield f"array {name} with a negative number", resealed(whole, number, _with_a_negative_number)
    for _ in range(rounds):
        yield _with_odd_entry(whole, draw)
        yield _with_other_numbers(whole, draw)


def _with_a_negative_number(data: bytes) -> bytes:
    """The array with one in the middle, if its numbers have eight bytes."""
    place = len(data) // 16 * 8
    return data[:place] + bytes(7) + b"\x80" + data[place + 8 :]


def resealed(whole: bytes, number: int, edit: Callable[[bytes], bytes]) -> bytes:
    """The file with one array as ``edit`` makes it; ``number`` counts around the arrays."""
    footer, data = _taken_apart(whole)
    entry = list(footer["arrays"].values())[number % len(footer["arrays"])]
    offset, width = entry[0], int(entry[1][-1])
    edited = edit(data[offset : offset + entry[2] * width])
    edited += bytes(-len(edited) % width)
    entry[0], entry[2], entry[3] = len(data), len(edited) // width, zlib.crc32(edited)  # behind all others
    return _sealed(data + edited, footer)


def _taken_apart(whole: bytes) -> tuple[dict[str, Any], bytes]:
    """The footer, and what stands before it."""
    size = _TRAILER.unpack(whole[-_TRAILER.size :])[1]
    start = len(whole) - _TRAILER.size - size
    footer: dict[str, Any] = json.loads(whole[start : start + size])
    return footer, whole[:start]


def _sealed(data: bytes, footer: dict[str, Any]) -> bytes:
    text = json.dumps(footer).encode()
    return data + text + _TRAILER.pack(_MAGIC, len(text), zlib.crc32(text), 0)


def _with_meta(whole: bytes, key: str, value: object) -> bytes:
    footer, data = _taken_apart(whole)
    footer["meta"][key] = value
    return _sealed(data, footer)


def _with_odd_entry(whole: bytes, draw: random.Random) -> tuple[str, bytes]:
    """A value of the footer that is none, or one less."""
    footer, data = _taken_apart(whole)
    part = draw.choice(["meta", "arrays", "missing"])
    if part == "meta":
        key, value = draw.choice([*footer["meta"], "segment"]), draw.choice(_ODD)
        return f"meta {key} = {value!r}", _with_meta(whole, key, value)
    if part == "missing":
        group = draw.choice(["meta", "arrays"])
        key = draw.choice(list(footer[group]))
        del footer[group][key]
        return f"without {group} {key}", _sealed(data, footer)
    key, place, value = draw.choice(list(footer["arrays"])), draw.randrange(4), draw.choice(_ODD)
    footer["arrays"][key][place] = value
    return f"array {key}[{place}] = {value!r}", _sealed(data, footer)


def _with_other_numbers(whole: bytes, draw: random.Random) -> tuple[str, bytes]:
    """Some bytes of an array that are others."""
    footer, _ = _taken_apart(whole)
    number, key = draw.choice([(i, name) for i, (name, entry) in enumerate(footer["arrays"].items()) if entry[2]])

    def edit(data: bytes) -> bytes:
        edited = bytearray(data)
        for _ in range(draw.randint(1, 4)):
            edited[draw.randrange(len(edited))] = draw.choice([0, 255, draw.randrange(256)])
        return bytes(edited)

    return f"array {key} with other numbers", resealed(whole, number, edit)
