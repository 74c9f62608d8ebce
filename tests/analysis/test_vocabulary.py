"""The words of a batch are numbered as if each were looked up as a string."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wenxun.analysis.vocabulary as vocabulary
from wenxun.analysis.characters import code_points
from wenxun.analysis.segmentation import cut_words
from wenxun.analysis.vocabulary import numbered_words


def words_at(text: str) -> list[tuple[int, str]]:
    """Where each word stands, and the word, by way of the vocabulary."""
    words, ids, starts = numbered_words(text, code_points(text), cut_words)
    assert len(set(words)) == len(words)
    assert set(ids.tolist()) == set(range(len(words)))
    return [(start, words[number]) for number, start in zip(ids.tolist(), starts.tolist(), strict=True)]


def cjk_words(text: str) -> list[tuple[int, str]]:
    """The same of the words with a CJK character, by cutting each line alone."""
    found, place = [], 0
    for line in text.split("\n"):
        for word in cut_words(line):
            if any("\u3400" <= character <= "\u9fff" or character >= "\U00020000" for character in word):
                found.append((place, word))
            place += len(word)
        place += 1
    return found


@given(st.text("板门店会谈发布的宣言研究生命起源 \n，a1-.", max_size=60))
def test_words_are_those_of_the_segmenter(text: str) -> None:
    assert [each for each in words_at(text) if not each[1].isascii()] == cjk_words(text)


@given(st.text("板门店会谈 \nabc+.-", max_size=40))
def test_colliding_words_are_told_apart(text: str) -> None:
    expected = words_at(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "_SLOT_BITS", 1)
        assert words_at(text) == expected


def test_a_text_may_be_cut_in_pieces_and_hold_the_separator(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "和平之家举行\n" * 5 + "首脑\0会谈\n\0\n结束"
    expected = words_at(text)
    assert ("会谈" in dict(expected).values()) and ("结束" in dict(expected).values())
    monkeypatch.setattr(vocabulary, "_CUT_CHARACTERS", 7)
    assert words_at(text) == expected


def test_more_characters_than_a_short_key_can_tell_apart_are_no_limit() -> None:
    many = "".join(chr(point) for point in range(0x20000, 0x20000 + (1 << 16) + 9))
    found = words_at(f"板门店会谈\n{many}\n板门店 ab.cd ab.cd")
    assert [start for start, word in found if word == "板门店"] == [0, len(many) + 7]
    assert [word for _, word in found][-6:] == ["ab", "ab.cd", "cd"] * 2
    assert len(found) >= np.unique(code_points(many)).size
