"""What the READMEs and docs/programs.md show works as it stands there."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from waitress import create_server

from wenxun import SearchEngine
from wenxun.web import create_app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")
PROGRAMS = (ROOT / "docs/programs.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles and nothing else."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


def commands(text: str = README) -> list[str]:
    lines = [line[2:] for block in blocks("console", text) for line in block.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith("wenxun") and "serve" not in line]


def test_the_readme_shows_commands() -> None:
    assert len(commands()) > 6


def run(command: str, folder: Path) -> None:
    words = shlex.split(command)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")}
    end = words.index(">") if ">" in words else len(words)
    arguments = [sys.executable, "-m", "wenxun", *words[1:end]]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, env=environment, check=False)
    assert done.returncode == 0, (command, done.stderr.decode())
    assert done.stdout or done.stderr
    for name in words[end + 1 :]:
        (folder / name).write_bytes(done.stdout)


@pytest.mark.parametrize("text", [README, CHINESE], ids=["English", "Chinese"])
def test_every_command_shown_works(workplace: Path, text: str) -> None:
    for command in commands(text):
        run(command, workplace)


def printed(block: str) -> str:
    """What an example prints; it runs on a thread of its own, as it may have an event loop."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), ThreadPoolExecutor(1) as thread:
        thread.submit(exec, compile(block, "example.py", "exec"), {"__name__": "example"}).result()
    return shown.getvalue()


@pytest.mark.parametrize("text", [README, CHINESE], ids=["English", "Chinese"])
def test_every_python_block_works(workplace: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(workplace)
    for block in blocks("python", text):
        assert "【和平之家】" in printed(block)


def test_every_example_for_programs_works(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in commands(PROGRAMS):
        run(command, workplace)
    monkeypatch.chdir(workplace)
    monkeypatch.setenv("WENXUN_WRITE_KEYS", "a-key-for-tests-alone")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    with SearchEngine("index") as engine, served(engine) as address:
        engine.suggest("")  # collects the names, which answers rest on
        shown = [printed(block.replace(ADDRESS, address)) for block in blocks("python", PROGRAMS)]
    http, pages, written, sections, assistant, chain = shown
    assert "板门店" in http
    assert "【和平之家】" in http
    assert http.endswith("304\n")
    assert pages.startswith("True [")
    assert re.findall(r"'(added|deleted)': (\d)", written) == [("added", "1"), ("added", "2"), ("deleted", "1")]
    assert len(sections.splitlines()) == 3
    assert assistant.startswith("板门店 ")
    assert chain.startswith("板门店 ")
    for block in blocks("json", PROGRAMS):
        assert json.loads(block)


@contextlib.contextmanager
def served(engine: SearchEngine) -> Iterator[str]:
    """Address of a server on the engine."""
    server = create_server(create_app(engine), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()


def test_every_setting_is_in_the_table() -> None:
    from dataclasses import fields

    from wenxun import Settings

    for field in fields(Settings):
        assert f"| `{field.name}` | `WENXUN_{field.name.upper()}` |" in README, field.name


def test_every_command_is_mentioned() -> None:
    import click

    from wenxun.cli.app import wenxun

    for name in wenxun.list_commands(click.Context(wenxun)):
        assert f"wenxun {name}" in README, name
