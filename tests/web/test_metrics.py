"""The figures for Prometheus."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from wenxun import SearchEngine
from wenxun.web import create_app
from wenxun.web.metrics import Counters

LINE = re.compile(r'([a-z_]+)(\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? ([0-9.]+)')


def figures(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    found, described = {}, set()
    for line in answer.text.splitlines():
        if line.startswith("# TYPE "):
            described.add(line.split()[2])
        elif not line.startswith("#"):
            match = LINE.fullmatch(line)
            assert match, line
            assert match[1] in described or re.sub("_(bucket|sum|count)$", "", match[1]) in described
            found[line.rpartition(" ")[0]] = float(match[3])
    return found


@pytest.fixture
def fresh(web_engine: SearchEngine) -> FlaskClient:
    return create_app(web_engine).test_client()


def test_requests_are_counted_by_route_and_status(fresh: FlaskClient) -> None:
    for url in ("/?q=会谈", "/api/v1/search?q=灯塔", "/api/v1/search?limit=x", "/articles/software", "/nix"):
        fresh.get(url, buffered=True)
    found = figures(fresh)
    assert found['wenxun_requests_total{route="search",status="2xx"}'] == 2
    assert found['wenxun_requests_total{route="search",status="4xx"}'] == 1
    assert found['wenxun_requests_total{route="article",status="2xx"}'] == 1
    assert found['wenxun_requests_total{route="other",status="4xx"}'] == 1


def test_times_are_a_histogram(fresh: FlaskClient) -> None:
    fresh.get("/?q=会谈")
    found = figures(fresh)
    buckets = [
        value for name, value in found.items() if name.startswith('wenxun_request_seconds_bucket{route="search"')
    ]
    assert buckets == sorted(buckets)
    assert buckets[-1] == found['wenxun_request_seconds_count{route="search"}'] == 1
    assert found['wenxun_request_seconds_sum{route="search"}'] > 0


def test_queries_that_find_nothing_are_counted(fresh: FlaskClient) -> None:
    for url in ("/?q=会谈", "/?q=独角兽", "/api/v1/search?q=麒麟"):
        fresh.get(url)
    found = figures(fresh)
    assert found["wenxun_searches_total"] == 3
    assert found["wenxun_nothing_found_total"] == 2


def test_the_index_is_described_and_its_loss_hides_nothing_else(fresh: FlaskClient, web_engine: SearchEngine) -> None:
    assert figures(fresh)["wenxun_articles"] == web_engine.stats().articles
    without = figures(create_app(Path("nowhere")).test_client())
    assert "wenxun_searches_total" in without


def test_whoever_is_asked_knows_what_other_processes_counted() -> None:
    if not hasattr(os, "fork"):
        pytest.skip("one process answers on this system")
    counters = Counters()
    child = os.fork()
    if not child:
        counters.row = 1
        counters.add(("searches", ""), 3)
        os._exit(0)
    os.waitpid(child, 0)
    counters.add(("searches", ""))
    assert counters.total(("searches", "")) == 4


def test_monitors_come_by_address(web_engine: SearchEngine) -> None:
    client = create_app(web_engine, hosts=("find.example",)).test_client()
    assert client.get("/metrics", headers={"Host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/metrics", headers={"Host": "evil.example"}).status_code == 421
