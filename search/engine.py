"""The whole flow on one screen: articles in, ranked sections out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from wenxun.analysis.analyzer import Analyzer, Token
from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.backends import Backend, BackendStats, Problem
from wenxun.errors import QueryError, WenxunError
from wenxun.fields import FieldTable
from wenxun.hits import ShownMatches, marked_sections
from wenxun.link_targets import target_keys
from wenxun.models import Article, ArticleRecord, Facets, Hit, IndexReport, Piece, SearchResults, Suggestion
from wenxun.opening import OpenIndex
from wenxun.query.conditions import RELEVANCE, FilterValues, filter_nodes, read_sort
from wenxun.query.expansion import expand
from wenxun.query.language import Syntax, parse
from wenxun.query.tree import EVERYTHING, Node, Query
from wenxun.ranking import DEFAULT_RANKING, Ranking
from wenxun.retrieval import Retrieval
from wenxun.settings import Settings, load_settings
from wenxun.snippets import SNIPPET_CHARS

if TYPE_CHECKING:
    from threading import Event

    from wenxun.articles.selection import Selection
    from wenxun.indexing import ArticleWriter, Input, Progress
    from wenxun.suggestions import NameTables
    from wenxun.verification import Certificate

__all__ = ["WAIT_SECONDS", "SearchEngine"]

WAIT_SECONDS = 60.0
"""How long a writer waits for another one, unless it is told otherwise."""

_EMPTY_QUERY = "请输入要查找的词。 Type something to look for."
_SIGNS_ALONE = "标点和符号不能查找；请输入文字。 Signs are not searched; type letters or characters."
_NOTHING_TO_FIND = "查询里只有要排除的词；请再加一个要查找的词。 The query only excludes; add something to look for."
_MB = 1 << 20
_CORRECTIONS_TRIED = 12
_LITTLE_FOUND = 2
"""Up to so many articles, other queries are offered."""

_SIMILAR_CHARS = 4_000
_SIMILAR_SHARE = 0.6


class SearchEngine:
    """A full-text index of Chinese-language articles, and the search in it.

    One engine may be shared by any number of threads; those that write wait for each other. It is a context manager;
    leaving it closes the index, and a closed engine answers nothing more.

    ``len(engine)`` is the number of articles, and ``id in engine`` says whether there is one with an id.

    Example:
        >>> engine = SearchEngine.in_memory()
        >>> engine.add(Article(id=1, title="板门店", text="会谈在和平之家举行。")).article_count
        1
        >>> engine.search("和平之家")[0].sections[0].snippet.to_text("【", "】")
        '会谈在【和平之家】举行。'
        >>> len(engine), 1 in engine, 2 in engine
        (1, True, False)
        >>> engine.close()
    """

    def __init__(
        self,
        location: str | Path | None = None,
        *,
        settings: Settings | None = None,
        ranking: Ranking = DEFAULT_RANKING,
        synonyms: Iterable[str] | None = None,
        fields: Mapping[str, str] | None = None,
        read_only: bool = False,
    ) -> None:
        """Open an index, or say where one will be.

        Args:
            location: the index folder, or the address of an index in a cluster, as ``https://host:9200/name``; by
                default that of the settings. It need not exist before the first ``add``.
            settings: settings to use; by default those of ``wenxun.toml`` and the environment.
            ranking: parameters of the ranking.
            synonyms: lines of a list of synonyms (地铁=捷运); by default those of the file that the settings name,
                which is read again by ``refresh``.
            fields: fields that your articles have besides those of all, ``{"price": "number"}``: name to
                ``"keyword"``, ``"number"`` or ``"date"``; by default those of the settings. Articles are searched by
                them from the next time on that they are indexed.
            read_only: refuse everything that would change the index.

        Raises:
            SettingsError: if a setting, or a file that one names, cannot be used.
        """
        self._settings = settings if settings is not None else load_settings()
        self.location = str(location if location is not None else self._settings.index)
        self._ranking = ranking
        self._index = OpenIndex(
            self.location,
            settings=self._settings,
            ranking=ranking,
            synonyms=synonyms,
            fields=fields,
            read_only=read_only,
        )

    @property
    def _analyzer(self) -> Analyzer:
        return self._index.analyzer

    @property
    def _backend(self) -> Backend:
        return self._index.backend

    @classmethod
    def in_memory(
        cls,
        *,
        settings: Settings | None = None,
        ranking: Ranking = DEFAULT_RANKING,
        synonyms: Iterable[str] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> SearchEngine:
        """Return an engine on an index that lasts as long as the engine.

        Args:
            settings: settings to use; by default those of nobody.
            ranking, synonyms, fields: as for ``SearchEngine``.

        Returns:
            The engine, on an empty index.

        Raises:
            SettingsError: if a setting, or a file that one names, cannot be used.
        """
        import tempfile  # of use here alone, and not cheap to load

        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wenxun-", ignore_cleanup_errors=True))
            engine = cls(folder, settings=settings or Settings(), ranking=ranking, synonyms=synonyms, fields=fields)
            engine._backend.create()
            engine._index.at_the_end = stack.pop_all()
        return engine

    # --- indexing ---------------------------------------------------------------------------------

    def add(
        self,
        *inputs: Input,
        rebuild: bool = False,
        dry_run: bool = False,
        sync: bool = False,
        force: bool = False,
        selection: Selection | None = None,
        jobs: int = 1,
        wait_seconds: float = WAIT_SECONDS,
        progress: Progress | None = None,
    ) -> IndexReport:
        """Index files, folders and articles in one transaction (a dump in one every 50,000 pages).

        Files whose size and time (or else content) are as they were indexed are left alone, and so are articles that
        the index holds as they are; changed ones replace what was there. A file that cannot be read is named in the
        report and skipped. Where nothing changes, there is no new generation.

        Args:
            inputs: paths of files and folders; articles; mappings with the names of ``Article``'s arguments, such as
                rows of a database; iterables of these. An iterator of articles may be of any length. Articles come
                before paths.
            rebuild: start from nothing; what the index held goes in the same transaction.
            dry_run: read everything and report, but change nothing.
            sync: also take out articles whose files have gone from the given folders, or are not wanted any more.
            force: take out even so much that the disk of a folder may only not be mounted.
            selection: which files of folders are wanted; patterns of the settings come before its own.
            jobs: processes that read and analyse in front of the one writer; 1 needs no others.
            wait_seconds: how long to wait for another writer, be it a thread or a process.
            progress: called with (inputs done, inputs in all, path) as the inputs go by.

        Returns:
            What became of every input.

        Raises:
            TypeError: if an input is none, or a value of a record has a wrong type; nothing is added then.
            IndexLockedError: if another writer holds the index for longer.
            SuddenLossError: if ``sync`` would take out all of a folder, or more than half of more than 20 articles.
            SettingsError: for a pattern that cannot be read.
            ReadOnlyError: if the engine only reads.

        Example:
            >>> with SearchEngine.in_memory() as engine:
            ...     rows = ({"id": number, "text": f"第{number}篇"} for number in range(3))
            ...     engine.add(rows).article_count, engine.add({"id": 0, "text": "第0篇"}).unchanged
            (3, ('0',))
        """
        from wenxun.indexing import Indexing

        with self._index.writing():
            if rebuild:
                self._index.take_wanted_words()
            given = selection or _every_file()
            run = Indexing(
                self._analyzer,
                self._backend,
                max_bytes=self._settings.max_file_mb * _MB,
                jobs=jobs,
                wait_seconds=wait_seconds,
                progress=progress,
                selection=given.after(include=self._settings.include, exclude=self._settings.exclude),
                index_folder=Path(self.location),
            )
            return run.run(inputs, rebuild=rebuild, dry_run=dry_run, sync=sync, force=force)

    @contextmanager
    def write(self, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[ArticleWriter]:
        """Open a transaction to add articles to, and delete some, for as long as you like.

        All of it becomes visible at once when the block ends; an error in the block drops all of it. The index is
        locked meanwhile: other writers wait, readers do not. Each ``add`` of the engine is a transaction of its own,
        which costs about as much as analysing a hundred short articles.

        Args:
            wait_seconds: how long to wait for another writer, be it a thread or a process.

        Yields:
            What takes articles and deletions.

        Raises:
            IndexLockedError: if another writer holds the index for longer.
            ReadOnlyError: if the engine only reads.

        Example:
            >>> with SearchEngine.in_memory() as engine:
            ...     with engine.write() as writer:
            ...         writer.add(Article(id=1, title="茶", text="绿茶与红茶。"))
            ...         writer.add({"id": 2, "title": "水", "text": "水温八十度。"})
            ...     [hit.id for hit in engine.search("红茶")]
            ['1']
        """
        from wenxun.indexing import ArticleWriter

        with self._index.writing() as backend:
            if not backend.exists():
                backend.create()
            with backend.writer(wait_seconds=wait_seconds) as opened:
                backend.refresh()  # under the lock: nobody else changes it until this is over
                writer = ArticleWriter(self._analyzer, backend, opened)
                yield writer
                writer.flush()

    def watch(
        self,
        *paths: str | Path,
        sync: bool = True,
        force: bool = False,
        selection: Selection | None = None,
        jobs: int = 1,
        wait_seconds: float = WAIT_SECONDS,
        progress: Progress | None = None,
        stop: Event | None = None,
    ) -> Iterator[IndexReport]:
        """Index files and folders now and whenever they change.

        What ``add`` would refuse to take out stays, and is named in the report as skipped (``sudden-loss``), until it
        is there again or ``force`` is given.

        Args:
            paths: files and folders, which must be there.
            sync, force, selection, jobs, wait_seconds, progress: as for ``add``.
            stop: ends the watching when it is set.

        Returns:
            The report of each time, as it comes.

        Raises:
            WenxunError: if the package that watches is not installed, or a path does not exist.
        """
        from wenxun.indexing.watching import reports_of_changes

        add = partial(self.add, *paths, selection=selection, jobs=jobs, wait_seconds=wait_seconds, progress=progress)
        return reports_of_changes(add, paths, sync=sync, force=force, index_folder=Path(self.location), stop=stop)

    def rebuild(
        self, *, jobs: int = 1, wait_seconds: float = WAIT_SECONDS, progress: Progress | None = None
    ) -> IndexReport:
        """Analyse every stored article anew, in one transaction: after a change of the words, or of wenxun itself.

        Nothing is read but the index, and it keeps all its articles.

        Args:
            jobs: processes that analyse in front of the one writer; 1 needs no others.
            wait_seconds: how long to wait for another writer.
            progress: called with (articles done, articles in all, id).

        Returns:
            What became of every article.

        Raises:
            IndexLockedError: if another writer holds the index for longer.
            IndexDamagedError: if it is damaged: ``repair`` keeps what is left.
            ReadOnlyError: if the engine only reads.
        """
        return self._rebuilt(jobs=jobs, wait_seconds=wait_seconds, progress=progress)

    def repair(
        self, *, jobs: int = 1, wait_seconds: float = WAIT_SECONDS, progress: Progress | None = None
    ) -> IndexReport:
        """Make the index anew of the stored articles that are sound.

        Args:
            jobs, wait_seconds, progress: as for ``rebuild``.

        Returns:
            What became of every article; those that are damaged are skipped as ``damaged``.

        Raises:
            IndexDamagedError: if its table of contents is damaged, so that nobody knows what belongs to it.
            IndexLockedError, ReadOnlyError: as ``rebuild``.
        """
        return self._rebuilt(jobs=jobs, wait_seconds=wait_seconds, progress=progress, passing_over_damage=True)

    def _rebuilt(self, **options: Any) -> IndexReport:
        from wenxun.indexing import rebuild

        with self._index.writing():
            self._index.take_wanted_words()
            return rebuild(self._analyzer, self._backend, **options)

    def snapshot(self, folder: str | Path) -> None:
        """Copy the index as it is now to a new folder, while others may go on writing.

        The copy is an index of its own: open it where it is, or put it in the place of one that was lost. On the same
        disk it takes no room until the index changes.

        Args:
            folder: where to; it is made.

        Raises:
            WenxunError: if the folder is not empty, or the index is one in a cluster, which has snapshots of its own.
        """
        if self._index.is_in_cluster:
            raise WenxunError("A cluster makes its own snapshots: see _snapshot in its documentation.")
        from wenxun.backends.embedded.read.copying import copy_index

        copy_index(Path(self.location), Path(folder))

    def delete(
        self,
        *ids: str | int,
        query: str | None = None,
        filters: Mapping[str, FilterValues] | None = None,
        wait_seconds: float = WAIT_SECONDS,
    ) -> int:
        """Delete articles by id, and those that a query finds.

        One that came from a file does not come back with it: its id is excluded until ``include``, or until it is added
        as an ``Article``.

        Args:
            ids: ids of articles; one that there is not is no error.
            query: delete what it finds, but only articles with a section that holds all that it asks for.
            filters: as for ``search``; with them alone, everything that fits them is deleted.
            wait_seconds: how long to wait for another writer.

        Returns:
            How many articles there were.

        Raises:
            QueryError: if the query asks for nothing, or as by ``search``.
            IndexLockedError: if another writer holds the index for longer.
            ReadOnlyError: if the engine only reads.

        Example:
            >>> with SearchEngine.in_memory() as engine:
            ...     engine.add(Article(id=1, text="绿茶"), Article(id=2, text="红茶"), Article(id=3, text="绿水"))
            ...     engine.delete(query="绿茶"), len(engine)
            IndexReport(...)
            (1, 2)
        """
        from wenxun.indexing import delete_articles

        with self._index.writing() as backend, backend.writer(wait_seconds=wait_seconds) as writer:
            backend.refresh()  # under the lock: what is found is what is deleted
            found: tuple[str, ...] = ()
            if query is not None or filters:
                asked = self._asked(query or "", filters)
                if asked.message:
                    raise QueryError(asked.message)
                found = self._answer(asked, offset=0, limit=1).full_ids()
            return delete_articles(backend, writer, dict.fromkeys((*map(str, ids), *found)))

    def excluded(self) -> tuple[str, ...]:
        """Return the ids of articles that were deleted and that no file may bring back, in order.

        Returns:
            The ids.
        """
        return tuple(sorted(self._backend.exclusions().sources))

    def include(self, *ids: str | int, wait_seconds: float = WAIT_SECONDS) -> int:
        """Let files bring articles again that were deleted. The next ``add`` of their files brings them.

        Args:
            ids: ids of the articles.
            wait_seconds: how long to wait for another writer.

        Returns:
            How many of ``ids`` were excluded.

        Raises:
            IndexLockedError: if another writer holds the index for longer.
            ReadOnlyError: if the engine only reads.
        """
        with self._index.writing() as backend, backend.writer(wait_seconds=wait_seconds) as writer:
            return writer.exclusions.include(map(str, ids))

    # --- searching --------------------------------------------------------------------------------

    @property
    def fields(self) -> FieldTable:
        """The fields of articles."""
        return self._analyzer.fields

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
                there are filters.
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
        asked = self._asked(query, filters)
        if asked.message:
            return SearchResults(query, offset, limit, 0.0, (), 0, Facets(), message=asked.message)
        matches = self._answer(asked, offset=offset, limit=limit, sort=sort)
        shown = self._shown(asked, matches, snippet_chars=snippet_chars, sentences_around=sentences_around)
        hits = tuple(shown.hit(offset + i + 1, match) for i, match in enumerate(matches.articles))
        results = SearchResults.deferred(
            {"total": matches.total, "facets": shown.facets},
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
            >>> with SearchEngine.in_memory() as engine:
            ...     report = engine.add({"id": number, "text": "绿茶"} for number in range(1000))
            ...     sum(1 for hit in engine.iter_all("绿茶"))
            1000
        """
        asked = self._asked(query, filters)
        if asked.message:
            return iter(())
        matches = self._answer(asked, offset=0, limit=max(len(self), 1), sort=sort)
        shown = self._shown(asked, matches, snippet_chars=snippet_chars, sentences_around=sentences_around)
        return (shown.hit(rank, match) for rank, match in enumerate(matches.articles, 1))

    def _asked(self, query: str, filters: Mapping[str, FilterValues] | None = None) -> _Asked:
        """What a query and filters ask for."""
        syntax = parse(query, self._analyzer.fields)
        expanded = expand(syntax, self._analyzer, self._index.synonyms)
        nodes = filter_nodes(filters, self._analyzer.fields) if filters else {}
        message = ""
        if expanded.is_empty and not nodes:
            message = _NOTHING_TO_FIND if expanded.excluded else _SIGNS_ALONE if query.strip() else _EMPTY_QUERY
        elif expanded.is_empty:
            expanded = replace(expanded, required=(EVERYTHING,))
        return _Asked(syntax, expanded, nodes, message)

    def _answer(self, asked: _Asked, *, offset: int, limit: int, sort: str = RELEVANCE) -> Retrieval:
        order = read_sort(sort, self._analyzer.fields) if sort != RELEVANCE else None
        return Retrieval(self._backend, asked.query, offset=offset, limit=limit, filters=asked.filters, order=order)

    def _shown(self, asked: _Asked, matches: Retrieval, *, snippet_chars: int, sentences_around: int) -> ShownMatches:
        if snippet_chars < 1 or sentences_around < 0:
            raise ValueError(
                f"the first must be at least 1, the second at least 0: {snippet_chars=}, {sentences_around=}"
            )
        return ShownMatches(
            self._analyzer, asked.query, matches, snippet_chars=snippet_chars, sentences_around=sentences_around
        )

    def _notes(self, syntax: Syntax) -> Iterator[str]:
        """Sentences on names before a colon that are no field; other text before a colon is meant as text."""
        for name in syntax.unknown:
            nearest = self._analyzer.fields.nearest(name)
            if nearest or name.isascii():
                meant = (f"是不是 {nearest}：？", f" Did you mean {nearest}:?") if nearest else ("", "")
                yield (
                    f"没有字段“{name}”，已按文字查找。{meant[0]} "
                    f"There is no field “{name}”; it was searched as text.{meant[1]}"
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

    # --- helping to ask ---------------------------------------------------------------------------

    @cached_property
    def _names(self) -> NameTables:
        from wenxun.suggestions import NameTables

        return NameTables(lambda: self._backend.edition or self._backend.generation, lambda: self._backend.names())

    def suggest(self, typed: str, *, limit: int = 8, wait_seconds: float | None = None) -> tuple[Suggestion, ...]:
        """Return titles, headings and names of links that a reader may be typing, in either script or in pinyin.

        Args:
            typed: what stands in the search box so far.
            limit: most suggestions to give.
            wait_seconds: how long to wait where the names of a new generation are still being collected;
                ``None``: until they are there.

        Returns:
            The suggestions, the likeliest first; none while the names are being collected.
        """
        names = self._names.current(wait_seconds=wait_seconds)
        return names.suggest(typed, limit) if names is not None else ()

    def corrections(self, query: str, *, limit: int = 3, wait_seconds: float | None = None) -> tuple[str, ...]:
        """Return queries that find more, with a word replaced by one that sounds like it or is one slip away.

        Args:
            query: as typed.
            limit: most queries to give.
            wait_seconds: as for ``suggest``.

        Returns:
            The queries, the likeliest first.

        Raises:
            QueryError: as ``search``.
        """
        from wenxun.suggestions import corrected_queries

        names = self._names.current(wait_seconds=wait_seconds)
        if names is None:
            return ()
        tried = dict.fromkeys(islice(corrected_queries(query, names, limit=limit), _CORRECTIONS_TRIED))
        least = self._found(query)
        return tuple(islice((each for each in tried if self._found(each) > least), limit))

    def corrections_of(
        self, results: SearchResults, *, limit: int = 3, wait_seconds: float | None = None
    ) -> tuple[str, ...]:
        """Return what may have been meant by a query that found little, or only part of what was typed.

        Args:
            results: what the query found.
            limit, wait_seconds: as for ``corrections``.

        Returns:
            As ``corrections``; none where enough was found.
        """
        if results.message or not (results.relaxed or results.total <= _LITTLE_FOUND):
            return ()
        return self.corrections(results.query, limit=limit, wait_seconds=wait_seconds)

    def _found(self, query: str) -> tuple[bool, int]:
        results = self.search(query, limit=1)
        return bool(results.hits) and not results.relaxed, results.total

    def similar(self, article_id: str | int, section: int, *, limit: int = 5) -> tuple[Hit, ...]:
        """Return other articles with sections that share the most telling words of a section.

        Args:
            article_id: the section's article.
            section: number of the section, from 0.
            limit: most articles to give.

        Returns:
            The articles, best first; none if there is no such section.
        """
        from wenxun.similarity import telling_words

        article = self.get(article_id)
        if article is None or section >= len(article.sections):
            return ()
        tokens = self.analyze(f"{article.title}\n{article.sections[section].text[:_SIMILAR_CHARS]}")
        words = telling_words(tokens, self._backend.counts, self.stats().sections)
        hits = self.search(" ".join(words), limit=limit + 1).hits if words else ()
        others = [hit for hit in hits if hit.id != article.id]
        return tuple(hit for hit in others if hit.score >= _SIMILAR_SHARE * others[0].score)[:limit]

    def titled(self, names: Iterable[str]) -> dict[str, str]:
        """Return the ids of articles that names mean.

        Args:
            names: titles or aliases, in any writing.

        Returns:
            Name to id, for those names that an indexed article has.
        """
        keys = {name: canonical_string(" ".join(fold_string(name).split())) for name in names}
        found = self._backend.titled(list(dict.fromkeys(keys.values())))
        return {name: found[key] for name, key in keys.items() if key in found}

    def linked(self, article: Article) -> dict[str, str]:
        """Return the ids of articles that the links of an article lead to.

        A target is the name of an article (title, alias, file), or an address in its folder or of its site.

        Args:
            article: the article with the links.

        Returns:
            Target to id, for those targets that mean another indexed article.
        """
        keys = {target: target_keys(target, article.path) for target in {link.target: None for link in article.links}}
        known = self.titled(dict.fromkeys(key for each in keys.values() for key in each))
        found = {target: next((known[key] for key in each if key in known), "") for target, each in keys.items()}
        return {target: article_id for target, article_id in found.items() if article_id not in ("", article.id)}

    # --- looking ----------------------------------------------------------------------------------

    def get(self, article_id: str | int) -> Article | None:
        """Return a whole article.

        Args:
            article_id: its id.

        Returns:
            The article as it was indexed, or ``None`` if there is none with this id.

        Raises:
            IndexMissingError, IndexDamagedError: if the index cannot be read.
        """
        return self._backend.article(str(article_id))

    def categories(self, article_id: str | int) -> tuple[str, ...]:
        """Return the names of an article's categories, without reading its text.

        Args:
            article_id: its id.

        Returns:
            The names, in order; none if there is no such article.
        """
        stored = self._backend.candidates(Query("", ""), (), (), needs_both=False)
        article = stored.find_article(str(article_id))
        return () if article is None else tuple(stored.value("article", article).categories)

    def articles(self) -> list[ArticleRecord]:
        """Return what the index holds, without texts.

        Returns:
            A record of each article, in order of id.
        """
        return list(self._backend.records())

    def __len__(self) -> int:
        return self.stats().articles

    def __bool__(self) -> bool:
        return True  # an engine is there, however little it holds

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str | int) and self.get(article_id) is not None

    def analyze(self, text: str) -> list[Token]:
        """Return the terms of a text, as for indexing.

        Args:
            text: any text.

        Returns:
            The terms with their places in it: words, bigrams, characters, each in the order of the text.
        """
        return self._analyzer.tokens(text)

    def stats(self) -> BackendStats:
        """Return figures about the index.

        Returns:
            Counts, and sizes in bytes.
        """
        return self._backend.stats()

    def check(self) -> list[Problem]:
        """Read the whole index and name what is wrong with it.

        Returns:
            What is wrong; nothing where all is well.
        """
        return self._backend.check()

    def verify(self, *, samples: int = 1000, seed: int = 0, runs_only: bool = False) -> Certificate:
        """Draw sections from the index, search what stands in them as people type it, and count what is missed.

        Args:
            samples: sections to draw.
            seed: of the source of chance.
            runs_only: search unbroken runs of Han characters alone, in every script.

        Returns:
            What was searched and what was missed.
        """
        from wenxun.verification import verify

        return verify(self._backend, self._analyzer, samples=samples, seed=seed, runs_only=runs_only)

    # --- life -------------------------------------------------------------------------------------

    @property
    def edition(self) -> str:
        """Names what is answered from: while it stays the same, so do all answers.

        Empty where the back end cannot say.
        """
        edition = self._backend.edition
        return f"{edition}-{self._names.collected_of}-{self._made}" if edition else ""

    @property
    def _made(self) -> str:
        """What decides the answers of an index besides its content."""
        from hashlib import sha256  # loads OpenSSL, for which a search has no use

        made = f"{self._analyzer.fingerprint}{self.fields.own}{self._ranking}{self._index.synonyms.others}"
        return sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def exists(self) -> bool:
        """Return whether there is an index, damaged or not.

        Returns:
            Whether there is.
        """
        return self._backend.exists()

    def refresh(self) -> bool:
        """Move to the newest generation of the index, which others may have written.

        A list of synonyms that the settings name is read again.

        Returns:
            Whether there was a newer one.

        Raises:
            SettingsError: if the list cannot be read.
            IndexMissingError, IndexDamagedError, IndexMismatchError: if the index cannot be read.
        """
        return self._index.refresh()

    def close(self) -> None:
        """Let go of the index. Whatever the engine is asked after that is an ``EngineClosedError``."""
        self._index.close()

    def __enter__(self) -> SearchEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Asked(NamedTuple):
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


def _every_file() -> Selection:
    from wenxun.articles.selection import Selection  # of no use to a search

    return Selection()
