"""``wenxun index``, ``delete``, ``check`` and ``verify``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section
from wenxun.cli.near_ids import near_ids


def test_index_lists_what_it_added_and_exits_with_0(run: Any, folder: Path) -> None:
    result = run("index", folder)
    assert result.code == 0
    assert {line for line in result.out.splitlines() if line.startswith("added")} == {
        f"added {folder / '甲.md'} (1 section)",
        f"added {folder / '乙.txt'} (1 section)",
    }
    assert "2 added, 0 updated, 0 unchanged, 0 skipped; the index holds 2 articles, 2 sections (index), " in result.out
    assert run("search", "板門店").code == 0


def test_a_second_run_leaves_unchanged_files_alone_and_updates_the_others(run: Any, folder: Path) -> None:
    run("index", folder)
    (folder / "甲.md").write_text("# 甲\n\n板门店换了说法，长了一些。\n", encoding="utf-8")
    result = run("index", folder)
    assert "0 added, 1 updated, 1 unchanged" in result.out
    assert f"unchanged {folder / '乙.txt'}" in run("index", folder, "--verbose").out.splitlines()


def test_skipped_files_are_named_with_their_reasons_and_the_exit_code_says_so(run: Any, folder: Path) -> None:
    (folder / "图.md").write_bytes(b"\x00\x01\x02\xff" * 50)
    result = run("index", folder, "缺.md")
    assert result.code == 1
    assert "2 added" in result.out
    skipped = [line for line in result.err.splitlines() if line.startswith("skipped")]
    assert len(skipped) == 2
    for name, reason in {"图.md": "binary", "缺.md": "missing"}.items():
        assert any(name in line and line.endswith(f"({reason})") for line in skipped), (name, reason)


def test_an_empty_note_in_a_folder_is_counted_and_no_failure_but_one_that_is_named_is(run: Any, folder: Path) -> None:
    (folder / "空.md").write_bytes(b"")
    (folder / "白.md").write_bytes(b"\xef\xbb\xbf \n\n")
    (folder / "待写.md").write_text("---\ntags: [节气]\n---\n", encoding="utf-8")
    result = run("index", folder)
    assert (result.code, result.err) == (0, "")
    assert "3 added, 0 updated, 0 unchanged, 0 skipped, 2 left out (2 empty)" in result.out
    assert "待写" in run("search", "tag:节气").out, "a note of which only the head is written has its name and its tags"
    assert run("index", folder / "空.md").code == 1


def test_what_a_folder_hides_is_no_failure_and_is_listed_when_asked_for(
    run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".git/config", ".venv/x.md", ".DS_Store"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("正文。", encoding="utf-8")
    monkeypatch.chdir(folder)
    result = run("index", ".")
    assert (result.code, result.err) == (0, "")
    assert "2 added, 0 updated, 0 unchanged, 0 skipped, 3 left out (3 hidden)" in result.out
    assert [line.split(":")[0] for line in result.out.splitlines() if line.startswith("left out")] == [
        f"left out {folder / name}/" for name in (".git", ".venv")
    ], "folders are named, files are counted"
    listed = run("index", ".", "--verbose").out.splitlines()
    assert [line.split(":")[0] for line in listed if line.startswith("left out")] == [
        f"left out {folder}/{name}" for name in (".DS_Store", ".git/", ".venv/")
    ]


def test_a_dry_run_writes_nothing(run: Any, folder: Path) -> None:
    result = run("index", folder, "--dry-run")
    assert "2 added" in result.out
    assert "nothing written" in result.out
    assert run("search", "板门店").code == 3


def test_sync_forgets_articles_whose_files_have_gone(run: Any, folder: Path) -> None:
    run("index", folder)
    (folder / "甲.md").unlink()
    assert "removed" not in run("index", folder).out
    result = run("index", folder, "--sync")
    assert f"removed {folder / '甲.md'}" in result.out.splitlines()
    assert run("search", "板门店").code == 1


def test_sync_of_a_folder_that_is_suddenly_empty_is_refused_with_3(run: Any, folder: Path) -> None:
    run("index", folder)
    folder.rename(folder.with_name("away"))
    folder.mkdir()
    result = run("index", folder, "--sync")
    assert (result.code, result.out) == (3, "")
    assert "--force" in result.err
    assert run("search", "板门店").code == 0
    assert run("index", folder, "--sync", "--force").code == 0
    assert run("search", "板门店").code == 1


def test_a_mistyped_path_and_an_empty_folder_are_named(run: Any, tmp_path: Path) -> None:
    result = run("index", "没有")
    assert (result.code, "没有" in result.err, "nothing written" in result.out) == (1, True, True)
    assert run("search", "板门店").code == 3, "no index was made"
    (tmp_path / "空").mkdir()
    result = run("index", tmp_path / "空")
    assert (result.code, result.err) == (0, f"wenxun: {tmp_path / '空'} holds no file\n")


def test_pictures_beside_articles_are_counted_and_listed_when_asked_for(run: Any, folder: Path) -> None:
    (folder / "图.png").write_bytes(b"\x89PNG\r\n" + bytes(200))
    result = run("index", folder)
    assert (result.code, result.err) == (0, "")
    assert "1 left out (1 picture)" in result.out
    assert "图.png" not in result.out
    assert "图.png" in run("index", folder, "-v").out


def test_options_choose_which_files_are_read(run: Any, folder: Path) -> None:
    (folder / ".gitignore").write_text("甲.md", encoding="utf-8")
    (folder / "稿.md").write_text("---\ndraft: true\n---\n正文。\n", encoding="utf-8")
    assert "1 added" in run("index", folder, "--dry-run").out
    assert "2 added" in run("index", folder, "--dry-run", "--no-ignore").out
    assert "2 added" in run("index", folder, "--dry-run", "--drafts").out
    assert "0 added" in run("index", folder, "--dry-run", "--exclude", "*.txt").out
    assert "1 added" in run("index", folder, "--dry-run", "--no-ignore", "--include", "*.md").out
    assert run("index", folder, "--exclude", "!").code == 2


def test_rebuild_starts_afresh(run: Any, folder: Path) -> None:
    run("index", folder)
    run("index", folder / "乙.txt", "--rebuild", "--yes")
    assert run("stats", "--json").json["articles"] == 1


def test_a_long_list_is_cut_unless_all_is_asked_for(run: Any, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(23):
        (many / f"{number:02}.md").write_text(f"# 第{number}篇\n\n正文{number}。\n", encoding="utf-8")
    lines = run("index", many).out.splitlines()
    assert len(lines) == 22
    assert lines[-2] == "added 3 more (--verbose lists them)"
    assert len(run("index", many, "--rebuild", "--verbose").out.splitlines()) == 24


def test_delete_takes_articles_out_and_names_unknown_ids(run: Any, folder: Path) -> None:
    run("index", folder)
    article_id = run("search", "板门店", "--json").json["hits"][0]["id"]
    result = run("delete", article_id, "鲸鱼")
    assert (result.code, result.out) == (1, "deleted 1 article\n")
    assert "鲸鱼" in result.err
    assert run("search", "板门店").code == 1
    assert run("delete", article_id).code == 1


def test_check_says_that_a_sound_index_is_sound(run: Any, index: Path) -> None:
    assert run("check", "--index", index).code == 0


def test_check_exits_with_3_on_a_damaged_index(run: Any, folder: Path, tmp_path: Path) -> None:
    run("index", folder)
    largest = max((tmp_path / "index").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.write_bytes(bytes(content))
    result = run("check")
    assert result.code == 3
    assert "check --repair" in result.err


def test_verify_finds_every_passage_of_the_index(run: Any, index: Path) -> None:
    result = run("verify", "--samples", "20", "--index", index)
    assert result.code == 0
    kinds, _, figures = result.out.partition("\n\n")
    assert kinds.split("\n")[1].split()[0] == "run"
    shown = dict(line.split() for line in figures.splitlines()[:3])
    assert int(shown["asked"]) > 0
    assert shown["missed"] == "0"


def test_verify_of_runs_alone_prints_three_figures(run: Any, index: Path) -> None:
    result = run("verify", "--samples", "20", "--runs-only", "--index", index)
    assert [line.split()[0] for line in result.out.splitlines()] == ["asked", "found", "missed"]


@pytest.mark.parametrize("arguments", [["index"], ["index", "x", "--wait", "soon"], ["delete"]])
def test_a_wrong_command_line_exits_with_2(run: Any, arguments: list[str]) -> None:
    assert run(*arguments).code == 2


# --- starting afresh ---------------------------------------------------------------------------------


def add_from_a_program(run: Any) -> None:
    with SearchEngine("index") as engine:
        engine.add(Article("db-1", "库", (Section(0, "", (), "从数据库来的文章。"),)))


def test_a_rebuild_that_loses_nothing_asks_nothing(run: Any, folder: Path) -> None:
    run("index", folder)
    assert run("index", folder, "--rebuild").code == 0
    assert run("index", folder, "--rebuild", "--index", "new").code == 0


@pytest.mark.parametrize("words_changed", [False, True])
def test_a_rebuild_that_would_lose_articles_is_refused_with_advice(run: Any, folder: Path, words_changed: bool) -> None:
    run("index", folder)
    add_from_a_program(run)
    if words_changed:
        Path("words.txt").write_text("和平之家\n", encoding="utf-8")
        Path("wenxun.toml").write_text('user_words = "words.txt"\n', encoding="utf-8")
    refused = run("index", folder, "--rebuild")
    assert (refused.code, refused.out) == (3, "")
    assert "1 article of the index would go" in refused.err
    assert "db-1" in refused.err
    assert "wenxun rebuild" in refused.err
    assert run("search", "数据库").code == 0
    assert run("index", folder, "--rebuild", "--dry-run").code == 0
    assert run("rebuild").code == 0
    assert run("search", "数据库").code == 0
    assert run("index", folder, "--rebuild", "--yes").code == 0
    assert run("search", "数据库").code == 1


def test_articles_of_other_folders_and_of_files_that_have_gone_count_too(run: Any, folder: Path) -> None:
    run("index", folder)
    (folder / "甲.md").unlink()
    refused = run("index", folder, "--rebuild")
    assert (refused.code, "甲" in refused.err) == (3, True)
    other = folder.parent / "other"
    other.mkdir()
    (other / "丙.md").write_text("# 丙\n\n文。\n", encoding="utf-8")
    assert "2 articles" in run("index", other, "--rebuild").err


def test_on_a_terminal_the_owner_is_asked(run: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("index", folder)
    add_from_a_program(run)
    monkeypatch.setattr("wenxun.cli.indexing._may_ask", lambda: True)
    assert run("index", folder, "--rebuild", stdin="n\n").code == 3
    assert run("search", "数据库").code == 0
    assert run("index", folder, "--rebuild", stdin="y\n").code == 0
    assert run("search", "数据库").code == 1


# --- folders with equal names, standard input --------------------------------------------------------


@pytest.fixture
def two_folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with files of the same names."""
    for name, text in (("notes", "春天"), ("work", "夏天")):
        (tmp_path / name / "子").mkdir(parents=True)
        (tmp_path / name / "README.md").write_text(f"# {name}\n\n{text}来了。\n", encoding="utf-8")
        (tmp_path / name / "子" / "一.md").write_text(
            f"# 一\n\n{text}的一天。见[上](../README.md)。\n", encoding="utf-8"
        )
    return tmp_path / "notes", tmp_path / "work"


