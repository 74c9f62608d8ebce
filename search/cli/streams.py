"""Standard streams that are closed, full or without Chinese: data that is lost is told, a lost message is not.

Here is also the only place that replaces ``sys.stdout`` and ``sys.stderr``.
"""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO, cast

__all__ = ["OutputError", "discard_output", "prepare_streams"]


class OutputError(Exception):
    """Standard output took no more; its cause is what the system said."""


def prepare_streams() -> None:
    """Open what is closed, and let what cannot be written be told from all other errors.

    A stream that was closed would else be given to the next file that is opened, as that of the index.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            _open_nothing(number, name)
    for name, stands_for_data in (("stdout", True), ("stderr", False)):
        stream = getattr(sys, name)
        # A file name may hold bytes that are no text, and a terminal may not be able to show Chinese.
        stream.reconfigure(errors="backslashreplace")
        setattr(sys, name, cast(TextIO, _Stream(stream, stands_for_data=stands_for_data)))


def discard_output() -> None:
    """Let what is still held for standard output go nowhere: Python writes it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_nothing(number: int, name: str) -> None:
    """Put nothing in the place of a closed stream; it can be read, so that writing data to it fails."""
    opened = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    mode = "r" if name == "stdin" else "w"
    setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115  - it is no path


class _Stream:
    """A text stream: where it stands for data, what goes wrong is an ``OutputError``, and else it is passed over."""

    def __init__(self, stream: TextIO, *, stands_for_data: bool) -> None:
        self._stream = stream
        self._stands_for_data = stands_for_data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._fail(error)
            return len(text)

    def flush(self) -> None:
        """Write what is held."""
        try:
            self._stream.flush()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        if self._stands_for_data:
            if isinstance(error, BrokenPipeError):  # who reads wants no more
                raise error
            raise OutputError from error
