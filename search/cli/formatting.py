"""Help in the language of the command: texts are looked up a paragraph at a time, and wrapped by columns.

click wraps by characters; a Chinese one takes two columns, and lines may end behind any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import click

from wenxun.cli.language import is_english, told
from wenxun.cli.terminal import display_width, pad, wrap_pieces
from wenxun.models import Piece

__all__ = ["SpeakingContext", "first_sentence", "option_help", "short_help", "texts_of_help", "texts_of_option"]

_AS_IT_IS = "\b"
"""Stands before a paragraph whose lines click leaves as they are."""

_GAP = "  "
"""Stands between a command line and the remark on it, and between an option's help and what click adds to it."""

_CONTINUATION = 8


class _Formatter(click.HelpFormatter):
    """Writes help as click does; what is in another language, or has wide characters, is wrapped here."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        args = args.replace("[OPTIONS]", told("[OPTIONS]")).replace("COMMAND [ARGS]", told("COMMAND [ARGS]"))
        super().write_usage(prog, args, prefix if is_english() else told("Usage:"))

    def write_heading(self, heading: str) -> None:
        """Write the heading of a list."""
        if is_english():
            super().write_heading(heading)
        else:
            self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        if not is_english():
            width = self.width - self.current_indent
            text = "\n\n".join(_raw(_paragraph(lines, width)) for lines in _paragraphs(text))
        super().write_text(text)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of names, each with what it means."""
        rows = list(rows)
        if not (is_english() and all(meaning.isascii() for _, meaning in rows)):
            room = self.width - min(max(len(name) for name, _ in rows), col_max) - col_spacing - 2
            rows = [(name, _raw(_wrapped(option_help(meaning), max(room, 10)))) for name, meaning in rows]
        super().write_dl(rows, col_max, col_spacing)


class SpeakingContext(click.Context):
    """A context of click whose help is in the language of the command."""

    formatter_class = _Formatter


def first_sentence(text: str) -> str:
    """Return the first sentence of a command's help, as it stands in the list of commands."""
    return next(iter(texts_of_help(text)))


def short_help(command: click.Command) -> str:
    """Return the first sentence of a command's help in the language of the command line."""
    return told(first_sentence(command.help or ""))


def option_help(help: str) -> str:
    """Return an option's help in the language of the command line, with what click adds to it."""
    text = texts_of_option(help)
    return told(text) + help.removeprefix(text)


def texts_of_help(text: str) -> Iterator[str]:
    """Yield what is looked up of a text for help: its paragraphs, and the remarks of those that stay as they are."""
    for lines in _paragraphs(text):
        if lines[0] == _AS_IT_IS:
            for head, remark in _rows(lines[1:]):
                yield from filter(None, (remark or _plain(head),))
        else:
            yield " ".join(lines)


def texts_of_option(help: str) -> str:
    """Return what is looked up of an option's help: all but what click adds to it."""
    return help if told(help) != help else help.rpartition(_GAP + "[")[0] or help


def _paragraphs(text: str) -> Iterator[list[str]]:
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.splitlines()
        yield lines if lines[0] == _AS_IT_IS else [line.strip() for line in lines]


def _paragraph(lines: Sequence[str], width: int) -> list[str]:
    if lines[0] != _AS_IT_IS:
        return _wrapped(told(" ".join(lines)), width)
    rows = _rows(lines[1:])
    column = max((display_width(head) for head, remark in rows if remark), default=0) + len(_GAP)
    shown: list[str] = []
    for head, remark in rows:
        remarks = _wrapped(told(remark), width - column) if remark else []
        first = pad(head, column) + remarks[0] if remarks else head.replace(_plain(head), told(_plain(head)))
        shown += [first, *(" " * column + line for line in remarks[1:])]
    return shown


def _rows(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Each line and the remark on it, which stands behind the last gap; a remark may go on on the next line."""
    rows: list[tuple[str, str]] = []
    for line in lines:
        body = line.lstrip()
        head, gap, remark = body.rpartition(_GAP)
        margin = line[: len(line) - len(body)]
        if gap:
            rows.append((margin + head.rstrip(), remark))
        elif len(margin) >= _CONTINUATION and rows:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {body}")
        else:
            rows.append((line, ""))
    return rows


def _plain(head: str) -> str:
    """A line that is a text, as a title over others; "" for a command line."""
    return "" if head.startswith(" ") else head


def _wrapped(text: str, width: int) -> list[str]:
    lines = wrap_pieces([Piece(text, match=False)], width)
    return ["".join(piece.text for piece in line).strip() for line in lines]


def _raw(lines: Iterable[str]) -> str:
    return "\n".join([_AS_IT_IS, *lines])
