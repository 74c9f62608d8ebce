"""Plain text: paragraphs, chapters that come in a series, and a title and authors when the first lines look like them.

Nothing is cleaned away but the notices of Project Gutenberg.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from wenxun.articles.chapters import find_headings, is_numbered
from wenxun.articles.draft import Draft
from wenxun.articles.richtext import Mark, RichText

__all__ = ["read_code_into", "read_text_into"]

_INDENT = "\u3000\u3000"
_TITLE_CHARS = 40
_NO_TITLES = ("目录", "目錄", "目次", "内容简介", "內容簡介", "简介", "簡介", "文案", "正文", "Contents", "CONTENTS")
_SENTENCE_MARK = re.compile(r"[。！？；，：!?;,:…]")
_WRAP_COLUMNS = range(50, 121)  # narrower lines are verse, lists or tables; wider ones are whole paragraphs
_WRAP_SLACK_COLUMNS = 4  # a line that had no room for its next character is this near to the full width
_ENDS = tuple("。！？；：:︰…!?;」』”")
_LIST_MARK = re.compile(
    r"\s*(?:[（(]?[0-9０-９一二三四五六七八九十]{1,4}[)）、.．]|第[0-9一二三四五六七八九十百千]{1,6}[条條章节節款项項]|[-•·*＊○●■□◆◇※])"
)
_STATED_WITHIN_LINES = 8
_BOOK = re.compile(
    r"《(?P<title>[^《》]{1,60})》\s*(?:(?:全集|全本|完本)\s*)?(?:(?:作者|著者|文)\s*[:：/／]\s*(?P<author>.{1,40}))?"
)
_STATED_TITLE = re.compile(r"(?:书名|書名|标题|標題|题目|題目|篇名)(?:\s*[:：]\s*《?|\s*《)([^《》]{1,60}?)》?")
_AUTHOR = re.compile(
    r"(?:原?作者|原著|著者|作家)\s*[:：]\s*(.{1,40})|作者[ \t\u3000]+([^\s，。！？]{1,12})|文\s*[/／]\s*(.{1,20})"
)
_NAMES_BETWEEN = re.compile(r"\s*[、,，;；/／]\s*")
_NOTICE_END = re.compile(
    r"^\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\n(?:[^\n*]{0,100}\*{3}\n)?", re.MULTILINE
)
_NOTICE_START = re.compile(
    r"^(?:\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg)", re.MULTILINE
)
_NOTICE_FIELD = re.compile(r"^(Title|Author):[ \t]*(\S[^\n]*)", re.MULTILINE)
_WIDE_CLASS = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
_WIDE, _NARROW = re.compile(f"[{_WIDE_CLASS}]"), re.compile(f"[^{_WIDE_CLASS}]+")


def read_text_into(draft: Draft, text: str) -> None:
    """Append a plain text to a draft.

    Args:
        draft: takes it.
        text: the text.
    """
    lines = _without_notices(draft, text).split("\n")
    headings = find_headings(lines)
    first = min(headings, default=len(lines))
    stated = _take_stated_lines(draft, lines, first)
    lead = _paragraphs(line for place, line in enumerate(lines[:first]) if place not in stated)
    blocks: list[list[str]] = [_take_title(draft, lead, is_all=not headings)]
    edges = [*sorted(headings), len(lines)]
    blocks += (_paragraphs(lines[start + 1 : end]) for start, end in itertools.pairwise(edges))
    width = _wrap_width([paragraph for paragraphs in blocks for paragraph in paragraphs])
    for heading, paragraphs in zip((-1, *edges), blocks, strict=False):
        if heading >= 0:
            draft.add_heading(headings[heading], RichText(lines[heading].strip()))
        for paragraph in paragraphs:
            if width and "\n" in paragraph:
                paragraph = _unwrapped(paragraph, width, draft)
            draft.add_paragraph(RichText(paragraph))
    if headings:
        draft.may_first_heading_be_title = False


def _without_notices(draft: Draft, text: str) -> str:
    """The text of a book without what Project Gutenberg puts before and behind it, which states title and author."""
    start = _NOTICE_END.search(text) if "PROJECT GUTENBERG" in text else None
    if start is None:
        return text
    draft.tally["book-notices"] += 1
    for name, value in _NOTICE_FIELD.findall(text[: start.start()]):
        if name == "Title":
            draft.title = draft.title or value.strip()
        elif name == "Author":
            draft.authors[value.strip()] = None
    end = _NOTICE_START.search(text, start.end())
    return text[start.end() : end.start() if end else len(text)]


def _take_stated_lines(draft: Draft, lines: Sequence[str], end: int) -> set[int]:
    """Take title and author from lines at the head that state them; returns which lines these are."""
    taken: set[int] = set()
    written = [place for place in range(end) if lines[place].strip()][:_STATED_WITHIN_LINES]
    for place in written:
        line = lines[place].strip()
        if (found := _BOOK.fullmatch(line)) and place == written[0]:
            title, author = found["title"].strip(), found["author"]
        elif found := _STATED_TITLE.fullmatch(line):
            title, author = found[1], None
        elif found := _AUTHOR.fullmatch(line):
            title, author = "", found[1] or found[2] or found[3]
        else:
            continue
        if title and draft.title not in ("", title):
            continue  # of a book that the text is about
        draft.title = draft.title or title
        taken.add(place)
        for name in filter(None, map(str.strip, _NAMES_BETWEEN.split(author or ""))):
            draft.authors[name] = None
    return taken if len(taken) < len(written) or end < len(lines) else set()


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """The paragraphs of some lines: blank lines part them, and indents of full width."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            paragraphs.append([])
            continue
        if line.startswith(_INDENT):
            paragraphs.append([])
        paragraphs[-1].append(line.removeprefix(_INDENT).lstrip("\u3000") if line.startswith(_INDENT) else line)
    return ["\n".join(paragraph) for paragraph in paragraphs if paragraph]


