"""Texts in alphabets, whose encodings have one byte for a letter: which language and encoding explain the bytes best.

Each letter costs about the negative logarithm of its frequency in its language, in nats, as characters do in
`plausibility`. The letters of ASCII cost the same in every reading, so what stands beyond them decides, and whether
it stands in the same words: Greek does not. A language knows its own letters alone: that tells ő of Hungarian from õ of
Portuguese, which are one byte.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

__all__ = ["AlphabeticReading", "read_alphabetic"]

_WESTERN = ("cp1252", "mac_roman", "cp850")
_CENTRAL = ("cp1250", "iso8859_2", "cp852", "mac_latin2")
_BALTIC = ("cp1257", "iso8859_13")
_CYRILLIC = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
_LATIN = (  # letters beyond ASCII, the most frequent first, and encodings, the likeliest first
    ("éàèêçùôâîûœëïÿ", _WESTERN),
    ("äüößé", _WESTERN),
    ("óáíéñúüç", _WESTERN),
    ("ãçéáóíõêúâàôü", _WESTERN),
    ("àèùòìé", _WESTERN),
    ("àóèéíòçúïü·", _WESTERN),
    ("äöåéüà", _WESTERN),
    ("øåæéôóü", _WESTERN),
    ("áíðóéöæþúýÞ", ("cp1252", "mac_iceland")),
    ("äõüöšž", ("cp1252", "cp1257")),
    ("ıüşğöçâîû", ("cp1254", "cp857", "mac_turkish")),
    ("áéíöőóüúű", _CENTRAL),
    ("łąęóżśćńź", _CENTRAL),
    ("áíéěšýčřžůúťďňóäľôĺŕ", _CENTRAL),
    ("čšžćđ", _CENTRAL),
    ("ăîţâşșț", ("cp1250", "iso8859_2", "iso8859_16")),
    ("ėšųčįūžąę", _BALTIC),
    ("āīšēņūļžčģķ", _BALTIC),
)
_OTHER = (
    ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґ", _CYRILLIC),
    ("аоіниевртскрлдумпяьзгбчхйїцщюшжєфґ", _CYRILLIC),
    ("аоиентрсјвукдпмлгзбшчцњћљђжхфџ", ("cp1251", "iso8859_5")),
    ("αιοετνσρπκυμληςίόάωγέδήθύχφώβξζψϊϋΐΰ", ("cp1253", "iso8859_7", "cp737")),
    ("יוהלאתשרבמםנעדחקפטסגצכזןךץף", ("cp1255", "cp862")),
    ("الينمتورةبدسعهفكحقجصشطأخثزضذغإىءئظآؤ،؟", ("cp1256", "iso8859_6")),
    ("านอรก่้เงมยลวดท็สต์ั ิีะปคุูบหแพจ์โขใไชถผณึซภธฟฉศืญฐษฎฏฑฒฆฌฬฮๆฯๅำ", ("cp874",)),
)
_MARKS = "‘’“”„‚«»‹›–—…•·°§©®™€¿¡№½£×\xa0"
_BLANKS = "\t\n\r"
_ASCII, _BLANK, _CONTROL, _MARK, _STRANGE, _UNDEFINED = 3.0, 3.0, 20.0, 6.0, 13.0, 30.0
_FIRST_LATIN, _STEP_LATIN, _CAPITAL_LATIN = 4.0, 0.15, 1.5
_FIRST, _STEP, _CAPITAL = 2.2, 0.11, 2.5
_USUAL = "cp1252"
_NATS_OF_WINDOWS, _NATS_OF_STANDARDS, _NATS_OF_OTHERS = 3.5, 4.5, 7.0  # against encodings that are less usual
_MOST_LATIN, _MOST_OTHER = 6.5, 6.0  # of a letter, on the average, in a reading that is believed
_LEAST_OTHER_LETTERS = 4
_MEETING = 5.0  # where a letter of ASCII and one of another alphabet meet
_CERTAIN_NATS = 2.0  # how much more surprising any other text must be
_MOST_ODD_SHARE = 0.05  # of letters beyond ASCII, those where no language has them
_IN_WORDS = "’·"  # marks that stand between letters


class AlphabeticReading(NamedTuple):
    """What a text would be in the alphabet that explains it best.

    Attributes:
        cost: of all its characters, in nats.
        encoding: Python's name of it.
        is_credible: whether its letters are those of the language.
    """

    cost: float
    encoding: str
    is_credible: bool


def read_alphabetic(data: bytes) -> AlphabeticReading:
    """Return the best reading of ``data`` in an encoding with one byte for a letter."""
    table, encodings, is_latin, against = _readings()
    codes = np.frombuffer(data, dtype=np.uint8)
    counts = np.bincount(codes, minlength=256).astype(np.float64)
    is_ascii_letter = ((codes | 0x20) >= ord("a")) & ((codes | 0x20) <= ord("z"))
    is_high = codes >= 0x80
    meetings = int((is_ascii_letter[1:] & is_high[:-1]).sum() + (is_ascii_letter[:-1] & is_high[1:]).sum())
    own = table @ counts + np.where(is_latin, 0.0, _MEETING * meetings)
    costs = own + against
    order = costs.argsort(kind="stable")
    best = int(order[0])
    letters = float(counts[0x80:].sum())
    mean = float(table[best, 0x80:] @ counts[0x80:] + own[best] - table[best] @ counts) / letters if letters else 0.0
    is_likely = mean <= _MOST_LATIN if is_latin[best] else mean <= _MOST_OTHER and letters >= _LEAST_OTHER_LETTERS
    text = data.decode(encodings[best], "replace")
    is_likely = is_likely and _odd_places(codes, encodings[best]) <= max(1.0, letters * _MOST_ODD_SHARE)
    close = (int(place) for place in order[1:] if costs[place] < costs[best] + _CERTAIN_NATS)
    is_certain = all(data.decode(encodings[place], "replace") == text for place in close)
    return AlphabeticReading(float(costs[best]), encodings[best], is_likely and is_certain)


def _odd_places(codes: NDArray[np.uint8], encoding: str) -> int:
    """How often a capital stands behind a small letter, or a mark between two letters, and not all in ASCII."""
    characters = [bytes((byte,)).decode(encoding, "replace") for byte in range(256)]
    is_small, is_capital, is_letter, is_mark = (
        np.array(kind)[codes]
        for kind in (
            [each.islower() for each in characters],
            [each.isupper() for each in characters],
            [each.isalpha() for each in characters],
            [ord(each) >= 0x80 and category(each)[0] in "PS" and each not in _IN_WORDS for each in characters],
        )
    )
    is_high = codes >= 0x80
    within = is_small[:-1] & is_capital[1:] & (is_high[:-1] | is_high[1:])
    between = is_letter[:-2] & is_mark[1:-1] & is_letter[2:] & (is_high[:-2] | is_high[2:])
    return int(within.sum() + between.sum())


@lru_cache(maxsize=1)
def _readings() -> tuple[NDArray[Any], list[str], NDArray[Any], NDArray[Any]]:
    """What each byte costs in each language and encoding; the encodings, which are Latin, what is against them."""
    rows: list[NDArray[Any]] = []
    encodings: list[str] = []
    is_latin: list[bool] = []
    for languages, latin in ((_LATIN, True), (_OTHER, False)):
        for letters, possible in languages:
            costs = _letter_costs(letters, latin=latin)
            for encoding in possible:
                rows.append(np.array([_byte_cost(byte, encoding, costs) for byte in range(256)]))
                encodings.append(encoding)
                is_latin.append(latin)
    return np.array(rows), encodings, np.array(is_latin), np.array([_against(encoding) for encoding in encodings])


def _letter_costs(letters: str, *, latin: bool) -> dict[str, float]:
    first, step, capital = (_FIRST_LATIN, _STEP_LATIN, _CAPITAL_LATIN) if latin else (_FIRST, _STEP, _CAPITAL)
    costs = dict.fromkeys(_MARKS, _MARK)
    for rank, letter in enumerate(letters):
        costs.setdefault(letter.upper(), first + step * rank + capital)
        costs[letter] = min(costs.get(letter, _STRANGE), first + step * rank)
    return costs


def _against(encoding: str) -> float:
    if encoding == _USUAL:
        return 0.0
    if encoding.startswith(("cp12", "koi8")):
        return _NATS_OF_WINDOWS
    return _NATS_OF_STANDARDS if encoding.startswith(("iso8859", "cp874")) else _NATS_OF_OTHERS


def _byte_cost(byte: int, encoding: str, costs: dict[str, float]) -> float:
    if byte < 0x80:
        return _BLANK if chr(byte) in _BLANKS else _ASCII if 0x20 <= byte < 0x7F else _CONTROL
    try:
        character = bytes((byte,)).decode(encoding)
    except UnicodeDecodeError:
        return _UNDEFINED
    return costs.get(character, _STRANGE)
