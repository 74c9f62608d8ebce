"""From HTML to a tree, as browsers build it, in linear time whatever the page holds.

selectolax (lexbor) follows the HTML standard, so omitted and forgotten end tags mean what they mean in a browser.
The standard's own rules cost more than linear time for elements nested thousands deep and for emphasis that is never
closed. Browsers stop nesting at some depth; so does `parse`, before lexbor sees the page.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING
from unicodedata import combining

import numpy as np

from wenxun.articles.characters import tidy_characters
from wenxun.articles.markup import BLOCK_TAGS, VOID_TAGS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

__all__ = ["has_odd_entities", "parse"]

_MOST_DEPTH = 200  # elements within elements; pages that people made stay below 60
_MOST_EMPHASIS = 12  # open elements that lexbor would open again in each paragraph
_MOST_ATTRIBUTES = 2000
_TAG_NAME = re.compile(r"<(/?[A-Za-z][^\s/><]*)")
_LONG_STRETCH = re.compile(r"(?:\A|>)[^>]{20000}")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000}[^>]*")
_TEMPLATE = re.compile(r"<(/?)template\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9A-Fa-fxX]{1,10}|[A-Za-z][A-Za-z0-9]{1,31});?")
_RAW = frozenset(("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"))
_EMPHASIS = frozenset(("b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"))
_SINGLE = frozenset(("html", "body", "head"))
# a start tag ends an element of the same row that is still open, unless one of the scopes stands between them
_IMPLIED_END = {
    "p": "p", "li": "li", "dt": "dt dd", "dd": "dt dd", "option": "option", "optgroup": "option optgroup",
    "tr": "tr td th", "td": "td th", "th": "td th", "tbody": "tbody thead tfoot tr td th",
    "thead": "tbody thead tfoot tr td th", "tfoot": "tbody thead tfoot tr td th", "rt": "rt rp", "rp": "rt rp",
}  # fmt: skip
_ENDED_BY = {name: frozenset(ended.split()) for name, ended in _IMPLIED_END.items()}
_BOUNDED = VOID_TAGS | _ENDED_BY.keys() | {"a", "nobr", "button"}  # none of them nests without others between
_SELDOM = 4
_CELL_SCOPES = frozenset(("table", "td", "th", "caption"))
_SCOPES = _CELL_SCOPES | {
    "ul", "ol", "dl", "div", "section", "article", "blockquote", "select", "ruby", "button", "center", "form", "main",
}  # fmt: skip
_TABLE_PARTS = _CELL_SCOPES | {"tr", "tbody", "thead", "tfoot"}
_FOREIGN = frozenset(("svg", "math"))
_BLOCK_STAND_IN, _INLINE_STAND_IN = "br", "wbr"


def parse(text: str) -> LexborHTMLParser:
    """Parse an HTML page or fragment, tidied before."""
    from selectolax.lexbor import LexborHTMLParser  # only HTML needs it

    text = _with_shadow_trees(_without_cdata(text))
    names = _TAG_NAME.findall(text)
    if len(names) > _MOST_EMPHASIS and _may_nest_deep(names):
        text = _flattened(text)
    if _LONG_STRETCH.search(text):
        text = _with_short_tags(text)
    return LexborHTMLParser(text)


def has_odd_entities(text: str) -> bool:
    """Return whether an entity of ``text`` stands for a character that no stored text holds, or that NFC changes."""
    for entity in set(_ENTITY.findall(text)) if "&" in text else ():
        character = unescape(entity)
        if not character or tidy_characters(character, Counter()) != character or any(map(combining, character)):
            return True
    return False


def _without_cdata(text: str) -> str:
    """What XHTML writes in ``<![CDATA[ ]]>`` as text."""
    if "<![CDATA[" not in text:
        return text
    pieces: list[str] = []
    done = at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        at = end + 3
        inner = text[start + 9 : end]
        if "</script" not in inner and "</style" not in inner:
            pieces += (text[done:start], escape(inner, quote=False))
            done = at
    return "".join((*pieces, text[done:]))


def _with_shadow_trees(text: str) -> str:
    """Templates that browsers show as part of the page where they stand, as plain elements."""
    if "shadowroot" not in text:
        return text
    is_shown: list[bool] = []

    def plain(found: re.Match[str]) -> str:
        if found[1] != "/":
            is_shown.append("shadowroot" in found[0])
            return "<div>" if is_shown[-1] else found[0]
        return "</div>" if is_shown and is_shown.pop() else found[0]

    return _TEMPLATE.sub(plain, text)


def _may_nest_deep(names: list[str]) -> bool:
    """Whether elements could nest deeper than the limits; an upper bound, told from the names of all tags.

    The depth of one name is the highest rise of its running count of start tags less end tags.
    """
    counts = Counter(names)
    if any(counts[name] > _MOST_EMPHASIS for name in _SINGLE):
        return True
    plain = {written: written.lstrip("/").lower() for written in counts}
    starts = Counter[str]()
    for written, count in counts.items():
        starts[plain[written]] += count * (written[0] != "/")
    often = [name for name, count in starts.items() if count > _SELDOM and name not in _BOUNDED]
    depth = sum(count for name, count in starts.items() if count <= _SELDOM and name not in _BOUNDED)
    emphasis = 0
    codes = {name: code for code, name in enumerate(often)}
    code_of = {written: codes.get(name, len(often)) for written, name in plain.items()}
    step_of = {written: -1 if written[0] == "/" else 1 for written in counts}
    numbers = np.fromiter(map(code_of.__getitem__, names), np.int32, len(names))
    steps = np.fromiter(map(step_of.__getitem__, names), np.int32, len(names))
    order = np.argsort(numbers, kind="stable")
    edges = np.searchsorted(numbers[order], np.arange(len(often) + 1))
    for name, code in codes.items():
        running = np.concatenate(([0], np.cumsum(steps[order[edges[code] : edges[code + 1]]])))
        highest = int((running - np.minimum.accumulate(running)).max())
        depth += highest
        emphasis += highest if name in _EMPHASIS else 0
    return depth > _MOST_DEPTH or emphasis > _MOST_EMPHASIS


def _flattened(text: str) -> str:
    """``text`` with the tags renamed that would nest too deep; empty elements that nest nothing take their place."""
    flattener = _Flattener()
    return _TAG_NAME.sub(flattener.rename, text)


class _Flattener:
    """Follows which elements are open. It may think that one is open which is not, but not the other way round."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._emphasis: list[str] = []  # opened and not ended, in whatever element; lexbor opens them again
        self._raw = ""  # the open element whose content is no markup
        self._seen: set[str] = set()

    def rename(self, found: re.Match[str]) -> str:
        """The start of a tag as it stands, or with another name."""
        written = found[1].lower()
        name = written.lstrip("/")
        if self._raw:
            if written == f"/{self._raw}":
                self._raw = ""
            return found[0]
        if name in VOID_TAGS:
            return found[0]
        if written[0] == "/":
            return found[0] if self._ends(name) else f"<{_INLINE_STAND_IN}"
        if name in _RAW and not _FOREIGN.intersection(self._open):
            self._raw = name
            return found[0]
        if self._opens(name):
            return found[0]
        return f"<{_BLOCK_STAND_IN}" if name in BLOCK_TAGS else f"<{_INLINE_STAND_IN}"

    def _opens(self, name: str) -> bool:
        if name in _SINGLE:
            is_first = name not in self._seen
            self._seen.add(name)
            return is_first
        _close_implied(self._open, name)
        if len(self._open) >= _MOST_DEPTH:
            return False
        if name in _EMPHASIS:
            if len(self._emphasis) >= _MOST_EMPHASIS:
                return False
            self._emphasis.append(name)
        self._open.append(name)
        return True

    def _ends(self, name: str) -> bool:
        if name in _SINGLE:
            return False  # what comes after </body> belongs to it
        if name in self._emphasis:
            self._emphasis.remove(name)
        if name not in self._open:
            return name in _EMPHASIS
        place = len(self._open) - 1 - self._open[::-1].index(name)
        if name in _EMPHASIS:
            del self._open[place]
            return True
        barriers = _barriers(name)
        if any(each in barriers for each in self._open[place + 1 :]):
            return False
        del self._open[place:]
        return True


def _barriers(name: str) -> frozenset[str]:
    """The elements between which and its start an end tag ``name`` ends nothing."""
    if name == "table":
        return frozenset()
    if name in _TABLE_PARTS:
        return frozenset(("table",))
    return _CELL_SCOPES if name in BLOCK_TAGS else BLOCK_TAGS


def _close_implied(open_names: list[str], name: str) -> None:
    ended = _ENDED_BY.get(name)
    if ended is None:
        return
    for place in range(len(open_names) - 1, -1, -1):
        if open_names[place] in ended:
            del open_names[place:]
        elif open_names[place] in _SCOPES:
            return


def _with_short_tags(text: str) -> str:
    """``text`` with tags ended that have thousands of attributes, which lexbor compares with each other."""

    def end(found: re.Match[str]) -> str:
        words = found[0].split(maxsplit=_MOST_ATTRIBUTES)
        if len(words) <= _MOST_ATTRIBUTES:
            return found[0]  # it is long by its values
        return f"{' '.join(words[:-1])}>{words[-1]}"

    return _LONG_TAG.sub(end, text)
