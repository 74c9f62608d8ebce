"""What may become of a cluster under its clients: each is named, and nothing that was there is lost."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section, Settings
from wenxun.analysis.analyzer import Analyzer
from wenxun.errors import BackendUnavailableError, IndexMismatchError, IndexMissingError, WenxunIndexError

pytestmark = pytest.mark.cluster

ANALYZER = Analyzer()
DISK_BLOCK = {"index.blocks.read_only_allow_delete": True}
HASTY = Settings(opensearch_timeout_seconds=3)


def article(article_id: str, text: str) -> Article:
    return Article(article_id, "标题", (Section(0, "", (), text),))


def ask(engine: SearchEngine, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """A request past the engine."""
    base = engine.location.rsplit("/", 1)[0]
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{base}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def name(engine: SearchEngine) -> str:
    return engine.location.rsplit("/", 1)[1]


def concrete(engine: SearchEngine) -> str:
    (found,) = ask(engine, "GET", f"/_alias/{name(engine)}")
    return str(found)


def found(engine: SearchEngine, query: str) -> set[str]:
    return {hit.id for hit in engine.search(query, limit=100)}


def hasty(engine: SearchEngine) -> SearchEngine:
    """Another client, which does not wait for long."""
    return SearchEngine(engine.location, settings=HASTY)


def put_aside(engine: SearchEngine, other: SearchEngine) -> None:
    """Let the name of ``engine`` lead to the index of ``other``."""
    actions = [
        {"remove": {"index": concrete(engine), "alias": name(engine)}},
        {"add": {"index": concrete(other), "alias": name(engine)}},
    ]
    ask(engine, "POST", "/_aliases", {"actions": actions})


# --- replaced -------------------------------------------------------------------------------------


def test_an_index_that_is_deleted_and_made_again_is_read_anew(new_engine: Callable[..., SearchEngine]) -> None:
    reader = new_engine()
    reader.add(article("1", "甲乙"))
    assert found(reader, "甲乙") == {"1"}
    ask(reader, "DELETE", f"/{concrete(reader)}")
    for read in (lambda: reader.search("甲乙"), lambda: reader.get("1"), reader.stats):
        with pytest.raises(IndexMissingError, match="wenxun --index http"):
            read()
    with SearchEngine(reader.location, settings=Settings(opensearch_shards=2)) as other:
        other.add(article("2", "甲乙"))
    assert reader.get("1") is None
    assert found(reader, "甲乙") == {"2"}
    reader.add(article("3", "甲乙"))
    assert found(reader, "甲乙") == {"2", "3"}
    assert reader.check() == []


def test_an_alias_that_leads_elsewhere_is_followed(new_engine: Callable[..., SearchEngine]) -> None:
    reader, other = new_engine(), new_engine()
    reader.add(article("1", "甲乙"))
    other.add(article("2", "甲乙"))
    assert found(reader, "甲乙") == {"1"}
    put_aside(reader, other)
    assert found(reader, "甲乙") == {"2"}
    reader.add(article("3", "甲乙"))
    assert found(reader, "甲乙") == found(other, "甲乙") == {"2", "3"}


@pytest.mark.parametrize("fresh", [False, True])
def test_a_writer_whose_index_was_exchanged_is_told_and_leaves_the_other_alone(
    new_engine: Callable[..., SearchEngine], fresh: bool
) -> None:
    engine, other = new_engine(), new_engine()
    engine.add(article("1", "甲乙"))
    other.add(article("2", "甲乙"))
    old = concrete(engine)
    with (
        pytest.raises(WenxunIndexError, match="another one put in its place, while it was written"),
        engine._backend.writer(fresh=fresh) as writer,
    ):
        writer.put(ANALYZER.index_batch([article("3", "甲乙")]), [None])
        put_aside(engine, other)
    assert found(engine, "甲乙") == found(other, "甲乙") == {"2"}
    assert ask(engine, "GET", f"/{old}/_count")["count"] == 1  # what was put aside is not harmed


@pytest.mark.parametrize("fresh", [False, True])
def test_a_writer_whose_index_was_deleted_is_told(new_engine: Callable[..., SearchEngine], fresh: bool) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    with (
        pytest.raises(WenxunIndexError, match="removed, or another one put in its place, while it was written"),
        engine._backend.writer(fresh=fresh) as writer,
    ):
        writer.put(ANALYZER.index_batch([article("2", "甲乙")]), [None])
        ask(engine, "DELETE", f"/{concrete(engine)}")
    with pytest.raises(IndexMissingError):
        engine.search("甲乙")
    engine.add(article("3", "甲乙"))
    assert found(engine, "甲乙") == {"3"}


# --- a disk that is full, a shard that is gone ----------------------------------------------------


@pytest.mark.parametrize("blocked", ["index", "lock"])
def test_a_node_without_room_is_named_and_what_is_there_is_read(
    new_engine: Callable[..., SearchEngine], blocked: str
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"), article("2", "丙丁"))
    path = f"/{concrete(engine) if blocked == 'index' else name(engine) + '.lock'}/_settings"
    ask(engine, "PUT", path, DISK_BLOCK)
    for write in (
        lambda: engine.add(article("1", "戊己"), article("3", "庚辛")),
        lambda: engine.delete("2"),
    ):
        with pytest.raises(WenxunIndexError, match="a disk of the cluster is full"):
            write()
    assert (found(engine, "甲乙"), found(engine, "丙丁"), found(engine, "庚辛")) == ({"1"}, {"2"}, set())
    ask(engine, "PUT", path, {"index.blocks.read_only_allow_delete": None})
    engine.add(article("3", "庚辛"))
    assert found(engine, "庚辛") == {"3"}
    assert engine.check() == []


def test_an_index_that_somebody_made_read_only_is_not_taken_for_a_wrong_password(
    new_engine: Callable[..., SearchEngine],
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    ask(engine, "PUT", f"/{concrete(engine)}/_settings", {"index.blocks.read_only": True})
    try:
        with pytest.raises(WenxunIndexError, match="read-only") as raised:
            engine.add(article("2", "甲乙"))
        assert "PASSWORD" not in str(raised.value)
        assert found(engine, "甲乙") == {"1"}
    finally:
        ask(engine, "PUT", f"/{concrete(engine)}/_settings", {"index.blocks.read_only": None})


def test_a_red_index_is_named_and_comes_back_whole(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    old, index, place = concrete(engine), f"{name(engine)}.v9", "index.routing.allocation.require._name"
    ask(engine, "PUT", f"/{old}/_settings", {"index.blocks.write": True})
    lost = {place: "a node that is gone", "index.blocks.write": None}  # a copy that no node may hold
    ask(engine, "PUT", f"/{old}/_clone/{index}?wait_for_active_shards=0", {"settings": lost})
    mappings = ask(engine, "GET", f"/{old}/_mapping")[old]["mappings"]  # otherwise copied with the shards
    ask(engine, "PUT", f"/{index}/_mapping", mappings)
    actions = [{"remove": {"index": old, "alias": name(engine)}}, {"add": {"index": index, "alias": name(engine)}}]
    ask(engine, "POST", "/_aliases", {"actions": actions})
    with hasty(engine) as client:
        assert "health is red" in client.check()[0].detail
        for use in (
            lambda: client.search("甲乙"),
            lambda: client.get("1"),
            lambda: client.delete("1"),
            lambda: client.add(article("2", "甲乙")),
        ):
            with pytest.raises(BackendUnavailableError, match=r"shard|did not answer"):
                use()
    ask(engine, "PUT", f"/{index}/_settings", {place: None})
    ask(engine, "GET", f"/_cluster/health/{index}?wait_for_status=green&timeout=60s")
    assert found(engine, "甲乙") == {"1"}
    assert engine.check() == []


def test_a_mapping_of_an_earlier_version_is_named_and_rebuilt(new_engine: Callable[..., SearchEngine]) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    path = f"/{concrete(engine)}/_mapping"
    meta = ask(engine, "GET", path)[concrete(engine)]["mappings"]["_meta"]
    ask(engine, "PUT", path, {"_meta": {**meta, "wenxun": {**meta["wenxun"], "opensearch_format": "1"}}})
    with hasty(engine) as client:
        for use in (lambda: client.search("甲乙"), lambda: client.add(article("2", "丙丁"))):
            with pytest.raises(IndexMismatchError, match="wenxun rebuild"):
                use()
        assert client.get("1") == article("1", "甲乙")
        assert client.rebuild().article_count == 1
        assert found(client, "甲乙") == {"1"}
    engine.refresh()
    assert found(engine, "甲乙") == {"1"}


# --- credentials that end -------------------------------------------------------------------------


@contextmanager
def guarded(engine: SearchEngine) -> Iterator[tuple[str, list[int]]]:
    """The address of a gate in front of the cluster, and its state: what it answers while it is shut."""
    base = engine.location.rsplit("/", 1)[0]
    state: list[int] = []

    class Gate(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content = (state[0], b'{"error": "no"}') if state else self._answer(body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _answer(self, body: bytes) -> tuple[int, bytes]:
            headers = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            request = urllib.request.Request(base + self.path, body or None, headers, method=self.command)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.status, answer.read()
            except urllib.error.HTTPError as error:
                return error.code, error.read()

        do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{name(engine)}", state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("fresh", [False, True])
def test_credentials_that_end_are_named_and_lose_nothing(
    new_engine: Callable[..., SearchEngine], status: int, fresh: bool
) -> None:
    engine = new_engine()
    engine.add(article("1", "甲乙"))
    with guarded(engine) as (address, state), SearchEngine(address, settings=HASTY) as client:
        assert found(client, "甲乙") == {"1"}
        with (
            pytest.raises(BackendUnavailableError, match=rf"refused the user or key \({status}\).*PASSWORD"),
            client._backend.writer(fresh=fresh) as writer,
        ):
            writer.put(ANALYZER.index_batch([article("1", "丙丁"), article("2", "戊己")]), [None, None])
            state.append(status)
        with pytest.raises(BackendUnavailableError, match="refused the user or key"):
            client.search("甲乙")
        state.clear()
        assert found(client, "甲乙") == {"1"}
        ask(engine, "DELETE", f"/{name(engine)}.lock/_doc/writer")  # which runs out by itself, in three minutes
        client.add(article("2", "戊己"))
        assert found(engine, "戊己") == {"2"}
        assert found(engine, "丙丁") == set()
    assert engine.check() == []
