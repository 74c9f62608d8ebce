"""What templates of links, dates, sums, measures, readings and quotations show, as wikitext."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from wenxun.articles.cleaning import READING_END, READING_START
from wenxun.articles.wikitext.signs import CLOSES, OPENS

__all__ = [
    "Parameters",
    "shown_amount",
    "shown_date",
    "shown_dates",
    "shown_link",
    "shown_link_in",
    "shown_measure",
    "shown_number",
    "shown_quote",
    "shown_reading",
]

Parameters: TypeAlias = Mapping[str, str]
"""Values by name, or by number where they have none; values are wikitext."""

_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z-]+)?")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_NUMBER = re.compile(r"[+\-−–±~≈]?[0-9][0-9.,/+^e\s]*", re.IGNORECASE)
_DATE_PARTS = 3
_ISO_DATE = re.compile(r"(-?[0-9]{1,4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?")
_RANGE_WORDS = {
    "to": "至",
    "-": "–",
    "–": "–",
    "至": "至",
    "and": "和",
    "和": "和",
    "or": "或",
    "或": "或",
    "x": "×",
    "×": "×",
    "*": "×",
    "by": "×",
    "+/-": "±",
    "±": "±",
    "+": "+",
}


def shown_link(parameters: Parameters) -> str:
    """Return a link to a page that exists in another language only: local title, foreign title, shown text."""
    page = parameters.get("1", "") or parameters.get("2", "")
    return _link(page, parameters.get("d") or parameters.get("3") or "")


def shown_link_in(parameters: Parameters) -> str:
    """Return the same where a parameter names the language: ``en|Foreign|本地|text`` or ``本地|en|Foreign``."""
    first, second = parameters.get("1", ""), parameters.get("2", "")
    named = parameters.get("lt") or parameters.get("d") or ""
    if _LANGUAGE_CODE.fullmatch(first) and not _LANGUAGE_CODE.fullmatch(second):
        third = parameters.get("3", "")
        local = second if _HAN.search(second) and third and not _HAN.search(third) else third or second
        return _link(local, named or parameters.get("4", ""))
    return _link(first, named)


def _link(page: str, text: str) -> str:
    if "\ufddb" in page:  # a link already
        return text or page
    return f"[[{page}|{text or page}]]" if page else text


def shown_reading(parameters: Parameters) -> str:
    """Return a word, and above it how it is read."""
    reading = parameters.get("2", "")
    base = parameters.get("1", "")
    return f"{OPENS}r{base}{READING_START}{reading}{READING_END}{CLOSES}r" if reading else base


def shown_date(parameters: Parameters) -> str:
    """Return the date of ``1980|5|6``, or a date as it is written."""
    values = [value for key, value in parameters.items() if key.isdigit()]
    if not values:
        return ""
    found = _ISO_DATE.fullmatch(values[0])
    parts = [part or "" for part in found.groups()] if found else values[:3]
    if not parts[0].lstrip("-").isdigit():
        return values[0]
    shown = ""
    for part, unit in zip(parts, "年月日", strict=False):
        if not part.lstrip("-").isdigit():
            break
        shown += f"{int(part)}{unit}"
    return shown


def shown_dates(parameters: Parameters) -> str:
    """Return dates, each with its place, of ``2001|1|2|中国|2001|3|4|日本``."""
    shown: list[str] = []
    numbers: list[str] = []
    for value in (*(value for key, value in parameters.items() if key.isdigit() and value), ""):
        if value.isdigit() and len(numbers) < _DATE_PARTS:
            numbers.append(value)
            continue
        date = shown_date(dict(zip("123", numbers, strict=False)))
        if value.isdigit():
            shown.append(date)
            numbers = [value]
            continue
        numbers = []
        shown.append(f"{date}（{value}）" if date and value else date or value)
    return "、".join(filter(None, shown))


def shown_amount(name: str, parameters: Parameters) -> str:
    """Return a sum with the sign or the code of its currency.

    Args:
        name: of the template, which names the currency.
        parameters: wikitext by name or number.
    """
    amount = parameters.get("1", "")
    return f"{name.upper()}{' ' if name.isalpha() else ''}{amount}" if amount else ""


def shown_measure(parameters: Parameters) -> str:
    """Return numbers with the units in which they are given: ``100|km|mi``, ``3|to|5|m``, ``5|ft|10|in|cm``."""
    values = [value for key, value in parameters.items() if key.isdigit()]
    shown: list[str] = []
    at = 0
    while at + 1 < len(values) and _NUMBER.fullmatch(values[at]):
        amount = values[at]
        while at + 2 < len(values) and values[at + 1] in _RANGE_WORDS:
            amount += _RANGE_WORDS[values[at + 1]] + values[at + 2]
            at += 2
        unit = values[at + 1] if at + 1 < len(values) else ""
        if _NUMBER.fullmatch(unit):
            break  # how exact the conversion is to be
        shown.append(f"{amount} {unit}".strip())
        at += 2
    return " ".join(shown) or parameters.get("1", "")


def shown_number(parameters: Parameters) -> str:
    """Return a number with its unit, if the first parameter is one."""
    number = parameters.get("1", "")
    if not _NUMBER.fullmatch(number):
        return ""
    unit = parameters.get("u") or parameters.get("ul") or parameters.get("unit") or ""
    return f"{number} {unit}".strip()


def shown_quote(parameters: Parameters) -> str:
    """Return a quotation, and behind it whose it is; how it is aligned may stand first."""
    if parameters.get("1", "").lower() in ("left", "right", "center", "none"):
        parameters = {str(int(key) - 1) if key.isdigit() else key: value for key, value in parameters.items()}
    names = (("text", "quote", "content", "内容", "內容", "passage", "1"), ("author", "sign", "by", "作者", "2"))
    text, author = (next((v for key in each if (v := parameters.get(key, ""))), "") for each in names)
    source = next((v for key in ("source", "title", "cite", "來源", "来源", "3") if (v := parameters.get(key, ""))), "")
    if not text:
        return ""
    by = "，".join(part for part in (author, source) if part)
    return f"\n\n{OPENS}q\n{text}\n{CLOSES}q\n\n" + (f"——{by}\n\n" if by else "")
