"""Words that were typed one after the other and belong together: 数 据 清 洗, 5 公斤."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile, zip_longest

from wenxun.analysis.characters import code_points, is_joinable
from wenxun.analysis.folding import fold_string
from wenxun.analysis.latin_signs import is_amount, is_number_in_groups, is_standard
from wenxun.analysis.quantities import is_quantity
from wenxun.analysis.regions import is_wording
from wenxun.models import Span
from wenxun.query.syntax import Clause, Word

__all__ = ["glued_words", "neighbours", "with_letters_joined", "with_units_joined"]


_COUNTED = tuple("年月日号號回章节節条條卷篇集届屆期页頁")
_LATIN = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")
_GROUP = re.compile(r"\+?[0-9０-９]{1,11}")
_MOST_GROUPS = 6
_LONGEST_NUMBER = 4
_MOST_GLUED = 4
_LONGEST_GLUED = 20


def neighbours(clauses: Iterable[Clause]) -> Iterator[list[Word]]:
    """Yield the words that were typed one after the other, in no field, each time as many as there are."""
    for is_word, group in groupby(clauses, lambda clause: isinstance(clause, Word) and clause.field is None):
        if is_word:
            yield [clause for clause in group if isinstance(clause, Word)]


def glued_words(words: Sequence[Word]) -> Iterator[tuple[range, str]]:
    """Yield which of some neighbours make one Latin word together, and that word: pairs, and a few words at once.

    So ``Pro Max`` finds ProMax, and ``wi fi`` WiFi.

    Args:
        words: words that were typed one after the other.
    """
    for size in (2, len(words)) if 2 < len(words) <= _MOST_GLUED else (2,):
        for start in range(len(words) - size + 1):
            texts = [word.text for word in words[start : start + size]]
            glued = "".join(texts)
            has_two_words = size > 2 or (texts[0].isalpha() and texts[-1][0].isalpha())
            if has_two_words and glued.isascii() and glued.isalnum() and len(glued) <= _LONGEST_GLUED:
                yield range(start, start + size), glued


def with_letters_joined(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield the clauses; what was typed with a blank behind each character is one word with joints in it.

    That is words of one Han character each, and numbers between 第 and what they count, or before 年, 月 and 日.
    """
    letters: list[Word] = []
    typed = list(clauses)
    for clause, following in zip_longest(typed, typed[1:]):
        if isinstance(clause, Word) and clause.field is None:
            before = letters[-1].text if letters else ""
            if _is_letter(clause.text) or (_is_number(clause.text) and (before == "第" or _is_counted(following))):
                letters.append(clause)
                continue
        yield from _joined(letters)
        letters = []
        yield clause
    yield from _joined(letters)


def _joined(letters: list[Word]) -> Iterator[Word]:
    if letters:
        span = Span(letters[0].span.start, letters[-1].span.end)
        has_number = any(_is_number(letter.text) for letter in letters)
        yield Word(("" if has_number else " ").join(letter.text for letter in letters), span)


def with_units_joined(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Yield the clauses; what was typed one after the other is one word with a blank in it where it is one thing.

    That is a number and its unit, the code of a standard and its number, a wording of letters and Chinese, and the
    groups of a telephone number or an ISBN.
    """
    before: Clause | None = None
    for clause in _with_numbers_joined(list(clauses)):
        if isinstance(before, Word) and isinstance(clause, Word) and before.field is None and clause.field is None:
            text = f"{before.text} {clause.text}"
            if _LATIN.search(text) and _is_one_thing(fold_string(text)):
                before = Word(text, Span(before.span.start, clause.span.end))
                continue
        if before is not None:
            yield before
        before = clause
    if before is not None:
        yield before


def _with_numbers_joined(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses; numbers typed one after the other are one word where they are a telephone number or an ISBN."""
    place = 0
    while place < len(clauses):
        group = [
            *takewhile(
                lambda clause: isinstance(clause, Word) and clause.field is None and _GROUP.fullmatch(clause.text),
                clauses[place : place + _MOST_GROUPS],
            )
        ]
        words = [clause for clause in group if isinstance(clause, Word)]
        for size in range(len(words), 1, -1):
            text = " ".join(word.text for word in words[:size])
            if is_number_in_groups(fold_string(text)):
                yield Word(text, Span(words[0].span.start, words[size - 1].span.end))
                place += size
                break
        else:
            yield clauses[place]
            place += 1


def _is_one_thing(text: str) -> bool:
    has_number = any(map(str.isnumeric, text))
    return (has_number and (is_quantity(text) or is_standard(text) or is_amount(text))) or (
        (has_number or not text.isascii()) and is_wording(text)
    )


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_NUMBER and text.isdecimal()


def _is_counted(clause: Clause | None) -> bool:
    return isinstance(clause, Word) and clause.field is None and clause.text in _COUNTED


def _is_letter(text: str) -> bool:
    return len(text) == 1 and bool(is_joinable(code_points(text))[0])
