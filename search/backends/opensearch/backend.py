"""The back end: what an engine asks for, passed on to the modules that do it."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from wenxun.backends import (
    Backend,
    BackendStats,
    BackendWriter,
    Candidates,
    Exclusions,
    Generation,
    Problem,
    StoredValue,
)
from wenxun.backends.made_with import check_made_with
from wenxun.backends.opensearch.address import read_address
from wenxun.backends.opensearch.candidates import ClusterCandidates
from wenxun.backends.opensearch.catalogue import FIRST_SECTIONS, Catalogue
from wenxun.backends.opensearch.connection import Answer, Cluster, Credentials
from wenxun.backends.opensearch.exact_scores import TermCounts
from wenxun.backends.opensearch.mapping import (
    META_KEY,
    NO_ANALYSIS,
    field_repeats,
    index_body,
    made_with,
    read_exclusions,
)
from wenxun.backends.opensearch.reading import Reader
from wenxun.backends.opensearch.writing import (
    Transaction,
    check_place,
    create_index,
    current_index,
    rebuild,
    write_lock,
)
from wenxun.budget import Budget
from wenxun.errors import IndexDamagedError, IndexMissingError
from wenxun.name_table import NameTable
from wenxun.notices import Notice
from wenxun.query.tree import Query, Term
from wenxun.ranking import Ranking

__all__ = ["OpenSearchBackend"]

_GENERATION_BYTES = 6  # as many as any reader of JSON takes for a whole number


@dataclass(frozen=True, slots=True)
class _Opened:
    """The concrete index that was found behind the name, what it was made with, and what was deleted for good."""

    concrete: str
    shard_count: int
    made: Mapping[str, Any]
    exclusions: Exclusions


class OpenSearchBackend(Backend):
    """An index in a cluster. One object may be shared by any number of threads.

    Args:
        location: ``http(s)://host[:port][,host[:port]…]/name``. With several hosts, the loss of one is not
            noticed.
        fingerprint: analysis settings; an index made with others is not read or written.
        ranking: parameters of the ranking.
        credentials: how to sign in.
        timeout_seconds: how long a read may take, all attempts together; a write may take six times as long.
        shard_count: shards of an index made from now on.

    Raises:
        SettingsError: if ``location`` cannot be read.
        BackendUnavailableError: by everything, if the cluster does not answer in time.
        IndexMissingError: by everything that reads, if there is no index.
        IndexMismatchError: if it was built with other analysis settings, or another ranking that it depends
            on.
    """

    def __init__(
        self,
        location: str,
        *,
        fingerprint: Mapping[str, str],
        ranking: Ranking,
        credentials: Credentials | None = None,
        timeout_seconds: float = 10.0,
        shard_count: int = 1,
    ) -> None:
        self._cluster = Cluster(read_address(location), credentials or Credentials(), timeout_seconds)
        self._made = made_with(ranking, fingerprint)
        self._ranking = ranking
        self._shard_count = shard_count
        self._term_counts = TermCounts()
        self._lock = threading.Lock()
        self._known: _Opened | None = None

    @cached_property
    def _body(self) -> dict[str, Any]:
        return index_body(self._ranking, self._made, shards=self._shard_count)

    @property
    def _opened(self) -> _Opened:
        """The index behind the name, looked up when first needed."""
        if self._known is None:
            with self._lock:
                if self._known is None:
                    self._known = self._open()
        return self._known

    def _open(self) -> _Opened:
        address = self._cluster.address
        params = {"filter_path": "*.mappings._meta,*.settings.index.number_of_shards"}
        for concrete, found in self._cluster.call("GET", f"/{address.path}", params=params, accept=(404,)).items():
            if not isinstance(found, dict) or "settings" not in found:
                continue
            made = found.get("mappings", {}).get("_meta", {}).get(META_KEY)
            if made is None:
                raise IndexDamagedError(
                    Notice("{address} is an index, but none that wenxun has made. Use another name.", address=address)
                )
            exclusions = read_exclusions(found["mappings"]["_meta"])
            return _Opened(concrete, int(found["settings"]["index"]["number_of_shards"]), made, exclusions)
        raise IndexMissingError(
            Notice(
                "There is no index at {address}. Make one with: wenxun --index {address} index PATH", address=address
            )
        )

    def _compared(self, opened: _Opened) -> _Opened:
        """For what rests on its terms; stored articles do not depend on the analysis."""
        check_made_with(opened.made, self._made, location=self._cluster.address)
        return opened

    def _reader(self, opened: _Opened, preference: str = "") -> Reader:
        return Reader(self._cluster, shard_count=opened.shard_count, preference=preference)

    # --- reading ----------------------------------------------------------------------------------

    def candidates(
        self,
        query: Query,
        ranking_terms: Sequence[Term],
        window_terms: Sequence[Term],
        *,
        needs_both: bool,
        budget: Budget | None = None,
    ) -> Candidates:
        """Open the answer to a query; it is fetched when it is asked for.

        Args:
            query, ranking_terms, window_terms, needs_both: see ``BackendReader``.
            budget: is left alone: each request has a time of its own.

        Returns:
            The answer.
        """
        preference = sha256(query.typed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        reader = self._reader(self._compared(self._opened), preference)
        return ClusterCandidates(
            reader, query, self._ranking, ranking_terms, window_terms, needs_both=needs_both, counts=self._term_counts
        )

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self._reader(self._opened))

    def stored(
        self, *values: StoredValue, ids: Collection[str] | None = None, damage: list[Problem] | None = None
    ) -> Iterable[tuple[Any, ...]]:
        """Yield values of articles; see ``BackendReader``.

        Args:
            values: which values.
            ids: of which articles; ``None``: of all.
            damage: takes what cannot be read.
        """
        return self._catalogue.stored(values, ids, damage)

    def name_table(self) -> NameTable:
        """See ``BackendReader``."""
        return NameTable.of(self._catalogue.names())

    def titled(self, names: Sequence[str]) -> dict[str, str]:
        """See ``BackendReader``."""
        self._compared(self._opened)
        return self._catalogue.titled(names)

    def linked(self, anchors: Sequence[str]) -> dict[str, dict[str, int]]:
        """See ``BackendReader``."""
        self._compared(self._opened)
        return self._catalogue.linked(anchors)

    def counts(self, terms: Sequence[Term]) -> list[int]:
        """See ``BackendReader``."""
        self._compared(self._opened)
        return self._catalogue.counts(terms)

    def generation(self) -> Generation:
        """See ``BackendReader``.

        Its number stands for all that can be seen: another one after every change, which need not be a larger one. It
        has no edition: changes become visible in a cluster some time after they are counted.
        """
        opened = self._opened
        made_with = {name: value for name, value in opened.made.items() if name not in NO_ANALYSIS}
        return Generation(self._number_of_generation(), "", made_with, opened.exclusions)

    # --- figures ----------------------------------------------------------------------------------

    def stats(self) -> BackendStats:
        """Return figures about the index; what is stored counts as ``index_bytes``: the cluster tells no difference."""
        answer = self._figures()
        shards = self._index_stats()
        return BackendStats(
            articles=answer["aggregations"]["articles"]["doc_count"],
            sections=answer["hits"]["total"]["value"],
            segments=shards["segments"]["count"],
            deleted_sections=shards["docs"]["deleted"],
            generation=self._number_of_generation(),
            text_bytes=int(answer["aggregations"]["text_bytes"]["value"]),
            index_bytes=shards["store"]["size_in_bytes"],
            stored_bytes=0,
            name_bytes=0,
        )

    def _figures(self) -> Answer:
        aggregations = {
            "articles": {"filter": FIRST_SECTIONS},
            "sections": {"sum": {"field": "section_count"}},
            "text_bytes": {"sum": {"field": "text_bytes"}},
        }
        (answer,) = self._reader(self._opened).search([{"size": 0, "track_total_hits": True, "aggs": aggregations}])
        return answer

    def _index_stats(self) -> Answer:
        answer = self._cluster.call("GET", f"/{self._cluster.address.path}/_stats/docs,store,segments")
        primaries: Answer = answer["_all"]["primaries"]
        return primaries

    def _number_of_generation(self) -> int:
        answer = self._cluster.call(
            "GET", f"/{self._cluster.address.path}/_stats/docs,refresh", params={"level": "shards"}
        )
        seen = [
            (index, shard, copy["routing"]["node"], copy["refresh"]["external_total"], copy["docs"])
            for index, found in answer["indices"].items()
            for shard, copies in found["shards"].items()
            for copy in copies
            if copy["routing"]["primary"]
        ]
        digest = sha256(json.dumps(sorted(seen, key=str), sort_keys=True).encode()).digest()
        return int.from_bytes(digest[:_GENERATION_BYTES], "big")

    def check(self) -> list[Problem]:
        """Return what the cluster and the index's own counts say is wrong; an empty list means that all is well."""
        name = self._opened.concrete
        found: list[Problem] = []
        health = self._cluster.call("GET", f"/_cluster/health/{self._cluster.address.path}", accept=(408,))
        if health["unassigned_shards"]:
            detail = Notice("{count} of its shards or their copies are on no node", count=health["unassigned_shards"])
            found.append(
                Problem(name, Notice("its health is {health}: {detail}", health=health["status"], detail=detail))
            )
        if health["status"] != "red":
            answer = self._figures()
            expected, stored = (
                int(answer["aggregations"]["sections"]["value"]),
                answer["hits"]["total"]["value"],
            )
            if expected != stored:
                found.append(
                    Problem(
                        name,
                        Notice(
                            "its articles should have {expected} sections, but there are {stored}",
                            expected=expected,
                            stored=stored,
                        ),
                    )
                )
        return found

    # --- life -------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Look up the index behind the name again; True when it is another one than before.

        Answers always come from the newest state of the index that its writers have let be seen.
        """
        with self._lock:
            before, newest = self._known, self._open()
            # What can be searched is not given up for what cannot.
            self._known = newest if before is None or before.made != self._made else self._compared(newest)
            return before is not None and before.concrete != newest.concrete

    def close(self) -> None:
        """Close the connections."""
        self._cluster.close()

    @contextmanager
    def writer(
        self, *, wait_seconds: float = 0.0, create: bool = False, fresh: bool = False
    ) -> Iterator[BackendWriter]:
        """Open a transaction, seen by all when it ends.

        Args:
            wait_seconds: how long to wait for another writer.
            create: make an empty index first, where there is none.
            fresh: write a new index, which takes the place of the old one in one step.

        Yields:
            The transaction.

        Raises:
            IndexLockedError: if another writer has the index for longer than ``wait_seconds``.
        """
        repeats = field_repeats(self._ranking)
        with write_lock(self._cluster, wait_seconds) as lease:
            if create and current_index(self._cluster) is None:
                create_index(self._cluster, self._body)
            if fresh:
                before = self._exclusions_so_far()
                with rebuild(self._cluster, self._body, repeats, lease, exclusions=before) as transaction:
                    yield transaction
            else:
                opened = self._compared(self._open())
                transaction = Transaction(self._cluster, opened.concrete, repeats, lease, opened.exclusions)
                yield transaction
                check_place(self._cluster, opened.concrete)
                transaction.finish()
                check_place(self._cluster, opened.concrete)
        self.refresh()

    def _exclusions_so_far(self) -> Exclusions:
        try:
            return self._open().exclusions
        except (IndexDamagedError, IndexMissingError):
            return Exclusions()
