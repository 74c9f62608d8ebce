"""The transactions of one call of ``add``: one, or one after the other where it commits in between."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType

from wenxun.backends import Backend, BackendWriter, Exclusions, InputStamp, Refusal
from wenxun.backends.stored import ids_by_stamp, is_there
from wenxun.indexing.analysis import Group
from wenxun.indexing.given import stored_as_given
from wenxun.models import Article

__all__ = ["DryRun", "Transactions"]

_Inputs = Mapping[InputStamp, tuple[str, ...]]


class Transactions:
    """An open transaction that can be committed and goes on in a new one.

    Leaving it commits; leaving it by an error drops what was not committed.

    Attributes:
        refused: articles that the index did not take, in all transactions that are over.

    Raises:
        IndexLockedError: on entering or on ``commit``, if another writer holds the index for too long.
    """

    def __init__(self, backend: Backend, *, wait_seconds: float, fresh: bool) -> None:
        self._backend = backend
        self._wait_seconds = wait_seconds
        self._fresh = fresh
        self._is_first = True
        self._stack = ExitStack()
        self._writer: BackendWriter | None = None
        self.refused: list[Refusal] = []

    def __enter__(self) -> Transactions:
        self._open()
        return self

    def _open(self) -> None:
        is_first, self._is_first = self._is_first, False
        writer = self._backend.writer(wait_seconds=self._wait_seconds, create=is_first, fresh=self._fresh and is_first)
        self._writer = self._stack.enter_context(writer)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        writer, self._writer = self._open_writer, None
        self._stack.__exit__(kind, error, trace)
        self.refused += writer.refused

    @property
    def _open_writer(self) -> BackendWriter:
        assert self._writer is not None
        return self._writer

    @property
    def exclusions(self) -> Exclusions:
        """As ``BackendWriter.exclusions``."""
        return self._open_writer.exclusions

    def inputs(self) -> _Inputs:
        """Return what the index holds, read under the lock: nobody else changes it until this is over."""
        if self._fresh:
            return {}
        self._backend.refresh()
        return ids_by_stamp(self._backend)

    def stored_as_given(self, articles: Collection[Article]) -> frozenset[str]:
        """Return the ids of the articles that the index holds as they are."""
        return frozenset() if self._fresh else stored_as_given(articles, self._backend)

    def put(self, group: Group, stamps: Sequence[InputStamp | None], left_out: Collection[int]) -> frozenset[str]:
        """Add articles; see ``BackendWriter.put``.

        Args:
            group: the articles, prepared.
            stamps: for each that of its source file; ``None`` for one that is from no file.
            left_out: places of articles that are not added.

        Returns:
            Ids of those that replace one.
        """
        return self._open_writer.put(group.prepared, stamps, left_out)

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in; see ``BackendWriter.complete``."""
        self._open_writer.complete(stamp)

    def delete(self, article_ids: Collection[str]) -> None:
        """Delete articles by id."""
        self._open_writer.delete(article_ids)

    def commit(self) -> None:
        """Make everything so far durable and visible, and go on."""
        self.__exit__(None, None, None)
        self._open()


class DryRun:
    """Stands in for a transaction where nothing is to be written."""

    def __init__(self, backend: Backend, *, fresh: bool) -> None:
        self._backend = backend
        is_held = is_there(backend)
        self._starts_empty = fresh or not is_held
        self.refused: list[Refusal] = []
        self.exclusions = backend.generation().exclusions.copy() if is_held else Exclusions()

    def inputs(self) -> _Inputs:
        """Return what the index holds, if there is one."""
        return {} if self._starts_empty else ids_by_stamp(self._backend)

    def stored_as_given(self, articles: Collection[Article]) -> frozenset[str]:
        """Return the ids of the articles that the index holds as they are."""
        return frozenset() if self._starts_empty else stored_as_given(articles, self._backend)

    def put(self, group: Group, stamps: Sequence[InputStamp | None], left_out: Collection[int]) -> frozenset[str]:
        """Write nothing.

        Args:
            group: the articles.
            stamps: for each that of its source file; ``None`` for one that is from no file.
            left_out: places of articles that would not be added.

        Returns:
            Ids of those from no file that would replace one.
        """
        ids = [article.id for article, stamp in zip(group.articles, stamps, strict=True) if stamp is None]
        if self._starts_empty or not ids:
            return frozenset()
        return frozenset(each for (each,) in self._backend.stored("id", ids=ids))

    def complete(self, stamp: InputStamp) -> None:
        """Note nothing."""

    def delete(self, article_ids: Collection[str]) -> None:
        """Delete nothing."""

    def commit(self) -> None:
        """Commit nothing."""
