"""The numbers before headings and items of OpenDocument's texts (第一章, 1.1, （一）), which they do not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from wenxun.articles.documents.numerals import NUMBER_IN_WORDS, numeral
from wenxun.articles.documents.zip_files import local_name

__all__ = ["Numbers", "numbers_of"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEMPLATES = tuple(
    f"{{urn:{space}}}num-list-format"
    for space in (
        "oasis:names:tc:opendocument:xmlns:style:1.0",
        "org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    )
)
_PLACE = re.compile("%([1-9])%")
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹, 贰": "chineseLegalSimplified", "壹, 貳": "ideographLegalTraditional",
    "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle", "01": "decimalZero",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; ``form`` "" for none."""

    form: str
    template: str
    start: int


_Levels = Mapping[int, _Level]


@dataclass(slots=True)
class Numbers:
    """What stands before the headings and items of a document.

    Attributes:
        labels: by heading or paragraph, its number as it is shown.
        items: by item of a list, its number.
        ordered: lists whose items have numbers.
        plain: lists whose numbers no list of ours writes, so that they stand in their items' text, and these items.
    """

    labels: dict[Element, str] = field(default_factory=dict)
    items: dict[Element, int] = field(default_factory=dict)
    ordered: set[Element] = field(default_factory=set)
    plain: set[Element] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element stands: in which list, how deep, and how that one counts."""

    levels: _Levels
    counts: dict[int, int]
    depth: int
    list: Element


def numbers_of(body: Element, content: Element, styles: Element) -> Numbers:
    """Return the numbers of a document, by counting along; no recursion, for lists may nest without end.

    Args:
        body: its text.
        content: the part that holds it.
        styles: the part that describes its styles.
    """
    lists = {name: levels for part in (styles, content) for name, levels in _list_styles(part)}
    outline = next((_levels(each) for each in styles.iter(f"{_TEXT}outline-style")), {})
    unnumbered = {
        style.get(f"{_STYLE}name", "")
        for style in content.iter(f"{_STYLE}style")
        if style.get(f"{_STYLE}list-style-name") == ""
    }
    found = Numbers()
    running: dict[str, dict[int, int]] = {}  # of the lists of one style, and of those that others go on with
    chapters: dict[int, int] = {}
    waiting: list[tuple[Element, _Place | None]] = [(body, None)]
    while waiting:
        element, place = waiting.pop()
        name = local_name(element.tag)
        if name == "list":
            place = _entered(element, place, lists, running)
            level = place.levels.get(place.depth)
            if level is not None and level.form:
                found.ordered.add(element)
        elif name == "list-item" and place is not None:
            _count_item(element, place, found)
        elif name == "h" and place is None and element.get(f"{_TEXT}is-list-header") != "true":
            depth = _number(element.get(f"{_TEXT}outline-level", "")) or 1
            if element.get(f"{_TEXT}style-name", "") not in unnumbered and "".join(element.itertext()).strip():
                restart = element.get(f"{_TEXT}restart-numbering") == "true"
                start = _number(element.get(f"{_TEXT}start-value", "")) or 1 if restart else 0
                found.labels[element] = _label(outline, chapters, depth, start)
        inner = place if name in ("list", "list-item", "list-header") else None
        waiting += [(child, inner) for child in reversed(element)]
    found.plain.update([item for each in found.plain for item in each])
    return found


def _entered(
    element: Element, around: _Place | None, lists: Mapping[str, _Levels], running: dict[str, dict[int, int]]
) -> _Place:
    style = element.get(f"{_TEXT}style-name", "")
    if around is not None:
        return _Place(lists.get(style, around.levels), around.counts, around.depth + 1, element)
    goes_on = element.get(f"{_TEXT}continue-list", "")
    if not goes_on and element.get(f"{_TEXT}continue-numbering") == "true":
        goes_on = style
    counts = running.get(goes_on, {})
    running[style] = counts
    if identifier := element.get(_ID):
        running[identifier] = counts
    return _Place(lists.get(style, {}), counts, 1, element)


def _count_item(item: Element, place: _Place, found: Numbers) -> None:
    """Count an item, whose number stands before the first paragraph in it."""
    first = next(iter(item), None)
    if first is None or local_name(first.tag) not in ("h", "p"):
        return
    start = _number(item.get(f"{_TEXT}start-value", ""))
    label = _label(place.levels, place.counts, place.depth, start)
    level = place.levels.get(place.depth)
    if level is None or not level.form:
        return
    if local_name(first.tag) == "h" or NUMBER_IN_WORDS.search(label):
        found.plain.add(place.list)
        found.labels[first] = label
    else:
        found.items[item] = place.counts[place.depth]


def _label(levels: _Levels, counts: dict[int, int], depth: int, start: int) -> str:
    """Count at a level, and return the number as it is shown; "" for none."""
    level = levels.get(depth)
    counts[depth] = start or (counts[depth] + 1 if depth in counts else level.start if level else 1)
    for deeper in [each for each in counts if each > depth]:
        del counts[deeper]
    if level is None or not level.form:
        return ""

    def written(place: re.Match[str]) -> str:
        above = levels.get(int(place[1]), level)
        return numeral(counts.get(int(place[1]), above.start), above.form) if above.form else ""

    return _PLACE.sub(written, level.template).strip()


def _list_styles(part: Element) -> list[tuple[str, _Levels]]:
    return [(each.get(f"{_STYLE}name", ""), _levels(each)) for each in part.iter(f"{_TEXT}list-style")]


def _levels(style: Element) -> _Levels:
    return {_number(each.get(f"{_TEXT}level", "1")): _level(each) for each in style}


def _level(level: Element) -> _Level:
    depth = _number(level.get(f"{_TEXT}level", "1"))
    is_numbered = local_name(level.tag) in ("list-level-style-number", "outline-level-style")
    written = level.get(f"{_STYLE}num-format", "1") if is_numbered else ""
    form = next((form for sign, form in _FORMS.items() if written.startswith(sign)), "decimal") if written else ""
    shown = _number(level.get(f"{_TEXT}display-levels", "")) or 1
    template = next((found for name in _TEMPLATES if (found := level.get(name))), "")
    if not template:
        places = ".".join(f"%{place}%" for place in range(max(1, depth - shown + 1), depth + 1))
        template = f"{level.get(f'{_STYLE}num-prefix', '')}{places}{level.get(f'{_STYLE}num-suffix', '')}"
    return _Level(form, template, _number(level.get(f"{_TEXT}start-value", "")) or 1)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
