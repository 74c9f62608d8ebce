"""Text for terminals: widths of East Asian characters, colours, a progress bar.

Widths are counted in terminal columns; a Han character takes two.
"""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from time import monotonic
from typing import Literal, TextIO, TypeAlias

import click

from wenxun.cli.language import told
from wenxun.models import Piece

__all__ = [
    "Painter",
    "ProgressBar",
    "Role",
    "clean",
    "display_width",
    "pad",
    "painter",
    "shorten",
    "table",
    "terminal_width",
    "wrap_pieces",
]

Role: TypeAlias = Literal["title", "path", "mark", "dim", "warning"]

_COLOURS: dict[Role, dict[str, object]] = {
    "title": {"bold": True, "fg": "blue"},
    "path": {"fg": "cyan"},
    "mark": {"bold": True, "fg": "red"},
    "dim": {"dim": True},
    "warning": {"fg": "yellow"},
}
_BIDI_CONTROLS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_CONTROLS = dict.fromkeys([*range(32), *range(0x7F, 0xA0), *_BIDI_CONTROLS], "\ufffd")
_CONTROLS |= {ord("\n"): "\n", ord("\t"): "    "}
_NOT_AT_LINE_START = "，。、；：？！）》」』”’】〉…,.;:?!)]}"
_PUNCTUATION_COLUMNS = 4
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """Return the text with control characters made visible, so that no article can steer the terminal."""
    return text.translate(_CONTROLS)


def display_width(text: str) -> int:
    """Return how many columns a terminal gives to the text."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return a text filled with spaces.

    Args:
        text: the text.
        width: columns that it takes then.
        right: whether it stands against the right edge.
    """
    space = " " * max(0, width - display_width(text))
    return space + text if right else text + space


def shorten(text: str, width: int) -> str:
    """Return a text on one line, cut in the middle, so that both ends can be read.

    Args:
        text: the text.
        width: columns that it may take.
    """
    text = " ".join(text.split())
    if display_width(text) <= width:
        return text
    room = max(0, width - display_width(_ELLIPSIS))
    head = _prefix(text, room - room // 2)
    tail = _prefix(text[::-1], room // 2)[::-1]
    return head + _ELLIPSIS + tail


def table(rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> Iterator[str]:
    """Yield lines with the rows' cells in columns.

    Args:
        rows: cells, the same number in each row.
        right: numbers of the columns that stand against their right edge.
    """
    cleaned = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(*cleaned, strict=True)]
    for row in cleaned:
        cells = (pad(cell, widths[i], right=i in right) for i, cell in enumerate(row))
        yield "  ".join(cells).rstrip()


def wrap_pieces(
    pieces: Sequence[Piece], width: int | None, *, keep_lines: bool = False, mark_columns: int = 0
) -> Iterator[list[Piece]]:
    """Yield a snippet in lines, marks kept.

    Lines break between any two wide characters and at spaces, and where the snippet has a line end if asked; else
    that is a space. A little room is kept at their ends for closing punctuation, which does not start a line.


    Args:
        pieces: the snippet.
        width: columns of a line; ``None``: it may be of any length.
        keep_lines: whether its line ends are kept.
        mark_columns: columns that the signs around each mark take.
    """
    line: list[Piece] = []
    used = 0
    for text, match in _units(pieces, None if width is None else max(1, width - mark_columns)):
        if text == "\n" and keep_lines:
            if line:
                yield line
            line, used = [], 0
            continue
        text = " " if text == "\n" else text
        size = display_width(text)
        if match and not (line and line[-1].match):
            size += mark_columns
        room = 0 if width is None or text[0] in _NOT_AT_LINE_START else _PUNCTUATION_COLUMNS
        if width is not None and used and used + size > width - room:
            yield line
            if match and line[-1].match:
                size += mark_columns
            line, used = [], 0
            if text.isspace():
                continue
        if line and line[-1].match == match:
            line[-1] = Piece(line[-1].text + text, match)
        else:
            line.append(Piece(text, match))
        used += size
    if line:
        yield line


class Painter:
    """Colours text, or leaves it as it is where colours are not wanted."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour
        self.mark_columns = 0 if colour else display_width("【】")

    def __call__(self, text: str, role: Role) -> str:
        """The text in the colour of its role."""
        return click.style(text, **_COLOURS[role]) if self.colour else text  # type: ignore[arg-type]

    def pieces(self, pieces: Iterable[Piece]) -> str:
        """Return a snippet with its marks: coloured, or in 【】 where there is no colour."""
        if self.colour:
            return "".join(self(piece.text, "mark") if piece.match else piece.text for piece in pieces)
        return "".join(f"【{piece.text}】" if piece.match else piece.text for piece in pieces)


def painter(stream: TextIO) -> Painter:
    """Return the painter for a stream: colours on a terminal only, never when NO_COLOR is set (https://no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Painter(colour=wanted and stream.isatty())


def terminal_width(stream: TextIO) -> int | None:
    """Return how many columns to write in; ``None`` where the stream is no terminal and lines may be of any length."""
    if not stream.isatty():
        return None
    return max(20, min(shutil.get_terminal_size().columns, 110))


class ProgressBar:
    """A line on a terminal that is drawn over and over; nothing at all elsewhere."""

    _BAR_COLUMNS = 24
    _SECONDS_BETWEEN = 0.1

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._drawn_at = float("-inf")

    def __call__(self, done: float, total: int, name: str) -> None:
        """Draw the line, unless it was drawn a moment ago; ``done`` counts a part of what is at hand, too."""
        now = monotonic()
        if not self._shown or (done < total and now - self._drawn_at < self._SECONDS_BETWEEN):
            return
        self._drawn_at = now
        share = done / total if total else 1.0
        filled = round(share * self._BAR_COLUMNS)
        head = f"{'█' * filled}{'░' * (self._BAR_COLUMNS - filled)} {int(done)}/{total} "
        room = shutil.get_terminal_size().columns - display_width(head) - 1
        self._stream.write("\r\x1b[K" + head + (shorten(clean(told(name)), room) if room > 8 else ""))
        self._stream.flush()

    def close(self) -> None:
        """Wipe the line."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def _character_width(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 1


def _prefix(text: str, width: int) -> str:
    """As much of the text from its start as fits."""
    for position, character in enumerate(text):
        width -= _character_width(character)
        if width < 0:
            return text[:position]
    return text


def _units(pieces: Sequence[Piece], width: int | None) -> Iterator[tuple[str, bool]]:
    """What a line does not break inside: a wide character, a space, narrow ones that fit on one line."""
    for piece in pieces:
        run = ""
        for character in clean(piece.text):
            if character in " \n" or _character_width(character) == 2:
                if run:
                    yield run, piece.match
                yield character, piece.match
                run = ""
            else:
                run += character
            if len(run) == width:
                yield run, piece.match
                run = ""
        if run:
            yield run, piece.match
