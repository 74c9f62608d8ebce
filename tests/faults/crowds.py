"""Twelve clients ask for the dearest things within the limits, without a pause, and an honest reader beside them."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from harness import Result, in_child, make_texts, workplace

from wenxun import Article, SearchEngine, Section

_CLIENTS = 12
_SECONDS = 40.0
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BLANKS, _MORE_HITS = 100, 10  # ways to ask for the same
_PATHS = ("/api/v1/search?q=", "/?q=")
_HONEST = ("一个人 时候", "生活", "“国家”", "你们 我们 -他们", "地方 title:文", "天下", "能 来", "心里")


def crowds(full: bool) -> Result:
    """Every honest request is answered, and rightly; how long it takes is in the notes."""
    result = Result(f"{_CLIENTS} clients with the worst queries")
    count = 1_000 if full else 200
    with workplace() as place:
        _make_index(place / "index", count)
        with _serving(place / "index") as address:
            honest = _Honest(address)
            alone = honest.times(_SECONDS / 4 if full else 1.0, result)
            with _crowd(address) as answered:
                among = honest.times(_SECONDS if full else 3.0, result)
            result.notes.append(f"{sum(answered)} of their queries were answered meanwhile")
        for name, times in (("alone", alone), ("among them", among)):
            times.sort()
            middle, last = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.99))
            result.notes.append(
                f"{name}: {len(times)} requests, median {middle:.0f} ms, 99 of 100 within {last:.0f} ms"
            )
        growth = among[int(len(among) * 0.99)] / alone[int(len(alone) * 0.99)]
        result.notes.append(f"99 % take at most {growth:.1f} times as long")
    return result


def _make_index(folder: Path, count: int) -> None:
    draw = random.Random(15)
    texts = make_texts(15, range(count))

    def words() -> str:
        return " ".join("".join(draw.choices(_LETTERS, k=draw.randint(3, 8))) for _ in range(20))

    with SearchEngine(folder) as engine:
        engine.add(
            *(
                Article(name, f"题{name} {words()}", (Section(0, "", (), f"{text}{words()}"),), categories=("类",))
                for name, text in texts.items()
            )
        )


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "wenxun", "--index", str(folder), "serve", "--port", "0", "--workers", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stderr is not None
        address = re.search(r"http://\S+:\d+", server.stderr.readline())
        assert address
        try:
            yield address[0]
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


def _worst_queries() -> list[str]:
    """Each is within the limits, and none is like the other, so that nothing kept helps."""
    draw = random.Random(16)
    fields = ("title", "heading", "")
    prefixes = [f"{field}:{letter}*".removeprefix(":") for letter in _LETTERS for field in fields]
    characters = (
        "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然"
    )
    queries = []
    for _ in range(300):
        queries.append(" OR ".join(draw.sample(prefixes, 60)))
        queries.append("".join(draw.choices(characters, k=1_900)))
        queries.append(" ".join(f'"{"".join(draw.choices(characters, k=20))}"' for _ in range(60)))
        queries.append(" OR ".join("".join(draw.choices(characters, k=2)) for _ in range(64)))
    return queries


@contextmanager
def _crowd(address: str) -> Iterator[list[int]]:
    """The clients, at work in a process of their own; how many answers they have got is added at the end."""
    answered: list[int] = []
    reading, writing = os.pipe()
    crowd = in_child(lambda: _ask_for_ever(address, writing))
    os.close(writing)
    try:
        yield answered
    finally:
        os.kill(crowd, signal.SIGTERM)
        with os.fdopen(reading, "rb") as pipe:
            answered.append(len(pipe.read()))
        os.waitpid(crowd, 0)


def _ask_for_ever(address: str, answered: int) -> None:
    """Ask on all connections; a byte is written for each answer."""
    queries = _worst_queries()

    def ask(number: int) -> None:
        turn = number
        while True:
            turn += _CLIENTS
            path = _PATHS[turn % len(_PATHS)] + quote(queries[turn % len(queries)])
            try:
                urllib.request.urlopen(f"{address}{path}", timeout=120).read()
            except (OSError, urllib.error.HTTPError):
                continue  # that they are refused is as good
            os.write(answered, b"+")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _Honest:
    """Asks what readers ask, one request after the other, and knows the right answers."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._asked = len(_HONEST)  # of them as many for the right answers
        self._answers = {query: self._ask(query) for query in _HONEST}

    def _ask(self, query: str, turn: int = 0) -> list[str]:
        """The ten best; each turn asks with other blanks or more hits, so that no kept answer will do."""
        blanks, more = turn % _BLANKS, turn // _BLANKS % _MORE_HITS
        typed = quote(query + " " * blanks)
        with urllib.request.urlopen(f"{self._address}{_PATHS[0]}{typed}&limit={10 + more}", timeout=120) as answer:
            return [hit["id"] for hit in json.load(answer)["hits"][:10]]

    def times(self, seconds: float, result: Result) -> list[float]:
        """Seconds that each request took."""
        times: list[float] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            turn, number = divmod(self._asked, len(_HONEST))
            self._asked += 1
            query = _HONEST[number]
            started = time.monotonic()
            try:
                problem = None if self._ask(query, turn) == self._answers[query] else "the answer is another one"
            except OSError as error:
                problem = repr(error)
            times.append(time.monotonic() - started)
            result.verdict(f"request {len(times)}, {query}", problem)
        return times
