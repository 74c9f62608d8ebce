"""What every part of an engine stands on: the index that it has open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend
from wenxun.backends.stored import is_there
from wenxun.engine.opening import OpenIndex
from wenxun.ranking import DEFAULT_RANKING, Ranking
from wenxun.settings import Settings, from_home, load_settings

__all__ = ["Opened"]


class Opened:
    """An index, opened for an engine.

    Attributes:
        location: the index folder, or the address of an index in a cluster; of several folders, all their names.
    """

    def __init__(
        self,
        location: str | Path | Sequence[str | Path] | None = None,
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
                default that of the settings. It need not exist before the first ``add``. Several folders are read as
                one index, with one ranking; of an id that several have, the article of the first one counts.
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
            ValueError: if ``location`` is an empty list, or one with an address among others.
            WenxunError: if an address is none.
        """
        self._settings = settings if settings is not None else load_settings()
        given = location if location is not None else self._settings.index
        self._ranking = ranking
        self._index = OpenIndex(
            [from_home(given)] if isinstance(given, str | Path) else list(map(from_home, given)),
            settings=self._settings,
            ranking=ranking,
            synonyms=synonyms,
            fields=fields,
            read_only=read_only,
        )
        self.location = self._index.location

    @property
    def _analyzer(self) -> Analyzer:
        return self._index.analyzer

    @property
    def _backend(self) -> Backend:
        return self._index.backend

    def exists(self) -> bool:
        """Return whether there is an index, damaged or not.

        Returns:
            Whether there is.
        """
        return is_there(self._backend)

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
