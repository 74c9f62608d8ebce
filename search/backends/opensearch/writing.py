"""Writing: changes to the index that is read, or a new one that takes its place.

A transaction on an existing index is sent as it grows, in bulk requests, and seen when it ends. Each article
is replaced as a whole, but a transaction that fails half-way keeps what has been sent: those articles are
seen with the next transaction, and indexing the same inputs again completes it. What fits in one request is
sent at the end, so that small transactions are all or nothing. A ``fresh`` transaction writes to an index of
its own, and is all or nothing at any size.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from wenxun.analysis.batch import IndexBatch
from wenxun.backends import BackendWriter, Exclusions, InputStamp, Refusal
from wenxun.backends.opensearch.bulk import BulkSender
from wenxun.backends.opensearch.connection import Answer, Cluster
from wenxun.backends.opensearch.documents import article_documents, delete_line, document_id, route
from wenxun.backends.opensearch.locking import Lease
from wenxun.backends.opensearch.mapping import EXCLUSIONS_KEY, META_KEY, Repeats
from wenxun.errors import BackendUnavailableError, WenxunIndexError
from wenxun.notices import Notice

__all__ = ["Transaction", "check_place", "create_index", "current_index", "rebuild", "write_lock"]

_LOOKUP_IDS = 1_000
_REPLICA_SECONDS = 600
_SLOW_TIMEOUTS = 6
_UNREPLICATED = {"number_of_replicas": 0, "auto_expand_replicas": False}


class Transaction(BackendWriter):
    """Changes to one concrete index.

    Args:
        index: the concrete index.
        repeats: as ``mapping.field_repeats`` says.
        lease: checked with every change; ``None`` where another process holds it for this one.

    Attributes:
        refused: articles that the cluster refused; nothing of them is left in the index.
        exclusions: see ``BackendWriter``.
    """

    def __init__(
        self,
        cluster: Cluster,
        index: str,
        repeats: Repeats,
        lease: Lease | None,
        exclusions: Exclusions | None = None,
        *,
        are_there: bool = True,
    ) -> None:
        self._cluster = cluster
        self._index = index
        self._repeats = repeats
        self._lease = lease
        self._sender = BulkSender(cluster, index)
        self._unsent: dict[str, int] = {}
        self._last: tuple[IndexBatch, Sequence[InputStamp | None], int] | None = None
        self.refused: list[Refusal] = []
        self.exclusions = (exclusions or Exclusions()).copy()
        self._exclusions_there = self.exclusions.copy() if are_there else Exclusions()

    def put(
        self, batch: IndexBatch, stamps: Sequence[InputStamp | None], left_out: Collection[int] = ()
    ) -> frozenset[str]:
        """Add articles; one with the same id is replaced.

        Args:
            batch: the articles, analysed.
            stamps: for each that of its source file; ``None`` for one that is from no file.
            left_out: places of articles of the batch that are not added.

        Returns:
            Ids of those that replace one.
        """
        self._check_lease()
        counts = self._section_counts([a.id for place, a in enumerate(batch.articles) if place not in left_out])
        replaced = frozenset(each for each, count in counts.items() if count)
        for place, (article, lines) in enumerate(article_documents(batch, stamps, self._repeats)):
            if place in left_out:
                continue
            surplus = range(len(lines), counts.get(article.id, 0))
            for line in (*lines[:-1], *(delete_line(article.id, number) for number in surplus), lines[-1]):
                self._sender.add(line)
            counts[article.id] = self._unsent[article.id] = len(lines)
            stamp = stamps[place]
            self._last = (batch, stamps, place) if stamp is not None and not stamp.is_complete else None
            if self._sender.is_full:
                self.flush()
        return replaced

    def complete(self, stamp: InputStamp) -> None:
        """Note that all articles of a source file are in: the last one is sent once more, with that stamp."""
        assert self._last is not None
        batch, stamps, last = self._last
        if stamps[last] != replace(stamp, is_complete=False):
            raise ValueError(f"the last articles are not of {stamp.path}")
        self.put(batch, [stamp] * len(stamps), set(range(len(stamps))) - {last})

    def delete(self, article_ids: Collection[str]) -> int:
        """See ``BackendWriter``."""
        self._check_lease()
        ids = list(dict.fromkeys(article_ids))
        counts = self._section_counts(ids)
        for article_id in ids:
            for number in reversed(range(counts.get(article_id, 0))):
                self._sender.add(delete_line(article_id, number))
            self._unsent[article_id] = 0
            if self._sender.is_full:
                self.flush()
        return sum(counts[article_id] > 0 for article_id in ids if article_id in counts)

    def finish(self) -> None:
        """Send the rest, and let everything be seen."""
        self.flush()
        if self._lease is not None:
            self._lease.confirm()
        if self.exclusions != self._exclusions_there:
            self._write_exclusions()
        self._cluster.call(
            "POST", f"/{self._index}/_refresh", timeout_seconds=self._cluster.timeout_seconds * _SLOW_TIMEOUTS
        )

    def _write_exclusions(self) -> None:
        """Write them where the index says what it was made with: that is replaced as a whole."""
        path = f"/{self._index}/_mapping"
        meta = self._cluster.call("GET", path)[self._index]["mappings"]["_meta"]
        self._cluster.call("PUT", path, {"_meta": {**meta, EXCLUSIONS_KEY: self.exclusions.to_plain()}})

    def flush(self) -> None:
        """Send what has been put and deleted so far. An article that is not taken whole is taken out whole."""
        refused = self._sender.flush()
        if refused:
            reasons = {document.rpartition("-")[0]: reason for document, reason in refused.items()}
            for article_id, count in self._unsent.items():
                reason = reasons.get(route(article_id))
                if reason is not None:
                    self.refused.append(
                        Refusal(article_id, count, Notice("the cluster refused it: {reason}", reason=reason))
                    )
                    for number in reversed(range(count)):
                        self._sender.add(delete_line(article_id, number))
            self._sender.flush()
        self._unsent.clear()

    def _check_lease(self) -> None:
        if self._lease is not None:
            self._lease.check()

    def _section_counts(self, article_ids: Sequence[str]) -> dict[str, int]:
        """How many sections each article has; of what was sent, the cluster tells even before it is seen."""
        counts = {each: self._unsent[each] for each in article_ids if each in self._unsent}
        unknown = [each for each in dict.fromkeys(article_ids) if each not in counts]
        for start in range(0, len(unknown), _LOOKUP_IDS):
            ids = unknown[start : start + _LOOKUP_IDS]
            wanted = [{"_id": document_id(each, 0), "routing": route(each)} for each in ids]
            found = self._cluster.documents(self._index, wanted, {"_source_includes": "section_count"})
            counts |= {
                article_id: int(each["_source"]["section_count"])
                for article_id, each in zip(ids, found, strict=True)
                if each["found"]
            }
        return counts


@contextmanager
def write_lock(cluster: Cluster, wait_seconds: float) -> Iterator[Lease]:
    """Hold the lease on writing to the index for as long as the block runs.

    Args:
        cluster: where the index is.
        wait_seconds: how long to wait for another writer.

    Yields:
        The lease.
    """
    lease = Lease(cluster)
    lease.acquire(wait_seconds)
    try:
        yield lease
    finally:
        with suppress(WenxunIndexError):  # it runs out by itself
            lease.release()


# --- concrete indices -----------------------------------------------------------------------------


def current_index(cluster: Cluster) -> str | None:
    """Return the concrete index behind the name, or ``None``."""
    answer = cluster.call("GET", f"/_alias/{cluster.address.path}", accept=(404,))
    return next((name for name, found in answer.items() if isinstance(found, dict) and "aliases" in found), None)


def check_place(cluster: Cluster, index: str | None) -> None:
    """Notice that the name leads to another concrete index than it did.

    Args:
        cluster: where the index is.
        index: the concrete index behind the name so far.

    Raises:
        WenxunIndexError: if it does.
    """
    if current_index(cluster) != index:
        raise WenxunIndexError(
            Notice(
                "The index at {address} was removed, or another one put in its place, while it was "
                "written. What stands there now was left as it is. Run the same command again.",
                address=cluster.address,
            )
        )


def create_index(cluster: Cluster, body: Mapping[str, Any], *, fresh: bool = False) -> str:
    """Make an empty concrete index.

    Args:
        cluster: where.
        body: its settings and mapping; they are put in a template first.
        fresh: make it without replicas and under no alias, for loading.

    Returns:
        Its name.
    """
    name = cluster.address.name
    template = {"index_patterns": [f"{name}.v*"], "priority": 200, "template": body}
    slow = cluster.timeout_seconds * _SLOW_TIMEOUTS
    cluster.call("PUT", f"/_index_template/{cluster.address.path}", template, timeout_seconds=slow)
    concrete = f"{name}.v{time.time_ns() // 1_000_000}"
    own: dict[str, Any] = {"settings": {"index": _UNREPLICATED}} if fresh else {"aliases": {name: {}}}
    path = _path(cluster, concrete)
    answer = cluster.call("PUT", path, own, timeout_seconds=slow, accept=(400,))
    reason = answer.get("error", {})
    if answer.get("status") == 400 and reason.get("type") != "resource_already_exists_exception":
        raise WenxunIndexError(
            Notice(
                "The cluster at {address} refused to make an index: {reason}.",
                address=cluster.address,
                reason=reason.get("reason"),
            )
        )
    return concrete


@contextmanager
def rebuild(
    cluster: Cluster, body: Mapping[str, Any], repeats: Repeats, lease: Lease, *, exclusions: Exclusions
) -> Iterator[Transaction]:
    """Open a transaction on a new index, which takes the place of the old one at the end or is dropped.

    Args:
        cluster: where the index is.
        body: settings and mapping of the new one.
        repeats: as ``mapping.field_repeats`` says.
        lease: of the writer.
        exclusions: what was deleted for good; it holds for the new one, too.

    Yields:
        The transaction.
    """
    old = current_index(cluster)
    _drop_unfinished(cluster, old)
    new = create_index(cluster, body, fresh=True)
    try:
        transaction = Transaction(cluster, new, repeats, lease, exclusions, are_there=False)
        yield transaction
        transaction.finish()
        _replicate(cluster, new, lease)
        lease.confirm()
        check_place(cluster, old)
        _swap(cluster, old, new)
    except BaseException:
        with suppress(WenxunIndexError):  # the next rebuild drops it
            if current_index(cluster) != new:
                cluster.call("DELETE", _path(cluster, new), accept=(404,))
        raise


def _path(cluster: Cluster, concrete: str) -> str:
    return f"/{cluster.address.path}{concrete.removeprefix(cluster.address.name)}"


def _drop_unfinished(cluster: Cluster, current: str | None) -> None:
    """Drop what broken-off rebuilds left. The caller owns the lock, so none is under way."""
    found = cluster.call(
        "GET",
        f"/{cluster.address.path}.v*/_mapping",
        params={"filter_path": "*.mappings._meta"},
        accept=(404,),
    )
    for concrete, entry in found.items():
        ours = isinstance(entry, dict) and META_KEY in entry.get("mappings", {}).get("_meta", {})
        if ours and concrete != current:
            cluster.call("DELETE", _path(cluster, concrete), accept=(404,))


def _replicate(cluster: Cluster, concrete: str, lease: Lease) -> None:
    """Add replicas and wait until they are there; on a single node there are none to wait for."""
    settings = {"index": {"auto_expand_replicas": "0-1"}}
    cluster.call("PUT", f"{_path(cluster, concrete)}/_settings", settings)
    deadline = time.monotonic() + _REPLICA_SECONDS
    step = max(cluster.timeout_seconds / 2, 1)
    while not _is_green(cluster, concrete, step):
        if time.monotonic() > deadline:
            raise BackendUnavailableError(
                Notice(
                    "The replicas of the new index at {address} were not there after {replica_seconds} s; "
                    "the old index stays. Look at the health of the cluster and rebuild.",
                    address=cluster.address,
                    replica_seconds=_REPLICA_SECONDS,
                )
            )
        lease.check()


def _is_green(cluster: Cluster, concrete: str, wait_seconds: float) -> bool:
    params = {
        "wait_for_status": "green",
        "wait_for_no_initializing_shards": "true",
        "timeout": f"{round(wait_seconds * 1000)}ms",
    }
    path = f"/_cluster/health{_path(cluster, concrete)}"
    answer = cluster.call(
        "GET", path, params=params, timeout_seconds=cluster.timeout_seconds + wait_seconds, accept=(408,)
    )
    return str(answer["status"]) == "green"


def _swap(cluster: Cluster, old: str | None, new: str) -> None:
    """Let the name lead to the new index and drop the old one, in one step."""
    actions: list[Answer] = [{"add": {"index": new, "alias": cluster.address.name}}]
    if old is not None:
        actions.append({"remove_index": {"index": old}})
    slow = cluster.timeout_seconds * _SLOW_TIMEOUTS
    answer = cluster.call("POST", "/_aliases", {"actions": actions}, timeout_seconds=slow, accept=(404,))
    if "error" in answer and current_index(cluster) != new:  # else an attempt whose answer was lost had done it
        raise WenxunIndexError(
            Notice("The cluster at {address} could not put the new index in place.", address=cluster.address)
        )
