"""Signs at letters and digits that people write, leave out or exchange: Wi-Fi and WiFi, Dr. Watson, v2.0, $100.

Works on *folded* text, and on the side of the query alone (``spellings``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, product, zip_longest

__all__ = ["in_turn", "is_amount", "is_number_in_groups", "is_standard", "spaced", "with_other_signs"]

_HAN = "\u3400-\u9fff"
_LETTER = "[0-9a-zα-ω]"
_POINT_OF_NAME = re.compile(
    r"(?<=[a-z]{2})[. ]?(?=(?:js|net)(?![0-9a-z]))|(?<=(?<![0-9a-z])[a-z][0-9])[. ]?(?=js(?![0-9a-z]))"
)
"""Where names such as Node.js, ASP.NET and D3.js have a point that many leave out."""

_LOOSE_SIGN = re.compile(
    r"(?<=[a-zα-ω])[_'/ -](?=[a-zα-ω])|(?<=[a-zα-ω])[_'/-](?=[0-9])|(?<=[0-9])[_'/-](?=[a-zα-ω])"
    r"|(?<=(?<![a-z0-9.])[a-z])\.(?=[a-z](?![a-z]))"
)
"""A sign between letters that many leave out, or part by a blank: e-commerce, x86_64, tcp/ip, u.s.a., wi fi."""

_LOW_OR_HYPHEN = re.compile(rf"(?<={_LETTER})[_-](?={_LETTER})")
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9])[ -](?=[0-9])(?=.*[a-z])|(?<=[a-z][0-9]{3})[ -](?=[0-9])")
_LETTER_POINT = re.compile("(?<=(?<![0-9a-z.])[a-z])\\.?(?=[0-9]{2})")
_COLON = re.compile(rf"(?<={_LETTER}): ?(?={_LETTER})")
_AND, _OR = (re.compile(rf"(?<={_LETTER}) ?{sign} ?(?={_LETTER})") for sign in "&/")
_TIMES = re.compile("(?<=[0-9]) ?[x×*] ?(?=[0-9])")
_POWER = re.compile(rf"(?<={_LETTER})\^(?={_LETTER})")
_BEHIND_PLUS = re.compile(r"(?<=\+\+)[ -]?(?=[0-9])")
_VERSION = re.compile(r"(?<=[a-z])[ -]?(?:(?<![a-z])v\.? ?|(?<=[a-z]{2})v)?(?=[0-9]{1,2}\.[0-9])")
"""Before the number of a version: Python 3.11, TLSv1.3."""

_LETTER_BESIDE_HAN = re.compile(rf"(?<=(?<![0-9a-zα-ω{_HAN}])[a-zα-ω])[ -]?(?=[{_HAN}])|(?<=[0-9a-zα-ω])-(?=[{_HAN}])")
"""A letter, and what is called after it: x光, t恤, γ-射线."""

_SIGNS = (
    (_POINT_OF_NAME, ("", ".", " ")),
    (_LOOSE_SIGN, ("", " ", "-")),
    (_LOW_OR_HYPHEN, ("_", "-")),
    (_BETWEEN_NUMBERS, (" ", "-")),
    (_AND, ("&", " & ")),
    (_LETTER_POINT, ("", ".")),
    (_COLON, (":", ": ")),
    (_OR, ("/", " / ")),
    (_TIMES, ("×", "x", " × ", " x ", "*")),
    (_POWER, ("^", "")),
    (_BEHIND_PLUS, ("", " ", "-")),
    (_VERSION, ("", " ", "-", "v", " v")),
    (_LETTER_BESIDE_HAN, ("", " ", "-")),
)
"""Where signs stand, and which."""

_NUMBER_SIGN = re.compile(r"(?<![0-9a-z])(no|vol|fig|pp|p|ch|op)(?:\. ?| )?(?=[0-9])")
_TITLE = re.compile(r"(?<![a-z])(dr|mr|mrs|ms|st|prof|mt|ft|gen|capt|vs|jr|sr)(?:\. ?| )(?=[a-z])")
_NUMBERED_BOOK = re.compile(r"(?<![a-z])(isbn|issn|doi)(?:: ?| )?(?=[0-9])")
_OPERATOR = re.compile(r"(?<=[0-9a-zα-ω)]) ?([=<>≤≥≈±÷]) ?(?=[0-9a-zα-ω(])")
_STANDARD = re.compile("(?<![0-9a-z])([a-z]{2}[0-9]{0,2})/?([tz])(?= ?-?[0-9])")
"""The code of a recommended standard, whose slash many leave out: gb/t 7714."""

_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?(1[3-9][0-9])[ -]?([0-9]{4})[ -]?([0-9]{4})(?![0-9])")
_LANDLINE = re.compile(r"\(?(?<![0-9])(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?[ -]?([0-9]{7,8})(?![0-9])")
_HOTLINE = re.compile("(?<![0-9])([48]00)[ -]?([0-9]{3})[ -]?([0-9]{4})(?![0-9])")
_AMOUNT = "([0-9][0-9.]*[万亿]?)"
_CURRENCIES = {
    ("us$", "$", "usd "): ("美元", "美金", "usd"),
    ("€", "eur "): ("欧元", "eur"),
    ("£", "gbp "): ("英镑", "gbp"),
    ("¥", "rmb "): ("元", "元人民币", "rmb"),
    ("hk$", "hkd "): ("港元", "港币", "hkd"),
    ("nt$", "twd "): ("新台币", "台币", "twd"),
    ("₩", "krw "): ("韩元", "krw"),
    ("₹", "inr "): ("卢比", "inr"),
    ("s$", "sgd "): ("新元", "新加坡元", "新币", "sgd"),
    ("a$", "aud "): ("澳元", "aud"),
}
"""What stands before an amount, and behind it."""

_NAMED_BEFORE = {"美元": "美金", "元": "人民币", "港元": "港币", "新台币": "新台币"}
"""Currencies whose name may stand before the amount as well, and 元 behind it: 港币88元."""

_THREE_GROUPS = (r"\1\2\3", r"\1-\2-\3", r"\1 \2 \3")
_ABROAD = (r"+86\1\2\3", r"+86 \1\2\3", r"+86 \1 \2 \3", r"+86-\1-\2-\3", r"+86 \1-\2-\3")


def _amounts() -> Iterator[tuple[re.Pattern[str], tuple[str, ...]]]:
    """Amounts of money by the sign or name of each currency, and the ways to write them."""
    for signs, names in _CURRENCIES.items():
        before, behind = (
            "|".join(map(re.escape, sorted(map(str.strip, group), key=len, reverse=True))) for group in (signs, names)
        )
        name = _NAMED_BEFORE.get(names[0])
        ways = (
            *(rf"{sign}\1" for sign in signs),
            *(rf"{sign} \1" for sign in signs if not sign.endswith(" ")),
            *(rf"\1{' ' * name.isascii()}{name}" for name in names),
            rf"\1 {names[0]}",
            *((rf"{name}\1元",) if name else ()),
        )
        if name:
            yield re.compile(rf"{name} ?{_AMOUNT} ?元"), ways
        yield re.compile(rf"(?<![0-9a-z$.])(?:{before}) ?{_AMOUNT}(?![0-9a-z万亿])"), ways
        yield re.compile(rf"(?<![0-9a-z$.]){_AMOUNT} ?(?:{behind})(?![a-z])"), ways


_AMOUNTS = tuple(_amounts())
_SHARE = re.compile(f"[0-9][0-9.]* (?:[%‰]|[万亿][{_HAN}]?)")
_WRITTEN = (
    (_NUMBER_SIGN, (r"\1", r"\1.", r"\1. ")),
    (_TITLE, (r"\1. ", r"\1 ", r"\1.")),
    (_NUMBERED_BOOK, (r"\1 ", r"\1", r"\1:", r"\1: ")),
    (_OPERATOR, (r"\1", r" \1 ")),
    (_STANDARD, (r"\1/\2", r"\1\2")),
    (_MOBILE, (*_THREE_GROUPS, *_ABROAD)),
    (_LANDLINE, (r"\1-\2", r"\1\2", r"\1 \2", r"(\1)\2", r"(\1) \2")),
    (_HOTLINE, (*_THREE_GROUPS, r"\1-\2\3")),
    *_AMOUNTS,
)
"""What is written in several ways, and the ways."""

_MAY_HAVE_SIGNS = re.compile(r"[a-zα-ω&/×*:=($€£¥₩₹元金镑币比]|[0-9][ -][0-9]|[0-9]{7}")
_INITIALS_OF_NAME = re.compile(r"(?<![a-z0-9])[a-z](?:\. ?[a-z](?![a-z]))+(\.?)(?![a-z])")
_GROUPED_DIGITS = re.compile(r"(?<![0-9.-])[0-9]{1,5}(?:[ -][0-9]{1,8}){1,4}(?:[ -]x)?(?![0-9-])")
_BOOK_NUMBER = re.compile("97[89](?: [0-9]{1,7}){2,4}")
_DIGITS_OF_ISBN = 13
_LEAST_DIGITS = 10
_FEW_BORDERS = 2
_MOST_FORMS = 48


def with_other_signs(text: str, forms: Iterable[str]) -> Iterable[str]:
    """Return forms of a text, and those with other signs between letters, numbers and Chinese.

    Args:
        text: the text.
        forms: it, and other forms of it.
    """
    if not _MAY_HAVE_SIGNS.search(text):  # as most numbers
        return forms
    for pattern, ways in _WRITTEN:
        if pattern.search(text):
            forms = in_turn([(form, *(pattern.sub(way, form) for way in ways)) for form in forms])
    for pattern, signs in _SIGNS:
        if pattern.search(text):
            forms = in_turn([spaced(form, pattern, signs) for form in forms])
    if _INITIALS_OF_NAME.search(text):
        forms = [*forms, *(_INITIALS_OF_NAME.sub(partial(_pointed, sign), text) for sign in (".", "", ". ", " "))]
    if (groups := _GROUPED_DIGITS.search(text)) and sum(map(str.isalnum, groups[0])) >= _LEAST_DIGITS:
        forms = [*forms, *(text.replace(groups[0], re.sub("[ -]", sign, groups[0])) for sign in ("", " ", "-"))]
    return forms


def in_turn(ways: Iterable[Iterable[str]]) -> list[str]:
    """Return the first way to write each of some forms, then the second of each, and so on, each once: the likeliest.

    Args:
        ways: the ways to write each form, the likeliest first.
    """
    known = dict.fromkeys(way for turn in zip_longest(*ways) for way in turn if way is not None)
    return list(islice(known, _MOST_FORMS))


def _pointed(sign: str, initials: re.Match[str]) -> str:
    """Initials with a sign between them; whoever leaves the points out leaves out the last one too."""
    return sign.join(re.findall("[a-z]", initials[0])) + (initials[1] if "." in sign else "")


def is_standard(text: str) -> bool:
    """Return whether a folded text is the code of a recommended standard and its number: gb/t 7714-2015."""
    code = _STANDARD.match(text)
    return code is not None and set(text[code.end() :]) <= set(" -.0123456789")


def is_number_in_groups(text: str) -> bool:
    """Return whether a folded text is a telephone number or an ISBN with blanks in it."""
    if any(pattern.fullmatch(text) for pattern in (_MOBILE, _LANDLINE, _HOTLINE)):
        return True
    return _BOOK_NUMBER.fullmatch(text) is not None and sum(map(str.isdecimal, text)) == _DIGITS_OF_ISBN


def is_amount(text: str) -> bool:
    """Return whether a folded text is an amount with a blank in it: 100 美元, usd 100, 30 %, 100 万."""
    return any(pattern.fullmatch(text) for pattern, _ in _AMOUNTS) or _SHARE.fullmatch(text) is not None


def spaced(text: str, border: re.Pattern[str], signs: Sequence[str]) -> Iterator[str]:
    """Yield a text, and with one of the signs at all borders; at some, too, where there are only two of them.

    Args:
        text: the text.
        border: finds the borders, with what stands there.
        signs: what may stand at a border.
    """
    yield text
    pieces = border.split(text)
    count = len(pieces) - 1
    if not count:
        return
    few = product(signs, repeat=count) if 1 < count <= _FEW_BORDERS else ()
    for between in (*((sign,) * count for sign in signs), *few):
        yield "".join(map("".join, zip(pieces, (*between, ""), strict=True)))
