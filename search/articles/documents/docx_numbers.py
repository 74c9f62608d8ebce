"""The numbers that Word writes before headings and items (1.1, 第三条, (a)) and that its documents do not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from wenxun.articles.documents.numerals import numeral
from wenxun.articles.documents.zip_files import local_name

__all__ = ["Numbering"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")


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

    def count(self, number: str, depth: int) -> int:
        """Return the number of the item that was counted last; 0 where none was.

        Args:
            number: of the list.
            depth: of the item, from 0 on.
        """
        return self._counts.get(self._lists.get(number, ("", {}))[0], {}).get(depth, 0)

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
            return numeral(counts.get(place, of.start), "decimal" if level.is_legal else of.form)

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