def ids(run: Any) -> set[str]:
    return set(run("list", "--ids").out.split())


def test_folders_with_equal_names_live_in_one_index_and_their_ids_stay(
    run: Any, two_folders: tuple[Path, Path]
) -> None:
    notes, work = two_folders
    assert "--name" in run("index", notes, work).err
    assert run("index", work, "--name", "work").code == 0
    named = {"README", "子/一", "work/README", "work/子/一"}
    assert ids(run) == named
    assert {hit["path"] for hit in run("search", "夏天", "--json").json["hits"]} == {"work/README.md", "work/子/一.md"}
    assert run("search", "夏天", "--filter", "path=work").code == 0
    links = run("show", "work/子/一", "--json").json["sections"][0]["links"]
    assert [link["id"] for link in links] == ["work/README"]
    (work / "README.md").write_text("# work\n\n秋天来了。\n", encoding="utf-8")
    for _ in range(2):  # with a change, and without one; the name is not told again
        assert run("index", notes, work).code == 0
        assert ids(run) == named
    assert run("index", work, "--name", "work", "--sync").code == 0
    assert ids(run) == named


def test_a_folder_can_be_given_a_name_later(run: Any, two_folders: tuple[Path, Path]) -> None:
    notes, _ = two_folders
    run("index", notes)
    assert run("index", notes, "--name", "笔记").code == 0
    assert ids(run) == {"笔记/README", "笔记/子/一"}


