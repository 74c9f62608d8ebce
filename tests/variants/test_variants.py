"""A text in the reader's own writing, and marks that stay where they belong."""

from __future__ import annotations

import json
import lzma
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Piece, Span, VariantRule
from wenxun.variants import (
    VARIANTS,
    Variant,
    convert,
    convert_pieces,
    convert_text,
    language_tag,
    writing_of,
)

WORDS = """
软件 程序员 互联网 数据库 人工智能 光盘 鼠标 U盘 出租车 老挝 香农 服务器 硬盘 预算法 法律程序 支持
皇后 后来 头发 发现 乾隆 干 里 后 面 松 范 軟體 程式設計師 網際網路 資料庫 光碟 滑鼠 後來 頭髮 發現
裡面 裏面 臺灣 台灣 乾燥 松樹 公里 說 説 。 ， … a SQL注入 iPhone 𠮷 é ﬁ
"""
words = st.sampled_from([*WORDS.split(), "\n", "\n\n", " "])
texts = st.lists(st.one_of(words, st.text(max_size=3)), max_size=14).map("".join)
variants = st.sampled_from(VARIANTS)


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    marked = draw(st.booleans())
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        if end > start:
            found.append(Piece(text[start:end], match=marked))
        marked = not marked
    return found


@given(pieces(), variants)
def test_without_its_marks_a_passage_is_the_conversion_of_its_source(found: list[Piece], variant: Variant) -> None:
    source = "".join(piece.text for piece in found)
    converted = convert_pieces(found, variant)
    assert "".join(piece.text for piece in converted) == convert(source, variant).text


@given(pieces(), variants)
def test_what_is_marked_is_the_image_of_what_was_marked(found: list[Piece], variant: Variant) -> None:
    converted = convert("".join(piece.text for piece in found), variant)
    expected: set[int] = set()
    start = 0
    for piece in found:
        if piece.match:
            image = converted.image(Span(start, start + len(piece.text)))
            expected.update(range(image.start, image.end))
        start += len(piece.text)
    marked: set[int] = set()
    start = 0
    for piece in convert_pieces(found, variant):
        if piece.match:
            marked.update(range(start, start + len(piece.text)))
        assert piece.text
        start += len(piece.text)
    assert marked == expected


