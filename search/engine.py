"""The whole flow on one screen: articles in, ranked sections out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cached_property, partial
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
from wenxun.errors import SettingsError, SuddenLossError, WenxunError, WenxunIndexError
from wenxun.fields import FieldTable
from wenxun.hits import ShownMatches, marked_sections
from wenxun.link_targets import target_keys
from wenxun.models import (
    Article,
    ArticleRecord,
    Facets,
    Hit,
    IndexReport,
    Piece,
    SearchResults,
    SkippedInput,
    Suggestion,
)
from wenxun.query.conditions import RELEVANCE, FilterValues, filter_nodes, read_sort
from wenxun.query.expansion import expand
from wenxun.query.language import Syntax, parse
from wenxun.query.synonyms import Synonyms
from wenxun.query.tree import EVERYTHING, Query
from wenxun.ranking import DEFAULT_RANKING, Ranking
from wenxun.retrieval import Retrieval
from wenxun.settings import Settings, load_settings, read_lines, read_user_words

if TYPE_CHECKING:
    from threading import Event

    from wenxun.articles.selection import Selection
    from wenxun.indexing import Progress
    from wenxun.suggestions import NameTables
    from wenxun.verification import Certificate

__all__ = ["SearchEngine"]

_EMPTY_QUERY = "请输入要查找的词。 Type something to look for."
_SIGNS_ALONE = "标点和符号不能查找；请输入文字。 Signs are not searched; type letters or characters."
_NOTHING_TO_FIND = "查询里只有要排除的词；请再加一个要查找的词。 The query only excludes; add something to look for."
_MB = 1 << 20
_CLUSTER = ("http://", "https://")
_CORRECTIONS_TRIED = 12
"""Up to so many articles, other queries are offered."""

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
        synonyms: lines of a list of synonyms (地铁=捷运); by default those of the file that the settings name, which is
            read again by ``refresh``.
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
        synonyms: Iterable[str] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = settings if settings is not None else load_settings()
        self._stack = ExitStack()
        self._wanted = Analyzer(
            user_words=read_user_words(self._settings.user_words),
            own_fields=self._settings.fields if fields is None else fields,
        )
        self.location = str(location if location is not None else self._settings.index)
        self._ranking = ranking
        self._first = self._open(self._wanted)
        self._given_synonyms = None if synonyms is None else Synonyms(synonyms)
        self._synonyms = self._read_synonyms()

    def _read_synonyms(self) -> Synonyms:
        if self._given_synonyms is not None:
            return self._given_synonyms
        path = self._settings.synonyms
        return Synonyms(read_lines(path, "synonyms"), place=path)

    @cached_property
    def _opened(self) -> tuple[Analyzer, Backend]:
        """The back end, with the words of a user's own that its index was built with."""
        backend = self._first
        kept = None
        with suppress(WenxunIndexError):  # whatever needs the index says what is wrong with it
            kept = self._wanted.with_words_of(backend.made_with)
        if kept is None:
            return self._wanted, backend
        import logging  # of use here alone, and not cheap to load

        logging.getLogger(__name__).warning(
            "The list of words (user_words) has changed since the index %s was built. The words that it was built with "
            "stay in use. To use the new ones: wenxun rebuild",
            self.location,
        )
        backend.close()
        return kept, self._open(kept)

    def _take_wanted_words(self) -> None:
        """Use the words that the settings name from now on; whatever is in the index is to be analysed anew."""
        if self._analyzer is not self._wanted:
            self._backend.close()
            self._opened = self._wanted, self._open(self._wanted)

    @property
    def _analyzer(self) -> Analyzer:
        return self._opened[0]

    @property
    def _backend(self) -> Backend:
        return self._opened[1]

    def _open(self, analyzer: Analyzer) -> Backend:
        fingerprint, ranking = analyzer.fingerprint, self._ranking
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
        synonyms: Iterable[str] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> SearchEngine:
        """An engine on an index that lasts as long as the engine."""
        import tempfile  # of use here alone, and not cheap to load

        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wenxun-", ignore_cleanup_errors=True))
            engine = cls(folder, settings=settings or Settings(), ranking=ranking, synonyms=synonyms, fields=fields)
            engine._backend.create()
            engine._stack = stack.pop_all()
        return engine

    # --- indexing ---------------------------------------------------------------------------------

    def add(
        self,
        *inputs: str | Path | Article,
        rebuild: bool = False,
        dry_run: bool = False,
        sync: bool = False,
        force: bool = False,
        selection: Selection | None = None,
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
            sync: also take out articles whose files have gone from the given folders, or are not wanted any more.
            force: take out even so much that the disk of a folder may only not be mounted.
            selection: which files of folders are wanted; patterns of the settings come before its own.
            jobs: processes that read and analyse in front of the one writer; 1 needs no others.
            wait_seconds: how long to wait for another writer.
            progress: called with (inputs done, inputs in all, path) as the inputs go by.

        Raises:
            IndexLockedError: if another writer holds the index.
            SuddenLossError: if ``sync`` would take out all of a folder, or more than half of more than 20 articles.
            SettingsError: for a pattern that cannot be read.
        """
        from wenxun.indexing import Indexing, are_missing

        inputs = tuple(inputs)
        if rebuild:
            self._take_wanted_words()
        if not self._backend.exists():
            dry_run |= are_missing(inputs)  # a mistyped path makes no index
            if not dry_run:
                self._backend.create()
        run = Indexing(
            self._analyzer,
            self._backend,
            max_bytes=self._settings.max_file_mb * _MB,
            jobs=jobs,
            wait_seconds=wait_seconds,
            progress=progress,
            selection=self._selected(selection),
            index_folder=Path(self.location),
        )
        return run.run(inputs, rebuild=rebuild, dry_run=dry_run, sync=sync, force=force)

    def _selected(self, selection: Selection | None) -> Selection:
        """The selection of a call together with that of the settings."""
        from wenxun.articles.selection import Selection

        given = selection or Selection()
        include, exclude = self._settings.include + given.include, self._settings.exclude + given.exclude
        selected = replace(given, include=include, exclude=exclude)
        try:
            _ = selected.included, selected.excluded
        except ValueError as error:
            raise SettingsError(f"A pattern of include or exclude cannot be read. {error}.") from error
        return selected

    def watch(
        self,
        *paths: str | Path,
        sync: bool = True,
        force: bool = False,
        selection: Selection | None = None,
        jobs: int = 1,
        wait_seconds: float = 60.0,
        progress: Progress | None = None,
        stop: Event | None = None,
    ) -> Iterator[IndexReport]:
        """Index files and folders now and whenever they change; yields the report of each time.

        What ``add`` would refuse to take out stays, and is named in the report as skipped (``sudden-loss``), until it
        is there again or ``force`` is given.

        Args:
            paths: files and folders, which must be there.
            sync, force, selection, jobs, wait_seconds, progress: as for ``add``.
            stop: ends the watching when it is set.

        Raises:
            WenxunError: if the package that watches is not installed, or a path does not exist.
        """
        from wenxun.indexing.watching import changes

        add = partial(self.add, *paths, selection=selection, jobs=jobs, wait_seconds=wait_seconds, progress=progress)
        for _ in changes(paths, index_folder=Path(self.location), stop=stop):
            try:
                yield add(sync=sync, force=force)
            except SuddenLossError as error:
                report = add(sync=False)
                refused = SkippedInput(str(paths[0]), "sudden-loss", str(error))
                yield replace(report, skipped=(*report.skipped, refused))

    def rebuild(self, *, jobs: int = 1, wait_seconds: float = 0.0, progress: Progress | None = None) -> IndexReport:
        """Analyse every stored article anew, in one transaction: after a change of the words, or of wenxun itself.

        Nothing is read but the index, and it keeps all its articles.

        Args:
            jobs: processes that analyse in front of the one writer; 1 needs no others.
            wait_seconds: how long to wait for another writer.
            progress: called with (articles done, articles in all, id).

        Raises:
            IndexLockedError: if another writer holds the index.
            IndexDamagedError: if it is damaged: ``repair`` keeps what is left.
        """
        from wenxun.indexing import rebuild

        self._take_wanted_words()
        return rebuild(self._analyzer, self._backend, jobs=jobs, wait_seconds=wait_seconds, progress=progress)

    def repair(self, *, jobs: int = 1, wait_seconds: float = 0.0, progress: Progress | None = None) -> IndexReport:
        """Make the index anew of the stored articles that are sound; the others are in the report as ``damaged``.

        The arguments are those of ``rebuild``.

        Raises:
            IndexDamagedError: if its table of contents is damaged, so that nobody knows what belongs to it.
        """
        from wenxun.indexing import rebuild

        self._take_wanted_words()
        return rebuild(
            self._analyzer,
            self._backend,
            jobs=jobs,
            wait_seconds=wait_seconds,
            progress=progress,
            passing_over_damage=True,
        )

    def snapshot(self, folder: str | Path) -> None:
        """Copy the index as it is now to a new folder, while others may go on writing.

        The copy is an index of its own: open it where it is, or put it in the place of one that was lost. On the same
        disk it takes no room until the index changes.

        Raises:
            WenxunError: if the folder is not empty, or the index is one in a cluster, which has snapshots of its own.
        """
        if self.location.startswith(_CLUSTER):
            raise WenxunError("A cluster makes its own snapshots: see _snapshot in its documentation.")
        from wenxun.backends.embedded.read.copying import copy_index

        copy_index(Path(self.location), Path(folder))

    def delete(self, *ids: str, wait_seconds: float = 0.0) -> int:
        """Delete articles by id; returns how many there were.

        One that came from a file does not come back with it: its id is excluded until ``include``, or until it is added
        as an ``Article``.
        """
        from_files = {found.id: found.source for found in map(self.get, ids) if found is not None and found.source}
        with self._backend.writer(wait_seconds=wait_seconds) as writer:
            writer.exclusions.sources.update(from_files)
            return writer.delete(ids)

    def excluded(self) -> tuple[str, ...]:
        """Ids of articles that were deleted and that no file may bring back, in order."""
        return tuple(sorted(self._backend.exclusions().sources))

    def include(self, *ids: str, wait_seconds: float = 0.0) -> int:
        """Let files bring articles again that were deleted; returns how many of ``ids`` were excluded.

        The next ``add`` of their files brings them.
        """
        with self._backend.writer(wait_seconds=wait_seconds) as writer:
            return writer.exclusions.include(ids)

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
        expanded = expand(syntax, self._analyzer, self._synonyms)
        nodes = filter_nodes(filters, self._analyzer.fields) if filters else {}
        order = read_sort(sort, self._analyzer.fields) if sort != RELEVANCE else None
        if expanded.is_empty and not nodes:
            message = _NOTHING_TO_FIND if expanded.excluded else _SIGNS_ALONE if query.strip() else _EMPTY_QUERY
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
        return marked_sections(article, expand(parse(query, self._analyzer.fields), self._analyzer, self._synonyms))

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

    def frequent_names(self, *, limit: int = 8, wait_seconds: float | None = None) -> tuple[str, ...]:
        """Titles that headings, links and other articles name most often, as queries to start with.

        Args:
            limit: most names to give.
            wait_seconds: as for ``suggest``.
        """
        names = self._names.current(wait_seconds=wait_seconds)
        return names.frequent(limit) if names is not None else ()

    def corrections(self, query: str, *, limit: int = 3, wait_seconds: float | None = None) -> tuple[str, ...]:
        """Queries that find more, with a word replaced by one that sounds like it or is one slip away."""
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
        """What may have been meant: ``corrections`` of a query that found nothing, or only part of what was typed."""
        if results.message or (results.total and not results.relaxed):
            return ()
        return self.corrections(results.query, limit=limit, wait_seconds=wait_seconds)

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

    def linked(self, article: Article) -> dict[str, str]:
        """Target to article id, for targets of an article's links that mean another indexed article.

        A target is the name of an article (title, alias, file), or an address in its folder or of its site.
        """
        keys = {target: target_keys(target, article.path) for target in {link.target: None for link in article.links}}
        known = self.titled(dict.fromkeys(key for each in keys.values() for key in each))
        found = {target: next((known[key] for key in each if key in known), "") for target, each in keys.items()}
        return {target: article_id for target, article_id in found.items() if article_id not in ("", article.id)}

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

    def verify(self, *, samples: int = 1000, seed: int = 0, runs_only: bool = False) -> Certificate:
        """Draw sections from the index, search what stands in them as people type it, and count what is missed.

        Args:
            samples: sections to draw.
            seed: of the source of chance.
            runs_only: search unbroken runs of Han characters alone, in every script.
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

        made = f"{self._analyzer.fingerprint}{self.fields.own}{self._ranking}{self._synonyms.others}"
        return sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def exists(self) -> bool:
        """Whether there is an index."""
        return self._backend.exists()

    def refresh(self) -> bool:
        """Move to the newest generation of the index; True if there was a newer one.

        A list of synonyms that the settings name is read again.

        Raises:
            SettingsError: if it cannot be read.
        """
        self._synonyms = self._read_synonyms()
        return self._backend.refresh()

    def close(self) -> None:
        """Let go of the index."""
        if "_opened" in self.__dict__:
            self._backend.close()
        self._stack.close()

    def __enter__(self) -> SearchEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
