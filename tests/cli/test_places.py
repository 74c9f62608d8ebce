"""Hits as places on the disk: for other programs, and for an editor."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from wenxun.file_places import file_of

FILES = {
    "游记.md": "---\ntitle: 游记\n---\n\n# 游记\n\n到了[[渡口]]。\n\n## 渡口\n\n"
    "**渡口**的[船](https://example.org/c)很早。\n\n雾中的渡口。\n",
    "网页.html": "<html><body><h1>茶馆</h1>\n<p>茶馆里&nbsp;<b>人声</b>鼎沸，\n渡轮的汽笛响了。</p></body></html>\n",
    "维基.wikitext": "'''茶'''是一种[[饮料|饮品]]。\n\n== 历史 ==\n陆羽写了《[[茶经]]》。\n",
    "记录.jsonl": '{"id": "r1", "title": "一", "text": "灯塔"}\n'
    '{"id": "r2", "title": "二", "text": "\\u706f\\u5854的光"}\n',
    "子/国标.txt": "国标\n\n灯光照在水面上。\n",
}


@pytest.fixture
def place(run: Any, tmp_path: Path) -> Path:
    """A folder of articles that is indexed."""
    for name, text in FILES.items():
        path = tmp_path / "文章" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("gb18030" if "国标" in name else "utf-8"))
    assert run("index", "文章").code == 0
    return tmp_path / "文章"


@pytest.mark.parametrize(
    ("query", "name", "line", "at"),
    [
        ("船很早", "游记.md", 11, "船"),
        ("雾中", "游记.md", 13, "雾"),
        ("人声鼎沸", "网页.html", 2, "人"),
        ("汽笛", "网页.html", 3, "汽"),
        ("饮品", "维基.wikitext", 1, "饮品"),
        ("茶经", "维基.wikitext", 4, "茶经"),
        ("灯塔的光", "记录.jsonl", 2, "{"),
        ("水面", "子/国标.txt", 3, "水"),
    ],
)
def test_a_passage_is_found_in_the_file_that_it_was_read_from(
    run: Any, place: Path, query: str, name: str, line: int, at: str
) -> None:
    path, shown_line, column, passage = run("search", query, "--vimgrep", "-n", "1").out.splitlines()[0].split(":", 3)
    assert (path, int(shown_line)) == (f"文章/{name}", line)
    text = FILES[name].splitlines()[line - 1]
    assert text[int(column) - 1 :].startswith(at)
    assert passage
    hit = run("search", query, "--json").json["hits"][0]
    assert (hit["file"], hit["sections"][0]["line"]) == (str(place / name), line)


def test_a_line_that_nobody_can_tell_is_not_made_up(run: Any, place: Path, index: Path) -> None:
    (place / "游记.md").write_text("# 别的\n\n别的话。\n", encoding="utf-8")
    hit = run("search", "雾中", "--json").json["hits"][0]
    assert "line" not in hit["sections"][0]
    assert run("search", "雾中", "--vimgrep").out.startswith("文章/游记.md:")
    (place / "游记.md").unlink()
    assert "file" not in run("search", "雾中", "--json").json["hits"][0]
    result = run("search", "雾中", "--vimgrep")
    assert (result.code, result.out) == (0, "")
    assert "no file" in result.err
    assert "file" not in run("search", "会谈", "--json", "--index", index).json["hits"][0]


def test_files_are_listed_once_and_end_with_nul_if_asked(run: Any, place: Path) -> None:
    assert run("search", "-l", "渡口").out == "文章/游记.md\n"
    assert run("search", "--files", "灯塔").out == "文章/记录.jsonl\n"
    assert run("search", "-l", "渡口", "--null").out == "文章/游记.md\0"
    assert run("search", "雾中", "--vimgrep", "--null").out.startswith("文章/游记.md\x0013:1:")
    assert run("search", "-l", "没有").code == 1


def test_a_hit_is_opened_in_the_editor_at_its_line(
    run: Any, place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, index: Path
) -> None:
    for name in ("vim", "code", "other"):
        editor = tmp_path / "bin" / name
        editor.parent.mkdir(exist_ok=True)
        editor.write_text(f'#!/bin/sh\necho {name} "$@" > "{tmp_path}/told"\n', encoding="utf-8")
        editor.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("VISUAL", raising=False)
    file = place / "游记.md"
    for editor, told in (
        ("vim", f"vim +13 {file}"),
        ("code --wait", f"code --wait --goto {file}:13"),
        ("other", f"other {file}"),
    ):
        monkeypatch.setenv("EDITOR", editor)
        assert run("search", "雾中", "--edit", "1").code == 0
        assert (tmp_path / "told").read_text(encoding="utf-8").strip() == told
    monkeypatch.setenv("EDITOR", "no-such-editor")
    assert run("search", "雾中", "--edit", "1").code == 2
    assert run("search", "雾中", "--edit", "9").code == 1
    assert "--open 1" in run("search", "会谈", "--edit", "1", "--index", index).err


@pytest.mark.parametrize(
    "options", ["--json --vimgrep", "--vimgrep -l", "--edit 1 --open 1", "--null", "--null --json", "--since 2024-13"]
)
def test_what_does_not_go_together_is_a_usage_error(run: Any, place: Path, options: str) -> None:
    assert run("search", "渡口", *options.split()).code == 2


def test_since_goes_by_the_article_and_else_by_its_file(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "日"
    folder.mkdir()
    for name, head in (
        ("甲", "date: 2019-03-01"),
        ("乙", "date: 2019-03-01\nupdated: 2024-05-02"),
        ("丙", "title: 丙"),
    ):
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n# {name}\n\n渡口。\n", encoding="utf-8")
    os.utime(folder / "丙.md", (1_600_000_000, 1_600_000_000))  # September 2020
    run("index", "日")
    for since, ids in (
        ("2019-03", "甲乙丙"),
        ("2019-03-02", "乙丙"),
        ("2020-10", "乙"),
        ("2024-05-02", "乙"),
        ("2025", ""),
    ):
        result = run("search", "渡口", "--json", "--since", since)
        assert {hit["id"] for hit in result.json["hits"]} == set(ids)
        assert result.json["total"] == len(ids)
        assert set(run("list", "--since", since, "--ids").out.split()) == set(ids)
    body = run("search", "渡口", "--json", "--since", "2019", "--sort=-updated", "-n", "1", "--offset", "1").json
    assert (body["total"], [hit["rank"] for hit in body["hits"]]) == (3, [2])


def test_articles_are_listed_with_what_is_known_of_them(run: Any, place: Path) -> None:
    assert set(run("list", "--ids").out.split()) == {"子/国标", "游记", "网页", "r1", "r2", "维基"}
    row = next(line for line in run("list").out.splitlines() if line.startswith("游记")).split()
    assert (row[1], row[3:]) == ("游记", [str((place / "游记.md").stat().st_size), "bytes", "游记.md"])
    assert run("list", "--filter", "path=子", "--ids").out.split() == ["子/国标"]
    assert run("list", "--sort=-path", "-n", "2", "--json").json["total"] == 2
    assert run("list", "--missing").code == 1
    (place / "记录.jsonl").unlink()
    (place / "子" / "国标.txt").unlink()
    assert set(run("list", "--missing", "--ids").out.split()) == {"r1", "r2", "子/国标"}
    assert json.loads(run("list", "--missing", "--json").out)["articles"][0]["is_missing"] is True


def test_what_is_in_an_archive_is_not_missing_while_the_archive_is_there(run: Any, documents: Any, place: Path) -> None:
    (place / "包.zip").write_bytes(documents.zipped({"内.md": "# 内\n\n盒中。\n"}))
    run("index", "文章")
    assert run("search", "盒中").code == 0
    assert run("list", "--missing").code == 1
    (place / "包.zip").unlink()
    assert "包" in run("list", "--missing", "--ids").out


@pytest.mark.parametrize("source", ["", "长" * 5_000, "a\0b", ":12", "nowhere/a.md:3"])
def test_whatever_a_program_calls_its_source_there_is_a_file_or_not(source: str) -> None:
    assert file_of(source) == ""
