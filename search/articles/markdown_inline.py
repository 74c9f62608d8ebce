"""Inline Markdown: links, emphasis, code, TeX, footnote marks, and tags among the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from wenxun.articles.cleaning import LINE
from wenxun.articles.draft import Draft
from wenxun.articles.links import add_link, is_image_name
from wenxun.articles.markdown_rules import FOOTNOTE_MARK, STUB, TEX, WIKI_LINK
from wenxun.articles.markup import SHOWN_TAGS
from wenxun.articles.richtext import Edit, Mark, RichBuilder, RichText
from wenxun.articles.wikilinks import parse_page_name, parse_url

__all__ = ["InlineReader", "drop_loose_emphasis"]

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_LOOSE_PAIR = re.compile(r"\*\*(?=([^*\n]{1,200})\*\*)[^*\n]+(\*\*)")
_LOOSE_MARKS = re.compile(r"\*{2,}")


def drop_loose_emphasis(rich: RichText, draft: Draft, *, converted: bool) -> RichText:
    """Take out ``**`` that stand in pairs around text but that CommonMark does not count.

    It does not where they stand between a Chinese letter and Chinese punctuation. What a pair encloses
    becomes bold. On pages that a converter wrote, unpaired ones go as well.
    """
    if "**" not in rich.text:
        return rich
    protected = rich.verbatim_spans()
    edits: list[Edit] = []
    bold: list[Mark] = []

    def is_free(start: int, end: int) -> bool:
        return not any(start < right and left < end for left, right in protected)

    for found in _LOOSE_PAIR.finditer(rich.text):
        if is_free(*found.span()):
            edits += (Edit(found.start(), found.start() + 2), Edit(found.start(2), found.end(2)))
            bold.append(Mark("bold", found.start() + 2, found.start(2)))
    draft.tally["emphasis-marks"] += len(edits)
    rich = RichText(rich.text, tuple(sorted((*rich.marks, *bold), key=lambda m: (m.start, -m.end)))).edited(edits)
    if not converted:
        return rich
    protected = rich.verbatim_spans()
    loose = [Edit(m.start(), m.end()) for m in _LOOSE_MARKS.finditer(rich.text) if is_free(*m.span())]
    draft.tally["emphasis-marks"] += len(loose)
    return rich.edited(loose)


class InlineReader:
    """Turns the inline tokens of one block into text with marks."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.tally = draft.tally
        self.builders = [RichBuilder()]  # the block's, and one for each link that is open
        self.links: list[str] = []
        self.bold: list[int] = []

    def read(self, tokens: Sequence[Token]) -> RichText:
        """The text of ``tokens``."""
        for index, token in enumerate(tokens):
            if token.type == "softbreak":
                around = tokens[max(0, index - 1) : index + 2]
                is_code = all(t.type in ("softbreak", "code_inline") for t in around)
                self.builders[-1].add(LINE if is_code else "\n")  # converters write code line by line
            else:
                self._read_one(token)
        return self.builders[0].take()

    def _read_one(self, token: Token) -> None:
        out = self.builders[-1]
        kind = token.type
        if kind in ("text", "text_special"):
            out.add(token.content)
        elif kind == "hardbreak":
            out.add(LINE)
        elif kind == "link_open":
            self.links.append(str(token.attrs.get("href", "")))
            self.builders.append(RichBuilder())
        elif kind == "link_close":
            inner = self.builders.pop().take()
            self._link(inner, self.links.pop())
        elif kind == "strong_open":
            self.bold.append(out.length)
        elif kind == "strong_close":
            out.mark("bold", min(self.bold.pop(), out.length), out.length)
        elif kind == "code_inline":
            out.add_verbatim(token.content)
        elif kind == TEX:
            out.add_verbatim(" ".join(token.content.split()))
        elif kind in (STUB, FOOTNOTE_MARK):
            self.tally["footnote-marks"] += 1
        elif kind == WIKI_LINK:
            add_link(out, RichText(token.content), parse_page_name(token.meta["page"]), self.draft)
        elif kind == "html_inline":
            self._tag(token.content)
        elif kind == "image":
            self._image(token)

    def _link(self, inner: RichText, href: str) -> None:
        if inner.text.endswith("ⓦ"):
            inner = inner.cut(0, len(inner.text) - 1)
            self.tally["link-marks"] += 1
        if href.startswith("#"):
            self.builders[-1].add_rich(inner)
        else:
            add_link(self.builders[-1], inner, parse_url(href), self.draft)

    def _tag(self, tag: str) -> None:
        name = _TAG_NAME.match(tag)
        if tag.startswith("<!--"):
            self.tally["comments"] += 1
        elif name is None or name[1].lower() not in SHOWN_TAGS:
            self.builders[-1].add(tag)  # <xyz> is what the author wrote for "your name here"
        else:
            self.tally["html-tags"] += 1
            if name[1].lower() == "br":
                self.builders[-1].add(LINE)

    def _image(self, token: Token) -> None:
        if is_image_name(token.content) or not token.content.strip():
            self.tally["image-names"] += 1
        else:
            self.builders[-1].add(token.content)
