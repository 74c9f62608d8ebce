"""Requests to a cluster: which ones are tried again, for how long, and what their failures are called.

Every answer is looked at: a search that timed out, a document that could not be looked up, or anything that some
shards did not answer is a failure, whatever its HTTP status. What may pass (a node that has gone, too many requests,
no copy of a shard at the moment) is tried again with growing pauses until the time-out; all requests made here may be
repeated without harm.
"""

from __future__ import annotations

import json
import logging
import random
import time
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import opensearchpy
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    SerializationError,
    SSLError,
    TransportError,
)
from opensearchpy.exceptions import (
    ConnectionError as NoConnectionError,
)

from wenxun.backends.opensearch.address import Address
from wenxun.errors import BackendUnavailableError, IndexMissingError, WenxunIndexError
from wenxun.notices import Notice

__all__ = ["Answer", "Cluster", "Credentials", "Searches", "TooManyRequestsError", "blocked"]

Answer: TypeAlias = "dict[str, Any]"
Searches: TypeAlias = "Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]"
"""Each is a header and a body."""

# Failures of the client's are raised here, in words of ours. Without this, Python would also print them, as long as the
# program has not set up logging; one that has still gets them.
logging.getLogger("opensearch").addHandler(logging.NullHandler())

_PASSING = frozenset({429, 500, 502, 503, 504})
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_REFUSALS = 3


