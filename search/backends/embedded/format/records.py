"""The records of articles as JSON, a few packed together: what a hit shows of an article apart from its form."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from wenxun.backends.records import EMPTY_RECORD

__all__ = ["FORMS", "RecordBlocks", "Records", "entry_links", "entry_part", "pack_records", "unpacked", "whole_record"]

FORMS = ("links", "elements")
"""Parts of a record that only a whole article needs; they are most of it, so they are packed by themselves."""

_BLOCK_ENTRIES = 64
_BLOCK_ARTICLES = 16
"""Most records without forms in a block: a page of results reads 20 of them, each in a block of its own."""
_COMPRESSION = 1
_BETWEEN = ",\n"
_ELEMENTS = ',"elements":'
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


class RecordBlocks(NamedTuple):
    """Parts of the records of articles, packed.

    Attributes:
        blocks: compressed JSON ``[[id, part], ...]``, a line an entry, so that one can be read without the others;
            what is empty in a record is left out, and 0 is an empty part.
        article_counts: int64, articles of each block.
    """

    blocks: tuple[bytes, ...]
    article_counts: npt.NDArray[np.int64]


Records: TypeAlias = Mapping[str, RecordBlocks]
"""``record`` and ``form``, the two parts of records."""


def pack_records(ids: Sequence[str], records: Sequence[Mapping[str, Any]]) -> Records:
    """Pack records, a few together: alone they are too short to be compressed well.

    Args:
        ids: of the articles, in order.
        records: one of each, in the same order.

    Returns:
        the blocks of each part, and where each article's part is.
    """
    plain = [{name: value for name, value in record.items() if value and name not in FORMS} for record in records]
    forms = [{name: record[name] for name in FORMS if record.get(name)} for record in records]
    every = [min(end, len(ids)) for end in range(_BLOCK_ARTICLES, len(ids) + _BLOCK_ARTICLES, _BLOCK_ARTICLES)]
    return {"record": _packed(ids, plain, every), "form": _packed(ids, forms, list(_block_ends(records)))}


def _packed(ids: Sequence[str], parts: Sequence[Mapping[str, Any]], ends: Sequence[int]) -> RecordBlocks:
    pairs = zip(ids, parts, strict=True)
    entries = [_encode([article_id, part]) if part else "0" for article_id, part in pairs]
    bounds = list(pairwise((0, *ends)))
    blocks = (f"[{_BETWEEN.join(entries[start:end])}]" for start, end in bounds)
    return RecordBlocks(
        tuple(zlib.compress(block.encode("utf-8", "surrogatepass"), _COMPRESSION) for block in blocks),
        np.array([end - start for start, end in bounds], np.int64),
    )


def _block_ends(records: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    """Where blocks end: behind so many articles and links."""
    entries = 0
    for place, record in enumerate(records, 1):
        entries += 1 + sum(map(len, record.get("links", ()))) + sum(map(len, record.get("elements", ())))
        if entries >= _BLOCK_ENTRIES or place == len(records):
            yield place
            entries = 0


def unpacked(block: bytes, count: int) -> list[Any]:
    """Return the entries of a block, each as ``entry_part`` reads it.

    Args:
        block: the block.
        count: its articles.

    Raises:
        ValueError: if it is not a block of so many.
    """
    try:
        written = zlib.decompress(block).decode("utf-8", "surrogatepass")
        entries: list[Any] = written[1:-1].split(_BETWEEN)
        if len(entries) != count:  # an earlier version wrote it in one line
            entries = list(json.loads(written))
    except (TypeError, zlib.error) as error:
        raise ValueError(f"not a block of records: {error}") from error
    if len(entries) != count:
        raise ValueError(f"{len(entries)} records of {count} articles")
    return entries


def entry_part(entry: Any) -> tuple[str | None, dict[str, Any]]:
    """Return the id and part of a record that an entry of a block has, without what is empty; no id where all of it is.

    Raises:
        ValueError: if it is not an entry.
    """
    try:
        found, end = _decode(entry) if isinstance(entry, str) else (entry, 0)
        if end and end != len(entry):
            raise ValueError(f"not a record: {len(entry) - end} characters behind it")
        return (None, {}) if found == 0 else (str(found[0]), found[1])
    except (LookupError, TypeError) as error:
        raise ValueError(f"not a record: {error}") from error


def entry_links(entry: Any) -> list[Any]:
    """Return the links that an entry of forms has, by section; none where no section has any.

    Raises:
        ValueError: if it is not an entry.
    """
    if isinstance(entry, str) and '"links":' in entry:
        links, elements, _ = entry.partition(_ELEMENTS)  # they are most of it; in a text the quotes would be masked
        entry = f"{links}}}]" if elements else entry
    elif isinstance(entry, str):
        return []
    found: list[Any] = entry_part(entry)[1].get("links", [])
    return found


def whole_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what is empty in it.

    Raises:
        ValueError: if it is not a record.
    """
    try:
        return {**EMPTY_RECORD, **record}
    except TypeError as error:
        raise ValueError(f"not a record: {error}") from error
