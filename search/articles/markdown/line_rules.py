"""Rules on lines of Markdown that begin with a sign: headings, formulas, attributes, tags, scripts, private notes.

Each reads one line, or several, and gives the index behind what it has read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from wenxun.articles.markdown.spans import FRAGMENT, Kept, SpanRules
from wenxun.articles.markdown.template_tags import address_without_tags, attribute_texts, hidden_tag_text

__all__ = ["LineRules"]

_HEADING = re.compile(r"([ \t]*)(#{2,6}(?![\u00a0\u3000])|#{1,6}(?=[\u00a0\u3000]))[\u00a0\u3000]*(?=[^\s#!])")
_HEADING_SIGNS = re.compile(r"[ \t]*#{1,6}[ \t]+")
_HEADING_ID = re.compile(
    r"[ \t]*(?:\{(?:[#:]|-(?=[\s}])|\.[\w-])[^{}\n]*\}|%\{#[^{}\n]*\}%|\{/\*.*?\*/\}|(?<=[ \t]):id=[\w-]+)"
    r"[ \t]*#*[ \t]*$"
)
_TOC = re.compile(r"[ \t]*(?:\[_?TOC_?\]|\[\[_?TOC_?\]\]|@\[TOC\].*|\$\{toc\}|\{:\s*toc\s*\})[ \t]*$", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"[ \t]*\{(?::|[.#][\w-])[^{}\n]*\}[ \t]*$")
_SCRIPT = re.compile(
    r"import\s+(?:[^\n]*\bfrom\s+['\"]|['\"]|\{[^}\n]*$)|export\s+(?:const|let|var|function|default|async|class|\{)"
)
_COMPONENT = re.compile(r"[ \t]*</?(?:[A-Z][\w.]*|[a-z][a-z0-9]*-[\w-]+)(?=[\s/>]|$)")
_TAG_STEP = re.compile(r"[{}>\"'`]")
_RAW = re.compile(r"[ \t]*<((?:script|style|pre)(?![\w.-])|!--)", re.IGNORECASE)
_FORMULA = re.compile(r"([ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(\$\$|\\begin\{(\w+\*?)\}|\\{1,2}\[[ \t]*$)")
_SLIDE_OPTION = re.compile(r"[a-z][\w-]*:(?:[ \t].*)?|[ \t]+\S.*", re.ASCII)
_HAN_OPTION = re.compile(r"(?:[:-][ \t]+|^[ \t]+)([^:\n]*[\u3400-\u9fff][^\n]*)$")
_MOST_SLIDE_OPTIONS = 40
# what a program for print does between the lines: pages, spaces, and boxes that it sets apart
_TEXT_ENVIRONMENT = re.compile(
    r"theorem|lemma|proof|definition|corollary|proposition|example|exercise|remark|note|axiom|property|solution|abstract"
    r"|figure|table|center|flush\w+|quote|quotation|itemize|enumerate|description|document|minipage|multicols\*?"
)
_LAYOUT = re.compile(
    r"[ \t]*\\(?:[a-z]+page|tableofcontents|listof[a-z]+|noindent|centering|appendix|(?:main|front|back)matter"
    r"|maketitle|(?:big|med|small)skip|[hv]fill|(?:[hv]space|setcounter|addcontentsline|(?:this)?pagestyle|label|index|begin|end)"
    r"\*?(?:\{[^{}\n]*\}|\[[^\[\]\n]*\])+)[ \t]*$"
)
_HAN_ARGUMENT = re.compile(r"(?<=\[)[^\[\]]*[\u3400-\u9fff][^\[\]]*(?=\])")
# what a site puts in the place of the line: a part of another file, or a film
_TAKEN_IN = re.compile(
    r"[ \t]*(?:<<<[ \t]*[@./\w]\S*.*|@\[[\w-]+[^\[\]\n]*\]\([^()\n]*\)|@(?:include|import)\b[ \t]*[(\"'<].*"
    r"|!!!?include\(.*\)!!!?|!INCLUDE\b.*|\[!(?:include|code|video)\b.*\]\(.*\).*)[ \t]*$",
    re.IGNORECASE,
)
# what a part of a box of Hexo is called
_PART = re.compile(r"[ \t]*<!--[ \t]*(?:tab|timeline|node)[ \t]+(\S.*?)(?:@[\w -]*)?[ \t]*-->[ \t]*$")
_ABBREVIATION = re.compile(r"[ \t]{0,3}\*\[([^\[\]\n]{1,60})\]:[ \t]*(\S.*)$")
_PLACE_OF_CONTENTS = re.compile(r"[ \t]*\{:[ \t]*toc\b[^{}\n]*\}[ \t]*$")
_HIDDEN_BLOCK = re.compile(r"[ \t]*\{::comment\}[ \t]*$")
_HEADING_ANCHOR = re.compile(r"(?<=[^\s#])\[\[[ ]?([\w-]+)[ ]?\]\][ \t]*$", re.ASCII)
_HEADING_AGAIN = re.compile(
    r"(?<=[#\s])([^\s#\[][^\[\]\n]*?)[ \t]*(\[\[[ ]?\1[ ]?\]\])[ \t]*$"
)  # as the name of its place
_PART_OF_BOOK = re.compile(r"#[ \t]+\((?:PART|APPENDIX)\\?\*?\)[ \t]+(\S.*)$")  # bookdown's, above the chapter's title
_MOST_FORMULA_LINES = 400
_MOST_TAG_CHARS = 20_000
_REFERENCE = re.compile(r"[ \t]{0,3}\[[^\]^][^\]]*\]:[ \t]*(\S+)")
_ADDRESS = re.compile(r"<|#|/|\.|[a-zA-Z][a-zA-Z0-9+.-]*:|[\x21-\x7e]*[./]")


class LineRules:
    """Applies the rules to the lines of one text.

    Attributes:
        is_jsx: whether the text imports or uses components, so that ``{name}`` in it is an expression.
        has_anchors: whether headings end with the name of their place, ``[[name]]``.
    """

    def __init__(self, tally: Counter[str], spans: SpanRules, *, converted: bool) -> None:
        """Prepare the rules.

        Args:
            tally: gets the names of the rules that were applied.
            spans: the rules within lines.
            converted: whether a wiki converter wrote the text.
        """
        self.tally = tally
        self.spans = spans
        self.converted = converted
        self.is_jsx = False
        self.has_anchors = False
        self._lines_with: dict[str, int] = {}  # closing marks and the next line that holds one, of the lines being read
        self._no_tag_before = 0

    def begin(self) -> tuple[dict[str, int], int]:
        """Begin with other lines, and return what is known of those before, for `go_back`."""
        around = self._lines_with, self._no_tag_before
        self._lines_with, self._no_tag_before = {}, 0
        return around

    def go_back(self, around: tuple[dict[str, int], int]) -> None:
        """Go back to the lines before."""
        self._lines_with, self._no_tag_before = around

    def read(self, lines: Sequence[str], at: int, made: list[str], *, in_paragraph: bool) -> int:
        """Read what a sign begins.

        Args:
            lines: all lines.
            at: index of the line that begins.
            made: gets the lines that take its place.
            in_paragraph: whether a paragraph goes on in the line.

        Returns:
            The index behind what was read; ``at`` where it is a paragraph's.
        """
        bare = lines[at].lstrip()
        first = bare[0]
        if first in "ie":
            return self._script(lines, at) if lines[at][0] == first and not in_paragraph else at
        if first in "-*+0123456789":
            if first == "-" and not in_paragraph and (end := self._head_of_slide(lines, at, made)) > at:
                return end
            if first == "*" and (abbreviation := _ABBREVIATION.match(lines[at])) and not self.converted:
                self.tally["attribute-lists"] += 1
                made += ["", f"{abbreviation[1]}: {abbreviation[2]}", ""]
                return at + 1
            if at + 1 < len(lines) and _PLACE_OF_CONTENTS.match(lines[at + 1]):
                self.tally["tables-of-contents"] += 1
                return at + 2  # the list whose place the contents take
            return self._formula(lines, at, made) if "$$" in bare else at
        rule = _BY_FIRST.get(first)
        return at if rule is None else rule(self, lines, at, made)

    def _head_of_slide(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        """``---``, options of a slide or a component, ``---``; of them the Chinese texts are shown."""
        if lines[at].startswith("--8<--"):  # text of another file, or of those that the lines up to the next name
            self.tally["template-tags"] += 1
            end = self._line_with("--8<--", lines, at + 1) if lines[at].rstrip() == "--8<--" else -1
            return max(at, end) + 1
        if lines[at].rstrip() != "---":
            return at
        end = at + 1
        while end < min(len(lines), at + _MOST_SLIDE_OPTIONS) and _SLIDE_OPTION.fullmatch(lines[end]):
            end += 1
        if end == at + 1 or end >= len(lines) or lines[end].rstrip() != "---" or lines[at + 1][:1].isspace():
            return at
        self.tally["front-matter"] += end - at - 1
        for option in lines[at + 1 : end]:
            if (text := _HAN_OPTION.search(option)) is not None:
                made += ["", text[1].strip(" \t\"'"), ""]
        return end + 1

    def _line_with(self, closer: str, lines: Sequence[str], at: int) -> int:
        """The first line from ``at`` on that holds ``closer`` in any case, or -1; each line is searched once."""
        known = self._lines_with.get(closer, at - 1)
        if known >= at or (known < 0 and closer in self._lines_with):
            return known
        found = next((index for index in range(at, len(lines)) if closer in lines[index].lower()), -1)
        self._lines_with[closer] = found
        return found

    def _heading(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        if part := _PART_OF_BOOK.match(lines[at]):
            self.tally["attribute-lists"] += 1
            made += ["", self.spans.apply(self._without_attributes(part[1])[0]), ""]
            return at + 1
        line, count = _HEADING.subn(r"\1\2 ", lines[at], 1)
        if "]]" in line and not self.converted and (again := _HEADING_AGAIN.search(line)):
            self.tally["attribute-lists"] += 1
            line = line[: again.start(2)]
        self.tally["headings-without-blank"] += count
        if ("}" in line or ":id=" in line or (self.has_anchors and "]]" in line)) and not self.converted:
            line, count = self._without_attributes(line)
        if line is lines[at] and not count and not line.lstrip("# \t"):
            return at
        if at and lines[at - 1].rstrip().endswith(">"):
            made.append("")  # HTML that fills a line would go on up to a blank one
        made.append(self.spans.apply(line))
        return at + 1

    def _without_attributes(self, line: str) -> tuple[str, int]:
        """A heading without its attributes, and how many lists of them it had; the name of its place goes before it."""
        anchor = _HEADING_ANCHOR.search(line) if self.has_anchors else None
        found = anchor or _HEADING_ID.search(line)
        if found is None:
            return line, 0
        self.tally["attribute-lists"] += 1
        line = line[: found.start()]
        name = anchor or FRAGMENT.match(found[0].strip())
        signs = _HEADING_SIGNS.match(line)
        if name and signs:
            place = self.spans.keep(Kept("fragment", found[0], next(filter(None, name.groups()))))
            line = signs[0] + place + line[signs.end() :]
        return line, 1

    def _backslash(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        """A formula, or what is done to a printed page."""
        if (end := self._formula(lines, at, made)) > at or self.converted or not _LAYOUT.match(lines[at]):
            return end
        self.tally["attribute-lists"] += 1
        made += ["", " ".join(_HAN_ARGUMENT.findall(lines[at])), ""]
        return at + 1

    def _taken_in(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        """A line in whose place a site puts something else."""
        if self.converted or not _TAKEN_IN.match(lines[at]):
            return at
        self.tally["template-tags"] += 1
        made.append("")
        return at + 1

    def _formula(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        """A formula that begins a line, and on whose last line nothing but punctuation follows it."""
        if lines[at].lstrip()[:2] == "${" and _TOC.fullmatch(lines[at]):
            self.tally["tables-of-contents"] += 1
            return at + 1
        opening = _FORMULA.match(lines[at])
        if opening is None or (opening[3] and _TEXT_ENVIRONMENT.fullmatch(opening[3])):
            return at
        closer = f"\\end{{{opening[3].lower()}}}" if opening[3] else opening[2].rstrip().replace("[", "]")
        close = lines[at].lower().find(closer, opening.end())
        end = at if close >= 0 else self._line_with(closer, lines, at + 1)
        if not 0 <= end <= at + _MOST_FORMULA_LINES:
            return at
        close = close if close >= 0 else lines[end].lower().index(closer)
        inside, behind = lines[end][: close + len(closer)], lines[end][close + len(closer) :]
        if (end == at and behind.strip(" \t,.;，。；、")) or closer in behind:
            return at  # a formula within the line
        source = "\n".join([*lines[at:end], inside])[opening.end(1) :]
        shown = " ".join(source[len(closer) : -len(closer)].split()) if closer[-1] == "]" else source
        made += ["", opening[1] + self.spans.keep(Kept("formula", source, shown, 1)) + behind, ""]
        return end + 1

    def _braces(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        line = lines[at]
        if self.converted:
            return at
        if _HIDDEN_BLOCK.match(line) and (end := self._line_with("{:/", lines, at + 1)) >= 0:
            self.tally["comments"] += 1
            made.append("")
            return end + 1
        if _ATTRIBUTES.fullmatch(line) or _TOC.fullmatch(line):
            self.tally["attribute-lists"] += 1
            if name := FRAGMENT.match(line.strip()):
                place = self.spans.keep(Kept("fragment", line, name[1] or name[2] or name[3]))
                if at and made and lines[at - 1].lstrip().startswith("#"):
                    made[-1] += place  # it names the heading above
                else:
                    made.append(place)
            return at + 1
        if line.lstrip().startswith("{/*") and (end := self._line_with("*/}", lines, at)) >= 0:
            self.tally["comments"] += 1
            self.is_jsx = True
            made.append(self.spans.apply(lines[end][lines[end].index("*/}") + 3 :]))
            return end + 1
        return at

    def _tag(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        if (end := self._taken_in(lines, at, made)) > at:
            return end
        if raw := _RAW.match(lines[at]):
            if raw[1] == "!--" and (part := _PART.match(lines[at])):
                self.tally["box-marks"] += 1
                made += ["", part[1], ""]
                return at + 1
            end = self._line_with("-->" if raw[1] == "!--" else f"</{raw[1].lower()}", lines, at)
            if end < 0 and raw[1] != "!--":
                made.append(lines[at].replace("<", "\\<", 1))  # what nothing closes would hide all that follows
                return at + 1
            made += lines[at : end + 1]
            return max(at, end + 1)
        if self.converted or at < self._no_tag_before or not _COMPONENT.match(lines[at]):
            return at
        end, tag = _tag_end(lines, at)
        if not tag:
            self._no_tag_before = end
            return at
        if end > at:
            self.is_jsx = True
            self.tally["components"] += 1
            made += ["", hidden_tag_text(attribute_texts(tag)), ""]
        return end

    def _script(self, lines: Sequence[str], at: int) -> int:
        """``import`` and ``export`` of JavaScript: up to a blank line outside of braces."""
        if self.converted or not _SCRIPT.match(lines[at]):
            return at
        level = 0
        for index in range(at, len(lines)):
            level += sum(map(lines[index].count, "{[(")) - sum(map(lines[index].count, "}])"))
            following = lines[index + 1] if index + 1 < len(lines) else ""
            if level <= 0 and not (
                following.strip() and _SCRIPT.match(following) is None and following[0] in " \t})];"
            ):
                self.tally["script-lines"] += index + 1 - at
                self.is_jsx = True
                return index + 1
        return at

    def _bracket(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        line = lines[at]
        if _TOC.fullmatch(line):
            self.tally["tables-of-contents"] += 1
            return at + 1
        if (end := self._taken_in(lines, at, made)) > at:
            return end
        # [name]: address is not shown, so a line is taken for one only when it holds an address
        found = _REFERENCE.match(line)
        if found is None or _ADDRESS.match(found[1]):
            return at
        if found[1].startswith(("{%", "{{")) and not self.converted:
            self.tally["template-tags"] += 1
            made.append(f"{line[: found.start(1)]}<{address_without_tags(line[found.start(1) :])}>")
            return at + 1
        made.append(self.spans.apply(line.replace("[", "\\[", 1)))
        return at + 1

    def _at(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        if _TOC.fullmatch(lines[at]):
            self.tally["tables-of-contents"] += 1
            return at + 1
        if (end := self._taken_in(lines, at, made)) > at:
            return end
        if lines[at].startswith("@tab") and (title := lines[at][4:].removeprefix(":active").strip()):
            self.tally["box-marks"] += 1
            made += ["", title, ""]
            return at + 1
        return at

    def _private(self, lines: Sequence[str], at: int, made: list[str]) -> int:
        """``%%`` on a line of its own, up to the next line that ends so: a note that only the owner sees."""
        if self.converted or not lines[at].startswith("%%") or "%%" in lines[at][2:]:
            return at
        end = self._line_with("%%", lines, at + 1)
        if end < 0 or not lines[end].rstrip().endswith("%%"):
            return at
        self.tally["private-notes"] += 1
        made.append("")
        return end + 1


def _tag_end(lines: Sequence[str], at: int) -> tuple[int, str]:
    """The index behind a tag that fills its lines, and the tag; no tag, and how far was looked, where there is none."""
    level = chars = 0
    quote = ""
    for index in range(at, len(lines)):
        line = lines[index]
        chars += len(line) + 1
        outside = index > at and not level and not quote
        if chars > _MOST_TAG_CHARS or (outside and line.lstrip()[:1] in ("", "<")):
            return index, ""
        for step in _TAG_STEP.finditer(line):
            sign, before = step[0], line[step.start() - 1 : step.start()] if step.start() else ""
            if quote:
                quote = "" if sign == quote else quote
            elif sign in "\"'`":
                quote = sign if level or before in ("=", "{") else ""
            elif sign != ">":
                level += 1 if sign == "{" else -1
            elif not level and before != "=":
                return (at, "") if line[step.end() :].strip() else (index + 1, "\n".join(lines[at : index + 1]))
    return len(lines), ""


_BY_FIRST: Mapping[str, Callable[[LineRules, Sequence[str], int, list[str]], int]] = {
    "$": LineRules._formula,
    "\\": LineRules._backslash,
    "!": LineRules._taken_in,
    "#": LineRules._heading,
    "{": LineRules._braces,
    "<": LineRules._tag,
    "[": LineRules._bracket,
    "@": LineRules._at,
    "%": LineRules._private,
}
"""Which rule reads a line, by its first sign."""
