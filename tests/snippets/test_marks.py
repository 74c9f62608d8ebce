from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import section_dates
from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.analysis.scripts import to_simplified, to_traditional
from wenxun.models import Article, Snippet
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.tree import Field
from wenxun.snippets import Marker

ANALYZER = Analyzer()


def marker(typed: str, field: Field = Field.BODY) -> Marker:
    return Marker(expand(parse(typed), ANALYZER), field=field)


def marked(typed: str, text: str, field: Field = Field.BODY) -> str:
    return Snippet(marker(typed, field).pieces(text)).to_text("【", "】")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # script, width and region never matter, and the marks stand on the original characters
        ("首脑会谈", "南北韓【首腦會談】"),
        ("首腦會談", "南北韩【首脑会谈】"),
        ("12", "第【１２】屆"),
        ("软件", "自由【軟體】"),
        ("軟體", "自由【软件】"),
        ("软件工程", "【軟體工程】師"),
        ("km", "共 【㎞】"),
        # words, wherever they stand
        ("板门店 宣言", "《【板門店宣言】》和【宣言】"),
        ("平壤共同宣言", "【平壤】的【宣言】"),
        # stretches of a run of three characters and more, but no lone character of it
        ("统一阁举行的会谈", "在【统一阁举行的】是的"),
        ("金与正", "金正恩与【金与正】"),
        ("的", "我【的】书"),
        ("我的书", "我是你的，【我的书】"),
        # phrases, each time they occur, and nothing of them elsewhere
        ('"和平之家"', "【和平之家】的和平与家，【和平之家】"),
        ('"hone手机"', "iP【hone手机】和手机"),
        ('"川普"', "【川普】即特朗普"),
        ('"iPh"', "【iPh】与iPhone"),
        ('"与iPh"', "iPh【与iPh】one"),
        # Latin words as whole words; the parts of one that was asked for whole are none
        ("phone", "iphone 和 【Phone】"),
        ("C++", "【C++】 和 C"),
        ("trak-2", "【TRAK-2】 与 【trak 2】"),
        (".net", "【.NET】，asp.net"),
        ("iPhone手机", "【iPhone】和【手机】，xiPhone"),
        # dates and other runs of both kinds
        ("2018年9月18日", "【2018年9月18日】，【2018】年【18】日，【9月18日】，9"),
        # word starts mark the whole word
        ("iPho*", "【iPhone】 和 xiPhone"),
        ("首脑*", "【首腦】會談"),
        # what is excluded is never marked; every alternative is
        ("会谈 -平壤", "平壤【會談】"),
        ("平壤 OR 首尔", "【平壤】和【首爾】"),
        ("什么是板门店宣言", "什么【是板门店】？什么"),
    ],
)
def test_marks_stand_exactly_on_the_characters_that_matched(typed: str, expected: str) -> None:
    assert marked(typed, re.sub("[【】]", "", expected)) == expected


def test_marks_that_touch_are_one() -> None:
    pieces = marker("首脑 会谈").pieces("首脑会谈")
    assert [(piece.text, piece.match) for piece in pieces] == [("首脑会谈", True)]


def test_what_is_looked_for_in_one_field_is_marked_in_that_field_alone() -> None:
    typed = "title:平壤 heading:宣言 会谈"
    text = "平壤宣言会谈"
    assert marked(typed, text) == "平壤宣言【会谈】"
    assert marked(typed, text, Field.TITLE) == "【平壤】宣言【会谈】"
    assert marked(typed, text, Field.HEADING) == "平壤【宣言会谈】"


def test_a_category_marks_nothing() -> None:
    assert marked("category:平壤", "平壤") == "平壤"


def test_no_text_gives_no_pieces() -> None:
    assert marker("平壤").pieces("") == ()


ALPHABET = "板門店门宣言和平之家首腦脑會会談谈軟體软件程式序的是年月日ａ１aC+#.-２ﬁ㎞½…。 \nＦ9Ⅳ"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=60)


@given(st.text(max_size=40), st.text(max_size=80))
def test_marking_never_changes_any_text(typed: str, text: str) -> None:
    assert "".join(piece.text for piece in marker(typed).pieces(text)) == text


@given(TEXTS, TEXTS)
def test_pieces_join_to_the_text_and_marks_alternate_with_the_rest(typed: str, text: str) -> None:
    pieces = marker(typed).pieces(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)
    assert all(a.match != b.match for a, b in pairwise(pieces))


@given(TEXTS, TEXTS)
def test_every_mark_holds_something_of_the_query(typed: str, text: str) -> None:
    query = expand(parse(typed), ANALYZER)
    terms = {term.text for term in query.scored_terms() if term.stream != "character"}
    sought = terms | {node.folded for node in (*query.texts, *query.required) if hasattr(node, "folded")}
    for piece in Marker(query).pieces(text):
        if piece.match:
            folded = fold_string(piece.text)
            readings = (folded, canonical_string(folded))
            assert any(term in reading for term in sought for reading in readings)


@given(st.text(st.sampled_from("板门店宣言和平之家首脑会谈软件"), min_size=1, max_size=40), st.data())
def test_a_quoted_run_of_the_text_is_marked_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = 0
    for piece in marker(f"“{text[start:end]}”").pieces(text):
        if not piece.match:
            assert not (place < end and start < place + len(piece.text))
        place += len(piece.text)


@given(st.text(st.sampled_from("板门店宣言和平之家首脑会谈龙里后发"), min_size=1, max_size=12), TEXTS)
def test_a_query_in_the_other_script_marks_the_same_characters(typed: str, text: str) -> None:
    simplified, traditional = to_simplified(typed), to_traditional(typed)
    assert marker(simplified).pieces(text) == marker(traditional).pieces(text)


def test_html_of_pieces_is_escaped_piece_by_piece() -> None:
    pieces = Snippet(marker("script & 板门店").pieces("<script>a && 板门店</script>"))
    assert pieces.to_html() == (
        "&lt;<mark>script</mark>&gt;a &amp;&amp; <mark>板门店</mark>&lt;/<mark>script</mark>&gt;"
    )


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("date:2018-05", "5月26日再开，6月1日结束。", "【5月26日】再开，6月1日结束。"),
        ("date:2018", "5月26日再开，6月1日结束。", "【5月26日】再开，【6月1日】结束。"),
        ("date:2017", "5月26日再开，2017年6月1日结束。", "5月26日再开，【2017年6月1日】结束。"),
        ("date:2018", "2018年四月开会，5月26日再开。", "【2018年四月】开会，【5月26日】再开。"),
        ("date:2018-05", "2018年四月开会，5月26日再开。", "2018年四月开会，【5月26日】再开。"),
        ("date:2018", "2018年开会，次年5月26日再开。", "【2018年】开会，次年5月26日再开。"),
        ("date:2019", "2018年开会，次年5月26日再开。", "2018年开会，【次年5月26日】再开。"),
        ("date:2018", "1953年7月27日签署，8月生效，2018年纪念。", "1953年7月27日签署，8月生效，【2018年】纪念。"),
        ("date:1953", "1953年7月27日签署，8月生效，2018年纪念。", "【1953年7月27日】签署，【8月】生效，2018年纪念。"),
    ],
)
def test_a_date_without_a_year_is_marked_where_its_year_is_asked_for(typed: str, text: str, expected: str) -> None:
    (dates,) = section_dates(Article("a", "2018年的会谈", text=text))
    assert Snippet(marker(typed).pieces(text, dates)).to_text("【", "】") == expected
