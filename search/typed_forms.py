"""How people type what stands in a text: with its joints and without, in other characters, words, signs and spacing.

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
from wenxun.analysis.scripts import to_simplified
from wenxun.analysis.variants import data_lines
from wenxun.models import Section

__all__ = ["TypedForm", "typed_forms"]

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_BLANK = "[ \t\u00a0\u3000]"
_DOT = "[·•‧∙・･]"
_JOINT = re.compile(
    rf"(?<={_HAN})(?:{_BLANK}?\n|{_BLANK}?{_DOT}{_BLANK}?|\u3000\u3000|{_BLANK}|[\u00ad\u200b-\u200d\u2060\ufeff]+)(?={_HAN})"
)
_JOINTS_PUT_IN = ("\u3000", "·", "\u200b", "\u00ad")
_HAN_BEFORE, _HAN_AFTER = re.compile(rf"{_HAN}+\Z"), re.compile(f"{_HAN}+")
_HAN_RUN = re.compile(f"{_HAN}{{2,6}}")
_NO_MORE_BEFORE, _NO_MORE_BEHIND = (
    "(?<![0-9A-Za-zÀ-ɏḀ-ỹ.,+#&_/-])(?<![0-9A-Za-z][ -])",
    "(?![0-9A-Za-zÀ-ɏḀ-ỹ.,+#&_/-]| [0-9A-Za-z])",
)
_LETTERS_WITH_DIGITS = re.compile(
    f"{_NO_MORE_BEFORE}(?:(?P<letters>[A-Za-z]{{1,12}})[ -]?(?P<digits>[0-9]{{1,6}})|[0-9]{{1,6}}[ -]?[A-Za-z]{{1,3}})"
    f"{_NO_MORE_BEHIND}"
)
_BORDER = re.compile(r"(?<=[A-Za-z])[ -]?(?=[0-9])|(?<=[0-9])[ -]?(?=[A-Za-z])")
_LEAST_LETTERS = 2
_UNITS = {"kg": "公斤", "km": "公里", "cm": "厘米", "mm": "毫米", "ml": "毫升", "°C": "度"}
_QUANTITY = re.compile(
    rf"{_NO_MORE_BEFORE}(?P<han>{_HAN}{{0,8}})(?P<number>[0-9]{{1,4}}) ?(?P<unit>{'|'.join(_UNITS)}){_NO_MORE_BEHIND}"
)
_NUMBER = re.compile(r"(?<![0-9A-Za-z.,])[1-9](?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]{3,8})(?![0-9A-Za-z.,])")
_WIDE = str.maketrans({code: code + 0xFEE0 for code in range(ord("0"), ord("z") + 1)})
_ACCENTED = re.compile("(?<![^\\W_])[A-Za-z]*[À-ÖØ-öø-žǍ-ǜḀ-ỹ][A-Za-zÀ-ÖØ-öø-žǍ-ǜḀ-ỹ]*(?![^\\W_])")
_BESIDE_HAN = re.compile(f"(?P<han>{_HAN}{{1,4}}) ?(?P<word>[A-Za-z]{{2,12}}){_NO_MORE_BEHIND}")
_NUMBERED = re.compile("第(?P<number>[1-9][0-9]?|[一二三四五六七八九十]{1,3})(?P<unit>[章回条條卷篇])")
_YEAR = re.compile("(?<![0-9.,-])[12][0-9]{3}年")
_PERCENT = re.compile("(?<![0-9.,-])(?P<number>[1-9][0-9]?)%")
_SIGN_IN_NAME = re.compile(
    f"{_NO_MORE_BEFORE}(?:[A-Za-z]{{2,10}}[_-][A-Za-z]{{2,10}}|[A-Za-z]{{1,8}}/[A-Za-z]{{1,8}}|[A-Za-z]{{2,10}}\\.(?:js|JS))"
    f"{_NO_MORE_BEHIND}"
)
_LARGE = re.compile(
    "(?<![0-9.,])(?P<number>[1-9][0-9]{0,3}(?:[.][1-9])?)(?P<unit>[万萬亿億])(?=[元人名件个個户戶平次])"
)
_LARGE_UNITS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_ROMAN = re.compile("(?P<before>第?)(?P<number>[Ⅰ-Ⅻ])(?P<unit>[章级級类類期型卷部])")
_RUN_TOGETHER = re.compile(f"{_NO_MORE_BEFORE}[A-Z][a-z]{{2,9}}[A-Z][a-z]{{2,9}}{_NO_MORE_BEHIND}")
_CAPITAL_WITHIN = re.compile("(?<=[a-z])(?=[A-Z])")
_TIMES = re.compile("(?<![0-9A-Za-z.,×xX*])[1-9][0-9]{1,3}[×xX][1-9][0-9]{1,3}(?![0-9A-Za-z.,×xX*])")
_POINTED = re.compile(f"{_NO_MORE_BEFORE}(?:[A-Z][a-z]?[.]){{2,4}}(?![0-9A-Za-z.,&#_/-]| [0-9A-Za-z])")
_BOOK_NUMBER = re.compile("(?<![0-9-])97[89](?:-[0-9]{1,7}){4}(?![0-9-])")
_DAY = re.compile("(?<![0-9年一二三四五六七八九十])(?P<month>[1-9]|1[0-2])月(?P<day>[1-9]|[12][0-9]|3[01])日")
_APOSTROPHE = re.compile(f"{_NO_MORE_BEFORE}[A-Za-z]{{1,10}}['’][A-Za-z]{{2,10}}{_NO_MORE_BEHIND}")
_CHARACTERS_BESIDE = 4
_DIGITS = "零一二三四五六七八九"


class TypedForm(NamedTuple):
    """What somebody may type for what stands in a text, and what kind of difference lies between the two."""

    kind: str
    text: str


def typed_forms(title: str, section: Section, analyzer: Analyzer, draw: random.Random) -> Iterator[TypedForm]:
    """Yield what may be typed for one place of each kind that a section, its headings or its title have.

    Args:
        title: of the article.
        section: the section.
        analyzer: the chain of the index.
        draw: the source of chance.
    """
    passages = [section.text, *section.path, title]
    borders = element_borders(section) if section.elements else []
    for kind, form in _FORMS.items():
        found = [(passage, match) for passage in passages for match in form.places.finditer(passage)]
        if form.pattern_is_joint:
            found = [each for each in found if not (each[0] is section.text and _is_parted(each[1], borders))]
        if found:
            for typed in form.typed(*draw.choice(found), draw):
                yield TypedForm(kind, typed)
    words = [token for token in analyzer.tokens(section.text) if token.stream == "word"]
    yield from _other_wording([word.text for word in words if word.text in _wordings()], draw)
    written = (to_simplified(section.text[word.span.start : word.span.end]) for word in words)
    yield from _other_spelling([word for word in written if word in _spellings()], draw)


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


def _both(typed: str) -> Iterator[str]:
    """What is typed, and in quotes."""
    yield typed
    yield f'"{typed}"'


def _across_joint(text: str, joint: re.Match[str], draw: random.Random) -> Iterator[str]:
    before = _HAN_BEFORE.search(text, max(joint.start() - _CHARACTERS_BESIDE, 0), joint.start())
    after = _HAN_AFTER.match(text, joint.end(), joint.end() + _CHARACTERS_BESIDE)
    assert before is not None
    assert after is not None
    parts = before[0][-draw.randint(1, _CHARACTERS_BESIDE) :], after[0][: draw.randint(1, _CHARACTERS_BESIDE)]
    yield from _both("".join(parts))
    yield f'"{joint[0].join(parts)}"'


def _with_joints(text: str, run: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield from _both(" ".join(run[0]))
    yield from _both(draw.choice(_JOINTS_PUT_IN).join(run[0]))


def _other_characters(text: str, run: re.Match[str], draw: random.Random) -> Iterator[str]:
    typed = "".join(draw.choice(_classes().get(character, character)) for character in run[0])
    if typed != run[0]:
        yield from _both(typed)


def _glued_and_parted(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    for between in ("", " ", "-"):
        yield from _both(_BORDER.sub(between, place[0]))
    yield place[0].swapcase().translate(_WIDE)
    if place["letters"] and len(place["letters"]) >= _LEAST_LETTERS:
        yield place["letters"]
        yield place["digits"]


def _in_other_units(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    for unit in (place["unit"], _UNITS[place["unit"]]):
        yield f"{place['han']}{place['number']}{unit}"
        yield f"{place['number']} {unit}"


def _grouped_and_not(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    digits = place[0].replace(",", "")
    yield from _both(digits)
    yield from _both(f"{int(digits):,}")
    yield digits.translate(_WIDE)


def _without_accents(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    plain = "".join(char for char in unicodedata.normalize("NFD", place[0]) if not unicodedata.combining(char))
    if plain.isascii():
        yield from _both(plain)
        yield unicodedata.normalize("NFD", place[0])


def _beside_han(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    for between in ("", " "):
        yield f'"{place["han"]}{between}{place["word"]}"'
    yield f"{place['han']}{place['word']}"


def _in_other_numerals(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    written = place["number"]
    if written.isdecimal():
        other = _in_han(int(written))
    else:
        tens_written, ten, ones_written = written.rpartition("十")
        tens = (_DIGITS.find(tens_written) if tens_written else 1) if ten else 0
        ones = _DIGITS.find(ones_written) if ones_written else 0
        other = str(10 * tens + ones) if min(tens, ones) >= 0 and len(tens_written + ones_written) <= 2 else written
    yield from _both(f"第{other}{place['unit']}")


def _in_other_years(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    for nought in "〇零○":
        yield from _both(place[0].translate(str.maketrans("0123456789", nought + _DIGITS[1:])))


def _as_share(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield from _both(f"百分之{_in_han(int(place['number']))}")


def _with_other_signs(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    if "/" not in place[0]:
        yield from _both(place[0].translate(str.maketrans("_-", "-_", ".")))
    yield from _both(place[0].translate(str.maketrans("", "", "_-./")))


def _in_full_digits(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    value = round(float(place["number"]) * 10) * _LARGE_UNITS[place["unit"]] // 10
    yield from _both(str(value))
    yield f"{value:,}"


def _in_letters(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    letters = unicodedata.normalize("NFKC", place["number"])
    yield from _both(f"{place['before']}{letters}{place['unit']}")
    if place["before"]:
        yield from _both(f"第{_in_han(ord(place['number']) - ord('Ⅰ') + 1)}{place['unit']}")


def _parted_by_capitals(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield _CAPITAL_WITHIN.sub(" ", place[0])
    yield place[0].lower()


def _with_other_times_signs(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    numbers = re.split("[×xX]", place[0])
    for sign in "×x*":
        yield from _both(sign.join(numbers))


def _without_points(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield from _both(place[0].replace(".", ""))


def _without_hyphens(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield from _both(place[0].replace("-", ""))


def _days_in_han(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield from _both(f"{_in_han(int(place['month']))}月{_in_han(int(place['day']))}日")


def _with_other_apostrophe(text: str, place: re.Match[str], draw: random.Random) -> Iterator[str]:
    yield from _both(place[0].translate(str.maketrans("'’", "’'")))


def _in_han(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


_FORMS: Mapping[str, _Form] = {
    "across a joint": _Form(_JOINT, _across_joint, pattern_is_joint=True),
    "joints put in": _Form(_HAN_RUN, _with_joints),
    "other characters": _Form(_HAN_RUN, _other_characters),
    "letters and digits": _Form(_LETTERS_WITH_DIGITS, _glued_and_parted),
    "other units": _Form(_QUANTITY, _in_other_units),
    "grouped digits": _Form(_NUMBER, _grouped_and_not),
    "without accents": _Form(_ACCENTED, _without_accents),
    "letters beside Han": _Form(_BESIDE_HAN, _beside_han),
    "other numerals": _Form(_NUMBERED, _in_other_numerals),
    "years in Chinese": _Form(_YEAR, _in_other_years),
    "percent in words": _Form(_PERCENT, _as_share),
    "other signs in a name": _Form(_SIGN_IN_NAME, _with_other_signs),
    "large numbers in digits": _Form(_LARGE, _in_full_digits),
    "Roman numerals": _Form(_ROMAN, _in_letters),
    "words run together": _Form(_RUN_TOGETHER, _parted_by_capitals),
    "other times signs": _Form(_TIMES, _with_other_times_signs),
    "without points": _Form(_POINTED, _without_points),
    "without hyphens": _Form(_BOOK_NUMBER, _without_hyphens),
    "days in Chinese": _Form(_DAY, _days_in_han),
    "other apostrophes": _Form(_APOSTROPHE, _with_other_apostrophe),
}


def _other_wording(words: Sequence[str], draw: random.Random) -> Iterator[TypedForm]:
    if words:
        word = draw.choice(words)
        others = [other for other in _wordings()[word] if other != word]
        yield TypedForm("other wording", draw.choice(others))


def _other_spelling(words: Sequence[str], draw: random.Random) -> Iterator[TypedForm]:
    if words:
        for typed in _both(draw.choice(_spellings()[draw.choice(words)])):
            yield TypedForm("other spelling", typed)


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


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, Sequence[str]]:
    """Word in Simplified characters to all ways to spell it, itself among them."""
    lines = (to_simplified(line).replace(": ", " ").split(" ") for line in data_lines("regions_spellings.txt"))
    return {spelling: group for group in lines for spelling in group}
