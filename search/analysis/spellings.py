"""The ways in which people write and space one run of text: what is looked for beside what was typed.

Works on *folded* text, and on the side of the query alone: a run is read in the stored text, as it is written there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, islice, pairwise, product

from wenxun.analysis.counted import numbered_otherwise
from wenxun.analysis.latin_signs import in_turn, spaced, with_other_signs

__all__ = ["parted_anywhere", "parted_by_case", "spellings", "together"]

_HAN = "[\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\U00020000-\U0003fffd]"
_BESIDE_HAN = re.compile(rf"(?<={_HAN}) ?(?=\.?[0-9a-zα-ω])|(?<=[0-9a-zα-ω+#%°]) ?(?={_HAN})")
_NUMBER_BEHIND_HAN = re.compile(
    rf"(?<={_HAN})(?<![年月日时分第卷之])[ -]?(?=[0-9]{{1,3}}(?![0-9年月日时点分秒世个人名次家万亿元岁届%.,]))"
)
"""Where the names of vehicles and weapons have a hyphen that many leave out: 歼-20, 东风-41."""

_NEW_WORD = re.compile(
    "(?<=[a-z][a-z])(?=[A-Z])|(?<=[0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z][0-9])|(?<=[A-Z][a-z])(?=[A-Z][a-z])"
    "|(?<=(?<![A-Za-z])[A-Z])(?=[A-Z][a-z]{2})"
)
_MOST_NEW_WORDS = 4

_INITIALS = re.compile(
    rf"(?:(?<=({_HAN}))[· ]?|(?<![0-9a-z·. ]))([a-z](?:(?:[·. ]|\. )[a-z]){{0,3}}|[a-z]{{2}})[·.]? ?(?={_HAN})"
)
"""Letters for names, between Chinese: 约翰·F·肯尼迪, J.K.罗琳, 阿Q."""

_LETTERS_AND_DIGITS = re.compile("(?=.*[0-9])[a-z]{2}[0-9a-z]+")
_CHUNK = re.compile("([a-z]+)([0-9]*)")
_NUMBER_OF_WORD = re.compile("(?<=[a-z]{2})(?=[0-9])")
_LEAST_LETTERS, _MOST_WAYS = 2, 48

_WAYS_TO_PART = (
    ("", "", ""),
    (" ", " ", " "),
    ("·", "·", "·"),
    ("·", "·", "."),
    ("·", "·", ""),
    ("·", ".", "."),
    ("·", ".", ". "),
    ("·", ". ", ". "),
)
"""What stands before the first of such letters, between two of them, and behind the last."""

BORDER = re.compile(r"(?<=[a-zα-ω])[ -]?(?=[0-9])|(?<=[0-9])[ -]?(?=[a-zα-ω])")
_BLANK_OR_HYPHEN = ("", " ", "-")
_LATIN = re.compile("[0-9a-zα-ω]")
_MAY_VARY = re.compile("[0-9a-zα-ω第卷号〇零○一二两三四五六七八九十百千]")
_MOST_SPELLINGS = 24
_LONGEST_NAME = 12
"""In a longer run without letters and digits, as in a question, numbers are not parted from what they count."""

_LONGEST_SPACED = 24
"""In a longer run, as in a question, the letters and digits alone are brought together and parted."""


def spellings(text: str) -> list[str]:
    """Return a text as it is, and as people write it.

    That is with letters and digits together, apart, and with a hyphen between them; with a blank between
    Chinese and what is written in letters or digits, and without; with the numbers of chapters and the like in other
    numerals; with a hyphen for a low line; with the point of Node.js and the hyphen of 歼-20, and
    without; with other signs at the letters of 约翰·F·肯尼迪.
    """
    if not _MAY_VARY.search(text):  # as most are
        return [text]
    if len(text) > _LONGEST_SPACED:
        return list(islice(dict.fromkeys(spaced(text, BORDER, _BLANK_OR_HYPHEN)), _MOST_SPELLINGS))
    forms: Iterable[str] = dict.fromkeys((text, *numbered_otherwise(together(text))))
    if not _LATIN.search(text):
        apart = (_BESIDE_HAN.sub(" ", form) for form in forms) if len(text) <= _LONGEST_NAME else ()
        return list(dict.fromkeys((*forms, *apart)))
    forms = in_turn([spaced(form, _NUMBER_BEHIND_HAN, ("", "-", " ")) for form in forms])
    forms = with_other_signs(text, forms)
    forms = in_turn([spaced(form, BORDER, _BLANK_OR_HYPHEN) for form in forms])
    forms = in_turn([spaced(form, _BESIDE_HAN, ("", " ")) for form in forms])
    if initials := _INITIALS.search(text):
        forms = (*forms, *_with_initials(initials))
    return list(islice(dict.fromkeys(forms), _MOST_SPELLINGS))


def parted_by_case(text: str) -> list[str]:
    """Return a text as it was typed with a blank where a capital begins a word within one, as in ``ProMax``.

    That is at all such places, and at each of them and some of them where they are few: MacBookPro is MacBook Pro.
    """
    words = _NEW_WORD.split(text)
    places = len(words) - 1
    if not places or places > _MOST_NEW_WORDS:
        return [" ".join(words)] if places else []
    ways = [*product(" ", repeat=places), *product((" ", ""), repeat=places)]
    return [
        "".join(map("".join, zip(words, (*blanks, ""), strict=True))) for blanks in dict.fromkeys(ways) if any(blanks)
    ]


def parted_anywhere(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words that a folded run of letters and digits is made of, were one blank or two left out, and the run.

    So ``bmwx5`` is bmw x5 as well, and ``iphone15promax`` iphone15 pro max and iphone 15 pro max. Letters alone are one
    word: nobody who types nowhere means now here.

    Args:
        text: the run.
    """
    if len(text) > _LONGEST_SPACED or not _LETTERS_AND_DIGITS.fullmatch(text):
        return
    chunks = list(_CHUNK.finditer(text))
    cuts = [
        place
        for chunk in chunks
        for place in range(chunk.start() + _LEAST_LETTERS, chunk.end(1) if chunk[2] else chunk.end(1) - 1)
    ]
    borders = [chunk.start() for chunk in chunks[1:]]
    for way in islice(chain(combinations(cuts, 1), combinations(cuts, 2)), _MOST_WAYS):
        words = tuple(text[start:end] for start, end in pairwise((0, *sorted((*borders, *way)), len(text))))
        run = " ".join(words)
        yield words, run
        if (spaced_out := _NUMBER_OF_WORD.sub(" ", run)) != run:
            yield words, spaced_out


def together(text: str) -> str:
    """Return a text without the blanks beside its Chinese; it has the same terms."""
    return _BESIDE_HAN.sub("", text) if " " in text else text


def _with_initials(initials: re.Match[str]) -> Iterator[str]:
    """The text with the first letters of names in it parted in every way."""
    text, letters = initials.string, [letter for letter in initials[2] if letter.isalpha()]
    for first, between, last in _WAYS_TO_PART:
        written = f"{first if initials[1] else ''}{between.join(letters)}{last}"
        yield f"{text[: initials.start()]}{written}{text[initials.end() :]}"
