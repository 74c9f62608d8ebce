"""The headings of a PDF: from its outline, or else from the size of its lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from wenxun.articles.documents.document import MOST_LEVEL
from wenxun.articles.documents.pdf_lines import Line, PageHeading, is_sentence_end

__all__ = ["OutlineEntry", "headings_by_outline", "headings_by_size"]

Headings = dict[tuple[int, int], PageHeading]
"""As `add_lines` takes them."""

_MOST_LINES = 3  # of one heading
_NUMBERING_CHARS = 14  # what may stand before an outline's title in the text: "Chapter 12", "第十二章"
_NEAR_POINTS = 90
_MOST_SEARCHED = 60  # entries of one page that are searched in each of its lines
_HEADING_CHARS = 60
_LARGER = 1.2
_MOST_SHARE = 0.25  # where more of the lines are large, size means something else
_SIZE_LEVELS = 3


class OutlineEntry(NamedTuple):
    """An entry of an outline.

    Attributes:
        level: from 1 on.
        page: number of the page that it leads to, from 1 on.
        height: where on the page, in points from its lower edge; 0 if it does not say.
    """

    level: int
    title: str
    page: int
    height: float


def headings_by_outline(pages: Sequence[Sequence[Line]], outline: Sequence[OutlineEntry]) -> Headings:
    """Find the lines that the entries of an outline are; others stand before the line that they lead to.

    Args:
        pages: the lines of each page.
        outline: the entries, in order.

    Returns:
        Levels and texts by page and place of the line.
    """
    by_page: dict[int, list[OutlineEntry]] = defaultdict(list)
    for entry in outline:
        by_page[entry.page].append(entry)
    headings: Headings = {}
    for number, entries in by_page.items():
        page = pages[number - 1]
        known = _starts(page)
        for count, entry in enumerate(entries):
            title = _plain(entry.title)
            found = next((each for each in known.get(title, ()) if (number, each[0]) not in headings), None)
            if found is None and count < _MOST_SEARCHED:
                found = _numbered(page, title, entry.height)
            place, lines = found or (_place_at(page, entry.height), 0)
            while (number, place) in headings and place < len(page):
                place, lines = place + 1, 0
            text = _joined(page[place : place + lines]) or entry.title
            headings.setdefault((number, place), PageHeading(entry.level, text, lines))
    return headings


def _plain(text: str) -> str:
    return "".join(text.split())


def _starts(page: Sequence[Line]) -> dict[str, list[tuple[int, int]]]:
    """For the text of each line, and of each few lines together: at which place they begin, and how many they are."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place in range(len(page)):
        text = ""
        for count, line in enumerate(page[place : place + _MOST_LINES], 1):
            text += _plain(line.text)
            found[text].append((place, count))
    return found


def _numbered(page: Sequence[Line], title: str, height: float) -> tuple[int, int] | None:
    """The line that is ``title`` behind a number."""
    for place, line in enumerate(page):
        if height and not -_NEAR_POINTS < line.bottom - height < line.size:
            continue
        text = _plain(line.text)
        if title and text.endswith(title) and len(text) - len(title) <= _NUMBERING_CHARS:
            return place, 1
    return None


def _place_at(page: Sequence[Line], height: float) -> int:
    if not height:
        return 0
    return next((place for place, line in enumerate(page) if line.bottom < height), len(page))


def _joined(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        is_latin = text[-1:].isascii() and line.text[0].isascii()
        text += (" " if text and is_latin else "") + line.text
    return text


def headings_by_size(pages: Sequence[Sequence[Line]]) -> Headings:
    """Take for headings the short lines that are larger than the text, in as many levels as there are sizes."""
    chars = Counter[float]()
    for page in pages:
        for line in page:
            chars[round(line.size * 2) / 2] += len(line.text)
    body = max(chars, key=lambda size: chars[size], default=0.0)
    found = [
        (number, place)
        for number, page in enumerate(pages, 1)
        for place, line in enumerate(page)
        if line.size > _LARGER * body and len(line.text) <= _HEADING_CHARS and not is_sentence_end(line.text)
    ]
    large = set(found)
    if len(found) > _MOST_SHARE * sum(map(len, pages)):
        return {}
    sizes = sorted({round(pages[number - 1][place].size) for number, place in found}, reverse=True)
    levels = {size: min(level, _SIZE_LEVELS, MOST_LEVEL) for level, size in enumerate(sizes, 1)}
    headings: Headings = {}
    passed: set[tuple[int, int]] = set()
    for number, place in found:
        if (number, place) in passed:
            continue
        page = pages[number - 1]
        size = round(page[place].size)
        count = 1
        while count < _MOST_LINES and (number, place + count) in large and round(page[place + count].size) == size:
            passed.add((number, place + count))
            count += 1
        text = _joined(page[place : place + count])
        if any(character.isalpha() for character in text):
            headings[number, place] = PageHeading(levels[size], text, count)
    return headings
