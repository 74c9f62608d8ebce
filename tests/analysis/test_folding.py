"""Folding: what it makes equal, that no cut changes it, and the way back to the original."""

from __future__ import annotations

import json
import lzma
import random
import re
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wenxun.analysis.folding import fold, fold_all, fold_character, fold_string, fold_strings
from wenxun.analysis.joints import INTERPUNCTS, joint_places
from wenxun.analysis.variants import data_lines
from wenxun.models import Span

SCRIPTS = ("t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s", "t2tw", "t2hk")

CLASSES = list(data_lines("character_classes.txt"))
HAN = st.sampled_from(sorted({character for members in CLASSES for character in members}))
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from("乾隆計畫裏髮…‥㎞½ﬁⅣ㈱ﷺＡｶﾞか\u3099e\u0301\u0316ㄱㅏ\u1100\u1161\u11a8İςſ\ud800\x00\n")
)


ONE = str.maketrans({"待": "呆", "庇": "蔽"})
"""What OpenCC exchanges within one word alone (呆着 for 待著), and what are two words elsewhere."""

HIDDEN = frozenset(chr(place) for place in joint_places(np.arange(0x110000, dtype=np.uint32)).tolist())


@cache
def converter(name: str) -> Any:
    import opencc

    return opencc.OpenCC(name)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("１２ＡＢｃ，（）", "12abc,()"),
        ("臺灣颱風與檯燈", "台湾台风与台灯"),
        ("裏裡里", "里里里"),
        ("乾隆 乾燥 幹部 干涉", "干隆干燥干部干涉"),
        ("計畫 計劃 计划", "计划计划计划"),
        ("㎞ ½ ﬁ Ⅳ ㈱", "km 1/2 fi iv (株)"),
        ("ｶﾞｷﾞ か\u3099", "ガギが"),
        ("E\u0301cole ÉCOLE", "ecole ecole"),
        ("⼀⻳", "一龟"),
        ("鉄鐡滝躰凖嶋嶌劔𠮷靑淸蝿尭", "铁铁泷体准岛岛剑吉青清蝇尧"),
        ("板門店……", "板门店……"),
        ("‥ ´ ¨", "‥ ´ ¨"),
        ("\ud800\x00", "\ud800\x00"),
        ("", ""),
    ],
)
def test_writing_that_means_the_same_folds_alike(typed: str, folded: str) -> None:
    assert fold_string(typed) == folded


@given(st.text(HAN, max_size=20), st.sampled_from(SCRIPTS))
@example("乾隆計畫藉口覆蓋", "t2s")
@example("呆着坐标兼容并包", "s2tw")
def test_a_text_folds_alike_in_every_script(text: str, script: str) -> None:
    assert fold_string(converter(script).convert(text)).translate(ONE) == fold_string(text).translate(ONE)


@pytest.mark.parametrize("pair", ["呆待", "蔽庇", "弊毙", "斃弊", "弁辩", "芸艺", "欠缺", "折拆", "未末"])
def test_characters_that_are_different_words_do_not_fold_alike(pair: str) -> None:
    assert fold_string(pair[0]) != fold_string(pair[1])


