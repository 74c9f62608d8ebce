"""What is promised when another index takes the place of the one that is open."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from wenxun import SearchEngine
from wenxun.backends.embedded.write import transaction as transaction_module
from wenxun.backends.stored import records_of
from wenxun.errors import WenxunIndexError


def write(folder: Path, **texts: str) -> Path:
    """A folder of articles."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def index(folder: Path, articles: Path) -> Path:
    """An index of its own."""
    with SearchEngine(folder) as engine:
        engine.add(articles)
    return folder


def made_again(folder: Path, other: Path) -> None:
    shutil.rmtree(folder)
    index(folder, other)


def exchanged(folder: Path, other: Path) -> None:
    ready = index(folder.with_name("ready"), other)
    folder.rename(folder.with_name("old"))
    ready.rename(folder)


def restored(folder: Path, other: Path) -> None:
    backup = index(folder.with_name("backup"), other)
    shutil.rmtree(folder)
    shutil.copytree(backup, folder)


def restored_over(folder: Path, other: Path) -> None:
    backup = index(folder.with_name("backup"), other)
    shutil.copytree(backup, folder, dirs_exist_ok=True)


@pytest.mark.parametrize("replace", [made_again, exchanged, restored, restored_over])
def test_an_index_that_takes_the_place_of_another_of_the_same_generation_is_noticed(
    tmp_path: Path, replace: Callable[[Path, Path], None]
) -> None:
    first = write(tmp_path / "first", a="鲸鱼在海里。", 茶馆="在城南。")
    second = write(tmp_path / "second", c="鲸鱼上岸了。")
    folder = index(tmp_path / "index", first)
    with SearchEngine(folder) as engine:
        assert [hit.title for hit in engine.search("鲸鱼")] == ["a"]
        assert [found.text for found in engine.suggest("茶")] == ["茶馆"]
        before, generation = engine.edition, engine.stats().generation
        replace(folder, second)
        assert engine.refresh()
        assert engine.stats().generation == generation
        assert engine.edition != before
        assert [hit.title for hit in engine.search("鲸鱼")] == ["c"]
        assert engine.suggest("茶") == ()
        assert engine.check() == []
        engine.add(first)  # nothing of it is known to the new index
        assert {hit.title for hit in engine.search("鲸鱼")} == {"a", "c"}
        assert not engine.refresh()


def test_indexes_that_differ_in_deleted_articles_alone_have_different_editions(tmp_path: Path) -> None:
    articles = write(tmp_path / "articles", a="鲸鱼", b="鲸鱼", c="海")
    folder = index(tmp_path / "index", articles)
    copy = shutil.copytree(folder, tmp_path / "copy")
    with SearchEngine(folder) as one, SearchEngine(copy) as other:
        assert one.edition == other.edition
        ids = [record.id for record in one.articles()]
        one.delete(ids[0])
        other.delete(ids[1])
        assert one.stats().generation == other.stats().generation
        assert one.edition != other.edition


def removed(folder: Path) -> None:
    shutil.rmtree(folder)


def moved_away(folder: Path) -> None:
    folder.rename(folder.with_name("old"))


@pytest.mark.skipif(os.name == "nt", reason="Windows moves no folder with an open file")
@pytest.mark.parametrize("remove", [removed, moved_away])
@pytest.mark.parametrize("moment", ["before a change", "before the commit", "in the commit", "before an error"])
def test_a_writer_whose_folder_was_replaced_leaves_what_stands_there_now(
    tmp_path: Path, opened: Any, put: Any, article: Any, analyzer: Any, remove: Callable[[Path], None], moment: str
) -> None:
    folder = tmp_path / "index"
    first = opened(folder)
    put(first, [article("a", "从前")])
    before: list[tuple[str, bytes]] = []

    def replace() -> None:
        remove(folder)
        put(opened(folder), [article("b", "别人的")])
        # What another writer is at work on, too.
        (folder / "wenxun_0123456789abcdef.postings").write_bytes(b"unfinished")
        before[:] = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]

    sync = transaction_module.sync_folder

    commits = iter([replace] if moment == "in the commit" else [])

    def synced(path: Path) -> None:
        next(commits, lambda: None)()  # the other writer commits, too
        sync(path)

    refused = pytest.raises(WenxunIndexError, match="removed or moved")
    interrupted = pytest.raises(KeyboardInterrupt)
    mocked = mock.patch.object(transaction_module, "sync_folder", synced)
    with interrupted if moment == "before an error" else refused, mocked, first.writer() as writer:
        if moment == "before a change":
            replace()
        writer.put(analyzer.index_batch([article("c", "新的")]), [None])
        if moment in {"before the commit", "before an error"}:
            replace()
        if moment == "before an error":
            raise KeyboardInterrupt
    assert [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())] == before
    assert first.refresh()
    assert [record.id for record in records_of(first)] == ["b"]
