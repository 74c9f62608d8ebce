"""The analyser: which terms a text gives, where they stand, and that batches give the same."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer, Token
from wenxun.analysis.characters import CJK, code_points, kinds_of
from wenxun.analysis.terms import STREAMS, Field
from wenxun.models import Article, Section

ANALYZER = Analyzer()

PIECES = """
板門店 宣言 程式 C++ C# .NET asp.net TRAK-2 5.26 2018年9月18日 ２０１８ 一千克 iPhone手机 CCA061 ㎞ が か\u3099
e\u0301 \u0301 的 了 計畫 乾隆 川普 ,。 … \ud800 a_b at&t _x_ 𠀀〇々 한국어 ﬁ .. -- ++ #
AT \x00
"""
TEXTS = st.lists(
    st.sampled_from([*PIECES.split(), " ", "\n", "\r\n", "\u3000"]) | st.text(max_size=5), max_size=12
).map("".join)


def article(*texts: str, title: str = "", aliases: tuple[str, ...] = ()) -> Article:
    sections = tuple(Section(number, "", (), text) for number, text in enumerate(texts))
    return Article("a", title, sections, aliases=aliases)


def words(text: str) -> list[str]:
    return [token.text for token in ANALYZER.tokens(text) if token.stream == "word"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++", "c++ c"),
        ("C#語言", "c# c 语言"),
        (".NET", ".net net"),
        ("ASP.NET", "asp.net asp net"),
        ("TRAK-2", "trak2 trak 2"),
        ("5.26", "5.26 5 26"),
        ("AT&T", "at&t at t"),
        ("my_name", "myname my name"),
        ("2018年9月18日", "2018 年 9 月 18 日"),
        ("２０１８", "2018"),
        ("iPhone手机", "iphone 手机"),
        ("CCA061", "cca061 cca 061"),
        ("C++11", "c++ c 11"),
        ("end. Next", "end next"),
        ("a - b", "a b"),
        ("...", ""),
        ("板門店宣言", "板门店 宣言"),
        ("台灣的程式", "台湾 的 程序"),
        ("T恤", "t恤 t"),
        ("Привет мир", "привет мир"),
        ("a" * 150, "a" * 100),
        ("a" * 60 + "-" + "b" * 60, "a" * 60 + " " + "b" * 60),
    ],
)
def test_a_text_gives_these_words(text: str, expected: str) -> None:
    assert words(text) == expected.split()


def test_bigrams_and_characters_come_from_the_folded_text_before_regions() -> None:
    tokens = ANALYZER.tokens("程式a碼〇々")
    assert [t.text for t in tokens if t.stream == "bigram"] == ["程式", "码〇", "〇々"]
    assert [t.text for t in tokens if t.stream == "character"] == list("程式码〇々")


def test_spans_stand_on_the_original_text() -> None:
    text = "㎞川普的ＴＲＡＫ－２"
    found = {(t.text, t.stream): text[t.span.start : t.span.end] for t in ANALYZER.tokens(text)}
    assert found["特朗普", "word"] == "川普"
    assert found["trak", "word"] == "ＴＲＡＫ"
    assert found["trak2", "word"] == "ＴＲＡＫ－２"
    assert found["km", "word"] == "㎞"
    assert found["普的", "bigram"] == "普的"


@given(TEXTS)
def test_every_token_stands_somewhere_in_the_original(text: str) -> None:
    for token in ANALYZER.tokens(text):
        assert 0 <= token.span.start < token.span.end <= len(text)


PROSE = st.lists(
    st.sampled_from(
        [
            "板门店",
            "宣言",
            "臺灣",
            "T恤",
            "第三回",
            "internet",
            "intranet",
            "configuration",
            "configurations",
            "windows",
            "wi-fi6",
            "at&t",
            "c++",
            "c#",
            ".net",
            "iso9001",
            "iso-9001",
            "python3.11",
            "gpt-4",
            "5kg",
            "1,280",
            "®",
            "㎡",
            "--",
            "#",
            "+",
            ".",
            "。",
            "，",
            "(",
            " ",
            " ",
            "\n",
            "\t",
            "\u3000",
        ]
    ),
    max_size=30,
).map("".join)
"""Texts whose words are not drawn character by character: Chinese among Latin, the same word often."""


@given(st.lists(TEXTS | PROSE, min_size=1, max_size=5), TEXTS, TEXTS | PROSE)
@example(["做CT扫描，扫 QR 码，ct 也行", "用 win 10 系统的 My SQL"], "BMW集团", "X光片")
def test_a_batch_gives_the_same_terms_as_the_text_alone(texts: list[str], title: str, alias: str) -> None:
    batch = ANALYZER.index_batch([article(*texts, title=title, aliases=(alias,)), article(*reversed(texts))])
    bodies = [*texts, *reversed(texts)]
    assert batch.section_rows.tolist() == [0, len(texts), 2 * len(texts)]
    for number in range(len(batch.vocabulary)):
        assert np.all(np.diff(batch.word_slots[batch.word_ids == number]) >= 0)
    for row, body in enumerate(bodies):
        named = f"{title}\n{alias}" if row < len(texts) else ""
        for field, text in ((Field.TITLE, named), (Field.HEADING, ""), (Field.BODY, body)):
            slot = row * 3 + field
            lines = text.split("\n") if field is Field.TITLE else [text]  # a title and an alias are never one run
            expected = [token for line in lines for token in ANALYZER.tokens(line, is_heading=field is Field.TITLE)]
            chosen = batch.word_ids[batch.word_slots == slot]
            found = {
                "word": [batch.vocabulary[number] for number in chosen],
                "bigram": [
                    chr(key >> 21) + chr(key & 0x1FFFFF)
                    for key in batch.bigram_keys[batch.bigram_slots == slot].tolist()
                ],
                "character": list(map(chr, batch.characters[batch.character_slots == slot].tolist())),
            }
            for number, stream in enumerate(STREAMS):
                terms = [token.text for token in expected if token.stream == stream]
                assert Counter(found[stream]) == Counter(terms)
                assert batch.lengths[row, field, number] == len(terms)


@given(st.lists(TEXTS | PROSE, max_size=6))
def test_texts_that_are_analysed_together_have_the_terms_that_each_has_alone(texts: list[str]) -> None:
    assert ANALYZER.tokens_of(texts) == [ANALYZER.tokens(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "has_words"), [("三国演义", False), ("约翰·史密斯", False), ("第13条", True), ("c++", True), ("Ⅳ型", True)]
)
def test_where_only_the_run_counts_letters_and_digits_alone_give_words(text: str, has_words: bool) -> None:
    tokens = ANALYZER.tokens_of(["x光", text], run_only=True)[1]
    left_out = [token for token in ANALYZER.tokens(text) if token not in tokens]
    assert any(token.stream == "word" for token in tokens) == has_words
    assert all(token.stream == "word" for token in left_out)


def test_headings_are_joined_and_slots_keep_their_folded_text() -> None:
    sections = (Section(0, "", (), "第一㎞"), Section(1, "乙", ("甲", "乙"), "か\u3099\n臺灣"))
    batch = ANALYZER.index_batch([Article("a", "題目", sections, aliases=("別名",), categories=("條約",))])
    assert batch.folded == ("题目 别名", "", "第一km", "题目 别名", "甲 乙", "が台湾")
    assert batch.keywords == (("name\x1f题目", "name\x1f别名", "category\x1f条约"),)
    assert batch.names == (("题目", "别名"),)


def test_a_name_is_known_with_and_without_the_remark_behind_it() -> None:
    batch = ANALYZER.index_batch([article("", title="川普  （政治人物）", aliases=("唐納·川普",))])
    assert batch.names == (("特朗普 (政治人物)", "特朗普", "唐纳德特朗普"),)


def test_a_batch_of_empty_articles_has_no_terms() -> None:
    batch = ANALYZER.index_batch([article("", ""), article("")])
    assert batch.vocabulary == ()
    assert batch.lengths.shape == (3, 3, 3)
    assert not batch.lengths.any()
    assert len(batch.folded) == 9
    assert len(ANALYZER.index_batch([]).folded) == 0


def test_the_arrays_have_the_documented_types() -> None:
    batch = ANALYZER.index_batch([article("板門店宣言 C++")])
    types = {name: getattr(batch, name).dtype for name in batch.__dict__ if hasattr(getattr(batch, name), "dtype")}
    assert types == {
        "section_rows": np.int32,
        "word_ids": np.int32,
        "word_slots": np.int32,
        "bigram_keys": np.int64,
        "bigram_slots": np.int32,
        "characters": np.uint32,
        "character_slots": np.int32,
        "lengths": np.int32,
        "joint_slots": np.int32,
        "joint_places": np.int32,
        "date_rows": np.int32,
        "dates": np.uint32,
    }


@pytest.mark.parametrize("character", "一龥㐀𠀀𰀀豈〇々ーあア한ㄅ")
def test_characters_of_scripts_without_spaces_are_cjk(character: str) -> None:
    assert (kinds_of(code_points(character)) == CJK).all()


@pytest.mark.parametrize("character", "aé1я٣-。…· \n")
def test_other_characters_are_not_cjk(character: str) -> None:
    assert not (kinds_of(code_points(character)) == CJK).any()


def test_the_fingerprint_names_what_differs() -> None:
    plain, other = Analyzer().fingerprint, Analyzer(user_words={"文寻": 10}).fingerprint
    assert plain == Analyzer().fingerprint
    assert {name for name in plain if plain[name] != other[name]} == {"user_words"}
    assert {"character_classes", "regions", "folded_words", "segmentation"} <= plain.keys()


def test_the_users_words_are_folded_and_kept_whole() -> None:
    tokens = Analyzer(user_words={"統一閣": 100}).tokens("在統一閣簽署")
    assert Token("统一阁", "word", tokens[1].span) in tokens


def test_a_short_query_reads_neither_jieba_nor_opencc() -> None:
    script = (
        "import sys; from wenxun.analysis.analyzer import Analyzer; Analyzer().tokens('板門店宣言的程式');"
        "print([name for name in ('jieba', 'rjieba', 'opencc', 'logging') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
