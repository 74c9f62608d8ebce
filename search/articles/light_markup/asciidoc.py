"""AsciiDoc: sections, blocks between delimiters, lists, tables and macros; lines that only a program reads go."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from unicodedata import east_asian_width

from wenxun.articles.containers import Whole
from wenxun.articles.draft import Draft
from wenxun.articles.light_markup.lines import HtmlLines, in_tag, inline_reader, link, named_place, read_lines_into
from wenxun.articles.metadata import is_stated_name
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import reader_as

_ARMOUR = b"-----BEGIN "
__all__ = ["sniff"]

_HEADING = re.compile(r"(?P<signs>={1,6}|#{1,6})[ \t]+(?P<title>\S.*?)(?:[ \t]+=+)?[ \t]*")
_ATTRIBUTE = re.compile(r":(?P<name>!?[\w-]+!?):(?:[ \t]+(?P<value>.*))?")
_AUTHOR = re.compile(r"(?P<name>[^<>:=\n]{1,60}?)(?:[ \t]*<[^<>\n]+>)?")
_REVISION = re.compile(r"(?:v?[\d.]+,[ \t]*)?(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}).*")
_DELIMITER = re.compile(r"-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|```.*|[|,:!]={3,}")
_ATTRIBUTES = re.compile(r"\[(?P<inside>[^\[\]]*|\[[^\[\]]*\])\]")
_BLOCK_ID = re.compile(r"\[([^\[\],]+)|[\w-]*#([\w:-]+)")
_TITLE = re.compile(r"\.(?=[^\s.])(?P<title>.+)")
_NOTE = re.compile(r"(?P<kind>NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+(?P<text>.+)")
_BULLET = re.compile(
    r"[ \t]*(?P<signs>\*{1,5}|-|\.{1,5}|(?P<number>\d{1,6})\.|<(?P<callout>\d{1,3}|\.)>)"
    r"[ \t]+(?:\[[ xX*]\][ \t]+)?(?P<text>\S.*)"
)
_TERM = re.compile(r"(?P<term>\S.*?)(?P<signs>:{2,4}|;;)(?:[ \t]+(?P<text>.*))?")
_MACRO = re.compile(
    r"(?P<name>image|include|video|audio|toc|ifdef|ifndef|ifeval|endif|link)::(?P<target>[^\[]*)\[(?P<text>.*)\]"
)
_IMAGE_TEXT = re.compile(r"\"[^\"=]*[\u3400-\u9fff][^\"=]*\"|[^,=\"]*[\u3400-\u9fff][^,=\"]*(?=,|$)")
_TAKEN_IN = re.compile(r"(?:include|ifdef|ifndef|ifeval|endif)::[^\s\[]*\[.*\][ \t]*")  # in code and tables, too
_MARKED = re.compile(r"[`*_<\[]")
_UNDERLINE = re.compile(r"(=+|-+|~+|\^+|\++)[ \t]*")
_LEVELS = "=-~^+"  # of sections whose titles are underlined
_BREAKS = ("+", "'''", "<<<", "---", "***", "- - -", "* * *")
_CELL = re.compile(r"(?:(?:\d+(?:\.\d+)?|\.\d+)[+*])?[<^>]?(?:\.[<^>])?[aehlmsvd]?\|")
_LANGUAGE = re.compile(r"(?:source|listing)?[%\w]*,[ \t]*(?P<language>[\w+#-]+)")
_PAGE_OF_MODULE = re.compile(  # Antora's
    r"\A(?:[\w.-]*@)?(?:[\w.-]+:)?(?P<module>[\w.-]*):(?P<page>[^:/][^:]*\.adoc(?:#.*)?)\Z"
)
_SIGNS = {  # names that every text may use
    "empty": "", "sp": " ", "nbsp": "\u00a0", "zwsp": "", "wj": "",
    "apos": "'", "quot": '"', "lsquo": "‘", "rsquo": "’",
    "ldquo": "“", "rdquo": "”", "deg": "°", "plus": "+", "brvbar": "¦", "vbar": "|", "amp": "&", "lt": "<", "gt": ">",
    "startsb": "[", "endsb": "]", "caret": "^", "asterisk": "*", "tilde": "~", "backslash": "\\", "backtick": "`",
    "two-colons": "::", "two-semicolons": ";;", "cpp": "C++", "pp": "++",
}  # fmt: skip
_INLINE = re.compile(
    r"(?:link:|xref:)(?P<target>[^\s\[\]]{1,500})\[(?P<name>[^\[\]]{0,500})\](?P<macro>)"
    r"|(?P<url>https?://[^\s\[\]<>，。、；（）《》]{1,500})(?:\[(?P<shown>[^\[\]]{0,500})\])?(?P<address>)"
    r"|<<(?P<anchor>[^<>,\n]{1,200})(?:,(?P<text>[^<>]{1,400}))?>>(?P<reference>)"
    r"|footnote:\w*\[(?P<note>[^\[\]]{1,2000})\]"
    r"|(?:image|icon):[^\s:\[\]][^\s\[\]]{0,300}\[(?P<image>[^\[\]]{0,300})\]"
    r"|(?:kbd|btn|pass|stem|latexmath|asciimath):[^\s\[\]]{0,100}\[(?P<keys>[^\[\]]{0,400})\]"
    r"|\(\(\((?P<index>[^\n]{1,300}?)\)\)\)(?!\))|\(\((?P<term>[^()\n]{1,200})\)\)"
    r"|indexterm:\[(?P<concealed>[^\[\]]{0,300})\]|indexterm2:\[(?P<flow>[^\[\]]{0,300})\]"
    r"|menu:(?P<menu>[^\s\[\]]{1,100})\[(?P<entry>[^\[\]]{0,300})\]"
    r"|(?<=\w)(?:\^(?P<raised>[^\s^]{1,60})\^|~(?P<lowered>[^\s~]{1,60})~)|(?P<anchored>\[\[[^\[\]]{1,200}\]\])"
    r"|\{[\w-]{1,60}\}[^\s\[\]{}]{0,300}\[(?P<unknown>[^\[\]]{1,500})\]"
    r"|(?<![\w+])\+\+\+?(?P<passed>[^+\n]{1,500})\+\+\+?"
    r"|(?<![\w+])\+(?P<literal>[^+\s](?:[^+\n]{0,500}?[^+\s])?)\+(?![\w+])"
    r"|`\+?(?P<code>[^`\s](?:[^`]{0,500}?[^`\s])?)\+?`"
    r"|\*\*(?P<strong>[^*]{1,500})\*\*|(?<![\w*])\*(?P<bold>[^*\s](?:[^*]{0,500}?[^*\s])?)\*(?![A-Za-z0-9*])"
    r"|__(?P<emphasis>[^_]{1,500})__|(?<![A-Za-z0-9_])_(?P<italic>[^_\s](?:[^_]{0,500}?[^_\s])?)_(?![A-Za-z0-9_])"
    r"|(?:\[[\w.# -]{1,60}\])?(?<!\w)\#{1,2}(?P<mark>[^#\s](?:[^#]{0,300}?[^#\s])?)\#{1,2}"
    r"|(?P<line> \+$)",
    re.MULTILINE,
)


def _reference(target: str, text: str | None) -> str:
    """A link to a place of this page, or to one of another: ``other.adoc#place``."""
    shown = _read_inline((text or target).strip())
    return link(target if "#" in target or ".adoc" in target else f"#{target}", shown, is_html=True)


