"""Wikitext to headings, paragraphs, lists and tables: what a reader of the wiki page sees.

First what must not be read as markup is settled (`wikitext_prepare`), then regional wordings are chosen, templates
expanded and links set aside (`wikitext_brackets`). What is left is read line by line here, and within the lines by
`wikitext_inline`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from wenxun.articles.cleaning import LINE, WIKI_RULES, clean, join_lines, place_readings, split_paragraphs
from wenxun.articles.draft import Draft
from wenxun.articles.link_addresses import parse_redirect
from wenxun.articles.links import is_image_name
from wenxun.articles.richtext import RichBuilder, RichText, new_text
from wenxun.articles.sections import Heading, Paragraph
from wenxun.articles.wikitext.brackets import resolve_brackets
from wenxun.articles.wikitext.functions import show_function
from wenxun.articles.wikitext.inline import InlineReader, WikiBuilder
from wenxun.articles.wikitext.notes import Notes
from wenxun.articles.wikitext.prepare import prepare
from wenxun.articles.wikitext.signs import SET_ASIDE, UNNAMED, Infobox, PartsSetAside
from wenxun.articles.wikitext.tables import Table, closed_tables, shown_rows, table_start, with_starts
from wenxun.articles.wikitext.templates import is_infobox, name_parameters, show_template, template_name
from wenxun.articles.wikitext.variants import dominant_script, parse_rule, show_variants
from wenxun.errors import ArticleError
from wenxun.models import VariantRule
from wenxun.notices import Notice

__all__ = ["read_wikitext_into"]

_NOTE = "noteta"
_INFOBOX_HEADING = "信息框"
_HEADING = re.compile(r"(={1,6})(.+?)(={1,6})[ \t]*")
_RULER = re.compile(r"-{4,}")
_TEXT = r"[^\n\ufdd0-\ufdef'\[\]&{}|_（）()《》〈〉「」『』【】]*"
_PLAIN_CELL = re.compile(  # brackets that no rule of cleaning could empty among it
    rf"(?![*#:;：，、；-]){_TEXT}(?:(?:[（(《〈「『【](?![\s，、；;,：:／/·。）)》〉」』】])"
    rf"|[）)》〉」』】](?<![\s，、；;,／/].)){_TEXT})*"
)
_STRUCTURAL = frozenset("=*#:;{- \t")
_CELL_STRUCTURAL = frozenset("*#:;-")
_MAX_LIST_DEPTH = 20
_MAX_TABLES = 8  # one inside the other: the text of a table is copied into the one around it
_TECHNICAL_FIELD = re.compile(
    r"(?:^|[\W_])(?:bgcolor|style|class|upright|ref|watchedfields|verifiedfields|verifiedrevid)\d*$", re.IGNORECASE
)
_PICTURE_FIELD = re.compile(
    r"(?:^|[\W_])(?:size|width|height|colou?r|align|image|img|logo|photo|map|flag|seal|尺寸|大小|宽度|寬度|高度|颜色|顏色|配色"
    r"|图片|圖片|图像|圖像)\d*$",
    re.IGNORECASE,
)
_COLOUR = re.compile("#(?:[0-9a-f]{6}|(?=[0-9]*[a-f])[0-9a-f]{3})", re.IGNORECASE)
_NUMBER_OR_FILE = re.compile(r"[\s\d.x×px%#]*|[^\n]*\.(?:svg|png|jpe?g|gif|webp|tiff?|ogg|webm|pdf)", re.IGNORECASE)


def read_wikitext_into(draft: Draft, text: str) -> None:
    """Append wikitext to a draft.

    Args:
        draft: takes it.
        text: the source of a page.

    Raises:
        ArticleError: ``redirect`` when the page only leads to another one, whose title the message names.
    """
    if target := parse_redirect(text):
        raise ArticleError("redirect", Notice("it only leads to the article {target}", target=target))
    _Reader(draft).read(text)


class _Reader:
    """Reads one page."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.tally = draft.tally
        self.aside = PartsSetAside()
        self.inline = InlineReader(draft, self.aside, self._place_infobox)
        self.notes = Notes(self.aside)
        self.infoboxes: list[Infobox] = []

    def read(self, text: str) -> None:
        """Read the whole page."""
        text = prepare(text, self.aside, self.tally)
        if "-{" in text:
            text = show_variants(text, dominant_script(text), self.tally, self.draft.variants)
        text = resolve_brackets(text, self.aside, self._expand)
        text += self.notes.rest()
        lines = text.split("\n")
        if "\n|-" in text:
            lines = with_starts(lines)
        self._read_lines(lines, closed_tables(lines) if "{|" in text or "\n|-" in text else set())
        self._add_infoboxes()
        self.draft.variants[:] = [self._plain_rule(rule) for rule in self.draft.variants]

    # --- blocks ---------------------------------------------------------------------------------------

    def _read_lines(self, lines: list[str], closed: set[int]) -> None:
        out = WikiBuilder()
        plain: list[str] = []
        lists = _Lists()
        tables = _Tables(self, closed)
        number = 0
        while number < len(lines):
            line = lines[number]
            number += 1
            if not line or line[0] not in _STRUCTURAL:
                lists.end()
                plain.append(line)
                continue
            if table_start(line):
                self._add_lines(plain, out)
                self._flush(out)
                number = tables.read(lines, number - 1)
                self.draft.add_paragraph(tables.finished)
            elif line[0] == "=" and (found := _HEADING.fullmatch(line)):
                self._add_lines(plain, out)
                self._flush(out)
                self._add_heading(found)
            elif line[0] in "*#:;":
                self._add_lines(plain, out)
                self._add_item(line, out, lists)
                continue
            elif ruler := _RULER.match(line):
                plain += ("", "", line[ruler.end() :])
            elif line[0] == " " and not line.isspace():
                plain.append(f"{LINE}{line[1:]}{LINE}")  # a line that begins with a blank stays one
            else:
                plain.append(line)
            lists.end()
        self._add_lines(plain, out)
        self._flush(out)

    def _add_lines(self, plain: list[str], out: WikiBuilder) -> None:
        if plain:
            self.inline.add("\n".join((*plain, "")), out)
            plain.clear()

    def _add_heading(self, found: re.Match[str]) -> None:
        level = min(len(found[1]), len(found[3]))
        out = WikiBuilder()
        self.inline.add((found[1][level:] + found[2] + found[3][level:]).strip(), out)
        self.draft.add_heading(level, self._finished(out.take()))

    def _add_item(self, line: str, out: WikiBuilder, lists: _Lists) -> None:
        text = line.lstrip("*#:;")
        markers = line[: len(line) - len(text)]
        out.add(LINE)
        start, before = out.length, out.mark_count
        self.inline.add(text.strip(" \t"), out)
        if value := lists.marker(markers):
            out.mark_around("list_item", start, value, min(len(markers), _MAX_LIST_DEPTH), before=before)
        out.add(LINE + "\n")

    def _finished(self, rich: RichText) -> RichText:
        return join_lines(clean(place_readings(rich, self.tally), WIKI_RULES, self.tally), self.tally).stripped()

    def _flush(self, out: WikiBuilder) -> None:
        if not out.length:
            return
        out.opened.clear()
        rich = clean(place_readings(out.take(), self.tally), WIKI_RULES, self.tally)
        for part in split_paragraphs(rich):
            self.draft.add_paragraph(join_lines(part, self.tally))

    def read_cell(self, source: str) -> RichText:
        """The text of a table cell, on one line."""
        source = source.strip(" \t\n")
        if _PLAIN_CELL.fullmatch(source):
            return new_text((source if "  " not in source else " ".join(source.split()), ()))
        out = WikiBuilder()
        if "\n" in source or source[0] in _CELL_STRUCTURAL:
            self._add_cell_lines(source.split("\n"), out)
        else:
            self.inline.add(source + "\n", out)
        rich = clean(place_readings(out.take(), self.tally), WIKI_RULES, self.tally)
        parts = [join_lines(part, self.tally).stripped() for part in split_paragraphs(rich)]
        if len(parts) > 1:
            parts = [part for part in parts if part.text]
            rich = RichText.joined(parts, " ")
        else:
            rich = parts[0]
        return new_text((rich.text.replace("\n", " "), rich.marks)) if "\n" in rich.text else rich

    def _add_cell_lines(self, lines: Sequence[str], out: WikiBuilder) -> None:
        plain: list[str] = []
        lists = _Lists()
        for line in lines:
            if line[:1] in ("*", "#", ":", ";"):
                self._add_lines(plain, out)
                self._add_item(line, out, lists)
            elif ruler := _RULER.match(line):
                plain += ("", "", line[ruler.end() :])
            elif line[:1] == "=" and (heading := _HEADING.fullmatch(line)):
                plain += ("", "", heading[2].strip(), "", "")
            else:
                plain.append(line)
        self._add_lines(plain, out)

    # --- templates ------------------------------------------------------------------------------------

    def _expand(self, written_name: str, written_parameters: Sequence[str], has_own_line: bool) -> str:
        self.tally["templates"] += 1
        if ":" in written_name or written_name.strip().isupper():
            values = [value.removeprefix(UNNAMED) for value in written_parameters]
            if (shown := show_function(written_name, values, self.draft.title)) is not None:
                return shown
        name = template_name(written_name.replace(LINE, " "))
        parameters = name_parameters(written_parameters)
        if name == _NOTE:
            rules = (parse_rule(value, "article") for value in parameters.values())
            self.draft.variants += [rule for rule in rules if rule]
            return ""
        if (noted := self.notes.shown(name, written_parameters, parameters)) is not None:
            return noted
        has_own_lines = "\n" in "".join(written_parameters)
        is_box = is_infobox(
            name, parameters, has_own_lines=has_own_lines, has_own_line=has_own_line, written=self.aside.written
        )
        if is_box:
            return self.aside.set_aside(Infobox(tuple(self._rows(parameters))))
        shown = show_template(name, parameters, has_own_line=has_own_line, written=self.aside.written)
        if shown:
            self.tally["templates"] -= 1
        return shown

    # --- infoboxes ------------------------------------------------------------------------------------

    def _rows(self, parameters: dict[str, str]) -> list[tuple[str, str]]:
        """Names and values; those of a box within the box come in its place."""
        rows: list[tuple[str, str]] = []
        for name, value in parameters.items():
            for found in SET_ASIDE.finditer(value) if "\ufddb" in value else ():
                part = self.aside[int(found[1])]
                if isinstance(part, Infobox):
                    rows += part.rows
                    value = value.replace(found.group(), "")
            if (value := value.strip()) and not _is_technical(name, value):
                rows.append((" ".join(name.replace("_", " ").split()), value))
        return rows

    def _place_infobox(self, box: Infobox, out: WikiBuilder) -> None:
        """A box of the lead gets a section of its own; one further down stays where it is."""
        if not any(isinstance(block, Heading) for block in self.draft.blocks):
            self.infoboxes.append(box)
        elif (rich := self._infobox_lines(box)).text:
            out.add("\n\n")
            out.add_rich(RichText(rich.text.replace("\n", LINE), rich.marks))
            out.add("\n\n")

    def _add_infoboxes(self) -> None:
        blocks = [Paragraph(rich) for box in self.infoboxes if (rich := self._infobox_lines(box)).text]
        if not blocks:
            return
        first = next((i for i, block in enumerate(self.draft.blocks) if i and isinstance(block, Heading)), None)
        at = len(self.draft.blocks) if first is None else first
        self.draft.blocks[at:at] = [Heading(2, RichText(_INFOBOX_HEADING)), *blocks]

    def _infobox_lines(self, box: Infobox) -> RichText:
        """A line ``name: value`` for each row that has a text."""
        out = RichBuilder()
        for name, value in box.rows:
            rich = self.read_cell(value)
            if not rich.text or is_image_name(rich.text):
                continue
            self.tally["infobox-parameters"] += 1
            start = out.length
            out.mark("row", start, start + len(name) + 2 + len(rich.text))
            out.mark("cell", start, start + len(name))
            out.add(f"{name}: ")
            out.mark("cell", out.length, out.length + len(rich.text))
            out.add_rich(rich)
            out.add("\n")
        out.mark_around("table", 0, before=0)
        return out.take().stripped()

    def _plain_rule(self, rule: VariantRule) -> VariantRule:
        """A rule whose wordings are text."""
        if not any(sign in form for form in rule.forms.values() for sign in "[{<&'\ufddb"):
            return rule
        forms = {region: self._plain(form) for region, form in rule.forms.items()}
        return VariantRule({region: form for region, form in forms.items() if form}, rule.origin)

    def _plain(self, wikitext: str) -> str:
        return self.read_cell(resolve_brackets(wikitext, self.aside, self._expand)).text


