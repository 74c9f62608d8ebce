"""One writer at a time: a document that only one can make, and that runs out when nobody renews it."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any

from wenxun.backends.opensearch.connection import Answer, Cluster
from wenxun.errors import IndexLockedError, WenxunIndexError
from wenxun.notices import Notice

__all__ = ["Lease"]

_LEASE_SECONDS = 180
_RENEWAL_SECONDS = 30
_POLL_SECONDS = 0.5
_CONFLICT = 409


class Lease:
    """The right to write to an index, renewed by a thread of its own for as long as it is held.

    A writer that dies without giving it back loses it after three minutes, or at once if another one on the
    same machine sees that its process is gone. Clocks of writers must agree to a minute.
    """

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = f"{cluster.address.path}.lock"
        self._path = f"/{self._index}/_doc/writer"
        self._version: Answer = {}
        self._writing = threading.Lock()
        self._given_back = threading.Event()
        self._taken_by: Answer | None = None
        self._renewer = threading.Thread(target=self._renew_for_ever, name="wenxun-lease", daemon=True)

    def acquire(self, wait_seconds: float) -> None:
        """Take the lease.

        Raises:
            IndexLockedError: if another writer has it for longer than ``wait_seconds``.
        """
        settings = {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "hidden": True}}
        self._cluster.call(
            "PUT", f"/{self._index}", {"settings": settings, "mappings": {"enabled": False}}, accept=(400,)
        )
        deadline = time.monotonic() + wait_seconds
        while not self._write({"op_type": "create"}):
            owner = self._cluster.call("GET", self._path, accept=(404,))
            if not owner.get("found"):  # given back in between
                continue
            if _is_over(owner["_source"]) and self._write(_version(owner)):
                break
            if time.monotonic() >= deadline:
                raise self._locked(owner["_source"])
            time.sleep(_POLL_SECONDS)
        self._renewer.start()

    def confirm(self) -> None:
        """Make sure, in the cluster, that the lease is still held.

        Raises:
            IndexLockedError: if another writer has taken it.
        """
        self.check()
        self._renew()
        self.check()

    def check(self) -> None:
        """Confirm it as far as the last renewal has shown; ask nothing of the cluster."""
        if self._taken_by is not None:
            raise self._locked(self._taken_by)

    def release(self) -> None:
        """Give the lease back."""
        self._given_back.set()
        self._renewer.join()
        self._cluster.call("DELETE", self._path, params=self._version, accept=(404, _CONFLICT))

    def _renew_for_ever(self) -> None:
        while not self._given_back.wait(_RENEWAL_SECONDS):
            with suppress(WenxunIndexError):  # the next attempt may reach the cluster
                self._renew()

    def _renew(self) -> None:
        with self._writing:
            if self._taken_by is None and not self._write(self._version):
                self._taken_by = self._cluster.call("GET", self._path, accept=(404,)).get("_source", {})

    def _write(self, condition: Answer) -> bool:
        body = {"host": socket.gethostname(), "pid": os.getpid(), "until": time.time() + _LEASE_SECONDS}
        written = self._cluster.call("PUT", self._path, body, params=condition, accept=(_CONFLICT,))
        if written.get("status") == _CONFLICT and not self._is_ours(body):
            return False
        if "_seq_no" in written:
            self._version = _version(written)
        return True

    def _is_ours(self, body: dict[str, Any]) -> bool:
        """Whether a write that was refused had in fact been made, its answer lost, before it was repeated."""
        found = self._cluster.call("GET", self._path, accept=(404,))
        if found.get("_source") != body:
            return False
        self._version = _version(found)
        return True

    def _locked(self, owner: Answer) -> IndexLockedError:
        where = Notice("another process")
        if "pid" in owner:
            where = Notice("process {pid} on {host}", pid=owner["pid"], host=owner["host"])
        return IndexLockedError(
            Notice(
                "The index at {address} is being written by {where}. Try again when it has finished, or "
                "wait for it with: wenxun index --wait PATH",
                address=self._cluster.address,
                where=where,
            ),
            pid=owner.get("pid"),
        )


def _version(document: Answer) -> Answer:
    return {"if_seq_no": document["_seq_no"], "if_primary_term": document["_primary_term"]}


def _is_over(owner: Answer) -> bool:
    if owner["until"] < time.time():
        return True
    return owner["host"] == socket.gethostname() and not _is_running(int(owner["pid"]))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True
