"""Code is searched alone by any run of its characters, and carries no card where prose does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wenxun import Article, Element, SearchEngine, Section, Span
from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.code_spans import CodeSpan, code_spans, folded_code, folded_code_in
from wenxun.backends import Backend
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.retrieval import Retrieval
from wenxun.snippets import Marker

KINDS = ("reference", "embedded", pytest.param("cluster", marks=pytest.mark.cluster))
ANALYZER = Analyzer()


def section(*parts: str, number: int = 0) -> Section:
    """A section of some parts, of which those that begin with ` are code within a line, and those with > blocks."""
    text, elements = "", []
    for part in parts:
        start = len(text)
        text += part.lstrip("`>")
        if part[0] in "`>":
            elements.append(Element("code", Span(start, len(text)), level=int(part[0] == ">")))
    return Section(number, "", (), text, elements=tuple(elements))


ARTICLES = (
    Article(
        "a", "", (section("用 ", "`printf", " 输出。\n\n", '>for (x in y) {\n\tstd::fprintf(out, "数據：%d");\n}'),)
    ),
    Article("b", "", (section("printf 是函数，sys 也是。"), section("看 ", "`sys.argv[1:]", number=1))),
    Article("c", "", (section(">甲 = a->乙\n乙", "\n\n之后，甲与乙。"),)),
    Article("d", "", (section("`pri", "ntf"), section("`print", "`f(x)", number=1))),
)
ASKED = {
    "code:printf": "a",
    "code:print": "ad",
    "代码：argv": "b",
    "程式碼:sys": "b",
    "code:数据": "a",
    'code:"FOR (x in y)"': "a",
    'code:"y) { std"': "a",
    "code:std::fprintf": "a",
    "code:->": "c",
    'code:"a->乙"': "c",
    "code:之后": "",
    "code:函数": "",
    "printf": "abd",
    "printf code:fprintf": "a",
    "printf -code:printf": "bd",
    "code:argv OR code:乙": "bc",
    "(code:甲 之后) OR code:argv": "bc",
}


@pytest.fixture(params=KINDS)
def find(request: pytest.FixtureRequest, new_backend: Callable[..., Backend]) -> Callable[[str], str]:
    """Ids of the articles that a query finds, of two transactions and what was replaced in between."""
    backend = new_backend(request.param)

    def put(articles: Sequence[Article]) -> None:
        with backend.writer() as writer:
            writer.put(ANALYZER.index_batch(articles), [None] * len(articles))

    put([Article("a", "", (section(">printf argv 乙 数据"),)), *ARTICLES[2:]])
    put(ARTICLES[:2])

    def find(typed: str) -> str:
        answer = Retrieval(backend, expand(parse(typed), ANALYZER), offset=0, limit=100)
        assert answer.total() == len(answer.articles)
        for match in answer.articles:
            article = ARTICLES["abcd".index(answer.describe(match)[0])]
            for each in answer.sections(match):
                assert list(answer.code([each])) == [code_spans(article.sections[each.number])]
        return "".join(sorted(answer.describe(match)[0] for match in answer.articles))

    return find


@pytest.mark.parametrize("typed", ASKED)
def test_code_is_searched_alone(typed: str, find: Callable[[str], str]) -> None:
    assert find(typed) == ASKED[typed]


def test_a_filter_asks_for_code_too(engine: SearchEngine) -> None:
    engine.add(*ARTICLES)
    assert [hit.id for hit in engine.search("sys", filters={"code": "argv"})] == ["b"]


def marked(typed: str, *parts: str, **options: Any) -> str:
    held = section(*parts)
    snippet = Marker(expand(parse(typed), ANALYZER)).snippet(held.text, (), code_spans(held), **options)
    return snippet.to_text("【", "】")


LONG = "别的内容在这里。" * 20
SHORT = {"snippet_chars": 20}


def test_a_passage_of_prose_comes_before_code_with_more_of_the_query() -> None:
    code = ">printf();\nprintf(printf);\nprintf printf;\n"
    assert marked("printf", code, LONG, "用 printf 输出。", LONG, **SHORT).startswith("用 【printf】 输出。")


def test_code_within_a_line_of_prose_is_prose() -> None:
    assert marked("printf", ">printf;\n", LONG, "用 ", "`printf", " 输出。", LONG, **SHORT).startswith("用 【printf】")


def test_code_is_shown_for_what_no_prose_has() -> None:
    assert "【fprintf】" in marked("fprintf 输出", "先输出。", LONG, ">fprintf(out);\n", LONG, snippet_chars=60)


def test_a_text_without_marks_is_shown_from_its_first_prose_on() -> None:
    assert marked("无处", ">int a;\n", "正文。", LONG, **SHORT).startswith("正文。别的内容")
    assert marked("无处", ">int a;") == "int a;"


def test_marks_of_what_is_asked_of_code_stand_in_code_alone() -> None:
    assert marked("code:print", "print 与 ", "`println", "。") == "print 与 【print】ln。"
    assert marked("code:print print", "print 与 ", "`print", "。") == "【print】 与 【print】。"


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.booleans()), max_size=4)


@given(SPANS)
def test_code_never_takes_away_the_only_marks(spans: list[tuple[int, int, bool]]) -> None:
    text = "甲乙丙printf丁。" * 6
    code = tuple(CodeSpan(start, min(start + size, len(text)), block) for start, size, block in sorted(spans))
    for typed in ("printf", "乙丙", "丁"):
        snippet = Marker(expand(parse(typed), ANALYZER)).snippet(text, (), code, snippet_chars=15)
        assert any(piece.match for piece in snippet.pieces)


SIGNS = "a甲乙 \t\n·é\u0301\u200bｶﾞ頭(_-"


@given(
    st.lists(st.lists(st.tuples(st.booleans(), st.text(SIGNS, max_size=8)), max_size=5), min_size=1, max_size=4),
    st.text(SIGNS, min_size=1, max_size=3).filter(lambda run: '"' not in run),
)
@example([[(True, "甲\n乙")], [(True, "x甲"), (False, "乙")], [(False, "甲"), (True, "·乙")]], "甲乙")
@example([[(True, "a"), (False, " "), (True, "b")], [(True, "a\n\tb")]], "a b")
def test_a_run_is_found_where_it_stands_in_the_code_as_it_reads(texts: list[list[tuple[bool, str]]], run: str) -> None:
    sections = [section(*("`" * is_code + part for is_code, part in parts if is_code or part)) for parts in texts]
    folded = folded_code(run)
    with SearchEngine.in_memory() as engine:
        engine.add(*(Article(str(number), "", (each,)) for number, each in enumerate(sections)))
        stored = [engine.get(str(number)) for number in range(len(sections))]
        expected = {
            article.id
            for article in stored
            if article and any(folded in folded_code_in(each.text, code_spans(each)) for each in article.sections)
        }
        if folded:
            assert {hit.id for hit in engine.search("", filters={"code": run})} == expected
