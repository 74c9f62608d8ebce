"""Markdown, also as wiki converters leave it behind.

markdown-it-py reads the blocks and the inline markup. Added to it: ``\\[12\\]`` stubs of footnotes,
``[^1]`` footnotes, TeX between ``\\(`` and ``\\)``, ``[[page|text]]`` links. Pages that a wiki converter
wrote (their links are titled "wikilink") also go through ``cleaning.WIKI_RULES``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from wenxun.articles.cleaning import WIKI_RULES, clean, join_lines, split_paragraphs
from wenxun.articles.draft import Draft
from wenxun.articles.html import read_html_into
from wenxun.articles.markdown_inline import InlineReader, drop_loose_emphasis
from wenxun.articles.markdown_rules import add_rules
from wenxun.articles.markup import drop_enclosed
from wenxun.articles.richtext import RichBuilder, RichText
from wenxun.articles.variants import dominant_script, show_variants

__all__ = ["read_markdown_into"]

_CONVERTED = re.compile(r'"wikilink"\)|\(https?://zh\.wikipedia\.org/wiki/')
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n((?:(?!---[ \t]*\n)[^\n]*\n){0,200})---[ \t]*\n")
_FRONT_FIELD = re.compile(r"^(title|标题|標題)\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_NOTICE = re.compile(r"\s*本文内容由(.+?)转换而来。?\s*", re.DOTALL)
_INLINE_MARKUP = re.compile(r"[\\`*\[<]|&[#A-Za-z]|(?<!\w)_|_(?!\w)|~~|  \n")
_DEEP_INDENT = re.compile(r"^ {60,}", re.MULTILINE)
_MARK = r"[ \t]{0,3}(?:>|[-*+](?=[ \t])|\d{1,3}[.)](?=[ \t]))"
_DEEP_MARKS = re.compile(f"^((?:{_MARK}){{12}})(?:{_MARK})+", re.MULTILINE)
_RUN_CHARS = 8000  # time to read inline markup grows faster than its length, so long blocks are read in runs
_RUN_END = re.compile(r"\n|[。！？；]")
# marks, and brackets without a partner, beyond which a run is no markup that somebody wrote: it stays
_TANGLED = 3000
_UNPAIRED = 60
# a converter's definition: a dash on a line of its own, and the text, indented further, on the next
_DEFINITION = re.compile(r"^( +)-[ \t]*\n\1 {2,}(?![-*+]|\d+[.)] |\s)", re.MULTILINE)


@lru_cache(maxsize=2)
def _block_parser(converted: bool) -> MarkdownIt:
    # each block's inline text is read by itself, and only when it holds markup
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable("table").disable("inline")
    if converted:
        parser.disable("lheading")  # converters underline no headings, but leave dashes under text
    add_rules(parser)
    return parser


@lru_cache(maxsize=1)
def _inline_parser() -> MarkdownIt:
    # deeper brackets than these are text; the parser's time doubles with each level
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 12}).enable("strikethrough")
    add_rules(parser)
    return parser


def read_markdown_into(draft: Draft, text: str) -> None:
    """Append the Markdown ``text`` to ``draft``."""
    text = _take_front_matter(draft, text)
    converted = bool(_CONVERTED.search(text))
    if converted:
        text = drop_enclosed(text, "<ref", "</ref>", "references", draft.tally)
        text = show_variants(text, dominant_script(text), draft.tally, draft.variants)
        text = _DEFINITION.sub(r"\n\1- ", text)
    # the parser leaves out what is nested deeper than it goes, so nothing may be
    text = _DEEP_INDENT.sub(" " * 60, _DEEP_MARKS.sub(r"\1 ", text))
    env: dict[str, Any] = {}
    tokens = _block_parser(converted).parse(text, env)
    _Walker(draft, converted, env.get("references", {})).walk(tokens)


def _take_front_matter(draft: Draft, text: str) -> str:
    found = _FRONT_MATTER.match(text)
    if found is None or ":" not in found[1]:
        return text
    draft.tally["front-matter"] += found[1].count("\n")
    if title := _FRONT_FIELD.search(found[1]):
        draft.title = draft.title or title[2].strip().strip("\"'")
    return text[found.end() :]


class _Walker:
    """Turns markdown-it's block tokens into headings and paragraphs of a draft."""

    def __init__(self, draft: Draft, converted: bool, references: dict[str, Any]) -> None:
        self.draft = draft
        self.tally = draft.tally
        self.converted = converted
        self.references = references
        self.lines: list[RichText] = []  # items of the list, or rows of the table, that is being read
        self.list_depth = 0
        self.items: list[tuple[bool, int]] = []  # for each open item: is it numbered, lines when it began
        self.row: list[RichText] | None = None

    def walk(self, tokens: Sequence[Token]) -> None:
        """Read all ``tokens`` of a document."""
        for index, token in enumerate(tokens):
            if token.type == "inline":
                self._inline(token, tokens[index - 1].type, tokens[index - 1].tag)
            elif token.type in ("fence", "code_block"):
                builder = RichBuilder()
                builder.add_verbatim(token.content.rstrip("\n"))
                self._emit(builder.take())
            elif token.type == "html_block":
                self._html(token.content)
            else:
                self._structure(token)
        self._flush()

    def _structure(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.list_depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.list_depth -= 1
            if self.list_depth == 0:
                self._flush()
        elif kind == "list_item_open":
            self.items.append((token.markup in (".", ")"), len(self.lines)))
        elif kind == "list_item_close":
            numbered, before = self.items.pop()
            if len(self.lines) == before:
                self.tally["dead-list-numbers" if numbered else "empty-list-items"] += 1
        elif kind == "tr_open":
            self.row = []
        elif kind == "tr_close":
            cells = [cell for cell in self.row or [] if cell.text]
            self.row = None
            if cells:
                self.lines.append(RichText.joined(cells, " | "))
        elif kind == "table_close" and self.list_depth == 0:
            self._flush()

    def _inline(self, token: Token, opener: str, tag: str) -> None:
        content = token.content
        if self.converted and opener == "paragraph_open" and (notice := _NOTICE.fullmatch(content)):
            self.tally["converter-notices"] += 1
            self.draft.title = self.draft.title or self._read_inline(notice[1]).text.strip()
            return
        rich = self._read_inline(content)
        if opener == "heading_open":
            self._flush()
            self.draft.add_heading(int(tag[1:]), join_lines(rich, self.tally))
        elif self.row is not None:
            self.row.append(join_lines(rich, self.tally).stripped())
        else:
            for part in split_paragraphs(rich):
                self._emit(join_lines(part, self.tally))

    def _emit(self, rich: RichText) -> None:
        rich = rich.stripped()
        if not rich.text:
            return
        if self.list_depth:
            self.lines.append(rich)
        else:
            self._flush()
            self.draft.add_paragraph(rich)

    def _flush(self) -> None:
        if self.lines:
            self.draft.add_paragraph(RichText.joined(self.lines, "\n"))
            self.lines = []

    def _html(self, content: str) -> None:
        fragment = Draft(tally=self.tally)
        read_html_into(fragment, content, fragment_of_other=True)
        for block in fragment.blocks:
            self._emit(block.rich)

    def _read_inline(self, content: str) -> RichText:
        """Text of one block with its inline markup read and cleaned; lines are not joined yet."""
        parts = [self._read_run(run) for run in _runs(content)]
        rich = parts[0] if len(parts) == 1 else RichText.joined(parts, "")
        rich = drop_loose_emphasis(rich, self.draft, converted=self.converted)
        return clean(rich, WIKI_RULES, self.tally) if self.converted else rich

    def _read_run(self, content: str) -> RichText:
        if not _INLINE_MARKUP.search(content):
            return RichText(content)
        if sum(map(content.count, "[`<*")) > _TANGLED or abs(content.count("[") - content.count("]")) > _UNPAIRED:
            self.tally["unparsed-blocks"] += 1
            return RichText(content)
        parser = _inline_parser()
        tokens: list[Token] = []
        env = {"converted": self.converted, "references": self.references}
        parser.inline.parse(content, parser, env, tokens)
        return InlineReader(self.draft).read(tokens)


def _runs(content: str) -> list[str]:
    """A block cut at lines or sentences where it is so long that reading it at once would take long."""
    runs: list[str] = []
    done = 0
    while len(content) - done > 2 * _RUN_CHARS:
        found = _RUN_END.search(content, done + _RUN_CHARS, done + 2 * _RUN_CHARS)
        end = found.end() if found else done + 2 * _RUN_CHARS
        runs.append(content[done:end])
        done = end
    return [*runs, content[done:]]
