"""An article's text as its page shows it: its light structure, marks, and links, in a writing.

The HTML is a small subset, and nothing of it comes from the article but texts and addresses:

=====================  =============================================================================================
in the article         on the page
=====================  =============================================================================================
paragraph              ``p``; within an item or a cell that holds one alone, nothing
list and item          ``ul`` or ``ol``, ``li`` with the number that it has, boxes of tasks by style
table                  ``table`` in a box that scrolls, ``caption``, ``tr``, ``th`` or ``td`` with ``colspan``
code, formula          ``code``, in ``pre`` for a block; formulas stay text
quote, note, verse     ``blockquote``, ``div``, ``p`` that keeps its lines
emphasis               ``strong``, ``em``, ``s``, ``b`` for a highlight (``mark`` is for what was found)
footnote               ``div`` that its marks lead to, and a link back to the first of them
ruby                   ``span`` with the reading as its title
image                  a link to its address with the text that stands for it: pages load nothing from elsewhere
link                   ``a`` to the indexed article, or to an http or mail address with ``rel="noopener nofollow"``
=====================  =============================================================================================

Its text content is the text of the section to the letter: labels that the text has not are made by the style sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from wenxun import Article, Piece, Section, Span
from wenxun.structure import Node, tree_of
from wenxun.variants import Converted, Variant, convert, convert_pieces
from wenxun.web.escaping import all_escaped, escaped

__all__ = ["Labels", "ShownHeading", "ShownSection", "marked_html", "shown_sections"]

_MOST_COLUMNS = 100
_SIDES = {"left", "right", "center"}
_EMPHASIS = {"bold": "strong", "italic": "em", "struck": "s", "highlight": "b"}
_OPEN_SCHEMES = {"http", "https", "mailto"}
_ELSEWHERE = 'rel="noopener nofollow"'


class Labels(NamedTuple):
    """What the page calls things that have no text of their own, in its language."""

    table: str
    code: str
    image: str
    footnote: str
    back: str


@dataclass(frozen=True, slots=True)
class ShownHeading:
    """A heading: its level on the page from 2, its text, and its HTML with marks."""

    level: int
    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the article's page shows it.

    Attributes:
        number: its number, of which the page makes the anchor.
        headings: the headings that come before its text.
        html: its text.
        mark_count: marks that begin in it and its headings.
    """

    number: int
    headings: tuple[ShownHeading, ...]
    html: Markup
    mark_count: int


def marked_html(pieces: Iterable[Piece]) -> Markup:
    """HTML of a title or a passage: its marks are not counted among those of the text."""
    shown = list(pieces)
    texts = all_escaped([piece.text for piece in shown])
    marked = [f"<mark>{text}</mark>" if piece.match else text for piece, text in zip(shown, texts, strict=True)]
    return Markup("".join(marked))


def shown_sections(
    article: Article,
    marked: Sequence[Sequence[Piece]],
    marked_headings: Mapping[str, Sequence[Piece]],
    linked: Mapping[str, str],
    *,
    variant: Variant,
    context: str,
    labels: Labels,
) -> Iterator[ShownSection]:
    """Yield the sections of an article.

    Args:
        article: the article.
        marked: the text of each section, cut where marks start and end.
        marked_headings: the same for headings; those that are missing have no marks.
        linked: target of a link to the URL on this server that it leads to.
        variant: the writing to show the text in.
        context: more of the text, to tell its script where a section is too short to.
        labels: names of things without a text of their own.
    """
    page = _Page(article, linked, labels)
    previous: tuple[str, ...] = ()
    for section, pieces in zip(article.sections, marked, strict=True):
        known = 0
        while known < min(len(previous), len(section.path)) and previous[known] == section.path[known]:
            known += 1
        before = page.mark_count
        headings = []
        for level, heading in islice(enumerate(section.path), known, None):
            as_marked = marked_headings.get(heading, (Piece(heading, match=False),))
            shown = convert_pieces(as_marked, variant, context=context)
            text = "".join(piece.text for piece in shown)
            headings.append(ShownHeading(min(level + 2, 6), text, page.plain(text, shown)))
        previous = section.path
        written = convert(section.text, variant, context=context, rules=article.variants)
        html = page.structured(section, written, written.pieces(pieces))
        yield ShownSection(section.number, tuple(headings), html, page.mark_count - before)


