"""A search from a cold shell loads what it uses and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search import SearchEngine

UNUSED = ("flask", "whoosh", "waitress", "mwparserfromhell", "markdown_it", "opencc", "jieba", "web")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    seeds = Path(__file__).parent.parent / "seeds"
    SearchEngine(tmp_path / "index").add(seeds)
    return tmp_path / "index"


def loaded(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "search", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    return {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_searching_loads_no_reader_no_web_server_no_whoosh_and_no_jieba(index: Path) -> None:
    modules = loaded("--index", str(index), "search", "板門店")
    assert not [name for name in UNUSED if name in modules]


def test_help_loads_no_engine() -> None:
    modules = loaded("--help")
    assert not [name for name in (*UNUSED, "numpy", "search.engine") if name in modules]
