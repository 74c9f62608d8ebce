"""Which format a text is written in: a suffix that says it decides; what the text holds decides for all others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

__all__ = ["TEXT_SUFFIXES", "Format", "detect_format", "is_decisive"]

Format = Literal["markdown", "wikitext", "html", "text"]

TEXT_SUFFIXES: Mapping[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".mkd": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".wikitext": "wikitext",
    ".mediawiki": "wikitext",
    ".wiki": "wikitext",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
}

_INDECISIVE = ("", ".txt", ".text")  # such files hold whatever their owners copied into them
_SAMPLE_CHARS = 1 << 15
_CLEAR = 2  # points from which content is clear
_SEVERAL = 2  # kinds of signs that together are no chance
_MARKUP_CHARACTERS = "[*`'{<#=|-&"  # without one of them, which is quickly seen, there is no markup
_ANY_MARKUP = re.compile(
    r"\]\(|\*\*|``|\[\[|'''|\{\{|\{\||</|<!|<[a-zA-Z]+[ />]|^#{1,6} |^==|^\|.*\|$|^---$|-\{|&#?\w{2,31};", re.MULTILINE
)
_LITTLE_WIKITEXT = re.compile(
    r"''|\[(?:https?:)?//|^[*#:;]|^----|__(?=[A-Z\u3400-\u9fff])|\}-", re.MULTILINE
)  # where a suffix says that it is such
_HTML_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_PIECE = re.compile(
    r"\s*<(p|div|h[1-6]|[uod]l|table|section|article|blockquote)(?:\s[^<>]*)?>.*</\1>\s*", re.IGNORECASE | re.DOTALL
)
_BOOK_NOTICE = re.compile(r"\n\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG")  # its stars are no bold
_TAG = re.compile(r"<[a-zA-Z/!?]")
_HTML_END = re.compile(r"</(?:p|div|table|h[1-6]|ul|ol|li|body|section|article|tr|td|blockquote)>", re.IGNORECASE)

# The patterns below are looked for in a sample with a line end before it: one that begins with a line end, or a sign,
# is found much faster than one that begins with the start of a line.
_MARKDOWN_TITLE = re.compile(r"\A\s*# +\S[^\n]*\n[ \t]*\n")  # in wikitext, a list of one item
_MARKDOWN_HEAD = re.compile(r"\A\n---\n(?:[^\n]*\n){1,40}?---\n")
_MARKDOWN_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\([^)\s]")
_MARKDOWN_CODE = re.compile(r"\n {0,3}(?:```|~~~)")
_MARKDOWN_BOLD = re.compile(r"\*\*[^*\n]+\*\*")
_WIKI_LINK = re.compile(r"\[\[[^\[\]\n]+\]\]")
_WIKI_BOLD = re.compile(r"'''[^'\n]+'''")
_WIKI_HEADING = re.compile(r"\n=={1,5}[^=\n]+==+[ \t]*(?=\n|\Z)")
_WIKI_TABLE = re.compile(r"\n\{\|")
_WIKI_NOTE = re.compile(r"<ref[ >/]")

# points for each sign; a sign that also occurs in ordinary text counts little. Before it stands a character that it
# cannot be without: of those that most texts lack, one is looked for much faster than a pattern.
_SIGNS: Mapping[Format, tuple[tuple[str, re.Pattern[str], float], ...]] = {
    "wikitext": (
        ("[", _WIKI_LINK, 2),
        ("'", _WIKI_BOLD, 2),
        ("=", _WIKI_HEADING, 3),
        ("{", re.compile(r"\n\{\{[^{}\n]*"), 2),
        ("{", re.compile(r"\{\{[^{}\n]+\}\}"), 1),
        ("{", _WIKI_TABLE, 3),
        ("<", _WIKI_NOTE, 2),
        ("#", re.compile(r"\n#(?:redirect|重定向)", re.IGNORECASE), 3),
    ),
    "markdown": (
        ("[", _MARKDOWN_LINK, 2),
        ('"', re.compile(r' "wikilink"\)'), 3),
        ("#", _MARKDOWN_TITLE, 20),
        ("#", re.compile(r"\n {0,3}#{1,6} +\S"), 3),
        ("", _MARKDOWN_CODE, 3),
        ("*", _MARKDOWN_BOLD, 1),
        ("|", re.compile(r"\n(?=[|\-: \t])\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+"), 3),
        ("\\", re.compile(r"\\\[\d+\\\]"), 2),
        (">", re.compile(r"\n> "), 0.5),
        ("`", re.compile(r"`[^`\n]+`"), 0.5),
        ("-", _MARKDOWN_HEAD, 3),
    ),
    "html": (("<", _HTML_END, 1),),
}


# Signs of a format that a text of the other one has at most by chance, and never two kinds of them.
_WIKITEXT_ONLY = (_WIKI_LINK, _WIKI_BOLD, _WIKI_HEADING, _WIKI_TABLE, _WIKI_NOTE)
_WIKITEXT_ALONE = (*_WIKITEXT_ONLY, re.compile(r"\n\{\{[^{}<%\n]"))  # templates, which converters leave in Markdown
_MARKDOWN_ALONE = (
    _MARKDOWN_TITLE,
    _MARKDOWN_LINK,
    _MARKDOWN_CODE,
    _MARKDOWN_BOLD,
    re.compile(r"\n {0,3}#{2,6} +\S"),
    _MARKDOWN_HEAD,
)


def is_decisive(suffix: str) -> bool:
    """Return whether a suffix, in lower case with its dot, says in which format a text is."""
    return suffix in TEXT_SUFFIXES and suffix not in _INDECISIVE


def detect_format(text: str, suffix: str = "") -> Format:
    """Return the format of a text.

    A suffix (``".md"``) that names a format decides, unless the content flatly contradicts it: a whole HTML page, a
    text without a tag that should be HTML, Markdown without a sign of Markdown and with several of wikitext, or
    the other way round. Without such a suffix the content decides.

    Args:
        text: the text.
        suffix: that of its file, with its dot; "": it has none.
    """
    suffix = suffix.lower()
    sample = text[:_SAMPLE_CHARS]
    if _HTML_PAGE.match(sample):
        return "html"
    by_suffix = TEXT_SUFFIXES.get(suffix, "text")
    if not any(map(sample.__contains__, _MARKUP_CHARACTERS)) or not _ANY_MARKUP.search(sample):
        is_wikitext = by_suffix == "wikitext" and _LITTLE_WIKITEXT.search(sample) is not None
        return by_suffix if by_suffix == "markdown" or is_wikitext else "text"
    if is_decisive(suffix):
        return _unless_contradicted(by_suffix, sample)
    is_book = "PROJECT GUTENBERG" in sample and _BOOK_NOTICE.search(f"\n{sample}") is not None
    return "text" if is_book else _by_content(sample)


def _unless_contradicted(stated: Format, sample: str) -> Format:
    if stated == "html" and not _TAG.search(sample):
        return _by_content(sample)
    lines = f"\n{sample}"
    if stated == "markdown" and not any(sign.search(lines) for sign in _MARKDOWN_ALONE):
        return "wikitext" if sum(bool(sign.search(lines)) for sign in _WIKITEXT_ALONE) >= _SEVERAL else stated
    if stated != "wikitext" or any(sign.search(lines) for sign in _WIKITEXT_ONLY):
        return stated
    return "markdown" if sum(bool(sign.search(lines)) for sign in _MARKDOWN_ALONE) >= _SEVERAL else stated


def _by_content(sample: str) -> Format:
    if _HTML_PIECE.fullmatch(sample):
        return "html"
    lines = f"\n{sample}"
    points: dict[Format, float] = {
        name: sum(weight * len(sign.findall(lines)) for needed, sign, weight in signs if needed in lines)
        for name, signs in _SIGNS.items()
    }
    best = max(points.values())
    return next(name for name, count in points.items() if count == best) if best >= _CLEAR else "text"