def _is_technical(name: str, value: str) -> bool:
    """Whether a field of an infobox says how it is drawn, and nothing to a reader."""
    if value.startswith("#") and _COLOUR.fullmatch(value):
        return True
    kind = _kind_of_field(name)
    return kind == "technical" or (kind == "picture" and _NUMBER_OR_FILE.fullmatch(value) is not None)


@lru_cache(maxsize=4096)
def _kind_of_field(name: str) -> Literal["technical", "picture", ""]:
    """What the name of a field tells; boxes of one kind have the same names in all articles."""
    if name.isdigit() or _TECHNICAL_FIELD.search(name):
        return "technical"
    return "picture" if _PICTURE_FIELD.search(name) else ""


class _Lists:
    """Counts the items of numbered lists."""

    def __init__(self) -> None:
        self._markers = ""
        self._numbers: list[int] = []

    def end(self) -> None:
        """A line that is no item ends all lists."""
        self._markers = ""
        self._numbers = []

    def marker(self, markers: str) -> str:
        """What stands before an item, or "" for an indented line."""
        markers = markers[:_MAX_LIST_DEPTH]
        if markers[-1] in ":;":
            return ""
        if markers != self._markers:
            depth = len(markers)
            kept = 0
            while kept < min(depth, len(self._markers)) and markers[kept] == self._markers[kept]:
                kept += 1
            self._numbers = [*self._numbers[:kept], *[0] * (depth - kept)]
            self._markers = markers
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}." if markers[-1] == "#" else "-"


