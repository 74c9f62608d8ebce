"""Where a query stands in a text, and the passages that show it best, on the original characters.

A ``Marker`` is made once a query. It looks for the query's literals in the folded text and never segments, so
that marking a page of results takes next to no time.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, takewhile
from typing import NamedTuple

from wenxun.analysis.code_spans import CodeSpan, are_within
from wenxun.analysis.date_codes import FIRST_KNOWN
from wenxun.analysis.folding import FoldedText, fold
from wenxun.models import Piece, Snippet, Span
from wenxun.query.literals import Literal, candidates, faint_literals, is_run, literals
from wenxun.query.tree import Field, Query, date_intervals

__all__ = ["SNIPPET_CHARS", "Marker", "marked_passage"]

SNIPPET_CHARS = 120
"""Most characters of a section in its snippet, unless another number is asked for."""

_BLOCK_CHARS = 200_000
"""How much of a text is looked through at a time for a snippet; one with matches in it is enough."""

_OVERLAP_CHARS = 2_000
"""How much of a block is seen again with the next one: no match is longer."""

_DATE_WEIGHT = 4.0
"""What a date is worth in a passage: as much as a run of two characters."""

_ELLIPSIS = Piece("…", match=False)
_SENTENCE_END = re.compile(r"[。！？!?；;…﹔﹖﹗｡\n][。！？!?；;…﹔﹖﹗｡\s]*[”’」』）》)\]\"]*\s*|\.\s+")
_CLAUSE_END = re.compile(r"[，、：,:\s]+")


class Marker:
    """Marks what a query found in the texts of one field."""

    def __init__(self, query: Query, *, field: Field = Field.BODY, is_faint: bool = False) -> None:
        """Prepare for a query.

        Args:
            query: the analysed query; what it excludes is never marked.
            field: the field whose texts will be marked; what the query looks for elsewhere is not.
            is_faint: mark what is worth it only where nothing else stands.
        """
        self._query, self._field = query, field
        chosen = faint_literals if is_faint else literals
        found = list(dict.fromkeys(chosen((*query.texts, *query.required), field)))
        weights: dict[str, float] = {}
        for literal in found:
            weights[literal.meaning] = max(literal.weight, weights.get(literal.meaning, 0.0))
        numbers = {meaning: number for number, meaning in enumerate(weights)}
        self._weights = tuple(weights.values())
        self._by_start = _by_start(
            [_Sought(one.text, numbers[one.meaning], None if one.is_free else one) for one in found]
        )
        anywhere = {one.meaning for one in found if not one.in_code}
        self._in_code = {numbers[one.meaning] for one in found if one.meaning not in anywhere}
        self._candidates = candidates(self._by_start)
        self._intervals = tuple(dict.fromkeys(date_intervals(query.required))) if field is Field.BODY else ()
        if self._intervals:
            self._weights += (_DATE_WEIGHT,)

    @cached_property
    def _faint(self) -> Marker:
        return Marker(self._query, field=self._field, is_faint=True)

    def stands_in(self, text: str) -> bool:
        """Whether anything of the query, however little, stands in a text."""
        return bool(self._hits(text, ()) or self._faint._hits(text, ()))

    def pieces(self, text: str, dates: Sequence[int] = (), code: Sequence[CodeSpan] = ()) -> tuple[Piece, ...]:
        """The whole of a text, cut where marking starts and ends; joined, they are the text.

        Args:
            text: a section's text.
            dates: the dates that the section names, as numbers (``wenxun.analysis.date_codes``); of use where the query
                asks for dates, for years that only what stands before the text tells.
            code: the code in the text; of use where the query asks for code.
        """
        return tuple(_pieces(text, Span(0, len(text)), _merged(self._asked(self._hits(text, dates), code))))

    def snippet(
        self,
        text: str,
        dates: Sequence[int] = (),
        code: Sequence[CodeSpan] = (),
        *,
        snippet_chars: int = SNIPPET_CHARS,
        passages: int = 2,
        sentences_around: int = 0,
        folded: FoldedText | None = None,
    ) -> Snippet:
        """The passages of a text that show the most of the query; its beginning when nothing matches.

        Blocks of code are shown for what stands in no prose of the text, or where the query asks for code.

        Args:
            text, dates: as for ``pieces``.
            code: the code in the text.
            snippet_chars: most characters of the text to show in all, without those around.
            passages: most passages to show.
            sentences_around: whole sentences to show before and after each passage; with any, no sentence is cut.
            folded: the text, folded, where it is known.

        Raises:
            ValueError: if ``snippet_chars`` or ``passages`` is not positive, or ``sentences_around`` is negative.
        """
        if snippet_chars < 1 or passages < 1 or sentences_around < 0:
            raise ValueError(f"the first two must be positive: {snippet_chars=}, {passages=}, {sentences_around=}")
        hits, weights = self._asked(self._first_hits(text, dates, folded), code), self._weights
        if not hits:
            hits, weights = self._faint._first_hits(text, dates, folded), self._faint._weights
        blocks = [] if self._in_code else [span for span in code if span.is_block]
        if hits:
            shown = _passages(text, _worth_showing(hits, blocks), weights, snippet_chars, passages)
        else:
            start = _first_prose(text, blocks)
            shown = [_placed(text, Span(start, start), snippet_chars)]
        if sentences_around:
            shown = _apart(_widened(text, passage, sentences_around) for passage in shown)
        return Snippet(tuple(_joined(text, shown, _merged(hits))))

    def _asked(self, hits: list[_Hit], code: Sequence[CodeSpan]) -> list[_Hit]:
        """The matches without those of what is looked for in code alone that stand outside it."""
        if not self._in_code:
            return hits
        within = are_within((hit[:2] for hit in hits), code)
        return [hit for hit, is_code in zip(hits, within, strict=True) if is_code or hit.meaning not in self._in_code]

    def _first_hits(self, text: str, dates: Sequence[int], folded: FoldedText | None) -> list[_Hit]:
        """Every match in the first part of a text that has any."""
        if folded is not None:
            return self._hits_in(folded, dates)
        parts = (
            self._hits(text[start : start + _BLOCK_CHARS + _OVERLAP_CHARS], dates, start)
            for start in range(0, len(text), _BLOCK_CHARS)
        )
        return next(filter(None, parts), [])

    def _hits(self, text: str, dates: Sequence[int], offset: int = 0) -> list[_Hit]:
        """Every match, in order of its start; ``offset`` is added to all places."""
        if self._candidates is None and not self._intervals:
            return []
        return self._hits_in(fold(text), dates, offset)

    def _hits_in(self, folded: FoldedText, dates: Sequence[int], offset: int = 0) -> list[_Hit]:
        """As ``_hits``, of a folded text."""
        found = self._find(folded.text) if self._candidates is not None else iter(())
        if self._intervals:
            found = iter(sorted((*found, *self._find_dates(folded.text, dates))))
        if folded.is_one_to_one:
            return [_Hit(start + offset, end + offset, meaning) for start, end, meaning in found]
        spans = ((folded.to_original(Span(start, end)), meaning) for start, end, meaning in found)
        return [_Hit(span.start + offset, span.end + offset, meaning) for span, meaning in spans]

    def _find(self, folded: str) -> Iterator[tuple[int, int, int]]:
        """``[start, end)`` of every match in a folded text, and the number of its meaning."""
        assert self._candidates is not None
        by_start = self._by_start
        for candidate in self._candidates.finditer(folded):
            start = candidate.start()
            sought = by_start.get(folded[start : start + 2]) or by_start.get(folded[start]) or ()
            for text, meaning, checked in sought:
                if folded.startswith(text, start):
                    end = start + len(text) if checked is None else checked.end_in(folded, start)
                    if end:
                        yield start, end, meaning

    def _find_dates(self, folded: str, dates: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """As ``_find``, for dates; one without a year matches where a wanted one of ``dates`` is that day or month."""
        from wenxun.analysis.dates import written_dates  # few queries need it

        wanted = {date for date in dates if any(low <= date <= high for low, high in self._intervals)}
        without_years = {date % FIRST_KNOWN for date in wanted}
        for start, end, date in written_dates(folded):
            if date in wanted or (date < FIRST_KNOWN and date in without_years):
                yield start, end, len(self._weights) - 1


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


class _Sought(NamedTuple):
    """A string to look for, the number of its meaning, and what checks a match if not every one is good."""

    text: str
    meaning: int
    checked: Literal | None


class _Hit(NamedTuple):
    """A match, ``[start, end)`` of the original text, and the number of its meaning."""

    start: int
    end: int
    meaning: int


def _by_start(sought: Iterable[_Sought]) -> dict[str, list[_Sought]]:
    """Strings by their first two characters; those of one character also with the longer ones."""
    table: dict[str, list[_Sought]] = {}
    for item in sought:
        table.setdefault(item.text[:2], []).append(item)
    for start, items in table.items():
        if len(start) == 2:
            items += table.get(start[0], ())
    return table


# --- which passages to show -----------------------------------------------------------------------


def _worth_showing(hits: list[_Hit], blocks: Sequence[CodeSpan]) -> list[_Hit]:
    """The matches in prose, and those in code of what no prose has."""
    if not blocks:
        return hits
    in_code = are_within((hit[:2] for hit in hits), blocks)
    in_prose = {hit.meaning for hit, within in zip(hits, in_code, strict=True) if not within}
    return [hit for hit, within in zip(hits, in_code, strict=True) if not within or hit.meaning not in in_prose]


def _first_prose(text: str, blocks: Sequence[CodeSpan]) -> int:
    """Where the first text begins that is no block of code; 0 if there is none."""
    start = 0
    for block in blocks:
        if text[start : block.start].strip():
            return start
        start = max(start, block.end)
    return start if text[start:].strip() else 0


class _Passage(NamedTuple):
    """``[start, end)`` of the text, and whether a sentence is cut at its start and at its end."""

    start: int
    end: int
    cut_before: bool
    cut_after: bool


def _passages(
    text: str, hits: Sequence[_Hit], weights: Sequence[float], snippet_chars: int, passages: int
) -> list[_Passage]:
    """Passages in order, none touching another; more than one only where they show more of the query."""
    count = Counter(hit.meaning for hit in hits)
    worth = {meaning: weights[meaning] / times**0.5 for meaning, times in count.items()}
    best: list[Span] = []
    best_worth = 0.0
    for number in range(1, min(passages, snippet_chars) + 1):
        windows, shown = _windows(hits, worth, snippet_chars // number, number)
        total = sum(worth[meaning] for meaning in shown)
        if total > best_worth * (1 + 1e-9):
            best, best_worth = windows, total
        if len(shown) == len(worth):
            break
    return _apart(sorted(_placed(text, window, snippet_chars // len(best)) for window in best))


def _windows(hits: Sequence[_Hit], worth: Mapping[int, float], width: int, number: int) -> tuple[list[Span], set[int]]:
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
        windows.append(Span(inside[0].start, max(hit.end for hit in inside)))
    return windows, shown


def _best_window(hits: Sequence[_Hit], worth: Mapping[int, float], width: int) -> tuple[int, int]:
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


def _placed(text: str, window: Span, width: int) -> _Passage:
    """A passage of at most ``width`` characters with a window in it, between sentences where that can be."""
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
    return _Passage(start, max(start, end), not starts, cut_after)


def _widened(text: str, passage: _Passage, count: int) -> _Passage:
    """The passage with the rest of its sentences, and ``count`` sentences before and after."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    first = max(0, bisect_right(starts, passage.start) - 1 - count)
    last = min(len(starts) - 1, bisect_left(starts, passage.end) + count)
    start, end = starts[first], starts[last]
    shown = text[start:end]
    return _Passage(start + len(shown) - len(shown.lstrip()), start + len(shown.rstrip()), False, False)