def _take_title(draft: Draft, paragraphs: list[str], *, is_all: bool) -> list[str]:
    """Take the first line for the title if it looks like one; returns the other paragraphs."""
    if draft.title or not paragraphs:
        return paragraphs
    first, _, rest = paragraphs[0].partition("\n")
    title = first.strip()
    if not 0 < len(title) <= _TITLE_CHARS or not any(map(str.isalnum, title)):
        return paragraphs
    if "".join(title.split()) in _NO_TITLES or (_SENTENCE_MARK.search(title) and not is_numbered(title)):
        return paragraphs
    draft.title = " ".join(title.split())
    remaining = [p for p in (rest, *paragraphs[1:]) if p.strip()]
    return remaining if remaining or not is_all else paragraphs  # a lone line is the text as well


def read_code_into(draft: Draft, text: str, language: str) -> None:
    """Append source code to a draft.

    Args:
        draft: takes it.
        text: the code.
        language: what it is written in.
    """
    text = text.strip("\n")
    draft.add_paragraph(RichText(text, (Mark("code", 0, len(text), language, 1),)))


def _wrap_width(paragraphs: list[str]) -> int:
    """The columns to which an editor broke all lines of a text; 0 when none did."""
    longest = 0
    for paragraph in paragraphs:
        for line in paragraph.split("\n"):
            if len(line) >= _WRAP_COLUMNS.stop:
                return 0
            if 2 * len(line) > longest:
                longest = max(longest, _columns(line.rstrip()))
                if longest not in _WRAP_COLUMNS and longest > _WRAP_COLUMNS.start:
                    return 0
    return longest if longest in _WRAP_COLUMNS else 0


def _unwrapped(paragraph: str, width: int, draft: Draft) -> str:
    """The paragraph with those lines joined that end at the full width inside a sentence."""
    lines = [line.rstrip() for line in paragraph.split("\n")]
    pieces = [lines[0]]
    for before, line in itertools.pairwise(lines):
        full = _columns(before) >= width - _WRAP_SLACK_COLUMNS
        if full and line and not before.endswith(_ENDS) and not _LIST_MARK.match(line):
            draft.tally["joined-lines"] += 1
            line = line.lstrip()
            pieces.append("" if _WIDE.match(before[-1]) or _WIDE.match(line) else " ")
        else:
            pieces.append("\n")
        pieces.append(line)
    return "".join(pieces)


def _columns(line: str) -> int:
    return 2 * len(line) - sum(map(len, _NARROW.findall(line)))
