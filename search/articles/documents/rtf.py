"""RTF, through striprtf: text and notes, with headings where a paragraph says its level in the outline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from wenxun.articles.containers import Whole
from wenxun.articles.documents.document import MOST_LEVEL, add_html, add_properties, finished_document, footnotes_html
from wenxun.articles.documents.rtf_source import group_end, prepared
from wenxun.articles.draft import Draft
from wenxun.articles.source_file import SourceFile
from wenxun.errors import ArticleError
from wenxun.models import Article
from wenxun.notices import Notice

__all__ = ["read", "sniff"]

_SIGNATURE = b"{\\rtf"
_MARK = "\uf8f0"  # stands before a heading while the text is plain; private, and no document has it there
_NOTE_MARK = "\uf8f1"  # stands where a note is referred to
_NOTED = re.compile(rf"{_NOTE_MARK}(\d+){_NOTE_MARK}")
_NOTE = re.compile(r"\{\s*(?:\\\*)?\\footnote(?![a-z\d])")
_BOX = re.compile(r"\{\s*\\(?:shptxt|result)(?![a-z\d])")
_MOST_INFO_CHARS = 20_000
_OUTLINE_LEVEL = re.compile(r"\\outlinelevel(\d)(?=[\\ \r\n{}])")
_STYLE = re.compile(r"\{\\s(\d{1,5})[^{}]*?\s(?:heading|标题|標題) ?([1-9]) ?;\}", re.IGNORECASE)
_STYLED = re.compile(r"\\s(\d{1,5})(?=[\\ \r\n{}])")
_HEADING = re.compile(rf"\s*{_MARK}(\d)(?:{_MARK}\d)*([^{_MARK}]*)\Z")
_INFO = re.compile(r"\{\\(title|author|keywords|subject|doccomm)\s((?:[^{}]|\\[{}])*)\}")
_CREATED = re.compile(r"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_RAW = re.compile(r"[\x80-\xff]+")  # letters that stand there as they are, as old programs wrote them
_RAW_PAIR = re.compile(r"(?:[\x81-\xfe][\x40-\xfe])+|[\x80-\xff]")
_PAIRED = ("936", "950", "932", "949")
_CODE_PAGE = re.compile(r"\\ansicpg(\d{2,5})")
_PROPERTIES = {
    "title": "title", "author": "author", "keywords": "keywords", "subject": "description", "doccomm": "comment",
    "creatim": "date", "revtim": "updated",
}  # fmt: skip


def sniff(file: SourceFile) -> Whole | None:
    """By how it begins."""
    return Whole(read) if file.text_head.startswith(_SIGNATURE) else None


def read(file: SourceFile) -> Iterator[Article]:
    """Yield the article.

    Raises:
        ArticleError: ``damaged``, ``empty``, ``too-large``, ``too-complex``.
    """
    draft = Draft()
    source = prepared(file.content().decode("latin-1"), draft.tally)
    found = _CODE_PAGE.search(source[:1000])
    source = (_RAW_PAIR if found and found[1] in _PAIRED else _RAW).sub(_as_codes, source)
    begin = rf"{{\rtf1\ansi\ansicpg{found[1] if found else 1252} "
    info = source[:_MOST_INFO_CHARS]
    properties = {_PROPERTIES[name]: _plain(f"{begin}{written}}}") for name, written in _INFO.findall(info)}
    dates = {_PROPERTIES[n]: f"{y}-{int(m):02}-{int(d):02}" for n, y, m, d in _CREATED.findall(info)}
    add_properties(draft, {**properties, **dates})
    body, notes = _parted(source)
    begin += _fonts(info)
    boxes = (_plain(f"{begin}{box}}}").strip("\n") for box in _boxes(body))
    text = "\n".join((_plain(_with_marks(body)), *boxes))
    shown = (_plain(f"{begin}{note}}}") for note in notes)
    named = {str(number): " ".join(escape(note).split()) for number, note in enumerate(shown, 1)}
    add_html(draft, "".join(map(_paragraph, text.split("\n"))) + footnotes_html(named))
    yield finished_document(file, draft, "rtf")


def _as_codes(found: re.Match[str]) -> str:
    return "".join(f"\\'{ord(byte):02x}" for byte in found[0])


def _parted(source: str) -> tuple[str, list[str]]:
    """RTF without its notes, a mark in place of each, and what they hold; striprtf would drop them."""
    pieces: list[str] = []
    notes: list[str] = []
    done = 0
    for found in _NOTE.finditer(source):
        if found.start() < done:
            continue
        end = group_end(source, found.end())
        notes.append(source[found.end() : end])
        mark = rf"\u{ord(_NOTE_MARK) - 0x10000}?"
        pieces += (source[done : found.start()], rf"{{\uc1{mark}{len(notes)}{mark}}}")
        done = end + 1
    return "".join((*pieces, source[done:])), notes


def _boxes(source: str) -> Iterator[str]:
    """What boxes of text and embedded objects show, which striprtf leaves out with the rest of them."""
    done = 0
    for found in _BOX.finditer(source):
        if found.start() >= done:
            done = group_end(source, found.end())
            yield source[found.end() : done]


def _fonts(info: str) -> str:
    """The table of fonts, which say in which code page their letters are."""
    start = info.find("{\\fonttbl")
    return info[start : group_end(info, start + 1) + 1] if start >= 0 else ""


def _with_marks(source: str) -> str:
    """The same RTF with a mark in each paragraph that is a heading, by its own level or that of its style."""
    levels = {number: int(level) - 1 for number, level in _STYLE.findall(source)}

    def marked(level: int) -> str:
        return rf"{{\uc1\u{ord(_MARK) - 0x10000}?{level}}}"

    source = _OUTLINE_LEVEL.sub(lambda found: marked(int(found[1])), source)
    return _STYLED.sub(lambda found: found[0] + (marked(levels[found[1]]) if found[1] in levels else ""), source)


def _plain(source: str) -> str:
    """The text of RTF."""
    from striprtf.striprtf import rtf_to_text

    try:
        text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, OverflowError, TypeError) as error:
        raise ArticleError("damaged", Notice("it cannot be read as RTF ({error})", error=error)) from error
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # it writes rare characters in two halves


def _paragraph(line: str) -> str:
    """A line of the plain text as HTML."""
    found = _HEADING.match(line)
    level = int(found[1]) + 1 if found else 0
    name = f"h{level}" if 0 < level <= MOST_LEVEL else "p"
    shown = escape(found[2] if found else line.replace(_MARK, ""))
    shown = _NOTED.sub(r'<sup class="footnote-ref">\1</sup>', shown)
    return f"<{name}>{shown}</{name}>"
