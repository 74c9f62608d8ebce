"""Which of some matches that are level comes first: the one with more of what was typed, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from wenxun.backends import Candidates
from wenxun.query.tree import Query

__all__ = ["LevelOrder"]

_MOST_COMPARED = 20
"""Sections that are level and read for what was typed; of more, no reader sees how they are ordered."""


class LevelOrder:
    """Orders matches with one score.

    Args:
        candidates: the matches.
        query: what was typed.

    Attributes:
        texts: of the sections that were read.
    """

    def __init__(self, candidates: Candidates, query: Query) -> None:
        self._candidates, self._query = candidates, query
        self.texts: dict[Any, str] = {}

    def of_articles(self, articles: Sequence[Any], rows: Mapping[Any, Sequence[Any]]) -> list[Any]:
        """Return articles by what their best sections, or else titles and headings, have of what was typed, and by id.

        Args:
            articles: their handles.
            rows: of each article its best sections.
        """
        ids = self._candidates.values("id", articles)
        by_id = [article for _, article in sorted(zip(ids, articles, strict=True))]
        in_texts = self.agreement([row for article in articles for row in rows[article]])
        if not in_texts:
            return by_id
        agreement = {article: max(in_texts[row] for row in rows[article]) for article in articles}
        if not any(agreement.values()):
            agreement = {article: self._agrees(self._names_over(article, rows[article])) for article in articles}
        return sorted(by_id, key=agreement.__getitem__, reverse=True)

    def agreement(self, rows: Sequence[Any]) -> dict[Any, int]:
        """Return how much the text of each row has of what was typed, in the very characters; nothing for many rows."""
        if not 1 < len(rows) <= _MOST_COMPARED:
            return {}
        self.texts.update(zip(rows, self._candidates.values("text", rows), strict=True))
        return {row: self._agrees(self.texts[row]) for row in rows}

    def _names_over(self, article: Any, rows: Sequence[Any]) -> str:
        """The title of an article, and the headings of sections of it."""
        headings = (heading for path in self._candidates.values("path", rows) for heading in path)
        return "\n".join((*self._candidates.values("title", [article]), *headings))

    def _agrees(self, text: str) -> int:
        return sum(map(text.__contains__, self._pieces))

    @cached_property
    def _pieces(self) -> frozenset[str]:
        """What was typed, in pairs of characters; a lone character by itself."""
        return frozenset(
            text[place : place + 2] for text in self._query.written for place in range(max(len(text) - 1, 1))
        )
