"""All that can be done to a batch before it is known which segment takes it, so that many processes can do it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.code_spans import code_spans
from wenxun.analysis.terms import STREAMS, Field
from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.code import CodeArrays, code_arrays
from wenxun.backends.embedded.format.numbers import NumberColumns, number_columns
from wenxun.backends.embedded.format.records import Records, pack_records
from wenxun.backends.embedded.format.titles import text_hashes
from wenxun.backends.embedded.write.arranging import BatchPostings, arrange
from wenxun.backends.embedded.write.text_coding import CodedTexts, code_texts
from wenxun.backends.records import article_record

__all__ = ["PreparedBatch", "prepare"]

_BATCH_ORDER = [STREAMS.index(name) for name in ("character", "bigram", "word")]
_FIELDS = len(Field)


class PreparedBatch(NamedTuple):
    """A batch as segments take it.

    Attributes:
        ids: the article ids, for ``stored_ids`` in the form in which they are kept.
        section_rows: as in ``IndexBatch``.
        vocabulary: what the terms of ``postings.words`` number.
        postings: by term.
        lengths: uint32[rows, 3], body length of each section in characters, bigrams and words.
        texts, records: as they are kept.
        title_hashes, title_counts: the hashes of all names of the articles, and how many each article has.
        date_rows, dates: as in ``IndexBatch``.
        code: rows are counted from the first of the batch.
        numbers: by field; articles are counted from the first of the batch.
    """

    ids: tuple[str, ...]
    stored_ids: ArticleIds
    section_rows: npt.NDArray[np.int32]
    vocabulary: tuple[str, ...]
    postings: BatchPostings
    lengths: npt.NDArray[np.uint32]
    texts: CodedTexts
    records: Records
    title_hashes: npt.NDArray[np.uint64]
    title_counts: npt.NDArray[np.int64]
    date_rows: npt.NDArray[np.int32]
    dates: npt.NDArray[np.uint32]
    code: CodeArrays
    numbers: NumberColumns


def prepare(batch: IndexBatch) -> PreparedBatch:
    """Prepare a batch."""
    ids = tuple(article.id for article in batch.articles)
    return PreparedBatch(
        ids=ids,
        stored_ids=ArticleIds.of(ids),
        section_rows=batch.section_rows,
        vocabulary=batch.vocabulary,
        postings=arrange(batch),
        lengths=batch.lengths[:, Field.BODY, _BATCH_ORDER].astype(np.uint32),
        texts=_texts(batch),
        records=pack_records(ids, list(map(article_record, batch.articles))),
        title_hashes=text_hashes([name for names in batch.names for name in names]),
        title_counts=np.fromiter(map(len, batch.names), np.int64, len(batch.names)),
        date_rows=batch.date_rows,
        dates=batch.dates,
        code=code_arrays([code_spans(section) for article in batch.articles for section in article.sections]),
        numbers=number_columns(batch.numbers),
    )


def _texts(batch: IndexBatch) -> CodedTexts:
    sections = [section for article in batch.articles for section in article.sections]
    return code_texts(
        {
            "title": ["\n".join((article.title, *article.aliases)) for article in batch.articles],
            "heading": ["\n".join(section.path) for section in sections],
            "body": [section.text for section in sections],
        },
        {
            "title": [batch.folded[row * _FIELDS + Field.TITLE] for row in batch.section_rows[:-1].tolist()],
            "heading": batch.folded[Field.HEADING :: _FIELDS],
            "body": batch.folded[Field.BODY :: _FIELDS],
        },
        _joints(batch),
    )


def _joints(batch: IndexBatch) -> dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """For each column the number of the text and the place in it of each joint, in the order of both."""
    rows, fields = np.divmod(batch.joint_slots.astype(np.int64), _FIELDS)
    firsts = np.full(int(batch.section_rows[-1]), -1)
    firsts[batch.section_rows[:-1]] = np.arange(len(batch.articles))
    found = {}
    for name, field in (("title", Field.TITLE), ("heading", Field.HEADING), ("body", Field.BODY)):
        numbers, places = rows[fields == field], batch.joint_places[fields == field].astype(np.int64)
        if field is Field.TITLE:  # one an article, though every section of it has the slot
            numbers = firsts[numbers]
            numbers, places = numbers[numbers >= 0], places[numbers >= 0]
        found[name] = (numbers, places)
    return found
