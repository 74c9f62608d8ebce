"""Files of more than one chunk: their articles are in the index before it can be said that all of them are."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wenxun import SearchEngine
from wenxun.articles import jsonl, source_file
from wenxun.errors import ShortageError
from wenxun.indexing import Indexing, chunking


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunking, "_CHUNK_BYTES", 300)
    monkeypatch.setattr(jsonl, "_PIECE_BYTES", 100)


def lines(count: int) -> str:
    return "".join(json.dumps({"id": f"r{n}", "text": f"第{n}条说鲸鱼。"}) + "\n" for n in range(count))


def page(title: str, text: str) -> str:
    return f"<page><title>{title}</title><ns>0</ns><revision><text>{text}</text></revision></page>"


def dump(path: Path, *pages: str) -> Path:
    path.write_text(f"<mediawiki>{''.join(pages)}</mediawiki>", "utf-8")
    return path


PAGES = tuple(page(f"第{n}页", f"鲸鱼{n}号住在海里。" * 3) for n in range(20))
EMPTY = tuple(page(f"空{n}", " " * 200) for n in range(10))


def found(engine: SearchEngine) -> int:
    return engine.search("鲸鱼").total


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_file_that_is_read_is_opened_once(
    disk_engine: SearchEngine, articles: Path, write: Any, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    opened: list[str] = []
    real = os.open

    def counting(path: Any, *given: Any) -> int:
        opened.extend([Path(path).name] * Path(path).is_relative_to(articles))
        return real(path, *given)

    write("甲.md", "# 甲\n\n鲸鱼。")
    write("乙.jsonl", lines(60))
    dump(articles / "丙.xml", *PAGES)
    monkeypatch.setattr(source_file.os, "open", counting)
    assert disk_engine.add(articles, jobs=jobs).article_count == 81
    assert sorted(opened) == sorted(["丙.xml", "乙.jsonl", "甲.md"])
    assert len(disk_engine.add(articles, jobs=jobs).unchanged) == 3
    assert len(opened) == 3  # nor at all where size and time agree


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_fails_halfway_keeps_what_was_read_and_is_read_again(
    disk_engine: SearchEngine, write: Any, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    path = write("a.jsonl", lines(60))
    split = jsonl.split

    def failing(file: Any) -> Iterator[Any]:
        for number, part in enumerate(split(file)):
            if number == 9:
                raise OSError("the disk has gone")
            yield part

    monkeypatch.setattr(jsonl, "split", failing)
    report = disk_engine.add(path, jobs=jobs)
    assert [(each.path, each.reason) for each in report.skipped] == [(str(path), "unreadable")]
    assert report.article_count == 0
    assert 0 < found(disk_engine) < 60
    monkeypatch.setattr(jsonl, "split", split)
    assert disk_engine.add(path, jobs=jobs).added[0].article_ids == tuple(f"r{n}" for n in range(60))
    assert found(disk_engine) == 60
    assert disk_engine.add(path).unchanged == (str(path),)


def test_a_file_that_shrinks_to_one_chunk_takes_out_what_has_gone(disk_engine: SearchEngine, write: Any) -> None:
    path = write("a.jsonl", lines(60))
    disk_engine.add(path)
    write("a.jsonl", lines(2))
    assert [each.article_ids for each in disk_engine.add(path).updated] == [("r0", "r1")]
    assert found(disk_engine) == 2
    write("a.jsonl", lines(50))
    assert disk_engine.add(path).updated[0].section_count == 50
    assert disk_engine.add(path).unchanged == (str(path),)


@pytest.mark.parametrize("commit", [1, 3, 20, 1000])
def test_a_dump_that_ends_in_pages_without_text_is_complete_all_the_same(
    disk_engine: SearchEngine, tmp_path: Path, commit: int
) -> None:
    path = dump(tmp_path / "a.xml", *PAGES, *EMPTY)
    with disk_engine._backend.writer(create=True):
        pass
    indexing = Indexing(disk_engine._analyzer, disk_engine._backend, max_bytes=1 << 20, commit_articles=commit)
    report = indexing.run([path])
    assert (report.article_count, len(report.skipped)) == (20, 10)
    assert disk_engine.add(path).unchanged == (str(path),)
    assert found(disk_engine) == 20


def test_lines_before_a_dump_are_committed_with_it_and_never_in_their_middle(
    disk_engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("a.jsonl", lines(60))
    dump(articles / "b.xml", *PAGES)
    write("c.jsonl", lines(60).replace('"r', '"s'))
    with disk_engine._backend.writer(create=True):
        pass
    seen: list[int] = []

    def look(done: int, total: int, path: str) -> None:
        with SearchEngine(disk_engine.location) as other:
            seen.append(found(other))

    indexing = Indexing(
        disk_engine._analyzer, disk_engine._backend, max_bytes=1 << 20, commit_articles=1, progress=look
    )
    assert indexing.run([articles]).article_count == 140
    assert {0, 60} & set(seen) == {0}  # the first lines come with pages of the dump
    assert {each for each in seen if each >= 80} <= {80}
    assert found(disk_engine) == 140


def test_progress_moves_within_a_file_and_tells_a_time_once_there_is_one_to_tell_by(
    engine: SearchEngine, articles: Path, write: Any
) -> None:
    write("甲.jsonl", lines(60))
    told: list[tuple[float, str]] = []
    engine.add(articles, progress=lambda done, total, name: told.append((done, name)))
    shares = [done for done, _ in told]
    assert shares == sorted(shares)
    assert len({share for share in shares if 0 < share < 1}) > 5
    assert all(("s left)" in name) is (0 < done < 1) for done, name in told)


@pytest.mark.parametrize("suffix", ["md", "wikitext", "txt", "html"])
def test_progress_moves_within_one_large_article(
    engine: SearchEngine, articles: Path, write: Any, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(chunking, "_CHUNK_BYTES", 10_000)
    write("乙.md", "# 乙\n\n短。")
    write(f"甲.{suffix}", "\n\n".join(f"<p>第{number}段说的是鲸鱼。" * 3 for number in range(400)))
    told: list[tuple[float, str]] = []
    engine.add(articles, progress=lambda done, total, name: told.append((done, name)))
    shares = [done for done, _ in told]
    assert shares == sorted(shares)
    within = [(share % 1, name) for share, name in told if share % 1]
    assert len({share for share, _ in within}) > 10
    assert all(("s left)" in name) is (share > 0.02) for share, name in within)


def test_an_error_of_who_listens_is_no_fault_of_the_file(
    disk_engine: SearchEngine, articles: Path, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunking, "_CHUNK_BYTES", 10_000)
    write("甲.md", "第一段说的是鲸鱼。\n\n" * 2000)

    def stop(done: float, total: int, name: str) -> None:
        if 0 < done < 1:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        disk_engine.add(articles, progress=stop)
    assert len(disk_engine) == 0


def test_progress_moves_with_the_pages_of_a_document(
    engine: SearchEngine, articles: Path, documents: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pypdfium2")
    monkeypatch.setattr(chunking, "_CHUNK_BYTES", 100)
    pages = [[(60.0, 700.0, 12.0, f"page {number} of whales")] for number in range(20)]
    (articles / "a.pdf").write_bytes(documents.pdf(pages))
    shares: list[float] = []
    engine.add(articles, progress=lambda done, total, name: shares.append(done))
    assert len({share for share in shares if share % 1}) >= 20


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "files"), OSError(errno.ENOMEM, "memory")])
def test_too_few_open_files_end_the_run_and_are_no_fault_of_a_file(
    disk_engine: SearchEngine, articles: Path, write: Any, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    opened = os.open

    def failing(path: Any, *given: Any, **named: Any) -> int:
        if str(path).endswith("甲.md"):
            raise error
        return opened(path, *given, **named)

    write("甲.md", "# 甲\n\n鲸鱼。")
    monkeypatch.setattr(source_file.os, "open", failing)
    with pytest.raises(ShortageError, match="ulimit"):
        disk_engine.add(articles)
