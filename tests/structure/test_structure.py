"""The tree of a section is whole and well-formed, whatever its spans are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wenxun.models import ElementKind, Span
from wenxun.structure import Node, NodeKind, tree_of

KINDS = [*get_args(ElementKind), "link"]
TEXT = st.lists(st.sampled_from(["软件", "表", "|", " | ", "\n", "\n\n", " ", "a b", "。", "\t"]), max_size=16).map(
    "".join
)
HOLDS = {"list": {"list_item", "space"}, "table": {"row", "caption", "space"}, "row": {"cell", "separator", "space"}}
BELONGS = {"list_item": {"list"}, "row": {"table"}, "cell": {"row"}, "caption": {"table"}, "separator": {"row"}}
INLINE = {"bold", "italic", "struck", "highlight", "link", "image", "footnote_mark", "ruby", "text", "code", "formula"}


def stretches(text: str) -> st.SearchStrategy[list[Node]]:
    spans = st.tuples(st.integers(-2, len(text) + 2), st.integers(-2, len(text) + 2)).map(sorted)
    drawn = st.builds(
        lambda kind, span, value, level: Node(kind, Span(*span), value, level),
        st.sampled_from(KINDS),
        spans,
        st.sampled_from(["", "1.", "-", "head", "x"]),
        st.integers(0, 3),
    )
    return st.lists(drawn, max_size=14)


@st.composite
def structured(draw: st.DrawFn) -> tuple[str, list[Node]]:
    text = draw(TEXT)
    return text, draw(stretches(text))


def leaves(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves(child)


def walk(node: Node, parent: Node | None = None) -> Iterator[tuple[Node, Node | None]]:
    yield node, parent
    for child in node.children:
        yield from walk(child, node)


@settings(max_examples=400)
@given(structured())
def test_every_character_is_in_one_leaf_in_order(drawn: tuple[str, list[Node]]) -> None:
    text, given_stretches = drawn
    tree = tree_of(text, given_stretches)
    shown = [leaf.span for leaf in leaves(tree) if len(leaf.span)]
    assert "".join(text[span.start : span.end] for span in shown) == text
    for leaf in leaves(tree):
        if len(leaf.span):
            assert leaf.kind in {"text", "space", "separator"}
            assert leaf.kind != "space" or not text[leaf.span.start : leaf.span.end].strip()


@settings(max_examples=400)
@given(structured())
def test_blocks_hold_what_belongs_in_them(drawn: tuple[str, list[Node]]) -> None:
    for node, parent in walk(tree_of(*drawn)):
        for child in node.children:
            assert child.kind in HOLDS.get(node.kind, {child.kind})
        if parent is not None:
            assert parent.kind in BELONGS.get(node.kind, {parent.kind})
        if node.kind in {"paragraph", "caption", *INLINE} and not (node.kind in {"code", "formula"} and node.level):
            assert {child.kind for child in node.children} <= INLINE


@given(structured())
@example(("软件", [Node("verse", Span(1, 1)), Node("footnote_mark", Span(0, 2))]))
def test_what_is_empty_and_shows_by_itself_is_kept_once(drawn: tuple[str, list[Node]]) -> None:
    text, given_stretches = drawn
    shown = {"image", "footnote_mark"}
    clipped = [(each.kind, max(0, each.span.start), min(len(text), each.span.end)) for each in given_stretches]
    points = [kind for kind, start, end in clipped if kind in shown and start == end]
    kept = [node.kind for node, _ in walk(tree_of(*drawn)) if node.kind in shown and not len(node.span)]
    assert sorted(kept) == sorted(points)


def outline(text: str, node: Node) -> Any:
    if not node.children:
        return text[node.span.start : node.span.end]
    return [node.kind, *(outline(text, child) for child in node.children)]


def item(start: int, end: int, level: int, value: str = "-") -> Node:
    return Node("list_item", Span(start, end), value, level)


@pytest.mark.parametrize(
    "items",
    [
        [item(0, 1, 1), item(2, 3, 2), item(4, 5, 2), item(6, 7, 1)],  # one after the other
        [item(0, 5, 1), item(2, 3, 2), item(4, 5, 2), item(6, 7, 1)],  # one in the other
    ],
    ids=["flat", "nested"],
)
def test_items_are_in_lists_by_their_depth_however_their_spans_lie(items: list[Node]) -> None:
    text = "甲\n乙\n丙\n丁"
    (listed,) = tree_of(text, items).children
    assert outline(text, listed) == [
        "list",
        [
            "list_item",
            ["paragraph", "甲"],
            "\n",
            ["list", ["list_item", ["paragraph", "乙"]], "\n", ["list_item", ["paragraph", "丙"]]],
        ],
        "\n",
        ["list_item", ["paragraph", "丁"]],
    ]


def test_numbers_after_points_are_another_list() -> None:
    text = "甲\n乙\n丙"
    nodes = tree_of(text, [item(0, 1, 1), item(2, 3, 1, "1."), item(4, 5, 1, "2.")]).children
    assert [(node.kind, node.value) for node in nodes] == [("list", ""), ("space", ""), ("list", "ordered")]


def test_a_table_has_its_caption_rows_and_cells_also_empty_ones() -> None:
    text = "表\n名 | 量\n甲 | "
    parts = [
        Node("table", Span(0, 12), "表"),
        Node("row", Span(2, 7), "head"),
        Node("cell", Span(2, 3)),
        Node("cell", Span(6, 7)),
        Node("cell", Span(12, 12)),
        Node("row", Span(8, 12)),
        Node("cell", Span(8, 9)),
    ]
    (table,) = tree_of(text, parts).children
    assert [node.kind for node in table.children] == ["caption", "space", "row", "space", "row"]
    assert [[node.kind for node in row.children] for row in table.children if row.kind == "row"] == [
        ["cell", "separator", "cell"]
    ] * 2


def test_what_crosses_a_border_is_cut_there_and_goes_on_behind() -> None:
    text = "甲乙\n\n丙丁"
    bold = Node("bold", Span(1, 5))
    assert [outline(text, node) for node in tree_of(text, [bold]).children] == [
        ["paragraph", "甲", ["bold", "乙"]],
        "\n\n",
        ["paragraph", ["bold", "丙"], "丁"],
    ]
    mark = Node("footnote_mark", Span(1, 1), "1")
    (paragraph,) = tree_of("甲乙", [Node("link", Span(0, 1), "x"), mark]).children
    assert [node.kind for node in paragraph.children] == ["link", "footnote_mark", "text"]
    link = Node("link", Span(0, 2), "x")
    (paragraph,) = tree_of("甲乙丙", [link, Node("bold", Span(1, 3))]).children
    assert outline("甲乙丙", paragraph) == ["paragraph", ["link", "甲", ["bold", "乙"]], ["bold", "丙"]]


@pytest.mark.parametrize("kind", ["quote", "bold", "list_item", "row"])
def test_thousands_of_elements_in_each_other_are_no_trouble(kind: NodeKind) -> None:
    def seconds(count: int) -> float:
        text = "字" * (2 * count)
        crossing = [Node(kind, Span(i, count + i)) for i in range(count)]
        nested = [Node(kind, Span(i, 2 * count - i)) for i in range(count)]
        start = time.process_time()
        for spans in (crossing, nested):
            assert "".join(text[leaf.span.start : leaf.span.end] for leaf in leaves(tree_of(text, spans))) == text
        return time.process_time() - start

    small = min(seconds(4000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(3)) < 10 * small
