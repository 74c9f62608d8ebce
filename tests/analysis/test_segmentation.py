"""Segmentation: three engines, one result, and that is jieba's."""

from __future__ import annotations

import json
import logging
import lzma
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis import segmentation
from wenxun.analysis.folding import fold_string
from wenxun.analysis.lookup import open_lookup
from wenxun.analysis.segmentation import Segmenter, cut_words, folded_words

TEXTS = st.text(
    st.sampled_from(
        "中华人民共和国计划生育干隆着名作者的了是在研究生命起源一二三abcABC019+#&._%- \t\r\n,。…〇々がン한𠀀"
    )
)


class Engines:
    """rjieba, jieba and the look-up, each with wenxun's words."""

    def __init__(self) -> None:
        self.rjieba = Segmenter()._open()
        self.jieba = Segmenter(prefer_rjieba=False)
        lookup = open_lookup(*folded_words())
        assert lookup is not None
        self.lookup = lookup

    def check(self, text: str) -> None:
        words = self.jieba.cut(text)
        assert self.rjieba(text) == words
        assert self.lookup.cut(text) == words
        assert "".join(words) == text


@cache
def engines() -> Engines:
    return Engines()


@given(TEXTS)
def test_every_engine_cuts_any_text_as_jieba_does(text: str) -> None:
    engines().check(text)


@given(st.lists(st.sampled_from(sorted(folded_words()[0])), max_size=8))
def test_every_engine_cuts_folded_words_as_jieba_does(words: list[str]) -> None:
    engines().check("".join(words))


def test_every_engine_cuts_the_owners_articles_as_jieba_does(owner_seeds: Path) -> None:
    for path in owner_seeds.glob("*.txt"):
        for line in fold_string(path.read_text(encoding="utf-8")).split("\n"):
            engines().check(line)


@pytest.mark.parametrize("name", ["zhwiki", "stard_law", "cpp_docs_crossscript"])
def test_every_engine_cuts_real_text_as_jieba_does(name: str, shared_data: Path) -> None:
    with lzma.open(shared_data / "judged" / name / "docs.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 3000, 30):
            engines().check(fold_string(json.loads(line)["text"])[:600])


def test_words_that_folding_changed_stay_whole() -> None:
    assert cut_words("干隆的计划") == ["干隆", "的", "计划"]
    assert cut_words(fold_string("瀋陽著名的T恤")) == ["沉阳", "着名", "的", "t恤"]


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_the_words_of_any_text_make_up_the_text(text: str) -> None:
    assert "".join(cut_words(text)) == text


def test_lone_surrogates_are_cut_like_any_other_unknown_character() -> None:
    segmenter = Segmenter({"文寻": 100})
    assert segmenter.cut("板门店\ud800宣言") == ["板门店", "\ud800", "宣言"]


@pytest.mark.parametrize("prefer_rjieba", [True, False])
def test_the_users_words_reach_every_engine(prefer_rjieba: bool) -> None:
    text = "统一阁文寻引擎"
    assert "文寻" not in Segmenter(prefer_rjieba=prefer_rjieba).cut(text)
    words = Segmenter({"文寻": None, "统一阁": 50}, prefer_rjieba=prefer_rjieba).cut(text)
    assert words == ["统一阁", "文寻", "引擎"]


def test_jieba_is_used_where_rjieba_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmentation, "_rjieba_class", lambda: None)
    assert Segmenter({"文寻": 100}).cut("文寻引擎") == ["文寻", "引擎"]


def test_nothing_is_logged_or_printed(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Segmenter(prefer_rjieba=False).cut("板门店宣言")
        Segmenter({"文寻": 100}).cut("板门店宣言")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_a_long_text_opens_an_engine_and_gives_the_same_words() -> None:
    segmenter = Segmenter()
    short = segmenter.cut("板门店宣言")
    assert segmenter._engine is None
    assert segmenter.cut("板门店宣言\n" * 200) == [*short, "\n"] * 200
    assert segmenter._engine is not None
    assert segmenter.cut("板门店宣言") == short
