"""How an article is printed: its light structure in plain signs, nothing lost, marks in their places."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun import Article, Element, Piece, Section, Span
from wenxun.cli.article import open_article, write_article
from wenxun.cli.terminal import display_width
from wenxun.models import ElementKind

TEXT = st.lists(st.sampled_from(["软件", "表", " | ", "\n", "\n\n", "z ", "。"]), max_size=12).map("".join)


def printed(capsys: pytest.CaptureFixture[str], text: str, *elements: Element, marks: tuple[Piece, ...] = ()) -> str:
    article = Article("x", "题", (Section(0, "", (), text, (), elements),))
    if marks:
        open_article(article, [marks], section=0)
    else:
        write_article(article, linked={}, section=0)
    return capsys.readouterr().out


def test_lists_are_indented_and_numbered(capsys: pytest.CaptureFixture[str]) -> None:
    items = (
        Element("list_item", Span(0, 5), "1.", 1),
        Element("list_item", Span(2, 3), "-", 2),
        Element("list_item", Span(4, 5), "[x]", 2),
        Element("list_item", Span(6, 7), "2.", 1),
    )
    assert printed(capsys, "甲\n乙\n丙\n丁", *items) == "1. 甲\n   - 乙\n   [x] 丙\n2. 丁\n\n"


def test_columns_of_a_table_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    text = "茶类 | 水温\n绿茶 | 80℃\n小种红茶 | 9"
    parts = [Element("table", Span(0, len(text)))]
    place = 0
    for number, line in enumerate(text.split("\n")):
        parts.append(Element("row", Span(place, place + len(line)), "" if number else "head"))
        first = line.index(" | ")
        parts.append(Element("cell", Span(place, place + first)))
        parts.append(Element("cell", Span(place + first + 3, place + len(line)), "right"))
        place += len(line) + 1
    lines = printed(capsys, text, *parts).splitlines()
    assert lines[:4] == ["茶类     | 水温", "---------+-----", "绿茶     |  80℃", "小种红茶 |    9"]
    assert {display_width(line[: line.index("|")]) for line in lines if "|" in line} == {9}


@pytest.mark.parametrize(
    ("text", "element", "lines"),
    [
        ("甲\n  乙", Element("code", Span(0, 5), "python", 1), ["    甲", "      乙"]),
        ("甲\n\n乙", Element("quote", Span(0, 4), "", 1), ["> 甲", ">", "> 乙"]),
        ("詩\n行", Element("verse", Span(0, 3)), ["    詩", "    行"]),
        ("见盖碗。", Element("image", Span(1, 3), "gaiwan.png"), ["见![盖碗](gaiwan.png)。"]),
        ("甲。", Element("footnote_mark", Span(1, 1), "1"), ["甲[1]。"]),
        ("注\n二", Element("footnote", Span(0, 3), "1"), ["[1] 注", "    二"]),
        ("用 x 写", Element("code", Span(2, 3)), ["用 x 写"]),
    ],
)
def test_each_element_has_its_sign(
    capsys: pytest.CaptureFixture[str], text: str, element: Element, lines: list[str]
) -> None:
    assert printed(capsys, text, element).rstrip().split("\n") == lines


@st.composite
def sections(draw: st.DrawFn) -> tuple[str, tuple[Element, ...], tuple[Piece, ...]]:
    text = draw(TEXT)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda ends: Span(*sorted(ends)))
    kinds = st.sampled_from([each for each in get_args(ElementKind) if each not in ("image", "footnote_mark")])
    values = st.sampled_from(["", "-", "right", "head"])
    elements = draw(st.lists(st.builds(Element, kinds, spans, values, st.integers(0, 3)), max_size=10))
    cuts = sorted({0, len(text), *draw(st.sets(st.integers(0, len(text)), max_size=4))})
    pieces = tuple(Piece(text[a:b], match=number % 2 == 1) for number, (a, b) in enumerate(pairwise(cuts)))
    return text, tuple(elements), pieces


@given(sections())
def test_no_letter_is_lost_or_marked_wrongly(
    capsys: pytest.CaptureFixture[str], drawn: tuple[str, tuple[Element, ...], tuple[Piece, ...]]
) -> None:
    text, elements, pieces = drawn
    out = printed(capsys, text, *elements, marks=pieces).removeprefix("# 题\n\n")
    letters = re.sub(r"[^软件表z。【】]", "", out).replace("】【", "")
    marked = "".join(
        f"【{each}】" if each and piece.match else each
        for piece in pieces
        for each in [re.sub(r"[^软件表z。]", "", piece.text)]
    )
    assert letters.replace("【】", "") == marked.replace("】【", "")
