"""What is being collected while an HTML page is walked: blocks, and the lists and cells that hold them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from wenxun.articles.richtext import Mark, MarkKind, RichText

__all__ = ["Block", "Frame", "Item", "ListFrame"]

_LIST_CHARS = 4000  # the items of a longer list are paragraphs
_ITEM_CHARS = 400


@dataclass(slots=True)
class Block:
    """A heading, or a paragraph, list, table or code block, of an HTML page.

    Attributes:
        level: of a heading; 0 for any other block.
        container: number of the innermost container that it stands in.
        link_chars: how many of its characters belong to links.
        is_aside: whether the page says that it is not its main text.
    """

    rich: RichText
    level: int
    container: int
    link_chars: int
    is_aside: bool = False


@dataclass(slots=True)
class Item:
    """An item of a list: which of the list's blocks are in it, and the sign before it."""

    first: int
    sign: str
    level: int
    end: int = -1


class Frame:
    """The blocks of a page, or of a part of it that is put together when it ends: a list, a cell, a caption."""

    __slots__ = ("_places", "blocks")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._places: list[Mark] = []

    def add(self, block: Block) -> None:
        """Append a block.

        Images without text stand at the head of the next paragraph, or at the end of the last; names of a place at
        the head of whatever comes next.
        """
        if not block.rich.text:
            self._places += block.rich.marks
            return
        if self._places:
            here = [mark for mark in self._places if not block.level or mark.kind == "fragment"]
            self._places = [mark for mark in self._places if block.level and mark.kind != "fragment"]
            block.rich = RichText(block.rich.text, (*(mark.at(0, 0) for mark in here), *block.rich.marks))
        self.blocks.append(block)

    def finish(self) -> None:
        """Put images that no paragraph follows at the end of the last one, or make a block of them."""
        if not self._places:
            return
        last = self.blocks[-1] if self.blocks and not self.blocks[-1].level else None
        if last is None:
            self.blocks.append(Block(RichText("", tuple(self._places)), 0, 0, 0))
        else:
            at = len(last.rich.text)
            last.rich = RichText(last.rich.text, (*last.rich.marks, *(mark.at(at, at) for mark in self._places)))
        self._places = []

    def wrap(self, start: int, kind: MarkKind, value: str, level: int) -> None:
        """Mark the whole of every paragraph from ``blocks[start]`` on.

        Args:
            start: number of the first block.
            kind, value, level: of the mark.
        """
        for block in self.blocks[start:]:
            if not block.level and not any(mark.kind == kind == "verse" for mark in block.rich.marks):
                block.rich = block.rich.marked(kind, value, level)

    def joined(self, separator: str) -> RichText:
        """Return the text of all blocks in one."""
        return RichText.joined([block.rich for block in self.blocks], separator)


class ListFrame(Frame):
    """The blocks of a list, with those of all lists in it.

    Attributes:
        items: its items so far, in order.
        depth: number of lists that are open.
        counter: number of the next item of the innermost list; ``None`` if its items have none.
    """

    __slots__ = ("counter", "depth", "items")

    def __init__(self, counter: int | None) -> None:
        super().__init__()
        self.items: list[Item] = []
        self.depth = 1
        self.counter = counter

    def begin_item(self, written: str | None) -> Item:
        """Begin an item of the list."""
        sign = "-"
        if self.counter is not None:
            if written and written.isascii() and written.isdigit() and len(written) < 7:
                self.counter = int(written)
            sign = f"{self.counter}."
            self.counter += 1
        item = Item(len(self.blocks), sign, self.depth)
        self.items.append(item)
        return item

    def end_item(self, item: Item) -> None:
        """End an item."""
        item.end = len(self.blocks)

    def check_item(self, *, is_done: bool) -> None:
        """Note that the item that has just begun is a task."""
        if self.items and self.items[-1].first == len(self.blocks):
            self.items[-1].sign = "[x]" if is_done else "[ ]"

    def list_blocks(self) -> list[Block]:
        """Return the list as one block of a line for each of its blocks; a list of whole passages as these."""
        self.finish()
        blocks = self.blocks
        if not blocks:
            return []
        chars = sum(len(block.rich.text) for block in blocks)
        is_long = chars > _LIST_CHARS and chars > _ITEM_CHARS * max(1, len(self.items))
        if is_long or any(block.level or block.is_aside for block in blocks):
            for item in self.items:
                if item.first < len(blocks) and item.first < item.end and not blocks[item.first].level:
                    block = blocks[item.first]
                    block.rich = block.rich.marked("list_item", item.sign, item.level)
            return blocks
        starts = list(itertools.accumulate((len(block.rich.text) + 1 for block in blocks), initial=0))
        marks = [
            Mark("list_item", starts[item.first], starts[item.end] - 1, item.sign, item.level)
            for item in self.items
            if item.first < item.end
        ]
        whole = self.joined("\n")
        rich = RichText(whole.text, (*marks, *whole.marks))
        return [Block(rich, 0, blocks[0].container, sum(block.link_chars for block in blocks))]
