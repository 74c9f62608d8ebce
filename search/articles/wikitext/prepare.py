"""What is settled in a wikitext before anything else: comments, footnotes, raw elements, tags, galleries, poems.

Everything here is linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

from wenxun.articles.characters import tidy_characters
from wenxun.articles.cleaning import LINE, READING_END, READING_START
from wenxun.articles.markup import BLOCK_TAGS, SHOWN_TAGS, without_notes
from wenxun.articles.wikitext.notes import is_of_notes, note_source
from wenxun.articles.wikitext.signs import CLOSES, OPENS, Image, PartsSetAside, Verbatim

__all__ = ["prepare", "split_options", "tabs", "verse"]

_FORMULAS = ("math", "chem", "ce")
_HIGHLIGHTED = ("syntaxhighlight", "source")
_RAW = (*_FORMULAS, *_HIGHLIGHTED, "nowiki", "pre", "code", "timeline", "templatedata", "imagemap")
_REFERENCES = "references"  # what lists footnotes
_FURNITURE = (
    *("includeonly", "style", "script", "graph", "mapframe", "maplink", "categorytree", "inputbox", "dpl", "pagelist"),
    *(
        "youtube",
        "embedvideo",
        "googlemap",
        "widget",
        "rss",
        "seo",
        "metadesc",
        "charinsert",
        "pages",
        "score",
        "hiero",
    ),
)
_DROPPED = {"ref": "references", **dict.fromkeys((*_FURNITURE, "dynamicpagelist"), "page-furniture")}
_SETTLED = re.compile(rf"<!--|<({'|'.join((*_RAW, *_DROPPED, _REFERENCES))})(?=[\s/>])([^<>]*)>", re.IGNORECASE)
_CLOSERS = {name: re.compile(rf"</{name}\s*>") for name in (*_RAW, *_DROPPED)} | {"": re.compile("-->")}
_LANGUAGE = re.compile(r"""\blang\s*=\s*["']?([\w+#.-]+)""", re.IGNORECASE)
_NOWIKI_TAG = re.compile(r"</?nowiki\s*/?>", re.IGNORECASE)

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?(?:/\s*)?)>")
_WIKI_TAGS = """
    templatestyles tvar section maplink mapframe phonos languages translate ce chem tabs tab tabber choose spoiler
    hover poll bilibili langconvert langvar
"""
_KNOWN_TAGS = SHOWN_TAGS.union(_WIKI_TAGS.split())
_ELEMENTS = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "s": "s",
    "del": "s",
    "strike": "s",
    "mark": "h",
    "blockquote": "q",
    "ruby": "r",
}
_TABLE_MARKS = {"tr": "|-\n", "td": "|", "th": "!", "caption": "|+"}
_SHOWN_ATTRIBUTE = re.compile(r"colspan|align", re.IGNORECASE)
_PARENTHESIS_OF_READING = re.compile(r"<rp>[^<>\n]{0,9}</rp>", re.IGNORECASE)

