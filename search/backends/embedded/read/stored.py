"""What an index holds, as it was put in: read without the analysis, and as far as it is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends import InputStamp, Problem, StoredValue
from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.container import ArrayFile
from wenxun.backends.embedded.format.segment import POSTINGS_SUFFIX, TEXTS_SUFFIX, SegmentReader
from wenxun.backends.embedded.format.stamps import Stamps
from wenxun.backends.embedded.format.texts import Texts
from wenxun.backends.embedded.format.toc import SegmentEntry, latest_generation, read_toc
from wenxun.backends.records import article_from_record
from wenxun.errors import IndexDamagedError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["values_of_segment", "values_on_disk"]

Ints = npt.NDArray[np.int64]
_DAMAGED = object()
_OF_RECORDS: tuple[StoredValue, ...] = ("title", "source")
_RECORDS_AT_ONCE = 1_000
_FEW = 4  # the share of all articles, below which it is not worth reading all ids


def values_of_segment(
    segment: SegmentReader, values: Sequence[StoredValue], ids: ArticleIds | None
) -> Iterator[tuple[Any, ...]]:
    """Yield values of the live articles of a segment, or of those with some ids.

    Args:
        segment: where they are.
        values: which values.
        ids: of the articles; ``None``: of all.

    Raises:
        IndexDamagedError: if something cannot be read.
    """
    texts = segment.texts
    if ids is None:
        numbers = segment.live_articles()
    else:
        found = (number for _, number in texts.find_articles(ids))
        numbers = np.array([each for each in found if segment.is_live(int(texts.article_rows[each]))], np.int64)
    return _rows(values, texts, segment.stamps.of, numbers, None)


def values_on_disk(
    folder: Path, values: Sequence[StoredValue], damage: list[Problem] | None
) -> Iterator[tuple[Any, ...]]:
    """Yield values of every article of the newest generation.

    Args:
        folder: the index folder.
        values: which values.
        damage: takes what cannot be read, which is then passed over; ``None``: it is an error.

    Raises:
        IndexDamagedError: if something cannot be read and ``damage`` is ``None``, or the table of contents is damaged.
    """
    for entry in read_toc(folder, latest_generation(folder)).segments:
        yield from _on_disk(folder, entry, values, damage)


def _on_disk(
    folder: Path, entry: SegmentEntry, values: Sequence[StoredValue], damage: list[Problem] | None
) -> Iterator[tuple[Any, ...]]:
    try:
        texts = Texts(ArrayFile(folder / f"{entry.segment_id}{TEXTS_SUFFIX}", "texts"))
        live = texts.live_articles(entry.deleted)
    except IndexDamagedError as error:
        if damage is None:
            raise
        count = entry.section_count - len(entry.deleted)
        lost = Notice("{count:,} sections of segment {segment_id}", count=count, segment_id=entry.segment_id)
        damage.append(Problem(lost, error.notice))
        return

    def stamps_of(numbers: Ints) -> list[InputStamp | None]:
        try:
            return Stamps(ArrayFile(folder / f"{entry.segment_id}{POSTINGS_SUFFIX}", "postings")).of(numbers)
        except IndexDamagedError:
            if damage is None:
                raise
            return [None] * len(numbers)  # the articles are sound; indexing their files finds out where they are from

    yield from _rows(values, texts, stamps_of, live, damage)


def _rows(
    values: Sequence[StoredValue],
    texts: Texts,
    stamps_of: Callable[[Ints], list[InputStamp | None]],
    numbers: Ints,
    damage: list[Problem] | None,
) -> Iterator[tuple[Any, ...]]:
    """Values of articles, given by their numbers in a segment; see ``values_on_disk``."""
    of_records = iter(tee(_records(texts, numbers), sum(value in _OF_RECORDS for value in values)))  # each is read once

    def column(value: StoredValue) -> Iterable[Any]:
        if value == "stamp":
            return stamps_of(numbers)
        if value == "id":
            return _ids(texts, numbers)
        if value == "section_count":
            return map(int, np.diff(texts.article_rows.astype(np.int64))[numbers])
        if value == "article":
            return (_article(texts, number, damage) for number in numbers.tolist())
        return (record[value] for record in next(of_records))

    return (row for row in zip(*map(column, values), strict=True) if _DAMAGED not in row)


def _records(texts: Texts, numbers: Ints) -> Iterator[dict[str, Any]]:
    for some in np.split(numbers, range(_RECORDS_AT_ONCE, len(numbers), _RECORDS_AT_ONCE)):
        yield from (record for _, record in texts.records_without_form(some))


def _ids(texts: Texts, numbers: Ints) -> list[str]:
    """Ids of articles; those of many are compared with their checksums, which takes reading all."""
    if len(numbers) * _FEW < texts.article_count:
        return texts.article_ids(numbers)
    ids = texts.all_ids()
    return [ids[number] for number in numbers.tolist()]


def _article(texts: Texts, number: int, damage: list[Problem] | None) -> Article | object:
    """An article by its number in a segment; ``_DAMAGED`` if any of it is not what was written."""
    try:
        rows = range(int(texts.article_rows[number]), int(texts.article_rows[number + 1]))
        headings = texts.of("heading", rows)
        record = texts.record(number)
        texts.of("title", [number])  # its checksum is that of the id, too
        return article_from_record(
            texts.article_id(number),
            record,
            [tuple(heading.split("\n")) if heading else () for heading in headings],
            texts.of("body", rows),
        )
    except IndexDamagedError as error:
        if damage is None:
            raise
        damage.append(Problem(_name(texts, number), error.notice))
        return _DAMAGED


def _name(texts: Texts, number: int) -> str:
    """What a damaged article may be called."""
    try:
        return texts.article_id(number)
    except IndexDamagedError:
        return f"article {number}"
