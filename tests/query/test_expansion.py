from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.folding import fold_string
from wenxun.analysis.segmentation import cut_words
from wenxun.models import AddedForm
from wenxun.query.expansion import expand, question_words
from wenxun.query.language import parse
from wenxun.query.tree import AnyOf, Field, FullMatch, Keyword, Node, Phrase, Prefix, Query, Term, Text

ANALYZER = Analyzer()


def query(typed: str) -> Query:
    return expand(parse(typed), ANALYZER)


def only_text(typed: str) -> Text:
    (text,) = query(typed).texts
    return text


def texts_of(terms: tuple[Term, ...], stream: str) -> list[str]:
    return [term.text for term in terms if term.stream == stream]


def terms_of_document(text: str) -> set[Term]:
    return {Term(token.stream, token.text) for token in ANALYZER.tokens(text)}


# --- unquoted -------------------------------------------------------------------------------------


def test_a_run_is_scored_by_its_words_its_characters_and_the_bigrams_that_are_no_words() -> None:
    text = only_text("和平之家")
    assert text.folded == "和平之家"
    assert texts_of(text.terms, "bigram") == ["平之", "之家"]
    assert texts_of(text.terms, "character") == ["和", "平", "之", "家"]
    assert "".join(texts_of(text.terms, "word")) == "和平之家"


def test_a_run_is_held_where_it_stands_or_by_its_words() -> None:
    as_run, by_words, *as_keyword = only_text("板门店宣言").full_matches
    assert as_run == FullMatch(tuple(Term("bigram", pair) for pair in ("板门", "门店", "店宣", "宣言")), "板门店宣言")
    assert {term.stream for term in by_words.terms} == {"word"}
    assert "".join(term.text for term in by_words.terms) == "板门店宣言"
    assert by_words.is_apart
    values = [f"{name}\x1f板门店宣言" for name in ("tag", "author")]
    assert [held.terms for held in as_keyword] == [(Term("keyword", value),) for value in values]


def test_a_run_that_is_one_term_needs_no_reading() -> None:
    for typed in ("龍", "会谈", "iphone", "c++"):
        assert not any(way.run or way.is_apart for way in only_text(typed).full_matches), typed


def test_signs_around_a_run_need_not_be_there() -> None:
    assert only_text("《和平之家》").full_matches[0].run == "和平之家"


def test_a_run_in_the_words_of_another_region_is_one_run() -> None:
    runs = {way.run for way in only_text("函数重载").full_matches}
    assert {"函数重载", "函式重载", "函式多载"} <= runs


def test_words_of_several_texts_may_stand_apart_without_coming_later() -> None:
    assert not any(way.is_apart for text in query("板门店宣言 首脑").texts for way in text.full_matches)


def test_a_single_character_is_held_by_itself() -> None:
    assert only_text("龍").full_matches[0] == FullMatch((Term("character", "龙"),))


def test_characters_between_numbers_are_held_one_by_one() -> None:
    by_grams = set(only_text("2018年9月18日").full_matches[0].terms)
    assert by_grams == {
        *(Term("word", number) for number in ("2018", "9", "18")),
        *(Term("character", character) for character in "年月日"),
    }


def test_both_scripts_and_all_widths_make_one_query() -> None:
    def wanted(typed: str) -> tuple[object, ...]:
        return query(typed).texts, query(typed).required

    assert wanted("首腦會談") == wanted("首脑会谈")
    assert wanted("ＣＣＡ０６１") == wanted("cca061")
    assert wanted("“首腦會談”") == wanted('"首脑会谈"')
    assert wanted("程序*") == wanted("程序＊")


def test_a_regional_wording_is_held_where_the_canonical_one_stands_and_said_to_be_added() -> None:
    expanded = query("軟體")
    (text,) = expanded.texts
    assert FullMatch((Term("word", "软件"),)) in text.full_matches
    assert FullMatch((Term("bigram", "软件"),)) in text.full_matches
    assert FullMatch((Term("bigram", "软体"),)) in text.full_matches
    assert expanded.added == (AddedForm("軟體", "软件", "wenxun"),)


