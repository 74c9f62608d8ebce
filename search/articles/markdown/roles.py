"""Roles and labels in Markdown, as Jupyter Book (MyST), d2lbook, Quarto and R Markdown write them.

``{ref}`节` ``, ``:numref:`fig_a` ``, ``@fig-a`` and ``\\@ref(fig:a)`` become what Markdown has for the same: links,
formulas, named places. Options of directives and cells, and lists of pages, are left out; captions stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from html import escape

from wenxun.articles.markdown.boxes import fence_end
from wenxun.articles.markdown.cells import cell_lines, named_place

__all__ = ["without_roles"]

# what there is something to do for, each beginning with its sign, and the characters that a text must have for it
_SIGNS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("{`", re.compile(r"\{[a-z][a-z:_-]{0,20}\}`")),
    (":`", re.compile(r":[a-z][a-z_]{1,20}:`")),
    ("(=", re.compile(r"\((?:(?<=\n\()|(?<=\A\())\S[^()\n]{0,80}\)=[ \t]*(?:\n|\Z)")),
    ("{`", re.compile(r"`(?:(?<=[\n \t]`)|(?<=\A`))``+[ \t]*\{[a-zA-Z]")),
    ("{:", re.compile(r":(?:(?<=[\n \t]:)|(?<=\A:))::+[ \t]*\{[a-zA-Z]")),
    ("@", re.compile(r"@(?:ref\([\w:]|(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr)-\w)")),
    ("$(", re.compile(r"\$\$[ \t]+\([^()\s]+\)[ \t]*(?:\n|\Z)")),
)
_OF_MYST = re.compile(r"^[ \t]*(?:`{3,}|:{3,})[ \t]*\{[a-z]|^\(\S[^()\n]*\)=[ \t]*$", re.MULTILINE)
_ROLE = re.compile(
    r"(?<![`\\])(?:\{(?P<curly>[a-z][a-z:_-]{0,20})\}|(?<![A-Za-z0-9:]):(?P<colon>[a-z][a-z_]{1,20}):)"
    r"`(?P<text>[^`\n]{1,500})`(?!`)"
)
_TARGETED = re.compile(r"(?P<text>.*?\S)\s*<(?P<target>[^<>]+)>")
_LABEL = re.compile(r"\((?P<name>\S[^()\n]{0,80})\)=[ \t]*")
_DIRECTIVE = re.compile(r"[ \t>]*(?:`{3,}|~{3,}|:{3,})[ \t]*\{(?P<name>[a-z][\w:+-]*)\}")
_REFERENCE = re.compile(
    r"\\@ref\((?P<ref>[\w:.\u3400-\u9fff-]{1,80})\)"
    r"|(?<![\w\\`])\[?-?@(?P<cross>(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr)-[\w-]*\w)\]?"
)
_NAMED = re.compile(
    r"^\((\S[^()\n]{0,80})\)=|label:`([^`\n]{1,80})`|^[ \t]*:(?:name|label):[ \t]+(\S.*?)[ \t]*$|\{#([^\s{}]{1,80})",
    re.MULTILINE,
)
_EQUATION = re.compile(r"(?P<sign>[ \t>]*\$\$)[ \t]+\((?P<name>[^()\s]{1,80})\)[ \t]*")
_FENCE_SIGN = re.compile(r"`{3,}|~{3,}")
_OPTION = re.compile(r"[ \t]*:(?P<name>[a-z][\w-]*):(?:[ \t]+(?P<value>.*))?")
_COMMENT = re.compile(r"%(?:[ \t].*)?|\+\+\+(?:[ \t].*)?")
_LABELS = frozenset(("label", "eqlabel"))
_LEADING = frozenset(("ref", "numref", "eqref", "eq", "prf:ref", "any"))
_LEFT_OUT = frozenset(("width", "height", "begin_tab", "end_tab"))
_NAMING = frozenset(("label", "name"))  # options that name the place of what a directive shows
_AS_TEXT = frozenset((
    "cite", "cite:p", "cite:t", "citep", "citet", "cites", "footcite", "term", "sub", "sup", "abbr", "guilabel",
    "menuselection", "kbd", "download", "span",
))  # fmt: skip
_PICTURES = frozenset(("figure", "image", "table", "list-table", "csv-table"))
_PAGES = frozenset(("toctree", "tableofcontents", "contents"))
_CODE = frozenset((
    "code", "code-cell", "code-block", "sourcecode", "math", "mermaid", "eval-rst", "raw", "literalinclude",
))  # fmt: skip


def without_roles(text: str, tally: Counter[str]) -> str:
    """Return a text with links, formulas and named places for its roles and labels; as it is where it has none.

    Args:
        text: the source.
        tally: gets their number.
    """
    if not _has_sign(text):
        return text
    own = frozenset(next(filter(None, names), "") for names in _NAMED.findall(text))
    return "\n".join(_lines(text.split("\n"), own, tally, is_myst=bool(_OF_MYST.search(text))))


def _has_sign(text: str) -> bool:
    """Whether there may be anything to do; a lone character, as it is mostly missing, is looked for the fastest."""
    return any(all(map(text.__contains__, needed)) and sign.search(text) for needed, sign in _SIGNS)


def _lines(lines: Sequence[str], own: Set[str], tally: Counter[str], *, is_myst: bool) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        directive = _DIRECTIVE.match(line)
        end = fence_end(lines, at)
        cell = cell_lines(lines[at:end]) if end > at else []
        if cell:
            tally["attribute-lists"] += 1
            yield from cell
            at = end
            continue
        if directive is None and end == at:
            yield from _text(line, own, tally, is_myst=is_myst)
            at += 1
            continue
        at += 1
        if directive is not None and directive["name"] in _PAGES and end > at:
            tally["tables-of-contents"] += 1
            at = end
            continue
        is_box = directive is not None and directive["name"] not in _CODE
        is_picture = directive is not None and directive["name"] in _PICTURES
        is_formula = directive is not None and directive["name"] == "math"
        while directive is not None and at < len(lines) and (option := _OPTION.fullmatch(lines[at])):
            tally["attribute-lists"] += 1
            if option["name"] in _NAMING and option["value"]:
                yield named_place(option["value"].strip())
            at += 1
        yield "" if is_picture else _as_box(line) if is_box else _as_formula(line) if is_formula else line
        for inner in lines[at:end]:
            if is_formula and inner is lines[end - 1]:
                yield _as_formula(inner)
            elif not is_box:
                yield inner
            elif inner is lines[end - 1]:
                yield "" if is_picture else _as_box(inner)
            else:
                yield from _text(inner, own, tally, is_myst=is_myst)
        at = max(at, end)


def _as_formula(line: str) -> str:
    """A line that opens or closes a fence, as one that opens or closes a formula."""
    return line[: len(line) - len(line.lstrip(" \t>"))] + "$$"


def _as_box(line: str) -> str:
    """A line that opens or closes a fence, as one that opens or closes a box."""
    return _FENCE_SIGN.sub(lambda found: ":" * len(found[0]), line, count=1)


def _text(line: str, own: Set[str], tally: Counter[str], *, is_myst: bool) -> Iterator[str]:
    """A line that is no code; nothing for one that nobody sees."""
    if is_myst and _COMMENT.fullmatch(line):
        tally["comments"] += 1
    elif is_myst and (label := _LABEL.fullmatch(line)):
        yield named_place(label["name"])
    elif equation := _EQUATION.fullmatch(line):
        yield from (equation["sign"], named_place(equation["name"]))
    elif "`" in line or "@" in line:
        shown = _REFERENCE.sub(_referred, _ROLE.sub(lambda found: _shown(found, own), line))
        if shown.strip() or not line.strip():
            yield shown
    else:
        yield line


def _referred(found: re.Match[str]) -> str:
    name = found["ref"] or found["cross"]
    return f"[{name}](<#{name}>)"


def _shown(found: re.Match[str], own: Set[str]) -> str:
    name, text = found["curly"] or found["colon"], found["text"]
    targeted = _TARGETED.fullmatch(text)
    words, target = (targeted["text"], targeted["target"]) if targeted else (text, text)
    if name in _LABELS:
        return f'<a id="{escape(text)}"></a>'
    if name in _LEADING:
        return f"[{words}](<{'' if target in own else 'project:'}#{target}>)"
    if name == "doc":
        return f"[{words}](<{target}>)"
    if name == "math":
        return f"${text}$"
    return "" if name in _LEFT_OUT else words if name in _AS_TEXT else found[0]
