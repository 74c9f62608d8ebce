"""What the server logs, and what not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from wenxun import SearchEngine, SettingsError
from wenxun.query_log import read_log
from wenxun.web import create_app

COMBINED = re.compile(
    r'(?P<address>\S+) - - \[(?P<time>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "(?P<request>[^"]*)" '
    r'(?P<status>\d{3}) (?P<bytes>\d+|-) "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"'
)
AGENT = {"User-Agent": 'evil "agent"\t中'.encode().decode("latin-1"), "Referer": "https://example.org/"}
LogTo = Callable[[str], FlaskClient]


@pytest.fixture
def log_to(web_engine: SearchEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LogTo:
    monkeypatch.chdir(tmp_path)

    def make(settings: str) -> FlaskClient:
        Path("wenxun.toml").write_text(settings, encoding="utf-8")
        return create_app(web_engine).test_client()

    return make


def lines(name: str) -> list[str]:
    return Path(name).read_text(encoding="utf-8").splitlines()


def test_nothing_is_logged_unless_it_is_asked_for(log_to: LogTo, tmp_path: Path) -> None:
    log_to("").get("/?q=会谈")
    assert [each.name for each in tmp_path.iterdir()] == ["wenxun.toml"]


def test_each_request_is_a_line_in_the_combined_format(log_to: LogTo) -> None:
    client = log_to('access_log = "access.log"')
    urls = ["/?q=会谈", "/articles/会谈/四月", "/nix", "/api/v1/search?limit=x", "/static/style.css", "/livez"]
    answers = [client.get(url, headers=AGENT) for url in urls]
    found = [COMBINED.fullmatch(line) for line in lines("access.log")]
    assert len(found) == len(urls)
    for url, answer, match in zip(urls, answers, found, strict=True):
        assert match, url
        assert match["request"] == f"GET {quote(url, safe='/?=&')} HTTP/1.1"
        assert int(match["status"]) == answer.status_code
        assert int(match["bytes"]) == len(answer.data)
        assert match["referrer"] == "https://example.org/"


def test_what_a_client_sends_ends_no_line_and_no_quotes(log_to: LogTo) -> None:
    client = log_to('access_log = "access.log"')
    client.get('/a%0Ab"c', query_string='q="\r\n', headers=AGENT)
    (line,) = lines("access.log")
    assert COMBINED.fullmatch(line)


def test_a_query_is_logged_without_an_address(log_to: LogTo) -> None:
    client = log_to('query_log = "queries.log"')
    client.get("/?q=会谈", environ_base={"REMOTE_ADDR": "192.0.2.77"}, headers=AGENT)
    client.get("/api/v1/search?q=独角兽")
    assert [(each.query, each.total > 0) for each in read_log(lines("queries.log"))] == [
        ("会谈", True),
        ("独角兽", False),
    ]
    assert all(set(json.loads(line)) == {"time", "query", "total", "took_ms"} for line in lines("queries.log"))
    assert "192.0.2.77" not in Path("queries.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "url", ["/", "/?q=", "/?q=灯塔&page=2", "/api/v1/search?q=灯塔&offset=10", "/articles/software?q=灯"]
)
def test_what_is_no_new_query_is_not_logged(log_to: LogTo, url: str) -> None:
    log_to('query_log = "queries.log"').get(url)
    assert lines("queries.log") == []


def test_a_log_that_was_moved_away_is_made_anew(log_to: LogTo) -> None:
    client = log_to('query_log = "queries.log"')
    client.get("/?q=会谈")
    Path("queries.log").rename("queries.log.1")
    client.get("/?q=灯塔")
    assert len(lines("queries.log.1")) == len(lines("queries.log")) == 1


@pytest.mark.parametrize("setting", ["access_log", "query_log"])
def test_a_log_that_cannot_be_written_is_refused_at_the_start(log_to: LogTo, setting: str) -> None:
    with pytest.raises(SettingsError, match=setting):
        log_to(f'{setting} = "nowhere/x.log"')
