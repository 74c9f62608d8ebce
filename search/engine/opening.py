"""An engine's index: which words and synonyms it is read with, whether it may be written, and until when."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path

from wenxun.analysis.analyzer import Analyzer
from wenxun.backends import Backend
from wenxun.backends.embedded import EmbeddedBackend
from wenxun.engine.listed_words import read_lines, read_user_words
from wenxun.errors import EngineClosedError, ReadOnlyError, WenxunError, WenxunIndexError
from wenxun.notices import Notice
from wenxun.query.synonyms import NO_SYNONYMS, Synonyms
from wenxun.ranking import Ranking
from wenxun.settings import Settings

__all__ = ["OpenIndex"]

_MB = 1 << 20
_CLUSTER = ("http://", "https://")


class OpenIndex:
    """An index, opened when it is first needed.

    Args:
        locations: the index folder, or the address of an index in a cluster; or several folders, read as one index.
        settings: all settings.
        ranking: parameters of the ranking.
        synonyms: lines of a list of synonyms; ``None``: those of the file that the settings name.
        fields: fields of the owner's own; ``None``: those of the settings.
        read_only: whether writing is refused.

    Attributes:
        location: names the index, or all of them.

    Raises:
        ValueError: if there is no location, or are several and one of them an address.
        WenxunError: if an address is none.
        SettingsError: if a list that the settings name cannot be read.
    """

    def __init__(
        self,
        locations: Sequence[str],
        *,
        settings: Settings,
        ranking: Ranking,
        synonyms: Iterable[str] | None,
        fields: Mapping[str, str] | None,
        read_only: bool,
    ) -> None:
        self._locations = tuple(locations)
        if not self._locations or (self.are_several and any(map(_is_address, self._locations))):
            raise ValueError(f"An engine needs a folder, several folders or one address, not {list(locations)}.")
        self.location = " + ".join(self._locations)
        self._settings, self._ranking, self._read_only = settings, ranking, read_only
        own_fields = settings.fields if fields is None else fields
        self._wanted = Analyzer(user_words=read_user_words(settings.user_words), own_fields=own_fields)
        self._first = self._open(self._wanted)  # an address that is none is refused at once
        self._given_synonyms = None if synonyms is None else Synonyms(synonyms)
        self.synonyms = self._read_synonyms()
        self.at_the_end = ExitStack()
        self._opened: tuple[Analyzer, Backend] | None = None
        self._opening = threading.Lock()
        self._writers = threading.local()
        self._is_closed = False

    # --- opening and closing ----------------------------------------------------------------------

    @property
    def is_in_cluster(self) -> bool:
        """Whether it is in a cluster, and not in a folder."""
        return _is_address(self._locations[0])

    @property
    def are_several(self) -> bool:
        """Whether it is several indexes, read as one."""
        return len(self._locations) > 1

    @property
    def analyzer(self) -> Analyzer:
        """The chain that the index was built with."""
        return self._both[0]

    @property
    def backend(self) -> Backend:
        """The index itself.

        Raises:
            EngineClosedError: if it was closed.
        """
        return self._both[1]

    @property
    def _both(self) -> tuple[Analyzer, Backend]:
        if self._is_closed:
            raise EngineClosedError(
                Notice(
                    "The engine on the index {location} was closed. Make a new SearchEngine.", location=self.location
                )
            )
        if self._opened is None:
            with self._opening:
                if self._opened is None:
                    self._opened = self._open_with_its_words()
        return self._opened

    def _open_with_its_words(self) -> tuple[Analyzer, Backend]:
        """The back end, with the words of a user's own that its index was built with."""
        backend = self._first
        kept = None
        with suppress(WenxunIndexError):  # whatever needs the index says what is wrong with it
            kept = self._wanted.with_words_of(backend.generation().made_with)
        if kept is None:
            return self._wanted, backend
        import logging  # of use here alone, and not cheap to load

        logging.getLogger(__name__).warning(
            Notice(
                "The list of words (user_words) has changed since the index {location} was built. The words that it "
                "was built with stay in use. To use the new ones: wenxun rebuild",
                location=self.location,
            )
        )
        backend.close()
        return kept, self._open(kept)

    def _open(self, analyzer: Analyzer) -> Backend:
        fingerprint, ranking = analyzer.fingerprint, self._ranking
        if self.is_in_cluster:
            module = import_module("wenxun.backends.opensearch")
            backend: Backend = module.open_backend(self.location, fingerprint, ranking, self._settings)
            return backend
        settings = self._settings
        sizes = {"buffer_bytes": settings.buffer_mb * _MB, "cache_bytes": settings.cache_mb * _MB}
        if self.are_several:
            from wenxun.backends.embedded.joined import JoinedBackend  # few engines need it

            return JoinedBackend(list(map(Path, self._locations)), fingerprint=fingerprint, ranking=ranking, **sizes)
        return EmbeddedBackend(Path(self.location), fingerprint=fingerprint, ranking=ranking, **sizes)

    def close(self) -> None:
        """Let go of the index, for good."""
        if self._opened is not None:
            self._opened[1].close()
        self._opened, self._is_closed = None, True
        self.at_the_end.close()

    # --- words ------------------------------------------------------------------------------------

    def take_wanted_words(self) -> None:
        """Use the words that the settings name from now on; whatever is in the index is to be analysed anew."""
        if self.analyzer is not self._wanted:
            self.backend.close()
            self._opened = self._wanted, self._open(self._wanted)

    def refresh(self) -> bool:
        """Move to the newest generation, and read the list of synonyms again; True if there was a newer generation."""
        self.synonyms = self._read_synonyms()
        return self.backend.refresh()

    def _read_synonyms(self) -> Synonyms:
        if self._given_synonyms is not None:
            return self._given_synonyms
        path = self._settings.synonyms
        if not path:
            return NO_SYNONYMS
        return Synonyms(read_lines(path, "synonyms"), place=path)

    # --- writing ----------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Backend]:
        """Give the index to this thread for writing.

        Raises:
            ReadOnlyError: if it was opened for reading alone.
            WenxunError: if this thread is writing already: it would wait for itself.
        """
        backend = self.backend
        if self.are_several:
            raise ReadOnlyError(Notice("Several indexes together are only read. Open one of them to write to it."))
        if self._read_only:
            raise ReadOnlyError(
                Notice("The engine on the index {location} was opened with read_only=True.", location=self.location)
            )
        if getattr(self._writers, "is_writing", False):
            raise WenxunError(
                Notice("This thread has a transaction open on the index. Add and delete with that, or end it first.")
            )
        self._writers.is_writing = True
        try:
            yield backend
        finally:
            self._writers.is_writing = False


def _is_address(location: str) -> bool:
    return location.startswith(_CLUSTER)
