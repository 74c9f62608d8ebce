"""The transactions of one call of ``add``: one, or one after the other where it commits in between."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from wenxun.backends import Backend, BackendWriter, Exclusions, InputStamp, Refusal
from wenxun.backends.stored import ids_by_stamp

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
        """What the index holds, read under the lock: nobody else changes it until this is over."""
        self._backend.refresh()
        return ids_by_stamp(self._backend)

    def put(self, prepared: Any, stamps: Sequence[InputStamp | None], left_out: Collection[int]) -> None:
        """As ``BackendWriter.put``."""
        self._open_writer.put(prepared, stamps, left_out)

    def complete(self, stamp: InputStamp) -> None:
        """As ``BackendWriter.complete``."""
        self._open_writer.complete(stamp)

    def delete(self, article_ids: Collection[str]) -> None:
        """As ``BackendWriter.delete``."""
        self._open_writer.delete(article_ids)

    def existing(self, article_ids: Collection[str]) -> frozenset[str]:
        """As ``BackendWriter.existing``."""
        return self._open_writer.existing(article_ids)

    def commit(self) -> None:
        """Make everything so far durable and visible, and go on."""
        self.__exit__(None, None, None)
        self._open()


class DryRun:
    """Stands in for a transaction where nothing is to be written."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.refused: list[Refusal] = []
        self.exclusions = backend.generation().exclusions.copy() if backend.exists() else Exclusions()

    def inputs(self) -> _Inputs:
        """What the index holds, if there is one."""
        return ids_by_stamp(self._backend) if self._backend.exists() else {}

    def put(self, prepared: Any, stamps: Sequence[InputStamp | None], left_out: Collection[int]) -> None:
        """Write nothing."""

    def complete(self, stamp: InputStamp) -> None:
        """Note nothing."""

    def delete(self, article_ids: Collection[str]) -> None:
        """Delete nothing."""

    def existing(self, article_ids: Collection[str]) -> frozenset[str]:
        """Return those ids that articles have."""
        if not self._backend.exists():
            return frozenset()
        return frozenset(each for (each,) in self._backend.stored("id", ids=article_ids))

    def commit(self) -> None:
        """Commit nothing."""
