"""reStructuredText, as Sphinx sites have it: sections, directives, roles, lists and tables.

docutils knows the language to the last sign, but not the directives and roles that every site adds, and it loads half a
second of modules; unknown ones would be errors in the text. Here they are read by what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.light_markup.lines import (
    HtmlLines,
    in_tag,
    indent_of,
    inline_reader,
    link,
    named_place,
    read_lines_into,
)
from wenxun.articles.light_markup.rst_options import (
    FIELD,
    entries,
    options_of,
    shown_options,
    stated_in_comment,
    stated_in_directive,
)
from wenxun.articles.light_markup.rst_tables import GRID_RULER, SIMPLE_RULER, csv_rows, list_rows, ruled_rows
from wenxun.articles.metadata import is_stated_name
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import reader_as

__all__ = ["sniff"]

_ADORNMENT = re.compile(r"([=\-`:'\"~^_*+#<>.!$%&,/;?@\\|(){}\[\]])\1{2,}[ \t]*")
_SHORT_ADORNMENT = re.compile(r"([=\-~^*#+])\1[ \t]*")  # below a title of one Han letter
_DIRECTIVE = re.compile(
    r"[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[\w:+.-]+?)[ \t]?::(?:[ \t]+(?P<argument>.*)|)"
)
_SUBSTITUTION = re.compile(r"[ \t]*\.\.[ \t]+\|(?P<name>[^|\n]+)\|[ \t]+replace::[ \t]+(?P<value>.*)")
_TARGET = re.compile(r"[ \t]*(?:\.\.[ \t]+_(?P<name>`[^`]+`|(?:\\:|[^:\n])+):[ \t]*(?P<address>\S*)|__[ \t].*)")
_NOTE = re.compile(r"[ \t]*\.\.[ \t]+\[(?P<label>[#*\w.-]+)\][ \t]+(?P<text>.*)")
_COMMENT = re.compile(r"[ \t]*\.\.(?:[ \t].*)?")
_ITEM = re.compile(
    r"[ \t]*(?:[-*+•]|(?:\((?P<in_brackets>\d{1,6}|[A-Za-z])\)|(?P<number>\d{1,6}|[A-Za-z#])[.)]))[ \t]+(?P<text>\S.*)"
)
_NAMES_OF_NOTES = "note tip hint warning caution danger error important attention admonition seealso todo topic sidebar"
_NAMES_OF_CODE = "code code-block sourcecode parsed-literal doctest prompt"
_NAMES_LEFT_OUT = (
    "toctree contents include literalinclude highlight meta default-role role module currentmodule index"
    " tabularcolumns sectnum automodule autoclass autofunction automethod bibliography graphviz mermaid uml plot"
)
_NAMES_WITHOUT_ARGUMENT = (
    "only ifconfig container class rst-class cssclass grid grid-item tab-set tabs tags youtube math"
)
_NOTES, _CODE, _LEFT_OUT, _SILENT = (
    frozenset(names.split()) for names in (_NAMES_OF_NOTES, _NAMES_OF_CODE, _NAMES_LEFT_OUT, _NAMES_WITHOUT_ARGUMENT)
)
_TABLES = ("csv-table", "list-table", "flat-table")
_OPTION = re.compile(r"[ \t]*(?P<options>(?:--?|/)[\w?](?:[\w-]|[=, ](?! ))*[\w>\]]?)[ \t]{2,}(?P<text>\S.*)")
_PARAMETER = re.compile(
    r"(?:param|parameter|arg|argument|key|keyword|kwarg|type|var|ivar|cvar|vartype)[ \t]+(?:.*[ \t])?(\S+)"
)
_MOST_DEEP = 12
_MOST_LINES_OF_HEAD = 200

_INLINE = re.compile(
    r"``(?P<code>[^`\n](?:[^`]|`(?!`)){0,1000}?)``"
    r"|:(?P<kind>[\w:+.-]{1,40}):`(?P<role>[^`]{1,1000})`"
    r"|`(?P<name>[^`<>]{0,400}?)[ \t\n]*<(?P<address>[^<>`\n]{1,1000})>`(?P<target>__?)"
    r"|`(?P<reference>[^`]{1,400})`__?"
    r"|\*\*(?P<bold>[^\s*](?:[^*]|\*(?!\*)){0,1000}?)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^\s*][^*]{0,1000}?)\*(?!\w)"
    r"|`(?P<cited>[^`]{1,400})`(?!`)"
    r"|[ \t]?\[(?P<note>[#*\w]{1,40})\]_"
    r"|(?P<url>https?://[^\s<>\"'，。、；（）《》]{1,500})"
    r"|(?<![\w`])(?P<word>[A-Za-z0-9][\w.-]{0,80})__?(?![\w`])"
    r"|\\(?P<escaped>.|\n)",
    re.DOTALL,
)

_NUMBERED = re.compile(r"\[(#[\w.-]{0,40})\]_")
_REFERENCE = re.compile(
    r"``[^`\n](?:[^`]|`(?!`)){0,1000}?``|(?<![\w:`])`(?P<name>[^`<>]{1,400})`__?(?!\w)"
    r"|(?<![\w`/.-])(?P<word>[A-Za-z0-9\u3400-\u9fff][\w.-]{0,80}?)_(?![\w`])"
)


def _as_text(group: str) -> Callable[[re.Match[str]], str]:
    return lambda found: escape(found[group], quote=False)


def _shown_role(found: re.Match[str]) -> str:
    text, _, target = found["role"].partition("<")
    shown = text.strip() if target and text.strip() else target.rstrip(">") or text
    kind = found["kind"].rpartition(":")[2]
    shown = shown.replace("%s", "").strip() if kind == "numref" else shown
    if kind in ("ref", "numref"):
        return link("#" + (target.rstrip(">") or text), shown)
    if kind == "doc" or (kind == "download" and target):
        return link(target.rstrip(">") or text, shown)
    if kind in ("code", "math", "literal", "samp", "func", "class", "meth", "mod", "attr", "kbd", "command", "file"):
        return f"<code>{escape(shown.lstrip('~!'), quote=False)}</code>"
    return escape(shown.lstrip("~!"), quote=False)


_SHOWN: Mapping[str, Callable[[re.Match[str]], str]] = {
    "code": in_tag("code", "code"),
    "role": _shown_role,
    "target": lambda found: link(found["address"], found["name"] or found["address"]),
    "reference": lambda found: link("#" + found["reference"], found["reference"]),
    "bold": in_tag("bold", "b"),
    "italic": in_tag("italic", "i"),
    "cited": in_tag("cited", "i"),
    "note": lambda found: f'<sup class="reference">[{escape(found["note"])}]</sup>',
    "url": lambda found: link(found["url"], found["url"]),
    "word": _as_text("word"),
    "escaped": lambda found: "" if found["escaped"].isspace() else escape(found["escaped"], quote=False),
}
_inline = inline_reader(_INLINE, _SHOWN)


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix."""
    return reader_as("rst", _read_into) if file.origin.suffix in (".rst", ".rest") else None


