"""An index that keeps up with its folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest

from wenxun import IndexReport, SearchEngine, Settings, WenxunError
from wenxun.indexing.watching import changes


@pytest.fixture
def stop() -> Iterator[Event]:
    """Ends the watching of a test that waits in vain."""
    event = Event()
    timer = Timer(60, event.set)
    timer.start()
    yield event
    timer.cancel()
    event.set()


def found(engine: SearchEngine, query: str) -> set[str]:
    return {hit.id for hit in engine.search(query)}


def until(reports: Iterator[IndexReport], holds: Callable[[], bool]) -> None:
    """Take reports until something holds; one change may come as several, and several as one."""
    while not holds():
        next(reports)


def test_what_is_written_changed_and_deleted_is_found_accordingly(
    disk_engine: SearchEngine, articles: Path, write: Any, stop: Event
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    reports = disk_engine.watch(articles, stop=stop)
    assert next(reports).article_count == 1
    path = write("乙.md", "# 乙\n\n鲸鱼。\n")
    until(reports, lambda: found(disk_engine, "鲸鱼") == {"乙"})
    write("乙.md", "# 乙\n\n孔雀。\n")
    until(reports, lambda: found(disk_engine, "孔雀") == {"乙"} and not found(disk_engine, "鲸鱼"))
    path.unlink()
    until(reports, lambda: not found(disk_engine, "孔雀"))
    assert found(disk_engine, "板门店") == {"甲"}


def test_what_changes_while_the_index_is_being_written_is_not_lost(
    disk_engine: SearchEngine, articles: Path, write: Any, stop: Event
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    late = iter([lambda: write("乙.md", "# 乙\n\n鲸鱼。\n")])

    def progress(done: int, total: int, name: str) -> None:
        if done == total:
            next(late, lambda: None)()

    reports = disk_engine.watch(articles, stop=stop, progress=progress)
    next(reports)
    until(reports, lambda: found(disk_engine, "鲸鱼") == {"乙"})


def test_an_index_inside_the_folder_does_not_wake_the_watch(articles: Path, write: Any, stop: Event) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    with SearchEngine(articles / "index", settings=Settings()) as engine:
        reports = engine.watch(articles, stop=stop)
        next(reports)
        Timer(2, stop.set).start()
        assert list(reports) == []


def test_a_disk_that_goes_and_comes_back_costs_nothing(
    disk_engine: SearchEngine, articles: Path, write: Any, stop: Event
) -> None:
    write("甲.md", "# 甲\n\n板门店。\n")
    reports = disk_engine.watch(articles, stop=stop)
    assert next(reports).article_count == 1
    away = articles.rename(articles.with_name("away"))
    articles.mkdir()
    refused = next(report for report in reports if "sudden-loss" in [each.reason for each in report.skipped])
    assert refused.removed == ()
    assert found(disk_engine, "板门店") == {"甲"}
    articles.rmdir()
    (away / "乙.md").write_text("# 乙\n\n鲸鱼。\n", encoding="utf-8")
    away.rename(articles)
    until(reports, lambda: found(disk_engine, "鲸鱼") == {"乙"})
    assert found(disk_engine, "板门店") == {"甲"}


def test_a_folder_that_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(WenxunError, match="does not exist"):
        next(changes([tmp_path / "无"]))


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(WenxunError, match=r"wenxun\[watch\]"):
        next(changes([tmp_path]))
