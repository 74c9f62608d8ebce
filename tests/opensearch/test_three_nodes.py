"""Three nodes: the same answers as elsewhere, a manager that hangs, and last the loss of a node under load."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wenxun import Article, SearchEngine, Section, Settings
from wenxun.errors import BackendUnavailableError

pytestmark = pytest.mark.cluster


def article(number: int) -> Article:
    return Article(f"{number:05}", f"文章{number}", (Section(0, "", (), f"第{number}篇，常见的词。"),))


def location(nodes: list[Any], name: str) -> str:
    hosts = ",".join(node.url.removeprefix("http://") for node in nodes)
    return f"http://{hosts}/{name}"


def ask(node: Any, path: str, method: str = "GET", body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{node.url}{path}", data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not so after {seconds} s"
        time.sleep(0.2)


def manager(nodes: list[Any]) -> Any:
    name = ask(nodes[0], "/_cat/cluster_manager?format=json")[0]["node"]
    return next(node for node in nodes if node.name == name)


def is_green(node: Any, count: int) -> bool:
    health = ask(node, "/_cluster/health")
    return health["status"] == "green" and health["number_of_nodes"] == count


class Background:
    """Does something over and over in a thread, and keeps what went wrong."""

    def __init__(self, work: Callable[[int], None]) -> None:
        self.done = 0
        self.failures: list[BaseException] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,))
        self._thread.start()

    def _run(self, work: Callable[[int], None]) -> None:
        while not self._stop.is_set():
            try:
                work(self.done)
            except BaseException as error:
                self.failures.append(error)
            self.done += 1

    def finish(self) -> None:
        self._stop.set()
        self._thread.join(120)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def sample_cluster(three_nodes: list[Any], case_files: list[Path]) -> Iterator[SearchEngine]:
    """The project's sample articles on all three nodes."""
    settings = Settings(opensearch_timeout_seconds=30, opensearch_shards=3)
    with SearchEngine(location(three_nodes, "samples"), settings=settings) as engine:
        engine.add(*case_files)
        yield engine


def test_the_shared_case_holds_on_three_nodes(
    case: dict[str, Any], sample_cluster: SearchEngine, check_case: Callable[..., None]
) -> None:
    check_case(case, sample_cluster)


@pytest.fixture
def seeded(three_nodes: list[Any]) -> Iterator[SearchEngine]:
    """An index with replicas that holds 200 articles."""
    engine = SearchEngine(location(three_nodes, "faults"), settings=Settings(opensearch_timeout_seconds=30))
    engine.add(*map(article, range(200)), rebuild=True)
    wait_until(lambda: is_green(three_nodes[0], 3), 60)
    yield engine
    engine.close()


def test_a_manager_that_hangs_gives_a_clear_error_in_time_and_then_all_goes_on(
    three_nodes: list[Any], seeded: SearchEngine
) -> None:
    hung = manager(three_nodes)
    others = [node for node in three_nodes if node is not hung]
    settings = Settings(opensearch_timeout_seconds=3)
    with (
        SearchEngine(location([hung], "faults"), settings=settings) as alone,
        SearchEngine(location(others, "faults"), settings=settings) as around,
    ):
        alone.search("常见的词")
        around.search("常见的词")
        hung.pause()
        try:
            started = time.monotonic()
            with pytest.raises(
                BackendUnavailableError, match=r"did not answer in 3 s .*WENXUN_OPENSEARCH_TIMEOUT_SECONDS"
            ):
                alone.search("常见的词")
            assert time.monotonic() - started < 3 + 5
            started = time.monotonic()
            with pytest.raises(BackendUnavailableError, match="cannot be used"):
                around.add(article(900), rebuild=True)  # takes the manager: a new index
            assert time.monotonic() - started < 3 * 6 + 15
        finally:
            hung.resume()
        wait_until(lambda: is_green(others[0], 3), 180)
        assert alone.search("常见的词").total == 200
        around.add(article(901), wait_seconds=30)
        assert around.search("常见的词").total == 201


def test_the_loss_of_a_node_fails_no_read_and_loses_no_acknowledged_section(
    three_nodes: list[Any], seeded: SearchEngine
) -> None:
    acknowledged: list[int] = []

    def write(turn: int) -> None:
        numbers = range(1_000 + turn * 20, 1_020 + turn * 20)
        seeded.add(*map(article, numbers))
        acknowledged.extend(numbers)

    def read(turn: int) -> None:
        results = seeded.search(f"第{turn % 200}篇", limit=5)
        assert results[0].id == f"{turn % 200:05}"
        assert results.total >= 1
        assert results[0].sections[0].snippet.pieces

    writing = Background(write)
    readers = [Background(read) for _ in range(2)]
    wait_until(lambda: len(acknowledged) > 60, 120)
    # Else the cluster waits a minute for the node to come back before it makes new copies of what it held.
    ask(three_nodes[0], "/*/_settings?expand_wildcards=all", "PUT", {"index.unassigned.node_left.delayed_timeout": "0"})
    lost = manager(three_nodes)
    lost.kill()
    before, reads = len(acknowledged), sum(reader.done for reader in readers)
    wait_until(lambda: len(acknowledged) >= before + 100 and sum(reader.done for reader in readers) > reads + 100, 180)
    for each in (writing, *readers):
        each.finish()
    failures = [failure for reader in readers for failure in reader.failures]
    assert failures == [], f"{len(failures)} of {sum(reader.done for reader in readers)} reads failed"
    assert writing.failures == []
    left = [node for node in three_nodes if node is not lost]
    wait_until(lambda: is_green(left[0], 2), 120)
    held = {record.id for record in seeded.articles()}
    assert {f"{number:05}" for number in (*range(200), *acknowledged)} <= held
    assert seeded.check() == []
