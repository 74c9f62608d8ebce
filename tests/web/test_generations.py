"""A running server while its index changes: nobody is turned away, and no answer mixes two states."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

from flask import Flask

from wenxun import Article, SearchEngine, Section
from wenxun.web import create_app

_NAMES = range(10)
_GENERATIONS = 6
_PAGES = [
    "/?q=鲸鱼",
    "/?q=鲸鱼 category:类",
    "/?q=没有鲸&fragment=hits",
    "/articles/文3?q=鲸鱼",
    "/api/v1/suggest?q=题",
]


def _articles(generation: int) -> list[Article]:
    return [
        Article(
            f"文{name}",
            f"题{name}",
            (
                Section(0, "", (), f"第{generation}代的鲸鱼，1998年。"),
                Section(1, "节", ("节",), f"第{generation}代的鲸鱼。"),
            ),
            categories=("类",),
        )
        for name in _NAMES
    ]


class _Reader(threading.Thread):
    """Asks for everything, over and over, until it is told to stop; notes what should not be."""

    def __init__(self, app: Flask) -> None:
        super().__init__(daemon=True)
        self._client = app.test_client()
        self.stop = threading.Event()
        self.problems: list[str] = []
        self.newest = 0

    def run(self) -> None:
        """Ask at least once."""
        while True:
            stopping = self.stop.is_set()
            self._search()
            for path in _PAGES:
                with self._client.get(path, buffered=True) as response:
                    if response.status_code != 200:
                        self.problems.append(f"{path}: {response.status}")
            if stopping:
                return

    def _search(self) -> None:
        with self._client.get("/api/v1/search?q=鲸鱼&limit=50", buffered=True) as response:
            if response.status_code != 200:
                self.problems.append(response.status)
                return
            hits = json.loads(response.data)["hits"]
        texts = "".join(piece["text"] for hit in hits for section in hit["sections"] for piece in section["snippet"])
        generations = set(map(int, re.findall(r"第(\d+)代", texts)))
        if len(hits) != len(_NAMES) or len(generations) != 1:
            self.problems.append(f"{len(hits)} articles of generations {generations}")
        self.newest = max(generations)


def test_no_request_fails_or_sees_half_a_change_while_the_index_is_written(tmp_path: Path) -> None:
    with SearchEngine(tmp_path / "index") as writer:
        writer.add(*_articles(0))
        app = create_app(tmp_path / "index")
        readers = [_Reader(app) for _ in range(2)]
        for reader in readers:
            reader.start()
        for generation in range(1, _GENERATIONS + 1):
            writer.add(*_articles(generation), rebuild=generation % 5 == 0)
        for reader in readers:
            reader.stop.set()
            reader.join()
    assert [problem for reader in readers for problem in reader.problems] == []
    assert {reader.newest for reader in readers} == {_GENERATIONS}
