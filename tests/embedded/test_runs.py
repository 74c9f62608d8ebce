"""Occurrences become the same postings, however batches cut them and however small the buffer on their way is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import IndexBatch
from wenxun.analysis.terms import Field
from wenxun.backends.embedded.format.runs import Run, sections_of, tallies_of, tally_counts
from wenxun.backends.embedded.write import run_merging
from wenxun.backends.embedded.write.arranging import arrange
from wenxun.backends.embedded.write.run_buffer import RunBuffer
from wenxun.backends.embedded.write.run_merging import merge_runs
from wenxun.models import Article, Section

ANALYZER = Analyzer()
CAPS = (3, 3, 15)
TEXTS = st.text("天地玄黄ab 𠀀\n", max_size=30)
Counts = dict[tuple[int, int], tuple[int, ...]]


def counts_of(run: Run) -> Counts:
    """Term and section to the counts in the three fields; the order of the run is checked on the way."""
    assert (np.diff(run.terms) > 0).all()
    assert (run.counts > 0).all()
    assert run.counts.sum() == len(run.postings)
    terms, sections = np.repeat(run.terms, run.counts).tolist(), sections_of(run.postings).tolist()
    places = list(zip(terms, sections, strict=True))
    assert places == sorted(set(places))
    fields = zip(*(count.tolist() for count in tally_counts(tallies_of(run.postings))), strict=True)
    return dict(zip(places, fields, strict=True))


def expected(terms: np.ndarray, slots: np.ndarray) -> Counts:
    counter = Counter(zip(terms.tolist(), (slots // 3).tolist(), (slots % 3).tolist(), strict=True))
    return {
        (term, row): tuple(min(counter[term, row, field], cap) for field, cap in zip(Field, CAPS, strict=True))
        for term, row, _ in counter
    }


# --- a batch --------------------------------------------------------------------------------------

ARTICLES = st.builds(
    lambda number, title, headings, texts, categories: Article(
        str(number),
        title,
        tuple(
            Section(place, heading, (heading,) if heading else (), text)
            for place, (heading, text) in enumerate(zip(headings, texts, strict=False))
        ),
        categories=tuple(dict.fromkeys(categories)),
    ),
    st.integers(0, 99),
    TEXTS,
    st.lists(TEXTS, min_size=3, max_size=3),
    st.lists(TEXTS, min_size=1, max_size=3),
    st.lists(st.sampled_from(["天", "Ｂ", "b", "地"]), max_size=3),
)


@given(st.lists(ARTICLES, max_size=4))
def test_a_batch_is_arranged_by_term_with_the_count_in_each_field(articles: list[Article]) -> None:
    batch = ANALYZER.index_batch(articles)
    arranged = arrange(batch)
    bigrams = ((batch.bigram_keys >> 21) << 18) | (batch.bigram_keys & 0x1FFFFF)
    assert counts_of(arranged.characters) == expected(batch.characters, batch.character_slots)
    assert counts_of(arranged.bigrams) == expected(bigrams, batch.bigram_slots)
    assert counts_of(arranged.words) == expected(batch.word_ids, batch.word_slots)
    found = {(arranged.keyword_texts[term], row): body for (term, row), (_, _, body) in keywords(arranged).items()}
    rows = np.repeat(np.arange(len(articles)), np.diff(batch.section_rows)).tolist()
    held = Counter((name, row) for row, place in enumerate(rows) for name in batch.keywords[place])
    assert found == held


def keywords(arranged: object) -> Counts:
    return counts_of(arranged.keywords)  # type: ignore[attr-defined]


@pytest.mark.parametrize("field", Field)
def test_a_character_that_stands_millions_of_times_in_one_text_is_counted_to_the_cap(field: Field) -> None:
    count = 2_200_000
    batch = replace(
        ANALYZER.index_batch([]),
        characters=np.full(count, ord("天"), np.uint32),
        character_slots=np.full(count, int(field), np.int32),
    )
    counts = [0, 0, 0]
    counts[field] = CAPS[field]
    assert counts_of(arrange(batch).characters) == {(ord("天"), 0): tuple(counts)}


def test_more_characters_than_short_ranks_can_tell_apart_are_no_limit() -> None:
    points = np.arange(0x20000, 0x20000 + (1 << 16) + 9, dtype=np.uint32)[::-1]
    slots = np.arange(len(points), dtype=np.int32) * 3 + Field.BODY
    keys = (points[:-1].astype(np.int64) << 21) | points[1:]
    batch: IndexBatch = replace(
        ANALYZER.index_batch([]), characters=points, character_slots=slots, bigram_keys=keys, bigram_slots=slots[:-1]
    )
    arranged = arrange(batch)
    assert arranged.characters.terms.tolist() == sorted(points.tolist())
    assert counts_of(arranged.bigrams) == expected(((keys >> 21) << 18) | (keys & 0x1FFFFF), slots[:-1])


# --- many batches ---------------------------------------------------------------------------------

PARTS = st.lists(
    st.dictionaries(
        st.sampled_from([0, 1, 7, 1 << 36, (1 << 36) + 1, (3 << 36) + (1 << 35)]),
        st.lists(st.integers(0, 255), min_size=1, max_size=6),
        max_size=6,
    ),
    max_size=7,
)


def runs_of(parts: list[dict[int, list[int]]]) -> tuple[list[Run], Counts]:
    """Runs whose sections follow each other, and all that they hold."""
    runs: list[Run] = []
    held: Counts = {}
    base = 0
    for part in parts:
        terms = sorted(part)
        postings = [base + row | tally << 24 for term in terms for row, tally in enumerate(part[term])]
        counts = np.array([len(part[term]) for term in terms], np.int64)
        runs.append(Run(np.array(terms, np.int64), counts, np.array(postings, np.uint32)))
        held |= counts_of(runs[-1])
        base += 6
    return runs, held


@pytest.mark.parametrize(("buffer_bytes", "partition", "sample"), [(0, 4, 2), (90, 1 << 18, 1 << 11), (1 << 20, 8, 1)])
def test_runs_are_merged_whole_however_small_buffer_and_partitions_are(
    tmp_path: Path, buffer_bytes: int, partition: int, sample: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_merging, "_PARTITION_POSTINGS", partition)
    monkeypatch.setattr(run_merging, "_SAMPLE_POSTINGS", sample)

    @given(PARTS)
    def check(parts: list[dict[int, list[int]]]) -> None:
        runs, held = runs_of(parts)
        buffer = RunBuffer(tmp_path / "x.runs", buffer_bytes)
        for run in runs:
            buffer.add(run)
        merged = list(merge_runs(buffer.runs()))
        assert counts_of(Run.joined(merged)) == held
        buffer.discard()
        assert list(tmp_path.iterdir()) == []

    check()
