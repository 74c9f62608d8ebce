"""A folder's files come in one order; what is no article or not wanted is named; no link leads in a circle."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from wenxun.articles import walk
from wenxun.articles.selection import Selection
from wenxun.models import LeftOutInput, SkippedInput


def names(root: Path, **selection: Any) -> list[str]:
    return [str(item.relative_to(root)) for item in walk(root, Selection(**selection)) if isinstance(item, Path)]


def left_out(root: Path, **selection: Any) -> dict[str, str]:
    found = [item for item in walk(root, Selection(**selection)) if isinstance(item, LeftOutInput)]
    assert all(item.detail and item.is_folder == Path(item.path).is_dir() for item in found)
    return {str(Path(item.path).relative_to(root)): item.reason for item in found}


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
    assert left_out(tmp_path) == dict.fromkeys([".git", ".DS_Store", "._甲.md", ".甲.md.swp"], "hidden")


def test_drafts_in_their_folder_and_copies_that_logseq_keeps_are_left_out(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "_drafts/甲.md",
        "_posts/乙.md",
        "logseq/config.edn",
        "logseq/bak/丙.md",
        "pages/丙.md",
        "x/logseq/丁.md",
    )
    assert names(tmp_path) == ["_posts/乙.md", "pages/丙.md", "x/logseq/丁.md"]
    assert left_out(tmp_path) == {"_drafts": "draft", "logseq": "tools"}
    assert "_drafts/甲.md" in names(tmp_path, drafts=True)
    assert "_drafts/甲.md" in names(tmp_path, exclude=("!_drafts",))
    assert names(tmp_path / "_drafts") == ["甲.md"]


def test_templates_of_sites_are_left_out_and_folders_of_the_same_name_are_not(tmp_path: Path) -> None:
    touch(tmp_path, "layouts/_default/甲.html", "archetypes/default.md", "scaffolds/post.md", "_templates/乙.html")
    touch(
        tmp_path, "x/layouts/甲.md", "x/archetypes/英雄.md", "x/scaffolds/乙.md", "x/参考.bib", "x/图.gv", "x/日历.ics"
    )
    assert names(tmp_path) == ["x/archetypes/英雄.md", "x/layouts/甲.md", "x/scaffolds/乙.md"]
    of_sites = dict.fromkeys(["layouts", "archetypes", "scaffolds", "_templates"], "tools")
    assert left_out(tmp_path) == of_sites | {"x/参考.bib": "data", "x/图.gv": "code", "x/日历.ics": "data"}


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


# --- what is no article ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("package-lock.json", "lock-file"),
        ("hts-log.txt", "lock-file"),
        ("metadata.opf", "data"),
        ("index.rdf", "data"),
        ("yarn.lock", "lock-file"),
        ("~$甲.docx", "lock-file"),
        ("甲.md~", "backup"),
        ("甲.md.bak", "backup"),
        ("甲.SWP", "backup"),
        ("jquery.min.js", "minified"),
        ("Thumbs.db", "system-file"),
        ("mkdocs.yml", "code"),
        ("conf.py", "code"),
        ("Makefile", "code"),
        ("requirements.txt", "code"),
        ("图.PNG", "picture"),
        ("图.svg", "picture"),
        ("歌.mp3", "recording"),
        ("甲.woff2", "font"),
        ("甲.rar", "archive"),
        ("a.exe", "program"),
        ("甲.sqlite3", "data"),
    ],
)
def test_what_is_no_article_is_left_out_by_its_name(tmp_path: Path, name: str, reason: str) -> None:
    touch(tmp_path, name, "甲.md")
    assert names(tmp_path) == ["甲.md"]
    assert left_out(tmp_path) == {name: reason}


@pytest.mark.parametrize(
    "name",
    ["甲.md", "甲.txt", "LICENSE", "甲.bak.md", "数据.json", "甲.xml", "a.xml.bz2", "第1.5节", "甲.doc", "鎖.lock.md"],
)
def test_what_may_be_an_article_is_read(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    assert names(tmp_path) == [name]


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("node_modules/x/README.md", "node_modules"),
        ("深/_site/甲.html", "深/_site"),
        ("__pycache__/甲.txt", "__pycache__"),
        ("hts-cache/new.txt", "hts-cache"),
        ("环境/pyvenv.cfg", "环境"),
        ("缓存/CACHEDIR.TAG", "缓存"),
    ],
)
def test_folders_that_programs_fill_are_left_out_whole(tmp_path: Path, file: str, folder: str) -> None:
    touch(tmp_path, file, "甲.md")
    assert names(tmp_path) == ["甲.md"]
    assert left_out(tmp_path) == {folder: "tools"}


def test_code_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    touch(tmp_path, "a.py", "b.min.js", "图.png")
    assert names(tmp_path, code=True) == ["a.py"]


# --- what is not wanted ---------------------------------------------------------------------------


def ignore(root: Path, name: str, *lines: str) -> None:
    touch(root, name)
    (root / name).write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("name", [".gitignore", ".ignore", ".wenxunignore"])
def test_ignore_files_count_without_a_checkout_and_in_folders_within(tmp_path: Path, name: str) -> None:
    touch(tmp_path, "甲.md", "public/甲.md", "深/public.md", "深/稿/乙.md", "深/乙.md")
    ignore(tmp_path, name, "# 注", "public/", "", "[", "!")
    ignore(tmp_path / "深", name, "稿")
    assert names(tmp_path) == ["甲.md", "深/public.md", "深/乙.md"]
    assert left_out(tmp_path) == {name: "hidden", f"深/{name}": "hidden", "public": "ignored", "深/稿": "ignored"}
    assert len(names(tmp_path, ignore_files=False)) == 5


def test_the_innermost_ignore_file_has_the_last_word(tmp_path: Path) -> None:
    touch(tmp_path, "a.tmp.md", "留/a.tmp.md", "留/b.md")
    ignore(tmp_path, ".gitignore", "*.tmp.md")
    ignore(tmp_path / "留", ".gitignore", "!a.tmp.md", "b.md")
    assert names(tmp_path) == ["留/a.tmp.md"]


def test_ignore_files_above_count_up_to_the_top_of_a_checkout(tmp_path: Path) -> None:
    touch(tmp_path, "库/.git/HEAD", "库/文/甲.md", "库/文/乙.log.md", "库/build/丙.md")
    ignore(tmp_path, ".gitignore", "甲.md")
    ignore(tmp_path / "库", ".gitignore", "*.log.md", "build/")
    assert names(tmp_path / "库" / "文") == ["甲.md"]
    assert names(tmp_path / "库" / "build") == ["丙.md"], "a folder that is asked for is wanted"


def test_what_is_given_is_wanted_whatever_rules_say(tmp_path: Path) -> None:
    touch(tmp_path, "node_modules/x/README.md", ".notes/甲.md", "a.py")
    assert names(tmp_path / "node_modules") == ["x/README.md"]
    assert names(tmp_path / ".notes") == ["甲.md"]
    assert list(walk(tmp_path / "a.py", Selection(exclude=("*",)))) == [tmp_path / "a.py"]


def test_patterns_of_the_call_choose_files(tmp_path: Path) -> None:
    touch(tmp_path, "甲.md", "甲.txt", "旧/乙.md", "新/乙.md", "新/b.py")
    assert names(tmp_path, exclude=("旧/", "*.txt")) == ["甲.md", "新/乙.md"]
    assert names(tmp_path, include=("*.txt", "新/")) == ["甲.txt", "新/b.py", "新/乙.md"]
    assert left_out(tmp_path, exclude=("旧",))["旧"] == "excluded"
    assert left_out(tmp_path, include=("*.txt",))["甲.md"] == "not-included"


def test_what_a_rule_or_an_ignore_file_leaves_out_can_be_taken_back(tmp_path: Path) -> None:
    touch(tmp_path, ".notes/甲.md", "node_modules/乙.md", "b.py", "稿/丙.md")
    ignore(tmp_path, ".gitignore", "稿", "!b.py", "!.gitignore")
    assert names(tmp_path) == [], "what Git shall keep is no article yet"
    wanted = [".notes/甲.md", "b.py", "node_modules/乙.md", "稿/丙.md"]
    taken_back = ("!.notes", "!node_modules", "!b.py", "!稿")
    assert sorted(names(tmp_path, exclude=taken_back)) == wanted
    ignore(tmp_path, ".wenxunignore", *taken_back)
    assert sorted(names(tmp_path)) == wanted


@pytest.mark.parametrize("end", ["_files", ".files"])
@pytest.mark.parametrize("page", ["渡口 - 知乎.html", "渡口.htm"])
def test_what_a_browser_saves_beside_a_page_is_left_out_and_named(tmp_path: Path, page: str, end: str) -> None:
    parts = f"{Path(page).stem}{end}"
    other = f"{end.strip('._')}/文.md"
    touch(tmp_path, page, f"{parts}/saved_resource.html", f"{parts}/a.js", f"别的{end}/文.md", other)
    assert names(tmp_path) == [page, other, f"别的{end}/文.md"]
    assert left_out(tmp_path) == {parts: "tools"}
    assert len(names(tmp_path / parts)) == 1
