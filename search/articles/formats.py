"""Which format a text is written in: told by what it holds; the file's suffix only breaks ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

__all__ = ["SUFFIXES", "Format", "detect_format"]

Format = Literal["markdown", "wikitext", "html", "text"]

SUFFIXES: Mapping[str, Format | Literal["jsonl"]] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".wikitext": "wikitext",
    ".mediawiki": "wikitext",
    ".wiki": "wikitext",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}

_SAMPLE_CHARS = 1 << 15
_CLEAR = 2  # points from which content is clear
_MARKUP_CHARACTERS = "[*`'{<#=|-"  # without one of them, which is quickly seen, there is no markup
_ANY_MARKUP = re.compile(
    r"\]\(|\*\*|``|\[\[|'''|\{\{|\{\||</|<!|<[a-zA-Z]+[ />]|^#{1,6} |^==|^\|.*\|$|^---$", re.MULTILINE
)
_HTML_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_END = re.compile(r"</(?:p|div|table|h[1-6]|ul|ol|li|body|section|article|tr|td|blockquote)>", re.IGNORECASE)

# points for each sign; a sign that also occurs in ordinary text counts little
_SIGNS: Mapping[Format, tuple[tuple[re.Pattern[str], float], ...]] = {
    "wikitext": (
        (re.compile(r"\[\[[^\[\]\n]+\]\]"), 2),
        (re.compile(r"'''[^'\n]+'''"), 2),
        (re.compile(r"^=={1,5}[^=\n]+==+[ \t]*$", re.MULTILINE), 3),
        (re.compile(r"^\{\{[^{}\n]*", re.MULTILINE), 2),
        (re.compile(r"\{\{[^{}\n]+\}\}"), 1),
        (re.compile(r"^\{\|", re.MULTILINE), 3),
        (re.compile(r"<ref[ >/]"), 2),
        (re.compile(r"^#(?:redirect|重定向)", re.IGNORECASE), 3),
    ),
    "markdown": (
        (re.compile(r"\[[^\[\]\n]{0,300}\]\([^)\s]"), 2),
        (re.compile(r' "wikilink"\)'), 3),
        (re.compile(r"\A\s*# +\S[^\n]*\n[ \t]*\n"), 20),  # a title; in wikitext, a list of one item
        (re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE), 3),
        (re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE), 3),
        (re.compile(r"\*\*[^*\n]+\*\*"), 1),
        (re.compile(r"^\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+", re.MULTILINE), 3),
        (re.compile(r"\\\[\d+\\\]"), 2),
        (re.compile(r"^> ", re.MULTILINE), 0.5),
        (re.compile(r"`[^`\n]+`"), 0.5),
        (re.compile(r"\A---\n(?:[^\n]*\n){1,40}?---\n"), 3),
    ),
    "html": ((_HTML_END, 1),),
}


def detect_format(text: str, suffix: str = "") -> Format:
    """The format of ``text``; ``suffix`` (``".md"``) decides only when the content leaves it open."""
    by_suffix = SUFFIXES.get(suffix.lower(), "text")
    hint: Format = "text" if by_suffix == "jsonl" else by_suffix
    sample = text[:_SAMPLE_CHARS]
    if _HTML_PAGE.match(sample):
        return "html"
    if not any(map(sample.__contains__, _MARKUP_CHARACTERS)) or not _ANY_MARKUP.search(sample):
        return hint if hint == "markdown" else "text"
    points: dict[Format, float] = {
        name: sum(weight * len(sign.findall(sample)) for sign, weight in signs) for name, signs in _SIGNS.items()
    }
    best = max(points.values())
    if best < _CLEAR:
        return hint
    leaders = [name for name, count in points.items() if count == best]
    return hint if hint in leaders else leaders[0]
