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

from wenxun.articles.cleaning import LINE, STRAY_BRACKETS
from wenxun.articles.markup import BLOCK_TAGS, SHOWN_TAGS, drop_comments, drop_enclosed

__all__ = ["ALL_SIGNS", "SIGNS", "Part", "prepare"]

BOLD_START, BOLD_END, ANGLE = "\ufdde", "\ufddf", "\ufddd"
_VERBATIM_START, _VERBATIM_END = "\ufddb", "\ufddc"
# what a text node may hold besides text: verbatim elements by number, bold runs, and ``<`` that opens no tag
SIGNS = re.compile(f"{_VERBATIM_START}(\\d+){_VERBATIM_END}|[{BOLD_START}{BOLD_END}{ANGLE}]")
ALL_SIGNS = re.compile(f"{_VERBATIM_START}\\d+{_VERBATIM_END}|[\ufdd0-\ufdef]")  # none of them has a place in a name
_PARTNER = {"]]": "[[", "|}": "{|"}
_MAX_DEPTH = 24  # the parser gives up at 40 of its own levels, of which a bracket can take more than one

_BRACKET = re.compile(r"\{{2,}|\}{2,}|\[\[|\]\]|(?:^|(?<=\n))[ \t:*#]{0,20}\{\||(?:^|(?<=\n))[ \t]{0,20}\|\}(?!\})")
_HEADING = re.compile(r"(?:^|(?<=\n))(={1,6})([^\n]+?)(={1,6})[ \t]*(?=\n|$)")
_BRACKET_OR_HEADING = re.compile(f"{_BRACKET.pattern}|{_HEADING.pattern}")
_QUOTES = re.compile(r"'{2,}|\n")
_PROTOCOL = (
    r"(?:(?:(?:https?|s?ftp|ftps|gopher|git|ircs?|mms|nntp|redis|ssh|svn|telnet|wikipedia|worldwind):)?//"
    r"|(?:bitcoin|geo|magnet|mailto|matrix|news|sips?|sms|tel|urn|xmpp):)"
)
# a link to the web that is not closed, or whose end would be taken from a link around it
_OPEN_URL = re.compile(
    rf"(?<!\[)\[+(?={_PROTOCOL}[^\[\]\n]*(?:\[|\n|$))|(?<!\[)\[(?={_PROTOCOL}[^\[\]\n]*\]\](?!\]))", re.IGNORECASE
)
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
            bracket = found.group().lstrip(" \t:*#")
            depth += len(bracket) if bracket[0] in "[{" else -len(bracket)
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
    balance = _Balance()
    for found in _BRACKET.finditer(text):
        bracket = found.group().lstrip(" \t:*#")
        start, end = found.end() - len(bracket), found.end()
        if bracket[0] == "}":
            balance.close_braces(start, end)
        elif bracket in _PARTNER:
            balance.close(bracket, start, end)
        else:
            balance.open(bracket[:2], start, end)
    return balance.settled(text)


@dataclass(slots=True)
class _Opened:
    """An open bracket, or a run of two braces and more, at ``[start, end)``."""

    bracket: str
    start: int
    end: int

    @property
    def levels(self) -> int:
        """How deep what stands inside may be nested by it."""
        return (self.end - self.start) // 2


class _Balance:
    """Finds the partner of each bracket.

    As MediaWiki has it, three braces that three others close are an argument, and two a template; the inner ones of a
    run close first. A sign is put between the parts of a run, for the parser would look for the end of an argument at
    every three braces, and start over where there is none.
    """

    def __init__(self) -> None:
        self._stack: list[_Opened] = []
        self._open_count: Counter[str] = Counter()
        self._depth = 0
        self._edits: list[tuple[int, int, str]] = []

    def open(self, bracket: str, start: int, end: int) -> None:
        """Take an opening bracket, or a run of opening braces."""
        opened = _Opened(bracket, start, end)
        self._stack.append(opened)
        self._open_count[bracket] += 1
        self._depth += opened.levels

    def close(self, bracket: str, start: int, end: int) -> None:
        """Take a closing bracket that is no brace."""
        opened = self._partner(_PARTNER[bracket])
        if opened is None or self._depth > _MAX_DEPTH:
            self._replace(bracket, start, end)
        if opened is not None:
            if self._depth > _MAX_DEPTH:
                self._replace(opened.bracket, opened.start, opened.end)
            self._pop()

    def close_braces(self, start: int, end: int) -> None:
        """Take a run of closing braces."""
        while end - start >= 2 and (opened := self._partner("{{")) is not None:
            size = 3 if end - start >= 3 and opened.end - opened.start >= 3 else 2
            if self._depth > _MAX_DEPTH:
                self._replace("{{", opened.end - size, opened.end)
                self._replace("}}", start, start + size)
            start += size
            self._depth -= opened.levels
            opened.end -= size
            self._depth += opened.levels
            if opened.end > opened.start:
                self._replace("{{", opened.end, opened.end)
            if not opened.levels:
                self._pop()
        if start < end:
            self._replace("}}", start, end - (end - start) % 2)

    def _partner(self, bracket: str) -> _Opened | None:
        """The innermost open ``bracket``; what was opened inside it and not closed is given up."""
        if not self._open_count[bracket]:
            return None
        while self._stack[-1].bracket != bracket:
            self._give_up()
        return self._stack[-1]

    def _give_up(self) -> None:
        opened = self._pop()
        self._replace(opened.bracket, opened.end - 2 * opened.levels, opened.end)

    def _pop(self) -> _Opened:
        opened = self._stack.pop()
        self._open_count[opened.bracket] -= 1
        self._depth -= opened.levels
        return opened

    def _replace(self, bracket: str, start: int, end: int) -> None:
        self._edits.append((start, end, STRAY_BRACKETS[bracket] * max(1, (end - start) // 2)))

    def settled(self, text: str) -> str:
        """The text, when all brackets have been taken."""
        while self._stack:
            self._give_up()
        pieces: list[str] = []
        done = 0
        for start, end, sign in sorted(self._edits):
            pieces += (text[done:start], sign)
            done = end
        return "".join((*pieces, text[done:]))
