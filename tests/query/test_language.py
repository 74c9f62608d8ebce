from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.errors import QueryError
from wenxun.fields import FieldTable
from wenxun.query.language import MAX_CLAUSES, MAX_TYPED_CHARS, parse
from wenxun.query.syntax import Alternatives, Clause, Condition, Group, Leaf, Quoted, Syntax, Word, WordStart
from wenxun.query.tree import Field

SHORT = {Word: "w", Quoted: "q", WordStart: "s", Condition: "c"}


def short(clause: Clause) -> str:
    """A clause in a form that is easy to compare: kind, field and text."""
    if isinstance(clause, Alternatives):
        return " OR ".join(map(short, clause.options))
    if isinstance(clause, Group):
        return f"({' '.join([*map(short, clause.wanted), *(f'-{short(each)}' for each in clause.excluded)])})"
    field = getattr(clause, "field", None)
    where = "" if field is None else f"@{Field(field).name}"
    return f"{SHORT[type(clause)]}{where}:{clause.text}"


def wanted(typed: str) -> list[str]:
    return [short(clause) for clause in parse(typed).wanted]


def excluded(typed: str) -> list[str]:
    return [short(clause) for clause in parse(typed).excluded]


def leaves(syntax: Syntax) -> Iterator[Leaf]:
    yield from leaves_of((*syntax.wanted, *syntax.excluded))


def leaves_of(clauses: Iterable[Clause]) -> Iterator[Leaf]:
    for clause in clauses:
        if isinstance(clause, Alternatives):
            yield from leaves_of(clause.options)
        elif isinstance(clause, Group):
            yield from leaves_of((*clause.wanted, *clause.excluded))
        else:
            yield clause


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("板门店", ["w:板门店"]),
        ("a b", ["w:a", "w:b"]),
        ("  板门店\u3000宣言\t\n", ["w:板门店", "w:宣言"]),
        ('"和平之家"', ["q:和平之家"]),
        ("前缀*", ["s:前缀"]),
        ("iPho＊ x", ["s:iPho", "w:x"]),
        ("foo**", ["s:foo"]),
        ("a*b", ["w:a*b"]),
        ("a OR b", ["w:a OR w:b"]),
        ("a | b｜c||d", ["w:a OR w:b OR w:c OR w:d"]),
        ("a ＯＲ b", ["w:a OR w:b"]),
        ('x a OR "b c" y', ["w:x", "w:a OR q:b c", "w:y"]),
        ("a or b", ["w:a", "w:or", "w:b"]),
        ("a AND b", ["w:a", "w:b"]),
        ("ORACLE NOTE ANDY", ["w:ORACLE", "w:NOTE", "w:ANDY"]),
        ("title:词", ["w@TITLE:词"]),
        ("TITLE：词", ["w@TITLE:词"]),
        ("ｔｉｔｌｅ：词", ["w@TITLE:词"]),
        ("标题：词 標題:詞", ["w@TITLE:词", "w@TITLE:詞"]),
        ("heading:词 小标题：词", ["w@HEADING:词", "w@HEADING:词"]),
        ('title:"短 语" heading:前*', ["q@TITLE:短 语", "s@HEADING:前"]),
        ('category:人物 分类："朝鲜 半岛" 分類:前*', ["c:人物", "c:朝鲜 半岛", "c:前"]),
        ("title:a OR title:b", ["w@TITLE:a OR w@TITLE:b"]),
    ],
)
def test_each_sign_of_the_language_means_what_the_manual_says(typed: str, expected: list[str]) -> None:
    assert wanted(typed) == expected
    assert excluded(typed) == []


