"""The lines of a PDF: what repeats on its pages goes, and lines that were broken for the page are joined."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from wenxun.articles.draft import Draft
from wenxun.articles.richtext import RichBuilder

__all__ = [
    "SAME_LINE",
    "WIDE",
    "Line",
    "PageHeading",
    "add_lines",
    "body_size",
    "is_sentence_end",
    "without_running_heads",
]

_EDGE_LINES = 2  # a running head, or foot, stands among so many lines at the edge of a page
_LEAST_REPEATED = 3  # pages on which the same line in the same place is a running head
_LEAST_NUMBERED = 0.3  # of all pages say their numbers, if any do
_LARGEST_HEAD = 1.1  # in sizes of the text
_PAGE_NUMBER = re.compile(r"\A(?:[-–—·第]\s?)?(\d{1,4})(?=\s|\Z)|(?:(?<=\s)|\A[-–—·]\s?|\A)(\d{1,4})(?:\s?[-–—·])?\Z")
_WORDS = re.compile(r"[^\W\d_]")
_PLACE_POINTS = 6
SAME_LINE = 0.3  # the rest of what follows is in sizes of a line: how far apart lines of one line stand
_INDENT = 0.7
_ROOM = 2.3  # a line that ends so near to the edge had no room for what follows it
_LATIN_WIDTH = 0.55
_PARAGRAPH_GAP = 1.35  # in distances of two lines
_WIDE_GAP = 2.5  # where a page tells no distance of two lines
_OTHER_SIZE = 1.25
_BREAK = "\n\n"
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_LEADER = re.compile(r".*?(?:[.．·・…‥]\s?){4,}\s*(?:\d+|[ivxlc]+)\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？!?…:：；;.][」』”’）)》\]]*\s*\Z")
_SENTENCE = re.compile(r"[。！？；，]\Z")  # no running head is one
_LIST_MARK = re.compile(
    r"(?:[•●○■□◆◇▪‣–—·※*-]\s|[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[)）、.．]\s*\S|第[\d一二三四五六七八九十百千]{1,6}[条條章节節])"
)
WIDE = re.compile(
    "[\u1100-\u115f\u2010-\u2027\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_REFERENCE = re.compile(r"\d+[.．、]\d|第")  # begins no item within a sentence: 13.76%, 第三条
_HYPHEN = re.compile(r"(?![\u2e80-\uffff])\w-\Z")


class Line(NamedTuple):
    """A line of a page; places are in points from the lower left corner.

    Attributes:
        text: without blanks at its ends, never empty.
        bottom: where its characters stand.
        size: of the font of its first character.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float


class PageHeading(NamedTuple):
    """A heading that stands before a line of a page, or in the place of some lines.

    Attributes:
        replaced: how many lines from that one on are the heading itself.
    """

    level: int
    text: str
    replaced: int


def is_sentence_end(text: str) -> bool:
    """Return whether a text ends as a sentence does."""
    return _SENTENCE_END.search(text) is not None


# --- what repeats ---------------------------------------------------------------------------------


