"""From a parser's events to the blocks of Markdown: headings, paragraphs, lists, tables, code, quotes and boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyromark

from wenxun.articles.cleaning import LINE, WIKI_RULES, clean, join_lines, place_readings, split_paragraphs
from wenxun.articles.draft import Draft
from wenxun.articles.html.reader import read_html_into
from wenxun.articles.markdown.inline import INLINE, InlineReader, with_sources
from wenxun.articles.markdown.marks import HIDDEN_TEXT, Dialects, keep_lines
from wenxun.articles.markdown.rules import SourceRules
from wenxun.articles.markdown.tables import joined_rows
from wenxun.articles.markdown.tag_attributes import names_of_places
from wenxun.articles.richtext import Mark, RichBuilder, RichText
from wenxun.articles.sections import Heading, Paragraph

__all__ = ["BlockReader"]

_NOTICE = re.compile(r"\s*本文内容由(.+?)转换而来。?\s*", re.DOTALL)
_CALLOUT = re.compile(r"\[!([\w|/-]+)\][+-]?[ \t]*")
_ONLY_TAGS = re.compile(r"\s*(?:</?(?!img|input|br)[a-zA-Z][^<>]*>\s*)+|\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_LINE_END = re.compile(f"[\n{LINE}]")
_WHITE_EDGE = re.compile(r"\|(?:\s|(?<=\s\|))")  # of a cell, where all are joined by bars
_LANGUAGE_END = re.compile(r"[\s,{:]")
_MARKED_LINK = re.compile(r"(!?)\[([^\[\]\n<>]{0,300})\]\((?=[^\s()]*[/.#])([^\s()\"<>]{1,1000})\)")
_MOST_AROUND = 12
_TASK = re.compile(r"\[[/>\-<?!*\"~@+=]\][ ]")  # a box that owners tick in ways of their own
_DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)


class BlockReader:
    """Turns the parser's events into headings and paragraphs of a draft."""

    def __init__(self, draft: Draft, rules: SourceRules, source: str) -> None:
        """Prepare to read a document.

        Args:
            draft: gets the blocks.
            rules: those that made ``source``, with what their tokens stand for.
            source: what is parsed.
        """
        self.draft = draft
        self.tally = draft.tally
        self.rules = rules
        self.converted = rules.converted
        self.kept = rules.spans.kept
        self.inline = InlineReader(draft, self.kept, source)
        self.inline.are_links_plain = not self.converted
        self.dialects = Dialects(source, is_jsx=rules.lines.is_jsx, converted=rules.converted)
        self.lines: list[RichText] = []  # what the list that is being read holds so far
        self.lists: list[int | None] = []  # for each open list: the next number, or None
        self.items: list[tuple[str, int]] = []  # for each open item: its mark, and lines when it began
        self.item_marks: list[tuple[str, int, int, int]] = []  # mark, depth, first and last line of read items
        self.around: list[Mark] = []  # quotes, boxes and footnotes that are open, as marks without a place
        self.too_deep = 0  # how many more are open
        self.around_list = 0  # how many of them are around the outermost open list
        self.box_begins = False  # whether a quote has begun and nothing stands in it yet
        self.places: list[Mark] = []  # images and names of places of blocks without text; they go to the next block
        self.raw: list[str] | None = None  # of open code, or of an open block of HTML
        self.language = ""
        self.details = 0  # how many elements of this name are open
        self.heading = 0  # level of the open heading
        self.names_an_item: bool | None = None  # whether the first heading stands in a list

    def read(self, events: Iterator[Any]) -> None:
        """Read all ``events`` of a document, or of a note in one."""
        inline, has_kept = self.inline, bool(self.kept)
        for event in events:
            if event.__class__ is str:
                if event == "Rule":
                    self._end_block()
                else:
                    inline.out.add("\n" if event == "SoftBreak" else LINE)
                continue
            kind, value = event.popitem()
            if kind == "Text" or kind == "Html":
                if self.raw is not None:
                    self.raw.append(value)
                elif has_kept:
                    inline.text(value)
                else:
                    inline.out.add(value)
            elif kind == "Start" or kind == "End":
                name, data = (value, None) if value.__class__ is str else value.popitem()
                if name in INLINE:
                    inline.start(name, data) if kind == "Start" else inline.end()
                    continue
                if inline.out.length or inline.has_place:
                    self._end_block()
                if name == "Table":
                    self._read_table(data or (), events)
                elif name != "Paragraph":
                    (self._start if kind == "Start" else self._end)(name, data)
            elif kind == "TaskListMarker":
                if self.items:
                    self.items[-1] = ("[x]" if value else "[ ]", self.items[-1][1])
            else:
                inline.other(kind, value)

    def finish(self) -> None:
        """Hand over what is still held."""
        self._end_block()
        self._flush()
        if self.places and self.draft.blocks and isinstance(last := self.draft.blocks[-1], Paragraph):
            end = len(last.rich.text)
            marks = (*last.rich.marks, *(place.at(end, end) for place in self.places))
            self.draft.blocks[-1] = Paragraph(RichText(last.rich.text, marks))

    # --- blocks ----------------------------------------------------------------------------------

    def _start(self, name: str, data: Any) -> None:
        if name == "Item":
            number = self.lists[-1] if self.lists else None
            if number is not None:
                self.lists[-1] = number + 1
            self.items.append(("-" if number is None else f"{number}.", len(self.lines)))
        elif name == "List":
            if not self.lists:
                self.around_list = len(self.around)
            self.lists.append(data)
        elif name == "Heading":
            self.heading = int(data["level"][1:])
            self.inline.are_links_plain = False
        elif name == "CodeBlock":
            self.raw = []
            self.language = "" if isinstance(data, str) else _LANGUAGE_END.split(data["Fenced"].strip(), 1)[0]
        elif name == "HtmlBlock":
            self.raw = []
        elif name == "BlockQuote":
            depth = 1 + sum(mark.kind == "quote" for mark in self.around)
            self._open(Mark("quote", 0, 0, "", depth))
            self.box_begins = not self.too_deep
        elif name == "FootnoteDefinition":
            self.tally["footnote-marks"] += 1
            self._open(Mark("footnote", 0, 0, data))

    def _open(self, mark: Mark) -> None:
        """Begin a quote, box or footnote; those that are nested too deep get no mark."""
        if len(self.around) < _MOST_AROUND:
            self.around.append(mark)
        else:
            self.too_deep += 1

    def _close(self) -> None:
        self.box_begins = False
        if self.too_deep:
            self.too_deep -= 1
        else:
            self.around.pop()

    def _end(self, name: str, data: Any) -> None:
        if name == "Item":
            mark, first = self.items.pop()
            if len(self.lines) == first:
                self.tally["dead-list-numbers" if mark[:1].isdigit() else "empty-list-items"] += 1
            else:
                self.item_marks.append((mark, len(self.lists), first, len(self.lines)))
        elif name == "List":
            self.lists.pop()
            if not self.lists:
                self._flush()
        elif name == "Heading":
            self.heading = 0
            self.inline.are_links_plain = not self.converted
        elif name == "CodeBlock":
            content, self.raw = "".join(self.raw or ()), None
            self._code(content)
        elif name == "HtmlBlock":
            content, self.raw = "".join(self.raw or ()), None
            self._html(with_sources(content, self.kept))
        elif name in ("BlockQuote", "FootnoteDefinition"):
            self._close()

    def _end_block(self) -> None:
        """Read the inline text that has come in since the last block began or ended."""
        if not self.inline.out.length:
            self._keep_places(self.inline.take())
            return
        rich = self._take_inline()
        if self.heading:
            if self.names_an_item is None:
                self.names_an_item = bool(self.lists)
            self._flush()
            named = tuple(mark.at(0, 0) for mark in (*self.places, *rich.marks) if mark.kind == "fragment")
            rich = RichText(rich.text, tuple(mark for mark in rich.marks if mark.kind != "fragment"))
            rich = join_lines(rich, self.tally)
            self.places = [mark for mark in self.places if mark.kind != "fragment"]
            self.places += (mark for mark in rich.marks if mark.kind == "image")
            self.draft.add_heading(self.heading, RichText(rich.text, (*named, *rich.marks)))
        elif self.converted and (notice := _NOTICE.fullmatch(rich.text)):
            self.tally["converter-notices"] += 1
            self.draft.title = self.draft.title or " ".join(notice[1].split())
        else:
            self._paragraph(rich)
        if self.inline.notes:
            self._read_notes()

    def _read_table(self, alignments: Sequence[str], events: Iterator[Any]) -> None:
        """Read a table up to its end. Most events of a text stand in tables, if it has any."""
        pairs: Iterator[tuple[str, Any]] = map(dict.popitem, events)
        read_cell = self.inline.read_cell
        rows: list[tuple[bool, list[RichText]]] = []
        cells: list[RichText] = []
        for kind, value in pairs:
            if kind == "Start":
                if value == "TableCell":
                    cells.append(read_cell(pairs))
                else:
                    cells = []
                    rows.append((value == "TableHead", cells))
            elif value == "Table":
                break
        self._emit(joined_rows(alignments, self._finished_cells(rows)))
        self._read_notes()

    def _finished_cells(self, rows: Sequence[tuple[bool, list[RichText]]]) -> Sequence[tuple[bool, list[RichText]]]:
        """Rows of cells that are each on one line and without marks of dialects.

        What may have to be done to one is looked for in all of them at once.
        """
        texts = "|".join([rich[0] for _, cells in rows for rich in cells])
        if self.converted or self.inline.has_reading or self.dialects.are_in(texts):
            rows = [(is_head, list(map(self._finished, cells))) for is_head, cells in rows]
        elif not (LINE in texts or "  " in texts or "\n" in texts or _has_white_edges(texts)):
            return rows
        return [(is_head, [join_lines(rich, self.tally) for rich in cells]) for is_head, cells in rows]

    def _take_inline(self) -> RichText:
        """The inline text that has come in, without marks of dialects."""
        return self._finished(self.inline.take())

    def _finished(self, rich: RichText) -> RichText:
        """Inline text without marks of dialects."""
        rich = self.dialects.read(rich, self.draft)
        if self.converted:
            rich = clean(rich, WIKI_RULES, self.tally)
        if self.inline.has_reading:
            rich = place_readings(clean(rich, (HIDDEN_TEXT,), self.tally), self.tally)
        return rich

    def _paragraph(self, rich: RichText) -> None:
        if self.box_begins and (box := _CALLOUT.match(rich.text)) is not None:
            self.tally["box-marks"] += 1
            self.around[-1] = Mark("note", 0, 0, box[1].lower().split("|")[0])
            title_end = _LINE_END.search(rich.text, box.end())
            end = title_end.start() if title_end else len(rich.text)
            title = rich.cut(box.end(), end).stripped()
            self._emit(RichText(title.text, (Mark("bold", 0, len(title.text)), *title.marks)))
            rich = rich.cut(min(end + 1, len(rich.text)), len(rich.text))
        if "\n" not in rich.text and LINE not in rich.text:
            self._emit(join_lines(rich, self.tally) if "  " in rich.text else rich)
            return
        for part in split_paragraphs(rich):
            meant = LINE in part.text
            if not self.converted:
                part, kept = keep_lines(part)
                meant = meant or kept
            line = join_lines(part, self.tally)
            self._emit(RichText(line.text, (Mark("verse", 0, len(line.text)), *line.marks)) if meant else line)

    def _code(self, content: str) -> None:
        builder = RichBuilder()
        content = with_sources(content, self.kept).rstrip("\n")
        builder.mark("code", 0, len(content), self.language, 1)
        builder.add_verbatim(content)
        self._emit(builder.take())

    def _html(self, content: str) -> None:
        if _ONLY_TAGS.fullmatch(content):
            self.tally["comments" if "<!--" in content else "html-tags"] += 1
            self.places += (Mark("fragment", 0, 0, name) for name in names_of_places(content))
        else:
            fragment = Draft(tally=self.tally)
            read_html_into(fragment, _with_tags_of_links(content), fragment_of_other=True)
            for block in fragment.blocks:
                if isinstance(block, Heading):
                    self._flush()
                    self.draft.add_heading(block.level, block.rich)
                else:
                    self._emit(self.dialects.read(block.rich, self.draft))
        for found in _DETAILS.finditer(content):
            self.details = max(0, self.details - 1) if found[1] else self.details + 1

    def _emit(self, rich: RichText) -> None:
        """A paragraph, table or code; a line of the list that is open."""
        rich = rich.stripped()
        if not rich.text:
            self._keep_places(rich)
            return
        self.box_begins = False
        if self.lines and not self.lists:
            self._flush()
        if rich.text[0] == "[" and self.items and self.items[-1][1] == len(self.lines) and _TASK.match(rich.text):
            self.items[-1] = ("[ ]", len(self.lines))
            rich = rich.cut(4, len(rich.text)).stripped()
        if self.around or self.places or self.details:
            rich = self._surrounded(rich)
        if self.lists:
            self.lines.append(rich)
        else:
            self.draft.add_paragraph(rich)

    def _surrounded(self, rich: RichText) -> RichText:
        """A block with the marks of what it stands in, and of the places before it."""
        length = len(rich.text)
        marks = [mark.at(0, length) for mark in self.around[self.around_list if self.lists else 0 :]]
        marks += (place.at(0, 0) for place in self.places)
        self.places.clear()
        if self.details:
            marks.append(Mark("note", 0, length, "details"))
        return RichText(rich.text, (*marks, *rich.marks)) if marks else rich

    def _flush(self) -> None:
        """Hand over the list that is being read, as one paragraph with a line an item."""
        if not self.lines:
            return
        self.item_marks += [(mark, depth, first, len(self.lines)) for depth, (mark, first) in enumerate(self.items, 1)]
        self.items = [(mark, 0) for mark, _ in self.items]
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line.text) + 1)
        rich = RichText.joined(self.lines, "\n")
        marks = [mark.at(0, len(rich.text)) for mark in self.around[: self.around_list]]
        marks += (
            Mark("list_item", starts[first], starts[end] - 1, mark, depth)
            for mark, depth, first, end in sorted(self.item_marks, key=lambda item: item[1])
            if first < end
        )
        self.lines, self.item_marks = [], []
        self.draft.add_paragraph(RichText(rich.text, (*marks, *rich.marks)))

    def _keep_places(self, rich: RichText) -> None:
        self.places += (mark for mark in rich.marks if mark.kind in ("image", "fragment"))

    def _read_notes(self) -> None:
        """Notes that were written in their places follow the block."""
        notes, self.inline.notes = self.inline.notes, []
        for label, content in notes:
            self._open(Mark("footnote", 0, 0, label))
            self.read(pyromark.events(content))
            self._end_block()
            self._close()


def _has_white_edges(texts: str) -> bool:
    """Whether any of the cells that bars join has white space at its ends."""
    return texts.strip() != texts or _WHITE_EDGE.search(texts) is not None


def _with_tags_of_links(content: str) -> str:
    """A block of HTML in which owners have written links and pictures as if it were Markdown."""

    def tag(found: re.Match[str]) -> str:
        return f'<img alt="{found[2]}" src="{found[3]}">' if found[1] else f'<a href="{found[3]}">{found[2]}</a>'

    return _MARKED_LINK.sub(tag, content) if "](" in content else content