def _path_of_page(found: re.Match[str]) -> str:
    return f"{found['module'] or 'ROOT'}/pages/{found['page']}"


def _named(text: str | None, target: str) -> str:
    shown = (text or "").removesuffix("^").partition(",window=")[0].strip('" ')
    return link(target, _read_inline(shown) if shown else escape(target, quote=False), is_html=True)


_SHOWN: Mapping[str, Callable[[re.Match[str]], str]] = {
    "macro": lambda found: _named(found["name"], _PAGE_OF_MODULE.sub(_path_of_page, found["target"])),
    **dict.fromkeys(
        ("unknown", "passed", "literal", "term", "flow", "raised", "lowered"),
        lambda found: escape(found[found.lastgroup or ""], quote=False),
    ),
    "address": lambda found: _named(found["shown"], found["url"]),
    "reference": lambda found: _reference(found["anchor"].strip(), found["text"]),
    "note": lambda found: f"（{escape(found['note'], quote=False)}）",
    "image": lambda _: "",
    "keys": in_tag("keys", "code"),
    **dict.fromkeys(("index", "concealed"), lambda _: ""),
    "entry": lambda found: escape(" > ".join(filter(None, (found["menu"], found["entry"]))), quote=False),
    "anchored": lambda found: named_place(found["anchored"].strip("[]").partition(",")[0]),
    "line": lambda _: "<br>",
    **{name: in_tag(name, "b") for name in ("strong", "bold")},
    **{name: in_tag(name, "i") for name in ("emphasis", "italic")},
    "code": in_tag("code", "code"),
    "mark": in_tag("mark", "mark"),
}
_read_inline = inline_reader(_INLINE, _SHOWN)


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix; signatures and keys are called ``.asc``, too."""
    suffix = file.origin.suffix
    is_text = suffix in (".adoc", ".asciidoc") or (suffix == ".asc" and not file.text_head.startswith(_ARMOUR))
    return reader_as("asciidoc", _read_into) if is_text else None


def _read_into(draft: Draft, text: str) -> None:
    """Append the AsciiDoc ``text`` to ``draft``."""
    reader = _AsciidocReader(draft)
    reader.read(text.split("\n"))
    read_lines_into(draft, reader.out, reader.stated)


class _AsciidocReader:
    def __init__(self, draft: Draft) -> None:
        self.stated: dict[str, str] = {}
        self._draft = draft
        self._attributes = dict(_SIGNS)
        self._open: list[tuple[str, str]] = []  # delimiter of each open block, and what closes it
        self._above = ""  # the attributes of the block that comes next
        self.out = HtmlLines(self._shown)

    def _shown(self, text: str) -> str:
        if "{" in text:
            text = re.sub(r"\{([\w-]{1,60})\}", lambda found: self._attributes.get(found[1], found[0]), text)
        return _read_inline(text)

    def read(self, lines: Sequence[str]) -> None:
        at = self._head(lines)
        while at < len(lines):
            at = self._next(lines, at)
        for _, closing in reversed(self._open):
            self.out.raw(closing)

    def _head(self, lines: Sequence[str]) -> int:
        """The title and what stands below it without a blank line: author, revision, attributes."""
        at = 0
        while at < len(lines) and (not lines[at].strip() or lines[at].startswith("//") or self._attribute(lines[at])):
            at += 1
        title = _HEADING.fullmatch(lines[at]) if at < len(lines) else None
        if title is None or len(title["signs"]) != 1:
            return at
        self._draft.title = title["title"]
        for place in range(at + 1, len(lines)):
            line = lines[place].strip()
            if not line:
                return place
            if line.startswith("//") or self._attribute(line):
                continue
            if revision := _REVISION.fullmatch(line):
                self.stated["date"] = revision["date"]
            elif place == at + 1 and all(authors := [_AUTHOR.fullmatch(each.strip()) for each in line.split(";")]):
                names = [author["name"].replace("_", " ") for author in authors if author]
                self.stated["author"], self._attributes["author"] = ", ".join(names), names[0]
            else:
                return place
        return len(lines)

    def _attribute(self, line: str) -> bool:
        found = _ATTRIBUTE.fullmatch(line)
        if found is None:
            return False
        value = (found["value"] or "").strip()
        self._attributes[found["name"]] = value
        name = {"revdate": "date"}.get(found["name"], found["name"].removeprefix("page-"))
        if is_stated_name(name) and value:
            self.stated[name] = value
        else:
            self._draft.tally["properties"] += 1
        return True

    def _next(self, lines: Sequence[str], at: int) -> int:
        line = lines[at].rstrip()
        if not line.strip():
            self.out.blank()
        elif level := self._underlined(lines, at):
            self.out.heading(level, line)
            at += 1
        elif _DELIMITER.fullmatch(line):
            return self._block(lines, at, line)
        elif self._style in ("quote", "verse") and not _ATTRIBUTES.fullmatch(line):
            return self._styled(lines, at)
        elif line[0] in " \t" and (at == 0 or not lines[at - 1].strip()) and not _BULLET.fullmatch(line):
            end = _end_of_paragraph(lines, at)
            self.out.verse(lines[at:end])
            return end
        elif heading := _HEADING.fullmatch(line):
            self.out.heading(len(heading["signs"]), heading["title"])
        elif line.startswith("//") and not line.startswith("///"):
            self._draft.tally["comments"] += 1
        elif attributes := _ATTRIBUTES.fullmatch(line):
            self._above = attributes["inside"]
            if name := _BLOCK_ID.match(self._above):
                self.out.raw(named_place(name[1] or name[2]))
            return at + 1
        elif self._attribute(line) or line in _BREAKS:
            if line == "+":
                self.out.text("")
            elif line in _BREAKS:
                self.out.blank()
        elif macro := _MACRO.fullmatch(line):
            self._draft.tally["image-names" if macro["name"] == "image" else "template-tags"] += 1
            if macro["name"] == "image" and (shown := _IMAGE_TEXT.match(macro["text"])):
                self.out.text(shown[0].strip(' "'))
        else:
            self._text(line)
        self._above = "" if line.strip() else self._above
        return at + 1

    @property
    def _style(self) -> str:
        """What the attributes above call the block that comes next."""
        return self._above.split(",")[0].strip().lower()

    def _underlined(self, lines: Sequence[str], at: int) -> int:
        """The level of a heading with a line below it that is about as long; 0 if there is none."""
        line, following = lines[at].rstrip(), lines[at + 1] if at + 1 < len(lines) else ""
        is_first = at == 0 or not lines[at - 1].strip() or _ATTRIBUTES.fullmatch(lines[at - 1].rstrip())
        if not is_first or not (found := _UNDERLINE.fullmatch(following)) or not re.match(r"\w", line):
            return 0
        lengths = len(line), sum(2 if east_asian_width(character) in "WF" else 1 for character in line)
        is_as_long = len(line) > 1 and any(abs(len(found[1]) - length) <= 1 for length in lengths)
        return _LEVELS.index(found[1][0]) + 1 if is_as_long else 0

    def _styled(self, lines: Sequence[str], at: int) -> int:
        """A paragraph that is a quotation or a verse."""
        end = _end_of_paragraph(lines, at)
        said_by, style = self._said_by(), self._style
        self._above = ""
        self.out.raw("<blockquote>" if style == "quote" else "")
        if style == "verse":
            self.out.verse(lines[at:end])
        for line in lines[at:end] if style == "quote" else ():
            self.out.text(line)
        self.out.raw(("</blockquote>" if style == "quote" else "") + said_by)
        return end

    def _said_by(self) -> str:
        """HTML of whose words a quotation or verse is, and where they stand, as its attributes say."""
        names = [name.strip().strip('"') for name in self._above.split(",")[1:] if "=" not in name]
        names = [name for name in names if name]
        return f"<p>——{self._shown('，'.join(names))}</p>" if names and self._style in ("quote", "verse") else ""

    def _text(self, line: str) -> None:
        if title := _TITLE.fullmatch(line):
            self.out.blank()
            self.out.text(title["title"])
            self.out.blank()
        elif note := _NOTE.fullmatch(line):
            self.out.raw(f'<div class="admonition {note["kind"].lower()}"><p>{self._shown(note["text"])}</p></div>')
        elif item := _BULLET.fullmatch(line):
            signs = item["signs"]
            number = item["number"] or item["callout"]
            is_ordered = signs[0] == "." or bool(number)
            depth = 1 if signs == "-" or number else len(signs)
            self.out.item(2 * depth + is_ordered, item["text"], number=(number or "1") if is_ordered else "")
        elif (term := _TERM.fullmatch(line)) and not line.startswith(("http", " ")):
            self.out.blank()
            name, text = term["term"], term["text"] or ""
            self.out.text(f"{name if _MARKED.search(name) else f'*{name}*'} {text}".strip())
            if not text:
                self.out.blank()
        else:
            self.out.text(line, lazy=True)

    def _block(self, lines: Sequence[str], at: int, delimiter: str) -> int:
        said_by = self._said_by()
        above, self._above = self._above, ""
        if self._open and self._open[-1][0] == delimiter:
            self.out.raw(self._open.pop()[1])
            return at + 1
        kind = delimiter[0]
        if kind == "_" and above.lower().startswith("verse"):
            end = next((place for place in range(at + 1, len(lines)) if lines[place].rstrip() == delimiter), len(lines))
            self.out.verse(lines[at + 1 : end])
            self.out.raw(said_by)
            return min(end + 1, len(lines))
        if kind in "=*_" or delimiter == "--":
            name = above.split(",")[0].strip().lower()
            box = f' class="admonition {name}"' if name in ("note", "tip", "important", "warning", "caution") else ""
            tag = "blockquote" if kind == "_" else "div"
            self._open.append((delimiter, f"</{tag}>{said_by}"))
            self.out.raw(f"<{tag}{box}>")
            return at + 1
        closing = "```" if kind == "`" else delimiter
        end = next((place for place in range(at + 1, len(lines)) if lines[place].rstrip() == closing), len(lines))
        inside = [line for line in lines[at + 1 : end] if not _TAKEN_IN.fullmatch(line)]
        if delimiter[1:2] == "=":
            is_csv = delimiter[0] == "," or 'format="csv"' in above or "format=csv" in above
            self._csv_table(inside, above) if is_csv else self._table(inside, above)
        elif kind == "/":
            self._draft.tally["comments"] += 1
        elif kind == "+" and not re.match(r"(?:stem|\w*math)\b", above):
            self.out.raw("\n".join(inside))
        else:
            language = _LANGUAGE.match(above)
            self.out.code(inside, language["language"] if language else delimiter[3:] if kind == "`" else "")
        return min(end + 1, len(lines))

    def _csv_table(self, lines: Sequence[str], above: str) -> None:
        for number, row in enumerate(csv.reader(line for line in lines if line.strip())):
            self.out.row(row, is_head="header" in above and number == 0)
        self.out.blank()

    def _table(self, lines: Sequence[str], above: str) -> None:
        """Cells begin with a bar; as many make a row as the first line has, or as ``cols`` says."""
        cells: list[str] = []
        columns = 0
        if cols := re.search(r'cols="?([^"\]]+)"?', above):
            repeated = re.match(r"(\d+)\*", cols[1])
            columns = int(repeated[1]) if repeated else cols[1].count(",") + 1
        is_head = "header" in above
        for number, line in enumerate(lines):
            parts = _CELL.split(line)
            if cells and parts[0].strip():
                cells[-1] = f"{cells[-1]}\n{parts[0].strip()}"
            elif parts[0].strip():
                cells.append(parts[0])
            cells += parts[1:]
            if cells and not columns:
                columns = len(cells)
                is_head = is_head or (number + 1 < len(lines) and not lines[number + 1].strip())
        for start in range(0, len(cells), min(max(columns, 1), 1_000)):
            self.out.row(cells[start : start + min(max(columns, 1), 1_000)], is_head=is_head and start == 0)
        self.out.blank()


def _end_of_paragraph(lines: Sequence[str], at: int) -> int:
    return next((place for place in range(at, len(lines)) if not lines[place].strip()), len(lines))
