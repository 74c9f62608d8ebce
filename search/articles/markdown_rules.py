"""Rules added to markdown-it: footnotes, TeX, wiki links, and reference lines that are really text."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_inline import StateInline

__all__ = ["FOOTNOTE_MARK", "STUB", "TEX", "WIKI_LINK", "add_rules"]

STUB, FOOTNOTE_MARK, TEX, WIKI_LINK = "footnote_stub", "footnote_mark", "tex", "wiki_link"

_STUB = re.compile(r"\\\[(?:[注註]|[注註][解释釋]|note|lower-alpha)?\s?\d{1,4}\\\]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,60}\](?::\s*)?")
_WIKI_LINK = re.compile(r"\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n|]{0,300}))?\]\](?!\()")
_TEX_HINT = re.compile(r"\\[A-Za-z]|[_^={}]")
_NOT_TEX = re.compile(r"[\u2e80-\u9fff]|\]\(|://")
_MAX_TEX_CHARS = 3000
_REFERENCE_LINE = re.compile(r"\[([^\]]*)\]:[ \t]*(\S*)")
_ADDRESS = re.compile(r"<|#|/|\.|[a-zA-Z][a-zA-Z0-9+.-]*:|[\x21-\x7e]*[./]")


def add_rules(parser: MarkdownIt) -> None:
    """Teach ``parser`` the rules of this module."""
    parser.inline.ruler.before("escape", "stub_or_tex", _stub_or_tex)
    parser.inline.ruler.before("link", "footnote_or_wiki_link", _footnote_or_wiki_link)
    parser.block.ruler.at("reference", _reference)
    # addresses are data here and are never followed, so every one is valid and stays as written
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]


def _stub_or_tex(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "\\" or source[start + 1 : start + 2] not in ("(", "["):
        return False
    found = _STUB.match(source, start, state.posMax)
    if found is not None and _is_stub(state, start):
        if not silent:
            state.push(STUB, "", 0)
        state.pos = found.end()
        return True
    closer = "\\)" if source[start + 1] == "(" else "\\]"
    end = source.find(closer, start + 2, min(state.posMax, start + _MAX_TEX_CHARS))
    content = source[start + 2 : end] if end >= 0 else ""
    if not _TEX_HINT.search(content) or _NOT_TEX.search(content):
        return False
    if not silent:
        state.push(TEX, "", 0).content = content
    state.pos = end + 2
    return True


def _is_stub(state: StateInline, start: int) -> bool:
    """On pages that are not converted from a wiki, ``a\\[1\\]`` is an index into something."""
    before = state.src[start - 1 : start]
    return bool(state.env.get("converted")) or not (before.isascii() and (before.isalnum() or before in "_)]"))


def _footnote_or_wiki_link(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    if found := _FOOTNOTE.match(state.src, state.pos, state.posMax):
        # the colon belongs to the mark only where a footnote's own text begins
        end = found.end() if state.pos == 0 else found.start() + found.group().index("]") + 1
        if not silent:
            state.push(FOOTNOTE_MARK, "", 0)
        state.pos = end
        return True
    found = _WIKI_LINK.match(state.src, state.pos, state.posMax)
    if found is None or (found[2] is None and found[1].isascii()):
        return False  # without Chinese it may be an attribute of a programming language
    if not silent:
        token = state.push(WIKI_LINK, "", 0)
        token.content = found[2] or found[1]
        token.meta = {"page": found[1]}
    state.pos = found.end()
    return True


def _reference(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``[name]: address`` is not shown, so a line is taken for one only when it holds an address."""
    line = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]]
    found = _REFERENCE_LINE.match(line)
    if found and (found[1].startswith("^") or (found[2] and not _ADDRESS.match(found[2]))):
        return False
    return reference(state, start_line, end_line, silent)