def test_an_article_comes_through_standard_input(run: Any) -> None:
    assert run("index", "-", "--stdin-id", "管道/一", stdin="# 一\n\n从管道来的渡口。\n").code == 0
    hit = run("search", "渡口", "--json").json["hits"][0]
    assert (hit["id"], hit["title"], "file" in hit, "path" in hit) == ("管道/一", "一", False, False)
    assert run("index", "-", stdin="# 一\n\n灯塔。\n").code == 0
    assert ids(run) == {"管道/一", "stdin"}
    assert run("list", "--missing").code == 1


def test_an_export_can_be_piped_into_another_index(run: Any, index: Path) -> None:
    exported = run("export", "--index", index).out
    assert run("index", "-", "--index", "copy", stdin=exported).code == 0
    assert run("export", "--index", "copy").out == exported


@pytest.mark.parametrize("stdin", ["", "\0\0\1\2\3" * 100, '{"id": "a", "text": "好"}\n{"id": \n'])
def test_what_cannot_be_read_of_standard_input_is_named(run: Any, stdin: str) -> None:
    result = run("index", "-", stdin=stdin)
    assert result.code == 1
    assert "skipped" in result.err
    assert run("index", "-", "--watch", stdin=stdin).code == 2


def test_the_last_line_says_what_the_index_holds_whatever_was_done(run: Any, folder: Path) -> None:
    run("index", folder)
    held = "0 added, 0 updated, 2 unchanged, 0 skipped; the index holds 2 articles, 2 sections (index), "
    assert re.fullmatch(re.escape(held) + r"\d+\.\d s\n", run("index", folder).out)
    (folder / "丙.md").write_text("三", encoding="utf-8")
    assert "; nothing written (1 article, 1 section read), " in run("index", folder, "--dry-run").out
    assert "; the index holds 3 articles, 3 sections (index), " in run("index", folder / "丙.md").out