class _Page:
    """What is numbered through all sections of a page: marks and footnotes."""

    def __init__(self, article: Article, linked: Mapping[str, str], labels: Labels) -> None:
        self.mark_count = 0
        self.labels = labels
        self.linked = linked
        elements = [each for section in article.sections for each in section.elements]
        notes = dict.fromkeys(each.value for each in elements if each.kind == "footnote")
        marks = {each.value for each in elements if each.kind == "footnote_mark"}
        self.notes = {label: number for number, label in enumerate(notes, 1) if label in marks}
        self.placed: set[str] = set()

    def plain(self, text: str, pieces: Iterable[Piece]) -> Markup:
        """HTML of a text without structure."""
        return Markup("".join(_Writer(self, text, pieces).text(Span(0, len(text)))))

    def structured(self, section: Section, written: Converted, pieces: Iterable[Piece]) -> Markup:
        """HTML of a section's text."""
        stretches = [
            *(Node(each.kind, written.image(each.span), each.value, each.level) for each in section.elements),
            *(Node("link", written.image(each.span), each.target) for each in section.links),
        ]
        writer = _Writer(self, written.text, pieces)
        return Markup("".join(writer.children(tree_of(written.text, stretches))))


class _Writer:
    """Writes the nodes of one text in their order."""

    def __init__(self, page: _Page, text: str, pieces: Iterable[Piece]) -> None:
        self._page = page
        self._text = text
        self._marks: list[Span] = []
        self._links = 0  # how many are open; a link in a link is none
        self._begun = -1  # the last mark that an element was written for
        place = 0
        for piece in pieces:
            if piece.match and piece.text:
                self._marks.append(Span(place, place + len(piece.text)))
            place += len(piece.text)
        self._next = 0

    def children(self, node: Node) -> Iterator[str]:
        """HTML of all that a node holds."""
        for each in node.children:
            yield from self.node(each)

    def node(self, node: Node) -> Iterator[str]:
        """HTML of a node."""
        if node.kind == "text":
            yield from self.text(node.span)
        elif node.kind == "space":  # between the parts of lists and tables no element may stand
            yield escaped(self._text[node.span.start : node.span.end])
        elif (write := getattr(self, f"_{node.kind}", None)) is not None:
            yield from write(node)
        elif node.children:
            yield from self._in(_EMPHASIS[node.kind], "", node)

    def text(self, span: Span) -> Iterator[str]:
        """A run of text, escaped, with its marks; the first element of a mark has its number."""
        place = span.start
        while self._next < len(self._marks) and self._marks[self._next].start < span.end:
            mark = self._marks[self._next]
            start, end = max(place, mark.start), min(span.end, mark.end)
            if start < end:
                yield escaped(self._text[place:start])
                number = ""
                if self._begun != self._next:
                    self._begun = self._next
                    self._page.mark_count += 1
                    number = f' id="mark-{self._page.mark_count}"'
                yield f"<mark{number}>{escaped(self._text[start:end])}</mark>"
                place = end
            if mark.end > span.end:
                break
            self._next += 1
        yield escaped(self._text[place : span.end])

    def _in(self, tag: str, attributes: str, node: Node) -> Iterator[str]:
        yield f"<{tag}{' ' if attributes else ''}{attributes}>"
        yield from self.children(node)
        yield f"</{tag}>"

    # --- blocks -----------------------------------------------------------------------------------

    def _paragraph(self, node: Node) -> Iterator[str]:
        yield from self._in("p", "", node)

    def _quote(self, node: Node) -> Iterator[str]:
        yield from self._in("blockquote", "", node)

    def _note(self, node: Node) -> Iterator[str]:
        yield from self._in("div", 'class="note"', node)

    def _verse(self, node: Node) -> Iterator[str]:
        yield from self._in("p", 'class="verse"', node)

    def _list(self, node: Node) -> Iterator[str]:
        first = node.children[0].value.rstrip(".")
        is_numbered = node.value == "ordered" and first.isdecimal() and first != "1"
        start = f'start="{int(first[:9])}"' if is_numbered else ""
        yield from self._in("ol" if node.value else "ul", start, node)

    def _list_item(self, node: Node) -> Iterator[str]:
        kind = {"[ ]": "todo", "[x]": "done"}.get(node.value.lower())
        yield f'<li class="{kind}">' if kind else "<li>"
        yield from self._brief(node)
        yield "</li>"

    def _brief(self, node: Node) -> Iterator[str]:
        """What a node holds, without the tags of a paragraph that is the only one."""
        is_alone = sum(each.kind == "paragraph" for each in node.children) == 1
        for each in node.children:
            yield from self.children(each) if is_alone and each.kind == "paragraph" else self.node(each)

    def _table(self, node: Node) -> Iterator[str]:
        label = escape(node.value or self._page.labels.table)
        yield f'<div class="table" role="group" tabindex="0" aria-label="{label}"><table>'
        yield from self.children(node)
        yield "</table></div>"

    def _caption(self, node: Node) -> Iterator[str]:
        yield from self._in("caption", "", node)

    def _row(self, node: Node) -> Iterator[str]:
        tag = "th" if node.value == "head" else "td"
        yield "<tr>"
        is_open = False
        for each in node.children:
            if each.kind != "separator" and is_open:
                yield f"</{tag}>"
                is_open = False
            if each.kind == "cell":
                columns = f' colspan="{min(each.level, _MOST_COLUMNS)}"' if each.level > 1 else ""
                side = f' class="{each.value}"' if each.value in _SIDES else ""
                yield f"<{tag}{columns}{side}>"
                yield from self._brief(each)
                is_open = True
            else:
                yield from self._separator(each) if is_open else self.node(each)
        yield f"</{tag}></tr>" if is_open else "</tr>"

    def _separator(self, node: Node) -> Iterator[str]:
        yield "<span hidden>"
        yield from self.text(node.span)
        yield "</span>"

    def _footnote(self, node: Node) -> Iterator[str]:
        number = self._page.notes.get(node.value)
        label = escape(node.value)
        if number is None or f"note {number}" in self._page.placed:
            yield from self._in("div", f'class="footnote" data-label="{label}"', node)
            return
        self._page.placed.add(f"note {number}")
        yield f'<div class="footnote" id="note-{number}" data-label="{label}">'
        yield from self._brief(node)
        back = escape(self._page.labels.back)
        yield f'<a class="back-to-mark" href="#note-mark-{number}" aria-label="{back}"></a></div>'

    def _code(self, node: Node) -> Iterator[str]:
        if not node.level:
            yield from self._in("code", "", node) if node.children else ()
            return
        label = escape(node.value or self._page.labels.code)
        yield f'<pre role="group" tabindex="0" aria-label="{label}">'
        yield from self._in("code", "", node)
        yield "</pre>"

    def _formula(self, node: Node) -> Iterator[str]:
        yield from self._in("div" if node.level else "span", 'class="formula"', node)

    # --- what stands in a line --------------------------------------------------------------------

    def _link(self, node: Node) -> Iterator[str]:
        here = self._page.linked.get(node.value)
        address = here or _elsewhere(node.value)
        if not address or self._links or not node.children:
            yield from self.children(node)
            return
        self._links += 1
        yield from self._in("a", f'href="{escape(address)}"' + ("" if here else f" {_ELSEWHERE}"), node)
        self._links -= 1

    def _image(self, node: Node) -> Iterator[str]:
        address = _elsewhere(node.value)
        label = "" if node.children else f' aria-label="{escape(self._page.labels.image)}"'
        title = f'class="image" title="{escape(node.value)}"{label}'
        if not address or self._links:
            yield from self._in("span", title + (' role="img"' if label else ""), node)
            return
        self._links += 1
        yield from self._in("a", f'{title} href="{escape(address)}" {_ELSEWHERE}', node)
        self._links -= 1

    def _footnote_mark(self, node: Node) -> Iterator[str]:
        number = self._page.notes.get(node.value)
        label = escape(node.value)
        if number is None or self._links:
            yield from self._in("sup", f'class="footnote-mark" data-label="{label}"', node)
            return
        place = "" if f"mark {number}" in self._page.placed else f' id="note-mark-{number}"'
        self._page.placed.add(f"mark {number}")
        name = escape(self._page.labels.footnote.format(label=node.value))
        self._links += 1
        yield f'<sup{place}><a class="footnote-mark" href="#note-{number}" data-label="{label}" aria-label="{name}">'
        yield from self.children(node)
        yield "</a></sup>"
        self._links -= 1

    def _ruby(self, node: Node) -> Iterator[str]:
        yield from self._in("span", f'class="ruby" title="{escape(node.value)}"', node) if node.children else ()


def _elsewhere(target: str) -> str:
    """The address of a link that leads to another server, if it may be clicked; else nothing."""
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return ""
    is_whole = bool(parts.netloc or parts.path) if parts.scheme == "mailto" else bool(parts.netloc)
    return target.strip() if parts.scheme in _OPEN_SCHEMES and is_whole else ""
