"""The elements within the lines of an HTML page: links, images, readings, formulas, marks of notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from wenxun.articles.characters import HAN
from wenxun.articles.cleaning import READING_END, READING_START
from wenxun.articles.draft import Draft
from wenxun.articles.html.classes import meaning_of
from wenxun.articles.html.frames import Frame, ListFrame
from wenxun.articles.html.inline import Inline, OpenMark
from wenxun.articles.html.tables import Table
from wenxun.articles.link_addresses import Target, parse_url
from wenxun.articles.links import add_link
from wenxun.articles.markup import is_note_address, note_label
from wenxun.articles.richtext import MarkKind, RichBuilder, RichText

__all__ = ["INLINE_MARKS", "SKIP", "InlineElements", "Leave"]

Leave: TypeAlias = Callable[[], None] | None
"""What is to be done when an element ends."""

INLINE_MARKS: dict[str, MarkKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "struck", "del": "struck", "strike": "struck",
    "mark": "highlight", "code": "code", "tt": "code", "kbd": "code", "samp": "code",
}  # fmt: skip
_WIKI_URL = re.compile(r"wikipedia\.org/|^/wiki/|^(?:\.\./)+(?:Page|Category)/")
_HEADING_SIGNS = frozenset("¶#§🔗∞")
_NOTE_LABEL = re.compile(r"[\[(（〔【]?\s*([^\s\[\]()]{1,20}?)\s*[\])）〕】]?")
_LONGEST_MARK = 500
"""In characters of its source."""
_LABEL_CHARS = 60
"""What is longer is no label of a drawing."""
_TEX_TYPES = ("math/tex", "math/asciimath")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")


def _not_entered() -> None:
    """What is done at the end of an element whose content is not shown: nothing, for it is never reached."""


SKIP: Leave = _not_entered
"""In place of a `Leave`: what the element holds is not shown."""


class InlineElements:
    """What has been read of a page so far, and the elements that add to the line that is being read."""

    _may_hold_pages = True  # of a page within it, no page within that one is read

    def __init__(self, draft: Draft, *, is_tidy: bool) -> None:
        self.draft = draft
        self.tally = draft.tally
        self.parents: list[int] = [-1]
        self.meanings: list[int] = [0]  # for each container, what its names say for or against main text
        self._inline = Inline(draft.tally, is_tidy=is_tidy)
        self._frames: list[Frame] = [Frame()]
        self._tables: list[Table] = []
        self._notes: list[str] = []  # that a picture in the line holds; they follow its paragraph
        self._container = 0
        self._asides = 0
        self._heading = 0
        self._pre: list[str] = []  # languages of the preformatted blocks that are open
        self._quotes = 0
        self._links = 0
        self._mains = 0
        self._elements = 0
        self._attributes: dict[str, str | None] = {}

    def _end_block(self) -> None:
        """End the block that is being read."""
        raise NotImplementedError

    def _mark(self, kind: MarkKind) -> Leave:
        inline = self._inline
        opened = inline.begin(kind)
        return lambda: inline.end(opened)

    def _link(self, node: Any) -> Leave:
        inline = self._inline
        href = inline.tidy((self._attributes.get("href") or "").strip())
        if "footnote" in (self._attributes.get("class") or "") or "noteref" in (
            self._attributes.get("role") or self._attributes.get("epub:type") or ""
        ):
            return self._footnote_mark()
        if _WIKI_URL.search(href):
            target = parse_url(href)
            if target.kind not in ("page", "url"):
                return self._wiki_link(target)
        else:
            target = Target("url", href)
        if not href:
            return None  # the target of a link
        is_kept = href != "#" and not href.startswith("javascript:")
        self._links += 1
        opened = inline.begin("link" if is_kept else None, target.name, is_link=True)
        return lambda: self._end_link(inline, opened, target)

    def _end_link(self, inline: Inline, opened: OpenMark, target: Target) -> None:
        self._links -= 1
        if self._heading and opened.start < inline.length:
            text = inline.text_from(opened.start)
            if len(text) <= 2 and text.strip() in _HEADING_SIGNS:
                inline.cut(opened.start)
                self.tally["page-furniture"] += 1
        if target.kind == "page" and opened.kind is not None:
            text = inline.text_from(opened.start)
            inner = RichBuilder()
            add_link(inner, RichText(text), target, self.draft)
            opened.end = opened.start + max((mark.end for mark in inner.take().marks), default=len(text))
        inline.end(opened)

    def _wiki_link(self, target: Target) -> Leave:
        """A link into a category or to a file: the text may go."""
        outer, self._inline = self._inline, self._inline.another()

        def leave() -> None:
            inner, _ = self._inline.take_block()
            self._inline = outer
            out = RichBuilder()
            add_link(out, inner, target, self.draft)
            outer.add_rich(out.take())

        return leave

    def _footnote_mark(self) -> Leave:
        outer, self._inline = self._inline, self._inline.another()

        def leave() -> None:
            shown, _ = self._inline.take_block()
            self._inline = outer
            label = _NOTE_LABEL.fullmatch(shown.text)
            if label is None:
                outer.add_rich(shown)  # it is no mark, whatever its class says
            else:
                outer.place("footnote_mark", label[1])
                self.tally["footnote-marks"] += 1

        return leave

    def _sup(self, node: Any) -> Leave:
        meaning = meaning_of("sup", self._attributes)
        child = node.first_child
        is_reference = meaning.is_footnote_mark
        if not is_reference and child is not None and child.tag == "a":
            href = child.attributes.get("href") or ""
            is_reference = is_note_address(href)
        if not is_reference and (child is None or len(node.html or "") < _LONGEST_MARK):
            before = self._inline.text_from(max(self._inline.length - 1, 0))
            is_reference = note_label(node.text(), before) is not None
        return self._footnote_mark() if is_reference else None

    def _line_break(self, node: Any) -> Leave:
        if self._pre:
            self._inline.add_exactly("\n")
        elif self._heading:
            self._inline.add_space()
        elif not self._inline.end_line() and self._inline.length:
            self._end_block()  # an empty line
        return SKIP

    def _image(self, node: Any) -> Leave:
        attributes = self._attributes
        classes = attributes.get("class") or ""
        if "mwe-math" in classes:
            return SKIP
        self.tally["image-names"] += 1
        if note := attributes.get("zy-footnote") or ("footnote" in classes and attributes.get("alt")):
            self._notes.append(self._inline.tidy(" ".join(note.split())))
            return SKIP
        source = next((v for name in _SOURCES if (v := attributes.get(name))), "")
        if source and not source.startswith("data:") and not self._asides:
            alt = " ".join((attributes.get("alt") or "").split())
            shown = alt if HAN.search(alt) and not self._links else ""
            self._inline.image(self._inline.tidy(source.strip()), self._inline.tidy(shown))
        return SKIP

    def _ruby(self, node: Any) -> Leave:
        inline = self._inline
        inline.has_readings = True
        inline.ruby_start = inline.length
        return None

    def _reading(self, node: Any) -> Leave:
        """A reading: it marks the base before it."""
        inline = self._inline
        inline.has_readings = True
        base, inline.ruby_start = inline.ruby_start, None  # a reading within it has no base
        end = inline.length
        inline.add_exactly(READING_START)

        def leave() -> None:
            reading = ""
            if base is not None and base < end:
                reading = inline.text_from(min(end + 1, inline.length)).strip()
            if base is not None and reading:
                inline.mark("ruby", base, end, reading)
            inline.has_readings = True  # a block that began within the reading has ended it
            inline.add_exactly(READING_END)
            inline.ruby_start = inline.length

        return leave

    def _math(self, node: Any) -> Leave:
        is_block = self._attributes.get("display") == "block"
        annotation = node.css_first('annotation[encoding="application/x-tex"]')
        if annotation is not None:
            text, kind = annotation.text(), "tex"
        else:
            for other in node.css("annotation, annotation-xml"):
                other.decompose()  # the formula once more, as a program writes it
            text, kind = node.text(), "mathml"
        self._formula(text, kind, is_block=is_block)
        return SKIP

    def _formula_script(self, node: Any) -> Leave:
        written = node.attributes.get("type") or ""
        if written.startswith(_TEX_TYPES):
            self._formula(node.text(), "tex", is_block="display" in written)
        return SKIP

    def _formula(self, text: str, kind: str, *, is_block: bool) -> None:
        text = self._inline.tidy(" ".join(text.split()))
        if not text:
            return
        inline = self._inline
        opened = inline.begin("formula", kind, int(is_block))
        verbatim = inline.begin("verbatim")
        inline.add_exactly(text)
        inline.end(verbatim)
        inline.end(opened)

    def _read_apart(self, root: Any, *, is_aside: bool) -> None:
        """Read what stands within an element of its own as blocks that come next."""
        raise NotImplementedError

    def _svg(self, node: Any) -> Leave:
        """Of a drawing, the words in it; a page that is set within it is read as one."""
        words: list[str] = []
        for part in _shown_parts(node):
            is_page = part.tag != "text"
            text = " ".join(part.text(separator=" " if is_page else "").split())
            if is_page and self._may_hold_pages and len(text) > _LABEL_CHARS:
                self._read_apart(part, is_aside=False)
            elif text:
                words.append(text)
        if words:
            outer, self._inline = self._inline, self._inline.another()
            self._asides += 1
            for word in words:
                self._inline.add_node(word)
                self._inline.add_space()
            self._end_block()
            self._inline = outer
            self._asides -= 1
        return SKIP

    def _input(self, node: Any) -> Leave:
        if self._attributes.get("type") == "checkbox":
            frame = self._frames[-1]
            if isinstance(frame, ListFrame):
                frame.check_item(is_done="checked" in self._attributes)
        return SKIP


def _shown_parts(drawing: Any) -> Iterator[Any]:
    """The texts and the pages within a drawing, in their order; of a ``switch`` only what is shown."""
    stack = [drawing]
    while stack:
        node = stack.pop()
        if node.tag in ("text", "foreignObject"):
            yield node
        elif node.tag == "switch":
            stack += [child for child in node.iter() if child.tag != "style"][:1]
        elif node.tag not in ("defs", "symbol"):
            stack += reversed(list(node.iter()))
