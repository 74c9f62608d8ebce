"""The light structure of a section as a tree, from spans that may overlap, nest and be empty in any way.

Whatever the spans are, the tree is whole: its leaves are the text, each character once and in order; lists hold items,
tables hold rows, rows hold cells, and paragraphs hold what stands in a line. Pages and shells render it.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from wenxun.models import ElementKind, Span

__all__ = ["Node", "NodeKind", "tree_of"]

NodeKind: TypeAlias = (
    ElementKind | Literal["root", "list", "caption", "paragraph", "link", "text", "space", "separator"]
)
"""Kind of a node: that of an element, or one that the tree adds.

``list`` has items for children, and ``"ordered"`` or ``""`` for its value; ``text`` is a leaf; ``space`` is a leaf
between blocks, of line ends and blanks that a page need not show; ``separator`` is a leaf between two cells of a row.
"""

_MOST_DEEP = 24
"""Elements that are nested deeper are left out; their text is not."""

_RANKS: dict[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        ("quote", "note", "footnote", "list_item", "table", "row", "cell", "verse", "code", "formula", "link")
    )
}
"""Which of two elements in one place holds the other; those of no rank come last."""

_LEAVES = {"code", "formula", "verse"}
_BLOCKS = {"quote", "note", "footnote", "list_item", "table", "row", "cell", "verse"}
_UNSHOWN = {"page", "fragment"}  # a page of paper may end within anything, and a place has no form
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+|^\n|\n$")


@dataclass(frozen=True, slots=True)
class Node:
    """A stretch of a text that is of one kind.

    Attributes:
        kind, span, value, level: as for an ``Element``; the span counts in the text that the tree was made of. A link
            has its target for a value.
        children: stretches that cover the span without gaps, in order; none in a leaf.
    """

    kind: NodeKind
    span: Span
    value: str = ""
    level: int = 0
    children: tuple[Node, ...] = ()


def tree_of(text: str, stretches: Iterable[Node]) -> Node:
    """Return the tree of a text.

    Args:
        text: the text of a section.
        stretches: elements and links that it holds, in any order, without children; what lies outside of the text is
            cut off.
    """
    blocks: list[Node] = []
    inline: list[Node] = []
    for each in stretches:
        start, end = max(0, each.span.start), min(len(text), each.span.end)
        if start > end or each.kind in _UNSHOWN:
            continue
        is_block = each.kind in _BLOCKS or (each.kind in _LEAVES and each.level > 0)
        (blocks if is_block else inline).append(replace(each, span=Span(start, end)))
    nested = _nested(Span(0, len(text)), blocks)
    return _Builder(text, inline).root(nested)


# --- nesting --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A stretch and what was found in it so far, without what lies between."""

    stretch: Node
    children: list[_Open] = field(default_factory=list)

    @property
    def rank(self) -> int:
        return _RANKS.get(self.stretch.kind, len(_RANKS))

    @property
    def end(self) -> int:
        return self.stretch.span.end

    def may_end_with(self, other: _Open) -> bool:
        """Whether an empty stretch at the end belongs in this one, as a cell does in its row; a footnote mark not."""
        return self.rank < other.rank < len(_RANKS)


def _order(stretch: Node) -> tuple[int, int, int]:
    return stretch.span.start, -stretch.span.end, _RANKS.get(stretch.kind, len(_RANKS))


def _nested(span: Span, stretches: Iterable[Node]) -> list[_Open]:
    """Stretches in one another; one that reaches beyond what it starts in is cut there, and goes on behind."""
    root = _Open(Node("root", span))
    stack = [root]
    waiting = sorted(stretches, key=_order, reverse=True)
    while waiting:
        stretch = waiting.pop()
        new = _Open(stretch)
        start, end = stretch.span.start, stretch.span.end
        while len(stack) > 1 and stack[-1].end <= start and not (stack[-1].end == end and stack[-1].may_end_with(new)):
            stack.pop()
        limit = stack[-1].end
        if end > limit:
            new.stretch = replace(stretch, span=Span(start, limit))
            insort(waiting, replace(stretch, span=Span(limit, end)), key=lambda each: tuple(-n for n in _order(each)))
        if len(stack) <= _MOST_DEEP:
            stack[-1].children.append(new)
            stack.append(new)
    return root.children


# --- building -------------------------------------------------------------------------------------


