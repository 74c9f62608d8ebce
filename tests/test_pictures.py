"""The pictures of README show what the page and the shell show now. No pixels are compared."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
LARGEST_BYTES = 150_000


def test_the_pictures_show_what_would_be_shown_now(pictures: ModuleType) -> None:
    assert pictures.SHOWN.read_text(encoding="utf-8") == pictures.shown(), "make pictures"


def test_the_drawing_of_the_shell_has_what_it_prints(pictures: ModuleType) -> None:
    drawn = (pictures.FOLDER / "shell.svg").read_text(encoding="utf-8")
    for line in pictures.SHOWN.read_text(encoding="utf-8").partition("# The shell\n")[2].splitlines():
        for word in re.findall(r"[\u4e00-\u9fff]{1,4}", line):
            assert word[0] in drawn


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_readers_see_all_pictures(pictures: ModuleType, readme: str) -> None:
    shown = re.findall(r'src="docs/pictures/([^"]+)" ', (ROOT / readme).read_text(encoding="utf-8"))
    made = [path for path in pictures.FOLDER.iterdir() if path != pictures.SHOWN]
    assert sorted(shown) == sorted(path.name for path in made)
    assert all(path.stat().st_size < LARGEST_BYTES for path in made)
