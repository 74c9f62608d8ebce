"""The table of contents and the write lock are Whoosh's: it reads the one and heeds the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, open_dir

from wenxun.backends.embedded import EmbeddedBackend
from wenxun.backends.embedded.format.toc import latest_generation, read_toc
from wenxun.errors import IndexLockedError
from wenxun.models import Article


@pytest.fixture
def folder(opened: Callable[..., EmbeddedBackend], put: Any, article: Callable[..., Article], tmp_path: Path) -> Path:
    """An index of two segments."""
    backend = opened(tmp_path / "index")
    put(backend, [article("a", "文字"), article("b", "别的", "还有")])
    put(backend, [article("c", "更多")])
    return tmp_path / "index"


def test_whoosh_reads_the_table_of_contents(folder: Path) -> None:
    ours = read_toc(folder, latest_generation(folder))
    theirs = TOC.read(FileStorage(str(folder)), "wenxun")
    assert theirs.generation == ours.generation == 2
    assert [segment["segment_id"] for segment in theirs.segments] == [each.segment_id for each in ours.segments]
    assert [segment["section_count"] for segment in theirs.segments] == [3, 1]
    assert "body" in open_dir(str(folder), "wenxun").schema


def test_the_lock_is_that_of_whoosh(folder: Path, opened: Callable[..., EmbeddedBackend]) -> None:
    lock = open_dir(str(folder), "wenxun").lock("WRITELOCK")
    assert lock.acquire()
    with pytest.raises(IndexLockedError), opened(folder).writer():
        pass
    lock.release()
    with opened(folder).writer():
        assert not lock.acquire()
