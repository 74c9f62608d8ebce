"""From the tree of an HTML page to its blocks: headings, paragraphs, lists, tables, code, with marks.

Each block remembers in which container of the page it stood and how much of it is links; from that
``html_main_text`` tells the article from the rest of the page. The walk keeps its own stack, so depth costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wenxun.articles.characters import HAN
from wenxun.articles.html.classes import NO_MEANING, Meaning, colouring_tags, language_of_block, meaning_of
from wenxun.articles.html.elements import INLINE_MARKS, SKIP, InlineElements, Leave
from wenxun.articles.html.frames import Block, Frame, ListFrame
from wenxun.articles.html.tables import Table
from wenxun.articles.html.tree import has_odd_entities, parse
from wenxun.articles.markup import BLOCK_TAGS
from wenxun.articles.richtext import MarkKind, RichText

__all__ = ["BlockReader"]

_SKIPPED = frozenset((
    "script", "style", "template", "head", "link", "meta", "title", "base", "embed", "noembed", "canvas",
    "iframe", "frameset", "noframes", "audio", "video", "map", "area", "col", "colgroup", "param", "source", "track",
    "rp", "datalist",
))  # fmt: skip
_ASIDE_TAGS = frozenset(["nav", "footer", "select", "textarea", "noscript", "dialog", "search", "object", "applet"])
_PREFORMATTED = frozenset(("pre", "xmp", "listing", "plaintext"))
_CONTAINERS = frozenset((
    "div", "section", "article", "main", "body", "td", "th", "ul", "ol", "dl", "table", "aside", "header", "footer",
    "nav", "form", "center", "blockquote", "li", "dd", "fieldset", "details",
))  # fmt: skip
_PLAIN_BLOCKS = frozenset(("p", "div", "section", "tbody", "thead", "center", "figure", "figcaption", "body", "html"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NAMED = frozenset((*_HEADINGS, "a", "span", "section", "div", "dt"))  # whose ids links lead to
_SECTION = re.compile(r"(?:^|\s)(?:section|sect\d|level\d)(?:\s|$)")
_LISTS = frozenset(("ul", "ol", "dl", "dir", "menu"))
_MAINS = frozenset(("article", "main"))
_ITEMS = frozenset(("li", "dt", "dd"))
_PROSE = re.compile("[\u4e00-\u9fff][，。；、]")
_INDENTS = ("\u3000\u3000", "\xa0\xa0")  # as authors begin a paragraph that has no tag of its own
_MOST_QUOTES = 8  # quotes within quotes that are told apart
_VERSE_LINE_CHARS = 32
_HEADING_CHARS = 60  # a longer one with a full stop is none


class BlockReader(InlineElements):
    """Walks a tree once and collects its blocks."""

    def read(self, root: Any) -> list[Block]:
        """Return the blocks of the tree under ``root``."""
        stack: list[tuple[Any, Leave]] = []
        node = root
        while node is not None:
            tag = node.tag
            following = None
            if tag == "-text":
                data = node.text_content
                inline = self._inline
                if self._pre:
                    inline.add_exactly(inline.tidy(data))
                elif not data.isspace():
                    if inline.is_at_line_start and data.strip(" \n\t")[:2] in _INDENTS and not self._heading:
                        self._end_block()
                    inline.add_node(data)
                elif inline.length:
                    inline.gap = "\n" if "\n" in data else inline.gap or " "
            elif tag is None or tag[0] == "-":
                self.tally["comments"] += tag == "-comment"
            else:
                leave = self._enter(node, tag)
                if leave is not SKIP:
                    following = node.first_child
                    if following is not None:
                        stack.append((node, leave))
                    elif leave is not None:
                        leave()
            if following is None:
                following = node.next if stack else None
                while following is None and stack:
                    node, leave = stack.pop()
                    if leave is not None:
                        leave()
                    following = node.next if stack else None
            node = following
        self._end_block()
        self._frames[0].finish()
        self.tally["html-tags"] += self._elements
        return self._frames[0].blocks

    # --- elements ---------------------------------------------------------------------------------

    def _enter(self, node: Any, tag: str) -> Leave:
        if tag in _SKIPPED:
            self.tally["page-furniture"] += tag in ("script", "style")
            if tag == "iframe" and self._may_hold_pages and (page := node.attributes.get("srcdoc")):
                self._frame_within(page)
            return self._formula_script(node) if tag == "script" else SKIP
        if tag == "noscript" and node.text().lstrip().startswith("<"):
            return SKIP  # a browser with scripts saved its markup as a text
        self._elements += 1
        self._attributes = attributes = node.attributes
        meaning = NO_MEANING
        if attributes or tag in _MAINS:
            meaning = meaning_of(tag, attributes)
            if meaning.is_dropped or attributes.get("hidden", _SHOWN) not in (_SHOWN, "until-found"):
                self.tally["page-furniture"] += 1
                return SKIP
        if meaning.is_aside or tag in _ASIDE_TAGS or (tag == "aside" and not meaning.note and not self._mains):
            return self._aside(tag, meaning)
        if attributes and tag in _NAMED and not self._pre:
            self._name_place(node, tag)
        if tag in _PREFORMATTED:
            return self._begin_pre(node)
        if tag in BLOCK_TAGS:
            return self._block(tag, meaning)
        if tag in INLINE_MARKS:
            return None if self._pre else self._mark(INLINE_MARKS[tag])
        special = _INLINE.get(tag)
        if special is not None:
            return special(self, node)
        if meaning.is_footnote_mark:
            return self._footnote_mark()
        return None

    def _frame_within(self, page: str) -> None:
        """A page that is written into another one: what it shows is no part of the article."""
        tree = parse(page)
        if tree.root is not None:
            self._read_apart(tree.root, is_aside=True, is_tidy=not has_odd_entities(page))

    def _read_apart(self, root: Any, *, is_aside: bool, is_tidy: bool | None = None) -> None:
        reader = BlockReader(self.draft, is_tidy=self._inline.is_tidy if is_tidy is None else is_tidy)
        reader._may_hold_pages = False
        self._end_block()
        for block in reader.read(root):
            block.container, block.is_aside = self._container, block.is_aside or is_aside
            block.level = 0 if is_aside else block.level
            self._emit(block)

    def _name_place(self, node: Any, tag: str) -> None:
        """Keep the name by which links lead to an element: a heading, a section, or what stands there for the name."""
        attributes = self._attributes
        name = attributes.get("id") or (attributes.get("name") if tag == "a" else None)
        if not name or self._asides:
            return
        if tag == "span" and not self._heading and node.first_child is not None:
            return
        if tag == "div" and not _SECTION.search(attributes.get("class") or ""):
            return
        if tag in BLOCK_TAGS:
            self._leave_block()
        self._inline.fragment(name)

    def _aside(self, tag: str, meaning: Meaning) -> Leave:
        """A part that is not the article. Within a line it goes aside, and the line stays whole."""
        if self._pre and tag not in BLOCK_TAGS:
            return None
        self._asides += 1
        if tag in BLOCK_TAGS:
            leave_block = self._block(tag, meaning)

            def leave_aside() -> None:
                if leave_block is not None:
                    leave_block()
                self._end_block()
                self._asides -= 1

            return leave_aside
        outer, self._inline = self._inline, self._inline.another()

        def leave() -> None:
            self._end_block()
            self._inline = outer
            self._asides -= 1

        return leave

    def _inline_aside(self, node: Any) -> Leave:
        return self._aside("button", NO_MEANING)

    # --- blocks -----------------------------------------------------------------------------------

    def _block(self, tag: str, meaning: Meaning) -> Leave:
        self._leave_block()
        if tag in _HEADINGS and not self._pre:
            return self._begin_heading(_HEADINGS[tag])
        is_container = tag in _CONTAINERS or (tag == "p" and meaning.weight < 0)
        if is_container:
            self.parents.append(self._container)
            self.meanings.append(meaning.weight)
            self._container = len(self.parents) - 1
        leave_block = self._leave_container if is_container else self._leave_block
        if self._pre or (tag in _PLAIN_BLOCKS and meaning is NO_MEANING):
            return leave_block
        end = self._begin(tag, meaning)
        if end is None:
            return leave_block

        def leave() -> None:
            self._leave_block()
            end()
            if is_container:
                self._container = self.parents[self._container]

        return leave

    def _leave_block(self) -> None:
        inline = self._inline
        if inline.length or inline.has_places:
            self._end_block()

    def _leave_container(self) -> None:
        self._leave_block()
        self._container = self.parents[self._container]

    def _begin(self, tag: str, meaning: Meaning) -> Leave:
        """What a block means beyond being one."""
        if tag in _LISTS:
            return self._begin_list(tag)
        if tag in _ITEMS:
            return self._begin_item(tag, meaning)
        if tag in ("table", "tr", "td", "th", "caption"):
            return self._begin_table_part(tag)
        if tag == "blockquote" and self._quotes < _MOST_QUOTES:
            return self._begin_quote()
        if meaning.note or (tag == "aside" and not self._asides):
            return self._wrapped("note", meaning.note)
        if meaning.is_poem:
            return self._wrapped("verse")
        if tag in _MAINS:
            self._mains += 1
            return self._leave_main
        return None

    def _leave_main(self) -> None:
        self._mains -= 1

    def _wrapped(self, kind: MarkKind, value: str = "", level: int = 0) -> Leave:
        frame = self._frames[-1]
        start = len(frame.blocks)
        return lambda: frame.wrap(start, kind, value, level)

    def _begin_quote(self) -> Leave:
        self._quotes += 1
        wrap = self._wrapped("quote", "", self._quotes)

        def leave() -> None:
            self._quotes -= 1
            if wrap is not None:
                wrap()

        return leave

    def _begin_heading(self, level: int) -> Leave:
        self._heading = level

        def leave() -> None:
            self._end_block()
            self._heading = 0

        return leave

    def _begin_pre(self, node: Any) -> Leave:
        self._end_block()
        self._pre.append("" if self._pre else language_of_block(node))
        if len(self._pre) == 1 and self._inline.is_tidy and (tags := colouring_tags(node.html)):
            self._elements += tags - 1
            self._inline.add_exactly(node.text())
            self._end_pre()
            self._pre.pop()
            return SKIP

        def leave() -> None:
            if len(self._pre) == 1:
                self._end_pre()
            self._pre.pop()

        return leave

    def _end_pre(self) -> None:
        inline = self._inline
        rich, link_chars = inline.take_block(is_exact=True)
        if not rich.text.strip():
            return
        if _PROSE.search(rich.text) and 3 * len(HAN.findall(rich.text[:2000])) > len(rich.text[:2000]):
            for part in re.split(r"\n[ \t\u3000]*\n\s*", rich.text.strip("\n")):
                self._emit(Block(RichText(part).stripped(), 0, self._container, link_chars))
            return
        self._emit(Block(rich.marked("code", self._pre[0], 1), 0, self._container, 0))

    def _begin_list(self, tag: str) -> Leave:
        frame = self._frames[-1]
        if isinstance(frame, ListFrame):
            frame.depth += 1
            counter, frame.counter = frame.counter, _first_number(self._attributes) if tag == "ol" else None

            def leave() -> None:
                frame.depth -= 1
                frame.counter = counter

            return leave
        inner = ListFrame(_first_number(self._attributes) if tag == "ol" else None)
        self._frames.append(inner)

        def leave_list() -> None:
            self._frames.pop()
            for block in inner.list_blocks():
                self._emit(block)

        return leave_list

    def _begin_item(self, tag: str, meaning: Meaning) -> Leave:
        frame = self._frames[-1]
        identifier = self._attributes.get("id") or ""
        footnote = re.match(r"(?:fn|cite_note|footnote|user-content-fn)[-:_]*(.{1,40})", identifier)
        if not isinstance(frame, ListFrame):
            return None
        if tag == "dt":
            return None
        item = frame.begin_item(self._attributes.get("value"))
        end_footnote = self._wrapped("footnote", footnote[1]) if footnote and tag == "li" else None

        def leave() -> None:
            if end_footnote is not None:
                end_footnote()
            frame.end_item(item)

        return leave

    def _begin_table_part(self, tag: str) -> Leave:
        if tag == "table":
            table = Table(self._container)
            self._tables.append(table)

            def leave_table() -> None:
                self._tables.pop()
                for block in table.blocks():
                    self._emit(block)

            return leave_table
        if not self._tables:
            return None
        table = self._tables[-1]
        if tag == "tr":
            table.begin_row()
            return None
        cell = Frame()
        self._frames.append(cell)
        attributes = self._attributes

        def leave() -> None:
            self._frames.pop()
            if tag == "caption":
                table.add_caption(cell)
            else:
                table.add_cell(cell, attributes, is_head=tag == "th")

        return leave

    def _end_block(self) -> None:
        inline = self._inline
        if self._pre:
            inline.end_line()
            return
        rich, link_chars = inline.take_block()
        if not rich.text and not rich.marks:
            return  # there was nothing but white space
        level, self._heading = (self._heading, 0) if rich.text else (0, self._heading)
        if level and len(rich.text) > _HEADING_CHARS and "。" in rich.text:
            level = 0  # a paragraph, set large
        if not level and not isinstance(self._frames[-1], ListFrame) and "\n" in rich.text and _is_verse(rich.text):
            rich = rich.marked("verse")
        self._emit(Block(rich, level, self._container, link_chars))
        notes, self._notes = self._notes, []
        for note in notes:
            self._emit(Block(RichText(note).marked("footnote"), 0, self._container, 0))

    def _emit(self, block: Block) -> None:
        block.is_aside = block.is_aside or self._asides > 0
        self._frames[-1].add(block)


_SHOWN = "\0"  # in place of an attribute that is not there
_INLINE: dict[str, Callable[[BlockReader, Any], Leave]] = {
    "a": BlockReader._link,
    "sup": BlockReader._sup,
    "br": BlockReader._line_break,
    "img": BlockReader._image,
    "ruby": BlockReader._ruby,
    "rt": BlockReader._reading,
    "math": BlockReader._math,
    "svg": BlockReader._svg,
    "button": BlockReader._inline_aside,
    "input": BlockReader._input,
}


def _first_number(attributes: dict[str, str | None]) -> int:
    written = attributes.get("start") or ""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else 1


def _is_verse(text: str) -> bool:
    lines = text.split("\n")
    return all(len(line) <= _VERSE_LINE_CHARS for line in lines) and bool(HAN.search(text))
