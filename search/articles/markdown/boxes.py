"""Boxes of Markdown's dialects (``!!! note``, ``::: tip``, ``<Note>``, ``{% note %}``) as callouts in quotes.

A quote whose first line is ``[!tip] title`` is a callout of Obsidian and GitHub. It nests as CommonMark lets quotes
nest, also in lists, so every other notation of a box is rewritten to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wenxun.articles.characters import HAN
from wenxun.articles.markdown.template_tags import attribute_texts, hidden_tag_text

__all__ = ["Box", "IndentedBox", "code_lines", "fence_end", "find_boxes", "indented_box", "may_open_box", "quoted"]

_FENCE = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})")
_INDENTED = re.compile(r"([ \t]*)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+([\w -]*?)[ \t]*(?:\"(.*)\")?[ \t]*$")
_COLONS = re.compile(r"[ \t]*(:{3,})[ \t]*([^:\s].*)?$")
_NUXT = re.compile(r"[ \t]*::(?:([A-Za-z][\w-]*)((?:\[.*\])?(?:\{.*\})?))?[ \t]*$")
_BRACES_IN_TITLE = re.compile(r"(?<!\{)\{[^{}]*\}(?!\})")
_CLASS = re.compile(r"\.(?:callout-)?([\w-]+)")
_TITLE = re.compile(r"\b(?:title|label)=\"([^\"]*)\"")
_BRACKETED = re.compile(r"([\w-]*)\[(.*)\]\s*$")
_COMPONENT = re.compile(r"[ \t]*<(/?)([A-Z]\w*)((?:\s[^<>]*)?)(?<!/)>[ \t]*$")
_TEMPLATE = re.compile(r"[ \t]*\{(?:%-?|\{[<%])\s*(/|end)?([\w/-]+)((?:(?!%\}|[>%]\}\}).)*)(?:%\}|[>%]\}\})[ \t]*$")
_WITH_MARKDOWN = re.compile(r"[ \t]*<([a-z][\w-]*)(?:\s[^<>]*)?\smarkdown(?:=[\"']?\w+[\"']?)?(?:\s[^<>]*)?>[ \t]*$")
_CLOSING_TAG = re.compile(r"[ \t]*</([a-z][\w-]*)>[ \t]*$")
_ORG_BLOCK = re.compile(r"[ \t]*(?:[-*+][ \t]+)?#\+(BEGIN|END)_(\w+)(.*)$", re.IGNORECASE)
_FOLD = re.compile(r"[ \t]*\+\+\+(?:[ \t]+(\S.*))?$")  # of Adobe's pages
_DRAWER = re.compile(r"[ \t]*:(LOGBOOK|PROPERTIES|END):[ \t]*$")
_SLASHES = re.compile(r"[ \t]*(/{3,})[ \t]*(?:([\w-]+)[ \t]*(?:\|[ \t]*(.*?)[ \t]*)?)?$")  # of pymdownx
_NAMED_ARGUMENT = re.compile(r"(?<![\w-])([\w-]+)=(?:\"([^\"]*)\"|'([^']*)')")
_SHOWN_ARGUMENTS = frozenset(("title", "summary", "label", "name", "header", "caption", "text"))
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_BOX_WORDS = """
    note notes tip tips hint info information important warning warn caution danger error pitfall callout alert
    admonition notice success question example quote centerquote blockquote pullquote details fold folding spoiler
    collapse expand tab tabitem
