"""Reads what a reader typed. Nothing is an error but a stated limit, and a date that is none; all else is text.

======================  ==========================================================================
``词``                   text to be found; ``a b`` is two of them
``"短语"``               a phrase, exactly as it stands; also “ ”, 「 」, 『 』, ＂ ＂, ‘ ’, « »
``a OR b``, ``a | b``   either of two neighbours
``-词``, ``NOT 词``      must not be there; only at the start of a word, so ``TRAK-2`` is text
``(a OR b) -c``          parts that belong together; ``-(a b)`` leaves out what has both
``title:词``             in one field only: ``title:``, ``heading:`` (标题：, 小标题：)
``tag:(a OR b)``         all of what stands in the brackets is of the field
``tag:词``               in a value of a field (标签：); ``tag:"词"`` is the whole value. ``wenxun.fields`` lists fields
``code:词``               in code alone (代码：), as any part of it
``date:2018-05``         a date in the text (日期：); also ``2018``, ``2018-05-26``, ``2018-05..2018-09``, ``2018..``
``price:10..20``         a number, or a range of numbers, in a field of numbers; also ``>10``, ``<=20``
``前缀*``                a word that starts so; only at the end of a word
======================  ==========================================================================

Operators may be full-width. ``AND`` between two words says what a space says. Quotes that touch other text, as in a
sentence (``“三期”指什么``), are text like any other: a phrase stands between spaces. So do brackets that group; those
around plain words alone, as in a title (``红楼梦 (电视剧)``), are text. A name before a colon that is no field is text.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from wenxun.errors import QueryError
from wenxun.fields import FieldTable
from wenxun.models import Span
from wenxun.notices import Notice
from wenxun.query.assembling import assembled
from wenxun.query.scanning import Scanner
from wenxun.query.syntax import Alternatives, Clause, Group, Syntax, Word

__all__ = ["MAX_CLAUSES", "MAX_TYPED_CHARS", "parse"]

MAX_TYPED_CHARS = 2_000
"""Longest query, in code points."""

MAX_CLAUSES = 64
"""Most parts of a query; plain words beyond that many are taken together, so that pasted text is no error."""


@lru_cache(maxsize=1)
def _fields_of_all() -> FieldTable:
    return FieldTable()


def parse(typed: str, fields: FieldTable | None = None) -> Syntax:
    """Read a query.

    Args:
        typed: what the reader typed.
        fields: the fields that may be named; by default those that all articles have.

    Returns:
        the parts of the query.

    Raises:
        QueryError: if it is longer than ``MAX_TYPED_CHARS`` or has more than ``MAX_CLAUSES`` parts.
        DateError: if what stands behind ``date:`` is no date.
        QueryError: if what stands behind the name of a field of numbers is no number.
    """
    if len(typed) > MAX_TYPED_CHARS:
        raise QueryError(
            Notice(
                "The query has {count:,} characters; at most {most:,} are searched. Shorten "
                "it to the passage that matters.",
                count=len(typed),
                most=MAX_TYPED_CHARS,
            )
        )
    if typed.isprintable():  # as most are
        scanner = Scanner(typed, range(len(typed)), fields or _fields_of_all())
    else:
        kept = [i for i, char in enumerate(typed) if char.isspace() or not _is_control(char)]
        scanner = Scanner("".join(map(typed.__getitem__, kept)), kept, fields or _fields_of_all())
    syntax = assembled(typed, list(scanner.items()))
    if scanner.unknown:
        syntax = replace(syntax, unknown=tuple(dict.fromkeys(scanner.unknown)))
    return _limited(syntax)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def _limited(syntax: Syntax) -> Syntax:
    if _count(syntax) <= MAX_CLAUSES:
        return syntax
    shorter = replace(syntax, wanted=tuple(_words_together(syntax)))
    if _count(shorter) > MAX_CLAUSES:
        raise QueryError(
            Notice(
                "The query has {count} parts; at most {most} are searched. Leave out some "
                "phrases, alternatives or exclusions.",
                count=_count(shorter),
                most=MAX_CLAUSES,
            )
        )
    return shorter


def _count(syntax: Syntax) -> int:
    return sum(map(_size, (*syntax.wanted, *syntax.excluded)))


def _size(clause: Clause) -> int:
    if isinstance(clause, Alternatives):
        return sum(map(_size, clause.options))
    return sum(map(_size, (*clause.wanted, *clause.excluded))) if isinstance(clause, Group) else 1


def _words_together(syntax: Syntax) -> Iterator[Clause]:
    """What is wanted, each stretch of plain words made one; an exclusion between two words parts them."""
    starts = sorted(clause.span.start for clause in syntax.excluded)

    def kind(clause: Clause) -> tuple[bool, int]:
        return isinstance(clause, Word) and clause.field is None, bisect(starts, clause.span.start)

    for (is_plain, _), group in groupby(syntax.wanted, kind):
        stretch = list(group)
        if is_plain:
            text = " ".join(clause.text for clause in stretch if isinstance(clause, Word))
            yield Word(text, Span(stretch[0].span.start, stretch[-1].span.end))
        else:
            yield from stretch
