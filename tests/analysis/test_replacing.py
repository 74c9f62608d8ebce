"""Many wordings at once are replaced as a reader would: from left to right, the longest first."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.folding import fold_string
from wenxun.analysis.replacing import Wordings, replace
from wenxun.analysis.variants import data_lines

LETTERS = "程式序员網络 a\n\U00020bb7\ud800\udfff"
WORDINGS = st.dictionaries(
    st.text(st.sampled_from("程式序员網络a\U00020bb7"), min_size=1, max_size=4), st.text(max_size=3), max_size=12
)
TEXTS = st.text(st.sampled_from(LETTERS), max_size=30)


def one_by_one(text: str, forms: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """The definition: at each place the longest wording that starts there, and then on behind it."""
    longest, place = max(map(len, forms), default=0), 0
    while place < len(text):
        wordings = (text[place : place + length] for length in range(longest, 0, -1))
        wording = next((one for one in wordings if one in forms), "")
        if wording:
            yield place, place + len(wording), forms[wording]
        place += len(wording) or 1


@given(WORDINGS, TEXTS)
def test_the_longest_wording_is_found_at_each_place_from_left_to_right(forms: Mapping[str, str], text: str) -> None:
    assert Wordings(forms).find(text) == list(one_by_one(text, forms))


@given(WORDINGS, TEXTS)
def test_what_is_not_replaced_stays(forms: Mapping[str, str], text: str) -> None:
    found = Wordings(forms).find(text)
    assert replace(text, [(start, end, text[start:end]) for start, end, _ in found]) == text
    length = len(text) + sum(len(form) - (end - start) for start, end, form in found)
    assert len(replace(text, found)) == length


def test_lone_surrogates_stay_and_move_nothing() -> None:
    assert replace("\ud800程式\ud800", Wordings({"程式": "程序"}).find("\ud800程式\ud800")) == "\ud800程序\ud800"


def test_a_wording_that_stands_for_itself_keeps_a_shorter_one_from_being_taken() -> None:
    wordings = Wordings({"程式": "程序", "方程式": "方程式"})
    assert replace("方程式和程式", wordings.find("方程式和程式")) == "方程式和程序"


@pytest.mark.parametrize("name", ["moj_laws_tw_articles", "cn_laws_articles", "win32_docs_zhtw", "chinese_poetry"])
def test_regional_wording_of_real_text_is_replaced_by_the_definition(name: str, shared_data: Path) -> None:
    forms = {wording: form for wording, form, _ in (line.split("\t") for line in data_lines("regions.txt"))}
    wordings = Wordings(forms)
    with lzma.open(shared_data / "corpus" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 6000, 60):
            text = fold_string(json.loads(line)["text"])[:3000]
            assert wordings.find(text) == list(one_by_one(text, forms))
