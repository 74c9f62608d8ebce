"""Requests: any path and any query gets a page or a clear refusal, never an error of the server."""

from __future__ import annotations

import json
from functools import cache
from urllib.parse import quote

from flask.testing import FlaskClient
from hypothesis import strategies as st
from queries import TYPED, engine_of_oddities
from target import drawing
from texts import WILD

from wenxun.web import create_app

_PATHS = st.sampled_from(
    ["/", "/articles/", "/api/v1/search", "/api/v1/articles/", "/api/v1/analyze", "/api/v1/suggest", "/static/"]
)
_NAMES = st.sampled_from(["q", "text", "limit", "offset", "page", "variant", "ui", "keys", "fragment", "x"])
_VALUES = TYPED | st.sampled_from(["0", "-1", "1", "9" * 30, "1e9", "tw", "hk", "en", "%00", "", "²", "\u0661"])
_IDS = st.sampled_from(["", "文0", "文4", "\ud800/<b>\n", "..", "../../etc/passwd", "%2e%2e", "a//b"])


@cache
def _client() -> FlaskClient:
    app = create_app(engine_of_oddities())
    app.testing = False  # errors become pages, as they do for readers
    return app.test_client()


@drawing(
    _PATHS,
    _IDS | WILD,
    st.lists(st.tuples(_NAMES, _VALUES), max_size=3),
    st.sampled_from(["GET", "HEAD", "POST", "GET"]),
)
def requests(path: str, rest: str, parameters: list[tuple[str, str]], method: str) -> None:
    """The answer is no 5xx, holds nothing of what was sent outside its place, and keeps its safety headers."""
    typed = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in parameters)
    address = f"{path}{quote(rest.encode('utf-8', 'surrogatepass'))}?{typed}"
    with _client().open(address, method=method, buffered=True) as answer:
        assert answer.status_code < 500, (address, answer.status)
        assert "default-src" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.is_json and method == "GET":
            json.loads(answer.get_data())
        if answer.mimetype == "text/html":
            assert "<script>" not in answer.get_data(as_text=True)


TARGETS = {"requests": requests}
