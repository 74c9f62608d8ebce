"""The script that puts a search box into pages of other sites."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from wenxun.web.texts import LANGUAGES


def test_any_site_may_load_the_script_and_keep_it_for_a_while(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "public" in answer.headers["Cache-Control"]
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_script_brings_every_language_of_the_page(client: FlaskClient) -> None:
    text = client.get("/embed.js").text
    for language in LANGUAGES.values():
        assert language.texts["more_results"] in text


def test_the_script_holds_every_text_that_it_shows(client: FlaskClient) -> None:
    text = client.get("/embed.js").text
    for name in re.findall(r"\btexts\.([a-z_]+)", text):
        assert f'"{name}":' in text
