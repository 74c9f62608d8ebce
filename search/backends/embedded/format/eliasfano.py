"""Elias-Fano coding of many increasing lists at once, with array operations alone.

A list of ``n`` increasing integers below ``universe`` is split at bit ``l``, about ``log2(universe / n)``: the low
``l`` bits of each are packed side by side, the high parts are written in unary (number ``i`` sets bit
``high + i``). That takes about ``n * (2 + log2(universe / n))`` bits, close to the information that an increasing
list holds, whatever its gaps look like. Source: P. Elias 1974, R. Fano 1971; for inverted indexes S. Vigna,
"Quasi-succinct indices", WSDM 2013. Up to 16 bits, ``l`` is rounded to a multiple of four: that costs a tenth of a
bit or two a number and lets whole bytes and halves be read, which takes half the time.

A coded list is ``high`` bytes, then ``low`` bytes; both sizes follow from ``n`` and ``universe``. Bit 0 of a
byte is its lowest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["decode_list", "decode_lists", "encode_lists", "find_in_lists", "low_bits", "ranks", "sizes_bytes"]

Ints = npt.NDArray[np.int64]
_MAX_LOW_BITS = 31
_WIDEST_ROUND = 16
_INDEX = np.arange(1 << 16)
_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little")
_ONES = _BITS.sum(axis=1, dtype=np.uint8)
_ZERO_PLACES = _BITS.argsort(axis=1, kind="stable")
"""Of each byte the places of its zeros, the lowest first; then those of its ones."""


def low_bits(counts: npt.NDArray[Any], universe: int) -> Ints:
    """Return the width of the low part of each list, in bits (shape as ``counts``).

    Args:
        counts: numbers in each list.
        universe: every number is below it.
    """
    quotient = universe // np.maximum(counts.astype(np.int64), 1)
    exponent = np.clip(np.frexp(quotient.astype(np.float64))[1].astype(np.int64) - 1, 0, _MAX_LOW_BITS)
    rounded = (exponent + 2) // 4 * 4
    return np.where(rounded <= _WIDEST_ROUND, rounded, exponent)


def _low_bits_of(count: int, universe: int) -> int:
    exponent = min(max((universe // count).bit_length() - 1, 0), _MAX_LOW_BITS)
    rounded = (exponent + 2) // 4 * 4
    return rounded if rounded <= _WIDEST_ROUND else exponent


def sizes_bytes(counts: npt.NDArray[Any], universe: int) -> tuple[Ints, Ints]:
    """Return the bytes of the high and of the low part of each list.

    Args:
        counts: numbers in each list.
        universe: every number is below it.
    """
    counts = counts.astype(np.int64)
    low = low_bits(counts, universe)
    high_bits = counts + (max(universe - 1, 0) >> low) + 1
    return (high_bits + 7) >> 3, (counts * low + 7) >> 3


def ranges(starts: Ints, lengths: Ints) -> Ints:
    """Join ranges of integers: ``starts[0], starts[0]+1, ..., starts[1], ...``.

    Args:
        starts: first number of each range.
        lengths: how many numbers each has.

    Returns:
        the numbers of all ranges, int64.
    """
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(lengths) - lengths
    joined = np.arange(total, dtype=np.int64)
    joined += np.repeat(starts - before, lengths)
    return joined


def encode_lists(
    numbers: Ints, counts: Ints, universe: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], Ints, Ints]:
    """Return the code lists of increasing numbers.

    Args:
        numbers: those of all lists, one list after the other.
        counts: numbers in each list.
        universe: every number is below it.

    Returns:
        All high parts joined, all low parts joined, and the size in bytes of each list's part.
    """
    low = low_bits(counts, universe)
    high_size, low_size = sizes_bytes(counts, universe)
    list_start = np.cumsum(counts) - counts
    high_base = (np.cumsum(high_size) - high_size) * 8 - list_start
    low_base = (np.cumsum(low_size) - low_size) * 8
    low_of = np.repeat(low, counts)
    index = np.arange(len(numbers), dtype=np.int64)
    bits = np.zeros(int(high_size.sum()) * 8, bool)
    bits[(numbers >> low_of) + index + np.repeat(high_base, counts)] = True
    high = np.packbits(bits, bitorder="little")
    offsets = (index - np.repeat(list_start, counts)) * low_of + np.repeat(low_base, counts)
    packed = _pack(numbers & ((np.int64(1) << low_of) - 1), low_of, offsets, int(low_size.sum()))
    return high, packed, high_size, low_size


def _pack(values: Ints, widths: Ints, offsets: Ints, size: int) -> npt.NDArray[np.uint8]:
    """Write ``values`` of ``widths`` bits at increasing bit ``offsets`` into ``size`` bytes."""
    words = np.zeros((size + 7) // 8 + 1, np.uint64)
    keep = widths > 0
    values, widths, offsets = values[keep].astype(np.uint64), widths[keep], offsets[keep]
    if len(values):
        word = offsets >> 6
        shift = (offsets & 63).astype(np.uint64)
        first = np.flatnonzero(np.diff(word, prepend=-1))
        words[word[first]] = np.bitwise_or.reduceat(values << shift, first)
        spill = (offsets & 63) + widths > 64
        words[word[spill] + 1] |= values[spill] >> (np.uint64(64) - shift[spill])
    return words.astype("<u8", copy=False).view(np.uint8)[:size]


def decode_list(block: npt.NDArray[np.uint8], count: int, universe: int) -> tuple[Ints, int]:
    """Decode one list.

    Args:
        block: bytes that begin with it.
        count: numbers in it.
        universe: every number is below it.

    Returns:
        its numbers, and how many bytes it takes.
    """
    low = _low_bits_of(count, universe)
    high_size = (count + (max(universe - 1, 0) >> low) + 8) >> 3
    size = high_size + ((count * low + 7) >> 3)
    numbers = np.unpackbits(block[:high_size], bitorder="little").view(bool).nonzero()[0]
    numbers -= _INDEX[:count] if count <= len(_INDEX) else np.arange(count)
    if low:
        numbers <<= low
        numbers |= _low_parts(block[high_size:size], count, low)
    return numbers, size


def _low_parts(data: npt.NDArray[np.uint8], count: int, low: int) -> npt.NDArray[Any]:
    """``count`` fields of ``low`` bits, by whole bytes where the width allows."""
    if low == 8:
        return data
    if low == 4:
        halves = np.empty((len(data), 2), np.uint8)
        np.bitwise_and(data, 15, out=halves[:, 0])
        np.right_shift(data, 4, out=halves[:, 1])
        return halves.ravel()[:count]
    if low == 16:
        return data.copy().view("<u2")
    return _unpack(data, np.arange(0, count * low, low), np.int64((1 << low) - 1))


def _unpack(data: npt.NDArray[np.uint8], offsets: Ints, mask: Any) -> Ints:
    """Fields of at most 57 bits at bit ``offsets`` of ``data``."""
    padded = np.zeros(len(data) + 8, np.uint8)
    padded[: len(data)] = data
    words = np.ndarray(len(data) + 1, "<i8", buffer=padded.data, strides=(1,))
    fields: Ints = (words[offsets >> 3] >> (offsets & 7)) & mask
    return fields


def decode_lists(high: npt.NDArray[np.uint8], low: npt.NDArray[np.uint8], counts: Ints, universe: int) -> Ints:
    """Decode many lists; the inverse of ``encode_lists``.

    Args:
        high: high parts, joined.
        low: low parts, joined.
        counts: numbers in each list.
        universe: every number is below it.

    Returns:
        the numbers of all lists, joined.
    """
    widths = low_bits(counts, universe)
    high_size, low_size = sizes_bytes(counts, universe)
    list_start = np.cumsum(counts) - counts
    high_base = (np.cumsum(high_size) - high_size) * 8 - list_start
    bits = np.unpackbits(high, bitorder="little").view(bool)
    numbers = np.flatnonzero(bits)
    index = np.arange(len(numbers), dtype=np.int64)
    numbers -= index + np.repeat(high_base, counts)
    width = np.repeat(widths, counts)
    low_base = (np.cumsum(low_size) - low_size) * 8
    offsets = (index - np.repeat(list_start, counts)) * width + np.repeat(low_base, counts)
    # A list without low bits at the end of the data has offsets just past it; _unpack pads for that.
    return (numbers << width) | _unpack(low, offsets, (np.int64(1) << width) - 1)


def find_in_lists(
    high: npt.NDArray[np.uint8], low: npt.NDArray[np.uint8], counts: Ints, universe: int, wanted: Ints
) -> tuple[Ints, Ints, Ints]:
    """Look up some numbers in many lists, and decode no list.

    The zeros of a high part end its buckets, so the one that a number would be in is found by counting them.

    Args:
        high: high parts, joined.
        low: low parts, joined.
        counts: numbers in each list.
        universe: every number is below it.
        wanted: numbers below it.

    Returns:
        of each that was found: the list, the place in ``wanted``, and the place in the list.

    Raises:
        ValueError: if a list has more or fewer numbers than it should.
    """
    widths = low_bits(counts, universe)
    high_size, low_size = sizes_bytes(counts, universe)
    start_byte = high_size.cumsum() - high_size
    zeros = np.concatenate(([0], (8 - _ONES.take(high)).cumsum(dtype=np.int64)))
    before = zeros.take(start_byte)
    if (high_size * 8 - (zeros.take(start_byte + high_size) - before) != counts).any():
        raise ValueError("lists with more or fewer numbers than they should have")
    buckets = wanted >> widths[:, None]
    start_bit = start_byte[:, None] * 8
    own = before[:, None] + buckets
    ends = _zero_bits(high, zeros, own) - start_bit - buckets
    starts = np.where(buckets > 0, _zero_bits(high, zeros, np.maximum(own - 1, 0)) + 1 - start_bit - buckets, 0)
    sizes = (ends - starts).ravel()
    if (starts < 0).any() or (sizes < 0).any() or (ends > counts[:, None]).any():
        raise ValueError("lists whose buckets are not in order")
    places = ranges(starts.ravel(), sizes)
    lists, asked = np.divmod(np.repeat(np.arange(len(sizes)), sizes), max(len(wanted), 1))
    width = widths.take(lists)
    mask = (np.int64(1) << width) - 1
    offsets = ((low_size.cumsum() - low_size) * 8).take(lists) + places * width
    found = (_unpack(low, offsets, mask) == wanted.take(asked) & mask).nonzero()[0]
    return lists.take(found), asked.take(found), places.take(found)


def _zero_bits(data: npt.NDArray[np.uint8], zeros: Ints, ordinals: Ints) -> Ints:
    """The bits of ``data`` that are its zeros of some ordinal numbers; ``zeros`` are counted before each byte."""
    byte = zeros.searchsorted(ordinals, "right") - 1
    places: Ints = byte * 8 + _ZERO_PLACES[data.take(byte), ordinals - zeros.take(byte)]
    return places


def ranks(data: npt.NDArray[np.uint8], places: Ints) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Return whether each of some bits is set, and how many before it are.

    Args:
        data: the bits, in bytes.
        places: of the bits.
    """
    byte, bit = places >> 3, (places & 7).astype(np.uint8)
    ones = _ONES.take(data).cumsum(dtype=np.int64)
    own = data.take(byte)
    below = own & ((1 << bit.astype(np.int64)) - 1).astype(np.uint8)
    return (own >> bit & 1).astype(bool), ones.take(byte) - _ONES.take(own) + _ONES.take(below)
