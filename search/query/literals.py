"""The strings to look for in folded text in order to show where a query matched.

These are phrases and whole runs, words of two characters and more, Latin words as whole words, and every
stretch of a run of three characters and more (as its overlapping parts of three). A word's regional wordings
are looked for beside it, so that 川普 is found where 特朗普 was asked for. Lone characters of a longer run
(的, 是) are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby, pairwise

from wenxun.analysis.characters import CJK, LETTER, code_points, kinds_of
from wenxun.analysis.quantities import in_other_units, letters_and_numbers
from wenxun.analysis.regions import canonical_string, wordings_by_start
from wenxun.analysis.spellings import spellings
from wenxun.query.tree import AllOf, AnyOf, Code, Field, Node, Phrase, Prefix, Term, Text

__all__ = ["Candidates", "Literal", "faint_literals", "is_run", "literals"]

_JOINTS = re.compile("[-.&_+#]+")
"""What joins the parts of a compound (trak-2, c++); its parts are not marked where it was asked for whole."""

_BARE = re.compile(r"\.?[^\W_](?:.*[^\W_])?(?:\+\+|#)?", re.DOTALL)

_LOOSE_SIGNS = tuple("-_/'.")
_LEAST_DIGITS, _MOST_LOOSE = 10, 40
"""Numbers of so many digits, and words of so many letters, may stand in a text with signs between them."""

_NEIGHBOURHOOD_CHARS = 12
"""How far around a regional wording we look for a longer one that it is only a part of."""

_MOST_ASKED_CHARS = 50_000
"""A text is asked for one string after the other up to here; making a pattern takes as long as some such texts."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string to look for in folded text.

    Attributes:
        text: the string; not empty.
        meaning: its canonical form; literals with the same one count once.
        weight: what it is worth in a passage.
        whole: a Latin word at its start or end must start or end there in the text too.
        open_end: the match goes on to the end of the Latin word.
        in_code: it is looked for in code alone.
        is_loose: signs may stand between its characters that many leave out: ``e-commerce``.
    """

    text: str
    meaning: str
    weight: float
    whole: bool = True
    open_end: bool = False
    in_code: bool = False
    is_loose: bool = False

    @property
    def is_free(self) -> bool:
        """Whether every occurrence is a match, whatever stands around it."""
        at_edge = self.text[0] == "." or is_run(self.text[0]) or is_run(self.text[-1])
        return self.text == self.meaning and not self.is_loose and not (at_edge and (self.whole or self.open_end))

    def end_in(self, folded: str, start: int) -> int:
        """Find the end of an occurrence.

        Args:
            folded: the text that it stands in.
            start: where it begins.

        Returns:
            the end; 0 when what stands around it speaks against a match.
        """
        end = self._loose_end(folded, start) if self.is_loose else start + len(self.text)
        if not end:
            return 0
        starts_word = self.text[0] == "." or is_run(self.text[0])
        if self.whole and starts_word and start and _is_one_word(folded[start - 1], self.text[self.text[0] == "."]):
            return 0
        goes_on = end < len(folded) and _is_one_word(folded[end - 1], folded[end])
        if goes_on and self.open_end:
            end = next((place for place in range(end, len(folded)) if not is_run(folded[place])), len(folded))
        elif goes_on and self.whole:
            return 0
        if self.text != self.meaning:
            around = folded[max(0, start - _NEIGHBOURHOOD_CHARS) : end + _NEIGHBOURHOOD_CHARS]
            return end if self.meaning in canonical_string(around) else 0
        return end

    def starts(self) -> Iterator[str]:
        """Yield the first two characters that an occurrence may have, or its only one."""
        yield self.text[:2]
        if self.is_loose:
            yield from (self.text[0] + sign for sign in _LOOSE_SIGNS)

    def _loose_end(self, folded: str, start: int) -> int:
        """The end of the characters from a place on, with signs between them; 0 if others stand there."""
        end = start
        for character in self.text:
            sign = folded[end : end + 1]
            if end > start and (sign in _LOOSE_SIGNS or (sign == " " and _meet(folded[end - 1], character))):
                end += 1
            if folded[end : end + 1] != character:
                return 0
            end += 1
        return end


def _is_one_word(before: str, after: str) -> bool:
    """Whether two characters that touch are of one word: of two where letters and digits meet."""
    return is_run(before) and is_run(after) and before.isdecimal() == after.isdecimal()


def _meet(before: str, after: str) -> bool:
    """Whether one of two characters is a letter and the other a digit."""
    return before.isalpha() != after.isalpha()


def literals(nodes: Iterable[Node], field: Field) -> Iterator[Literal]:
    """Yield what some nodes look for in one kind of text; the same may come more than once.

    Args:
        nodes: parts of a query.
        field: the kind of text.
    """
    for node in nodes:
        if isinstance(node, (AnyOf, AllOf)):
            yield from literals(node.nodes, field)
        elif isinstance(node, Code) and field is Field.BODY:
            yield Literal(node.folded, node.folded, 2.0 * len(node.folded), whole=False, in_code=True)
        elif isinstance(node, (Text, Phrase, Prefix)) and node.field in (None, field):
            if isinstance(node, Text):
                yield from _of_text(node)
            elif isinstance(node, Phrase):
                is_word = Term("word", node.folded) in node.terms
                yield Literal(node.folded, node.folded, 2.0 * len(node.folded), whole=is_word)
            else:
                yield from _regional(Literal(node.folded, node.folded, len(node.folded), open_end=True))
                if _may_be_loose(node.folded):
                    yield Literal(node.folded, node.folded, len(node.folded), open_end=True, is_loose=True)


def _may_be_loose(word: str) -> bool:
    return 1 < len(word) <= _MOST_LOOSE and all(map(is_run, word)) and len(word) >= _LEAST_DIGITS * word.isdecimal()


def faint_literals(nodes: Iterable[Node], field: Field) -> Iterator[Literal]:
    """Yield what is worth showing only where nothing of ``literals`` stands: bigrams, and words of one character.

    Args:
        nodes: parts of a query.
        field: the kind of text.
    """
    for node in nodes:
        if isinstance(node, AnyOf):
            yield from faint_literals(node.nodes, field)
        elif isinstance(node, Text) and node.field in (None, field):
            for stream, text in node.terms:
                if stream == "bigram" or (stream == "word" and len(text) == 1):
                    yield Literal(text, text, len(text))


def _of_text(text: Text) -> Iterator[Literal]:
    run = _bare(text.folded)
    yield from _spelled(run, 2.0 * len(run))
    alone = (way.terms[0] for way in text.full_matches if not way.run and len(way.terms) == 1)
    words = [term.text for term in dict.fromkeys((*text.terms, *alone)) if term.stream == "word"]
    parts = {part for word in words for part in (*_JOINTS.split(word), *letters_and_numbers(word)) if part != word}
    for word in dict.fromkeys((canonical_string(run), *words)):
        if len(word) > 1 and word not in parts:
            yield from _regional(Literal(word, word, len(word)))
            yield from _spelled(word, len(word))
            if _may_be_loose(word):
                yield Literal(word, word, len(word), is_loose=True)
    known = {run, *words}
    for way in text.full_matches:
        if way.run and way.run not in known:
            yield Literal(way.run, canonical_string(way.run), 2.0 * len(run))
    # Nothing of a question word; a word of two characters stands for its bigram too.
    ranked = {term.text for term in text.terms if term.stream != "word" or len(term.text) == 2}
    units = _units(run)
    joined = [{_kind(a[0]), _kind(b[0])} == {CJK, LETTER} or {a, b, a + b} <= ranked for a, b in pairwise(units)]
    for place in range(len(units) - 2):
        if joined[place] and joined[place + 1]:
            stretch = "".join(units[place : place + 3])
            yield Literal(stretch, stretch, 1.0)


def _spelled(run: str, weight: float) -> Iterator[Literal]:
    """A run, and as it is written otherwise."""
    forms = dict.fromkeys((*spellings(run), *in_other_units(run)))
    return (Literal(form, canonical_string(form) if len(forms) > 1 else run, weight) for form in forms)


def _units(run: str) -> list[str]:
    """The characters of a run, but each word of letters or digits in one."""
    groups = groupby(enumerate(run), lambda item: -1 if is_run(item[1]) else item[0])
    return ["".join(character for _, character in group) for _, group in groups]


def _bare(run: str) -> str:
    """A run without the signs around it that are part of no word."""
    match = _BARE.search(run)
    return run if match is None else match.group()


def _regional(literal: Literal) -> Iterator[Literal]:
    """The literal, and as it is written in other regions."""
    yield literal
    meaning = literal.meaning
    for start in range(len(meaning) - 1):
        for form, wordings in wordings_by_start().get(meaning[start : start + 2], ()):
            if meaning.startswith(form, start):
                for wording in wordings:
                    written = meaning[:start] + wording + meaning[start + len(form) :]
                    yield Literal(written, meaning, literal.weight, literal.whole, literal.open_end)


class Candidates:
    """Finds the places of a text where one of some strings may stand.

    Args:
        starts: strings of one or two characters, each once.
    """

    def __init__(self, starts: Sequence[str]) -> None:
        self._starts = starts

    def places(self, text: str) -> Iterable[int]:
        """Return the places, increasing."""
        if len(text) * len(self._starts) > _MOST_ASKED_CHARS:
            return [found.start() for found in self._pattern.finditer(text)]
        places: set[int] = set()
        for start in self._starts:
            place = text.find(start)
            while place >= 0:
                places.add(place)
                place = text.find(start, place + 1)
        return sorted(places)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """What finds the first character of a string, where one that is the second of some string follows."""
        singles = "".join(re.escape(start) for start in self._starts if len(start) == 1)
        options = [f"[{singles}]"] if singles else []
        if pairs := [start for start in self._starts if len(start) == 2]:
            first, second = ("".join(map(re.escape, sorted(set(half)))) for half in zip(*pairs, strict=True))
            options.append(f"[{first}](?=[{second}])")
        return re.compile("|".join(options))


def is_run(character: str) -> bool:
    """Return whether a character is a letter or digit of a script that is written with spaces."""
    return _kind(character) == LETTER


@lru_cache(maxsize=4096)
def _kind(character: str) -> int:
    return int(kinds_of(code_points(character))[0])
