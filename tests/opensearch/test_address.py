"""Addresses, secrets and what is said when there is no cluster."""

from __future__ import annotations

import importlib.util
import json
import logging
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from wenxun import SearchEngine, Settings
from wenxun.backends.opensearch.address import read_address
from wenxun.errors import BackendUnavailableError, SettingsError, WenxunIndexError

NOBODY = "http://127.0.0.1:9/wenxun"
SECRET = "correct-horse"
CERTIFICATE = Path(__file__).with_name("certificate.pem")


@pytest.mark.parametrize(
    ("location", "hosts", "name", "is_tls"),
    [
        ("http://localhost:9200/wenxun", (("localhost", 9200),), "wenxun", False),
        ("https://one,two:9201/文寻/", (("one", 9200), ("two", 9201)), "文寻", True),
        ("http://[::1]:9200/a-b.c_d", (("::1", 9200),), "a-b.c_d", False),
        ("http://h/%E6%96%87", (("h", 9200),), "文", False),
    ],
)
def test_an_address_names_hosts_and_an_index(
    location: str, hosts: tuple[tuple[str, int], ...], name: str, is_tls: bool
) -> None:
    address = read_address(location)
    assert (address.hosts, address.name, address.is_tls) == (hosts, name, is_tls)
    assert read_address(str(address)) == address


@pytest.mark.parametrize(
    "location",
    ["http://", "http:///name", "http://host", "http://host/", "http://host:x/name", "http://host/A", "http://host/_a",
     "http://host/a/b", "http://host/a*", "http://host/a,b", "http://,/name", "http://host/" + "文" * 100],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_an_example(location: str) -> None:
    with pytest.raises(SettingsError, match="http://localhost:9200/wenxun"):
        SearchEngine(location)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError, match="WENXUN_OPENSEARCH_PASSWORD") as caught:
        SearchEngine(f"https://me:{SECRET}@host/wenxun")
    assert SECRET not in str(caught.value)


def test_with_no_server_one_sentence_says_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    with SearchEngine(NOBODY) as engine, pytest.raises(BackendUnavailableError) as caught:
        engine.search("文")
    message = str(caught.value)
    assert message == (
        "The cluster at http://127.0.0.1:9/wenxun cannot be used: no node can be reached. "
        "Start the cluster, or correct the address."
    )
    assert capfd.readouterr() == ("", "")


def test_without_the_client_package_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "wenxun.backends.opensearch.find_spec", lambda name: None if name == "opensearchpy" else find(name)
    )
    with pytest.raises(BackendUnavailableError, match=r'pip install "wenxun\[opensearch\]"'):
        SearchEngine(NOBODY)


@pytest.mark.parametrize(
    ("prepared", "told"),
    [
        (
            "",
            "wenxun: The cluster at http://127.0.0.1:9/wenxun cannot be used: no node can be reached. "
            "Start the cluster, or correct the address.\n",
        ),
        (
            "sys.modules['opensearchpy'] = None",
            "wenxun: http://127.0.0.1:9/wenxun is an index in a cluster, which takes one more package: "
            f'{sys.executable} -m pip install "wenxun[opensearch]"\n',
        ),
    ],
    ids=["no server", "no client package"],
)
def test_the_command_ends_with_one_sentence(prepared: str, told: str) -> None:
    script = f"import sys\n{prepared}\nfrom wenxun.cli import main\nmain()"
    for words in (["search", "茶"], ["stats"], ["index", str(Path(__file__).parent)]):
        command = [sys.executable, "-c", script, "--index", NOBODY, *words]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert (done.returncode, done.stdout, done.stderr) == (3, "", told)


class _Server:
    """Answers every request alike and keeps its headers."""

    def __init__(
        self, status: int, body: Any, *, content_type: str = "application/json", certificate: Path | None = None
    ) -> None:
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.headers.append({name.lower(): value for name, value in self.headers.items()})
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_POST = do_PUT = do_GET  # noqa: N815  the base class looks for these names

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        scheme = "http" if certificate is None else "https"
        self.location = f"{scheme}://127.0.0.1:{self.server.server_port}/wenxun"
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


