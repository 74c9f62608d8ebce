"""How people type what stands in a text: without its joints and accents, in another character, wording or spacing.

What may be typed for what is found here by rules of its own, not by those of the analysis: whoever tests the analysis
must not ask it what to test. Only the lists in ``search/data`` are the same, for they say what is one word.
"""

from __future__ import annotations

import random
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from wenxun.analysis.analyzer import Analyzer
from wenxun.analysis.batch import element_borders
from wenxun.analysis.variants import data_lines
from wenxun.models import Section

__all__ = ["TypedForm", "typed_forms"]

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_BLANK = "[ \t\u00a0\u3000]"
_DOT = "[·•‧∙・･]"
_JOINT = re.compile(
    rf"(?<={_HAN})(?:{_BLANK}?\n|{_BLANK}?{_DOT}{_BLANK}?|\u3000\u3000|{_BLANK}|[\u00ad\u200b-\u200d\u2060\ufeff]+)(?={_HAN})"
)
_HAN_BEFORE, _HAN_AFTER = re.compile(rf"{_HAN}+\Z"), re.compile(f"{_HAN}+")
_HAN_RUN = re.compile(f"{_HAN}{{2,6}}")
_NO_MORE_BEFORE, _NO_MORE_BEHIND = (
    "(?<![0-9A-Za-z.,+#&_/-])(?<![0-9A-Za-z][ -])",
    "(?![0-9A-Za-z.,+#&_/-]| [0-9A-Za-z])",
)
_LETTERS_WITH_DIGITS = re.compile(
    f"{_NO_MORE_BEFORE}(?:[A-Za-z]{{1,12}}[ -]?[0-9]{{1,6}}|[0-9]{{1,6}}[ -]?[A-Za-z]{{1,3}}){_NO_MORE_BEHIND}"
)
_BORDER = re.compile(r"(?<=[A-Za-z])[ -]?(?=[0-9])|(?<=[0-9])[ -]?(?=[A-Za-z])")
_GROUPED = re.compile(r"(?<![0-9A-Za-z.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9A-Za-z.,])")
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_ACCENTED = re.compile("(?<![^\\W_])[A-Za-z]*[À-ÖØ-öø-žǍ-ǜḀ-ỹ][A-Za-zÀ-ÖØ-öø-žǍ-ǜḀ-ỹ]*(?![^\\W_])")
_CHARACTERS_BESIDE = 4


class TypedForm(NamedTuple):
    """What somebody may type for what stands in a text, and what kind of difference lies between the two."""

    kind: str
    text: str


def typed_forms(title: str, section: Section, analyzer: Analyzer, draw: random.Random) -> Iterator[TypedForm]:
    """Yield, for one place of each kind that a section, its headings or its title have, what may be typed for it."""
    passages = [section.text, *section.path, title]
    borders = element_borders(section) if section.elements else []
    for kind, form in _FORMS.items():
        found = [(passage, match) for passage in passages for match in form.places.finditer(passage)]
        if form.pattern_is_joint:
            found = [each for each in found if not (each[0] is section.text and _is_parted(each[1], borders))]
        if found:
            for typed in form.typed(*draw.choice(found), draw):
                yield TypedForm(kind, typed)
    words = [token.text for token in analyzer.tokens(section.text) if token.stream == "word"]
    yield from _other_wording([word for word in words if word in _wordings()], draw)


def _is_parted(joint: re.Match[str], borders: Sequence[int]) -> bool:
    first = bisect_left(borders, joint.start())
    return first < len(borders) and borders[first] < joint.end()


class _Form(NamedTuple):
    """Where people may type something else, and what.

    Attributes:
        places: finds the places.
        typed: gives what may be typed, from the text, the place and the source of chance.
        pattern_is_joint: whether a border of list items or rows may lie in a place, which parts in truth.
    """

    places: re.Pattern[str]
    typed: Callable[[str, re.Match[str], random.Random], Iterator[str]]
    pattern_is_joint: bool = False


def _across_joint(text: str, joint: re.Match[str], draw: random.Random) -> Iterator[str]:
    before = _HAN_BEFORE.search(text, max(joint.start() - _CHARACTERS_BESIDE, 0), joint.start())
    after = _HAN_AFTER.match(text, joint.end(), joint.end() + _CHARACTERS_BESIDE)
    assert before is not None
    assert after is not None
    run = before[0][-draw.randint(1, _CHARACTERS_BESIDE) :] + after[0][: draw.randint(1, _CHARACTERS_BESIDE)]
    yield run
    yield f'"{run}"'


def _other_characters(text: str, run: re.Match[str], draw: random.Random) -> Iterator[str]:
    typed = "".join(draw.choice(_classes().get(character, character)) for character in run[0])
    if typed != run[0]:
        yield typed
        yield f'"{typed}"'


def _glued_and_parted(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    for between in ("", " ", "-"):
        yield _BORDER.sub(between, place[0])


def _digits_together(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    digits = place[0].replace(",", "")
    yield digits
    yield digits.translate(_WIDE_DIGITS)


def _without_accents(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    plain = "".join(char for char in unicodedata.normalize("NFD", place[0]) if not unicodedata.combining(char))
    if plain.isascii():
        yield plain


_FORMS: Mapping[str, _Form] = {
    "across a joint": _Form(_JOINT, _across_joint, pattern_is_joint=True),
    "other characters": _Form(_HAN_RUN, _other_characters),
    "letters and digits": _Form(_LETTERS_WITH_DIGITS, _glued_and_parted),
    "grouped digits": _Form(_GROUPED, _digits_together),
    "without accents": _Form(_ACCENTED, _without_accents),
}


def _other_wording(words: Sequence[str], draw: random.Random) -> Iterator[TypedForm]:
    if words:
        word = draw.choice(words)
        others = [other for other in _wordings()[word] if other != word]
        yield TypedForm("other wording", draw.choice(others))


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, str]:
    """Character to all characters that are one with it."""
    return {character: line for line in data_lines("character_classes.txt") for character in line}


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, Sequence[str]]:
    """Folded wording to all wordings that are one with it, the canonical one among them."""
    groups: dict[str, list[str]] = {}
    for wording, form, _ in (line.split("\t") for line in data_lines("regions.txt")):
        if wording != form and len(form) > 1:  # one character alone is never held by words
            groups.setdefault(form, [form]).append(wording)
    return {wording: group for group in groups.values() for wording in group}
