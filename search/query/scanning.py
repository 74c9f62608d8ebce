"""Goes through the characters of a query: which clauses and operators stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from wenxun.fields import ArticleField, FieldTable
from wenxun.models import Span
from wenxun.query.assembling import Between, Found, assembled
from wenxun.query.syntax import Condition, Group, Leaf, Quoted, Word, WordStart
from wenxun.query.tree import Field

__all__ = ["Scanner"]

_DEEPEST_GROUP = 8
"""Brackets further inside than that are text."""

Run: TypeAlias = "Word | Quoted | WordStart"
_SPACE = re.compile(r"\s+")
_ENDS_CHUNK = re.compile(r"[\s|｜]")
_BARS = re.compile(r"[|｜]+")
_OPERATOR_WORD = re.compile(r"(?:(?P<or>[OＯ][RＲ])|(?P<and>[AＡ][NＮ][DＤ])|(?P<not>[NＮ][OＯ][TＴ]))(?=\s|$)")
_NOT_FOLLOWED = re.compile(r"\s+[^\s|｜]")
_MINUS = re.compile(r"[-－](?=[^\s|｜\-－])")
_FIELD = re.compile(r"(?P<name>[^\W\d_]\w*)[:：](?=[^\s|｜])")
_SPACED_FIELD = re.compile(r"(?P<name>[^\W\d_]\w*)[:：][^\S\n]+(?=[^\s|｜])")
_SPACED_KINDS = ("keyword", "text", "path")
"""Kinds of fields that blanks may part from a value; a date or number must show itself as such."""

_ADDRESS = re.compile("//")
_FIELD_BEFORE = re.compile(r"(?:^|(?<=[\s|｜(（－-]))(?P<name>[^\W\d_]\w*)[:：]$")
_LONGEST_NAME = 80
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
    "‘": "’",
    "«": "»",
    "'": "'",
}
_ANY_DOUBLE_QUOTE = re.compile('["“”＂〞]')
_APOSTROPHES = re.compile(r"'[^'\s][^']*'(?![^\W_])")
_LIKE_DOUBLE = '“”"＂〝'
_ENDS_RUN = re.compile(rf"[\s|｜{''.join(_CLOSERS)}]")
"""What ends a chunk, and quotes, which may."""


class Scanner:
    """Goes once through the typed characters.

    Args:
        text: the characters, without control characters.
        offsets: where each stands in what was typed.
        fields: the fields that may be named.
        depth: of how many brackets ``text`` is the inside.
        field: that of the brackets, as in ``tag:(茶 OR 咖啡)``.

    Attributes:
        unknown: names before a colon that are no field.
    """

    def __init__(
        self,
        text: str,
        offsets: Sequence[int],
        fields: FieldTable,
        depth: int = 0,
        field: ArticleField | None = None,
    ) -> None:
        self._text = text
        self._offsets = offsets
        self._fields = fields
        self._depth = depth
        self._of_brackets = field
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
        start = len(self._text[:place].rstrip("(（"))
        before = self._text[start - 1 : start]
        return not before or before.isspace() or before in "|｜-－" or self._field_before(start) is not None

    def _field_before(self, place: int) -> ArticleField | None:
        """The field whose name and colon stand right before a place."""
        found = _FIELD_BEFORE.search(self._text, max(0, place - _LONGEST_NAME), place)
        return None if found is None else self._fields.find(found["name"])

    def items(self) -> Iterator[Found | Between]:
        """Yield the clauses and the operators between them, in their order."""
        after_or = False
        while True:
            self._skip(_SPACE)
            if self._position == len(self._text):
                return
            if self._skip(_BARS):
                yield Between("or", None)
                after_or = True
                continue
            start = self._position
            operator = self._skip(_OPERATOR_WORD)
            if operator is None:
                excluded = self._skip(_MINUS) is not None
                group = self._group(needs_operator=not (excluded or after_or))
                yield from self._chunk(excluded=excluded) if group is None else (Found(group, excluded),)
                after_or = False
            elif operator["not"] is None:
                yield Between("or" if operator["or"] else "and", self._word(start, self._position))
                after_or = operator["or"] is not None
            elif _NOT_FOLLOWED.match(self._text, self._position):
                self._skip(_SPACE)
                self._skip(_MINUS)
                group = self._group(needs_operator=False)
                yield from self._chunk(excluded=True) if group is None else (Found(group, True),)
            else:
                yield Found(self._word(start, self._position), excluded=False)

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._position)
        if match is not None:
            self._position = match.end()
        return match

    def _group(self, *, needs_operator: bool, field: ArticleField | None = None) -> Group | None:
        """The group that opens here; ``None`` if none does, or if it has plain words alone and needs an operator."""
        field = field or self._of_brackets
        start = self._position
        end = self._brackets.get(start)
        if end is None:
            return None
        scanner = Scanner(
            self._text[start + 1 : end], self._offsets[start + 1 : end], self._fields, self._depth + 1, field
        )
        inside = assembled("", list(scanner.items()))
        is_plain = not inside.excluded and all(isinstance(each, Word) and not each.field for each in inside.wanted)
        if is_plain and (not inside.wanted or (needs_operator and not _OR_FOLLOWS.match(self._text, end + 1))):
            return None
        self._position = end + 1
        self.unknown += scanner.unknown
        return Group(inside.wanted, inside.excluded, self._span(start, end + 1))

    def _chunk(self, *, excluded: bool) -> Iterator[Found]:
        """Everything up to the next space or bar, after its sign and its field were taken off."""
        field = self._field()
        if field is not None and (group := self._group(needs_operator=False, field=field)) is not None:
            yield Found(group, excluded)
            return
        field = field or self._of_brackets
        if field is not None and field.kind in ("date", "dates") and (date := self._spaced_date()) is not None:
            yield Found(_in_field(date, field), excluded)
            return
        sentence = self._sentence() if field is None or field.kind != "keyword" else None
        if sentence is not None:
            yield Found(_in_field(sentence, field), excluded)
            return
        while self._position < len(self._text) and not _ENDS_CHUNK.match(self._text, self._position):
            leaf = self._leaf()
            if leaf is None:
                continue
            yield Found(_in_field(leaf, field), excluded)

    def _field(self) -> ArticleField | None:
        match = _FIELD.match(self._text, self._position)
        if match is None:
            return self._spaced_field()
        field = self._fields.find(match["name"])
        if field is not None:
            self._position = match.end()
        elif not _ADDRESS.match(self._text, match.end()):
            self.unknown.append(match["name"])
        return field

    def _spaced_field(self) -> ArticleField | None:
        """A field that is parted from its value by blanks, as ``标签： 茶``."""
        match = _SPACED_FIELD.match(self._text, self._position)
        field = self._fields.find(match["name"]) if match is not None else None
        if match is None or field is None or field.name == "lang":
            return None
        if field.kind not in _SPACED_KINDS and not (
            field.kind in ("date", "dates", "number") and self._text[match.end()].isdecimal()
        ):
            return None
        self._position = match.end()
        return field

    def _spaced_date(self) -> Word | None:
        """A date that goes on behind a space, as in ``date:26 May 2018``."""
        from wenxun.query.spaced_dates import end_of_spaced_date  # not cheap to load

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

    def _leaf(self) -> Run | None:
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
        if quote == "'":
            return self._closing_apostrophe(opening)
        closing = self._text.find(_CLOSERS[quote], opening + 1)
        if closing < 0 and quote in _LIKE_DOUBLE:  # input methods pair these quotes at random
            other = _ANY_DOUBLE_QUOTE.search(self._text, opening + 1)
            closing = -1 if other is None else other.start()
        return None if closing < 0 else closing

    def _closing_apostrophe(self, opening: int) -> int | None:
        """Where single quotes end that stand around a value of a field or around Chinese: others are apostrophes."""
        found = _APOSTROPHES.match(self._text, opening)
        before = self._text[opening - 1] if opening else " "
        is_value = before in ":：" and self._field_before(opening) is not None
        if found is None or not (is_value or (not before.isalnum() and not found[0].isascii())):
            return None
        return found.end() - 1

    def _word(self, start: int, end: int) -> Word:
        return Word(self._text[start:end], self._span(start, end))

    def _span(self, start: int, end: int) -> Span:
        return Span(self._offsets[start], self._offsets[end - 1] + 1)


def _in_field(leaf: Run, field: ArticleField | None) -> Leaf:
    """A run of text, where its field says that it is to be found."""
    if field is None:
        return leaf
    if field.kind == "text":
        return replace(leaf, field=Field[field.name.upper()])
    from wenxun.query.conditions import condition  # of use here alone, and not cheap to load

    whole = isinstance(leaf, Quoted)
    return Condition(leaf.text, leaf.span, field, condition(field, leaf.text, whole=whole), whole)