@given(texts, variants, st.data())
def test_images_cover_the_text_in_order_and_no_more(text: str, variant: Variant, data: st.DataObject) -> None:
    converted = convert(text, variant)
    images = [converted.image(Span(place, place + 1)) for place in range(len(text))]
    assert images == sorted(images)
    covered = {place for image in images for place in range(image.start, image.end)}
    assert covered == set(range(len(converted.text)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole = converted.image(Span(start, end))
    if end > start:
        assert whole == Span(images[start].start, images[end - 1].end)
    assert converted.image(Span(0, len(text))) == Span(0, len(converted.text))


@given(texts)
def test_the_original_is_the_original(text: str) -> None:
    assert convert(text, "orig").text == text


@given(texts, st.sampled_from(["hans", "hant", "hk"]))
def test_only_taiwans_wording_changes_lengths(text: str, variant: Variant) -> None:
    assert len(convert(text, variant).text) == len(text)


@pytest.mark.parametrize(
    ("source", "variant", "shown"),
    [
        ("软件和程序员", "tw", "軟體和程式設計師"),
        ("软件和程序员", "hant", "軟件和程序員"),
        ("程序员", "tw", "程式設計師"),
        ("軟體裡面", "hans", "软体里面"),
        ("乾隆觉得干燥", "hant", "乾隆覺得乾燥"),
        ("乾隆覺得乾燥", "hans", "乾隆觉得干燥"),
        ("李乾说话", "hans", "李乾说话"),
        ("松樹裡面", "hant", "松樹裡面"),
        ("松樹裡面", "tw", "松樹裡面"),
        ("松树里面", "hk", "松樹裏面"),
        ("为什么在台湾里面", "hant", "為什麼在臺灣裡面"),
        ("為甚麼，因為電腦程式", "hans", "为甚么，因为电脑程式"),
        ("法律程序得到总统支持", "tw", "法律程序得到總統支持"),
        ("的士兵在北京的后台", "tw", "的士兵在北京的後臺"),
        ("什么时候", "hans", "什么时候"),
    ],
)
def test_writing_and_wording_become_the_readers(source: str, variant: Variant, shown: str) -> None:
    assert convert_text(source, variant) == shown


@pytest.mark.parametrize(
    ("source", "variant", "shown"),
    [
        # a wording that lies across two words, or is a part of one, is none
        ("该电视频道由其转播，免提供服务费", "tw", "該電視頻道由其轉播，免提供服務費"),
        ("硬件内存在空保护区域内存在", "tw", "硬體內存在空保護區域內存在"),
        ("布尔什维克与纳米比亚", "tw", "布爾什維克與納米比亞"),
        ("互联网络，注册机构，重装备", "tw", "互聯網絡，註冊機構，重裝備"),
        # a word within a longer word is one
        ("软件工程和信息化，意大利人的神经网络", "tw", "軟體工程和資訊化，義大利人的神經網路"),
        # a phrase of a script neither
        ("保护发展，没有人参加，并发行了", "hant", "保護發展，沒有人參加，並發行了"),
        ("批准逮捕，婚姻关系，第一周", "hant", "批准逮捕，婚姻關係，第一週"),
        # what is Traditional already stays as it is, whatever forms others prefer
        (
            "該電視頻道播出演算法節目；重裝備入庫",
            "tw",
            "該電視頻道播出演算法節目；重裝備入庫",
        ),
        (
            "電視與群眾、高峰、病床、秘書、爐灶、污水",
            "hant",
            "電視與群眾、高峰、病床、秘書、爐灶、污水",
        ),
        ("電視與群眾、高峰、病床、秘書、爐灶、污水", "tw", "電視與群眾、高峰、病床、秘書、爐灶、污水"),
        ("群众、高峰、病床、秘书和污水", "tw", "群眾、高峰、病床、秘書和污水"),
        ("自公布日施行", "tw", "自公布日施行"),
        ("维护信息安全", "tw", "維護資訊安全"),
        # forms that only one region has are no more Simplified than others
        ("衞生、化粧、鈎子，這枱", "hans", "卫生、化妆、钩子，这台"),
        # Hong Kong's text becomes Taiwan's
        ("説明書和軟件", "tw", "說明書和軟體"),
    ],
)
def test_no_word_is_cut_and_nothing_changes_that_is_right_already(source: str, variant: Variant, shown: str) -> None:
    assert convert_text(source, variant) == shown


@pytest.mark.parametrize(("name", "own"), [("moj_laws_tw", ("tw", "hant")), ("cn_laws", ("hans",))])
def test_a_regions_own_statutes_stay_as_they_are(name: str, own: tuple[Variant, ...], shared_data: Path) -> None:
    with lzma.open(shared_data / "corpus" / f"{name}_articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, 36_000, 3)]
    assert len(texts) == 12_000
    assert [text for text in texts for variant in own if convert(text, variant).text != text] == []


def test_each_line_is_taken_in_the_script_that_it_is_written_in() -> None:
    assert convert_text("這是松樹。\n\n这头发松了。", "hant") == "這是松樹。\n\n這頭髮鬆了。"


def test_a_short_text_is_taken_in_the_script_of_its_context() -> None:
    assert convert_text("松", "hant", context="這是樹") == "松"
    assert convert_text("后", "hant", context="这头发") == "後"


def test_a_mark_on_part_of_a_wording_covers_what_it_became() -> None:
    shown = convert_pieces((Piece("程", match=False), Piece("序", match=True), Piece("员来了", match=False)), "tw")
    assert shown == (Piece("程式設計師", match=True), Piece("來了", match=False))


def test_a_mark_at_the_very_end_covers_what_it_became() -> None:
    assert convert("程序员", "tw").image(Span(2, 3)) == Span(0, 5)


def test_marks_that_become_one_wording_become_one_mark() -> None:
    source = (Piece("互联", match=True), Piece("网", match=True), Piece("上", match=False))
    assert convert_pieces(source, "tw") == (Piece("網際網路", match=True), Piece("上", match=False))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("一行超过 1,000 字节", "一行超過 1,000 位元組"),
        ("这个软 件有 2,500 个软件", "這個軟 件有 2,500 個軟體"),
        ("达·芬奇的软件，用了 1,234,567 字节", "達·芬奇的軟體，用了 1,234,567 位元組"),
    ],
)
def test_words_are_told_apart_behind_what_matching_passes_over(source: str, shown: str) -> None:
    assert convert_text(source, "tw") == shown


def test_the_articles_own_rules_go_before_the_tables() -> None:
    rule = VariantRule({"zh-cn": "鼠标", "zh-tw": "電子鼠", "zh-hk": "滑鼠"}, "article")
    assert convert("鼠标好用", "tw", rules=(rule,)).text == "電子鼠好用"
    assert convert("鼠标说好用", "hk", rules=(rule,)).text == "滑鼠説好用"
    assert convert("鼠標說好用", "hk", rules=(rule,)).text == "滑鼠說好用"
    assert convert("滑鼠說好用", "hans", rules=(rule,)).text == "鼠标说好用"


@pytest.mark.parametrize(
    ("text", "writing", "tag"),
    [("说话", "hans", "zh-Hans"), ("說話", "hant", "zh-Hant"), ("公里", None, "zh"), ("", None, "zh")],
)
def test_the_script_of_a_text_is_told_from_its_characters(text: str, writing: str | None, tag: str) -> None:
    assert writing_of(text) == writing
    assert language_tag("orig", text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "發言人說，訂戶困在家裡，衛生署主席脫下口罩，須詳閱稅單。",
        "發言人説，訂户困在家裏，衞生署主席脱下口罩，須詳閲税單，氣温漸高。",
        "佢搵你幫吓手，李慧琼及譚香文做什麽，跡象與迹象，祢手中，交叠，失踪，叱咤。",
        "松樹裡面的群眾着急，着手搭巴士同的士返屋企。",
    ],
)
def test_hong_kongs_own_text_stays_as_it_is(text: str) -> None:
    assert convert_text(text, "hk") == text


def test_every_writing_has_its_language_tag() -> None:
    tags = [language_tag(variant) for variant in VARIANTS]
    assert tags == ["zh", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"]


def test_real_articles_converted_keep_nothing_of_the_other_script(owner_seeds: Path) -> None:
    for path in sorted(owner_seeds.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert writing_of(convert(text, "hans").text) == "hans"
        for variant in ("hant", "tw", "hk"):
            assert writing_of(convert(text, variant).text) == "hant"  # type: ignore[arg-type]