@pytest.mark.parametrize(
    ("typed", "expected_wanted", "expected_excluded"),
    [
        ("(茶 OR 咖啡) -速溶", ["w:茶 OR w:咖啡"], ["w:速溶"]),
        ("（茶｜咖啡）　水", ["w:茶 OR w:咖啡", "w:水"], []),
        ("(a -b) OR c", ["(w:a -w:b) OR w:c"], []),
        ("(a b) OR c", ["(w:a w:b) OR w:c"], []),
        ("c OR (a b)", ["w:c OR (w:a w:b)"], []),
        ("-(a b)", [], ["(w:a w:b)"]),
        ("x NOT (a OR b)", ["w:x"], ["w:a OR w:b"]),
        ("((a OR b) c) | d", ["(w:a OR w:b w:c) OR w:d"], []),
        ('(tag:茶 "x")', ["c:茶", "q:x"], []),
        ("-(a)", [], ["w:a"]),
        ("红楼梦 (电视剧)", ["w:红楼梦", "w:(电视剧)"], []),
        ("会谈 (在 板门店)", ["w:会谈", "w:(在", "w:板门店)"], []),
        ("村（屯 OR 寨）子", ["w:村（屯 OR w:寨）子"], []),
        ('"(a OR b)"', ["q:(a OR b)"], []),
        ("(a OR b", ["w:(a OR w:b"], []),
        ("()", ["w:()"], []),
    ],
)
def test_brackets_group_where_there_is_something_to_group(
    typed: str, expected_wanted: list[str], expected_excluded: list[str]
) -> None:
    assert (wanted(typed), excluded(typed)) == (expected_wanted, expected_excluded)


@pytest.mark.parametrize(
    "typed", ["(" * 990 + "a OR b" + ")" * 990, "-(" * 400 + "a" + ")" * 400, "(a OR " * 30 + "b" + ")" * 30]
)
def test_brackets_in_brackets_are_no_danger(typed: str) -> None:
    assert parse(typed).typed == typed


@pytest.mark.parametrize(
    "typed", ["don't 'em", "rock 'n' roll", "'a b'", "C++ '11", "5' 6'", "‘90", "'你好", "甲'乙'丙"]
)
def test_apostrophes_are_no_quotes(typed: str) -> None:
    assert wanted(typed) == [f"w:{word}" for word in typed.split()]


@pytest.mark.parametrize(
    ("typed", "expected_wanted", "expected_excluded"),
    [
        ("tag:(茶 OR 咖啡)", ["c:茶 OR c:咖啡"], []),
        ("标签：（茶｜咖啡） 水", ["c:茶 OR c:咖啡", "w:水"], []),
        ("tag:(茶 水)", ["c:茶", "c:水"], []),
        ('tag:("红 茶" -水)', ["c:红 茶"], ["c:水"]),
        ("-tag:(茶 OR 水) 月", ["w:月"], ["c:茶 OR c:水"]),
        ("title:((a OR b) c)", ["w@TITLE:a OR w@TITLE:b", "w@TITLE:c"], []),
        ("title:(a tag:b)", ["w@TITLE:a", "c:b"], []),
        ("(tag:(茶 OR 水) | x) y", ["c:茶 OR c:水 OR w:x", "w:y"], []),
        ("published:(2010 OR 2012)", ["c:2010 OR c:2012"], []),
        ("foo:(a OR b)", ["w:foo:(a OR w:b)"], []),
        ("tag:(茶", ["c:(茶"], []),
    ],
)
def test_a_field_before_brackets_is_that_of_all_in_them(
    typed: str, expected_wanted: list[str], expected_excluded: list[str]
) -> None:
    assert (wanted(typed), excluded(typed)) == (expected_wanted, expected_excluded)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("标签： 茶", ["c:茶"]),
        ("tag:\u3000茶 水", ["c:茶", "w:水"]),
        ("-tag: 茶 水", ["w:水"]),
        ("title: 茶", ["w@TITLE:茶"]),
        ("日期: 2018年", ["c:2018年"]),
        ("日期: 未定", ["w:日期:", "w:未定"]),
        ("代码: 404", ["w:代码:", "w:404"]),
        ("问题: 茶", ["w:问题:", "w:茶"]),
        ("标签：", ["w:标签："]),
        ("标签： | 茶", ["w:标签： OR w:茶"]),
        ("tag:'machine learning'", ["c:machine learning"]),
        ("tag:‘红 茶’", ["c:红 茶"]),
    ],
)
def test_blanks_and_any_quotes_may_stand_behind_the_colon_of_a_field(typed: str, expected: list[str]) -> None:
    assert wanted(typed) == expected


def test_names_that_are_no_field_are_told() -> None:
    assert parse("tga:茶 http://x.y/z 12:30 (foo:a OR b) tag:水").unknown == ("tga", "foo")