"""
_BOX_NAMES = frozenset(_BOX_WORDS.split())
_CODE_NAMES = frozenset((
    "codeblock", "highlight", "code", "prism", "mermaid", "echarts", "chart", "plantuml", "graphviz", "markmap", "flow",
))  # fmt: skip
# what must be in a text for a line of it to open a box; a pattern that begins with its sign is found the fastest
_OPENERS: Mapping[str, re.Pattern[str]] = {
    ":": re.compile(r":(?:::|(?<=[\n \t]:):[A-Za-z]|(?<=\A:):[A-Za-z]|LOGBOOK:|PROPERTIES:)"),
    "{": re.compile(r"\{(?:%|\{[<%])"),
    "<": re.compile(r"<(?:[A-Z]\w*(?=[\s>])|[a-z][\w-]*\s(?:[^<>]*\s)?markdown)"),
    "#": re.compile(r"#\+[Bb][Ee][Gg][Ii][Nn]_"),
    "+": re.compile(r"\+(?:(?<=[\n \t]\+)|(?<=\A\+))\+\+[ \t]"),
    "/": re.compile(r"/(?:(?<=[\n \t]/)|(?<=\A/))//"),
}
_FIRST_SIGNS = frozenset(":{<#-*+/")  # what a line that opens or closes a box begins with
_MOST_OPEN = 50  # a closing mark is compared with no more open ones


@dataclass(frozen=True, slots=True)
class Box:
    """What a line opens that a later one closes.

    Attributes:
        end: index of the closing line; the opening line's own, if it opens and closes nothing.
        kind: "tip", "warning" …; "" where only the marks go and the lines between are text like any other.
        title: title of the box, or language of the code, as written.
        is_code: whether the lines between are code.
        is_hidden: whether no reader sees them: a query, what a program keeps for itself.
    """

    end: int
    kind: str = ""
    title: str = ""
    is_code: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class IndentedBox:
    """A box whose text is indented under its opening line.

    Attributes:
        indent: white space before the box.
        end: index of the first line behind it.
        lines: its text without the indent.
    """

    indent: str
    kind: str
    title: str
    lines: list[str]
    end: int


def fence_end(lines: Sequence[str], at: int) -> int:
    """Return the index behind the fenced code that begins in a line; that of the line where none begins.

    Args:
        lines: the lines of a text.
        at: index of the line.
    """
    opening = _FENCE.match(lines[at])
    if opening is None:
        return at
    mark = opening[1]
    for index in range(at + 1, len(lines)):
        bare = lines[index].strip()
        if bare.startswith(mark) and not bare.strip(mark[0]):
            return index + 1
    return len(lines)


def indented_box(lines: Sequence[str], at: int) -> IndentedBox | None:
    """Return the box ``!!!``, ``???`` or ``===`` that a line opens; its text is indented by four more.

    Args:
        lines: the lines of a text.
        at: index of the line.
    """
    opening = _INDENTED.match(lines[at])
    if opening is None or not (opening[2] or opening[3]):
        return None
    indent = opening[1].expandtabs(4)
    inner = len(indent) + 4
    inside: list[str] = []
    end = at + 1
    while end < len(lines):
        line = lines[end].expandtabs(4) if "\t" in lines[end][: inner + 1] else lines[end]
        if line.strip() and len(line) - len(line.lstrip(" ")) < inner:
            break
        inside.append(line[inner:])
        end += 1
    while inside and not inside[-1].strip():
        inside.pop()
        end -= 1
    is_tab = "===" in lines[at][: len(opening[1]) + 3]
    kind = "tab" if is_tab else (opening[2].split() or ["note"])[0]
    return IndentedBox(indent, kind, opening[3] or "", inside, end)


def quoted(indent: str, kind: str, title: str, lines: Sequence[str], *, item: str = "") -> list[str]:
    """Return the lines of a callout.

    Args:
        indent: white space before each.
        kind: what it is called in the brackets.
        title: its title; "" for none.
        lines: its text.
        item: the mark of the list's item that it is, with white space.
    """
    head = f"{item or indent}> [!{kind.lower()}] {title}".rstrip()
    if item:
        indent = " " * len(item.expandtabs(4))
        return [head, f"{indent}>", *(f"{indent}> {line}" if line else f"{indent}>" for line in lines)]
    return ["", head, f"{indent}>", *(f"{indent}> {line}" if line else f"{indent}>" for line in lines), ""]


def code_lines(language: str, lines: Sequence[str]) -> list[str]:
    """Return the lines of fenced code.

    Args:
        language: what it is written in; "" where nobody says.
        lines: the code.
    """
    fence = "`" * max(3, *(len(run) + 1 for line in lines for run in re.findall("`{3,}", line)), 3)
    return ["", fence + "".join(language.split()[:1]), *lines, fence, ""]


def may_open_box(text: str) -> bool:
    """Return whether a line of a text may open a box, or close one with colons."""
    return any(sign in text and opener.search(text) for sign, opener in _OPENERS.items())


def find_boxes(lines: Sequence[str]) -> Mapping[int, Box]:
    """Return what the lines open, by the index of the opening line; also closing lines that close nothing."""
    boxes: dict[int, Box] = {}
    opened: list[tuple[str, int, Box]] = []  # a key that the closing line must have, the opening line, what it opens
    at = 0
    while at < len(lines):
        line = lines[at]
        behind = fence_end(lines, at) if "```" in line or "~~~" in line else at
        if behind > at:
            at = behind
            continue
        if line.lstrip()[:1] in _FIRST_SIGNS and (mark := _box_mark(line)) is not None:
            key, box = mark
            if box is not None:
                opened.append((key, at, box))
                boxes[at] = Box(at)
            elif (place := _partner(opened, key)) is not None:
                _, start, box = opened[place]
                del opened[place:]
                if box.is_code and _holds_fence(lines, start + 1, at):
                    box = Box(at)
                boxes[start] = replace(box, end=at)
            elif key.startswith(":"):
                boxes[at] = Box(at)
        at += 1
    for key, start, _ in opened:
        if not key.startswith(":"):
            del boxes[start]  # a component or tag that nothing closes is for the other rules
    return boxes


def _holds_fence(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether the lines of a box of code are code by marks of their own."""
    first = next((index for index in range(at, end) if lines[index].strip()), end)
    return first < end and fence_end(lines, first) > first


