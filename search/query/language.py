"""Reads what a reader typed. Nothing is an error but a stated limit, and a date that is none; all else is text.

======================  ==========================================================================
``词``                   text to be found; ``a b`` is two of them
``"短语"``               a phrase, exactly as it stands; also “ ”, 「 」, 『 』, ＂ ＂
``a OR b``, ``a | b``   either of two neighbours
``-词``, ``NOT 词``      must not be there; only at the start of a word, so ``TRAK-2`` is text
``title:词``             in one field only: ``title:``, ``heading:`` (标题：, 小标题：)
``category:词``          in the name of a category (分类：); ``category:"词"`` is the whole name
``date:2018-05``         a date in the text (日期：); also ``2018``, ``2018-05-26``, ``2018-05..2018-09``, ``2018..``
``前缀*``                a word that starts so; only at the end of a word
======================  ==========================================================================

Operators may be full-width. ``AND`` between two words says what a space says. Quotes that touch other text, as in a
sentence (``“三期”指什么``), are text like any other: a phrase stands between spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from wenxun.errors import QueryError
from wenxun.models import Span
from wenxun.query.tree import Field

__all__ = [
    "FIELD_NAMES",
    "MAX_CLAUSES",
    "MAX_TYPED_CHARS",
    "Alternatives",
    "CategoryName",
    "Clause",
    "DateRange",
    "Quoted",
    "Syntax",
    "Word",
    "WordStart",
    "parse",
]

MAX_TYPED_CHARS = 2_000
"""Longest query, in code points."""

MAX_CLAUSES = 64
"""Most parts of a query; plain words beyond that many are taken together, so that pasted text is no error."""

Where: TypeAlias = Field | Literal["category", "date"]
"""Where a name before a colon makes us look."""

FIELD_NAMES: Mapping[str, Where] = {
    "title": Field.TITLE,
    "标题": Field.TITLE,
    "標題": Field.TITLE,
    "heading": Field.HEADING,
    "小标题": Field.HEADING,
    "小標題": Field.HEADING,
    "category": "category",
    "分类": "category",
    "分類": "category",
    "date": "date",
    "日期": "date",
}
"""What may stand before a colon, in lower case, and where it makes us look. Any other name is text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of unquoted text.

    Attributes:
        text: the run as typed, without control characters.
        span: where it stands in the typed query.
        field: the one field to look in, or ``None`` for all.
    """

    text: str
    span: Span
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted phrase; ``text`` and ``span`` are what stands inside the quotes."""

    text: str
    span: Span
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class WordStart:
    """``prefix*``; ``text`` and ``span`` without the star."""

    text: str
    span: Span
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class CategoryName:
    """``category:name``; ``text`` and ``span`` of the name alone.

    Attributes:
        whole: the name is given whole, in quotes.
    """

    text: str
    span: Span
    whole: bool = False


@dataclass(frozen=True, slots=True)
class DateRange:
    """``date:range``; ``text`` and ``span`` of the range alone.

    Attributes:
        intervals: the numbers of the dates in it (``wenxun.analysis.date_codes``).
    """

    text: str
    span: Span
    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """``a OR b OR c``: two clauses or more."""

    options: tuple[Leaf, ...]
    span: Span


Leaf: TypeAlias = "Word | Quoted | WordStart | CategoryName | DateRange"
Clause: TypeAlias = "Leaf | Alternatives"


@dataclass(frozen=True, slots=True)
class Syntax:
    """A query as it was typed, taken apart.

    Attributes:
        typed: what the reader typed; all spans count in it.
        wanted: what is to be found, in the order typed.
        excluded: what must not be there, in the order typed.
    """

    typed: str
    wanted: tuple[Clause, ...] = ()
    excluded: tuple[Leaf, ...] = ()


def parse(typed: str) -> Syntax:
    """Read a query.

    Raises:
        QueryError: if it is longer than ``MAX_TYPED_CHARS`` or has more than ``MAX_CLAUSES`` parts.
        DateError: if what stands behind ``date:`` is no date.
    """
    if len(typed) > MAX_TYPED_CHARS:
        raise QueryError(
            f"The query has {len(typed):,} characters; at most {MAX_TYPED_CHARS:,} are searched. "
            "Shorten it to the passage that matters."
        )
    return _limited(_assembled(typed, list(_Scanner(typed).items())))