@pytest.mark.parametrize("typed", ["teh", "Tea", "tea.md", "notes/tea.md", "./notes/tea", "绿 茶"])
def test_of_an_id_that_there_is_not_the_nearest_are_named(run: Any, folder: Path, typed: str) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "tea.md").write_text("# 绿茶\n\n正文。", encoding="utf-8")
    (folder / "tea.txt").write_text("# 红茶\n\n正文。", encoding="utf-8")
    run("index", folder)
    named = "notes/tea" if typed in ("绿 茶", "notes/tea.md", "./notes/tea") else "tea"
    for command in ("show", "delete"):
        unknown = run(command, typed)
        assert unknown.code == 1
        assert re.search(rf"did you mean [^?]*\b{named}\b", unknown.err), unknown.err
    run("delete", "tea")
    assert run("include", "te").err == "wenxun: 'te' was not excluded; did you mean tea?\n"


def test_of_an_id_like_no_other_nothing_is_guessed(run: Any, folder: Path) -> None:
    run("index", folder)
    assert run("show", "nothing-like-it").err == (
        "wenxun: there is no article 'nothing-like-it'; wenxun list names all\n"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("B0010013/310", "B0010013/30"),
        ("d0018018/2", "D0018018/2"),
        ("E0099099/09", "E0099099/9"),
        ("E099099/12", "E0099099/12"),
        ("laws/C0050050/7.md", "C0050050/7"),
        ("ZZZZZZZ", None),
    ],
)
def test_of_thousands_of_ids_that_are_much_alike_the_nearest_is_named(typed: str, meant: str | None) -> None:
    ids = [f"{letter}00{law:02}0{law:02}/{number}" for letter in "ABCDE" for law in range(100) for number in range(40)]
    ids += [f"B0010013/{number}" for number in range(40)]
    found = near_ids(typed, ids)
    assert found[:3] == [] if meant is None else meant in found


def test_signs_that_nobody_finds_are_told_in_words(run: Any, folder: Path) -> None:
    (folder / "号.md").write_text("甲 + 乙 ★", encoding="utf-8")
    run("index", folder)
    assert run("verify").out.splitlines()[-1] == ("signs that find nothing when searched alone, as no sign does: + ★")


def test_an_index_says_where_it_is_and_that_nothing_is_excluded(run: Any, folder: Path) -> None:
    run("index", folder)
    assert run("stats").out.splitlines()[-1] == f"the index is {Path('index').absolute()}"
    nothing = run("excluded")
    assert (nothing.code, nothing.out, nothing.err) == (1, "", "wenxun: no article is excluded\n")


def test_a_path_that_is_empty_is_not_this_folder(run: Any, folder: Path) -> None:
    refused = run("index", "")
    assert (refused.code, Path("index").exists()) == (2, False)
    assert "a PATH is empty" in refused.err


def test_a_pattern_that_the_shell_did_not_expand_is_explained(run: Any, folder: Path) -> None:
    result = run("index", folder / "*.md")
    assert result.code == 1
    assert f"wenxun index {folder} --include '*.md'" in result.err
    assert run("index", folder, "--include", "*.md").code == 0


def test_a_folder_that_is_its_own_index_is_said_to_be_so(run: Any, folder: Path) -> None:
    assert "is the folder of the index" in run("index", folder, "--index", folder).err
    assert "is the folder of the index" not in run("index", folder, "--index", folder / "ix").err


def test_the_nth_article_of_fewer_is_said_not_to_be_there(run: Any, folder: Path) -> None:
    run("index", folder)
    nothing = run("search", "板门店", "--open", "5")
    assert (nothing.code, nothing.err) == (1, "only 1 article found\n")


def test_a_word_in_place_of_a_command_is_told_how_to_search(run: Any) -> None:
    refused = run("板门店", "会谈")
    assert refused.code == 2
    assert "wenxun search 板门店" in refused.err
