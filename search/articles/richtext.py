"""Text with marks on it, and the one way to edit it without losing their places.

A ``RichText`` is the text of one paragraph or heading while a reader works on it. Its marks say which stretches are
links, elements of structure (``ElementKind``), or verbatim (code and formulas that no cleaning rule may touch). Every
edit moves the marks along, so a link still covers its anchor after rules have removed text around it.

Invariant, tested: for edits that stay outside a mark, the marked substring is the same before and after.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias

from wenxun.models import ElementKind

__all__ = ["Edit", "Mark", "MarkKind", "RichBuilder", "RichText", "in_order", "new_mark", "new_text", "shifted"]

MarkKind: TypeAlias = Literal["link", "verbatim"] | ElementKind


class Mark(NamedTuple):
    """A stretch ``[start, end)`` of a ``RichText.text``.

    Attributes:
        value: the target of a link; of an element, as in ``Element``.
        level: as in ``Element``.
    """

    kind: MarkKind
    start: int
    end: int
    value: str = ""
    level: int = 0

    def at(self, start: int, end: int) -> Mark:
        """Return the same mark on another stretch.

        Args:
            start, end: the stretch.
        """
        return new_mark((self[0], start, end, self[3], self[4]))


new_mark: Callable[[tuple[MarkKind, int, int, str, int]], Mark] = partial(tuple.__new__, Mark)
"""A mark of its five values; as most of the work on rich text is moving marks, it is done the fastest way."""


_START, _END = itemgetter(1), itemgetter(2)  # of a mark; faster than by name

_PLACES: frozenset[MarkKind] = frozenset(("image", "footnote_mark", "cell", "fragment"))
"""Marks that may be empty: they say that something stands between two characters."""


_BEHIND: frozenset[MarkKind] = frozenset(("image", "footnote_mark"))
"""Places that belong to the text before them, where it is cut."""


def in_order(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks by their starts, of those that start at one place the longer first."""
    if len(marks) == 2:  # as most that have any: a link in bold
        (_, start, end, _, _), (_, next_start, next_end, _, _) = marks
        is_ordered = start < next_start or (start == next_start and end >= next_end)
        return [*marks] if is_ordered else [marks[1], marks[0]]
    longest_first = sorted(marks, key=_END, reverse=True)
    return sorted(longest_first, key=_START)


class Edit(NamedTuple):
    """Put ``replacement`` in the place of ``[start, end)``."""

    start: int
    end: int
    replacement: str = ""


class RichText(NamedTuple):
    """Text and the marks on it, in order of their starts."""

    text: str
    marks: tuple[Mark, ...] = ()

    def edited(self, edits: Sequence[Edit]) -> RichText:
        """Return the text with ``edits`` (sorted, not overlapping) carried out; emptied marks fall away, but for
        places.

        Time is linear in the text, plus a binary search for each end of a mark.
        """
        if not edits:
            return self
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        done = length = 0
        for edit in edits:
            pieces += (self.text[done : edit.start], edit.replacement)
            length += edit.start - done
            starts.append(edit.start)
            ends.append(edit.end)
            new_starts.append(length)
            length += len(edit.replacement)
            new_ends.append(length)
            done = edit.end
        pieces.append(self.text[done:])

        def move_start(at: int) -> int:
            # a mark that starts inside an edit, or where it starts, begins after what replaced it
            i = bisect_right(starts, at) - 1
            if i < 0:
                return at
            return new_ends[i] if at <= ends[i] else new_ends[i] + at - ends[i]

        def move_end(at: int) -> int:
            # a mark that ends inside an edit ends before what replaced it
            i = bisect_left(starts, at) - 1
            if i < 0:
                return at
            return new_starts[i] if at < ends[i] else new_ends[i] + at - ends[i]

        first = edits[0].start
        moved = (m if m.end < first else _moved(m, move_start(m.start), move_end(m.end)) for m in self.marks)
        return RichText("".join(pieces), tuple(m for m in moved if m is not None))

    def cut(self, start: int, end: int) -> RichText:
        """Return a part; a mark that reaches over an edge is cut there.

        Args:
            start, end: the part.
        """
        return RichText(self.text[start:end], tuple(_within(self.marks, start, end)))

    def split(self, spans: Iterable[tuple[int, int]], *, are_stripped: bool = False) -> list[RichText]:
        """Return the parts ``[start, end)`` of ascending, disjoint ``spans``, with their marks; linear time.

        Args:
            spans: the edges of the parts.
            are_stripped: leave white space at the ends of the parts out.
        """
        parts: list[RichText] = []
        marks = sorted(self.marks, key=_START)
        reaching: list[Mark] = []  # those that have begun and may go on
        at = 0
        for start, end in spans:
            reaching = [mark for mark in reaching if mark[2] > start]
            while at < len(marks) and marks[at][1] < end:
                if marks[at][2] > start or marks[at][1] == start:
                    reaching.append(marks[at])
                at += 1
            while at < len(marks) and marks[at][1] == marks[at][2] == end and marks[at][0] in _BEHIND:
                reaching.append(marks[at])
                at += 1
            text, first = self.text[start:end], start
            if are_stripped and text.strip():
                first = end - len(text.lstrip())
                text = text.strip()
            part = RichText(text, tuple(_within(reaching, first, first + len(text))))
            parts.append(part.stripped() if are_stripped and text.isspace() else part)
        return parts

    def stripped(self) -> RichText:
        """Return the text without white space at both ends; the names of places there stay."""
        text = self.text
        if not text or not (text[0].isspace() or text[-1].isspace()):
            return self
        start = len(text) - len(text.lstrip())
        end = max(start, len(text.rstrip()))
        marks = self.marks
        if not marks:
            return new_text((text[start:end], ()))
        if any(mark[0] == "fragment" and not start <= mark[1] <= end for mark in marks):
            moved = (min(max(mark[1], start), end) if mark[0] == "fragment" else -1 for mark in marks)
            marks = tuple(mark if at < 0 else mark.at(at, at) for mark, at in zip(marks, moved, strict=True))
        return RichText(text[start:end], tuple(_within(marks, start, end)))

    def marked(self, kind: MarkKind, value: str = "", level: int = 0) -> RichText:
        """Return the same text with one more mark, on the whole of it, before the others.

        Args:
            kind, value, level: of the mark.
        """
        return RichText(self.text, (Mark(kind, 0, len(self.text), value, level), *self.marks))

    def verbatim_spans(self) -> list[tuple[int, int]]:
        """Return the stretches that cleaning rules leave alone."""
        return [(m.start, m.end) for m in self.marks if m.kind == "verbatim"]

    @staticmethod
    def joined(parts: Sequence[RichText], separator: str) -> RichText:
        """Return texts as one, one after the other.

        Args:
            parts: the texts.
            separator: stands between them.
        """
        if len(parts) == 1:
            return parts[0]
        marks: list[Mark] = []
        at = 0
        for part in parts:
            marks += shifted(part.marks, at)
            at += len(part.text) + len(separator)
        return RichText(separator.join(part.text for part in parts), tuple(marks))


