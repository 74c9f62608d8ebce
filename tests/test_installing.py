"""wenxun installed: one import package, whatever else is called ``search`` or ``web``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["setuptools"]["packages"]

USE = """
import search, web, web.browser
import wenxun, wenxun.web
from wenxun import Article, SearchEngine, Section

assert search.OURS and web.__version__ and not hasattr(web, "create_app")
with SearchEngine("index") as engine:
    print(engine.search("和平之家").total)
"""


def in_checkout(package: str) -> Path:
    """The folder of a package's sources."""
    first, *rest = package.split(".")
    assert first == "wenxun"
    return REPOSITORY.joinpath(*rest) if rest[:1] == ["web"] else REPOSITORY.joinpath("search", *rest)


def test_every_folder_with_modules_is_a_package_of_the_distribution() -> None:
    folders = {path.parent for root in ("search", "web") for path in (REPOSITORY / root).rglob("*.py")}
    assert {in_checkout(package) for package in PACKAGES} == folders


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the project, as ``make wheel`` builds it from a copy of what git knows."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


def build_wheel(folder: Path, **environment: str) -> Path:
    known = subprocess.run(
        [
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "search",
            "web",
            "*.toml",
            "*.md",
            "LICENSE",
            "Makefile",
        ],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, known.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            target = folder / "source" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((REPOSITORY / name).read_bytes())
    command = ["make", "wheel", f"PYTHON={sys.executable}", f"WHEELS={folder}"]
    variables = {"SOURCE_DATE_EPOCH": "1700000000", **environment}
    subprocess.run(command, cwd=folder / "source", env={**os.environ, **variables}, check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_is_the_same_whoever_builds_it_where_and_when(wheel: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        again = build_wheel(tmp_path / "another place", TZ="Asia/Shanghai", PYTHONHASHSEED="7", LC_ALL="C")
    finally:
        os.umask(before)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    groups = {**PROJECT["project"]["optional-dependencies"], "build": PROJECT["build-system"]["requires"]}
    needed = [*PROJECT["project"]["dependencies"], *(each for group in groups.values() for each in group)]
    loose = [each for each in needed if not re.fullmatch(r"[\w.\-\[\]]+(==[\d.]+|>=[\d.]+,<[\d.]+)", each)]
    assert loose == []


def test_a_wheel_puts_one_package_at_top_level(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"wenxun"}


def test_a_wheel_holds_every_file_of_the_sources(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("wenxun/")}
    for root, below in (("search", "wenxun"), ("web", "wenxun/web")):
        for path in (REPOSITORY / root).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"{below}/{path.relative_to(REPOSITORY / root).as_posix()}" in held


def test_a_project_with_its_own_search_and_web_uses_an_installed_wenxun(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    # What wenxun depends on comes from the environment of the tests, wenxun itself from the wheel alone.
    (packages,) = environment.glob("lib/python*/site-packages")
    zipfile.ZipFile(wheel).extractall(packages)
    dependencies = [path for path in sys.path if path.endswith("site-packages")]
    lines = [f"import sys; sys.path += {dependencies!r}"]  # without the .pth files there: they name this checkout
    (packages / "dependencies.pth").write_text("\n".join(lines), encoding="utf-8")
    project = tmp_path / "project"
    (project / "search").mkdir(parents=True)
    (project / "search" / "__init__.py").write_text("OURS = True\n", encoding="utf-8")
    (project / "web").mkdir()
    (project / "web" / "__init__.py").write_text('__version__ = "0.62"\n', encoding="utf-8")
    (project / "web" / "browser.py").write_text("", encoding="utf-8")
    (project / "note.md").write_text("# 会谈\n\n会谈在和平之家举行。\n", encoding="utf-8")
    python = str(environment / "bin" / "python")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "WENXUN", "FLASK"))}

    def run(*arguments: str) -> str:
        done = subprocess.run([python, *arguments], cwd=project, env=plain, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert str(packages) in run("-c", "import wenxun; print(wenxun.__file__)")
    run("-m", "wenxun", "--index", "index", "index", "note.md")
    assert run("-c", USE) == "1\n"
    assert "/articles/" in run("-m", "flask", "--app", "wenxun.web", "routes")


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize("half_made", [False, True])
def test_a_python_that_is_too_old_is_named_before_anything_is_made(tmp_path: Path, half_made: bool) -> None:
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.18\n[ "$1" = --version ]\n', encoding="utf-8")
    old.chmod(0o755)
    if half_made:
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        (tmp_path / ".venv" / ".runs").touch()
    before = set(tmp_path.rglob("*"))
    result = subprocess.run(
        ["make", "run", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert result.returncode != 0
    assert "needs Python 3.11 or newer" in result.stdout
    assert "Python 3.9.18" in result.stdout
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_running_installs_nothing_that_only_tests_need() -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--always-make", "run"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    assert ".[" in planned
    assert "dev" not in planned.replace("/dev/null", "")
