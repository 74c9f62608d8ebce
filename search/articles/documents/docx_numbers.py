"""The numbers that Word writes before headings and items (1.1, 第三条, (a)) and that its documents do not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from wenxun.articles.documents.zip_files import local_name

__all__ = ["Numbering"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_MOST_NUMBER = 9_999
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_COUNTED = frozenset((
    "chineseCounting", "chineseCountingThousand", "ideographTraditionalCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "japaneseCounting",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int
    form: str
    text: str
    is_legal: bool  # whether all numbers in its text are digits


class Numbering:
    """Counts along with a document.

    Args:
        part: the part of a document that describes its lists.
    """

    def __init__(self, part: Element) -> None:
        abstract = {
            each.get(f"{_W}abstractNumId", ""): {
                _number(level.get(f"{_W}ilvl", "")): _level(level) for level in each.iter(f"{_W}lvl")
            }
            for each in part.iter(f"{_W}abstractNum")
        }
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        for each in part.iter(f"{_W}num"):
            name = _value(each, "abstractNumId")
            levels = dict(abstract.get(name, {}))
            own = [one for one in each if local_name(one.tag) == "lvlOverride"]
            for one in own:
                depth, start = _number(one.get(f"{_W}ilvl", "")), _value(one, "startOverride")
                described = one.find(f"{_W}lvl")
                if described is not None:
                    levels[depth] = _level(described)
                elif depth in levels and start:
                    levels[depth] = _Level(_number(start), *_rest(levels[depth]))
            number = each.get(f"{_W}numId", "")
            self._lists[number] = (f"{name}/{number}" if own else name, levels)
        self._counts: dict[str, dict[int, int]] = {}

    def is_ordered(self, number: str, depth: int) -> bool:
        """Return whether the items of a list have numbers.

        Args:
            number: of the list.
            depth: of the items, from 0 on.
        """
        level = self._lists.get(number, ("", {}))[1].get(depth)
        return level is not None and level.form not in ("", "bullet", "none")

    def label(self, number: str, depth: int) -> str:
        """Return the number that Word writes before an item, which is counted; "" for none.

        Args:
            number: of the list.
            depth: of the item, from 0 on.
        """
        name, levels = self._lists.get(number, ("", {}))
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        if level.form in ("", "bullet", "none") and not _PLACE.search(level.text):
            return "" if level.form == "bullet" else level.text.strip()

        def written(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            of = levels.get(place, level)
            return _written(counts.get(place, of.start), "decimal" if level.is_legal else of.form)

        return _PLACE.sub(written, level.text).strip()


def _level(level: Element) -> _Level:
    legal = level.find(f"{_W}isLgl")
    is_legal = legal is not None and legal.get(f"{_W}val", "1") not in ("0", "false")
    start = _value(level, "start")
    return _Level(_number(start) if start else 1, _value(level, "numFmt"), _value(level, "lvlText"), is_legal)


def _rest(level: _Level) -> tuple[str, str, bool]:
    return level.form, level.text, level.is_legal


def _value(parent: Element, name: str) -> str:
    found = parent.find(f"{_W}{name}")
    return "" if found is None else found.get(f"{_W}val", "")


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0


def _written(number: int, form: str) -> str:
    """A number in a form of Word's; digits where the form is a rare one."""
    if not 0 < number <= _MOST_NUMBER:
        return str(number)
    if form in _COUNTED:
        return _counted(number, _DIGITS, "十百千")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _counted(number, _FORMAL if form.endswith("Simplified") else _FORMAL_TRADITIONAL, "拾佰仟")
    if form in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("ideographTraditional", "ideographZodiac"):
        signs = _STEMS if form == "ideographTraditional" else _BRANCHES
        return signs[(number - 1) % len(signs)]
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.lower() if form == "lowerRoman" else roman
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(0x2460 + number - 1)
    return f"{number:02}" if form == "decimalZero" else "" if form in ("none", "bullet") else str(number)


def _counted(number: int, digits: str, units: str) -> str:
    """A number below ten thousand as it is said: 十二, 一百零三."""
    text = ""
    zero = "零"
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += digits[digit] + (units[place - 1] if place else "")
        elif text and not text.endswith(zero) and number % 10**place:
            text += zero
    is_plain = digits == _DIGITS
    return text.removeprefix("一") if is_plain and 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text
