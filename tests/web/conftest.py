"""An application over an index in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

TALKS = Article(
    "会谈/四月",
    "四月会谈",
    (
        Section(0, "", (), "双方在板門店举行会谈，地点是和平之家。\n\n天气晴朗。"),
        Section(1, "背景", ("背景",), "此前两年没有往来。会谈由热线电话促成。"),
        Section(2, "经过", ("背景", "经过"), "会谈从上午开始。"),
        Section(3, "后续", ("后续",), "秋天又有一次会谈。"),
    ),
    categories=("外交 事务",),
    aliases=("春季会谈",),
    source="/home/somebody/talks.md",
)
HOSTILE = Article(
    "<b>&'\"/x",
    "<script>alert(1)</script>",
    (
        Section(0, "", (), "正文里有<img src=x onerror=alert(2)>和鲸鱼。"),
        Section(1, "<i>小节", ("<i>小节",), "又一头鲸鱼</mark>。"),
    ),
    categories=("<u>类",),
)
SOFTWARE = Article("software", "軟體", (Section(0, "", (), "編寫軟體要先想清楚。"),))
MANY = tuple(
    Article(f"many-{number:02}", f"第{number}号", (Section(0, "", (), f"灯塔编号{number}。"),)) for number in range(45)
)


@pytest.fixture(scope="session")
def web_engine() -> Iterator[SearchEngine]:
    with SearchEngine.in_memory() as engine:
        engine.add(TALKS, HOSTILE, SOFTWARE, *MANY)
        yield engine


@pytest.fixture
def app(web_engine: SearchEngine) -> Flask:
    return create_app(web_engine)


class Client(FlaskClient):
    """Reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.test_client_class = Client
    return app.test_client()
