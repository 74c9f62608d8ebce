"""Reads what a reader typed. Nothing is an error but a stated limit, and a date that is none; all else is text.

======================  ==========================================================================
``词``                   text to be found; ``a b`` is two of them
``"短语"``               a phrase, exactly as it stands; also “ ”, 「 」, 『 』, ＂ ＂
``a OR b``, ``a | b``   either of two neighbours
``-词``, ``NOT 词``      must not be there; only at the start of a word, so ``TRAK-2`` is text
``(a OR b) -c``          parts that belong together; ``-(a b)`` leaves out what has both
``title:词``             in one field only: ``title:``, ``heading:`` (标题：, 小标题：)
``tag:词``               in a value of a field (标签：); ``tag:"词"`` is the whole value. ``wenxun.fields`` lists fields
``code:词``               in code alone (代码：), as any part of it
``date:2018-05``         a date in the text (日期：); also ``2018``, ``2018-05-26``, ``2018-05..2018-09``, ``2018..``
``price:10..20``         a number, or a range of numbers, in a field of numbers
``前缀*``                a word that starts so; only at the end of a word
======================  ==========================================================================

Operators may be full-width. ``AND`` between two words says what a space says. Quotes that touch other text, as in a
sentence (``“三期”指什么``), are text like any other: a phrase stands between spaces. So do brackets that group; those
around plain words alone, as in a title (``红楼梦 (电视剧)``), are text. A name before a colon that is no field is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Literal, TypeAlias

from wenxun.errors import QueryError
from wenxun.fields import ArticleField, FieldTable
from wenxun.models import Span
from wenxun.notices import Notice
from wenxun.query.syntax import Alternatives, Clause, Condition, Group, Leaf, Quoted, Syntax, Word, WordStart
from wenxun.query.tree import Field

__all__ = ["MAX_CLAUSES", "MAX_TYPED_CHARS", "parse"]

MAX_TYPED_CHARS = 2_000
"""Longest query, in code points."""

MAX_CLAUSES = 64
"""Most parts of a query; plain words beyond that many are taken together, so that pasted text is no error."""

_DEEPEST_GROUP = 8
"""Brackets further inside than that are text."""


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
        scanner = _Scanner(typed, range(len(typed)), fields or _fields_of_all())
    else:
        kept = [i for i, char in enumerate(typed) if char.isspace() or not _is_control(char)]
        scanner = _Scanner("".join(map(typed.__getitem__, kept)), kept, fields or _fields_of_all())
    syntax = _assembled(typed, list(scanner.items()))
    if scanner.unknown:
        syntax = replace(syntax, unknown=tuple(dict.fromkeys(scanner.unknown)))
    return _limited(syntax)


# --- characters to items --------------------------------------------------------------------------

_Run: TypeAlias = "Word | Quoted | WordStart"


@dataclass(frozen=True, slots=True)
class _Found:
    leaf: Leaf | Group
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
_FIELD = re.compile(r"(?P<name>[^\W\d_]\w*)[:：](?=[^\s|｜])")
_ADDRESS = re.compile("//")
_OPENING_BRACKETS, _CLOSING_BRACKETS = "(（", ")）"
_OR_FOLLOWS = re.compile(r"\s*[|｜]|\s+[OＯ][RＲ](?=\s)")
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
_ENDS_RUN = re.compile(rf"[\s|｜{''.join(_CLOSERS)}]")
"""What ends a chunk, and quotes, which may."""


class _Scanner:
    """Goes once through the typed characters.

    Args:
        text: the characters, without control characters.
        offsets: where each stands in what was typed.
        fields: the fields that may be named.
        depth: of how many brackets ``text`` is the inside.

    Attributes:
        unknown: names before a colon that are no field.
    """

    def __init__(self, text: str, offsets: Sequence[int], fields: FieldTable, depth: int = 0) -> None:
        self._text = text
        self._offsets = offsets
        self._fields = fields
        self._depth = depth
        self._position = 0
        self._brackets = self._paired_brackets() if depth < _DEEPEST_GROUP else {}
        self.unknown: list[str] = []

    def _paired_brackets(self) -> dict[int, int]:
        """Where each bracket that may open a group is closed."""
        if not any(bracket in self._text for bracket in _OPENING_BRACKETS):
            return {}
        pairs: dict[int, int] = {}
        opened: list[int] = []
        place = 0
        while place < len(self._text):
            character = self._text[place]
            closing = self._closing_quote(place)
            if closing is not None:
                place = closing
            elif character in _OPENING_BRACKETS:
                opened.append(place)
            elif character in _CLOSING_BRACKETS and opened:
                start = opened.pop()
                after = self._text[place + 1 : place + 2]
                if self._may_open(start) and (not after or after.isspace() or after in "|｜)）"):
                    pairs[start] = place
            place += 1
        return pairs

    def _may_open(self, place: int) -> bool:
        before = self._text[:place].rstrip("(（")[-1:]
        return not before or before.isspace() or before in "|｜-－"

    def items(self) -> Iterator[_Found | _Between]:
        after_or = False
        while True:
            self._skip(_SPACE)
            if self._position == len(self._text):
                return
            if self._skip(_BARS):
                yield _Between("or", None)
                after_or = True
                continue
            start = self._position
            operator = self._skip(_OPERATOR_WORD)
            if operator is None:
                excluded = self._skip(_MINUS) is not None
                group = self._group(needs_operator=not (excluded or after_or))
                yield from self._chunk(excluded=excluded) if group is None else (_Found(group, excluded),)
                after_or = False
            elif operator["not"] is None:
                yield _Between("or" if operator["or"] else "and", self._word(start, self._position))
                after_or = operator["or"] is not None
            elif _NOT_FOLLOWED.match(self._text, self._position):
                self._skip(_SPACE)
                self._skip(_MINUS)
                group = self._group(needs_operator=False)
                yield from self._chunk(excluded=True) if group is None else (_Found(group, True),)
            else:
                yield _Found(self._word(start, self._position), excluded=False)

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._position)
        if match is not None:
            self._position = match.end()
        return match

    def _group(self, *, needs_operator: bool) -> Group | None:
        """The group that opens here; ``None`` if none does, or if it has plain words alone and needs an operator."""
        start = self._position
        end = self._brackets.get(start)
        if end is None:
            return None
        scanner = _Scanner(self._text[start + 1 : end], self._offsets[start + 1 : end], self._fields, self._depth + 1)
        inside = _assembled("", list(scanner.items()))
        is_plain = not inside.excluded and all(isinstance(each, Word) and not each.field for each in inside.wanted)
        if is_plain and (not inside.wanted or (needs_operator and not _OR_FOLLOWS.match(self._text, end + 1))):
            return None
        self._position = end + 1
        self.unknown += scanner.unknown
        return Group(inside.wanted, inside.excluded, self._span(start, end + 1))

    def _chunk(self, *, excluded: bool) -> Iterator[_Found]:
        """Everything up to the next space or bar, after its sign and its field were taken off."""
        field = self._field()
        if field is not None and field.kind in ("date", "dates") and (date := self._spaced_date()) is not None:
            yield _Found(_in_field(date, field), excluded)
            return
        sentence = self._sentence() if field is None or field.kind != "keyword" else None
        if sentence is not None:
            yield _Found(_in_field(sentence, field), excluded)
            return
        while self._position < len(self._text) and not _ENDS_CHUNK.match(self._text, self._position):
            leaf = self._leaf()
            if leaf is None:
                continue
            yield _Found(_in_field(leaf, field), excluded)

    def _field(self) -> ArticleField | None:
        match = _FIELD.match(self._text, self._position)
        if match is None:
            return None
        field = self._fields.find(match["name"])
        if field is not None:
            self._position = match.end()
        elif not _ADDRESS.match(self._text, match.end()):
            self.unknown.append(match["name"])
        return field

    def _spaced_date(self) -> Word | None:
        """A date that goes on behind a space, as in ``date:26 May 2018``."""
        from wenxun.query.date_ranges import end_of_spaced_date  # not cheap to load

        start, end = self._position, end_of_spaced_date(self._text, self._position)
        if not end:
            return None
        self._position = end
        return self._word(start, end)

    def _sentence(self) -> Word | None:
        """All text up to the next space or bar outside quotes, if it holds quotes and words beside them."""
        start = end = self._position
        first = _ENDS_RUN.search(self._text, start)
        if first is None or first[0] not in _CLOSERS:
            return None
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
        end = self._position = self._end_of_run(start + 1)
        stem = self._text[start:end].rstrip(_STARS)
        at_end = end == len(self._text) or self._text[end].isspace() or self._text[end] in "|｜"
        if at_end and stem and stem[0] not in _STARS and start + len(stem) < end:
            return WordStart(stem, self._span(start, start + len(stem)))
        return self._word(start, end)

    def _end_of_run(self, place: int) -> int:
        """Where a run of text ends that goes on at a place: before the next space, bar or quoted phrase."""
        while found := _ENDS_RUN.search(self._text, place):
            if found[0] not in _CLOSERS or self._closing_quote(found.start()) is not None:
                return found.start()
            place = found.end()
        return len(self._text)

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


def _in_field(leaf: _Run, field: ArticleField | None) -> Leaf:
    """A run of text, where its field says that it is to be found."""
    if field is None:
        return leaf
    if field.kind == "text":
        return replace(leaf, field=Field[field.name.upper()])
    from wenxun.query.conditions import condition  # of use here alone, and not cheap to load

    whole = isinstance(leaf, Quoted)
    return Condition(leaf.text, leaf.span, field, condition(field, leaf.text, whole=whole), whole)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


# --- items to clauses -----------------------------------------------------------------------------


def _assembled(typed: str, items: list[_Found | _Between]) -> Syntax:
    wanted: list[Clause] = []
    excluded: list[Clause] = []
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
    for each in wanted:
        excluded += each.excluded if isinstance(each, Group) else ()
    open_groups = (each.wanted if isinstance(each, Group) else (each,) for each in wanted)
    return Syntax(typed, tuple(chain.from_iterable(open_groups)), tuple(map(_alone, excluded)))


def _alone(clause: Clause) -> Clause:
    """What stands in a group, if that is one clause."""
    return clause.wanted[0] if isinstance(clause, Group) and len(clause.wanted) == 1 and not clause.excluded else clause


def _either(first: Clause, second: Clause) -> Alternatives:
    both = (_alone(first), _alone(second))
    options = chain.from_iterable(each.options if isinstance(each, Alternatives) else (each,) for each in both)
    return Alternatives(tuple(options), Span(first.span.start, second.span.end))


def _limited(syntax: Syntax) -> Syntax:
    if _count(syntax) <= MAX_CLAUSES:
        return syntax
    shorter = replace(syntax, wanted=tuple(_words_together(syntax.wanted)))
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