def _partner(opened: Sequence[tuple[str, int, Box]], key: str) -> int | None:
    """Which open box a closing mark closes."""
    first = max(0, len(opened) - _MOST_OPEN)
    for place in range(len(opened) - 1, first - 1, -1):
        if opened[place][0] == key:
            return place
    if key.startswith(":"):  # with more colons than the box has
        for place in range(len(opened) - 1, first - 1, -1):
            if opened[place][0].startswith(":") and len(opened[place][0]) < len(key):
                return place
    return None


def _box_mark(line: str) -> tuple[str, Box | None] | None:
    """The key of a mark that stands alone on its line, and what it opens; ``None`` for that where it closes."""
    if ":::" in line:
        found = _COLONS.match(line)
        return None if found is None else (found[1], None if not found[2] else _colon_box(found[2].strip()))
    if "::" in line and (found := _NUXT.match(line)) is not None:
        return "2:", None if not found[1] else _colon_box(f"{found[1]}{found[2]}")
    if "{" in line and (found := _TEMPLATE.match(line)):
        name = found[2].lower()
        return name, None if found[1] else _template_box(name, found[3].removesuffix("-").strip())
    if "<" in line and (found := _COMPONENT.match(line)) and found[2].lower() in _BOX_NAMES:
        title = _TITLE.search(found[3])
        return "<" + found[2], None if found[1] else Box(
            0, found[2].lower(), title[1] if title else hidden_tag_text(attribute_texts(found[3]))
        )
    if "<" in line and (found := _WITH_MARKDOWN.match(line) or _CLOSING_TAG.match(line)):
        return "<" + found[1], None if line.lstrip()[1] == "/" else Box(0)
    if "#+" in line and (found := _ORG_BLOCK.match(line)):
        return f"#{found[2].lower()}", _org_box(found[2].lower(), found[3].strip()) if found[
            1
        ] in "BEGINbegin" else None
    if "///" in line and (found := _SLASHES.match(line)) is not None:
        return found[1], None if not found[2] else Box(0, found[2], found[3] or "")
    if "+++" in line and (found := _FOLD.match(line)) is not None:
        return "+++", None if not found[1] else Box(0, "details", found[1].rstrip())
    if ":" in line and (found := _DRAWER.match(line)) is not None:
        return "drawer", None if found[1] == "END" else Box(0, is_hidden=True)
    return None


def _org_box(name: str, arguments: str) -> Box:
    """A block of Org mode, which Logseq has in Markdown, too."""
    if name in ("src", "example", "export"):
        return Box(0, "", arguments, is_code=True)
    return Box(0, is_hidden=True) if name in ("query", "comment") else Box(0, name)


def _colon_box(info: str) -> Box:
    """``tip 标题``, ``tip[标题]``, ``{.callout-note title="标题"}``, ``details 点开 {open}``."""
    title = _TITLE.search(info)
    plain = _BRACES_IN_TITLE.sub("", info).strip()
    if not plain:
        named = _CLASS.search(info)
        return Box(0, named[1] if named else "note", title[1] if title else "")
    bracketed = _BRACKETED.match(plain)
    kind, _, rest = (bracketed[1], "", bracketed[2]) if bracketed else plain.partition(" ")
    if not re.fullmatch(r"[\w-]+", kind):
        kind, rest = "note", plain
    if HAN.search(kind):
        kind, rest = "note", plain
    return Box(0, kind, title[1] if title else rest.strip())


def _template_box(name: str, arguments: str) -> Box:
    named = [(key, first or second) for key, first, second in _NAMED_ARGUMENT.findall(arguments)]
    arguments = _NAMED_ARGUMENT.sub("", arguments)
    quoted_texts = [text for key, text in named if key in _SHOWN_ARGUMENTS or HAN.search(text)]
    quoted_texts += [first or second for first, second in _QUOTED.findall(arguments)]
    if name in _CODE_NAMES:
        return Box(0, "", arguments.removeprefix("lang:"), is_code=True)
    if name not in _BOX_NAMES:
        return Box(0)
    words = _QUOTED.sub("", arguments).split()
    kinds = [word for word in (*words, *(text for _, text in named)) if word.lower() in _BOX_NAMES]
    title = " ".join([*(text for text in quoted_texts if text), *(word for word in words if HAN.search(word))])
    return Box(0, kinds[0] if kinds else name, title)
