"""The derived lists in search/data are what word_lists makes of OpenCC, jieba and our own lists."""

from __future__ import annotations

import random

import pytest

from wenxun.analysis import word_lists
from wenxun.analysis.folding import fold_string
from wenxun.analysis.lookup import DICTIONARY_BYTES, LookupCutter
from wenxun.analysis.segmentation import folded_words
from wenxun.analysis.variants import DATA, data_lines
from wenxun.analysis.word_lists import (
    character_classes_text,
    character_frequencies_text,
    find_folded_words,
    jieba_frequencies,
    package_folder,
    regions_text,
)


def test_the_character_classes_are_those_of_the_installed_opencc() -> None:
    assert character_classes_text() == (DATA / "character_classes.txt").read_text(encoding="utf-8")


def test_the_frequencies_of_characters_are_those_of_the_installed_jieba_and_opencc() -> None:
    assert character_frequencies_text() == (DATA / "character_frequencies.txt").read_text(encoding="utf-8")


def test_the_regions_are_those_of_the_lists() -> None:
    assert regions_text() == (DATA / "regions.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lines", [["乙甲甲: 甲乙", "甲乙乙: 乙甲"], ["丙丁: 甲乙", "甲乙: 丙丁"]])
def test_wordings_that_never_become_canonical_are_an_error(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_lists, "data_lines", lambda name: lines if name == "regions_wenxun.txt" else [])
    with pytest.raises(ValueError, match="circle"):
        word_lists.find_regions(package_folder("opencc") / "dictionary")


def test_the_folded_words_are_those_of_the_installed_jieba() -> None:
    own = jieba_frequencies()
    words, total = folded_words()
    folded = find_folded_words(own)
    assert folded.items() <= words.items()
    assert {word: count for word, count in words.items() if word not in folded}.items() <= own.items()
    assert total == sum(own.values()) + sum(count - own.get(word, 0) for word, count in words.items())


def test_every_word_of_the_dictionary_is_found_by_binary_search() -> None:
    dictionary = package_folder("jieba") / "dict.txt"
    assert dictionary.stat().st_size == DICTIONARY_BYTES
    own = jieba_frequencies()
    words, total = folded_words()
    search = LookupCutter(dictionary, words, total)
    sample = random.Random(7).sample(sorted(own), 3000)
    for word in [*sample, *list(own)[:100], "高妹", "高富帅", "高姓大名", "一", "龢"]:
        assert search.look_up(word)[0] == words.get(word, own[word])
        assert all(search.look_up(word[:end])[1] for end in range(1, len(word)))


def test_lists_hold_no_word_twice_and_every_list_names_source_and_licence() -> None:
    for path in sorted(DATA.glob("*.txt")):
        header = [line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith("#")]
        assert "Source:" in "\n".join(header), path.name
        assert "Licence:" in "\n".join(header), path.name
    guards = [word for line in data_lines("regions_guards.txt") for word in line.split()]
    assert len(guards) == len(set(map(fold_string, guards)))


OF_ITS_OWN = "躭耽 跴踩 雝雍 狥徇 恊协 喒咱 鄔邬 檁檩 檉柽 糶粜 鈀钯 鉈铊 鴝鸲 縟缛 隝岛 欬咳 剱剑 鼇鳌"
OF_ANOTHER = """
躭眈 跴踹 雝簌 狥殉 恊勰 喒昝 鄔坞 檁标 檉柳 糶条 鈀耙 鉈砣 鴝朐 縟溽 啍吨 藦蘑 卍万 圕图
鏐鎏 鷩氅 繲挫 篢杠 怌怀 㤒笨 茍苟
"""


@pytest.mark.parametrize("pair", OF_ITS_OWN.split())
def test_a_rare_form_is_that_of_its_own_character(pair: str) -> None:
    rare, common = pair
    assert fold_string(rare) == fold_string(common)


@pytest.mark.parametrize("pair", OF_ANOTHER.split())
def test_a_dictionary_for_learners_makes_no_two_words_one(pair: str) -> None:
    rare, other = pair
    assert fold_string(rare) != fold_string(other)
