"""An index on disk and a way to run the command in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wenxun import Article, SearchEngine, Section
from wenxun.cli import wenxun

ARTICLES = (
    Article(
        "会谈/四月",
        "四月会谈",
        (
            Section(0, "", (), "双方在板門店举行会谈，地点是和平之家。"),
            Section(1, "背景", ("背景",), "此前两年没有往来。\n\n会谈由热线电话促成。"),
            Section(2, "经过", ("背景", "经过"), "会谈从上午开始。"),
            Section(3, "后续", ("后续",), "秋天又有一次会谈。"),
            Section(4, "反应", ("反应",), "各国都说会谈很好。"),
        ),
        categories=("外交",),
    ),
    Article("software", "軟體", (Section(0, "", (), "編寫軟體要先想清楚。"),)),
)


@dataclass(frozen=True)
class Run:
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Wenxun = Callable[..., Run]


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that no test changes."""
    folder = tmp_path_factory.mktemp("index")
    with SearchEngine(folder) as engine:
        engine.add(*ARTICLES)
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wenxun:
    """Runs ``wenxun`` with arguments, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WENXUN_INDEX", raising=False)

    def run(*arguments: str | Path, stdin: str | None = None) -> Run:
        result = CliRunner().invoke(wenxun, [str(argument) for argument in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Run(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two good files."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "甲.md").write_text("# 甲\n\n板门店在北边。\n", encoding="utf-8")
    (folder / "乙.txt").write_text("乙\n\n平壤在更北的地方。\n", encoding="utf-8")
    return folder