def without_running_heads(pages: Sequence[Sequence[Line]], tally: Counter[str]) -> list[list[Line]]:
    """Return the pages without running heads and feet, page numbers, and lines of a table of contents.

    Args:
        pages: the lines of each page.
        tally: gets the number of those that are left out.
    """
    largest = _LARGEST_HEAD * body_size(pages)
    numbered = _numbered_lines(pages, largest)
    seen = Counter(key for page in pages for key in {_key(page[place], largest) for place in _edge_places(page)})
    kept: list[list[Line]] = []
    for number, page in enumerate(pages):
        heads = numbered[number] | {
            place
            for place in _edge_places(page)
            if seen[_key(page[place], largest)] >= _LEAST_REPEATED and not _SENTENCE.search(page[place].text)
        }
        lines: list[Line] = []
        for place, line in enumerate(page):
            if place in heads:
                tally["running-heads"] += 1
            elif _LEADER.fullmatch(line.text):
                tally["tables-of-contents"] += 1
            else:
                lines.append(line)
        kept.append(lines)
    return kept


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size in which most of the text of all pages is set; 0 if there is none."""
    chars = Counter[float]()
    for line in itertools.chain.from_iterable(pages):
        chars[line.size] += len(line.text)
    return max(chars, key=lambda size: chars[size], default=0.0)


def _numbered_lines(pages: Sequence[Sequence[Line]], largest: float) -> list[set[int]]:
    """For each page the places of lines at its edges that say its number, alone or beside a title.

    The numbers of pages are those that run with the pages: each is as far from how many pages came before. Beside a
    title they stand in one place on several pages. Lines above the size ``largest`` are titles.
    """
    stated: list[tuple[int, int, int]] = []  # page, place, and how far the number is from that of the page
    for number, page in enumerate(pages):
        for place in _edge_places(page):
            if not _SENTENCE.search(page[place].text):
                found = _PAGE_NUMBER.findall(page[place].text)
                stated += [(number, place, int(first or last) - number) for first, last in found]
    counts = Counter(offset for _, offset in {(number, offset) for number, _, offset in stated})
    heights = Counter((offset, _height(pages[number][place])) for number, place, offset in stated)
    lines: list[set[int]] = [set() for _ in pages]
    for number, place, offset in stated:
        line = pages[number][place]
        if line.size > largest or counts[offset] < max(_LEAST_REPEATED, _LEAST_NUMBERED * len(pages)):
            continue
        if not _WORDS.search(line.text) or heights[offset, _height(line)] >= _LEAST_REPEATED:
            lines[number].add(place)
    return lines


def _edge_places(page: Sequence[Line]) -> set[int]:
    """The places of a page's highest and lowest lines."""
    by_height = sorted(range(len(page)), key=lambda place: page[place].bottom)
    return {*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]}


def _key(line: Line, largest: float) -> tuple[str, int]:
    """What heads of several pages have in common; titles in large letters differ by their numbers."""
    text = line.text if line.size > largest else _DIGITS.sub("#", line.text)
    return "".join(text.split()), _height(line)


def _height(line: Line) -> int:
    return int(line.bottom / _PLACE_POINTS)


# --- lines to paragraphs --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with what is known of the lines around it.

    Attributes:
        edge: where the longest lines of its column end.
        margin: where most of them begin.
        pitch: usual distance of two lines of its page.
    """

    line: Line
    page: int
    edge: float
    margin: float
    pitch: float


def add_lines(
    draft: Draft,
    pages: Sequence[Sequence[Line]],
    headings: Mapping[tuple[int, int], PageHeading],
    notes: Sequence[Mapping[int, bool]],
) -> None:
    """Append all lines to a draft as headings and paragraphs; marks say on which page each stands.

    Args:
        draft: takes them.
        pages: the lines of each page.
        headings: by number of a page, from 1, and place of the line in it; the place after the last line counts.
        notes: for each page the places of the lines that are notes, and whether a note begins there.
    """
    paragraph = _Paragraph(draft)
    for number, (page, noted) in enumerate(zip(pages, notes, strict=True), 1):
        placed = _placed(page, number)
        replaced = 0
        for place in range(len(page) + 1):
            heading = headings.get((number, place))
            if heading is not None:
                paragraph.end()
                builder = RichBuilder()
                builder.mark("page", 0, len(heading.text), str(number))
                builder.add(heading.text)
                draft.add_heading(heading.level, builder.take())
                replaced = heading.replaced
            if replaced:
                replaced -= 1
            elif place in noted:
                paragraph.hold(placed[place], is_first=noted[place])
            elif place < len(page):
                paragraph.add(placed[place])
    paragraph.end()


class _Paragraph:
    """The paragraph that is being put together."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._parts: list[tuple[str, str, int]] = []  # what joins a line to the one before, its text, its page
        self._last: _Placed | None = None
        self._held: list[tuple[_Placed, bool]] = []  # lines of notes, and whether a note begins with each

    def add(self, placed: _Placed) -> None:
        """Append a line, or begin a new paragraph with it."""
        joint = "" if self._last is None else _joint(self._last, placed)
        if joint == _BREAK:
            self.end()
            joint = ""
        elif joint != "\n" and self._parts:
            self._draft.tally["joined-lines"] += 1
            before, text, page = self._parts[-1]
            if not joint and _is_hyphenated(text, placed.line.text):
                self._parts[-1] = before, text[:-1], page
        self._parts.append((joint, placed.line.text, placed.page))
        self._last = placed

    def hold(self, placed: _Placed, *, is_first: bool) -> None:
        """Keep a line of a note until the paragraph has ended."""
        self._held.append((placed, is_first))

    def end(self) -> None:
        """End the paragraph, and append the notes that were kept."""
        builder = RichBuilder()
        for page, parts in itertools.groupby(self._parts, key=lambda part: part[2]):
            start = builder.length
            for joint, text, _ in parts:
                builder.add(joint + text)
            builder.mark("page", start, builder.length, str(page))
        self._draft.add_paragraph(builder.take())
        self._parts, self._last = [], None
        held, self._held = self._held, []
        for placed, is_first in held:
            if is_first:
                self.end()
            self.add(placed)
        if held:
            self.end()


