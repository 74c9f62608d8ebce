"""Wikitext: mwparserfromhell finds the structure, this module decides what a reader sees of it."""

from __future__ import annotations

import re
from typing import Any

from wenxun.articles.characters import tidy_characters
from wenxun.articles.cleaning import LINE, WIKI_RULES, clean, join_lines, place_readings, split_paragraphs
from wenxun.articles.draft import Draft
from wenxun.articles.links import add_link, is_image_name
from wenxun.articles.richtext import RichBuilder, RichText
from wenxun.articles.templates import show_template, template_name
from wenxun.articles.variants import dominant_script, parse_rule, show_variants
from wenxun.articles.wikilinks import Target, parse_page_name
from wenxun.articles.wikitext_prepare import ALL_SIGNS, ANGLE, BOLD_START, SIGNS, Part, prepare

__all__ = ["read_wikitext_into"]

_NOTE = "noteta"
_SPACE = f" \t\n{LINE}"
_IMAGE_OPTION = re.compile(
    r"\s*(?:thumb(?:nail)?|frame(?:d|less)?|border|left|right|center|none|upright.*|缩略图|縮圖|有框|无框|無框|左|右|中|居中"
    r"|\d*x?\d+\s?(?:px|像素)|(?:alt|link|page|lang|class|替代文本|替代文字)\s*=.*|baseline|sub|super|top|middle|bottom)\s*",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(r"[\[{&]|^-{4}", re.MULTILINE)


def read_wikitext_into(draft: Draft, text: str) -> None:
    """Append the wikitext ``text`` to ``draft``."""
    import mwparserfromhell  # slow to import, and only wikitext needs it

    text = show_variants(text, dominant_script(text), draft.tally, draft.variants)
    verbatim: list[str] = []
    reader = _Reader(draft, verbatim, mwparserfromhell)
    for part in prepare(text, verbatim, draft.tally):
        reader.read(part)


class _Reader:
    """Walks the parsed nodes; nesting is bounded by ``prepare``, so recursion is too."""

    def __init__(self, draft: Draft, verbatim: list[str], parser: Any) -> None:
        self.draft = draft
        self.tally = draft.tally
        self.verbatim = verbatim
        self.parser = parser
        self.nodes = parser.nodes
        self.bold: tuple[RichBuilder, int] | None = None  # where the open bold run began

    def read(self, part: Part) -> None:
        """Read a heading, or the text between two headings."""
        out = RichBuilder()
        nodes = self.parser.parse(part.wikitext).nodes if _MARKUP.search(part.wikitext) else []
        if not nodes:
            self._text(part.wikitext, out)
        for index, node in enumerate(nodes):
            if self._is_table(node) and not part.level:
                self._flush(out)
                self._table(node)
            else:
                self._add(node, out, nodes, index)
        if part.level:
            self.draft.add_heading(part.level, self._finished(out.take()))
        else:
            self._flush(out)

    def _finished(self, rich: RichText) -> RichText:
        return join_lines(clean(place_readings(rich, self.tally), WIKI_RULES, self.tally), self.tally).stripped()

    def _flush(self, out: RichBuilder) -> None:
        rich = clean(place_readings(out.take(), self.tally), WIKI_RULES, self.tally)
        for part in split_paragraphs(rich):
            self.draft.add_paragraph(join_lines(part, self.tally))

    def _is_table(self, node: Any) -> bool:
        return isinstance(node, self.nodes.Tag) and str(node.tag) == "table"

    def _add_all(self, code: Any, out: RichBuilder) -> None:
        nodes = code.nodes
        for index, node in enumerate(nodes):
            self._add(node, out, nodes, index)

    def _add(self, node: Any, out: RichBuilder, siblings: Any = (), index: int = 0) -> None:
        kinds = self.nodes
        if isinstance(node, kinds.Text):
            self._text(str(node.value), out)
        elif isinstance(node, kinds.Wikilink):
            self._wikilink(node, out)
        elif isinstance(node, kinds.Template):
            self._template(node, out, _is_inside_sentence(siblings, index))
        elif isinstance(node, kinds.Tag):
            self._tag(node, out)
        elif isinstance(node, kinds.ExternalLink):
            self._external_link(node, out)
        elif isinstance(node, kinds.HTMLEntity):
            out.add(tidy_characters(_character(node), self.tally))
        elif isinstance(node, kinds.Argument):
            if node.default is not None:
                self._add_all(node.default, out)
        elif isinstance(node, kinds.Heading):  # inside a template, where it is only a line
            self._add_all(node.title, out)

    def _text(self, value: str, out: RichBuilder) -> None:
        done = 0
        for found in SIGNS.finditer(value):
            out.add(value[done : found.start()])
            done = found.end()
            if found[1]:
                out.add_verbatim(self.verbatim[int(found[1])].strip())
            elif found.group() == ANGLE:
                out.add("<")
            elif found.group() == BOLD_START:
                self.bold = (out, out.length)
            elif self.bold and self.bold[0] is out:
                out.mark("bold", self.bold[1], out.length)
        out.add(value[done:])

    def _wikilink(self, node: Any, out: RichBuilder) -> None:
        name = str(node.title)
        is_shown = name.lstrip().startswith(":")
        target = parse_page_name(ALL_SIGNS.sub("", name).lstrip().removeprefix(":"))
        inner = RichBuilder()
        if target.kind == "file" and not is_shown:
            self._image(node, out)
            return
        if node.text is not None:
            self._add_all(node.text, inner)
        rich = inner.take()
        if not rich.text.strip():
            rich = RichText(target.name)
        if target.kind == "category" and not is_shown:
            self.draft.add_category(target.name)
            self.tally["category-links"] += 1
        elif target.kind == "interlanguage" and is_shown:
            add_link(out, rich, Target("page", target.name), self.draft)
        else:
            add_link(out, rich, target, self.draft)

    def _image(self, node: Any, out: RichBuilder) -> None:
        self.tally["image-names"] += 1
        if node.text is None:
            return
        options = _split_options(str(node.text))
        captions = [option for option in options if not _IMAGE_OPTION.fullmatch(option)]
        if captions and not is_image_name(captions[-1]):
            out.add("\n\n")
            self._add_all(self.parser.parse(captions[-1]), out)
            out.add("\n\n")

    def _template(self, node: Any, out: RichBuilder, inside_sentence: bool) -> None:
        name = template_name(str(node.name).replace(LINE, " "))
        parameters = {str(p.name).strip(_SPACE): str(p.value).strip(_SPACE) for p in node.params}
        self.tally["templates"] += 1
        if name == _NOTE:
            self._declare(parameters)
            return
        shown = show_template(name, parameters, inside_sentence=inside_sentence)
        if shown.is_infobox:
            self.tally["infobox-parameters"] += sum(bool(value) for value in parameters.values())
            return
        if not shown.wikitext:
            return
        self.tally["templates"] -= 1
        inner = RichBuilder()
        self._add_all(self.parser.parse(shown.wikitext), inner)
        if shown.target:
            add_link(out, inner.take(), parse_page_name(ALL_SIGNS.sub("", shown.target)), self.draft)
        else:
            out.add_rich(inner.take())

    def _declare(self, parameters: dict[str, str]) -> None:
        for value in parameters.values():
            if rule := parse_rule(value, "article"):
                self.draft.variants.append(rule)

    def _tag(self, node: Any, out: RichBuilder) -> None:
        name = str(node.tag)
        if name == "hr":
            out.add("\n\n")
        elif name == "table":
            self._nested_table(node, out)
        elif node.contents is not None:
            self._add_all(node.contents, out)

    def _external_link(self, node: Any, out: RichBuilder) -> None:
        url = ALL_SIGNS.sub("", str(node.url))
        if node.title is None or not str(node.title).strip():
            if node.brackets:
                self.tally["bare-links"] += 1
            else:
                out.add(url)
            return
        inner = RichBuilder()
        self._add_all(node.title, inner)
        add_link(out, inner.take().stripped(), Target("url", url), self.draft)

    def _table(self, node: Any) -> None:
        rows = self._rows(node)
        if rows:
            self.draft.add_paragraph(RichText.joined(rows, "\n"))

    def _nested_table(self, node: Any, out: RichBuilder) -> None:
        for row in self._rows(node):
            out.add(LINE)
            out.add_rich(row)
        out.add(LINE)

    def _rows(self, node: Any) -> list[RichText]:
        """One text for each row; cells without text are left out."""
        rows: list[RichText] = []
        cells: list[RichText] = []  # cells that stand before the first row mark
        loose = RichBuilder()  # and whatever is no cell: captions, text between rows
        for part in node.contents.nodes:
            name = str(part.tag) if isinstance(part, self.nodes.Tag) else ""
            if name == "tr":
                rows.append(self._row(part.contents))
            elif name in ("td", "th") and str(part.contents).startswith("+"):
                loose.add(self._cell(part).text.removeprefix("+"))
            elif name in ("td", "th"):
                cells.append(self._cell(part))
            elif not isinstance(part, self.nodes.Text) or str(part.value).strip():
                self._add(part, loose)
        first = RichText.joined([cell for cell in cells if cell.text], " | ")
        return [row for row in (self._finished(loose.take()), first, *rows) if row.text]

    def _row(self, code: Any) -> RichText:
        cells: list[RichText] = []
        for part in code.nodes:
            if isinstance(part, self.nodes.Tag) and str(part.tag) in ("td", "th"):
                cells.append(self._cell(part))
            elif not isinstance(part, self.nodes.Text):
                loose = RichBuilder()
                self._add(part, loose)
                cells.append(self._finished(loose.take()))
        return RichText.joined([cell for cell in cells if cell.text], " | ")

    def _cell(self, node: Any) -> RichText:
        out = RichBuilder()
        self._add_all(node.contents, out)
        rich = self._finished(out.take())
        return RichText(rich.text.replace("\n", " "), rich.marks)


def _is_inside_sentence(nodes: Any, index: int) -> bool:
    """Whether other text stands on the same line as node ``index``."""
    if not nodes:
        return True
    before = str(nodes[index - 1]) if index else "\n"
    after = str(nodes[index + 1]) if index + 1 < len(nodes) else "\n"
    return not (before.endswith("\n") and after.startswith("\n"))


def _character(node: Any) -> str:
    try:
        return str(node.normalize())
    except ValueError:  # a number that is no character
        return str(node)


def _split_options(text: str) -> list[str]:
    """The parts of an image link between bars that stand outside brackets."""
    parts: list[str] = []
    depth = start = 0
    for found in re.finditer(r"\[\[|\{\{|\]\]|\}\}|\|", text):
        mark = found.group()
        if mark == "|":
            if depth == 0:
                parts.append(text[start : found.start()])
                start = found.end()
        else:
            depth += 1 if mark in ("[[", "{{") else -1
    return [*parts, text[start:]]
