"""Where a query stands in a text, on the original characters; ``passages`` says which of it to show.

A ``Marker`` is made once a query. It looks for the query's literals in the folded text and never segments, so
that marking a page of results takes next to no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from wenxun.analysis.code_spans import CodeSpan, are_within
from wenxun.analysis.date_codes import FIRST_KNOWN, lies_within
from wenxun.analysis.folding import FoldedText, as_typed, fold
from wenxun.models import Piece, Snippet, Span
from wenxun.passages import (
    Match,
    apart,
    best_passages,
    first_prose,
    joined,
    merged,
    pieces_of,
    placed,
    widened,
    worth_showing,
)
from wenxun.query.literals import Candidates, Literal, faint_literals, literals
from wenxun.query.tree import Field, Query, date_intervals

__all__ = ["SNIPPET_CHARS", "Marker"]

SNIPPET_CHARS = 120
"""Most characters of a section in its snippet, unless another number is asked for."""

_BLOCK_CHARS = 200_000
"""How much of a text is looked through at a time for a snippet; one with matches in it is enough."""

_OVERLAP_CHARS = 2_000
"""How much of a block is seen again with the next one: no match is longer."""

_DATE_WEIGHT = 4.0
"""What a date is worth in a passage: as much as a run of two characters."""


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
            [
                (
                    start,
                    _Sought(
                        one.text[:1] if one.is_loose else one.text, numbers[one.meaning], None if one.is_free else one
                    ),
                )
                for one in found
                for start in one.starts()
            ]
        )
        anywhere = {one.meaning for one in found if not one.in_code}
        self._in_code = {numbers[one.meaning] for one in found if one.meaning not in anywhere}
        self._candidates = Candidates(tuple(self._by_start))
        self._intervals = tuple(dict.fromkeys(date_intervals(query.required))) if field is Field.BODY else ()
        if self._intervals:
            self._weights += (_DATE_WEIGHT,)

    @cached_property
    def _faint(self) -> Marker:
        return Marker(self._query, field=self._field, is_faint=True)

    def stands_in(self, text: str) -> bool:
        """Return whether anything of the query, however little, stands in a text."""
        return bool(self._hits(text, ()) or self._faint._hits(text, ()))

    def pieces(self, text: str, dates: Sequence[int] = (), code: Sequence[CodeSpan] = ()) -> tuple[Piece, ...]:
        """Return the whole of a text, cut where marking starts and ends; joined, they are the text.

        Args:
            text: a section's text.
            dates: the dates that the section names, as numbers (``wenxun.analysis.date_codes``); of use where the query
                asks for dates, for years that only what stands before the text tells.
            code: the code in the text; of use where the query asks for code.
        """
        return tuple(pieces_of(text, 0, len(text), merged(self._asked(self._hits(text, dates), code))))

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
        """Return the passages of a text that show the most of the query; its beginning when nothing matches.

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
            shown = best_passages(text, worth_showing(hits, blocks), weights, snippet_chars, passages)
        else:
            start = first_prose(text, blocks)
            shown = [placed(text, Span(start, start), snippet_chars)]
        if sentences_around:
            shown = apart(widened(text, passage, sentences_around) for passage in shown)
        return Snippet(tuple(joined(text, shown, merged(hits))))

    def _asked(self, hits: list[Match], code: Sequence[CodeSpan]) -> list[Match]:
        """The matches without those of what is looked for in code alone that stand outside it."""
        if not self._in_code:
            return hits
        within = are_within((hit[:2] for hit in hits), code)
        return [hit for hit, is_code in zip(hits, within, strict=True) if is_code or hit.meaning not in self._in_code]

    def _first_hits(self, text: str, dates: Sequence[int], folded: FoldedText | None) -> list[Match]:
        """Every match in the first part of a text that has any."""
        if folded is not None:
            return self._hits_in(folded, dates)
        parts = (
            self._hits(text[start : start + _BLOCK_CHARS + _OVERLAP_CHARS], dates, start)
            for start in range(0, len(text), _BLOCK_CHARS)
        )
        return next(filter(None, parts), [])

    def _hits(self, text: str, dates: Sequence[int], offset: int = 0) -> list[Match]:
        """Every match, in order of its start; ``offset`` is added to all places."""
        if not self._by_start and not self._intervals:
            return []
        return self._hits_in(fold(text), dates, offset)

    def _hits_in(self, folded: FoldedText, dates: Sequence[int], offset: int = 0) -> list[Match]:
        """As ``_hits``, of a folded text."""
        found = self._find(as_typed(folded.text)) if self._by_start else []
        if self._intervals:
            found = sorted((*found, *self._find_dates(folded.text, dates)))
        if folded.is_one_to_one and not offset:
            return found
        starts, ends = folded.to_originals([hit.start for hit in found], [hit.end for hit in found])
        return [
            Match(start + offset, end + offset, hit.meaning)
            for start, end, hit in zip(starts, ends, found, strict=True)
        ]

    def _find(self, folded: str) -> list[Match]:
        """Every match in a folded text."""
        by_start, found = self._by_start, []
        for start in self._candidates.places(folded):
            sought = by_start.get(folded[start : start + 2]) or by_start.get(folded[start]) or ()
            for text, meaning, checked in sought:
                if folded.startswith(text, start):
                    end = start + len(text) if checked is None else checked.end_in(folded, start)
                    if end:
                        found.append(Match(start, end, meaning))
        return found

    def _find_dates(self, folded: str, dates: Sequence[int]) -> Iterator[Match]:
        """As ``_find``, for dates; one without a year matches where a wanted one of ``dates`` is that day or month."""
        from wenxun.analysis.dates import written_dates  # few queries need it

        wanted = {date for date in dates if lies_within(date, self._intervals)}
        without_years = {date % FIRST_KNOWN for date in wanted}
        for start, end, date in written_dates(folded):
            if date in wanted or (date < FIRST_KNOWN and date in without_years):
                yield Match(start, end, len(self._weights) - 1)


class _Sought(NamedTuple):
    """A string to look for, the number of its meaning, and what checks a match if not every one is good."""

    text: str
    meaning: int
    checked: Literal | None


def _by_start(sought: Iterable[tuple[str, _Sought]]) -> dict[str, list[_Sought]]:
    """Strings by the first two characters given with them; those of one character also with the longer ones."""
    table: dict[str, list[_Sought]] = {}
    for beginning, item in sought:
        table.setdefault(beginning, []).append(item)
    for start, items in table.items():
        if len(start) == 2:
            items += table.get(start[0], ())
    return table