new_text: Callable[[tuple[str, tuple[Mark, ...]]], RichText] = partial(tuple.__new__, RichText)
"""A text of its two values, made as a mark is."""


def _moved(mark: Mark, start: int, end: int) -> Mark | None:
    """A mark whose edges have moved; ``None`` if nothing is left of it."""
    if start < end:
        return mark.at(start, end)
    return mark.at(end, end) if mark.kind in _PLACES else None


def shifted(marks: Sequence[Mark], by: int) -> Sequence[Mark]:
    """Return the marks, moved to the right by so many characters.

    Args:
        marks: the marks.
        by: number of characters.
    """
    if not by:
        return marks
    return [new_mark((kind, start + by, end + by, value, level)) for kind, start, end, value, level in marks]


def _within(marks: Iterable[Mark], first: int, last: int) -> list[Mark]:
    """The marks of ``[first, last)``, cut at its edges and counted from its start."""
    found: list[Mark] = []
    for mark in marks:
        kind, start, end, value, level = mark
        if first <= start and end <= last:
            found.append(new_mark((kind, start - first, end - first, value, level)) if first else mark)
        elif start < last and end > first:
            found.append(new_mark((kind, max(start, first) - first, min(end, last) - first, value, level)))
    return found


@dataclass(slots=True)
class RichBuilder:
    """Collects text and marks from left to right."""

    _pieces: list[str] = field(default_factory=list)
    _marks: list[Mark] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        """Append ``text``."""
        if text:
            self._pieces.append(text)
            self.length += len(text)

    def add_verbatim(self, text: str) -> None:
        """Append ``text`` that cleaning rules must leave alone."""
        self.mark("verbatim", self.length, self.length + len(text))
        self.add(text)

    def add_rich(self, rich: RichText) -> None:
        """Append ``rich`` with its marks."""
        if rich.marks:
            self._marks += shifted(rich.marks, self.length)
        self.add(rich.text)

    def mark(self, kind: MarkKind, start: int, end: int, value: str = "", level: int = 0) -> None:
        """Mark ``[start, end)`` of what has been added so far; an empty stretch is ignored, but for a place.

        Args:
            kind, value, level: of the mark.
            start, end: the stretch.
        """
        if start < end or kind in _PLACES:
            self._marks.append(new_mark((kind, start, end, value, level)))

    @property
    def mark_count(self) -> int:
        """How many marks have been made so far."""
        return len(self._marks)

    def unmark(self, first: int) -> None:
        """Forget the marks from number ``first`` on."""
        del self._marks[first:]

    def mark_around(self, kind: MarkKind, start: int, value: str = "", level: int = 0, *, before: int) -> None:
        """Mark what has been added, as what holds the marks on it.

        Args:
            kind, value, level: of the mark.
            start: where the stretch begins; it goes on to the end.
            before: number of the first mark that it holds.
        """
        if start < self.length or kind in _PLACES:
            self._marks.insert(before, new_mark((kind, start, self.length, value, level)))

    def go_on(self, pieces: list[str], marks: list[Mark]) -> None:
        """Go on, when empty, with texts and the marks on them that were collected elsewhere.

        Args:
            pieces: the texts.
            marks: the marks on them, as they stand in the whole.
        """
        self._pieces, self._marks, self.length = pieces, marks, sum(map(len, pieces))

    def text_from(self, start: int) -> str:
        """Return what has been added since ``length`` was ``start``."""
        whole: list[str] = []
        need = self.length - start
        for piece in reversed(self._pieces):
            if need <= 0:
                break
            whole.append(piece[-need:])
            need -= len(whole[-1])
        return "".join(reversed(whole))

    def take(self) -> RichText:
        """Everything collected; the builder is empty afterwards."""
        pieces, marks = self._pieces, self._marks
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        self._pieces, self.length = [], 0
        if marks:
            self._marks = []
            return new_text((text, tuple(in_order(marks) if len(marks) > 1 else marks)))
        return new_text((text, ()))
