"""The whole flow on one screen: articles in, ranked sections out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from wenxun.analysis.analyzer import Analyzer, Token
from wenxun.analysis.folding import fold_string
from wenxun.analysis.regions import canonical_string
from wenxun.backends import Backend, BackendStats, Problem
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.fields import FieldTable
from wenxun.hits import ShownMatches, marked_sections
from wenxun.models import (
    Article,
    ArticleRecord,
    Facets,
    Hit,
    IndexReport,
    Piece,
    SearchResults,
    Suggestion,
)
from wenxun.query.conditions import RELEVANCE, FilterValues, filter_nodes, read_sort
from wenxun.query.expansion import expand
from wenxun.query.language import Syntax, parse
from wenxun.query.tree import EVERYTHING, Query
from wenxun.ranking import DEFAULT_RANKING, Ranking
from wenxun.retrieval import Retrieval
from wenxun.settings import Settings, load_settings, read_user_words

if TYPE_CHECKING:
    from threading import Event

    from wenxun.indexing import Progress
    from wenxun.suggestions import NameTables
    from wenxun.verification import Certificate

__all__ = ["SearchEngine"]

_EMPTY_QUERY = "请输入要查找的词。 Type something to look for."
_NOTHING_TO_FIND = "查询里只有要排除的词；请再加一个要查找的词。 The query only excludes; add something to look for."
_MB = 1 << 20
_CLUSTER = ("http://", "https://")
_CORRECTIONS_TRIED = 12
_SIMILAR_CHARS = 4_000
_SIMILAR_SHARE = 0.6


class SearchEngine:
    """A full-text index of Chinese-language articles, and the search in it.

    One engine may be shared by any number of threads. It is a context manager; leaving it closes the index.

    Args:
        location: the index folder, or the address of an index in a cluster, as ``https://host:9200/name``. It need
            not exist before the first ``add``.
        settings: settings to use; by default those of ``wenxun.toml`` and the environment.
        ranking: parameters of the ranking.
        fields: fields that your articles have besides those of all, ``{"price": "number"}``: name to ``"keyword"``,
            ``"number"`` or ``"date"``; by default those of the settings. Articles are searched by them from the next
            time on that they are indexed.

    Example:
        >>> engine = SearchEngine.in_memory()
        >>> engine.add(Article("1", "板门店", (Section(0, "", (), "会谈在和平之家举行。"),))).article_count
        1
        >>> engine.search("和平之家")[0].sections[0].snippet.to_text("【", "】")
        '会谈在【和平之家】举行。'
    """

    def __init__(
        self,
        location: str | Path | None = None,
        *,
        settings: Settings | None = None,
        ranking: Ranking = DEFAULT_RANKING,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = settings if settings is not None else load_settings()
        self._stack = ExitStack()
        self._analyzer = Analyzer(
            user_words=read_user_words(self._settings.user_words),
            own_fields=self._settings.fields if fields is None else fields,
        )
        self.location = str(location if location is not None else self._settings.index)
        self._ranking = ranking
        self._backend = self._open(ranking)

    def _open(self, ranking: Ranking) -> Backend:
        fingerprint = self._analyzer.fingerprint
        if self.location.startswith(_CLUSTER):
            module = import_module("wenxun.backends.opensearch")
            backend: Backend = module.open_backend(self.location, fingerprint, ranking, self._settings)
            return backend
        return EmbeddedBackend(
            Path(self.location),
            fingerprint=fingerprint,
            ranking=ranking,
            buffer_bytes=self._settings.buffer_mb * _MB,
            cache_bytes=self._settings.cache_mb * _MB,
        )

    @classmethod
    def in_memory(
        cls,
        *,
        settings: Settings | None = None,
        ranking: Ranking = DEFAULT_RANKING,
        fields: Mapping[str, str] | None = None,
    ) -> SearchEngine:
        """An engine on an index that lasts as long as the engine."""
        import tempfile  # of use here alone, and not cheap to load

        stack = ExitStack()
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wenxun-", ignore_cleanup_errors=True))
        engine = cls(folder, settings=settings if settings is not None else Settings(), ranking=ranking, fields=fields)
        engine._stack = stack
        engine._backend.create()
        return engine

    # --- indexing ---------------------------------------------------------------------------------

    def add(
        self,
        *inputs: str | Path | Article,
        rebuild: bool = False,
        dry_run: bool = False,
        sync: bool = False,
        jobs: int = 1,
        wait_seconds: float = 0.0,
        progress: Progress | None = None,
    ) -> IndexReport:
        """Index files, folders and articles in one transaction (a dump in one every 50,000 pages).

        Files whose size and time (or else content) are as they were indexed are left alone; changed ones
        replace what they held. A file that cannot be read is named in the report and skipped.

        Args:
            inputs: paths of files and folders, or articles.
            rebuild: start from nothing; what the index held goes in the same transaction.
            dry_run: read everything and report, but change nothing.
            sync: also take out articles whose files have gone from the given folders.
            jobs: processes that read and analyse in front of the one writer; 1 needs no others.
            wait_seconds: how long to wait for another writer.
            progress: called with (inputs done, inputs in all, path) as the inputs go by.

        Raises:
            IndexLockedError: if another writer holds the index.
        """
        from wenxun.indexing import Indexing

        if not dry_run and not self._backend.exists():
            self._backend.create()
        run = Indexing(
            self._analyzer,
            self._backend,
            max_bytes=self._settings.max_file_mb * _MB,
            jobs=jobs,
            wait_seconds=wait_seconds,
            progress=progress,
            index_folder=Path(self.location),
        )
        return run.run(inputs, rebuild=rebuild, dry_run=dry_run, sync=sync)

    def watch(
        self,
        *paths: str | Path,
        sync: bool = True,
        jobs: int = 1,
        wait_seconds: float = 60.0,
        progress: Progress | None = None,
        stop: Event | None = None,
    ) -> Iterator[IndexReport]:
        """Index files and folders now and whenever they change; yields the report of each time.

        Args:
            paths: files and folders, which must be there.
            sync, jobs, wait_seconds, progress: as for ``add``.
            stop: ends the watching when it is set.

        Raises:
            WenxunError: if the package that watches is not installed, or a path does not exist.
        """
        from wenxun.indexing.watching import changes

        for _ in changes(paths, index_folder=Path(self.location), stop=stop):
            yield self.add(*paths, sync=sync, jobs=jobs, wait_seconds=wait_seconds, progress=progress)

    def delete(self, *ids: str, wait_seconds: float = 0.0) -> int:
        """Delete articles by id; returns how many there were."""
        with self._backend.writer(wait_seconds=wait_seconds) as writer:
            return writer.delete(ids)

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
            sentences_around: whole sentences to show before and after each passage.

        Raises:
            QueryError: if the query is longer, or has more parts, than the stated limits; if there is no such field.
            ValueError: if ``limit`` or ``offset`` is out of range.
            IndexMissingError, IndexDamagedError, IndexMismatchError: if the index cannot be read.
        """
        if limit < 1 or offset < 0:
            raise ValueError(f"limit must be at least 1 and offset at least 0, not {limit} and {offset}")
        started = time.perf_counter()
        syntax = parse(query, self._analyzer.fields)
        expanded = expand(syntax, self._analyzer)
        nodes = filter_nodes(filters, self._analyzer.fields) if filters else {}
        order = read_sort(sort, self._analyzer.fields) if sort != RELEVANCE else None
        if expanded.is_empty and not nodes:
            message = _NOTHING_TO_FIND if expanded.excluded else _EMPTY_QUERY
            return SearchResults(query, offset, limit, 0.0, (), 0, Facets(), message=message)
        if expanded.is_empty:
            expanded = replace(expanded, required=(EVERYTHING,))
        matches = Retrieval(self._backend, expanded, offset=offset, limit=limit, filters=nodes, order=order)
        shown = ShownMatches(self._analyzer, expanded, matches, sentences_around=sentences_around)
        hits = tuple(shown.hit(offset + i + 1, match) for i, match in enumerate(matches.articles))
        results = SearchResults.deferred(
            {"total": matches.total, "facets": shown.facets},
            query=query,
            offset=offset,
            limit=limit,
            took_ms=(time.perf_counter() - started) * 1000,
            hits=hits,
            added=expanded.added,
            relaxed=matches.relaxed,
            message="",
            notes=tuple(self._notes(syntax)) if syntax.unknown else (),
        )
        if facets:
            results.facets  # noqa: B018  counted now
        return results

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
        """The text of each section of an article, cut where matches of ``query`` start and end."""
        return marked_sections(article, expand(parse(query, self._analyzer.fields), self._analyzer))

    # --- helping to ask ---------------------------------------------------------------------------

    @cached_property
    def _names(self) -> NameTables:
        from wenxun.suggestions import NameTables

        return NameTables(lambda: self._backend.edition or self._backend.generation, lambda: self._backend.names())

    def suggest(self, typed: str, *, limit: int = 8, wait_seconds: float | None = None) -> tuple[Suggestion, ...]:
        """Titles, headings and names of links that the reader may be typing, in either script or in pinyin.

        Args:
            typed: what stands in the search box so far.
            limit: most suggestions to give.
            wait_seconds: how long to wait where the names of a new generation are still being collected;
                ``None``: until they are there.
        """
        names = self._names.current(wait_seconds=wait_seconds)
        return names.suggest(typed, limit) if names is not None else ()

    def corrections(self, query: str, *, limit: int = 3, wait_seconds: float | None = None) -> tuple[str, ...]:
        """Queries that find more, with a word replaced by one that sounds like it or is one slip away."""
        from wenxun.suggestions import corrected_queries

        names = self._names.current(wait_seconds=wait_seconds)
        if names is None:
            return ()
        tried = dict.fromkeys(islice(corrected_queries(query, names, limit=limit), _CORRECTIONS_TRIED))
        least = self._found(query)
        return tuple(islice((each for each in tried if self._found(each) > least), limit))

    def _found(self, query: str) -> tuple[bool, int]:
        results = self.search(query, limit=1)
        return bool(results.hits) and not results.relaxed, results.total

    def similar(self, article_id: str, section: int, *, limit: int = 5) -> tuple[Hit, ...]:
        """Other articles with sections that share the most telling words of a section; best first."""
        from wenxun.similarity import telling_words

        article = self.get(article_id)
        if article is None or section >= len(article.sections):
            return ()
        tokens = self.analyze(f"{article.title}\n{article.sections[section].text[:_SIMILAR_CHARS]}")
        words = telling_words(tokens, self._backend.counts, self.stats().sections)
        hits = self.search(" ".join(words), limit=limit + 1).hits if words else ()
        others = [hit for hit in hits if hit.id != article_id]
        return tuple(hit for hit in others if hit.score >= _SIMILAR_SHARE * others[0].score)[:limit]

    def titled(self, names: Iterable[str]) -> dict[str, str]:
        """Name to article id, for names that are an indexed article's title or alias, in any writing."""
        keys = {name: canonical_string(" ".join(fold_string(name).split())) for name in names}
        found = self._backend.titled(list(dict.fromkeys(keys.values())))
        return {name: found[key] for name, key in keys.items() if key in found}

    # --- looking ----------------------------------------------------------------------------------

    def get(self, article_id: str) -> Article | None:
        """A whole article, or ``None``."""
        return self._backend.article(article_id)

    def categories(self, article_id: str) -> tuple[str, ...]:
        """Names of an article's categories, without reading its text; none if there is no such article."""
        stored = self._backend.candidates(Query("", ""), (), (), needs_both=False)
        article = stored.find_article(article_id)
        return () if article is None else tuple(stored.value("article", article).categories)

    def articles(self) -> list[ArticleRecord]:
        """What the index holds, without texts, in order of id."""
        return list(self._backend.records())

    def analyze(self, text: str) -> list[Token]:
        """The terms of a text, as for indexing, with their places in it."""
        return self._analyzer.tokens(text)

    def stats(self) -> BackendStats:
        """Figures about the index."""
        return self._backend.stats()

    def check(self) -> list[Problem]:
        """Read the whole index and name what is wrong with it."""
        return self._backend.check()

    def verify(self, *, samples: int = 1000, seed: int = 0) -> Certificate:
        """Draw runs of characters from the index, search them in every script, and count what is missed."""
        from wenxun.verification import verify

        return verify(self._backend, self._analyzer, samples=samples, seed=seed)

    # --- life -------------------------------------------------------------------------------------

    @property
    def edition(self) -> str:
        """Names what is answered from: while it stays the same, so do all answers.

        Empty where the back end cannot say.
        """
        edition = self._backend.edition
        return f"{edition}-{self._names.collected_of}-{self._made}" if edition else ""

    @cached_property
    def _made(self) -> str:
        """What decides the answers of an index besides its content."""
        from hashlib import sha256  # loads OpenSSL, for which a search has no use

        return sha256(f"{self._analyzer.fingerprint}{self.fields.own}{self._ranking}".encode()).hexdigest()[:16]

    def refresh(self) -> bool:
        """Move to the newest generation of the index; True if there was a newer one."""
        return self._backend.refresh()

    def close(self) -> None:
        """Let go of the index."""
        self._backend.close()
        self._stack.close()

    def __enter__(self) -> SearchEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
