"""What readers of line markup (Org, reStructuredText, AsciiDoc, DokuWiki) share: they rewrite their lines as HTML.

The reader of HTML then makes headings, lists, tables, code and notes of it, with its marks and its joining of lines.
All text is escaped on the way, so no line of a source can be taken for a tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from wenxun.articles.draft import Draft
from wenxun.articles.html.reader import read_html_into
from wenxun.articles.metadata import add_stated, lead_with_description

__all__ = ["HtmlLines", "Inline", "in_tag", "indent_of", "inline_reader", "link", "named_place", "read_lines_into"]

_MOST_DEEP = 12  # lists within lists; deeper ones are shown as level with these
_ADDRESS = re.compile(
    r"(?:https?|ftp|mailto):\S+|[\w./~%#?=&+-]+|\S*#\S"
    r"|[^:\n]{1,500}\.(?:org|adoc|asciidoc|asc|rst|rest|md|html?|txt|ipynb|pdf)(?:#|\Z)",
    re.ASCII,
)

Inline = Callable[[str], str]
"""Text of a line or paragraph to HTML."""


def indent_of(line: str) -> int:
    """Return the columns before the first character that is no blank."""
    return len(line) - len(line.lstrip(" \t\u3000"))


def in_tag(group: str, tag: str) -> Callable[[re.Match[str]], str]:
    """Return what writes a group of a match as text in a tag.

    Args:
        group: its name.
        tag: name of the tag.
    """
    return lambda found: f"<{tag}>{escape(found[group], quote=False)}</{tag}>"


class HtmlLines:
    """Puts HTML together from the lines of a text.

    Lines gather to a paragraph, or to the list item that is open, until something else comes.
    """

    def __init__(self, inline: Inline) -> None:
        self._inline = inline
        self._pieces: list[str] = []
        self._lines: list[str] = []
        self._lists: list[tuple[int, str]] = []  # indent and tag of each list that is open
        self._is_table = False
        self._is_after_blank = False

    def html(self) -> str:
        """Return all that has been added."""
        self._end()
        return "".join(self._pieces)

    def text(self, line: str, *, lazy: bool = False) -> None:
        """Add a line of text.

        Args:
            line: the line, with its indent.
            lazy: it goes on with an open list item whatever its indent, unless a blank line stands between.
        """
        self._end_table()
        if self._lists and (self._is_after_blank or not (lazy or self._lines)):
            self._close_lists(indent_of(line))
        self._is_after_blank = False
        self._lines.append(line.strip())

    def blank(self) -> None:
        """End a paragraph."""
        self._flush()
        self._end_table()
        self._is_after_blank = True

    def item(self, indent: int, text: str, *, number: str = "") -> None:
        """Begin an item of a list.

        Args:
            indent: columns before it.
            text: its first line.
            number: that of an item of an ordered list.
        """
        self._flush()
        self._end_table()
        self._is_after_blank = False
        while self._lists and self._lists[-1][0] > indent:
            self._pieces.append(f"</li></{self._lists.pop()[1]}>")
        tag = "ol" if number else "ul"
        if self._lists and (self._lists[-1] == (indent, tag) or len(self._lists) >= _MOST_DEEP):
            self._pieces.append("</li>")
        else:
            if self._lists and self._lists[-1][0] == indent:
                self._pieces.append(f"</li></{self._lists.pop()[1]}>")
            self._lists.append((indent, tag))
            self._pieces.append(f'<ol start="{int(number) % 10_000_000}">' if number.isdecimal() else f"<{tag}>")
        self._pieces.append("<li>")
        self._lines = [text.strip()]

    def heading(self, level: int, text: str) -> None:
        """Add a heading.

        Args:
            level: from 1 to 6; others are taken for the nearest.
            text: the heading, with its markup.
        """
        self._end()
        level = min(max(level, 1), 6)
        self._pieces.append(f"<h{level}>{self._inline(text)}</h{level}>")

    def code(self, lines: Sequence[str], language: str = "", *, indent: int = 0) -> None:
        """Add a block of code, without the indent that all of it has.

        Args:
            lines: the code.
            language: what it is written in.
            indent: columns before the block.
        """
        self._end_table()
        self._close_lists(indent)
        margin = min((indent_of(line) for line in lines if line.strip()), default=0)
        name = re.sub(r"[^\w+#.-]", "", language)
        opening = f'<pre><code class="language-{name}">' if name else "<pre><code>"
        body = "\n".join(line[margin:].rstrip() for line in lines).strip("\n")
        if body:
            self._pieces.append(f"{opening}{escape(body, quote=False)}</code></pre>")

    def row(self, cells: Iterable[str], *, is_head: bool = False, indent: int = 0) -> None:
        """Add a row of a table.

        Args:
            cells: their texts, with their markup.
            is_head: whether they are headings.
            indent: columns before the table.
        """
        self._flush()
        if not self._is_table:
            self._close_lists(indent)
            self._pieces.append("<table>")
            self._is_table = True
        tag = "th" if is_head else "td"
        inner = "".join(f"<{tag}>{self._inline(cell.strip())}</{tag}>" for cell in cells)
        self._pieces.append(f"<tr>{inner}</tr>")

    def verse(self, lines: Iterable[str]) -> None:
        """Add lines whose ends are meant."""
        self._flush()
        self._end_table()
        self._pieces.append(f"<p>{'<br>'.join(self._inline(line.strip()) for line in lines)}</p>")

    def raw(self, html: str) -> None:
        """Add HTML, between paragraphs."""
        self._end()
        self._pieces.append(html)

    def _flush(self) -> None:
        if not self._lines:
            return
        inner = self._inline("\n".join(self._lines))
        is_item = bool(self._lists) and self._pieces[-1] == "<li>"
        self._pieces.append(inner if is_item else f"<p>{inner}</p>")
        self._lines = []

    def _end_table(self) -> None:
        if self._is_table:
            self._pieces.append("</table>")
            self._is_table = False

    def _close_lists(self, indent: int) -> None:
        self._flush()
        while self._lists and self._lists[-1][0] >= indent:
            self._pieces.append(f"</li></{self._lists.pop()[1]}>")

    def _end(self) -> None:
        self._flush()
        self._end_table()
        self._close_lists(-1)


def inline_reader(pattern: re.Pattern[str], shown: Mapping[str, Callable[[re.Match[str]], str]]) -> Inline:
    """Return what makes HTML of a text with markup; what no pattern matches is escaped.

    Args:
        pattern: the markup, in named groups.
        shown: by name of the group that matched last, what makes HTML of the match.
    """

    def read(text: str) -> str:
        pieces: list[str] = []
        done = 0
        for found in pattern.finditer(text):
            pieces.append(escape(text[done : found.start()], quote=False))
            pieces.append(shown[found.lastgroup or ""](found))
            done = found.end()
        return "".join((*pieces, escape(text[done:], quote=False)))

    return read


def link(target: str, text: str, *, is_html: bool = False) -> str:
    """Return a link as HTML; of a target that is no address the text alone.

    Args:
        target: what it leads to.
        text: what is shown.
        is_html: whether that is HTML already.
    """
    shown = text if is_html else escape(text, quote=False)
    return f'<a href="{escape(target)}">{shown}</a>' if _ADDRESS.match(target) else shown


def named_place(name: str) -> str:
    """Return HTML of a place that links call ``#name``."""
    return f'<a id="{escape(name)}"></a>'


def read_lines_into(draft: Draft, lines: HtmlLines, stated: Mapping[str, str]) -> None:
    """Append the HTML that was made of lines to a draft.

    Args:
        draft: the article in the making.
        lines: holds the HTML.
        stated: what the text states of itself, by names as owners use them.
    """
    add_stated(draft, stated)
    draft.may_first_heading_be_title = not draft.title
    tags = draft.tally["html-tags"]
    read_html_into(draft, lines.html(), fragment_of_other=True)
    draft.tally["html-tags"] = tags  # they are ours
    lead_with_description(draft)
