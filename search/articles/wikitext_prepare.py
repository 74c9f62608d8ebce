"""Wikitext made safe and simple before the parser sees it. Everything here is linear in the text.

mwparserfromhell starts over for each bracket or tag that is never closed, so a page of ``{{{{`` takes it
hours. So comments, footnotes, tags, quotes, lists and verbatim elements are settled here, brackets without a
partner (or nested deeper than the parser goes) are turned into signs that ``cleaning.WIKI_RULES`` takes out
afterwards, and the page is cut at its headings.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from search.articles.cleaning import LINE, STRAY_BRACKETS
from search.articles.markup import BLOCK_TAGS, SHOWN_TAGS, drop_comments, drop_enclosed

__all__ = ["SIGNS", "Part", "prepare"]

BOLD_START, BOLD_END, ANGLE = "\ufdde", "\ufddf", "\ufddd"
_VERBATIM_START, _VERBATIM_END = "\ufddb", "\ufddc"
# what a text node may hold besides text: verbatim elements by number, bold runs, and ``<`` that opens no tag
SIGNS = re.compile(f"{_VERBATIM_START}(\\d+){_VERBATIM_END}|[{BOLD_START}{BOLD_END}{ANGLE}]")
_PARTNER = {"}}": "{{", "]]": "[[", "|}": "{|"}
_MAX_DEPTH = 24  # the parser gives up at 40 of its own levels, of which a bracket can take more than one

_BRACKET = re.compile(r"\{\{|\}\}|\[\[|\]\]|(?:^|(?<=\n))[ \t:*#]{0,20}\{\|(?!\|)|(?:^|(?<=\n))[ \t]{0,20}\|\}(?!\})")
_HEADING = re.compile(r"(?:^|(?<=\n))(={1,6})([^\n]+?)(={1,6})[ \t]*(?=\n|$)")
_BRACKET_OR_HEADING = re.compile(f"{_BRACKET.pattern}|{_HEADING.pattern}")
_QUOTES = re.compile(r"'{2,}|\n")
_OPEN_URL = re.compile(r"\[(?=https?://[^\[\]\n]*(?:\[|\n|$))")
_LIST_ITEM = re.compile(r"^[*#:;]+(?![*#:;]|\{\|)[ \t]*([^\n]*)", re.MULTILINE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?/?)>")
_KEPT_RAW = (
    "nowiki",
    "pre",
    "math",
    "chem",
    "syntaxhighlight",
    "source",
    "code",
    "score",
    "timeline",
    "templatedata",
)
_RAW_START = re.compile(rf"<({'|'.join(_KEPT_RAW)})\b[^<>]*?(/?)>", re.IGNORECASE)
_GALLERY = re.compile(r"<gallery\b[^<>]*>", re.IGNORECASE)
_CAPTIONED = re.compile(r"^[^|\n]+\|(?P<caption>[^\n]*)$|^[^|\n]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (``level`` 1 to 6) or the text between two headings (``level`` 0), as wikitext."""

    level: int
    wikitext: str


def prepare(text: str, verbatim: list[str], tally: Counter[str]) -> list[Part]:
    """``text`` as the parser shall see it; ``verbatim`` gets the contents of raw elements, by number."""
    text = drop_comments(text, tally)
    text = _take_verbatim(text, verbatim)
    text = drop_enclosed(text, "<ref", "</ref>", "references", tally)
    text = _open_galleries(text, tally)
    text = _TAG.sub(lambda found: _tag(found, tally), text).replace("<", ANGLE)
    text = _settle_quotes(text)
    text = _OPEN_URL.sub("", text)
    text = _LIST_ITEM.sub(rf"{LINE}\1{LINE}", text)
    return _cut_at_headings(_balance(text))


def _settle_quotes(text: str) -> str:
    """Bold runs become signs, italics nothing. As MediaWiki has it, no run goes past the end of its line."""
    bold = False

    def settle(found: re.Match[str]) -> str:
        nonlocal bold
        length = len(found.group())
        if found.group() == "\n":
            shown = f"{BOLD_END}\n" if bold else "\n"
            bold = False
            return shown
        if length == 2:
            return ""
        bold = not bold
        apostrophes = "'" * (1 if length == 4 else max(0, length - 5))
        return apostrophes + BOLD_START if bold else BOLD_END + apostrophes

    return _QUOTES.sub(settle, text) + (BOLD_END if bold else "")