def _sentence_starts(text: str, low: int, high: int) -> list[int]:
    """Places in ``[low, high]`` where a sentence or the text starts."""
    ends = (match.end() for match in _SENTENCE_END.finditer(text, max(0, low - 8), high))
    return [start for start in (0, *ends) if low <= start <= high]


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


def _apart(passages: Iterable[_Passage]) -> list[_Passage]:
    """The passages, those that touch made one."""
    apart: list[_Passage] = []
    for passage in passages:
        if apart and passage.start <= apart[-1].end:
            before = apart.pop()
            after = max(before, passage, key=lambda one: one.end)
            passage = _Passage(before.start, after.end, before.cut_before, after.cut_after)
        apart.append(passage)
    return apart


# --- marks to pieces ------------------------------------------------------------------------------


def _merged(hits: Iterable[_Hit]) -> list[Span]:
    """The marks of all hits, those that touch made one."""
    marks: list[Span] = []
    start = end = -1
    for hit in hits:
        if hit.start > end:
            if end > start:
                marks.append(Span(start, end))
            start, end = hit.start, hit.end
        else:
            end = max(end, hit.end)
    return [*marks, Span(start, end)] if end > start else marks


def _joined(text: str, passages: Iterable[_Passage], marks: Sequence[Span]) -> Iterator[Piece]:
    """The pieces of all passages, an ellipsis wherever a sentence is cut and between passages."""
    cut_after = False
    for number, passage in enumerate(passages):
        if number or passage.cut_before:
            yield _ELLIPSIS
        yield from _pieces(text, Span(passage.start, passage.end), marks)
        cut_after = passage.cut_after
    if cut_after:
        yield _ELLIPSIS


def _pieces(text: str, span: Span, marks: Sequence[Span]) -> Iterator[Piece]:
    """``span`` of the text, cut where marks start and end."""
    place = span.start
    for mark in marks[bisect_left(marks, span.start, key=lambda mark: mark.end) :]:
        start, end = max(mark.start, place), min(mark.end, span.end)
        if mark.start >= span.end:
            break
        if start >= end:
            continue
        if place < start:
            yield Piece(text[place:start], match=False)
        yield Piece(text[start:end], match=True)
        place = end
    if place < span.end:
        yield Piece(text[place : span.end], match=False)
