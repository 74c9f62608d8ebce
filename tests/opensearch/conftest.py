"""A real cluster for the tests in this folder. Nothing skips: a cluster that does not start is a failure.

``pytest -m cluster tests/opensearch`` runs what needs one; the rest of the folder runs without.
"""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from wenxun import SearchEngine, Settings

_numbers = itertools.count()


TESTS = Path(__file__).resolve().parents[1]


def _module(name: str, path: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def _running(count: int) -> Any:
    return _module("cluster", TESTS / "opensearch/cluster.py").running(count)


@pytest.fixture(scope="module")
def three_nodes() -> Iterator[list[Any]]:
    """Three nodes that are one cluster, for one module of tests."""
    with _running(3) as nodes:
        yield nodes


@pytest.fixture(scope="session")
def new_engine(node_url: str) -> Iterator[Callable[..., SearchEngine]]:
    """Makes engines, each on an empty index of its own in the cluster."""
    engines: list[SearchEngine] = []

    def make(*, shards: int = 1, timeout_seconds: int = 60) -> SearchEngine:
        settings = Settings(opensearch_timeout_seconds=timeout_seconds, opensearch_shards=shards)
        engine = SearchEngine(f"{node_url}/test{next(_numbers)}", settings=settings)
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes a ``case`` with every case that the embedded back end is held to."""
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", _shared_cases().ALL)


def _shared_cases() -> ModuleType:
    return _module("shared_cases", TESTS / "test_cases.py")


@pytest.fixture(scope="session")
def check_case() -> Callable[[dict[str, Any], SearchEngine], None]:
    """Searches, and compares the results with what a case promises, as on the embedded back end."""

    def check(case: dict[str, Any], engine: SearchEngine) -> None:
        _shared_cases().check(case, engine.search(case["query"], limit=100))

    return check


@pytest.fixture(scope="session")
def case_files() -> list[Path]:
    """The articles that the cases are about."""
    files: list[Path] = _shared_cases().seed_files()
    return files
