"""What an engine does to its index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenxun.engine.searching import Searching
from wenxun.errors import QueryError, WenxunError
from wenxun.models import IndexReport
from wenxun.notices import Notice
from wenxun.query.conditions import FilterValues
from wenxun.settings import from_home

if TYPE_CHECKING:
    from threading import Event

    from wenxun.articles.selection import Selection
    from wenxun.indexing import ArticleWriter, Input, Progress

__all__ = ["WAIT_SECONDS", "Writing"]

WAIT_SECONDS = 60.0
"""How long a writer waits for another one, unless it is told otherwise."""

_MB = 1 << 20


class Writing(Searching):
    """Articles in and out."""

    def add(
        self,
        *inputs: Input,
        rebuild: bool = False,
        dry_run: bool = False,
        sync: bool = False,
        force: bool = False,
        selection: Selection | None = None,
        name: str = "",
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
            name: stands with a ``/`` before ids and paths of articles from files, so that folders with equal ones live
                in one index. Files keep the name that they were indexed under.
            jobs: processes that read and analyse in front of the one writer; 1 needs no others.
            wait_seconds: how long to wait for another writer, be it a thread or a process.
            progress: called with (inputs done, inputs in all, path) as the inputs go by.

        Returns:
            What became of every input.

        Raises:
            TypeError: if an input is none, or a value of a record has a wrong type; nothing is added then.
            IndexLockedError: if another writer has the index for longer.
            SuddenLossError: if ``sync`` would take out all of a folder, or more than half of more than 20 articles.
            SettingsError: for a pattern that cannot be read.
            ReadOnlyError: if the engine only reads.

        Example:
            >>> from wenxun import SearchEngine
            >>> with SearchEngine.in_memory() as engine:
            ...     rows = ({"id": number, "text": f"第{number}篇"} for number in range(3))
            ...     engine.add(rows).article_count, engine.add({"id": 0, "text": "第0篇"}).unchanged
            (3, ('0',))
        """
        from wenxun.indexing import Indexing

        with self._index.writing():
            if rebuild:
                self._index.take_wanted_words()
            run = Indexing(
                self._analyzer,
                self._backend,
                max_bytes=self._settings.max_file_mb * _MB,
                jobs=jobs,
                wait_seconds=wait_seconds,
                progress=progress,
                selection=self._selected(selection),
                name=name.strip("/"),
                index_folder=Path(self.location),
            )
            return run.run(inputs, rebuild=rebuild, dry_run=dry_run, sync=sync, force=force)

    def _selected(self, selection: Selection | None) -> Selection:
        """What is taken of folders, the settings' patterns first."""
        given = selection or _every_file()
        return given.after(include=self._settings.include, exclude=self._settings.exclude)

    def lost_by_rebuild(self, *inputs: str | Path, selection: Selection | None = None) -> tuple[str, ...]:
        """Return the ids of articles that ``add(*inputs, rebuild=True)`` would lose, for no file there brings them.

        ``rebuild`` loses none.

        Args:
            inputs: paths of files and folders.
            selection: as for ``add``.

        Returns:
            The ids, in order; none if there is no index.
        """
        from wenxun.indexing import lost_by_rebuild

        if not self.exists():
            return ()
        paths = [from_home(each) for each in inputs]
        selected = self._selected(selection)
        return lost_by_rebuild(self._backend, paths, selection=selected, index_folder=Path(self.location))

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
            IndexLockedError: if another writer has the index for longer.
            ReadOnlyError: if the engine only reads.

        Example:
            >>> from wenxun import Article, SearchEngine
            >>> with SearchEngine.in_memory() as engine:
            ...     with engine.write() as writer:
            ...         writer.add(Article(id=1, title="茶", text="绿茶与红茶。"))
            ...         writer.add({"id": 2, "title": "水", "text": "水温八十度。"})
            ...     [hit.id for hit in engine.search("红茶")]
            ['1']
        """
        from wenxun.indexing import ArticleWriter

        with self._index.writing() as backend, backend.writer(wait_seconds=wait_seconds, create=True) as opened:
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
        name: str = "",
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
            sync, force, selection, name, jobs, wait_seconds, progress: as for ``add``.
            stop: ends the watching when it is set.

        Returns:
            The report of each time, as it comes.

        Raises:
            WenxunError: if the package that watches is not installed, or a path does not exist.
        """
        from wenxun.indexing.watching import reports_of_changes

        paths = tuple(map(from_home, paths))
        add = partial(self.add, *paths, selection=selection, name=name)
        add = partial(add, jobs=jobs, wait_seconds=wait_seconds, progress=progress)
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
            IndexLockedError: if another writer has the index for longer.
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
            WenxunError: if the folder is not empty; if the index is one in a cluster, which has snapshots of its own;
                if there are several.
        """
        if self._index.is_in_cluster:
            raise WenxunError(Notice("A cluster makes its own snapshots: see _snapshot in its documentation."))
        if self._index.are_several:
            raise WenxunError(Notice("These are several indexes. Open each of them to copy it."))
        from wenxun.backends.embedded.read.copying import copy_index

        copy_index(Path(self.location), Path(from_home(folder)))

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
            IndexLockedError: if another writer has the index for longer.
            ReadOnlyError: if the engine only reads.

        Example:
            >>> from wenxun import SearchEngine
            >>> with SearchEngine.in_memory() as engine:
            ...     report = engine.add({"id": name, "text": name} for name in ("绿茶", "红茶", "绿水"))
            ...     engine.delete(query="绿茶"), len(engine)
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
        return tuple(sorted(self._backend.generation().exclusions.sources))

    def include(self, *ids: str | int, wait_seconds: float = WAIT_SECONDS) -> int:
        """Let files bring articles again that were deleted. The next ``add`` of their files brings them.

        Args:
            ids: ids of the articles.
            wait_seconds: how long to wait for another writer.

        Returns:
            How many of ``ids`` were excluded.

        Raises:
            IndexLockedError: if another writer has the index for longer.
            ReadOnlyError: if the engine only reads.
        """
        with self._index.writing() as backend, backend.writer(wait_seconds=wait_seconds) as writer:
            return writer.exclusions.include(map(str, ids))


def _every_file() -> Selection:
    from wenxun.articles.selection import Selection  # of no use to a search

    return Selection()
