"""The records of articles as JSON, a few packed together."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.backends.records import EMPTY_RECORD

__all__ = ["RecordBlocks", "pack_records", "packed_records", "unpack_records", "whole_record"]

_BLOCK_ENTRIES = 64
_COMPRESSION = 1
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class RecordBlocks(NamedTuple):
    """Records of articles, packed.

    Attributes:
        blocks: compressed JSON ``[[id, record], ...]``; what is empty in a record is left out.
        article_counts: int64, articles of each block.
    """

    blocks: tuple[bytes, ...]
    article_counts: npt.NDArray[np.int64]


def pack_records(ids: Sequence[str], records: Sequence[Mapping[str, Any]]) -> RecordBlocks:
    """Pack records, a few together: alone they are too short to be compressed well.

    Args:
        ids: of the articles, in order.
        records: one of each, in the same order.

    Returns:
        the blocks, and where each article's record is.
    """
    kept = [[each, {k: v for k, v in r.items() if v}] for each, r in zip(ids, records, strict=True)]
    bounds = list(pairwise((0, *_block_ends(records))))
    blocks = (_encode(kept[start:end]).encode("utf-8", "surrogatepass") for start, end in bounds)
    return RecordBlocks(
        tuple(zlib.compress(block, _COMPRESSION) for block in blocks),
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


def unpack_records(block: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Return the id and record of each article of a block.

    Raises:
        ValueError: if it is not a block.
    """
    return [(article_id, whole_record(record)) for article_id, record in packed_records(block)]


def packed_records(block: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Do as ``unpack_records``, without what is empty in a record."""
    try:
        records = json.loads(zlib.decompress(block).decode("utf-8", "surrogatepass"))
        return [(str(article_id), record) for article_id, record in records]
    except (TypeError, zlib.error) as error:
        raise ValueError(f"not a block of records: {error}") from error


def whole_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what is empty in it.

    Raises:
        ValueError: if it is not a record.
    """
    try:
        return {**EMPTY_RECORD, **record}
    except TypeError as error:
        raise ValueError(f"not a record: {error}") from error
