"""``check``, ``rebuild``, ``snapshot``, ``excluded`` and ``include``."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_damaged_index_is_repaired_and_what_is_lost_is_named(run: Any, folder: Path) -> None:
    run("index", folder)
    assert run("check").out == "the index is sound\n"
    texts = next(Path("index").glob("*.texts"))
    data = texts.read_bytes()
    texts.write_bytes(bytes((data[0] ^ 1,)) + data[1:])
    damaged = run("check")
    assert damaged.code == 3
    assert "wenxun check --repair" in damaged.err
    repaired = run("check", "--repair")
    assert repaired.code == 1
    assert "lost 乙\n" in repaired.err
    assert repaired.out.endswith("repaired: 1 article, 1 section kept, 1 lost\n")
    assert run("search", "板门店").code == 0
    assert run("index", folder).out.startswith("added ")  # its file brings it back
    assert run("search", "平壤").code == 0


def test_a_rebuild_takes_other_words_and_loses_nothing(run: Any, folder: Path) -> None:
    run("index", folder)
    Path("words.txt").write_text("更北\n", encoding="utf-8")
    Path("wenxun.toml").write_text('user_words = "words.txt"\n', encoding="utf-8")
    for path in folder.iterdir():
        path.unlink()
    assert run("search", "平壤").code == 0
    assert run("rebuild").out.startswith("rebuilt: 2 articles, 2 sections in ")
    assert run("search", "平壤").code == 0


def test_a_snapshot_can_be_searched(run: Any, folder: Path) -> None:
    run("index", folder)
    assert run("snapshot", "copy").out == "copied index to copy\n"
    assert run("--index", "copy", "search", "平壤").code == 0
    again = run("snapshot", "copy")
    assert (again.code, "not empty" in again.err) == (3, True)


def test_what_was_deleted_comes_back_only_when_it_is_included(run: Any, folder: Path) -> None:
    (folder / "丙.jsonl").write_text(
        '{"id": "r1", "title": "一", "text": "西湖"}\n{"id": "r2", "title": "二", "text": "断桥"}\n', encoding="utf-8"
    )
    run("index", folder)
    assert run("delete", "甲", "r1").out == "deleted 2 articles\n"
    for again in (("index", folder), ("index", folder, "--sync"), ("index", folder, "--rebuild"), ("rebuild",)):
        result = run(*again)
        assert (result.code, result.err) == (0, "")
        assert (run("search", "板门店").code, run("search", "西湖").code) == (1, 1)
        assert run("search", "断桥").code == 0
    run("snapshot", "copy")
    assert run("--index", "copy", "excluded").out == "r1\n甲\n"
    assert run("include", "甲", "r1").out == "2 articles may come back; run wenxun index PATH\n"
    assert run("excluded").code == 1
    assert run("include", "甲").out == ""
    run("index", folder)
    assert (run("search", "板门店").code, run("search", "西湖").code) == (0, 0)
