"""Prepared batches in, the two array files of one segment out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends import InputStamp
from wenxun.backends.embedded.format.article_ids import ArticleIds
from wenxun.backends.embedded.format.code import CodeArrays, write_code
from wenxun.backends.embedded.format.container import ArrayFileWriter
from wenxun.backends.embedded.format.dates import write_dates
from wenxun.backends.embedded.format.eliasfano import ranges
from wenxun.backends.embedded.format.numbers import NumberColumns, write_numbers
from wenxun.backends.embedded.format.runs import (
    BIGRAM,
    CHARACTER,
    KEYWORD,
    LENGTH_STREAMS,
    MAX_SECTIONS,
    VALUE_BITS,
    WORD,
    Run,
)
from wenxun.backends.embedded.format.stamps import StampWriter
from wenxun.backends.embedded.format.titles import write_titles
from wenxun.backends.embedded.write.postings_writer import write_postings
from wenxun.backends.embedded.write.preparing import PreparedBatch
from wenxun.backends.embedded.write.run_buffer import RunBuffer
from wenxun.backends.embedded.write.run_merging import merge_runs
from wenxun.backends.embedded.write.text_writer import AlphabetFullError, TextWriter

__all__ = ["RUNS_SUFFIX", "Numbering", "SegmentBuilder", "SegmentFullError"]

RUNS_SUFFIX = ".runs"
"""Of the file of runs beside the postings that are made of them."""
_POSTINGS_SHARE = 4
"""With half of it a large file took a quarter more memory, and no less time: what is spilled is read once, in order."""


class SegmentFullError(Exception):
    """The batch does not fit into this segment; it fits into a new one."""


class Numbering(defaultdict[str, int]):
    """Numbers texts in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__(count().__next__)

    def of(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the number of each text; new ones get the next numbers."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts))


def _renumbered(run: Run, numbers: npt.NDArray[np.int64]) -> Run:
    """A run with other numbers for its terms."""
    terms = numbers[run.terms]
    order = np.argsort(terms)
    starts = np.cumsum(run.counts) - run.counts
    counts = run.counts[order]
    return Run(terms[order], counts, run.postings[ranges(starts[order], counts)])


class SegmentBuilder:
    """Builds one segment in bounded memory: postings are spilled in sorted runs, texts go straight to disk.

    Args:
        postings_path, texts_path: the files to write.
        buffer_bytes: memory for building; a quarter of it holds postings before they are spilled next to
            ``postings_path``, the rest is for working on them and for what grows with the segment.
        wide: store four bytes a character, for a batch with more than 65,536 different ones.
    """

    def __init__(self, postings_path: Path, texts_path: Path, *, buffer_bytes: int, wide: bool = False) -> None:
        self._postings_path = postings_path
        self._text_file = ArrayFileWriter(texts_path, "texts")
        self._texts = TextWriter(self._text_file, wide=wide)
        self._runs = RunBuffer(postings_path.with_suffix(RUNS_SUFFIX), buffer_bytes // _POSTINGS_SHARE)
        self._words = Numbering()
        self._keywords = Numbering()
        self._lengths: list[npt.NDArray[np.uint32]] = []
        self._stamps = StampWriter()
        self._title_hashes: list[npt.NDArray[np.uint64]] = []
        self._title_articles: list[npt.NDArray[np.int64]] = []
        self._date_rows: list[npt.NDArray[np.int32]] = []
        self._dates: list[npt.NDArray[np.uint32]] = []
        self._code: list[CodeArrays] = []
        self._numbers: list[NumberColumns] = []

    @property
    def row_count(self) -> int:
        """Sections added so far."""
        return self._texts.row_count

    @property
    def article_count(self) -> int:
        """Articles added so far."""
        return self._texts.article_count

    def find(self, ids: ArticleIds) -> Iterator[tuple[int, range]]:
        """Place in ``ids`` and rows of each article that was added with one of them."""
        return self._texts.find(ids)

    def add(self, batch: PreparedBatch, stamps: Sequence[InputStamp | None]) -> None:
        """Add a batch.

        Args:
            batch: the articles, prepared.
            stamps: for each that of its source file; ``None`` for one that is from no file.

        Raises:
            SegmentFullError: before anything is added, if the segment cannot take the batch.
        """
        base_row, base_article = self.row_count, self.article_count
        if base_row + int(batch.section_rows[-1]) > MAX_SECTIONS:
            raise SegmentFullError
        try:
            self._texts.add(batch.stored_ids, np.diff(batch.section_rows), batch.records, batch.texts)
        except AlphabetFullError as error:
            raise SegmentFullError from error
        self._stamps.add(stamps)
        self._add_postings(batch, base_row)
        self._lengths.append(batch.lengths)
        self._title_hashes.append(batch.title_hashes)
        self._title_articles.append(np.repeat(np.arange(len(batch.ids)) + base_article, batch.title_counts))
        self._date_rows.append(batch.date_rows + np.int32(base_row))
        self._dates.append(batch.dates)
        self._code.append(batch.code._replace(rows=batch.code.rows + base_row))
        self._numbers.append(
            {field: each._replace(articles=each.articles + base_article) for field, each in batch.numbers.items()}
        )

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in; the last that were added must be of that file."""
        self._stamps.complete(stamp)

    def _add_postings(self, batch: PreparedBatch, base_row: int) -> None:
        """Add the postings of a batch with the terms and the sections of the segment."""
        postings = batch.postings
        words = self._words.of(batch.vocabulary)
        keywords = self._keywords.of(postings.keyword_texts)
        streams = {
            CHARACTER: postings.characters,
            BIGRAM: postings.bigrams,
            WORD: _renumbered(postings.words, words),
            KEYWORD: _renumbered(postings.keywords, keywords),
        }
        run = Run.joined([Run(run.terms | (stream << VALUE_BITS), *run[1:]) for stream, run in streams.items()])
        self._runs.add(run._replace(postings=run.postings + np.uint32(base_row)))

    def finish(self, meta: Mapping[str, Any]) -> None:
        """Write what is left and make both files durable."""
        lengths = np.concatenate([np.zeros((0, len(LENGTH_STREAMS)), np.uint32), *self._lengths])
        with ArrayFileWriter(self._postings_path, "postings") as file:
            dictionary = write_postings(file, self._partitions(), self.row_count, self._words, self._keywords)
            file.add("lengths", lengths.ravel())
            write_titles(file, self._title_hashes, self._title_articles)
            self._stamps.write(file)
            write_dates(file, self._date_rows, self._dates)
            write_code(file, self._code)
            fields = write_numbers(file, self._numbers)
            file.close({**dictionary, **fields, **meta})
        self._texts.close(meta)

    def _partitions(self) -> Iterator[Run]:
        """All postings as one run, in parts; the memory that they took is free behind the last part."""
        yield from merge_runs(self._runs.runs())
        self._runs.discard()

    def abort(self) -> None:
        """Drop what was added; the two files themselves are left for the transaction to remove."""
        self._runs.discard()
        self._text_file.abort()
