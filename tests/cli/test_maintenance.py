"""``check``, ``rebuild`` and ``snapshot``."""

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


def test_other_words_ask_for_a_rebuild_which_loses_nothing(run: Any, folder: Path) -> None:
    run("index", folder)
    Path("words.txt").write_text("更北\n", encoding="utf-8")
    Path("wenxun.toml").write_text('user_words = "words.txt"\n', encoding="utf-8")
    for path in folder.iterdir():
        path.unlink()
    assert "wenxun rebuild" in run("search", "平壤").err
    assert run("rebuild").out.startswith("rebuilt: 2 articles, 2 sections in ")
    assert run("search", "平壤").code == 0


def test_a_snapshot_can_be_searched(run: Any, folder: Path) -> None:
    run("index", folder)
    assert run("snapshot", "copy").out == "copied index to copy\n"
    assert run("--index", "copy", "search", "平壤").code == 0
    again = run("snapshot", "copy")
    assert (again.code, "not empty" in again.err) == (3, True)
