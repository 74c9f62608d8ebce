"""Text within one block of an HTML page: white space as browsers show it, and the marks of inline elements."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from wenxun.articles.characters import tidy_characters
from wenxun.articles.cleaning import place_readings
from wenxun.articles.richtext import MarkKind, RichBuilder, RichText

__all__ = ["Inline", "OpenMark"]

_CJK = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef\U00020000-\U0003ffff\u2018-\u201d\u2026\u2014"
_CJK_CHARACTER = re.compile(f"[{_CJK}]")
_WRAP_AT_CJK = re.compile(f"(?<=[{_CJK}])[ \xa0]*\n[ \xa0\n]*|[ \xa0]*\n[ \xa0\n]*(?=[{_CJK}])")
_WRAP = re.compile("[ \xa0]*\n[ \xa0\n]*")
_BLANKS = re.compile("[ \t\r\f]+")
_EDGE = " \t\n\r\f"


@dataclass(slots=True, eq=False)
class OpenMark:
    """A mark whose element is still open; ``kind`` "" marks nothing, but its letters count as those of a link."""

    kind: MarkKind | None
    start: int
    value: str = ""
    level: int = 0
    is_link: bool = False
    before: int = 0  # number of the first mark within it
    end: int = -1  # where it ends, if not at the end of its element


class Inline(RichBuilder):
    """Collects the text of one block. A line of source that ends between Han letters ends in nothing.

    Attributes:
        gap: white space that counts only if text follows: "", " ", or a line end of the source.
        is_tidy: whether no text of the page holds a character that no stored text holds.
    """

    def __init__(self, tally: Counter[str], *, is_tidy: bool) -> None:
        super().__init__()
        self.open: list[OpenMark] = []
        self.link_chars = 0
        self.has_places = False
        self.has_readings = False
        self.ruby_start: int | None = None
        self._tally = tally
        self.is_tidy = is_tidy
        self.gap = ""
        self._last = ""

    @property
    def is_at_line_start(self) -> bool:
        """Whether the author has just ended a line."""
        return self._last == "\n"

    def tidy(self, text: str) -> str:
        """Return a text, as the parser gave it, without characters that no stored text holds."""
        return text if self.is_tidy else tidy_characters(text, self._tally)

    def add_node(self, data: str) -> None:
        """Append the content of a text node that holds more than white space."""
        text = data.strip(_EDGE)
        is_padded = len(text) != len(data)
        if is_padded and data[0] in _EDGE and self.gap != "\n":
            self.gap = "\n" if "\n" in data[: data.index(text[0])] else " "
        if not self.is_tidy:
            text = tidy_characters(text, self._tally)
        if "\n" in text or "  " in text or "\t" in text:
            text = _BLANKS.sub(" ", text)
            if "\n" in text:
                text = _WRAP.sub(" ", _WRAP_AT_CJK.sub("", text))
        if text:
            if self.gap:
                self._fill_gap(text[0])
            self.add(text)
            self._last = text[-1]
        if is_padded and data[-1] in _EDGE:
            self.gap = "\n" if "\n" in data[len(data.rstrip(_EDGE)) :] else " "

    def _fill_gap(self, following: str) -> None:
        if not self.gap:
            return
        is_wrapped = self.gap == "\n"
        self.gap = ""
        if not self._last or self._last in "\n\ufdd2":
            return
        if is_wrapped and (_CJK_CHARACTER.match(self._last) or _CJK_CHARACTER.match(following)):
            return
        if self._last != " ":
            self._append(" ")

    def _append(self, text: str) -> None:
        if text:
            self.add(text)
            self._last = text[-1]

    def add_space(self) -> None:
        """White space that counts only between two texts."""
        self.gap = self.gap or " "

    def add_exactly(self, text: str) -> None:
        """Append ``text`` with the white space that it has."""
        if text:
            self._fill_gap(text[0])
        self._append(text)

    def end_line(self) -> bool:
        """End a line as the author did; ``False`` when nothing stands on it yet."""
        self.gap = ""
        if self._last in ("", "\n"):
            return False
        self._append("\n")
        return True

    def begin(self, kind: MarkKind | None, value: str = "", level: int = 0, *, is_link: bool = False) -> OpenMark:
        """Note that an element begins which ``end`` marks.

        Args:
            kind, value, level: of the mark; no kind: nothing is marked.
            is_link: whether its letters count as those of links.

        Returns:
            What ``end`` takes.
        """
        if self.gap == " ":
            self._fill_gap("a")
        opened = OpenMark(kind, self.length, value, level, is_link, self.mark_count)
        self.open.append(opened)
        return opened

    def end(self, opened: OpenMark) -> None:
        """Mark what has been added since ``begin``; elements that do not nest end with the outer one."""
        if opened in self.open:
            del self.open[self.open.index(opened) :]
            self._mark(opened)

    def _mark(self, opened: OpenMark) -> None:
        start, end = min(opened.start, self.length), self.length
        if opened.is_link:
            self.link_chars += end - start
        if opened.kind is None or start == end:
            return
        if start <= opened.end < end:
            self.mark(opened.kind, start, opened.end, opened.value, opened.level)
        else:
            self.mark_around(opened.kind, start, opened.value, opened.level, before=opened.before)

    def place(self, kind: MarkKind, value: str) -> None:
        """Note that something stands here that has no text.

        Args:
            kind, value: of the mark.
        """
        self.mark(kind, self.length, self.length, value)

    def image(self, source: str, shown: str) -> None:
        """Add an image, and the words that are shown in its place.

        Args:
            source: its address.
            shown: the words.
        """
        self.has_places = True
        if shown:
            self._fill_gap(shown[0])
            start = self.length
            self._append(shown)
            self.mark("image", start, self.length, source)
        else:
            self.place("image", source)

    def fragment(self, name: str) -> None:
        """Note that links call this place so, behind their ``#``."""
        self.has_places = True
        self.place("fragment", self.tidy(name.strip()))

    def add_rich(self, rich: RichText) -> None:
        """Append text with its marks."""
        if rich.text:
            self._fill_gap(rich.text[0])
            super().add_rich(rich)
            self._last = rich.text[-1]

    def another(self) -> Inline:
        """Return a new one, for text that goes its own way."""
        return Inline(self._tally, is_tidy=self.is_tidy)

    def cut(self, start: int) -> None:
        """Take back what has been added since ``length`` was ``start``."""
        rich = super().take()
        super().add_rich(rich.cut(0, start).stripped() if start else RichText(""))
        self._last = self.text_from(max(0, self.length - 1))

    def take_block(self, *, is_exact: bool = False) -> tuple[RichText, int]:
        """Return the block and how many of its letters belong to links; elements that are open go on in the next block.

        Args:
            is_exact: keep white space at both ends, but for line ends.
        """
        for opened in reversed(self.open):
            self._mark(opened)
        for opened in self.open:
            opened.start = opened.before = 0
        rich = super().take()
        if self.has_readings:
            rich = place_readings(rich, self._tally)
            self.has_readings = bool(self.open)
        link_chars, self.link_chars = self.link_chars, 0
        self.has_places = False
        self.gap = self._last = ""
        self.ruby_start = None
        if is_exact:
            start = len(rich.text) - len(rich.text.lstrip("\n"))
            return rich.cut(start, max(start, len(rich.text.rstrip()))), link_chars
        return rich.stripped(), link_chars
