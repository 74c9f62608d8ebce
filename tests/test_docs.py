"""Every block of every page for users runs, or is read by what reads it in use; every link leads somewhere."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import yaml

from wenxun.cli import wenxun
from wenxun.settings import load_settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md")])
WALKED = ("articles", "articles.zh", "not-found", "not-found.zh", "keeping", "keeping.zh", "compared")
"""Pages whose commands run one after the other, in one folder, and print what the page shows."""

RUN_ELSEWHERE = {"README.md", "README.zh.md", "programs.md", "python.md", "api.md"}
"""Pages of which `test_readme.py` and `test_docstrings.py` run commands and Python."""


class Block(NamedTuple):
    """A fenced block: its language, its text, and the file that a remark before it says it is."""

    language: str
    text: str
    file: str


def blocks(page: Path) -> list[Block]:
    fence = r"(?:^<!-- file: (\S+) -->\n)?^```(\w*)\n(.*?)^```$"
    found = re.findall(fence, page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [Block(language, text, file) for file, language, text in found]


def commands(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that it is shown to print."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line:
            found[-1][1].append(line)
    return found


# --- pages that are walked through ----------------------------------------------------------------


@pytest.mark.parametrize("name", WALKED)
def test_a_page_can_be_followed_word_for_word(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for block in blocks(ROOT / "docs" / f"{name}.md"):
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        if block.language == "console":
            for command, shown in commands(block.text):
                follow(command, shown)


def follow(command: str, shown: list[str]) -> None:
    """Run a command in a shell, and compare what is shown of what it prints.

    ``…`` stands for any lines; the folder is called ``/home/li``, and every time is 0.5 s.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WENXUN_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", f"{command} 2>&1"], capture_output=True, env=environment, check=False, encoding="utf-8"
    )
    expected = next((int(found[1]) for line in shown if (found := re.fullmatch(r"\(exit code (\d)\)", line))), 0)
    assert done.returncode == expected, (command, done.stdout)
    seen = re.sub(r"\d+\.\d s\b", "0.5 s", done.stdout.replace(str(Path.cwd()), "/home/li"))
    printed = [" ".join(line.split()) for line in seen.splitlines()]
    for line in shown:
        if line != "…" and not line.startswith("(exit code"):
            wanted = " ".join(line.split())
            assert wanted in printed, (command, wanted, done.stdout)
            printed = printed[printed.index(wanted) + 1 :]


# --- all other blocks -----------------------------------------------------------------------------


def is_a_command_of_ours(line: str) -> None:
    """Commands, options and their values are such as there are; nothing is run, for it would need a cluster."""
    for part in re.split(r"\s(?:\||&&|;)\s", line.partition("  #")[0]):
        words = shlex.split(part)
        while words and (re.fullmatch(r"[A-Z_]+=.*", words[0]) or words[0] in ("xargs", "-0")):
            words = words[1:]
        if not words or words[0].rpartition("/")[2] != "wenxun":
            continue
        context = wenxun.make_context("wenxun", words[1:], resilient_parsing=False)
        name, command, rest = wenxun.resolve_command(context, [*context._protected_args, *context.args])
        assert command is not None
        command.make_context(name, rest, parent=context)


def is_shell(text: str) -> None:
    assert subprocess.run(["bash", "-n"], input=text.encode(), check=False).returncode == 0
    for line in text.replace("\\\n", " ").splitlines():
        is_a_command_of_ours(line)


def is_settings(text: str) -> None:
    """``wenxun.toml`` as it stands there is taken."""
    Path("wenxun.toml").write_text(text, encoding="utf-8")
    load_settings()
    Path("wenxun.toml").unlink()
    assert tomllib.loads(text)


def is_console(text: str) -> None:
    for command, _ in commands(text):
        is_shell(command)


def is_style_of_the_box(text: str) -> None:
    box = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "web/static/embed").iterdir())
    for name in re.findall(r"--wenxun-[\w-]+", text):
        assert name in box, name
    for part in re.findall(r"::part\((\w+)\)", text):
        assert f'"{part}"' in box or f'part="{part}"' in box or f" {part}" in box, part


def is_an_image(text: str) -> None:
    run = next(line for line in text.splitlines() if line.startswith("CMD"))
    is_a_command_of_ours(shlex.join(json.loads(run.removeprefix("CMD "))))
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for named in re.findall(r"/source\[([\w,]+)\]", text):
        assert set(named.split(",")) <= set(extras)


def is_a_service(text: str) -> None:
    service = configparser.ConfigParser(interpolation=None)
    service.optionxform = str  # type: ignore[assignment,method-assign]
    service.read_string(text)
    is_a_command_of_ours(service["Service"]["ExecStart"])


def is_configuration_of_a_proxy(text: str) -> None:
    """`tests/web/test_proxies.py` asks through nginx; here its prefix and the headers must be those that we believe."""
    assert text.count("{") == text.count("}")
    assert "X-Forwarded-Prefix /search" in text


def is_markup(text: str) -> None:
    assert "/embed.js" in text
    assert text.count("<script") == text.count("</script>")


def is_python(text: str) -> None:
    compile(text, "block", "exec")


def is_a_policy(text: str) -> None:
    assert re.fullmatch(r"(?:[\w-]+-src https://[\w.]+;? ?)+", text.strip())


READ_BY: dict[str, Callable[[str], object]] = {
    "": is_a_policy,
    "caddy": is_configuration_of_a_proxy,
    "console": is_console,
    "css": is_style_of_the_box,
    "dockerfile": is_an_image,
    "html": is_markup,
    "ini": is_a_service,
    "json": json.loads,
    "nginx": is_configuration_of_a_proxy,
    "pycon": str,
    "python": is_python,
    "sh": is_shell,
    "toml": is_settings,
    "yaml": yaml.safe_load,
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_of_a_kind_that_is_checked(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks(page):
        if page.stem in WALKED and (block.file or block.language == "console"):
            continue
        if page.name in RUN_ELSEWHERE and block.language in ("python", "pycon"):
            continue
        assert block.language != "pycon", "only test_docstrings.py runs these"
        READ_BY[block.language](block.text)


# --- links ----------------------------------------------------------------------------------------


def links(page: Path) -> list[str]:
    """Targets of links and pictures, outside of code."""
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r'\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"', text)
    return [first or second for first, second in found]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in links(page):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_index_of_pages_has_each_page() -> None:
    index = ROOT / "docs/README.md"
    listed = [link.partition("#")[0] for link in links(index)]
    for page in (ROOT / "docs").glob("*.md"):
        assert page == index or page.name in listed, page.name
    assert "docs/README.md" in links(ROOT / "README.md")
    assert "docs/README.md" in links(ROOT / "README.zh.md")


def test_help_of_commands_shown_is_that_of_click() -> None:
    with pytest.raises(click.UsageError):
        is_a_command_of_ours("wenxun search 茶 --no-such-option")
    with pytest.raises(click.UsageError):
        is_a_command_of_ours("WENXUN_INDEX=a wenxun nothing")
