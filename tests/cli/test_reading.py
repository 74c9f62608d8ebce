"""``wenxun suggest``, passages in their context, and reading what was found."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section

LONG = "".join(f"第{number}句话很平常。" for number in range(30))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index whose articles have long sections."""
    folder = tmp_path_factory.mktemp("long")
    sections = (
        Section(0, "", (), LONG),
        Section(1, "背景", ("背景",), f"{LONG}\n\n這裡說到板門店的會談。\n\n{LONG}"),
        Section(2, "背景", ("背景",), LONG),
    )
    with SearchEngine(folder) as engine:
        engine.add(
            Article("talks", "會談", sections, ("外交",)),
            Article("b", "别的", (Section(0, "", (), "板门店也在这里。"),)),
        )
    return folder


def test_suggest_lists_names_one_a_line(run: Any, long: Path) -> None:
    assert run("suggest", "会", "--index", long).out.splitlines() == ["會談"]
    assert run("suggest", "会", "--variant", "hans", "--index", long).out.splitlines() == ["会谈"]
    body = run("suggest", "会", "--json", "--index", long).json
    assert body == {"query": "会", "suggestions": [{"text": "會談", "kind": "title"}]}
    nothing = run("suggest", "独角兽", "--index", long)
    assert (nothing.code, nothing.out) == (1, "")


def test_context_is_whole_sentences_before_and_after(run: Any, long: Path) -> None:
    lines = run("search", '"板门店的会谈"', "--sections", "1", "-C", "2", "--index", long).out.splitlines()
    plain = run("search", '"板门店的会谈"', "--sections", "1", "--index", long).out.splitlines()
    assert plain[2].strip() == f"這裡說到【板門店的會談】。  {LONG[: LONG.index('第13句')]}"
    assert [line.strip() for line in lines[2:]] == [
        "第28句话很平常。第29句话很平常。",
        "這裡說到【板門店的會談】。",
        LONG[: LONG.index("第15句")],
    ]


def test_an_article_found_can_be_read_with_its_marks(run: Any, long: Path) -> None:
    result = run("search", "板门店 会谈", "--open", "1", "--index", long)
    lines = result.out.splitlines()
    assert (result.code, result.err) == (0, "")
    assert lines[:2] == ["# 會談", "categories: 外交"]
    assert "這裡說到【板門店】的【會談】。" in lines
    assert [line for line in lines if line.startswith("##")] == ["## 背景"]
    simplified = run("search", "板门店 会谈", "--open", "1", "--variant", "hans", "--index", long).out
    assert "这里说到【板门店】的【会谈】。" in simplified


def test_the_number_counts_from_the_best(run: Any, long: Path) -> None:
    assert run("search", "板门店", "--open", "2", "--index", long).out.startswith("# ")
    opened = {run("search", "板门店", "--open", rank, "--index", long).out.splitlines()[0] for rank in "12"}
    assert opened == {"# 會談", "# 别的"}
    behind = run("search", "板门店", "--open", "3", "--index", long)
    assert behind.code == 1
    assert "only 2 articles" in behind.err


@pytest.mark.parametrize("other", ["--json", "--jsonl"])
def test_what_is_opened_is_not_listed(run: Any, long: Path, other: str) -> None:
    assert run("search", "板门店", "--open", "1", other, "--index", long).code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a POSIX thing")
def test_on_a_terminal_the_pager_of_the_reader_begins_at_the_best_section(long: Path, tmp_path: Path) -> None:
    import pty
    import subprocess

    less = tmp_path / "less"
    less.write_text('#!/bin/sh\necho "$@" > seen\ncat >> seen\n', encoding="utf-8")
    less.chmod(0o755)
    main, terminal = pty.openpty()
    environment = {**os.environ, "PAGER": f"{less} -S", "TERM": "xterm", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "wenxun", "--index", str(long), "search", '"板门店的会谈"', "--open", "1"]
    subprocess.run(command, stdout=terminal, cwd=tmp_path, env=environment, check=True)
    os.close(terminal)
    os.close(main)
    arguments, *lines = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert arguments.split()[:2] == ["-S", "-R"]
    first = int(arguments.split()[2].removeprefix("+"))
    assert lines[first - 1] == "## 背景"
    assert lines[0] == "# 會談"
