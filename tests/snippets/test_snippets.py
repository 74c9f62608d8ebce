from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer
from wenxun.models import Snippet
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.snippets import Marker

ANALYZER = Analyzer()
FILLER = "这里没有要找的东西。"


def snippet(typed: str, text: str, *, snippet_chars: int = 120, passages: int = 2) -> Snippet:
    marker = Marker(expand(parse(typed), ANALYZER))
    return marker.snippet(text, snippet_chars=snippet_chars, passages=passages)


def shown(typed: str, text: str, *, snippet_chars: int = 120, passages: int = 2) -> str:
    return snippet(typed, text, snippet_chars=snippet_chars, passages=passages).to_text("【", "】")


def test_a_short_text_is_shown_whole() -> None:
    assert shown("平壤", "會談在平壤舉行。\n\n第二段") == "會談在【平壤】舉行。\n\n第二段"


def test_a_passage_starts_and_ends_with_sentences_and_has_no_ellipsis_then() -> None:
    text = FILLER * 20 + "會談在平壤舉行。" + FILLER * 20
    assert shown("平壤", text, snippet_chars=40) == "會談在【平壤】舉行。" + FILLER * 3


@pytest.mark.parametrize("end", ["。", "！", "？", "；", "﹔", "…", "……", "。」", "?!", "\n", "\n\n"])
def test_every_sign_that_ends_a_sentence_is_known(end: str) -> None:
    assert shown("平壤", f"{'一' * 100}{end}會談在平壤舉行。", snippet_chars=20) == "會談在【平壤】舉行。"


def test_a_passage_that_ends_with_the_text_takes_more_before() -> None:
    text = FILLER * 20 + "會談在平壤舉行。"
    assert shown("平壤", text, snippet_chars=40) == FILLER * 3 + "會談在【平壤】舉行。"


def test_an_ellipsis_stands_only_where_a_sentence_is_cut() -> None:
    text = "一" * 300 + "平壤" + "二" * 300
    result = shown("平壤", text, snippet_chars=40)
    assert result.startswith("…一")
    assert "一【平壤】二" in result
    assert result.endswith("二…")
    assert len(result) <= 40 + len("…【】…")
    assert shown("平壤", "平壤" + "二" * 300, snippet_chars=40) == "【平壤】" + "二" * 38 + "…"
    assert shown("平壤", "一" * 300 + "平壤", snippet_chars=40).startswith("…一")


def test_no_latin_word_is_cut() -> None:
    text = "lorem ipsum " * 30 + "平壤" + " dolores amet" * 30
    result = snippet("平壤", text, snippet_chars=50).to_text()
    assert set(result.replace("…", " ").split()) <= {"lorem", "ipsum", "平壤", "dolores", "amet"}


def test_two_passages_are_shown_where_one_cannot_show_all_of_the_query() -> None:
    text = "會談在平壤舉行。" + FILLER * 30 + "宣言在板門店簽署。" + FILLER * 30
    assert shown("平壤 板门店", text, snippet_chars=20) == "會談在【平壤】舉行。…宣言在【板門店】簽署。"
    assert shown("平壤 板门店", text, snippet_chars=20, passages=1).count("【") == 1


def test_no_more_than_two_passages_are_shown_unless_more_are_asked_for() -> None:
    text = "會談在平壤舉行。" + FILLER * 30 + "宣言在板門店簽署。" + FILLER * 30 + "代表回首爾。" + FILLER * 30
    marker = Marker(expand(parse("平壤 板门店 首尔"), ANALYZER))
    assert marker.snippet(text).to_text("【", "】").count("【") == 2
    assert marker.snippet(text, passages=3).to_text("【", "】").count("【") == 3


def test_one_passage_is_shown_where_it_shows_all_of_the_query() -> None:
    text = "平壤。" + FILLER * 30 + "平壤與板門店。" + FILLER * 30
    assert shown("平壤 板门店", text, snippet_chars=20) == "【平壤】與【板門店】。" + FILLER


def test_the_passage_with_the_most_of_the_query_is_shown() -> None:
    text = "平壤。" + FILLER * 30 + "宣言與平壤與會談。" + FILLER * 30 + "平壤，會談。"
    assert "【宣言】與【平壤】與【會談】" in shown("平壤 会谈 宣言", text, snippet_chars=30)


