"""The numbers and dates of articles: three arrays, and the names of the fields in the meta data.

``number_ends`` (u4) says where the numbers of each field of ``number_fields`` end, ``number_articles`` (u4) holds the
articles that have one, increasing within a field, and ``number_values`` (u8) the bits of the numbers (float64).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter
from wenxun.notices import Notice

__all__ = ["NumberColumns", "Numbers", "number_columns", "read_numbers", "write_numbers"]


_LARGEST = np.finfo(np.float64).max


class Numbers(NamedTuple):
    """The numbers of one field.

    Attributes:
        articles: int64, increasing; the articles that have one.
        values: float64, the number of each.
    """

    articles: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]

    def of_live(self) -> Numbers:
        """Return those whose article has not become -1."""
        kept = self.articles >= 0
        return Numbers(self.articles[kept], self.values[kept])

    @classmethod
    def joined(cls, parts: Iterable[Numbers]) -> Numbers:
        """Return numbers that follow each other as one column."""
        articles, values = [np.zeros(0, np.int64)], [np.zeros(0, np.float64)]
        for part in parts:
            articles.append(part.articles)
            values.append(part.values)
        return cls(np.concatenate(articles), np.concatenate(values))


NumberColumns = Mapping[str, Numbers]
"""Numbers by the name of their field."""


def number_columns(numbers: Sequence[Sequence[tuple[str, float]]]) -> dict[str, Numbers]:
    """Return the columns of articles that are given one after the other, each with its numbers by field."""
    found: dict[str, list[tuple[int, float]]] = {}
    for article, own in enumerate(numbers):
        for field, value in own:
            found.setdefault(field, []).append((article, value))
    return {
        field: Numbers(np.array([a for a, _ in pairs], np.int64), np.array([v for _, v in pairs], np.float64))
        for field, pairs in found.items()
    }


def write_numbers(file: ArrayFileWriter, parts: Sequence[NumberColumns]) -> dict[str, Any]:
    """Write columns.

    Args:
        file: where to.
        parts: columns that follow each other.

    Returns:
        the meta data that `read_numbers` needs.
    """
    fields = sorted({field for part in parts for field in part})
    columns = [Numbers.joined(part[field] for part in parts if field in part) for field in fields]
    whole = Numbers.joined(columns)
    file.add("number_ends", np.cumsum([len(each.articles) for each in columns], dtype=np.int64).astype(np.uint32))
    file.add("number_articles", whole.articles.astype(np.uint32))
    file.add("number_values", whole.values.view(np.uint64))
    return {"number_fields": fields}


def read_numbers(file: ArrayFile, article_count: int) -> dict[str, Numbers]:
    """Return the columns of a file; none of one of an earlier format.

    Args:
        file: where from.
        article_count: articles of the segment.

    Raises:
        IndexDamagedError: if an array is not as it was written.
    """
    fields = file.meta.get("number_fields", [])
    for name in ("number_ends", "number_articles", "number_values"):
        if name in file:
            file.checked(name)
    ends = file.optional("number_ends", np.uint32).astype(np.int64)
    articles = file.optional("number_articles", np.uint32).astype(np.int64)
    values = file.optional("number_values", np.uint64)
    if (
        not isinstance(fields, list)
        or len(fields) != len(ends)
        or (np.diff(ends, prepend=0) < 0).any()
        or int(ends[-1] if len(ends) else 0) != len(articles)
        or len(articles) != len(values)
        or int(articles.max(initial=-1)) >= article_count
        or not (np.abs(values.view(np.float64)) <= _LARGEST).all()
    ):
        raise file.damaged(
            Notice(
                "it holds {count} numbers of {count2} articles in {count3} fields",
                count=len(values),
                count2=len(articles),
                count3=len(ends),
            )
        )
    starts = [0, *ends.tolist()]
    return {
        str(field): Numbers(articles[start:end], values[start:end].view(np.float64))
        for field, start, end in zip(fields, starts, ends.tolist(), strict=False)
    }
