"""What was perhaps meant, and the names of titles, headings and links that stand behind it and behind suggestions.

Where an index has no table of its names on the disk, one is made once a generation, behind the back of whoever asks.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator, Sequence
from weakref import WeakSet

from wenxun.errors import QueryError, WenxunError
from wenxun.mixed_pinyin import is_syllable
from wenxun.name_columns import ENDING
from wenxun.name_table import NameTable
from wenxun.notices import Notice
from wenxun.pinyin import plain_letters
from wenxun.query.language import parse
from wenxun.query.syntax import Word

__all__ = ["NameTables", "corrected_queries"]

_LONGEST_MISSPELT = 12
_WINDOWS = range(6, 1, -1)
_WORDS_TRIED = 6
"""Of a query of more words, these are looked at for slips: each takes as long as a search."""


# --- one table a generation -----------------------------------------------------------------------


_workers: WeakSet[threading.Thread] = WeakSet()


@atexit.register
def _end_collecting() -> None:
    """Let no thread collect on while the interpreter ends: one in compiled code would abort the process then."""
    ENDING.set()
    for worker in list(_workers):
        worker.join()


class NameTables:
    """Keeps the names of the newest generation that was asked for; they are collected in a thread of their own.

    Args:
        generation: says which generation is open; any two differ.
        table: gives the names of that generation.
    """

    def __init__(self, generation: Callable[[], int | str], table: Callable[[], NameTable]) -> None:
        self._generation = generation
        self._make = table
        self._lock = threading.Lock()
        self._table: NameTable | None = None
        self._of: int | str | None = None
        self._worker: threading.Thread | None = None

    @property
    def collected_of(self) -> int | str | None:
        """The generation whose names are there."""
        return self._of

    def current(self, *, wait_seconds: float | None = None) -> NameTable | None:
        """Return the newest names there are.

        Args:
            wait_seconds: how long to wait for names that are being collected; ``None``: until they are there.

        Returns:
            the names of an older generation, or ``None``, when the wait is over before.

        Raises:
            IndexMissingError, IndexDamagedError: if the index cannot be read.
        """
        generation = self._generation()
        with self._lock:
            if self._of == generation:
                return self._table
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(
                    target=self._collect, args=(generation, wait_seconds is not None), name="wenxun-names", daemon=True
                )
                _workers.add(self._worker)
                self._worker.start()
            worker = self._worker
        worker.join(wait_seconds)
        return self._table

    def _collect(self, generation: int | str, is_ahead: bool) -> None:
        table: NameTable | None = None
        try:
            table = self._make()
        except WenxunError as error:
            import logging  # of use here alone, and not cheap to load

            logging.getLogger("wenxun").warning(
                Notice("names for suggestions cannot be read: {error}", error=error.notice)
            )
        with self._lock:
            self._table, self._of = table, generation
        if is_ahead and table is not None:  # whoever does not wait comes again
            table.prepare()


# --- did you mean ---------------------------------------------------------------------------------


def corrected_queries(query: str, names: NameTable, *, limit: int) -> Iterator[str]:
    """Yield the query with one word replaced by a name that it may have been meant to be, likeliest first.

    Args:
        query: as typed.
        names: the names.
        limit: most queries to yield.
    """
    try:
        wanted = parse(query).wanted
    except QueryError:
        return
    words = [clause for clause in wanted if isinstance(clause, Word) and clause.field is None]
    for start, end in _spelled_apart(query, words):
        for name in names.near(query[start:end], limit):
            yield f"{query[:start]}{name}{query[end:]}"
    for word in words[:_WORDS_TRIED]:
        start, end = word.span.start, word.span.end
        for name in (*names.near(query[start:end], limit), *names.shortened_to(query[start:end], limit)):
            yield f"{query[:start]}{name}{query[end:]}"
    for word in words[:_WORDS_TRIED]:
        yield from _with_windows(query, word, names, limit)


def _spelled_apart(query: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where syllables of pinyin stand side by side, with blanks between them."""
    run: list[Word] = []
    for word in (*words, None):
        text = "" if word is None else query[word.span.start : word.span.end]
        is_next = bool(run) and word is not None and not query[run[-1].span.end : word.span.start].strip()
        if run and not (is_next and is_syllable(_letters(text))):
            if len(run) > 1:
                yield run[0].span.start, run[-1].span.end
            run = []
        if word is not None and is_syllable(_letters(text)):
            run.append(word)


def _letters(typed: str) -> str:
    return plain_letters(typed).rstrip("012345")


def _with_windows(query: str, word: Word, names: NameTable, limit: int) -> Iterator[str]:
    """The query with a stretch of a longer run replaced."""
    first, last = word.span.start, word.span.end
    if not 4 <= last - first <= _LONGEST_MISSPELT or query[first:last].isascii():
        return
    for size in _WINDOWS:
        for start in range(first, last - size + 1):
            if size < last - first:
                for name in names.near(query[start : start + size], limit):
                    if len(name) == size:
                        yield f"{query[:start]}{name}{query[start + size :]}"