def test_an_added_form_is_named_once_and_as_the_reader_wrote_it() -> None:
    assert query("軟體 新軟體 “軟體” -資料庫").added == (AddedForm("軟體", "软件", "wenxun"),)
    assert query("软件").added == ()


def test_the_same_text_twice_counts_once() -> None:
    assert query("首脑 首腦").texts == query("首脑").texts


def test_signs_alone_look_for_nothing() -> None:
    for typed in ("", "。", "- * :", '"。"', "category:。", "。*", "-a", "-板门店"):
        assert query(typed).is_empty, typed


# --- question words -------------------------------------------------------------------------------


def test_question_words_do_not_rank() -> None:
    terms = only_text("特朗普是什么人").terms
    assert "什么" not in texts_of(terms, "word")
    assert "什么" not in texts_of(terms, "bigram")
    assert "么" not in texts_of(terms, "character")
    assert {"么人", "是什"} <= set(texts_of(terms, "bigram"))
    assert texts_of(only_text("特朗普是甚麼人").terms, "word") == texts_of(terms, "word")


def test_question_words_rank_where_nothing_else_was_asked_for() -> None:
    assert texts_of(only_text("什么").terms, "word") == ["什么"]
    assert [text.folded for text in query("什么 谁").texts] == ["什么", "谁"]
    assert [text.folded for text in query("为什么 天空").texts] == ["天空"]
    assert query('为什么 "天空"').texts == ()


def test_question_words_that_must_not_be_there_are_looked_for() -> None:
    (text,) = query("天空 -什么人").excluded
    assert isinstance(text, Text)
    assert any(Term("word", "什么") in way.terms for way in text.full_matches)


def test_each_question_word_is_folded_and_a_word_of_the_segmentation() -> None:
    assert len(question_words()) > 50
    for word in question_words():
        assert fold_string(word) == word
        assert cut_words(word) == [word]


# --- phrases --------------------------------------------------------------------------------------


def test_a_phrase_is_found_by_its_bigrams() -> None:
    assert query('"和平之家"').required == (
        Phrase("和平之家", tuple(Term("bigram", pair) for pair in ("和平", "平之", "之家"))),
    )


@pytest.mark.parametrize(
    ("typed", "folded", "terms"),
    [
        ('"家"', "家", ["家"]),
        ('"iPhone"', "iphone", ["iphone"]),
        ('"C++"', "c++", ["c++", "c"]),
        ('"hone手机"', "hone手机", ["手机"]),
        ('"用iPhone手机"', "用iphone手机", ["iphone", "用", "手机"]),
        ('"学c+"', "学c+", ["学"]),
        ('"中5.26年"', "中5.26年", ["5.26", "5", "26", "中", "年"]),
        ('"5.2年"', "5.2年", ["年"]),
        ('" 板门店　 宣言 "', "板门店  宣言", ["板门", "门店", "宣言"]),
        ('"deep machine learning"', "deep machine learning", ["machine"]),
    ],
)
def test_a_phrase_demands_only_what_no_longer_word_can_hide(typed: str, folded: str, terms: list[str]) -> None:
    phrase = phrases(query(typed).required)[0]  # the others are other spellings of it
    assert phrase.folded == folded
    assert sorted(term.text for term in phrase.terms) == sorted(terms)


# --- word starts, fields, alternatives ------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("iPho*", Prefix("ipho")),
        ("首腦*", Prefix("首脑")),
        ("軟體*", Prefix("软件")),
        ("（foo*", Prefix("foo")),
        ("trak-2*", Prefix("trak2")),
        (".NE*", Prefix(".ne")),
        ("foo/ba*", Prefix("ba")),
        ("title:foo*", Prefix("foo", Field.TITLE)),
        ("板门店宣*", Phrase("板门店宣", tuple(Term("bigram", pair) for pair in ("板门", "门店", "店宣")))),
        ("iPhone手*", Phrase("iphone手", (Term("character", "手"),))),
    ],
)
def test_a_word_start_is_looked_for_in_words_or_as_a_phrase_of_several(typed: str, expected: object) -> None:
    assert query(typed).required == (expected,)


