"""What README shows works as it stands there."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles and nothing else."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def commands() -> list[str]:
    lines = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith("wenxun") and "serve" not in line]


def test_the_readme_shows_commands() -> None:
    assert len(commands()) > 6


def test_every_command_shown_works(workplace: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")}
    for command in commands():
        words = [sys.executable, "-m", "search", *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=workplace, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout or done.stderr


def test_every_python_block_works(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace)
    for block in blocks("python"):
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            exec(compile(block, "README.md", "exec"), {"__name__": "readme"})
        assert "【和平之家】" in shown.getvalue()


def test_every_setting_is_in_the_table() -> None:
    from dataclasses import fields

    from search import Settings

    for field in fields(Settings):
        assert f"| `{field.name}` | `WENXUN_{field.name.upper()}` |" in README, field.name


def test_every_command_is_mentioned() -> None:
    import click

    from search.cli.app import wenxun

    for name in wenxun.list_commands(click.Context(wenxun)):
        assert f"wenxun {name}" in README, name
