"""Answers are compressed for those who take it, and are the same answers."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "br, gzip, zstd"}
LONG = ["/", "/?q=灯塔", "/articles/会谈/四月?q=会谈", "/api/v1/search?q=灯塔", "/static/search.js", "/embed.js"]


@pytest.mark.parametrize("url", LONG)
def test_a_long_answer_is_compressed_for_those_who_take_it(client: FlaskClient, url: str) -> None:
    plain, small = client.get(url), client.get(url, headers=GZIP)
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) * 0.7
    assert len(gzip.decompress(small.data)) == pytest.approx(len(plain.data), abs=20)  # the time that it took


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br"])
def test_no_one_gets_what_was_not_asked_for(client: FlaskClient, accepted: str) -> None:
    assert "Content-Encoding" not in client.get("/?q=灯塔", headers={"Accept-Encoding": accepted}).headers


def test_short_answers_stay_as_they_are(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/livez", headers=GZIP).headers


@pytest.mark.parametrize("url", LONG)
def test_a_compressed_answer_is_kept_by_its_tag(client: FlaskClient, url: str) -> None:
    tag = client.get(url, headers=GZIP).headers["ETag"]
    assert tag.startswith("W/")
    again = client.get(url, headers={**GZIP, "If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_head_says_the_same_length(client: FlaskClient) -> None:
    url = "/articles/会谈/四月"
    asked, given = client.head(url, headers=GZIP), client.get(url, headers=GZIP)
    assert asked.headers["Content-Length"] == given.headers["Content-Length"]
    assert asked.data == b""
