"""The connections of one process: who sends or reads slowly, says nothing or asks for much at once keeps no one out.

A connection holds one request or one answer, never more: the next request is read from what was received when the
answer before it has been sent. Threads that search never wait for a client, because an answer of any length is taken
off them at once. So what a client can occupy is a place among the connections, for the times below; when places run
short, the connection that has been still for longest makes room.

What a search costs grows with what is typed. So requests with a long query are answered one after the other, on a
thread of their own: those with a short one never wait behind them. Of several processes one always has no long query.
"""

from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestEntityTooLarge

from wenxun.collecting import rare_collections
from wenxun.web.problems import problem_content
from wenxun.web.security import HEADERS
from wenxun.web.writing import MOST_WRITTEN_BYTES

__all__ = ["MOST_CONNECTIONS", "Server"]

MOST_CONNECTIONS = 1_000
"""Connections of one process; the longest still one makes room for a new one."""

_MOST_OF_AN_ADDRESS = 100
_MAX_REQUEST_BYTES = 64 * 1024
_MAX_ANSWER_BYTES = 64 << 20  # never reached: above it, threads would wait for clients
_SENT_AHEAD_BYTES = 64 * 1024  # what the system may hold for a client that does not read
_RECEIVING_SECONDS = 10
_RECEIVING_LONG_SECONDS = 120
_STILL_SECONDS = 30
_STALLED_SECONDS = 15
_SENDING_SECONDS = 120
_LEAVING_SECONDS = 1
_TURN_SECONDS = 0.01
_ACCEPTED_AT_ONCE = 32
_FINISHING_SECONDS = 15
_LONG_QUERY_BYTES = 256  # of UTF-8, with what else stands behind the question mark: some eighty Han characters
_NO_ASCII = re.compile(rb"[\x80-\xff]")


class RequestParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request; its address may hold characters as they were typed, which curl does not escape.

    Args:
        usual: limits of any request.
        of_writers: limits of one with a valid key, which may bring a long body and take its time for it.
        may_write: whether the value of the header ``Authorization`` holds such a key.

    Attributes:
        receiving_seconds: how long the request may take to arrive.
    """

    error: Any

    def __init__(self, usual: Adjustments, *, of_writers: Adjustments, may_write: Callable[[str], bool]) -> None:
        super().__init__(usual)
        self.receiving_seconds = _RECEIVING_SECONDS
        self._of_writers, self._may_write = of_writers, may_write

    def received(self, data: bytes) -> int:
        """Take what was sent; return how much of it belongs to this request."""
        taken: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            most = self.adj.max_request_body_size - 1
            advice = "" if self.adj is self._of_writers else "; with a valid key more is"
            self.error = RequestEntityTooLarge(f"a body of at most {most:,} bytes is taken{advice}")
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the lines before the body.

        Raises:
            ParsingError: if they are no request.
        """
        first, end, rest = header_plus.partition(b"\r\n")
        first = _NO_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], first)
        try:
            super().parse_header(first + end + rest)
        except ValueError as error:
            raise ParsingError("Bad URI") from error
        if "," in self.headers.get("HOST", ""):
            raise ParsingError("More than one Host")
        if self.chunked and "CONTENT_LENGTH" in self.headers:  # a proxy may take another end of it for its end
            raise ParsingError("Content-Length beside Transfer-Encoding")
        if self._may_write(self.headers.get("AUTHORIZATION", "")):
            self.adj, self.receiving_seconds = self._of_writers, _RECEIVING_LONG_SECONDS


class AnswerTask(WSGITask):  # type: ignore[misc]
    """Asks the application; its last answers say that the connection will be closed."""

    def build_response_header(self) -> bytes:
        """Return the lines before the body."""
        if self.channel.server.is_leaving:
            self.set_close_on_finish()
        content: bytes = super().build_response_header()
        return content


