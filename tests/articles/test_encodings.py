"""Every encoding of Chinese is read as it was written, and nothing is read as mojibake."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.articles import read_bytes
from wenxun.articles.encodings import decode
from wenxun.errors import ArticleError

SIMPLIFIED = "板门店位于朝鲜半岛中部，是朝韩两国的边境。两国领导人在这里举行了会谈。Latin 2018"
TRADITIONAL = "板門店位於朝鮮半島中部，是南北韓的邊境。兩國領導人在這裏舉行了會談。Latin 2018"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_text_in_any_unicode_encoding_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(("text", "encoding"), [(SIMPLIFIED, "gb2312"), (TRADITIONAL, "big5"), (TRADITIONAL, "cp950")])
def test_text_in_an_old_encoding_is_read(text: str, encoding: str) -> None:
    text = text.replace("裏", "裡") if encoding == "big5" else text
    assert decode(text.encode(encoding, "ignore")).text == text.encode(encoding, "ignore").decode(encoding)


sentences = st.lists(
    st.sampled_from("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过"),
    min_size=12,
    max_size=80,
).map("".join)


@given(sentences, st.text("深圳珠海龙凤呈祥魑魅魍魉abcXYZ，。《》\n ", max_size=40))
def test_simplified_prose_survives_gb18030(common: str, rare: str) -> None:
    assert decode((common + rare).encode("gb18030")).text == common + rare


@given(
    st.text("的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會", min_size=12, max_size=80),
    st.text("深圳珠海龍鳳呈祥魑魅魍魎abcXYZ，。《》\n ", max_size=40),
)
def test_traditional_prose_survives_big5(common: str, rare: str) -> None:
    assert decode((common + rare).encode("big5")).text == common + rare


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。漢字とかなが混ざっています。", "shift_jis"),
        ("これは日本語の文章です。漢字とかなが混ざっています。", "euc_jp"),
        ("한국어 텍스트입니다. 안녕하세요 여러분, 반갑습니다", "euc_kr"),
        ("café, naïve résumé and déjà vu in a mostly English sentence", "cp1252"),
    ],
)
def test_other_languages_are_not_taken_for_chinese(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_a_short_text_is_read_when_all_of_it_is_common() -> None:
    assert decode("板门店".encode("gbk")).text == "板门店"
    assert decode("板門店".encode("big5")).text == "板門店"


def test_damage_is_replaced_and_counted() -> None:
    decoded = decode("这是中国的文字。".encode() * 20 + b"\xff\xfe" + "还有一句话。".encode())
    assert decoded.damaged == 2
    assert decoded.text.count("\ufffd") == 2
    assert decoded.text.endswith("还有一句话。")


def test_a_file_cut_inside_a_character_is_read() -> None:
    assert decode("中国人民在这里".encode("gbk")[:-1]).text == "中国人民在这\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 64,
        bytes(range(256)) * 8,
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04abc",
        random.Random(5).randbytes(4000),
        random.Random(6).randbytes(4001).replace(b"\0", b"\1"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, "a.txt")
    assert caught.value.reason in ("binary", "not-text")


def test_bytes_that_make_no_sense_in_any_encoding_are_refused() -> None:
    data = bytes(random.Random(7).choices(range(0x80, 0x100), k=500))
    with pytest.raises(ArticleError) as caught:
        decode(data)
    assert caught.value.reason == "not-text"
