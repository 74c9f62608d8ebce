"""Completion of the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section

SHELLS = ("bash", "zsh", "fish")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with ids and names to complete."""
    folder = tmp_path_factory.mktemp("names")
    with SearchEngine(folder) as engine:
        for article_id, title in (("hk-ferry", "香港渡輪"), ("hk two", "香港 二"), ("talks", "板门店宣言")):
            engine.add(Article(article_id, title, (Section(0, "", (), f"{title}。"),)))
    return folder


def completed(*words: str, index: Path) -> list[str]:
    """What bash is told when Tab is pressed behind the last word."""
    environment = {
        **os.environ,
        "_WENXUN_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["wenxun", *words]),
        "COMP_CWORD": str(len(words)),
        "WENXUN_INDEX": str(index),
    }
    done = subprocess.run([sys.executable, "-m", "wenxun"], capture_output=True, text=True, env=environment, check=True)
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(
    ("language", "command", "option"),
    [
        ("en", "Find articles, best first, with the passages that matched.", "The paths of the files alone."),
        ("zh_TW.UTF-8", "查找文章，最符合的在前，並顯示符合的段落。", "只列出檔案的路徑。"),
    ],
)
def test_shells_that_explain_completions_do_so_in_the_language_of_the_locale(
    shell: str, language: str, command: str, option: str
) -> None:
    def explained(*words: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LC_ALL")}
        environment |= {"_WENXUN_COMPLETE": f"{shell}_complete", "LANG": language, "COMP_CWORD": words[-1]}
        environment["COMP_WORDS"] = " ".join(["wenxun", *words])
        if shell == "zsh":
            environment["COMP_CWORD"] = str(len(words))
        program = [sys.executable, "-m", "wenxun"]
        return subprocess.run(program, capture_output=True, encoding="utf-8", env=environment, check=True).stdout

    assert command in explained("sea")
    assert option in explained("search", "--fil")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_lines_for_a_shell_are_good_ones(run: Any, shell: str) -> None:
    result = run("completion", shell)
    assert result.code == 0
    assert "_WENXUN_COMPLETE" in result.out
    program = shutil.which(shell)
    if program:
        subprocess.run([program, "-n"], input=result.out, text=True, check=True)


def test_another_shell_is_refused_with_the_known_ones(run: Any) -> None:
    result = run("completion", "csh")
    assert result.code == 2
    assert all(shell in result.err for shell in SHELLS)


def test_commands_options_and_values_are_completed(names: Path) -> None:
    assert completed("sugg", index=names) == ["suggest"]
    assert completed("search", "--var", index=names) == ["--variant"]
    assert completed("search", "--variant", "h", index=names) == ["hans", "hant", "hk"]


def test_ids_are_completed_but_for_those_that_a_shell_would_break(names: Path) -> None:
    assert completed("show", "hk", index=names) == ["hk-ferry"]
    assert completed("delete", "ta", index=names) == ["talks"]


def test_names_are_completed_in_either_script_and_by_their_sound(names: Path) -> None:
    assert completed("search", "板門", index=names) == ["板门店宣言"]
    assert completed("search", "香", index=names) == ["香港渡輪"]
    pytest.importorskip("pypinyin")
    assert completed("suggest", "bmdxy", index=names) == ["板门店宣言"]


def test_without_an_index_nothing_is_completed_and_nothing_is_said(tmp_path: Path) -> None:
    assert completed("show", "x", index=tmp_path / "nowhere") == []
    assert completed("search", "x", index=tmp_path / "nowhere") == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_the_line(run: Any, names: Path, tmp_path: Path) -> None:
    command = tmp_path / "wenxun"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m wenxun "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = run("completion", "bash").out + (
        f"\nCOMP_WORDS=({command} --index {names} show hk); COMP_CWORD=4; "
        f"_wenxun_completion {command}; echo ${{COMPREPLY[@]}}\n"
    )
    done = subprocess.run(["bash", "--norc"], input=script, capture_output=True, text=True, check=True)
    assert done.stdout == "hk-ferry\n"