def test_a_substring_of_real_text_is_found_in_every_script(shared_data: Path) -> None:
    draw = random.Random(1)
    with lzma.open(shared_data / "judged/zhwiki/docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, None, 15)]
    missed = []
    for text in texts:
        folded = fold_string(text)
        for _ in range(2):
            start = draw.randrange(max(1, len(text) - 12))
            query = text[start : start + draw.randint(1, 12)]
            query = re.sub(r"^,|,\d{0,2}$", "", query)  # a number cut inside its last group of digits is another one
            missed += [query for script in SCRIPTS if without_edges(converter(script).convert(query)) not in folded]
    assert missed == []


@given(st.text(HAN | st.sampled_from("aB1１㎞…。")), st.data())
def test_no_cut_changes_what_a_character_folds_to(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert fold_string(text) == fold_string(text[:start]) + fold_string(text[start:end]) + fold_string(text[end:])


@given(st.text(HAN | st.sampled_from("aB1㎞。·・ \u3000\n\u200b\ufe00"), max_size=30), st.data())
def test_a_run_cut_out_anywhere_is_found_in_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert without_edges(text[start:end]) in fold_string(text)


def without_edges(text: str) -> str:
    """Folded, without what can be a joint at its ends: whether it is one, only the text around could tell."""
    return fold_string(text).strip(f" \n\t{INTERPUNCTS}")


@given(ANY_TEXT)
@example("‥ㅏ\u0300")
@example("カ\u3099\n㐀")
@example("㏠\n日")
@example("㎞\u0301Ⅳ\u0300İ\u0301ｶﾞ\u0344")
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold_string(fold_string(text)) == fold_string(text)


def test_every_character_of_a_class_folds_to_the_first() -> None:
    for members in CLASSES:
        assert {fold_string(character) for character in members} == {members[0]}


def test_no_character_vanishes_and_han_characters_keep_their_number() -> None:
    rare = range(0x10000, 0x110000, 41)
    for code_point in (*range(0x10000), *rare):
        folded = fold_character(chr(code_point))
        assert folded
        if 0x3400 <= code_point <= 0x9FFF or 0x20000 <= code_point <= 0x3FFFD:
            assert len(folded) == 1


@given(ANY_TEXT)
@example("\u00ad")
def test_the_fast_and_the_aligned_way_give_the_same_text(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_string(text)
    assert folded.original == text
    seen = [place for place, character in enumerate(text) if character not in HIDDEN]
    if seen:
        assert folded.to_original(Span(0, len(folded.text))) == Span(seen[0], seen[-1] + 1)


@given(ANY_TEXT)
def test_the_stretches_that_folded_characters_come_from_cover_the_original_in_order(text: str) -> None:
    text = "".join(character for character in text if character not in HIDDEN)
    folded = fold(text)
    reached = 0
    for place, _ in enumerate(folded.text):
        span = folded.to_original(Span(place, place + 1))
        assert span.start < span.end
        if span.end > reached:
            assert not fold_string(f"一{text[reached : span.start]}一")[1:-1]  # nothing, or a joint
            reached = span.end
        assert folded.text[place] in fold_string(text[span.start : span.end])
    assert reached == len(text)


def test_a_span_leads_back_to_what_produced_it() -> None:
    folded = fold("長㎞か\u3099程")
    assert folded.text == "长kmが程"
    assert folded.to_original(Span(1, 2)) == Span(1, 2)
    assert folded.to_original(Span(2, 4)) == Span(1, 4)
    assert folded.to_original(Span(4, 5)) == Span(4, 5)
    assert folded.to_original(Span(4, 4)) == Span(4, 4)
    with pytest.raises(ValueError, match="not a span"):
        folded.to_original(Span(2, 1))


def test_a_letter_with_a_hundred_thousand_marks_is_folded_in_good_time() -> None:
    text = "e" + "\u0301\u0316" * 50_000  # takes hours where the marks are put in order all at once
    assert fold(text).to_original(Span(0, 1)).start == 0


@given(st.lists(ANY_TEXT, max_size=5))
@example(["1,", "234", "数 ", " 据", "", "e", "\u0301", "ﬁ 達·", "·芬奇\n", "\n茶\u200b", "水"])
def test_texts_folded_together_are_those_folded_alone(texts: list[str]) -> None:
    assert fold_all(texts) == list(map(fold, texts))
    assert fold_strings(texts) == list(map(fold_string, texts))


@pytest.mark.parametrize(
    "forms",
    [
        "İstanbul istanbul Istanbul",
        "ёлка елка Ёлка",
        "Σωκράτης ΣΩΚΡΆΤΗΣ σωκρατησ",
        "Ἀθῆναι αθηναι",
        "Hawaiʻi Hawai’i hawai'i",
        "GB—2014 GB–2014 GB‐2014 GB-2014",
        "飲食 飮食 饮食",
        "碱 鹼 硷",
        "顧 頋 顾",
        "東京 东亰",
        "窯 磘 窑",
    ],
)
def test_what_is_printed_or_accented_otherwise_is_one(forms: str) -> None:
    assert len(set(map(fold_string, forms.split()))) == 1


@pytest.mark.parametrize("pair", ["й и", "ї і", "ŋ n", "汉 漠", "末 未", "己 已", "C++ C", "1.2 12"])
def test_what_is_another_letter_stays_apart(pair: str) -> None:
    one, other = map(fold_string, pair.split())
    assert one != other
