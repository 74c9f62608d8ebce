"""A search from a cold shell loads what it uses and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wenxun import SearchEngine

UNUSED = ("flask", "whoosh", "waitress", "pyromark", "opencc", "jieba", "wenxun.web")
UNUSED_IN_A_SEARCH = (
    "hashlib",
    "logging",
    "random",
    "wenxun.analysis.batch",
    "wenxun.articles",
    "wenxun.backends.embedded.write.builder",
    "wenxun.backends.embedded.write.transaction",
    "wenxun.indexing",
    "wenxun.similarity",
    "wenxun.suggestions",
    "wenxun.verification",
)
"""What other commands use."""


@pytest.fixture
def index(tmp_path: Path) -> Path:
    seeds = Path(__file__).parent.parent / "seeds"
    SearchEngine(tmp_path / "index").add(seeds)
    return tmp_path / "index"


def loaded(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "wenxun", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    return {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_searching_loads_nothing_that_it_does_not_use(index: Path) -> None:
    modules = loaded("--index", str(index), "search", "板門店")
    assert not [name for name in (*UNUSED, *UNUSED_IN_A_SEARCH) if name in modules]


def test_help_loads_no_engine() -> None:
    modules = loaded("--help")
    assert not [name for name in (*UNUSED, "numpy", "wenxun.engine") if name in modules]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux lists the threads of a process")
def test_searching_starts_no_threads(index: Path) -> None:
    code = f"""
import os, sys
sys.argv = ["wenxun", "--index", {str(index)!r}, "search", "板門店"]
from wenxun.cli import main
try:
    main()
finally:
    print(len(os.listdir("/proc/self/task")), file=sys.stderr)
"""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "1")
