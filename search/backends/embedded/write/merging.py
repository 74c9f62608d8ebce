"""Which segments to merge, and merging them.

Segments are sorted into tiers by their number of live sections, each tier ``FAN_OUT`` times as large as the one
below. ``FAN_OUT`` segments of a tier become one (O'Neil et al. 1996, log-structured merge), so a section is
rewritten about ``log(n)`` times in the life of an index; a segment that is mostly deleted is rewritten alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wenxun.backends.embedded.format.code import write_code
from wenxun.backends.embedded.format.container import ArrayFileWriter
from wenxun.backends.embedded.format.dates import write_dates
from wenxun.backends.embedded.format.eliasfano import ranges
from wenxun.backends.embedded.format.numbers import NumberColumns, Numbers, write_numbers
from wenxun.backends.embedded.format.postings import Postings
from wenxun.backends.embedded.format.runs import BIGRAM, CHARACTER, KEYWORD, TALLY_SHIFT, VALUE_BITS, WORD, Run
from wenxun.backends.embedded.format.segment import SegmentReader
from wenxun.backends.embedded.format.stamps import StampWriter
from wenxun.backends.embedded.format.texts import COLUMNS
from wenxun.backends.embedded.format.titles import write_titles
from wenxun.backends.embedded.write.builder import RUNS_SUFFIX, Numbering
from wenxun.backends.embedded.write.postings_writer import write_postings
from wenxun.backends.embedded.write.run_buffer import RunFile
from wenxun.backends.embedded.write.run_merging import merge_runs
from wenxun.backends.embedded.write.segments import Segment
from wenxun.backends.embedded.write.text_copying import TextCopier
from wenxun.backends.embedded.write.text_writer import TextWriter
from wenxun.errors import IndexDamagedError
from wenxun.notices import Notice

__all__ = ["FAN_OUT", "choose_segments", "merge_segments"]

FAN_OUT = 8
_SMALLEST_TIER_SECTIONS = 256
_MOSTLY_DELETED = 0.5
_CHUNK_POSTINGS = 1 << 20


def choose_segments(segments: Sequence[Segment], max_sections: int) -> list[int]:
    """Choose the segments to merge into one now.

    Args:
        segments: all that the index has, in their order.
        max_sections: most sections that a segment can hold.

    Returns:
        Their places; none when there is nothing to do.
    """
    tiers: dict[int, list[int]] = {}
    for place, segment in enumerate(segments):
        live = segment.live_count
        if live <= segment.section_count * (1 - _MOSTLY_DELETED):
            return [place]
        tier = 0
        while live > _SMALLEST_TIER_SECTIONS * FAN_OUT**tier:
            tier += 1
        tiers.setdefault(tier, []).append(place)
    for tier in sorted(tiers):
        places = tiers[tier]
        if len(places) >= FAN_OUT and sum(segments[p].live_count for p in places) <= max_sections:
            return places
    return []


def merge_segments(
    sources: Sequence[SegmentReader], postings_path: Path, texts_path: Path, meta: Mapping[str, Any]
) -> int:
    """Write one segment that holds the live sections of others.

    Args:
        sources: the segments to merge, in the order in which their sections will stand.
        postings_path, texts_path: the files to write.
        meta: what the files say of themselves.

    Returns:
        How many sections it holds.

    Raises:
        IndexDamagedError: if a source is damaged: a merge must not give damage a fresh checksum.
    """
    for source in sources:
        for name, problem in source.problems():
            raise IndexDamagedError(
                Notice(
                    "{name} is damaged: {problem}. Keep what is sound of the index with: wenxun check --repair",
                    name=name,
                    problem=problem,
                )
            )
    new_rows, hashes, title_articles = _write_texts(sources, texts_path, meta)
    words, keywords = Numbering(), Numbering()
    run_file = RunFile(postings_path.with_suffix(RUNS_SUFFIX))
    runs = [
        run_file.add(_renumbered(source.postings, rows, words, keywords))
        for source, rows in zip(sources, new_rows, strict=True)
    ]
    lengths = np.concatenate([s.lengths[rows >= 0] for s, rows in zip(sources, new_rows, strict=True)])
    with ArrayFileWriter(postings_path, "postings") as file:
        dictionary = write_postings(file, merge_runs(runs), len(lengths), words, keywords)
        file.add("lengths", lengths.ravel())
        write_titles(file, hashes, title_articles)
        _merge_stamps(sources).write(file)
        _write_dates(file, sources, new_rows)
        write_code(file, [s.code.arrays.moved(rows) for s, rows in zip(sources, new_rows, strict=True)])
        fields = write_numbers(file, list(_merge_numbers(sources)))
        file.close({**dictionary, **fields, **meta})
    run_file.discard()
    return len(lengths)


def _write_texts(
    sources: Sequence[SegmentReader], path: Path, meta: Mapping[str, Any]
) -> tuple[list[npt.NDArray[np.int64]], list[npt.NDArray[np.uint64]], list[npt.NDArray[np.int64]]]:
    """Write the texts of the live articles.

    Returns:
        For each source the new row of each old one (-1 for those that are gone), and the hashes of its live titles
        with the new numbers of their articles.
    """
    wide = any(source.texts_file["body"].dtype.itemsize > 2 for source in sources)
    alphabet = np.unique(np.concatenate([source.texts_file["alphabet"] for source in sources]))
    new_rows: list[npt.NDArray[np.int64]] = []
    hashes: list[npt.NDArray[np.uint64]] = []
    title_articles: list[npt.NDArray[np.int64]] = []
    with ArrayFileWriter(path, "texts") as file:
        texts = TextWriter(file, wide=wide or len(alphabet) > 1 << 16)
        for source in sources:
            new_articles = _new_articles(source, texts.article_count)
            new_rows.append(_copy_texts(source, texts))
            numbers = new_articles[source.postings_file["title_articles"]]
            hashes.append(source.postings_file["title_hashes"][numbers >= 0])
            title_articles.append(numbers[numbers >= 0])
        texts.close(meta)
    return new_rows, hashes, title_articles


def _merge_stamps(sources: Sequence[SegmentReader]) -> StampWriter:
    """The stamps of the live articles."""
    stamps = StampWriter()
    for source in sources:
        source.stamps.copy_to(stamps, source.live_articles())
    return stamps


def _write_dates(
    file: ArrayFileWriter, sources: Sequence[SegmentReader], new_rows: Sequence[npt.NDArray[np.int64]]
) -> None:
    """Write the dates of the live sections."""
    rows = [numbers[s.postings_file["date_rows"]] for s, numbers in zip(sources, new_rows, strict=True)]
    dates = [s.postings_file["dates"][each >= 0] for s, each in zip(sources, rows, strict=True)]
    write_dates(file, [each[each >= 0] for each in rows], dates)


def _merge_numbers(sources: Sequence[SegmentReader]) -> Iterator[NumberColumns]:
    """The numbers of the live articles, with the new numbers of the articles."""
    base = 0
    for source in sources:
        new_articles = _new_articles(source, base)
        base += len(source.live_articles())
        yield {
            field: Numbers(new_articles[column.articles], column.values).of_live()
            for field, column in source.numbers.items()
        }


def _new_articles(source: SegmentReader, base: int) -> npt.NDArray[np.int64]:
    """The new number of each article of a source, -1 for those that are gone."""
    numbers = np.full(source.texts.article_count, -1, np.int64)
    live = source.live_articles()
    numbers[live] = np.arange(base, base + len(live))
    return numbers


def _copy_texts(source: SegmentReader, writer: TextWriter) -> npt.NDArray[np.int64]:
    """Copy the live articles; returns the new row of each old one, -1 for those that are gone."""
    article_rows = source.texts.article_rows.astype(np.int64)
    copier = TextCopier(source.texts_file)
    new_rows = np.full(source.row_count, -1, np.int64)
    for articles in copier.chunks(source.live_articles(), article_rows):
        first = article_rows[articles]
        counts = article_rows[articles + 1] - first
        rows = ranges(first, counts)
        new_rows[rows] = np.arange(writer.row_count, writer.row_count + len(rows))
        numbers = {name: articles if name == "title" else rows for name in COLUMNS}
        ids = copier.ids(articles)
        writer.add(ids, counts, copier.records(articles, ids), copier.texts(numbers))
    return new_rows


def _renumbered(
    postings: Postings, new_rows: npt.NDArray[np.int64], words: Numbering, keywords: Numbering
) -> Iterator[Run]:
    """The postings of one source as a run in the numbering of the new segment, in parts."""
    for stream in (CHARACTER, BIGRAM, WORD, KEYWORD):
        first, values = postings.stream_terms(stream)
        if stream in (WORD, KEYWORD):
            values = (words if stream == WORD else keywords).of(postings.texts(stream))
        order = np.argsort(values, kind="stable")
        terms, values = order + first, values[order]
        counts = postings.dfs(terms)
        cuts = np.searchsorted(np.cumsum(counts), np.arange(_CHUNK_POSTINGS, int(counts.sum()), _CHUNK_POSTINGS))
        for part in np.split(np.arange(len(terms)), cuts):
            if not len(part):
                continue
            part_counts, sections, tallies = postings.blocks(terms[part])
            rows = new_rows[sections]
            left = np.add.reduceat(rows >= 0, np.cumsum(part_counts) - part_counts, dtype=np.int64)
            renumbered = (tallies.astype(np.uint32) << np.uint32(TALLY_SHIFT)) | rows.astype(np.uint32)
            new_terms = (np.int64(stream) << VALUE_BITS) | values[part]
            yield Run(new_terms[left > 0], left[left > 0], renumbered[rows >= 0])
