"""The occurrences of a batch as postings by term: what can be done before it is known which segment takes it.

Occurrences come in the order of the text, so a stable sort by term alone puts them into the order of an index. Terms
are first ranked among those of the batch: ranks are short numbers, which numpy sorts by counting.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.terms import Field
from wenxun.backends.embedded.format.runs import TALLY_SHIFT, Run, packed_tallies

__all__ = ["BatchPostings", "arrange"]

_FIELDS = len(Field)
_SHORT = 1 << 16
_PAIR_BITS = 21  # of a batch's bigram keys
_VALUE_PAIR_BITS = 18


class BatchPostings(NamedTuple):
    """The postings of a batch, a run for each stream; sections are counted from its first one.

    Attributes:
        characters: terms are code points.
        bigrams: terms are ``first << 18 | second``.
        words: terms are places in the batch's vocabulary.
        keywords: terms are places in ``keyword_texts``.
        keyword_texts: the distinct folded names of the batch's keywords.
    """

    characters: Run
    bigrams: Run
    words: Run
    keywords: Run
    keyword_texts: tuple[str, ...]


def arrange(batch: IndexBatch) -> BatchPostings:
    """Return the postings of a batch."""
    points = _distinct(batch.characters)
    rank = np.zeros(int(points[-1]) + 1 if len(points) else 0, np.uint16 if len(points) <= _SHORT else np.uint32)
    rank[points] = np.arange(len(points))
    ranks = rank.take(batch.characters)
    first, second = rank[batch.bigram_keys >> _PAIR_BITS], rank[batch.bigram_keys & ((1 << _PAIR_BITS) - 1)]
    by_second = np.argsort(second, kind="stable")
    order = by_second[np.argsort(first[by_second], kind="stable")]
    pairs = (points[first[order]] << _VALUE_PAIR_BITS) | points[second[order]]
    by_rank = np.argsort(ranks, kind="stable")
    names = dict.fromkeys(name for names in batch.keywords for name in names)
    return BatchPostings(
        characters=_run(batch.characters[by_rank], batch.character_slots[by_rank]),
        bigrams=_run(pairs, batch.bigram_slots[order]),
        words=_by_number(batch.word_ids, batch.word_slots, len(batch.vocabulary)),
        keywords=_by_number(*_keywords(batch, tuple(names)), len(names)),
        keyword_texts=tuple(names),
    )


def _distinct(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """The different ones of many code points, increasing."""
    occurs = np.zeros(int(points.max(initial=0)) + 1, bool)
    occurs[points] = True
    return occurs.nonzero()[0] if len(points) else np.zeros(0, np.int64)


def _keywords(batch: IndexBatch, names: tuple[str, ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Category and slot of each category of each section; all count as if they stood in the body."""
    number = {name: place for place, name in enumerate(names)}
    article_of = np.repeat(np.arange(len(batch.keywords)), [len(each) for each in batch.keywords])
    numbers = np.fromiter((number[name] for each in batch.keywords for name in each), np.int64, len(article_of))
    rows = np.diff(batch.section_rows)[article_of]
    before = np.cumsum(rows) - rows
    row = np.arange(int(rows.sum())) + np.repeat(batch.section_rows[article_of] - before, rows)
    order = np.argsort(row, kind="stable")
    return np.repeat(numbers, rows)[order], row[order] * _FIELDS + Field.BODY


def _by_number(numbers: npt.NDArray[Any], slots: npt.NDArray[Any], count: int) -> Run:
    """The run of occurrences whose terms are numbers below ``count``."""
    order = np.argsort(numbers.astype(np.uint16) if count <= _SHORT else numbers, kind="stable")
    return _run(numbers[order], slots[order])


def _run(terms: npt.NDArray[Any], slots: npt.NDArray[Any]) -> Run:
    """The run of occurrences in the order of their terms, then of their slots."""
    rows = slots // _FIELDS
    is_term = _starts(terms)
    is_posting = is_term | _starts(rows)
    first = is_posting.nonzero()[0]
    counts = np.diff(first, append=len(terms))
    tallies = packed_tallies(0, 0, counts)
    fields = slots - rows * _FIELDS
    beside_body = np.flatnonzero(fields != Field.BODY)
    if len(beside_body):  # most postings have none
        owners = (np.cumsum(is_posting, dtype=np.int32) - 1)[beside_body]
        owned = owners[_starts(owners)]
        titles, headings = (
            np.bincount(owners[fields[beside_body] == field], minlength=len(first))[owned]
            for field in (Field.TITLE, Field.HEADING)
        )
        tallies[owned] = packed_tallies(titles, headings, counts[owned] - titles - headings)
    postings = (tallies << np.uint32(TALLY_SHIFT)) | rows[first].astype(np.uint32)
    term_starts = np.flatnonzero(is_term[first])
    return Run(terms[first[term_starts]].astype(np.int64), np.diff(term_starts, append=len(first)), postings)


def _starts(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a stretch of equal values starts."""
    starts = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=starts[1:])
    return starts