@pytest.mark.parametrize(
    "quoted",
    [
        '"你好"',
        "“你好”",
        "「你好」",
        "『你好』",
        "＂你好＂",
        "”你好”",
        "“你好“",
        "”你好“",
        '"你好”',
        "“你好＂",
        "〝你好〞",
        "‘你好’",
        "«你好»",
        "'你好'",
    ],
)
def test_every_pair_of_quotes_makes_a_phrase(quoted: str) -> None:
    assert wanted(quoted) == ["q:你好"]
    assert wanted(f"他说 {quoted} 吧") == ["w:他说", "q:你好", "w:吧"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("劳动法上的“三期”指的是什么？", ["w:劳动法上的“三期”指的是什么？"]),
        ("「牆」一詞 何時出現", ["w:「牆」一詞", "w:何時出現"]),
        ("“XML 数据”属性页", ["w:“XML 数据”属性页"]),
        ("“a|b”词|c", ["w:“a|b”词 OR w:c"]),
        ("title:“围棋”史", ["w@TITLE:“围棋”史"]),
        ("分类：“围棋”手", ["c:围棋", "c:手"]),
        ("“你好”、“再见”！", ["q:你好", "w:、", "q:再见", "w:！"]),
    ],
)
def test_quotes_that_touch_words_are_part_of_a_sentence_and_no_phrase(typed: str, expected: list[str]) -> None:
    assert wanted(typed) == expected


def test_quotes_inside_other_quotes_belong_to_the_phrase() -> None:
    assert wanted("「他說『你好』吧」") == ["q:他說『你好』吧"]
    assert wanted('"他说“你好”吧"') == ["q:他说“你好”吧"]


@pytest.mark.parametrize(
    ("typed", "expected_wanted", "expected_excluded"),
    [
        ("a -b", ["w:a"], ["w:b"]),
        ("a －b", ["w:a"], ["w:b"]),
        ("a NOT b", ["w:a"], ["w:b"]),
        ("a NOT -b", ["w:a"], ["w:b"]),
        ('a -"b c" -“d”', ["w:a"], ["q:b c", "q:d"]),
        ("a -title:b -category:c -d*", ["w:a"], ["w@TITLE:b", "c:c", "s:d"]),
        ("-他说“你好” a", ["w:a"], ["w:他说“你好”"]),
        ("-a", [], ["w:a"]),
        ("-40", ["w:40"], []),
        ("－40°C", ["w:40°C"], []),
        ("NOT 40", [], ["w:40"]),
        ("a -40", ["w:a"], ["w:40"]),
        ("-title:40", [], ["w@TITLE:40"]),
        ("TRAK-2 C- 5-26", ["w:TRAK-2", "w:C-", "w:5-26"], []),
        ("a - b -- --c", ["w:a", "w:-", "w:b", "w:--", "w:--c"], []),
        ("-a OR b", ["w:b"], ["w:a"]),
        ("a OR -b OR c", ["w:a", "w:c"], ["w:b"]),
    ],
)
def test_a_minus_excludes_only_at_the_start_of_a_word(
    typed: str, expected_wanted: list[str], expected_excluded: list[str]
) -> None:
    assert wanted(typed) == expected_wanted
    assert excluded(typed) == expected_excluded


@pytest.mark.parametrize(
    "typed",
    [
        '"', "“", "」", "a\"b", '5"屏幕', "'", "12:30", "http://x.com/a:b", ":", "：词", "title:", "title：",
        "说明:鲁迅", "*", "**", "**词**", "OR", "NOT", "AND", "-", "（a", "a)", "\\",
        "/x/", "~a", "a^2", "+a", "{a}",
    ],
)  # fmt: skip
def test_a_sign_that_is_no_syntax_is_searched_as_text(typed: str) -> None:
    assert wanted(typed) == [f"w:{typed}"]


def test_an_operator_word_without_its_operands_is_text() -> None:
    assert wanted("OR a") == ["w:OR", "w:a"]
    assert wanted("a OR") == ["w:a", "w:OR"]
    assert wanted("a NOT") == ["w:a", "w:NOT"]
    assert wanted("a AND") == ["w:a", "w:AND"]
    assert wanted("| a |") == ["w:a"]


def test_inches_are_not_quotes() -> None:
    assert wanted('5"屏幕 6"屏幕') == ['w:5"屏幕', 'w:6"屏幕']


