"""Which file each article came from: the same after any number of segments, merges and deletions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import InputStamp
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.container import ArrayFile, ArrayFileWriter
from wenxun.backends.embedded.format.stamps import Stamps, StampWriter
from wenxun.backends.stored import ids_by_stamp
from wenxun.errors import IndexDamagedError
from wenxun.models import Article

ANY_STAMP = st.builds(
    InputStamp,
    st.sampled_from(["/甲.md", "/乙\udc80.md", "", "/a b\n.txt"]),
    st.integers(0, (1 << 64) - 1),
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.sampled_from(["", "00" * 31 + "01", "ab" * 32]),
    st.booleans(),
)
FEW_STAMPS = st.lists(ANY_STAMP, min_size=1, max_size=3).flatmap(
    lambda stamps: st.lists(st.none() | st.sampled_from(stamps), max_size=12)
)


def written(path: Path, fill: Callable[[StampWriter], None]) -> Stamps:
    """Stamps that a writer was filled with, read back."""
    writer = StampWriter()
    fill(writer)
    with ArrayFileWriter(path, "postings") as file:
        writer.write(file)
        file.close({})
    return Stamps(ArrayFile(path, "postings"))


def everything(stamps: Sequence[InputStamp | None]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.arange(len(stamps))


@given(stamps=FEW_STAMPS, more=FEW_STAMPS, draw=st.randoms(use_true_random=False))
def test_stamps_come_back_from_a_segment_and_from_a_merged_one(
    tmp_path_factory: pytest.TempPathFactory,
    stamps: list[InputStamp | None],
    more: list[InputStamp | None],
    draw: Any,
) -> None:
    folder = tmp_path_factory.mktemp("stamps")
    first, second = written(folder / "1", lambda w: w.add(stamps)), written(folder / "2", lambda w: w.add(more))
    assert first.of(everything(stamps)) == stamps
    kept = [np.flatnonzero([draw.random() < 0.7 for _ in each]) for each in (stamps, more)]

    def merge(writer: StampWriter) -> None:
        first.copy_to(writer, kept[0])
        second.copy_to(writer, kept[1])

    expected = [stamps[i] for i in kept[0]] + [more[i] for i in kept[1]]
    assert written(folder / "3", merge).of(everything(expected)) == expected


def test_neighbours_of_one_file_share_a_stamp(tmp_path: Path) -> None:
    stamp = InputStamp("/a.jsonl", 7, 8, "ab" * 32)
    written(tmp_path / "file", lambda writer: writer.add([stamp] * 1000))
    assert len(ArrayFile(tmp_path / "file", "postings")["stamp_sizes"]) == 1


@pytest.fixture
def stamped(
    opened: Callable[..., EmbeddedBackend], article: Callable[..., Article], analyzer: Analyzer, tmp_path: Path
) -> EmbeddedBackend:
    """Ten files of two articles each, of which some were changed and some deleted; it takes a merge on the way."""
    backend = opened(tmp_path / "index")

    def put(file: int, version: int) -> None:
        articles = [article(f"{file}/{number}", f"版本{version}") for number in range(2)]
        with backend.writer() as writer:
            writer.put(analyzer.index_batch(articles), [InputStamp(f"/{file}", file, version, "cd" * 32)] * 2)

    for file in range(10):
        put(file, 1)
    put(3, 2)
    with backend.writer() as writer:
        writer.delete(["4/0", "5/0", "5/1"])
        writer.put(analyzer.index_batch([article("in memory", "文字")]), [None])
    return backend


def test_the_inputs_of_an_index_are_the_files_of_its_live_articles(stamped: EmbeddedBackend) -> None:
    assert stamped.stats().segments < 10
    expected = {
        InputStamp(f"/{file}", file, 2 if file == 3 else 1, "cd" * 32): (
            ("4/1",) if file == 4 else (f"{file}/0", f"{file}/1")
        )
        for file in range(10)
        if file != 5
    }
    assert dict(ids_by_stamp(stamped)) == expected


def test_the_inputs_are_read_without_any_record(stamped: EmbeddedBackend) -> None:
    with mock.patch("wenxun.backends.embedded.format.texts.Texts._part", side_effect=AssertionError):
        assert len(ids_by_stamp(stamped)) == 9


@pytest.mark.parametrize("name", ["stamp_paths", "stamp_times", "article_stamps"])
def test_damaged_stamps_are_named_and_not_believed(
    stamped: EmbeddedBackend, opened: Callable[..., EmbeddedBackend], tmp_path: Path, name: str
) -> None:
    path = max((tmp_path / "index").glob("*.postings"), key=lambda each: each.stat().st_size)
    offset = ArrayFile(path, "postings")._entries[name][0]
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match=name):
        ids_by_stamp(opened(tmp_path / "index"))


def test_a_file_is_complete_only_when_that_was_said(
    opened: Callable[..., EmbeddedBackend], article: Callable[..., Article], analyzer: Analyzer, tmp_path: Path
) -> None:
    backend = opened(tmp_path / "index")
    part = InputStamp("/dump.xml", 7, 8, "ab" * 32, is_complete=False)
    whole = InputStamp("/dump.xml", 7, 8, "ab" * 32)
    for ids, is_last in ((["1", "2"], False), (["3", "4"], True)):
        with backend.writer() as writer:
            writer.put(analyzer.index_batch([article(each, "文字") for each in ids]), [part, part])
            if is_last:
                with pytest.raises(ValueError, match="/other"):
                    writer.complete(InputStamp("/other", 7, 8, "ab" * 32))
                writer.complete(whole)
        assert any(stamp.is_complete for stamp in ids_by_stamp(backend)) == is_last
    assert dict(ids_by_stamp(backend)) == {part: ("1", "2"), whole: ("3", "4")}
    assert ids_by_stamp(opened(tmp_path / "index")) == ids_by_stamp(backend)


def test_stamps_of_version_0_1_0_are_read_and_merged(tmp_path: Path) -> None:
    paths = "/甲.md", "/丙.xml\x0012-3"  # the second is that of pages of a dump that was not read to its end

    def write(file: ArrayFileWriter) -> None:
        encoded = [path.encode() for path in paths]
        file.add("stamp_paths", np.frombuffer(b"".join(encoded), np.uint8))
        file.add("stamp_ends", np.cumsum([len(path) for path in encoded]).astype(np.uint64))
        file.add("stamp_sizes", np.array([1, 12], np.uint64))
        file.add("stamp_times", np.array([2, 3], np.uint64))
        file.add("stamp_digests", np.zeros(64, np.uint8))
        file.add("article_stamps", np.array([1, 2, 2, 0], np.uint32))
        file.close({})

    with ArrayFileWriter(tmp_path / "old", "postings") as file:
        write(file)
    old = Stamps(ArrayFile(tmp_path / "old", "postings"))
    part = InputStamp("/丙.xml", 12, 3, "", is_complete=False)
    expected = [InputStamp("/甲.md", 1, 2, ""), part, part, None]
    assert old.of(np.arange(4)) == expected
    assert written(tmp_path / "new", lambda writer: old.copy_to(writer, np.arange(4))).of(np.arange(4)) == expected
