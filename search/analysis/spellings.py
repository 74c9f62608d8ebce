"""The ways in which people write and space one run of text: what is looked for beside what was typed.

Works on *folded* text, and on the side of the query alone: a run is read in the stored text, as it is written there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, product

from wenxun.analysis.counted import numbered_otherwise
from wenxun.analysis.quantities import BORDER

__all__ = ["is_standard", "parted_by_case", "spellings", "together"]

_HAN = "[\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\U00020000-\U0003fffd]"
_BESIDE_HAN = re.compile(rf"(?<={_HAN})[ \n]?(?=\.?[0-9a-zα-ω])|(?<=[0-9a-zα-ω+#%°])[ \n]?(?={_HAN})")
_POINT_OF_NAME = re.compile(
    r"(?<=[a-z]{2})\.?(?=(?:js|net)(?![0-9a-z]))|(?<=(?<![0-9a-z])[a-z][0-9])\.?(?=js(?![0-9a-z]))"
)
"""Where names such as Node.js, ASP.NET and D3.js have a point that many leave out."""

_NUMBER_SIGN = re.compile(r"(?<![0-9a-z])(no|vol|fig|pp|p|ch|op)(?:\. ?| )?(?=[0-9])")
_DAY_IN_NAME = re.compile(
    r"(?<![0-9.·-])(1[0-2]|[1-9])[·.-]?([12][0-9]|3[01]|[1-9])(?=事件|事变|晚会|运动|惨案|起义|空难|\w{0,2}地震)"
)
"""The month and day by which an event is called: 9·11事件, 3·15晚会."""

_HYPHEN_BEHIND_HAN = re.compile(
    rf"(?<={_HAN})(?<![年月日时分第卷])-?(?=[0-9]{{1,3}}(?![0-9年月日时点分秒世个人名次家万亿元岁号届%.,]))"
)
"""Where the names of vehicles and weapons have a hyphen that many leave out: 歼-20, 东风-41."""

_NEW_WORD = re.compile("(?<=[a-z][a-z])(?=[A-Z])|(?<=[0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z][0-9])")
_MOST_NEW_WORDS = 4

_INITIALS = re.compile(
    rf"(?:(?<=({_HAN}))[· ]?|(?<![0-9a-z·. ]))([a-z](?:(?:[·. ]|\. )[a-z]){{0,3}}|[a-z]{{2}})[·.]? ?(?={_HAN})"
)
"""Letters for names, between Chinese: 约翰·F·肯尼迪, J.K.罗琳, 阿Q."""

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

_LETTER = "[0-9a-zα-ω]"
_LOOSE_SIGN = re.compile(
    rf"(?<=[a-zα-ω])[_'/-](?={_LETTER})|(?<={_LETTER})[_'/-](?=[a-zα-ω])|(?<=(?<![a-z0-9.])[a-z])\.(?=[a-z](?![a-z]))"
)
"""A sign between letters that many leave out, or part by a blank: e-commerce, x86_64, tcp/ip, u.s.a."""

_LOW_OR_HYPHEN = re.compile(rf"(?<={_LETTER})[_-](?={_LETTER})")
_LETTER_POINT = re.compile("(?<=(?<![0-9a-z.])[a-z])\\.?(?=[0-9]{2})")
_COLON = re.compile(rf"(?<={_LETTER}): ?(?={_LETTER})")
_AND, _OR = (re.compile(rf"(?<={_LETTER}) ?{sign} ?(?={_LETTER})") for sign in "&/")
_TIMES = re.compile("(?<=[0-9]) ?[x×*] ?(?=[0-9])")
_INITIALS_OF_NAME = re.compile(r"(?<![a-z0-9])[a-z](?:\. ?[a-z](?![a-z]))+(\.?)(?![a-z])")
_STANDARD = re.compile("(?<![0-9a-z])([a-z]{2}[0-9]{0,2})/?([tz])(?= ?-?[0-9]{2})")
"""The code of a recommended standard, whose slash many leave out: gb/t 7714."""

_OF_NUMBERS = (r"\1", r"\1.", r"\1. ")
_OF_STANDARDS = (r"\1/\2", r"\1\2")

_LETTER_BESIDE_HAN = re.compile(
    rf"(?<=(?<![0-9a-zα-ω{_HAN[1:-1]}])[a-zα-ω])[ -]?(?={_HAN})|(?<=[0-9a-zα-ω])-(?={_HAN})"
)
"""A letter, and what is called after it: x光, t恤, γ-射线."""

_GROUPED_DIGITS = re.compile(r"(?<![0-9.-])[0-9]{1,5}(?:[ -][0-9]{1,8}){1,4}(?:[ -]x)?(?![0-9-])")
_MOBILE = re.compile(r"(?<![0-9])(1[3-9][0-9])([0-9]{4})([0-9]{4})(?![0-9])")
_LEAST_DIGITS = 10
_SIGNS = (
    (_LOOSE_SIGN, ("", " ")),
    (_LOW_OR_HYPHEN, ("_", "-")),
    (_AND, ("&", " & ")),
    (_LETTER_POINT, ("", ".")),
    (_COLON, (":", ": ")),
    (_OR, ("/", " / ")),
    (_TIMES, ("×", "x", " × ", " x ", "*")),
    (_LETTER_BESIDE_HAN, ("", " ", "-")),
)
_MAY_VARY = re.compile("[0-9a-zα-ω第卷号〇零○一二两三四五六七八九十百千]")
_FEW_BORDERS, _MOST_SPELLINGS = 2, 24
_LONGEST_SPACED = 24
"""In a longer run, as in a question, the letters and digits alone are brought together and parted."""


def spellings(text: str) -> list[str]:
    """Return a text as it is, and as people write it.

    That is with letters and digits together, apart, and with a hyphen between them; with a blank or line end between
    Chinese and what is written in letters or digits, and without; with the numbers of chapters and the like in other
    numerals; with a hyphen for a low line; with the point of Node.js and the hyphen of 歼-20, and
    without; with other signs at the letters of 约翰·F·肯尼迪.
    """
    if not _MAY_VARY.search(text):  # as most are
        return [text]
    is_short = len(text) <= _LONGEST_SPACED
    forms: Iterable[str] = numbered_otherwise(text) if is_short else (text,)
    if is_short and _POINT_OF_NAME.search(text):
        forms = [spaced for form in forms for spaced in _spaced(form, _POINT_OF_NAME, ("", "."))]
    if is_short and _NUMBER_SIGN.search(text):
        forms = [
            written for form in forms for written in (form, *(_NUMBER_SIGN.sub(sign, form) for sign in _OF_NUMBERS))
        ]
    if is_short and _DAY_IN_NAME.search(text):
        forms = [_DAY_IN_NAME.sub(rf"\g<1>{sign}\g<2>", form) for form in forms for sign in ("·", "", ".", "-")]
    if is_short and _HYPHEN_BEHIND_HAN.search(text):
        forms = [spaced for form in forms for spaced in _spaced(form, _HYPHEN_BEHIND_HAN, ("", "-"))]
    if is_short:
        forms = _with_other_signs(text, forms)
    if BORDER.search(text):
        forms = [spaced for form in forms for spaced in _spaced(form, BORDER, ("", " ", "-"))]
    if is_short and _BESIDE_HAN.search(text):
        forms = [spaced for form in forms for spaced in _beside_han(form)]
    if is_short and (initials := _INITIALS.search(text)):
        forms = (*forms, *_with_initials(initials))
    return list(islice(dict.fromkeys(forms), _MOST_SPELLINGS))


def _with_other_signs(text: str, forms: Iterable[str]) -> Iterable[str]:
    """The forms, and those with other signs between letters, numbers and Chinese."""
    if _STANDARD.search(text):
        forms = [
            written for form in forms for written in (form, *(_STANDARD.sub(sign, form) for sign in _OF_STANDARDS))
        ]
    for pattern, signs in _SIGNS:
        if pattern.search(text):
            forms = [spaced for form in forms for spaced in _spaced(form, pattern, signs)]
    if _INITIALS_OF_NAME.search(text):
        forms = [*forms, *(_INITIALS_OF_NAME.sub(partial(_pointed, sign), text) for sign in (".", "", ". ", " "))]
    if (groups := _GROUPED_DIGITS.search(text)) and sum(map(str.isalnum, groups[0])) >= _LEAST_DIGITS:
        forms = [*forms, *(text.replace(groups[0], re.sub("[ -]", sign, groups[0])) for sign in ("", " ", "-"))]
    if _MOBILE.search(text):
        forms = [*forms, *(_MOBILE.sub(rf"\1{sign}\2{sign}\3", text) for sign in " -")]
    return forms


def _pointed(sign: str, initials: re.Match[str]) -> str:
    """Initials with a sign between them; whoever leaves the points out leaves out the last one too."""
    return sign.join(re.findall("[a-z]", initials[0])) + (initials[1] if "." in sign else "")


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


def is_standard(text: str) -> bool:
    """Return whether a folded text is the code of a recommended standard and its number: gb/t 7714-2015."""
    code = _STANDARD.match(text)
    return code is not None and set(text[code.end() :]) <= set(" -.0123456789")


def together(text: str) -> str:
    """Return a text without the blanks and line ends beside its Chinese; it has the same terms."""
    return _BESIDE_HAN.sub("", text) if " " in text or "\n" in text else text


def _with_initials(initials: re.Match[str]) -> Iterator[str]:
    """The text with the first letters of names in it parted in every way."""
    text, letters = initials.string, [letter for letter in initials[2] if letter.isalpha()]
    for first, between, last in _WAYS_TO_PART:
        written = f"{first if initials[1] else ''}{between.join(letters)}{last}"
        yield f"{text[: initials.start()]}{written}{text[initials.end() :]}"


def _beside_han(text: str) -> Iterator[str]:
    """A text with blanks between Chinese and others, and without; with a line end, where there is one place for it."""
    yield from _spaced(text, _BESIDE_HAN, ("", " "))
    if len(pieces := _BESIDE_HAN.split(text)) == _FEW_BORDERS:
        yield "\n".join(pieces)


def _spaced(text: str, border: re.Pattern[str], signs: Sequence[str]) -> Iterator[str]:
    """A text, and with one of the signs at all borders; at some, too, where there are only two of them."""
    yield text
    pieces = border.split(text)
    count = len(pieces) - 1
    few = product(signs, repeat=count) if 1 < count <= _FEW_BORDERS else ()
    for between in (*((sign,) * count for sign in signs), *few):
        yield "".join(map("".join, zip(pieces, (*between, ""), strict=True)))