@pytest.mark.parametrize("typed", ["", "   ", "\u3000", '""', "“　”", "|", "\x00"])
def test_an_empty_query_has_no_clauses(typed: str) -> None:
    assert parse(typed) == Syntax(typed)


def test_control_characters_and_lone_surrogates_are_left_out() -> None:
    syntax = parse("板\x00门\x07店 a\ud800b")
    assert [clause.text for clause in leaves(syntax)] == ["板门店", "ab"]
    assert syntax.typed[syntax.wanted[0].span.start : syntax.wanted[0].span.end] == "板\x00门\x07店"


def test_a_query_over_the_length_limit_is_refused_with_both_figures() -> None:
    assert parse("词" * MAX_TYPED_CHARS).wanted
    with pytest.raises(QueryError, match=r"2,001 .* 2,000"):
        parse("词" * (MAX_TYPED_CHARS + 1))


def test_a_query_with_too_many_operators_is_refused_with_both_figures() -> None:
    assert len(parse(" ".join(["-a"] * MAX_CLAUSES)).excluded) == MAX_CLAUSES
    for typed in (" ".join(["-a"] * 65), " OR ".join("a" * 65), " ".join(['"a"'] * 65)):
        with pytest.raises(QueryError, match=r"65 parts.* 64"):
            parse(typed)


def test_as_many_words_as_there_may_be_stay_apart() -> None:
    assert len(parse(" ".join(f"词{number}" for number in range(MAX_CLAUSES))).wanted) == MAX_CLAUSES
    assert len(parse(" ".join(f"词{number}" for number in range(MAX_CLAUSES + 1))).wanted) == 1


def test_words_beyond_the_limit_become_one_but_a_word_of_a_field_stays_in_its_field() -> None:
    many = " ".join(f"词{number}" for number in range(40))
    typed = f"{many} title:板门店 {many} 标题:会谈"
    plain, title, rest, other = parse(typed).wanted
    fields = [(each.text, each.field) for each in (title, other) if isinstance(each, Word)]
    assert fields == [("板门店", Field.TITLE), ("会谈", Field.TITLE)]
    assert [each.text for each in (plain, rest) if isinstance(each, Word) and each.field is None] == [many, many]


def test_words_beyond_the_limit_become_one_but_an_exclusion_between_them_parts_them() -> None:
    many = " ".join(f"词{number}" for number in range(40))
    typed = f"{many} -茶 {many} -(咖啡 速溶) {many}"
    syntax = parse(typed)
    assert [typed[each.span.start : each.span.end] for each in syntax.wanted] == [many] * 3
    assert len(syntax.excluded) == 2


def test_a_long_pasted_text_is_no_error() -> None:
    syntax = parse("the quick brown fox " * 50 + '"a b" -c')
    assert [short(clause) for clause in syntax.wanted] == [
        "w:" + ("the quick brown fox " * 50).strip(),
        "q:a b",
    ]
    assert syntax.wanted[0].span.start == 0


def test_every_field_name_is_lower_case_so_that_it_can_be_typed_in_any() -> None:
    assert all(name == name.lower() for field in FieldTable() for name in field.typed)


PIECES = st.sampled_from(
    ["OR", "AND", "NOT", "-", "－", '"', "“", "”", "「", "」", "*", "|", ":", "：", "(", ")", "（", "）", "title:",
     "category:", " ", "\u3000", "词", "板门店", "a", "1", "\x00", "\ud800", "𠮷"]
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=20).map("".join))


@given(TYPED)
def test_nothing_that_a_reader_types_is_an_error(typed: str) -> None:
    syntax = parse(typed)
    assert syntax.typed == typed


@given(TYPED)
def test_each_span_is_where_its_text_stands_in_the_typed_query(typed: str) -> None:
    for leaf in leaves(parse(typed)):
        there = typed[leaf.span.start : leaf.span.end]
        assert leaf.text == "".join(c for c in there if c.isspace() or category(c) not in ("Cc", "Cs"))


@given(st.text(st.sampled_from("板门店宣言和平abc123"), min_size=1, max_size=20))
def test_a_run_without_signs_is_one_word_whole(typed: str) -> None:
    assert wanted(typed) == [f"w:{typed}"]
