"""The last answers that a process found: what is asked of one in parts, or page by page, is found and counted once.

The script asks for the hits first and for what is counted of them later; all pages of an answer have the same counts.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TypeAlias

from flask import Flask, current_app

from wenxun import SearchEngine, SearchResults
from wenxun.web.narrowed import Narrowed

__all__ = ["current_answers", "install", "question_of"]

_ANSWERS = "wenxun.answers"
_KEPT = 4
"""Answers kept: each holds which sections match, a few bytes a section of the index."""


Question: TypeAlias = tuple[object, ...]
"""What is asked, whatever page of it, and the edition of the index that is asked."""


class Answers:
    """The last answers, by what was asked."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Question, SearchResults] = OrderedDict()
        self._lock = Lock()

    def find(self, question: Question) -> SearchResults | None:
        """Return an answer to a question, of any page of it, if one is kept."""
        with self._lock:
            return self._kept.get(question)

    def keep(self, question: Question, results: SearchResults) -> SearchResults:
        """Return the answer that is kept, which is a new one if there is none.

        Args:
            question: what was asked, made before it was searched: so an answer is never taken for one of an edition
                that came later.
            results: the new answer; only if it is complete, and its edition can be told, it is kept.
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
    """Return what a page asks an engine."""
    return (engine.edition, *narrowed.question)


def install(app: Flask) -> None:
    """Let the application keep its last answers."""
    app.extensions[_ANSWERS] = Answers()


def current_answers() -> Answers:
    """Return the last answers of the application."""
    answers: Answers = current_app.extensions[_ANSWERS]
    return answers