class _Tables:
    """The tables that are open, one inside the other."""

    def __init__(self, reader: _Reader, closed: set[int]) -> None:
        self._reader = reader
        self._closed = closed
        self._open: list[tuple[Table, bool]] = []
        self._deeper = 0  # tables that are open beyond _MAX_TABLES; their rows are the innermost one's
        self._rest = ""
        self.finished = RichText("")

    def read(self, lines: list[str], number: int) -> int:
        """Read a table and those within it; its text is ``finished`` then. One without an end ends at a heading.

        Args:
            lines: of the page; of the one where the table ends, what stands behind it is left.
            number: of the line where it begins.

        Returns:
            The number of the line to go on with.
        """
        for at in range(number, len(lines)):
            line = lines[at]
            if "{|" in line and table_start(line):
                if len(self._open) < _MAX_TABLES:
                    self._open.append((Table(), at in self._closed))
                else:
                    self._deeper += 1
            elif line[:1] == "=" and not self._open[0][1] and _HEADING.fullmatch(line):
                self._close_all()
                return at
            elif self._deeper and line.lstrip().startswith("|}"):
                self._deeper -= 1
            elif not self._open[-1][0].take(line):
                self._rest = line.strip()[2:]
                self._close()
                if not self._open:
                    lines[at] = self._rest
                    return at
        self._close_all()
        return len(lines)

    def _close_all(self) -> None:
        """End all tables where they are."""
        self._deeper = 0
        self._rest = ""
        while self._open:
            self._close()

    def _close(self) -> None:
        table, _ = self._open.pop()
        rich = shown_rows(table, self._reader.read_cell)
        if not self._open:
            self.finished = rich
            return
        links = tuple(mark for mark in rich.marks if mark.kind not in ("table", "row", "cell"))
        self._open[-1][0].add_text(self._reader.aside.set_aside(RichText(rich.text.replace("\n", LINE), links)))
        if self._rest:
            self._open[-1][0].add_text(self._rest)
            self._rest = ""