_HIDDEN_SPAN = re.compile(  # a key by which a table is sorted, or the like; blocks may be shown by a script
    r"<span\s[^<>]{0,200}?\bdisplay\s*:\s*none\b[^<>]{0,200}>[^<>]{0,400}</span\s*>", re.IGNORECASE
)
_CAPTION = re.compile(r"""\bcaption\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)
_TAB = re.compile(r"\n[ \t]*\|-\|")
_TAB_NAME = re.compile(
    r"""<tab\s(?:[^<>]{0,200}?\s)?name\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s<>]+))[^<>]{0,200}>""", re.IGNORECASE
)
_BLOCKS = {
    name: (re.compile(rf"<{name}(?=[\s>])([^<>]*)>", re.IGNORECASE), re.compile(rf"</{name}\s*>", re.IGNORECASE))
    for name in ("gallery", "poem", "tabber")
}
_GALLERY_OPTION = re.compile(r"\s*(?:alt|link|page|lang|class)\s*=.*", re.IGNORECASE | re.DOTALL)
_FILE_PREFIX = re.compile(r"\s*(?:file|image|文件|檔案|档案|图像|圖像|图片|圖片)\s*:\s*", re.IGNORECASE)
_BAR_OR_BRACKET = re.compile(r"\[\[|\{\{|\]\]|\}\}|\|")


def prepare(text: str, aside: PartsSetAside, tally: Counter[str]) -> str:
    """Return wikitext without comments, footnotes, raw elements and tags.

    Args:
        text: the source of a page.
        aside: takes what must not be read as markup.
        tally: gets the names of the rules with their counts.
    """
    if "<" not in text:
        return text
    text = _settle(text, aside, tally)
    lowered = text.lower()
    if "</gallery" in lowered:
        text = _replaced(text, "gallery", lambda attributes, body: _gallery(attributes, body, aside, tally))
    if "</poem" in lowered:
        text = _replaced(text, "poem", lambda _, body: verse(body))
    if "</tabber" in lowered:
        text = _replaced(text, "tabber", lambda _, body: tabs(body))
    if "<tab" in lowered:
        text = _TAB_NAME.sub(lambda found: f"\n\n{found[1] or found[2] or found[3] or ''}\n\n", text)
    if "<rp" in lowered:
        text = _PARENTHESIS_OF_READING.sub("", text)
    if "display" in lowered:
        text = _HIDDEN_SPAN.sub("", text)
    if "<sup" in lowered:
        text = without_notes(text, tally)
    return _Tags(tally).settled(text)


def verse(text: str) -> str:
    """Return the wikitext of lines whose ends are the author's; blank lines part stanzas."""
    lines = [line.strip().lstrip(":").lstrip() for line in text.strip().split("\n")]
    shown = LINE.join(line or "\n\n" for line in lines)
    return f"\n\n{OPENS}v{shown}{CLOSES}v\n\n"


def split_options(text: str) -> list[str]:
    """Return the parts of a line between bars that stand outside brackets.

    Args:
        text: the line.
    """
    parts: list[str] = []
    depth = start = 0
    for found in _BAR_OR_BRACKET.finditer(text):
        mark = found.group()
        if mark == "|":
            if depth <= 0:
                parts.append(text[start : found.start()])
                start = found.end()
        else:
            depth += 1 if mark in ("[[", "{{") else -1
    return [*parts, text[start:]]


def _settle(text: str, aside: PartsSetAside, tally: Counter[str]) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    pieces: list[str] = []
    unclosed: set[str] = set()  # none of these is closed any more; do not look again
    done = at = notes_until = 0  # where a list of footnotes that are notes ends
    while found := _SETTLED.search(text, at):
        start, at = found.span()
        name = found[1].lower() if found[1] else ""
        if name == _REFERENCES:
            if is_of_notes(found[2]):
                notes_until = 0 if found[2].rstrip().endswith("/") else lowered.find("</references", at)
                pieces += (text[done:start], "" if notes_until else "{{notelist}}")
                done = at
            continue
        if name and found[2].rstrip().endswith("/"):
            if name not in _DROPPED and name != "nowiki":  # which parts what would else be one sign
                continue
            inner = end = at
        else:
            closer = None if name in unclosed else _CLOSERS[name].search(lowered, at)
            if closer is None:
                unclosed.add(name)
                continue
            inner, end = closer.span()
        shown = ""
        if not name:
            tally["comments"] += 1
            if text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n":
                end += 1  # a comment with a line of its own takes the line with it
        elif name == "ref" and (start < notes_until or is_of_notes(found[2])):
            shown = note_source(text[at:inner])
        elif name in _DROPPED:
            tally[_DROPPED[name]] += 1
        elif name == "imagemap":
            shown = "[[" + text[at:inner].strip().split("\n", 1)[0] + "]]"  # what follows are its places
        else:
            shown = aside.set_aside(_verbatim(name, found[2], text[at:inner], tally))
        pieces += (text[done:start], shown)
        done = at = end
    return "".join((*pieces, text[done:])) if done else text


