"""Org files, as Emacs writes them: the outline, lists, tables, blocks and links; lines that only a program reads go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
from wenxun.articles.source_file import SourceFile
from wenxun.articles.text_file import reader_as

__all__ = ["sniff"]

_FIRST_LINE = re.compile(rb"#\+(?:title|author|startup|options)\b|#[ \t]+-\*-[^\n]*\b(?:org|mandoku)", re.IGNORECASE)
_PAGE = re.compile(r"<pb:[^<>\n]{1,80}>¶?")  # of a block print, as Kanripo marks it, with ¶ at the end of its lines
_STATED = (
    "title",
    "author",
    "date",
    "description",
    "keywords",
    "language",
    "tags",
    "categories",
    "category",
    "created",
    "updated",
    "modified",
    "lastmod",
    "last_modified",
)
_TAG_LISTS = ("filetags", "hugo_tags")
_HEADING = re.compile(
    r"(?P<stars>\*+)[ \t]+(?:(?P<state>\w+)[ \t]+(?!(?::[\w@#%]+)+:[ \t]*$))?"
    r"(?:\[#[A-Z0-9]\][ \t]*)?(?P<title>.*?)(?:[ \t]+(?P<tags>:(?:[\w@#%]+:)+))?[ \t]*"
)
_COOKIE = re.compile(r"[ \t]*\[(?:\d*/\d*|\d*%)\][ \t]*$")  # how much of what is below is done
_STATES = frozenset(["TODO", "DONE", "NEXT", "WAITING", "HOLD", "CANCELED", "CANCELLED", "DOING", "待办", "完成"])
_OWN_STATES = re.compile(r"^[ \t]*#\+(?:seq_|typ_)?todo:(.*)", re.IGNORECASE | re.MULTILINE)
_KEYWORD = re.compile(r"[ \t]*#\+(?P<name>[\w-]+)(?:\[[^\]]*\])?:[ \t]*(?P<value>.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(?P<kind>\w+)[ \t]*(?P<argument>.*)", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*")
_PROPERTY = re.compile(r"[ \t]*:[\w@-]+\+?:[ \t].*")
_PLANNING = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):[ \t]*[<\[].*")
_ITEM = re.compile(
    r"[ \t]*(?:[-+]|(?<=[ \t])\*|(?P<number>\d{1,6}|[A-Za-z])[.)])[ \t]+(?:\[[ xX-]\][ \t]+)?(?P<text>.*)"
)
_TERM = re.compile(r"(?P<term>.*?\S)[ \t]+::[ \t]+(?P<text>.*)")
_RULER = re.compile(r"[ \t]*\|[-+|]*\|?[ \t]*")
_COLUMN_SIGNS = re.compile(r"[ \t]*\|(?:[ \t]*(?:(?:/|<[lcr]?[0-9]*>?|>)[ \t]*)?\|)+[ \t]*")
_NOTE = re.compile(r"\[fn:(?P<label>[^\]:\s]{1,40})\][ \t]*(?P<text>.*)")
_MAY_HOLD_MARKUP = re.compile(r"\[\[|[*/_=~+]\S")
_MOST_PROPERTIES = 40
_MOST_DEEP = 8  # blocks within blocks
_MOST_IN_A_DRAWER = 200
_NAMES_A_PLACE = re.compile(r"[ \t]*:(?:CUSTOM_ID|ID):[ \t]+(?P<name>\S.*)", re.IGNORECASE)
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_\\])", r"(?![A-Za-z0-9_])"


def _paired(name: str, sign: str) -> str:
    sign = re.escape(sign)
    return rf"{_BEFORE}{sign}(?P<{name}>[^\s{sign}](?:[^{sign}]{{0,400}}?[^\s{sign}])?){sign}{_AFTER}"


def _around_links(name: str, sign: str) -> str:
    """As ``_paired``; the signs in a link are none of emphasis, so that no pair begins or ends within one."""
    sign = re.escape(sign)
    piece = rf"(?:[^{sign}\[]|\[(?!\[)|\[\[[^\[\]]{{1,1000}}\](?:\[[^\[\]]{{1,1000}}\])?\])"
    return rf"{_BEFORE}{sign}(?!\s)(?P<{name}>{piece}{{1,400}}?)(?<!\s){sign}{_AFTER}"


_INLINE = re.compile(
    "|".join(
        (
            r"\[\[(?P<target>[^\[\]]{1,1000})\](?:\[(?P<name>(?:[^\[\]]|\[[^\[\]]{0,200}\]|\[\[[^\[\]]{0,1000}\]\]){1,1000})\])?\](?P<link>)",
            r"\[fn:(?P<label>[^\]:\s]{0,40})(?::(?P<inner>[^\[\]]{1,2000}))?\](?P<note>)",
            r"(?P<formula>\\\(.{1,1000}?\\\)|\\\[.{1,1000}?\\\]|\$[^$\n]{1,400}\$)",
            r"<<<(?P<radio>[^<>\n]{1,200})>>>",
            r"(?P<hidden><<[^<>\n]{1,200}>>|\{\{\{[^{}\n]{1,200}\}\}\}|@@[a-z]+:[^@\n]{0,400}@@|\\\\$)",
            *(_around_links(*each) for each in (("bold", "*"), ("italic", "/"), ("struck", "+"), ("line", "_"))),
            *(_paired(name, sign) for name, sign in (("code", "="), ("verbatim", "~"))),
        )
    ),
    re.MULTILINE,
)


def _shown_link(found: re.Match[str]) -> str:
    target, name = found["target"], found["name"]
    if re.search(r"\.(?:png|jpe?g|gif|svg|webp)$", target, re.IGNORECASE) and not name:
        return ""
    kind, _, rest = target.partition(":")
    bare = rest if kind in ("file", "id", "roam", "denote") else target
    address, _, place = bare.partition("::")
    if kind in ("id", "denote") or (kind != "file" and bare.startswith("*")):
        address = f"#{bare.lstrip('*')}"
    elif place and not place.isdecimal():
        address = f"{address}#{place.lstrip('*#')}"
    return link(address, _within(name) if name else escape((place or bare).lstrip("*#"), quote=False), is_html=True)


def _shown_note(found: re.Match[str]) -> str:
    label = f'<sup class="reference">[{escape(found["label"] or "*")}]</sup>' if found["label"] else ""
    return label + (f"（{escape(found['inner'], quote=False)}）" if found["inner"] else "")


def _around(group: str, tag: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"<{tag}>{_within(found[group])}</{tag}>"


def _within(text: str) -> str:
    """HTML of what stands within emphasis or is the name of a link, which may hold markup itself."""
    return _inline(text) if _MAY_HOLD_MARKUP.search(text) else escape(text, quote=False)


_SHOWN: Mapping[str, Callable[[re.Match[str]], str]] = {
    "link": _shown_link,
    "note": _shown_note,
    "formula": in_tag("formula", "code"),
    "radio": lambda found: escape(found["radio"], quote=False),
    "hidden": lambda _: "",
    "bold": _around("bold", "b"),
    "italic": _around("italic", "i"),
    "struck": _around("struck", "s"),
    "line": _around("line", "u"),
    "code": in_tag("code", "code"),
    "verbatim": in_tag("verbatim", "code"),
}
_inline = inline_reader(_INLINE, _SHOWN)


def sniff(file: SourceFile) -> Whole | None:
    """By its suffix; by its first line where the suffix says nothing."""
    is_org = file.origin.suffix == ".org" or (
        file.origin.suffix in ("", ".txt", ".text") and _FIRST_LINE.match(file.text_head) is not None
    )
    return reader_as("org", _read_into) if is_org else None


def _read_into(draft: Draft, text: str) -> None:
    """Append the Org ``text`` to ``draft``."""
    if _PAGE.search(text):
        text = _PAGE.sub("", text).replace("¶\n", "\n")
    own = re.findall(r"\w+(?=\W|\Z)", " ".join(re.sub(r"\([^()]*\)", "", each) for each in _OWN_STATES.findall(text)))
    reader = _OrgReader(draft, _STATES.union(own))
    reader.read(text.split("\n"))
    read_lines_into(draft, reader.out, reader.stated)


class _OrgReader:
    def __init__(self, draft: Draft, states: frozenset[str]) -> None:
        self.out = HtmlLines(_inline)
        self._states = states
        self.stated: dict[str, str] = {}
        self._draft = draft
        self._endless: set[str] = set()  # kinds of blocks that nothing ends any more
        self._has_headings = False
        self._hidden_below = 0  # level of the heading under which all is a comment

    def read(self, lines: Sequence[str], *, deep: int = 0) -> None:
        """Read lines; within blocks no line is a heading."""
        at = 0
        while at < len(lines):
            line = lines[at]
            heading = _HEADING.fullmatch(line) if line.startswith("*") and not deep else None
            if heading:
                self._heading(heading, lines[at + 1 : at + _MOST_PROPERTIES])
                at += 1
            elif self._hidden_below:
                at += 1
            elif begin := _BEGIN.fullmatch(line):
                at = self._block(lines, at, begin, deep=deep)
            elif line.lstrip().startswith(": "):
                end = next((n for n in range(at, len(lines)) if not lines[n].lstrip().startswith(":")), len(lines))
                self.out.code([each.lstrip()[2:] for each in lines[at:end]], indent=indent_of(line))
                at = end
            elif line.lstrip().startswith("|"):
                at = self._table(lines, at)
            elif (drawer := _DRAWER.fullmatch(line)) and drawer["name"].upper() != "END":
                at = self._drawer(lines, at)
            else:
                self._line(line)
                at += 1

    def _heading(self, found: re.Match[str], below: Sequence[str]) -> None:
        level, title = len(found["stars"]), found["title"]
        if found["state"] and found["state"] not in self._states:
            title = f"{found['state']} {title}"
        title = _COOKIE.sub("", title)
        self._has_headings = True
        if self._hidden_below and level > self._hidden_below:
            return
        self._hidden_below = level if re.match(r"COMMENT\b", title) else 0
        if self._hidden_below:
            self._draft.tally["comments"] += 1
            return
        for tag in filter(None, (found["tags"] or "").split(":")):
            self._draft.tags[tag] = None
        for line in below:
            if name := _NAMES_A_PLACE.fullmatch(line):
                self.out.raw(named_place(name["name"].strip()))
            elif not (_DRAWER.fullmatch(line) or _PROPERTY.fullmatch(line) or _PLANNING.fullmatch(line)):
                break
        self.out.heading(level, title)

    def _block(self, lines: Sequence[str], at: int, begin: re.Match[str], *, deep: int) -> int:
        kind = begin["kind"].lower()
        if kind in self._endless:
            self._draft.tally["box-marks"] += 1
            return at + 1
        ending = re.compile(rf"[ \t]*#\+end_{re.escape(kind)}\b.*", re.IGNORECASE)
        end = next((place for place in range(at + 1, len(lines)) if ending.fullmatch(lines[place])), None)
        if end is None:
            self._endless.add(kind)
            self._draft.tally["box-marks"] += 1
            return at + 1
        inside = lines[at + 1 : end]
        if kind == "export" and begin["argument"].strip().lower() == "html":
            self.out.raw("\n".join(inside))
        elif kind in ("src", "example", "export"):
            language = "" if kind == "example" else (begin["argument"].split() or [""])[0]
            self.out.code(inside, language, indent=indent_of(lines[at]))
        elif kind == "comment":
            self._draft.tally["comments"] += 1
        elif kind == "verse":
            self.out.verse(inside)
        else:
            tag = "blockquote" if kind == "quote" else "div"
            self.out.raw(f"<{tag}>")
            if deep < _MOST_DEEP:
                self.read(inside, deep=deep + 1)
            else:
                self.out.verse(inside)
            self.out.raw(f"</{tag}>")
        return end + 1

    def _table(self, lines: Sequence[str], at: int) -> int:
        """Rows above the first ruler are the head, if there are others below it."""
        end = at
        while end < len(lines) and lines[end].lstrip().startswith("|"):
            end += 1
        rulers = [place for place in range(at, end) if _RULER.fullmatch(lines[place])]
        head_end = next((place for place in rulers if at < place < end - 1), at)
        for place in range(at, end):
            if not (_RULER.fullmatch(lines[place]) or _COLUMN_SIGNS.fullmatch(lines[place])):
                cells = lines[place].strip().strip("|").split("|")
                self.out.row(cells, is_head=place < head_end, indent=indent_of(lines[at]))
        return end

    def _drawer(self, lines: Sequence[str], at: int) -> int:
        """What stands in a drawer is a program's."""
        for end in range(at + 1, min(at + _MOST_IN_A_DRAWER, len(lines))):
            name = lines[end].strip()
            if not self._has_headings and (place := _NAMES_A_PLACE.fullmatch(name)):
                self.out.raw(named_place(place["name"]))
            if name.upper() == ":END:":
                self._draft.tally["properties"] += end - at + 1
                return end + 1
            if name.lower().startswith(":roam_aliases:"):
                for quoted, word in re.findall(r'"([^"]+)"|(\S+)', name[len(":roam_aliases:") :]):
                    self._draft.aliases[quoted or word] = None
            if name.startswith("* ") or name == lines[at].strip():  # a drawer that nothing ends
                break
        self.out.text(lines[at])
        return at + 1

    def _line(self, line: str) -> None:
        bare = line.strip()
        if not bare:
            self.out.blank()
        elif keyword := _KEYWORD.fullmatch(line):
            self._keyword(keyword["name"].lower(), keyword["value"].strip())
        elif bare == "#" or bare.startswith("# "):
            self._draft.tally["comments"] += 1
        elif bare.startswith(": ") or bare == ":":
            self.out.code([bare[2:]])
        elif re.fullmatch(r"-{5,}", bare):
            self.out.blank()
        elif _PLANNING.fullmatch(line):
            self._draft.tally["properties"] += 1
        elif note := _NOTE.fullmatch(line):
            label = escape(note["label"])
            self.out.raw(f'<ol class="footnotes"><li id="fn-{label}">{_inline(note["text"])}</li></ol>')
        elif item := _ITEM.fullmatch(line):
            term = _TERM.fullmatch(item["text"])
            text = f"*{term['term']}* {term['text']}" if term else item["text"]
            self.out.item(indent_of(line), text, number=item["number"] or "")
        else:
            self.out.text(line)

    def _keyword(self, name: str, value: str) -> None:
        if name in _TAG_LISTS:
            for tag in filter(None, re.split(r"[:\s]+", value)):
                self._draft.tags[tag] = None
        elif (name := name.removeprefix("hugo_")) in _STATED:
            value = value.strip("<>[]") if value[:1] in ("<", "[") else value
            self.stated[name] = f"{self.stated[name]} {value}" if name in self.stated else value
        elif name == "caption":
            self.out.text(value)
        else:
            self._draft.tally["properties"] += 1
