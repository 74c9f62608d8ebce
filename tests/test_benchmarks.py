"""The benchmarks ask every engine the same, and go on doing so when wenxun changes."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def benchmarks_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def test_what_is_timed_finds_something(tmp_path: Path) -> None:
    from benchmarks.speed_corpus import Section, SpeedQuery
    from benchmarks.systems import load

    system = load("wenxun")
    system.build([Section("1", "熊猫", "熊猫吃竹子。", "动物"), Section("2", "茶", "茶是飲料。", "飲食")], tmp_path)
    system.open(tmp_path)
    found = system.search(system.prepare(SpeedQuery("2 keywords", wanted="熊貓 竹子")))
    assert "articles" in vars(found), "an answer is made when it is read, and the clock must run then"
    assert system.ids(found) == ["1"]
    system.close()


def test_peers_are_given_folded_words_and_our_own_terms() -> None:
    from benchmarks.speed_corpus import Section
    from benchmarks.systems.texts import FoldedWords, StreamTerms, in_batches

    section = Section("1", "熊貓", "吃竹子。\n睡覺", "動物")
    ((_, title, text),) = in_batches([section], FoldedWords())
    assert (title, text.split()) == ("熊猫", ["吃", "竹子", "睡觉"])
    ((_, title, _),) = in_batches([section], StreamTerms())
    assert title.split() == ["w熊猫", "b熊猫", "c熊", "c猫"]


def test_two_words_are_counted_as_found_only_where_one_stands_for_the_other() -> None:
    from benchmarks.spellings import is_found

    assert is_found("寫一個程式", "程序")
    assert is_found("写一个程序", "程式")
    assert not is_found("寫一個程式", "档案")
    assert not is_found("他写了程，后来才有序", "程序")
