"""Chunks: reading work, small enough to travel between processes.

A chunk is read wherever it arrives, and what it gives does not depend on where that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from wenxun.articles.containers import Found, Piece
from wenxun.errors import ArticleError, ShortageError
from wenxun.models import Article, SkippedInput
from wenxun.notices import Notice, reason_of

__all__ = ["Chunk", "Part", "weight"]

Part: TypeAlias = Piece | Found
"""A piece that is still to be read, or what needs no reading."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Parts of inputs.

    Attributes:
        parts: each with the number and the name of its input.
        finishes: numbers of the inputs that end with this chunk.
        read_share: where it is a part of one file, how much of the file is read with it, from 0 to 1.
        is_large_file: whether it is a large file that is read whole, and nothing else.
    """

    parts: tuple[tuple[int, str, Part], ...]
    finishes: tuple[int, ...]
    read_share: float = 0.0
    is_large_file: bool = False

    def read(self, *, max_bytes: int) -> Iterator[tuple[int, Found]]:
        """Yield what the chunk holds, each with the number of its input.

        Raises:
            ShortageError: if too many files are open: the next one would fare no better.
        """
        for number, name, part in self.parts:
            if isinstance(part, Article | SkippedInput):
                yield number, part
                continue
            try:
                for found in part.read(max_bytes=max_bytes):
                    yield number, found
            except ArticleError as error:
                yield number, SkippedInput(name, error.reason, error.notice)
            except OSError as error:
                if shortage := ShortageError.of(error):
                    raise shortage from error
                yield (
                    number,
                    SkippedInput(name, "unreadable", Notice("it cannot be read: {reason}", reason=reason_of(error))),
                )
            except Exception as error:  # no file may end the indexing of all others
                detail = Notice(
                    "reading it failed ({name}: {error}); please report this", name=type(error).__name__, error=error
                )
                yield number, SkippedInput(name, "failed", detail)


def weight(part: Part) -> int:
    """About how many bytes of text a part holds."""
    if isinstance(part, Article):
        return sum(len(section.text) for section in part.sections) * 3
    return 0 if isinstance(part, SkippedInput) else part.size_bytes