def _placed(page: Sequence[Line], number: int) -> list[_Placed]:
    """The lines of a page, column by column; a new column begins where a line stands higher than the one before."""
    gaps = [a.bottom - b.bottom for a, b in itertools.pairwise(page)]
    usual = [gap for gap, line in zip(gaps, page, strict=False) if SAME_LINE * line.size < gap < 3 * line.size]
    pitch = median(usual) if usual else 0.0
    ends = [place + 1 for place, gap in enumerate(gaps) if gap < -SAME_LINE * page[place].size]
    placed: list[_Placed] = []
    for start, end in itertools.pairwise((0, *ends, len(page))):
        column = page[start:end]
        if not column:
            continue
        edge = max(line.right for line in column)
        margin = median(line.left for line in column)
        placed += [_Placed(line, number, edge, margin, pitch) for line in column]
    return placed


def _joint(before: _Placed, after: _Placed) -> str:
    """What stands between two lines: nothing or a blank within a sentence, an end of line, or that of a paragraph."""
    a, b = before.line, after.line
    gap = a.bottom - b.bottom
    is_same_column = before.page == after.page and gap > -SAME_LINE * a.size
    if is_same_column and abs(gap) < SAME_LINE * a.size:
        return " "
    if is_same_column and gap > (_PARAGRAPH_GAP * before.pitch or _WIDE_GAP * a.size):
        return _BREAK
    if max(a.size, b.size) > _OTHER_SIZE * min(a.size, b.size):
        return _BREAK
    is_indented = b.left > after.margin + _INDENT * b.size
    if not _is_full(before, b):
        return _BREAK if is_indented or is_sentence_end(a.text) or not is_same_column else "\n"
    if is_sentence_end(a.text) and (is_indented or not is_same_column):
        return _BREAK
    if _LIST_MARK.match(b.text) and (is_sentence_end(a.text) or not _REFERENCE.match(b.text)):
        return "\n"
    if _HYPHEN.search(a.text):
        return ""
    return "" if WIDE.match(a.text[-1]) or WIDE.match(b.text) else " "


def _is_hyphenated(text: str, following: str) -> bool:
    """Whether a word was parted at the end of a line; other hyphens belong to it: P-914, Wi-Fi."""
    return _HYPHEN.search(text) is not None and text[-2].isalpha() and following[:1].islower()


def _is_full(before: _Placed, after: Line) -> bool:
    """Whether a line has no room for what the next one begins with."""
    word = "" if WIDE.match(after.text) else after.text.partition(" ")[0]
    need = max(_ROOM, _LATIN_WIDTH * (len(word) + 1)) * min(before.line.size, after.size)
    return before.line.right + need > before.edge
