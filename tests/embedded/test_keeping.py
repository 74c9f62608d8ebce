"""What becomes of an index that is damaged, copied, or analysed anew."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section, Settings
from wenxun.backends.embedded.format.container import ArrayFile
from wenxun.errors import IndexDamagedError, WenxunError

TEXTS = {"甲": "甲处有松树与竹林。", "乙": "乙处有梅花。", "丙": "丙处有兰草与菊花。"}


def article(article_id: str, text: str) -> Article:
    return Article(article_id, article_id, (Section(0, "", (), text),))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of one segment."""
    with SearchEngine(tmp_path / "index") as engine:
        engine.add(*(article(name, text) for name, text in TEXTS.items()))
    return tmp_path / "index"


def found(engine: SearchEngine, query: str) -> list[str]:
    return [hit.id for hit in engine.search(query)]


def overwrite(folder: Path, suffix: str, array: str, place: int) -> None:
    """Change one byte of an array of a segment's file."""
    (path,) = folder.glob(f"*{suffix}")
    offset = ArrayFile(path, suffix[1:])._entries[array][0] + place
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("array", ["lengths", "article_stamps"])
def test_a_repair_loses_nothing_when_only_postings_are_damaged(folder: Path, array: str) -> None:
    overwrite(folder, ".postings", array, 0)
    with SearchEngine(folder) as engine:
        assert engine.check()
        report = engine.repair()
        assert (report.article_count, report.skipped) == (3, ())
        assert engine.check() == []
        assert found(engine, "梅花") == ["乙"]


def test_a_repair_loses_only_the_article_that_is_damaged_and_names_it(folder: Path) -> None:
    overwrite(folder, ".texts", "body", 2 * len(TEXTS["甲"]))  # two bytes a character: the first one of 乙
    with SearchEngine(folder) as engine:
        report = engine.repair()
        assert [(skip.path, skip.reason) for skip in report.skipped] == [("乙", "damaged")]
        assert engine.check() == []
        assert (found(engine, "松树"), found(engine, "梅花"), found(engine, "兰草")) == (["甲"], [], ["丙"])


def test_a_repair_keeps_the_segments_beside_one_that_is_gone(folder: Path) -> None:
    (old,) = folder.glob("*.texts")
    with SearchEngine(folder) as engine:
        engine.add(article("丁", "丁处有荷花。"))
    old.unlink()
    with SearchEngine(folder) as engine:
        report = engine.repair()
        assert [skip.path for skip in report.skipped] == [f"3 sections of segment {old.stem}"]
        assert engine.check() == []
        assert found(engine, "荷花") == ["丁"]


def test_without_a_repair_damage_stops_a_rebuild_and_changes_nothing(folder: Path) -> None:
    overwrite(folder, ".texts", "body", 0)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with SearchEngine(folder) as engine, pytest.raises(IndexDamagedError, match="wenxun check --repair"):
        engine.rebuild()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_rebuild_applies_other_words_and_keeps_what_only_the_index_holds(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("竹林处\n", encoding="utf-8")
    settings = Settings(user_words=str(tmp_path / "words.txt"))
    with SearchEngine(folder, settings=settings) as engine:
        before = dict(engine._backend.generation().made_with)
        assert engine.rebuild(jobs=2).article_count == 3
        assert engine._backend.generation().made_with != before
        assert found(engine, "松树") == ["甲"]


def test_a_snapshot_is_an_index_that_later_changes_do_not_touch(folder: Path, tmp_path: Path) -> None:
    with SearchEngine(folder) as engine:
        engine.snapshot(tmp_path / "copy" / "first")
        engine.delete("甲")
        engine.add(article("丁", "丁处有荷花。"), rebuild=True)
    with SearchEngine(tmp_path / "copy" / "first") as copy:
        assert copy.check() == []
        assert (found(copy, "松树"), found(copy, "荷花")) == (["甲"], [])
        copy.add(article("戊", "戊处有荷花。"))
        assert found(copy, "荷花") == ["戊"]
    with SearchEngine(folder) as engine:
        assert found(engine, "荷花") == ["丁"]
        assert engine.check() == []


def test_snapshots_are_sound_whatever_a_writer_does_meanwhile(folder: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with SearchEngine(folder) as engine:
            while not stop.is_set():
                engine.add(article("丁", "丁处有荷花。"), article("戊", "松树。"), rebuild=True)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(30):
            with SearchEngine(folder) as engine:
                engine.snapshot(tmp_path / f"copy{number}")
            with SearchEngine(tmp_path / f"copy{number}") as copy:
                assert copy.check() == []
                assert found(copy, "松树") in (["甲"], ["戊"])
    finally:
        stop.set()
        writer.join()


def test_a_snapshot_is_complete_on_another_disk(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.link", refuse)
    with SearchEngine(folder) as engine:
        engine.snapshot(tmp_path / "copy")
    shutil.rmtree(folder)
    with SearchEngine(tmp_path / "copy") as copy:
        assert copy.check() == []


def test_a_snapshot_is_of_one_index_though_another_takes_its_place(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SearchEngine(tmp_path / "other") as engine:
        engine.add(article("丁", "丁处有荷花。"))
    really = os.link

    def link(source: Path, target: Path) -> None:
        if source.suffix == ".toc":  # both have a table of contents of this name
            folder.rename(tmp_path / "away")
            (tmp_path / "other").rename(folder)
        really(source, target)

    monkeypatch.setattr("os.link", link)
    with SearchEngine(folder) as engine:
        engine.snapshot(tmp_path / "copy")
    with SearchEngine(tmp_path / "copy") as copy:
        assert copy.check() == []
        assert found(copy, "松树") == ["甲"]


@pytest.mark.parametrize("is_there", [True, False])
def test_of_a_snapshot_that_fails_nothing_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    target = tmp_path / "copy"
    if is_there:
        target.mkdir()
    really = os.link

    def link(source: Path, to: Path) -> None:
        if source.suffix == ".toc":
            raise KeyboardInterrupt
        really(source, to)

    monkeypatch.setattr("os.link", link)
    with SearchEngine(folder) as engine:
        with pytest.raises(KeyboardInterrupt):
            engine.snapshot(target)
        assert target.exists() == is_there
        monkeypatch.undo()
        engine.snapshot(target)
        assert target.exists()


def test_a_snapshot_never_mixes_with_what_is_there(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "我的.txt").touch()
    with SearchEngine(folder) as engine, pytest.raises(WenxunError, match="not empty"):
        engine.snapshot(tmp_path / "copy")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["我的.txt"]


def test_adding_an_article_by_hand_ends_its_exclusion(tmp_path: Path) -> None:
    (tmp_path / "文").mkdir()
    (tmp_path / "文" / "甲.txt").write_text("甲处有松树。", encoding="utf-8")
    with SearchEngine(tmp_path / "index") as engine:
        engine.add(tmp_path / "文")
        engine.delete("甲")
        assert engine.excluded() == ("甲",)
        engine.add(article("甲", "甲处有竹林。"))
        assert engine.excluded() == ()
        engine.delete("甲")
        assert engine.excluded() == ()  # it was from no file