def test_the_whole_run_is_worth_more_than_its_words() -> None:
    text = "共同發表宣言，在平壤。" + FILLER * 30 + "《平壤共同宣言》。" + FILLER * 30
    assert "《【平壤共同宣言】》" in shown("平壤共同宣言", text, snippet_chars=30, passages=1)


def test_a_text_without_a_match_is_shown_from_its_beginning_unmarked() -> None:
    result = snippet("title:平壤", "\n\n" + FILLER * 30, snippet_chars=35)
    assert result.to_text("【", "】") == FILLER * 3
    assert not any(piece.match for piece in result.pieces)


def test_an_empty_text_has_an_empty_snippet() -> None:
    assert snippet("平壤", "").pieces == ()
    assert snippet("平壤", " \n ").to_text() == ""


def test_a_match_longer_than_the_snippet_is_shown_from_its_start() -> None:
    phrase = "和平之家" * 50
    assert shown(f'"{phrase}"', "在" + phrase, snippet_chars=40) == "…【" + ("和平之家" * 10) + "】…"


def test_a_match_deep_in_a_very_long_text_is_found() -> None:
    text = FILLER * 60_000 + "平壤" + FILLER * 10
    assert "【平壤】" in shown("平壤", text, snippet_chars=30)


@pytest.mark.parametrize("offset", [-3, -2, -1, 0, 1])
def test_a_match_across_two_blocks_of_a_long_text_is_found(offset: int) -> None:
    text = "一" * (200_000 + offset) + "板門店" + "二" * 10
    assert "【板門店】" in shown("板门店", text)


def test_sizes_must_be_positive() -> None:
    for chars, passages in ((0, 1), (1, 0), (-1, 2)):
        with pytest.raises(ValueError, match="must be positive"):
            snippet("平壤", "平壤", snippet_chars=chars, passages=passages)


WORDS = [
    "平壤",
    "板門店",
    "宣言",
    "會談",
    "iPhone",
    "C++",
    "。",
    "！",
    "…",
    "\n\n",
    "，",
    " ",
    "㎞",
    "ﬁ",
    "的",
    "é",
    "e\u0301",
]


@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=200).map("".join),
    st.integers(1, 130),
    st.integers(1, 4),
)
def test_each_passage_stands_in_the_text_and_all_together_are_within_the_limit(
    typed: str, text: str, snippet_chars: int, passages: int
) -> None:
    found = snippet(typed, text, snippet_chars=snippet_chars, passages=passages)
    place = 0
    length = 0
    for piece in found.pieces:
        if piece.text == "…" and not piece.match:
            continue  # an ellipsis of ours, or one of the text, which is then inside another passage
        place = text.index(piece.text, place) + len(piece.text)
        length += len(piece.text)
    assert length <= snippet_chars


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=100).map("".join),
)
def test_a_snippet_shows_a_match_whenever_there_is_one(typed: str, text: str) -> None:
    marker = Marker(expand(parse(typed), ANALYZER))
    assert any(piece.match for piece in marker.snippet(text, snippet_chars=40).pieces) == marker.stands_in(text)
    if any(piece.match for piece in marker.pieces(text)):
        assert marker.stands_in(text)


def test_a_snippet_shows_what_matched_also_when_it_is_a_bigram_alone() -> None:
    text = "前面的话。" * 60 + "加入酸钠盐。"
    assert "【酸钠】" in shown("硫代硫酸钠", text)
    assert "【" not in shown("硫代硫酸钠", "前面的话。")


@given(st.lists(st.sampled_from(["平壤在这里", "别的话", "a b", "会谈"]), min_size=1, max_size=40), st.integers(1, 4))
def test_context_adds_whole_sentences_and_loses_nothing(sentences: list[str], around: int) -> None:
    text = "".join(f"{sentence}。" for sentence in sentences)
    marker = Marker(expand(parse("平壤 会谈"), ANALYZER))
    plain = marker.snippet(text, snippet_chars=20).to_text()
    wide = marker.snippet(text, snippet_chars=20, sentences_around=around).to_text()
    for passage in filter(None, plain.split("…")):
        assert passage in wide
    for passage in wide.split("…"):
        assert passage in text
        assert passage.endswith("。")
        assert text.startswith(passage) or f"。{passage}" in text


def test_context_is_counted_in_sentences() -> None:
    text = "一。二。三。平壤在四。五。六。七。"
    marker = Marker(expand(parse("平壤"), ANALYZER))
    assert (
        marker.snippet(text, snippet_chars=4, sentences_around=2).to_text("【", "】")
        == "二。三。【平壤】在四。五。六。"
    )