class TooManyRequestsError(Exception):
    """The cluster pushed a request back as a whole (429)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to sign in; nothing of it is ever shown.

    Attributes:
        user, password: for basic authentication.
        api_key: the encoded key, used instead.
        authority: file with the certificates to trust; empty for those of the system.
    """

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    authority: str = ""

    def headers(self) -> dict[str, str]:
        """Return what goes with every request."""
        if self.api_key:
            return {"Authorization": f"ApiKey {self.api_key}"}
        if self.user:
            return {"Authorization": f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"}
        return {}


@dataclass(frozen=True, slots=True)
class _Request:
    """What is sent, as ``Cluster.call`` has it."""

    method: str
    path: str
    body: Mapping[str, Any] | bytes | None
    params: Mapping[str, Any] = field(default_factory=dict)
    accept: tuple[int, ...] = ()
    may_be_pushed_back: bool = False


class Cluster:
    """A connection to a cluster.

    Args:
        address: its nodes; each request goes to the next one, and past those that do not answer.
        credentials: how to sign in.
        timeout_seconds: how long a caller waits for an answer at most, all attempts together. Of several nodes
            each gets its share of it, so that one that hangs cannot use it all.
    """

    def __init__(self, address: Address, credentials: Credentials, timeout_seconds: float) -> None:
        self.address = address
        self.timeout_seconds = timeout_seconds
        options: dict[str, Any] = {"headers": credentials.headers()}
        if address.is_tls:
            options |= {"use_ssl": True, "verify_certs": True, "ca_certs": credentials.authority or None}
        self._client = opensearchpy.OpenSearch(
            [{"host": host, "port": port} for host, port in address.hosts],
            max_retries=len(address.hosts) - 1,
            retry_on_timeout=len(address.hosts) > 1,
            retry_on_status=(),
            **options,
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    # --- requests ---------------------------------------------------------------------------------

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        timeout_seconds: float | None = None,
        accept: Collection[int] = (),
        may_be_pushed_back: bool = False,
    ) -> Answer:
        """Send a request, again if need be.

        Args:
            method: of HTTP.
            path: on the host, quoted.
            body: is sent as JSON; bytes as they are.
            params: of the address.
            timeout_seconds: for all attempts together; that of the cluster by default.
            accept: statuses that are answers too.
            may_be_pushed_back: raise TooManyRequestsError for 429 instead of sending the same again.

        Returns:
            The answer.

        Raises:
            BackendUnavailableError: if no answer came in time, or signing in failed.
            IndexMissingError: for 404.
            WenxunIndexError: if the cluster refused the request for another reason, or is no OpenSearch.
        """
        limit = self.timeout_seconds if timeout_seconds is None else timeout_seconds
        request = _Request(method, path, body, dict(params or {}), tuple(accept), may_be_pushed_back)
        return self._send(request, _Attempts(self.address, limit))

    def _send(self, request: _Request, attempts: _Attempts) -> Answer:
        while True:
            try:
                answer = self._client.transport.perform_request(
                    request.method,
                    request.path,
                    params=dict(request.params),
                    body=request.body,
                    timeout=attempts.left() / len(self.address.hosts),
                    ignore=request.accept,
                )
                if not isinstance(answer, dict):
                    raise self._stranger()
                problem = _shard_problem(answer)
                if problem is None:
                    return answer
                attempts.unanswered(None, problem)
            except SerializationError:
                raise self._stranger() from None
            except TransportError as error:
                if error.status_code == 429 and request.may_be_pushed_back:
                    raise TooManyRequestsError from None
                attempts.failed(error)

    def _stranger(self) -> WenxunIndexError:
        return WenxunIndexError(
            Notice("What answers at {address} is no OpenSearch. Correct the address.", address=self.address)
        )

    def search(self, searches: Searches, *, anew: Callable[[], Searches] | None = None) -> list[Answer]:
        """Send several searches in one request.

        Args:
            searches: the header and the body of each.
            anew: makes what to send instead after a failure, for searches that hold on to a state of the cluster.

        Returns:
            The answer to each, which is whole.

        Raises:
            BackendUnavailableError: if shards failed, or did not answer in time.
            IndexMissingError: if the index is not there.
        """
        attempts = _Attempts(self.address, self.timeout_seconds)
        while True:
            lines = [json.dumps(line, ensure_ascii=False) for search in searches for line in search]
            body = ("\n".join(lines) + "\n").encode("utf-8", "replace")
            answers: list[Answer] = self._send(_Request("POST", "/_msearch", body), attempts)["responses"]
            problem = next(filter(None, map(_problem, answers)), None)
            if problem is None:
                return answers
            if anew is not None:
                attempts.unanswered(None, problem[1])
                searches = anew()
            else:
                attempts.unanswered(*problem)

    def documents(self, index: str, wanted: Sequence[Answer], params: Mapping[str, Any]) -> list[Answer]:
        """Look documents up by id.

        Args:
            index: name of the index, as in a path.
            wanted: what is asked for each.
            params: of the address.

        Returns:
            The documents, in that order; one that is not there has ``found`` false.

        Raises:
            BackendUnavailableError: if some could not be looked up in time.
            IndexMissingError: if the index is not there.
        """
        attempts = _Attempts(self.address, self.timeout_seconds)
        request = _Request("POST", f"/{index}/_mget", {"docs": wanted}, dict(params))
        while True:
            found: list[Answer] = self._send(request, attempts)["docs"]
            failed = next((each for each in found if "error" in each), None)
            if failed is None:
                return found
            is_gone = failed["error"].get("type") == "index_not_found_exception"
            attempts.unanswered(404 if is_gone else None, _reason(failed))


def blocked(address: Address, reason: str) -> WenxunIndexError | None:
    """Return the error for a reason that says that the cluster takes no writes, else ``None``.

    Args:
        address: of the index.
        reason: why the cluster refused a request.
    """
    if "blocked by" not in reason or "read-only" not in reason:
        return None
    if "read-only-allow-delete" in reason:
        return WenxunIndexError(
            Notice(
                "The cluster at {address} takes nothing, because a disk of the cluster is full, or "
                "nearly ({reason}). Make room, then run the same command again. What the index holds is "
                "unharmed, and can be searched.",
                address=address,
                reason=reason,
            )
        )
    return WenxunIndexError(
        Notice(
            "The cluster at {address} takes nothing, because somebody made the index read-only "
            "({reason}). End that in its settings (index.blocks), then run the same command again.",
            address=address,
            reason=reason,
        )
    )


class _Attempts:
    """Counts what went wrong, pauses, and gives up when the time is over."""

    def __init__(self, address: Address, limit_seconds: float) -> None:
        self._address = address
        self._limit = limit_seconds
        self._deadline = time.monotonic() + limit_seconds
        self._pause = _FIRST_PAUSE_SECONDS
        self._refusals = 0

    def left(self) -> float:
        """Seconds until the deadline, never nothing."""
        return max(self._deadline - time.monotonic(), 0.001)

    def failed(self, error: TransportError) -> None:
        """Pause and return if another attempt may help; else raise what the failure means."""
        if isinstance(error, SSLError):
            raise self._unavailable(
                Notice("its certificate is not trusted. Name the file with its authority in WENXUN_OPENSEARCH_CA")
            ) from error
        if isinstance(error, AuthorizationException):
            self._raise_if_blocked(_reason(error.info))
        if isinstance(error, (AuthenticationException, AuthorizationException)):
            raise self._unavailable(
                Notice(
                    "it refused the user or key ({status_code}). Check WENXUN_OPENSEARCH_USER, "
                    "WENXUN_OPENSEARCH_PASSWORD and WENXUN_OPENSEARCH_API_KEY",
                    status_code=error.status_code,
                )
            ) from None
        if isinstance(error, ConnectionTimeout):
            self.unanswered(None, "no answer")
        elif isinstance(error, NoConnectionError):
            self._refusals += 1
            if self._refusals >= _REFUSALS:
                raise self._unavailable(
                    Notice("no node can be reached. Start the cluster, or correct the address")
                ) from error
            self._wait()
        else:
            self.unanswered(_status(error), _reason(error.info))

    def unanswered(self, status: int | None, reason: str) -> None:
        """As ``failed``, for an answer that says what went wrong."""
        self._raise_if_blocked(reason)
        if status == 404:
            raise IndexMissingError(
                Notice(
                    "There is no index at {address}. Make one with: wenxun --index {address} index PATH",
                    address=self._address,
                )
            )
        if status == 413:
            raise WenxunIndexError(
                Notice(
                    "The cluster at {address} takes no request as large as one of the sections. Cut it into "
                    "several, or raise http.max_content_length of the cluster.",
                    address=self._address,
                )
            )
        if status is not None and status not in _PASSING:
            raise WenxunIndexError(
                Notice(
                    "The cluster at {address} refused a request ({status}): {reason}.",
                    address=self._address,
                    status=status,
                    reason=reason,
                )
            )
        if self.left() <= self._pause:
            raise self._unavailable(
                Notice(
                    "it did not answer in {limit:g} s ({reason}). Try again; "
                    "WENXUN_OPENSEARCH_TIMEOUT_SECONDS sets how long to wait",
                    limit=self._limit,
                    reason=reason,
                )
            )
        self._wait()

    def _raise_if_blocked(self, reason: str) -> None:
        error = blocked(self._address, reason)
        if error is not None:
            raise error

    def _wait(self) -> None:
        time.sleep(min(self._pause * random.uniform(0.5, 1.5), self.left()))
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)

    def _unavailable(self, why: str) -> BackendUnavailableError:
        return BackendUnavailableError(
            Notice("The cluster at {address} cannot be used: {why}.", address=self._address, why=why)
        )


def _status(error: TransportError) -> int | None:
    return error.status_code if isinstance(error.status_code, int) else None


def _reason(info: Any) -> str:
    """What a refusal says, from its innermost cause."""
    error = info.get("error", info) if isinstance(info, dict) else info
    while isinstance(error, dict):
        causes = error.get("root_cause") or error.get("failed_shards")
        inner = error.get("caused_by") or error.get("reason") or (causes[0] if causes else None)
        if not isinstance(inner, (dict, str)):
            break
        error = inner
    return str(error)[:300].rstrip(".")


def _problem(answer: Answer) -> tuple[int | None, str] | None:
    """Status and reason if one of several searches was not answered whole."""
    if "error" in answer:
        status = answer.get("status", 500)
        is_index = status != 404 or answer["error"].get("type") == "index_not_found_exception"
        return status if is_index else 500, _reason(answer)
    if answer.get("timed_out"):
        return None, "the search timed out"
    problem = _shard_problem(answer)
    return None if problem is None else (None, problem)


def _shard_problem(answer: Answer) -> str | None:
    shards = answer.get("_shards")
    if not isinstance(shards, dict) or not shards.get("failed"):
        return None
    return f"{shards['failed']} of {shards['total']} shards failed"
