"""An article's text as its page shows it: paragraphs with marks, and links to other indexed articles, in a writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, TypeAlias

from wenxun import Article, Piece, Section
from wenxun.variants import Converted, Variant, convert

__all__ = ["Paragraph", "Run", "ShownSection", "Stretch", "shown_sections"]


class Run(NamedTuple):
    """A run of text that is wholly marked or wholly unmarked.

    Attributes:
        text: what it says.
        match: whether it is marked.
        mark: number of the mark that begins with it, from 1; 0 where none does.
    """

    text: str
    match: bool
    mark: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs that are wholly in one link or in none; ``article_id`` is where it leads to, or empty."""

    article_id: str
    runs: tuple[Run, ...]


Paragraph: TypeAlias = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the article's page shows it.

    Attributes:
        number: its number, of which the page makes the anchor.
        headings: (level from 2, text) of the headings that come before its text.
        paragraphs: its text.
        mark_count: marks that begin in it.
    """

    number: int
    headings: tuple[tuple[int, str], ...]
    paragraphs: tuple[Paragraph, ...]
    mark_count: int


class _Anchor(NamedTuple):
    """``[start, end)`` of a shown text that leads to an article."""

    start: int
    end: int
    article_id: str


def shown_sections(
    article: Article,
    marked: Sequence[Sequence[Piece]],
    linked: Mapping[str, str],
    *,
    variant: Variant,
    context: str,
) -> Iterator[ShownSection]:
    """The sections of an article.

    Args:
        article: the article.
        marked: the text of each section, cut where marks start and end.
        linked: target of a link to the id of the article that it leads to; other links are plain text.
        variant: the writing to show the text in.
        context: more of the text, to tell its script where a section is too short to.
    """
    previous: tuple[str, ...] = ()
    marks = 0
    for section, pieces in zip(article.sections, marked, strict=True):
        known = 0
        while known < min(len(previous), len(section.path)) and previous[known] == section.path[known]:
            known += 1
        headings = [(min(level + 2, 6), section.path[level]) for level in range(known, len(section.path))]
        previous = section.path
        written = convert(section.text, variant, context=context, rules=article.variants)
        anchors = _anchors(section, written, linked)
        paragraphs = tuple(_paragraphs(_cut(written.pieces(pieces), anchors), marks))
        count = sum(run.mark > 0 for paragraph in paragraphs for stretch in paragraph for run in stretch.runs)
        marks += count
        yield ShownSection(section.number, tuple(headings), paragraphs, count)


def _anchors(section: Section, written: Converted, linked: Mapping[str, str]) -> list[_Anchor]:
    """Where the links stand in the shown text, in order, none in another."""
    anchors: list[_Anchor] = []
    for link in section.links:
        article_id = linked.get(link.target)
        if article_id is not None:
            image = written.image(link.span)
            if not anchors or image.start >= anchors[-1].end:
                anchors.append(_Anchor(image.start, image.end, article_id))
    return anchors


class _Part(NamedTuple):
    """A part of a piece that is wholly in one link or in none; ``begins`` a mark or goes on with one."""

    text: str
    match: bool
    begins: bool
    anchor: _Anchor | None


def _cut(pieces: Iterable[Piece], anchors: Sequence[_Anchor]) -> Iterator[_Part]:
    """The pieces, cut where links start and end."""
    place = 0
    waiting = iter(anchors)
    anchor = next(waiting, None)
    for piece in pieces:
        rest = piece.text
        begins = piece.match
        while rest:
            while anchor is not None and anchor.end <= place:
                anchor = next(waiting, None)
            inside = anchor is not None and anchor.start <= place
            size = len(rest) if anchor is None else (anchor.end if inside else anchor.start) - place
            text, rest = rest[:size], rest[size:]
            yield _Part(text, piece.match, begins, anchor if inside else None)
            place += len(text)
            begins = False


def _paragraphs(parts: Iterable[_Part], marks: int) -> Iterator[Paragraph]:
    """The parts, taken apart at blank lines; ``marks`` stand before them in the article."""
    placed: list[tuple[int, _Anchor | None, Run]] = []
    number = 0
    for part in parts:
        begins = part.begins
        for position, text in enumerate(part.text.split("\n\n")):
            number += position > 0
            if text:
                marks += begins
                placed.append((number, part.anchor, Run(text, part.match, marks if begins else 0)))
                begins = False
    for _, paragraph in groupby(placed, key=lambda each: each[0]):
        yield tuple(
            Stretch(anchor.article_id if anchor else "", tuple(run for _, _, run in inside))
            for anchor, inside in groupby(paragraph, key=lambda each: each[1])
        )
