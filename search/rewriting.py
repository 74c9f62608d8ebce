"""Replaces many wordings at once, for showing text; ``analysis.regions`` does it for finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wenxun.analysis.alignment import Edit

__all__ = ["Wordings"]


class Wordings:
    """Replaces wordings: at each place the longest that starts there, from left to right."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._pairs = {key: value for key, value in pairs.items() if len(key) > 1}
        self._single = str.maketrans({key: value for key, value in pairs.items() if len(key) == 1 == len(value)})
        lengths: dict[str, set[int]] = {}
        for key in self._pairs:
            lengths.setdefault(key[:2], set()).add(len(key))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def rewrite(self, text: str) -> tuple[str, list[Edit]]:
        """The rewritten text, and the edits that change a length."""
        parts: list[str] = []
        edits: list[Edit] = []
        place = 0
        for start, end, value in self._found(text):
            parts += (text[place:start].translate(self._single), value)
            place = end
            if len(value) != end - start:
                edits.append((start, end, len(value)))
        parts.append(text[place:].translate(self._single))
        return "".join(parts), edits

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        lengths_at, value_of = self._lengths.get, self._pairs.get
        place, last = 0, len(text) - 1
        while place < last:
            for length in lengths_at(text[place : place + 2], ()):
                wording = text[place : place + length]  # shorter than that at the end of the text
                value = value_of(wording)
                if value is not None:
                    yield place, place + len(wording), value
                    place += len(wording)
                    break
            else:
                place += 1
