"""Widths, wrapping, colours."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxun.cli.terminal import (
    Painter,
    ProgressBar,
    clean,
    display_width,
    pad,
    painter,
    shorten,
    table,
    terminal_width,
    wrap_pieces,
)
from wenxun.models import Piece

TEXT = st.text(st.sampled_from("板门店abc 12，。《》é한が\u0301"), max_size=60)
PIECES = st.lists(st.builds(Piece, TEXT.filter(bool), st.booleans()), max_size=6)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("板门店", 6), ("a板", 3), ("ｶﾅ", 2), ("カナ", 4), ("e\u0301", 1)],
)
def test_wide_characters_take_two_columns(text: str, width: int) -> None:
    assert display_width(text) == width


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5))
def test_the_columns_of_a_table_start_at_the_same_place(rows: list[tuple[str, str, str]]) -> None:
    ended = [(*row, "|") for row in rows]
    assert len({display_width(line) for line in table(ended)}) == 1


@given(TEXT, st.integers(0, 40))
def test_padding_fills_up_to_the_width(text: str, width: int) -> None:
    assert display_width(pad(text, width)) == max(width, display_width(text))
    assert pad(text, width, right=True).endswith(text)


@given(TEXT, st.integers(4, 40))
def test_a_shortened_text_fits_and_keeps_both_ends(text: str, width: int) -> None:
    short = shorten(text, width)
    plain = " ".join(text.split())
    assert display_width(short) <= width
    if short != plain:
        head, _, tail = short.partition("…")
        assert plain.startswith(head)
        assert plain.endswith(tail)


@given(PIECES, st.integers(10, 50))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(pieces: list[Piece], width: int) -> None:
    lines = list(wrap_pieces(pieces, width))
    joined = [piece for line in lines for piece in line]
    for match in (True, False):
        wanted = "".join(piece.text for piece in pieces if piece.match is match)
        kept = "".join(piece.text for piece in joined if piece.match is match)
        assert kept.replace(" ", "") == wanted.replace(" ", "")
    assert all(display_width("".join(piece.text for piece in line)) <= width for line in lines)


@given(PIECES, st.integers(14, 50))
def test_wrapped_lines_fit_with_brackets_around_marks(pieces: list[Piece], width: int) -> None:
    paint = Painter(colour=False)
    lines = wrap_pieces(pieces, width, mark_columns=paint.mark_columns)
    assert all(display_width(paint.pieces(line)) <= width for line in lines)


def test_without_a_width_a_snippet_stays_on_one_line() -> None:
    pieces = [Piece("板门店" * 100, match=False), Piece("会谈\n", match=True)]
    assert len(list(wrap_pieces(pieces, None))) == 1


def test_a_line_does_not_start_with_closing_punctuation() -> None:
    lines = [
        "".join(piece.text for piece in line) for line in wrap_pieces([Piece("一二三四五」，六七", match=False)], 14)
    ]
    assert lines == ["一二三四五」，", "六七"]


@given(st.text())
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    assert all(unicodedata.category(character) != "Cc" or character == "\n" for character in clean(text))


def test_bidirectional_controls_cannot_reorder_a_line() -> None:
    assert clean("a\u202eb\u2066c") == "a\ufffdb\ufffdc"


def test_marks_are_coloured_on_a_terminal_and_bracketed_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    pieces = [Piece("在", match=False), Piece("板门店", match=True)]
    assert "\x1b[" in painter(Terminal()).pieces(pieces)
    assert painter(io.StringIO()).pieces(pieces) == "在【板门店】"
    monkeypatch.setenv("NO_COLOR", "1")
    assert painter(Terminal()).pieces(pieces) == "在【板门店】"


def test_without_colour_a_painter_changes_nothing() -> None:
    assert Painter(colour=False)("板门店", "title") == "板门店"


def test_only_a_terminal_has_a_width() -> None:
    assert terminal_width(io.StringIO()) is None
    assert terminal_width(Terminal()) is not None


def test_the_progress_bar_is_drawn_on_a_terminal_only() -> None:
    for stream, drawn in ((Terminal(), True), (io.StringIO(), False)):
        progress = ProgressBar(stream)
        progress(0, 2, "甲.md")
        progress(2, 2, "乙.md")
        progress.close()
        assert ("2/2" in stream.getvalue()) is drawn
        assert ("乙.md" in stream.getvalue()) is drawn


def test_the_bar_grows_with_the_part_of_a_file_that_is_done() -> None:
    stream = Terminal()
    ProgressBar(stream)(0.5, 1, "甲.md")
    assert "█" * 12 + "░" * 12 + " 0/1 " in stream.getvalue()


def test_a_file_name_cannot_break_the_progress_line() -> None:
    stream = Terminal()
    ProgressBar(stream)(1, 1, "a\nb\x1b[2Jc")
    assert "\n" not in stream.getvalue()
    assert "\x1b[2J" not in stream.getvalue()
