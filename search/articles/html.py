"""HTML pages: what a reader sees of them.

The standard library's parser reads the tags; this module only decides what they mean. A ``<`` that opens no
complete tag is text, which also keeps the parser's time linear in the input.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from wenxun.articles.cleaning import LINE, READING_END, READING_START, join_lines, place_readings
from wenxun.articles.draft import Draft
from wenxun.articles.links import add_link
from wenxun.articles.markup import BLOCK_TAGS, HIDDEN_TAGS, SHOWN_TAGS, VOID_TAGS, drop_comments
from wenxun.articles.richtext import RichBuilder, RichText
from wenxun.articles.sections import Heading
from wenxun.articles.wikilinks import parse_url

__all__ = ["read_html_into"]

_LOOSE_ANGLE = re.compile(r"<(?!/?[A-Za-z][^<>]*>|![A-Za-z][^<>]*>)")
_RAW_TEXT = re.compile(r"<(script|style)\b[^<>]*>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f]+")
# class names by which wiki pages mark what is not the article's own text
_FURNITURE_CLASS = re.compile(
    r"(?:^|\s)(?:mw-editsection|reference|navbox|toc|noprint|mw-jump-link|printfooter)(?:\s|$)"
)


def read_html_into(draft: Draft, text: str, *, fragment_of_other: bool = False) -> None:
    """Append the HTML ``text`` to ``draft``; a fragment inside another format states no title."""
    text = drop_comments(text, draft.tally)
    text = _without_raw_text(text, draft)
    text = _LOOSE_ANGLE.sub("&lt;", text)
    reader = _Reader(draft)
    reader.feed(text)
    reader.close()
    reader.finish()
    first = draft.blocks[0] if draft.blocks else None
    if not fragment_of_other and not (isinstance(first, Heading) and first.level == 1):
        draft.title = draft.title or reader.page_title


def _without_raw_text(text: str, draft: Draft) -> str:
    """Scripts and styles go before parsing: what they hold is not markup."""
    pieces: list[str] = []
    done = 0
    lowered = text.lower() if _RAW_TEXT.search(text) else ""
    if len(lowered) != len(text):
        lowered = text  # a few characters change length in lower case, and places must agree
    while found := _RAW_TEXT.search(text, done):
        end = lowered.find(f"</{found[1].lower()}", found.end())
        pieces.append(text[done : found.start()])
        draft.tally["page-furniture"] += 1
        done = len(text) if end < 0 else end
    return "".join((*pieces, text[done:])) if pieces else text


class _Reader(HTMLParser):
    """Collects blocks while tags open and close. Never recurses, so depth costs nothing but memory."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(convert_charrefs=True)
        self.draft = draft
        self.tally = draft.tally
        self._title: list[str] = []
        self._builders = [RichBuilder()]
        self._links: list[str] = []
        self._bold: list[int] = []
        self._hidden: list[str] = []  # open tags inside the outermost hidden one
        self._in_title = False
        self._pre = 0
        self._heading = 0
        self._lists = 0
        self._lines: list[RichText] = []
        self._row: list[RichText] | None = None
        self._rows: list[RichText] = []
        self._table_depth = 0

    @property
    def page_title(self) -> str:
        """What the page's head calls it."""
        return " ".join("".join(self._title).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
            return
        if self._hidden:
            if tag == self._hidden[0] and tag not in VOID_TAGS:
                self._hidden.append(tag)
            return
        if tag not in VOID_TAGS and (tag in HIDDEN_TAGS or _is_furniture(dict(attrs))):
            self.tally["page-furniture"] += 1
            self._hidden.append(tag)
            return
        if tag not in SHOWN_TAGS:
            self._builders[-1].add(self.get_starttag_text() or "")
            return
        self.tally["html-tags"] += 1
        self._open(tag, dict(attrs))

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "br":
            self._builders[-1].add(LINE)
        elif tag == "a":
            self._close("a")  # links do not nest: browsers end the first one too
            self._links.append(attributes.get("href") or "")
            self._builders.append(RichBuilder())
        elif tag in ("b", "strong"):
            self._bold.append(self._builders[-1].length)
        elif tag == "rt":
            self._builders[-1].add(READING_START)
        elif tag == "rp":
            self._hidden.append(tag)
        elif tag == "img":
            self.tally["image-names"] += 1
        elif tag in BLOCK_TAGS:
            self._open_block(tag)

    def _open_block(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
            return
        self._end_block()
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._heading = int(tag[1])
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ul", "ol", "dl"):
            self._lists += 1
        elif tag == "table":
            self._table_depth += 1
        elif tag == "tr":
            self._end_row()
            self._row = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
            return
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
            return
        if tag not in SHOWN_TAGS:
            self._builders[-1].add(f"</{tag}>")
            return
        self._close(tag)

    def _close(self, tag: str) -> None:
        if tag == "a" and self._links:
            inner = self._builders.pop().take()
            self._link(inner, self._links.pop())
        elif tag in ("b", "strong") and self._bold:
            out = self._builders[-1]
            out.mark("bold", min(self._bold.pop(), out.length), out.length)
        elif tag == "rt":
            self._builders[-1].add(READING_END)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in BLOCK_TAGS:
            self._end_block()
            self._close_block(tag)

    def _close_block(self, tag: str) -> None:
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in ("ul", "ol", "dl"):
            self._lists = max(0, self._lists - 1)
            if not self._lists:
                self._end_list()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._table_depth = max(0, self._table_depth - 1)
            if not self._table_depth:
                self._end_table()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        elif not self._hidden:
            if self._pre:
                self._builders[-1].add_verbatim(data)
            else:
                self._builders[-1].add(_SPACES.sub(_one_space, data))

    def _link(self, inner: RichText, href: str) -> None:
        if not href or href.startswith(("#", "javascript:")):
            self._builders[-1].add_rich(inner)
        else:
            add_link(self._builders[-1], inner, parse_url(href), self.draft)

    def _take(self) -> RichText:
        while len(self._builders) > 1:  # a link that runs over the end of its block ends with it
            inner = self._builders.pop().take()
            self._link(inner, self._links.pop())
        self._bold.clear()
        rich = place_readings(self._builders[0].take(), self.tally)
        return join_lines(rich, Counter()).stripped()

    def _end_block(self) -> None:
        if self._row is not None:
            if self._builders[-1].length:
                self._builders[-1].add("\n")
            return
        rich = self._take()
        if not rich.text:
            return
        if self._heading:
            self._end_list()
            self.draft.add_heading(self._heading, rich)
        elif self._lists:
            self._lines.append(rich)
        else:
            self._end_list()
            self.draft.add_paragraph(rich)
        self._heading = 0

    def _end_cell(self) -> None:
        rich = self._take()
        if rich.text and self._row is not None:
            self._row.append(RichText(rich.text.replace("\n", " "), rich.marks))
        elif rich.text:
            self.draft.add_paragraph(rich)

    def _end_row(self) -> None:
        if self._row is not None:
            self._end_cell()
            if self._row:
                self._rows.append(RichText.joined(self._row, " | "))
            self._row = None

    def _end_table(self) -> None:
        if self._rows:
            self.draft.add_paragraph(RichText.joined(self._rows, "\n"))
            self._rows = []

    def _end_list(self) -> None:
        if self._lines:
            self.draft.add_paragraph(RichText.joined(self._lines, "\n"))
            self._lines = []

    def finish(self) -> None:
        """Close everything that the page left open."""
        self._end_row()
        self._end_block()
        self._end_table()
        self._end_list()


def _one_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found.group() else " "


def _is_furniture(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_FURNITURE_CLASS.search(attributes.get("class") or ""))