class ProblemTask(ErrorTask):  # type: ignore[misc]
    """Answers what is no request as the application answers its errors."""

    def execute(self) -> None:
        """Write the answer."""
        error = self.request.error
        path = getattr(self.request, "path", "")
        status = HTTPStatus(error.code)
        content = problem_content(status, f"The request cannot be answered: {error.body}.", path)
        self.status = f"{status.value} {status.phrase}"
        self.response_headers.extend(HEADERS.items())
        self.response_headers.append(("Content-Type", "application/problem+json"))
        self.response_headers.append(("Cache-Control", "no-store"))
        self.set_close_on_finish()
        self.content_length = len(content)
        self.write(content)


class Connection(HTTPChannel):  # type: ignore[misc]
    """A connection that has at most one request under way."""

    request: Any
    sent_continue: bool
    task_class = AnswerTask
    error_task_class = ProblemTask

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread = b""
        self._asked_at = self._answered_at = self.creation_time

    def received(self, data: bytes) -> bool:
        """Take what a client has sent, and begin with the first request in it."""
        self._unread += data
        self._begin()
        return True

    def writable(self) -> bool:
        """Whether there is something to send, or a request that was received with the one before it."""
        return bool(super().writable() or (self._unread and not self.requests))

    def handle_write(self) -> None:
        """Send what there is; then begin with the next request."""
        super().handle_write()
        if self.connected:
            self._begin()

    def service(self) -> None:
        """Answer a request, on a thread."""
        if self.asks_long:
            with self.server.of_long_query():
                self.server.pull_trigger()  # it may no longer be this process's turn to accept
                super().service()
        else:
            super().service()
        self._answered_at = time.time()

    @property
    def asks_long(self) -> bool:
        """Whether the query of the request under way is a long one."""
        query = getattr(self.requests[0], "query", "")  # what is no request has none
        return len(unquote_to_bytes(query or "")) > _LONG_QUERY_BYTES

    def is_overdue(self, now: float) -> bool:
        """Whether the client has had its time to ask, or to read."""
        since_activity = now - self.last_activity
        if self.requests:
            return False
        if self.total_outbufs_len:
            return bool(since_activity > _STALLED_SECONDS or now - self._answered_at > _SENDING_SECONDS)
        if self.request is not None:
            return bool(now - self._asked_at > self.request.receiving_seconds)
        return bool(since_activity > (_LEAVING_SECONDS if self.server.is_leaving else _STILL_SECONDS))

    def _begin(self) -> None:
        """Read the next request, once nothing of the one before it is left to send."""
        with self.requests_lock:
            while self._unread and not (
                self.requests or self.total_outbufs_len or self.will_close or self.close_when_flushed
            ):
                if self.request is None:
                    self.request, self._asked_at = self.server.new_request(), time.time()
                request: Any = self.request
                self._unread = self._unread[request.received(self._unread) :]
                if request.expect_continue and request.headers_finished and not self.sent_continue:
                    self.send_continue()
                if request.completed:
                    self.request, self.sent_continue = None, False
                    if not request.empty:
                        self.requests.append(request)
                        self.server.add_task(self)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """The application behind one listening socket, in this process."""

    channel_class = Connection

    def __init__(
        self,
        app: Callable[..., Any],
        listening: socket.socket,
        *,
        threads: int,
        most_connections: int,
        is_proxy: Callable[[str], bool],
        may_write: Callable[[str], bool] = lambda authorization: False,
        may_accept: Callable[[int], bool] = lambda held: True,
        of_long_query: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Make a server.

        Args:
            app: the application, as WSGI has it.
            listening: where connections come from; other processes may accept from it, too.
            threads: how many requests are answered at once, besides one with a long query.
            most_connections: how many are held at once.
            is_proxy: whether an address is that of a proxy, which brings the connections of many.
            may_write: whether the value of a header ``Authorization`` holds a valid key.
            may_accept: whether it is this process's turn to accept, when it holds so many connections.
            of_long_query: what a long query is answered in; entering it waits for other processes.
        """
        usual, of_writers = (
            Adjustments(
                ident=None,
                threads=threads,
                connection_limit=1 << 30,  # beyond ours it would stop to accept
                cleanup_interval=1,
                max_request_body_size=most_bytes + 1,
                max_request_header_size=_MAX_REQUEST_BYTES,
                outbuf_high_watermark=_MAX_ANSWER_BYTES,
                asyncore_use_poll=hasattr(select, "poll"),
                clear_untrusted_proxy_headers=False,  # the application says which proxies it trusts
            )
            for most_bytes in (_MAX_REQUEST_BYTES, MOST_WRITTEN_BYTES)
        )
        self.new_request = partial(RequestParser, usual, of_writers=of_writers, may_write=may_write)
        self._for_long = _dispatcher(1)
        kind = (listening.family, listening.type, listening.proto, listening.getsockname())
        self.is_leaving = False
        self._most_connections = most_connections
        self._is_proxy = is_proxy
        self._may_accept = may_accept
        self.of_long_query = of_long_query
        self._is_mine = True
        super().__init__(
            app, {}, _sock=listening, dispatcher=_dispatcher(threads), adj=usual, sockinfo=kind, bind_socket=False
        )

    def add_task(self, task: Connection) -> None:
        """Let a thread answer the request of a connection."""
        (self._for_long if task.asks_long else self.task_dispatcher).add_task(task)

    def readable(self) -> bool:
        """Whether to accept connections: only when it is this process's turn."""
        if self.is_leaving and self.accepting:
            self._accept_the_last()
        return bool(super().readable() and self._is_mine)

    def set_socket_options(self, conn: socket.socket) -> None:
        """Bound what the system holds of an answer that is not read."""
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AHEAD_BYTES)

    def handle_accept(self) -> None:
        """Accept those who wait, as long as it is this process's turn."""
        for _ in range(_ACCEPTED_AT_ONCE):
            if not (self._accept_one() and self._may_accept(len(self.active_channels))):
                break

    def maintenance(self, now: float) -> None:
        """Close the connections whose time is over; waitress calls this every second."""
        for channel in list(self.active_channels.values()):
            if channel.is_overdue(now):
                channel.will_close = True

    def leave(self) -> None:
        """Accept no more, answer what was asked, and let `run` return; may be called in a signal's handler."""
        self.is_leaving = True
        self.pull_trigger()

    def run(self) -> None:
        """Serve until `leave` is called."""
        with rare_collections():  # a full one lets every thread wait for up to .1 s
            self._serve()

    def _serve(self) -> None:
        give_up_at = float("inf")
        while not self.is_leaving or self.accepting or (self.active_channels and time.time() < give_up_at):
            if self.is_leaving and give_up_at == float("inf"):
                give_up_at = time.time() + _FINISHING_SECONDS
            self._is_mine = self._may_accept(len(self.active_channels))
            wasyncore.loop(
                timeout=1 if self._is_mine else _TURN_SECONDS,
                map=self._map,
                use_poll=self.adj.asyncore_use_poll,
                count=1,
            )
            if not self.accepting:
                self.maintenance(time.time())
        self.task_dispatcher.shutdown()
        self._for_long.shutdown()

    def _accept_one(self) -> bool:
        """Accept a connection; where there are too many, the one that has been still for longest makes room."""
        before = set(self.active_channels.values())
        super().handle_accept()
        accepted = set(self.active_channels.values()) - before
        for newest in accepted:
            address = newest.addr[0]
            same = set() if self._is_proxy(address) else {each for each in before if each.addr[0] == address}
            if len(same) >= _MOST_OF_AN_ADDRESS:
                _make_room(same, newest)
            elif len(before) >= self._most_connections:
                _make_room(before, newest)
        return bool(accepted)

    def _accept_the_last(self) -> None:
        """Take the connections that were made before the end, and close the door."""
        while self._accept_one():
            pass
        self.accepting = False
        self.del_channel()
        self.socket.close()


def _dispatcher(threads: int) -> ThreadedTaskDispatcher:
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(threads)
    dispatcher.queue_logger.disabled = True  # it warns whenever a request has to wait
    return dispatcher


def _make_room(connections: set[Connection], newest: Connection) -> None:
    still = [each for each in connections if not each.requests]
    (min(still, key=lambda each: each.last_activity) if still else newest).handle_close()
