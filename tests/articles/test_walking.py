"""A folder's files come in one order; what is not read is named; no link leads in a circle."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wenxun.articles import walk
from wenxun.models import SkippedInput


def names(root: Path) -> list[str]:
    return [str(item.relative_to(root)) for item in walk(root) if isinstance(item, Path)]


def skips(root: Path) -> dict[str, str]:
    found = [item for item in walk(root) if isinstance(item, SkippedInput)]
    assert all(item.detail for item in found)
    return {Path(item.path).name: item.reason for item in found}


def touch(root: Path, *files: str) -> None:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("文", encoding="utf-8")


def test_files_come_sorted_and_folder_by_folder(tmp_path: Path) -> None:
    touch(tmp_path, "乙.md", "甲/二.md", "甲/一.md", "a.txt", "甲\n行.md", "z/深/深/x.html")
    assert names(tmp_path) == ["a.txt", "乙.md", "甲\n行.md", "z/深/深/x.html", "甲/一.md", "甲/二.md"]
    assert skips(tmp_path) == {}


def test_hidden_files_and_folders_are_named_but_articles_about_dots_are_read(tmp_path: Path) -> None:
    touch(tmp_path, ".git/config", ".DS_Store", ".ad.md", "._甲.md", ".甲.md.swp", "甲.md")
    assert names(tmp_path) == [".ad.md", "甲.md"]
    assert skips(tmp_path) == dict.fromkeys([".git", ".DS_Store", "._甲.md", ".甲.md.swp"], "hidden")


def test_links_that_lead_back_or_nowhere_do_no_harm(tmp_path: Path) -> None:
    touch(tmp_path, "a/b/文.md")
    (tmp_path / "a" / "b" / "上").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nothing")
    (tmp_path / "文.md").symlink_to(tmp_path / "a" / "b" / "文.md")
    assert names(tmp_path) == ["文.md", "a/b/文.md"]
    assert skips(tmp_path) == {"self": "unreadable", "gone.md": "missing"}


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert skips(tmp_path) == {"pipe": "not-a-file"}
    assert skips(tmp_path / "pipe") == {"pipe": "not-a-file"}


def test_a_file_is_its_own_folder_and_a_missing_root_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "甲.md")
    assert list(walk(tmp_path / "甲.md")) == [tmp_path / "甲.md"]
    assert skips(tmp_path / "没有") == {"没有": "missing"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "shut/文.md", "甲.md")
    (tmp_path / "shut").chmod(0)
    try:
        assert names(tmp_path) == ["甲.md"]
        assert skips(tmp_path) == {"shut": "unreadable"}
    finally:
        (tmp_path / "shut").chmod(0o700)
