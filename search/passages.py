"""Which passages of a text show best what was found in it, and the pieces that they are cut into."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, takewhile
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from wenxun.analysis.code_spans import CodeSpan, are_within
from wenxun.models import Piece, Snippet, Span
from wenxun.query.literals import is_run

__all__ = [
    "Match",
    "Passage",
    "apart",
    "best_passages",
    "first_prose",
    "joined",
    "marked_passage",
    "merged",
    "pieces_of",
    "placed",
    "widened",
    "worth_showing",
]

_ELLIPSIS = Piece("…", match=False)
_SENTENCE_END = re.compile(r"[。！？!?；;…﹔﹖﹗｡\n][。！？!?；;…﹔﹖﹗｡\s]*[”’」』）》)\]\"]*\s*|\.\s+")
_CLAUSE_END = re.compile(r"[，、：,:\s]+")

Mark: TypeAlias = tuple[int, int]
"""What is marked, ``[start, end)`` of the text."""


class Match(NamedTuple):
    """A match, ``[start, end)`` of the original text, and the number of its meaning."""

    start: int
    end: int
    meaning: int


def worth_showing(hits: list[Match], blocks: Sequence[CodeSpan]) -> list[Match]:
    """Return the matches in prose, and those in code of what no prose has.

    Args:
        hits: all matches.
        blocks: the blocks of code.
    """
    if not blocks:
        return hits
    in_code = are_within((hit[:2] for hit in hits), blocks)
    in_prose = {hit.meaning for hit, within in zip(hits, in_code, strict=True) if not within}
    return [hit for hit, within in zip(hits, in_code, strict=True) if not within or hit.meaning not in in_prose]


def first_prose(text: str, blocks: Sequence[CodeSpan]) -> int:
    """Return where the first text begins that is no block of code; 0 if there is none.

    Args:
        text: a section's text.
        blocks: the blocks of code in it.
    """
    start = 0
    for block in blocks:
        if text[start : block.start].strip():
            return start
        start = max(start, block.end)
    return start if text[start:].strip() else 0


class Passage(NamedTuple):
    """``[start, end)`` of the text, and whether a sentence is cut at its start and at its end."""

    start: int
    end: int
    cut_before: bool
    cut_after: bool


def best_passages(
    text: str, hits: Sequence[Match], weights: Sequence[float], snippet_chars: int, passages: int
) -> list[Passage]:
    """Return passages in order, none touching another; more than one only where they show more of the query.

    Args:
        text: a section's text.
        hits: its matches, at least one.
        weights: what each part of the query is worth.
        snippet_chars: most characters to show in all.
        passages: most passages to show.
    """
    all_of_them = Span(hits[0].start, max([hit.end for hit in hits]))
    if all_of_them.end - all_of_them.start <= snippet_chars:
        return [placed(text, all_of_them, snippet_chars)]
    count = Counter([hit.meaning for hit in hits])
    worth = {meaning: weights[meaning] / times**0.5 for meaning, times in count.items()}
    best: list[Span] = []
    best_worth = 0.0
    for number in range(1, min(passages, snippet_chars) + 1):
        windows, shown = _windows(hits, worth, snippet_chars // number, number)
        total = sum([worth[meaning] for meaning in shown])
        if total > best_worth * (1 + 1e-9):
            best, best_worth = windows, total
        if len(shown) == len(worth):
            break
    return apart(sorted(placed(text, window, snippet_chars // len(best)) for window in best))


def _windows(hits: Sequence[Match], worth: Mapping[int, float], width: int, number: int) -> tuple[list[Span], set[int]]:
    """At most ``number`` windows, each the best at what those before do not show; and all that they show."""
    windows: list[Span] = []
    shown: set[int] = set()
    for _ in range(number):
        first, last = _best_window(hits, {**worth, **dict.fromkeys(shown, 0.0)}, width)
        inside = hits[first : last + 1]
        new = {hit.meaning for hit in inside} - shown
        if not new:
            break
        shown |= new
        windows.append(Span(inside[0].start, max([hit.end for hit in inside])))
    return windows, shown


def _best_window(hits: Sequence[Match], worth: Mapping[int, float], width: int) -> tuple[int, int]:
    """First and last hit of the window that is worth most; among equals the densest, then the earliest."""
    inside = dict.fromkeys(worth, 0)
    total = best = 0.0
    found = (0, 0)
    first = 0
    for last, (_, end, meaning) in enumerate(hits):
        if not inside[meaning]:
            total += worth[meaning]
        inside[meaning] += 1
        while end - hits[first].start > width and first < last:
            meaning = hits[first].meaning
            inside[meaning] -= 1
            if not inside[meaning]:
                total -= worth[meaning]
            first += 1
        if total > best - 1e-6 and (total > best + 1e-6 or last - first > found[1] - found[0]):
            best, found = total, (first, last)
    return found


def placed(text: str, window: Span, width: int) -> Passage:
    """Return a passage with a window in it, between sentences where that can be.

    Args:
        text: a section's text.
        window: what the passage must show, as much as fits.
        width: most characters of the passage.
    """
    first, last = window.start, min(window.end, window.start + width)
    earliest = max(0, last - width)
    starts = _sentence_starts(text, earliest, first)
    start = starts[-1] if starts else _start_inside(text, max(earliest, first - width // 4), first)
    end = len(text)
    ends: list[int] = []
    if start + width < end:
        ends = _sentence_starts(text, max(last, start + width // 2), start + width)
        end = ends[-1] if ends else _uncut(text, start + width, last)
    else:  # the text ends here, so there is room for more before
        starts = _sentence_starts(text, max(0, end - width), first) or starts
        start = starts[0] if starts else start
    cut_after = not ends and end < len(text)
    shown = text[start:end]
    end -= len(shown) - len(shown.rstrip())
    start += len(shown) - len(shown.lstrip()) if start < end else 0
    return Passage(start, max(start, end), not starts, cut_after)


def widened(text: str, passage: Passage, count: int) -> Passage:
    """Return a passage with the rest of its sentences, and some before and after.

    Args:
        text: a section's text.
        passage: a passage of it.
        count: sentences to add before, and after.
    """
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    first = max(0, bisect_right(starts, passage.start) - 1 - count)
    last = min(len(starts) - 1, bisect_left(starts, passage.end) + count)
    start, end = starts[first], starts[last]
    shown = text[start:end]
    return Passage(start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip()), False, False)


def _sentence_starts(text: str, low: int, high: int) -> list[int]:
    """Places in ``[low, high]`` where a sentence or the text starts."""
    ends = _SENTENCE_END.finditer(text, max(0, low - 8), high)
    starts = [start for each in ends if (start := each.end()) >= low]
    return starts if low else [0, *starts]


def _start_inside(text: str, low: int, high: int) -> int:
    """Where to start inside a sentence: behind its first comma, or else where no word is cut."""
    clause = _CLAUSE_END.search(text, low, high)
    return _uncut(text, low, high) if clause is None else clause.end()


def _uncut(text: str, place: int, limit: int) -> int:
    """The first place from ``place`` to ``limit`` that is not inside a word or a letter and its marks."""
    step = 1 if limit > place else -1
    while 0 < place < len(text) and place != limit:
        before, after = text[place - 1], text[place]
        if not (is_run(before) and is_run(after)) and not unicodedata.category(after).startswith("M"):
            break
        place += step
    return place


def apart(passages: Iterable[Passage]) -> list[Passage]:
    """Return the passages, those that touch made one."""
    found: list[Passage] = []
    for passage in passages:
        if found and passage.start <= found[-1].end:
            before = found.pop()
            after = max(before, passage, key=lambda one: one.end)
            passage = Passage(before.start, after.end, before.cut_before, after.cut_after)
        found.append(passage)
    return found


# --- marks to pieces ------------------------------------------------------------------------------


def merged(hits: Iterable[Match]) -> list[Mark]:
    """Return the marks of all hits, those that touch made one."""
    marks: list[Mark] = []
    start = end = -1
    for next_start, next_end, _ in hits:
        if next_start > end:
            if end > start:
                marks.append((start, end))
            start, end = next_start, next_end
        elif next_end > end:
            end = next_end
    return [*marks, (start, end)] if end > start else marks


def joined(text: str, passages: Iterable[Passage], marks: Sequence[Mark]) -> list[Piece]:
    """Return the pieces of all passages, an ellipsis wherever a sentence is cut and between passages.

    Args:
        text: a section's text.
        passages: the passages, in order.
        marks: what is marked, in order.
    """
    pieces: list[Piece] = []
    cut_after = False
    for number, passage in enumerate(passages):
        if number or passage.cut_before:
            pieces.append(_ELLIPSIS)
        pieces += pieces_of(text, passage.start, passage.end, marks)
        cut_after = passage.cut_after
    if cut_after:
        pieces.append(_ELLIPSIS)
    return pieces


def pieces_of(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    """Return a stretch of a text, cut where marks start and end.

    Args:
        text: the text.
        start, end: the stretch.
        marks: what is marked, in order.
    """
    pieces: list[Piece] = []
    place = start
    for mark_start, mark_end in marks[bisect_left(marks, start, key=itemgetter(1)) :]:
        if mark_start >= end:
            break
        first, last = max(mark_start, place), min(mark_end, end)
        if first >= last:
            continue
        if place < first:
            pieces.append(Piece(text[place:first], match=False))
        pieces.append(Piece(text[first:last], match=True))
        place = last
    if place < end:
        pieces.append(Piece(text[place:end], match=False))
    return pieces


def marked_passage(snippet: Snippet) -> tuple[str, int]:
    """Return the first passage of a snippet with a mark, and where in it the first mark begins.

    Where nothing is marked, that is the first passage and 0.
    """
    first = ""
    for is_ellipsis, run in groupby(snippet.pieces, key=lambda piece: piece == _ELLIPSIS):
        if is_ellipsis:
            continue
        pieces = list(run)
        passage = "".join(piece.text for piece in pieces)
        if any(piece.match for piece in pieces):
            return passage, sum(len(piece.text) for piece in takewhile(lambda piece: not piece.match, pieces))
        first = first or passage
    return first, 0