# --- characters to items --------------------------------------------------------------------------

_Run: TypeAlias = "Word | Quoted | WordStart"


@dataclass(frozen=True, slots=True)
class _Found:
    leaf: Leaf
    excluded: bool


@dataclass(frozen=True, slots=True)
class _Between:
    """An operator between clauses; ``word`` is set when it was written as a word and may be meant as text."""

    kind: Literal["or", "and"]
    word: Word | None


_SPACE = re.compile(r"\s+")
_ENDS_CHUNK = re.compile(r"[\s|｜]")
_BARS = re.compile(r"[|｜]+")
_OPERATOR_WORD = re.compile(r"(?:(?P<or>[OＯ][RＲ])|(?P<and>[AＡ][NＮ][DＤ])|(?P<not>[NＮ][OＯ][TＴ]))(?=\s|$)")
_NOT_FOLLOWED = re.compile(r"\s+[^\s|｜]")
_MINUS = re.compile(r"[-－](?=[^\s|｜\-－])")
_FIELD = re.compile(r"(?P<name>[^\W\d_]+)[:：](?=[^\s|｜])")
_STARS = "*＊"
_CLOSERS = {
    "“": "”",
    "”": "”",
    '"': '"',
    "＂": "＂",
    "〝": "〞",
    "「": "」",
    "『": "』",
    "﹁": "﹂",
    "﹃": "﹄",
}
_ANY_DOUBLE_QUOTE = re.compile('["“”＂〞]')
_LIKE_DOUBLE = '“”"＂〝'


class _Scanner:
    """Goes once through the typed characters, control characters left out."""

    def __init__(self, typed: str) -> None:
        kept = [i for i, char in enumerate(typed) if char.isspace() or not _is_control(char)]
        self._text = "".join(map(typed.__getitem__, kept))
        self._offsets = kept
        self._position = 0

    def items(self) -> Iterator[_Found | _Between]:
        while True:
            self._skip(_SPACE)
            if self._position == len(self._text):
                return
            if self._skip(_BARS):
                yield _Between("or", None)
                continue
            start = self._position
            operator = self._skip(_OPERATOR_WORD)
            if operator is None:
                yield from self._chunk(excluded=self._skip(_MINUS) is not None)
            elif operator["not"] is None:
                yield _Between("or" if operator["or"] else "and", self._word(start, self._position))
            elif _NOT_FOLLOWED.match(self._text, self._position):
                self._skip(_SPACE)
                self._skip(_MINUS)
                yield from self._chunk(excluded=True)
            else:
                yield _Found(self._word(start, self._position), excluded=False)

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._position)
        if match is not None:
            self._position = match.end()
        return match

    def _chunk(self, *, excluded: bool) -> Iterator[_Found]:
        """Everything up to the next space or bar, after its sign and its field were taken off."""
        where = self._field()
        sentence = self._sentence() if where != "category" else None
        if sentence is not None:
            yield _Found(_in_field(sentence, where), excluded)
            return
        while self._position < len(self._text) and not _ENDS_CHUNK.match(self._text, self._position):
            leaf = self._leaf()
            if leaf is None:
                continue
            yield _Found(_in_field(leaf, where), excluded)

    def _field(self) -> Where | None:
        match = _FIELD.match(self._text, self._position)
        if match is None:
            return None
        where = FIELD_NAMES.get(unicodedata.normalize("NFKC", match["name"]).lower())
        if where is not None:
            self._position = match.end()
        return where

    def _sentence(self) -> Word | None:
        """All text up to the next space or bar outside quotes, if it holds quotes and words beside them."""
        start = end = self._position
        quotes = words = False
        while end < len(self._text) and not _ENDS_CHUNK.match(self._text, end):
            closing = self._closing_quote(end)
            quotes |= closing is not None
            words |= closing is None and self._text[end].isalnum()
            end = (end if closing is None else closing) + 1
        if not (quotes and words):
            return None
        self._position = end
        return self._word(start, end)

    def _leaf(self) -> _Run | None:
        """The next phrase or run of text; ``None`` for quotes with nothing between them."""
        start = self._position
        closing = self._closing_quote(start)
        if closing is not None:
            self._position = closing + 1
            inside = self._text[start + 1 : closing]
            return Quoted(inside, self._span(start + 1, closing)) if inside.strip() else None
        end = start + 1
        while end < len(self._text) and not _ENDS_CHUNK.match(self._text, end):
            if self._closing_quote(end) is not None:
                break
            end += 1
        self._position = end
        stem = self._text[start:end].rstrip(_STARS)
        at_end = end == len(self._text) or self._text[end].isspace() or self._text[end] in "|｜"
        if at_end and stem and stem[0] not in _STARS and start + len(stem) < end:
            return WordStart(stem, self._span(start, start + len(stem)))
        return self._word(start, end)

    def _closing_quote(self, opening: int) -> int | None:
        """Where the quote that opens at a position is closed, or ``None`` when none opens there."""
        quote = self._text[opening]
        if quote not in _CLOSERS:
            return None
        before = self._text[opening - 1] if opening else " "
        if quote == '"' and before.isascii() and before.isalnum():
            return None  # inches, as in 6"屏幕
        closing = self._text.find(_CLOSERS[quote], opening + 1)
        if closing < 0 and quote in _LIKE_DOUBLE:  # input methods pair these quotes at random
            other = _ANY_DOUBLE_QUOTE.search(self._text, opening + 1)
            closing = -1 if other is None else other.start()
        return None if closing < 0 else closing

    def _word(self, start: int, end: int) -> Word:
        return Word(self._text[start:end], self._span(start, end))

    def _span(self, start: int, end: int) -> Span:
        return Span(self._offsets[start], self._offsets[end - 1] + 1)


