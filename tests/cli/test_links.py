"""Titles that lead to the files that articles were read from."""

from __future__ import annotations

import io
import re
import socket
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from wenxun.cli.links import file_url, linked, shows_links

KNOWN = [
    {"VTE_VERSION": "7006"},
    {"TERM_PROGRAM": "iTerm.app"},
    {"TERM_PROGRAM": "WezTerm"},
    {"TERM_PROGRAM": "vscode"},
    {"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4"},
    {"TERM": "xterm-kitty"},
    {"TERM": "foot"},
    {"TERM": "alacritty"},
    {"WT_SESSION": "x"},
    {"KONSOLE_VERSION": "220401"},
]
UNKNOWN = [
    {},
    {"TERM": "xterm-256color"},
    {"TERM": "dumb", "VTE_VERSION": "7006"},
    {"VTE_VERSION": "4602"},
    {"TERM_PROGRAM": "Apple_Terminal"},
    {"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a", "VTE_VERSION": "7006"},
    {"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"},
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("environment", KNOWN)
def test_terminals_that_have_links_get_them_and_files_do_not(environment: dict[str, str]) -> None:
    assert shows_links(Terminal(), environment)
    assert not shows_links(io.StringIO(), environment)
    assert shows_links(io.StringIO(), {**environment, "FORCE_HYPERLINK": "1"})


@pytest.mark.parametrize("environment", UNKNOWN)
def test_other_terminals_get_plain_titles(environment: dict[str, str]) -> None:
    assert not shows_links(Terminal(), environment)


def test_a_link_names_the_machine_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "甲 \x1b]8;;.md"
    path.write_text("正文。", encoding="utf-8")
    url = file_url(str(path))
    assert url.startswith(f"file://{socket.gethostname()}/")
    assert unquote(url).endswith(str(path))
    assert re.fullmatch(r"[!-~]+", url)
    assert file_url(f"{path}:12") == url


@pytest.mark.parametrize("source", ["", "nowhere.md", "nowhere.jsonl:3", "."])
def test_what_is_no_file_is_no_link(source: str) -> None:
    assert file_url(source) == ""
    assert linked("甲", "") == "甲"


def test_titles_of_results_are_links_where_links_are_wanted(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("index", folder, "--index", "i").code == 0
    plain = run("search", "板门店", "--index", "i").out
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    out = run("search", "板门店", "--index", "i").out
    (url,) = re.findall(r"\x1b\]8;;(file:[^\x1b]+)\x1b\\甲\x1b\]8;;\x1b\\", out)
    assert unquote(url).endswith("/articles/甲.md")
    assert re.sub(r"\x1b\]8;;[^\x1b]*\x1b\\", "", out) == plain
