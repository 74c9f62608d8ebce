"""The brackets of a wikitext: templates are expanded, links set aside, brackets without a partner turned into signs.

MediaWiki expands templates first and reads everything else in what comes out, so this does too. One pass over the
brackets with a stack of those that are open; what was opened and is never closed costs nothing more. Linear in the
text: brackets nested deeper than ``_MAX_DEPTH`` are taken for strays, so no text is copied more often than that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

from wenxun.articles.cleaning import STRAY_BRACKETS
from wenxun.articles.wikitext.signs import SOFT_LINE, UNNAMED, PartsSetAside

__all__ = ["Expand", "resolve_brackets"]

Expand = Callable[[str, Sequence[str], bool], str]
"""From a template's name, its parameters as written, and whether it has a line of its own, to wikitext."""

_MAX_DEPTH = 24
_PLAIN_LINK = re.compile(r"\[(?<!\[\[)\[([^\[\]{}]*)\]\]")  # nothing is nested in it
# Each pattern begins with a set of signs, which is found fast; what is meant is told behind the sign. A template with
# nothing nested in it, as most are, is found as a whole.
_LINKS_WITHIN = r"[^{}\[\]]*(?:\[[^\[\]{}]*\][^{}\[\]]*)*"
_BRACKETS = (
    rf"(?<=\[)\[|(?<=\{{)(?:(?<!\{{\{{)\{{({_LINKS_WITHIN})\}}\}}(?!\}})|\{{+)"
    r"|(?<=\})\}+|(?<=\])\]"
)
_OUTSIDE = re.compile(rf"[\[\]{{}}](?:{_BRACKETS})")
_TABLE_EDGE = r"(?:[ \t:*#]{0,20}\{\||[ \t]{0,20}\|\}(?!\}))"  # at the start of a line
_INSIDE = re.compile(  # a bar is found with all that follows it up to the next bracket, other bars and lines too
    rf"[\[\]{{}}|\n](?:{_BRACKETS}|(?<=\n){_TABLE_EDGE}"
    rf"|(?<=\|)([^{{}}\[\]\n]*(?:\n(?!{_TABLE_EDGE})[^{{}}\[\]\n]*)*))"
)
_TEMPLATE_KIND, _BARS_KIND = 1, 2  # groups of the patterns
_BAR_AND_TEXT = re.compile(r"\|[^|]*")
_ENDS_URL_LINK = re.compile(r"\](?<!\]\])\]\](?!\])")
_LINK = re.compile(r"\[\[([^\[\]]*)\]\]")
_STARTS_A_LINE = ("*", "#", ":", ";", "{|")


def resolve_brackets(text: str, aside: PartsSetAside, expand: Expand) -> str:
    """Return a text with templates expanded and every link set aside.

    Args:
        text: the wikitext.
        aside: takes the links.
        expand: gives the text of a template.
    """
    if "{{" not in text and "[[" not in text and "]]" not in text and "}}" not in text:
        return text
    return _Brackets(text, aside, expand).resolved()


class _Expanded(str):
    """What a template shows."""

    __slots__ = ()


def _marked_parameter(begin: str, rest: Sequence[str]) -> str:
    """A parameter in which templates stood, with ``UNNAMED`` before it if its only equals signs are of theirs."""
    whole = begin + "".join(rest)
    if "=" not in whole or "=" in begin or any("=" in piece for piece in rest if not isinstance(piece, _Expanded)):
        return whole
    return UNNAMED + whole


class _Opened:
    """A bracket, or a run of braces, that is not closed yet.

    Attributes:
        kind: ``"{"``, ``"["`` or ``"{|"``.
        braces: how many of its run are still open; 2 for the other kinds.
        first: number of the first piece inside it; the piece before is put in its place if it is never closed.
        bars: numbers of the pieces that begin with a bar between parameters.
        start: where it stands in the text.
    """

    __slots__ = ("bars", "braces", "first", "kind", "start")

    def __init__(self, kind: Literal["{", "[", "{|"], braces: int, first: int, start: int) -> None:
        self.kind = kind
        self.braces = braces
        self.first = first
        self.bars: list[int] = []
        self.start = start


