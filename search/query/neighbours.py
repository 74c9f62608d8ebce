"""Words that were typed one after the other and belong together: 数 据 清 洗, 5 公斤."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from wenxun.analysis.characters import code_points, is_joinable
from wenxun.analysis.folding import fold_string
from wenxun.analysis.quantities import is_quantity
from wenxun.models import Span
from wenxun.query.syntax import Clause, Word

__all__ = ["neighbours", "with_letters_joined", "with_units_joined"]


def neighbours(clauses: Iterable[Clause]) -> Iterator[list[Word]]:
    """Yield the words that were typed one after the other, in no field, each time as many as there are."""
    for is_word, group in groupby(clauses, lambda clause: isinstance(clause, Word) and clause.field is None):
        if is_word:
            yield [clause for clause in group if isinstance(clause, Word)]


def with_letters_joined(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield the clauses; words of one Han character each, typed one after the other, are one word with joints in it."""
    letters: list[Word] = []
    for clause in clauses:
        if isinstance(clause, Word) and clause.field is None and _is_letter(clause.text):
            letters.append(clause)
            continue
        yield from _joined(letters)
        letters = []
        yield clause
    yield from _joined(letters)


def _joined(letters: list[Word]) -> Iterator[Word]:
    if letters:
        span = Span(letters[0].span.start, letters[-1].span.end)
        yield Word(" ".join(letter.text for letter in letters), span)


def with_units_joined(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield the clauses; a number and a unit, typed one after the other, are one word with a blank in it."""
    before: Clause | None = None
    for clause in clauses:
        if isinstance(before, Word) and isinstance(clause, Word) and before.field is None and clause.field is None:
            text = f"{before.text} {clause.text}"
            if any(map(str.isnumeric, before.text)) and is_quantity(fold_string(text)):
                before = Word(text, Span(before.span.start, clause.span.end))
                continue
        if before is not None:
            yield before
        before = clause
    if before is not None:
        yield before


def _is_letter(text: str) -> bool:
    return len(text) == 1 and bool(is_joinable(code_points(text))[0])