def _cut_at_headings(text: str) -> list[Part]:
    """The parts of a balanced text; a line of ``==`` inside a template or table is no heading."""
    parts: list[Part] = []
    depth = done = 0
    for found in _BRACKET_OR_HEADING.finditer(text):
        if found[1] is None:
            depth += -1 if found.group().lstrip(" \t:*#") in _PARTNER else 1
        elif depth == 0:
            level = min(len(found[1]), len(found[3]))
            title = found[1][level:] + found[2] + found[3][level:]
            parts += (Part(0, text[done : found.start()]), Part(level, title.strip()))
            done = found.end()
    parts.append(Part(0, text[done:]))
    return [part for part in parts if part.wikitext.strip()]


def _take_verbatim(text: str, verbatim: list[str]) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    pieces: list[str] = []
    unclosed: set[str] = set()
    done = at = 0
    while found := _RAW_START.search(text, at):
        closer = f"</{found[1].lower()}>"
        end = -1 if found[2] or closer in unclosed else lowered.find(closer, found.end())
        if end < 0:
            if not found[2]:
                unclosed.add(closer)  # none of this kind is closed any more; do not look again
            at = found.end()
            continue
        pieces += (text[done : found.start()], f"{_VERBATIM_START}{len(verbatim)}{_VERBATIM_END}")
        verbatim.append(text[found.end() : end])
        done = at = end + len(closer)
    return "".join((*pieces, text[done:])) if done else text


def _open_galleries(text: str, tally: Counter[str]) -> str:
    """A gallery's lines are ``file name|caption``: the captions stay."""
    pieces: list[str] = []
    done = 0
    while (found := _GALLERY.search(text, done)) and (end := text.find("</gallery>", found.end())) >= 0:
        body = text[found.end() : end].strip()
        captions = [m["caption"] or "" for m in _CAPTIONED.finditer(body)]
        tally["image-names"] += len(captions)
        shown = [caption.rsplit("|", 1)[-1].strip() for caption in captions]
        pieces += (
            text[done : found.start()],
            "\n\n",
            "".join(f"* {caption}\n" for caption in shown if caption),
        )
        done = end + len("</gallery>")
    return "".join((*pieces, text[done:])) if done else text


def _tag(found: re.Match[str], tally: Counter[str]) -> str:
    name = found[2].lower()
    if name not in SHOWN_TAGS:
        return found.group()  # <xyz> stands for "your name here"
    tally["html-tags"] += 1
    if name == "br":
        return LINE
    if name in ("b", "strong"):
        return "'''"
    return "\n" if name in BLOCK_TAGS else ""


def _balance(text: str) -> str:
    """Replace brackets without a partner, and those nested too deep, by their signs."""
    stack: list[tuple[str, int, int, bool]] = []  # bracket, its place, whether it is too deep
    open_count: Counter[str] = Counter()
    strays: list[tuple[int, int, str]] = []
    for found in _BRACKET.finditer(text):
        bracket = found.group().strip(" \t:*#")
        start, end = found.end() - 2, found.end()
        if bracket not in _PARTNER:
            stack.append((bracket, start, end, len(stack) >= _MAX_DEPTH))
            open_count[bracket] += 1
            continue
        wanted = _PARTNER[bracket]
        if not open_count[wanted]:
            strays.append((start, end, STRAY_BRACKETS[bracket]))
            continue
        while True:
            opened, opened_start, opened_end, too_deep = stack.pop()
            open_count[opened] -= 1
            if opened == wanted:
                break
            strays.append((opened_start, opened_end, STRAY_BRACKETS[opened]))
        if too_deep:
            strays += (
                (opened_start, opened_end, STRAY_BRACKETS[opened]),
                (start, end, STRAY_BRACKETS[bracket]),
            )
    strays += ((start, end, STRAY_BRACKETS[bracket]) for bracket, start, end, _ in stack)
    if not strays:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, sign in sorted(strays):
        pieces += (text[done:start], sign)
        done = end
    return "".join((*pieces, text[done:]))