def test_a_text_in_a_field_is_required_and_looked_for_only_there() -> None:
    expanded = query("title:金正恩 heading:背景 宣言")
    assert [text.folded for text in expanded.texts] == ["宣言"]
    assert [(n.folded, n.field) for n in expanded.required if isinstance(n, Text)] == [
        ("金正恩", Field.TITLE),
        ("背景", Field.HEADING),
    ]


def test_a_category_is_folded() -> None:
    assert query("分類:朝鮮人").required == (Keyword("category", "朝鲜人"),)


def test_alternatives_that_hold_nothing_are_left_out() -> None:
    (either,) = query("首腦 OR 高峰 OR 。").required
    assert isinstance(either, AnyOf)
    assert [node.folded for node in either.nodes if isinstance(node, Text)] == ["首脑", "高峰"]
    assert query("首腦 | 。") == Query(
        "首腦 | 。", "首脑 。", "首脑 。", texts=query("首脑").texts, written=("首腦", "。")
    )
    assert query("首腦 | 首脑").required == ()


def test_the_folded_query_is_what_is_to_be_found_without_operators() -> None:
    assert query('title:金正恩 "首腦　會談" a OR Ｂ -d category:e f*').folded == "金正恩 首脑会谈 a b"


def test_what_is_excluded_does_not_score() -> None:
    expanded = query("板门店 -平壤 -“宣言”")
    scored = {term.text for term in expanded.scored_terms()}
    assert "板门" in scored
    assert not scored & {"平壤", "宣言", "平", "壤"}


# --- nothing is missed ----------------------------------------------------------------------------

CHINESE = st.text(
    st.sampled_from("的是什么谁哪年月日板门店宣言首腦會談軟體程式川普特朗普和平之家一二三龍龙後后着著，。 "),
    min_size=1,
)
MIXED = st.text(st.sampled_from("板门店軟體程式什么年月ａbC+#.-&_19２，。 \n"), min_size=1, max_size=30)


@given(CHINESE, st.data())
def test_any_run_of_chinese_is_held_by_every_text_that_it_was_copied_from(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    run = text[start : data.draw(st.integers(start + 1, len(text)))]
    document, folded = terms_of_document(text), fold_string(text)
    expanded = query(run)
    scored = set(expanded.scored_terms())
    for node in expanded.texts:
        assert any(
            document.issuperset(each.terms) and each.run in folded for each in node.full_matches if not each.is_apart
        )
    assert expanded.is_empty or scored & document
    for node in query(f'"{run}"').required:  # a phrase, or one in several spellings
        assert any(document.issuperset(phrase.terms) for phrase in phrases([node]))


@given(MIXED, st.data())
def test_a_phrase_demands_nothing_that_a_text_with_it_lacks(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    run = text[start : data.draw(st.integers(start + 1, len(text)))]
    for node in phrases(query(f"「{run}」").required)[:1]:  # the others are other spellings of it
        if any(term.stream != "word" for term in node.terms):
            assert terms_of_document(text).issuperset(node.terms)


def phrases(nodes: Iterable[Node]) -> list[Phrase]:
    """The phrases of nodes, alternatives among them, in order."""
    found = [each for node in nodes for each in (node.nodes if isinstance(node, AnyOf) else (node,))]
    return [node for node in found if isinstance(node, Phrase)]


@given(st.text(max_size=60))
def test_every_text_of_a_query_can_be_held_and_every_term_is_there_once(typed: str) -> None:
    expanded = query(typed)
    for node in (*expanded.texts, *expanded.required, *expanded.excluded):
        if isinstance(node, Text):
            assert node.full_matches
            assert all(way.terms for way in node.full_matches)
            assert len(set(node.terms)) == len(node.terms) > 0
        elif isinstance(node, Phrase):
            assert node.terms