@pytest.fixture
def refusing() -> Iterator[_Server]:
    server = _Server(401, {"error": {"type": "security_exception", "reason": "no"}, "status": 401})
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        (Settings(opensearch_user="me", opensearch_password=SECRET), "Basic bWU6Y29ycmVjdC1ob3JzZQ=="),
        (Settings(opensearch_user="我", opensearch_password=f"密码{SECRET}"), "Basic 5oiROuWvhueggWNvcnJlY3QtaG9yc2U="),
        (Settings(opensearch_api_key=SECRET), f"ApiKey {SECRET}"),
    ],
    ids=["password", "password in Chinese", "key"],
)
def test_secrets_are_sent_and_never_shown(
    settings: Settings, header: str, refusing: _Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with SearchEngine(refusing.location, settings=settings) as engine:
        with pytest.raises(BackendUnavailableError, match="refused the user or key") as caught:
            engine.search("文")
        shown = f"{caught.value!r}{caught.value}{caplog.text}{settings!r}{engine!r}{vars(engine._backend)!r}"
    assert refusing.headers[0]["authorization"] == header
    assert SECRET not in shown
    assert header.split()[1] not in shown


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"timed_out": True, "_shards": {"failed": 0, "total": 1}, "hits": {"hits": []}}, "the search timed out"),
        ({"timed_out": False, "_shards": {"failed": 1, "total": 3}, "hits": {"hits": []}}, "1 of 3 shards failed"),
        ({"error": {"type": "x", "reason": "all shards failed"}, "status": 503}, "all shards failed"),
    ],
    ids=["time-out", "shards", "error"],
)
def test_an_answer_that_is_not_whole_is_an_error_though_its_status_is_200(body: dict[str, Any], message: str) -> None:
    server = _Server(200, {"responses": [body]})
    try:
        with SearchEngine(server.location, settings=Settings(opensearch_timeout_seconds=1)) as engine:
            cluster = engine._backend._cluster  # type: ignore[attr-defined]
            with pytest.raises(BackendUnavailableError, match=message):
                cluster.search([({}, {})])
    finally:
        server.stop()
    assert len(server.headers) > 1


def test_a_request_that_is_wrong_is_not_sent_again() -> None:
    server = _Server(200, {"responses": [{"error": {"type": "x", "reason": "bad query"}, "status": 400}]})
    try:
        with SearchEngine(server.location) as engine:
            cluster = engine._backend._cluster  # type: ignore[attr-defined]
            server.headers.clear()  # of what opening asked
            with pytest.raises(WenxunIndexError, match="bad query"):
                cluster.search([({}, {})])
    finally:
        server.stop()
    assert len(server.headers) == 1


def test_a_certificate_is_trusted_only_where_its_authority_is_named() -> None:
    server = _Server(200, {"found": False}, certificate=CERTIFICATE)
    try:
        with (
            SearchEngine(server.location) as engine,
            pytest.raises(BackendUnavailableError, match=r"is not trusted\. Name .* in WENXUN_OPENSEARCH_CA\.$"),
        ):
            engine.search("文")
        assert server.headers == []
        with SearchEngine(server.location, settings=Settings(opensearch_ca=str(CERTIFICATE))) as engine:
            assert engine.exists() is False
        assert server.headers
    finally:
        server.stop()


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/json"])
def test_a_server_that_is_something_else_is_said_to_be_so(content_type: str) -> None:
    server = _Server(200, "hello", content_type=content_type)
    try:
        with (
            SearchEngine(server.location) as engine,
            pytest.raises(WenxunIndexError, match=r"^What answers at http://\S+ is no OpenSearch"),
        ):
            engine.search("文")
    finally:
        server.stop()


def test_documents_that_cannot_be_looked_up_are_an_error_though_the_status_is_200() -> None:
    failed = {"_id": "1", "error": {"type": "x", "reason": "no shard available"}}
    server = _Server(200, {"docs": [{"_id": "0", "found": True}, failed]})
    try:
        with SearchEngine(server.location, settings=Settings(opensearch_timeout_seconds=1)) as engine:
            cluster = engine._backend._cluster  # type: ignore[attr-defined]
            with pytest.raises(BackendUnavailableError, match=r"did not answer in 1 s \(no shard available\)"):
                cluster.documents("wenxun", [{"_id": "0"}, {"_id": "1"}], {})
    finally:
        server.stop()
    assert len(server.headers) > 1
