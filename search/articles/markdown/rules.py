"""Named rules on the source of Markdown: what its dialects write that CommonMark does not know, before it is parsed.

A line at a time, outside of code: boxes become callouts in quotes (`boxes`), formulas and marks of footnotes become
tokens that no parser touches (`spans`), marks that are no text go (`line_rules`). This module goes through the lines.

Invariants, tested: time is linear in the text; of the text nothing goes but the marks themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from textwrap import dedent

from wenxun.articles.markdown.boxes import Box, code_lines, fence_end, find_boxes, indented_box, may_open_box, quoted
from wenxun.articles.markdown.line_rules import LineRules
from wenxun.articles.markdown.properties import Properties
from wenxun.articles.markdown.spans import SpanRules
from wenxun.articles.markdown.tables import even_tables
from wenxun.articles.markdown.template_tags import hidden_tag_text

__all__ = ["SourceRules"]

# What must be in a text for any rule to have something to do, as fast as it can be told: a pattern that begins with its
# sign is found sooner than a text of two characters, and a lone character soonest of all.
_SIGNS = "{$"
_SELDOM_SIGNS: Mapping[str, tuple[str, ...]] = {
    "%": ("%%", "%{#"),
    "@": ("@[", "@tab", "@i"),
    "^": ("^[",),
    "!": ("!!!", "!!include", "!INCLUDE"),
    "?": ("???",),
    "+": ("#+BEGIN_", "+++ "),
}
_HINTS = (
    re.compile(r"\\(?:[(\[]|begin|end|[a-z]+page|tableof|noindent|appendix|[hv]space|label)"),
    re.compile(r"\[(?:\[|TOC|![A-Za-z][\w-]*[ \t\[])"),
    re.compile(r"\*\[[^\[\]\n]{1,60}\]:"),
    re.compile(r"\n {0,3}:[ \t]+(?=\S)"),
    re.compile(r"<!-- *(?:tab|timeline|node) "),
    re.compile("<(?:<<|%)"),
    re.compile(r"##[^\s#]|#[\u00a0\u3000]"),
    re.compile("==="),
    re.compile("\n(?:im|ex)port "),
    re.compile(r":(?::|id=|[A-Z]+:[ \t]*$|[a-z][\w-]*[\[{])", re.MULTILINE),
    re.compile(r">[ \t]*\n#"),
    re.compile(r"<(?:/?(?:[A-Z]|[a-z]+-)|script|style|sup)"),
    re.compile(r"\](?::|\([^()\s]+[ \t(]|\(https?:[^()（）\s]+）)"),
    re.compile(r"(?<=[-|:])[\t\u00a0\u3000][-:| \t\u00a0\u3000]{0,400}$", re.MULTILINE),
    re.compile(r">(?:(?<=\n>)|(?<=\A>))[^\n]*\n[^\n>|]{0,200}\|[^\n]*\n\|?[ \t]*:?-"),
    re.compile(r"\n---[ \t]*\n[a-z][\w-]*:[ \t\n]"),
    re.compile(r"\[\^[^\]\s]+\][^\[\]\n]*\]\("),
)
_WHOLE_SIGNS = ("///", "--8<--")
_SCRIPT_STARTS = ("import ", "export ")
_WITH_MARKDOWN = re.compile(r"<[a-z][^<>\n]*\smarkdown\b")
_MARKED = frozenset("`~!?=>$\\#{<[@%ie-*+:|/0123456789 \t")  # what a line that a rule may read begins with
_MAY_BE_ITEM = frozenset("-*+0123456789 \t")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_QUOTE_MARK = re.compile(r"[ \t]{0,3}> ?")
_DEFINITION = re.compile(r"(?:\A|(?<=\S)[ \t]*\n) {0,3}:[ \t]+(?=\S)")
_OPENING_TAG = re.compile(r"[ \t]*<[A-Za-z]")
_TAG_END = re.compile(r"(?<![-=/])>[ \t]*$")
_GLUED_HEADING = re.compile(
    r"(</(?:figure|div|p|table|details|section|center|ul|ol|pre)>|^[ \t]*<img\b[^<>\n]*>)(?=#{1,6}[ \t]+\S)",
    re.MULTILINE,
)
_ANCHORED_HEADING = re.compile(r"^#{1,6}[ \t][^\n]*[^\s#]\[\[[ ]?[\w-]+[ ]?\]\][ \t]*$", re.MULTILINE | re.ASCII)
_HEADING = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)
_DEEPEST = 8  # boxes and quotes nested deeper are read as they stand

_TABLE_PIPE = re.compile(r"(\[\[[^\[\]|\n]*[^\[\]|\n\\])\|(?=[^\[\]|\n]*\]\])")
# the line under a table's head, in which CommonMark takes no blanks but one kind
_TABLE_RULE = re.compile(r"^([ \t]*)(?=[^\n]*-)([-:|][-:| \t\u00a0\u3000]*)$", re.MULTILINE)
_RULE_OF_TABLE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$")
_ANY_BLANK = re.compile(r"[\t\u00a0\u3000]")
# a link around whole paragraphs, as programs that clip pages write cards
_CLIPPED = re.compile(
    r"^([ \t]*)\[(!\[[^\[\]\n]*\]\([^()\n]*\))?[ \t]*\n((?:(?![ \t]*\]\()[^\n]*\n){1,30}?)"
    r"[ \t]*\]\(([^()\s]+)(?:[ \t]+\"[^\"\n]*\")?\)[ \t]*$",
    re.MULTILINE,
)
_CLIPPED_END = re.compile(r"\n[ \t]*\]\(")
_CLIPPED_TEXT = re.compile(r"^([ \t]*(?:#{1,6}[ \t]+)?)(?![!#>|`\[])(\S[^\n]*?)[ \t]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"(?<=\S)\n(?= {0,3}(?:=+|-+)[ \t]*$)", re.MULTILINE)


class SourceRules:
    """Applies the rules to one text.

    Attributes:
        spans: the rules within lines, with the tokens that they and the rules for lines have made.
        lines: the rules for single lines.
        properties: what lines have stated.
    """

    def __init__(self, tally: Counter[str], *, converted: bool) -> None:
        """Prepare the rules.

        Args:
            tally: gets the names of the rules that were applied.
            converted: whether a wiki converter wrote the text; what it wrote has no dialects.
        """
        self.tally = tally
        self.converted = converted
        self.spans = SpanRules(tally, converted=converted)
        self.lines = LineRules(tally, self.spans, converted=converted)
        self.properties = Properties(tally, converted=converted)
        self._has_boxes = False

    def apply(self, text: str) -> str:
        """Return ``text`` as CommonMark, with tokens in it."""
        if self.converted:
            text = _UNDERLINE.sub("\n\n", text)  # converters underline no headings, but leave dashes under text
        elif _CLIPPED_END.search(text):
            text = _CLIPPED.sub(self._unclipped, text)
        if ">#" in text and not self.converted:
            text = _GLUED_HEADING.sub(r"\1\n\n", text)
        if not _has_work_in(text):
            return text
        self.spans.look_at(text)
        self._has_boxes = not self.converted and may_open_box(text)
        anchored = len(_ANCHORED_HEADING.findall(text)) if "]]" in text else 0
        self.lines.has_anchors = anchored > 1 and anchored * 2 >= len(_HEADING.findall(text))
        return "\n".join(self.read(text.split("\n"), 0))

    def read(self, lines: Sequence[str], depth: int) -> list[str]:
        """Return lines with the rules applied.

        Args:
            lines: the lines.
            depth: number of boxes and quotes around them.
        """
        around = self.lines.begin()
        out: list[str] = []
        paragraph: list[str] = []
        boxes = find_boxes(lines) if self._has_boxes and depth < _DEEPEST else {}
        in_list = in_definition = in_component = False
        at = 0
        while at < len(lines):
            line = lines[at]
            if line and line[0] not in _MARKED and "::" not in line:
                in_list = in_list and bool(paragraph)
                paragraph.append(line)
                at += 1
                continue
            may_be_code = not in_list and not paragraph and line.startswith(("    ", "\t"))
            is_within = may_be_code and in_component and depth < _DEEPEST
            is_item = not is_within and line[:1] in _MAY_BE_ITEM and _LIST_ITEM.match(line) is not None
            in_list = is_item or (in_list and (not line or bool(paragraph) or line[0] in " \t"))
            is_code = may_be_code and not in_list
            in_definition = line.lstrip()[:2] in (": ", ":\t") or (in_definition and (not line or line[0] in " \t"))
            made: list[str] = []
            if is_code and line.strip():
                end = _indented_end(lines, at, " " if is_within else "    ")
                is_text = in_definition or is_within
                made += self.read(_dedented(lines[at:end]), depth + 1) if is_text else lines[at:end]
            else:
                end = self._block(lines, at, made, boxes, depth=depth, in_paragraph=bool(paragraph))
            in_component = in_component and (not line or line[0] in " \t")
            in_component = in_component or (end > at and self._opens_component(line, lines[end - 1]))
            if end > at:
                self._end_paragraph(paragraph, out)
                out += made
                at = end
            else:
                paragraph.append(self.properties.shown(line) if "::" in line else line)
                at += 1
        self._end_paragraph(paragraph, out)
        self.lines.go_back(around)
        return "\n".join(out).split("\n")

    def _opens_component(self, first: str, last: str) -> bool:
        """Whether lines are the tag of a component; what is indented under it is its text, and no code."""
        return self.lines.is_jsx and _OPENING_TAG.match(first) is not None and _TAG_END.search(last) is not None

    def _unclipped(self, found: re.Match[str]) -> str:
        """The paragraphs that a link is around; the first text among them becomes the link."""
        self.tally["link-marks"] += 1

        def link(text: re.Match[str]) -> str:
            return f"{text[1]}[{text[2]}](<{found[4]}>)"

        return f"{found[1]}{found[2] or ''}\n\n" + _CLIPPED_TEXT.sub(link, found[3], count=1)

    def _end_paragraph(self, paragraph: list[str], out: list[str]) -> None:
        if paragraph:
            text = "\n".join(paragraph)
            if (": " in text or ":\t" in text) and not self.converted:
                text, count = _DEFINITION.subn(lambda found: "\\\n" if found.start() else "", text)
                self.tally["list-marks"] += count
            if "|" in text:
                if text.lstrip()[0] == "|" and "[[" in text:
                    text = _TABLE_PIPE.sub(r"\1\\|", text)
                if _ANY_BLANK.search(text):
                    text = _TABLE_RULE.sub(lambda found: found[1] + _ANY_BLANK.sub(" ", found[2]), text)
            out.append(even_tables(self.spans.apply(text)))
            paragraph.clear()

    def _block(
        self,
        lines: Sequence[str],
        at: int,
        made: list[str],
        boxes: Mapping[int, Box],
        *,
        depth: int,
        in_paragraph: bool,
    ) -> int:
        """Read what begins in line ``at`` into ``made``; the index behind it, or ``at`` where it is a paragraph's."""
        line = lines[at]
        bare = line.lstrip()
        if not bare:
            made.append(line)
            return at + 1
        if ("```" in line or "~~~" in line) and (end := fence_end(lines, at)) > at:
            made += lines[at:end]
            return end
        if (box := boxes.get(at)) is not None:
            return self._box(box, lines, at, made, depth)
        first = bare[0]
        if depth < _DEEPEST and not self.converted:
            if first in "!?=" and (opened := indented_box(lines, at)) is not None:
                self.tally["box-marks"] += 1
                made += quoted(opened.indent, opened.kind, opened.title, self.read(opened.lines, depth + 1))
                return opened.end
            if first == ">" and not bare.startswith(">}}"):  # that ends a tag of Hugo
                return self._quote(lines, at, made, depth)
        return self.lines.read(lines, at, made, in_paragraph=in_paragraph)

    def _box(self, box: Box, lines: Sequence[str], at: int, made: list[str], depth: int) -> int:
        self.tally["box-marks"] += 1
        inside = lines[at + 1 : box.end]
        item = _LIST_ITEM.match(lines[at])
        if box.is_hidden:
            made.append(item[0] if item else "")
        elif box.end == at:
            made += ["", hidden_tag_text(lines[at].strip(" \t:{}<>%")), ""]
            return at + 1
        elif box.is_code:
            made += code_lines(box.title, inside)
        elif box.kind:
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            inside = _dedented(inside) if item else [line.removeprefix(indent) for line in inside]
            made += quoted(indent, box.kind, box.title, self.read(inside, depth + 1), item=item[0] if item else "")
        else:
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            is_tag = lines[at].lstrip()[:1] == "<"
            read = self.read(_dedented(inside) if is_tag or indent else inside, depth + 1)
            shown = ["", hidden_tag_text(lines[at].strip(" \t{}<>%")), "", *read, ""]
            made += shown if is_tag else [indent + line if line else line for line in shown]
        return box.end + 1

    def _quote(self, lines: Sequence[str], at: int, made: list[str], depth: int) -> int:
        end = at
        inside: list[str] = []
        while end < len(lines) and (mark := _QUOTE_MARK.match(lines[end])):
            inside.append(lines[end][mark.end() :])
            end += 1
        # a table right behind a quote is taken by no parser, but meant
        behind = [""] if end + 1 < len(lines) and "|" in lines[end] and _RULE_OF_TABLE.match(lines[end + 1]) else []
        if not _has_work_in("\n".join(inside)):
            made += [*lines[at:end], *behind]
            return end
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        made += [f"{indent}> {line}" if line else f"{indent}>" for line in self.read(inside, depth + 1)]
        made += behind
        return end


def _has_work_in(text: str) -> bool:
    """Whether any rule has something to do in ``text``."""
    if any(map(text.__contains__, (*_SIGNS, *_WHOLE_SIGNS))) or text.startswith(_SCRIPT_STARTS):
        return True
    for first, signs in _SELDOM_SIGNS.items():
        if first in text and any(map(text.__contains__, signs)):
            return True
    if even_tables(text) is not text:
        return True
    return any(hint.search(text) for hint in _HINTS) or ("markdown" in text and bool(_WITH_MARKDOWN.search(text)))


def _indented_end(lines: Sequence[str], at: int, indent: str) -> int:
    """The index behind lines that are indented, by ``indent`` or more."""
    end = at
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith((indent, "\t"))):
        end += 1
    return end


def _dedented(lines: Sequence[str]) -> list[str]:
    return dedent("\n".join(lines)).split("\n")
