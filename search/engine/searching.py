"""The whole flow on one screen: what was typed in, ranked sections out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from wenxun.backends.stored import stored_article
from wenxun.budget import Budget
from wenxun.engine.looking import Looking
from wenxun.hits import ShownMatches, marked_sections
from wenxun.linked_names import with_linked_names
from wenxun.models import Article, Facets, Hit, Piece, SearchResults
from wenxun.notices import Notice
from wenxun.query.conditions import RELEVANCE, FilterValues, filter_nodes, read_sort
from wenxun.query.expansion import expand
from wenxun.query.language import parse
from wenxun.query.syntax import Syntax
from wenxun.query.tree import EVERYTHING, Node, Query
from wenxun.retrieval import Retrieval
from wenxun.snippets import SNIPPET_CHARS

__all__ = ["Asked", "Searching"]

_EMPTY_QUERY = Notice("Type something to look for.")
_SIGNS_ALONE = Notice("Signs are not searched; type letters or characters.")
_NOTHING_TO_FIND = Notice("The query only excludes; add something to look for.")


class Asked(NamedTuple):
    """What a reader asks for.

    Attributes:
        syntax, query: the query, as read and as expanded.
        filters: for fields what an article must have in them.
        message: why nothing can be found; else "".
    """

    syntax: Syntax
    query: Query
    filters: Mapping[str, Node]
    message: str


class Searching(Looking):
    """Queries, and what they find."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Mapping[str, FilterValues] | None = None,
        sort: str = RELEVANCE,
        facets: bool = False,
        snippet_chars: int = SNIPPET_CHARS,
        sentences_around: int = 0,
    ) -> SearchResults:
        """Return the articles that match, best first.

        Args:
            query: see the query language in the README; nothing that a reader types is an error. It may be empty where
                there are filters, or ``sort`` is given: then all articles are found.
            limit: most articles to return, at least 1.
            offset: how many of the best to leave out, for paging.
            filters: name of a field to a value, to several of which an article must have one, or to the two ends of a
                range: ``{"tag": ["茶", "水"], "published": ("2020", None)}``.
            sort: ``"relevance"``, or the name of a field that can be sorted by, with a minus sign for the largest first
                (``"-published"``). Articles without a value come last, those with the same one best first.
            facets: count at once how everything found divides; else it is counted when ``facets`` is first read.
            snippet_chars: most characters of a section to show in its snippet, without sentences around.
            sentences_around: whole sentences to show before and after each passage.

        Returns:
            A page of hits. What it shows of a hit is made when it is first read.

        Raises:
            QueryError: if the query is longer, or has more parts, than the stated limits; if there is no such field.
            ValueError: if ``limit``, ``offset``, ``snippet_chars`` or ``sentences_around`` is out of range.
            IndexMissingError, IndexDamagedError, IndexMismatchError: if the index cannot be read.

        Example:
            >>> from wenxun import Article, SearchEngine
            >>> with SearchEngine.in_memory() as engine:
            ...     report = engine.add(
            ...         Article(id=1, title="绿茶", text="绿茶的水温。", tags=["茶"], published="2021-05"),
            ...         Article(id=2, title="红茶", text="红茶的水温。", tags=["茶"], published="2019"),
            ...     )
            ...     for hit in engine.search("水温", filters={"tag": "茶"}, sort="-published"):
            ...         print(hit.id, hit.title, hit.sections[0].snippet.to_text("【", "】"))
            1 绿茶 绿茶的【水温】。
            2 红茶 红茶的【水温】。
        """
        if limit < 1 or offset < 0:
            raise ValueError(f"limit must be at least 1 and offset at least 0, not {limit} and {offset}")
        started = time.perf_counter()
        asked = self._asked(query, filters, sort)
        if asked.message:
            return SearchResults(query, offset, limit, 0.0, (), 0, Facets(), True, message=asked.message)
        asked = asked._replace(query=with_linked_names(asked.query, self._backend))
        budget = Budget(self._settings.query_budget_ms)
        matches = self._answer(asked, offset=offset, limit=limit, sort=sort, budget=budget)
        shown = self._shown(asked, matches, snippet_chars=snippet_chars, sentences_around=sentences_around)
        hits = tuple(shown.hit(offset + i + 1, match) for i, match in enumerate(matches.articles))
        results = SearchResults.deferred(
            partial(_counted, matches, shown),
            query=query,
            offset=offset,
            limit=limit,
            took_ms=(time.perf_counter() - started) * 1000,
            hits=hits,
            added=asked.query.added,
            relaxed=matches.relaxed,
            message="",
            notes=tuple(self._notes(asked.syntax)) if asked.syntax.unknown else (),
        )
        if facets:
            results.facets  # noqa: B018  counted now
        return results

    def iter_all(
        self,
        query: str,
        *,
        filters: Mapping[str, FilterValues] | None = None,
        sort: str = RELEVANCE,
        snippet_chars: int = SNIPPET_CHARS,
        sentences_around: int = 0,
    ) -> Iterator[Hit]:
        """Return everything that a query finds, one hit after the other, in the order of ``search``.

        It is one answer, of the generation at hand: what is written meanwhile changes nothing in it.

        Args:
            query, filters, sort, snippet_chars, sentences_around: as for ``search``.

        Returns:
            The hits, each made when it is asked for; none for a query that asks for nothing.

        Raises:
            QueryError, ValueError, IndexMissingError, IndexDamagedError, IndexMismatchError: as ``search``.

        Example:
            >>> from wenxun import SearchEngine
            >>> with SearchEngine.in_memory() as engine:
            ...     report = engine.add({"id": number, "text": "绿茶"} for number in range(1000))
            ...     sum(1 for hit in engine.iter_all("绿茶"))
            1000
        """
        asked = self._asked(query, filters, sort)
        if asked.message:
            return iter(())
        asked = asked._replace(query=with_linked_names(asked.query, self._backend))
        matches = self._answer(asked, offset=0, limit=max(len(self), 1), sort=sort)
        shown = self._shown(asked, matches, snippet_chars=snippet_chars, sentences_around=sentences_around)
        return (shown.hit(rank, match) for rank, match in enumerate(matches.articles, 1))

    def _asked(self, query: str, filters: Mapping[str, FilterValues] | None = None, sort: str = RELEVANCE) -> Asked:
        """What a query and filters ask for; nothing but an order asks for everything."""
        syntax = parse(query, self._analyzer.fields)
        expanded = expand(syntax, self._analyzer, self._index.synonyms)
        nodes = filter_nodes(filters, self._analyzer.fields) if filters else {}
        message = ""
        if expanded.is_empty and not nodes and (sort == RELEVANCE or query.strip()):
            message = _NOTHING_TO_FIND if expanded.excluded else _SIGNS_ALONE if query.strip() else _EMPTY_QUERY
        elif expanded.is_empty:
            expanded = replace(expanded, required=(EVERYTHING,))
        return Asked(syntax, expanded, nodes, message)

    def _answer(
        self, asked: Asked, *, offset: int, limit: int, sort: str = RELEVANCE, budget: Budget | None = None
    ) -> Retrieval:
        order = read_sort(sort, self._analyzer.fields) if sort != RELEVANCE else None
        return Retrieval(
            self._backend,
            asked.query,
            offset=offset,
            limit=limit,
            filters=asked.filters,
            order=order,
            ranking=self._ranking,
            budget=budget or Budget(),
        )

    def _shown(self, asked: Asked, matches: Retrieval, *, snippet_chars: int, sentences_around: int) -> ShownMatches:
        if snippet_chars < 1 or sentences_around < 0:
            raise ValueError(
                f"the first must be at least 1, the second at least 0: {snippet_chars=}, {sentences_around=}"
            )
        return ShownMatches(
            self._analyzer,
            asked.query,
            matches,
            get_article=partial(stored_article, self._backend),
            snippet_chars=snippet_chars,
            sentences_around=sentences_around,
        )

    def _notes(self, syntax: Syntax) -> Iterator[str]:
        """Sentences on names before a colon that are no field; other text before a colon is meant as text."""
        for name in syntax.unknown:
            nearest = self._analyzer.fields.nearest(name)
            if nearest or name.isascii():
                yield Notice(
                    "There is no field “{name}”; it was searched as text. Did you mean {nearest}:?"
                    if nearest
                    else "There is no field “{name}”; it was searched as text.",
                    name=name,
                    nearest=nearest,
                )

    def mark(self, article: Article, query: str) -> list[tuple[Piece, ...]]:
        """Return the text of each section of an article, cut where matches of a query start and end.

        Args:
            article: any article, indexed or not.
            query: as for ``search``.

        Returns:
            The pieces of each section; joined, they are its text.

        Raises:
            QueryError: as ``search``.
        """
        return marked_sections(article, self._asked(query).query)


def _counted(matches: Retrieval, shown: ShownMatches, results: SearchResults, name: str) -> Any:
    """What is counted of a page of results when it is asked for."""
    if name == "complete":
        return results.total >= 0 and matches.budget.is_complete  # the whole is counted first
    matches.budget.start()
    return matches.total() if name == "total" else shown.facets()
