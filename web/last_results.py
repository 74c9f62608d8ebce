"""What a process found last: what is asked of it in parts, or page by page, is found and counted once.

The script asks for the hits first and for what is counted of them later; all pages of an answer have the same counts.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import TypeAlias

from flask import Flask, current_app

from wenxun import SearchEngine, SearchResults
from wenxun.web.narrowed import Narrowed

__all__ = ["install", "last_results", "question_of"]

_RESULTS = "wenxun.last_results"
_KEPT = 4
"""Results kept: each holds which sections match, a few bytes a section of the index."""


Question: TypeAlias = tuple[object, ...]
"""What is asked, whatever page of it, and the edition of the index that is asked."""


class LastResults:
    """The last results, by what was asked."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Question, SearchResults] = OrderedDict()
        self._lock = Lock()

    def find(self, question: Question) -> SearchResults | None:
        """Return the results of a question, of any page of them, if they are kept."""
        with self._lock:
            return self._kept.get(question)

    def keep(self, question: Question, results: SearchResults) -> SearchResults:
        """Return the results that are kept, which are the new ones if there are none.

        Args:
            question: what was asked, made before it was searched: so results are never taken for those of an edition
                that came later.
            results: the new ones; only if they are complete, and their edition can be told, they are kept.
        """
        if not question[0] or not results.complete:
            return results
        with self._lock:
            kept = self._kept.setdefault(question, results)
            self._kept.move_to_end(question)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return kept


def question_of(engine: SearchEngine, narrowed: Narrowed) -> Question:
    """Return what a page asks an engine, today: a query may say 昨天."""
    return (engine.edition, date.today(), *narrowed.question)


def install(app: Flask) -> None:
    """Let the application keep its last results."""
    app.extensions[_RESULTS] = LastResults()


def last_results() -> LastResults:
    """Return those of the application."""
    results: LastResults = current_app.extensions[_RESULTS]
    return results
