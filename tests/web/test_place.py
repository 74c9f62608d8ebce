"""The same pages and answers under any address: below a path, behind a proxy, mounted in another application."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import suppress
from html import unescape
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from wenxun import SearchEngine, SettingsError
from wenxun.web import create_app

START = ("/", f"/?q={quote('会谈')}", "/openapi.json", "/opensearch.xml", f"/api/v1/search?q={quote('会谈')}")
MOST_PAGES = 150


def crawl(client: Any, root: str) -> set[str]:
    """Follow every link, form, script and address; return those that leave the place, or lead nowhere."""
    place = root.rstrip("/") + "/"
    waiting, seen, wrong = [place.rstrip("/") + path for path in START], set(), set()
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        parts = urlsplit(url)
        answer = client.get(parts.path + (f"?{parts.query}" if parts.query else ""), buffered=True)
        if answer.status_code not in (200, 303, 308):
            wrong.add(url)
        text = answer.text
        found = re.findall(r'(?:href|src|action|template)="([^"#]+)', text) if "<" in text[:20] else []
        if url.partition("?")[0].endswith("/api/v1/search"):
            found += [each for hit in json.loads(text)["hits"] for each in [hit["url"], hit["sections"][0]["url"]]]
        if url.endswith("/openapi.json"):
            found += [each["url"] for each in json.loads(text)["servers"]]
        for each in [*found, *filter(None, [answer.headers.get("Location", "")])]:
            target = urljoin(url, unescape(each)).partition("#")[0].replace("{searchTerms}", "x")
            if not (target + "/").startswith(place):
                wrong.add(target)
            elif target not in seen:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 20
    return wrong


def test_a_prefix_is_in_every_address(web_engine: SearchEngine) -> None:
    assert not crawl(Client(create_app(web_engine, prefix="/search")), "http://localhost/search")


def test_a_mount_is_in_every_address(web_engine: SearchEngine) -> None:
    site = DispatcherMiddleware(Flask("site"), {"/find/it": create_app(web_engine)})
    assert not crawl(Client(site), "http://localhost/find/it")


@pytest.fixture
def behind_proxy(web_engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.chdir(tmp_path)
    Path("wenxun.toml").write_text('trusted_proxies = "127.0.0.1 10.0.0.0/8"\n', encoding="utf-8")
    return Client(create_app(web_engine))


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "find.example", "X-Forwarded-Prefix": "/search"}


@pytest.mark.parametrize("address", ["127.0.0.1", "10.9.8.7"])
def test_a_trusted_proxy_says_where_readers_are(behind_proxy: Client, address: str) -> None:
    answer = behind_proxy.get("/opensearch.xml", headers=FORWARDED, environ_base={"REMOTE_ADDR": address})
    templates = re.findall(r'template="([^"]+)"', answer.text)
    assert templates
    assert all(each.startswith("https://find.example/search/") for each in templates)


def test_nobody_else_is_believed(behind_proxy: Client) -> None:
    answer = behind_proxy.get("/opensearch.xml", headers=FORWARDED, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert "find.example" not in answer.text
    assert "/search/" not in answer.text


def test_choices_are_remembered_below_the_prefix_alone(web_engine: SearchEngine) -> None:
    answer = Client(create_app(web_engine, prefix="/search")).get("/search/?variant=tw&remember=1")
    assert "Path=/search" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("prefix", ["/a b", "/a/../b", "/搜", "/a?b"])
def test_what_is_no_prefix_is_refused(web_engine: SearchEngine, prefix: str) -> None:
    with pytest.raises(SettingsError, match="/search"):
        create_app(web_engine, prefix=prefix)


def test_a_trusted_proxy_is_an_address(web_engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENXUN_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(SettingsError, match="trusted_proxies"):
        create_app(web_engine)


class Answer(NamedTuple):
    status_code: int
    text: str
    headers: Any


class TlsClient:
    """Asks nginx as a browser does."""

    def __init__(self, port: int, certificate: Path) -> None:
        self._port, self._trusted = port, ssl.create_default_context(cafile=certificate)

    def get(self, path: str, *, buffered: bool = True) -> Answer:
        connection = HTTPSConnection("localhost", self._port, context=self._trusted, timeout=20)
        try:
            connection.request("GET", quote(path, safe="/?&=%:+-._~"))
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(errors="replace"), answer.headers)
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_nothing_leaves_the_prefix_behind_a_real_nginx_with_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin"), shutil.which("openssl")
    if not (nginx and openssl):
        if os.environ.get("CI"):
            pytest.fail("nginx or openssl is not installed; CI requires them")
        pytest.skip("nginx or openssl is not installed")
    with SearchEngine(tmp_path / "index") as engine:
        engine.add(Path(__file__).parents[2] / "seeds")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wenxun.toml").write_text('trusted_proxies = "127.0.0.1"\n', encoding="utf-8")
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ],
        check=True,
        capture_output=True,
    )
    port, inner = free_port(), free_port()
    (tmp_path / "nginx.conf").write_text(NGINX.format(folder=tmp_path, port=port, inner=inner), encoding="utf-8")
    command = [sys.executable, "-m", "wenxun", "--index", "index", "serve", "--port", str(inner)]
    in_front = [nginx, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE) as server,
        subprocess.Popen(in_front, stderr=subprocess.DEVNULL) as proxy,
    ):
        try:
            assert server.stderr is not None
            assert b"serving on" in server.stderr.readline()
            client, waiting = TlsClient(port, tmp_path / "cert.pem"), threading.Event()
            for _ in range(200):
                with suppress(OSError):
                    client.get("/search/livez")
                    break
                waiting.wait(0.05)
            assert not crawl(client, f"https://localhost:{port}/search")
        finally:
            proxy.terminate()
            server.terminate()


NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/cert.pem;
        ssl_certificate_key {folder}/key.pem;
        location /search/ {{
            proxy_pass http://127.0.0.1:{inner}/;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Prefix /search;
        }}
    }}
}}
"""
