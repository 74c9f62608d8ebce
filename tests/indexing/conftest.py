"""Folders of articles, and indexes beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wenxun import SearchEngine, Settings

Write = Callable[..., Path]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def write(articles: Path) -> Write:
    """Writes an article under the folder, with a time of its own so that changes are seen on any file system."""
    clock = iter(range(1_700_000_000, 1_800_000_000, 10))

    def write_file(name: str, text: str) -> Path:
        path = articles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        now = next(clock)
        os.utime(path, (now, now))
        return path

    return write_file


@pytest.fixture
def disk_engine(tmp_path: Path) -> Iterator[SearchEngine]:
    """An engine on an index folder beside the articles."""
    with SearchEngine(tmp_path / "index", settings=Settings()) as engine:
        yield engine