def _read_into(draft: Draft, text: str) -> None:
    """Append the reStructuredText ``text`` to ``draft``."""
    lines = text.expandtabs(4).split("\n")
    reader = _RstReader(draft, lines)
    reader.read(lines, deep=0)
    read_lines_into(draft, reader.out, reader.stated)


class _RstReader:
    def __init__(self, draft: Draft, lines: Sequence[str]) -> None:
        self.stated: dict[str, str] = {}
        self._draft = draft
        self._styles: list[str] = []  # adornments of sections, the outermost first
        names = (found for line in lines if (found := _SUBSTITUTION.fullmatch(line)))
        self._replaced = {found["name"]: found["value"] for found in names}
        targets = [found for line in lines if ".. _" in line and (found := _TARGET.fullmatch(line)) and found["name"]]
        self._addresses = {_plain(found["name"]): found["address"] for found in targets if found["address"]}
        labels = (found["label"] for line in lines if ".. [#" in line and (found := _NOTE.fullmatch(line)))
        self._labels = {label: str(number) for number, label in enumerate(labels, 1) if label != "#"}
        self._defined, self._marked = iter(range(1, len(lines) + 1)), iter(range(1, len(lines) + 1))
        self.out = HtmlLines(self._shown)

    def _label(self, written: str, numbers: Iterator[int]) -> str:
        """The label of a footnote as readers see it; what is written ``#`` is numbered."""
        return str(next(numbers)) if written == "#" else self._labels.get(written, written)

    def _shown(self, text: str) -> str:
        if "|" in text and self._replaced:
            text = re.sub(r"\|([^|\n]{1,80})\|_?", lambda found: self._replaced.get(found[1], found[0]), text)
        if self._addresses and "_" in text:
            text = _REFERENCE.sub(self._with_address, text)
        if "[#" in text:
            text = _NUMBERED.sub(lambda found: f"[{self._label(found[1], self._marked)}]_", text)
        return _inline(text)

    def _with_address(self, found: re.Match[str]) -> str:
        """A reference by name as one with the address that the name stands for elsewhere in the text."""
        name = found["name"] or found["word"]
        address = self._addresses.get(_plain(name), "") if name else ""
        return f"`{name} <{address}>`_" if address else found[0]

    def read(self, lines: Sequence[str], *, deep: int) -> None:
        """Read lines without the indent that all of them have."""
        at = 0
        while at < len(lines):
            at = self._next(lines, at, deep=deep)

    def _next(self, lines: Sequence[str], at: int, *, deep: int) -> int:
        line = lines[at]
        if not line.strip():
            self.out.blank()
            return at + 1
        if taken := self._heading(lines, at) if deep == 0 else 0:
            return at + taken
        if line.lstrip().startswith(".."):
            return self._explicit(lines, at, deep=deep)
        if SIMPLE_RULER.fullmatch(line) or GRID_RULER.fullmatch(line):
            return self._table(lines, at)
        if line.startswith("| ") or line == "|":
            end = next((place for place in range(at, len(lines)) if not lines[place].startswith("|")), len(lines))
            self.out.verse([each[1:] for each in lines[at:end]])
            return end
        if found := FIELD.fullmatch(line):
            return self._field(lines, at, found, is_head=deep == 0 and at < _MOST_LINES_OF_HEAD)
        if found := _OPTION.fullmatch(line):
            return self._definition(lines, at, found["options"], found["text"], sign=" ")
        if line.lstrip().startswith(">>>"):
            end = next((place for place in range(at, len(lines)) if not lines[place].strip()), len(lines))
            self.out.code(lines[at:end], "python", indent=indent_of(line))
            return end
        if line.lstrip().startswith("__ ") and _TARGET.fullmatch(line):
            return at + 1
        if item := _ITEM.fullmatch(line):
            number = item["number"] or item["in_brackets"] or ""
            return self._text(lines, at, item["text"], number=number, is_item=True)
        if _ADORNMENT.fullmatch(line.strip()):
            self.out.blank()
            return at + 1
        return self._text(lines, at, line)

    def _heading(self, lines: Sequence[str], at: int) -> int:
        """How many lines a heading at ``at`` takes; 0 if there is none."""
        line = lines[at].rstrip()
        following = lines[at + 1].rstrip() if at + 1 < len(lines) else ""
        if _ADORNMENT.fullmatch(line) and following and at + 2 < len(lines) and lines[at + 2].rstrip() == line:
            style, title, taken = f"{line[0]}{line[0]}", following.strip(), 3
        elif (
            (_ADORNMENT.fullmatch(following) or (len(line) < 3 and _SHORT_ADORNMENT.fullmatch(following)))
            and not line.startswith((" ", ".. "))
            and not _ADORNMENT.fullmatch(line)
            and (len(following) >= min(len(line), 4))
        ):
            style, title, taken = following[0], line, 2
        else:
            return 0
        if style not in self._styles:
            self._styles.append(style)
        self.out.heading(self._styles.index(style) + 1, title)
        return taken

    def _text(self, lines: Sequence[str], at: int, text: str, *, number: str = "", is_item: bool = False) -> int:
        """A line of text or the first of an item; ``::`` at its end announces code."""
        indent = indent_of(lines[at])
        announced = text.rstrip().endswith("::") and (at + 1 >= len(lines) or not lines[at + 1].strip())
        if announced:
            is_alone = text.rstrip()[:-2].endswith(" ")
            text = text.rstrip()[:-2].rstrip() + (
                "" if is_alone else "：" if re.search(r"[\u3400-\u9fff]::\s*$", text) else ":"
            )
            text = "" if text.strip() in (":", "：") else text
        if is_item:
            self.out.item(indent, text, number=number)
        elif text:
            self.out.text(text if text[:1] == " " else " " * indent + text)
            following = lines[at + 1] if at + 1 < len(lines) else ""
            if following.strip() and indent_of(following) > indent:
                self.out.blank()  # a term stands above its definition
        if not announced:
            return at + 1
        inside, end = _indented(lines, at + 1, indent)
        self.out.code(inside, indent=indent + 1)
        return end

    def _field(self, lines: Sequence[str], at: int, found: re.Match[str], *, is_head: bool) -> int:
        name = found["name"]
        if not is_head:
            parameter = _PARAMETER.fullmatch(name)
            return self._definition(lines, at, parameter[1] if parameter else name, found["value"] or "", sign="：")
        inside, end = _indented(lines, at + 1, indent_of(lines[at]))
        value = " ".join([found["value"] or "", *(line.strip() for line in inside)]).strip()
        if is_stated_name(name):
            self.stated[name] = value
        elif re.search(r"[\u3400-\u9fff]", value):
            self.out.blank()
            self.out.text(f"{name}：{value}")
        else:
            self._draft.tally["properties"] += 1
        return end

    def _definition(self, lines: Sequence[str], at: int, name: str, text: str, *, sign: str) -> int:
        """A name and the first line of what is said of it, with the lines that are indented below."""
        inside, end = _indented(lines, at + 1, indent_of(lines[at]))
        first = next((place for place, line in enumerate(inside) if not line.strip()), len(inside))
        self.out.blank()
        self.out.text("\n".join((f"{name}{sign}{text}".rstrip(), *(line.strip() for line in inside[:first]))))
        self.out.blank()
        if inside[first:]:
            self._inner(inside[first:], deep=1)
        return end

    def _explicit(self, lines: Sequence[str], at: int, *, deep: int) -> int:
        """A directive, a target, a footnote or a comment, with what is indented below it."""
        line = lines[at]
        inside, end = _indented(lines, at + 1, indent_of(line))
        if _SUBSTITUTION.fullmatch(line):
            return at + 1
        if target := _TARGET.fullmatch(line):
            if target["name"] and not target["address"]:
                self.out.raw(named_place(target["name"].strip("`")))
            return at + 1
        if note := _NOTE.fullmatch(line):
            label = escape(self._label(note["label"], self._defined))
            text = self._shown("\n".join([note["text"], *(each.strip() for each in inside)]))
            self.out.raw(f'<ol class="footnotes"><li id="fn-{label}">{text}</li></ol>')
        elif directive := _DIRECTIVE.fullmatch(line):
            self._directive(directive["name"].lower(), directive["argument"] or "", inside, deep=deep)
        elif deep == 0 and at < _MOST_LINES_OF_HEAD and (stated := stated_in_comment(line)) is not None:
            self.stated.setdefault(*stated)
        elif _COMMENT.fullmatch(line):
            self._draft.tally["comments"] += 1
            is_empty = line.strip() == ".." and at + 1 < len(lines) and not lines[at + 1].strip()
            end = at + 1 if is_empty else max(end, at + 1)  # an empty one only ends what stands above
        else:
            self.out.text(line)
            return at + 1
        return end

    def _directive(self, name: str, argument: str, inside: list[str], *, deep: int) -> None:
        options, content = options_of(inside)
        self.out.blank()
        if (stated := stated_in_directive(name, argument, options)) or name == "post":
            self.stated |= stated
            return
        for shown in shown_options(options):
            self.out.text(shown)
            self.out.blank()
        if name in _LEFT_OUT:
            for title, target in entries(content) if name == "toctree" else ():
                self.out.item(0, f"`{title} <{target}>`_")
            self._draft.tally["tables-of-contents" if name in ("toctree", "contents") else "expressions"] += 1
        elif name in _CODE:
            self.out.code(content, argument if name != "parsed-literal" else "")
        elif name == "math":
            self.out.code([argument, *content], "tex")
        elif name in _TABLES:
            self._table_of(name, argument, options, content)
        elif name == "raw":
            self.out.raw("\n".join(content) if argument.strip() == "html" else "")
        elif name == "glossary":
            self._inner(list(_parted(_dedented(content))), deep=deep)
        elif name in ("image", "figure"):
            self._draft.tally["image-names"] += 1
            self._inner(content, deep=deep)
        else:
            is_note = name in _NOTES
            if is_note:
                self.out.raw(f'<div class="admonition {name}">')
            if argument and name not in _SILENT:
                self.out.text(argument)
                self.out.blank()
            self._inner(content, deep=deep)
            if is_note:
                self.out.raw("</div>")

    def _inner(self, lines: Sequence[str], *, deep: int) -> None:
        if deep < _MOST_DEEP:
            self.read(_dedented(lines), deep=deep + 1)
        else:
            self.out.verse(lines)
        self.out.blank()

    def _table_of(self, name: str, caption: str, options: Mapping[str, str], content: Sequence[str]) -> None:
        if caption:
            self.out.text(caption)
            self.out.blank()
        for row in csv_rows([options.get("header", "")]):
            self.out.row(row, is_head=True)
        head = options.get("header-rows", "")
        head_rows = int(head) if head.isdecimal() else 0
        rows = csv_rows(_dedented(content)) if name == "csv-table" else list_rows(_dedented(content))
        for number, row in enumerate(rows):
            self.out.row(row, is_head=number < head_rows)
        self.out.blank()

    def _table(self, lines: Sequence[str], at: int) -> int:
        """A table of rulers; cells of a simple one are parted by two blanks, those of a grid by bars."""
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        rows, head_rows = ruled_rows(_dedented(lines[at:end]))
        for number, row in enumerate(rows):
            self.out.row(row, is_head=number < head_rows, indent=indent_of(lines[at]))
        self.out.blank()
        return max(end, at + 1)


def _plain(name: str) -> str:
    """A name as references are compared: without case, quotes and superfluous blanks."""
    return " ".join(name.strip("`").replace("\\:", ":").split()).casefold()


def _indented(lines: Sequence[str], at: int, indent: int) -> tuple[list[str], int]:
    """The lines from ``at`` on that are indented more than ``indent``, and the place behind them."""
    end = last = at
    while end < len(lines) and (not lines[end].strip() or indent_of(lines[end]) > indent):
        end += 1
        last = end if lines[end - 1].strip() else last
    return list(lines[at:last]), max(last, at)


def _parted(lines: Sequence[str]) -> Iterator[str]:
    """Lines of a glossary: several terms of one definition stand below each other."""
    for line in lines:
        yield line
        if line[:1].strip():
            yield ""


def _dedented(lines: Sequence[str]) -> list[str]:
    margin = min((indent_of(line) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]
