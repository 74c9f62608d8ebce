"""Writes the postings of a segment: see ``format/postings.py`` for what the file holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.container import ArrayFileWriter
from wenxun.backends.embedded.format.eliasfano import encode_lists, ranges
from wenxun.backends.embedded.format.postings import KEY_BYTES, PAIR_BITS, STREAMS
from wenxun.backends.embedded.format.runs import BODY_TALLY, VALUE_BITS, Run, sections_of, tallies_of

__all__ = ["write_postings"]

Ints = npt.NDArray[np.int64]


def write_postings(
    file: ArrayFileWriter, partitions: Iterable[Run], universe: int, words: Iterable[str], keywords: Iterable[str]
) -> dict[str, int]:
    """Write blocks and dictionary.

    Args:
        file: where to.
        partitions: whole terms in order, as ``merge_runs`` yields them.
        universe: number of sections of the segment.
        words, keywords: texts by number, as used in the keys; those without postings are not written.

    Returns:
        the meta data that ``Postings`` needs.
    """
    file.append("blocks", np.zeros(0, np.uint8))
    terms, counts, ends = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)], [np.zeros(0, np.uint64)]
    size = 0
    for run in partitions:
        sizes, data = _encode(run, universe)
        file.append("blocks", data)
        terms.append(run.terms)
        counts.append(run.counts.astype(np.uint32))
        ends.append(np.cumsum(sizes, dtype=np.uint64) + np.uint64(size))
        size += len(data)
    file.add("block_ends", np.concatenate(ends).astype(np.uint64 if size >> 32 else np.uint32))
    file.add("df", np.concatenate(counts))
    del ends, counts
    values = np.concatenate(terms)
    del terms
    starts = np.searchsorted(values, [stream << VALUE_BITS for stream in (*STREAMS, len(STREAMS))])
    values &= (1 << VALUE_BITS) - 1
    _write_characters(file, values[starts[0] : starts[1]], values[starts[1] : starts[2]])
    for name, texts, place in (("word", words, 2), ("keyword", keywords, 3)):
        all_texts = list(texts)
        numbers = values[starts[place] : starts[place + 1]]
        _write_texts(file, name, [all_texts[number].encode("utf-8", "surrogatepass") for number in numbers.tolist()])
    meta = {f"stream_{stream}": int(starts[stream]) for stream in (*STREAMS, len(STREAMS))}
    return {**meta, "universe": universe}


def _encode(run: Run, universe: int) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Block sizes and blocks of a partition."""
    counts = run.counts.astype(np.int64)
    first = np.cumsum(counts) - counts
    high, low, high_size, low_size = encode_lists(sections_of(run.postings).astype(np.int64), counts, universe)
    tallies = tallies_of(run.postings)
    special = tallies != BODY_TALLY
    special_count = np.add.reduceat(special.astype(np.int64), first)
    bit_size = np.where(special_count > 0, (counts + 7) >> 3, 0)
    size = high_size + low_size + bit_size + special_count
    end = np.cumsum(size)
    block = end - size
    data = np.empty(int(end[-1]), np.uint8)
    data[ranges(block, high_size)] = high
    data[ranges(block + high_size, low_size)] = low
    bit_start = block + high_size + low_size
    data[ranges(bit_start, bit_size)] = _bitmaps(special, counts, bit_size)
    data[ranges(bit_start + bit_size, special_count)] = tallies[special]
    return size, data


def _bitmaps(special: npt.NDArray[np.bool_], counts: Ints, sizes: Ints) -> npt.NDArray[np.uint8]:
    """The exception bits of the terms that have any (``sizes > 0``), each padded to whole bytes."""
    kept = np.where(sizes > 0, counts, 0)
    bits = np.zeros(int(sizes.sum()) * 8, bool)
    list_start = np.cumsum(counts) - counts
    bits[ranges((np.cumsum(sizes) - sizes) * 8, kept)] = special[ranges(list_start, kept)]
    return np.packbits(bits, bitorder="little")


def _write_characters(file: ArrayFileWriter, characters: Ints, bigrams: Ints) -> None:
    file.add("characters", characters.astype(np.uint32))
    rank_bits = 16 if len(characters) <= 1 << 16 else 20
    first = np.searchsorted(characters, bigrams >> PAIR_BITS)
    second = np.searchsorted(characters, bigrams & ((1 << PAIR_BITS) - 1))
    file.add("bigrams", ((first << rank_bits) | second).astype(np.uint32 if rank_bits == 16 else np.uint64))


def _write_texts(file: ArrayFileWriter, name: str, texts: Sequence[bytes]) -> None:
    order = np.fromiter(sorted(range(len(texts)), key=texts.__getitem__), np.uint32, len(texts))
    ordered = [texts[place] for place in order.tolist()]
    file.add(f"{name}_text", np.frombuffer(b"".join(ordered), np.uint8))
    file.add(f"{name}_ends", np.cumsum(np.fromiter(map(len, ordered), np.uint32, len(ordered)), dtype=np.uint32))
    file.add(f"{name}_order", order)
    file.add(f"{name}_keys", np.array(ordered, f"S{KEY_BYTES}").view(f">u{KEY_BYTES}").astype(np.uint64))
