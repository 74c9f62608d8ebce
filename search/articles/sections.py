"""From a run of headings and paragraphs to the sections of an article.

- Paragraphs under one heading make a section; a heading with neither text nor headings under it stays, for a
  reader would see it, unless it announces a bibliography.
- A section much longer than ``TARGET_CHARS`` is cut between paragraphs into parts with the same heading; only
  a paragraph that is huge by itself is cut inside, at the ends of lines or sentences.

Invariant, tested: the section texts hold the paragraphs' characters in order; only white space at cuts goes.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from wenxun.articles.richtext import Mark, RichText, in_order
from wenxun.link_targets import is_called
from wenxun.models import Element, Link, Section, Span

__all__ = ["TARGET_CHARS", "Heading", "Paragraph", "build_sections"]

TARGET_CHARS = 1500
_SPLIT_ABOVE_CHARS = 2250  # below this a section stays whole: two halves would both be short
_HUGE_PARAGRAPH_CHARS = 3000
_HARD_LIMIT_CHARS = 6000  # text without any sentence end is cut here, at a comma or space if there is one

_BREAK = "\n\n"
_SENTENCE_END = re.compile(r"\n+|[。！？!?；…][」』”’）)》]*|\.(?=\s)\s*")
_STRETCH = itemgetter(1, 2)  # of a mark
_SOFT_END = re.compile(r"[，、：,;:\s]")
_BIBLIOGRAPHY = re.compile(
    r"(?:参考|參考|引用|资料|資料|文献|文獻|注释|註釋|注釋|註解|注解|脚注|腳註|腳注|附注|附註|备注|備註|来源|來源|出处|出處"
    r"|书目|書目|参见|參見|参阅|參閱|外部|站外|链接|連結|鏈接|连结|与|與|及|和|、|\s)+"
    r"|references?|notes?|footnotes?|external links?|see also|bibliography|sources?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is the outermost. Its text has no marks but ``fragment``."""

    level: int
    rich: RichText


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list, table or code block, without blank lines at its ends."""

    rich: RichText


@dataclass(slots=True)
class _Stretch:
    level: int
    heading: str
    path: tuple[str, ...]
    paragraphs: list[RichText]
    fragments: tuple[Element, ...] = ()


def build_sections(blocks: Sequence[Heading | Paragraph], tally: Counter[str]) -> tuple[Section, ...]:
    """Return the sections of an article; at least one, numbered from 0. A lead without text is left out.

    Args:
        blocks: headings and paragraphs, in reading order.
        tally: gets the rules that were applied.
    """
    sections: list[Section] = []
    for stretch in _kept(_stretches(blocks), tally):
        fragments = stretch.fragments
        for part in _split_long(stretch.paragraphs):
            text = _BREAK.join([paragraph.text for paragraph in part])
            links, elements = _links_and_elements(part)
            elements = (*fragments, *elements)
            sections.append(Section(len(sections), stretch.heading, stretch.path, text, links, elements))
            fragments = ()
    return tuple(sections) or (Section(0, "", (), ""),)


def _links_and_elements(part: Sequence[RichText]) -> tuple[tuple[Link, ...], tuple[Element, ...]]:
    """Those of paragraphs which ``_BREAK`` joins."""
    links: list[Link] = []
    elements: list[Element] = []
    at = 0
    for text, marks in part:
        if marks:
            kinds = {mark[0] for mark in marks}
            ordered = _in_reading_order(marks, has_cells="cell" in kinds)
            elements += [
                Element(kind, Span(start + at, end + at), value, level)
                for kind, start, end, value, level in ordered
                if kind != "link" and kind != "verbatim"
            ]
            if "link" in kinds:
                anchors = [mark for mark in ordered if mark[0] == "link"]
                anchors.sort(key=_STRETCH)
                links += [Link(value, Span(start + at, end + at)) for _, start, end, value, _ in anchors]
        at += len(text) + len(_BREAK)
    return tuple(links), tuple(elements)


def _in_reading_order(marks: Sequence[Mark], *, has_cells: bool) -> list[Mark]:
    """The marks by their starts: of two the longer first, but an empty cell before the next one."""
    ordered = in_order(marks) if len(marks) > 1 else list(marks)
    if not has_cells:
        return ordered
    empty = {start for kind, start, end, _, _ in ordered if start == end and kind == "cell"}
    if not empty:
        return ordered
    cell_ends: dict[int, int] = {}
    for mark in ordered:
        if mark.kind == "cell":
            cell_ends[mark.start] = max(mark.end, cell_ends.get(mark.start, 0))

    def rank(mark: Mark) -> tuple[int, int, int]:
        if mark.start not in empty:
            return mark.start, 0, -mark.end
        if mark.kind == "cell":
            return mark.start, 1, 0  # cells of one place keep the order of their columns
        is_around = mark.kind in ("table", "row") or mark.end > cell_ends[mark.start]
        return mark.start, 0 if is_around else 2, -mark.end

    return sorted(marks, key=rank)


def _stretches(blocks: Sequence[Heading | Paragraph]) -> list[_Stretch]:
    stretches = [_Stretch(0, "", (), [])]
    above: list[tuple[int, str]] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            stretches[-1].paragraphs.append(block.rich)
            continue
        while above and above[-1][0] >= block.level:
            above.pop()
        above.append((block.level, block.rich.text))
        path = tuple(text for _, text in above)
        fragments = tuple(
            Element("fragment", Span(0, 0), mark.value)
            for mark in block.rich.marks
            if mark.kind == "fragment" and not is_called(block.rich.text, mark.value)
        )
        stretches.append(_Stretch(block.level, block.rich.text, path, [], fragments))
    return stretches


def _kept(stretches: list[_Stretch], tally: Counter[str]) -> list[_Stretch]:
    """Drop the empty lead and empty bibliographies; from the end, so that an emptied parent goes too."""
    kept: list[_Stretch] = []
    for stretch in reversed(stretches):
        has_children = bool(kept) and kept[-1].level > stretch.level
        if not stretch.paragraphs:
            if not stretch.heading:
                continue
            if not has_children and _BIBLIOGRAPHY.fullmatch(stretch.heading):
                tally["empty-sections"] += 1
                continue
        kept.append(stretch)
    return kept[::-1]


def _split_long(paragraphs: list[RichText]) -> Iterator[Sequence[RichText]]:
    """The paragraphs together, or in several parts of about ``TARGET_CHARS`` when they are much longer."""
    length = sum(len(p.text) + len(_BREAK) for p in paragraphs)
    if length <= _SPLIT_ABOVE_CHARS:
        yield paragraphs
        return
    aim = length / round(length / TARGET_CHARS)
    part: list[RichText] = []
    size = 0
    for paragraph in _cut_huge(paragraphs):
        added = len(paragraph.text) + len(_BREAK)
        if part and size + added / 2 > aim:
            yield part
            part, size = [], 0
        part.append(paragraph)
        size += added
    if part:
        yield part


def _cut_huge(paragraphs: list[RichText]) -> Iterator[RichText]:
    for paragraph in paragraphs:
        if len(paragraph.text) <= _HUGE_PARAGRAPH_CHARS:
            yield paragraph
            continue
        spans = _spans_between(_cut_places(paragraph), len(paragraph.text))
        pieces = paragraph.split(spans, are_stripped=True)
        yield from (piece for piece in pieces if piece.text)


def _spans_between(places: list[int], length: int) -> list[tuple[int, int]]:
    edges = [0, *places, length]
    return list(itertools.pairwise(edges))


def _cut_places(paragraph: RichText) -> list[int]:
    """Where a huge paragraph may be cut: after the first sentence end past each ``TARGET_CHARS``."""
    text = paragraph.text
    anchors = [(m.start, m.end) for m in paragraph.marks if m.kind == "link"]
    places: list[int] = []
    last = 0
    anchor = 0
    while len(text) - last > _SPLIT_ABOVE_CHARS:
        limit = min(len(text), last + _HARD_LIMIT_CHARS)
        found = _SENTENCE_END.search(text, last + TARGET_CHARS, limit) or _SOFT_END.search(
            text, last + TARGET_CHARS, limit
        )
        place = found.end() if found else limit
        while anchor < len(anchors) and anchors[anchor][1] <= place:
            anchor += 1
        if anchor < len(anchors) and last < anchors[anchor][0] < place:
            place = anchors[anchor][0]  # never inside a link
        if place >= len(text):
            break
        places.append(place)
        last = place
    return places
