"""Whoever has lost its folder, its lock or its index notices; a writer touches nothing of what stands there now."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from whoosh.util.filelock import FileLock

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends.embedded.write.locking import write_lock
from wenxun.backends.stored import records_of
from wenxun.errors import IndexDamagedError, IndexMissingError, WenxunIndexError
from wenxun.models import Article

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder with an open file")

Make = Callable[..., Article]


@pytest.fixture
def folder(opened: Any, put: Any, article: Make, tmp_path: Path) -> Path:
    """An index that has one article, and beside it another of the same generation."""
    put(opened(tmp_path / "index"), [article("old", "旧的")])
    put(opened(tmp_path / "other"), [article("new", "新的")])
    return tmp_path / "index"


def delete_and_make_again(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(folder.with_name("other"), folder, copy_function=shutil.copyfile)


def swap(folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    folder.with_name("other").rename(folder)


def restore_in_place(folder: Path) -> None:
    for path in (*folder.glob("*.toc"), *folder.glob("wenxun_*.*")):
        path.unlink()
    for path in sorted(folder.with_name("other").glob("*wenxun_*.*"), reverse=True):  # the table of contents last
        shutil.copy2(path, folder / path.name)


WAYS = [delete_and_make_again, swap, restore_in_place]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if "LOCK" not in path.name}


# --- readers --------------------------------------------------------------------------------------


def test_a_backup_that_says_the_same_is_the_same_edition(folder: Path, opened: Any, tmp_path: Path) -> None:
    reader = opened(folder)
    edition = reader.generation().edition
    shutil.copytree(folder, tmp_path / "backup")
    shutil.rmtree(folder)
    (tmp_path / "backup").rename(folder)
    reader.refresh()
    assert reader.generation().edition == edition
    assert [record.id for record in records_of(reader)] == ["old"]


def test_an_index_that_is_replaced_while_it_is_opened_is_not_called_damaged(
    folder: Path, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wenxun.backends.embedded.format.toc import read_toc

    ways = iter([swap])

    def slow(place: Path, file: Any) -> Any:
        toc = read_toc(place, file)
        for replace in ways:
            replace(folder)
            shutil.rmtree(folder.with_name("away"))
            break
        return toc

    monkeypatch.setattr("wenxun.backends.embedded.read_toc", slow)
    assert [record.id for record in records_of(opened(folder))] == ["new"]


# --- writers --------------------------------------------------------------------------------------


def remove(folder: Path) -> None:
    shutil.rmtree(folder)


def move(folder: Path) -> None:
    folder.rename(folder.with_name("away"))


@pytest.mark.parametrize("moment", ["before anything is put", "before the commit", "before a second segment"])
@pytest.mark.parametrize("lose", [*WAYS, remove, move])
def test_a_writer_that_lost_its_folder_stops_and_touches_nothing(
    folder: Path, opened: Any, article: Make, analyzer: Analyzer, lose: Callable[[Path], None], moment: str
) -> None:
    wide = ["".join(map(chr, range(first, first + 40_000))) for first in (0x4000, 0x20000)]  # two segments
    batches = [analyzer.index_batch([article(f"{i}", text)]) for i, text in enumerate(wide)]
    opening: AbstractContextManager[Any] = opened(folder).writer()
    expected = pytest.raises(WenxunIndexError, match=r"removed or moved.*the same command again")
    with expected as raised, opening as writer:
        if moment != "before anything is put":
            writer.put(batches[0], [None])
        lose(folder)
        there = bytes_of(folder) if folder.exists() else None
        if moment != "before the commit":
            writer.put(batches[1], [None])
        writer.delete(["new"])
    assert not isinstance(raised.value, IndexDamagedError | IndexMissingError)
    assert (bytes_of(folder) if folder.exists() else None) == there
    if there is not None:
        reader = opened(folder)
        assert reader.check() == []
        assert [record.id for record in records_of(reader)] == ["new"]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_writer_whose_segments_were_removed_does_not_commit(
    is_new: bool, folder: Path, opened: Any, article: Make, analyzer: Analyzer
) -> None:
    before = set(folder.glob("*.texts"))
    with pytest.raises(WenxunIndexError, match="removed or moved"), opened(folder).writer() as writer:
        writer.put(analyzer.index_batch([article("a", "文字")]), [None])
        (set(folder.glob("*.texts")) - before if is_new else before).pop().unlink()
    assert [path.name for path in folder.glob("*.toc")] == ["_wenxun_1.toc"]


@pytest.mark.parametrize("lose", [swap, delete_and_make_again])
def test_a_folder_that_is_replaced_while_the_table_of_contents_is_written_is_left_as_it_is(
    folder: Path, opened: Any, article: Make, analyzer: Analyzer, lose: Callable[[Path], None]
) -> None:
    synchronize = os.fsync
    count = 0

    def slow(descriptor: int) -> None:
        nonlocal count
        synchronize(descriptor)
        count += 1
        if count == 4:  # postings, texts, the folder, the table of contents
            lose(folder)

    expected, slowly = pytest.raises(WenxunIndexError, match="removed or moved"), mock.patch("os.fsync", slow)
    with expected, opened(folder).writer() as writer, slowly:
        writer.put(analyzer.index_batch([article("a", "文字")]), [None])
        writer.commit()
    assert count == 4
    assert [record.id for record in records_of(opened(folder))] == ["new"]


def test_the_process_that_is_named_stays_that_of_the_next_writer(folder: Path, opened: Any) -> None:
    with pytest.raises(WenxunIndexError), opened(folder).writer() as writer:
        writer.delete(["old"])
        swap(folder)
        with opened(folder).writer():
            named = (folder / "wenxun_WRITELOCK").read_text(encoding="ascii")
            with pytest.raises(WenxunIndexError):
                writer.commit()
            assert (folder / "wenxun_WRITELOCK").read_text(encoding="ascii") == named == str(os.getpid())


def test_a_lock_whose_file_was_removed_at_that_moment_is_taken_anew(folder: Path) -> None:
    acquire = FileLock.acquire
    path = folder / "wenxun_WRITELOCK"
    times: list[int] = []

    def unlucky(lock: Any, blocking: bool = False) -> bool:
        taken: bool = acquire(lock, blocking)
        if not times:
            path.unlink()
        times.append(1)
        return taken

    with mock.patch.object(FileLock, "acquire", unlucky), write_lock(folder, 0) as lock:
        lock.check_place()
        assert path.exists()
    assert len(times) == 2


def test_a_transaction_that_is_over_takes_nothing_more(
    folder: Path, opened: Any, article: Make, analyzer: Analyzer
) -> None:
    with opened(folder).writer() as writer:
        pass
    for attempt in (
        lambda: writer.put(analyzer.index_batch([article("a", "文字")]), [None]),
        lambda: writer.delete(["old"]),
    ):
        with pytest.raises(WenxunIndexError, match="is over"):
            attempt()


def test_a_writer_whose_lock_was_removed_stops_before_another_writer_commits(
    folder: Path, opened: Any, article: Make, analyzer: Analyzer
) -> None:
    batch = analyzer.index_batch([article("a", "文字")])
    with pytest.raises(WenxunIndexError, match="removed or moved"), opened(folder).writer() as first:
        first.delete(["old"])
        (folder / "wenxun_WRITELOCK").unlink()
        with opened(folder).writer() as second:
            second.put(batch, [None])
            there = bytes_of(folder)
            with pytest.raises(WenxunIndexError):
                first.commit()
            first.cancel()
            assert bytes_of(folder) == there
        first.commit()
    assert [record.id for record in records_of(opened(folder))] == ["a", "old"]