class _Brackets:
    def __init__(self, text: str, aside: PartsSetAside, expand: Expand) -> None:
        set_aside = aside.set_aside
        self._text = _PLAIN_LINK.sub(lambda found: set_aside(found[1].replace("\n", SOFT_LINE)), text)
        self._aside = aside
        self._expand = expand
        self._pieces: list[str] = []
        self._stack: list[_Opened] = []
        self._open_count = {"{": 0, "[": 0, "{|": 0}
        self._depth = 0

    def resolved(self) -> str:
        text, pieces, stack = self._text, self._pieces, self._stack
        done = 0
        while found := (_INSIDE if self._open_count["{"] else _OUTSIDE).search(text, done):
            start, end = found.span()
            if text[start] == "\n":
                start += 1  # it only tells that a line begins
            pieces.append(text[done:start])
            done = end
            kind = found.lastindex
            if kind == _TEMPLATE_KIND:
                name, *parameters = found[1].split("|")
                pieces.append(self._shown(name, parameters, start, end))
                continue
            if kind == _BARS_KIND:
                if stack[-1].kind == "{":
                    parameters = _BAR_AND_TEXT.findall(text, start, end)
                    stack[-1].bars += range(len(pieces), len(pieces) + len(parameters))
                    pieces += parameters
                else:
                    pieces.append(text[start:end])
                continue
            if text[start] == "]" and _ENDS_URL_LINK.match(text, start) and self._has_open_url_link():
                pieces.append("]")  # [[File:a.jpg|[http://b text]]]: the first of three
                done = start + 1
                continue
            self._take(text[start:end], start, end)
        pieces.append(text[done:])
        while self._stack:
            self._give_up()
        return "".join(pieces)

    def _has_open_url_link(self) -> bool:
        """Whether a bracket stands open in the link that is open."""
        opened = self._stack[-1] if self._stack else None
        if opened is None or opened.kind != "[" or self._depth > _MAX_DEPTH:
            return False
        source = "".join(self._pieces[opened.first :])
        return source.count("[") > source.count("]")

    def _take(self, bracket: str, start: int, end: int) -> None:
        first = bracket[0]
        if first == "{" and bracket[1] == "{":
            self._open(_Opened("{", len(bracket), len(self._pieces) + 1, start))
        elif first == "}":
            self._close_braces(len(bracket), end)
        elif bracket == "[[":
            self._open(_Opened("[", 2, len(self._pieces) + 1, start))
        elif bracket == "]]":
            self._close_link()
        elif bracket.endswith("{|"):
            self._pieces.append(bracket)
            self._open(_Opened("{|", 2, len(self._pieces) + 1, start))
        else:
            if self._partner("{|") is not None:
                self._pop()
            self._pieces.append(bracket)

    def _open(self, opened: _Opened) -> None:
        self._pieces.append("")
        self._stack.append(opened)
        self._open_count[opened.kind] += 1
        self._depth += opened.braces // 2

    def _close_link(self) -> None:
        opened = self._partner("[")
        if opened is None:
            self._pieces.append(STRAY_BRACKETS["]]"])
            return
        is_too_deep = self._depth > _MAX_DEPTH
        self._pop()
        if is_too_deep:
            self._pieces[opened.first - 1] = STRAY_BRACKETS["[["]
            self._pieces.append(STRAY_BRACKETS["]]"])
            return
        source = "".join(self._pieces[opened.first :])
        del self._pieces[opened.first :]
        self._pieces.append(self._aside.set_aside(source.replace("\n", SOFT_LINE)))

    def _close_braces(self, count: int, end: int) -> None:
        """Three braces that three others close are an argument, two a template; the inner ones close first."""
        while count >= 2 and (opened := self._partner("{")) is not None:
            size = 3 if count >= 3 and opened.braces >= 3 else 2
            count -= size
            self._close_template(opened, size, end - count)
            self._depth -= opened.braces // 2
            opened.braces -= size
            self._depth += opened.braces // 2
            opened.bars.clear()
            if opened.braces < 2:
                self._pop()
                self._pieces[opened.first - 1] += "{" * opened.braces
        if count:
            self._pieces.append(STRAY_BRACKETS["}}"] * (count // 2) + "}" * (count % 2))

    def _close_template(self, opened: _Opened, size: int, end: int) -> None:
        pieces = self._pieces
        if self._depth > _MAX_DEPTH:
            pieces[opened.first - 1] += STRAY_BRACKETS["{{"]
            pieces.append(STRAY_BRACKETS["}}"])
            return
        edges = [*opened.bars, len(pieces)]
        name = "".join(pieces[opened.first : edges[0]])
        parameters = [
            pieces[a][1:] if b == a + 1 else _marked_parameter(pieces[a][1:], pieces[a + 1 : b])
            for a, b in pairwise(edges)
        ]
        del pieces[opened.first :]
        if size == 3:
            pieces.append(_Expanded(parameters[0].removeprefix(UNNAMED) if parameters else ""))
        else:
            pieces.append(self._shown(name, parameters, opened.start, end))

    def _shown(self, name: str, parameters: Sequence[str], start: int, end: int) -> str:
        before, after = self._text[start - 1 : start] if start else "", self._text[end : end + 1]
        shown = self._expand(name, parameters, before in ("", "\n") and after in ("", "\n"))
        if "[[" in shown:
            shown = _LINK.sub(lambda found: self._aside.set_aside(found[1]), shown)
        return _Expanded("\n" + shown if shown.startswith(_STARTS_A_LINE) and before != "\n" else shown)

    def _partner(self, kind: str) -> _Opened | None:
        """The innermost open bracket of a kind; what was opened inside it and not closed is given up."""
        if not self._open_count[kind]:
            return None
        while self._stack[-1].kind != kind:
            self._give_up()
        return self._stack[-1]

    def _give_up(self) -> None:
        opened = self._pop()
        if opened.kind != "{|":
            sign = STRAY_BRACKETS[opened.kind * 2]
            self._pieces[opened.first - 1] += "{" * (opened.braces % 2) + sign * (opened.braces // 2)

    def _pop(self) -> _Opened:
        opened = self._stack.pop()
        self._open_count[opened.kind] -= 1
        self._depth -= opened.braces // 2
        return opened