def _in_field(leaf: _Run, where: Where | None) -> Leaf:
    """A run of text, where its field says that it is to be found."""
    if where == "category":
        return CategoryName(leaf.text, leaf.span, whole=isinstance(leaf, Quoted))
    if where == "date":
        from wenxun.query.date_ranges import read_range  # of use here alone, and not cheap to load

        return DateRange(leaf.text, leaf.span, read_range(leaf.text))
    return leaf if where is None else replace(leaf, field=where)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


# --- items to clauses -----------------------------------------------------------------------------


def _assembled(typed: str, items: list[_Found | _Between]) -> Syntax:
    wanted: list[Clause] = []
    excluded: list[Leaf] = []
    joined = False  # whether the next clause is an alternative to the last one
    for index, item in enumerate(items):
        if isinstance(item, _Found):
            if item.excluded:
                excluded.append(item.leaf)
            elif joined:
                wanted[-1] = _either(wanted[-1], item.leaf)
            else:
                wanted.append(item.leaf)
            joined = False
            continue
        before = items[index - 1] if index else None
        after = next((other for other in items[index + 1 :] if isinstance(other, _Found)), None)
        if item.kind == "or":
            open_before = joined or (isinstance(before, _Found) and not before.excluded)
            joined = open_before and after is not None and not after.excluded
        if item.word is not None and (before is None or after is None):
            wanted.append(item.word)  # an operator word with nothing to stand between is text
    return Syntax(typed, tuple(wanted), tuple(excluded))


def _either(first: Clause, second: Leaf) -> Alternatives:
    options = first.options if isinstance(first, Alternatives) else (first,)
    return Alternatives((*options, second), Span(first.span.start, second.span.end))


def _limited(syntax: Syntax) -> Syntax:
    if _count(syntax) <= MAX_CLAUSES:
        return syntax
    shorter = replace(syntax, wanted=tuple(_words_together(syntax.wanted)))
    if _count(shorter) > MAX_CLAUSES:
        raise QueryError(
            f"The query has {_count(shorter)} parts; at most {MAX_CLAUSES} are searched. "
            "Leave out some phrases, alternatives or exclusions."
        )
    return shorter


def _count(syntax: Syntax) -> int:
    options = (len(clause.options) if isinstance(clause, Alternatives) else 1 for clause in syntax.wanted)
    return sum(options) + len(syntax.excluded)


def _words_together(clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    """The clauses, each stretch of plain words made one."""
    pending: Word | None = None
    for clause in clauses:
        plain = isinstance(clause, Word) and clause.field is None
        if plain and isinstance(clause, Word) and pending is not None:
            span = Span(pending.span.start, clause.span.end)
            pending = Word(f"{pending.text} {clause.text}", span)
            continue
        if pending is not None:
            yield pending
        pending = clause if plain and isinstance(clause, Word) else None
        if pending is None:
            yield clause
    if pending is not None:
        yield pending