class _Builder:
    """Makes nodes in the order of the text, so that what stands in a line is dealt out as it comes."""

    def __init__(self, text: str, inline: Sequence[Node]) -> None:
        self._text = text
        self._waiting = sorted((each for each in inline if each.span.start < each.span.end), key=_order, reverse=True)
        self._points = sorted((each for each in inline if each.span.start == each.span.end), key=_order, reverse=True)
        self._current: list[Node] = []

    def root(self, nested: Sequence[_Open]) -> Node:
        span = Span(0, len(self._text))
        children = self._flow(span, nested)
        if self._points:  # behind all that holds text
            children += (self._paragraph(Span(span.end, span.end)),)
        return Node("root", span, children=children)

    def _block(self, block: _Open) -> Node:
        stretch, span = block.stretch, block.stretch.span
        if stretch.kind == "table":
            children = self._table(span, block.children)
        elif stretch.kind == "row":
            children = self._row(span, block.children)
        elif stretch.kind in _LEAVES:
            children = self._line(span)
        else:
            children = self._flow(span, block.children)
        return replace(stretch, children=children)

    def _flow(self, span: Span, blocks: Sequence[_Open]) -> tuple[Node, ...]:
        """Paragraphs and blocks; rows, cells and items that stand alone get what they belong in."""
        nodes: list[Node] = []
        for gap, block in _between(span, _at_home(blocks)):
            nodes += self._paragraphs(gap)
            if block is not None:
                nodes.append(self._block(block))
        if not nodes and self._points and self._points[-1].span.start <= span.end:
            nodes.append(self._paragraph(span))
        return tuple(_grouped(nodes))

    def _table(self, span: Span, blocks: Sequence[_Open]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for gap, block in _between(span, [_inside("row", each) for each in blocks]):
            if self._text[gap.start : gap.end].strip():
                is_first = not any(node.kind == "row" for node in nodes)
                caption = is_first and not any(node.kind == "caption" for node in nodes)
                for node in self._paragraphs(gap):
                    if node.kind == "space":
                        nodes.append(node)
                    elif caption:
                        nodes.append(replace(node, kind="caption"))
                    else:
                        nodes.append(_wrapped(node, "cell", "row"))
            else:
                nodes += self._space(gap)
            if block is not None:
                nodes.append(self._block(block))
        return tuple(nodes)

    def _row(self, span: Span, blocks: Sequence[_Open]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for gap, block in _between(span, [_inside("cell", each) for each in blocks]):
            between = self._text[gap.start : gap.end]
            if between.strip() == "|" and nodes and block is not None:
                nodes.append(Node("separator", gap))
            elif between.strip():
                nodes += [node if node.kind == "space" else _wrapped(node, "cell") for node in self._paragraphs(gap)]
            else:
                nodes += self._space(gap)
            if block is not None:
                nodes.append(self._block(block))
        return tuple(nodes)

    def _space(self, gap: Span) -> list[Node]:
        return [Node("space", gap)] if len(gap) else []

    def _paragraphs(self, gap: Span) -> list[Node]:
        """The paragraphs of a stretch without blocks, and the line ends between them."""
        nodes: list[Node] = []
        start = gap.start
        text = self._text[gap.start : gap.end]
        for blank in _BLANK_LINES.finditer(text):
            nodes += self._paragraph_or_space(Span(start, gap.start + blank.start()))
            nodes += self._space(Span(gap.start + blank.start(), gap.start + blank.end()))
            start = gap.start + blank.end()
        return nodes + self._paragraph_or_space(Span(start, gap.end))

    def _paragraph_or_space(self, span: Span) -> list[Node]:
        if self._text[span.start : span.end].strip():
            return [self._paragraph(span)]
        return self._space(span)

    def _paragraph(self, span: Span) -> Node:
        return Node("paragraph", span, children=self._line(span))

    # --- what stands in a line --------------------------------------------------------------------

    def _line(self, span: Span) -> tuple[Node, ...]:
        """Text leaves and inline elements."""
        while self._waiting and self._waiting[-1].span.start < span.end:
            self._current.append(self._waiting.pop())
        self._current = [each for each in self._current if each.span.end > span.start]
        here = [replace(each, span=_common(each.span, span)) for each in self._current if len(span)]
        while self._points and self._points[-1].span.start <= span.end:
            point = self._points.pop()
            place = max(span.start, point.span.start)
            here.append(replace(point, span=Span(place, place)))
        return self._leaves(span, _nested(span, here))

    def _leaves(self, span: Span, nested: Sequence[_Open]) -> tuple[Node, ...]:
        nodes: list[Node] = []
        for gap, each in _between(span, nested):
            if len(gap):
                nodes.append(Node("text", gap))
            if each is not None:
                nodes.append(replace(each.stretch, children=self._leaves(each.stretch.span, each.children)))
        return tuple(nodes)


def _common(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _between(span: Span, opens: Iterable[_Open]) -> Iterator[tuple[Span, _Open | None]]:
    """Each stretch with the gap before it, and the last gap."""
    place = span.start
    for each in opens:
        yield Span(place, each.stretch.span.start), each
        place = each.end
    yield Span(place, span.end), None


# --- what belongs in what -------------------------------------------------------------------------


def _inside(kind: Literal["row", "cell"], block: _Open) -> _Open:
    """The block, in a stretch of the kind where it is of another."""
    if block.stretch.kind == kind:
        return block
    return _Open(Node(kind, block.stretch.span), [block])


def _at_home(blocks: Sequence[_Open]) -> list[_Open]:
    """Blocks of a flow: a row or cell without a table goes into the one right before it, or gets one."""
    homes: list[_Open] = []
    for block in blocks:
        if block.stretch.kind not in ("row", "cell"):
            homes.append(block)
            continue
        table = homes[-1] if homes and homes[-1].stretch.kind == "table" else None
        if table is None or block.stretch.span.start > table.end + 1:
            table = _Open(Node("table", block.stretch.span))
            homes.append(table)
        table.stretch = replace(table.stretch, span=Span(table.stretch.span.start, block.end))
        table.children.append(_inside("row", block))
    return homes


def _wrapped(node: Node, *kinds: NodeKind) -> Node:
    for kind in kinds:
        node = Node(kind, node.span, children=(node,))
    return node


def _grouped(nodes: Sequence[Node]) -> Iterator[Node]:
    """Nodes of a flow; items that follow each other are in lists, quotes that do are one."""
    position = 0
    while position < len(nodes):
        first = nodes[position]
        end = position + 1
        if first.kind in ("list_item", "quote"):
            while end < len(nodes) and (_goes_on(first, nodes[end]) or nodes[end].kind == "space"):
                end += 1
            while nodes[end - 1].kind == "space":
                end -= 1
            yield from _lists(nodes[position:end]) if first.kind == "list_item" else [_one_quote(nodes[position:end])]
        else:
            yield first
        position = end


def _goes_on(first: Node, node: Node) -> bool:
    return node.kind == first.kind and (node.kind == "list_item" or node.level == first.level)


def _one_quote(quotes: Sequence[Node]) -> Node:
    children = [child for each in quotes for child in ([each] if each.kind == "space" else each.children)]
    return replace(quotes[0], span=Span(quotes[0].span.start, quotes[-1].span.end), children=tuple(_grouped(children)))


def _lists(nodes: Sequence[Node]) -> Iterator[Node]:
    """Items, and the space between them, in lists; a deeper item is in a list in the item before it."""
    groups: list[list[Node]] = []  # an item, and what follows until the next of its level
    for node in nodes:
        if groups and (node.kind == "space" or node.level > groups[-1][0].level):
            groups[-1].append(node)
        else:
            groups.append([node])
    items: list[Node] = []
    for item, *deeper in groups:
        behind = _spaces_at_end(deeper)
        if deeper:
            inner = [deeper.pop(0)] if deeper[0].kind == "space" else []
            span = Span(item.span.start, deeper[-1].span.end)
            item = replace(item, span=span, children=(*item.children, *inner, *_lists(deeper)))
        if items and _is_ordered(item) != _is_ordered(items[0]):
            yield from _list(items)
            items = []
        items += [item, *behind]
    yield from _list(items)


def _list(nodes: list[Node]) -> Iterator[Node]:
    behind = _spaces_at_end(nodes)
    value = "ordered" if _is_ordered(nodes[0]) else ""
    yield Node("list", Span(nodes[0].span.start, nodes[-1].span.end), value, nodes[0].level, tuple(nodes))
    yield from behind


def _spaces_at_end(nodes: list[Node]) -> list[Node]:
    """Take the space behind the last item away from some nodes, and return it."""
    count = len(nodes)
    while count and nodes[count - 1].kind == "space":
        count -= 1
    spaces = nodes[count:]
    del nodes[count:]
    return spaces


def _is_ordered(item: Node) -> bool:
    return item.value[:1].isalnum()
