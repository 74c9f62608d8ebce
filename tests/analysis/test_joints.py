"""Joints: what parts two characters, and what does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, Element, SearchEngine, Section, Span
from wenxun.analysis.folding import fold, fold_string
from wenxun.analysis.joints import joint_places


@pytest.mark.parametrize(
    "written",
    [
        "数 据",
        "数\u3000据",
        "数\u3000\u3000据",
        "数\xa0据",
        "数\t据",
        "数\n据",
        "数 \n据",
        "数·据",
        "数・据",
        "数．据",
        "数˙据",
        "数⸳据",
        "数\ufff9据",
        "数\ufffc据",
        "数 · 据",
        "数\u200b据",
        "数\u00ad\u2060据",
        "数\ufe00据",
        "数\U000e0100 据",
        "数\u200b\n据",
    ],
)
def test_a_joint_parts_nothing(written: str) -> None:
    folded = fold(written)
    assert folded.text == "数据"
    assert folded.to_original(Span(0, 2)) == Span(0, len(written))
    assert folded.to_original(Span(1, 2)) == Span(len(written) - 1, len(written))


@pytest.mark.parametrize("between", [" ", "\n", " \n", "\t", "\u3000", "\u3000\u3000", "\u200b\n"])
@pytest.mark.parametrize("sides", ["，疑", "。三", "：「", "说「", "」他", "）（", "…他", "他—"])
def test_a_blank_beside_chinese_punctuation_is_a_joint(sides: str, between: str) -> None:
    assert fold_string(between.join(sides)) == fold_string(sides)


@pytest.mark.parametrize("written", ["，\n\n疑", "，  疑", ", 疑", "， a", "a （", "，\n　　疑", "他 - 她"])
def test_other_blanks_beside_punctuation_part(written: str) -> None:
    assert len(fold_string(written)) == len(written)


@pytest.mark.parametrize(
    "written",
    [
        "数\n\n据",
        "数。据",
        "数，据",
        "数   据",
        "数  据",
        "数 a 据",
        "数 - 据",
        "한국 사람",
        "数\n 据",
        "数\n\u3000\u3000据",
    ],
)
def test_anything_else_parts(written: str) -> None:
    assert "数据" not in fold_string(written)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("1,280", "1280"),
        ("１,２８０,３００", "1280300"),
        ("1,28", "1,28"),
        ("12345,678", "12345,678"),
        ("1,2345", "1,2345"),
        ("2018,2019", "2018,2019"),
    ],
)
def test_a_comma_that_groups_digits_is_a_joint(written: str, folded: str) -> None:
    assert fold_string(written) == folded


def test_no_joint_is_folded_to_a_letter_or_a_digit() -> None:
    """So a run of letters that is found with joints in their places has none in it."""
    points = np.arange(0x110000, dtype=np.uint32)
    between_han = np.stack([np.full_like(points, ord("数")), points, np.full_like(points, ord("据"))], axis=1)
    groups = [np.frombuffer(f"1{sign}280".encode("utf-32-le"), np.uint32) for sign in ",，"]
    for written in (between_han.ravel(), *groups):
        joints = {chr(point) for point in written[joint_places(written)].tolist()}
        assert joints
        assert [joint for joint in joints if any(map(str.isalnum, fold_string(joint)))] == []


@given(st.text(st.sampled_from("数据甲 \u3000\n·\u200b,1a。"), max_size=12))
def test_joints_once_left_out_leave_no_new_ones(text: str) -> None:
    assert fold_string(fold_string(text)) == fold_string(text)


def found(engine: SearchEngine, query: str) -> list[str]:
    results = engine.search(query, limit=100)
    return [] if results.relaxed else sorted(hit.id for hit in results)


def test_a_word_is_found_across_joints_typed_or_quoted_and_marked_whole(engine: SearchEngine) -> None:
    engine.add(
        Article("甲", "附　则", (Section(0, "", (), "列奥纳多·达·芬奇要做 数 据 清 洗，涌\n入城市。"),)),
        Article("乙", "其他", (Section(0, "", (), "达芬奇密码。"),)),
    )
    for query in ("数据清洗", '"数据清洗"', '"数 据 清 洗"', "涌入城市", "附则", "title:附则", "附 则"):
        assert found(engine, query) == ["甲"], query
    assert engine.search("列奥纳多达芬奇")[0].id == "甲"
    assert found(engine, "达芬奇") == found(engine, "达·芬奇") == ["乙", "甲"]
    hit = next(hit for hit in engine.search("数据清洗"))
    assert "【数 据 清 洗】" in hit.sections[0].snippet.to_text("【", "】")


def test_a_list_item_is_a_border(engine: SearchEngine) -> None:
    items = tuple(Element("list_item", Span(start, start + 2), "-", 1) for start in (0, 3))
    engine.add(
        Article("列", "列", (Section(0, "", (), "茶壶\n盖碗", elements=items),)),
        Article("行", "行", (Section(0, "", (), "茶壶\n盖碗"),)),
    )
    assert found(engine, '"壶盖"') == ["行"]


def test_names_of_one_article_do_not_run_into_each_other(engine: SearchEngine) -> None:
    engine.add(Article("甲", "碧螺", (Section(0, "", (), "茶。"),), aliases=("春茶",)))
    assert found(engine, '"螺春"') == []


LINES = "床前明月光，\n疑是地上霜。\nThe quick\nbrown fox\tjumps，用 React\n组件。他说：\n「好」"


@pytest.mark.parametrize(
    "query",
    [
        '"月光，疑是"',
        '"月光， 疑是"',
        '"月光，\n疑是"',
        '"月光，  疑是"',
        '"光，疑"',
        '"quick brown fox jumps"',
        '"quick\nbrown"',
        '"用React组件"',
        '"他说：「好"',
        '"他说： 「好"',
    ],
)
def test_a_quoted_run_is_found_and_marked_across_line_ends(engine: SearchEngine, query: str) -> None:
    engine.add(Article("甲", "题", (Section(0, "", (), LINES),)), Article("乙", "题", (Section(0, "", (), "霜。"),)))
    assert found(engine, query) == ["甲"]
    marked = [piece.text for piece in engine.search(query)[0].sections[0].snippet.pieces if piece.match]
    assert "".join(query.strip('"').split()).lower() in "".join("".join(marked).split()).lower()


def test_a_quoted_run_is_not_found_across_paragraphs(engine: SearchEngine) -> None:
    engine.add(Article("甲", "题", (Section(0, "", (), "床前明月光，\n\n疑是地上霜 quick\n\nbrown"),)))
    for query in ('"光，疑"', '"quick brown"', '"霜疑"'):
        assert found(engine, query) == []
