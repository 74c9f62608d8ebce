"""Properties that a text states in its lines: ``name:: value`` of Dataview and Logseq."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["Properties"]

_PROPERTY = re.compile(  # not std::vector, and not a place ::before
    r"([ \t]*(?:[-*+][ \t]+)?)(?:\*\*)?([A-Za-z\u3400-\u9fff](?:[\w .-]{0,40}(?<! ))?)(?:\*\*)?"
    r"::(?:(?: +|(?<=[\u3400-\u9fff]::)|(?=[\u3400-\u9fff《「“\[]))(\S.*))?[ \t]*$"
)
_PROPERTY_WITHIN = re.compile(
    r"\[([A-Za-z\u3400-\u9fff][\w .-]{0,40})::(?: +|(?<=[\u3400-\u9fff]::))((?:[^\[\]\n`]|\[\[[^\[\]\n]*\]\])+)\]"
    r"|\(([A-Za-z\u3400-\u9fff][\w .-]{0,40})::(?: +|(?<=[\u3400-\u9fff]::))([^()\n`]+)\)"
)
_PROGRAM_PROPERTY = re.compile(
    r"(?:id|title|collapsed|heading|background-color|public|icon|template\S*|hl-\S+|ls-type|logseq\.\S+|query-\S+|card-\S+)$"
)


class Properties:
    """Takes the marks of properties out of lines.

    Attributes:
        fields: what the lines have stated.
    """

    def __init__(self, tally: Counter[str], *, converted: bool) -> None:
        """Prepare for one text.

        Args:
            tally: gets the names of the rules that were applied.
            converted: whether a wiki converter wrote the text; what it wrote has no properties.
        """
        self.tally = tally
        self.converted = converted
        self.fields: dict[str, str | list[str]] = {}

    def shown(self, line: str) -> str:
        """Return a line without its marks of properties, ``name:: value``, and keep the properties."""
        if self.converted:
            return line
        found = _PROPERTY.fullmatch(line)
        if found is None:
            return _PROPERTY_WITHIN.sub(self._within, line)
        self.tally["properties"] += 1
        name, value = found[2].strip(), (found[3] or "").strip()
        if name == "title" and value:
            self.fields.setdefault(name, value)
        if not value or _PROGRAM_PROPERTY.match(name):
            return found[1]
        return found[1] + self._kept(name, value)

    def _within(self, found: re.Match[str]) -> str:
        """``[name:: value]`` within a line; of ``(name:: value)`` only the value is shown."""
        if found.string.count("`", 0, found.start()) % 2:
            return found[0]
        self.tally["properties"] += 1
        name, value = (found[1] or found[3]).strip(), (found[2] or found[4]).strip()
        shown = self._kept(name, value)
        return shown if found[1] else value

    def _kept(self, name: str, value: str) -> str:
        """What is shown of a property; one that comes again has several values."""
        before = self.fields.get(name)
        if before is None:
            self.fields[name] = value
        else:
            self.fields[name] = [*([before] if isinstance(before, str) else before), value]
        return f"{name}: {value}" if name.isascii() else f"{name}：{value}"