def _verbatim(name: str, attributes: str, body: str, tally: Counter[str]) -> Verbatim:
    if name in _FORMULAS:
        return Verbatim(body.strip(), "formula", "tex", int("block" in attributes))
    if name in ("nowiki", "pre", "code"):
        body = tidy_characters(unescape(_NOWIKI_TAG.sub("", body)), tally)
    if name == "code":
        return Verbatim(body.strip(), "code")
    if name in ("pre", *_HIGHLIGHTED):
        language = _LANGUAGE.search(attributes)
        is_block = "inline" not in attributes.lower()
        text = body.strip("\n").rstrip() if is_block else body.strip()
        return Verbatim(text, "code", language[1].lower() if language else "", int(is_block))
    return Verbatim(body if name == "nowiki" else body.strip())


def _replaced(text: str, name: str, show: Callable[[str, str], str]) -> str:
    """``text`` with what ``show`` makes of the attributes and the content of each element that is closed."""
    opener, closer = _BLOCKS[name]
    pieces: list[str] = []
    done = 0
    while (opened := opener.search(text, done)) and (closed := closer.search(text, opened.end())):
        pieces += (text[done : opened.start()], show(opened[1], text[opened.end() : closed.start()]))
        done = closed.end()
    return "".join((*pieces, text[done:])) if done else text


def tabs(body: str) -> str:
    """Return the wikitext of a ``<tabber>``: names and texts of its panels are paragraphs.

    Args:
        body: ``name=text`` between lines ``|-|``.
    """
    panels = (panel.partition("=") for panel in _TAB.split(f"\n{body}"))
    return "".join(f"\n\n{name.strip()}\n\n{text.strip()}\n\n" for name, _, text in panels)


def _gallery(attributes: str, body: str, aside: PartsSetAside, tally: Counter[str]) -> str:
    """A gallery's lines are ``file name|caption``: the captions stay."""
    title = _CAPTION.search(attributes)
    shown = [f"{LINE}{next(filter(None, title.groups()), '')}{LINE}"] if title else []
    for line in body.strip().split("\n"):
        name, *options = split_options(line)
        if not (name := _FILE_PREFIX.sub("", name).strip()):
            continue
        tally["image-names"] += 1
        captions = [option for option in options if not _GALLERY_OPTION.fullmatch(option)]
        caption = captions[-1].strip() if captions else ""
        shown.append(f"{LINE}{aside.set_aside(Image(name))}{caption}{LINE}")
    return "\n\n" + "".join(shown) + "\n\n"


class _Tags:
    """Turns tags into line ends, signs of elements and marks of tables."""

    def __init__(self, tally: Counter[str]) -> None:
        self._tally = tally
        self._open_tables = 0

    def settled(self, text: str) -> str:
        """``text`` without the tags that HTML and wikis know; <xyz> stands for "your name here"."""
        return _TAG.sub(self._shown, text)

    def _shown(self, found: re.Match[str]) -> str:
        name = found[2].lower()
        if name not in _KNOWN_TAGS:
            return found.group()
        self._tally["html-tags"] += 1
        if name == "br":
            return LINE
        if code := _ELEMENTS.get(name):
            sign = f"{CLOSES if found[1] else OPENS}{code}"
            if name == "blockquote":
                return f"\n{sign}\n\n" if found[1] else f"\n\n{sign}\n"
            return sign
        if name == "rt":
            return READING_END if found[1] else READING_START
        if name == "table" or (self._open_tables and name in _TABLE_MARKS):
            return self._table_mark(name, found[3], is_end=bool(found[1]))
        return "\n\n" if name in BLOCK_TAGS and name != "section" else ""  # which labels a part for other pages

    def _table_mark(self, name: str, attributes: str, *, is_end: bool) -> str:
        if name == "table":
            self._open_tables += -1 if is_end else 1
            if self._open_tables < 0:
                self._open_tables = 0
                return "\n"
            return "\n|}\n" if is_end else "\n{|\n"
        if is_end:
            return "\n" if name in ("tr", "caption") else ""
        shown = attributes.replace("|", "") + "|" if _SHOWN_ATTRIBUTE.search(attributes) and name != "tr" else ""
        return f"\n{_TABLE_MARKS[name]}{shown}"
