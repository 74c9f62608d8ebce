"""What is promised when another index takes the place of the one that is open."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wenxun import SearchEngine


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
